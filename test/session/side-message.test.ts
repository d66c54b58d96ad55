/** What connected devices tell each other beside the sealed log. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameBytes } from '@/lib/parse/bytes';
import { bytesToSide, sideToBytes, type Side } from '@/lib/session/side-message';

const bytes = fc.uint8Array({ maxLength: 300 }).map((value) => Uint8Array.from(value));
const side: fc.Arbitrary<Side> = fc.oneof(
  fc.record({ kind: fc.constant('report' as const), bytes }),
  fc.record({ kind: fc.constant('presence' as const), bytes }),
  fc.record({ kind: fc.constant('statements' as const), statements: fc.array(bytes) }),
  fc.record({
    kind: fc.constant('way' as const),
    way: fc.record({
      volume: fc.nat(2 ** 31 - 1),
      log: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((value) => Uint8Array.from(value)),
      isIdle: fc.boolean(),
    }),
  }),
);

test('a message is read as it was written, and only whole', () => {
  fc.assert(
    fc.property(side, fc.uint8Array({ minLength: 1, maxLength: 4 }), (said, more) => {
      const written = sideToBytes(said);
      expect(bytesToSide(written)).toEqual(said);
      expect(bytesToSide(Uint8Array.from([...written, ...more]))).toBeNull();
      expect(bytesToSide(written.slice(0, -1))).toBeNull();
    }),
  );
});

test('junk is nothing, or exactly what a device of ours writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (junk) => {
      const read = bytesToSide(junk);
      expect(read === null || isSameBytes(sideToBytes(read), junk)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test.for([
  ['no kind', Uint8Array.of(0)],
  ['a kind to come', Uint8Array.of(5, 0)],
  ['a length beyond 1 MiB', Uint8Array.of(1, 0x81, 0x80, 0x80, 0x01)],
] as const)('%s is nothing', ([, message]) => {
  expect(bytesToSide(message)).toBeNull();
});
