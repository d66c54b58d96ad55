/** The words and the order of duties on a secondment's screens. */
import { formatDay, weekdayDay, type CalendarDay } from '@/lib/domain/calendar';
import { ROLE_NAMES } from '@/lib/domain/people';
import { DUTY_GROUPS } from '@/lib/domain/protocol';
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

export const isDone = (word: StatusView['word']): boolean =>
  word === 'Done' || word === 'Done late';

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

/** As in the picture: what was due before the secondment was recorded here counts once it is done. */
const isCounted = (word: StatusView['word']): boolean =>
  word !== 'Not applicable' && word !== 'Late start';

/** A duty as a list shows it: one row for all the turns of a monthly return, one row for any other. */
export interface DutyLine {
  readonly duty: DutyView;
  /** `9 of 24 done`; empty for a duty that stands for itself. */
  readonly progress: string;
}

const MONTHLY = 'Monthly sickness returns';

/** From so many turns on, a row that comes again and again is one line. Quarterly meetings stay lines of their own. */
const MANY_TURNS = 12;

/** A duty of one event that comes again while it lasts has a number behind the event's id. */
const comesAgain = ({ event, turn }: DutyView): boolean =>
  event !== null && turn.startsWith(`${event}.`);

/** The line that a duty stands in; null for one that stands for itself. */
function lineOf(duty: DutyView, turns: number): string | null {
  if (duty.group === MONTHLY) return MONTHLY;
  if (comesAgain(duty)) return `${duty.duty} ${duty.event ?? ''}`;
  return turns > MANY_TURNS ? duty.duty : null;
}

/**
 * Most pressing first. What comes again every week or month stands as one line, its most pressing turn, with how
 * many are done: 24 lines that say the same would hide all else.
 */
export function pressingLines(duties: readonly DutyView[]): readonly DutyLine[] {
  const turns = Map.groupBy(duties, ({ duty }) => duty);
  const lines = Map.groupBy(
    duties,
    (duty) => lineOf(duty, turns.get(duty.duty)?.length ?? 0) ?? duty.evidenceId,
  );
  return [...lines.values()]
    .flatMap((of): readonly DutyLine[] => {
      const [duty] = of.toSorted(pressingOrder);
      if (duty === undefined) return [];
      const done = of.filter(({ status }) => isDone(status.word)).length;
      const counted = of.filter(({ status }) => isCounted(status.word)).length;
      return [
        { duty, progress: of.length === 1 || counted === 0 ? '' : `${done} of ${counted} done` },
      ];
    })
    .toSorted((a, b) => pressingOrder(a.duty, b.duty));
}

export interface DutyGroup {
  readonly title: string;
  readonly duties: readonly DutyView[];
  readonly done: number;
  readonly overdue: number;
}

/** `Meetings: 2 of 9 done, 1 overdue`. */
export const groupSentence = ({ title, duties, done, overdue }: DutyGroup): string =>
  `${title}: ${done} of ${duties.length} done${overdue === 0 ? '' : `, ${overdue} overdue`}`;

/** By group, in the order of a secondment's life, each in the order of its dates. */
export function dutyGroups(duties: readonly DutyView[]): readonly DutyGroup[] {
  const present = new Set(duties.map((duty) => duty.group));
  const titles = DUTY_GROUPS.filter((title) => present.has(title));
  return titles.map((title) => {
    const ofGroup = duties.filter((duty) => duty.group === title);
    return {
      title,
      duties: ofGroup.toSorted((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999')),
      done: ofGroup.filter((duty) => isDone(duty.status.word)).length,
      overdue: ofGroup.filter((duty) => duty.status.word === 'Overdue').length,
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

/** `Waiting for you`, and who covers where that person is away; empty when nothing is waited for. */
export function waitingSentence(duty: DutyView): string {
  const { word } = duty.status;
  if (isDone(word) || word === 'Not applicable' || duty.waitingFor === '') return '';
  return `Waiting for ${duty.waitingFor}${duty.away === undefined ? '' : `. ${duty.away}`}`;
}

/** `Moved by 14 days: pause.` */
export const movedWords = ({ pausedDays }: DutyView): string =>
  `Moved by ${pausedDays} ${pausedDays === 1 ? 'day' : 'days'}: pause.`;

/** What makes its date or its turn another than usual; empty for most. */
export function aside(duty: DutyView): string {
  if (isDone(duty.status.word)) return '';
  const { raise, pausedDays } = duty;
  return [
    ...(raise === null ? [] : [`Now for the ${ROLE_NAMES[raise]} too.`]),
    ...(pausedDays === 0 ? [] : [movedWords(duty)]),
  ].join(' ');
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
