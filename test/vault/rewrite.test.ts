/** Rewriting the disk: what is to go is in no database any more, and nothing else is lost. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { StoreTag } from '@/lib/vault/ids';
import { openStore, type RewritableStore, type Store } from '@/lib/vault/store';

const ALICE = StoreTag.parse('a1'.repeat(16));
const BOB = StoreTag.parse('b0'.repeat(16));
const NOISE = 1024;
const random = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));
const cover = (byte: number): Uint8Array<ArrayBuffer> => new Uint8Array(40).fill(byte);

const rowsOf = async (
  store: Store,
  tag: StoreTag,
): Promise<readonly (readonly [number, number])[]> => {
  const rows: (readonly [number, number])[] = [];
  for await (const batch of store.rows(tag, 0)) {
    for (const row of batch) rows.push([row.row, row.cover[0] ?? 0]);
  }
  return rows;
};

const names = async (indexedDB: IDBFactory): Promise<readonly (string | undefined)[]> =>
  (await indexedDB.databases()).map(({ name }) => name);

const filled = async (indexedDB: IDBFactory): Promise<RewritableStore> => {
  const store = await openStore({ indexedDB });
  await store.append(ALICE, [cover(1), cover(2), cover(3)]);
  await store.append(BOB, [cover(4)]);
  await store.putSnapshot(ALICE, cover(9));
  await store.putSnapshot(BOB, cover(8));
  await store.putSetting(ALICE, 'volume', cover(7));
  return store;
};

test('rows and the snapshot go, everything else stays under its number, also after another start', async () => {
  const indexedDB = new IDBFactory();
  const store = await filled(indexedDB);
  expect(await store.rewrite(ALICE, [1, 3], random, NOISE)).toEqual({ state: 'saved' });
  const check = async (of: Store): Promise<void> => {
    expect(await rowsOf(of, ALICE)).toEqual([[2, 2]]);
    expect(await rowsOf(of, BOB)).toEqual([[4, 4]]);
    expect(await of.snapshot(ALICE)).toBeNull();
    expect(await of.snapshot(BOB)).toEqual(cover(8));
    expect(await of.setting(ALICE, 'volume')).toEqual(cover(7));
  };
  await check(store);
  store.close();
  await check(await openStore({ indexedDB }));
  expect(await names(indexedDB)).toEqual(['liaison-notebook~1']);
});

test('no row number is used again, though the last rows went', async () => {
  const indexedDB = new IDBFactory();
  const store = await filled(indexedDB);
  await store.rewrite(BOB, [4], random, NOISE);
  const added = await store.append(ALICE, [cover(5)]);
  expect(added.state === 'saved' && (added.rows[0] ?? 0) > 4).toBe(true);
});

test('what is written meanwhile is kept', async () => {
  const store = await filled(new IDBFactory());
  const before = store.append(ALICE, [cover(5)]);
  const rewriting = store.rewrite(ALICE, [1], random, NOISE);
  const during = store.append(ALICE, [cover(6)]);
  expect((await Promise.all([before, rewriting, during])).map(({ state }) => state)).toEqual([
    'saved',
    'saved',
    'saved',
  ]);
  expect((await rowsOf(store, ALICE)).map(([, byte]) => byte)).toEqual([2, 3, 5, 6]);
});

test('a rewriting that was broken off is as if it had not begun', async () => {
  const indexedDB = new IDBFactory();
  (await filled(indexedDB)).close();
  const request = indexedDB.open('liaison-notebook~1', 1);
  await new Promise((resolve) => {
    request.addEventListener('success', resolve);
  });
  request.result.close();
  const store = await openStore({ indexedDB });
  expect((await rowsOf(store, ALICE)).map(([row]) => row)).toEqual([1, 2, 3]);
  expect(await names(indexedDB)).toEqual(['liaison-notebook']);
});

test('twice in a row', async () => {
  const indexedDB = new IDBFactory();
  const store = await filled(indexedDB);
  await Promise.all([
    store.rewrite(ALICE, [1], random, NOISE),
    store.rewrite(ALICE, [2], random, NOISE),
  ]);
  expect(await rowsOf(store, ALICE)).toEqual([[3, 3]]);
  expect(await names(indexedDB)).toEqual(['liaison-notebook~2']);
});

test('rows are deleted of their own notebook only', async () => {
  const store = await filled(new IDBFactory());
  await store.deleteRows(ALICE, [1, 4]);
  expect((await rowsOf(store, ALICE)).map(([row]) => row)).toEqual([2, 3]);
  expect((await rowsOf(store, BOB)).map(([row]) => row)).toEqual([4]);
});

test('when most rows go the database is written anew, and all else stays under its number', async () => {
  const indexedDB = new IDBFactory();
  const store = await filled(indexedDB);
  const added = await store.append(
    ALICE,
    Array.from({ length: 500 }, () => cover(6)),
  );
  if (added.state !== 'saved') throw new Error('the disk is full');
  await store.deleteRows(ALICE, added.rows.slice(0, 399));
  expect(await names(indexedDB)).toEqual(['liaison-notebook']);
  await store.deleteRows(ALICE, added.rows.slice(0, 499));
  expect(await names(indexedDB)).toEqual(['liaison-notebook~1']);
  expect(await rowsOf(store, ALICE)).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
    [504, 6],
  ]);
  expect(await rowsOf(store, BOB)).toEqual([[4, 4]]);
  expect(await store.snapshot(ALICE)).toEqual(cover(9));
  const next = await store.append(BOB, [cover(5)]);
  expect(next.state === 'saved' && (next.rows[0] ?? 0) > 504).toBe(true);
});

/** The database as it is when the engine dies just before the named table is copied. */
const dyingAt = (indexedDB: IDBFactory, puts: number): IDBFactory => {
  let left = puts;
  const dying = new Proxy(indexedDB, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        if (name === 'deleteDatabase' && left < 0) throw new Error('the engine is gone');
        const request: unknown = Reflect.apply(member, target, given);
        if (name !== 'open' || !(request instanceof IDBRequest)) return request;
        request.addEventListener('success', () => {
          const database: unknown = request.result;
          if (!(database instanceof IDBDatabase) || !database.name.endsWith('~2')) return;
          const begin = database.transaction.bind(database);
          database.transaction = (...how) => {
            left -= 1;
            if (left < 0) throw new Error('the engine is gone');
            return begin(...how);
          };
        });
        return request;
      };
    },
  });
  return dying;
};

