/** The device that a recovery code is, and the lock that it opens. */
import { expect, test } from 'vitest';

import { changeLock, lockDevice, LockedDevice, unlockWithMaster } from '@/lib/vault/device';
import { deviceIdToBytes } from '@/lib/vault/ids';
import { lockForRecovery, masterKeyFor, recoveryDevice } from '@/lib/vault/recovery';

import { chance, CHEAP, found } from './people';

const secretOf = (seed: number) => chance(seed)(16);

test('a code is always the same device, another code another one', async () => {
  const device = await recoveryDevice(secretOf(1));
  expect((await recoveryDevice(secretOf(1))).id).toBe(device.id);
  expect((await recoveryDevice(secretOf(1))).exchangeKey).toEqual(device.exchangeKey);
  expect((await recoveryDevice(secretOf(2))).id).not.toBe(device.id);
});

const lockedFor = async (seed: number) => {
  const { alice, keyring, random } = await found();
  const { locked, master } = await lockDevice(
    { device: alice, keyrings: [keyring] },
    'a passphrase that is forgotten',
    CHEAP,
    random,
  );
  const recovery = await recoveryDevice(secretOf(seed));
  return {
    alice,
    keyring,
    random,
    master,
    recovery,
    locked: await lockForRecovery(locked, master, recovery),
  };
};

test('a forgotten passphrase: the code opens the device with everything in it', async () => {
  const { alice, keyring, random, recovery, locked } = await lockedFor(7);
  const key = await masterKeyFor(LockedDevice.parse(locked), recovery);
  if (key === null) throw new Error('the code did not open it');
  const opened = await unlockWithMaster(locked, key, random);
  if (opened.state !== 'open') throw new Error(opened.why);
  expect(opened.device.id).toBe(alice.id);
  expect(opened.keyrings).toEqual([keyring]);
});

test('another code opens nothing, and neither does one that was replaced', async () => {
  const { master, recovery, locked } = await lockedFor(7);
  const other = await recoveryDevice(secretOf(8));
  expect(await masterKeyFor(locked, other)).toBeNull();
  const replaced = await lockForRecovery(locked, master, other);
  expect(await masterKeyFor(replaced, recovery)).toBeNull();
  expect(await masterKeyFor(replaced, other)).toEqual(master.key);
  const none = await lockForRecovery(locked, master, null);
  expect(await masterKeyFor(none, other)).toBeNull();
  expect(none).not.toHaveProperty('recovery');
});

test('the code outlives a change of passphrase', async () => {
  const { random, master, recovery, locked } = await lockedFor(7);
  const renewed = await changeLock(locked, master, 'another passphrase', CHEAP, random);
  expect(await masterKeyFor(renewed, recovery)).toEqual(master.key);
});

test('a locked disk does not show whose code opens it', async () => {
  const { recovery, locked } = await lockedFor(7);
  const shown = Buffer.from(locked.recovery ?? []).toString('latin1');
  for (const secret of [deviceIdToBytes(recovery.id), recovery.exchangeKey, secretOf(7)]) {
    expect(shown).not.toContain(Buffer.from(secret).toString('latin1'));
  }
  expect(locked.recovery).toHaveLength(80);
});
