/** What every question shares: a label, a hint, an error, and the ids that join them. */
import type { ReactNode } from 'react';

export interface QuestionProps {
  readonly id: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | null;
}

/** The ids that describe a field, for `aria-describedby`. */
export function describedBy({ id, hint, error }: QuestionProps): string | undefined {
  const ids = [
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(error === undefined || error === null ? [] : [`${id}-error`]),
  ];
  return ids.length === 0 ? undefined : ids.join(' ');
}

export function isWrong({ error }: QuestionProps): boolean {
  return error !== undefined && error !== null;
}

export function HintAndError({ id, hint, error }: QuestionProps) {
  return (
    <>
      {hint === undefined ? null : (
        <div id={`${id}-hint`} className="govuk-hint">
          {hint}
        </div>
      )}
      {error === undefined || error === null ? null : (
        <p id={`${id}-error`} className="govuk-error-message">
          <span className="govuk-visually-hidden">Error:</span> {error}
        </p>
      )}
    </>
  );
}

/** A label over one field. */
export function Question({
  question,
  children,
}: {
  readonly question: QuestionProps;
  readonly children: ReactNode;
}) {
  return (
    <div className={`govuk-form-group${isWrong(question) ? ' govuk-form-group--error' : ''}`}>
      <label className="govuk-label" htmlFor={question.id}>
        {question.label}
      </label>
      <HintAndError {...question} />
      {children}
    </div>
  );
}

/** A legend over several fields. */
export function QuestionGroup({
  question,
  children,
}: {
  readonly question: QuestionProps;
  readonly children: ReactNode;
}) {
  return (
    <div className={`govuk-form-group${isWrong(question) ? ' govuk-form-group--error' : ''}`}>
      <fieldset className="govuk-fieldset" aria-describedby={describedBy(question)}>
        <legend className="govuk-fieldset__legend">{question.label}</legend>
        <HintAndError {...question} />
        {children}
      </fieldset>
    </div>
  );
}
