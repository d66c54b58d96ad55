/** Who is away until when, and who covers for them. Why somebody is away is neither asked for nor held. */
import { CalendarDay } from './calendar';
import { RecordId } from './record';
import { z } from '@/lib/parse/zod';

export const Away = z.object({
  id: RecordId,
  person: RecordId,
  from: CalendarDay,
  /** The last day away. */
  to: CalendarDay,
  coveredBy: RecordId.nullable().default(null),
});
export type Away = z.infer<typeof Away>;

/** The absence that somebody is in on a day; of several the one that lasts longest. */
export const awayOn = (all: readonly Away[], person: string, day: CalendarDay): Away | null => {
  let found: Away | null = null;
  for (const one of all) {
    const isIn = one.person === person && one.from <= day && day <= one.to;
    if (isIn && (found === null || one.to > found.to)) found = one;
  }
  return found;
};

/**
 * Who acts in place of somebody who is away: where the one who covers is away too, whoever covers for them. Null:
 * nobody is named who is here.
 */
export const coverOf = (
  all: readonly Away[],
  person: string,
  day: CalendarDay,
): RecordId | null => {
  const asked = new Set<string>([person]);
  let next = awayOn(all, person, day)?.coveredBy ?? null;
  while (next !== null && !asked.has(next)) {
    asked.add(next);
    const away = awayOn(all, next, day);
    if (away === null) return next;
    next = away.coveredBy;
  }
  return null;
};
