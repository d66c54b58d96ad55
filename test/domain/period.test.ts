/** Periods of rules. */
import { expect, test } from 'vitest';
import { CalendarDay } from '@/lib/domain/calendar';
import { addPeriod, monthsIn } from '@/lib/domain/period';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

test.for([
  ['P14D', 1, '2027-02-14'],
  ['P1M', 1, '2027-02-28'],
  ['P1M', 2, '2027-03-31'],
  ['-P6M', 1, '2026-07-31'],
  ['P2Y', 1, '2029-01-31'],
  ['P1WD', 1, '2027-02-01'],
] as const)('31 January 2027 and %s times %i', ([period, times, to]) => {
  expect(addPeriod(day('2027-01-31'), period, times)).toBe(to);
});

test('days have no months', () => {
  expect(monthsIn('P3Y')).toBe(36);
  expect(() => monthsIn('P14D')).toThrow('not a period of months');
  expect(() => addPeriod(day('2027-01-31'), 'P1.5D')).toThrow('not a period');
});
