/**
 * The sealed log: one outer Yjs document with one append-only array of covers, cached by stock y-indexeddb.
 *
 * It is a way, not the truth: a cache that is damaged, poisoned or does not open is thrown away without asking, since
 * everything in it rests in the vault or with another device.
 */
import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { COVER_MOST, judgeUpdate, LOG_ROOT } from './admission';
import { systemTimers } from './timers';
import type { Random, Timers } from './timers';

/** Bytes of covers in one transaction, and so in one message to every device: far below what a channel takes. */
const TRANSACTION_MOST = 512 * 1024;
/** What a listener gets in one call. */
const BATCH_MOST = { covers: 256, bytes: 4 * 1024 * 1024 } as const;
/** How long something may wait for what came before it until the log counts as damaged, in milliseconds. */
const WAITING_MOST = 60_000;
const PATIENCE = 10_000;
const SETTLE_AFTER = 1000;
const UPDATES_STORE = 'updates';

/** What can be wrong with a log; the remedy is always the next volume. */
export type LogDamage = 'deletions' | 'waiting' | 'foreign entries' | 'other content';
export type LogHealth =
  | { readonly state: 'sound' }
  | { readonly state: 'damaged'; readonly why: LogDamage };
/** `here`: appended by this log. `elsewhere`: from the cache or from another device. */
export type EntryOrigin = 'here' | 'elsewhere';
export type EntriesListener = (covers: readonly Uint8Array[], origin: EntryOrigin) => void;

export interface SealedLogOptions {
  /** The name of the cache's database; two open logs never share one. */
  readonly name: string;
  /** False keeps the log in memory only. */
  readonly indexedDB?: boolean;
  readonly random: Random;
  readonly timers?: Timers;
  /** How long the cache may take to open, in milliseconds, before it is thrown away. */
  readonly patience?: number;
}

export interface SealedLog {
  /** `cached` when the cache held something usable. Never rejects and never hangs. Call nothing but `onEntries` and `close` before it. */
  readonly whenReady: Promise<'cached' | 'fresh'>;
  /** The outer document, for the providers that carry it. Throws before `whenReady`. */
  readonly doc: () => Y.Doc;
  /** Appends covers of at most 1 MiB each; throws a RangeError above that, before anything is appended. */
  readonly append: (covers: readonly Uint8Array[]) => void;
  readonly entries: () => readonly Uint8Array[];
  readonly count: () => number;
  /** Bytes of all covers. Above 128 MiB less a little the first exchange with a newcomer no longer fits in a message. */
  readonly bytes: () => number;
  /**
   * Hears first what is there, as from elsewhere, then what comes, in batches of at most 256 covers and about 4 MiB,
   * each in a task of its own and never inside a Yjs transaction. Returns what stops it.
   */
  readonly onEntries: (listener: EntriesListener) => () => void;
  readonly health: () => LogHealth;
  /** Goes on under a fresh random client id, so that nothing forged in advance can collide with what is appended next. */
  readonly renewClient: () => void;
  readonly close: () => Promise<void>;
  /** Deletes the cache; the log goes on in memory. */
  readonly destroyCache: () => Promise<void>;
}

/** 53 random bits: what Yjs can write as a client id. */
const freshClient = (random: Random): number =>
  random(7).reduce((sum, byte, index) => sum * 256 + (index === 0 ? byte & 0x1f : byte), 0);

const isCover = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** What a request answers; a request that fails rejects. */
const answerOf = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('the database gave no reason'));
    });
  });

/** What a promise comes to within some time, or nothing. A rejection counts as nothing. */
const within = <Result>(
  timers: Timers,
  milliseconds: number,
  promise: Promise<Result>,
): Promise<Result | undefined> =>
  new Promise((resolve) => {
    const finish = (result?: Result): void => {
      callOff();
      resolve(result);
    };
    const callOff = timers.later(milliseconds, () => {
      resolve(undefined);
    });
    promise.then(finish, () => {
      finish();
    });
  });

/**
 * Whether y-indexeddb can open this cache: it hangs for ever on one damaged row and would apply a poisoned one.
 * Makes the database in y-indexeddb's own shape when there is none.
 */
