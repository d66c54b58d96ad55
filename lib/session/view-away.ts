/** Who is away and who covers, as screens show it: in a list, and beside what waits for somebody. */
import type { Shelf } from './shelf';
import type { AwayRow, AwayView } from './views';
import { Away, awayOn, coverOf } from '@/lib/domain/away';
import { compareDays, formatDay, type CalendarDay } from '@/lib/domain/calendar';

/** What is asked of a notebook here. */
interface Asking {
  readonly shelf: Shelf;
  readonly me: string | null;
  readonly today: CalendarDay;
}

/** Who is waited for, and a sentence where that person is away. */
export interface Waited {
  /** `you`, or a name or role. */
  readonly waitingFor: string;
  readonly away?: string;
}

const nameOf = ({ shelf }: Asking, id: string | null): string =>
  shelf.find('person', id)?.name ?? 'Somebody who is not in the notebook';

/** Whether the person who asks acts in place of somebody who is away. */
export const iCoverFor = ({ shelf, me, today }: Asking, person: string | null): boolean =>
  me !== null && person !== null && coverOf(shelf.all('away'), person, today) === me;

/** `words` as they are, and who covers where this person is away. */
export const waitedFor = (asking: Asking, person: string | null, words: string): Waited => {
  const { shelf, me, today } = asking;
  const all = shelf.all('away');
  const away = person === null ? null : awayOn(all, person, today);
  if (away === null) return { waitingFor: words };
  const cover = coverOf(all, away.person, today);
  const until = formatDay(away.to);
  const name = nameOf(asking, away.person);
  if (cover !== null && cover === me) {
    return { waitingFor: 'you', away: `You cover for ${name}, who is away until ${until}` };
  }
  const covers = cover === null ? 'Nobody is named to cover' : `${nameOf(asking, cover)} covers`;
  return {
    waitingFor: words,
    away:
      away.person === me
        ? `You are away until ${until}. ${covers}`
        : `${name} is away until ${until}. ${covers}`,
  };
};

const awayRow = (asking: Asking, record: Away): AwayRow => {
  const { shelf, me, today } = asking;
  const isNow = record.from <= today;
  const cover = isNow ? coverOf(shelf.all('away'), record.person, today) : record.coveredBy;
  const isMe = record.person === me;
  const who = isMe ? 'You are' : `${nameOf(asking, record.person)} is`;
  const when = isNow
    ? `away until ${formatDay(record.to)}`
    : `away from ${formatDay(record.from)} to ${formatDay(record.to)}`;
  const covers = isNow ? 'covers' : 'will cover';
  const covered =
    cover === null
      ? 'Nobody is named to cover'
      : cover === me
        ? `You ${isNow ? 'cover' : 'will cover'}`
        : `${nameOf(asking, cover)} ${covers}`;
  return {
    id: record.id,
    record,
    isMe,
    isNow,
    words: `${who} ${when}. ${covered}.`,
  };
};

/** Absences that are not over and did not end before they began, soonest first. */
const awayRows = (asking: Asking): readonly AwayRow[] =>
  asking.shelf
    .all('away')
    .filter(({ from, to }) => from <= to && to >= asking.today)
    .toSorted((a, b) => compareDays(a.from, b.from))
    .map((record) => awayRow(asking, record));

export const awayToday = (asking: Asking): readonly AwayRow[] =>
  awayRows(asking).filter(({ isNow }) => isNow);

export const awayView = (asking: Asking): AwayView => ({
  rows: awayRows(asking),
  mayChange: asking.shelf.sections().some(({ name, mayWrite }) => name === 'directory' && mayWrite),
});
