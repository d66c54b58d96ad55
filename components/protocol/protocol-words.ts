/** The words of the protocol screens: limits, kinds of rows, how a date is counted. */
import type { Period } from '@/lib/domain/period';
import type { DueRule, DutyRow, ProtocolLimits } from '@/lib/domain/protocol';

interface LimitRow {
  readonly field: keyof ProtocolLimits;
  readonly label: string;
  /** `day`: a day of every year. */
  readonly unit: 'months' | 'weeks' | 'days' | 'day';
}

export const LIMITS = [
  { field: 'usualMonths', label: 'Usual length', unit: 'months' },
  { field: 'longestMonths', label: 'Longest, with an extension', unit: 'months' },
  { field: 'noticeMonths', label: 'Notice', unit: 'months' },
  { field: 'carryOverDays', label: 'Leave carried over, at most', unit: 'days' },
  { field: 'actingUpUnderWeeks', label: 'Acting up is for less than', unit: 'weeks' },
  { field: 'inPostMonths', label: 'In the post before', unit: 'months' },
  { field: 'newlyQualifiedMonths', label: 'Newly qualified for', unit: 'months' },
  { field: 'dueSoonDays', label: 'Due soon from', unit: 'days' },
  { field: 'performanceYearStart', label: 'Performance year begins', unit: 'day' },
  { field: 'leaveYearEnd', label: 'Leave year ends', unit: 'day' },
] as const satisfies readonly LimitRow[];

export const MONTHS = [
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

/** `04-01` as `1 April`. */
const monthDayWords = (monthDay: string): string =>
  `${Number(monthDay.slice(3))} ${MONTHS[Number(monthDay.slice(0, 2)) - 1] ?? ''}`;

/** `24 months`, `1 month`, `1 April`. */
export const limitWords = (limits: ProtocolLimits, { field, unit }: LimitRow): string => {
  const value = limits[field];
  if (typeof value === 'string') return monthDayWords(value);
  return `${value} ${value === 1 ? unit.slice(0, -1) : unit}`;
};

export const KIND_WORDS: Readonly<Record<DutyRow['kind'], string>> = {
  duty: '',
  limit: 'Limit',
  agreed: 'Agreed',
};

export const STATE_WORDS = {
  'in force': 'In force',
  'to come': 'To come',
  replaced: 'Replaced',
} as const;

export const NOT_ATTACHED = 'Policy not attached';

const UNIT_LETTERS = { days: 'D', 'working days': 'WD', months: 'M', years: 'Y' } as const;
type PeriodUnit = keyof typeof UNIT_LETTERS;
export const PERIOD_UNITS = ['days', 'working days', 'months', 'years'] as const;

export const isPeriodUnit = (text: string): text is PeriodUnit => Object.hasOwn(UNIT_LETTERS, text);

export interface PeriodParts {
  readonly count: string;
  readonly unit: PeriodUnit;
  readonly isBefore: boolean;
}

export const partsOfPeriod = (period: Period): PeriodParts => {
  const [, sign = '', count = '0', letters = 'D'] = /^(-?)P(\d+)(D|M|Y|WD)$/u.exec(period) ?? [];
  const unit = PERIOD_UNITS.find((one) => UNIT_LETTERS[one] === letters) ?? 'days';
  return { count: String(Number(count)), unit, isBefore: sign === '-' };
};

/** Null for what is no whole number of at most four figures, and for working days before. */
export const periodOf = ({ count, unit, isBefore }: PeriodParts): Period | null => {
  if (!/^\d{1,4}$/u.test(count.trim())) return null;
  const number = Number(count);
  if (unit === 'working days') return isBefore && number > 0 ? null : `P${number}WD`;
  return `${isBefore && number > 0 ? '-' : ''}P${number}${UNIT_LETTERS[unit]}`;
};

/** What is counted from, as an answer to "Counted from". */
export const FROM_WORDS: Readonly<Record<DueRule['from'], string>> = {
  start: 'The start of the secondment',
  end: 'The end of the secondment',
  trigger: 'What makes it arise',
  team: 'The last one in the team, or the start',
  protocol: 'The start of the protocol',
  'performance year': 'The start of the performance year',
};
