/** Days, months, ages and London's clock. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CalendarDay,
  addDays,
  addMonths,
  birthdayOn,
  compareDays,
  dateOf,
  dayFrom,
  dayInYear,
  daysBetween,
  formatClock,
  formatDay,
  formatMonth,
  isWeekend,
  lastDayOfMonth,
  londonDay,
  londonTime,
  monthOf,
  nthMonth,
  shortDay,
  shortDayYear,
  weekdayDay,
  wholeMonthsBetween,
} from '@/lib/domain/calendar';

const day = (text: string): CalendarDay => CalendarDay.parse(text);
const anyDay = fc.integer({ min: 0, max: 36_000 }).map((days) => addDays(day('1950-01-01'), days));

test.for([
  '2026-02-30',
  '2026-02-29',
  '2026-13-01',
  '2026-4-1',
  '1899-12-31',
  '3000-01-01',
  'today',
  '',
])('%s is not a day', (text) => {
  expect(CalendarDay.safeParse(text).success).toBe(false);
});

test('29 February is a day in a leap year only', () => {
  expect(day('2028-02-29')).toBe('2028-02-29');
  expect(dayFrom(2027, 2, 29)).toBeNull();
});

test('a day of each year is the last of its month where that is shorter', () => {
  expect(dayInYear(2027, '03-31')).toBe('2027-03-31');
  expect(dayInYear(2027, '02-29')).toBe('2027-02-28');
  expect(dayInYear(2028, '02-29')).toBe('2028-02-29');
  expect(dayInYear(2027, '04-31')).toBe('2027-04-30');
});

test.for([
  ['2026-08-31', 6, '2027-02-28'],
  ['2027-08-31', 6, '2028-02-29'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2028-02-29', 12, '2029-02-28'],
  ['2028-02-29', 48, '2032-02-29'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-01-15', -1, '2025-12-15'],
] as const)('%s and %i months is %s', ([from, months, to]) => {
  expect(addMonths(day(from), months)).toBe(to);
});

test('each repeat is counted from the anchor, so a short month does not shorten the next', () => {
  expect([1, 2, 3].map((n) => nthMonth(day('2027-01-31'), n))).toEqual([
    '2027-02-28',
    '2027-03-31',
    '2027-04-30',
  ]);
});

test('a month later keeps the day number or is the last day of its month', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -400, max: 400 }), (from, months) => {
      const to = addMonths(from, months);
      expect(
        dateOf(to) === dateOf(from) || (to === lastDayOfMonth(to) && dateOf(to) < dateOf(from)),
      ).toBe(true);
      expect(Math.abs((monthOf(to) - monthOf(from) - months) % 12)).toBe(0);
    }),
  );
});

test('adding days and counting them agree, and order is the order of the text', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -4_000, max: 4_000 }), (from, days) => {
      const to = addDays(from, days);
      expect(daysBetween(from, to)).toBe(days);
      expect(Math.sign(compareDays(from, to))).toBe(Math.sign(from < to ? -1 : Number(from > to)));
    }),
  );
});

test('arithmetic stops at the edge of the years it knows', () => {
  expect(addMonths(day('2999-12-01'), 600)).toBe('2999-12-31');
  expect(addDays(day('1900-01-01'), -1)).toBe('1900-01-01');
});

test('whole months are those that have passed', () => {
  expect(wholeMonthsBetween(day('2026-01-31'), day('2026-02-28'))).toBe(1);
  expect(wholeMonthsBetween(day('2026-01-31'), day('2026-02-27'))).toBe(0);
  expect(wholeMonthsBetween(day('2026-05-01'), day('2026-01-01'))).toBe(0);
});

test('a day is written as the style guide writes it', () => {
  const on = day('2026-11-24');
  expect(formatDay(on)).toBe('24 November 2026');
  expect(weekdayDay(on)).toBe('Tuesday 24 November 2026');
  expect(shortDay(on)).toBe('24 Nov');
  expect(shortDayYear(day('2026-09-04'))).toBe('4 Sept 2026');
  expect(formatMonth(on)).toBe('November 2026');
  expect([day('2026-11-21'), day('2026-11-22'), day('2026-11-23')].map(isWeekend)).toEqual([
    true,
    true,
    false,
  ]);
});

test.for([
  ['14:14', '2:14pm'],
  ['11:00', '11am'],
  ['12:00', 'midday'],
  ['00:00', 'midnight'],
  ['00:05', '12:05am'],
  ['12:30', '12:30pm'],
  ['soon', 'soon'],
] as const)('the clock %s is said %s', ([clock, words]) => {
  expect(formatClock(clock)).toBe(words);
});

test('the day and time are those of London, in summer and in winter', () => {
  expect(londonDay(Date.UTC(2026, 5, 30, 23, 30))).toBe('2026-07-01');
  expect(londonTime(Date.UTC(2026, 5, 30, 23, 30))).toBe('12:30am');
  expect(londonDay(Date.UTC(2026, 11, 31, 23, 30))).toBe('2026-12-31');
  expect(londonTime(Date.UTC(2026, 10, 24, 14, 14))).toBe('2:14pm');
});

test('an age is reached on the birthday, and 17 and a half keeps to the month', () => {
  expect(birthdayOn(day('2008-11-24'), 18)).toEqual({ on: '2026-11-24', isUnsettled: false });
  expect(birthdayOn(day('2008-08-31'), 17, 6)).toEqual({ on: '2026-02-28', isUnsettled: false });
});

test('a birthday of 29 February is 1 March in other years, and said to be unsettled', () => {
  expect(birthdayOn(day('2008-02-29'), 18)).toEqual({ on: '2026-03-01', isUnsettled: true });
  expect(birthdayOn(day('2008-02-29'), 20)).toEqual({ on: '2028-02-29', isUnsettled: false });
  expect(birthdayOn(day('2008-02-29'), 17, 6)).toEqual({ on: '2025-08-29', isUnsettled: false });
  expect(birthdayOn(day('2008-08-29'), 17, 6)).toEqual({ on: '2026-02-28', isUnsettled: false });
});
