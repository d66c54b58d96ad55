/** What two logs say to each other passes; everything else that a Yjs document could take is refused. */
import { assert, nat, property, uint8Array } from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import {
  COVER_MOST,
  isQuestion,
  judge,
  judgeUpdate,
  LOG_ROOT,
  REFUSALS,
} from '@/lib/sync/admission';
import type { Refusal } from '@/lib/sync/admission';

const message = (write: (encoder: encoding.Encoder) => void, kind = 0): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, kind);
  write(encoder);
  return encoding.toUint8Array(encoder);
};
const updateMessage = (update: Uint8Array): Uint8Array =>
  message((encoder) => {
    syncProtocol.writeUpdate(encoder, update);
  });
const logOf = (doc: Y.Doc): Y.Array<Uint8Array> => doc.getArray(LOG_ROOT);
const cover = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);
/** What changes when something is done to a copy of a log with three covers. */
const changeBy = (change: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc();
  logOf(doc).push([cover(1), cover(2), cover(3)]);
  const before = Y.encodeStateVector(doc);
  change(doc);
  return Y.encodeStateAsUpdate(doc, before);
};

test('everything that two logs say to each other passes, concurrent appends in the middle included', () => {
  const said: Uint8Array[] = [];
  const [alice, bob] = [new Y.Doc(), new Y.Doc()];
  for (const doc of [alice, bob]) {
    doc.on('update', (update) => {
      said.push(updateMessage(update));
    });
  }
  const exchange = (): void => {
    for (const [from, to] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const question = Y.encodeStateVector(to);
      said.push(
        message((encoder) => {
          syncProtocol.writeSyncStep1(encoder, to);
        }),
      );
      said.push(
        message((encoder) => {
          syncProtocol.writeSyncStep2(encoder, from, question);
        }),
      );
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, question));
    }
  };
  for (let round = 0; round < 5; round += 1) {
    logOf(alice).push([cover(1, round), cover(2, round)]);
    logOf(bob).push([cover(3, round)]);
    logOf(bob).insert(1, [cover(4, round)]);
    exchange();
  }
  logOf(alice).insert(3, [cover(9)]);
  expect(logOf(alice).length).toBe(21);
  expect(said.map((one) => judge(one)).filter(({ state }) => state !== 'pass')).toEqual([]);
  expect(said.some((one) => isQuestion(one))).toBe(true);
});

test('a device that still waits for something passes on what it holds beyond the gap', () => {
  const alice = new Y.Doc();
  const updates: Uint8Array[] = [];
  alice.on('update', (update) => {
    updates.push(update);
  });
  for (let at = 0; at < 3; at += 1) logOf(alice).push([cover(at)]);
  const [first, , third] = updates;
  const bob = new Y.Doc();
  for (const update of [first, third]) if (update !== undefined) Y.applyUpdate(bob, update);
  expect(bob.store.pendingStructs).not.toBeNull();
  expect(judgeUpdate(Y.encodeStateAsUpdate(bob))).toEqual({ state: 'pass' });
});

test.for<readonly [string, () => Uint8Array, Refusal]>([
  [
    'a deletion of all',
    () =>
      changeBy((doc) => {
        logOf(doc).delete(0, 3);
      }),
    'deletion',
  ],
  // One device, one struct, its client and clock, the mark of what was swept away, its length, no deletions.
  ['a structure that was swept away', () => cover(1, 1, 5, 0, 0, 1, 0), 'deletion'],
  [
    'text in the list',
    () =>
      changeBy((doc) => {
        doc.getArray<string>(LOG_ROOT).push(['plain']);
      }),
    'not-a-cover',
  ],
  [
    'a number in the list',
    () =>
      changeBy((doc) => {
        doc.getArray<number>(LOG_ROOT).insert(1, [7]);
      }),
    'not-a-cover',
  ],
  [
    'a list in the list',
    () =>
      changeBy((doc) => {
        doc.getArray<unknown>(LOG_ROOT).push([new Y.Array()]);
      }),
    'not-a-cover',
  ],
  [
    'a document in the list',
    () =>
      changeBy((doc) => {
        doc.getArray<unknown>(LOG_ROOT).push([new Y.Doc()]);
      }),
    'not-a-cover',
  ],
  [
    'bytes under a key',
    () => {
      const doc = new Y.Doc();
      doc.getMap(LOG_ROOT).set('key', cover(1));
      return Y.encodeStateAsUpdate(doc);
    },
    'wrong-place',
  ],
  // A cover of client 5 at clock 0 that says it stands behind clock 2 of the same client: Yjs would throw midway.
  [
    'a cover behind its own successor',
    () => cover(1, 1, 5, 0, 128 + 3, 5, 2, 1, 9, 0),
    'wrong-place',
  ],
  ['a cover before itself', () => cover(1, 1, 5, 0, 64 + 3, 5, 0, 1, 9, 0), 'wrong-place'],
  [
    'bytes in another list',
    () =>
      changeBy((doc) => {
        doc.getArray('other').push([cover(1)]);
      }),
    'wrong-place',
  ],
  [
    'letters',
    () =>
      changeBy((doc) => {
        doc.getText('other').insert(0, 'plain');
      }),
    'not-a-cover',
  ],
  [
    'a cover above 1 MiB',
    () =>
      changeBy((doc) => {
        logOf(doc).push([new Uint8Array(COVER_MOST + 1)]);
      }),
    'cover-too-long',
  ],
  [
    'half an update',
    () =>
      changeBy((doc) => {
        logOf(doc).push([cover(1, 2, 3)]);
      }).subarray(0, 9),
    'malformed',
  ],
])('refuses %s', ([, make, why]) => {
  expect(judge(updateMessage(make()))).toEqual({ state: 'refused', why });
});

