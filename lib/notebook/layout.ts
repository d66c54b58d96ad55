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
import { isOfPerformance } from '@/lib/domain/event';
import { KINDS, type Kind, type RecordOf, type SectionName } from '@/lib/domain/kinds';
import type { MeetingKind } from '@/lib/domain/meeting';
import { performanceSection, secondmentSection } from '@/lib/domain/sections';
import type { XmlFragment, Array as YArray, Doc, Map as YMap } from 'yjs';

/** The day a record was removed; beside the record's own fields, so that an edit made elsewhere is not lost. */
export const REMOVED_FIELD = 'removedOn';

/**
 * Where a record has moved that was shared by itself: the name of that section, or null when it is back. On the root
 * only (the transfer, or the meeting); what belongs to it goes with it.
 */
export const MOVED_FIELD = 'movedTo';

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

/**
 * Performance has readers of its own: its meetings, its events, and what was recorded of the duties of sections 9 and
 * 10, of an ending for performance, and of a review that looks at a concern.
 */
const isAboutPerformance = (kind: Kind, fields: ReadonlyMap<string, unknown>): boolean => {
  if (kind === 'meeting') return isMeetingOfPerformance(fields.get('kind'));
  if (kind === 'event') return isOfPerformance(Object.fromEntries(fields));
  const duty = fields.get('duty');
  return kind === 'evidence' && typeof duty === 'string' && isDutyOfPerformance(duty);
};
/** `S9.2`, `S10.4`, `S6.3`, `S2.8`. */
export const isDutyOfPerformance = (duty: string): boolean =>
  /^(?:S9|S10)(?:\.|$)|^(?:S6\.3|S2\.8)$/u.test(duty);
const PERFORMANCE_MEETINGS: ReadonlySet<unknown> = new Set<MeetingKind>([
  'performance',
  'performance-review',
]);
export const isMeetingOfPerformance = (kind: unknown): boolean => PERFORMANCE_MEETINGS.has(kind);

/** The id of the event in the turn of a duty: `<event>`, `<event>.2`, `<event>-today.2`; null where there is none. */
const eventInTurn = (turn: string): string | null =>
  /^[0-9a-f]{32}(?=[.-]|$)/u.exec(turn)?.[0] ?? null;

/**
 * The section in which a new record belongs. A kind that follows another lives where that one does: `lookup` tells
 * the section of the record with an id, or null when there is none. Null: it follows nothing that is known.
 */
export const sectionOf = <K extends Kind>(
  kind: K,
  record: RecordOf<K>,
  lookup: (id: string) => SectionName | null,
): SectionName | null => {
  const place = KINDS[kind];
  if ('section' in place) return place.section;
  if ('own' in place) return secondmentSection(record.id);
  const fields = new Map<string, unknown>(Object.entries(record));
  const valueOf = (field: string): string | null => {
    const value = fields.get(field);
    return typeof value === 'string' ? value : null;
  };
  if ('named' in place) return valueOf(place.named);
  const followed = place.follows.map(valueOf).find((value) => value !== null) ?? null;
  if (followed === null) return null;
  if (isAboutPerformance(kind, fields)) return performanceSection(followed);
  // What was recorded of an event's duty lies where the event does.
  const event = kind === 'evidence' ? eventInTurn(valueOf('turn') ?? '') : null;
  const ofEvent = event === null ? null : lookup(event);
  return ofEvent === performanceSection(followed) ? ofEvent : lookup(followed);
};
