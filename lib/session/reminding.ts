/**
 * The number on the toolbar button, and the one reminder of a day. Both say how much waits for the person and never
 * what; while it is locked there is no number, and the reminder says only that there is something.
 */
import { isNow, mineIn, mineNow, type BookOfMany } from './all-notebooks';
import type { Keepsake, Unlocked } from './keepsake';
import { compareDays, londonClock, londonDay, type CalendarDay } from '@/lib/domain/calendar';
import { isReminderTime, ReminderTime, reminderWords } from '@/lib/domain/reminder';
import type { Timers } from '@/lib/sync/timers';

/** What the browser shows outside the panel. */
export interface Showing {
  /** Nothing is shown for 0. */
  readonly badge: (count: number) => void;
  readonly remind: (words: string) => void;
}

export interface RemindingParts {
  /** Null where nobody shows anything, as in most tests: then nothing is worked out. */
  readonly showing: Showing | null;
  readonly keepsake: Pick<Keepsake, 'put' | 'get'>;
  /** Null while locked. */
  readonly books: () => readonly BookOfMany[] | null;
  /** Another day has begun: whatever says how long something is overdue is told anew. */
  readonly onNewDay: () => void;
  readonly timers: Timers;
  readonly now: () => number;
}

export interface Reminding {
  /** Something has changed in the notebooks, or they were locked. */
  readonly look: () => void;
  /** To be called every minute or so. */
  readonly tick: () => void;
  /** The time that was chosen on this device. */
  readonly at: () => string | null;
  /** Somebody has unlocked this device, and sees Today. */
  readonly unlocked: (who: Unlocked) => Promise<void>;
  /** Throws when the device is full. */
  readonly choose: (who: Unlocked, at: string | null) => Promise<void>;
  readonly close: () => void;
}

/** Many changes that arrive together are counted once. */
const LOOK_AFTER_MS = 300;

export const openReminding = (parts: RemindingParts): Reminding => {
  const { showing, keepsake, books, timers, now } = parts;
  let at: string | null = null;
  let lastOn: CalendarDay | null = null;
  let shown: number | null = null;
  /** The first day on which something waits: all that is known of it while locked. */
  let firstOn: CalendarDay | null = null;
  let today = londonDay(now());
  let stop: (() => void) | null = null;

  const show = (count: number): void => {
    if (count === shown) return;
    shown = count;
    showing?.badge(count);
  };
  const count = (): void => {
    stop = null;
    const open = books();
    if (open === null) return;
    const mine = mineIn(open);
    show(mine.filter(isNow).length);
    const [first] = mine
      .filter(({ status }) => status.word !== 'Booked')
      .toSorted((a, b) => compareDays(a.dueOn, b.dueOn));
    firstOn = first?.dueOn ?? null;
  };
  /** What was chosen counts from now on: not for a time of today that has passed. */
  const take = (time: string | null): void => {
    at = time;
    lastOn = time !== null && londonClock(now()) >= time ? londonDay(now()) : null;
  };
  const wordsNow = (): string | null => {
    const open = books();
    if (open === null) return firstOn !== null && firstOn <= today ? reminderWords(null) : null;
    const waiting = mineNow(open);
    return waiting === 0 ? null : reminderWords(waiting);
  };

  return {
    look: () => {
      if (showing === null) return;
      if (books() === null) {
        stop?.();
        stop = null;
        show(0);
        return;
      }
      stop ??= timers.later(LOOK_AFTER_MS, count);
    },
    tick: () => {
      const day = londonDay(now());
      if (day !== today) {
        today = day;
        if (books() !== null) parts.onNewDay();
      }
      if (!isReminderTime({ at, today, clock: londonClock(now()), lastOn })) return;
      lastOn = today;
      const words = wordsNow();
      if (words !== null) showing?.remind(words);
    },
    at: () => at,
    unlocked: async (who) => {
      const kept = await keepsake.get(who, 'reminder').catch(() => null);
      const read = kept === null ? null : ReminderTime.safeParse(new TextDecoder().decode(kept));
      take(read?.data ?? null);
    },
    choose: async (who, time) => {
      await keepsake.put(who, 'reminder', new TextEncoder().encode(time ?? ''));
      take(time);
    },
    close: () => stop?.(),
  };
};
