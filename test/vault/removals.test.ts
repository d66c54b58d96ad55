/** Removals that were made without knowing of each other, or long ago. */
import { expect, test } from 'vitest';

import { NO_KEYS } from '@/lib/vault/saying';
import type { Statement } from '@/lib/vault/statement';

import { aKey, aLetter, handing, makeScene, ruleAgainst } from './scene';

/** Alice, Bob and Cara are keepers, in this order; Dan is none. */
const keepers = async (seed = 1) => {
  const scene = await makeScene(seed);
  const { alice, founding, sections } = scene;
  const [bob, cara, dan, eve] = [
    await scene.person(),
    await scene.person(),
    await scene.person(),
    await scene.person(),
  ];
  const grants = [{ section: sections[0], access: 'write' as const }];
  const bobIn = await scene.admit(alice, [founding], bob, { isKeeper: true, grants });
  const caraIn = await scene.admit(alice, [bobIn], cara, { isKeeper: true, grants });
  const danIn = await scene.admit(alice, [caraIn], dan, { grants });
  const names = new Map([
    [alice.member, 'alice'],
    [bob.member, 'bob'],
    [cara.member, 'cara'],
    [dan.member, 'dan'],
    [eve.member, 'eve'],
  ]);
  const base = [founding, bobIn, caraIn, danIn];
  const present = (...statements: readonly Statement[]): readonly (string | undefined)[] =>
    scene.fold(...base, ...statements).members.map(({ member }) => names.get(member));
  return { ...scene, bob, cara, dan, eve, danIn, base, present };
};

test('a removed member is out on every device, and may come back by a new one', async () => {
  const { alice, dan, base, danIn, another, admit, remove, fold } = await keepers();
  const second = await another(dan);
  const secondIn = await admit(dan, [danIn], second);
  const out = await remove(alice, [secondIn], { members: [dan.member] });
  const register = fold(...base, secondIn, out);
  expect(register.removed.map(({ device }) => device)).toEqual([dan.device.id, second.device.id]);
  expect(register.removed[0]).toMatchObject({ by: alice.device.id, statement: out.id });
  expect(register.wasDevice(dan.device.id)?.member).toBe(dan.member);
  expect(register.device(dan.device.id)).toBeNull();
  const third = await another(dan);
  const back = fold(...base, secondIn, out, await admit(alice, [out], third));
  expect(back.members.at(-1)?.devices.map(({ id }) => id)).toEqual([third.device.id]);
  // With nothing of what they had.
  expect(back.members.at(-1)?.grants.size).toBe(0);
});

test('a device is removed alone; its person stays, with all rights', async () => {
  const { bob, base, danIn, sections, another, admit, remove, fold } = await keepers();
  const second = await another(bob);
  const secondIn = await admit(bob, [danIn], second);
  const out = await remove(second, [secondIn], { devices: [bob.device.id] });
  const register = fold(...base, secondIn, out);
  expect(register.isDevice(bob.device.id)).toBe(false);
  expect(register.isKeeper(second.device.id)).toBe(true);
  expect(register.accessOf(second.device.id, sections[0])).toBe('write');
});

test('two keepers remove each other: the senior one stays', async () => {
  const { bob, cara, danIn, base, remove, present, fold } = await keepers();
  const byBob = await remove(bob, [danIn], { members: [cara.member] });
  const byCara = await remove(cara, [danIn], { members: [bob.member] });
  expect(present(byBob, byCara)).toEqual(['alice', 'bob', 'dan']);
  expect(ruleAgainst(fold(...base, byBob, byCara), byCara)).toBe(
    'ofRemovalsInARingTheMostSeniorStands',
  );
});

test('a junior keeper removes a senior one who knew of nothing: the removal stands', async () => {
  const { alice, cara, eve, danIn, admit, remove, present } = await keepers();
  const out = await remove(cara, [danIn], { members: [alice.member] });
  const meanwhile = await admit(alice, [danIn], eve);
  expect(present(out, meanwhile)).toEqual(['bob', 'cara', 'dan']);
});

