/** Facts at rest: lists of facts, tags, tables, texts set apart. */
import { useState, type ReactNode } from 'react';
import type { StatusView, StatusWord } from '@/lib/session/views';

export interface Fact {
  readonly key: string;
  readonly value: ReactNode;
  /** A small action beside it, such as a `LinkButton`. */
  readonly action?: ReactNode;
}

/** Facts by name. A fact that is empty says `Not recorded`. */
export function SummaryList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="app-facts">
      {facts.map(({ key, value, action }) => (
        <div className="app-facts__row" key={key}>
          <dt className="app-facts__key">{key}</dt>
          <dd className="app-facts__value">
            {value === '' || value === null ? (
              <span className="app-quiet">Not recorded</span>
            ) : (
              value
            )}
          </dd>
          {action === undefined ? null : <dd className="app-facts__action">{action}</dd>}
        </div>
      ))}
    </dl>
  );
}

export type TagColour = 'grey' | 'red' | 'yellow' | 'blue' | 'green';

export function Tag({
  children,
  colour = 'grey',
}: {
  readonly children: ReactNode;
  readonly colour?: TagColour;
}) {
  return <strong className={`govuk-tag govuk-tag--${colour}`}>{children}</strong>;
}

/** How a status looks; `null` is plain text, as research on task lists found best for what is done. */
const STATUS_COLOURS = {
  'Not due yet': 'grey',
  'Due soon': 'yellow',
  'Due today': 'yellow',
  Overdue: 'red',
  Booked: 'blue',
  Done: null,
  'Done late': null,
  'Late start': 'grey',
  'Not applicable': 'grey',
  'Cannot start yet': 'grey',
  'Not recorded': 'grey',
} as const satisfies Record<StatusWord, TagColour | null>;

export function StatusTag({ status }: { readonly status: StatusView }) {
  const colour = STATUS_COLOURS[status.word];
  return colour === null ? <span>{status.word}</span> : <Tag colour={colour}>{status.word}</Tag>;
}

export function Inset({ children }: { readonly children: ReactNode }) {
  return <div className="govuk-inset-text">{children}</div>;
}

export function Details({
  summary,
  children,
}: {
  readonly summary: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">{summary}</span>
      </summary>
      <div className="govuk-details__text">{children}</div>
    </details>
  );
}

/** What stands where a list would be: what is missing and what to do about it. */
export function EmptyState({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="app-empty">
      <p className="app-empty__title">{title}</p>
      {children}
    </div>
  );
}

/** `Warning` with its mark: for what cannot be undone. */
export function Warning({ children }: { readonly children: ReactNode }) {
  return (
    <div className="govuk-warning-text">
      <span className="govuk-warning-text__icon" aria-hidden="true">
        !
      </span>
      <strong className="govuk-warning-text__text">
        <span className="govuk-visually-hidden">Warning</span>
        {children}
      </strong>
    </div>
  );
}

export interface Column {
  readonly heading: string;
  readonly isNumber?: boolean;
}

/** A small table. The first cell of a row is its heading; `rows` carry a key each. */
export function Table({
  caption,
  columns,
  rows,
}: {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}) {
  return (
    <table className="govuk-table">
      <caption className="govuk-table__caption">{caption}</caption>
      <thead className="govuk-table__head">
        <tr className="govuk-table__row">
          {columns.map(({ heading, isNumber }) => (
            <th
              key={heading}
              scope="col"
              className={`govuk-table__header${isNumber === true ? ' govuk-table__header--numeric' : ''}`}
            >
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="govuk-table__body">
        {rows.map(({ key, cells }) => (
          <tr className="govuk-table__row" key={key}>
            {columns.map(({ heading, isNumber }, index) =>
              index === 0 ? (
                <th key={heading} scope="row" className="govuk-table__header">
                  {cells[index]}
                </th>
              ) : (
                <td
                  key={heading}
                  className={`govuk-table__cell${isNumber === true ? ' govuk-table__cell--numeric' : ''}`}
                >
                  {cells[index]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Copies a text. It says when it was copied, and that it could not be. */
export function CopyButton({
  text,
  button = 'Copy',
}: {
  readonly text: string;
  readonly button?: string;
}) {
  const [state, setState] = useState<'' | 'Copied' | 'Select the text and copy it'>('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('Copied');
    } catch {
      setState('Select the text and copy it');
    }
  };
  return (
    <div className="app-copy__row">
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        onClick={() => {
          void copy();
        }}
      >
        {button}
      </button>
      <output>{state}</output>
    </div>
  );
}

/** Text to be copied as it stands. */
export function CopyText({
  text,
  label,
  button = 'Copy',
  isCode = false,
}: {
  readonly text: string;
  /** What the text is, for a screen reader. */
  readonly label: string;
  readonly button?: string;
  readonly isCode?: boolean;
}) {
  return (
    <div className="app-copy">
      <textarea
        className={`govuk-textarea app-copy__text${isCode ? ' app-code' : ''}`}
        aria-label={label}
        readOnly
        rows={isCode ? 4 : 6}
        value={text}
        onFocus={(event) => {
          event.target.select();
        }}
      />
      <CopyButton text={text} button={button} />
    </div>
  );
}
