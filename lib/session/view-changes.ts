/** Views of what was changed: the history of a record, and fields that two people changed apart. */
import { fieldTitle, recordTitle, valueShown } from './field-words';
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import { nameOfDevice } from './view-people';
import type { ChangeToCheck, HistoryRow, Place } from './views';
import type { Kind } from '@/lib/domain/kinds';
import { conflictsIn } from '@/lib/notebook/conflicts';
import { historyOf, type HistoryLine } from '@/lib/notebook/history';

const writerName =
  (notebook: OpenNotebook, shelf: Shelf) =>
  (client: number): string | null => {
    const device = notebook.writerOf(client);
    return device === null ? null : nameOfDevice(notebook, shelf, device);
  };

/** The history of a record where it is now, newest first; what it was before it came there is told by the old place. */
export const historyLines = (
  notebook: OpenNotebook,
  shelf: Shelf,
  kind: Kind,
  id: string,
): readonly HistoryLine[] => {
  const home = shelf.keeperOf(kind, id);
  if (home === null) return [];
  const writer = writerName(notebook, shelf);
  const linesAt = (at: string) => historyOf(notebook.records(at), kind, id, writer);
  const elsewhere = shelf
    .doubles()
    .filter((double) => double.kind === kind && double.id === id && double.now === home)
    .map(({ before }) => before);
  const lines = [home, ...elsewhere].flatMap(linesAt);
  // What was brought over is told once, by the line that it repeats: that one says who wrote it.
  const told = new Set(lines.map((line) => line.id));
  return lines
    .filter(({ carried }) => carried === null || !told.has(carried))
    .toSorted((a, b) => b.at - a.at);
};

/** The same in the words of the screens. */
export const historyRows = (
  notebook: OpenNotebook,
  shelf: Shelf,
  kind: Kind,
  id: string,
): readonly HistoryRow[] =>
  historyLines(notebook, shelf, kind, id).map(({ at, by, field, from, to }) => ({
    at,
    by: by ?? 'Not known',
    what: fieldTitle(field),
    from: valueShown(shelf, field, from),
    to: valueShown(shelf, field, to),
  }));

const placeOf = (shelf: Shelf, kind: Kind, id: string): Place => {
  const [first = id] = id.split('.');
  switch (kind) {
    case 'secondment':
    case 'evidence':
      return { screen: 'secondment', id: first };
    case 'event': {
      const secondment = shelf.find('event', id)?.secondment ?? null;
      return secondment === null
        ? { screen: 'secondments', id: null }
        : { screen: 'secondment', id: secondment };
    }
    case 'transfer':
    case 'packItem':
    case 'acceptance':
      return { screen: 'transfer', id: first };
    case 'overview':
      return { screen: 'secondments', id: null };
    case 'person':
    case 'team':
    case 'accessChoice':
      return { screen: 'people', id: null };
    case 'away':
      return { screen: 'away', id };
    case 'policy':
      return { screen: 'audit', id: null };
    case 'protocol':
      return { screen: 'protocol', id };
    case 'meeting':
    case 'attendance':
    case 'agendaItem':
    case 'action':
    case 'decision':
      return { screen: 'meeting', id: first };
  }
};

/** What was made from other records is made again: there is nothing to choose. */
const isMadeAgain = (kind: Kind): boolean => kind === 'overview';

export const changesToCheck = (notebook: OpenNotebook, shelf: Shelf): readonly ChangeToCheck[] =>
  shelf
    .sections()
    .filter(({ mayWrite }) => mayWrite)
    .flatMap(({ at }) =>
      conflictsIn(notebook.records(at), writerName(notebook, shelf))
        .filter(({ kind, record }) => !isMadeAgain(kind) && shelf.keeperOf(kind, record) === at)
        .map(({ kind, record, field, options, valueNow }): ChangeToCheck => ({
          kind,
          id: record,
          field,
          fieldTitle: fieldTitle(field),
          title: recordTitle(shelf, kind, record),
          place: placeOf(shelf, kind, record),
          options: options.map(({ value, by, at: when }) => ({
            value: JSON.stringify(value ?? null),
            shown: valueShown(shelf, field, value),
            by: by ?? 'Not known',
            at: when,
          })),
          shownNow: valueShown(shelf, field, valueNow),
        })),
    );
