/** The words of a status on each day around its due date. */
import { expect, test } from 'vitest';
import { CalendarDay } from '@/lib/domain/calendar';
import { doneStatus, openStatus, statusWords } from '@/lib/domain/status';

const day = (text: string): CalendarDay => CalendarDay.parse(text);
const DUE = day('2026-12-31');

test.for([
  ['2026-12-16', 'Not due yet', 15],
  ['2026-12-17', 'Due soon', 14],
  ['2026-12-30', 'Due soon', 1],
  ['2026-12-31', 'Due today', 0],
  ['2027-01-01', 'Overdue', 1],
  ['2027-12-31', 'Overdue', 365],
] as const)('on %s it is %s', ([today, word, days]) => {
  expect(openStatus({ dueOn: DUE, today: day(today) })).toEqual({ word, days, on: null });
});

test('a protocol may say from how many days before a thing is due soon', () => {
  const clock = { dueOn: DUE, today: day('2026-12-10') };
  expect(openStatus(clock).word).toBe('Not due yet');
  expect(openStatus({ ...clock, dueSoonDays: 21 }).word).toBe('Due soon');
});

test('a status is said with its days or its date', () => {
  expect(statusWords({ word: 'Overdue', days: 1, on: null })).toBe('Overdue 1 day');
  expect(statusWords({ word: 'Overdue', days: 9, on: null })).toBe('Overdue 9 days');
  expect(statusWords({ word: 'Booked', days: 3, on: DUE })).toBe('Booked 31 December 2026');
  expect(statusWords({ word: 'Not due yet', days: 40, on: null })).toBe('Not due yet');
  expect(statusWords(doneStatus(null, DUE))).toBe('Done');
  expect(statusWords(doneStatus(day('2027-01-01'), DUE))).toBe('Done late 1 January 2027');
  expect(statusWords(doneStatus(DUE, DUE))).toBe('Done 31 December 2026');
});
