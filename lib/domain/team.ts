/** A youth offending team: dated, editable data, since teams merge, share and rename themselves. */
import { CalendarDay } from './calendar';
import type { Period } from './period';
import { Line, RecordId } from './record';
import { z } from '@/lib/parse/zod';

export const Team = z.object({
  id: RecordId,
  name: Line,
  /** What the team calls itself. */
  label: z.enum(['YOT', 'YOS', 'YJS']).default('YOT'),
  /** The local authorities that it serves. */
  authorities: z.array(Line).max(40).default([]),
  from: CalendarDay.nullable().default(null),
  to: CalendarDay.nullable().default(null),
  mergedInto: RecordId.nullable().default(null),
  /** How often its own policy asks for supervision, as `P1M` or `P14D`; empty: not said. */
  supervisionEvery: z
    .string()
    .regex(/^(?:P[1-9]\d{0,2}[DM])?$/u)
    .default(''),
  /** The last visit of probation's health and safety representative. */
  lastSafetyVisitOn: CalendarDay.nullable().default(null),
  /** Its appraisal scheme and when it runs, in a few words. */
  appraisalCycle: Line.default(''),
  /** Whether there is a probation laptop in its office. */
  laptop: z.enum(['', 'yes', 'no']).default(''),
  /** Since when it has no seconded officer, where no secondment here tells it. */
  vacantSince: CalendarDay.nullable().default(null),
  /** The vacancy was raised with the Assistant Chief Officer. */
  vacancyRaisedOn: CalendarDay.nullable().default(null),
  /** Funding for the vacant post was claimed. */
  fundingClaimedOn: CalendarDay.nullable().default(null),
  fundingNote: Line.default(''),
});
export type Team = z.infer<typeof Team>;

/** What the protocol counts from that a team says of itself. */
interface TeamFacts {
  readonly supervisionEvery?: Period;
  readonly lastSafetyVisitOn?: CalendarDay;
  readonly appraisalCycle?: string;
}

const isPeriod = (text: string): text is Period => text !== '';

export const teamFacts = ({
  supervisionEvery,
  lastSafetyVisitOn,
  appraisalCycle,
}: Team): TeamFacts => ({
  ...(isPeriod(supervisionEvery) ? { supervisionEvery } : {}),
  ...(lastSafetyVisitOn === null ? {} : { lastSafetyVisitOn }),
  ...(appraisalCycle === '' ? {} : { appraisalCycle }),
});
