/** Bank holidays against the published lists, and working days around them. */
import { expect, test } from 'vitest';
import {
  addWorkingDays,
  bankHolidaysOf,
  easterSunday,
  workingDayFrom,
} from '@/lib/domain/bank-holidays';
import { CalendarDay } from '@/lib/domain/calendar';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

test.for([
  [2022, '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27'],
  [2023, '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26'],
  [2025, '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26'],
  [2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
  [2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
  [2028, '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'],
] as const)('the bank holidays of %i', ([year, days]) => {
  expect(bankHolidaysOf(year)).toEqual(days.split(' ').map((date) => `${year}-${date}`));
});

test.for([
  [2029, '2029-04-01'],
  [2030, '2030-04-21'],
  [2038, '2038-04-25'],
] as const)('Easter Sunday of %i is %s', ([year, on]) => {
  expect(easterSunday(year)).toBe(on);
});

test('working days pass over weekends and bank holidays', () => {
  expect(addWorkingDays(day('2026-12-24'), 1)).toBe('2026-12-29');
  expect(addWorkingDays(day('2026-11-20'), 5)).toBe('2026-11-27');
  expect(addWorkingDays(day('2026-11-21'), 0)).toBe('2026-11-21');
  expect(workingDayFrom(day('2026-12-25'))).toBe('2026-12-29');
  expect(workingDayFrom(day('2026-11-24'))).toBe('2026-11-24');
});
