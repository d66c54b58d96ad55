/** The plain text of a note, for a preview, a search or a copy; its blocks become lines. */
import { XmlElement, XmlText, type XmlFragment } from 'yjs';

/** Elements that hold running text or stand for a break within it; every other one starts a new line. */
const WITHIN_A_LINE = new Set(['hardBreak', 'mention']);

/** No form of ours nests deeper; a hostile note is not followed further. */
const DEEPEST = 40;

const textOf = (text: XmlText): string =>
  text
    .toDelta()
    .map(({ insert }: { readonly insert?: unknown }) => (typeof insert === 'string' ? insert : ''))
    .join('');

/** The text of a note in lines, cut after `most` characters. */
export const noteText = (note: XmlFragment, most = 1_000_000): string => {
  const lines: string[] = [''];
  let left = most;
  const add = (text: string): void => {
    const taken = text.slice(0, left);
    left -= taken.length;
    lines.push((lines.pop() ?? '') + taken);
  };
  const walk = (parent: XmlFragment, depth: number): void => {
    if (depth > DEEPEST) return;
    for (const child of parent.toArray()) {
      if (left <= 0) return;
      if (child instanceof XmlText) {
        add(textOf(child));
      } else if (child instanceof XmlElement) {
        if (!WITHIN_A_LINE.has(child.nodeName) && lines.at(-1) !== '') lines.push('');
        if (child.nodeName === 'hardBreak') lines.push('');
        walk(child, depth + 1);
      }
    }
    if (depth > 0 && lines.at(-1) !== '') lines.push('');
  };
  walk(note, 0);
  return lines.join('\n').trim();
};

/** One line of a note, for a list: at most `most` characters, with an ellipsis where it was cut. */
export const notePreview = (note: XmlFragment, most = 160): string => {
  const line = noteText(note, most * 2).replaceAll(/\s+/gu, ' ');
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
};
