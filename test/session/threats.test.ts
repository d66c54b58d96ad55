/** What the threat model says that no other test shows: what rests, what a letter may carry, and what the extension asks for. */
import { IDBFactory } from 'fake-indexeddb';
import * as encoding from 'lib0/encoding';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { changeToBodies } from '@/lib/session/change';
import { openDocuments, type ReadableLetter } from '@/lib/session/documents';
import { clientOf } from '@/lib/session/run';
import { judgeUpdate, LOG_ROOT } from '@/lib/sync/admission';
import { openStore } from '@/lib/vault/store';
import config from '@/wxt.config';
import { deviceId, runId, SECTION } from './letters';
import { alone, PASSPHRASE } from './two-people';

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason')));
  });

/** Everything in every database, as text in which each byte is a character. */
const diskOf = async (factory: IDBFactory): Promise<string> => {
  const textOf = (value: unknown): string => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).flat().map(textOf).join(' ');
    }
    return String(value);
  };
  const found: string[] = [];
  for (const { name = '' } of await factory.databases()) {
    const database = await answerOf(factory.open(name));
    for (const table of database.objectStoreNames) {
      const rows = database.transaction(table, 'readonly').objectStore(table);
      found.push(textOf(await answerOf(rows.getAllKeys())));
      found.push(textOf(await answerOf(database.transaction(table).objectStore(table).getAll())));
    }
    database.close();
  }
  return found.join('\n');
};

test('what is kept of a person rests under seal: not one word of it is on the disk', async () => {
  const factory = new IDBFactory();
  const alice = await alone({ store: await openStore({ indexedDB: factory }) });
  await alice.must('keepDraft', { form: 'transfer', values: '{"reference":"MARKER-DRAFT"}' });
  await alice.must('setLockAfter', { minutes: 7 });
  await alice.must('lock', {});
  const disk = await diskOf(factory);
  // It is the disk of someone: something is on it.
  expect(disk.length).toBeGreaterThan(1_000);
  for (const words of ['MARKER-DRAFT', 'Sampleton', 'Alice', 'Sample', PASSPHRASE]) {
    expect(disk).not.toContain(words);
  }
  await alice.close();
});

test('whoever sits at an unlocked laptop changes no passphrase without the present one', async () => {
  const alice = await alone();
  const after = 'a passphrase of somebody else';
  expect(
    await alice.order('changePassphrase', { before: 'lantern orchard velvet', after }),
  ).toMatchObject({ state: 'refused', field: 'before' });
  await alice.must('lock', {});
  expect(await alice.order('unlock', { passphrase: after })).toMatchObject({ state: 'refused' });
  await alice.close();
});

/** A shared copy with a thousand sealed changes. */
const sharedCopy = (): Y.Doc => {
  const doc = new Y.Doc();
  doc.getArray(LOG_ROOT).push(Array.from({ length: 1_000 }, () => new Uint8Array(300)));
  return doc;
};
const changeOf = (doc: Y.Doc, change: (log: Y.Array<unknown>) => void): Uint8Array => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(copy);
  change(copy.getArray(LOG_ROOT));
  return Y.encodeStateAsUpdate(copy, before);
};

test('Yjs: an update of a few bytes that deletes everything is refused', () => {
  const doc = sharedCopy();
  const update = changeOf(doc, (log) => log.delete(0, log.length));
  expect(update.length).toBeLessThan(32);
  expect(judgeUpdate(update)).toEqual({ state: 'refused', why: 'deletion' });
  // Yjs itself would take it.
  Y.applyUpdate(doc, update);
  expect(doc.getArray(LOG_ROOT).length).toBe(0);
});

test('Yjs: content that is not a sealed change is refused', () => {
  const doc = sharedCopy();
  for (const content of [
    'words in clear',
    7,
    { name: 'Alice Sample' },
    new Y.Map(),
    new Y.Text(),
  ]) {
    const update = changeOf(doc, (log) => log.push([content]));
    expect(judgeUpdate(update)).toEqual({ state: 'refused', why: 'not-a-cover' });
  }
  expect(judgeUpdate(changeOf(doc, (log) => log.push([new Uint8Array(9)])))).toEqual({
    state: 'pass',
  });
});

const [MALLORY, BOB] = [deviceId(0xa1), deviceId(0xb0)];
const RUN = runId(0xa1);
const written = (client: number, words: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getText('t').insert(0, words);
  return Y.encodeStateAsUpdate(doc);
};
const byMallory = (update: Uint8Array): readonly ReadableLetter[] =>
  changeToBodies({ note: null, update }).map((body) => ({
    section: SECTION,
    author: MALLORY,
    run: RUN,
    body,
  }));

