/** The state of a checkpoint: the same bytes on every device, and nothing else opens in its place. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  joinStates,
  makeState,
  readState,
  stateBodies,
  stateIn,
  type ChainedLetter,
} from '@/lib/session/checkpoint-state';
import { openDocuments } from '@/lib/session/documents';
import { toHex } from '@/lib/parse/bytes';
import { contentOf, conversation, diceFrom, SECTION, shuffled, writer, type Dice } from './letters';

const numbered = (
  chains: Awaited<ReturnType<typeof conversation>>,
): readonly (readonly ChainedLetter[])[] =>
  chains.map((chain) => chain.map((letter, at) => ({ ...letter, seq: at + 1 })));

const madeOf = async (
  letters: readonly ChainedLetter[],
  before: Parameters<typeof makeState>[1] = null,
): Promise<{ readonly bytes: Uint8Array; readonly hash: Uint8Array }> => {
  const made = await makeState(SECTION, before, letters);
  if (made.state !== 'made') throw new Error(made.state);
  return made;
};

const readBack = (bytes: Uint8Array): NonNullable<ReturnType<typeof readState>> => {
  const state = readState(SECTION, bytes);
  if (state === null) throw new Error('not a state');
  return state;
};

/** What a device holds that opened from `before` and took the letters as they came. */
const heldAfter = async (letters: readonly ChainedLetter[]): Promise<string> => {
  const documents = openDocuments([SECTION], null);
  await documents.apply(letters.toSorted((a, b) => a.seq - b.seq));
  const content = contentOf(documents);
  documents.destroy();
  return content;
};

test('1,000 orders of arrival give one state, byte for byte, with what every copy holds', async () => {
  const dice = diceFrom(33);
  for (let talk = 0; talk < 50; talk += 1) {
    const letters = numbered(await conversation(talk, 3 + (talk % 3), 24)).flat();
    const expected = await madeOf(letters);
    for (let order = 0; order < 20; order += 1) {
      const { hash } = await madeOf(shuffled(letters, dice));
      expect(toHex(hash)).toBe(toHex(expected.hash));
    }
    const documents = openDocuments([SECTION], readBack(expected.bytes));
    expect(contentOf(documents)).toBe(await heldAfter(letters));
    documents.destroy();
  }
});

/** Cuts each chain where everything before the cuts stands by itself: here, between two talks. */
const twoTalks = async (
  seed: number,
  dice: Dice,
): Promise<readonly [readonly ChainedLetter[], readonly ChainedLetter[]]> => {
  const chains = numbered(await conversation(seed, 3, 30));
  for (let at = 29; at > 0; at -= 1) {
    const cuts = chains.map((chain) => dice(chain.length + 1));
    const first = chains.flatMap((chain, of) => chain.slice(0, cuts[of]));
    const second = chains.flatMap((chain, of) => chain.slice(cuts[of]));
    if ((await makeState(SECTION, null, first)).state === 'made') return [first, second];
  }
  return [[], chains.flat()];
};

test('a state on top of an earlier one is the same on every device, and holds what all letters hold', async () => {
  const dice = diceFrom(44);
  let onTop = 0;
  for (let talk = 0; talk < 60; talk += 1) {
    const [first, second] = await twoTalks(talk, dice);
    if (first.length > 0) onTop += 1;
    const earlier = await madeOf(first);
    const alice = await madeOf(second, readBack(earlier.bytes));
    const bob = await madeOf(shuffled(second, dice), readBack(earlier.bytes.slice()));
    expect(toHex(alice.hash)).toBe(toHex(bob.hash));
    const documents = openDocuments([SECTION], readBack(alice.bytes));
    expect(contentOf(documents)).toBe(await heldAfter([...first, ...second]));
    documents.destroy();
  }
  expect(onTop).toBeGreaterThan(30);
});

test('a state made again out of itself is the same state', async () => {
  const letters = numbered(await conversation(7, 4, 40)).flat();
  const first = await madeOf(letters);
  expect(toHex((await madeOf([], readBack(first.bytes))).hash)).toBe(toHex(first.hash));
});

/** Two places that a section can stand at by themselves, each further than the other in some chain; null where there are none. */
const apartIn = async (seed: number, dice: Dice) => {
  const chains = numbered(await conversation(seed, 4, 40));
  const found: { readonly cuts: readonly number[]; readonly bytes: Uint8Array }[] = [];
  for (let tries = 0; tries < 30; tries += 1) {
    const cuts = chains.map((chain) => dice(chain.length + 1));
    const made = await makeState(
      SECTION,
      null,
      chains.flatMap((chain, at) => chain.slice(0, cuts[at])),
    );
    if (made.state !== 'made') continue;
    const one = { cuts, bytes: made.bytes };
    const other = found.find(
      (known) =>
        known.cuts.some((cut, at) => cut > (cuts[at] ?? 0)) &&
        known.cuts.some((cut, at) => cut < (cuts[at] ?? 0)),
    );
    if (other !== undefined) return { chains, one, other };
    found.push(one);
  }
  return null;
};

