/** A note as plain JSON, for showing it where it must not be edited. */
import { XmlElement, XmlText, type XmlFragment } from 'yjs';
import { z } from '@/lib/parse/zod';

export interface NoteJson {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly marks?: readonly { readonly type: string; readonly attrs: unknown }[];
  readonly content?: readonly NoteJson[];
}

/** Deeper than anyone indents, shallow enough that a hostile note cannot exhaust the stack. */
const DEEPEST = 60;

const Piece = z.object({
  insert: z.unknown(),
  attributes: z.record(z.string(), z.unknown()).optional(),
});

const piecesOf = (text: XmlText): readonly NoteJson[] =>
  z
    .array(Piece)
    .parse(text.toDelta())
    .map(({ insert, attributes = {} }) => ({
      type: 'text',
      text: typeof insert === 'string' ? insert : '',
      marks: Object.entries(attributes).map(([type, attrs]) => ({ type, attrs })),
    }));

/** One part of a note, such as a paragraph or the text in it; nothing for what is neither. */
export const partJson = (part: unknown, depth = 0): readonly NoteJson[] => {
  if (part instanceof XmlText) return piecesOf(part);
  if (!(part instanceof XmlElement) || depth >= DEEPEST) return [];
  return [
    {
      type: part.nodeName,
      attrs: part.getAttributes(),
      content: part.toArray().flatMap((child) => partJson(child, depth + 1)),
    },
  ];
};

export const noteJson = (note: XmlFragment): NoteJson => ({
  type: 'doc',
  content: note.toArray().flatMap((part) => partJson(part)),
});
