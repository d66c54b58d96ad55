/** How long a secondment may be planned for: sections 2 and 6 of the 2010 protocol. */
import { addDays, addMonths, compareDays, dateOf, formatDay, type CalendarDay } from './calendar';
import { monthsIn } from './period';
import { PROTOCOL_2010 } from './protocol';

/** The limits of a plan, in months, as the table of duties gives them. */
export const PLAN_LIMITS = {
  usual: monthsIn(PROTOCOL_2010['S2.1'].due.offset),
  longest: monthsIn(PROTOCOL_2010['S2.2'].due.offset),
  notice: monthsIn(PROTOCOL_2010['S6.1'].due.offset),
} as const;

/**
 * The last day of so many months: the day before the anniversary. Where the anniversary had to be clamped
 * (29 February) it is the last day itself, or the month would be cut twice.
 */
export const lastDayAfter = (startsOn: CalendarDay, months: number): CalendarDay => {
  const anniversary = addMonths(startsOn, months);
  return dateOf(anniversary) === dateOf(startsOn) ? addDays(anniversary, -1) : anniversary;
};

/** The last day of two years; section 2. */
export const defaultEnd = (startsOn: CalendarDay): CalendarDay =>
  lastDayAfter(startsOn, PLAN_LIMITS.usual);

/** The last day that an extension may reach: three years in all; section 2. */
export const latestEnd = (startsOn: CalendarDay): CalendarDay =>
  lastDayAfter(startsOn, PLAN_LIMITS.longest);

/** The first day on which a secondment may end after notice; the day of notice does not count; section 6. */
export const earliestEndAfterNotice = (noticeOn: CalendarDay): CalendarDay =>
  addMonths(noticeOn, PLAN_LIMITS.notice);

/** Whole months from the first day to the last, a begun one counted as one. */
export const lengthInMonths = (startsOn: CalendarDay, endsOn: CalendarDay): number => {
  let months = 0;
  while (months < 1_200 && compareDays(lastDayAfter(startsOn, months), endsOn) < 0) months += 1;
  return months;
};

export interface Plan {
  readonly startsOn: CalendarDay;
  readonly endsOn: CalendarDay;
  readonly noticeOn?: CalendarDay | null;
  /** Whether secondee, YOT and probation all agree to shorter notice. */
  readonly allAgree?: boolean;
  /** Why the end differs from two years. */
  readonly endReason: string;
  /** What lies before today has happened, and is recorded rather than refused. */
  readonly today: CalendarDay;
}

export type PlanField = 'startsOn' | 'endsOn' | 'noticeOn' | 'endReason';

export interface PlanRemark {
  readonly reason:
    | 'ends before it starts'
    | 'over three years'
    | 'notice too short'
    | 'over two years'
    | 'under two years'
    | 'reason missing';
  readonly field: PlanField;
  readonly words: string;
}

export type PlanJudgement =
  | { readonly state: 'accepted'; readonly warnings: readonly PlanRemark[] }
  | ({ readonly state: 'refused' } & PlanRemark);

const OVER_THREE_YEARS =
  'The secondment cannot be longer than 3 years. Section 2 allows 2 years and one extension of up to 1 year';
const SHORT_NOTICE = 'End date must be at least 1 month after notice was given';

/**
 * Whether a secondment may be planned so. Only an end before the start, a plan beyond three years and a plan
 * with too short notice (unless all agree) are refused; what has already happened is recorded with a warning.
 */
export const judgePlan = (plan: Plan): PlanJudgement => {
  const { startsOn, endsOn, noticeOn = null, allAgree = false, today } = plan;
  if (endsOn < startsOn) {
    return {
      state: 'refused',
      reason: 'ends before it starts',
      field: 'endsOn',
      words: 'End date must be the same as or after the start date',
    };
  }
  const hasHappened = endsOn < today;
  const warnings: PlanRemark[] = [];
  if (endsOn > latestEnd(startsOn)) {
    const remark = {
      reason: 'over three years',
      field: 'endsOn',
      words: OVER_THREE_YEARS,
    } as const;
    if (!hasHappened) return { state: 'refused', ...remark };
    warnings.push(remark);
  }
  if (noticeOn !== null && endsOn < earliestEndAfterNotice(noticeOn) && !allAgree) {
    const remark = { reason: 'notice too short', field: 'endsOn', words: SHORT_NOTICE } as const;
    if (!hasHappened) return { state: 'refused', ...remark };
    warnings.push(remark);
  }
  const usual = defaultEnd(startsOn);
  if (endsOn > usual) {
    warnings.push({
      reason: 'over two years',
      field: 'endsOn',
      words: `This is longer than 2 years, which end on ${formatDay(usual)}. Section 2 asks that the secondee is consulted and that probation and the YOT both agree`,
    });
  }
  if (endsOn < usual) {
    warnings.push({
      reason: 'under two years',
      field: 'endsOn',
      words: `This is shorter than the 2 years that section 2 expects, which end on ${formatDay(usual)}`,
    });
  }
  if (endsOn !== usual && plan.endReason.trim() === '') {
    warnings.push({
      reason: 'reason missing',
      field: 'endReason',
      words: 'Enter why the end differs from 2 years',
    });
  }
  return { state: 'accepted', warnings };
};
