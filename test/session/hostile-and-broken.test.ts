/** What a hostile member or a failing disk may try: the notebook opens, nothing is lost, and nothing untrue is shown. */
import { randomBytes } from 'node:crypto';
import { IDBFactory } from 'fake-indexeddb';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { CalendarDay } from '@/lib/domain/calendar';
import { Person } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import { conflictsIn } from '@/lib/notebook/conflicts';
import { put } from '@/lib/notebook/records';
import { changeToBodies } from '@/lib/session/change';
import { openDocuments } from '@/lib/session/documents';
import { storeTagOf } from '@/lib/session/open-notebook';
import { clientOf } from '@/lib/session/run';
import { openWriting } from '@/lib/session/writing';
import { systemTimers } from '@/lib/sync/timers';
import { unlockDevice } from '@/lib/vault/device';
import { RunId } from '@/lib/vault/ids';
import { openStore, type RewritableStore } from '@/lib/vault/store';
import { openVault } from '@/lib/vault/vault';
import { deviceId, runId, SECTION, writer } from './letters';
import { POISONS } from './poison';
import { alone, MONDAY, PASSPHRASE, someone } from './two-people';

const TRANSFER = {
  reference: 'AB-0001',
  dateOfBirth: CalendarDay.parse('2009-06-01'),
  team: RecordId.parse(TEAMS[0]?.id),
  crn: 'X123456',
  caseManager: 'Cara Sample',
  secondee: null,
};

/** A disk that outlives whoever closes it. */
const lastingDisk = async (): Promise<RewritableStore> => ({
  ...(await openStore({ indexedDB: new IDBFactory() })),
  close: () => {},
});

const random = (length: number) => Uint8Array.from(randomBytes(length));

/** One string item whose origin or parent is a later item of its own writer: Yjs throws in the middle of it. */
const hangingOnItself = (client: number, by: 'origin' | 'parent'): Uint8Array => {
  const update = encoding.createEncoder();
  for (const number of [1, 1, client, 0]) encoding.writeVarUint(update, number);
  encoding.writeUint8(update, by === 'origin' ? 4 | 0x80 : 4);
  if (by === 'parent') encoding.writeVarUint(update, 0);
  encoding.writeVarUint(update, client);
  encoding.writeVarUint(update, 5);
  encoding.writeVarString(update, 'x');
  encoding.writeVarUint(update, 0);
  return encoding.toUint8Array(update);
};

test.for(['origin', 'parent'] as const)(
  'a change that hangs on itself by its %s is set aside, and the next one goes in',
  async (by) => {
    const [author, run] = [deviceId(0xa1), runId(0xa1)];
    const update = hangingOnItself(await clientOf(author, run, SECTION), by);
    const documents = openDocuments([SECTION], null);
    const bob = await writer(0xb0);
    const sound = bob.edit(null, (doc) => doc.getMap('secondment').set('s1/state', 'sound'));
    const letters = changeToBodies({ note: null, update }).map((body) => ({
      section: SECTION,
      author,
      run,
      body,
    }));
    expect(await documents.apply([...letters, ...sound])).toEqual([
      { author, why: 'another writer' },
    ]);
    expect(documents.records(SECTION).getMap('secondment').get('s1/state')).toBe('sound');
  },
);

/** Writes one valid letter of the person's own device with whatever is inside, past every rule of the session. */
const plant = async (
  store: RewritableStore,
  make: (client: number, person: string) => Uint8Array,
): Promise<void> => {
  const alice = await alone({ store });
  const app = alice.view('app');
  const person = app.stage === 'open' ? app.me.id : '';
  await alice.must('lock', {});
  await alice.close();
  const kept = await store.device();
  if (kept === null || kept === 'damaged') throw new Error('no device');
  const opened = await unlockDevice(kept, PASSPHRASE, random);
  const [keyring] = opened.state === 'open' ? opened.keyrings : [];
  if (opened.state !== 'open' || keyring === undefined) throw new Error('not opened');
  const vault = await openVault({
    store,
    tag: await storeTagOf(opened.master, keyring.notebook),
    notebook: keyring.notebook,
    keyring,
    device: opened.device,
    summary: null,
    random,
  });
  const section = vault.register().sections.find(({ purpose }) => purpose === 'directory')?.section;
  if (section === undefined) throw new Error('no directory');
  const run = RunId.parse('ab'.repeat(16));
  const client = await clientOf(opened.device.id, run, section);
  for (const body of changeToBodies({ note: null, update: make(client, person) })) {
    expect((await vault.write(section, run, body)).state).toBe('saved');
  }
};

test('a letter that Yjs would throw at never keeps the notebook closed', async () => {
  const store = await lastingDisk();
  await plant(store, (client) => hangingOnItself(client, 'origin'));
  const alice = await someone({ store });
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('app').stage).toBe('open');
  expect(alice.view('people').setAside).toHaveLength(1);
  await alice.close();
});

test('what does harm is shown with its device, left out by a keeper, and shown as left out', async () => {
  const store = await lastingDisk();
  await plant(store, (client) => POISONS['a crowd in one place']?.(client) ?? new Uint8Array());
  const alice = await someone({ store });
  await alice.must('unlock', { passphrase: PASSPHRASE });
  const [row] = alice.view('apart');
  expect(row).toMatchObject({
    words: 'A change that could stop this notebook from working.',
    who: 'Alice Sample',
    part: 'People and teams',
    state: 'harmful',
    canLeaveOut: true,
  });
  expect((await alice.order('leaveOut', { letter: 'nonsense' })).state).toBe('refused');
  await alice.must('leaveOut', { letter: row?.letter ?? '' });
  await alice.until(() => alice.view('apart')[0]?.state === 'left out');
  expect(alice.view('apart')).toMatchObject([{ letter: row?.letter, canLeaveOut: false }]);
  expect(alice.view('people').setAside).toEqual([]);
  await alice.close();
});

