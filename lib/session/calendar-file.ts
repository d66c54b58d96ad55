/** What is due as a calendar file. It leaves the seal, so it names nobody and says nothing of health or conduct. */
import { done, refused } from './answer';
import type { Book } from './book';
import { dutiesFor } from './duty-desk';
import { isMine, teamName, waitsForDuty, type Looking } from './view-duties';
import type { DueRow } from './views';
import type { Duty } from '@/lib/domain/duties';
import { isOfPerformance } from '@/lib/domain/event';
import { calendarText, type CalendarEntry } from '@/lib/domain/ics';
import type { DutyGroup } from '@/lib/domain/protocol';
import type { Secondment } from '@/lib/domain/secondment';
import { isSettled } from '@/lib/domain/status';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { isDutyOfPerformance } from '@/lib/notebook/layout';

export interface CalendarPlace {
  /** All open notebooks. */
  readonly books: readonly CalendarBook[];
  /** The one that is shown. */
  readonly of: CalendarBook;
  readonly now: number;
}
export interface CalendarBook {
  readonly looking: Book['looking'];
  readonly due: Book['due'];
  readonly notebook: { readonly removed: () => unknown };
}

const NOTHING_DATED = 'Nothing here has a date.';
const LOOK_INSIDE = 'Open Liaison Notebook to see what it asks for.';

/** Groups whose very names would say something of one officer. */
const KEPT_BACK: ReadonlySet<DutyGroup> = new Set<DutyGroup>(['Absence', 'Performance', 'Conduct']);

const isKeptBack = ({ shelf }: Looking, duty: Duty): boolean => {
  const event = shelf.find('event', duty.event);
  return (
    KEPT_BACK.has(duty.group) ||
    isDutyOfPerformance(duty.duty) ||
    (event !== null && isOfPerformance(event))
  );
};

type Dated = Duty & { readonly dueOn: NonNullable<Duty['dueOn']> };
const isDated = (duty: Duty): duty is Dated =>
  duty.dueOn !== null && duty.kind === 'duty' && !duty.isAgreed;

const dutyEntry = (looking: Looking, secondment: Secondment, duty: Dated): CalendarEntry => {
  const team = teamName(looking, secondment.team);
  const isQuiet = isKeptBack(looking, duty);
  return {
    key: duty.evidenceId,
    on: duty.dueOn,
    title: `${isQuiet ? 'Secondment protocol' : duty.title}, ${team}`,
    details: isQuiet
      ? LOOK_INSIDE
      : `Section ${duty.section} of the secondment protocol. ${LOOK_INSIDE}`,
    isOff: isSettled(duty.status),
  };
};

/**
 * What is open, and what was settled before its day: that is taken out of a calendar which has it. What has passed
 * and was done stays in a calendar as it is.
 */
const isShown = ({ today }: Looking, duty: Dated): boolean => {
  const { word } = duty.status;
  if (word === 'Late start' || word === 'Not recorded' || word === 'Cannot start yet') return false;
  return !isSettled(duty.status) || duty.dueOn >= today;
};

const ofSecondment = (
  looking: Looking,
  secondment: Secondment,
  isWanted: (duty: Duty) => boolean,
): readonly CalendarEntry[] =>
  dutiesFor(looking, secondment)
    .filter(isDated)
    .filter((duty) => isShown(looking, duty) && isWanted(duty))
    .map((duty) => dutyEntry(looking, secondment, duty));

/** Transfer steps by their titles, which name nobody; of an action only that there is one: its words are free. */
const ofOther = (looking: Looking, row: DueRow): readonly CalendarEntry[] => {
  const base = { key: row.key, on: row.dueOn, details: LOOK_INSIDE, isOff: false };
  if (row.key.startsWith('action.')) return [{ ...base, title: 'Action from a meeting' }];
  if (row.place.screen !== 'transfer') return [];
  const team = looking.shelf.find('transfer', row.place.id)?.team ?? '';
  return [{ ...base, title: `${row.title}, ${teamName(looking, team)}` }];
};

const ofNotebook = (book: CalendarBook, isAll: boolean): readonly CalendarEntry[] => {
  const looking = book.looking();
  return [
    ...looking.shelf
      .all('secondment')
      .flatMap((secondment) =>
        ofSecondment(
          looking,
          secondment,
          (duty) => isAll || isMine(waitsForDuty(looking, secondment, duty)),
        ),
      ),
    ...book
      .due()
      .filter((row) => isAll || isMine(row))
      .flatMap((row) => ofOther(looking, row)),
  ];
};

const entriesFor = (
  { books, of }: CalendarPlace,
  { what, id }: OrderOf<'calendarFile'>,
): readonly CalendarEntry[] => {
  switch (what) {
    case 'everything':
    case 'mine':
      return books
        .filter(({ notebook }) => notebook.removed() === null)
        .flatMap((book) => ofNotebook(book, what === 'everything'));
    case 'secondment':
    case 'duty': {
      const looking = of.looking();
      const [first = ''] = (id ?? '').split('.');
      const secondment = looking.shelf.find('secondment', first);
      if (secondment === null) return [];
      return what === 'secondment'
        ? ofSecondment(looking, secondment, () => true)
        : dutiesFor(looking, secondment)
            .filter(isDated)
            .filter(({ evidenceId }) => evidenceId === id)
            .map((duty) => dutyEntry(looking, secondment, duty));
    }
  }
};

/** The answer's id is that of the secondment, where it is one's. */
export const calendarFile = (place: CalendarPlace, given: OrderOf<'calendarFile'>): Answer => {
  const entries = entriesFor(place, given);
  if (entries.length === 0) return refused(NOTHING_DATED);
  const [secondment = null] = given.id === null ? [] : given.id.split('.');
  return done(secondment, calendarText(entries, place.now));
};