test('bytes inside a type of another device are refused', () => {
  const doc = new Y.Doc();
  const inner = new Y.Array<Uint8Array>();
  doc.getArray<unknown>(LOG_ROOT).push([inner]);
  const before = Y.encodeStateVector(doc);
  inner.push([cover(1)]);
  expect(judgeUpdate(Y.encodeStateAsUpdate(doc, before))).toEqual({
    state: 'refused',
    why: 'wrong-place',
  });
});

test('going on in the name and clock of another device does not make other content pass', () => {
  const alice = new Y.Doc();
  logOf(alice).push([cover(1)]);
  const mallory = new Y.Doc();
  Y.applyUpdate(mallory, Y.encodeStateAsUpdate(alice));
  mallory.clientID = alice.clientID;
  const before = Y.encodeStateVector(mallory);
  mallory.getArray<unknown>(LOG_ROOT).push([{ plain: true }]);
  expect(judgeUpdate(Y.encodeStateAsUpdate(mallory, before))).toMatchObject({ why: 'not-a-cover' });
});

test.for<readonly [string, Uint8Array, Refusal]>([
  ['no bytes', cover(), 'malformed'],
  ['what windows of one browser tell each other', cover(4, 1, 1, 65), 'unknown-kind'],
  ['an unknown kind', cover(9), 'unknown-kind'],
  ['an unknown step', cover(0, 3, 0), 'unknown-kind'],
  ['bytes behind the end', cover(0, 2, 2, 0, 0, 9), 'malformed'],
  ['a question with too many devices', cover(0, 0, 5, 255, 255, 255, 255, 15), 'too-many'],
  ['a question that ends early', cover(0, 0, 2, 2, 1), 'malformed'],
  ['a question with bytes left over', cover(0, 0, 2, 0, 1), 'malformed'],
])('refuses %s', ([, bytes, why]) => {
  expect(judge(bytes)).toEqual({ state: 'refused', why });
});

test('awareness is left unread, whatever it says', () => {
  const doc = new Y.Doc();
  const awareness = new awarenessProtocol.Awareness(doc);
  awareness.setLocalState({ name: 'Mallory' });
  const said = awarenessProtocol.encodeAwarenessUpdate(awareness, [doc.clientID]);
  awareness.destroy();
  const spoken = message((encoder) => {
    encoding.writeVarUint8Array(encoder, said);
  }, 1);
  expect(judge(spoken)).toEqual({ state: 'ignore' });
  expect(judge(cover(3))).toEqual({ state: 'ignore' });
});

test('any junk gets an answer, and what passes can be applied and leaves nothing but covers', () => {
  const seed = changeBy((doc) => {
    logOf(doc).push([cover(1, 2, 3), cover(4)]);
  });
  const base = new Y.Doc();
  logOf(base).push([cover(1)]);
  const state = Y.encodeStateAsUpdate(base);
  assert(
    property(nat(seed.length - 1), nat(255), uint8Array({ maxLength: 20 }), (at, byte, junk) => {
      const changed = Uint8Array.from(seed);
      changed[at] = byte;
      for (const update of [changed, junk]) {
        if (judgeUpdate(update).state !== 'pass') continue;
        const doc = new Y.Doc();
        Y.applyUpdate(doc, state);
        Y.applyUpdate(doc, update);
        expect([...doc.share.keys()].filter((root) => root !== LOG_ROOT)).toEqual([]);
        expect(
          logOf(doc)
            .toArray()
            .every((value) => value instanceof Uint8Array),
        ).toBe(true);
        expect(logOf(doc).length).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 3000 },
  );
});

test('every refusal is told in words that begin with what somebody did', () => {
  for (const words of Object.values(REFUSALS)) expect(words).toMatch(/^[a-z]/u);
});
