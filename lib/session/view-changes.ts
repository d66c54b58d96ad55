/** Views of what was changed: the history of a record, and fields that two people changed apart. */
import { fieldTitle, recordTitle, valueShown } from './field-words';
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import { nameOfDevice } from './view-people';
import type { ChangeToCheck, HistoryRow, Place } from './views';
import { SECTIONS, type Kind, type SectionName } from '@/lib/domain/kinds';
import { conflictsIn } from '@/lib/notebook/conflicts';
import { historyOf } from '@/lib/notebook/history';

const writerName =
  (notebook: OpenNotebook, shelf: Shelf) =>
  (client: number): string | null => {
    const device = notebook.writerOf(client);
    return device === null ? null : nameOfDevice(notebook, shelf, device);
  };

export const historyRows = (
  notebook: OpenNotebook,
  shelf: Shelf,
  section: SectionName,
  kind: Kind,
  id: string,
): readonly HistoryRow[] =>
  historyOf(notebook.records(section), kind, id, writerName(notebook, shelf)).map(
    ({ at, by, field, from, to }) => ({
      at,
      by: by ?? 'Not known',
      what: fieldTitle(field),
      from: valueShown(shelf, field, from),
      to: valueShown(shelf, field, to),
    }),
  );

const placeOf = (kind: Kind, id: string): Place => {
  const [first = id] = id.split('.');
  switch (kind) {
    case 'secondment':
    case 'evidence':
      return { screen: 'secondment', id: first };
    case 'transfer':
    case 'packItem':
    case 'acceptance':
      return { screen: 'transfer', id: first };
    case 'person':
    case 'team':
      return { screen: 'people', id: null };
    case 'meeting':
    case 'attendance':
    case 'agendaItem':
    case 'action':
    case 'decision':
      return { screen: 'meeting', id: first };
  }
};

export const changesToCheck = (notebook: OpenNotebook, shelf: Shelf): readonly ChangeToCheck[] =>
  SECTIONS.flatMap((section) =>
    conflictsIn(notebook.records(section), writerName(notebook, shelf)).map(
      ({ kind, record, field, options, valueNow }): ChangeToCheck => ({
        kind,
        id: record,
        field,
        fieldTitle: fieldTitle(field),
        title: recordTitle(shelf, kind, record),
        place: placeOf(kind, record),
        options: options.map(({ value, by, at }) => ({
          value: JSON.stringify(value ?? null),
          shown: valueShown(shelf, field, value),
          by: by ?? 'Not known',
          at,
        })),
        shownNow: valueShown(shelf, field, valueNow),
      }),
    ),
  );
