/** Where a duty stands on a day, in the words that every screen uses. */
import { daysBetween, formatDay, type CalendarDay } from './calendar';

export type StatusWord =
  | 'Not due yet'
  | 'Due soon'
  | 'Due today'
  | 'Overdue'
  | 'Booked'
  | 'Done'
  | 'Done late'
  | 'Late start'
  | 'Not applicable'
  | 'Cannot start yet'
  | 'Not recorded';

export interface Status {
  readonly word: StatusWord;
  /** Days overdue, or days until it is due, below zero while it is let off for some days; null where neither means anything. */
  readonly days: number | null;
  /** The day it was done or is booked for. */
  readonly on: CalendarDay | null;
}

/** From so many days before, a duty is due soon, unless the protocol sets another number. */
const DUE_SOON_DAYS = 14;

export interface Clock {
  readonly dueOn: CalendarDay;
  readonly today: CalendarDay;
  /** The last day on which it is not yet called overdue; the due date unless a reading says otherwise. */
  readonly graceEndsOn?: CalendarDay;
  readonly dueSoonDays?: number;
}

/** The status of what is not done, not booked and does apply. */
export const openStatus = ({
  dueOn,
  today,
  graceEndsOn = dueOn,
  dueSoonDays = DUE_SOON_DAYS,
}: Clock): Status => {
  const days = daysBetween(today, dueOn);
  if (days > dueSoonDays) return { word: 'Not due yet', days, on: null };
  if (days > 0) return { word: 'Due soon', days, on: null };
  if (days === 0) return { word: 'Due today', days: 0, on: null };
  return daysBetween(today, graceEndsOn) >= 0
    ? { word: 'Due soon', days, on: null }
    : { word: 'Overdue', days: -days, on: null };
};

/** The status of what is done. Without a due date or a day of doing it is never late. */
export const doneStatus = (doneOn: CalendarDay | null, latest: CalendarDay | null): Status => ({
  word: doneOn !== null && latest !== null && doneOn > latest ? 'Done late' : 'Done',
  days: null,
  on: doneOn,
});

export const isDone = ({ word }: Status): boolean => word === 'Done' || word === 'Done late';

/** Nothing is asked of anybody any more. */
export const isSettled = (status: Status): boolean =>
  isDone(status) || status.word === 'Not applicable';

/** `Overdue 9 days`, `Booked 3 March 2027`, `Done 4 March 2027`; the word alone where nothing belongs to it. */
export const statusWords = ({ word, days, on }: Status): string => {
  if (word === 'Overdue' && days !== null) return `Overdue ${days} ${days === 1 ? 'day' : 'days'}`;
  const isDated = word === 'Booked' || word === 'Done' || word === 'Done late';
  return isDated && on !== null ? `${word} ${formatDay(on)}` : word;
};
