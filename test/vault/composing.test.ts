/** Who reads and writes, and who no longer does: the statements that a vault makes, and their keys. */
import { expect, test } from 'vitest';

import { openCover, coverKeyFrom } from '@/lib/vault/cover';
import { makeDevice } from '@/lib/vault/device';
import { epochKeys } from '@/lib/vault/keyring';
import { NO_LETTER } from '@/lib/vault/letter';
import type { MemberId } from '@/lib/vault/ids';
import { openVault } from '@/lib/vault/vault';

import { coversOf, freshStore, tag, text } from './people';
import { alone, askIn, exchange, forge, letIn, readBy, saved, SEALED, tell, write } from './team';

/** Alice is a keeper; Bob and Cara write both sections. */
const three = async (seed = 1) => {
  const { founded, alice } = await alone(seed);
  const bob = await letIn(founded, alice);
  const cara = await letIn(founded, alice);
  await exchange(alice, bob, cara);
  return { founded, alice, bob, cara };
};

const keyIn = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined) throw new Error('none');
  return item;
};

test('a newcomer reads what was written before in the sections that are granted, and nothing else', async () => {
  const { founded, alice } = await alone();
  const [open, other] = founded.sections;
  await write(founded, alice, open, 'for everyone');
  await write(founded, alice, other, 'not for Bob');
  const bob = await letIn(founded, alice, { grants: [{ section: open, access: 'write' }] });
  await exchange(alice, bob);
  expect(await readBy(bob)).toEqual([SEALED, 'for everyone']);
  expect(bob.vault.holdsKeyOf(other)).toBe(false);
  expect(await bob.vault.write(other, founded.run, text('x'))).toEqual({ state: 'no key' });
  expect(bob.vault.vector()).toEqual(alice.vault.vector());
});

test('one who does not read a section keeps it and passes it on', async () => {
  const { founded, alice } = await alone();
  const [open, other] = founded.sections;
  const bob = await letIn(founded, alice, { grants: [{ section: open, access: 'write' }] });
  const cara = await letIn(founded, alice);
  await write(founded, alice, other, 'between Alice and Cara');
  await tell(alice.vault, bob.vault);
  expect(await readBy(bob)).toEqual([SEALED]);
  await tell(bob.vault, cara.vault);
  expect(await readBy(cara)).toEqual(['between Alice and Cara']);
});

test('one who may only read is refused by their own vault, and their letters by every other', async () => {
  const { founded, alice } = await alone();
  const [section] = founded.sections;
  const guest = await letIn(founded, alice, { grants: [{ section, access: 'read' }] });
  const cara = await letIn(founded, alice);
  await write(founded, alice, section, 'to read');
  await exchange(alice, guest, cara);
  expect(await readBy(guest)).toEqual(['to read']);
  expect(await guest.vault.write(section, founded.run, text('no'))).toEqual({
    state: 'not allowed',
  });
  const key = keyIn(guest.vault.keyring().sectionKeys);
  const epoch = keyIn(guest.vault.keyring().epochs);
  const forged = await forge(
    founded,
    guest.device,
    { key, epoch, seq: 1, previous: NO_LETTER },
    'written all the same',
  );
  for (const { vault } of [alice, cara, guest]) {
    await vault.take([forged.cover]);
    expect(await readBy({ vault })).toEqual(['to read']);
    expect(vault.setAside()).toMatchObject([
      {
        reason: 'not allowed',
        words: 'A change by a person or device that may not write here.',
        device: guest.device.id,
        count: 1,
      },
    ]);
  }
});

test('after a removal what was seen counts, what was not does not, and nothing new can be read', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section] = founded.sections;
  await write(founded, bob, section, 'seen');
  await exchange(alice, bob, cara);
  await write(founded, bob, section, 'unseen');
  const held = new Set(bob.vault.keyring().sectionKeys.map(({ keyId }) => keyId));
  const stating = saved(await alice.vault.remove({ members: [bob.member], devices: [] }));
  expect(stating.taking.keys).toBe(true);
  expect(alice.vault.epoch()?.number).toBe(2);
  await exchange(alice, bob, cara);
  for (const one of [alice, bob, cara]) expect(await readBy(one)).toEqual(['seen']);
  expect(alice.vault.setAside()).toMatchObject([{ reason: 'not allowed', device: bob.device.id }]);
  const after = await write(founded, alice, section, 'without Bob');
  expect(after.statements).toEqual([]);
  const taking = await bob.vault.take([after.cover]);
  expect(taking).toMatchObject({ held: 0, refused: [{ reason: 'no key' }] });
  await exchange(alice, cara);
  expect(await readBy(cara, section)).toEqual(['seen', 'without Bob'].toSorted());
  expect(await bob.vault.write(section, founded.run, text('no'))).toEqual({ state: 'removed' });
  // Were the cover opened for Bob, the letter would still be under a key that he was not handed.
  expect(bob.vault.keyring().sectionKeys.every(({ keyId }) => held.has(keyId))).toBe(true);
  const written = alice.vault.register().writingKeys(section);
  expect(written.length).toBeGreaterThan(0);
  for (const keyId of written) expect(held.has(keyId)).toBe(false);
});

