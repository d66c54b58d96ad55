/**
 * Brings records from one section's document into another's, as often as needed: when a record is shared by itself,
 * when it comes back, and when someone who had not heard of it went on writing in the old place.
 *
 * What is carried are the standing entries of each field's history. Each carried entry names the one it repeats, in the
 * same change that writes the value, so that carrying twice changes nothing and carrying after a crash goes on. A late
 * entry replaces only what its writer saw: a field that was written in both places shows both values.
 */
import { fieldsOf, isImmutable, type Kind } from '@/lib/domain/kinds';
import type { Doc } from 'yjs';
import {
  appendEntry,
  byField,
  entriesOf,
  headsOf,
  isSameValue,
  type HistoryEntry,
} from './history';
import { fieldKey, idInKey, MOVED_FIELD, recordMap, REMOVED_FIELD } from './layout';

export interface RecordName {
  readonly kind: Kind;
  readonly id: string;
}

/** The kinds that name another record, and the field in which they do. */
const BELONGINGS = {
  transfer: [
    ['packItem', 'transfer'],
    ['acceptance', 'transfer'],
    ['meeting', 'about'],
    ['action', 'about'],
  ],
  meeting: [
    ['attendance', 'meeting'],
    ['agendaItem', 'meeting'],
    ['action', 'meeting'],
    ['decision', 'meeting'],
  ],
} as const satisfies Readonly<Record<'transfer' | 'meeting', readonly (readonly [Kind, string])[]>>;

const idsIn = (doc: Doc, kind: Kind): ReadonlySet<string> =>
  new Set([...recordMap(doc, kind).keys()].map(idInKey));

const rawField = (doc: Doc, kind: Kind, id: string, field: string): unknown => {
  const map = recordMap(doc, kind);
  if (!isImmutable(kind)) return map.get(fieldKey(id, field));
  const value = map.get(id);
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
};

/** Where a transfer or a meeting has moved, as this document says: a section, null for back here, undefined for never. */
export const movedTo = (
  doc: Doc,
  kind: 'transfer' | 'meeting',
  id: string,
): string | null | undefined => {
  const value = recordMap(doc, kind).get(fieldKey(id, MOVED_FIELD));
  return typeof value === 'string' || value === null ? value : undefined;
};

/** Says where a transfer or a meeting has moved; null: it is back. Nothing is deleted. */
export const markMoved = (
  doc: Doc,
  kind: 'transfer' | 'meeting',
  id: string,
  section: string | null,
): void => {
  if (movedTo(doc, kind, id) !== section) {
    recordMap(doc, kind).set(fieldKey(id, MOVED_FIELD), section);
  }
};

/** Whether a document holds anything of a record. */
export const holds = (doc: Doc, kind: Kind, id: string): boolean =>
  isImmutable(kind)
    ? recordMap(doc, kind).has(id)
    : [...fieldsOf(kind).keys()].some((field) => recordMap(doc, kind).has(fieldKey(id, field)));

/**
 * A transfer or a meeting in a document, and everything there that belongs to it, removed or damaged or not. A meeting
 * that was itself shared stays where it went.
 */
export const familyOf = (
  doc: Doc,
  kind: 'transfer' | 'meeting',
  id: string,
): readonly RecordName[] => [
  { kind, id },
  ...BELONGINGS[kind].flatMap(([child, field]) =>
    [...idsIn(doc, child)]
      .filter((one) => rawField(doc, child, one, field) === id)
      .flatMap((one): readonly RecordName[] => {
        if (child !== 'meeting') return [{ kind: child, id: one }];
        return typeof movedTo(doc, 'meeting', one) === 'string'
          ? []
          : familyOf(doc, 'meeting', one);
      }),
  ),
];

/** All entries that an entry builds on, near and far. */
const ancestorsOf = (
  entry: HistoryEntry,
  byId: ReadonlyMap<string, HistoryEntry>,
): ReadonlySet<string> => {
  const found = new Set<string>();
  const waiting = [...entry.after];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(byId.get(id)?.after ?? []));
  }
  return found;
};

interface Side {
  readonly doc: Doc;
  /** By record. */
  readonly entries: ReadonlyMap<string, readonly HistoryEntry[]>;
}

const keyOf = ({ kind, id }: RecordName): string => `${kind}/${id}`;

const sideOf = (doc: Doc): Side => ({
  doc,
  entries: Map.groupBy(entriesOf(doc), ({ kind, record }) => keyOf({ kind, id: record })),
});

