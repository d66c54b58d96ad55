/** A person let in again after a removal, by somebody who lost the right to it unheard: they were handed keys all the same. */
import { expect, test } from 'vitest';

import { aKey, handing, makeScene } from './scene';

/** Dev is removed and let in again on another device by Alice, whom Bob retires at once without having heard of it. */
const retiredMeanwhile = async () => {
  const scene = await makeScene();
  const { alice, founding, sections, epoch, keys, random } = scene;
  const [section] = sections;
  const [bob, dev] = [await scene.person(), await scene.person()];
  const again = await scene.another(dev);
  const first = await scene.admit(alice, [founding], dev, {
    grants: [{ section, access: 'read' }],
    hands: handing([dev.device.id], { epochs: [[1, epoch]], keys: [[section, keys[0]]] }),
  });
  const bobIn = await scene.admit(alice, [first], bob, {
    isKeeper: true,
    grants: [{ section, access: 'write' }],
    hands: handing([bob.device.id], { epochs: [[1, epoch]], keys: [[section, keys[0]]] }),
  });
  const now = { epochs: [[2, aKey(random)]], keys: [[section, aKey(random)]] } as const;
  const out = await scene.remove(alice, [bobIn], {
    members: [dev.member],
    hands: handing([alice.device.id, bob.device.id], now),
  });
  const second = await scene.admit(alice, [out], again, {
    grants: [{ section, access: 'write' }],
    hands: handing([again.device.id], now),
  });
  const retired = await scene.say(bob, [out], { kind: 'retire', member: alice.member });
  return {
    ...scene,
    bob,
    again,
    section,
    now,
    second,
    base: [founding, first, bobIn, out, second, retired],
  };
};

test('no key is written under that was handed to who was let in again by an admission that does not stand', async () => {
  const { again, section, now, second, base, fold } = await retiredMeanwhile();
  const register = fold(...base);
  expect(register.refused).toMatchObject([{ statement: second.id, rule: 'onlyAKeeperAdmits' }]);
  expect(register.isDevice(again.device.id)).toBe(false);
  const handed = register.keysOf(section).find(({ keyId }) => keyId === now.keys[0][1]);
  expect(handed?.audience.has(again.device.id)).toBe(true);
  expect(register.writingKeys(section)).toEqual([]);
  expect(register.currentEpoch).toBeNull();
});

test('nor one that was handed later by who knew them as let in', async () => {
  const { alice, again, section, second, base, random, say, fold } = await retiredMeanwhile();
  const keyId = aKey(random);
  const later = await say(alice, [second], {
    kind: 'hand',
    hands: handing([again.device.id], { keys: [[section, keyId]] }),
  });
  expect(fold(...base, later).writingKeys(section)).toEqual([]);
});

test('what they brought in is known, for reading only', async () => {
  const { alice, again, section, second, base, random, say, fold } = await retiredMeanwhile();
  const keyId = aKey(random);
  const later = await say(again, [second], {
    kind: 'hand',
    hands: handing([alice.device.id], { keys: [[section, keyId]] }),
  });
  const register = fold(...base, later);
  expect(register.keysOf(section).map((key) => key.keyId)).toContain(keyId);
  expect(register.writingKeys(section)).toEqual([]);
});

test('nor one that was handed after a removal that turned out to be void', async () => {
  const scene = await makeScene();
  const { alice, founding, sections, epoch, keys } = scene;
  const [section] = sections;
  const [bob, carol, dev] = [await scene.person(), await scene.person(), await scene.person()];
  const again = await scene.another(dev);
  const all = { epochs: [[1, epoch]], keys: [[section, keys[0]]] } as const;
  const letIn = (seen: typeof founding, who: typeof bob, isKeeper: boolean) =>
    scene.admit(alice, [seen], who, {
      isKeeper,
      grants: [{ section, access: 'write' }],
      hands: handing([who.device.id], all),
    });
  const bobIn = await letIn(founding, bob, true);
  const carolIn = await letIn(bobIn, carol, true);
  const devIn = await letIn(carolIn, dev, false);
  const out = await scene.remove(bob, [devIn], { members: [dev.member] });
  const keyId = aKey(scene.random);
  const fresh = await scene.say(carol, [out], {
    kind: 'hand',
    hands: handing([alice.device.id], { keys: [[section, keyId]] }),
  });
  const second = await scene.admit(carol, [fresh], again, {
    grants: [{ section, access: 'write' }],
    hands: handing([again.device.id], { keys: [[section, keyId]] }),
  });
  const bobOut = await scene.remove(alice, [devIn], { members: [bob.member] });
  const register = scene.fold(founding, bobIn, carolIn, devIn, out, fresh, second, bobOut);
  expect(register.isDevice(dev.device.id)).toBe(true);
  expect(register.isDevice(again.device.id)).toBe(false);
  expect(register.writingKeys(section)).toEqual([]);
});

test('whom they let in, who hear of it, spoils no key that they were not handed', async () => {
  const { bob, again, section, base, random, person, say, admit, fold } = await retiredMeanwhile();
  const keyId = aKey(random);
  const clean = await say(bob, base.slice(-2), {
    kind: 'hand',
    hands: handing([bob.device.id], { keys: [[section, keyId]] }),
  });
  const stranger = { ...(await person()), member: again.member };
  const forged = await admit(again, [clean], stranger, {
    hands: handing([stranger.device.id], { keys: [[section, keyId]] }),
  });
  expect(fold(...base, clean, forged).writingKeys(section)).toEqual([keyId]);
});
