/** The store of truth: strict writes, and what browsers do to databases. */
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';

import { lockDevice, makeDevice } from '@/lib/vault/device';
import { storeTagFromBytes } from '@/lib/vault/ids';
import { openStore, type Row, type Store, type StoreEvent } from '@/lib/vault/store';

import { chance, CHEAP, tag, text } from './people';

const allRows = async (store: Store, afterRow = 0): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for await (const batch of store.rows(tag, afterRow)) rows.push(...batch);
  return rows;
};

const covers = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, at) => text(`cover ${at}`));

/** Shows every transaction that a database of this factory begins. */
const onTransaction = (
  factory: IDBFactory,
  look: (
    transaction: IDBTransaction,
    mode: IDBTransactionMode | undefined,
    options: IDBTransactionOptions | undefined,
  ) => void,
): void => {
  const open = factory.open.bind(factory);
  factory.open = (...args: Parameters<typeof open>) => {
    const request = open(...args);
    request.addEventListener('success', () => {
      const database = request.result;
      const begin = database.transaction.bind(database);
      database.transaction = (...parts: Parameters<typeof begin>) => {
        const transaction = begin(...parts);
        look(transaction, parts[1], parts[2]);
        return transaction;
      };
    });
    return request;
  };
};

test('rows come back in the order of writing, each notebook its own', async () => {
  const store = await openStore({ indexedDB: new IDBFactory() });
  const other = storeTagFromBytes(new Uint8Array(16).fill(9));
  expect(await store.append(tag, covers(3))).toEqual({ state: 'saved', rows: [1, 2, 3] });
  await store.append(other, [text('elsewhere')]);
  await store.append(tag, [text('last')]);
  const rows = await allRows(store);
  expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 5]);
  expect(rows.at(-1)?.cover).toEqual(text('last'));
  expect(await allRows(store, 3)).toHaveLength(1);
  expect((await store.rowsAt(tag, [2, 99])).map(({ row }) => row)).toEqual([2]);
});

test('more rows than one batch all come', async () => {
  const store = await openStore({ indexedDB: new IDBFactory() });
  await store.append(tag, covers(2500));
  expect((await allRows(store)).map(({ row }) => row)).toEqual(
    Array.from({ length: 2500 }, (_, at) => at + 1),
  );
});

test('every write asks for strict durability and is acknowledged after it is complete', async () => {
  const factory = new IDBFactory();
  const log: string[] = [];
  onTransaction(factory, (transaction, mode, options) => {
    if (mode !== 'readwrite') return;
    log.push(`durability ${options?.durability ?? 'unset'}`);
    transaction.addEventListener('complete', () => {
      log.push('complete');
    });
  });
  const store = await openStore({ indexedDB: factory });
  const device = await makeDevice(chance(1));
  const { locked } = await lockDevice({ device, keyrings: [] }, 'pass', CHEAP, chance(2));
  const writes = [
    () => store.append(tag, covers(2)),
    () => store.putDevice(locked),
    () => store.putSnapshot(tag, text('snapshot')),
    () => store.putSetting(tag, 'name', text('setting')),
    () => store.deleteSetting(tag, 'name'),
    () => store.deleteSnapshot(tag),
    () => store.moveAside(tag, 1, 'why'),
  ];
  for (const write of writes) {
    log.length = 0;
    await write();
    log.push('acknowledged');
    expect(log).toEqual(['durability strict', 'complete', 'acknowledged']);
  }
});

test('device, snapshots and settings come back', async () => {
  const factory = new IDBFactory();
  const store = await openStore({ indexedDB: factory });
  expect(await store.device()).toBeNull();
  expect(await store.snapshot(tag)).toBeNull();
  const device = await makeDevice(chance(1));
  const { locked } = await lockDevice({ device, keyrings: [] }, 'pass', CHEAP, chance(2));
  await store.putDevice(locked);
  await store.putSnapshot(tag, text('snapshot'));
  await store.putSetting(tag, 'one', text('1'));
  store.close();
  const again = await openStore({ indexedDB: factory });
  expect(await again.device()).toEqual(locked);
  expect(await again.snapshot(tag)).toEqual(text('snapshot'));
  expect(await again.setting(tag, 'one')).toEqual(text('1'));
  expect(await again.setting(tag, 'two')).toBeNull();
});

const withRawDatabase = async (
  factory: IDBFactory,
  work: (database: IDBDatabase) => IDBTransaction,
): Promise<void> => {
  await new Promise<void>((resolve, reject) => {
    const request = factory.open('liaison-notebook');
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('did not open'));
    });
    request.addEventListener('success', () => {
      work(request.result).addEventListener('complete', () => {
        request.result.close();
        resolve();
      });
    });
  });
};