test.for([0, 1, 2, 3, 4, 5, 6])(
  'a second rewriting that dies after %d of its steps leaves everything where it was',
  async (steps) => {
    const indexedDB = new IDBFactory();
    const first = await filled(indexedDB);
    await first.rewrite(ALICE, [1], random, NOISE);
    first.close();
    const dying = await openStore({ indexedDB: dyingAt(indexedDB, steps) });
    await dying.rewrite(ALICE, [2], random, NOISE).catch(() => {});
    dying.close();
    const again = await openStore({ indexedDB });
    const rows = (await rowsOf(again, ALICE)).map(([row]) => row);
    expect([[2, 3], [3]]).toContainEqual(rows);
    expect(await rowsOf(again, BOB)).toEqual([[4, 4]]);
    expect(await again.setting(ALICE, 'volume')).toEqual(cover(7));
  },
);

test('a database that was deleted from outside after a rewriting keeps what is written anew', async () => {
  const indexedDB = new IDBFactory();
  const store = await filled(indexedDB);
  await store.rewrite(ALICE, [1], random, NOISE);
  const gone = indexedDB.deleteDatabase('liaison-notebook~1');
  await new Promise((resolve) => {
    gone.addEventListener('success', resolve);
  });
  await store.append(ALICE, [cover(5)]);
  store.close();
  const again = await openStore({ indexedDB });
  expect((await rowsOf(again, ALICE)).map(([, byte]) => byte)).toEqual([5]);
});
