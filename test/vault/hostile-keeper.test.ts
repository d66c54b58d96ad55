/** What a hostile keeper or member tries with devices, keys and bounds; each is tried here and does not work. */
import { expect, test } from 'vitest';

import { makeDevice } from '@/lib/vault/device';
import { handOver, nameEpoch } from '@/lib/vault/hands';
import { makeSectionKey, type SectionKey } from '@/lib/vault/keyring';
import { NO_KEYS } from '@/lib/vault/statement';

import type { Founded } from './people';
import { aKey, handing, makeScene, ruleAgainst } from './scene';
import {
  alone,
  askIn,
  type Colleague,
  exchange,
  letIn,
  readBy,
  saved,
  SEALED,
  write,
} from './team';

/** Mallory keeps the notebook and reads one section of two. */
const withMallory = async () => {
  const { founded, alice } = await alone();
  const bob = await letIn(founded, alice);
  const mallory = await letIn(founded, alice, {
    isKeeper: true,
    grants: [{ section: founded.sections[0], access: 'write' }],
  });
  await exchange(alice, bob, mallory);
  return { founded, alice, bob, mallory };
};

test('a keeper lets no device in under the name of somebody who is in', async () => {
  const { founded, mallory, bob } = await withMallory();
  const spy = await makeDevice(founded.random);
  const asking = await askIn(founded, mallory, spy, { member: bob.member, grants: [] });
  expect(await mallory.vault.admit(asking)).toEqual({ state: 'against the rules' });
});

test('a device that was put beside a person on old parents reads nothing of theirs', async () => {
  const scene = await makeScene();
  const { alice, founding, sections, epoch, keys, person, another, admit, say, fold } = scene;
  const [open, other] = sections;
  const write = { access: 'write' as const };
  const [bob, mallory] = [await person(), await person()];
  const malloryIn = await admit(alice, [founding], mallory, {
    isKeeper: true,
    grants: [{ section: open, ...write }],
    hands: handing([mallory.device.id], { epochs: [[1, epoch]], keys: [[open, keys[0]]] }),
  });
  const bobIn = await admit(alice, [malloryIn], bob, {
    grants: sections.map((section) => ({ section, ...write })),
  });
  const spy = await another(bob);
  const spyIn = await admit(mallory, [malloryIn], spy, {
    grants: sections.map((section) => ({ section, ...write })),
  });
  const second = await another(bob);
  const secondIn = await admit(bob, [bobIn], second);
  const granted = await say(alice, [secondIn], {
    kind: 'grant',
    member: bob.member,
    section: other,
    ...write,
    hands: NO_KEYS,
  });
  const register = fold(founding, malloryIn, bobIn, spyIn, secondIn, granted);
  // What Mallory may give, and no more; the device that Bob let in has what his first one has.
  expect(register.accessOf(spy.device.id, open)).toBe('write');
  expect(register.accessOf(spy.device.id, other)).toBeNull();
  expect(register.cutoff(spy.device.id, other)).toBe(0);
  expect(register.accessOf(second.device.id, other)).toBe('write');
  expect(register.readersOf(other).map(({ id }) => id)).not.toContain(spy.device.id);
  const lacked = register.lacking.filter(({ section }) => section === other);
  expect(lacked.map(({ device }) => device)).not.toContain(spy.device.id);
  expect(register.members.find(({ member }) => member === bob.member)?.grants.get(other)).toBe(
    'write',
  );
});

test('a device goes on reading when the one that let it in is removed', async () => {
  const { alice, founding, sections, person, another, admit, remove, fold } = await makeScene();
  const bob = await person();
  const bobIn = await admit(alice, [founding], bob, {
    grants: [{ section: sections[0], access: 'read' }],
  });
  const second = await another(bob);
  const secondIn = await admit(bob, [bobIn], second);
  const out = await remove(second, [secondIn], { devices: [bob.device.id] });
  const register = fold(founding, bobIn, secondIn, out);
  expect(register.accessOf(second.device.id, sections[0])).toBe('read');
});

