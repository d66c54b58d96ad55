/**
 * Where things lie in the documents of a notebook: one document per section for its records, one per note.
 *
 * A section keeps one root map per kind. A record that may be edited has one key per field, `<id>/<field>`,
 * in that flat map: root maps and their keys join, whereas two people who each made an inner map for the same
 * id (both recorded the same sickness return) would lose one of the two maps with all that was in it.
 * A kind that never changes keeps one plain value under `<id>`. Keys that this version does not know stay.
 *
 * A field that has its schema's default is not written, so a default is part of the stored form: it may never
 * change, and a field that needs another default gets another name.
 */
import { fieldsOf, KINDS, type Kind, type RecordOf, type SectionName } from '@/lib/domain/kinds';
import type { XmlFragment, Array as YArray, Doc, Map as YMap } from 'yjs';

/** The day a record was removed; beside the record's own fields, so that an edit made elsewhere is not lost. */
export const REMOVED_FIELD = 'removedOn';

const SEPARATOR = '/';

export const recordMap = (doc: Doc, kind: Kind): YMap<unknown> => doc.getMap<unknown>(kind);

/** What was written when: immutable entries, see `history.ts`. */
export const historyArray = (doc: Doc): YArray<unknown> => doc.getArray<unknown>('history');

export const fieldKey = (id: string, field: string): string => `${id}${SEPARATOR}${field}`;

/** The record's id in a key of a root map. */
export const idInKey = (key: string): string => {
  const at = key.indexOf(SEPARATOR);
  return at === -1 ? key : key.slice(0, at);
};

/** The text that people write together. */
export const noteFragment = (doc: Doc): XmlFragment => doc.getXmlFragment('note');

/** What is known about a note beside its text, such as the version of its form. */
export const noteMeta = (doc: Doc): YMap<unknown> => doc.getMap<unknown>('meta');

/** The fields that name the record whose section a kind follows, in the order in which they are asked. */
const FOLLOWED = {
  about: ['about', 'meeting'],
  meeting: ['meeting'],
} as const;

/**
 * The section that keeps a record. A kind that follows another lives where that one does: `lookup` tells the
 * section of the record with an id, or null when there is none. Null: it follows nothing that is known.
 */
export const sectionOf = <K extends Kind>(
  kind: K,
  record: RecordOf<K>,
  lookup: (id: string) => SectionName | null,
): SectionName | null => {
  const place = KINDS[kind];
  if ('section' in place) return place.section;
  const values = new Map<string, unknown>(Object.entries(record));
  const followed = FOLLOWED[place.follows]
    .filter((field) => fieldsOf(kind).has(field))
    .map((field) => values.get(field))
    .find((value) => typeof value === 'string');
  return followed === undefined ? null : lookup(followed);
};