const readCache = async (name: string): Promise<'empty' | 'sound' | 'damaged'> => {
  const request = indexedDB.open(name);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(UPDATES_STORE, { autoIncrement: true });
    request.result.createObjectStore('custom');
  });
  const database = await answerOf(request);
  // A deletion elsewhere, or our own after losing patience, must not wait for this connection.
  database.addEventListener('versionchange', () => {
    database.close();
  });
  try {
    if (!database.objectStoreNames.contains(UPDATES_STORE)) return 'damaged';
    const store = database.transaction(UPDATES_STORE, 'readonly').objectStore(UPDATES_STORE);
    const rows: unknown[] = await answerOf(store.getAll());
    const isSound = rows.every((row) => isCover(row) && judgeUpdate(row).state === 'pass');
    if (!isSound) return 'damaged';
    return rows.length === 0 ? 'empty' : 'sound';
  } finally {
    database.close();
  }
};

/** Deletes the cache of a log that nobody has open. */
export const deleteLog = async (name: string): Promise<void> => {
  await clearDocument(name);
};

/** The covers that a transaction brought, read from the end of each client's structs. */
const broughtBy = (transaction: Y.Transaction): readonly Uint8Array[] => {
  const covers: Uint8Array[] = [];
  for (const [client, structs] of transaction.doc.store.clients) {
    const before = transaction.beforeState.get(client) ?? 0;
    if ((transaction.afterState.get(client) ?? 0) === before) continue;
    const brought: Uint8Array[] = [];
    for (let index = structs.length - 1; index >= 0; index -= 1) {
      const struct = structs[index];
      if (struct === undefined || struct.id.clock < before) break;
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentBinary) {
        brought.push(struct.content.content);
      }
    }
    for (const cover of brought.toReversed()) covers.push(cover);
  }
  return covers;
};

/** Groups that keep the order and stay within both bounds; a value above the bound of bytes goes alone. */
const grouped = (
  values: readonly Uint8Array[],
  most: { readonly covers: number; readonly bytes: number },
): readonly (readonly Uint8Array[])[] => {
  const groups: Uint8Array[][] = [];
  let group: Uint8Array[] = [];
  let bytes = 0;
  for (const value of values) {
    if (group.length > 0 && (group.length === most.covers || bytes + value.length > most.bytes)) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(value);
    bytes += value.length;
  }
  if (group.length > 0) groups.push(group);
  return groups;
};

/**
 * Yjs 13.6 can hold every update and still keep some pending: what waits is taken out and applied again until it
 * stops shrinking.
 */
const settle = (doc: Y.Doc): void => {
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const pending = doc.store.pendingStructs;
    if (pending === null || pending.update.length >= before) return;
    before = pending.update.length;
    doc.store.pendingStructs = null;
    Y.applyUpdateV2(doc, pending.update);
  }
};

const hasForeignEntry = (doc: Y.Doc): boolean => {
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      const isEntry =
        struct instanceof Y.Item &&
        struct.content instanceof Y.ContentBinary &&
        struct.parentSub === null;
      if (!isEntry) return true;
    }
  }
  return false;
};

