/** What a vault keeps of what others decide: keys that come later, checkpoints, strangers, and all of it after a restart. */
import { expect, test } from 'vitest';

import { coverKeyFrom, coverOf } from '@/lib/vault/cover';
import { makeDevice } from '@/lib/vault/device';
import { handOver } from '@/lib/vault/hands';
import { keyIdFromBytes, LetterId } from '@/lib/vault/ids';
import { epochKeys, makeSectionKey } from '@/lib/vault/keyring';
import { writeStatement } from '@/lib/vault/statement';
import { openVault, type Vault, type VaultOptions } from '@/lib/vault/vault';

import { admissionOf, coversOf, type Founded, freshStore, tag, text } from './people';
import {
  alone,
  askIn,
  bodies,
  type Colleague,
  exchange,
  letIn,
  readBy,
  saved,
  tell,
  write,
} from './team';

const reopen = async (
  founded: Founded,
  { device, vault, factory }: Colleague,
  options: Partial<VaultOptions> = {},
): Promise<Vault> =>
  openVault({
    store: await freshStore(factory),
    tag,
    notebook: founded.notebook,
    keyring: vault.keyring(),
    device,
    summary: null,
    random: founded.random,
    ...options,
  });

const two = async (seed = 1) => {
  const { founded, alice } = await alone(seed);
  const bob = await letIn(founded, alice);
  await exchange(alice, bob);
  return { founded, alice, bob };
};

test('a section that one comes to read is named for building, and read from the start', async () => {
  const { founded, alice } = await alone();
  const [open, other] = founded.sections;
  const bob = await letIn(founded, alice, { grants: [{ section: open, access: 'write' }] });
  await write(founded, alice, other, 'before the grant');
  await exchange(alice, bob);
  const summary = bob.vault.summary();
  const kept = bob.vault.keyring();
  const { cover } = saved(
    await alice.vault.grant({ member: bob.member, section: other, access: 'read' }),
  );
  const taking = await bob.vault.take([cover]);
  expect(taking).toMatchObject({ keys: true, statements: true, reordered: [other], letters: [] });
  expect(bob.vault.keyring()).not.toBe(kept);
  expect(bodies(await bob.vault.readAll(0, new Set([other])))).toEqual(['before the grant']);
  // A snapshot from before the key does not have the section: it is not believed, with either keyring.
  for (const keyring of [kept, bob.vault.keyring()]) {
    const again = await reopen(founded, bob, { summary, keyring });
    expect(again.openedAfter).toBe(0);
    expect(await readBy({ vault: again })).toEqual(['before the grant']);
    expect(again.keyring().sectionKeys).toHaveLength(2);
  }
  const fresh = await reopen(founded, bob, { summary: bob.vault.summary() });
  expect(fresh.openedAfter).toBe(bob.vault.lastRow());
});

test('a locked engine passes on a removal, and finds its keys when it is unlocked', async () => {
  const { founded, alice, bob } = await two();
  const [section] = founded.sections;
  const cara = await letIn(founded, alice);
  await exchange(alice, bob, cara);
  const locked = await reopen(founded, bob, {
    device: null,
    ownDevice: bob.device.id,
    keyring: { ...bob.vault.keyring(), sectionKeys: [] },
  });
  const { cover } = saved(await alice.vault.remove({ members: [cara.member], devices: [] }));
  const after = await write(founded, alice, section, 'after');
  expect(await locked.take([cover])).toMatchObject({ statements: true, keys: false });
  expect(await locked.take([after.cover])).toMatchObject({ held: 0 });
  expect(await coversOf(locked)).toContainEqual(cover);
  const unlocked = await reopen(founded, bob);
  expect(unlocked.epoch()?.number).toBe(2);
  await tell(alice.vault, unlocked);
  expect(await readBy({ vault: unlocked })).toEqual(['after']);
});

