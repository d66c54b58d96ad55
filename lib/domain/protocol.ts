/**
 * What a protocol is: its duties as data, its readings, its meetings, its limits; one version of one area's text.
 *
 * The 2010 text ships in `protocol-2010.ts`. An area may copy and change it; nothing of a protocol is code.
 */
import { CalendarDay } from './calendar';
import { EventKind, type EventDay } from './event';
import { MeetingKind } from './meeting';
import { Role } from './people';
import type { Period } from './period';
import { Line, RecordId } from './record';
import { z } from '@/lib/parse/zod';

/** `S2.3`, or `X1` for a row that an area adds. */
export const RowId = z.string().regex(/^[A-Z][0-9]{1,2}(?:\.[0-9]{1,2}[a-z]?)?$/u);
export type RowId = z.infer<typeof RowId>;

const PERIOD = /^(?:-?P\d{1,4}[DMY]|P\d{1,4}WD)$/u;
const PeriodText = z.custom<Period>((value) => typeof value === 'string' && PERIOD.test(value));

const DayOfEvent = z.enum([
  'on',
  'endedOn',
  'longTermOn',
  'triggerOn',
  'reviewEndsOn',
  'findingOn',
  'toAcoOn',
  'bookedFor',
  'completedOn',
  'signedOn',
  'newEndsOn',
  'consultedOn',
  'probationAgreedOn',
  'yotAgreedOn',
]) satisfies z.ZodType<EventDay>;

/** What makes a row ask for something, and how often. */
export const Trigger = z.discriminatedUnion('on', [
  /** Once, when the secondment starts. */
  z.strictObject({ on: z.literal('secondment') }),
  /** Once for each calendar month that the secondment touches. */
  z.strictObject({ on: z.literal('month') }),
  /** Once for each leave year that ends in the secondment. */
  z.strictObject({ on: z.literal('leave year') }),
  /** Of a team or of the whole area, whoever is seconded. */
  z.strictObject({ on: z.enum(['team', 'protocol']) }),
  /** Once for each event of a kind of which this day is filled. */
  z.strictObject({
    on: z.literal('event'),
    kind: EventKind,
    /** Events of other kinds that ask for it as well. */
    also: z.array(EventKind).max(10).optional(),
    day: DayOfEvent,
    /** Only where the event's outcome, or what it ended for, is this. */
    outcome: Line.optional(),
    endingFor: Line.optional(),
    /** Only for a course that everybody has to take for one of these. */
    mandatoryFor: z
      .array(z.enum(['probation', 'yot', 'both']))
      .max(3)
      .optional(),
    /** Only where the event has lasted longer than this; counted from the later of `day` and the day that it had. */
    longerThan: PeriodText.optional(),
  }),
  /** Once for each time that another row was done, counted from the day it was. */
  z.strictObject({ on: z.literal('done'), row: RowId }),
  /**
   * Only where the secondment itself says so: a field that is filled, or a start in a part of the performance year.
   * Its day is that of the notice or of the six-month review, for the other facts the start.
   */
  z.strictObject({
    on: z.literal('fact'),
    fact: z.enum([
      'notice given',
      'newly qualified',
      'started in the latter part of the performance year',
      'started in the last three months of the performance year',
      'concern open at the six-month review',
    ]),
  }),
]);
export type Trigger = z.infer<typeof Trigger>;

export const Bound = z.enum([
  'on_or_before',
  'at',
  'before',
  'after',
  'not_before',
  'not_after',
  'equals_default',
  'standing',
  'asap',
  'policy',
  'by',
  'during',
  'start_on_or_after',
  'repeat',
  'right',
  'rule',
  'max:5d',
]);
export type Bound = z.infer<typeof Bound>;

