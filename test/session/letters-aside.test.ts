/** What an honest person built on letters that turn out not to count: it stays, everywhere alike, and they are not shown. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { IDBFactory } from 'fake-indexeddb';
import { openReading } from '@/lib/session/open-notebook-reading';
import { storeTagFromBytes } from '@/lib/vault/ids';
import { openStore } from '@/lib/vault/store';
import { openVault } from '@/lib/vault/vault';
import { apartViews } from '@/lib/session/apart';
import { openShelf } from '@/lib/session/shelf';
import { batches, diceFrom, shuffled } from './letters';
import { severalPeople, type Several, type Someone } from './several-people';

const random = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));
let several: Several;
afterEach(() => several.close());

const MEETING = 'meeting-1';
const noteOf = (one: Someone): Y.XmlFragment =>
  one.notebook.note('transfers', MEETING).getXmlFragment('note');
const wordsOf = (one: Someone): string => noteOf(one).toJSON();
const isHere = (one: Someone, other: Someone): boolean =>
  one.notebook.devicesHere().includes(other.device.id);
const apart = (one: Someone, other: Someone): Promise<void> => one.until(() => !isHere(one, other));
const must = async (saying: Promise<{ readonly state: string }>): Promise<void> => {
  expect(await saying).toMatchObject({ state: 'saved' });
};

const textIn = (fragment: Y.XmlFragment, at: number): Y.XmlText => {
  const paragraph = fragment.get(at);
  const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null;
  if (!(text instanceof Y.XmlText)) throw new Error('no paragraph');
  return text;
};
const addParagraph = (fragment: Y.XmlFragment, words: string): void => {
  const paragraph = new Y.XmlElement('p');
  paragraph.insert(0, [new Y.XmlText(words)]);
  fragment.insert(fragment.length, [paragraph]);
};

/** A window at the note; resolves when what it changed is durable. */
const changeNote = async (one: Someone, change: (note: Y.XmlFragment) => void): Promise<void> => {
  const doc = new Y.Doc();
  const seat = await one.notebook.sit('transfers', MEETING, {
    update: (update) => Y.applyUpdate(doc, update, 'engine'),
    presence: () => {},
  });
  doc.clientID = seat.client;
  Y.applyUpdate(doc, seat.update, 'engine');
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'engine') updates.push(update);
  });
  change(doc.getXmlFragment('note'));
  await Promise.all(updates.map((update) => seat.write(update)));
  seat.leave();
};

/** Bob writes in the records and in the note, and Alice over it, beside it and inside it. */
const writeLate = async (bob: Someone, alice: Someone): Promise<void> => {
  await bob.write('transfers', 'field', 'late by Bob');
  await bob.write('transfers', 'other', 'late by Bob');
  await changeNote(bob, (note) => {
    textIn(note, 0).insert(textIn(note, 0).length, ' Bob late.');
    addParagraph(note, 'Bob alone.');
  });
  await alice.until(
    () =>
      alice.reads('transfers')['other'] === 'late by Bob' && wordsOf(alice).includes('Bob alone.'),
  );
  await alice.write('transfers', 'field', 'by Alice after Bob');
  await alice.write('transfers', 'third', 'by Alice');
  await changeNote(alice, (note) => {
    textIn(note, 0).insert(textIn(note, 0).length, ' Alice beside.');
    textIn(note, 1).insert(0, 'Alice inside. ');
    addParagraph(note, 'Alice below.');
  });
};

const FIELDS = { field: 'by Alice after Bob', third: 'by Alice', early: 'by Priya' };
const WORDS = '<p>Priya. Alice beside.</p><p>Alice below.</p>';

const SHOWN = [
  ...Object.entries(FIELDS)
    .map(([key, value]) => `${key}: ${value}`)
    .toSorted(),
  WORDS,
];
const shownIn = (records: Y.Doc, note: Y.Doc): readonly string[] => [
  ...[...records.getMap('test').entries()]
    .map(([key, value]) => `${key}: ${String(value)}`)
    .toSorted(),
  note.getXmlFragment('note').toJSON(),
];
const isRight = ({ notebook }: Someone): boolean =>
  shownIn(notebook.records('transfers'), notebook.note('transfers', MEETING)).join('|') ===
  SHOWN.join('|');

const begin = async (priya: Someone, others: readonly Someone[]): Promise<void> => {
  await priya.write('transfers', 'early', 'by Priya');
  await changeNote(priya, (note) => addParagraph(note, 'Priya.'));
  for (const one of others) {
    await one.until(() => 'early' in one.reads('transfers') && wordsOf(one) === '<p>Priya.</p>');
  }
};

const expectRight = async (people: readonly Someone[], alice: Someone): Promise<void> => {
  for (const one of people) {
    await one.until(() => isRight(one));
    expect(one.notebook.apart().lost).toEqual([
      expect.objectContaining({ author: alice.device.id, text: 'Alice inside. ' }),
    ]);
  }
};

