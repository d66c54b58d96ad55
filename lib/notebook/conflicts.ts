/** What two people wrote apart: fields with more than one standing value, and removals that met an edit. */
import { fieldsOf, type Kind } from '@/lib/domain/kinds';
import type { Doc } from 'yjs';
import { byField, entriesWrittenAgain, headsOf, isSameValue, type HistoryEntry } from './history';
import { fieldKey, recordMap, REMOVED_FIELD } from './layout';

export interface ConflictOption {
  /** What to hand to `keepValue`; whole, however long. Null for an edit that met a removal: bring it back. */
  readonly value: unknown;
  readonly entry: string;
  readonly by: string | null;
  readonly at: number;
  /** The field that was edited, where a removal met an edit. */
  readonly editedField: string | null;
}

export interface Conflict {
  readonly kind: Kind;
  readonly record: string;
  /** `removedOn` where a removal met an edit. */
  readonly field: string;
  readonly options: readonly ConflictOption[];
  /** The value that stands in the record now. */
  readonly valueNow: unknown;
}

/** One head for each value, the newest of those who wrote the same. */
const distinctHeads = (heads: readonly HistoryEntry[]): readonly HistoryEntry[] => {
  const distinct: HistoryEntry[] = [];
  for (const head of heads.toSorted((a, b) => b.at - a.at)) {
    if (!distinct.some((other) => isSameValue(other.to, head.to))) distinct.push(head);
  }
  return distinct.toReversed();
};

/** Edits of other fields that a standing removal did not see. */
const unseenEdits = (
  fields: ReadonlyMap<string, readonly HistoryEntry[]>,
  removal: HistoryEntry,
): readonly HistoryEntry[] =>
  [...fields]
    .filter(([field]) => field !== REMOVED_FIELD)
    .flatMap(([, entries]) => headsOf(entries))
    .filter(({ id }) => !removal.after.includes(id));

/**
 * Every field of a section with values written apart, until someone keeps one. `writerOf` tells the name of
 * the person behind a Yjs client, or null.
 */
export const conflictsIn = (
  doc: Doc,
  writerOf: (client: number) => string | null,
): readonly Conflict[] => {
  const byRecord = Map.groupBy(entriesWrittenAgain(doc), ({ kind, record }) => `${kind}/${record}`);
  const conflicts: Conflict[] = [];
  const optionOf = (entry: HistoryEntry, value: unknown, editedField: string | null) => ({
    value,
    entry: entry.id,
    by: writerOf(entry.client),
    at: entry.at,
    editedField,
  });
  for (const entries of byRecord.values()) {
    const [first] = entries;
    if (first === undefined) continue;
    const { kind, record } = first;
    const fields = byField(entries);
    const map = recordMap(doc, kind);
    const isRemoved = typeof map.get(fieldKey(record, REMOVED_FIELD)) === 'string';
    const add = (field: string, options: readonly ConflictOption[]): void => {
      const valueNow = map.get(fieldKey(record, field)) ?? null;
      conflicts.push({ kind, record, field, options, valueNow });
    };
    for (const [field, ofField] of fields) {
      // A field that only a newer version knows is that version's to show; a removed record asks nothing
      // about its fields until it is back.
      if (ofField.length < 2 || isRemoved || !fieldsOf(kind).has(field)) continue;
      const heads = distinctHeads(headsOf(ofField));
      if (heads.length > 1) {
        add(
          field,
          heads.map((head) => optionOf(head, head.to, null)),
        );
      }
    }
    const removals = headsOf(fields.get(REMOVED_FIELD) ?? []);
    const removal = removals.find(({ to }) => to !== null);
    if (removal === undefined) continue;
    const broughtBack = removals
      .filter(({ to }) => to === null)
      .map((entry) => optionOf(entry, null, null));
    const edits = removals.flatMap((seen) => seen.after);
    const unseen = unseenEdits(fields, removal)
      .filter(({ id }) => !edits.includes(id))
      .map((entry) => optionOf(entry, null, entry.field));
    const others = [...broughtBack, ...unseen];
    if (others.length > 0) add(REMOVED_FIELD, [optionOf(removal, removal.to, null), ...others]);
  }
  return conflicts;
};
