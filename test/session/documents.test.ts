/** The readable documents: the same in every order of arrival, and closed to what a letter may not carry. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import * as fc from 'fast-check';
import { byteWriter } from '@/lib/parse/bytes';
import { changeToBodies, LARGEST_PART } from '@/lib/session/change';
import { openDocuments, type ReadableLetter } from '@/lib/session/documents';
import { clientOf } from '@/lib/session/run';
import {
  batches,
  contentOf,
  conversation,
  deviceId,
  diceFrom,
  interleaved,
  randomEdit,
  runId,
  SECTION,
  shuffled,
  updateOf,
  writer,
} from './letters';
import { makeDevice } from '@/lib/vault/device';
import { RunId, SectionId } from '@/lib/vault/ids';
import { admissionOf, coversOf, found, vaultOf } from '../vault/people';

const ALICE = deviceId(0xa1);
const RUN = runId(0xa1);

const textUpdate = (client: number, words: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getText('t').insert(0, words);
  return Y.encodeStateAsUpdate(doc);
};

const letterOf = (update: Uint8Array, note: string | null = null): ReadableLetter => {
  const [body = new Uint8Array()] = changeToBodies({ note, update });
  return { section: SECTION, author: ALICE, run: RUN, body };
};

const rawLetter = (body: Uint8Array): ReadableLetter => ({
  section: SECTION,
  author: ALICE,
  run: RUN,
  body,
});

const BOB = writer(0xb0);
/** A change of somebody else, which must go in whatever else is refused. */
const soundLetters = async (): Promise<readonly ReadableLetter[]> => {
  const bob = await writer(0xb0);
  return bob.edit(null, (doc) => doc.getMap('secondment').set('s1/state', 'sound'));
};
const isSoundIn = (documents: ReturnType<typeof openDocuments>): boolean =>
  documents.records(SECTION).getMap('secondment').get('s1/state') === 'sound';

test('20,000 orders of arrival, batchings and partitions give the same documents', async () => {
  const dice = diceFrom(2026);
  let orders = 0;
  for (let talk = 0; talk < 200; talk += 1) {
    const chains = await conversation(talk, 3 + (talk % 2), 22);
    let expected: string | null = null;
    for (let order = 0; order < 100; order += 1) {
      const documents = openDocuments([SECTION], null);
      for (const batch of batches(interleaved(chains, dice), dice)) {
        const unfit = await documents.apply(batch);
        if (unfit.length > 0) throw new Error(`talk ${talk}: ${unfit[0]?.why ?? ''}`);
      }
      const content = contentOf(documents);
      expected ??= content;
      if (!documents.isSettled()) throw new Error(`talk ${talk}: something still waits`);
      if (content !== expected) throw new Error(`talk ${talk}: ${content}\nis not ${expected}`);
      documents.destroy();
      orders += 1;
    }
  }
  expect(orders).toBe(20_000);
});

