/** Keeps the overview true: one entry for each secondment, made anew from what its own part says. */
import type { Shelf } from './shelf';
import { plainDutiesFor } from './duty-desk';
import type { Looking } from './view-duties';
import { Overview } from '@/lib/domain/overview';
import type { Secondment } from '@/lib/domain/secondment';
import type { Duty } from '@/lib/domain/duties';
import { isSettled } from '@/lib/domain/status';

const isOpen = ({ dueOn, kind, isAgreed, status }: Duty): boolean =>
  dueOn !== null && kind === 'duty' && !isAgreed && !isSettled(status);

/** As many as an entry may name; see the schema. */
const MOST_DUE = 1_000;

/** Names, dates and how many duties stand how; performance is no part of it. */
const overviewOf = (looking: Looking, secondment: Secondment): Overview => {
  const duties = plainDutiesFor(looking, secondment);
  const count = (word: Duty['status']['word']): number =>
    duties.filter(({ status }) => status.word === word).length;
  const open = duties
    .filter(isOpen)
    .flatMap((duty) => (duty.dueOn === null ? [] : [{ on: duty.dueOn, title: duty.title }]))
    .toSorted((a, b) => (a.on < b.on ? -1 : Number(a.on > b.on)));
  return Overview.parse({
    id: secondment.id,
    team: secondment.team,
    secondee: secondment.secondee,
    lineManager: secondment.lineManager,
    liaisonSpo: secondment.liaisonSpo,
    yotManager: secondment.yotManager,
    startsOn: secondment.startsOn,
    endsOn: secondment.endsOn,
    done: count('Done'),
    doneLate: count('Done late'),
    booked: count('Booked'),
    notApplicable: count('Not applicable'),
    dueOn: open.slice(0, MOST_DUE).map(({ on }) => on),
    nextTitle: open[0]?.title ?? '',
  });
};

/** The entries that differ from what the secondments say now. */
export const staleOverviews = (looking: Looking): readonly Overview[] =>
  looking.shelf
    .all('secondment')
    .map((secondment) => overviewOf(looking, secondment))
    .filter(
      (entry) => JSON.stringify(looking.shelf.find('overview', entry.id)) !== JSON.stringify(entry),
    );

/** Entries of secondments that were removed. */
export const goneOverviews = ({ shelf }: Looking): readonly Overview[] =>
  shelf
    .all('overview')
    .filter(
      ({ id }) =>
        shelf.find('secondment', id) === null && shelf.keeperOf('secondment', id) !== null,
    );

export const mayKeepOverview = (shelf: Shelf): boolean =>
  shelf.sections().some(({ name, mayWrite }) => name === 'overview' && mayWrite);
