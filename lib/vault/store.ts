/**
 * The store of truth: sealed rows in IndexedDB, written strictly, acknowledged only when they are durable.
 *
 * It survives what browsers do to databases: a connection that closes, another tab that deletes or upgrades, a row
 * that is not what was written, a full disk.
 */
import { z } from '@/lib/parse/zod';

import { LARGEST_COVER } from './cover';
import { LockedDevice } from './device';
import { StoreTag } from './ids';
import { type Bytes, plainBytes, type Random } from './keys';
import {
  answerOf,
  completion,
  deleteDatabase,
  generationName,
  generationOf,
  writeNoise,
} from './overwrite';

const SCHEMA_VERSION = 1;
const TABLES = {
  device: 'device',
  rows: 'rows',
  snapshots: 'snapshots',
  settings: 'settings',
  aside: 'aside',
} as const;
type Table = keyof typeof TABLES;
const BY_TAG = 'by-tag';
const DEVICE_KEY = 'device';
const BATCH = 1000;
/** Rows that are copied in one transaction: a cover may have megabytes. */
const COPIED_AT_ONCE = 100;
/** Stands in the settings of a database that everything was copied into. */
const COMPLETE_KEY = 'complete';
const NOISE_NAME = 'overwrite';
/**
 * Deleted rows stay in the browser's files until the database is written anew. That is worth it for so many at once, and
 * for this share of all rows, so that what is copied is never much more than what has gone.
 */
const WRITTEN_ANEW = { least: 400, share: 1 / 4 } as const;

const coverBytes = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length > 0 && bytes.length <= LARGEST_COVER, 'not a cover');

const StoredRow = z.object({ row: z.int().min(1), tag: StoreTag, cover: coverBytes });
const StoredAside = z.object({ tag: StoreTag, row: z.int().min(1), why: z.string() });
const StoredBytes = z.instanceof(Uint8Array);

export interface Row {
  /** Number in this store, from 1, growing; never used again. */
  readonly row: number;
  readonly cover: Bytes;
}

export interface AsideRow {
  readonly row: number;
  readonly why: string;
}

export type Saving = { readonly state: 'saved' } | { readonly state: 'full' };
export type Appending =
  | { readonly state: 'saved'; readonly rows: readonly number[] }
  | { readonly state: 'full' };

export type StoreEvent =
  /** Another tab deleted the database; a new, empty one was made. What was in it must be filled in again. */
  | { readonly kind: 'store was emptied' }
  /** A row was not what was written; it was moved aside and the others opened. */
  | { readonly kind: 'row set aside'; readonly tag: StoreTag | null; readonly row: number };

export interface Store {
  /** The locked device; null when none was set up, 'damaged' when what rests there is not one. */
  readonly device: () => Promise<LockedDevice | 'damaged' | null>;
  readonly putDevice: (device: LockedDevice) => Promise<Saving>;
  /** Writes all covers in one transaction: all of them are durable when this resolves, or none is. */
  readonly append: (tag: StoreTag, covers: readonly Uint8Array[]) => Promise<Appending>;
  /** The rows after a row number (0 for all), in the order in which they were written. */
  readonly rows: (tag: StoreTag, afterRow: number) => AsyncIterable<readonly Row[]>;
  /** Those of the named rows that are there. */
  readonly rowsAt: (tag: StoreTag, rows: readonly number[]) => Promise<readonly Row[]>;
  readonly putSnapshot: (tag: StoreTag, bytes: Uint8Array) => Promise<Saving>;
  readonly snapshot: (tag: StoreTag) => Promise<Bytes | null>;
  readonly deleteSnapshot: (tag: StoreTag) => Promise<void>;
  readonly putSetting: (tag: StoreTag, name: string, bytes: Uint8Array) => Promise<Saving>;
  readonly setting: (tag: StoreTag, name: string) => Promise<Bytes | null>;
  readonly deleteSetting: (tag: StoreTag, name: string) => Promise<void>;
  /** Moves a row that does not open out of the way, with a reason. */
  readonly moveAside: (tag: StoreTag, row: number, why: string) => Promise<void>;
  readonly setAside: (tag: StoreTag) => Promise<readonly AsideRow[]>;
  readonly close: () => void;
  /** Returns what ends the listening. */
  readonly on: (listener: (event: StoreEvent) => void) => () => void;
}

