/** Presence in a note: nothing but a place, padded, and each window for itself. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import {
  awarenessToEntry,
  bytesToPresence,
  entryToAwareness,
  presenceToBytes,
  type Presence,
} from '@/lib/session/note-presence';
import { runId, SECTION } from './letters';

const cursorAt = (clock: number) => {
  const spot = { type: null, tname: null, item: { client: 7, clock }, assoc: 0 };
  return { anchor: spot, head: spot };
};
const presence = (cursor: unknown, note = 'meeting-1'): Presence => ({
  section: SECTION,
  note,
  run: runId(3),
  clock: 5,
  state: { cursor },
});

test('an entry is read as it was written', () => {
  for (const cursor of [null, cursorAt(12)]) {
    expect(bytesToPresence(SECTION, presenceToBytes(presence(cursor)))).toEqual(presence(cursor));
  }
  const left = { ...presence(null), state: null };
  expect(bytesToPresence(SECTION, presenceToBytes(left))).toEqual(left);
});

test('the length tells nothing about the place or whether somebody left', () => {
  const lengths = [presence(null), presence(cursorAt(1)), presence(cursorAt(999_999_999))].map(
    (one) => presenceToBytes(one).length,
  );
  expect(new Set([...lengths, presenceToBytes({ ...presence(null), state: null }).length])).toEqual(
    new Set([512]),
  );
});

test.for([
  ['is not a place', 5],
  ['names nothing', { anchor: {}, head: {} }],
  ['has one end', { anchor: cursorAt(1).anchor }],
  ['counts backwards', cursorAt(-1)],
  ['counts in parts', cursorAt(0.5)],
] as const)('a cursor that %s is not passed on', ([, cursor]) => {
  expect(bytesToPresence(SECTION, presenceToBytes(presence(cursor)))).toBeNull();
});

test('a place that the editor makes is passed on', () => {
  const doc = new Y.Doc();
  const text = doc.getXmlFragment('note');
  const place = JSON.parse(
    JSON.stringify(Y.createRelativePositionFromTypeIndex(text, 0)),
  ) as unknown;
  const read = bytesToPresence(SECTION, presenceToBytes(presence({ anchor: place, head: place })));
  expect(read?.state).toMatchObject({ cursor: { anchor: { tname: 'note' } } });
});

test('junk is nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (junk) => {
      expect(bytesToPresence(SECTION, junk)).toBeNull();
      awarenessToEntry(junk, 1);
    }),
    { numRuns: 1_000 },
  );
});

test('a window speaks for itself alone', () => {
  const said = entryToAwareness(7, 3, { cursor: cursorAt(1), user: { name: 'Somebody else' } });
  expect(awarenessToEntry(said, 8)).toBeNull();
  expect(awarenessToEntry(said, 7)).toEqual({ clock: 3, state: { cursor: cursorAt(1) } });
});

test('what is written here is what y-protocols reads and writes', () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  const awareness = new Awareness(doc);
  awareness.setLocalState({ cursor: cursorAt(4) });
  const entry = awarenessToEntry(encodeAwarenessUpdate(awareness, [7]), 7);
  expect(entry?.state).toEqual({ cursor: cursorAt(4) });
  const other = new Awareness(new Y.Doc());
  applyAwarenessUpdate(other, entryToAwareness(7, entry?.clock ?? 0, entry?.state), 'test');
  expect(other.getStates().get(7)).toEqual({ cursor: cursorAt(4) });
  for (const one of [awareness, other]) one.destroy();
});
