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
import { historyArray } from './layout';

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

/** Every entry that can be read, in the order of the document (the same on every device). */
export const entriesOf = (doc: Doc): readonly HistoryEntry[] => {
  const entries: HistoryEntry[] = [];
  // The public Array gives values only; its items are walked because they carry the client and the clock.
  for (let item = historyArray(doc)._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof ContentAny)) continue;
    const { client, clock } = item.id;
    for (const [index, raw] of item.content.arr.entries()) {
      const entry = parseEntry(raw, client, clock + index);
      if (entry !== null) entries.push(entry);
    }
  }
  return entries;
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