test('what does not count is remembered across a restart with a summary, and counts when it may', async () => {
  const { founded, alice, bob } = await two();
  const [section] = founded.sections;
  const cara = await letIn(founded, alice);
  await exchange(alice, bob, cara);
  await write(founded, bob, section, 'one');
  await exchange(alice, bob, cara);
  await write(founded, bob, section, 'two');
  await write(founded, bob, section, 'three');
  await tell(bob.vault, cara.vault);
  saved(await alice.vault.withdraw({ member: bob.member, section }));
  await tell(alice.vault, cara.vault);
  const again = await reopen(founded, cara, { summary: cara.vault.summary() });
  expect(again.openedAfter).toBeGreaterThan(0);
  expect(again.vector()).toEqual(cara.vault.vector());
  expect(again.setAside()).toMatchObject([{ reason: 'not allowed', count: 2 }]);
  const { cover } = saved(
    await alice.vault.grant({ member: bob.member, section, access: 'write' }),
  );
  expect((await again.take([cover])).reordered).toEqual([section]);
  expect(await readBy({ vault: again })).toEqual(['one', 'three', 'two']);
  const last = await reopen(founded, cara);
  expect(await readBy({ vault: last })).toEqual(['one', 'three', 'two']);
});

test('one statement of a stranger is not kept, and one that waits for its admission is', async () => {
  const { founded, alice, bob } = await two();
  const stranger = await makeDevice(founded.random);
  const key = await coverKeyFrom(
    await epochKeys(
      founded.notebook,
      founded.keyring.epochs[0] ?? { number: 0, secret: founded.random(32) },
    ),
  );
  const refusedOne = await writeStatement(
    founded.notebook,
    alice.vault.register().heads,
    { kind: 'appoint', member: bob.member },
    stranger,
  );
  const before = bob.vault.lastRow();
  const taking = await bob.vault.take([await coverOf('statement', refusedOne.bytes, key)]);
  expect(taking).toMatchObject({ held: 0, refused: [{ reason: 'against the rules' }] });
  expect(bob.vault.lastRow()).toBe(before);
  expect(bob.vault.register().refused).toEqual([]);
  const cara = await letIn(founded, alice, { isKeeper: true });
  const role = saved(
    await cara.vault.state({ kind: 'role', member: bob.member, role: 'Liaison SPO' }),
  );
  expect(await bob.vault.take([role.cover])).toMatchObject({ held: 1, statements: false });
  await tell(alice.vault, bob.vault);
  expect(bob.vault.register().members.find(({ member }) => member === bob.member)?.role).toBe(
    'Liaison SPO',
  );
});

test('keys that are not what a statement calls them are not taken', async () => {
  const { founded, alice, bob } = await two();
  const [section] = founded.sections;
  const said = await makeSectionKey(section, founded.random);
  const sealed = await makeSectionKey(section, founded.random);
  const own = await handOver(founded.notebook, [
    { device: bob.device.id, exchangeKey: bob.device.exchangeKey, epochs: [], keys: [sealed] },
  ]);
  const kept = bob.vault.keyring();
  const { cover } = saved(
    await alice.vault.state({
      kind: 'hand',
      hands: { ...own, keys: [{ section, keyId: said.keyId }] },
    }),
  );
  expect(await bob.vault.take([cover])).toMatchObject({ statements: true, keys: false });
  expect(bob.vault.keyring()).toBe(kept);
  expect(bob.vault.setAside()).toMatchObject([
    { reason: 'keys do not open', device: alice.device.id, count: 1 },
  ]);
  // Named for everyone though nobody holds it: Bob writes under the other key, or makes one that is real.
  expect((await bob.vault.write(section, founded.run, text('goes on'))).state).toBe('saved');
  await exchange(alice, bob);
  expect(await readBy(alice)).toEqual(['goes on']);
});

/** Alice offers a checkpoint of everything up to here. */
const checkpoint = async ({ founded, alice }: { founded: Founded; alice: Colleague }) => {
  const [section] = founded.sections;
  return saved(
    await alice.vault.state({
      kind: 'checkpoint',
      section,
      ends: alice.vault.vector().filter((end) => end.section === section),
      hash: founded.random(32),
      isErasure: false,
    }),
  ).statement;
};

