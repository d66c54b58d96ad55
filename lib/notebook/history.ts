/**
 * The history of every field: one immutable entry per write, in the same document and the same change.
 *
 * Who wrote an entry is never stored, because a writer could store any name. It is read from the Yjs item that
 * holds the entry: the client number there is bound to a device by the sealed change it came in. The item's
 * number is also the entry's id, `<client>.<clock>`, so an id is never taken twice and never invented.
 */
import { KindName, type Kind } from '@/lib/domain/kinds';
import { RecordId } from '@/lib/domain/record';
import { z } from '@/lib/parse/zod';
import { ContentAny, type Doc } from 'yjs';
import { historyArray, REMOVED_FIELD } from './layout';

const EntryId = z.string().regex(/^\d{1,16}\.\d{1,16}$/u);

/** A longer text is not kept a second time as `from`: it stands whole as the `to` of the entry before. */
const LONGEST_FROM = 2_000;

const MOST_SEEN = 256;

/** The end of the year 2999 (ms): a calendar can name any instant before it. */
const LATEST = 32_503_679_999_999;

const StoredEntry = z.object({
  kind: KindName,
  record: RecordId,
  field: z.string().min(1).max(60),
  /** Null when there was nothing, or when it was too long to keep here (`fromLength` tells its characters). */
  from: z.json(),
  fromLength: z.number().int().min(0).nullable().default(null),
  to: z.json(),
  /** The writer's clock, milliseconds since 1970 UTC. */
  at: z.number().int().min(0).max(LATEST),
  /** Ids of the entries that the writer saw and that this one replaces. */
  after: z.array(EntryId).max(MOST_SEEN).default([]),
  /** The entry of another section that this one repeats, where the record was brought over from there. */
  carried: EntryId.nullable().default(null),
});
type StoredEntry = z.infer<typeof StoredEntry>;

export interface HistoryEntry extends Readonly<StoredEntry> {
  readonly id: string;
  /** The Yjs client that wrote it; the session knows whose device that is. */
  readonly client: number;
}

/** Entries never change, so each is parsed once for as long as its document lives. */
const parsed = new WeakMap<object, HistoryEntry | null>();

const parseEntry = (raw: unknown, client: number, clock: number): HistoryEntry | null => {
  if (typeof raw !== 'object' || raw === null) return null;
  const known = parsed.get(raw);
  if (known !== undefined) return known;
  const result = StoredEntry.safeParse(raw);
  const entry = result.success ? { ...result.data, id: `${client}.${clock}`, client } : null;
  parsed.set(raw, entry);
  return entry;
};

/** One entry as it is stored, not parsed yet. */
interface RawEntry {
  readonly raw: unknown;
  readonly client: number;
  readonly clock: number;
}

const rawEntriesOf = (doc: Doc): readonly RawEntry[] => {
  const found: RawEntry[] = [];
  // The public Array gives values only; its items are walked because they carry the client and the clock.
  for (let item = historyArray(doc)._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof ContentAny)) continue;
    const { client, clock } = item.id;
    for (const [index, raw] of item.content.arr.entries()) {
      found.push({ raw, client, clock: clock + index });
    }
  }
  return found;
};

const parseAll = (all: readonly RawEntry[]): readonly HistoryEntry[] =>
  all.flatMap(({ raw, client, clock }) => parseEntry(raw, client, clock) ?? []);

/** Every entry that can be read, in the order of the document (the same on every device). */
export const entriesOf = (doc: Doc): readonly HistoryEntry[] => parseAll(rawEntriesOf(doc));

/** The text under a name of an entry that was not parsed; whatever else stands there does not parse either. */
const textUnder = (raw: unknown, name: 'kind' | 'record' | 'field'): string => {
  const value: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, name) : null;
  return typeof value === 'string' ? value : '';
};

/**
 * The same, of the records in which a field was written more than once, or which were removed. In all others nothing
 * stands apart, and after an opening parsing every entry would take longer than all else that a list needs.
 */
export const entriesWrittenAgain = (doc: Doc): readonly HistoryEntry[] => {
  const byRecord = Map.groupBy(
    rawEntriesOf(doc),
    ({ raw }) => `${textUnder(raw, 'kind')}/${textUnder(raw, 'record')}`,
  );
  return [...byRecord.values()].flatMap((ofRecord) => {
    const fields = new Set(ofRecord.map(({ raw }) => textUnder(raw, 'field')));
    return fields.size < ofRecord.length || fields.has(REMOVED_FIELD) ? parseAll(ofRecord) : [];
  });
};

export const isSameValue = (a: unknown, b: unknown): boolean => a === b || textOf(a) === textOf(b);

/** A value that JSON does not know, which only a faulty or hostile version writes, is like no other. */
const textOf = (value: unknown): unknown => {
  try {
    return JSON.stringify(value);
  } catch {
    return value;
  }
};

/** The entries of one field that no other entry of that field replaces. More than one: written apart. */
export const headsOf = (entries: readonly HistoryEntry[]): readonly HistoryEntry[] => {
  if (entries.length < 2) return entries;
  const replaced = new Set(entries.flatMap(({ after }) => after));
  return entries.filter(({ id }) => !replaced.has(id));
};

export const entriesOfRecord = (doc: Doc, kind: Kind, record: string): readonly HistoryEntry[] =>
  entriesOf(doc).filter((entry) => entry.record === record && entry.kind === kind);

export const byField = (
  entries: readonly HistoryEntry[],
): ReadonlyMap<string, readonly HistoryEntry[]> => Map.groupBy(entries, ({ field }) => field);

interface FieldWrite {
  readonly kind: Kind;
  readonly record: string;
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly at: number;
  readonly after: readonly string[];
  readonly carried?: string;
}

/** Appends one entry; called inside the change that writes the field. */
export const appendEntry = (doc: Doc, { from, after, ...write }: FieldWrite): void => {
  const isLong = typeof from === 'string' && from.length > LONGEST_FROM;
  historyArray(doc).push([
    {
      ...write,
      from: isLong ? null : (from ?? null),
      ...(isLong ? { fromLength: from.length } : {}),
      after: after.slice(0, MOST_SEEN),
    },
  ]);
};

export interface HistoryLine {
  readonly id: string;
  readonly at: number;
  /** What `writerOf` said of the client; null when it is not known. */
  readonly by: string | null;
  readonly field: string;
  readonly from: unknown;
  readonly fromLength: number | null;
  readonly to: unknown;
  /** The entry of another section that this one repeats. */
  readonly carried: string | null;
}

/** The history of one record, newest first. */
export const historyOf = (
  doc: Doc,
  kind: Kind,
  record: string,
  writerOf: (client: number) => string | null,
): readonly HistoryLine[] =>
  entriesOfRecord(doc, kind, record)
    .toSorted((a, b) => a.at - b.at)
    .toReversed()
    .map(({ id, at, client, field, from, fromLength, to, carried }) => ({
      id,
      at,
      by: writerOf(client),
      field,
      from,
      fromLength,
      to,
      carried,
    }));