test('a senior keeper who was removed can still win the race afterwards, a junior one cannot', async () => {
  const { alice, bob, cara, danIn, remove, present } = await keepers();
  const byCara = await remove(cara, [danIn], { members: [alice.member] });
  const byAlice = await remove(alice, [danIn], { members: [cara.member] });
  expect(present(byCara)).toEqual(['bob', 'cara', 'dan']);
  expect(present(byCara, byAlice)).toEqual(['alice', 'bob', 'dan']);
  // On top of the removal it is no race any more.
  const after = await remove(alice, [byCara], { members: [cara.member] });
  expect(present(byCara, after)).toEqual(['bob', 'cara', 'dan']);
  const byBob = await remove(bob, [danIn], { members: [cara.member] });
  const byCaraLater = await remove(cara, [danIn], { members: [bob.member] });
  expect(present(byBob, byCaraLater)).toEqual(['alice', 'bob', 'dan']);
});

test('three keepers remove each other in a circle: the most senior removal stands', async () => {
  const { alice, bob, cara, danIn, base, remove, present, fold } = await keepers();
  const byAlice = await remove(alice, [danIn], { members: [bob.member] });
  const byBob = await remove(bob, [danIn], { members: [cara.member] });
  const byCara = await remove(cara, [danIn], { members: [alice.member] });
  expect(present(byAlice, byBob, byCara)).toEqual(['alice', 'cara', 'dan']);
  const register = fold(...base, byAlice, byBob, byCara);
  expect(ruleAgainst(register, byBob)).toBe('aRemovedDeviceSpeaksNoMore');
  expect(ruleAgainst(register, byCara)).toBe('ofRemovalsInARingTheMostSeniorStands');
});

test('what is struck strikes nobody: the removal by a keeper who was removed unseen is void', async () => {
  const { alice, bob, cara, danIn, remove, present } = await keepers();
  // Cara removes Bob, Bob removes Alice, and nobody removes Cara.
  const byCara = await remove(cara, [danIn], { members: [bob.member] });
  const byBob = await remove(bob, [danIn], { members: [alice.member] });
  expect(present(byCara, byBob)).toEqual(['alice', 'cara', 'dan']);
});

test('a removal that had seen the other one is no race: both stand', async () => {
  const { alice, bob, cara, danIn, remove, present } = await keepers();
  const byBob = await remove(bob, [danIn], { members: [cara.member] });
  const byAlice = await remove(alice, [byBob], { members: [bob.member] });
  expect(present(byBob, byAlice)).toEqual(['alice', 'dan']);
});

test('whom a removed keeper admitted meanwhile is not in, nor whom those admitted', async () => {
  const { alice, bob, eve, danIn, person, admit, remove, present } = await keepers();
  const eveIn = await admit(bob, [danIn], eve, { isKeeper: true });
  const further = await admit(eve, [eveIn], await person());
  const out = await remove(alice, [danIn], { members: [bob.member] });
  expect(present(eveIn, further)).toContain('eve');
  expect(present(eveIn, further, out)).toEqual(['alice', 'cara', 'dan']);
});

test('whom a removed keeper had admitted before stays', async () => {
  const { alice, bob, eve, danIn, admit, remove, present } = await keepers();
  const eveIn = await admit(bob, [danIn], eve);
  const out = await remove(alice, [eveIn], { members: [bob.member] });
  expect(present(eveIn, out)).toEqual(['alice', 'cara', 'dan', 'eve']);
});

test('a keeper appointed by one who was removed is a keeper if the removal had seen it', async () => {
  const { alice, bob, dan, danIn, base, say, remove, fold } = await keepers();
  const appointed = await say(bob, [danIn], { kind: 'appoint', member: dan.member });
  const seen = await remove(alice, [appointed], { members: [bob.member] });
  const unseen = await remove(alice, [danIn], { members: [bob.member] });
  expect(fold(...base, appointed, seen).isKeeper(dan.device.id)).toBe(true);
  expect(fold(...base, appointed, unseen).isKeeper(dan.device.id)).toBe(false);
});

test('an unseen removal of the keeper by whose appointment somebody removes takes that removal away', async () => {
  const { alice, bob, cara, dan, danIn, say, remove, present } = await keepers();
  const appointed = await say(bob, [danIn], { kind: 'appoint', member: dan.member });
  const byDan = await remove(dan, [appointed], { members: [cara.member] });
  const byAlice = await remove(alice, [danIn], { members: [bob.member] });
  expect(present(appointed, byDan)).toEqual(['alice', 'bob', 'dan']);
  expect(present(appointed, byDan, byAlice)).toEqual(['alice', 'cara', 'dan']);
});

