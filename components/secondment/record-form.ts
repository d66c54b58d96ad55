/** A form about one record: its draft, its errors, and the one order that it sends. */
import { useState } from 'react';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { readDate } from '@/components/ui/date-parts';
import { useDraft, useOrder, type DraftValues } from '@/components/use-link';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Secondment } from '@/lib/domain/secondment';
import type { Transfer } from '@/lib/domain/transfer';
import type { Answer } from '@/lib/link/contract';

/** What a form's own check found: questions to answer better, or the order to send. */
export type Checked =
  | { readonly state: 'wrong'; readonly errors: readonly FieldError[] }
  | { readonly state: 'right'; readonly send: () => Promise<Answer> };

export interface FieldProps {
  readonly id: string;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (value: string) => void;
}

export interface RecordForm<Question extends string> {
  readonly values: DraftValues<Question>;
  readonly errors: readonly FieldError[];
  readonly isReady: boolean;
  /** What a field needs to be bound to its question. */
  readonly field: (question: Question) => FieldProps;
  /** Checks, sends, and calls `done` once the engine has done it. The draft stays until then. */
  readonly submit: (check: (values: DraftValues<Question>) => Checked) => void;
  /** Shows what is wrong; an empty list clears it. */
  readonly show: (errors: readonly FieldError[]) => void;
  readonly clear: () => void;
}

/** `form` names the draft; `start` is read once, so draw the form only when its record is known. */
export function useRecordForm<Question extends string>(
  form: string,
  start: DraftValues<Question>,
  done: (answer: Extract<Answer, { state: 'done' }>) => void,
): RecordForm<Question> {
  const draft = useDraft(form, start);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);

  async function send(order: () => Promise<Answer>): Promise<void> {
    const answer = await order();
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      draft.clear();
      done(answer);
    }
  }

  return {
    values: draft.values,
    errors,
    isReady: draft.isReady,
    field: (question) => ({
      id: question,
      value: draft.values[question],
      error: errorOf(errors, question),
      onChange: (value) => {
        draft.set(question, value);
      },
    }),
    submit: (check) => {
      const checked = check(draft.values);
      if (checked.state === 'wrong') {
        setErrors(checked.errors);
        return;
      }
      void send(checked.send);
    },
    show: setErrors,
    clear: draft.clear,
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields whose value is another one than before; values are compared by identity. */
export function onlyChanged(before: Fields, fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => before[name] !== value),
  );
}

/**
 * Changes a record. Only what differs from the record as the form opened is sent: a field that someone else
 * changed meanwhile, and that this form left alone, must not be set back.
 */
export function useChangeOf(
  kind: 'secondment' | 'transfer',
  record: Secondment | Transfer,
): (fields: Fields) => Promise<Answer> {
  const order = useOrder();
  const [opened] = useState(record);
  return (fields) => order('change', { kind, id: opened.id, fields: onlyChanged(opened, fields) });
}

export interface ReadDay {
  readonly day: CalendarDay | null;
  readonly errors: readonly FieldError[];
}

/**
 * Reads a typed date. `missing` is the error of an empty one; null where the date may be left out. `name`
 * begins the other errors.
 */
export function readDay(
  typed: string,
  field: string,
  name: string,
  missing: string | null,
): ReadDay {
  const read = readDate(typed, name);
  if (read.state === 'day') return { day: read.day, errors: [] };
  const text = read.state === 'wrong' ? read.why : missing;
  return { day: null, errors: text === null ? [] : [{ field, text }] };
}

/** A tick kept as a draft: `yes` or nothing. */
export function tickOf({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return {
    isTicked: value === 'yes',
    onChange: (isTicked: boolean) => {
      onChange(isTicked ? 'yes' : '');
    },
  };
}
