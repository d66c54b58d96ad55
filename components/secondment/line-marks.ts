/** Turns the dates of a secondment into places on a line, and says in words what the line shows. */
import type { LineMark } from '@/lib/session/views';
import type { CalendarDay } from '@/lib/domain/calendar';
import { daysBetween, shortDayYear } from '@/lib/domain/calendar';

export type MarkState = LineMark['state'];

/** Most pressing first: where marks meet, the first of these is the one drawn. */
export const MARK_STATES = [
  { state: 'overdue', word: 'overdue' },
  { state: 'booked', word: 'booked' },
  { state: 'to come', word: 'to come' },
  { state: 'done', word: 'done' },
] as const satisfies readonly { readonly state: MarkState; readonly word: string }[];

export interface DrawnMark {
  readonly on: CalendarDay;
  readonly state: MarkState;
  /** Where it stands on the line, 0 to 100. */
  readonly at: number;
  readonly count: number;
}

const rankOf = (state: MarkState): number =>
  MARK_STATES.findIndex((candidate) => candidate.state === state);

/** Where a day stands between two days, 0 to 100; days outside are drawn at the nearer end. */
export function placeOnLine(day: CalendarDay, from: CalendarDay, to: CalendarDay): number {
  const whole = daysBetween(from, to);
  if (whole <= 0) return 0;
  return Math.min(100, Math.max(0, (daysBetween(from, day) / whole) * 100));
}

/**
 * Joins marks that would cover each other: each mark takes in those that follow within `reach` (of the 100
 * of the line). The drawn one is the most pressing, so that an overdue date is never hidden by a done one.
 */
export function joinMarks(
  marks: readonly LineMark[],
  from: CalendarDay,
  to: CalendarDay,
  reach: number,
): readonly DrawnMark[] {
  const drawn: DrawnMark[] = [];
  let firstAt = Number.NEGATIVE_INFINITY;
  const inOrder = marks.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  for (const mark of inOrder) {
    const at = placeOnLine(mark.on, from, to);
    const last = drawn.at(-1);
    if (last === undefined || at - firstAt >= reach) {
      firstAt = at;
      drawn.push({ on: mark.on, state: mark.state, at, count: 1 });
      continue;
    }
    const isMorePressing = rankOf(mark.state) < rankOf(last.state);
    drawn[drawn.length - 1] = {
      on: isMorePressing ? mark.on : last.on,
      state: isMorePressing ? mark.state : last.state,
      at: isMorePressing ? at : last.at,
      count: last.count + 1,
    };
  }
  return drawn;
}

/** `Sept 2026`: the ends of the line have no room for a whole date. */
export function monthWord(day: CalendarDay): string {
  const words = shortDayYear(day);
  return words.slice(words.indexOf(' ') + 1);
}

function listOf(parts: readonly string[]): string {
  const last = parts.at(-1);
  if (last === undefined) return '';
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 overdue, 4 done and 6 to come. Monthly returns: 8 of 24 done, 1 overdue.` */
export function findingOf(marks: readonly LineMark[]): string {
  const main = marks.filter((mark) => !mark.isTick);
  const ticks = marks.filter((mark) => mark.isTick);
  const counted = MARK_STATES.map(({ state, word }) => ({
    word,
    count: main.filter((mark) => mark.state === state).length,
  })).filter(({ count }) => count > 0);
  const finding =
    counted.length === 0
      ? 'No dates yet.'
      : `${listOf(counted.map(({ word, count }) => `${count} ${word}`))}.`;
  if (ticks.length === 0) return finding;
  const done = ticks.filter((mark) => mark.state === 'done').length;
  const overdue = ticks.filter((mark) => mark.state === 'overdue').length;
  const late = overdue === 0 ? '' : `, ${overdue} overdue`;
  return `${finding} Monthly returns: ${done} of ${ticks.length} done${late}.`;
}
