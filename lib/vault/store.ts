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
import { type Bytes, plainBytes } from './keys';

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

export interface StoreOptions {
  readonly indexedDB: IDBFactory;
  readonly name?: string;
}

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('IndexedDB gave no reason'));
    });
  });

/** Resolves when the transaction is durable, not when its requests are answered. */
const completion = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => {
      resolve();
    });
    transaction.addEventListener('abort', () => {
      reject(transaction.error ?? new DOMException('aborted without a reason', 'AbortError'));
    });
  });

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

const afterRowOf = (tag: StoreTag, afterRow: number): IDBKeyRange =>
  IDBKeyRange.bound([tag, afterRow], [tag, Number.MAX_SAFE_INTEGER], true);

/** Opens the database, or makes it. Rejects when the browser gives none, as in some private windows. */
export const openStore = async ({
  indexedDB,
  name = 'liaison-notebook',
}: StoreOptions): Promise<Store> => {
  const listeners = new Set<(event: StoreEvent) => void>();
  const tell = (event: StoreEvent): void => {
    for (const listener of listeners) listener(event);
  };

  let connection: Promise<IDBDatabase> | null = null;
  let wasOpened = false;
  let isClosed = false;

  const connect = (): Promise<IDBDatabase> =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open(name, SCHEMA_VERSION);
      let wasMade = false;
      request.addEventListener('upgradeneeded', () => {
        wasMade = true;
        makeTables(request.result);
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
    try {
      return await work(await open());
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      connection = null;
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
