/** What the forms of a protocol share: where they go back to, the reason for a change, and how a change is kept. */
import type { ReactNode } from 'react';
import { hasEdits, marked, type Edited, type ProtocolDraft } from './draft';
import { useRecordForm, type Checked, type RecordForm } from '@/components/secondment/record-form';
import { SmallForm } from '@/components/secondment/small-form';
import type { Go } from '@/components/ui/button';
import type { FieldError } from '@/components/ui/field-error';
import { TextArea } from '@/components/ui/text-fields';
import type { DraftValues } from '@/components/use-link';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Answer } from '@/lib/link/contract';
import type { ProtocolLineView } from '@/lib/session/views';

export interface EditProps {
  readonly draft: ProtocolDraft;
  readonly keep: (draft: ProtocolDraft) => Promise<Answer>;
  readonly lines: readonly ProtocolLineView[];
  readonly today: CalendarDay;
  readonly go: Go;
  /** Which of several: a row, a reading, a meeting, a link. */
  readonly which: string;
}

/** As it may stand in a protocol: one line, nothing that cannot be seen. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();

/** One entry a line. */
export const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '');

const MOST_LETTERS = 500;

/** What is wrong with a text: `required` names it where it may not be empty, as in `Enter a title`. */
export const textProblems = (
  field: string,
  text: string,
  required: string | null,
): readonly FieldError[] => {
  if (oneLine(text) === '' && required !== null) return [{ field, text: required }];
  return oneLine(text).length > MOST_LETTERS
    ? [{ field, text: `Shorten it to ${MOST_LETTERS} characters` }]
    : [];
};

export const wrong = (errors: readonly FieldError[]): Checked => ({ state: 'wrong', errors });

/** Keeps the change with its reason; what changed nothing needs none. */
export const keepEdited = (
  { draft, keep }: EditProps,
  edited: Edited,
  row: string | null,
  why: string,
): Checked => {
  if (!hasEdits(edited)) {
    return { state: 'right', send: () => keep({ ...draft, protocol: edited.protocol }) };
  }
  const errors = textProblems('why', why, 'Enter why you change this');
  if (errors.length > 0) return wrong(errors);
  const protocol = marked(draft.protocol, edited, row, oneLine(why));
  return { state: 'right', send: () => keep({ ...draft, protocol }) };
};

const backToDraft = ({ go }: EditProps) => {
  go({ screen: 'protocol-draft', id: null });
};

export function useEdit<Question extends string>(
  props: EditProps,
  part: string,
  start: DraftValues<Question>,
): RecordForm<Question> {
  return useRecordForm(`protocol.${props.draft.key}.${part}`, start, () => {
    backToDraft(props);
  });
}

export function EditForm<Question extends string>({
  edit,
  form,
  heading,
  check,
  why,
  children,
}: {
  readonly edit: EditProps;
  readonly form: RecordForm<Question>;
  readonly heading: string;
  readonly check: () => Checked;
  /** The question for the reason; null where the form asks for none. */
  readonly why: Question | null;
  readonly children: ReactNode;
}) {
  return (
    <SmallForm
      form={form}
      heading={heading}
      caption={edit.draft.protocol.name}
      check={check}
      back={() => {
        backToDraft(edit);
      }}
      save="Keep this change"
    >
      {children}
      {why === null ? null : (
        <TextArea
          {...form.field(why)}
          label="Why"
          hint="Shown with the change to everyone who reads this protocol."
          rows={2}
        />
      )}
    </SmallForm>
  );
}
