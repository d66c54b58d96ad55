/** Checkpoints that somebody who belongs here makes up: whatever they offer, nobody loses what others wrote. */
import { afterEach, expect, test } from 'vitest';
import { joinStates, makeState, readState, stateBodies } from '@/lib/session/checkpoint-state';
import { DISAGREES } from '@/lib/session/compaction';
import { USUAL_LIMITS } from '@/lib/session/open-notebook-checkpoints';
import { fromHex } from '@/lib/parse/bytes';
import { LetterId, RunId, StatementId, type SectionId } from '@/lib/vault/ids';
import { writeStatement } from '@/lib/vault/statement';
import type { Vault } from '@/lib/vault/vault';
import { sortVector, type ChainEnd, type Vector } from '@/lib/vault/vector';
import { severalPeople, type Several, type Someone } from './several-people';

const LIMITS = {
  ...USUAL_LIMITS,
  letters: 10_000,
  lookAfter: 20,
  lookSpan: 20,
  offerAfter: 300,
  offerSpan: 300,
  againAfter: 500,
  noise: 0,
};
const NO_CHECKPOINT = new Uint8Array(32);
const MADE_UP = LetterId.parse('ff'.repeat(32));
const FAR = 1_000_000;

let several: Several | null = null;
afterEach(async () => {
  await several?.close();
  several = null;
});

/** Long enough for all that waits for a moment to have happened. */
const aWhile = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 700);
  });
const keys = (of: Someone): number => Object.keys(of.reads('transfers')).length;
const writeMany = async (of: Someone, count: number): Promise<void> => {
  for (let at = 0; at < count; at += 1) await of.write('transfers', `key ${at}`, `said ${at}`);
};
const until = async (isTrue: () => Promise<boolean>): Promise<void> => {
  while (!(await isTrue())) await new Promise(setImmediate);
};
/** How many letters of one person another still holds. */
const loose = async (of: Someone, { device }: Someone): Promise<number> =>
  (await of.notebook.readLetters(new Set([sectionOf(of)]))).filter(
    ({ author }) => author === device.id,
  ).length;
const sectionOf = ({ notebook }: Someone): SectionId => {
  const found = notebook.register().sections.find(({ purpose }) => purpose === 'transfers');
  if (found === undefined) throw new Error('no transfers');
  return found.section;
};
const endsIn = (vault: Vault, section: SectionId): Vector =>
  vault.vector().filter((end) => end.section === section);
const endOf = (ends: Vector, { device }: Someone): ChainEnd => {
  const end = ends.find((one) => one.device === device.id);
  if (end === undefined) throw new Error('no such chain');
  return end;
};

const emptyState = async (section: SectionId) => {
  const made = await makeState(section, null, []);
  if (made.state !== 'made') throw new Error(made.state);
  return made;
};
const carry = async (
  vault: Vault,
  section: SectionId,
  { bytes, hash }: { readonly bytes: Uint8Array; readonly hash: Uint8Array },
  before: Uint8Array = NO_CHECKPOINT,
): Promise<void> => {
  const run = RunId.parse(Buffer.from(hash.subarray(0, 16)).toString('hex'));
  for (const body of await stateBodies(bytes, { hash, before })) {
    await vault.write(section, run, body);
  }
};
const state = async (vault: Vault, saying: Parameters<Vault['state']>[0]): Promise<StatementId> => {
  const stating = await vault.state(saying);
  if (stating.state !== 'saved') throw new Error(stating.state);
  return stating.statement;
};
const madeUpEnd = (of: Someone, section: SectionId): ChainEnd => ({
  section,
  device: of.device.id,
  seq: FAR,
  letter: MADE_UP,
});

