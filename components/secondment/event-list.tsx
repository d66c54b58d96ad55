/** What happened in a secondment: what is still open first, what is over closed below it. */
import './secondment.scss';
import { asksLongTerm, eventTitle } from './event-words';
import { PlaceLink, type Go } from '@/components/ui/button';
import { Details, Tag } from '@/components/ui/facts';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { DutyView, EventRow, SecondmentView } from '@/lib/session/views';

/** The place of something that happened, and of the form that changes it. */
export const eventPlace = (secondment: string, event: string, part = '') => ({
  screen: 'secondment',
  id: `${secondment}|event|${event}${part === '' ? '' : `|${part}`}`,
});

export const recordPlace = (secondment: string, kind = '') => ({
  screen: 'secondment',
  id: `${secondment}|record${kind === '' ? '' : `|${kind}`}`,
});

/** The duties that something brings, those that were agreed as well. */
export function dutiesOfEvent(
  { duties, agreed }: Pick<SecondmentView, 'duties' | 'agreed'>,
  row: EventRow,
): readonly DutyView[] {
  const ids = new Set(row.duties);
  return [...duties, ...agreed].filter(({ evidenceId }) => ids.has(evidenceId));
}

/** `2 overdue. 1 more to do`; empty where nothing asks for anything. */
function eventSentence(duties: readonly DutyView[]): string {
  const open = duties.filter(({ kind, status }) => {
    const { word } = status;
    return kind === 'duty' && word !== 'Done' && word !== 'Done late' && word !== 'Not applicable';
  });
  const overdue = open.filter(({ status }) => status.word === 'Overdue').length;
  const rest = open.length - overdue;
  return [
    ...(overdue === 0 ? [] : [`${overdue} overdue`]),
    ...(rest === 0 ? [] : [`${rest} ${overdue === 0 ? 'to do' : 'more to do'}`]),
  ].join('. ');
}

function EventItem({
  row,
  view,
  today,
  go,
}: {
  readonly row: EventRow;
  readonly view: SecondmentView;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const duties = dutiesOfEvent(view, row);
  const asks = eventSentence(duties);
  return (
    <li className="app-duties__item">
      <p className="app-duties__title">
        <PlaceLink place={eventPlace(view.record.id, row.id)} go={go}>
          {eventTitle(row)}
        </PlaceLink>
        {duties.some(({ status }) => status.word === 'Overdue') && (
          <span className="app-duties__aside">
            <Tag colour="red">Overdue</Tag>
          </span>
        )}
      </p>
      <p className="app-duties__text">
        {row.words}
        {asks === '' ? '' : `. ${asks}`}
      </p>
      {asksLongTerm(row.record, today) && (
        <p className="app-duties__text">Is it likely to be long-term?</p>
      )}
      {row.lacks.length > 0 && (
        <p className="app-duties__text">Not agreed yet: {row.lacks.join('; ')}</p>
      )}
    </li>
  );
}

export function EventList({
  view,
  today,
  go,
}: {
  readonly view: SecondmentView;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const open = view.events.filter(({ isOpen }) => isOpen);
  const over = view.events.filter(({ isOpen }) => !isOpen);
  const list = (rows: readonly EventRow[]) => (
    <ul className="app-duties">
      {rows.map((row) => (
        <EventItem key={row.id} row={row} view={view} today={today} go={go} />
      ))}
    </ul>
  );
  return (
    <>
      {view.events.length === 0 && (
        <p className="app-quiet">
          Nothing recorded yet. Absences, courses, leave, concerns and notice go here.
        </p>
      )}
      {view.events.length > 0 && open.length === 0 && <p>Nothing is open.</p>}
      {open.length > 0 && list(open)}
      {over.length > 0 && (
        <Details summary={`${over.length} settled or over`}>{list(over)}</Details>
      )}
    </>
  );
}
