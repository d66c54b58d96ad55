/** The summary of a vault: read as it was written, and nothing else is one. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  deviceIdFromBytes,
  keyIdFromBytes,
  letterIdFromBytes,
  runIdFromBytes,
  sectionIdFromBytes,
} from '@/lib/vault/ids';
import { readSummary, type Summary, writeSummary } from '@/lib/vault/summary';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const section = bytes(16).map(sectionIdFromBytes);
const author = bytes(32).map(deviceIdFromBytes);
const letter = bytes(32).map(letterIdFromBytes);
const run = fc.nat(2).map((name) => runIdFromBytes(new Uint8Array(16).fill(name)));

const summary: fc.Arbitrary<Summary> = fc.record({
  lastRow: fc.nat(),
  statements: fc.array(
    fc.uint8Array({ maxLength: 40 }).map((one) => new Uint8Array(one)),
    { maxLength: 3 },
  ),
  chains: fc.array(
    fc
      .record({
        section,
        author,
        base: fc.record({ seq: fc.nat(), letter }),
        letters: fc.array(fc.record({ letter, run }), { maxLength: 8 }),
      })
      .map(({ letters, ...chain }) => ({
        ...chain,
        line: letters.map((one) => one.letter),
        runs: letters.map((one) => one.run),
      })),
    { maxLength: 3 },
  ),
  waiting: fc.array(
    fc.record({ section, author, id: letter, seq: fc.nat(), previous: letter, run, row: fc.nat() }),
    { maxLength: 3 },
  ),
  unread: fc.array(fc.record({ section, keyId: bytes(16).map(keyIdFromBytes) }), { maxLength: 3 }),
});

test('a summary is read as it was written', () => {
  fc.assert(
    fc.property(summary, (one) => {
      expect(readSummary(writeSummary(one))).toEqual(one);
    }),
  );
});

test('bytes that are cut short, too long or of another version are no summary', () => {
  fc.assert(
    fc.property(summary, fc.nat(), (one, cut) => {
      const written = writeSummary(one);
      expect(readSummary(written.slice(0, cut % written.length))).toBeNull();
      expect(readSummary(Uint8Array.of(...written, 0))).toBeNull();
      expect(readSummary(written.with(0, 2))).toBeNull();
    }),
  );
});
