/** A secondment and the evidence that its duties were done. */
import { CalendarDay } from './calendar';
import { Line, Prose, RecordId } from './record';
import { z } from '@/lib/parse/zod';

/** Acting up is a short stay, below a number of weeks that the protocol sets. */
export const SecondmentKind = z.enum(['secondment', 'acting up']);

export const Secondment = z.object({
  id: RecordId,
  team: RecordId,
  secondee: RecordId,
  lineManager: RecordId.nullable().default(null),
  liaisonSpo: RecordId.nullable().default(null),
  yotManager: RecordId.nullable().default(null),
  startsOn: CalendarDay,
  /** The last day of the secondment as planned now. */
  endsOn: CalendarDay,
  /** The post the secondee returns to. */
  substantivePost: Line.default(''),
  /** Why the end differs from two years, or what an extension was agreed for. */
  endReason: Prose.default(''),
  noticeOn: CalendarDay.nullable().default(null),
  noticeBy: Line.default(''),
  /** Secondee, YOT and probation have all agreed to less than one month's notice (section 6, A8). */
  shortNoticeAgreed: z.boolean().default(false),
  ppdaAgreedOn: CalendarDay.nullable().default(null),
  /** The version of the protocol that gives the dates. */
  protocol: Line.default('2010'),
  /** When this was first recorded here; a secondment recorded late shows "Late start". */
  recordedOn: CalendarDay,
  notes: Prose.default(''),
  kind: SecondmentKind.default('secondment'),
  /** Why there is one: a vacancy, a development move. */
  startReason: Prose.default(''),
  /** Since when the officer has held the post they leave; section 3 asks for two years. */
  inPostSince: CalendarDay.nullable().default(null),
  qualifiedOn: CalendarDay.nullable().default(null),
  /** Terms that stay as they are: grade, hours, leave year; section 4. */
  termsNote: Line.default(''),
  /** The day the leave year of this officer ends, as `03-31`; empty: as the protocol says. */
  leaveYearEnd: z
    .string()
    .regex(/^(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?$/u)
    .default(''),
  /** After the end: back to the post, another post, or stays for good. */
  afterEnd: z.enum(['', 'back to the post', 'another post', 'permanent move']).default(''),
  afterEndOn: CalendarDay.nullable().default(null),
  /** What the officer takes from the secondment, in their own words. */
  reflection: Prose.default(''),
});
export type Secondment = z.infer<typeof Secondment>;

/**
 * What someone recorded of one duty at one turn. Its id is `<secondment>.<duty>.<turn>`, so two people who
 * record the same thing meet in one record.
 */
export const Evidence = z.object({
  id: RecordId,
  secondment: RecordId,
  /** Row of the protocol, such as `S7.3`. */
  duty: Line,
  /** `1` for a duty that comes once, the number of the quarter, or the month as `2026-11`. */
  turn: Line,
  state: z.enum(['open', 'booked', 'done', 'not applicable']).default('open'),
  /** The day it was done. */
  doneOn: CalendarDay.nullable().default(null),
  bookedFor: CalendarDay.nullable().default(null),
  /** What proves it: a place, a version, who was told. Never health or discipline detail. */
  proof: Prose.default(''),
  /** Why it does not apply. */
  reason: Prose.default(''),
});
export type Evidence = z.infer<typeof Evidence>;
