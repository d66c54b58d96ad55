/** Lines of an audit as fast-check makes them. */
import * as fc from 'fast-check';
import { AuditWhat, LONGEST_DETAILS, MOST_TIMES, type AuditLine } from '@/lib/domain/audit';
import { MS_PER_HOUR, type AuditHour } from '@/lib/session/audit-body';

const plain = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', maxLength }).map((text) =>
    text
      .replaceAll(/\p{Cc}/gu, ' ')
      .toWellFormed()
      .slice(0, maxLength)
      .toWellFormed(),
  );

export const lineIn = (hour: number): fc.Arbitrary<AuditLine> =>
  fc.record({
    what: fc.constantFrom(...AuditWhat.options),
    when: fc.integer({ min: hour * MS_PER_HOUR, max: (hour + 1) * MS_PER_HOUR - 1 }),
    subjectType: fc.constantFrom('transfer', 'note', 'packItem', 'something'),
    subjectId: plain(200),
    correlationId: fc
      .uint8Array({ minLength: 8, maxLength: 8 })
      .map((bytes) => Buffer.from(bytes).toString('hex')),
    times: fc.integer({ min: 1, max: MOST_TIMES }),
    details: plain(LONGEST_DETAILS),
  });

export const anHour: fc.Arbitrary<AuditHour> = fc
  .integer({ min: 0, max: 500_000 })
  .chain((hour) =>
    fc
      .array(lineIn(hour), { minLength: 1, maxLength: 20 })
      .map((lines) => ({ hour, lines: lines.toSorted((a, b) => a.when - b.when) })),
  );
