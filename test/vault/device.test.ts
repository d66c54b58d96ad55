/** A device at rest under a passphrase, and its keys. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { sealToDevice } from '@/lib/vault/bundle';
import { agreementFrom, isSignedBy } from '@/lib/vault/curves';
import {
  changeLock,
  deviceFrom,
  lockDevice,
  LockedDevice,
  makeDevice,
  relockDevice,
  unlockDevice,
} from '@/lib/vault/device';
import { deviceIdToBytes } from '@/lib/vault/ids';
import { PASSPHRASE_COST } from '@/lib/vault/keys';

import { chance, CHEAP, found, text } from './people';

const PASSPHRASE = 'four plain invented words';

const locked = async (seed = 1) => {
  const { alice, keyring, random } = await found(seed);
  return {
    alice,
    keyring,
    random,
    ...(await lockDevice({ device: alice, keyrings: [keyring] }, PASSPHRASE, CHEAP, random)),
  };
};

test('the right passphrase opens device, keyrings and master key', async () => {
  const { alice, keyring, random, locked: record, master } = await locked();
  const sealed = await master.seal('liaison-notebook/test/v1', text('local'));
  const unlocking = await unlockDevice(record, PASSPHRASE, random);
  if (unlocking.state !== 'open') throw new Error(unlocking.why);
  expect(unlocking.device.id).toBe(alice.id);
  expect(unlocking.keyrings).toEqual([keyring]);
  expect(await unlocking.master.open('liaison-notebook/test/v1', sealed)).toEqual(text('local'));
  expect(await unlocking.master.open('liaison-notebook/other/v1', sealed)).toBeNull();
});

test('a passphrase composed in another Unicode form is the same one', async () => {
  const { alice, random } = await locked();
  const { locked: record } = await lockDevice(
    { device: alice, keyrings: [] },
    'cafe\u0301',
    CHEAP,
    random,
  );
  expect((await unlockDevice(record, 'caf\u00e9', random)).state).toBe('open');
});

test('a wrong passphrase and a damaged record are told apart', async () => {
  const { random, locked: record } = await locked();
  expect(await unlockDevice(record, 'another', random)).toEqual({
    state: 'refused',
    why: 'wrong passphrase',
  });
  const content = new Uint8Array(record.content);
  content[40] = (content[40] ?? 0) ^ 1;
  expect(await unlockDevice({ ...record, content }, PASSPHRASE, random)).toEqual({
    state: 'refused',
    why: 'damaged',
  });
});

test('the stored cost cannot be lowered without the passphrase failing, nor raised beyond its bound', async () => {
  const { random, locked: record } = await locked();
  const cost = { ...CHEAP, passes: 2 };
  expect((await unlockDevice({ ...record, cost }, PASSPHRASE, random)).state).toBe('refused');
  expect(
    LockedDevice.safeParse({ ...record, cost: { memoryKiB: 8_000_000, passes: 3 } }).success,
  ).toBe(false);
  expect(LockedDevice.safeParse(record).success).toBe(true);
});

test('the cost that the product uses opens again', async () => {
  const { alice, random } = await locked();
  const { locked: record } = await lockDevice(
    { device: alice, keyrings: [] },
    PASSPHRASE,
    PASSPHRASE_COST,
    random,
  );
  expect(record.cost).toEqual({ memoryKiB: 65_536, passes: 3 });
  expect((await unlockDevice(record, PASSPHRASE, random)).state).toBe('open');
});

test('nothing in the record shows who it belongs to', async () => {
  const { alice, keyring, locked: record } = await locked();
  const shown = Buffer.concat([record.salt, record.wrapped, record.content]).toString('latin1');
  for (const secret of [deviceIdToBytes(alice.id), alice.secret, text(keyring.name ?? '')]) {
    expect(shown).not.toContain(Buffer.from(secret).toString('latin1'));
  }
});

test('keyrings change without the passphrase, the passphrase without the master key', async () => {
  const { alice, keyring, random, locked: record, master } = await locked();
  const relocked = await relockDevice(record, {
    device: alice,
    master,
    keyrings: [keyring, keyring],
  });
  const unlocking = await unlockDevice(relocked, PASSPHRASE, random);
  expect(unlocking).toMatchObject({ state: 'open', keyrings: [keyring, keyring] });
  const renewed = await changeLock(relocked, master, 'new', CHEAP, random);
  const sealed = await master.seal('liaison-notebook/test/v1', text('old'));
  const after = await unlockDevice(renewed, 'new', random);
  if (after.state !== 'open') throw new Error(after.why);
  expect(await after.master.open('liaison-notebook/test/v1', sealed)).toEqual(text('old'));
  expect((await unlockDevice(renewed, PASSPHRASE, random)).state).toBe('refused');
});

test('a signature is for one purpose and one key', async () => {
  const alice = await makeDevice(chance(1));
  const bob = await makeDevice(chance(2));
  const key = deviceIdToBytes(alice.id);
  const signature = await alice.sign('liaison-notebook/one/v1', text('said'));
  expect(await isSignedBy(key, 'liaison-notebook/one/v1', text('said'), signature)).toBe(true);
  expect(await isSignedBy(key, 'liaison-notebook/two/v1', text('said'), signature)).toBe(false);
  expect(await isSignedBy(key, 'liaison-notebook/one/v1', text('else'), signature)).toBe(false);
  const other = deviceIdToBytes(bob.id);
  expect(await isSignedBy(other, 'liaison-notebook/one/v1', text('said'), signature)).toBe(false);
});

test('keys that are no keys verify and agree to nothing, and never throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 70 }), async (junk) => {
      expect(await isSignedBy(junk, 'liaison-notebook/one/v1', text('x'), junk)).toBe(false);
    }),
    { numRuns: 50 },
  );
  const alice = await agreementFrom(chance(1)(32));
  expect(await alice.agree(new Uint8Array(32))).toBeNull();
  expect(await alice.agree(new Uint8Array(31))).toBeNull();
});

test('two ends agree on one secret', async () => {
  const alice = await agreementFrom(chance(1)(32));
  const bob = await agreementFrom(chance(2)(32));
  expect(await alice.agree(bob.publicKey)).toEqual(await bob.agree(alice.publicKey));
});

test('the same secret makes the same device, and a bundle opens for it', async () => {
  const alice = await makeDevice(chance(1));
  const again = await deviceFrom(alice.secret);
  expect(again.id).toBe(alice.id);
  const sealed = await sealToDevice(
    alice.exchangeKey,
    'liaison-notebook/t/v1',
    text('k'),
    text('b'),
  );
  expect(await again.openBundle('liaison-notebook/t/v1', sealed, text('b'))).toEqual(text('k'));
  expect(await again.openBundle('liaison-notebook/t/v1', sealed, text('c'))).toBeNull();
  expect(await again.openBundle('liaison-notebook/t/v1', sealed.slice(0, 40))).toBeNull();
});
