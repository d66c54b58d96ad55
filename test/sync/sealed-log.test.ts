/** The sealed log keeps what is appended, tells it in batches, and never hangs on a cache. */
import 'fake-indexeddb/auto';
import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { COVER_MOST, LOG_ROOT } from '@/lib/sync/admission';
import { openSealedLog } from '@/lib/sync/sealed-log';
import type { SealedLog, SealedLogOptions } from '@/lib/sync/sealed-log';

const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));
const cover = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

let names = 0;
const freshName = (): string => {
  names += 1;
  return `sealed-log-${names}`;
};

const open = (name: string, more: Partial<SealedLogOptions> = {}): SealedLog => {
  const log = openSealedLog({ name, random, ...more });
  onTestFinished(() => log.close());
  return log;
};
const inMemory = async (): Promise<SealedLog> => {
  const log = open('memory', { indexedDB: false });
  await log.whenReady;
  return log;
};

/** Collects what a listener hears until it is so many covers. */
const hear = (
  log: SealedLog,
  count: number,
): Promise<readonly { readonly covers: readonly Uint8Array[]; readonly origin: string }[]> =>
  new Promise((resolve) => {
    const heard: { covers: readonly Uint8Array[]; origin: string }[] = [];
    let sum = 0;
    log.onEntries((covers, origin) => {
      heard.push({ covers, origin });
      sum += covers.length;
      if (sum >= count) resolve(heard);
    });
  });

const database = (name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', reject);
  });

const addRow = async (name: string, row: unknown): Promise<void> => {
  const db = await database(name);
  await new Promise<void>((resolve) => {
    const transaction = db.transaction('updates', 'readwrite');
    transaction.objectStore('updates').add(row);
    transaction.addEventListener('complete', () => {
      resolve();
    });
  });
  db.close();
};

test('what was appended is there again after a restart', async () => {
  const name = freshName();
  const first = openSealedLog({ name, random });
  expect(await first.whenReady).toBe('fresh');
  first.append([cover(1), cover(2)]);
  first.append([cover(3)]);
  const client = first.doc().clientID;
  await first.close();
  const second = open(name);
  expect(await second.whenReady).toBe('cached');
  expect(second.entries()).toEqual([cover(1), cover(2), cover(3)]);
  expect(second.count()).toBe(3);
  expect(second.bytes()).toBe(3);
  expect(second.doc().clientID).not.toBe(client);
});

test.for<readonly [string, unknown]>([
  ['bytes that are no update', Uint8Array.of(255, 255, 255, 255)],
  ['something that is no bytes', { row: 'torn' }],
  [
    'an update that deletes',
    (() => {
      const doc = new Y.Doc();
      doc.getArray(LOG_ROOT).push([cover(1), cover(2)]);
      doc.getArray(LOG_ROOT).delete(0, 1);
      return Y.encodeStateAsUpdate(doc);
    })(),
  ],
])('a cache with %s is thrown away, and the next start has a cache again', async ([, row]) => {
  const name = freshName();
  const first = openSealedLog({ name, random });
  await first.whenReady;
  first.append([cover(1)]);
  await first.close();
  await addRow(name, row);
  const second = openSealedLog({ name, random });
  expect(await second.whenReady).toBe('fresh');
  expect(second.entries()).toEqual([]);
  second.append([cover(7)]);
  await second.close();
  const third = open(name);
  expect(await third.whenReady).toBe('cached');
  expect(third.entries()).toEqual([cover(7)]);
});

test('a cache that somebody else blocks does not hold the log up', async () => {
  const name = freshName();
  const blocker = await database(name);
  const upgrade = indexedDB.open(name, 2);
  const log = open(name, { patience: 20 });
  expect(await log.whenReady).toBe('fresh');
  log.append([cover(1)]);
  expect(log.entries()).toEqual([cover(1)]);
  blocker.close();
  await new Promise((resolve) => {
    upgrade.addEventListener('success', resolve);
    upgrade.addEventListener('error', resolve);
  });
  if (upgrade.readyState === 'done' && upgrade.error === null) upgrade.result.close();
});

test('a cache that another page deletes does not stop the log', async () => {
  const name = freshName();
  const log = open(name);
  await log.whenReady;
  log.append([cover(1)]);
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(name).addEventListener('success', resolve);
  });
  log.append([cover(2)]);
  expect(log.entries()).toEqual([cover(1), cover(2)]);
});

test('a destroyed cache is gone and the log goes on', async () => {
  const name = freshName();
  const log = open(name);
  await log.whenReady;
  log.append([cover(1)]);
  await log.destroyCache();
  log.append([cover(2)]);
  expect(log.count()).toBe(2);
  const databases = await indexedDB.databases();
  expect(databases.map((database) => database.name)).not.toContain(name);
});