/** A store on a disk, from which things can be taken away. */
export interface RewritableStore extends Store {
  /**
   * Deletes rows for good as far as reading goes; their bytes may stay in the browser's files until {@link rewrite}. When
   * many go at once the database is written anew, which makes room and proves nothing.
   */
  readonly deleteRows: (tag: StoreTag, rows: readonly number[]) => Promise<void>;
  /**
   * Rewrites the disk without what was deleted, and without these rows and the snapshot of this tag: see
   * `overwrite.ts`. Everything else stays and keeps its row number. Reading and writing wait meanwhile. With 'full'
   * nothing has changed.
   */
  readonly rewrite: (
    tag: StoreTag,
    without: readonly number[],
    random: Random,
    noise?: number,
  ) => Promise<Saving>;
}

export interface StoreOptions {
  readonly indexedDB: IDBFactory;
  readonly name?: string;
}

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  (error instanceof Error || error instanceof DOMException) && names.includes(error.name);

/** What a connection says that was closed under our hands: by the browser, or for another tab. */
const isLostConnection = (error: unknown): boolean =>
  isNamed(error, 'InvalidStateError', 'AbortError', 'NotFoundError', 'UnknownError');
const isFullDisk = (error: unknown): boolean => isNamed(error, 'QuotaExceededError');

const closeConnection = async (connection: Promise<IDBDatabase> | null): Promise<void> => {
  try {
    (await connection)?.close();
  } catch {
    // It never opened, so there is nothing to close.
  }
};

const makeTables = (database: IDBDatabase): void => {
  database.createObjectStore(TABLES.device);
  database
    .createObjectStore(TABLES.rows, { keyPath: 'row', autoIncrement: true })
    .createIndex(BY_TAG, ['tag', 'row']);
  database.createObjectStore(TABLES.snapshots);
  database.createObjectStore(TABLES.settings);
  database.createObjectStore(TABLES.aside, { keyPath: 'row' }).createIndex(BY_TAG, ['tag', 'row']);
};

const TABLE_NAMES = Object.values(TABLES);

/** Which of the databases of this name holds everything; those that a broken-off rewriting left are deleted. */
const findGeneration = async (indexedDB: IDBFactory, name: string): Promise<number> => {
  const stored = await indexedDB.databases();
  const generations = stored
    .flatMap((one) => (one.name === undefined ? [] : (generationOf(name, one.name) ?? [])))
    .toSorted((a, b) => b - a);
  let found: number | null = null;
  for (const generation of generations) {
    const isUsable =
      found === null &&
      (generation === 0 || (await isComplete(indexedDB, generationName(name, generation))));
    if (isUsable) found = generation;
    else await deleteDatabase(indexedDB, generationName(name, generation));
  }
  return found ?? 0;
};

const isComplete = async (indexedDB: IDBFactory, name: string): Promise<boolean> => {
  const database = await answerOf(indexedDB.open(name));
  try {
    if (!database.objectStoreNames.contains(TABLES.settings)) return false;
    const settings = database.transaction(TABLES.settings, 'readonly').objectStore(TABLES.settings);
    return (await answerOf<unknown>(settings.get(COMPLETE_KEY))) !== undefined;
  } finally {
    database.close();
  }
};

const afterRowOf = (tag: StoreTag, afterRow: number): IDBKeyRange =>
  IDBKeyRange.bound([tag, afterRow], [tag, Number.MAX_SAFE_INTEGER], true);