test('a state that is right on top of one that nobody could compare is not agreed to', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const cora = await several.admit(alice);
  await writeMany(alice, 6);
  await bob.until(() => keys(bob) === 6);
  await bob.write('transfers', 'by bob', 'as well');
  await Promise.all([alice, cora].map((of) => of.until(() => keys(of) === 7)));
  const section = sectionOf(alice);
  await bob.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const ends = endsIn(vault, section);
    const last = endOf(ends, alice);
    // A number that there is, with a letter that nobody wrote: neither to be compared nor to be disputed.
    const low = [{ ...last, seq: last.seq - 1, letter: MADE_UP }];
    const empty = await emptyState(section);
    await carry(vault, section, empty);
    const offer = { kind: 'checkpoint', section, isErasure: false } as const;
    const under = await state(vault, { ...offer, ends: low, hash: empty.hash });
    const letters = (await vault.readAll(0, new Set([section]))).flatMap((letter) =>
      letter.body !== null && (letter.author !== alice.device.id || letter.seq === last.seq)
        ? [{ ...letter, body: letter.body }]
        : [],
    );
    const before = readState(section, empty.bytes);
    const made = await makeState(section, before, letters);
    if (made.state !== 'made') throw new Error(made.state);
    await carry(vault, section, made, fromHex(under));
    await state(vault, { ...offer, ends, hash: made.hash });
  });
  await cora.until(() => cora.notebook.register().checkpoints.length === 2);
  await aWhile();
  expect(cora.notebook.register().checkpoints.map(({ agreed }) => agreed.length)).toEqual([0, 0]);
  expect(keys(await cora.restart())).toBe(7);
  expect(keys(await alice.restart())).toBe(7);
});

test('what one of two offered is not agreed on because they are removed', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  await writeMany(alice, 6);
  await bob.until(() => keys(bob) === 6);
  const section = sectionOf(alice);
  await bob.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const empty = await emptyState(section);
    await carry(vault, section, empty);
    const ends = sortVector([endOf(endsIn(vault, section), alice), madeUpEnd(bob, section)]);
    const { hash } = empty;
    await state(vault, { kind: 'checkpoint', section, ends, hash, isErasure: false });
  });
  await alice.until(() => alice.notebook.register().checkpoints.length === 1);
  await until(async () => (await loose(alice, bob)) > 0);
  await alice.notebook.remove({ members: [bob.member], devices: [] });
  await alice.write('transfers', 'afterwards', 'as well');
  await aWhile();
  expect(keys(await alice.restart())).toBe(7);
});

test('the founder alone cannot stand for what others wrote, with a checkpoint from before they came', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const cora = await several.admit(alice);
  await writeMany(bob, 6);
  await Promise.all([alice, cora].map((of) => of.until(() => keys(of) === 6)));
  const section = sectionOf(alice);
  await alice.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const empty = await emptyState(section);
    await carry(vault, section, empty);
    const { notebook } = vault.register();
    const ends = sortVector([endOf(endsIn(vault, section), bob), madeUpEnd(alice, section)]);
    const { hash } = empty;
    const offer = { kind: 'checkpoint', section, ends, hash, isErasure: false } as const;
    const parents = [StatementId.parse(notebook)];
    const { bytes } = await writeStatement(notebook, parents, offer, alice.device);
    await vault.takeStatements([bytes]);
  });
  await cora.until(() => cora.notebook.register().refused.length === 1);
  await aWhile();
  expect(cora.notebook.register().checkpoints).toEqual([]);
  expect(keys(await cora.restart())).toBe(6);
});

test('a state that does not stand above the end of its author is none', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  await writeMany(bob, 6);
  for (const key of ['one', 'two', 'three', 'four'])
    await alice.write('transfers', key, 'by Alice');
  await bob.until(() => keys(bob) === 10);
  const section = sectionOf(alice);
  // Alone in it at that time: what she says is agreed on at once, and would be taken on her word.
  await alice.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const empty = await emptyState(section);
    await carry(vault, section, empty);
    const { notebook } = vault.register();
    const parents = [StatementId.parse(notebook)];
    const { hash } = empty;
    for (const end of [
      madeUpEnd(alice, section),
      { ...endOf(endsIn(vault, section), alice), seq: 3, letter: MADE_UP },
    ]) {
      const offer = { kind: 'checkpoint', section, ends: [end], hash, isErasure: false } as const;
      const { bytes } = await writeStatement(notebook, parents, offer, alice.device);
      await vault.takeStatements([bytes]);
    }
  });
  await bob.until(() => bob.notebook.register().checkpoints.length === 2);
  await aWhile();
  expect(keys(await bob.restart())).toBe(10);
});

