/** Letters that are left out: the rest stands as if they had not been written, alike on every device. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { changeToBodies, LARGEST_PART } from '@/lib/session/change';
import { openDocuments, type Documents, type ReadableLetter } from '@/lib/session/documents';
import { readableText } from '@/lib/session/readable-text';
import { clientOf } from '@/lib/session/run';
import { bytesToSnapshot, snapshotToBytes } from '@/lib/session/snapshot';
import {
  contentOf,
  conversation,
  deviceId,
  diceFrom,
  interleaved,
  runId,
  SECTION,
  writer,
  type Dice,
} from './letters';

const named = (letters: readonly ReadableLetter[], by: string): readonly ReadableLetter[] =>
  letters.map((letter, at) => ({ ...letter, id: `${by}-${at}` }));

/** The chain without a letter and what its run wrote after it; and those. */
const without = (
  chain: readonly ReadableLetter[],
  at: number,
): { readonly sound: readonly ReadableLetter[]; readonly out: readonly ReadableLetter[] } => {
  const run = chain[at]?.run;
  const isOut = (letter: ReadableLetter, index: number): boolean =>
    index >= at && letter.run === run;
  return {
    sound: chain.filter((letter, index) => !isOut(letter, index)),
    out: chain.flatMap((letter, index) =>
      isOut(letter, index)
        ? [{ ...letter, leftOut: index === at ? 'whole' : 'after' } as const]
        : [],
    ),
  };
};

/** As a section is built: all that counts, in any order that keeps the chains, then what is left out. */
const built = async (
  chains: readonly (readonly ReadableLetter[])[],
  out: readonly ReadableLetter[],
  dice: Dice,
): Promise<Documents> => {
  const documents = openDocuments([SECTION], null);
  expect(await documents.apply([...interleaved(chains, dice), ...out])).toEqual([]);
  return documents;
};

test('whatever is left out, the rest is whole and the same in every order, and what comes late is too', async () => {
  let stale = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(100_000), fc.nat(100), fc.nat(100), async (seed, cut, held) => {
      const dice = diceFrom(seed);
      const [bob = [], ...others] = await conversation(seed, 3, 40);
      if (bob.length === 0) return;
      const { sound, out } = without(named(bob, 'bob'), cut % bob.length);
      const chains = [sound, ...others];
      const first = await built(chains, out, dice);
      expect(first.isSettled()).toBe(true);
      const whole = contentOf(first);
      expect(contentOf(await built(chains, out, dice))).toBe(whole);
      // Somebody was away: the end of their chain comes after the section was built.
      const [away = [], here = []] = others;
      const until = away.length === 0 ? 0 : held % away.length;
      const before = await built([sound, away.slice(0, until), here], out, dice);
      const snapshot = await bytesToSnapshot(await snapshotToBytes(1, new Uint8Array(), before));
      for (const one of [before, openDocuments([SECTION], snapshot?.documents ?? null)]) {
        await one.apply(away.slice(until));
        // What is built on something that gave way says so, and the section is built again.
        stale += Number(one.isStale());
        expect(one.isStale() || contentOf(one) === whole).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
  expect(stale).toBeGreaterThan(0);
});

/** As a section is built on a device: only runs on which something waits are asked for their places. */
const builtAsAsked = async (
  chains: readonly (readonly ReadableLetter[])[],
  aside: readonly ReadableLetter[],
  dice: Dice,
): Promise<Documents> => {
  const asked = new Set<string>();
  for (;;) {
    const documents = openDocuments([SECTION], null);
    const places = aside.filter(({ run }) => asked.has(run));
    expect(await documents.apply([...interleaved(chains, dice), ...places])).toEqual([]);
    const missing = documents.missing();
    const before = asked.size;
    for (const { author, run } of aside) {
      if (missing.has(await clientOf(author, run, SECTION))) asked.add(run);
    }
    if (asked.size === before) return documents;
  }
};
const shownIn = (documents: Documents): string =>
  JSON.stringify(
    documents
      .all()
      .map(({ note, doc }) => [
        note,
        [...doc.getMap('secondment').entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)),
        doc.getArray('history').toJSON(),
        doc.getXmlFragment('note').toJSON(),
      ])
      // A note in which nothing stands may be there or not.
      .filter(([note, , , words]) => note === null || words !== '')
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );

test('what others built on letters beyond a limit is whole and the same in every order', async () => {
  let built = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(100_000), fc.nat(100), fc.nat(100), async (seed, cut, second) => {
      const dice = diceFrom(seed);
      const chains = await conversation(seed, 3, 40);
      const limits = [cut, second, 40];
      const counting = chains.map((chain, at) => chain.slice(0, limits[at]));
      // Two of the three may not write any more, and what each wrote late may build on the other's.
      const aside = chains.flatMap((chain, at) =>
        chain.slice(limits[at]).map((letter) => ({ ...letter, leftOut: 'after' as const })),
      );
      const first = await builtAsAsked(counting, aside, dice);
      expect(first.isSettled()).toBe(true);
      expect(contentOf(await builtAsAsked(counting, aside, dice))).toBe(contentOf(first));
      built += Number(first.rest().vacancies.length > 0);
      // Who gives places to all of them shows nothing else.
      const all = openDocuments([SECTION], null);
      await all.apply([...interleaved(counting, dice), ...aside]);
      expect(shownIn(all)).toBe(shownIn(first));
    }),
    { numRuns: 40 },
  );
  expect(built).toBeGreaterThan(0);
});

