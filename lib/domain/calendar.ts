/** Calendar days as the protocol counts them: no time, no zone, the months of Europe/London. */
import { z } from '@/lib/parse/zod';

/** A day as `2026-11-24`. */
export const CalendarDay = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/u)
  .brand<'CalendarDay'>();
export type CalendarDay = z.infer<typeof CalendarDay>;