test('who was let in again by a keeper after a removal may speak, and remove', async () => {
  const { alice, founding, person, another, admit, remove, fold } = await makeScene();
  const bob = await person();
  const bobIn = await admit(alice, [founding], bob);
  const out = await remove(alice, [bobIn], { members: [bob.member] });
  const again = await another(bob);
  const againIn = await admit(alice, [out], again);
  const third = await another(bob);
  const thirdIn = await admit(again, [againIn], third);
  const thirdOut = await remove(again, [thirdIn], { devices: [third.device.id] });
  const register = fold(founding, bobIn, out, againIn, thirdIn, thirdOut);
  expect(register.refused).toEqual([]);
  expect(register.isDevice(again.device.id)).toBe(true);
  expect(register.removed.map(({ device }) => device)).toContain(third.device.id);
});

test('bounds of nothing take away what somebody wrote until the next keeper names what they hold', async () => {
  const { founded, alice } = await alone();
  const [open] = founded.sections;
  const bob = await letIn(founded, alice, { isKeeper: true });
  const mallory = await letIn(founded, alice, { isKeeper: true });
  await exchange(alice, bob, mallory);
  await write(founded, alice, open, 'years of work');
  await exchange(alice, bob, mallory);
  const nothing = { members: [alice.member], devices: [], cutoffs: [], hands: NO_KEYS };
  saved(await mallory.vault.state({ kind: 'remove', ...nothing }));
  await exchange(bob, mallory);
  expect(await readBy(bob, open)).toEqual([]);
  saved(await bob.vault.remove({ members: [mallory.member], devices: [] }));
  const again = saved(await bob.vault.remove({ members: [], devices: [alice.device.id] }));
  expect(again.taking.reordered).toEqual([open]);
  expect(await readBy(bob, open)).toEqual(['years of work']);
  expect(bob.vault.register().isDevice(alice.device.id)).toBe(false);
});

test('of sections of one name that of a keeper comes first, whoever made theirs earlier', async () => {
  const { alice, founding, person, admit, makeSection, say, fold } = await makeScene();
  const bob = await person();
  const bobIn = await admit(alice, [founding], bob);
  const by = await makeSection(bob, [bobIn], 'overview');
  const spread = await say(alice, [bobIn], { kind: 'role', member: bob.member, role: 'ACO' });
  const honest = await makeSection(alice, [spread], 'overview');
  const base = [founding, bobIn, spread, by.statement, honest.statement];
  const named = (...more: typeof base) =>
    fold(...base, ...more).sections.filter(({ purpose }) => purpose === 'overview');
  expect(named()).toMatchObject([
    { section: honest.section, isByKeeper: true },
    { section: by.section, isByKeeper: false },
  ]);
  // It was judged where it was made: who becomes a keeper later draws nothing to themselves.
  const appointed = await say(alice, [by.statement, honest.statement], {
    kind: 'appoint',
    member: bob.member,
  });
  const retired = await say(bob, [appointed], { kind: 'retire', member: alice.member });
  expect(named(appointed, retired).map(({ section }) => section)).toEqual([
    honest.section,
    by.section,
  ]);
});

/** Hands to everyone, and to Bob something that does not open. */
const blinding = async (
  { notebook }: Pick<Founded, 'notebook'>,
  to: readonly Colleague[],
  bob: Colleague,
  what: {
    readonly keys?: readonly SectionKey[];
    readonly epochs?: readonly Awaited<ReturnType<typeof nameEpoch>>[];
  },
) => {
  const good = await handOver(
    notebook,
    to.map(({ device }) => ({
      device: device.id,
      exchangeKey: device.exchangeKey,
      epochs: what.epochs ?? [],
      keys: what.keys ?? [],
    })),
  );
  return {
    ...good,
    bundles: good.bundles.map((one) =>
      one.device === bob.device.id ? { ...one, sealed: new Uint8Array(one.sealed.length) } : one,
    ),
  };
};

