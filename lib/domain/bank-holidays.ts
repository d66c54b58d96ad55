/** The bank holidays of England and Wales, and the working days between them. */
import {
  addDays,
  dayFrom,
  isWeekend,
  lastDayOfMonth,
  weekdayOf,
  yearOf,
  type CalendarDay,
} from './calendar';

/**
 * Days that a proclamation added to the yearly ones or took away from them. Source: gov.uk/bank-holidays.
 * A new proclamation is one more line.
 */
const PROCLAIMED: Readonly<Record<string, 'added' | 'taken away'>> = {
  '2020-05-04': 'taken away',
  '2020-05-08': 'added',
  '2022-05-30': 'taken away',
  '2022-06-02': 'added',
  '2022-06-03': 'added',
  '2022-09-19': 'added',
  '2023-05-08': 'added',
};

const dayIn = (year: number, month: number, date: number): CalendarDay => {
  const day = dayFrom(year, month, date);
  if (day === null) throw new Error(`no such day: ${year}, ${month}, ${date}`);
  return day;
};

/** Easter Sunday by the Gregorian reckoning (Meeus, Jones and Butcher). */
export const easterSunday = (year: number): CalendarDay => {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const epact =
    (19 * golden +
      century -
      Math.floor(century / 4) -
      Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) +
      15) %
    30;
  const weekday =
    (32 + 2 * (century % 4) + 2 * Math.floor((year % 100) / 4) - epact - (year % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * late + 114;
  return dayIn(year, Math.floor(sum / 31), (sum % 31) + 1);
};

const mondayOnOrAfter = (day: CalendarDay): CalendarDay => addDays(day, (8 - weekdayOf(day)) % 7);

const mondayOnOrBefore = (day: CalendarDay): CalendarDay =>
  addDays(day, -((weekdayOf(day) + 6) % 7));

/** A weekend holiday is taken on the first later weekday that is not a holiday itself. */
const withSubstitutes = (days: readonly CalendarDay[]): readonly CalendarDay[] => {
  const taken = days.filter((day) => !isWeekend(day));
  for (const day of days.filter((day) => isWeekend(day))) {
    let substitute = mondayOnOrAfter(day);
    while (taken.includes(substitute)) substitute = addDays(substitute, 1);
    taken.push(substitute);
  }
  return taken;
};

/** The bank holidays of one year, in order. */
export const bankHolidaysOf = (year: number): readonly CalendarDay[] => {
  const easter = easterSunday(year);
  const yearly = [
    ...withSubstitutes([dayIn(year, 1, 1)]),
    addDays(easter, -2),
    addDays(easter, 1),
    mondayOnOrAfter(dayIn(year, 5, 1)),
    mondayOnOrBefore(lastDayOfMonth(dayIn(year, 5, 1))),
    mondayOnOrBefore(lastDayOfMonth(dayIn(year, 8, 1))),
    ...withSubstitutes([dayIn(year, 12, 25), dayIn(year, 12, 26)]),
  ].filter((day) => PROCLAIMED[day] !== 'taken away');
  const added = Object.keys(PROCLAIMED)
    .filter((day) => PROCLAIMED[day] === 'added' && yearOf(day) === year)
    .map((day) => dayIn(year, Number(day.slice(5, 7)), Number(day.slice(8))));
  return [...yearly, ...added].toSorted();
};

/** By year, since each working day asks; a thousand years at the most. */
const KNOWN_YEARS = new Map<number, ReadonlySet<CalendarDay>>();

const holidaysIn = (year: number): ReadonlySet<CalendarDay> => {
  const known = KNOWN_YEARS.get(year);
  if (known !== undefined) return known;
  const holidays = new Set(bankHolidaysOf(year));
  KNOWN_YEARS.set(year, holidays);
  return holidays;
};

const isBankHoliday = (day: CalendarDay): boolean => holidaysIn(yearOf(day)).has(day);

const isWorkingDay = (day: CalendarDay): boolean => !isWeekend(day) && !isBankHoliday(day);

/** The day itself when it is a working day, else the next one. */
export const workingDayFrom = (day: CalendarDay): CalendarDay => {
  let next = day;
  while (!isWorkingDay(next)) next = addDays(next, 1);
  return next;
};

/** So many working days later; the day itself does not count. At most 1,000. */
export const addWorkingDays = (day: CalendarDay, days: number): CalendarDay => {
  let at = day;
  for (let left = Math.min(days, 1_000); left > 0; left -= 1) at = workingDayFrom(addDays(at, 1));
  return at;
};
