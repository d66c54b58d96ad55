/**
 * Under which Yjs client stands what a record says now. The session knows whose device a client is, as with the history,
 * so this is nothing that a writer could say of themselves.
 */
import type { Kind } from '@/lib/domain/kinds';
import type { Doc } from 'yjs';
import { fieldKey, idInKey, recordMap } from './layout';

/** Null: the field was never written. 'deleted': somebody took the value away, and nobody can tell who. */
export const clientOfField = (
  doc: Doc,
  kind: Kind,
  id: string,
  field: string,
): number | 'deleted' | null => {
  const item = recordMap(doc, kind)._map.get(fieldKey(id, field));
  if (item === undefined) return null;
  return item.deleted ? 'deleted' : item.id.client;
};

/** The ids of all records of a kind that were ever written here, also of those whose values were taken away. */
export const idsEverIn = (doc: Doc, kind: Kind): ReadonlySet<string> =>
  new Set([...recordMap(doc, kind)._map.keys()].map(idInKey));
