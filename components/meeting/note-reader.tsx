/** A note that is shown and not edited: plain elements from its parts, with no editor behind them. */
import type { ReactNode } from 'react';
import { isSafeAddress } from './note-address';
import type { NoteMark, NotePart } from './note-json';
import { boundedSpan, type NoteBlockWords } from './note-schema';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A mark that is not known leaves its text as it is: nothing that was written is ever hidden. */
function marked(mark: NoteMark, inner: ReactNode): ReactNode {
  const address = textOf(mark.attrs['href']);
  switch (mark.type) {
    case 'bold':
      return <strong>{inner}</strong>;
    case 'italic':
      return <em>{inner}</em>;
    case 'highlight':
      return <mark>{inner}</mark>;
    case 'link':
      return isSafeAddress(address) ? (
        <a className="govuk-link" href={address} target="_blank" rel="noopener noreferrer nofollow">
          {inner}
        </a>
      ) : (
        inner
      );
    default:
      return inner;
  }
}

function Part({ part, words }: { readonly part: NotePart; readonly words: NoteBlockWords }) {
  const inner = <Parts parts={part.content} words={words} />;
  switch (part.type) {
    case 'text':
      return part.marks.reduce<ReactNode>((inner, mark) => marked(mark, inner), part.text);
    case 'paragraph':
      return <p>{inner}</p>;
    case 'heading':
      return part.attrs['level'] === 4 ? <h4>{inner}</h4> : <h3>{inner}</h3>;
    case 'bulletList':
      return <ul>{inner}</ul>;
    case 'orderedList':
      return <ol>{inner}</ol>;
    case 'listItem':
      return <li>{inner}</li>;
    case 'taskList':
      return <ul data-type="taskList">{inner}</ul>;
    case 'taskItem':
      return (
        <li>
          <span className="govuk-visually-hidden">
            {part.attrs['checked'] === true ? 'Done: ' : 'Not done: '}
          </span>
          <span aria-hidden="true">{part.attrs['checked'] === true ? '☑' : '☐'}</span>
          <div>{inner}</div>
        </li>
      );
    case 'blockquote':
      return <blockquote>{inner}</blockquote>;
    case 'table':
      return (
        <table>
          <tbody>{inner}</tbody>
        </table>
      );
    case 'tableRow':
      return <tr>{inner}</tr>;
    case 'tableCell':
      return (
        <td
          colSpan={boundedSpan(part.attrs['colspan'])}
          rowSpan={boundedSpan(part.attrs['rowspan'])}
        >
          {inner}
        </td>
      );
    case 'tableHeader':
      return (
        <th
          colSpan={boundedSpan(part.attrs['colspan'])}
          rowSpan={boundedSpan(part.attrs['rowspan'])}
        >
          {inner}
        </th>
      );
    case 'hardBreak':
      return <br />;
    case 'mention':
      return (
        <span data-type="mention">@{textOf(part.attrs['label']) || textOf(part.attrs['id'])}</span>
      );
    case 'noteBlock':
      return (
        <div className="app-note__block">
          {words.wordsOf(textOf(part.attrs['kind']), textOf(part.attrs['data']))}
        </div>
      );
    default:
      // A part of a newer form: its text is shown, whatever it was.
      return <div>{inner}</div>;
  }
}

function Parts({
  parts,
  words,
}: {
  readonly parts: readonly NotePart[];
  readonly words: NoteBlockWords;
}) {
  return (
    <>
      {parts.map((part, place) => (
        // Parts hold no state of their own, so the place is a good key though the note may change.
        // oxlint-disable-next-line react/no-array-index-key
        <Part key={place} part={part} words={words} />
      ))}
    </>
  );
}

export function NoteReader({
  parts,
  label,
  words,
}: {
  readonly parts: readonly NotePart[];
  readonly label: string;
  readonly words: NoteBlockWords;
}) {
  return (
    <section className="app-note app-note--read" aria-label={label}>
      <div className="app-note__text">
        {parts.length === 0 ? <p>Nothing was written.</p> : <Parts parts={parts} words={words} />}
      </div>
    </section>
  );
}
