/** What is said on the topic of an epoch: it reads back as it was, and nothing else is read. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answerToBytes,
  beaconToBytes,
  bytesToAnswer,
  bytesToBeacon,
  inMessages,
  MESSAGE_BYTES,
  type Beacon,
} from '@/lib/session/beacon';
import { StatementId } from '@/lib/vault/ids';

const hex = (bytes: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((value) => Buffer.from(value).toString('hex'));
const id = hex(32).map((value) => StatementId.parse(value));
const ids = fc.array(id, { maxLength: 128 });
const statements = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 5 });

const beacon: fc.Arbitrary<Beacon> = fc.oneof(
  fc.record({
    kind: fc.constant('call' as const),
    device: hex(32),
    volume: fc.nat(2 ** 31 - 1),
    ids,
  }),
  fc.record({ kind: fc.constant('statements' as const), statements }),
  fc.record({ kind: fc.constant('answer' as const), to: hex(32), sealed: fc.uint8Array() }),
);

test('a beacon reads back as it was written', () => {
  fc.assert(
    fc.property(beacon, (said) => {
      expect(bytesToBeacon(beaconToBytes(said))).toEqual(said);
    }),
  );
});

test('an answer reads back as it was written', () => {
  fc.assert(
    fc.property(fc.record({ from: hex(32), ids, statements }), (said) => {
      expect(bytesToAnswer(answerToBytes(said))).toEqual(said);
    }),
  );
});

test('other bytes are no beacon and no answer, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      expect(bytesToBeacon(bytes)).toBeNull();
      expect(bytesToAnswer(bytes)).toBeNull();
    }),
  );
});

test('a changed beacon reads as another one or as none, and nothing throws', () => {
  fc.assert(
    fc.property(beacon, fc.nat(), fc.integer({ min: 1, max: 255 }), (said, at, by) => {
      const bytes = beaconToBytes(said);
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ by;
      const read = bytesToBeacon(bytes);
      expect(read === null || JSON.stringify(read) !== JSON.stringify(said)).toBe(true);
    }),
  );
});

test('how many heads a device has does not show in the length of its call', () => {
  const lengths = [1, 5, 12].map((heads) => {
    const known = Array.from({ length: heads }, () => StatementId.parse('ab'.repeat(32)));
    return beaconToBytes({ kind: 'call', device: 'cd'.repeat(32), volume: 3, ids: known }).length;
  });
  expect(new Set(lengths).size).toBe(1);
});

test('statements go in messages that the server carries, in their order, and a large one goes alone', () => {
  const sizes = [1000, MESSAGE_BYTES, 10, 20, MESSAGE_BYTES - 30, 1];
  const groups = inMessages(sizes.map((size) => new Uint8Array(size)));
  expect(groups.map((group) => group.map(({ length }) => length))).toEqual([
    [1000],
    [MESSAGE_BYTES],
    [10, 20, MESSAGE_BYTES - 30],
    [1],
  ]);
});