test('Yjs: a change under the client id of another is set aside', async () => {
  const documents = openDocuments([SECTION], null);
  const ofBob = await clientOf(BOB, RUN, SECTION);
  expect(await documents.apply(byMallory(written(ofBob, 'as if Bob had written it')))).toEqual([
    { author: MALLORY, why: 'another writer' },
  ]);
  expect(documents.records(SECTION).getText('t').toJSON()).toBe('');
  expect(documents.writerOf(ofBob)).toBeNull();
});

test('Yjs: a change that goes ahead of its own clock, or back on it, is set aside and makes no two copies differ', async () => {
  const own = await clientOf(MALLORY, RUN, SECTION);
  const letters = [
    // Another text under the clocks that the first has used.
    ...byMallory(written(own, 'first')),
    ...byMallory(written(own, 'other')),
    // What follows something that nobody has.
    ...byMallory(
      Y.diffUpdate(
        written(own, 'first and more'),
        Y.encodeStateVectorFromUpdate(written(own, 'first and')),
      ),
    ),
  ];
  const together = openDocuments([SECTION], null);
  const apart = openDocuments([SECTION], null);
  const unfit = { author: MALLORY, why: 'out of step' };
  expect(await together.apply(letters)).toEqual([unfit, unfit]);
  for (const letter of letters) await apart.apply([letter]);
  for (const documents of [together, apart]) {
    expect(documents.records(SECTION).getText('t').toJSON()).toBe('first');
    expect(documents.isSettled()).toBe(true);
  }
});

/** One letter of text that says it follows a later one of its own writer. */
const hangingOnItself = (client: number): Uint8Array => {
  const update = encoding.createEncoder();
  for (const number of [1, 1, client, 0]) encoding.writeVarUint(update, number);
  encoding.writeUint8(update, 4 | 0x80);
  encoding.writeVarUint(update, client);
  encoding.writeVarUint(update, 5);
  encoding.writeVarString(update, 'x');
  encoding.writeVarUint(update, 0);
  return encoding.toUint8Array(update);
};

test('Yjs: an item that hangs on a later one of its own is set aside before it is applied', async () => {
  const poison = hangingOnItself(await clientOf(MALLORY, RUN, SECTION));
  const documents = openDocuments([SECTION], null);
  expect(await documents.apply(byMallory(poison))).toEqual([
    { author: MALLORY, why: 'another writer' },
  ]);
  // Yjs itself throws in the middle of it.
  expect(() => Y.applyUpdate(new Y.Doc(), poison)).toThrow(Error);
});

/** The manifest as it is built for each browser, as plain values. */
const manifestFor = async (
  browser: string,
  manifestVersion: 2 | 3,
): Promise<Readonly<Record<string, unknown>>> => {
  const { manifest } = config;
  if (typeof manifest !== 'function') throw new Error('the manifest is no function');
  const made = await manifest({ browser, manifestVersion, mode: 'production', command: 'build' });
  return JSON.parse(JSON.stringify(made));
};
const manifests = () => Promise.all([manifestFor('chrome', 3), manifestFor('firefox', 2)]);

test('the extension asks for no site, offers no file to one and takes no message of one', async () => {
  for (const manifest of await manifests()) {
    for (const key of [
      'host_permissions',
      'optional_host_permissions',
      'content_scripts',
      'web_accessible_resources',
      'externally_connectable',
    ]) {
      expect(manifest).not.toHaveProperty(key);
    }
    expect(manifest['optional_permissions']).toEqual(['notifications']);
    expect(['unlimitedStorage', 'idle', 'offscreen']).toEqual(
      expect.arrayContaining([manifest['permissions']].flat()),
    );
  }
});

test('no page of the extension runs code that does not come with it', async () => {
  const [chrome, firefox] = await manifests();
  const policy = "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'";
  expect(chrome?.['content_security_policy']).toEqual({ extension_pages: policy });
  expect(firefox?.['content_security_policy']).toBe(policy);
});

/** What none of our own files may say. */
const NOT_SAID =
  /onMessageExternal|onConnectExternal|executeScript|dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\bfetch\(|XMLHttpRequest|sendBeacon|EventSource|importScripts/u;

test('nothing in the product listens to a page, draws text as HTML or calls a server by itself', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const files = ['lib', 'components', 'entrypoints'].flatMap((top) =>
    readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:tsx?|html)$/u.test(name))
      .map((name) => path.join(top, name)),
  );
  expect(files.length).toBeGreaterThan(150);
  expect(files.filter((file) => /\.content\.tsx?$|[/\\]content\.tsx?$/u.test(file))).toEqual([]);
  const saying = files.flatMap((file) => {
    const said = NOT_SAID.exec(readFileSync(path.join(root, file), 'utf8'));
    return said === null ? [] : [`${file}: ${said[0]}`];
  });
  expect(saying).toEqual([]);
});
