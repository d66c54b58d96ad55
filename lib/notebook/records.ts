/** Reading and writing the records of a section: parsed on the way out, only changed fields on the way in. */
import { CalendarDay, londonDay } from '@/lib/domain/calendar';
import {
  fieldsOf,
  isImmutable,
  KindName,
  SCHEMAS,
  type Kind,
  type RecordOf,
} from '@/lib/domain/kinds';
import type { z } from '@/lib/parse/zod';
import type { Doc, Transaction } from 'yjs';
import { appendEntry, byField, entriesOfRecord, headsOf, isSameValue } from './history';
import { fieldKey, idInKey, recordMap, REMOVED_FIELD } from './layout';

/** When a write is made, and what its transaction is called so that its maker knows it again. */
export interface Writing {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  readonly origin: unknown;
}

export type Found<K extends Kind> =
  | { readonly state: 'found'; readonly record: RecordOf<K> }
  | { readonly state: 'removed'; readonly record: RecordOf<K>; readonly removedOn: CalendarDay }
  | { readonly state: 'damaged'; readonly why: string }
  | { readonly state: 'missing' };

export interface Damaged {
  readonly id: string;
  /** Plain words. */
  readonly why: string;
}

export interface AllRecords<K extends Kind> {
  readonly records: readonly RecordOf<K>[];
  readonly removed: readonly RecordOf<K>[];
  readonly damaged: readonly Damaged[];
}

export type RefusalReason =
  | 'no such record'
  | 'removed'
  | 'unknown field'
  | 'not a value of this field'
  | 'never changes';

export type WriteAnswer =
  /** The fields that were written; none when nothing differed. */
  | { readonly state: 'written'; readonly fields: readonly string[] }
  | {
      readonly state: 'refused';
      readonly reason: RefusalReason;
      readonly field: string | null;
      readonly why: string;
    };

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  'no such record': 'This is no longer in the notebook',
  removed: 'This was removed. Bring it back before you change it',
  'unknown field': 'This cannot be recorded here',
  'not a value of this field': 'Enter this in the form that the question asks for',
  'never changes': 'This was signed and cannot be changed',
};

const refused = (reason: RefusalReason, field: string | null = null): WriteAnswer => ({
  state: 'refused',
  reason,
  field,
  why: REFUSALS[reason],
});

const whyDamaged = (error: z.ZodError): string => {
  const field = error.issues[0]?.path[0];
  return typeof field === 'string'
    ? `The part “${field}” of this record cannot be read.`
    : 'This record cannot be read.';
};

/** The record with an id, parsed. A record that was removed is still given, as removed. */
export const read = <K extends Kind>(doc: Doc, kind: K, id: string): Found<K> => {
  const map = recordMap(doc, kind);
  const schema = SCHEMAS[kind];
  if (isImmutable(kind)) {
    if (!map.has(id)) return { state: 'missing' };
    const result = schema.safeParse(map.get(id));
    if (!result.success) return { state: 'damaged', why: whyDamaged(result.error) };
    return result.data.id === id
      ? { state: 'found', record: result.data }
      : { state: 'damaged', why: 'This record stands under the name of another.' };
  }
  const stored = [...fieldsOf(kind).keys()].flatMap((field) => {
    const key = fieldKey(id, field);
    return map.has(key) ? [[field, map.get(key)] as const] : [];
  });
  if (stored.length === 0) return { state: 'missing' };
  const result = schema.safeParse({ ...Object.fromEntries(stored), id });
  if (!result.success) return { state: 'damaged', why: whyDamaged(result.error) };
  const removedOn = CalendarDay.safeParse(map.get(fieldKey(id, REMOVED_FIELD)));
  return removedOn.success
    ? { state: 'removed', record: result.data, removedOn: removedOn.data }
    : { state: 'found', record: result.data };
};

/** Every record of a kind in a section, by id, and what could not be read. */
export const readAll = <K extends Kind>(doc: Doc, kind: K): AllRecords<K> => {
  const records: RecordOf<K>[] = [];
  const removed: RecordOf<K>[] = [];
  const damaged: Damaged[] = [];
  const ids = new Set([...recordMap(doc, kind).keys()].map(idInKey));
  for (const id of [...ids].toSorted()) {
    const found = read(doc, kind, id);
    if (found.state === 'found') records.push(found.record);
    else if (found.state === 'removed') removed.push(found.record);
    else if (found.state === 'damaged') damaged.push({ id: id.slice(0, 120), why: found.why });
  }
  return { records, removed, damaged };
};