const isCopyOf = (a: HistoryEntry, b: HistoryEntry): boolean =>
  a.carried === b.id || b.carried === a.id;

/** Everything but a removal first, so that a removal finds what its writer saw. */
const inOrder = (
  fields: ReadonlyMap<string, readonly HistoryEntry[]>,
): readonly (readonly [string, readonly HistoryEntry[]])[] =>
  [...fields]
    .filter(([field]) => field !== MOVED_FIELD)
    .toSorted(([a], [b]) => Number(a === REMOVED_FIELD) - Number(b === REMOVED_FIELD));

const carryFields = (from: Side, to: Side, name: RecordName): boolean => {
  const entries = from.entries.get(keyOf(name)) ?? [];
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const there = to.entries.get(keyOf(name)) ?? [];
  const [source, target] = [recordMap(from.doc, name.kind), recordMap(to.doc, name.kind)];
  let hasWritten = false;
  for (const [field, ofField] of inOrder(byField(entries))) {
    const key = fieldKey(name.id, field);
    const standing = source.get(key);
    const late = headsOf(ofField)
      .filter((head) => !there.some((one) => isCopyOf(one, head)))
      // The value that stands there shall stand here.
      .toSorted(
        (a, b) => Number(isSameValue(b.to, standing)) - Number(isSameValue(a.to, standing)),
      );
    for (const head of late) {
      const built = ancestorsOf(head, byId);
      // Read anew each time: what was just carried stands there too.
      const now = entriesOfNow(to.doc, name);
      const seen = now.filter((one) =>
        [...built].some((id) => {
          const ancestor = byId.get(id);
          return one.carried === id || (ancestor !== undefined && isCopyOf(one, ancestor));
        }),
      );
      const heads = headsOf(now.filter((one) => one.field === field));
      // As an ordinary write does: what stands gives way only to someone who saw it.
      const isNewest = heads
        .filter((one) => isSameValue(one.to, target.get(key)))
        .every((one) => seen.includes(one));
      appendEntry(to.doc, {
        kind: name.kind,
        record: name.id,
        field,
        // What it was before stays in the old place: whoever reads only this one was not shown it.
        from: heads.length === 0 ? null : target.get(key),
        to: head.to,
        at: head.at,
        after: (field === REMOVED_FIELD ? seen : seen.filter((one) => one.field === field)).map(
          ({ id }) => id,
        ),
        carried: head.id,
      });
      if (isNewest) target.set(key, head.to);
      hasWritten = true;
    }
  }
  return carryUnwritten(from, to, name) || hasWritten;
};

const entriesOfNow = (doc: Doc, { kind, id }: RecordName): readonly HistoryEntry[] =>
  entriesOf(doc).filter((entry) => entry.kind === kind && entry.record === id);

/** What stands without a history, which no version of ours writes, goes along where nothing stands. */
const carryUnwritten = (from: Side, to: Side, { kind, id }: RecordName): boolean => {
  const [source, target] = [recordMap(from.doc, kind), recordMap(to.doc, kind)];
  let hasWritten = false;
  for (const [key, value] of source.entries()) {
    if (idInKey(key) !== id || key === fieldKey(id, MOVED_FIELD) || target.has(key)) continue;
    target.set(key, value);
    hasWritten = true;
  }
  return hasWritten;
};

/**
 * Carries records from one document into another, within a change of the other. Whether anything was written there:
 * nothing, when all of it had been carried before.
 */
export const carry = (from: Doc, to: Doc, names: readonly RecordName[]): boolean => {
  const source = sideOf(from);
  const target = sideOf(to);
  let hasWritten = false;
  for (const name of names) {
    const isCarried = isImmutable(name.kind)
      ? carryUnwritten(source, target, name)
      : carryFields(source, target, name);
    hasWritten = isCarried || hasWritten;
  }
  return hasWritten;
};

/** Whether the other document lacks something of these records. */
export const hasLate = (from: Doc, to: Doc, names: readonly RecordName[]): boolean => {
  const source = sideOf(from);
  const target = sideOf(to);
  return names.some((name) => {
    if (isImmutable(name.kind)) {
      const [there, here] = [recordMap(to, name.kind), recordMap(from, name.kind)];
      return here.has(name.id) && !there.has(name.id);
    }
    const there = target.entries.get(keyOf(name)) ?? [];
    return [...byField(source.entries.get(keyOf(name)) ?? [])].some(
      ([field, entries]) =>
        field !== MOVED_FIELD &&
        headsOf(entries).some((head) => !there.some((one) => isCopyOf(one, head))),
    );
  });
};
