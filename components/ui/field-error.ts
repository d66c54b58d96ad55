/** What is wrong with a form, question by question. */
import type { Answer } from '@/lib/link/contract';

export interface FieldError {
  /** The id of the question, or null where the whole form is meant. */
  readonly field: string | null;
  readonly text: string;
}

/** The words for one question, or null. */
export function errorOf(errors: readonly FieldError[], field: string): string | null {
  return errors.find((error) => error.field === field)?.text ?? null;
}

/** The errors that a refused order gives to the form that sent it. */
export function refusal(answer: Answer): readonly FieldError[] {
  return answer.state === 'done' ? [] : [{ field: answer.field, text: answer.why }];
}

/** One rule for one question: the words stand when `isWrong`. */
export function problem(isWrong: boolean, field: string, text: string): readonly FieldError[] {
  return isWrong ? [{ field, text }] : [];
}
