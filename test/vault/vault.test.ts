/** The vault of a notebook: what it takes, what it refuses, what it keeps, what it writes. */
import * as fc from 'fast-check';
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';

import { byteReader, byteWriter } from '@/lib/parse/bytes';
import { readKeyBundle } from '@/lib/vault/bundle';
import { makeDevice } from '@/lib/vault/device';
import { makeInvitation, openInviter, openJoiner } from '@/lib/vault/invitation';
import { foldRegister } from '@/lib/vault/register';
import { readStatement } from '@/lib/vault/statement';
import { notebookIdToBytes, runIdFromBytes } from '@/lib/vault/ids';
import { coverKeyFrom, coverOf } from '@/lib/vault/cover';
import { epochKeys, newestEpoch, withBundle } from '@/lib/vault/keyring';
import { bodySealer, NO_LETTER, writeLetter } from '@/lib/vault/letter';
import type { OpenedLetter, Vault } from '@/lib/vault/vault';

import { admissionOf, coversOf, found, type Founded, freshStore, text, vaultOf } from './people';

const bodies = (letters: readonly OpenedLetter[]): readonly (string | null)[] =>
  letters.map(({ body }) => (body === null ? null : new TextDecoder().decode(body)));

/** Alice's vault with the founding in it. */
const started = async (seed = 1): Promise<Founded & { readonly vault: Vault }> => {
  const founded = await found(seed);
  const vault = await vaultOf(founded, founded.alice);
  await vault.takeStatements([founded.founding.bytes]);
  return { ...founded, vault };
};

/** Alice and two others with vaults that know each other. */
const three = async (seed = 1) => {
  const founded = await started(seed);
  const { vault, random } = founded;
  const bob = await makeDevice(random);
  const cara = await makeDevice(random);
  for (const device of [bob, cara]) {
    expect((await vault.state(await admissionOf(founded, device))).state).toBe('saved');
  }
  const statements = await coversOf(vault);
  const bobVault = await vaultOf(founded, bob);
  const caraVault = await vaultOf(founded, cara);
  await bobVault.take(statements);
  await caraVault.take(statements);
  return { ...founded, bob, cara, bobVault, caraVault, statements };
};

/** A letter and its cover as any device with the keys could make it, with whatever head it likes. */
const forge = async (
  { notebook, keyring, sections, random, run }: Founded,
  device: Parameters<typeof writeLetter>[3],
  head: { seq: number; previous: typeof NO_LETTER; section?: 0 | 1 },
  body: string,
) => {
  const section = sections[head.section ?? 0];
  const key = keyring.sectionKeys.find((candidate) => candidate.section === section);
  const epoch = newestEpoch(keyring);
  if (key === undefined || epoch === null) throw new Error('no key');
  const { id, bytes } = await writeLetter(
    { notebook, section, keyId: key.keyId, run, seq: head.seq, previous: head.previous },
    text(body),
    await bodySealer(key),
    device,
    random,
  );
  const coverKey = await coverKeyFrom(await epochKeys(notebook, epoch));
  return { id, cover: await coverOf('letter', bytes, coverKey) };
};

test('what one writes another reads, each chain in order', async () => {
  const { vault, bobVault, sections, run } = await three();
  const first = await vault.write(sections[0], run, text('first'));
  const second = await vault.write(sections[0], run, text('second'));
  if (first.state !== 'saved' || second.state !== 'saved') throw new Error('not saved');
  expect([first.letter.seq, second.letter.seq]).toEqual([1, 2]);
  const taking = await bobVault.take([first.cover, second.cover]);
  expect(bodies(taking.letters)).toEqual(['first', 'second']);
  expect(bobVault.vector()).toEqual(vault.vector());
});