export const DueRule = z.strictObject({
  /**
   * What is counted from. `trigger`: the day of the event, of the month's or the leave year's end, of the fact, or of the
   * other row's doing. `team`: the day of the team's last visit, else the start. `performance year`: its first day.
   */
  from: z.enum(['start', 'end', 'trigger', 'team', 'protocol', 'performance year']),
  offset: PeriodText,
  bound: Bound,
  /** The n-th repeat is counted from the anchor itself: n times this. */
  repeat: PeriodText.optional(),
  /** Where repeats stop; `event end`: the day it was over. */
  until: z.enum(['end', 'event end']).optional(),
  /** Overdue only so long after the due date. */
  grace: PeriodText.optional(),
  /** A secondment planned for less than this has it due at half its length; our date. */
  halfWhenUnder: PeriodText.optional(),
  /** A second turn of the same event, `<event>.2`, counted from another of its days once that is filled. */
  then: z.strictObject({ day: DayOfEvent, offset: PeriodText }).optional(),
});
export type DueRule = z.infer<typeof DueRule>;

/** What in the notebook proves that a row was met, tried in order; a person's own record of it always does. */
export const Proof = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('meeting'),
    kind: MeetingKind,
    /** Meetings of another kind that prove the turn in which they fall. */
    also: z.array(MeetingKind).max(10).optional(),
  }),
  /** A field of the secondment that is filled; the day in `ppdaAgreedOn` and `noticeOn` is the day it was done. */
  z.strictObject({
    by: z.literal('field'),
    field: z.enum([
      'lineManager',
      'liaisonSpo',
      'ppdaAgreedOn',
      'noticeOn',
      'substantivePost',
      'termsNote',
      'inPostSince',
      'afterEnd',
    ]),
    /** Only where the day in it lies at least so long before the start. */
    before: PeriodText.optional(),
  }),
  /** What the notebook knows of the team: that it has a secondee, or how it appraises. */
  z.strictObject({ by: z.literal('team'), fact: z.enum(['seconded', 'appraisal cycle']) }),
  /** A day of the same event; `on`: that the event was recorded. */
  z.strictObject({
    by: z.literal('event'),
    day: z.enum([
      'on',
      'endedOn',
      'longTermOn',
      'toAcoOn',
      'bookedFor',
      'completedOn',
      'signedOn',
      'consultedOn',
      'probationAgreedOn',
      'yotAgreedOn',
    ]),
    /** These days as well; it was done on the latest of them. */
    and: z.array(DayOfEvent).max(4).optional(),
  }),
  /** Another row, of the same event or month where there is one. */
  z.strictObject({ by: z.literal('row'), row: RowId }),
  /** All of these rows, each at some turn; of one event where they belong to events. */
  z.strictObject({ by: z.literal('rows'), rows: z.array(RowId).min(1).max(20) }),
]);
export type Proof = z.infer<typeof Proof>;

export const DUTY_GROUPS = [
  'Before the start',
  'First month',
  'Meetings',
  'Monthly sickness returns',
  'Training',
  'Appraisal and supervision',
  'Absence',
  'Leave and hours',
  'Performance',
  'Conduct',
  'Issues and requests',
  'Team and area',
  'Ending',
  'What was agreed',
] as const;
export const DutyGroup = z.enum(DUTY_GROUPS);
export type DutyGroup = z.infer<typeof DutyGroup>;

/**
 * One row of a protocol. `kind`: a `duty` is done by somebody and may be overdue; a `limit` bounds a plan; what was
 * `agreed` (a cost, a standing term, a right, a rule) is shown closed and is never overdue.
 */
