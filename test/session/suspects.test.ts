/** The mark that an opening leaves, and whom the next one suspects. */
import { randomBytes } from 'node:crypto';
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openSuspects, suspicionOf, type LetterPlace } from '@/lib/session/suspects';
import { lockDevice, makeDevice } from '@/lib/vault/device';
import { storeTagFromBytes } from '@/lib/vault/ids';
import { openStore } from '@/lib/vault/store';
import { CHEAP } from '../vault/people';

const random = (length: number) => Uint8Array.from(randomBytes(length));
const hex = (length: number): string => randomBytes(length).toString('hex');

const LETTER: LetterPlace = {
  id: hex(32),
  section: hex(16),
  author: hex(32),
  run: hex(16),
  seq: 7,
};

const disk = async () => {
  const store = await openStore({ indexedDB: new IDBFactory() });
  const { master } = await lockDevice(
    { device: await makeDevice(random), keyrings: [] },
    'lantern orchard',
    CHEAP,
    random,
  );
  const tag = storeTagFromBytes(random(16));
  return { store, tag, open: () => openSuspects(store, tag, master) };
};

test('an opening that came to its end leaves nobody suspect', async () => {
  const { open } = await disk();
  const first = await open();
  expect([first.isCareful, first.all()]).toEqual([false, []]);
  await first.begin(null);
  await first.end();
  expect((await open()).isCareful).toBe(false);
});

test('one that did not makes the next one careful, and that one names the letter for good', async () => {
  const { open } = await disk();
  await (await open()).begin(null);
  const careful = await open();
  expect([careful.isCareful, careful.all()]).toEqual([true, []]);
  await careful.begin(LETTER);
  const third = await open();
  expect([third.isCareful, third.all()]).toEqual([true, [LETTER]]);
  await third.end();
  const fourth = await open();
  expect([fourth.isCareful, fourth.all()]).toEqual([false, [LETTER]]);
});

test('a damaged mark makes an opening careful or is nothing, and a failing disk stops none', async () => {
  const { store, tag, open } = await disk();
  await store.putSetting(tag, 'applying', Uint8Array.of(1, 2, 3));
  expect((await open()).isCareful).toBe(false);
  const failing = {
    setting: store.setting,
    putSetting: () => Promise.reject(new Error('full')),
    deleteSetting: () => Promise.reject(new Error('full')),
  };
  const master = {
    seal: async (_: string, bytes: Uint8Array) => new Uint8Array(bytes),
    open: async () => null,
  };
  const suspects = await openSuspects(failing, tag, master);
  await expect(suspects.begin(LETTER)).resolves.toBeUndefined();
  await expect(suspects.end()).resolves.toBeUndefined();
});

test.for([
  ['the letter itself', LETTER, 'whole'],
  ['a later one of its run', { ...LETTER, id: hex(32), seq: 8 }, 'after'],
  ['an earlier one of its run', { ...LETTER, id: hex(32), seq: 6 }, null],
  ['a later one of another run', { ...LETTER, id: hex(32), run: hex(16), seq: 8 }, null],
  ['a later one elsewhere', { ...LETTER, id: hex(32), section: hex(16), seq: 8 }, null],
] as const)('%s', ([, letter, suspicion]) => {
  expect(suspicionOf([LETTER], letter)).toBe(suspicion);
});
