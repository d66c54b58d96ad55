/** Questions as data, such as those of an event: what stands in their fields at first, and what was answered. */
import { readDay } from './record-form';
import { typedDay } from '@/components/ui/date-parts';
import { problem, type FieldError } from '@/components/ui/field-error';
import { CalendarDay } from '@/lib/domain/calendar';

export interface Asked<Field extends string = string> {
  readonly field: Field;
  readonly label: string;
  readonly hint: string;
  readonly isRequired: boolean;
  readonly form: 'day' | 'line' | 'words' | 'number' | 'choice';
  /** Of a choice; the empty one, "not recorded", is not among them. */
  readonly options: readonly { readonly value: string; readonly text: string }[];
}

/** A value of a record as its field shows it. */
export function typedAnswer(value: unknown): string {
  const day = CalendarDay.safeParse(value);
  if (day.success) return typedDay(day.data);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Within a sentence: `PPDA` and `YOT` stay as they are. */
const within = (label: string): string =>
  /^[A-Z][^A-Z]/u.test(label) ? `${label.slice(0, 1).toLowerCase()}${label.slice(1)}` : label;

/** `‘Raised on’ and ‘What it is about’`: what cannot be left out, as the form calls it. */
export function requiredWords(questions: readonly Asked[]): string {
  const labels = questions.filter(({ isRequired }) => isRequired).map(({ label }) => `‘${label}’`);
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(labels);
}

interface OneAnswer {
  readonly value: CalendarDay | string | number | null;
  readonly errors: readonly FieldError[];
}

function readNumber({ field, label, isRequired }: Asked, typed: string): OneAnswer {
  if (typed === '') {
    return { value: null, errors: problem(isRequired, field, `Enter ${within(label)}`) };
  }
  const value = /^\d{1,3}(?:\.\d)?$/u.test(typed) ? Number(typed) : null;
  return { value, errors: problem(value === null, field, `${label} must be a number, like 5`) };
}

function readOne(question: Asked, answer: string): OneAnswer {
  const { field, label, isRequired, form } = question;
  if (form === 'day') {
    const missing = isRequired ? `Enter the date for ‘${label}’` : null;
    const { day, errors } = readDay(answer, field, label, missing);
    return { value: day, errors };
  }
  const typed = answer.trim();
  if (form === 'number') return readNumber(question, typed);
  const verb = form === 'choice' ? 'Select' : 'Enter';
  return {
    value: typed,
    errors: problem(isRequired && typed === '', field, `${verb} ${within(label)}`),
  };
}

export type AnswerFields = Readonly<Record<string, CalendarDay | string | number | null>>;

/** The answers as the fields of a record, and what is wrong with them. */
export function readAnswers<Field extends string>(
  questions: readonly Asked<Field>[],
  values: Readonly<Record<Field, string>>,
): { readonly fields: AnswerFields; readonly errors: readonly FieldError[] } {
  const read = questions.map((question) => ({
    field: question.field,
    ...readOne(question, values[question.field]),
  }));
  return {
    fields: Object.fromEntries(read.map(({ field, value }) => [field, value])),
    errors: read.flatMap(({ errors }) => errors),
  };
}