const setField = (value: string) => (doc: Y.Doc) =>
  void doc.getMap('secondment').set('s1/state', value);
const fieldOf = (documents: Documents): unknown =>
  documents.records(SECTION).getMap('secondment').get('s1/state');

test('a field shows what stood there before, or what somebody wrote over it since', async () => {
  const [alice, bob] = [await writer(0xa1), await writer(0xb0)];
  const first = alice.edit(null, setField('first'));
  await bob.documents.apply(first);
  const written = bob.edit(null, setField('bad'));
  const bad = written.map((one) => ({ ...one, leftOut: 'whole' as const }));
  const left = openDocuments([SECTION], null);
  await left.apply([...first, ...bad]);
  expect(fieldOf(left)).toBe('first');
  await alice.documents.apply(written);
  const over = alice.edit(null, setField('over'));
  const rebuilt = openDocuments([SECTION], null);
  await rebuilt.apply([...first, ...over, ...bad]);
  expect(fieldOf(rebuilt)).toBe('over');
  expect(rebuilt.isSettled()).toBe(true);
  // On a device that had closed over it, it is known to be built again.
  await left.apply(over);
  expect(left.isStale()).toBe(true);
});

const paragraphOf = (doc: Y.Doc): Y.XmlText => {
  const paragraph = doc.getXmlFragment('note').get(0);
  const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null;
  if (!(text instanceof Y.XmlText)) throw new Error('no paragraph');
  return text;
};

test('what a run wrote after it is offered as text, and what others wrote inside it too', async () => {
  const [alice, bob] = [await writer(0xa1), await writer(0xb0)];
  const begun = bob.edit('meeting-1', (doc) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText('Bob began.')]);
    doc.getXmlFragment('note').insert(0, [paragraph]);
  });
  const went = bob.edit('meeting-1', (doc) => paragraphOf(doc).insert(10, ' And went'));
  const on = bob.edit('meeting-1', (doc) => paragraphOf(doc).insert(19, ' onn.'));
  const corrected = bob.edit('meeting-1', (doc) => paragraphOf(doc).delete(21, 1));
  const all = named([...begun, ...went, ...on, ...corrected], 'bob');
  await alice.documents.apply(all);
  const beside = [
    ...alice.edit('meeting-1', (doc) => paragraphOf(doc).insert(0, 'Alice inside. ')),
    // What somebody deleted is not brought back.
    ...alice.edit('meeting-1', (doc) => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText('Alice thought better of it.')]);
      doc.getXmlFragment('note').insert(0, [paragraph]);
    }),
    ...alice.edit('meeting-1', (doc) => doc.getXmlFragment('note').delete(0, 1)),
  ];
  const documents = openDocuments([SECTION], null);
  const { out } = without(all, 0);
  expect(await documents.apply([...beside, ...out])).toEqual([]);
  expect(documents.note(SECTION, 'meeting-1').getXmlFragment('note').toJSON()).toBe('');
  const kept = documents.leftOut();
  expect(kept.map(({ letter, leftOut }) => `${letter} ${leftOut}`)).toEqual([
    'bob-0 whole',
    'bob-1 after',
    'bob-2 after',
    'bob-3 after',
  ]);
  const updates = kept.flatMap(({ update }) => update ?? []);
  expect(readableText(updates.slice(0, 1))).toBe('Bob began.');
  expect(readableText(updates.slice(1))).toBe(' And went on.');
  expect(documents.lost()).toEqual([
    { section: SECTION, author: alice.author, text: 'Alice inside. ' },
  ]);
});