test('a letter that comes too early is kept, and reported when its turn comes', async () => {
  const { vault, bobVault, sections, run } = await three();
  const written = await vault.writeAll(
    ['one', 'two', 'three'].map((body) => ({ section: sections[0], run, body: text(body) })),
  );
  if (written.state !== 'saved') throw new Error('not saved');
  const [one, two, last] = written.written.map(({ cover }) => cover);
  if (one === undefined || two === undefined || last === undefined) throw new Error('missing');
  expect((await bobVault.take([last])).letters).toEqual([]);
  expect(bobVault.setAside()).toMatchObject([{ reason: 'earlier change missing', count: 1 }]);
  expect((await bobVault.take([two])).letters).toEqual([]);
  expect(bodies((await bobVault.take([one])).letters)).toEqual(['one', 'two', 'three']);
  expect(bobVault.setAside()).toEqual([]);
});

test('a letter of a device that is not in the register waits until it is let in', async () => {
  const founded = await started();
  const { vault, random } = founded;
  const bob = await makeDevice(random);
  const { cover } = await forge(founded, bob, { seq: 1, previous: NO_LETTER }, 'early');
  expect((await vault.take([cover])).letters).toEqual([]);
  expect(vault.setAside()).toMatchObject([
    { reason: 'author not known', device: bob.id, count: 1 },
  ]);
  const other = await vaultOf(founded, null);
  await vault.state(await admissionOf(founded, bob));
  const taking = await other.take(await coversOf(vault));
  expect(taking.statements).toBe(true);
  expect(bodies(taking.letters)).toEqual(['early']);
});

test('an admission that arrives later lets the waiting letters through', async () => {
  const founded = await started();
  const { vault, random } = founded;
  const bob = await makeDevice(random);
  const { cover } = await forge(founded, bob, { seq: 1, previous: NO_LETTER }, 'early');
  const carol = await vaultOf(founded, null);
  await carol.take([cover]);
  await vault.state(await admissionOf(founded, bob));
  expect(bodies((await carol.take(await coversOf(vault))).letters)).toEqual(['early']);
});

test('without the key of a section its letters are counted, passed on and not read', async () => {
  const founded = await three();
  const { vault, sections, run, keyring } = founded;
  const guest = await vaultOf(founded, null, { keyring: { ...keyring, sectionKeys: [] } });
  await guest.take(founded.statements);
  const writing = await vault.write(sections[1], run, text('secret'));
  if (writing.state !== 'saved') throw new Error('not saved');
  const taking = await guest.take([writing.cover]);
  expect(taking.letters).toMatchObject([{ seq: 1, body: null }]);
  expect(guest.vector()).toEqual(vault.vector());
  await guest.useKeyring(keyring);
  expect(bodies(await guest.readAll(0))).toEqual(['secret']);
});

test('a locked vault takes and does not write', async () => {
  const founded = await started();
  const locked = await vaultOf(founded, null);
  expect(await locked.write(founded.sections[0], founded.run, text('no'))).toEqual({
    state: 'locked',
  });
});

