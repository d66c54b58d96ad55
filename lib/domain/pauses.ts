/** A secondment that both managers agreed to pause: what falls due in the pause is put off by its days. */
import { addDays, daysBetween, laterOf, type CalendarDay } from './calendar';
import type { SecondmentEvent } from './event';

export interface Pause {
  readonly on: CalendarDay;
  readonly endsOn: CalendarDay;
}

/** The agreed pauses in order, those that overlap as one. One that is not over yet lasts until today at least. */
export const pausesOf = (
  events: readonly SecondmentEvent[],
  today: CalendarDay,
): readonly Pause[] => {
  const pauses: Pause[] = [];
  const agreed = events
    .filter(
      ({ kind, probationAgreedOn, yotAgreedOn }) =>
        kind === 'pause' && probationAgreedOn !== null && yotAgreedOn !== null,
    )
    .map(({ on, endedOn }) => ({ on, endsOn: endedOn ?? laterOf(on, today) }))
    .filter(({ on, endsOn }) => on <= endsOn)
    .toSorted((a, b) => (a.on < b.on ? -1 : 1));
  for (const pause of agreed) {
    const before = pauses.at(-1);
    if (before !== undefined && pause.on <= before.endsOn) {
      pauses[pauses.length - 1] = { on: before.on, endsOn: laterOf(before.endsOn, pause.endsOn) };
    } else {
      pauses.push(pause);
    }
  }
  return pauses;
};

/** By how many days a due date is put off. */
export const pausedDays = (dueOn: CalendarDay, pauses: readonly Pause[]): number => {
  let total = 0;
  for (const { on, endsOn } of pauses) {
    const at = addDays(dueOn, total);
    if (at >= on && at <= endsOn) total += daysBetween(on, endsOn) + 1;
  }
  return total;
};