test('a part that never ends waits in a snapshot, is named, and ends after all', async () => {
  const [author, run] = [deviceId(0xe1), runId(0xe1)];
  const doc = new Y.Doc();
  doc.clientID = await clientOf(author, run, SECTION);
  doc.getText('t').insert(0, 'long '.repeat(LARGEST_PART / 4));
  const letters = named(
    changeToBodies({ note: null, update: Y.encodeStateAsUpdate(doc) }).map((body) => ({
      section: SECTION,
      author,
      run,
      body,
    })),
    'part',
  );
  const documents = openDocuments([SECTION], null);
  expect(await documents.apply(letters.slice(0, 1))).toEqual([]);
  expect(documents.unfit()).toEqual([
    { section: SECTION, author, why: 'unfinished', letter: 'part-0' },
  ]);
  const snapshot = await bytesToSnapshot(await snapshotToBytes(1, new Uint8Array(), documents));
  const again = openDocuments([SECTION], snapshot?.documents ?? null);
  expect(again.unfit()).toEqual(documents.unfit());
  expect(await again.apply(letters.slice(1))).toEqual([]);
  expect(again.records(SECTION).getText('t').length).toBe(doc.getText('t').length);
  expect(again.unfit()).toEqual([]);
});

test('what was set aside is still named after a snapshot', async () => {
  const [author, run] = [deviceId(0xe1), runId(0xe1)];
  const documents = openDocuments([SECTION], null);
  const letter = { section: SECTION, author, run, id: 'junk', body: Uint8Array.of(9) };
  await documents.apply([letter]);
  const snapshot = await bytesToSnapshot(await snapshotToBytes(1, new Uint8Array(), documents));
  expect(openDocuments([SECTION], snapshot?.documents ?? null).unfit()).toEqual([
    { section: SECTION, author, why: 'not a change', letter: 'junk' },
  ]);
});

test('what somebody built on the other branch of one run keeps its place, and nothing of that branch is shown', async () => {
  const [alice, bob, twin] = [await writer(0xa1), await writer(0xb0), await writer(0xb0)];
  const begin = (words: string) => (doc: Y.Doc) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(words)]);
    doc.getXmlFragment('note').insert(0, [paragraph]);
  };
  const counts = bob.edit('meeting-1', begin('Bob.'));
  const other = twin.edit('meeting-1', begin('Bob and more.'));
  await alice.documents.apply(other);
  const beside = alice.edit('meeting-1', (doc) => paragraphOf(doc).insert(13, ' Alice.'));
  const documents = openDocuments([SECTION], null);
  await documents.apply([...counts, ...beside]);
  expect(documents.isSettled()).toBe(false);
  const rebuilt = openDocuments([SECTION], null);
  const out = other.map((letter) => ({ ...letter, leftOut: 'after' as const }));
  expect(await rebuilt.apply([...counts, ...beside, ...out])).toEqual([]);
  expect(rebuilt.isSettled()).toBe(true);
  expect(rebuilt.note(SECTION, 'meeting-1').getXmlFragment('note').toJSON()).toBe(
    '<paragraph>Bob. Alice.</paragraph>',
  );
});

test('a letter that counts after all has the section built again where its places were given', async () => {
  const [alice, bob] = [await writer(0xa1), await writer(0xb0)];
  const early = bob.edit(null, setField('by Bob'));
  await alice.documents.apply(early);
  const over = alice.edit(null, setField('by Alice'));
  const documents = openDocuments([SECTION], null);
  await documents.apply([
    ...over,
    ...early.map((letter) => ({ ...letter, leftOut: 'after' as const })),
  ]);
  expect(fieldOf(documents)).toBe('by Alice');
  expect(documents.isStale()).toBe(false);
  expect(await documents.apply(early)).toEqual([]);
  expect(documents.isStale()).toBe(true);
});