/** What reading a field gives now: its value, or the schema's default when it was never written. */
const valueNow = (doc: Doc, kind: Kind, id: string, field: string): unknown => {
  const map = recordMap(doc, kind);
  const key = fieldKey(id, field);
  if (map.has(key)) return map.get(key);
  const byDefault = fieldsOf(kind).get(field)?.safeParse(undefined);
  return byDefault?.success === true ? byDefault.data : undefined;
};

const exists = (doc: Doc, kind: Kind, id: string): boolean =>
  read(doc, kind, id).state !== 'missing';

interface FieldChange {
  readonly field: string;
  readonly to: unknown;
  /** Whether the write also settles what was written apart. */
  readonly settles: boolean;
}

/**
 * Writes fields and their history in one transaction. An ordinary write replaces the entry whose value it
 * overwrites; another value written apart stays to be checked until someone chooses (`settles`).
 */
const writeFields = (
  doc: Doc,
  kind: Kind,
  record: string,
  changes: readonly FieldChange[],
  { now, origin }: Writing,
): void => {
  // A new record has no history, and looking for it would make a long list of new ones slow.
  const entries = exists(doc, kind, record) ? entriesOfRecord(doc, kind, record) : [];
  const entriesByField = byField(entries);
  doc.transact(() => {
    for (const { field, to, settles } of changes) {
      const from = valueNow(doc, kind, record, field);
      const fieldHeads = headsOf(entriesByField.get(field) ?? []);
      // A removal names all that its writer saw, so that an edit it did not see can be shown.
      const heads =
        field === REMOVED_FIELD
          ? [...entriesByField.values()].flatMap((ofField) => headsOf(ofField))
          : fieldHeads;
      const seen =
        settles || field === REMOVED_FIELD
          ? heads
          : heads.filter((head) => isSameValue(head.to, from));
      recordMap(doc, kind).set(fieldKey(record, field), to);
      appendEntry(doc, { kind, record, field, from, to, at: now, after: seen.map(({ id }) => id) });
    }
  }, origin);
};

/**
 * Writes a whole record: a new one, or the fields in which it differs from the one there. A removed record
 * comes back. A kind that never changes is written once.
 */
export const put = <K extends Kind>(
  doc: Doc,
  kind: K,
  record: RecordOf<K>,
  writing: Writing,
): WriteAnswer => {
  const result = SCHEMAS[kind].safeParse(record);
  if (!result.success) {
    const field = result.error.issues[0]?.path[0];
    return refused('not a value of this field', typeof field === 'string' ? field : null);
  }
  const { data } = result;
  if (isImmutable(kind)) {
    const map = recordMap(doc, kind);
    if (map.has(data.id)) {
      return isSameValue(map.get(data.id), data)
        ? { state: 'written', fields: [] }
        : refused('never changes');
    }
    doc.transact(() => map.set(data.id, data), writing.origin);
    return { state: 'written', fields: Object.keys(data) };
  }
  const changes = Object.entries(data)
    .filter(
      ([field, value]) =>
        field !== 'id' && !isSameValue(value, valueNow(doc, kind, data.id, field)),
    )
    .map(([field, to]) => ({ field, to, settles: false }));
  const isRemoved = read(doc, kind, data.id).state === 'removed';
  const all = isRemoved ? [...changes, { field: REMOVED_FIELD, to: null, settles: true }] : changes;
  if (all.length > 0) writeFields(doc, kind, data.id, all, writing);
  return { state: 'written', fields: all.map(({ field }) => field) };
};

