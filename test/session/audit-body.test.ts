/** The bytes of an audit: what is written is read, and nothing else is. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anHour } from './audit-lines';
import { LONGEST_DETAILS, type AuditLine } from '@/lib/domain/audit';
import { byteWriter, isSameBytes, Malformed } from '@/lib/parse/bytes';
import {
  bytesToHour,
  bytesToWaiting,
  hourToBytes,
  MOST_LINES,
  MS_PER_HOUR,
  waitingToBytes,
} from '@/lib/session/audit-body';
import { LARGEST_PART, auditToBody } from '@/lib/session/change';

const LINE: AuditLine = {
  what: 'change',
  when: 5 * MS_PER_HOUR + 17,
  subjectId: 'transfer.jb',
  subjectType: 'transfer',
  correlationId: '00112233445566ff',
  times: 1,
  details: 'CRN',
};

test('an hour is read as it was written', () => {
  fc.assert(
    fc.property(anHour, (hour) => {
      expect(bytesToHour(hourToBytes(hour))).toEqual(hour);
    }),
  );
});

test('hours that wait are read as they were kept', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(anHour, { maxLength: 5 }), (next, hours) => {
      expect(bytesToWaiting(waitingToBytes({ next, hours }))).toEqual({ next, hours });
    }),
  );
});

/** Whether bytes are read as an hour that would have been written otherwise. */
const readsOther = (bytes: Uint8Array): boolean => {
  try {
    return !isSameBytes(hourToBytes(bytesToHour(bytes)), bytes);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
};

test('what is read of other bytes is only what would be written so', () => {
  fc.assert(
    fc.property(
      anHour,
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
      (hour, changes) => {
        const bytes = hourToBytes(hour);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expect(readsOther(bytes)).toBe(false);
      },
    ),
  );
});

test.for([
  ['nothing', new Uint8Array()],
  ['another version', byteWriter().uint(2).uint(5).uint(1).finish()],
  ['no lines', byteWriter().uint(1).uint(5).uint(0).finish()],
  [
    'more lines than fit',
    byteWriter()
      .uint(1)
      .uint(5)
      .uint(MOST_LINES + 1)
      .finish(),
  ],
  ['an hour that no clock has', byteWriter().uint(1).uint(3_000_000_000).uint(1).finish()],
] as const)('%s is no hour', ([, bytes]) => {
  expect(() => bytesToHour(bytes)).toThrow(Malformed);
});

test('a line of another hour, too many of them or none are never written', () => {
  expect(() => hourToBytes({ hour: 4, lines: [LINE] })).toThrow('another hour');
  expect(() => hourToBytes({ hour: 5, lines: [] })).toThrow('0 lines');
  const many = Array.from({ length: MOST_LINES + 1 }, () => LINE);
  expect(() => hourToBytes({ hour: 5, lines: many })).toThrow('lines in a letter');
});

test('the largest hour fits into one letter', () => {
  const largest = {
    ...LINE,
    subjectId: '\u20ac'.repeat(200),
    details: '\u20ac'.repeat(LONGEST_DETAILS),
  };
  const bytes = hourToBytes({ hour: 5, lines: Array.from({ length: MOST_LINES }, () => largest) });
  expect(auditToBody(bytes).length).toBeLessThan(LARGEST_PART);
  expect(bytesToHour(bytes).lines).toHaveLength(MOST_LINES);
});

test.for([
  ['another version', byteWriter().uint(2).uint(5).uint(0).finish()],
  ['more hours than are kept', byteWriter().uint(1).uint(5).uint(201).finish()],
  ['an hour that is none', byteWriter().uint(1).uint(5).uint(1).bytes(new Uint8Array(3)).finish()],
  ['something after the end', byteWriter().uint(1).uint(5).uint(0).uint(0).finish()],
] as const)('%s waits for nothing', ([, bytes]) => {
  expect(bytesToWaiting(bytes)).toBeNull();
});
