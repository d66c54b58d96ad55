/** A device that two keepers let in at once, neither having heard of the other: it was handed what both say. */
import { expect, test } from 'vitest';

import { NO_KEYS } from '@/lib/vault/saying';

import { aKey, handing, makeScene } from './scene';

/**
 * Alice lets Dev in without the first section. Bob, who had not heard of it and said something before, lets the same
 * device in with it: Alice's admission stands, and what Bob handed over Dev holds.
 */
const twice = async () => {
  const scene = await makeScene();
  const { alice, founding, sections, epoch, keys } = scene;
  const [section] = sections;
  const [bob, dev] = [await scene.person(), await scene.person()];
  const all = { epochs: [[1, epoch]], keys: [[section, keys[0]]] } as const;
  const bobIn = await scene.admit(alice, [founding], bob, {
    isKeeper: true,
    grants: [{ section, access: 'write' }],
    hands: handing([bob.device.id], all),
  });
  const first = await scene.admit(alice, [bobIn], dev, {
    hands: handing([dev.device.id], { epochs: [[1, epoch]] }),
  });
  const role = await scene.say(bob, [bobIn], { kind: 'role', member: bob.member, role: 'SPO' });
  const second = await scene.admit(bob, [role], dev, {
    grants: [{ section, access: 'write' }],
    hands: handing([dev.device.id], all),
  });
  return { ...scene, bob, dev, section, second, base: [founding, bobIn, first, role, second] };
};

test('no key is written under that was handed by the admission that does not stand', async () => {
  const { dev, section, second, base, keys, fold } = await twice();
  const register = fold(...base);
  expect(register.refused).toMatchObject([{ statement: second.id, rule: 'aDeviceIsAdmittedOnce' }]);
  expect(register.accessOf(dev.device.id, section)).toBeNull();
  expect(register.keysOf(section)[0]?.audience.has(dev.device.id)).toBe(true);
  expect(register.keysOf(section)).toMatchObject([{ keyId: keys[0] }]);
  expect(register.writingKeys(section)).toEqual([]);
});

test('nor one that was handed by who knew only that admission', async () => {
  const { bob, dev, section, second, base, random, say, fold } = await twice();
  const keyId = aKey(random);
  const hands = handing([dev.device.id], { keys: [[section, keyId]] });
  const later = await say(bob, [second], { kind: 'hand', hands });
  expect(fold(...base, later).writingKeys(section)).toEqual([]);
});

test('what the device was handed so it hands on to who lacks it', async () => {
  const { alice, bob, dev, section, second, base, random, say, remove, fold } = await twice();
  const keyId = aKey(random);
  const later = await say(bob, [second], {
    kind: 'hand',
    hands: handing([dev.device.id], { keys: [[section, keyId]] }),
  });
  const granted = await say(alice, base, {
    kind: 'grant',
    member: dev.member,
    section,
    access: 'write',
    hands: NO_KEYS,
  });
  const out = await remove(alice, [granted], { members: [bob.member] });
  const before = fold(...base, later, granted, out);
  expect(before.lacking).toContainEqual(
    expect.objectContaining({ device: alice.device.id, keyId }),
  );
  const handed = await say(dev, [later, out], {
    kind: 'hand',
    hands: handing([alice.device.id], { keys: [[section, keyId]] }),
  });
  const after = fold(...base, later, granted, out, handed);
  expect(after.refused.map(({ statement }) => statement)).not.toContain(handed.id);
  expect(after.lacking.filter((one) => one.keyId === keyId)).toEqual([]);
});
