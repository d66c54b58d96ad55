/** A youth offending team: dated, editable data, since teams merge, share and rename themselves. */
import { CalendarDay } from './calendar';
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
});
export type Team = z.infer<typeof Team>;
