/** The one reminder of a day: when it is given, and its words, which name nobody and nothing. */
import { isWeekend, type CalendarDay } from './calendar';
import { z } from '@/lib/parse/zod';

/** A time of day in London, such as `08:30`. */
export const ReminderTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);

export interface ReminderMoment {
  /** The time that was chosen; null: none. */
  readonly at: string | null;
  readonly today: CalendarDay;
  /** The time of day now, `14:14`. */
  readonly clock: string;
  /** The day for which it was given, or was needless, last. */
  readonly lastOn: CalendarDay | null;
}

/** Once a day from that time on, and none at weekends. */
export const isReminderTime = ({ at, today, clock, lastOn }: ReminderMoment): boolean =>
  at !== null && lastOn !== today && clock >= at && !isWeekend(today);

/** `count`: null while it is locked, when only that there is something may be said. */
export const reminderWords = (count: number | null): string => {
  if (count === null) {
    return 'Something waits for you in Liaison Notebook. Unlock it to see what.';
  }
  return count === 1
    ? '1 thing waits for you in Liaison Notebook'
    : `${count} things wait for you in Liaison Notebook`;
};
