/** Three boxes for a date that is known. The value is one string; read it with `readDate`. */
import { datePart, withDatePart, type DatePart } from './date-parts';
import { isWrong, QuestionGroup, type QuestionProps } from './question';

const BOXES = [
  { part: 'day', label: 'Day', width: 2 },
  { part: 'month', label: 'Month', width: 2 },
  { part: 'year', label: 'Year', width: 4 },
] as const satisfies readonly { part: DatePart; label: string; width: number }[];

/** The day box has the question's id, so that the error summary leads to it. */
export function DateInput({
  value,
  onChange,
  ...props
}: QuestionProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <QuestionGroup question={props}>
      <div className="govuk-date-input">
        {BOXES.map(({ part, label, width }) => {
          const id = part === 'day' ? props.id : `${props.id}-${part}`;
          return (
            <div className="govuk-date-input__item" key={part}>
              <div className="govuk-form-group">
                <label className="govuk-label govuk-date-input__label" htmlFor={id}>
                  {label}
                </label>
                <input
                  className={`govuk-input govuk-date-input__input govuk-input--width-${width}${
                    isWrong(props) ? ' govuk-input--error' : ''
                  }`}
                  id={id}
                  name={id}
                  type="text"
                  inputMode="numeric"
                  autoComplete="off"
                  value={datePart(value, part)}
                  onChange={(event) => {
                    onChange(withDatePart(value, part, event.target.value));
                  }}
                />
              </div>
            </div>
          );
        })}
      </div>
    </QuestionGroup>
  );
}