test('what a checkpoint swallowed is gone and known, and the chains go on', async () => {
  const { founded, alice, bob } = await two();
  const [section, other] = founded.sections;
  await write(founded, alice, section, 'old');
  await write(founded, bob, section, 'old as well');
  await write(founded, bob, other, 'elsewhere');
  await exchange(alice, bob);
  const old = await coversOf(bob.vault);
  const offered = await checkpoint({ founded, alice });
  await write(founded, bob, section, 'loose');
  await exchange(alice, bob);
  for (const one of [alice, bob]) {
    const dropping = await one.vault.dropTo(offered);
    expect(dropping).toMatchObject({ state: 'dropped', reordered: [] });
    expect(dropping.state === 'dropped' && dropping.rows).toHaveLength(2);
    expect(await readBy(one)).toEqual(['elsewhere', 'loose']);
    expect(one.vault.bases()).toHaveLength(2);
    expect((await one.vault.take(old)).held).toBe(0);
  }
  expect(alice.vault.vector()).toEqual(bob.vault.vector());
  const writing = await write(founded, alice, section, 'new');
  expect(writing.letter.seq).toBe(2);
  await exchange(alice, bob);
  expect(await readBy(bob, section)).toEqual(['loose', 'new']);
  // After a restart, whether or not the rows were deleted, and with and without the summary.
  for (const summary of [null, bob.vault.summary()]) {
    const again = await reopen(founded, bob, { summary });
    expect(await readBy({ vault: again })).toEqual(['elsewhere', 'loose', 'new']);
    expect(again.vector()).toEqual(bob.vault.vector());
    expect(again.bases()).toEqual(bob.vault.bases());
    expect(again.setAside()).toEqual([]);
  }
});

test('one who never had what a checkpoint swallowed goes on from its ends', async () => {
  const { founded, alice, bob } = await two();
  const [section] = founded.sections;
  await write(founded, alice, section, 'old');
  const offered = await checkpoint({ founded, alice });
  expect((await alice.vault.dropTo(offered)).state).toBe('dropped');
  const loose = await write(founded, alice, section, 'loose');
  await bob.vault.takeStatements(alice.vault.register().unknownTo(bob.vault.register().heads));
  await bob.vault.take([loose.cover]);
  expect(await readBy(bob)).toEqual([]);
  expect(await bob.vault.dropTo(offered)).toMatchObject({ state: 'dropped', reordered: [section] });
  expect(await readBy(bob)).toEqual(['loose']);
  expect(bob.vault.vector()).toEqual(alice.vault.vector());
  expect((await reopen(founded, bob, { summary: bob.vault.summary() })).vector()).toEqual(
    alice.vault.vector(),
  );
});

test('a full disk leaves a checkpoint, a removal and a first key undone, to be tried again', async () => {
  const { founded, alice, bob } = await two();
  const [section] = founded.sections;
  const real = await freshStore(alice.factory);
  let isFull = true;
  const store = {
    ...real,
    append: async (...args: Parameters<typeof real.append>) =>
      isFull ? ({ state: 'full' } as const) : real.append(...args),
    putSetting: async (...args: Parameters<typeof real.putSetting>) =>
      isFull ? ({ state: 'full' } as const) : real.putSetting(...args),
  };
  await write(founded, alice, section, 'old');
  const offered = await checkpoint({ founded, alice });
  const vault = await reopen(founded, alice, { store });
  const heads = vault.register().heads;
  expect(await vault.dropTo(offered)).toEqual({ state: 'full' });
  expect(await vault.remove({ members: [bob.member], devices: [] })).toEqual({ state: 'full' });
  expect(vault.register().heads).toEqual(heads);
  expect(vault.keyring()).toBe(alice.vault.keyring());
  expect(await readBy({ vault })).toEqual(['old']);
  isFull = false;
  expect((await vault.remove({ members: [bob.member], devices: [] })).state).toBe('saved');
  expect((await vault.dropTo(offered)).state).toBe('dropped');
  expect(vault.epoch()?.number).toBe(2);
});

test('an admission that names no right to a section hands no key to it', async () => {
  const { founded, alice } = await alone();
  const [section, other] = founded.sections;
  const bob = await letIn(founded, alice, { grants: [{ section, access: 'read' }] });
  const second = await makeDevice(founded.random);
  saved(
    await bob.vault.admit(
      await askIn(founded, bob, second, {
        member: bob.member,
        grants: [{ section: other, access: 'write' }],
      }),
    ),
  );
  expect(bob.vault.register().accessOf(second.id, other)).toBeNull();
  expect(
    bob.vault
      .register()
      .keysOf(other)
      .some(({ audience }) => audience.has(second.id)),
  ).toBe(false);
  expect(bob.vault.register().accessOf(second.id, section)).toBe('read');
});