test('a listener hears what is there first, then what comes, in order and in batches', async () => {
  const log = await inMemory();
  const all = Array.from({ length: 1000 }, (_, at) => cover(at % 256, Math.floor(at / 256)));
  log.append(all.slice(0, 600));
  const heard = hear(log, 1002);
  log.append(all.slice(600));
  const other = new Y.Doc();
  other.getArray(LOG_ROOT).push([cover(1), cover(2)]);
  Y.applyUpdate(log.doc(), Y.encodeStateAsUpdate(other));
  const batches = await heard;
  expect(batches.flatMap(({ covers }) => covers)).toEqual([...all, cover(1), cover(2)]);
  expect(batches.map(({ covers, origin }) => [covers.length, origin])).toEqual([
    [256, 'elsewhere'],
    [256, 'elsewhere'],
    [88, 'elsewhere'],
    [256, 'here'],
    [144, 'here'],
    [2, 'elsewhere'],
  ]);
});

test('a listener that came before the cache was read hears it as from elsewhere', async () => {
  const name = freshName();
  const first = openSealedLog({ name, random });
  await first.whenReady;
  first.append([cover(1), cover(2)]);
  await first.close();
  const second = open(name);
  expect(await hear(second, 2)).toEqual([{ covers: [cover(1), cover(2)], origin: 'elsewhere' }]);
});

test('no update is above 1 MiB, however much is appended at once', async () => {
  const log = await inMemory();
  const lengths: number[] = [];
  log.doc().on('update', (update) => {
    lengths.push(update.length);
  });
  log.append(Array.from({ length: 40 }, () => random(100_000)));
  log.append([random(COVER_MOST - 1000)]);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(1024 * 1024);
  expect(log.count()).toBe(41);
  expect(() => {
    log.append([cover(1), new Uint8Array(COVER_MOST + 1)]);
  }).toThrow(RangeError);
  expect(log.count()).toBe(41);
});

test('two logs that append at the same moment end up with the same list', async () => {
  const [alice, bob] = [await inMemory(), await inMemory()];
  alice.append([cover(1), cover(2)]);
  bob.append([cover(3)]);
  Y.applyUpdate(alice.doc(), Y.encodeStateAsUpdate(bob.doc()));
  Y.applyUpdate(bob.doc(), Y.encodeStateAsUpdate(alice.doc()));
  expect(alice.entries()).toEqual(bob.entries());
  expect(alice.count()).toBe(3);
  expect(alice.health()).toEqual({ state: 'sound' });
});

test.for<readonly [string, (doc: Y.Doc) => void, string]>([
  [
    'a deletion',
    (doc) => {
      doc.getArray(LOG_ROOT).delete(0, 1);
    },
    'deletions',
  ],
  [
    'text among the covers',
    (doc) => {
      doc.getArray<string>(LOG_ROOT).push(['plain']);
    },
    'foreign entries',
  ],
  [
    'another list',
    (doc) => {
      doc.getArray('other').push([cover(1)]);
    },
    'other content',
  ],
])('%s makes a log damaged', async ([, change, why]) => {
  const log = await inMemory();
  log.append([cover(1)]);
  change(log.doc());
  expect(log.health()).toEqual({ state: 'damaged', why });
});

test('what waits for ever makes a log damaged, and what waits a moment does not', async () => {
  let now = 0;
  const log = open('memory', {
    indexedDB: false,
    timers: { now: () => now, later: () => () => {} },
  });
  await log.whenReady;
  const other = new Y.Doc();
  const updates: Uint8Array[] = [];
  other.on('update', (update) => {
    updates.push(update);
  });
  other.getArray(LOG_ROOT).push([cover(1)]);
  other.getArray(LOG_ROOT).push([cover(2)]);
  const [first = cover(), second = cover()] = updates;
  Y.applyUpdate(log.doc(), second);
  expect(log.health()).toEqual({ state: 'sound' });
  now = 61_000;
  expect(log.health()).toEqual({ state: 'damaged', why: 'waiting' });
  Y.applyUpdate(log.doc(), first);
  expect(log.health()).toEqual({ state: 'sound' });
  expect(log.count()).toBe(2);
});

test('a renewed client cannot collide with what was forged for the old one', async () => {
  const log = await inMemory();
  log.append([cover(1)]);
  const client = log.doc().clientID;
  log.renewClient();
  log.append([cover(2)]);
  expect(log.doc().clientID).not.toBe(client);
  expect(Number.isSafeInteger(log.doc().clientID)).toBe(true);
  expect(log.entries()).toEqual([cover(1), cover(2)]);
});

test('nothing may be asked of a log before it is ready', () => {
  const log = open(freshName());
  expect(() => log.count()).toThrow('not ready');
  expect(() => {
    log.append([cover(1)]);
  }).toThrow('not ready');
});
