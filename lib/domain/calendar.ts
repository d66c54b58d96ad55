/**
 * Calendar days as the protocol counts them: no time, no zone, the months of Europe/London.
 *
 * A month later is the same day number, or the last day of a shorter month. Arithmetic that would leave the
 * years 1900 to 2999 stops at their edge, so that a mistyped year in a record never throws on a screen.
 */
import { z } from '@/lib/parse/zod';

const FORM = /^(19|2\d)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/u;
const MS_A_DAY = 86_400_000;

const numberOf = (day: string): number =>
  Date.UTC(yearOf(day), monthOf(day) - 1, dateOf(day)) / MS_A_DAY;

const textOf = (dayNumber: number): string =>
  new Date(dayNumber * MS_A_DAY).toISOString().slice(0, 10);

/** A day as `2026-11-24`; 2026-02-30 is refused. */
export const CalendarDay = z
  .string()
  .regex(FORM, { abort: true })
  .refine((day) => textOf(numberOf(day)) === day, 'not a day of the calendar')
  .brand<'CalendarDay'>();
export type CalendarDay = z.infer<typeof CalendarDay>;

const FIRST_NUMBER = Date.UTC(1900, 0, 1) / MS_A_DAY;
const LAST_NUMBER = Date.UTC(2999, 11, 31) / MS_A_DAY;

/** What the calendar itself wrote is a day once it has the form. */
const isDay = (text: string): text is CalendarDay => FORM.test(text);

/** By day number: thousands of days are made for one screen, most of them the same few hundred. */
const KNOWN_DAYS = new Map<number, CalendarDay>();

const dayOf = (dayNumber: number): CalendarDay => {
  const number = Math.min(Math.max(dayNumber, FIRST_NUMBER), LAST_NUMBER);
  const known = KNOWN_DAYS.get(number);
  if (known !== undefined) return known;
  const day = textOf(number);
  if (!isDay(day)) throw new Error(`not a day: ${day}`);
  KNOWN_DAYS.set(number, day);
  return day;
};

/** A digit of a day. Read one by one: due dates are counted thousands of times for one screen. */
const digitAt = (day: string, index: number): number => day.charCodeAt(index) - 48;

export function yearOf(day: string): number {
  return digitAt(day, 0) * 1_000 + digitAt(day, 1) * 100 + digitAt(day, 2) * 10 + digitAt(day, 3);
}

/** 1 for January. */
export function monthOf(day: string): number {
  return digitAt(day, 5) * 10 + digitAt(day, 6);
}

/** The day number within its month. */
export function dateOf(day: string): number {
  return digitAt(day, 8) * 10 + digitAt(day, 9);
}

/** `2026-11`, as a turn of a monthly duty is named. */
export const monthName = (day: CalendarDay): string => day.slice(0, 7);

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const lengthOfMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 31);

/** The day with these numbers (month 1 to 12), or null when the calendar has none such. */
export const dayFrom = (year: number, month: number, date: number): CalendarDay | null => {
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  const parsed = CalendarDay.safeParse(`${pad(year, 4)}-${pad(month, 2)}-${pad(date, 2)}`);
  return parsed.success ? parsed.data : null;
};

/** The day `03-31` in a year; the last day of its month where that is shorter. */
export const dayInYear = (year: number, monthDay: string): CalendarDay => {
  const month = Number(monthDay.slice(0, 2));
  const date = Math.min(Number(monthDay.slice(3)), lengthOfMonth(year, month));
  return dayOf(Date.UTC(year, month - 1, date) / MS_A_DAY);
};

export const addDays = (day: CalendarDay, days: number): CalendarDay => dayOf(numberOf(day) + days);

/** Months later (or earlier): the same day number, or the last day of a shorter month. */
export const addMonths = (day: CalendarDay, months: number): CalendarDay => {
  const index = yearOf(day) * 12 + monthOf(day) - 1 + months;
  const year = Math.min(Math.max(Math.floor(index / 12), 1_800), 3_100);
  const month = (((index % 12) + 12) % 12) + 1;
  const date = Math.min(dateOf(day), lengthOfMonth(year, month));
  return dayOf(Date.UTC(year, month - 1, date) / MS_A_DAY);
};

/**
 * The n-th repeat of a period of `every` months, each counted from the anchor, never from the repeat before:
 * 31 January gives 28 February and then 31 March.
 */
export const nthMonth = (anchor: CalendarDay, n: number, every = 1): CalendarDay =>
  addMonths(anchor, n * every);

export const lastDayOfMonth = (day: CalendarDay): CalendarDay =>
  addDays(day, lengthOfMonth(yearOf(day), monthOf(day)) - dateOf(day));

export const firstDayOfMonth = (day: CalendarDay): CalendarDay => addDays(day, 1 - dateOf(day));

/** Days from the first to the second; negative when the second is earlier. */
export const daysBetween = (from: CalendarDay, to: CalendarDay): number =>
  numberOf(to) - numberOf(from);