/** What somebody shows to whom all that another one holds comes in orders of all kinds; ends with the other one closed. */
const expectRightInEveryOrder = async (held: Someone, reader: Someone): Promise<void> => {
  const { device } = reader;
  const keyring = reader.notebook.keyring();
  await reader.close();
  const covers: Uint8Array[] = [];
  await held.whileClosed(async ({ openVault: openHeld }) => {
    for await (const batch of (await openHeld()).covers()) covers.push(...batch);
  });
  for (let seed = 0; seed < 12; seed += 1) {
    const dice = diceFrom(seed);
    const vault = await openVault({
      store: await openStore({ indexedDB: new IDBFactory() }),
      tag: storeTagFromBytes(random(16)),
      notebook: keyring.notebook,
      keyring,
      device,
      summary: null,
      random,
    });
    const reading = await openReading({
      device,
      vault,
      before: null,
      baseOf: async () => null,
      store: async () => ({ state: 'saved', at: 0 }),
      tellPresence: () => {},
      nameOf: () => 'Somebody',
      onRebuilt: () => {},
      onSections: () => {},
      onChange: () => {},
      noteTrouble: () => {},
      suspects: () => [],
      timers: { now: () => 0, later: () => () => {} },
      random,
      now: () => 0,
    });
    for (const batch of batches(shuffled(covers, dice), dice)) {
      const { letters, statements, keys, reordered } = await vault.take(batch);
      await reading.apply(letters);
      if (statements || keys || reordered.length > 0) await reading.follow(reordered);
    }
    expect(shownIn(reading.records('transfers'), reading.note('transfers', MEETING))).toEqual(
      SHOWN,
    );
    expect(reading.apart().unfit).toEqual([]);
    reading.destroy();
  }
};

const ENDINGS = {
  'was removed': (priya: Someone, bob: Someone) =>
    priya.notebook.remove({ members: [bob.member], devices: [] }),
  'may write no more': (priya: Someone, bob: Someone) => {
    const section = priya.notebook.sections().find(({ name }) => name === 'transfers');
    if (section === undefined) throw new Error('no transfers');
    return priya.notebook.withdraw({ member: bob.member, section: section.id });
  },
} as const;

test.for(['was removed', 'may write no more'] as const)(
  'what Alice wrote on late letters of one who %s reaches everybody, and those letters are not shown',
  { timeout: 30_000 },
  async (ending) => {
    several = await severalPeople();
    const priya = several.founder;
    const alice = await several.admit(priya);
    const bob = await several.admit(priya);
    const cara = await several.admit(priya);
    await begin(priya, [alice, bob, cara]);
    await Promise.all([priya.goOffline(), cara.goOffline(), apart(alice, priya)]);
    await writeLate(bob, alice);
    expect(wordsOf(alice)).toContain('Bob late. Alice beside.');
    await Promise.all([alice.goOffline(), apart(alice, bob)]);
    await bob.close();
    await must(ENDINGS[ending](priya, bob));

    // Bob's late letters were only ever on his device and on Alice's: hers passes them on.
    await Promise.all([alice.goOnline(), priya.goOnline()]);
    await expectRight([priya, alice], alice);
    await cara.goOnline();
    await expectRight([cara], alice);
    // Who had it all before, and who opens it again, says the same.
    const again = [await alice.restart(), await priya.restart()];
    await expectRight(again, alice);
    for (const one of again) {
      const { notebook, device } = one;
      expect(apartViews({ notebook, shelf: openShelf(notebook), me: device.id })).toContainEqual(
        expect.objectContaining({
          words: 'Text that stood inside what somebody wrote who may not write there.',
          shown: 'Alice inside. ',
          canLeaveOut: false,
          takeBack: null,
        }),
      );
    }
    const [aliceAgain, priyaAgain] = again;
    if (aliceAgain === undefined || priyaAgain === undefined) throw new Error('nobody');
    await expectRightInEveryOrder(aliceAgain, priyaAgain);
  },
);

test(
  'what Alice wrote on letters of one whom only a removed keeper let in reaches everybody',
  { timeout: 30_000 },
  async () => {
    several = await severalPeople();
    const priya = several.founder;
    const kim = await several.admit(priya, { isKeeper: true });
    const alice = await several.admit(priya);
    await begin(priya, [alice, kim]);
    await Promise.all([priya.goOffline(), apart(alice, priya), apart(kim, priya)]);
    const bob = await several.admit(kim);
    await bob.until(() => 'early' in bob.reads('transfers') && wordsOf(bob) === '<p>Priya.</p>');
    await alice.until(() => isHere(alice, bob));
    await writeLate(bob, alice);
    await Promise.all([alice.goOffline(), apart(alice, bob)]);
    await Promise.all([bob.close(), kim.close()]);
    await must(priya.notebook.remove({ members: [kim.member], devices: [] }));

    await Promise.all([alice.goOnline(), priya.goOnline()]);
    await expectRight([priya, alice], alice);
    expect(priya.notebook.register().wasDevice(bob.device.id)).toBeNull();
    const again = await priya.restart();
    await expectRight([again], alice);
    await expectRightInEveryOrder(alice, again);
  },
);
