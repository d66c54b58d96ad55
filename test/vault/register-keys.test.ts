/** Which keys count, who holds them and who lacks them. */
import { expect, test } from 'vitest';

import type { DeviceId, SectionId } from '@/lib/vault/ids';
import { NO_KEYS } from '@/lib/vault/saying';

import { aKey, handing, makeScene, type Party, type Scene } from './scene';

const idOf = ({ device }: Party): DeviceId => device.id;

/** Alice founds and lets Bob, a keeper, and Cara in; each is handed everything. */
const three = async () => {
  const scene = await makeScene();
  const { alice, founding, sections, epoch, keys } = scene;
  const everything = (party: Party) =>
    handing([idOf(party)], {
      epochs: [[1, epoch]],
      keys: [
        [sections[0], keys[0]],
        [sections[1], keys[1]],
      ],
    });
  const grants = sections.map((section) => ({ section, access: 'write' as const }));
  const [bob, cara] = [await scene.person(), await scene.person()];
  const bobIn = await scene.admit(alice, [founding], bob, {
    isKeeper: true,
    grants,
    hands: everything(bob),
  });
  const caraIn = await scene.admit(alice, [bobIn], cara, { grants, hands: everything(cara) });
  return { ...scene, bob, cara, everything, grants, caraIn, base: [founding, bobIn, caraIn] };
};

const newKey = async (
  { say, random }: Scene,
  author: Party,
  seen: Parameters<Scene['say']>[1],
  section: SectionId,
  readers: readonly Party[],
) => {
  const keyId = aKey(random);
  const hands = handing(readers.map(idOf), { keys: [[section, keyId]] });
  return { keyId, statement: await say(author, seen, { kind: 'hand', hands }) };
};

test('whoever is handed a key is in its audience, and so is whoever hands it', async () => {
  const { alice, bob, cara, base, sections, keys, fold } = await three();
  const register = fold(...base);
  const everyone = new Set([alice, bob, cara].map(idOf));
  expect(register.epochs[0]?.audience).toEqual(everyone);
  expect(register.keysOf(sections[0])).toMatchObject([{ keyId: keys[0], audience: everyone }]);
  expect(register.lacking).toEqual([]);
  expect(register.bundlesFor(idOf(cara))).toMatchObject([
    {
      statement: base[2]?.id,
      epochs: [{ number: 1 }],
      keys: [{ keyId: keys[0] }, { keyId: keys[1] }],
    },
  ]);
});

test('when somebody is removed no key that they hold is written under', async () => {
  const { alice, cara, base, caraIn, sections, keys, remove, fold } = await three();
  const register = fold(...base, await remove(alice, [caraIn], { members: [cara.member] }));
  expect(register.currentEpoch).toBeNull();
  expect(register.writingKeys(sections[0])).toEqual([]);
  // What was written is still to be read.
  expect(register.keysOf(sections[0]).map(({ keyId }) => keyId)).toEqual([keys[0]]);
});

test('a removal brings a new epoch and new keys', async () => {
  const { alice, bob, cara, base, caraIn, sections, random, remove, fold } = await three();
  const [epoch, key] = [aKey(random), aKey(random)];
  const hands = handing([idOf(bob)], { epochs: [[2, epoch]], keys: [[sections[0], key]] });
  const out = await remove(alice, [caraIn], { members: [cara.member], hands });
  const register = fold(...base, out);
  expect(register.currentEpoch).toEqual({ number: 2, keyId: epoch });
  expect(register.writingKeys(sections[0])).toEqual([key]);
  expect(register.writingKeys(sections[1])).toEqual([]);
});

test('a member whose access was withdrawn holds the key, and the next writer makes another', async () => {
  const scene = await three();
  const { alice, bob, cara, base, caraIn, sections, epoch, say, fold } = scene;
  const [section] = sections;
  const withdrawn = await say(alice, [caraIn], {
    kind: 'withdraw',
    member: cara.member,
    section,
    cutoffs: [],
    hands: NO_KEYS,
  });
  const before = fold(...base, withdrawn);
  expect(before.writingKeys(section)).toEqual([]);
  expect(before.writingKeys(sections[1])).toHaveLength(1);
  expect(before.currentEpoch?.keyId).toBe(epoch);
  const { keyId, statement } = await newKey(scene, bob, [withdrawn], section, [alice]);
  expect(fold(...base, withdrawn, statement).writingKeys(section)).toEqual([keyId]);
});