test('two states that are each further than the other join to what all letters of both hold, in either order', async () => {
  const dice = diceFrom(55);
  let joins = 0;
  for (let talk = 0; talk < 80; talk += 1) {
    const apart = await apartIn(talk, dice);
    if (apart === null) continue;
    const { chains, one, other } = apart;
    const joined = await joinStates(SECTION, one.bytes, other.bytes);
    const again = await joinStates(SECTION, other.bytes, one.bytes);
    if (joined === null || again === null) throw new Error('not joined');
    expect(toHex(again.hash)).toBe(toHex(joined.hash));
    const letters = chains.flatMap((chain, at) =>
      chain.slice(0, Math.max(one.cuts[at] ?? 0, other.cuts[at] ?? 0)),
    );
    const documents = openDocuments([SECTION], readBack(joined.bytes));
    expect(contentOf(documents)).toBe(await heldAfter(letters));
    documents.destroy();
    joins += 1;
    // Who still holds the letters comes to the same bytes, and can compare.
    expect(toHex((await madeOf(letters)).hash)).toBe(toHex(joined.hash));
    // Once more with one of the two changes nothing.
    const same = await joinStates(SECTION, joined.bytes, one.bytes);
    expect(toHex(same?.hash ?? new Uint8Array())).toBe(toHex(joined.hash));
  }
  expect(joins).toBeGreaterThan(30);
});

test('what is no state of the section joins with nothing', async () => {
  const { bytes } = await madeOf(numbered(await conversation(5, 3, 10)).flat());
  expect(await joinStates(SECTION, bytes, bytes.slice(0, -1))).toBeNull();
  expect(await joinStates('6f'.repeat(16), bytes, bytes)).toBeNull();
});

test('who wrote what, and where each goes on, is kept', async () => {
  const alice = await writer(0xa1);
  const letters = alice
    .edit(null, (doc) => doc.getMap('secondment').set('s1/state', 'begun'))
    .map((letter, at) => ({ ...letter, seq: at + 1 }));
  const documents = openDocuments([SECTION], readBack((await madeOf(letters)).bytes));
  const [client] = documents.writers().keys();
  expect(documents.writerOf(client ?? 0)).toBe(alice.author);
  const [again] = letters;
  if (again === undefined) throw new Error('no letter');
  expect(await documents.apply([again])).toEqual([{ author: alice.author, why: 'out of step' }]);
  const next = alice.edit(null, (doc) => doc.getMap('secondment').set('s1/state', 'ended'));
  expect(await documents.apply(next)).toEqual([]);
  expect(documents.records(SECTION).getMap('secondment').get('s1/state')).toBe('ended');
});

test('no state ends in the middle of what hangs together', async () => {
  const alice = await writer(0xa1);
  const bob = await writer(0xb0);
  const begun = alice.edit(null, (doc) => doc.getArray('history').push([1]));
  await bob.documents.apply(begun);
  const after = bob.edit(null, (doc) => doc.getArray('history').push([2]));
  const letters = after.map((letter, at) => ({ ...letter, seq: at + 1 }));
  expect(await makeState(SECTION, null, letters)).toEqual({ state: 'not settled' });
});

test('text that was deleted is in no state', async () => {
  const alice = await writer(0xa1);
  const marker = 'tamarisk-lantern-0713';
  const letters = [
    ...alice.edit('meeting-1', (doc) => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(marker)]);
      doc.getXmlFragment('note').insert(0, [paragraph]);
    }),
    ...alice.edit(null, (doc) => doc.getMap('secondment').set('s1/state', marker)),
  ].map((letter, at) => ({ ...letter, seq: at + 1 }));
  expect(Buffer.from((await madeOf(letters)).bytes).includes(marker)).toBe(true);
  const gone = [
    ...alice.edit('meeting-1', (doc) => doc.getXmlFragment('note').delete(0, 1)),
    ...alice.edit(null, (doc) => doc.getMap('secondment').delete('s1/state')),
  ].map((letter, at) => ({ ...letter, seq: letters.length + at + 1 }));
  const { bytes } = await madeOf([...letters, ...gone]);
  expect(Buffer.from(bytes).includes(marker)).toBe(false);
});

test('a state is found among the letters of its author, and only when it is whole and its own', async () => {
  const { bytes, hash } = await madeOf(numbered(await conversation(3, 3, 30)).flat());
  const bodies = await stateBodies(bytes, { hash, before: new Uint8Array(32) });
  const letters = bodies.map((body, at) => ({ seq: at + 1, body }));
  expect(await stateIn(letters, hash)).toEqual({ bytes, before: new Uint8Array(32) });
  expect(await stateIn(letters.slice(1), hash)).toBeNull();
  // The same state, made once more on another one: what it was made on first may be gone.
  const before = new Uint8Array(32).fill(7);
  const again = (await stateBodies(bytes, { hash, before })).map((body, at) => ({
    seq: letters.length + at + 1,
    body,
  }));
  expect(await stateIn([...again, ...letters], hash)).toEqual({ bytes, before });
  expect(await stateIn([...letters, ...again.slice(1)], hash)).toEqual({
    bytes,
    before: new Uint8Array(32),
  });
  const other = hash.map((byte) => byte ^ 1);
  expect(await stateIn(letters, other)).toBeNull();
  // The author names one hash and sends the bytes of another state.
  const forged = (await stateBodies(bytes, { hash: other, before: new Uint8Array(32) })).map(
    (body, at) => ({ seq: at + 1, body }),
  );
  expect(await stateIn(forged, other)).toBeNull();
});

test('junk, and a state of another section, is no state', async () => {
  const { bytes } = await madeOf(numbered(await conversation(5, 3, 10)).flat());
  expect(readState('6f'.repeat(16), bytes)).toBeNull();
  expect(readState(SECTION, bytes.slice(0, -1))).toBeNull();
  expect(readState(SECTION, Uint8Array.of(1, 2, 3))).toBeNull();
});