/** Opens the database, or makes it. Rejects when the browser gives none, as in some private windows. */
export const openStore = async ({
  indexedDB,
  name = 'liaison-notebook',
}: StoreOptions): Promise<RewritableStore> => {
  const listeners = new Set<(event: StoreEvent) => void>();
  const tell = (event: StoreEvent): void => {
    for (const listener of listeners) listener(event);
  };

  let generation = await findGeneration(indexedDB, name);
  /** Everything else waits while the database is rewritten. */
  let rewriting: Promise<unknown> = Promise.resolve();
  let connection: Promise<IDBDatabase> | null = null;
  let wasOpened = false;
  let isClosed = false;

  const connect = (): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(generationName(name, generation), SCHEMA_VERSION);
      let wasMade = false;
      request.addEventListener('upgradeneeded', () => {
        wasMade = true;
        makeTables(request.result);
        // Made anew under a later number it has nothing to copy: without the mark the next start would delete it.
        if (generation > 0) {
          request.transaction?.objectStore(TABLES.settings).put(new Uint8Array(1), COMPLETE_KEY);
        }
      });
      request.addEventListener('error', () => {
        reject(request.error ?? new Error('IndexedDB gave no reason'));
      });
      request.addEventListener('success', () => {
        const database = request.result;
        const forget = (): void => {
          connection = null;
        };
        // Held open, this connection would block the other tab's upgrade or deletion for ever.
        database.addEventListener('versionchange', () => {
          forget();
          database.close();
        });
        database.addEventListener('close', forget);
        if (wasMade && wasOpened) tell({ kind: 'store was emptied' });
        wasOpened = true;
        resolve(database);
      });
    });

  const open = (): Promise<IDBDatabase> => {
    if (isClosed) throw new Error('the store is closed');
    connection ??= connect().catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  };

  /** Runs once, and once more on a new connection if the first was lost. */
  const withDatabase = async <T>(work: (database: IDBDatabase) => Promise<T>): Promise<T> => {
    await rewriting;
    let used: Promise<IDBDatabase> | null = null;
    try {
      used = open();
      return await work(await used);
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      if (connection === used) connection = null;
      // Not into a database that is being left: what is written behind the copying would go with it.
      await rewriting;
      return work(await open());
    }
  };

  const read = <T>(table: Table, work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
    withDatabase((database) =>
      answerOf(work(database.transaction(TABLES[table], 'readonly').objectStore(TABLES[table]))),
    );

  const write = <T>(
    tables: readonly Table[],
    work: (table: (name: Table) => IDBObjectStore) => T,
  ): Promise<T> =>
    withDatabase(async (database) => {
      const transaction = database.transaction(
        tables.map((table) => TABLES[table]),
        'readwrite',
        { durability: 'strict' },
      );
      const done = completion(transaction);
      let result: T;
      try {
        result = work((table) => transaction.objectStore(TABLES[table]));
      } catch (error) {
        // The refusal of one request must not leave the others half written.
        transaction.abort();
        await done.catch(() => undefined);
        throw error;
      }
      await done;
      return result;
    });

  const save = async (table: Table, work: (table: IDBObjectStore) => void): Promise<Saving> => {
    try {
      await write([table], (of) => {
        work(of(table));
      });
      return { state: 'saved' };
    } catch (error) {
      if (isFullDisk(error)) return { state: 'full' };
      throw error;
    }
  };

  const bytesAt = async (table: Table, key: IDBValidKey): Promise<Bytes | null> => {
    const parsed = StoredBytes.safeParse(await read(table, (store) => store.get(key)));
    return parsed.success ? plainBytes(parsed.data) : null;
  };

  const moveAside = async (tag: StoreTag, row: number, why: string): Promise<void> => {
    await write(['rows', 'aside'], (of) => {
      const rows = of('rows');
      const request = rows.get(row);
      request.addEventListener('success', () => {
        const value: unknown = request.result;
        if (value === undefined) return;
        of('aside').put({ tag, row, why, value });
        rows.delete(row);
      });
    });
    tell({ kind: 'row set aside', tag, row });
  };

  const soundRows = async (
    tag: StoreTag,
    stored: readonly { readonly key: IDBValidKey; readonly value: unknown }[],
  ): Promise<readonly Row[]> => {
    const rows: Row[] = [];
    for (const { key, value } of stored) {
      const parsed = StoredRow.safeParse(value);
      if (parsed.success) {
        rows.push({ row: parsed.data.row, cover: plainBytes(parsed.data.cover) });
      } else if (typeof key === 'number') {
        await moveAside(tag, key, 'This row is not what was written.');
      }
    }
    return rows;
  };

  /** Copies all but the named rows and the tag's snapshot into an empty database, and marks it complete at the end. */
  const copyInto = async (
    into: IDBDatabase,
    from: IDBDatabase,
    tag: StoreTag | null,
    without: ReadonlySet<number>,
  ): Promise<void> => {
    const putAll = async (table: Table, put: (target: IDBObjectStore) => void): Promise<void> => {
      const transaction = into.transaction(TABLES[table], 'readwrite', { durability: 'strict' });
      const done = completion(transaction);
      put(transaction.objectStore(TABLES[table]));
      await done;
    };
    const source = (table: Table): IDBObjectStore =>
      from.transaction(TABLES[table], 'readonly').objectStore(TABLES[table]);
    for (const table of ['device', 'snapshots', 'settings'] as const) {
      for (const key of await answerOf(source(table).getAllKeys())) {
        if (table === 'snapshots' && key === tag) continue;
        // Of the database that is left: this one is complete when all of it has come.
        if (table === 'settings' && key === COMPLETE_KEY) continue;
        const value: unknown = await answerOf(source(table).get(key));
        await putAll(table, (target) => {
          target.put(value, key);
        });
      }
    }
    for (const table of ['aside', 'rows'] as const) {
      const keys = await answerOf(source(table).getAllKeys());
      const kept = keys.filter((key) => typeof key !== 'number' || !without.has(key));
      for (let at = 0; at < kept.length; at += COPIED_AT_ONCE) {
        const batch = kept.slice(at, at + COPIED_AT_ONCE);
        const reading = source(table);
        const values = await Promise.all(batch.map((key) => answerOf<unknown>(reading.get(key))));
        await putAll(table, (target) => {
          for (const value of values) target.put(value);
        });
      }
    }
  };

  /** The number that the next row would have, so that none is used twice. */
  const nextRow = async (from: IDBDatabase): Promise<number> => {
    const transaction = from.transaction(TABLES.rows, 'readwrite', { durability: 'strict' });
    const done = completion(transaction);
    const request = transaction.objectStore(TABLES.rows).add({});
    await done;
    return z.int().parse(request.result);
  };

  const rewriteNow = async (tag: StoreTag | null, without: readonly number[]): Promise<void> => {
    const from = await open();
    // Behind every transaction that was begun before.
    await completion(from.transaction(TABLE_NAMES, 'readwrite'));
    const row = await nextRow(from);
    const next = generationName(name, generation + 1);
    // What an earlier try left behind must not come back.
    await deleteDatabase(indexedDB, next);
    const request = indexedDB.open(next, SCHEMA_VERSION);
    request.addEventListener('upgradeneeded', () => {
      makeTables(request.result);
    });
    const into = await answerOf(request);
    try {
      await copyInto(into, from, tag, new Set([...without, row]));
      const transaction = into.transaction([TABLES.rows, TABLES.settings], 'readwrite', {
        durability: 'strict',
      });
      const done = completion(transaction);
      transaction.objectStore(TABLES.rows).put({ row });
      transaction.objectStore(TABLES.rows).delete(row);
      transaction.objectStore(TABLES.settings).put(new Uint8Array(1), COMPLETE_KEY);
      await done;
    } catch (error) {
      into.close();
      await deleteDatabase(indexedDB, next);
      throw error;
    }
    into.close();
    from.close();
    connection = null;
    generation += 1;
    await deleteDatabase(indexedDB, generationName(name, generation - 1));
  };

  /** Without these rows, and without the snapshot of this tag if one is named. Behind every rewriting before it. */
  const rewriteInTurn = async (tag: StoreTag | null, without: readonly number[]): Promise<void> => {
    const turn = rewriting.then(() => rewriteNow(tag, without));
    rewriting = turn.catch(() => undefined);
    await turn;
  };

  const makeRoom = async (deleted: number): Promise<void> => {
    if (deleted < WRITTEN_ANEW.least) return;
    const left = await read('rows', (table) => table.count());
    if (deleted >= (deleted + left) * WRITTEN_ANEW.share) await rewriteInTurn(null, []);
  };

  await open();
  return {
    device: async () => {
      const stored = await read('device', (table) => table.get(DEVICE_KEY));
      if (stored === undefined) return null;
      const parsed = LockedDevice.safeParse(stored);
      return parsed.success ? parsed.data : 'damaged';
    },
    putDevice: (device) =>
      save('device', (table) => {
        table.put(device, DEVICE_KEY);
      }),

    append: async (tag, covers) => {
      if (covers.length === 0) return { state: 'saved', rows: [] };
      try {
        const requests = await write(['rows'], (of) => {
          const rows = of('rows');
          return covers.map((cover) => rows.add({ tag, cover: new Uint8Array(cover) }));
        });
        return { state: 'saved', rows: requests.map(({ result }) => z.int().parse(result)) };
      } catch (error) {
        if (isFullDisk(error)) return { state: 'full' };
        throw error;
      }
    },

    rows: async function* (tag, afterRow) {
      let last = afterRow;
      for (;;) {
        const from = last;
        const [keys, values] = await withDatabase(
          (database): Promise<readonly [readonly IDBValidKey[], readonly unknown[]]> => {
            const index = database
              .transaction(TABLES.rows, 'readonly')
              .objectStore(TABLES.rows)
              .index(BY_TAG);
            const range = afterRowOf(tag, from);
            return Promise.all([
              answerOf(index.getAllKeys(range, BATCH)),
              answerOf(index.getAll(range, BATCH)),
            ]);
          },
        );
        if (keys.length === 0) return;
        last = keys.reduce<number>(
          (most, key) => (typeof key === 'number' ? Math.max(most, key) : most),
          last,
        );
        const rows = await soundRows(
          tag,
          keys.map((key, at) => ({ key, value: values[at] })),
        );
        if (rows.length > 0) yield rows;
        if (keys.length < BATCH || last === from) return;
      }
    },

    rowsAt: async (tag, rows) => {
      const values = await withDatabase((database) => {
        const table = database.transaction(TABLES.rows, 'readonly').objectStore(TABLES.rows);
        return Promise.all(rows.map((row) => answerOf<unknown>(table.get(row))));
      });
      const there = rows.flatMap((key, at) => {
        const value = values[at];
        return value === undefined ? [] : [{ key, value }];
      });
      return soundRows(tag, there);
    },

    putSnapshot: (tag, bytes) =>
      save('snapshots', (table) => {
        table.put(new Uint8Array(bytes), tag);
      }),
    snapshot: (tag) => bytesAt('snapshots', tag),
    deleteSnapshot: async (tag) => {
      await write(['snapshots'], (of) => {
        of('snapshots').delete(tag);
      });
    },

    putSetting: (tag, setting, bytes) =>
      save('settings', (table) => {
        table.put(new Uint8Array(bytes), [tag, setting]);
      }),
    setting: (tag, setting) => bytesAt('settings', [tag, setting]),
    deleteSetting: async (tag, setting) => {
      await write(['settings'], (of) => {
        of('settings').delete([tag, setting]);
      });
    },

    moveAside,
    setAside: async (tag) => {
      const values: readonly unknown[] = await withDatabase((database) =>
        answerOf(
          database
            .transaction(TABLES.aside, 'readonly')
            .objectStore(TABLES.aside)
            .index(BY_TAG)
            .getAll(afterRowOf(tag, 0)),
        ),
      );
      return values.flatMap((value) => {
        const parsed = StoredAside.safeParse(value);
        return parsed.success ? [{ row: parsed.data.row, why: parsed.data.why }] : [];
      });
    },

    deleteRows: async (tag, rows) => {
      const there = new Set(rows);
      await write(['rows'], (of) => {
        const table = of('rows');
        for (const row of there) {
          const request = table.get(row);
          request.addEventListener('success', () => {
            const parsed = StoredRow.safeParse(request.result);
            if (parsed.success && parsed.data.tag === tag) table.delete(row);
          });
        }
      });
      // They are deleted; where no room can be made, as on a full disk, the files stay as they are.
      await makeRoom(there.size).catch(() => {});
    },
    rewrite: async (tag, without, random, noise) => {
      try {
        await rewriteInTurn(tag, without);
      } catch (error) {
        if (isFullDisk(error)) return { state: 'full' };
        throw error;
      }
      await writeNoise(indexedDB, `${name}-${NOISE_NAME}`, random, noise);
      return { state: 'saved' };
    },

    close: () => {
      isClosed = true;
      void closeConnection(connection);
      connection = null;
    },
    on: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