test('a section that the remover does not read gets its new key from whoever writes there first', async () => {
  const { founded, alice } = await alone();
  const bob = await letIn(founded, alice);
  const cara = await letIn(founded, alice);
  const dan = await letIn(founded, alice);
  await exchange(alice, bob, cara, dan);
  const made = saved(
    await bob.vault.makeSection('secondment/example', [
      { member: cara.member, access: 'write' },
      { member: dan.member, access: 'read' },
    ]),
  );
  const { section } = made;
  await exchange(alice, bob, cara, dan);
  await write(founded, bob, section, 'before');
  await exchange(alice, bob, cara, dan);
  expect(alice.vault.holdsKeyOf(section)).toBe(false);
  saved(await alice.vault.remove({ members: [bob.member], devices: [] }));
  await exchange(alice, bob, cara, dan);
  expect(cara.vault.register().writingKeys(section)).toEqual([]);
  const writing = await write(founded, cara, section, 'after');
  expect(writing.statements).toHaveLength(1);
  expect(writing.taking.keys).toBe(true);
  await exchange(alice, cara, dan);
  expect(await readBy(dan, section)).toEqual(['after', 'before']);
  expect(await readBy(alice, section)).toEqual([SEALED, SEALED]);
  // Bob hears of the key by the door, and it is not for him.
  const before = bob.vault.keyring();
  await bob.vault.takeStatements(cara.vault.register().statements);
  expect(bob.vault.keyring()).toBe(before);
  const again = await write(founded, cara, section, 'and again');
  expect(again.statements).toEqual([]);
});

test('a statement with an epoch rests under the epoch before it, so that an older keyring opens it', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section] = founded.sections;
  const kept = alice.vault.keyring();
  const { cover } = saved(await alice.vault.remove({ members: [bob.member], devices: [] }));
  await write(founded, alice, section, 'under the new key');
  const epoch = keyIn(kept.epochs);
  const key = await coverKeyFrom(await epochKeys(founded.notebook, epoch));
  expect((await openCover(cover, [key])).state).toBe('opened');
  // The engine was killed before the keyring was kept.
  const again = await openVault({
    store: await freshStore(alice.factory),
    tag,
    notebook: founded.notebook,
    keyring: kept,
    device: alice.device,
    summary: null,
    random: founded.random,
  });
  expect(again.keyring().epochs).toEqual(alice.vault.keyring().epochs);
  expect(await readBy({ vault: again })).toEqual(['under the new key']);
  expect(again.vector()).toEqual(alice.vault.vector());
  expect((await again.write(section, founded.run, text('goes on'))).state).toBe('saved');
  await exchange({ vault: again }, cara);
  expect(await readBy(cara)).toEqual(['goes on', 'under the new key']);
});

test('a removal is known to one who hears of it and of later letters in one breath', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section] = founded.sections;
  const { cover } = saved(await alice.vault.remove({ members: [bob.member], devices: [] }));
  const later = await write(founded, alice, section, 'later');
  const taking = await cara.vault.take([later.cover, cover]);
  expect(taking).toMatchObject({ held: 2, keys: true, refused: [] });
  expect(taking.letters.map(({ seq }) => seq)).toEqual([1]);
  expect(cara.vault.setAside()).toEqual([]);
});

test('after a removal everything is covered under the new epoch, statements first', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section] = founded.sections;
  await write(founded, alice, section, 'old');
  await exchange(alice, cara);
  saved(await alice.vault.remove({ members: [bob.member], devices: [] }));
  await exchange(alice, cara);
  const epoch = alice.vault.epoch();
  if (epoch === null) throw new Error('no epoch');
  const key = await coverKeyFrom(await epochKeys(founded.notebook, epoch));
  const covers = await coversOf(alice.vault);
  const opened = await Promise.all(covers.map((cover) => openCover(cover, [key])));
  const kinds = opened.map((one) => (one.state === 'opened' ? one.kind : one.why));
  expect(kinds).toEqual(['statement', 'statement', 'statement', 'statement', 'letter']);
  expect(new Set(covers.map((cover) => Buffer.from(cover).toString('hex')))).toEqual(
    new Set((await coversOf(cara.vault)).map((cover) => Buffer.from(cover).toString('hex'))),
  );
});

test('withdrawn from a section one writes and reads there no longer; granted again what was written counts', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section, other] = founded.sections;
  await write(founded, bob, section, 'seen');
  await exchange(alice, bob, cara);
  await write(founded, bob, section, 'unseen');
  saved(await alice.vault.withdraw({ member: bob.member, section }));
  await exchange(alice, bob, cara);
  await write(founded, alice, section, 'without Bob');
  await exchange(alice, bob, cara);
  expect(await readBy(cara, section)).toEqual(['seen', 'without Bob']);
  expect(await readBy(bob, section)).toEqual([SEALED, 'seen']);
  expect(await bob.vault.write(section, founded.run, text('no'))).toEqual({ state: 'no key' });
  expect((await bob.vault.write(other, founded.run, text('yes'))).state).toBe('saved');
  saved(await alice.vault.grant({ member: bob.member, section, access: 'write' }));
  await exchange(alice, bob, cara);
  for (const one of [alice, bob, cara]) {
    expect(await readBy(one, section)).toEqual(['seen', 'unseen', 'without Bob'].toSorted());
  }
  await write(founded, bob, section, 'back');
  await exchange(alice, bob, cara);
  expect(alice.vault.setAside()).toEqual([]);
  expect(await readBy(alice, section)).toContain('back');
});