test('who came in meanwhile lacks the new keys, and anyone who holds them hands them on', async () => {
  const {
    alice,
    bob,
    cara,
    base,
    caraIn,
    grants,
    everything,
    sections,
    random,
    person,
    admit,
    remove,
    say,
    fold,
  } = await three();
  const [epoch, key] = [aKey(random), aKey(random)];
  const hands = handing([idOf(bob)], { epochs: [[2, epoch]], keys: [[sections[0], key]] });
  const out = await remove(alice, [caraIn], { members: [cara.member], hands });
  const dan = await person();
  const danIn = await admit(bob, [caraIn], dan, { grants, hands: everything(dan) });
  const register = fold(...base, out, danIn);
  expect(register.lacking).toEqual([
    { device: idOf(dan), section: null, epoch: 2, keyId: epoch },
    { device: idOf(dan), section: sections[0], epoch: null, keyId: key },
  ]);
  const handed = await say(bob, [out, danIn], {
    kind: 'hand',
    hands: handing([idOf(dan)], { epochs: [[2, epoch]], keys: [[sections[0], key]] }),
  });
  const after = fold(...base, out, danIn, handed);
  expect(after.lacking).toEqual([]);
  expect(after.currentEpoch).toEqual({ number: 2, keyId: epoch });
  expect(after.bundlesFor(idOf(dan))).toHaveLength(2);
});

test('of two epochs made at once one is current for all: the one that comes first in the order', async () => {
  const { alice, bob, cara, base, caraIn, random, say, fold } = await three();
  const rotate = (author: Party, others: readonly Party[], seen = [caraIn]) =>
    say(author, seen, {
      kind: 'hand',
      hands: handing(others.map(idOf), { epochs: [[2, aKey(random)]] }),
    });
  const [one, two] = [await rotate(alice, [bob, cara]), await rotate(bob, [alice, cara])];
  const register = fold(...base, one, two);
  expect(register.epochs.map(({ number }) => number)).toEqual([1, 2, 2]);
  const [first] = [one, two].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(register.currentEpoch?.keyId).toBe(
    first?.saying.kind === 'hand' ? first.saying.hands.epochs[0]?.keyId : null,
  );
});

test('an epoch that was handed to somebody whom another removal put out is not current', async () => {
  const {
    alice,
    bob,
    cara,
    base,
    caraIn,
    grants,
    everything,
    random,
    person,
    admit,
    remove,
    fold,
  } = await three();
  const dan = await person();
  const danIn = await admit(alice, [caraIn], dan, { grants, hands: everything(dan) });
  const epochs = (others: readonly Party[]) =>
    handing(others.map(idOf), { epochs: [[2, aKey(random)]] });
  const caraOut = await remove(alice, [danIn], {
    members: [cara.member],
    hands: epochs([bob, dan]),
  });
  const danOut = await remove(bob, [danIn], {
    members: [dan.member],
    hands: epochs([alice, cara]),
  });
  const register = fold(...base, danIn, caraOut, danOut);
  expect(register.members).toHaveLength(2);
  expect(register.currentEpoch).toBeNull();
});

test('a number that a keeper takes far ahead is refused', async () => {
  const { bob, base, caraIn, random, say, fold } = await three();
  for (const number of [1, Number.MAX_SAFE_INTEGER]) {
    const far = await say(bob, [caraIn], {
      kind: 'hand',
      hands: handing([], { epochs: [[number, aKey(random)]] }),
    });
    const register = fold(...base, far);
    expect(register.refused).toMatchObject([{ rule: 'whoHandsKeysHoldsThem' }]);
    expect(register.epochs).toHaveLength(1);
  }
});

test('an old secret under a new number is no new epoch', async () => {
  const { alice, cara, base, caraIn, epoch, remove, fold } = await three();
  const hands = handing([], { epochs: [[2, epoch]] });
  const out = await remove(alice, [caraIn], { members: [cara.member], hands });
  const register = fold(...base, out);
  expect(register.removed).toHaveLength(1);
  expect(register.currentEpoch).toBeNull();
});