export const DutyRow = z.strictObject({
  title: Line.min(1),
  /** Section of the protocol, as a person would cite it. */
  section: Line.min(1),
  kind: z.enum(['duty', 'limit', 'agreed']),
  group: DutyGroup,
  /** `will`, `should`: how strongly the text says it. */
  modal: Line,
  trigger: Trigger,
  due: DueRule,
  /** Who the protocol says, in words. */
  who: Line,
  /** Empty where nobody in the notebook has to act, or the notebook has no such role: a screen then says who in words. */
  waitsFor: z.array(Role).max(6),
  /** Somebody outside the notebook does it; a member records it on their behalf. */
  isOutside: z.boolean().default(false),
  evidence: Line,
  consequence: Line,
  /** `reading`: the protocol gives no date. */
  dateFrom: z.enum(['protocol', 'reading']),
  /** The reading that settles an open sentence: `A2`, or the inconsistency it stands on: `I8`. */
  reading: z
    .string()
    .regex(/^[AI]\d{1,2}$/u)
    .nullable(),
  proof: z.array(Proof).max(4).default([]),
  /** When a row that is not done goes to somebody else: so late, or so many turns missed in a row. */
  raise: z
    .strictObject({
      to: Role,
      lateBy: PeriodText.optional(),
      missedInARow: z.int().min(2).max(12).optional(),
    })
    .optional(),
  /** The row that has to be done first. */
  after: RowId.optional(),
  /** The row that this one says again. */
  repeats: RowId.optional(),
});
export type DutyRow = z.infer<typeof DutyRow>;

const Reading = z.strictObject({
  /** The words that are open to more than one reading. */
  words: Line.min(1),
  /** How they are read here. */
  reading: Line.min(1),
});

const MonthDay = z.string().regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u);

export const ProtocolLimits = z.strictObject({
  usualMonths: z.int().min(1).max(120),
  longestMonths: z.int().min(1).max(240),
  noticeMonths: z.int().min(0).max(24),
  carryOverDays: z.number().min(0).max(60),
  /** Acting up is for less than so many weeks; a secondment for more. */
  actingUpUnderWeeks: z.int().min(0).max(520),
  dueSoonDays: z.int().min(0).max(120),
  inPostMonths: z.int().min(0).max(120),
  newlyQualifiedMonths: z.int().min(0).max(120),
  performanceYearStart: MonthDay,
  leaveYearEnd: MonthDay,
});
export type ProtocolLimits = z.infer<typeof ProtocolLimits>;

export const Protocol = z.strictObject({
  format: z.literal(1),
  /** The line of versions: `2010`, `today`, or an id that an area's copy was given. */
  id: RecordId,
  version: z.int().min(1).max(10_000),
  name: Line.min(1),
  area: Line,
  /** Who agreed it. */
  parties: z.array(Line.min(1)).max(20),
  /** Secondments under the named protocol go on under this one from {@link takesEffectOn}; null: only those started under it. */
  replaces: RecordId.nullable(),
  takesEffectOn: CalendarDay,
  roleNames: z.partialRecord(Role, Line.min(1)),
  rows: z.record(RowId, DutyRow),
  /** `A2`: words that are open to more than one reading; `I8`: places where the text does not agree with itself. */
  readings: z.record(z.string().regex(/^[AI]\d{1,2}$/u), Reading),
  meetings: z.partialRecord(
    MeetingKind,
    z.strictObject({
      required: z.array(Role).max(10),
      whereAppropriate: z.array(Role).max(10),
      /** People whom the notebook has no role for. */
      others: z.array(Line.min(1)).max(10),
    }),
  ),
  limits: ProtocolLimits,
  /** Appendices and policies, with where they are to be found; an empty place is shown as not attached. */
  links: z.array(z.strictObject({ title: Line.min(1), place: Line })).max(60),
  /** What differs from the text it was copied from, each with why. */
  changes: z
    .array(z.strictObject({ row: RowId.nullable(), was: Line, is: Line, why: Line }))
    .max(500),
});
export type Protocol = z.infer<typeof Protocol>;

/** Key and row, in the order of the protocol. */
export const rowsOf = (protocol: Protocol): readonly (readonly [RowId, DutyRow])[] =>
  Object.entries(protocol.rows);

/** Rows that limit a plan rather than ask for something to be done; `secondment-plan.ts` judges them. */
export const isLimit = (row: DutyRow): boolean => row.kind === 'limit';