/** Opens the log of one volume. The cache is read at once; see {@link SealedLog.whenReady}. */
export const openSealedLog = (options: SealedLogOptions): SealedLog => {
  const { name, random, timers = systemTimers, patience = PATIENCE } = options;
  const appending = Symbol('appended by this log');
  const listeners = new Set<(covers: readonly Uint8Array[], origin: EntryOrigin) => void>();
  let ready = false;
  let closed = false;
  let waitingSince: number | undefined;
  let cache: IndexeddbPersistence | undefined;

  let settling: (() => void) | undefined;
  let isSettling = false;

  /** Once after each arrival: what then still waits is for the next arrival, or for {@link SealedLog.health}. */
  const settleSoon = (): void => {
    if (isSettling || settling !== undefined) return;
    settling = timers.later(SETTLE_AFTER, () => {
      settling = undefined;
      isSettling = true;
      settle(doc);
      isSettling = false;
    });
  };

  const note = (transaction: Y.Transaction): void => {
    const waits = transaction.doc.store.pendingStructs !== null;
    waitingSince = waits ? (waitingSince ?? timers.now()) : undefined;
    if (waits) settleSoon();
    if (!ready || listeners.size === 0) return;
    const covers = broughtBy(transaction);
    if (covers.length === 0) return;
    const origin = transaction.origin === appending ? 'here' : 'elsewhere';
    for (const listener of listeners) listener(covers, origin);
  };

  const freshDoc = (): Y.Doc => {
    const doc = new Y.Doc();
    doc.clientID = freshClient(random);
    doc.getArray(LOG_ROOT);
    doc.on('afterTransaction', note);
    return doc;
  };
  let doc = freshDoc();

  const settled = (): Y.Doc => {
    if (!ready) throw new Error('the sealed log is not ready');
    return doc;
  };
  const covers = (): readonly Uint8Array[] => doc.getArray(LOG_ROOT).toArray().filter(isCover);

  const health = (): LogHealth => {
    settle(doc);
    const { store } = doc;
    const deletions = Y.createDeleteSetFromStructStore(store).clients.size > 0;
    if (deletions || store.pendingDs !== null) return { state: 'damaged', why: 'deletions' };
    if ([...doc.share.keys()].some((root) => root !== LOG_ROOT)) {
      return { state: 'damaged', why: 'other content' };
    }
    if (hasForeignEntry(doc)) return { state: 'damaged', why: 'foreign entries' };
    const waited =
      store.pendingStructs === null ? 0 : timers.now() - (waitingSince ?? timers.now());
    return waited >= WAITING_MOST ? { state: 'damaged', why: 'waiting' } : { state: 'sound' };
  };

  /** Lets go of the cache before its next write throws out of somebody's transaction. */
  const leaveCache = async (): Promise<void> => {
    const left = cache;
    cache = undefined;
    if (left === undefined) return;
    await within(timers, patience, left.destroy());
  };
  const deleteCache = async (): Promise<void> => {
    await leaveCache();
    await within(timers, patience, deleteLog(name));
  };

  const load = async (): Promise<'cached' | 'fresh'> => {
    const cached = await within(timers, patience, readCache(name));
    if (cached === undefined || cached === 'damaged') {
      await within(timers, patience, deleteLog(name));
      // A database that did not open before its deletion may still be blocked by somebody: then there is no cache.
      if ((await within(timers, patience, readCache(name))) !== 'empty') return 'fresh';
    }
    const persistence = new IndexeddbPersistence(name, doc);
    const synced = await within(timers, patience, persistence.whenSynced);
    if (synced === undefined || health().state === 'damaged') {
      await within(timers, patience, persistence.destroy());
      await within(timers, patience, deleteLog(name));
      doc.destroy();
      doc = freshDoc();
      return 'fresh';
    }
    cache = persistence;
    for (const gone of ['versionchange', 'close']) {
      persistence.db?.addEventListener(gone, () => {
        void leaveCache();
      });
    }
    return doc.getArray(LOG_ROOT).length > 0 ? 'cached' : 'fresh';
  };

  const start = async (): Promise<'cached' | 'fresh'> => {
    const hasCache = (options.indexedDB ?? true) && typeof indexedDB !== 'undefined';
    const found = hasCache ? await load() : 'fresh';
    ready = true;
    const present = covers();
    if (present.length > 0) for (const listener of listeners) listener(present, 'elsewhere');
    return found;
  };
  const whenReady = start();

  return {
    whenReady,
    doc: settled,
    append: (covers) => {
      if (covers.some((cover) => cover.length > COVER_MOST || cover.length === 0)) {
        throw new RangeError(`a cover has 1 to ${COVER_MOST} bytes`);
      }
      const log = settled().getArray<Uint8Array>(LOG_ROOT);
      const most = { covers: Number.POSITIVE_INFINITY, bytes: TRANSACTION_MOST };
      for (const group of grouped(covers, most)) {
        doc.transact(() => {
          log.push([...group]);
        }, appending);
      }
    },
    entries: () => {
      settled();
      return covers();
    },
    bytes: () => {
      settled();
      return covers().reduce((sum, cover) => sum + cover.length, 0);
    },
    count: () => settled().getArray(LOG_ROOT).length,
    onEntries: (listener) => {
      const queue: { readonly covers: readonly Uint8Array[]; readonly origin: EntryOrigin }[] = [];
      let stopped = false;
      let busy = false;
      const next = (): void => {
        if (busy || stopped || queue.length === 0) return;
        busy = true;
        timers.later(0, () => {
          busy = false;
          const batch = queue.shift();
          next();
          if (batch !== undefined && !stopped) listener(batch.covers, batch.origin);
        });
      };
      const take = (covers: readonly Uint8Array[], origin: EntryOrigin): void => {
        for (const group of grouped(covers, BATCH_MOST)) queue.push({ covers: group, origin });
        next();
      };
      listeners.add(take);
      if (ready) take(covers(), 'elsewhere');
      return () => {
        stopped = true;
        listeners.delete(take);
      };
    },
    health: () => {
      settled();
      return health();
    },
    renewClient: () => {
      settled().clientID = freshClient(random);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await whenReady;
      listeners.clear();
      settling?.();
      await leaveCache();
      doc.destroy();
    },
    destroyCache: async () => {
      await whenReady;
      await deleteCache();
    },
  };
};