test('through real vaults, covers in any order and more than once give the same documents', async () => {
  const founded = await found(7);
  const section = founded.sections[0];
  const dice = diceFrom(77);
  const devices = [
    founded.alice,
    await makeDevice(founded.random),
    await makeDevice(founded.random),
  ];
  const first = await vaultOf(founded, founded.alice);
  await first.takeStatements([founded.founding.bytes]);
  for (const device of devices.slice(1)) await first.state(await admissionOf(founded, device));
  const statements = await coversOf(first);

  for (let talk = 0; talk < 20; talk += 1) {
    const people = await Promise.all(
      devices.map(async (device, number) => {
        const vault = await vaultOf(founded, device);
        await vault.takeStatements([founded.founding.bytes]);
        await vault.take(statements);
        return { vault, documents: openDocuments([section], null), device, number };
      }),
    );
    const runs = await Promise.all(
      people.map(async ({ device, number }) => {
        const run = RunId.parse(runId(number + 1));
        return { run, client: await clientOf(device.id, run, section) };
      }),
    );
    const covers: Uint8Array[] = [...statements];
    for (let step = 0; step < 14; step += 1) {
      const at = dice(people.length);
      const [one, run] = [people[at], runs[at]];
      if (one === undefined || run === undefined) throw new Error('nobody');
      const some = shuffled(covers, dice).slice(0, dice(covers.length + 1));
      await one.documents.apply(
        (await one.vault.take(some)).letters.flatMap(({ body, ...letter }) =>
          body === null ? [] : [{ ...letter, body }],
        ),
      );
      const doc = one.documents.records(section);
      doc.clientID = run.client;
      const update = updateOf(doc, () => {
        doc.getMap('secondment').set(`s1/${dice(3)}`, step);
        doc.getArray('history').insert(dice(doc.getArray('history').length + 1), [step]);
      });
      if (update === null) throw new Error('nothing was changed');
      const written = await one.vault.writeAll(
        changeToBodies({ note: null, update }).map((body) => ({
          section: SectionId.parse(section),
          run: run.run,
          body,
        })),
      );
      if (written.state !== 'saved') throw new Error(written.state);
      expect(
        one.documents.noteLocal({ section, note: null }, update, run.client, one.device.id),
      ).toBe(true);
      covers.push(...written.written.map(({ cover }) => cover));
    }
    let expected: string | null = null;
    for (let order = 0; order < 15; order += 1) {
      const vault = await vaultOf(founded, null);
      const reader = openDocuments([section], null);
      const twice = [...covers, ...shuffled(covers, dice).slice(0, dice(covers.length))];
      for (const batch of batches(shuffled(twice, dice), dice)) {
        const taking = await vault.take(batch);
        const unfit = await reader.apply(
          taking.letters.flatMap(({ body, ...letter }) =>
            body === null ? [] : [{ ...letter, body }],
          ),
        );
        expect(unfit).toEqual([]);
      }
      expected ??= contentOf(reader);
      expect(contentOf(reader)).toBe(expected);
      expect(reader.isSettled()).toBe(true);
    }
    for (const { documents } of people) documents.destroy();
  }
});

test('batches that are handed over at once do not overtake each other', async () => {
  const alice = await writer(1);
  const dice = diceFrom(5);
  const letters = Array.from({ length: 12 }, () => randomEdit(alice, dice)).flat();
  const documents = openDocuments([SECTION], null);
  const unfit = await Promise.all(letters.map((letter) => documents.apply([letter])));
  expect(unfit.flat()).toEqual([]);
  expect(contentOf(documents)).toBe(contentOf(alice.documents));
});

const client = await clientOf(ALICE, RUN, SECTION);

/** An update that holds a gap: the second of two changes merged with a third, and Yjs's own struct for what lacks. */
const withSkip = (): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = client;
  const text = doc.getText('t');
  const updates = ['a', 'b', 'c'].flatMap(
    (words) => updateOf(doc, () => text.insert(0, words)) ?? [],
  );
  return Y.mergeUpdates(updates.filter((_, at) => at !== 1));
};

const REFUSED: readonly (readonly [string, ReadableLetter, string])[] = [
  ['under another client id', letterOf(textUpdate(client + 1, 'x')), 'another writer'],
  [
    'under its own and another client id',
    letterOf(Y.mergeUpdates([textUpdate(client, 'x'), textUpdate(client + 1, 'y')])),
    'another writer',
  ],
  ['with a gap that Yjs marks', letterOf(withSkip()), 'another writer'],
  [
    'that begins after the next clock',
    letterOf(
      Y.diffUpdate(
        textUpdate(client, 'xy'),
        Y.encodeStateVectorFromUpdate(textUpdate(client, 'x')),
      ),
    ),
    'out of step',
  ],
  ['of junk', rawLetter(Uint8Array.from([1, 1, 0, 200, 201, 202])), 'not a change'],
  ['of nothing', rawLetter(new Uint8Array()), 'not a change'],
  [
    'of a form to come',
    rawLetter(byteWriter().uint(2).uint(1).fixed(textUpdate(client, 'x')).finish()),
    'not a change',
  ],
  [
    'that is a part without the first',
    rawLetter(byteWriter().uint(1).uint(2).uint(1).uint(2).fixed(Uint8Array.of(1)).finish()),
    'not a change',
  ],
  [
    'for another section',
    { ...letterOf(textUpdate(client, 'x')), section: '00'.repeat(16) },
    'section unknown',
  ],
];

