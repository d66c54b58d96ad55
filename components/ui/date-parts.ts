/** A date as it is typed, day/month/year in one string, and what is wrong with it. */
import { dayFrom } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';

const PARTS = ['day', 'month', 'year'] as const;
export type DatePart = (typeof PARTS)[number];

/** `24/11/2026`, each part as typed; missing parts are empty. */
export function datePart(typed: string, part: DatePart): string {
  return typed.split('/')[PARTS.indexOf(part)] ?? '';
}

export function withDatePart(typed: string, part: DatePart, value: string): string {
  const parts = PARTS.map((each) =>
    each === part ? value.replaceAll('/', '') : datePart(typed, each),
  );
  return parts.every((each) => each === '') ? '' : parts.join('/');
}

/** The typed form of a day: `2026-11-24` is `24/11/2026`; null is empty. */
export function typedDay(day: CalendarDay | null): string {
  if (day === null) {
    return '';
  }
  const [year = '', month = '', date = ''] = day.split('-');
  return `${Number(date)}/${Number(month)}/${year}`;
}

export type TypedDate =
  | { readonly state: 'day'; readonly day: CalendarDay }
  | { readonly state: 'empty' }
  | { readonly state: 'wrong'; readonly why: string };

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** Reads a typed date. `name` begins the error: `Start date must be a real date`. */
export function readDate(typed: string, name: string): TypedDate {
  const [day, month, year] = PARTS.map((part) => datePart(typed, part).trim());
  if (day === undefined || month === undefined || year === undefined || !`${day}${month}${year}`) {
    return { state: 'empty' };
  }
  const missing = PARTS.filter((part) => datePart(typed, part).trim() === '');
  if (missing.length > 0) {
    return { state: 'wrong', why: `${name} must include a ${LIST.format(missing)}` };
  }
  if (!/^\d{4}$/u.test(year)) {
    return { state: 'wrong', why: 'Year must include 4 numbers' };
  }
  const areNumbers = /^\d{1,2}$/u.test(day) && /^\d{1,2}$/u.test(month);
  const made = areNumbers ? dayFrom(Number(year), Number(month), Number(day)) : null;
  return made === null
    ? { state: 'wrong', why: `${name} must be a real date` }
    : { state: 'day', day: made };
}
