/** Gathering by the hour: nothing is lost, views are counted, and an hour that is over is due. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineIn } from './audit-lines';
import { hourOf, MOST_LINES, MS_PER_HOUR, type AuditHour } from '@/lib/session/audit-body';
import { dueHours, gather, type NewLine } from '@/lib/session/audit-gather';

const NINE = Date.parse('2026-11-23T09:00:00Z');
const line = (about: Partial<NewLine> = {}): NewLine => ({
  what: 'view',
  when: NINE,
  subjectType: 'transfer',
  subjectId: 'jb',
  correlationId: '0000000000000001',
  details: '',
  ...about,
});
const gathered = (...lines: readonly NewLine[]): readonly AuditHour[] =>
  lines.reduce<readonly AuditHour[]>((hours, one) => gather(hours, one), []);

test('a record opened three times in an hour is one line', () => {
  const [hour, ...more] = gathered(line(), line({ when: NINE + 9 }), line({ when: NINE + 99 }));
  expect(more).toEqual([]);
  expect(hour?.lines).toEqual([{ ...line(), times: 3 }]);
});

test.for([
  ['another record', { subjectId: 'ada' }],
  ['a record of another kind', { subjectType: 'meeting' }],
  ['another reason', { details: 'Reason: Supervision' }],
  ['a change', { what: 'change' }],
] as const)('%s is a line of its own', ([, about]) => {
  expect(gathered(line(), line(about))[0]?.lines).toHaveLength(2);
});

test('changes are never counted together', () => {
  const change = line({ what: 'change' });
  expect(gathered(change, change)[0]?.lines).toHaveLength(2);
});

test('what is done after the hour begins another one, and the first is due', () => {
  const next = NINE + MS_PER_HOUR;
  const hours = gathered(line(), line({ when: next }));
  expect(hours.map(({ hour }) => hour)).toEqual([hourOf(NINE), hourOf(next)]);
  expect(dueHours(hours, next).due).toEqual(hours.slice(0, 1));
  expect(dueHours(hours, next).rest).toEqual(hours.slice(1));
  expect(dueHours(hours, next + MS_PER_HOUR).due).toEqual(hours);
});

test('a clock that is set back puts a line where it says', () => {
  const hours = gathered(line({ when: NINE + MS_PER_HOUR }), line());
  expect(hours.map(({ hour }) => hour)).toEqual([hourOf(NINE) + 1, hourOf(NINE)]);
});

test('an hour with more lines than a letter holds goes on in another', () => {
  const many = Array.from({ length: MOST_LINES + 1 }, (_, at) => line({ subjectId: `jb${at}` }));
  const hours = gathered(...many);
  expect(hours.map(({ lines }) => lines.length)).toEqual([MOST_LINES, 1]);
  expect(dueHours(hours, NINE).due).toEqual(hours.slice(0, 1));
});

test('nothing that was seen or done is lost, and all of it stands in its hour', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }).chain(lineIn)), (lines) => {
      const hours = gathered(...lines);
      for (const { hour, lines: of } of hours) {
        expect(of.every(({ when }) => hourOf(when) === hour)).toBe(true);
      }
      const all = hours.flatMap(({ lines: of }) => of);
      expect(all.reduce((sum, { times }) => sum + times, 0)).toBe(lines.length);
    }),
  );
});
