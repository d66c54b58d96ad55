/** What is due: every dated duty, transfer step and open action, and the three lists of Today. */
import { dueRowsOf, shortName, type Looking } from './view-duties';
import type { IsGenuine } from './genuine';
import { mayChange } from './shelf';
import { transferDueRows } from './view-transfers';
import type { DueRow, TodayView } from './views';
import { daysBetween } from '@/lib/domain/calendar';
import type { Action } from '@/lib/domain/meeting';
import { openStatus } from '@/lib/domain/status';

const WEEK_DAYS = 7;

const actionRow = (
  { shelf, me, today }: Looking,
  action: Action & { readonly dueOn: NonNullable<Action['dueOn']> },
): DueRow => {
  const owner = shelf.find('person', action.owner);
  return {
    key: `action.${action.id}`,
    title: action.text,
    place: { screen: 'meeting', id: action.meeting },
    concerns: 'Action from a meeting',
    dueOn: action.dueOn,
    status: openStatus({ dueOn: action.dueOn, today }),
    waitingFor:
      me !== null && action.owner === me
        ? 'you'
        : shortName(owner?.name ?? (action.ownerName === '' ? 'nobody yet' : action.ownerName)),
  };
};

/** Everything that is still to be done by a day, soonest first. */
export const dueRows = (looking: Looking, isGenuine: IsGenuine): readonly DueRow[] =>
  [
    ...looking.shelf.all('secondment').flatMap((one) => dueRowsOf(looking, one)),
    ...looking.shelf.all('transfer').flatMap((one) => transferDueRows(looking, one, isGenuine)),
    ...looking.shelf
      .all('action')
      .flatMap((action) =>
        action.dueOn === null || action.doneOn !== null
          ? []
          : [actionRow(looking, { ...action, dueOn: action.dueOn })],
      ),
  ].toSorted((a, b) => daysBetween(b.dueOn, a.dueOn));

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
  { today, shelf }: Pick<Looking, 'today' | 'shelf'>,
  rows: readonly DueRow[],
  toCheck: number,
): TodayView => {
  const overdue = rows.filter(({ status }) => status.word === 'Overdue');
  const open = rows.filter(({ status }) => status.word !== 'Overdue');
  const isMine = ({ waitingFor }: DueRow): boolean => waitingFor === 'you';
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
    isEmpty:
      rows.length === 0 &&
      shelf.all('secondment').length === 0 &&
      shelf.all('transfer').length === 0,
    mayAdd: mayAdd({ shelf }),
  };
};
