/** The words and the order of duties on a secondment's screens. */
import { formatDay, weekdayDay, type CalendarDay } from '@/lib/domain/calendar';
import type { DutyView, Place, StatusView } from '@/lib/session/views';

/** Asks before all others, then what is settled. Within a word: more days overdue first, fewer days left first. */
const PRESSING = [
  'Overdue',
  'Due today',
  'Late start',
  'Due soon',
  'Booked',
  'Not recorded',
  'Cannot start yet',
  'Not due yet',
  'Done late',
  'Done',
  'Not applicable',
] as const satisfies readonly StatusView['word'][];

const ASKS_NOW: ReadonlySet<StatusView['word']> = new Set([
  'Overdue',
  'Due today',
  'Late start',
  'Due soon',
  'Booked',
]);

const isDone = (word: StatusView['word']): boolean => word === 'Done' || word === 'Done late';

/** Whether the duty asks something of someone now. */
export const asksNow = (duty: DutyView): boolean => ASKS_NOW.has(duty.status.word);

function pressingOrder(a: DutyView, b: DutyView): number {
  const byWord = PRESSING.indexOf(a.status.word) - PRESSING.indexOf(b.status.word);
  if (byWord !== 0) return byWord;
  const aDay = a.status.on ?? a.dueOn ?? '9999';
  const bDay = b.status.on ?? b.dueOn ?? '9999';
  if (aDay === bDay) return 0;
  // Of what is done, the latest first; of all else, the earliest.
  const order = aDay < bDay ? -1 : 1;
  return isDone(a.status.word) ? -order : order;
}

/** A duty as a list shows it: one row for all the turns of a monthly return, one row for any other. */
export interface DutyLine {
  readonly duty: DutyView;
  /** `9 of 24 done`; empty for a duty that stands for itself. */
  readonly progress: string;
}

const MONTHLY = 'Monthly sickness returns';

/**
 * Most pressing first. The monthly returns stand as one line, their most pressing turn, with how many are
 * done: 24 lines that say the same would hide all else.
 */
export function pressingLines(duties: readonly DutyView[]): readonly DutyLine[] {
  const returns = duties.filter((duty) => duty.group === MONTHLY);
  const done = returns.filter((duty) => isDone(duty.status.word)).length;
  const counted = returns.filter((duty) => duty.status.word !== 'Not applicable').length;
  const first = returns.toSorted(pressingOrder)[0];
  const others = duties.filter((duty) => duty.group !== MONTHLY);
  return [...others, ...(first === undefined ? [] : [first])]
    .toSorted(pressingOrder)
    .map((duty) => ({
      duty,
      progress: duty.group === MONTHLY ? `${done} of ${counted} done` : '',
    }));
}

export interface DutyGroup {
  readonly title: string;
  readonly duties: readonly DutyView[];
  readonly done: number;
}

/** By group, in the order in which the protocol's groups first appear, each in the order of its dates. */
export function dutyGroups(duties: readonly DutyView[]): readonly DutyGroup[] {
  const titles = [...new Set(duties.map((duty) => duty.group))];
  return titles.map((title) => {
    const ofGroup = duties.filter((duty) => duty.group === title);
    return {
      title,
      duties: ofGroup.toSorted((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999')),
      done: ofGroup.filter((duty) => isDone(duty.status.word)).length,
    };
  });
}

/** `Section 8. Was due 1 November 2026` · `Section 7. Due 7 December 2026` · `Section 5`. */
export function dueSentence(duty: DutyView, today: CalendarDay): string {
  const section = `Section ${duty.section}`;
  const { word, on } = duty.status;
  if (isDone(word) && on !== null) return `${section}. ${formatDay(on)}`;
  if (word === 'Booked' && on !== null) return `${section}. Booked for ${weekdayDay(on)}`;
  if (word === 'Not applicable' || duty.dueOn === null) return section;
  return `${section}. ${duty.dueOn < today ? 'Was due' : 'Due'} ${formatDay(duty.dueOn)}`;
}

/** `Waiting for you`; empty when nothing is waited for. */
export function waitingSentence(duty: DutyView): string {
  const { word } = duty.status;
  if (isDone(word) || word === 'Not applicable' || duty.waitingFor === '') return '';
  return `Waiting for ${duty.waitingFor}`;
}

/** Where a duty's own page is. */
export const dutyPlace = (secondment: string, duty: DutyView): Place => ({
  screen: 'duty',
  id: `${secondment}|${duty.duty}|${duty.turn}`,
});

/** The parts of a duty page's id, or null when it is not one. */
export function dutyParts(
  id: string | null,
): { readonly secondment: string; readonly duty: string; readonly turn: string } | null {
  const [secondment, duty, turn, ...rest] = (id ?? '').split('|');
  if (secondment === undefined || duty === undefined || turn === undefined) return null;
  return rest.length > 0 || secondment === '' ? null : { secondment, duty, turn };
}
