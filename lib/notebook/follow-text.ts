/** Makes one text as another is by as few changes as may be, so that nobody who writes in it meanwhile is cut off. */
import { XmlElement, XmlText, type XmlFragment } from 'yjs';
import { partJson } from './note-json';

/** What a note is made of. */
export type Part = XmlElement | XmlText;

export const partsOf = (parent: XmlFragment): readonly Part[] =>
  parent
    .toArray()
    .filter((part): part is Part => part instanceof XmlElement || part instanceof XmlText);

interface Piece {
  readonly insert: string | object;
  readonly attributes: Record<string, unknown>;
}

/** The characters of a text, each with how it is set. */
const piecesOf = (text: XmlText): readonly Piece[] =>
  text
    .toDelta()
    .flatMap(
      ({
        insert,
        attributes = {},
      }: {
        readonly insert: string | object;
        readonly attributes?: Record<string, unknown>;
      }) =>
        typeof insert === 'string'
          ? Array.from({ length: insert.length }, (_, at) => ({ insert: insert[at], attributes }))
          : [{ insert, attributes }],
    );

const isSame = <T>(a: T, b: T): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How many at the beginning and at the end are the same in both. */
const sameEnds = <T>(
  a: readonly T[],
  b: readonly T[],
  same: (one: T, other: T) => boolean,
): { readonly before: number; readonly after: number } => {
  const most = Math.min(a.length, b.length);
  const isAt = (at: number, other: number): boolean => {
    const [one, two] = [a[at], b[other]];
    return one !== undefined && two !== undefined && same(one, two);
  };
  let before = 0;
  while (before < most && isAt(before, before)) before += 1;
  let after = 0;
  while (after < most - before && isAt(a.length - 1 - after, b.length - 1 - after)) after += 1;
  return { before, after };
};

const followText = (text: XmlText, like: XmlText): void => {
  const [has, wanted] = [piecesOf(text), piecesOf(like)];
  const { before, after } = sameEnds(has, wanted, isSame);
  text.delete(before, has.length - before - after);
  let at = before;
  for (const { insert, attributes } of wanted.slice(before, wanted.length - after)) {
    if (typeof insert === 'string') text.insert(at, insert, attributes);
    else text.insertEmbed(at, insert, attributes);
    at += 1;
  }
};

const isAlike = (a: Part, b: Part): boolean =>
  a instanceof XmlElement && b instanceof XmlElement
    ? a.nodeName === b.nodeName
    : a instanceof XmlText && b instanceof XmlText;

const followPart = (part: Part, like: Part): void => {
  if (part instanceof XmlText && like instanceof XmlText) followText(part, like);
  if (!(part instanceof XmlElement) || !(like instanceof XmlElement)) return;
  const wanted = like.getAttributes();
  for (const name of Object.keys(part.getAttributes())) {
    if (!(name in wanted)) part.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && !isSame(part.getAttribute(name), value))
      part.setAttribute(name, value);
  }
  follow(part, partsOf(like));
};

/** Within a change of its document. */
export const follow = (parent: XmlFragment, like: readonly Part[]): void => {
  const has = partsOf(parent);
  const { before, after } = sameEnds(has, like, (a, b) => isSame(partJson(a), partJson(b)));
  const [old, wanted] = [
    has.slice(before, has.length - after),
    like.slice(before, like.length - after),
  ];
  for (const [at, part] of wanted.entries()) {
    const one = old[at];
    if (one !== undefined && isAlike(one, part)) {
      followPart(one, part);
      continue;
    }
    if (one !== undefined) parent.delete(before + at, 1);
    parent.insert(before + at, [part.clone()]);
  }
  if (old.length > wanted.length) parent.delete(before + wanted.length, old.length - wanted.length);
};
