/** A moment in the house style, Europe/London: `24 November 2026, 3:04pm`. */
import { formatDay, londonDay, londonTime } from '@/lib/domain/calendar';

/** `at` in milliseconds since 1970. */
export function dayAndTime(at: number): string {
  return `${formatDay(londonDay(at))}, ${londonTime(at)}`;
}