test('a statement with keys of its own is said as it is', async () => {
  const { founded, alice } = await alone();
  const device = await makeDevice(founded.random);
  const stating = await alice.vault.state(await admissionOf(founded, device));
  expect(stating.state).toBe('saved');
  expect(alice.vault.register().isDevice(device.id)).toBe(true);
});

test('a base that was noted under an epoch whose keyring was not kept is found again', async () => {
  const { founded, alice, bob } = await two();
  const [section] = founded.sections;
  const kept = alice.vault.keyring();
  await write(founded, alice, section, 'old');
  saved(await alice.vault.remove({ members: [bob.member], devices: [] }));
  const offered = await checkpoint({ founded, alice });
  await write(founded, alice, section, 'loose');
  const dropping = await alice.vault.dropTo(offered);
  if (dropping.state !== 'dropped') throw new Error(dropping.state);
  const store = await freshStore(alice.factory);
  for (const row of dropping.rows) await store.moveAside(tag, row, 'swallowed');
  const again = await reopen(founded, alice, { keyring: kept });
  expect(await readBy({ vault: again })).toEqual(['loose']);
  expect(again.bases()).toEqual(alice.vault.bases());
  expect(again.vector()).toEqual(alice.vault.vector());
});

test('more than one statement carries is refused by name', async () => {
  const { alice } = await alone();
  const letters = Array.from({ length: 20_000 }, (_, at) =>
    LetterId.parse(at.toString(16).padStart(64, '0')),
  );
  const [section] = (await alone()).founded.sections;
  expect(await alice.vault.state({ kind: 'leaveOut', section, letters })).toEqual({
    state: 'too large',
  });
});

test('a statement that was not worth keeping is kept when somebody builds on it, though it does not come again', async () => {
  const { founded, alice, bob } = await two();
  const cara = await letIn(founded, alice);
  await exchange(alice, bob, cara);
  const before = alice.vault.register().heads;
  saved(await alice.vault.remove({ members: [cara.member], devices: [] }));
  await exchange(alice, bob);
  const said = await Promise.all(
    Array.from({ length: 65 }, (_, at) =>
      writeStatement(
        founded.notebook,
        before,
        { kind: 'role', member: cara.member, role: `role ${at}` },
        cara.device,
      ),
    ),
  );
  await bob.vault.takeStatements(said.map(({ bytes }) => bytes));
  const held = new Set(bob.vault.register().refused.map(({ statement }) => statement));
  const dropped = said.filter(({ id }) => !held.has(id));
  expect(dropped).toHaveLength(1);
  const parents = [...alice.vault.register().heads, ...dropped.map(({ id }) => id)].toSorted();
  const built = await writeStatement(
    founded.notebook,
    parents,
    { kind: 'role', member: bob.member, role: 'YOT manager' },
    alice.device,
  );
  await bob.vault.takeStatements([built.bytes]);
  expect(bob.vault.register().waiting).toEqual([]);
  expect(bob.vault.register().heads).toContain(built.id);
});

test('when a keeper names an epoch that it hands to nobody, all others meet in one that they hold', async () => {
  const { founded, alice } = await alone();
  const bob = await letIn(founded, alice, { isKeeper: true });
  const cara = await letIn(founded, alice, { isKeeper: true });
  const dan = await letIn(founded, alice);
  await exchange(alice, bob, cara, dan);
  // Cara's removal of Dan will not count; the epoch that came with it only Bob and Cara and Alice hold.
  saved(await cara.vault.remove({ members: [dan.member], devices: [] }));
  saved(await alice.vault.state({ kind: 'retire', member: cara.member }));
  const keyId = keyIdFromBytes(founded.random(16));
  const hands = { epochs: [{ number: 2, keyId }], keys: [], bundles: [] };
  saved(await bob.vault.state({ kind: 'hand', hands }));
  await exchange(alice, bob, cara, dan);
  for (const { vault } of [alice, bob, cara, dan]) {
    expect(vault.register().currentEpoch).toEqual({ number: 2, keyId });
    expect(vault.epoch()?.number).toBe(1);
  }
  expect(cara.vault.keyring().epochs.map(({ number }) => number)).toEqual([1, 2]);
});