test('two removals that only together take a third one’s right away do so', async () => {
  const { alice, bob, cara, dan, eve, danIn, base, say, admit, remove, present, fold } =
    await keepers();
  const eveIn = await admit(alice, [danIn], eve, { isKeeper: true });
  const byBob = await say(bob, [eveIn], { kind: 'appoint', member: dan.member });
  const byCara = await say(cara, [eveIn], { kind: 'appoint', member: dan.member });
  const byDan = await remove(dan, [byBob, byCara], { members: [eve.member] });
  const bobOut = await remove(alice, [eveIn], { members: [bob.member] });
  const caraOut = await remove(alice, [eveIn], { members: [cara.member] });
  const all = [eveIn, byBob, byCara, byDan, bobOut, caraOut];
  expect(present(...all.slice(0, -1))).toEqual(['alice', 'cara', 'dan']);
  expect(present(...all)).toEqual(['alice', 'dan', 'eve']);
  expect(ruleAgainst(fold(...base, ...all), byDan)).not.toBeNull();
});

test('one’s own device removed by a thief’s: that of the keeper who steps in stands', async () => {
  const { bob, dan, danIn, base, another, admit, remove, fold } = await keepers();
  const stolen = await another(dan);
  const stolenIn = await admit(dan, [danIn], stolen);
  const byThief = await remove(stolen, [stolenIn], { devices: [dan.device.id] });
  const byBob = await remove(bob, [stolenIn], { devices: [stolen.device.id] });
  const register = fold(...base, stolenIn, byThief, byBob);
  expect(register.isDevice(dan.device.id)).toBe(true);
  expect(register.isDevice(stolen.device.id)).toBe(false);
});

test('two devices of one person remove each other: the one that was let in first stays', async () => {
  const { dan, danIn, base, another, admit, remove, fold } = await keepers();
  const second = await another(dan);
  const secondIn = await admit(dan, [danIn], second);
  // On old parents, which would make it look earlier.
  const bySecond = await remove(second, [secondIn], { devices: [dan.device.id] });
  const further = await another(dan);
  const furtherIn = await admit(dan, [secondIn], further);
  const byFirst = await remove(dan, [furtherIn], { devices: [second.device.id] });
  const register = fold(...base, secondIn, furtherIn, bySecond, byFirst);
  expect(register.isDevice(dan.device.id)).toBe(true);
  expect(register.isDevice(second.device.id)).toBe(false);
});

test('a retirement voids what needed the right, and nothing else', async () => {
  const { alice, bob, eve, danIn, base, another, admit, say, makeSection, fold } = await keepers();
  const eveIn = await admit(bob, [danIn], eve);
  const second = await another(bob);
  const secondIn = await admit(bob, [danIn], second);
  const { section, statement } = await makeSection(bob, [danIn], 'shared/1');
  const retired = await say(alice, [danIn], { kind: 'retire', member: bob.member });
  const register = fold(...base, eveIn, secondIn, statement, retired);
  expect(register.isDevice(eve.device.id)).toBe(false);
  expect(register.isDevice(second.device.id)).toBe(true);
  expect(register.accessOf(bob.device.id, section)).toBe('write');
  expect(register.isKeeper(bob.device.id)).toBe(false);
});

test('a retirement and a removal against each other: the senior author’s stands', async () => {
  const { bob, cara, danIn, base, say, remove, fold } = await keepers();
  const retired = await say(bob, [danIn], { kind: 'retire', member: cara.member });
  const removed = await remove(cara, [danIn], { members: [bob.member] });
  const register = fold(...base, retired, removed);
  expect(register.isDevice(bob.device.id)).toBe(true);
  expect(register.isKeeper(cara.device.id)).toBe(false);
});

test('two keepers, the last ones, retire themselves at once: the senior one’s stands', async () => {
  const { alice, bob, cara, danIn, base, say, fold } = await keepers();
  const first = await say(alice, [danIn], { kind: 'retire', member: cara.member });
  const byAlice = await say(alice, [first], { kind: 'retire', member: alice.member });
  const byBob = await say(bob, [first], { kind: 'retire', member: bob.member });
  const register = fold(...base, first, byAlice, byBob);
  expect(register.isKeeper(alice.device.id)).toBe(false);
  expect(register.isKeeper(bob.device.id)).toBe(true);
  expect(ruleAgainst(register, byBob)).toBe('aNotebookKeepsAKeeper');
});

