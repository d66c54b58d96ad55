/** Looks for pieces of what was erased in every database of this origin. */
import { answerOf } from '@/lib/vault/overwrite';

const MARK_LENGTH = 24;
const AT_ONCE = 50;

const startOf = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);

/** Marks by their first four bytes: nearly every place in other bytes is passed over at once. */
type Marks = ReadonlyMap<number, readonly Uint8Array[]>;

const isIn = (bytes: Uint8Array, marks: Marks): boolean => {
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    start = ((start << 8) | (bytes[at] ?? 0)) >>> 0;
    if (at < 3) continue;
    const from = at - 3;
    for (const mark of marks.get(start) ?? []) {
      if (mark.every((byte, offset) => bytes[from + offset] === byte)) return true;
    }
  }
  return false;
};

const bytesIn = (value: unknown): readonly Uint8Array[] => {
  if (value instanceof Uint8Array) return [value];
  if (value instanceof ArrayBuffer) return [new Uint8Array(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesIn) : [];
};

const isInTable = async (database: IDBDatabase, name: string, marks: Marks): Promise<boolean> => {
  const table = (): IDBObjectStore => database.transaction(name, 'readonly').objectStore(name);
  const keys = await answerOf(table().getAllKeys());
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const reading = table();
    const values = await Promise.all(
      keys.slice(at, at + AT_ONCE).map((key) => answerOf<unknown>(reading.get(key))),
    );
    if (values.flatMap(bytesIn).some((bytes) => isIn(bytes, marks))) return true;
  }
  return false;
};

const isInDatabase = async (
  indexedDB: IDBFactory,
  name: string,
  marks: Marks,
): Promise<boolean> => {
  const request = indexedDB.open(name);
  let isNew = false;
  request.addEventListener('upgradeneeded', () => {
    // It went in between: it is not to be made again.
    isNew = true;
    request.transaction?.abort();
  });
  let database: IDBDatabase;
  try {
    database = await answerOf(request);
  } catch (error) {
    if (isNew) return false;
    throw error;
  }
  database.addEventListener('versionchange', () => database.close());
  try {
    for (const table of database.objectStoreNames) {
      if (await isInTable(database, table, marks)) return true;
    }
    return false;
  } finally {
    database.close();
  }
};

/** The names of databases in which one of these pieces (24 bytes each) stands. */
export const databasesWith = async (
  indexedDB: IDBFactory,
  pieces: readonly Uint8Array[],
): Promise<readonly string[]> => {
  const marks = Map.groupBy(
    pieces.filter(({ length }) => length === MARK_LENGTH),
    (piece) => startOf(piece, 0),
  );
  if (marks.size === 0) return [];
  const found: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    if (name !== undefined && (await isInDatabase(indexedDB, name, marks))) found.push(name);
  }
  return found;
};
