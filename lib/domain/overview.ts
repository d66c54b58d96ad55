/** What the overview says of one secondment: names, dates and how its duties stand, and nothing of what is in it. */
import { CalendarDay } from './calendar';
import { Line, RecordId } from './record';
import { z } from '@/lib/parse/zod';

const Count = z.number().int().min(0).max(10_000).default(0);

export const Overview = z.object({
  /** The secondment's. */
  id: RecordId,
  team: RecordId,
  secondee: RecordId,
  lineManager: RecordId.nullable().default(null),
  liaisonSpo: RecordId.nullable().default(null),
  yotManager: RecordId.nullable().default(null),
  startsOn: CalendarDay,
  endsOn: CalendarDay,
  done: Count,
  doneLate: Count,
  booked: Count,
  notApplicable: Count,
  /** The due dates of what is still open, soonest first: what is overdue today needs no new entry. */
  dueOn: z.array(CalendarDay).max(1_000).default([]),
  /** The duty that is due next. */
  nextTitle: Line.default(''),
});
export type Overview = z.infer<typeof Overview>;
