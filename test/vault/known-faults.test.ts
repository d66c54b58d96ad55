/**
 * Faults that were found in other systems of this kind, by the number of their report where they have one: each is
 * tried here and does not work. The reports are those of Quiet (TryQuiet/quiet), which was built on
 * `@localfirst/auth`; LFA are faults of that library itself.
 */
import { expect, test } from 'vitest';

import { toHex } from '@/lib/parse/bytes';
import { makeDevice } from '@/lib/vault/device';
import { deviceIdToBytes } from '@/lib/vault/ids';
import { NO_KEYS } from '@/lib/vault/saying';
import { readStatement, type Statement, writeStatement } from '@/lib/vault/statement';

import { aKey, handing, makeScene, ruleAgainst } from './scene';

/** Alice keeps the notebook; Bob and Mallory are in and keep nothing. */
const three = async () => {
  const scene = await makeScene(9);
  const { alice, founding, sections, epoch, keys } = scene;
  const [bob, mallory] = [await scene.person(), await scene.person()];
  const welcome = (device: Parameters<typeof handing>[0][number]) => ({
    grants: sections.map((section) => ({ section, access: 'write' as const })),
    hands: handing([device], { epochs: [[1, epoch]], keys: [[sections[0], keys[0]]] }),
  });
  const bobIn = await scene.admit(alice, [founding], bob, welcome(bob.device.id));
  const malloryIn = await scene.admit(alice, [bobIn], mallory, welcome(mallory.device.id));
  return { ...scene, bob, mallory, bobIn, malloryIn, base: [founding, bobIn, malloryIn] };
};

test('Quiet #3444, LFA: a link that nobody signed is not read', async () => {
  const { alice, bobIn, say, mallory } = await three();
  const honest = await say(alice, [bobIn], { kind: 'appoint', member: alice.member });
  const unsigned = honest.bytes.slice(0, -64);
  const zeros = honest.bytes.slice();
  zeros.fill(0, -64);
  expect(await readStatement(unsigned)).toMatchObject({ state: 'refused' });
  expect(await readStatement(zeros)).toMatchObject({ why: 'not signed by its author' });
  const byAnother = await writeStatement(
    honest.notebook,
    honest.parents,
    { kind: 'appoint', member: mallory.member },
    { id: alice.device.id, sign: mallory.device.sign },
  );
  expect(await readStatement(byAnother.bytes)).toMatchObject({ why: 'not signed by its author' });
});

test('Quiet #3433: what fails its signature leaves nothing behind that could pass for verified', async () => {
  const { alice, bobIn, say } = await three();
  const honest = await say(alice, [bobIn], { kind: 'appoint', member: alice.member });
  const changed = honest.bytes.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  // No statement, no id and no author come out: there is nothing to keep or show.
  expect(await readStatement(changed)).toEqual({
    state: 'refused',
    why: 'not signed by its author',
    author: null,
  });
});

test('Quiet #3438: the author is whoever signed, whatever the contents say', async () => {
  const { alice, bob, mallory, base, malloryIn, admit, say, fold } = await three();
  // A founding inside the register that names Alice, and an admission that names her as its member.
  const asAlice = await admit(mallory, [malloryIn], await freshParty(alice.member));
  expect(asAlice.author).toBe(mallory.device.id);
  expect(ruleAgainst(fold(...base, asAlice), asAlice)).toBe('onlyAKeeperAdmits');
  const read = await readStatement(
    (await say(bob, [malloryIn], { kind: 'hand', hands: NO_KEYS })).bytes,
  );
  expect(read.state === 'read' ? read.statement.author : null).toBe(bob.device.id);
});

const freshParty = async (member: Awaited<ReturnType<typeof three>>['alice']['member']) => ({
  member,
  device: await makeDevice((length) => new Uint8Array(length).fill(77)),
});

test('Quiet #3441: nobody removes or withdraws under the name of another', async () => {
  const { alice, bob, mallory, base, malloryIn, sections, say, remove, fold } = await three();
  const [section] = sections;
  const tried = [
    await remove(mallory, [malloryIn], { members: [bob.member] }),
    await remove(mallory, [malloryIn], { devices: [alice.device.id] }),
    await say(mallory, [malloryIn], {
      kind: 'withdraw',
      member: bob.member,
      section,
      cutoffs: [],
      hands: NO_KEYS,
    }),
    await say(mallory, [malloryIn], { kind: 'leaveOut', section, letters: [] }),
  ];
  const register = fold(...base, ...tried);
  expect(register.members).toHaveLength(3);
  expect(register.accessOf(bob.device.id, section)).toBe('write');
  expect(tried.map((one) => ruleAgainst(register, one))).toEqual([
    'onlyAKeeperRemoves',
    'onlyAKeeperRemoves',
    'onlyWhoDecidesOnASectionGrantsIt',
    'onlyAKeeperLeavesOut',
  ]);
});

test('Quiet #3457: a member does not make themselves a keeper, in any way that there is', async () => {
  const { mallory, base, malloryIn, bobIn, another, admit, say, fold } = await three();
  const second = await another(mallory);
  const tried = [
    await say(mallory, [malloryIn], { kind: 'appoint', member: mallory.member }),
    await say(mallory, [bobIn], { kind: 'appoint', member: mallory.member }),
    await say(mallory, [malloryIn], { kind: 'role', member: mallory.member, role: 'YOT manager' }),
    await admit(mallory, [malloryIn], second, { isKeeper: true, role: 'YOT manager' }),
    await admit(mallory, [malloryIn], mallory, { isKeeper: true }),
  ];
  const register = fold(...base, ...tried);
  const member = register.members.find((one) => one.member === mallory.member);
  expect(member).toMatchObject({ isKeeper: false, role: 'YOT practitioner' });
  expect(register.isKeeper(second.device.id)).toBe(false);
});