test('a damaged row is moved aside and the others open', async () => {
  const factory = new IDBFactory();
  const store = await openStore({ indexedDB: factory });
  await store.append(tag, covers(2));
  await withRawDatabase(factory, (database) => {
    const transaction = database.transaction('rows', 'readwrite');
    transaction.objectStore('rows').put({ row: 1, tag, cover: 'not bytes' });
    return transaction;
  });
  const events: StoreEvent[] = [];
  store.on((event) => events.push(event));
  expect((await allRows(store)).map(({ row }) => row)).toEqual([2]);
  expect(await store.setAside(tag)).toMatchObject([{ row: 1 }]);
  expect(events).toEqual([{ kind: 'row set aside', tag, row: 1 }]);
  expect(await allRows(store)).toHaveLength(1);
});

test('a damaged device record is said to be damaged', async () => {
  const factory = new IDBFactory();
  const store = await openStore({ indexedDB: factory });
  await withRawDatabase(factory, (database) => {
    const transaction = database.transaction('device', 'readwrite');
    transaction.objectStore('device').put({ version: 1, cost: { memoryKiB: 1e9 } }, 'device');
    return transaction;
  });
  expect(await store.device()).toBe('damaged');
});

test('a full disk is an answer, and nothing of the batch is kept', async () => {
  const factory = new IDBFactory();
  let isFull = true;
  onTransaction(factory, (transaction) => {
    const objectStore = transaction.objectStore.bind(transaction);
    transaction.objectStore = (...args) => {
      const table = objectStore(...args);
      const add = table.add.bind(table);
      let left = 2;
      table.add = (...values) => {
        left -= 1;
        if (isFull && left < 0) throw new DOMException('full', 'QuotaExceededError');
        return add(...values);
      };
      return table;
    };
  });
  const store = await openStore({ indexedDB: factory });
  expect(await store.append(tag, covers(3))).toEqual({ state: 'full' });
  isFull = false;
  expect(await allRows(store)).toEqual([]);
  expect((await store.append(tag, covers(1))).state).toBe('saved');
});

test('a disk that turns out to be full at the end is an answer too', async () => {
  const factory = new IDBFactory();
  let isFull = false;
  onTransaction(factory, (transaction, mode) => {
    if (!isFull || mode !== 'readwrite') return;
    Object.defineProperty(transaction, 'error', {
      value: new DOMException('full', 'QuotaExceededError'),
    });
    queueMicrotask(() => {
      transaction.abort();
    });
  });
  const store = await openStore({ indexedDB: factory });
  isFull = true;
  expect(await store.append(tag, covers(2))).toEqual({ state: 'full' });
  expect(await store.putSetting(tag, 'x', text('y'))).toEqual({ state: 'full' });
  isFull = false;
  expect(await allRows(store)).toEqual([]);
});

test('a connection that was closed under our hands is opened again and the write repeated', async () => {
  const factory = new IDBFactory();
  const connections: IDBDatabase[] = [];
  const open = factory.open.bind(factory);
  factory.open = (...args: Parameters<typeof open>) => {
    const request = open(...args);
    request.addEventListener('success', () => {
      connections.push(request.result);
    });
    return request;
  };
  const store = await openStore({ indexedDB: factory });
  await store.append(tag, covers(1));
  connections[0]?.close();
  expect(await store.append(tag, [text('after')])).toEqual({ state: 'saved', rows: [2] });
  connections[1]?.close();
  expect(await allRows(store)).toHaveLength(2);
  expect(connections).toHaveLength(3);
});

test('another tab may delete the database: it is made again and the caller is told', async () => {
  const factory = new IDBFactory();
  const store = await openStore({ indexedDB: factory });
  const events: StoreEvent[] = [];
  const stop = store.on((event) => events.push(event));
  await store.append(tag, covers(3));
  await new Promise<void>((resolve, reject) => {
    const request = factory.deleteDatabase('liaison-notebook');
    request.addEventListener('success', () => {
      resolve();
    });
    request.addEventListener('blocked', () => {
      reject(new Error('the open store blocks the other tab'));
    });
  });
  expect((await store.append(tag, [text('new')])).state).toBe('saved');
  expect(events).toEqual([{ kind: 'store was emptied' }]);
  expect(await allRows(store)).toHaveLength(1);
  stop();
});

test('a closed store refuses', async () => {
  const store = await openStore({ indexedDB: new IDBFactory() });
  store.close();
  await expect(store.append(tag, covers(1))).rejects.toThrow('closed');
});