test('who was handed a key that does not open says so, and is handed it by somebody else', async () => {
  const { founded, alice } = await alone();
  const [open] = founded.sections;
  const bob = await letIn(founded, alice);
  const mallory = await letIn(founded, alice);
  await exchange(alice, bob, mallory);
  const key = await makeSectionKey(open, founded.random);
  const hands = await blinding(founded, [alice, bob, mallory], bob, { keys: [key] });
  saved(await mallory.vault.state({ kind: 'hand', hands }));
  await exchange(alice, bob, mallory);
  await write(founded, alice, open, 'for bob too');
  await exchange(alice, bob, mallory);
  expect(await readBy(bob, open)).toEqual([SEALED]);
  expect(bob.vault.hasUnopened()).toBe(true);
  saved(await bob.vault.handLacking());
  expect(bob.vault.hasUnopened()).toBe(false);
  await exchange(alice, bob, mallory);
  expect(alice.vault.register().lacking).toEqual([
    { device: bob.device.id, section: open, epoch: null, keyId: key.keyId },
  ]);
  saved(await alice.vault.handLacking());
  await exchange(alice, bob, mallory);
  expect(await readBy(bob, open)).toEqual(['for bob too']);
  expect(alice.vault.register().lacking).toEqual([]);
});

test('a keeper who hands one device an epoch that does not open does not shut it out', async () => {
  const { founded, alice } = await alone();
  const bob = await letIn(founded, alice);
  const mallory = await letIn(founded, alice, { isKeeper: true });
  await exchange(alice, bob, mallory);
  const number = (mallory.vault.register().currentEpoch?.number ?? 0) + 1;
  const epoch = await nameEpoch({ number, secret: founded.random(32) });
  const hands = await blinding(founded, [alice, bob, mallory], bob, { epochs: [epoch] });
  saved(await mallory.vault.state({ kind: 'hand', hands }));
  await exchange(alice, bob, mallory);
  saved(await bob.vault.handLacking());
  await exchange(alice, bob, mallory);
  saved(await alice.vault.handLacking());
  await exchange(alice, bob, mallory);
  expect(alice.vault.epoch()?.number).toBe(number);
  expect(bob.vault.epoch()?.number).toBe(number);
});

test('of a key that never opens a device says so three times and no more', async () => {
  const { founded, alice } = await alone();
  const [open] = founded.sections;
  const bob = await letIn(founded, alice);
  await exchange(alice, bob);
  const key = await makeSectionKey(open, founded.random);
  const said: boolean[] = [];
  for (let round = 0; round < 5; round += 1) {
    const hands = await blinding(founded, [alice, bob], bob, { keys: [key] });
    saved(await alice.vault.state({ kind: 'hand', hands }));
    await bob.vault.takeStatements(alice.vault.register().statements);
    said.push(bob.vault.hasUnopened());
    await bob.vault.handLacking();
    await exchange(alice, bob);
  }
  expect(said).toEqual([true, true, true, false, false]);
});

test('nobody spoils an epoch or a key by handing it to somebody made up', async () => {
  const { founded, alice } = await alone();
  const [open] = founded.sections;
  const mallory = await letIn(founded, alice, { grants: [{ section: open, access: 'write' }] });
  await exchange(alice, mallory);
  const stranger = await makeDevice(founded.random);
  const { epochs, sectionKeys } = mallory.vault.keyring();
  const before = alice.vault.register();
  const hands = await handOver(founded.notebook, [
    {
      device: stranger.id,
      exchangeKey: stranger.exchangeKey,
      epochs: await Promise.all(epochs.map(nameEpoch)),
      keys: sectionKeys,
    },
  ]);
  saved(await mallory.vault.state({ kind: 'hand', hands }));
  await exchange(alice, mallory);
  expect(alice.vault.register().currentEpoch).toEqual(before.currentEpoch);
  expect(alice.vault.register().writingKeys(open)).toEqual(before.writingKeys(open));
});

test('a key that was handed to somebody in good faith is known to be out when they are', async () => {
  const { alice, founding, epoch, person, admit, remove, say, random, fold } = await makeScene();
  const bob = await person();
  const bobIn = await admit(alice, [founding], bob, {
    hands: handing([bob.device.id], { epochs: [[1, epoch]] }),
  });
  const keyId = aKey(random);
  const made = await say(alice, [bobIn], {
    kind: 'hand',
    hands: handing([bob.device.id], { epochs: [[2, keyId]] }),
  });
  // Made without knowing of that epoch.
  const out = await remove(alice, [bobIn], { members: [bob.member] });
  const register = fold(founding, bobIn, made, out);
  expect(ruleAgainst(register, made)).toBeNull();
  expect(register.currentEpoch).toBeNull();
});
