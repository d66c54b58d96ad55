/** A note as plain JSON, read without any editor, and the question whether an editor's form takes all of it. */
import type { Schema } from '@tiptap/pm/model';
import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';

export interface NoteMark {
  readonly type: string;
  readonly attrs: Readonly<Record<string, unknown>>;
}
export interface NotePart {
  readonly type: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly marks: readonly NoteMark[];
  readonly text: string;
  readonly content: readonly NotePart[];
}

type Fragment = Parameters<typeof yXmlFragmentToProsemirrorJSON>[0];

/** Deeper than anyone indents, shallow enough that reading never overflows. */
const DEEPEST = 60;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value.flat(DEEPEST) : [];
const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : {};

const markFrom = (value: unknown): NoteMark[] =>
  isObject(value) && typeof value['type'] === 'string'
    ? [{ type: value['type'], attrs: objectOf(value['attrs']) }]
    : [];

const partFrom = (value: unknown, depth: number): NotePart[] => {
  if (!isObject(value) || typeof value['type'] !== 'string') return [];
  const text = value['text'];
  return [
    {
      // Something put into text that is no text has no name of its own.
      type: value['type'] === 'text' && typeof text !== 'string' ? 'embedded' : value['type'],
      attrs: objectOf(value['attrs']),
      marks: listOf(value['marks']).flatMap(markFrom),
      text: typeof text === 'string' ? text : '',
      content:
        depth >= DEEPEST
          ? []
          : listOf(value['content']).flatMap((child) => partFrom(child, depth + 1)),
    },
  ];
};

/** The parts of a note from JSON of any origin; what is no part is left out. */
export const notePartsFrom = (json: unknown): readonly NotePart[] =>
  listOf(objectOf(json)['content']).flatMap((child) => partFrom(child, 0));

/** The parts of a live note, unknown ones too; null when it holds something that no form of a note ever held. */
export const notePartsIn = (fragment: Fragment): readonly NotePart[] | null => {
  try {
    return notePartsFrom(yXmlFragmentToProsemirrorJSON(fragment));
  } catch {
    return null;
  }
};

/** How deep the parts reach below this list, counting no further than the deepest that is read. */
const depthOf = (parts: readonly NotePart[]): number =>
  parts.reduce((deepest, part) => Math.max(deepest, 1 + depthOf(part.content)), 0);

/**
 * Whether every node and mark is one that `schema` knows, in a place where it may stand. Only then may an
 * editor be bound to the note: it would delete the rest, for everyone.
 */
export const isKnownTo = (schema: Schema, parts: readonly NotePart[] | null): boolean => {
  if (parts === null || depthOf(parts) > DEEPEST) return false;
  const fits = (parent: string, children: readonly NotePart[]): boolean =>
    children.every((child) => {
      const place = schema.nodes[parent]?.contentMatch;
      const type = schema.nodes[child.type];
      // Every rule of the form is "any number of these", so what may come first may come anywhere.
      if (place === undefined || type === undefined || place.matchType(type) === null) return false;
      return (
        child.marks.every((mark) => schema.marks[mark.type] !== undefined) &&
        fits(child.type, child.content)
      );
    });
  return fits('doc', parts);
};