test('an erasure does not wait for what two who left had agreed on and nobody has', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const cora = await several.admit(alice);
  const dora = await several.admit(alice);
  await writeMany(bob, 6);
  await Promise.all([alice, cora, dora].map((of) => of.until(() => keys(of) === 6)));
  const section = sectionOf(alice);
  await bob.whileClosed(async ({ openVault }) => {
    const ends = [madeUpEnd(bob, section)];
    const hash = new Uint8Array(32);
    const offer = { kind: 'checkpoint', section, ends, hash, isErasure: false } as const;
    await state(await openVault(), offer);
  });
  await cora.until(() => cora.notebook.register().checkpoints.length === 1);
  const [offered] = cora.notebook.register().checkpoints;
  if (offered === undefined) throw new Error('nothing was offered');
  const agreeing = await cora.notebook.state({ kind: 'agree', checkpoint: offered.id });
  expect(agreeing.state).toBe('saved');
  await Promise.all(
    [alice, dora].map((of) =>
      of.until(() => of.notebook.register().checkpoints[0]?.agreed.length === 1),
    ),
  );
  await alice.notebook.remove({ members: [bob.member, cora.member], devices: [] });
  await dora.until(() => dora.notebook.register().members.length === 2);
  const what = { kind: 'transfer', id: 'ab'.repeat(16) } as const;
  await alice.notebook.write('transfers', (doc) => {
    doc.getMap('transfer').set(`${what.id}/reference`, 'secret');
  }).saved;
  expect(await alice.notebook.erase('transfers', what, [what])).toEqual({ state: 'saved' });
  await alice.until(() =>
    alice.notebook
      .erasures()
      .some(({ devices }) => devices.length === 2 && devices.every(({ hasErased }) => hasErased)),
  );
});

/** The state of one chain from its beginning up to its end. */
const stateOf = async (vault: Vault, { section, device, seq: last }: ChainEnd) => {
  const letters = (await vault.readAll(0, new Set([section]))).flatMap((letter) =>
    letter.author === device && letter.seq <= last && letter.body !== null
      ? [{ ...letter, body: letter.body }]
      : [],
  );
  const made = await makeState(section, null, letters);
  if (made.state !== 'made') throw new Error(made.state);
  return made;
};
const agreeToAll = async (of: Someone): Promise<void> => {
  for (const { id, author, agreed } of of.notebook.register().checkpoints) {
    if (author === of.device.id || agreed.includes(of.device.id)) continue;
    expect((await of.notebook.state({ kind: 'agree', checkpoint: id })).state).toBe('saved');
  }
};

test('who holds all letters compares also what stands on two together, and takes nobody’s word for it', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const cora = await several.admit(alice);
  await writeMany(alice, 6);
  await bob.write('transfers', 'by bob', 'as well');
  await Promise.all([bob, cora].map((of) => of.until(() => keys(of) === 7)));
  await alice.until(() => keys(alice) === 7);
  // It goes on receiving and looks at nothing.
  await cora.lock();
  const section = sectionOf(alice);
  let last = 0;
  const liar = await alice.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const ends = endsIn(vault, section);
    const [one, other] = [endOf(ends, alice), endOf(ends, bob)];
    const [made, madeOther] = [await stateOf(vault, one), await stateOf(vault, other)];
    const both = await joinStates(section, made.bytes, madeOther.bytes);
    if (both === null) throw new Error('not joined');
    const offer = { kind: 'checkpoint', section, isErasure: false } as const;
    await carry(vault, section, made);
    await state(vault, { ...offer, ends: [one], hash: made.hash });
    await carry(vault, section, madeOther);
    await state(vault, { ...offer, ends: [other], hash: madeOther.hash });
    const all = endsIn(vault, section);
    const empty = await emptyState(section);
    await carry(vault, section, empty, both.hash);
    await state(vault, { ...offer, ends: all, hash: empty.hash });
    last = endOf(endsIn(vault, section), alice).seq;
  });
  await bob.until(() => bob.notebook.register().checkpoints.length === 3);
  await cora.until(() =>
    cora.notebook.ownVector().some(({ device, seq }) => device === liar.device.id && seq === last),
  );
  await agreeToAll(bob);
  await cora.until(() =>
    cora.notebook.register().checkpoints.every(({ agreed }) => agreed.includes(bob.device.id)),
  );
  await cora.unlock();
  await cora.until(() => cora.notebook.troubles().some(({ words }) => words === DISAGREES));
  expect(keys(cora)).toBe(7);
  expect(keys(await cora.restart())).toBe(7);
});

