/**
 * Takes records out of a section's document for good, with all that their history says. Yjs keeps nothing of what is
 * deleted but that something was there; the letters that brought it are another matter.
 */
import { isImmutable } from '@/lib/domain/kinds';
import type { Doc } from 'yjs';
import type { RecordName } from './carry';
import { fieldKey, historyArray, idInKey, MOVED_FIELD, noteFragment, recordMap } from './layout';

const isOf = (raw: unknown, named: ReadonlySet<string>): boolean =>
  typeof raw === 'object' &&
  raw !== null &&
  named.has(`${String(Reflect.get(raw, 'kind'))}/${String(Reflect.get(raw, 'record'))}`);

/** Within a change of the document. Whether anything was there. */
export const eraseRecords = (doc: Doc, names: readonly RecordName[]): boolean => {
  const named = new Set(names.map(({ kind, id }) => `${kind}/${id}`));
  let isErased = false;
  for (const { kind, id } of names) {
    const map = recordMap(doc, kind);
    const keys = isImmutable(kind) ? [id] : [...map.keys()].filter((key) => idInKey(key) === id);
    for (const key of keys) {
      if (!map.has(key) || key === fieldKey(id, MOVED_FIELD)) continue;
      map.delete(key);
      isErased = true;
    }
  }
  const history = historyArray(doc);
  const entries = history.toArray();
  // From the end, so that what goes does not move what is still to be looked at.
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    if (!isOf(entries[at], named)) continue;
    history.delete(at, 1);
    isErased = true;
  }
  return isErased;
};

/** Within a change of the note's document. Whether anything was there. */
export const eraseNote = (doc: Doc): boolean => {
  const note = noteFragment(doc);
  if (note.length === 0) return false;
  note.delete(0, note.length);
  return true;
};