test.for(REFUSED)('a letter %s is refused and stops nothing else', async ([, letter, why]) => {
  const documents = openDocuments([SECTION], null);
  const sound = await soundLetters();
  expect(await documents.apply([letter, ...sound])).toEqual([{ author: ALICE, why }]);
  expect(isSoundIn(documents)).toBe(true);
  expect(documents.isSettled()).toBe(true);
  expect(await documents.apply([letterOf(textUpdate(client, 'x'))])).toEqual([]);
});

test('the same letter twice is applied once', async () => {
  const documents = openDocuments([SECTION], null);
  const letter = letterOf(textUpdate(client, 'once'));
  expect(await documents.apply([letter, letter])).toEqual([{ author: ALICE, why: 'out of step' }]);
  expect(documents.records(SECTION).getText('t').toJSON()).toBe('once');
});

test('a large change goes in when its last part has come', async () => {
  const update = textUpdate(client, 'long '.repeat(LARGEST_PART / 4));
  const bodies = changeToBodies({ note: 'meeting-1', update });
  expect(bodies.length).toBeGreaterThan(1);
  const documents = openDocuments([SECTION], null);
  for (const [at, body] of bodies.entries()) {
    expect(await documents.apply([rawLetter(body)])).toEqual([]);
    expect(documents.isSettled()).toBe(at === bodies.length - 1);
  }
  expect(documents.note(SECTION, 'meeting-1').getText('t').length).toBeGreaterThan(LARGEST_PART);
});

test('an unfinished large change is set aside and what follows it goes in', async () => {
  const [part = new Uint8Array()] = changeToBodies({
    note: null,
    update: textUpdate(client, 'long '.repeat(LARGEST_PART / 4)),
  });
  const documents = openDocuments([SECTION], null);
  expect(await documents.apply([rawLetter(part)])).toEqual([]);
  expect(await documents.apply([letterOf(textUpdate(client, 'short'))])).toEqual([
    { author: ALICE, why: 'not a change' },
  ]);
  expect(documents.records(SECTION).getText('t').toJSON()).toBe('short');
  expect(documents.isSettled()).toBe(true);
});

test('parts that name different numbers of parts are refused', async () => {
  const part = (at: number, of: number) =>
    rawLetter(byteWriter().uint(1).uint(2).uint(at).uint(of).fixed(Uint8Array.of(7)).finish());
  const documents = openDocuments([SECTION], null);
  expect(await documents.apply([part(0, 3), part(1, 2)])).toContainEqual({
    author: ALICE,
    why: 'not a change',
  });
  expect(documents.isSettled()).toBe(true);
});

test('no junk stops the next letter', async () => {
  const alice = await BOB;
  const bodies = Array.from({ length: 8 }, (_, seed) => randomEdit(alice, diceFrom(seed))).flatMap(
    (letters) => letters.map(({ body }) => body),
  );
  const sound = await soundLetters();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bodies),
      fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 255 })), { maxLength: 6 }),
      fc.nat(30),
      async (body, flips, cut) => {
        const bent = body.slice(0, body.length - (cut > 20 ? cut - 20 : 0));
        for (const [at, mask] of flips) {
          const index = at % Math.max(1, bent.length);
          bent[index] = (bent[index] ?? 0) ^ mask;
        }
        const documents = openDocuments([SECTION], null);
        await documents.apply([
          { section: SECTION, author: alice.author, run: runId(0xb00 % 256), body: bent },
        ]);
        await documents.apply(sound);
        expect(isSoundIn(documents)).toBe(true);
        documents.destroy();
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a change of this device must follow its last one, and nobody else may have written it', () => {
  const documents = openDocuments([SECTION], null);
  const name = { section: SECTION, note: null };
  const own = textUpdate(client, 'mine');
  expect(documents.isNext(name, textUpdate(client + 1, 'x'), client)).toBe(false);
  expect(documents.isNext(name, own, client)).toBe(true);
  expect(documents.noteLocal(name, own, client, ALICE)).toBe(true);
  expect(documents.noteLocal(name, own, client, ALICE)).toBe(false);
  expect(documents.writerOf(client)).toBe(ALICE);
});