test('a key that a removed keeper handed to somebody unseen is known to be out', async () => {
  const { alice, bob, base, caraIn, epoch, person, admit, say, fold } = await three();
  const eve = await person();
  const eveIn = await admit(bob, [caraIn], eve, {
    hands: handing([idOf(eve)], { epochs: [[1, epoch]] }),
  });
  const retired = await say(alice, [caraIn], { kind: 'retire', member: bob.member });
  const register = fold(...base, eveIn, retired);
  // Bob is still in, and Eve never was: but she was handed the epoch.
  expect(register.wasDevice(idOf(eve))).toBeNull();
  expect(register.epochs[0]?.audience.has(idOf(eve))).toBe(true);
  expect(register.currentEpoch).toBeNull();
});

test('a key that a removed writer brought in is never written under, and read by all', async () => {
  const scene = await three();
  const { alice, bob, cara, base, caraIn, sections, say, remove, fold } = scene;
  const [section] = sections;
  const { keyId, statement } = await newKey(scene, cara, [caraIn], section, [alice]);
  expect(fold(...base, statement).writingKeys(section)[0]).toBe(keyId);
  const out = await remove(alice, [caraIn], { members: [cara.member] });
  const register = fold(...base, statement, out);
  expect(register.writingKeys(section)).toEqual([]);
  expect(register.lacking).toEqual([{ device: idOf(bob), section, epoch: null, keyId }]);
  const handed = await say(
    alice,
    register.heads.map((id) => ({ ...statement, id })),
    {
      kind: 'hand',
      hands: handing([idOf(bob)], { keys: [[section, keyId]] }),
    },
  );
  const after = fold(...base, statement, out, handed);
  expect(after.lacking).toEqual([]);
  expect(after.writingKeys(section)).toEqual([]);
});

test('a removed device that names a key which it never held spoils nothing', async () => {
  const scene = await three();
  const { alice, bob, cara, base, caraIn, sections, person, random, remove, say, fold } = scene;
  const [section] = sections;
  const key = aKey(random);
  const out = await remove(alice, [caraIn], {
    members: [cara.member],
    hands: handing([idOf(bob)], { keys: [[section, key]] }),
  });
  const hands = handing([idOf(await person()), idOf(cara)], { keys: [[section, key]] });
  const after = await say(cara, [out], { kind: 'hand', hands });
  const asIfBefore = await say(cara, [caraIn], { kind: 'hand', hands });
  expect(fold(...base, out, after, asIfBefore).writingKeys(section)).toEqual([key]);
});

test('a recovery code is handed what its person reads', async () => {
  const { cara, base, caraIn, another, admit, everything, sections, fold } = await three();
  const code = await another(cara);
  const codeIn = await admit(cara, [caraIn], code, {
    deviceKind: 'recovery',
    hands: everything(code),
  });
  const register = fold(...base, codeIn);
  expect(register.readersOf(sections[0]).map(({ id }) => id)).toContain(idOf(code));
  expect(register.lacking).toEqual([]);
});

test.for(['remove', 'withdraw'] as const)(
  'a key that came with a %s which another one voided is read by all, and never written under',
  async (kind) => {
    const scene = await three();
    const { alice, bob, cara, base, caraIn, sections, random, remove, say, fold } = scene;
    const [section] = sections;
    const key = aKey(random);
    const hands = handing([idOf(alice)], { keys: [[section, key]] });
    const { member } = cara;
    const takenAway =
      kind === 'remove'
        ? await remove(bob, [caraIn], { members: [member], hands })
        : await say(bob, [caraIn], { kind, member, section, cutoffs: [], hands });
    expect(fold(...base, takenAway).writingKeys(section)).toEqual([key]);
    // Meanwhile, and more senior.
    const bobOut = await remove(alice, [caraIn], { members: [bob.member] });
    const register = fold(...base, takenAway, bobOut);
    expect(register.keysOf(section).map(({ keyId }) => keyId)).toContain(key);
    expect(register.bundlesFor(idOf(alice))).toMatchObject([{ statement: takenAway.id }]);
    expect(register.lacking).toEqual([{ device: idOf(cara), section, epoch: null, keyId: key }]);
    expect(register.writingKeys(section)).toEqual([]);
  },
);