/** Writes the named fields that differ; all or none. A damaged record is mended this way. */
export const change = (
  doc: Doc,
  kind: Kind,
  id: string,
  fields: Readonly<Record<string, unknown>>,
  writing: Writing,
): WriteAnswer => {
  if (isImmutable(kind)) return refused('never changes');
  const found = read(doc, kind, id);
  if (found.state === 'missing') return refused('no such record');
  if (found.state === 'removed') return refused('removed');
  const changes: FieldChange[] = [];
  for (const [field, value] of Object.entries(fields)) {
    const schema = fieldsOf(kind).get(field);
    if (schema === undefined) return refused('unknown field', field);
    const result = schema.safeParse(value);
    if (value === undefined || !result.success) return refused('not a value of this field', field);
    if (!isSameValue(result.data, valueNow(doc, kind, id, field))) {
      changes.push({ field, to: result.data, settles: false });
    }
  }
  if (changes.length > 0) writeFields(doc, kind, id, changes, writing);
  return { state: 'written', fields: changes.map(({ field }) => field) };
};

/** Marks a record as removed on the day in London. Nothing is deleted: an edit made elsewhere is kept beside it. */
export const remove = (doc: Doc, kind: Kind, id: string, writing: Writing): WriteAnswer => {
  if (isImmutable(kind)) return refused('never changes');
  if (!exists(doc, kind, id)) return refused('no such record');
  if (CalendarDay.safeParse(valueNow(doc, kind, id, REMOVED_FIELD)).success) {
    return { state: 'written', fields: [] };
  }
  const to = londonDay(writing.now);
  writeFields(doc, kind, id, [{ field: REMOVED_FIELD, to, settles: true }], writing);
  return { state: 'written', fields: [REMOVED_FIELD] };
};

/**
 * Settles what was written apart in one field: the value stays, and its entry names all the others. Also for
 * {@link REMOVED_FIELD}: a day keeps the removal, null brings the record back.
 */
export const keepValue = (
  doc: Doc,
  kind: Kind,
  id: string,
  field: string,
  value: unknown,
  writing: Writing,
): WriteAnswer => {
  if (isImmutable(kind)) return refused('never changes');
  if (!exists(doc, kind, id)) return refused('no such record');
  const schema = field === REMOVED_FIELD ? CalendarDay.nullable() : fieldsOf(kind).get(field);
  if (schema === undefined) return refused('unknown field', field);
  const result = schema.safeParse(value);
  if (value === undefined || !result.success) return refused('not a value of this field', field);
  writeFields(doc, kind, id, [{ field, to: result.data, settles: true }], writing);
  return { state: 'written', fields: [field] };
};

/** A new record from fields that a form gave: parsed with the kind's schema, its defaults filled in. */
export const parseRecord = <K extends Kind>(
  kind: K,
  id: string,
  fields: Readonly<Record<string, unknown>>,
):
  | { readonly state: 'parsed'; readonly record: RecordOf<K> }
  | { readonly state: 'refused'; readonly field: string | null; readonly why: string } => {
  const unknown = Object.keys(fields).find((field) => !fieldsOf(kind).has(field));
  if (unknown !== undefined) {
    return { state: 'refused', field: unknown, why: REFUSALS['unknown field'] };
  }
  const result = SCHEMAS[kind].safeParse({ ...fields, id });
  if (result.success) return { state: 'parsed', record: result.data };
  const field = result.error.issues[0]?.path[0];
  return {
    state: 'refused',
    field: typeof field === 'string' ? field : null,
    why: REFUSALS['not a value of this field'],
  };
};

export interface RecordsChanged {
  readonly ids: ReadonlyMap<Kind, ReadonlySet<string>>;
  readonly origin: unknown;
  /** Whether this device wrote it. */
  readonly isLocal: boolean;
}

/** Tells after each transaction which records changed; nothing is parsed. Returns the way to stop. */
export const changeWatcher = (doc: Doc, told: (changed: RecordsChanged) => void): (() => void) => {
  const kindOf = new Map<unknown, Kind>(
    KindName.options.map((kind) => [recordMap(doc, kind), kind]),
  );
  const onTransaction = ({ changed, origin, local }: Transaction): void => {
    const ids = new Map<Kind, ReadonlySet<string>>();
    for (const [type, keys] of changed) {
      const kind = kindOf.get(type);
      if (kind === undefined) continue;
      ids.set(kind, new Set([...keys].flatMap((key) => (key === null ? [] : [idInKey(key)]))));
    }
    if (ids.size > 0) told({ ids, origin, isLocal: local });
  };
  doc.on('afterTransaction', onTransaction);
  return () => doc.off('afterTransaction', onTransaction);
};
