/**
 * How long a secondment may be planned for: sections 2, 3 and 6, with the limits of the protocol that it is under.
 *
 * Without limits those of 2010 hold, as they do for a secondment that names no other protocol.
 */
import { addDays, addMonths, compareDays, dateOf, formatDay, type CalendarDay } from './calendar';
import type { ProtocolLimits } from './protocol';
import { PROTOCOL_2010 } from './protocol-2010';
import type { Secondment } from './secondment';

/**
 * The last day of so many months: the day before the anniversary. Where the anniversary had to be clamped
 * (29 February) it is the last day itself, or the month would be cut twice.
 */
export const lastDayAfter = (startsOn: CalendarDay, months: number): CalendarDay => {
  const anniversary = addMonths(startsOn, months);
  return dateOf(anniversary) === dateOf(startsOn) ? addDays(anniversary, -1) : anniversary;
};

const LIMITS_2010 = PROTOCOL_2010.limits;

/** The last day of the usual length, two years in 2010; section 2. */
export const defaultEnd = (
  startsOn: CalendarDay,
  { usualMonths }: ProtocolLimits = LIMITS_2010,
): CalendarDay => lastDayAfter(startsOn, usualMonths);

/** The last day that an extension may reach, three years in all in 2010; section 2. */
export const latestEnd = (
  startsOn: CalendarDay,
  { longestMonths }: ProtocolLimits = LIMITS_2010,
): CalendarDay => lastDayAfter(startsOn, longestMonths);

/** The first day on which a secondment may end after notice; the day of notice does not count; section 6. */
export const earliestEndAfterNotice = (
  noticeOn: CalendarDay,
  { noticeMonths }: ProtocolLimits = LIMITS_2010,
): CalendarDay => addMonths(noticeOn, noticeMonths);

/** The first day that is too late for acting up to end; from then on it is a secondment. */
const actingUpEndsBefore = (
  startsOn: CalendarDay,
  { actingUpUnderWeeks }: ProtocolLimits,
): CalendarDay => addDays(startsOn, actingUpUnderWeeks * 7 - 1);

/** `2 years`, `1 month`, `18 months`. */
export const monthsInWords = (months: number): string => {
  const [count, unit] = months % 12 === 0 && months > 0 ? [months / 12, 'year'] : [months, 'month'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

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
  /** Why the end differs from the usual one. */
  readonly endReason: string;
  /** What lies before today has happened, and is recorded rather than refused. */
  readonly today: CalendarDay;
  /** Acting up is short, so that nothing is said of the usual length. */
  readonly kind?: Secondment['kind'];
  /** Since when the officer has held the post they leave. */
  readonly inPostSince?: CalendarDay | null;
  /** Those of the protocol that the secondment is under. */
  readonly limits?: ProtocolLimits;
}

export type PlanField = 'startsOn' | 'endsOn' | 'noticeOn' | 'endReason' | 'inPostSince';

export interface PlanRemark {
  readonly reason:
    | 'ends before it starts'
    | 'over three years'
    | 'notice too short'
    | 'over two years'
    | 'under two years'
    | 'reason missing'
    | 'too long for acting up'
    | 'short time in post';
  readonly field: PlanField;
  readonly words: string;
}

export type PlanJudgement =
  | { readonly state: 'accepted'; readonly warnings: readonly PlanRemark[] }
  | ({ readonly state: 'refused' } & PlanRemark);

const tooLong = ({ usualMonths, longestMonths }: ProtocolLimits): string => {
  const longest = monthsInWords(longestMonths);
  if (longestMonths <= usualMonths)
    return `The secondment cannot be longer than ${longest}. Section 2`;
  return `The secondment cannot be longer than ${longest}. Section 2 allows ${monthsInWords(usualMonths)} and one extension of up to ${monthsInWords(longestMonths - usualMonths)}`;
};

const shortNotice = ({ noticeMonths }: ProtocolLimits): string =>
  `End date must be at least ${monthsInWords(noticeMonths)} after notice was given`;

/** What differs from the usual length; nothing of it is refused. */
const lengthRemarks = (plan: Plan, limits: ProtocolLimits): readonly PlanRemark[] => {
  const { startsOn, endsOn, endReason, kind = 'secondment' } = plan;
  if (kind === 'acting up') {
    if (endsOn < actingUpEndsBefore(startsOn, limits)) return [];
    return [
      {
        reason: 'too long for acting up',
        field: 'endsOn',
        words: `Acting up is for less than ${limits.actingUpUnderWeeks} weeks. Record this as a secondment`,
      },
    ];
  }
  const usual = defaultEnd(startsOn, limits);
  if (endsOn === usual) return [];
  const length = monthsInWords(limits.usualMonths);
  const remark: PlanRemark =
    endsOn > usual
      ? {
          reason: 'over two years',
          field: 'endsOn',
          words: `This is longer than ${length}, which end on ${formatDay(usual)}. Section 2 asks that the secondee is consulted and that probation and the YOT both agree`,
        }
      : {
          reason: 'under two years',
          field: 'endsOn',
          words: `This is shorter than the ${length} that section 2 expects, which end on ${formatDay(usual)}`,
        };
  const missing: PlanRemark = {
    reason: 'reason missing',
    field: 'endReason',
    words: `Enter why the end differs from ${length}`,
  };
  return endReason.trim() === '' ? [remark, missing] : [remark];
};

/** Section 3: desirable, and advice only. */
const postRemarks = (plan: Plan, { inPostMonths }: ProtocolLimits): readonly PlanRemark[] => {
  const { startsOn, inPostSince = null } = plan;
  if (inPostSince === null || addMonths(inPostSince, inPostMonths) <= startsOn) return [];
  return [
    {
      reason: 'short time in post',
      field: 'inPostSince',
      words: `The officer will have been in the post for less than ${monthsInWords(inPostMonths)} at the start. Section 3 finds ${monthsInWords(inPostMonths)} desirable`,
    },
  ];
};

/**
 * Whether a secondment may be planned so. Only an end before the start, a plan beyond the longest term and a plan
 * with too short notice (unless all agree) are refused; what has already happened is recorded with a warning.
 */
export const judgePlan = (plan: Plan): PlanJudgement => {
  const { startsOn, endsOn, noticeOn = null, allAgree = false, today } = plan;
  const { limits = LIMITS_2010 } = plan;
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
  if (endsOn > latestEnd(startsOn, limits)) {
    const remark = {
      reason: 'over three years',
      field: 'endsOn',
      words: tooLong(limits),
    } as const;
    if (!hasHappened) return { state: 'refused', ...remark };
    warnings.push(remark);
  }
  if (noticeOn !== null && endsOn < earliestEndAfterNotice(noticeOn, limits) && !allAgree) {
    const remark = {
      reason: 'notice too short',
      field: 'endsOn',
      words: shortNotice(limits),
    } as const;
    if (!hasHappened) return { state: 'refused', ...remark };
    warnings.push(remark);
  }
  warnings.push(...lengthRemarks(plan, limits), ...postRemarks(plan, limits));
  return { state: 'accepted', warnings };
};
