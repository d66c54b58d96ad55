/** Fields that are typed in: a line, a text, a passphrase, a choice from a list. */
import { useState } from 'react';
import { describedBy, isWrong, Question, type QuestionProps } from './question';

export interface TextProps extends QuestionProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TextInput({
  width,
  inputMode,
  autoComplete = 'off',
  isCode = false,
  ...props
}: TextProps & {
  /** Characters that the field is wide, where the length of the answer is known. */
  readonly width?: 2 | 4 | 5 | 10 | 20;
  readonly inputMode?: 'text' | 'numeric' | 'url';
  readonly autoComplete?: string;
  /** A reference or an address: letters that look alike are kept apart and spelling is not checked. */
  readonly isCode?: boolean;
}) {
  return (
    <Question question={props}>
      <input
        className={`govuk-input${width === undefined ? '' : ` govuk-input--width-${width}`}${
          isWrong(props) ? ' govuk-input--error' : ''
        }${isCode ? ' app-code' : ''}`}
        id={props.id}
        name={props.id}
        type="text"
        value={props.value}
        inputMode={inputMode}
        autoComplete={autoComplete}
        spellCheck={isCode ? false : undefined}
        aria-describedby={describedBy(props)}
        aria-invalid={isWrong(props) ? true : undefined}
        onChange={(event) => {
          props.onChange(event.target.value);
        }}
      />
    </Question>
  );
}

export function TextArea({
  rows = 4,
  isCode = false,
  ...props
}: TextProps & { readonly rows?: number; readonly isCode?: boolean }) {
  return (
    <Question question={props}>
      <textarea
        className={`govuk-textarea${isWrong(props) ? ' govuk-textarea--error' : ''}${
          isCode ? ' app-code' : ''
        }`}
        id={props.id}
        name={props.id}
        rows={rows}
        value={props.value}
        spellCheck={isCode ? false : undefined}
        aria-describedby={describedBy(props)}
        aria-invalid={isWrong(props) ? true : undefined}
        onChange={(event) => {
          props.onChange(event.target.value);
        }}
      />
    </Question>
  );
}

/** A passphrase: it may be pasted and shown. It is never kept as a draft. */
export function PasswordInput({
  autoComplete = 'current-password',
  ...props
}: TextProps & { readonly autoComplete?: 'current-password' | 'new-password' }) {
  const [isShown, setIsShown] = useState(false);
  return (
    <Question question={props}>
      <div className="govuk-input__wrapper govuk-password-input__wrapper">
        <input
          className={`govuk-input govuk-password-input__input${
            isWrong(props) ? ' govuk-input--error' : ''
          }`}
          id={props.id}
          name={props.id}
          type={isShown ? 'text' : 'password'}
          value={props.value}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete={autoComplete}
          aria-describedby={describedBy(props)}
          aria-invalid={isWrong(props) ? true : undefined}
          onChange={(event) => {
            props.onChange(event.target.value);
          }}
        />
        <button
          type="button"
          className="govuk-button govuk-button--secondary govuk-password-input__toggle"
          aria-controls={props.id}
          aria-label={isShown ? 'Hide passphrase' : 'Show passphrase'}
          onClick={() => {
            setIsShown(!isShown);
          }}
        >
          {isShown ? 'Hide' : 'Show'}
        </button>
      </div>
    </Question>
  );
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** A list to choose from. An empty first line stands for no answer yet. */
export function Select({
  choices,
  empty = 'Choose one',
  ...props
}: TextProps & { readonly choices: readonly Choice[]; readonly empty?: string | null }) {
  return (
    <Question question={props}>
      <select
        className={`govuk-select${isWrong(props) ? ' govuk-select--error' : ''}`}
        id={props.id}
        name={props.id}
        value={props.value}
        aria-describedby={describedBy(props)}
        aria-invalid={isWrong(props) ? true : undefined}
        onChange={(event) => {
          props.onChange(event.target.value);
        }}
      >
        {empty === null ? null : <option value="">{empty}</option>}
        {choices.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Question>
  );
}