test('Quiet #3436: a signature that a device gave for another purpose signs no statement', async () => {
  const { alice, mallory, bobIn, notebook } = await three();
  const purposes = ['letter', 'consent', 'channel-certificate', 'invitation-request'] as const;
  for (const purpose of purposes) {
    // Whoever brings Alice's device to sign chosen bytes for some other use gets no statement out of it.
    const oracle = (_: string, bytes: Uint8Array) =>
      alice.device.sign(`liaison-notebook/${purpose}/v1`, bytes);
    const forged = await writeStatement(
      notebook,
      [bobIn.id],
      { kind: 'appoint', member: mallory.member },
      { id: alice.device.id, sign: oracle },
    );
    expect(await readStatement(forged.bytes)).toMatchObject({ why: 'not signed by its author' });
  }
});

test('LFA: a signed wish to join is of no use to anyone but the one who was asked', async () => {
  const { bob, mallory, base, founding, bobIn, say, fold } = await three();
  if (bobIn.saying.kind !== 'admit') throw new Error('no admission');
  // Mallory takes the consent out of Bob's admission and claims the device as one of her own, on older parents.
  const claimed = await say(mallory, [founding], { ...bobIn.saying, member: mallory.member });
  expect(await readStatement(claimed.bytes)).toMatchObject({ why: 'not asked for' });
  expect(fold(...base).memberOf(bob.device.id)).toBe(bob.member);
});

test('LFA: a statement says no time, so a wrong clock shuts nobody out', async () => {
  const { alice, base, malloryIn, say, fold } = await three();
  const once = await say(alice, [malloryIn], { kind: 'hand', hands: NO_KEYS });
  const again = await say(alice, [malloryIn], { kind: 'hand', hands: NO_KEYS });
  // The same words on the same parents are the same statement, whenever they are said.
  expect(again.id).toBe(once.id);
  expect(fold(...base, once, again)).toMatchObject({ waiting: [] });
});

test('LFA: an error tells no key', async () => {
  const { alice, notebook, bobIn } = await three();
  const failing = writeStatement(
    notebook,
    [bobIn.id],
    { kind: 'role', member: alice.member, role: 'x'.repeat(100) },
    alice.device,
  );
  const error: unknown = await failing.catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error('did not fail');
  expect(`${error.message} ${error.stack} ${Object.keys(error).join(' ')}`).not.toContain(
    toHex(alice.device.secret).slice(0, 16),
  );
  expect(error.message.length).toBeLessThan(80);
});

test('LFA: two keepers who remove each other leave no notebook without a keeper', async () => {
  const { alice, bob, base, malloryIn, say, remove, fold } = await three();
  const appointed = await say(alice, [malloryIn], { kind: 'appoint', member: bob.member });
  const byAlice = await remove(alice, [appointed], { members: [bob.member] });
  const byBob = await remove(bob, [appointed], { members: [alice.member] });
  const register = fold(...base, appointed, byAlice, byBob);
  expect(register.isKeeper(alice.device.id)).toBe(true);
  expect(register.isDevice(bob.device.id)).toBe(false);
});

test('CryptPad: after a removal nothing is sealed under a key that the removed member holds', async () => {
  const { alice, bob, mallory, base, malloryIn, sections, random, remove, fold } = await three();
  const bare = await remove(alice, [malloryIn], { members: [mallory.member] });
  expect(fold(...base, bare).currentEpoch).toBeNull();
  expect(fold(...base, bare).writingKeys(sections[0])).toEqual([]);
  const epoch = aKey(random);
  const whole = await remove(alice, [malloryIn], {
    members: [mallory.member],
    hands: handing([bob.device.id], { epochs: [[2, epoch]] }),
  });
  expect(fold(...base, whole).currentEpoch?.keyId).toBe(epoch);
});

test('Anytype: removal and new keys are one statement, so that none stands without the other', async () => {
  const { alice, bob, mallory, base, malloryIn, random, say, remove, fold } = await three();
  const appointed = await say(alice, [malloryIn], { kind: 'appoint', member: mallory.member });
  const epoch = aKey(random);
  const byMallory = await remove(mallory, [appointed], {
    members: [bob.member],
    hands: handing([alice.device.id], { epochs: [[2, epoch]] }),
  });
  const retired = await say(alice, [appointed], { kind: 'retire', member: mallory.member });
  const register = fold(...base, appointed, byMallory, retired);
  // The removal was void, and its epoch with it.
  expect(register.isDevice(bob.device.id)).toBe(true);
  expect(register.epochs.map(({ number }) => number)).toEqual([1]);
});

test('a public key that is no point on the curve verifies nothing', async () => {
  const { alice, bobIn, say } = await three();
  const honest = await say(alice, [bobIn], { kind: 'appoint', member: alice.member });
  const start = indexOf(honest, deviceIdToBytes(alice.device.id));
  for (const filler of [0, 1, 255]) {
    const changed = honest.bytes.slice();
    changed.fill(filler, start, start + 32);
    expect(await readStatement(changed)).toMatchObject({ state: 'refused' });
  }
});

const indexOf = ({ bytes }: Statement, part: Uint8Array): number =>
  bytes.findIndex((_, at) => part.every((byte, index) => bytes[at + index] === byte));