test('what does not go together with what is here is shown, and nothing is joined', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const cora = await several.admit(alice);
  await writeMany(alice, 6);
  await bob.write('transfers', 'by bob', 'as well');
  await Promise.all([bob, cora].map((of) => of.until(() => keys(of) === 7)));
  await alice.until(() => keys(alice) === 7);
  await cora.goOffline();
  const section = sectionOf(alice);
  await alice.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const ends = endsIn(vault, section);
    const [one, other] = [endOf(ends, alice), endOf(ends, bob)];
    const made = await stateOf(vault, one);
    const offer = { kind: 'checkpoint', section, isErasure: false } as const;
    await carry(vault, section, made);
    await state(vault, { ...offer, ends: [one], hash: made.hash });
    const empty = await emptyState(section);
    // On top of what nobody can have: only who joins it can tell that it is false.
    await carry(vault, section, empty, new Uint8Array(32).fill(9));
    await state(vault, { ...offer, ends: [other], hash: empty.hash });
  });
  await bob.until(() => bob.notebook.register().checkpoints.length === 2);
  await agreeToAll(bob);
  await cora.goOnline();
  await cora.until(() => cora.notebook.troubles().some(({ words }) => words === DISAGREES));
  expect(keys(cora)).toBe(7);
  expect(keys(await cora.restart())).toBe(7);
});

test('an erasure that is joined with what had not seen it is confirmed when all of it is erased once more', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  await writeMany(alice, 6);
  await bob.write('transfers', 'by bob', 'as well');
  await Promise.all([alice, bob].map((of) => of.until(() => keys(of) === 7)));
  const section = sectionOf(alice);
  const once = await alice.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const end = endOf(endsIn(vault, section), bob);
    const made = await stateOf(vault, end);
    await carry(vault, section, made);
    const { hash } = made;
    await state(vault, { kind: 'checkpoint', section, ends: [end], hash, isErasure: false });
  });
  await Promise.all([once, bob].map((of) => until(async () => (await loose(of, bob)) === 0)));
  const twice = await once.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const end = endOf(endsIn(vault, section), alice);
    const made = await stateOf(vault, end);
    await carry(vault, section, made);
    const { notebook } = vault.register();
    const { hash } = made;
    const erasure = { kind: 'checkpoint', section, ends: [end], hash, isErasure: true } as const;
    // As if it were from before Bob came, so that it is agreed on without him.
    const parents = [StatementId.parse(notebook)];
    const { bytes } = await writeStatement(notebook, parents, erasure, alice.device);
    await vault.takeStatements([bytes]);
  });
  const erasures = () => bob.notebook.register().checkpoints.filter(({ isErasure }) => isErasure);
  await bob.until(() => erasures().some(({ erased }) => erased.length > 0));
  const again = erasures().find(({ ends }) => ends.length === 2);
  expect(again?.agreed).toHaveLength(1);
  await bob.until(() => erasures().every(({ erased }) => erased.length === 2));
  expect(keys(await twice.restart())).toBe(7);
  expect(keys(await bob.restart())).toBe(7);
});

test('what fell with a removal is shown by who began with it, and not offered to the others at once', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const cora = await several.admit(alice);
  const dora = await several.admit(alice);
  await bob.write('transfers', 'early', 'by Bob');
  await Promise.all([alice, cora, dora].map((of) => of.until(() => keys(of) === 1)));
  await alice.goOffline();
  await bob.until(() => !bob.notebook.devicesHere().includes(alice.device.id));
  await bob.write('transfers', 'late', 'by Bob');
  await Promise.all([cora, dora].map((of) => of.until(() => keys(of) === 2)));
  const section = sectionOf(alice);
  await bob.whileClosed(async ({ openVault }) => {
    const vault = await openVault();
    const end = endOf(endsIn(vault, section), bob);
    const made = await stateOf(vault, end);
    await carry(vault, section, made);
    const { hash } = made;
    await state(vault, { kind: 'checkpoint', section, ends: [end], hash, isErasure: false });
  });
  const isDropped = (of: Someone) => async (): Promise<boolean> =>
    of.notebook.register().checkpoints.length === 1 && (await loose(of, bob)) < 2;
  await Promise.all([cora, dora].map((of) => until(isDropped(of))));
  await alice.notebook.remove({ members: [bob.member], devices: [] });
  await alice.goOnline();
  const isShown = ({ notebook }: Someone): boolean =>
    notebook.troubles().some(({ words }) => words.includes('does not count any more'));
  await Promise.all([cora, dora].map((of) => of.until(() => isShown(of))));
  await aWhile();
  expect(cora.notebook.register().checkpoints).toEqual([]);
  expect(alice.reads('transfers')).toEqual({ early: 'by Bob' });
});
