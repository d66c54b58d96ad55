/** Seats at a note: what a window writes becomes its own letter, whatever others have put into the note. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { bodyToChange, changeToBodies } from '@/lib/session/change';
import { openDocuments, type ReadableLetter } from '@/lib/session/documents';
import { fromHex, joinBytes } from '@/lib/parse/bytes';
import { presenceToBytes } from '@/lib/session/note-presence';
import { openNoteSeats, type NoteSeats } from '@/lib/session/note-seats';
import { clientOf } from '@/lib/session/run';
import { openWriting } from '@/lib/session/writing';
import { sealUnder } from '@/lib/vault/keys';
import { Clock } from '../sync/clock';
import { deviceId, runId, SECTION, updateOf } from './letters';

const ALICE = deviceId(0xa1);
const MALLORY = deviceId(0x3a);
/** Someone who may read here and not write. */
const READER = deviceId(0x5e);
const NOTE = 'meeting-1';
const KEY = new Uint8Array(32).fill(7);
const name = { section: SECTION, note: NOTE };

/** Alice's seats over documents of her own, and the letters that they became. */
const seated = () => {
  const documents = openDocuments([SECTION], null);
  const clock = new Clock();
  const letters: ReadableLetter[] = [];
  const runs: string[] = [];
  const seats: NoteSeats = openNoteSeats({
    device: ALICE,
    note: (section, note) => documents.note(section, note),
    writingFor: (_section, _note, run) => {
      runs.push(run.id);
      return openWriting({
        name,
        run,
        device: ALICE,
        documents,
        timers: clock,
        store: async (section, runOf, bodies) => {
          letters.push(...bodies.map((body) => ({ section, author: ALICE, run: runOf, body })));
          return { state: 'saved', at: 1 };
        },
      });
    },
    keyOf: async () => KEY,
    mayWrite: (_section, from) => from !== READER,
    tell: () => {},
    nameOf: () => 'Alice Sample',
    done: () => {},
    random: (length) => Uint8Array.from(randomBytes(length)),
  });
  return { documents, clock, letters, runs, seats };
};

const nobody = { update: () => {}, presence: () => {} };

/** A window's own copy and what one more line in it makes. */
const windowOf = (client: number) => {
  const doc = new Y.Doc();
  doc.clientID = client;
  const text = doc.getText('note');
  return {
    doc,
    type: (words: string): Uint8Array => {
      const update = updateOf(doc, () => text.insert(text.length, words));
      if (update === null) throw new Error('nothing was typed');
      return update;
    },
  };
};

test('two windows see what the other writes, and both become letters', async () => {
  const { seats, letters, clock } = seated();
  const heard: Uint8Array[] = [];
  const one = await seats.sit(SECTION, NOTE, nobody);
  await seats.sit(SECTION, NOTE, { ...nobody, update: (update) => heard.push(update) });
  const written = one.write(windowOf(one.client).type('hello'));
  expect(heard).toHaveLength(1);
  clock.wind(1_000);
  expect(await written).toBe(1);
  expect(letters).toHaveLength(1);
});

test('what somebody else left waiting for a keystroke never goes into the letter that carries it', async () => {
  const { documents, seats, letters, runs, clock } = seated();
  const seat = await seats.sit(SECTION, NOTE, nobody);
  const window = windowOf(seat.client);
  const first = window.type('a');
  // Mallory has read Alice's first letter and prepares a change that hangs on the next thing that she types.
  const copy = new Y.Doc();
  Y.applyUpdate(copy, first);
  const ahead = new Y.Doc();
  Y.applyUpdate(ahead, first);
  const next = window.type('b');
  Y.applyUpdate(ahead, next);
  const run = runId(0x3a);
  const client = await clientOf(MALLORY, run, SECTION);
  ahead.clientID = client;
  const trap = updateOf(ahead, () => ahead.getText('note').insert(2, 'x'));
  if (trap === null) throw new Error('no trap');
  const [body = new Uint8Array()] = changeToBodies({ note: NOTE, update: trap });
  const mallory = { section: SECTION, author: MALLORY, run, body };

  const written = [seat.write(first)];
  clock.wind(1_000);
  await Promise.all(written);
  expect(await documents.apply([mallory])).toEqual([]);
  const after = seat.write(next);
  clock.wind(1_000);
  await after;

  const reader = openDocuments([SECTION], null);
  expect(await reader.apply(letters)).toEqual([]);
  expect(reader.note(SECTION, NOTE).getText('note').toJSON()).toBe('ab');
  expect(runs).toHaveLength(1);
  expect(letters.every(({ body: one }) => bodyToChange(one).kind === 'whole')).toBe(true);
});

test('only who may write is shown at a note, and a removed device no more', async () => {
  const shown = presenceToBytes({
    section: SECTION,
    note: NOTE,
    run: runId(0x3a),
    clock: 1,
    state: { cursor: null },
  });
  const sealed = await sealUnder(KEY, 'liaison-notebook/presence/v1', shown, (length) =>
    Uint8Array.from(randomBytes(length)),
  );
  const { seats } = seated();
  const seen = new Awareness(new Y.Doc());
  seen.setLocalState(null);
  await seats.sit(SECTION, NOTE, {
    ...nobody,
    presence: (update) => applyAwarenessUpdate(seen, update, 'seats'),
  });
  // Whoever only reads holds the key as well, and is not shown as one who writes.
  await seats.hear(joinBytes(fromHex(SECTION), sealed), READER);
  expect(seen.getStates().size).toBe(0);
  await seats.hear(joinBytes(fromHex(SECTION), sealed), MALLORY);
  expect(seen.getStates().size).toBe(1);
  seats.forget(deviceId(0xb0));
  expect(seen.getStates().size).toBe(1);
  seats.forget(MALLORY);
  expect(seen.getStates().size).toBe(0);
  seen.destroy();
  seats.close();
});

test('closing the seats of one section leaves those of another', async () => {
  const { seats, documents } = seated();
  documents.note(SECTION, NOTE);
  const heard: Uint8Array[] = [];
  await seats.sit(SECTION, NOTE, { ...nobody, update: (update) => heard.push(update) });
  seats.closeSection('ee'.repeat(16));
  documents.note(SECTION, NOTE).getText('note').insert(0, 'x');
  expect(heard).toHaveLength(1);
  seats.closeSection(SECTION);
  documents.note(SECTION, NOTE).getText('note').insert(0, 'y');
  expect(heard).toHaveLength(1);
});
