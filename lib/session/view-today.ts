/** What is due: every dated duty, transfer step and open action, and the three lists of Today. */
import { dueRowsOf, isMine, type Looking } from './view-duties';
import type { IsGenuine } from './genuine';
import { mayChange } from './shelf';
import { actionsDue } from './view-actions';
import { awayToday } from './view-away';
import { transferDueRows } from './view-transfers';
import type { DueRow, TodayView } from './views';
import { compareDays, daysBetween } from '@/lib/domain/calendar';

const WEEK_DAYS = 7;

/** Everything that is still to be done by a day, soonest first. */
export const dueRows = (looking: Looking, isGenuine: IsGenuine): readonly DueRow[] =>
  [
    ...looking.shelf.all('secondment').flatMap((one) => dueRowsOf(looking, one)),
    ...looking.shelf.all('transfer').flatMap((one) => transferDueRows(looking, one, isGenuine)),
    ...actionsDue(looking),
  ].toSorted((a, b) => compareDays(a.dueOn, b.dueOn));

const mayAdd = ({ shelf }: Pick<Looking, 'shelf'>): TodayView['mayAdd'] => {
  const mayWrite = (section: string): boolean =>
    shelf.sections().some(({ at, mayWrite: may }) => at === section && may);
  return {
    // It brings people with it, whom only those write down who may change the directory.
    secondment: mayWrite('directory'),
    transfer: mayWrite('transfers'),
    meeting: [...shelf.all('secondment'), ...shelf.all('transfer')].some(({ id }) =>
      mayChange(shelf, id),
    ),
  };
};

export const todayView = (
  looking: Looking,
  rows: readonly DueRow[],
  toCheck: number,
): TodayView => {
  const { today, shelf } = looking;
  const overdue = rows.filter(({ status }) => status.word === 'Overdue');
  const open = rows.filter(({ status }) => status.word !== 'Overdue');
  const isThisWeek = ({ dueOn }: DueRow): boolean => daysBetween(today, dueOn) <= WEEK_DAYS;
  const isSoon = ({ status }: DueRow): boolean =>
    status.word === 'Due soon' || status.word === 'Due today';
  const week = open.filter((row) => isThisWeek(row) && isMine(row));
  return {
    today,
    overdue,
    week,
    waiting: open.filter((row) => !isMine(row) && (isThisWeek(row) || isSoon(row))),
    next: open.find((row) => !isThisWeek(row)) ?? null,
    toCheck,
    away: awayToday(looking),
    isEmpty:
      rows.length === 0 &&
      shelf.all('secondment').length === 0 &&
      shelf.all('transfer').length === 0,
    mayAdd: mayAdd({ shelf }),
  };
};