test('an appointment that knew nothing of the retirement does not undo it', async () => {
  const { alice, bob, cara, danIn, base, say, fold } = await keepers();
  const retired = await say(alice, [danIn], { kind: 'retire', member: cara.member });
  const unseen = await say(bob, [danIn], { kind: 'appoint', member: cara.member });
  expect(fold(...base, retired, unseen).isKeeper(cara.device.id)).toBe(false);
  const seen = await say(bob, [retired], { kind: 'appoint', member: cara.member });
  expect(fold(...base, retired, seen).isKeeper(cara.device.id)).toBe(true);
});

test('a grant that knew nothing of the withdrawal does not undo it, one that did does', async () => {
  const { alice, bob, dan, danIn, base, sections, say, fold } = await keepers();
  const [section] = sections;
  const withdrawn = await say(alice, [danIn], {
    kind: 'withdraw',
    member: dan.member,
    section,
    cutoffs: [],
    hands: NO_KEYS,
  });
  const grant = {
    kind: 'grant',
    member: dan.member,
    section,
    access: 'write',
    hands: NO_KEYS,
  } as const;
  const unseen = await say(bob, [danIn], grant);
  expect(fold(...base, withdrawn, unseen).accessOf(dan.device.id, section)).toBeNull();
  const seen = await say(bob, [withdrawn], grant);
  expect(fold(...base, withdrawn, seen).accessOf(dan.device.id, section)).toBe('write');
});

test('what needed the access that was withdrawn meanwhile is void', async () => {
  const { alice, bob, eve, danIn, base, sections, say, admit, fold } = await keepers();
  const [section] = sections;
  const withdrawn = await say(alice, [danIn], {
    kind: 'withdraw',
    member: bob.member,
    section,
    cutoffs: [],
    hands: NO_KEYS,
  });
  const eveIn = await admit(bob, [danIn], eve, { grants: [{ section, access: 'read' }] });
  const register = fold(...base, withdrawn, eveIn);
  // The admission itself needed only a keeper.
  expect(register.isDevice(eve.device.id)).toBe(true);
  expect(register.accessOf(eve.device.id, section)).toBeNull();
});

test('two keepers withdraw each other’s access: the senior one keeps it', async () => {
  const { bob, cara, danIn, base, sections, say, fold } = await keepers();
  const [section] = sections;
  const withdraw = { kind: 'withdraw', section, cutoffs: [], hands: NO_KEYS } as const;
  const byBob = await say(bob, [danIn], { ...withdraw, member: cara.member });
  const byCara = await say(cara, [danIn], { ...withdraw, member: bob.member });
  const register = fold(...base, byBob, byCara);
  expect(register.accessOf(bob.device.id, section)).toBe('write');
  expect(register.accessOf(cara.device.id, section)).toBeNull();
});

test('a member who was away for weeks and two removals comes back: what the removals had not seen stands if its author is in', async () => {
  const { alice, bob, cara, dan, eve, danIn, base, sections, admit, remove, makeSection, fold } =
    await keepers();
  const first = await remove(alice, [danIn], { members: [bob.member] });
  const second = await remove(alice, [first], { members: [cara.member] });
  // Dan and Cara worked on without knowing: Dan made a section, Cara let Eve in.
  const { statement } = await makeSection(dan, [danIn], 'shared/9');
  const eveIn = await admit(cara, [danIn], eve);
  const register = fold(...base, first, second, statement, eveIn);
  expect(register.sections.map(({ purpose }) => purpose)).toContain('shared/9');
  expect(register.isDevice(eve.device.id)).toBe(false);
  const [section] = sections;
  // Dan was not removed: letters that nobody has seen count, however many.
  expect(register.cutoff(dan.device.id, section)).toBeNull();
  expect(register.cutoff(cara.device.id, section)).toBe(0);
});

test('a removed member who goes on saying things is not heard, however old the parents that they name', async () => {
  const { alice, bob, dan, eve, danIn, base, admit, say, remove, present } = await keepers();
  const out = await remove(alice, [danIn], { members: [bob.member] });
  const [bobIn] = [base[1]];
  if (bobIn === undefined) throw new Error('no admission');
  const later = [
    await admit(bob, [out], eve),
    await admit(bob, [bobIn], eve),
    await say(bob, [bobIn], { kind: 'retire', member: alice.member }),
    await remove(bob, [bobIn], { members: [alice.member, dan.member] }),
    await say(bob, [bobIn], { kind: 'appoint', member: dan.member }),
  ];
  // The removal of Alice on old parents is a race with hers, and she is senior.
  expect(present(out, ...later)).toEqual(['alice', 'cara', 'dan']);
});

