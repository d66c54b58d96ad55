/** Actions that are open, with a day or without. */
import { waitedFor } from './view-away';
import { isMine, meetingRow, shortName, type Looking } from './view-duties';
import type { ActionRow, ActionsView, DueRow, Place } from './views';
import { compareDays } from '@/lib/domain/calendar';
import type { Action } from '@/lib/domain/meeting';
import { openStatus } from '@/lib/domain/status';

const placeOf = ({ shelf }: Looking, { meeting, about }: Action): Place => {
  if (meeting !== null || about === null) return { screen: 'meeting', id: meeting };
  return { screen: shelf.find('transfer', about) === null ? 'secondment' : 'transfer', id: about };
};

const concernsOf = (looking: Looking, action: Action): string => {
  const meeting = looking.shelf.find('meeting', action.meeting);
  if (meeting === null) return 'Action from a meeting';
  const { title, concerns } = meetingRow(looking, meeting);
  return `${title}, ${concerns}`;
};

const actionRow = (looking: Looking, action: Action): ActionRow => {
  const { shelf, me, today } = looking;
  const name = shelf.find('person', action.owner)?.name ?? action.ownerName;
  const isMyOwn = me !== null && action.owner === me;
  return {
    key: `action.${action.id}`,
    title: action.text,
    place: placeOf(looking, action),
    concerns: concernsOf(looking, action),
    dueOn: action.dueOn,
    status: action.dueOn === null ? null : openStatus({ dueOn: action.dueOn, today }),
    ...waitedFor(
      looking,
      action.owner,
      isMyOwn ? 'you' : name === '' ? 'nobody yet' : shortName(name),
    ),
  };
};

/** Soonest first, those without a day last. */
export const soonestActions = (rows: readonly ActionRow[]): readonly ActionRow[] =>
  rows.toSorted((a, b) =>
    a.dueOn === null || b.dueOn === null
      ? Number(a.dueOn === null) - Number(b.dueOn === null)
      : compareDays(a.dueOn, b.dueOn),
  );

const openRows = (looking: Looking): readonly ActionRow[] =>
  looking.shelf
    .all('action')
    .filter(({ doneOn }) => doneOn === null)
    .map((action) => actionRow(looking, action));

/** Those that are to be done by a day. */
export const actionsDue = (looking: Looking): readonly DueRow[] =>
  openRows(looking).flatMap(({ dueOn, status, ...row }) =>
    dueOn === null || status === null ? [] : [{ ...row, dueOn, status }],
  );

export const actionsView = (looking: Looking): ActionsView => {
  const rows = openRows(looking);
  return {
    mine: soonestActions(rows.filter(isMine)),
    others: soonestActions(rows.filter((row) => !isMine(row))),
  };
};
