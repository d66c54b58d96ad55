/** Periods of the protocol's rules: ISO 8601 durations of one part, and working days as `P5WD`. */
import { addWorkingDays } from './bank-holidays';
import { addDays, nthMonth, type CalendarDay } from './calendar';

/** One count and one unit, before (`-P6M`) or after. Working days only after. */
export type Period = `${'' | '-'}P${number}${'D' | 'M' | 'Y'}` | `P${number}WD`;

interface PeriodParts {
  readonly count: number;
  readonly unit: string;
}

/** Each period is read once: the rules of a protocol use a few dozen, thousands of times. */
const KNOWN = new Map<Period, PeriodParts>();
const MOST_KNOWN = 1_000;

const partsOf = (period: Period): PeriodParts => {
  const known = KNOWN.get(period);
  if (known !== undefined) return known;
  const parts = readParts(period);
  if (KNOWN.size < MOST_KNOWN) KNOWN.set(period, parts);
  return parts;
};

const readParts = (period: Period): PeriodParts => {
  const [, sign, count, unit] = /^(-?)P(\d{1,4})(D|M|Y|WD)$/u.exec(period) ?? [];
  if (count === undefined || unit === undefined) throw new Error(`not a period: ${period}`);
  return { count: Number(count) * (sign === '-' ? -1 : 1), unit };
};

/** The months in a period of months or years; throws for days, which no month measures. */
export const monthsIn = (period: Period): number => {
  const { count, unit } = partsOf(period);
  if (unit === 'Y') return count * 12;
  if (unit === 'M') return count;
  throw new Error(`not a period of months: ${period}`);
};

/** `times` periods after an anchor, counted from the anchor itself. */
export const addPeriod = (anchor: CalendarDay, period: Period, times = 1): CalendarDay => {
  const { count, unit } = partsOf(period);
  if (unit === 'WD') return addWorkingDays(anchor, count * times);
  return unit === 'D' ? addDays(anchor, count * times) : nthMonth(anchor, times, monthsIn(period));
};