test('of the letters of a removed device those count that the remover had', async () => {
  const { alice, dan, danIn, base, sections, random, another, admit, remove, say, fold } =
    await keepers();
  const [section] = sections;
  const end = (device: typeof dan, seq: number) => ({
    section,
    device: device.device.id,
    seq,
    letter: aLetter(random),
  });
  const out = await remove(alice, [danIn], { devices: [dan.device.id], cutoffs: [end(dan, 12)] });
  expect(fold(...base, out).cutoff(dan.device.id, section)).toBe(12);
  // Removing the person later, when the old device is out already, raises its bound, and never lowers it.
  const lower = await remove(alice, [out], { members: [dan.member], cutoffs: [end(dan, 9)] });
  expect(fold(...base, out, lower).cutoff(dan.device.id, section)).toBe(12);
  const all = await remove(alice, [out], { members: [dan.member], cutoffs: [end(dan, 90)] });
  expect(fold(...base, out, all).cutoff(dan.device.id, section)).toBe(90);
  // Nor does letting the person in again, by another device.
  const back = await another(dan);
  const backIn = await admit(alice, [all], back, { grants: [{ section, access: 'write' }] });
  const register = fold(...base, out, all, backIn);
  expect(register.cutoff(dan.device.id, section)).toBe(90);
  expect(register.cutoff(back.device.id, section)).toBeNull();
  // A withdrawal that names no chain of the old device leaves it as it is.
  const withdrawn = await say(alice, [backIn], {
    kind: 'withdraw',
    member: dan.member,
    section,
    cutoffs: [end(back, 4)],
    hands: NO_KEYS,
  });
  const last = fold(...base, out, all, backIn, withdrawn);
  expect(last.cutoff(dan.device.id, section)).toBe(90);
  expect(last.cutoff(back.device.id, section)).toBe(4);
});

test('of two removals at once the letters count that either remover had', async () => {
  const { alice, bob, dan, danIn, base, sections, random, remove, fold } = await keepers();
  const [section] = sections;
  const cutoff = (seq: number) => [
    { section, device: dan.device.id, seq, letter: aLetter(random) },
  ];
  const byAlice = await remove(alice, [danIn], { members: [dan.member], cutoffs: cutoff(3) });
  const byBob = await remove(bob, [danIn], { members: [dan.member], cutoffs: cutoff(5) });
  expect(fold(...base, byAlice, byBob).cutoff(dan.device.id, section)).toBe(5);
});

test('a device that was removed before it was let in does not come in', async () => {
  const { alice, bob, eve, danIn, base, admit, remove, fold } = await keepers();
  const out = await remove(alice, [danIn], { devices: [eve.device.id] });
  const eveIn = await admit(bob, [danIn], eve);
  const register = fold(...base, out, eveIn);
  expect(register.isDevice(eve.device.id)).toBe(false);
  expect(register.removed.map(({ device }) => device)).toEqual([eve.device.id]);
});

test('an admission and the removal of its person at once: the person is out', async () => {
  const { alice, bob, dan, danIn, base, another, admit, remove, fold } = await keepers();
  const second = await another(dan);
  const out = await remove(alice, [danIn], { members: [dan.member] });
  const secondIn = await admit(bob, [danIn], second);
  expect(fold(...base, out, secondIn).memberOf(second.device.id)).toBeNull();
});

test('a thousand removals of no effect cost no more than a second', async () => {
  const { dan, danIn, base, another, admit, remove, fold } = await keepers();
  const second = await another(dan);
  const secondIn = await admit(dan, [danIn], second);
  const removals = await Promise.all(
    Array.from({ length: 1_000 }, (_, at) =>
      remove(dan, [secondIn], {
        devices: [second.device.id],
        hands: handing([], { epochs: [[at + 2, aKey(() => new Uint8Array(16).fill(at))]] }),
      }),
    ),
  );
  const before = process.cpuUsage();
  const register = fold(...base, secondIn, ...removals);
  const { user, system } = process.cpuUsage(before);
  expect(register.isDevice(second.device.id)).toBe(false);
  expect((user + system) / 1e6).toBeLessThan(1);
});