test('a second device is handed what its member reads', async () => {
  const { founded, alice, bob } = await three();
  const [section] = founded.sections;
  await write(founded, alice, section, 'before');
  await exchange(alice, bob);
  const second = await letIn(founded, bob, { member: bob.member, grants: [] });
  await exchange(alice, bob, second);
  expect(await readBy(second)).toEqual(['before']);
  expect((await second.vault.write(section, founded.run, text('mine'))).state).toBe('saved');
  await exchange(alice, second);
  expect(await readBy(alice)).toEqual(['before', 'mine']);
});

test('one who was let in beside a removal lacks the new keys until somebody hands them on', async () => {
  const { founded, alice } = await alone();
  const [section] = founded.sections;
  const bob = await letIn(founded, alice);
  const cara = await letIn(founded, alice, { isKeeper: true });
  await exchange(alice, bob, cara);
  saved(await alice.vault.remove({ members: [bob.member], devices: [] }));
  await write(founded, alice, section, 'after the removal');
  // Cara has not heard of it.
  const dan = await letIn(founded, cara);
  await exchange(alice, cara, dan);
  expect(alice.vault.register().lacking.length).toBeGreaterThan(0);
  expect(saved(await alice.vault.handLacking()).taking.statements).toBe(true);
  await exchange(alice, cara, dan);
  expect(await alice.vault.handLacking()).toEqual({ state: 'nothing lacking' });
  expect(alice.vault.register().lacking).toEqual([]);
  expect(await readBy(dan)).toEqual(['after the removal']);
  expect(dan.vault.epoch()).toEqual(alice.vault.epoch());
});

test('who removes their own device makes no keys; a keeper makes the epoch with the next letter', async () => {
  const { founded, alice, bob, cara } = await three();
  const [section] = founded.sections;
  const second = await letIn(founded, bob, { member: bob.member, grants: [] });
  await exchange(alice, bob, cara, second);
  saved(await bob.vault.remove({ members: [], devices: [bob.device.id] }));
  await exchange(alice, bob, cara, second);
  expect(alice.vault.register().currentEpoch).toBeNull();
  const writing = await write(founded, alice, section, 'on');
  expect(writing.statements).toHaveLength(1);
  expect(alice.vault.epoch()?.number).toBe(2);
  await exchange(alice, cara, second);
  for (const one of [cara, second]) {
    expect(await readBy(one)).toEqual(['on']);
    expect(one.vault.epoch()).toEqual(alice.vault.epoch());
  }
  expect(bob.vault.epoch()?.number).toBe(1);
});

test('what the rules forbid, and what is about nobody here, is refused by name', async () => {
  const { founded, alice, bob, cara } = await three();
  const stranger = await makeDevice(founded.random);
  expect(await bob.vault.remove({ members: [alice.member], devices: [] })).toEqual({
    state: 'against the rules',
  });
  expect(await alice.vault.remove({ members: [], devices: [stranger.id] })).toEqual({
    state: 'not here',
  });
  expect(await alice.vault.remove({ members: [], devices: [] })).toEqual({ state: 'not here' });
  expect(await bob.vault.admit(await askIn(founded, bob, stranger))).toEqual({
    state: 'against the rules',
  });
  expect(await cara.vault.dropTo(alice.vault.register().heads[0] ?? keyIn([]))).toEqual({
    state: 'not here',
  });
  expect(alice.vault.register().heads).toEqual(bob.vault.register().heads);
});

test('a removal hands forty devices the new epoch and nine new keys', async () => {
  const { founded, alice } = await alone();
  const sections = [...founded.sections];
  for (let at = 2; at < 9; at += 1) {
    sections.push(saved(await alice.vault.makeSection(`secondment/${at}`, [])).section);
  }
  const grants = sections.map((section) => ({ section, access: 'write' as const }));
  const members: MemberId[] = [];
  for (let at = 0; at < 42; at += 1) {
    const asking = await askIn(founded, alice, await makeDevice(founded.random), { grants });
    saved(await alice.vault.admit(asking));
    members.push(asking.member);
  }
  for (const section of sections) await write(founded, alice, section, 'something');
  for (const member of members.slice(0, 3)) {
    const stating = saved(await alice.vault.remove({ members: [member], devices: [] }));
    expect(stating.taking.keys).toBe(true);
  }
  const { register } = alice.vault;
  expect(register().lacking).toEqual([]);
  expect(register().epochs.at(-1)?.audience.size).toBe(40);
  for (const section of sections) expect(register().writingKeys(section)).toHaveLength(1);
});
