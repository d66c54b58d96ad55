/** Keyrings, key bundles and what an epoch's secret turns into. */
import * as fc from 'fast-check';
import { isMeetingAddress } from '@/lib/parse/address';
import { expect, test } from 'vitest';

import { readKeyBundle, writeKeyBundle } from '@/lib/vault/bundle';
import { deriveKey, openUnder, sealUnder } from '@/lib/vault/keys';
import {
  epochKeys,
  makeSectionKey,
  newestEpoch,
  readKeyring,
  withBundle,
  writeKeyring,
  writingKey,
} from '@/lib/vault/keyring';
import { threeWords } from '@/lib/vault/words';

import { chance, found, text } from './people';

test('a keyring and a bundle are read as they were written', async () => {
  const { keyring } = await found();
  const full = { ...keyring, signalling: ['wss://signal.example/room', 'ws://127.0.0.1:4444'] };
  expect(await readKeyring(writeKeyring(full))).toEqual(full);
  expect(await readKeyring(writeKeyring({ ...full, name: null }))).toEqual({ ...full, name: null });
  const { epochs, sectionKeys } = keyring;
  expect(await readKeyBundle(writeKeyBundle(keyring))).toEqual({ epochs, sectionKeys });
});

test('bytes that are cut short, too long or of another version are no keyring and no bundle', async () => {
  const { keyring } = await found();
  for (const bytes of [writeKeyring(keyring), writeKeyBundle(keyring)]) {
    for (const wrong of [bytes.slice(0, -1), Uint8Array.of(...bytes, 0), bytes.with(0, 2)]) {
      expect(await readKeyring(wrong)).toBeNull();
      expect(await readKeyBundle(wrong)).toBeNull();
    }
  }
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (junk) => {
      expect(await readKeyring(junk)).toBeNull();
    }),
  );
});

test('a bundle is added once, and the last key of a section is the one to write under', async () => {
  const { keyring, sections, random } = await found();
  const key = await makeSectionKey(sections[0], random);
  const bundle = { epochs: [{ number: 2, secret: random(32) }], sectionKeys: [key] };
  const twice = withBundle(withBundle(keyring, bundle), bundle);
  expect(twice.epochs).toHaveLength(2);
  expect(twice.sectionKeys).toHaveLength(3);
  expect(newestEpoch(twice)?.number).toBe(2);
  expect(writingKey(twice, sections[0])).toEqual(key);
  expect(newestEpoch({ ...keyring, epochs: [] })).toBeNull();
});

test('no two uses of an epoch share a key, nor two notebooks, epochs or volumes', async () => {
  const one = await found(1);
  const two = await found(2);
  const [epoch] = one.keyring.epochs;
  if (epoch === undefined) throw new Error('no epoch');
  const all: string[] = [];
  for (const keys of [
    await epochKeys(one.notebook, epoch),
    await epochKeys(two.notebook, epoch),
    await epochKeys(one.notebook, { ...epoch, number: 2 }),
  ]) {
    for (const bytes of [keys.coverKey, keys.beaconKey, keys.reportKey]) {
      all.push(Buffer.from(bytes).toString('hex'));
    }
    all.push(keys.beaconTopic, await keys.roomName(1), await keys.roomName(2));
    all.push(await keys.signallingPassword(1), await keys.signallingPassword(2));
    expect(keys.coverTag).toHaveLength(8);
  }
  expect(new Set(all).size).toBe(all.length);
  for (const name of all) expect(name).toMatch(/^[0-9a-f]{64}$/u);
});

test.for([
  ['wss://signal.example', true],
  ['ws://127.0.0.1:4444', true],
  ['https://signal.example', false],
  ['javascript:alert(1)', false],
  ['wss://', false],
  [`wss://${'a'.repeat(200)}`, false],
] as const)('%s as a signalling address: %s', ([address, isOne]) => {
  expect(isMeetingAddress(address)).toBe(isOne);
});

test('what is sealed opens with the same key, purpose and bound bytes only', async () => {
  const random = chance(3);
  const key = random(32);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (plain) => {
      const sealed = await sealUnder(key, 'liaison-notebook/a/v1', plain, random, text('bound'));
      expect(await openUnder(key, 'liaison-notebook/a/v1', sealed, text('bound'))).toEqual(
        new Uint8Array(plain),
      );
      expect(await openUnder(key, 'liaison-notebook/b/v1', sealed, text('bound'))).toBeNull();
      expect(await openUnder(key, 'liaison-notebook/a/v1', sealed)).toBeNull();
      expect(
        await openUnder(random(32), 'liaison-notebook/a/v1', sealed, text('bound')),
      ).toBeNull();
      expect(await openUnder(key, 'liaison-notebook/a/v1', sealed.slice(0, 20))).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test('derived keys have the length that was asked for', async () => {
  expect(await deriveKey(chance(1)(32), 'liaison-notebook/a/v1', 8)).toHaveLength(8);
  expect(await deriveKey(chance(1)(32), 'liaison-notebook/a/v1', 64)).toHaveLength(64);
});

test('three words use thirty-three bits', () => {
  expect(threeWords(new Uint8Array(32))).toEqual(['abandon', 'abandon', 'abandon']);
  expect(threeWords(new Uint8Array(32).fill(255))).toEqual(['zoo', 'zoo', 'zoo']);
  expect(threeWords(Uint8Array.of(0, 0, 0, 0, 128))).toEqual(['abandon', 'abandon', 'ability']);
});
