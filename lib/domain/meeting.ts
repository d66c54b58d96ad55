/** A meeting, who was there, what was on the agenda and what was agreed. */
import { CalendarDay } from './calendar';
import { Line, Prose, RecordId } from './record';
import { z } from '@/lib/parse/zod';

export const MeetingKind = z.enum([
  'opening',
  'induction',
  'ppda-sign-off',
  'quarterly',
  'six-month-review',
  'exit',
  'performance',
  'performance-review',
  'cover',
  'transfer-planning',
  'introduction',
  'handover',
  'review-after',
]);
export type MeetingKind = z.infer<typeof MeetingKind>;

/** Date and time of day as `2026-11-24T14:00`, Europe/London. */
export const MeetingTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/u, { abort: true })
  .refine((time) => CalendarDay.safeParse(time.slice(0, 10)).success, 'not a day of the calendar')
  .brand<'MeetingTime'>();
export type MeetingTime = z.infer<typeof MeetingTime>;

export const Meeting = z.object({
  id: RecordId,
  kind: MeetingKind,
  /** The secondment or the transfer that it is about. */
  about: RecordId,
  startsAt: MeetingTime,
  place: Line.default(''),
  state: z.enum(['planned', 'held', 'cancelled']).default('planned'),
  heldOn: CalendarDay.nullable().default(null),
  /** The oldest version of the note's form that may edit it; an older one only reads. */
  minSchema: z.number().int().min(1).max(1_000).default(1),
  /** Whether the note holds what must not be shared with the person on probation. Null until answered. */
  sensitive: z.boolean().nullable().default(null),
});
export type Meeting = z.infer<typeof Meeting>;

/** One person's place at one meeting; its id is `<meeting>.<person>`. */
export const Attendance = z.object({
  id: RecordId,
  meeting: RecordId,
  person: RecordId.nullable().default(null),
  name: Line,
  role: Line.default(''),
  /** Whether the protocol asks for this person, or invites where appropriate. */
  need: z.enum(['required', 'where appropriate', 'invited']).default('invited'),
  state: z.enum(['expected', 'present', 'apologies', 'absent']).default('expected'),
});
export type Attendance = z.infer<typeof Attendance>;

export const AgendaItem = z.object({
  id: RecordId,
  meeting: RecordId,
  place: z.number().int().min(0).max(10_000),
  heading: Line,
  discussed: z.boolean().default(false),
});
export type AgendaItem = z.infer<typeof AgendaItem>;

/** Something that a person said they would do. */
export const Action = z.object({
  id: RecordId,
  meeting: RecordId.nullable().default(null),
  /** The secondment or transfer that it belongs to. */
  about: RecordId.nullable().default(null),
  text: Prose,
  owner: RecordId.nullable().default(null),
  ownerName: Line.default(''),
  dueOn: CalendarDay.nullable().default(null),
  doneOn: CalendarDay.nullable().default(null),
});
export type Action = z.infer<typeof Action>;

export const Decision = z.object({
  id: RecordId,
  meeting: RecordId,
  text: Prose,
});
export type Decision = z.infer<typeof Decision>;
