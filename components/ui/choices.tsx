/** Questions answered by a mark: one of several, or yes. */
import type { ReactNode } from 'react';
import { describedBy, HintAndError, isWrong, QuestionGroup, type QuestionProps } from './question';

export interface RadioChoice {
  readonly value: string;
  readonly text: ReactNode;
  readonly hint?: ReactNode;
  /** Shown while this one is chosen, such as the field that names another date. */
  readonly more?: ReactNode;
}

/** The first radio has the question's id, so that the error summary leads to it. */
export function Radios({
  choices,
  value,
  onChange,
  isInline = false,
  ...props
}: QuestionProps & {
  readonly choices: readonly RadioChoice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isInline?: boolean;
}) {
  return (
    <QuestionGroup question={props}>
      <div className={`govuk-radios govuk-radios--small${isInline ? ' govuk-radios--inline' : ''}`}>
        {choices.map((choice, index) => {
          const id = index === 0 ? props.id : `${props.id}-${index + 1}`;
          return (
            <div key={choice.value}>
              <div className="govuk-radios__item">
                <input
                  className="govuk-radios__input"
                  id={id}
                  name={props.id}
                  type="radio"
                  value={choice.value}
                  checked={value === choice.value}
                  aria-describedby={choice.hint === undefined ? undefined : `${id}-item-hint`}
                  onChange={() => {
                    onChange(choice.value);
                  }}
                />
                <label className="govuk-label govuk-radios__label" htmlFor={id}>
                  {choice.text}
                </label>
                {choice.hint === undefined ? null : (
                  <div id={`${id}-item-hint`} className="govuk-hint govuk-radios__hint">
                    {choice.hint}
                  </div>
                )}
              </div>
              {choice.more === undefined || value !== choice.value ? null : (
                <div className="govuk-radios__conditional">{choice.more}</div>
              )}
            </div>
          );
        })}
      </div>
    </QuestionGroup>
  );
}

/** One tick box with its own label. */
export function Checkbox({
  isTicked,
  isShownOnly = false,
  onChange,
  ...props
}: QuestionProps & {
  readonly isTicked: boolean;
  /** It stands for what is recorded, and is not this person's to change. */
  readonly isShownOnly?: boolean;
  readonly onChange: (isTicked: boolean) => void;
}) {
  const { hint, ...withoutHint } = props;
  return (
    <div className={`govuk-form-group${isWrong(props) ? ' govuk-form-group--error' : ''}`}>
      <HintAndError {...withoutHint} />
      <div className="govuk-checkboxes govuk-checkboxes--small">
        <div className="govuk-checkboxes__item">
          <input
            className="govuk-checkboxes__input"
            id={props.id}
            name={props.id}
            type="checkbox"
            checked={isTicked}
            disabled={isShownOnly}
            aria-describedby={describedBy(props)}
            onChange={(event) => {
              onChange(event.target.checked);
            }}
          />
          <label className="govuk-label govuk-checkboxes__label" htmlFor={props.id}>
            {props.label}
          </label>
          {hint === undefined ? null : (
            <div id={`${props.id}-hint`} className="govuk-hint govuk-checkboxes__hint">
              {hint}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

export interface TickChoice {
  readonly value: string;
  readonly text: ReactNode;
  readonly hint?: ReactNode;
}

/** Several of several. The first box has the question's id, so that the error summary leads to it. */
export function Checkboxes({
  choices,
  ticked,
  onChange,
  ...props
}: QuestionProps & {
  readonly choices: readonly TickChoice[];
  readonly ticked: readonly string[];
  readonly onChange: (ticked: readonly string[]) => void;
}) {
  return (
    <QuestionGroup question={props}>
      <div className="govuk-checkboxes govuk-checkboxes--small">
        {choices.map((choice, index) => {
          const id = index === 0 ? props.id : `${props.id}-${index + 1}`;
          const isTicked = ticked.includes(choice.value);
          return (
            <div className="govuk-checkboxes__item" key={choice.value}>
              <input
                className="govuk-checkboxes__input"
                id={id}
                name={props.id}
                type="checkbox"
                checked={isTicked}
                aria-describedby={choice.hint === undefined ? undefined : `${id}-item-hint`}
                onChange={() => {
                  onChange(
                    isTicked
                      ? ticked.filter((value) => value !== choice.value)
                      : [...ticked, choice.value],
                  );
                }}
              />
              <label className="govuk-label govuk-checkboxes__label" htmlFor={id}>
                {choice.text}
              </label>
              {choice.hint === undefined ? null : (
                <div id={`${id}-item-hint`} className="govuk-hint govuk-checkboxes__hint">
                  {choice.hint}
                </div>
              )}
            </div>
          );
        })}
      </div>
    </QuestionGroup>
  );
}