test('a change that fits is not among what was set aside, whoever sealed it', async () => {
  const store = await lastingDisk();
  await plant(store, (client) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    doc.getMap('person').set('p9/name', 'Planted Sample');
    return Y.encodeStateAsUpdate(doc);
  });
  const alice = await someone({ store });
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('apart')).toEqual([]);
  await alice.close();
});

test('a history entry that no calendar or JSON can name stops no view', async () => {
  const store = await lastingDisk();
  await plant(store, (client, record) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    const entry = { kind: 'person', record, field: 'name', from: null, after: [] };
    doc.getArray('history').push([
      { ...entry, to: 10n, at: 1 },
      { ...entry, to: 11n, at: 9e15 },
    ]);
    return Y.encodeStateAsUpdate(doc);
  });
  const alice = await someone({ store });
  await alice.must('unlock', { passphrase: PASSPHRASE });
  for (const view of ['app', 'today', 'changes', 'people'] as const) {
    expect(() => alice.view(view)).not.toThrow();
  }
  await alice.close();
});

test('a record with such a history can still be changed', () => {
  const doc = new Y.Doc();
  const person = Person.parse({ id: 'p1', name: 'Ada Sample', role: 'other' });
  put(doc, 'person', person, { now: MONDAY, origin: 'order' });
  doc
    .getArray('history')
    .push([
      { kind: 'person', record: 'p1', field: 'name', from: null, to: 10n, at: 9e15, after: [] },
    ]);
  expect(conflictsIn(doc, () => null)).toEqual([]);
  const renamed = { ...person, name: 'Ada Okafor' };
  expect(put(doc, 'person', renamed, { now: MONDAY, origin: 'order' }).state).toBe('written');
});

test('what a full disk refused before a lock is in a letter after it, and so is what builds on it', async () => {
  const store = await lastingDisk();
  const disk = { isFull: false };
  const small: RewritableStore = {
    ...store,
    append: (tag, covers) =>
      disk.isFull ? Promise.resolve({ state: 'full' }) : store.append(tag, covers),
  };
  const alice = await alone({ store: small });
  disk.isFull = true;
  expect((await alice.order('addTransfer', TRANSFER)).state).toBe('refused');
  await alice.must('lock', {});
  disk.isFull = false;
  await alice.must('unlock', { passphrase: PASSPHRASE });
  await alice.must('addTransfer', { ...TRANSFER, reference: 'AB-0002', crn: '' });
  await alice.close();
  // Only letters travel: without the snapshot this is what everyone else has.
  const letters: RewritableStore = { ...small, snapshot: () => Promise.resolve(null) };
  const again = await someone({ store: letters });
  await again.must('unlock', { passphrase: PASSPHRASE });
  const references = again.view('transfers').rows.map(({ reference }) => reference);
  expect(new Set(references)).toEqual(new Set(['AB-0001', 'AB-0002']));
  await again.close();
});

test('a writing that has ended stores nothing more and says so', async () => {
  const documents = openDocuments([SECTION], null);
  const run = { id: runId(1), client: await clientOf(deviceId(1), runId(1), SECTION) };
  let stored = 0;
  const writing = openWriting({
    name: { section: SECTION, note: 'meeting-1' },
    run,
    device: deviceId(1),
    documents,
    timers: systemTimers,
    store: () => {
      stored += 1;
      return Promise.resolve({ state: 'saved', at: 1 });
    },
  });
  writing.close();
  const doc = new Y.Doc();
  doc.clientID = run.client;
  doc.getText('note').insert(0, 'typed while it ended');
  await expect(writing.write(Y.encodeStateAsUpdate(doc), 0)).rejects.toThrow('has ended');
  await writing.flush();
  expect(stored).toBe(0);
});

test('drafts that cannot be taken up do not stop an unlocking', async () => {
  const store = await lastingDisk();
  const disk = { fails: false };
  const small: RewritableStore = {
    ...store,
    deleteSetting: (tag, name) =>
      disk.fails
        ? Promise.reject(new DOMException('full', 'QuotaExceededError'))
        : store.deleteSetting(tag, name),
  };
  const alice = await alone({ store: small });
  await alice.must('addTransfer', TRANSFER);
  await alice.must('lock', {});
  disk.fails = true;
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('app').stage).toBe('open');
  await alice.close();
});

test('an unlocking that failed leaves nothing readable, and the next one opens', async () => {
  const store = await lastingDisk();
  const disk = { failsOnce: false };
  const flaky: RewritableStore = {
    ...store,
    snapshot: (tag) => {
      if (!disk.failsOnce) return store.snapshot(tag);
      disk.failsOnce = false;
      return Promise.reject(new Error('the disk gave no answer'));
    },
  };
  const alice = await alone({ store: flaky });
  await alice.must('addTransfer', TRANSFER);
  await alice.must('lock', {});
  disk.failsOnce = true;
  await expect(alice.order('unlock', { passphrase: PASSPHRASE })).rejects.toThrow('no answer');
  expect(alice.view('app').stage).toBe('locked');
  expect(alice.view('transfers')).toBeNull();
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('transfers').rows).toHaveLength(1);
  await alice.close();
});