test('writing at once from many places makes one chain without gaps', async () => {
  const { vault, sections, run } = await started();
  const writings = await Promise.all(
    Array.from({ length: 20 }, (_, at) => vault.write(sections[0], run, text(`${at}`))),
  );
  expect(
    writings.map((writing) => (writing.state === 'saved' ? writing.letter.seq : null)),
  ).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

test('a body that is too large, or for a section without a key, is refused before it gets a number', async () => {
  const founded = await started();
  const { vault, sections, run, random } = founded;
  expect(await vault.write(sections[0], run, new Uint8Array(961 * 1024))).toEqual({
    state: 'too large',
  });
  const stranger = (await found(99)).sections[0];
  expect(await vault.write(stranger, runIdFromBytes(random(16)), text('x'))).toEqual({
    state: 'no key',
  });
  expect(vault.vector()).toEqual([]);
});

test('a full disk burns no number and reports nothing', async () => {
  const founded = await found();
  const real = await freshStore();
  let isFull = false;
  const store = {
    ...real,
    append: async (...args: Parameters<typeof real.append>) =>
      isFull ? ({ state: 'full' } as const) : real.append(...args),
  };
  const vault = await vaultOf(founded, founded.alice, { store });
  await vault.takeStatements([founded.founding.bytes]);
  isFull = true;
  expect(await vault.write(founded.sections[0], founded.run, text('lost'))).toEqual({
    state: 'full',
  });
  const other = await forge(
    founded,
    founded.alice,
    { seq: 1, previous: NO_LETTER, section: 1 },
    'x',
  );
  expect(await vault.take([other.cover])).toMatchObject({ saved: 'full', letters: [], held: 0 });
  isFull = false;
  const writing = await vault.write(founded.sections[0], founded.run, text('kept'));
  expect(writing).toMatchObject({ state: 'saved', letter: { seq: 1 } });
});

test('nothing is reported before it is durable', async () => {
  const founded = await found();
  const real = await freshStore();
  const order: string[] = [];
  const store = {
    ...real,
    append: async (...args: Parameters<typeof real.append>) => {
      const result = await real.append(...args);
      order.push('durable');
      return result;
    },
  };
  const vault = await vaultOf(founded, founded.alice, { store });
  await vault.takeStatements([founded.founding.bytes]).then(() => order.push('reported'));
  expect(order).toEqual(['durable', 'reported']);
});

test('the same cover twice, and the same letter under another cover, count once', async () => {
  const founded = await three();
  const { vault, bobVault, sections, run, keyring, notebook, random } = founded;
  const writing = await vault.write(sections[0], run, text('once'));
  if (writing.state !== 'saved') throw new Error('not saved');
  expect((await bobVault.take([writing.cover, writing.cover])).letters).toHaveLength(1);
  expect((await bobVault.take([writing.cover])).held).toBe(0);
  const epoch = newestEpoch(keyring);
  if (epoch === null) throw new Error('no epoch');
  const key = await coverKeyFrom(await epochKeys(notebook, epoch));
  const { openCover } = await import('@/lib/vault/cover');
  const opened = await openCover(writing.cover, [key]);
  if (opened.state !== 'opened') throw new Error('did not open');
  const another = await coverOf('letter', opened.bytes, { ...key, ivOf: async () => random(12) });
  expect(another).not.toEqual(writing.cover);
  expect((await bobVault.take([another])).held).toBe(0);
});

test('of two letters with one number every device keeps the same one in its chain', async () => {
  const founded = await three();
  const { bob, statements } = founded;
  const one = await forge(founded, bob, { seq: 1, previous: NO_LETTER }, 'to alice');
  const other = await forge(founded, bob, { seq: 1, previous: NO_LETTER }, 'to cara');
  const next = await forge(founded, bob, { seq: 2, previous: other.id }, 'after');
  const vaults = await Promise.all([vaultOf(founded, null), vaultOf(founded, null)]);
  const orders = [
    [one, other, next],
    [next, other, one],
  ];
  for (const [at, vault] of vaults.entries()) {
    await vault.take(statements);
    for (const { cover } of orders[at] ?? []) await vault.take([cover]);
    expect(bodies(await vault.readAll(0))).toEqual(['to cara', 'after']);
    expect(vault.setAside()).toMatchObject([
      { reason: 'two changes with one number', device: bob.id, count: 1 },
    ]);
  }
  expect(vaults[0]?.vector()).toEqual(vaults[1]?.vector());
});

test('a chain that is decided anew after it was reported is named for rebuilding', async () => {
  const founded = await three();
  const { bob, vault, sections } = founded;
  const one = await forge(founded, bob, { seq: 1, previous: NO_LETTER }, 'one');
  const other = await forge(founded, bob, { seq: 1, previous: NO_LETTER }, 'other');
  const next = await forge(founded, bob, { seq: 2, previous: other.id }, 'next');
  await vault.take([one.cover]);
  const taking = await vault.take([other.cover, next.cover]);
  expect(taking.reordered).toEqual([sections[0]]);
  expect(taking.letters).toEqual([]);
  expect(taking.refused).toMatchObject([{ reason: 'two changes with one number', device: bob.id }]);
});

test('a profile restored from a backup meets its own later letters and stops that chain', async () => {
  const founded = await three();
  const { bob, bobVault, sections, run, statements } = founded;
  const factory = new IDBFactory();
  const restored = await vaultOf(founded, bob, { store: await freshStore(factory) });
  await restored.take(statements);
  const writing = await bobVault.write(sections[0], run, text('after the backup'));
  if (writing.state !== 'saved') throw new Error('not saved');
  const taking = await restored.take([writing.cover]);
  expect(taking.ownChainStopped).toBe(true);
  expect(restored.isStopped()).toBe(true);
  expect(await restored.write(sections[0], run, text('no'))).toEqual({ state: 'stopped' });
  const reopened = await vaultOf(founded, bob, { store: await freshStore(factory) });
  expect(reopened.isStopped()).toBe(true);
});

test('a locked engine that knows which device it is notices a restored backup as well', async () => {
  const founded = await three();
  const { bob, bobVault, sections, run, statements, notebook, keyring, random } = founded;
  const { openVault } = await import('@/lib/vault/vault');
  const { tag } = await import('./people');
  const locked = await openVault({
    store: await freshStore(),
    tag,
    notebook,
    keyring,
    device: null,
    ownDevice: bob.id,
    summary: null,
    random,
  });
  await locked.take(statements);
  const writing = await bobVault.write(sections[0], run, text('after the backup'));
  if (writing.state !== 'saved') throw new Error('not saved');
  expect((await locked.take([writing.cover])).ownChainStopped).toBe(true);
});

test('a reopened vault gives back what it held', async () => {
  const founded = await found();
  const factory = new IDBFactory();
  const vault = await vaultOf(founded, founded.alice, { store: await freshStore(factory) });
  await vault.takeStatements([founded.founding.bytes]);
  for (const body of ['a', 'b', 'c'])
    await vault.write(founded.sections[0], founded.run, text(body));
  const again = await vaultOf(founded, founded.alice, { store: await freshStore(factory) });
  expect(bodies(await again.readAll(0))).toEqual(['a', 'b', 'c']);
  expect(bodies(await again.readAll(0))).toEqual(['a', 'b', 'c']);
  expect(again.vector()).toEqual(vault.vector());
  expect(again.register().members).toEqual(vault.register().members);
  expect(again.isStopped()).toBe(false);
  expect(await again.write(founded.sections[0], founded.run, text('d'))).toMatchObject({
    letter: { seq: 4 },
  });
});

test('with a summary only what came after it is opened, and what waited waits again', async () => {
  const founded = await three();
  const { vault, bob, sections, run, statements } = founded;
  const factory = new IDBFactory();
  const reader = await vaultOf(founded, bob, { store: await freshStore(factory) });
  await reader.take(statements);
  const written = await vault.writeAll(
    ['1', '2', '3', '4'].map((body) => ({ section: sections[0], run, body: text(body) })),
  );
  if (written.state !== 'saved') throw new Error('not saved');
  const covers = written.written.map(({ cover }) => cover);
  await reader.take([...covers.slice(0, 1), ...covers.slice(2, 3)]);
  const summary = reader.summary();
  const row = reader.lastRow();
  await reader.take(covers.slice(1, 2));
  const again = await vaultOf(founded, bob, { store: await freshStore(factory), summary });
  expect(again.openedAfter).toBe(row);
  expect(bodies(await again.readAll(again.openedAfter))).toEqual(['2', '3']);
  expect(bodies(await again.readAll(again.openedAfter))).toEqual(['2', '3']);
  expect(again.vector()).toEqual(reader.vector());
  expect(bodies((await again.take(covers.slice(3))).letters)).toEqual(['4']);
  const damaged = await vaultOf(founded, bob, {
    store: await freshStore(factory),
    summary: summary.slice(0, -1),
  });
  expect(damaged.openedAfter).toBe(0);
  expect(bodies(await damaged.readAll(0))).toEqual(['1', '2', '3', '4']);
});

test('a row that was changed on the disk is moved aside and the others open', async () => {
  const founded = await found();
  const factory = new IDBFactory();
  const store = await freshStore(factory);
  const vault = await vaultOf(founded, founded.alice, { store });
  await vault.takeStatements([founded.founding.bytes]);
  await vault.write(founded.sections[0], founded.run, text('kept'));
  const damaged = (await coversOf(vault)).map((cover) => cover.slice()).at(-1);
  if (damaged === undefined) throw new Error('no cover');
  damaged[60] = (damaged[60] ?? 0) ^ 1;
  const { tag } = await import('./people');
  await store.append(tag, [damaged]);
  await vault.write(founded.sections[1], founded.run, text('also kept'));
  const again = await vaultOf(founded, founded.alice, { store });
  expect(bodies(await again.readAll(0))).toEqual(['kept', 'also kept']);
  expect(await store.setAside(tag)).toHaveLength(1);
});

test('every bit flip of a cover is refused, and the others of its batch are taken', async () => {
  const { vault, bobVault, sections, run } = await three();
  const writing = await vault.write(sections[0], run, text('whole'));
  const other = await vault.write(sections[1], run, text('beside'));
  if (writing.state !== 'saved' || other.state !== 'saved') throw new Error('not saved');
  const flips = Array.from({ length: writing.cover.length * 8 }, (_, bit) => {
    const flipped = writing.cover.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return flipped;
  });
  const taking = await bobVault.take([...flips, writing.cover, other.cover]);
  expect(taking.refused).toHaveLength(flips.length);
  expect(bodies(taking.letters)).toEqual(expect.arrayContaining(['beside', 'whole']));
  const later = await bobVault.take(flips);
  expect(later.refused).toHaveLength(flips.length);
});

test('whatever bytes come, taking never throws', async () => {
  const { bobVault } = await three();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 4 }),
      async (junk) => {
        const taking = await bobVault.take(junk);
        expect(taking.held).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

test('any order, repetition and batching of the covers of three devices gives one answer', async () => {
  const founded = await three(5);
  const { vault, bobVault, caraVault, sections, random } = founded;
  for (const [at, writer] of [vault, bobVault, caraVault].entries()) {
    const run = runIdFromBytes(random(16));
    for (let number = 0; number < 4; number += 1) {
      await writer.write(sections[number % 2 === 0 ? 0 : 1], run, text(`${at}.${number}`));
    }
  }
  const covers = [
    ...(await coversOf(vault)),
    ...(await coversOf(bobVault)),
    ...(await coversOf(caraVault)),
  ];
  const whole = await vaultOf(founded, null);
  const wholeLetters = (await whole.take(covers)).letters;
  const perChain = (letters: readonly OpenedLetter[]) =>
    Object.groupBy(
      letters.map(({ section, author, seq, body }) => ({
        chain: `${section} ${author}`,
        seq,
        body: body === null ? null : new TextDecoder().decode(body),
      })),
      ({ chain }) => chain,
    );
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...covers, ...covers], { minLength: covers.length * 2 }),
      fc.integer({ min: 1, max: 9 }),
      async (shuffled, batch) => {
        const reader = await vaultOf(founded, null);
        const letters: OpenedLetter[] = [];
        for (let at = 0; at < shuffled.length; at += batch) {
          letters.push(...(await reader.take(shuffled.slice(at, at + batch))).letters);
        }
        expect(perChain(letters)).toEqual(perChain(wholeLetters));
        expect(reader.vector()).toEqual(whole.vector());
        expect(reader.register().members).toEqual(whole.register().members);
        expect(reader.register().heads).toEqual(whole.register().heads);
        expect(reader.setAside()).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
});

test('a summary of a store that was emptied since is not believed', async () => {
  const founded = await three();
  const { vault, statements } = founded;
  const again = await vaultOf(founded, null, { summary: vault.summary() });
  expect(again.openedAfter).toBe(0);
  expect(again.register().members).toEqual([]);
  expect((await again.take(statements)).statements).toBe(true);
});

test('one who writes before the admission has arrived uses no number twice', async () => {
  const founded = await started();
  const { vault, sections, run, random } = founded;
  const bob = await makeDevice(random);
  const factory = new IDBFactory();
  const early = await vaultOf(founded, bob, { store: await freshStore(factory) });
  await early.write(sections[0], run, text('one'));
  const again = await vaultOf(founded, bob, { store: await freshStore(factory) });
  expect(await again.write(sections[0], run, text('two'))).toMatchObject({ letter: { seq: 2 } });
  await vault.state(await admissionOf(founded, bob));
  expect(bodies((await vault.take(await coversOf(again))).letters)).toEqual(['one', 'two']);
});

test('a statement that the rules forbid is not even written', async () => {
  const founded = await three();
  const { bobVault, random } = founded;
  const dan = await makeDevice(random);
  const before = bobVault.lastRow();
  expect(await bobVault.state(await admissionOf(founded, dan))).toEqual({
    state: 'against the rules',
  });
  expect(bobVault.lastRow()).toBe(before);
});

test('a person who is invited reads what was written before, and is read', async () => {
  const founded = await started();
  const { vault, alice, notebook, sections, run, random, keyring } = founded;
  await vault.write(sections[0], run, text('before you came'));
  const bob = await makeDevice(random);
  const invitation = await makeInvitation(
    { notebook, inviter: alice.id, signalling: [], expiresAt: 60_000 },
    random,
  );
  const inviter = await openInviter({
    invitation,
    device: alice,
    keep: async () => undefined,
    random,
  });
  const joiner = await openJoiner({ code: invitation.code, device: bob, random });
  const exchange = async () => {
    for (const message of joiner.outbox()) await inviter.take(message, 0);
    for (const message of inviter.outbox()) await joiner.take(message);
  };
  await exchange();
  await inviter.confirm(0);
  await joiner.confirm(text('Bob Example'));
  await exchange();
  await exchange();
  const view = inviter.view();
  if (view.state !== 'introduced') throw new Error(view.state);
  const admission = await admissionOf(founded, bob, {
    invitation: invitation.code.invitation,
  });
  await vault.state({ ...admission, ...view.applicant });
  const statements = vault
    .register()
    .statements.reduce<Uint8Array>(
      (joined, statement) => byteWriter().fixed(joined).bytes(statement).finish(),
      new Uint8Array(0),
    );
  await inviter.welcome(statements, 0);
  await exchange();
  const welcomed = joiner.view();
  if (welcomed.state !== 'welcomed') throw new Error(welcomed.state);
  const reader = byteReader(welcomed.welcome);
  const handed: Uint8Array[] = [];
  while (reader.left() > 0) handed.push(reader.bytes(65_536));
  const register = foldRegister(
    notebook,
    (await Promise.all(handed.map((bytes) => readStatement(bytes)))).flatMap((one) =>
      one.state === 'read' ? [one.statement] : [],
    ),
  );
  const bundle = register.bundlesFor(bob.id)[0]?.sealed ?? new Uint8Array(0);
  const opened = await bob.openBundle(
    'liaison-notebook/keys-bundle/v1',
    bundle,
    notebookIdToBytes(notebook),
  );
  const keys = opened === null ? null : await readKeyBundle(opened);
  if (keys === null) throw new Error('no keys');
  const bobVault = await vaultOf(founded, bob, {
    keyring: withBundle({ ...keyring, epochs: [], sectionKeys: [] }, keys),
  });
  await bobVault.takeStatements(handed);
  expect(bodies((await bobVault.take(await coversOf(vault))).letters)).toEqual(['before you came']);
  const answer = await bobVault.write(sections[0], run, text('here I am'));
  if (answer.state !== 'saved') throw new Error(answer.state);
  expect(bodies((await vault.take([answer.cover])).letters)).toEqual(['here I am']);
});

test('fifteen thousand covers are taken in under four seconds of two processor cores', async () => {
  const { vault, bobVault, sections, run } = await three();
  const drafts = Array.from({ length: 15_000 }, (_, at) => ({
    section: sections[0],
    run,
    body: text(`change ${at}`),
  }));
  const written = await vault.writeAll(drafts);
  if (written.state !== 'saved') throw new Error('not saved');
  const covers = written.written.map(({ cover }) => cover);
  // Processor time, because a clock on the wall also measures what else this machine does meanwhile.
  const before = process.cpuUsage();
  const taking = await bobVault.take(covers);
  const { user, system } = process.cpuUsage(before);
  expect(taking.letters).toHaveLength(15_000);
  expect((user + system) / 1e6).toBeLessThan(2 * 4);
});