/** Negative, zero or positive, as `sort` wants it. */
export const compareDays = (a: CalendarDay, b: CalendarDay): number =>
  a === b ? 0 : a < b ? -1 : 1;

export const earlierOf = (a: CalendarDay, b: CalendarDay): CalendarDay => (a < b ? a : b);

export const laterOf = (a: CalendarDay, b: CalendarDay): CalendarDay => (a > b ? a : b);

/** Whole months that fit between two days; 0 when the second is not later. */
export const wholeMonthsBetween = (from: CalendarDay, to: CalendarDay): number => {
  const guess = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from);
  return Math.max(0, addMonths(from, guess) > to ? guess - 1 : guess);
};

/** 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (day: CalendarDay): number => (((numberOf(day) + 4) % 7) + 7) % 7;

export const isWeekend = (day: CalendarDay): boolean => weekdayOf(day) % 6 === 0;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const SHORT_MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'June',
  'July',
  'Aug',
  'Sept',
  'Oct',
  'Nov',
  'Dec',
] as const;
const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

const wordAt = (words: readonly string[], index: number): string => words[index] ?? '';

/** `24 November 2026`. */
export const formatDay = (day: CalendarDay): string =>
  `${dateOf(day)} ${wordAt(MONTHS, monthOf(day) - 1)} ${yearOf(day)}`;

/** `Tuesday 24 November 2026`, the form for a deadline. */
export const weekdayDay = (day: CalendarDay): string =>
  `${wordAt(WEEKDAYS, weekdayOf(day))} ${formatDay(day)}`;

/** `24 Nov`; June, July and Sept are spelt so by the MOJ style guide. */
export const shortDay = (day: CalendarDay): string =>
  `${dateOf(day)} ${wordAt(SHORT_MONTHS, monthOf(day) - 1)}`;

/** `24 Nov 2026`, for a table. */
export const shortDayYear = (day: CalendarDay): string => `${shortDay(day)} ${yearOf(day)}`;

/** `November 2026`. */
export const formatMonth = (day: CalendarDay): string =>
  `${wordAt(MONTHS, monthOf(day) - 1)} ${yearOf(day)}`;

/** `14:14` as `2:14pm`, `11:00` as `11am`, noon as `midday`; what is not a time of day comes back unchanged. */
export const formatClock = (clock: string): string => {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/u.exec(clock) ?? [];
  if (hours === undefined || minutes === undefined) return clock;
  if (minutes === '00' && hours === '12') return 'midday';
  if (minutes === '00' && hours === '00') return 'midnight';
  const hour = Number(hours);
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes === '00' ? '' : `:${minutes}`}${hour < 12 ? 'am' : 'pm'}`;
};

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

interface LondonMinute {
  readonly minute: number;
  readonly day: CalendarDay;
  readonly clock: string;
}
/** The minute that was asked for last: every view asks for today, many times after each keystroke. */
let lastMinute: LondonMinute | null = null;

const londonMinute = (instantMs: number): LondonMinute => {
  const minute = Math.floor(instantMs / 60_000);
  if (lastMinute?.minute === minute) return lastMinute;
  const parts = new Map(
    LONDON.formatToParts(new Date(instantMs)).map(({ type, value }) => [type, value]),
  );
  lastMinute = {
    minute,
    day: CalendarDay.parse(
      `${parts.get('year') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`,
    ),
    clock: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}`,
  };
  return lastMinute;
};

/** The day in London at an instant (milliseconds since 1970 UTC). Throws for what is not an instant. */
export const londonDay = (instantMs: number): CalendarDay => londonMinute(instantMs).day;

/** The time in London at an instant, `14:14`. */
export const londonClock = (instantMs: number): string => londonMinute(instantMs).clock;

/** The time in London at an instant, `2:14pm`. */
export const londonTime = (instantMs: number): string => formatClock(londonClock(instantMs));

export interface Birthday {
  readonly on: CalendarDay;
  /**
   * True for a birthday of 29 February in a year without one: 1 March is the common reading of the Family Law
   * Reform Act 1969, section 9, but no statute names the day. A screen says which day to check.
   */
  readonly isUnsettled: boolean;
}

/** The day on which someone reaches an age of so many years and months. */
export const birthdayOn = (dateOfBirth: CalendarDay, years: number, months = 0): Birthday => {
  const on = addMonths(dateOfBirth, years * 12 + months);
  const isLeapBirthday = monthOf(dateOfBirth) === 2 && dateOf(dateOfBirth) === 29;
  return isLeapBirthday && months % 12 === 0 && dateOf(on) === 28
    ? { on: addDays(on, 1), isUnsettled: true }
    : { on, isUnsettled: false };
};

/** What a screen says beside an unsettled birthday. */
export const UNSETTLED_BIRTHDAY = 'Born on 29 February: check which day your court uses.';
