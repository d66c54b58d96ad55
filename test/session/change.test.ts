/** A change as the body of letters: what is written is read again, and junk is nothing else. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteWriter, isSameBytes, joinBytes, Malformed } from '@/lib/parse/bytes';
import {
  auditToBody,
  bodyToChange,
  changeToBodies,
  LARGEST_PART,
  MOST_PARTS,
  partsToChange,
  stateToBodies,
} from '@/lib/session/change';
import { LARGEST_WRITTEN_BODY } from '@/lib/vault/letter';

const note = fc.option(fc.stringMatching(/^[0-9a-zA-Z.-]{1,120}$/u));

test('a change is read as it was written', () => {
  fc.assert(
    fc.property(note, fc.uint8Array({ maxLength: 500 }), (name, update) => {
      const [body, ...more] = changeToBodies({ note: name, update });
      expect(more).toEqual([]);
      expect(bodyToChange(body ?? new Uint8Array())).toEqual({
        kind: 'whole',
        change: { note: name, update },
      });
    }),
  );
});

test('a large change goes in parts that each fit in a letter', () => {
  const update = Uint8Array.from({ length: LARGEST_PART * 2 + 5 }, (_, at) => at % 251);
  const bodies = changeToBodies({ note: 'meeting-1', update });
  expect(bodies).toHaveLength(3);
  const parts = bodies.map((body, at) => {
    expect(body.length).toBeLessThanOrEqual(LARGEST_WRITTEN_BODY);
    const part = bodyToChange(body);
    if (part.kind !== 'part') throw new Error('not a part');
    expect([part.part, part.parts]).toEqual([at, 3]);
    return part.bytes;
  });
  const change = partsToChange(parts);
  expect(change.note).toBe('meeting-1');
  expect(Buffer.compare(change.update, update)).toBe(0);
});

test('a change above 64 MiB is not written', () => {
  const update = new Uint8Array(LARGEST_PART * MOST_PARTS + 1);
  expect(() => changeToBodies({ note: null, update })).toThrow('64 MiB');
});

test('a state goes in parts that each name its hash', () => {
  const hash = Uint8Array.from({ length: 32 }, (_, at) => at);
  const compressed = Uint8Array.from({ length: LARGEST_PART + 5 }, (_, at) => at % 251);
  const before = new Uint8Array(32).fill(9);
  const parts = stateToBodies({ hash, before }, compressed).map((body) => bodyToChange(body));
  expect(
    parts.map((part) => (part.kind === 'state' ? [part.part, part.parts] : part.kind)),
  ).toEqual([
    [0, 2],
    [1, 2],
  ]);
  for (const part of parts) expect(part).toMatchObject({ kind: 'state', hash });
  const joined = joinBytes(
    ...parts.map((part) => ('bytes' in part ? part.bytes : part.change.update)),
  );
  expect(isSameBytes(joined, compressed)).toBe(true);
});

test('lines of an audit are read as they were written', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(bodyToChange(auditToBody(bytes))).toEqual({ kind: 'audit', bytes });
});

const outcomeOf = (body: Uint8Array): 'malformed' | 'as written' | 'something else' => {
  try {
    const read = bodyToChange(body);
    if (read.kind === 'part' || read.kind === 'state') return 'as written';
    const again =
      read.kind === 'audit' ? auditToBody(read.bytes) : joinBytes(...changeToBodies(read.change));
    return isSameBytes(again, body) ? 'as written' : 'something else';
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
};

test('junk is malformed, or it is exactly what a writer writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
      expect(outcomeOf(body)).not.toBe('something else');
    }),
    { numRuns: 2_000 },
  );
});

const head = (...numbers: readonly number[]): Uint8Array =>
  numbers.reduce((writer, number) => writer.uint(number), byteWriter()).finish();

test.for([
  ['a version to come', head(2, 1, 0)],
  ['an unknown kind', head(1, 5, 0)],
  ['a state without a hash', head(1, 3, 0, 1)],
  ['no kind', head(1, 0, 0)],
  ['a part beyond the last', head(1, 2, 2, 2)],
  ['more parts than there may be', head(1, 2, 0, MOST_PARTS + 1)],
  ['a name without an end', head(1, 1, 50)],
] as const)('%s is malformed', ([, body]) => {
  expect(() => bodyToChange(body)).toThrow(Malformed);
});
