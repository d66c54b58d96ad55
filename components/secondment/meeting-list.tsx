/** The meetings of a record, the next ones first. */
import './secondment.scss';
import { EmptyState } from '@/components/ui/facts';
import { PlaceLink, type Go } from '@/components/ui/button';
import { CalendarDay, formatClock, weekdayDay } from '@/lib/domain/calendar';
import type { MeetingRow } from '@/lib/session/views';
import type { ReactNode } from 'react';

/** `Tuesday 28 July 2026, 10:30am`; what is not a date and time is shown as it is. */
export function meetingTime(startsAt: string): string {
  const [date = '', clock = ''] = startsAt.split('T');
  const day = CalendarDay.safeParse(date);
  return day.success ? `${weekdayDay(day.data)}, ${formatClock(clock)}` : startsAt;
}

function stateWords(row: MeetingRow): string {
  if (row.state === 'held') return 'Held';
  if (row.state === 'cancelled') return 'Cancelled';
  return row.isPast ? 'Not marked as held' : 'Booked';
}

export function MeetingList({
  rows,
  go,
  next,
}: {
  readonly rows: readonly MeetingRow[];
  readonly go: Go;
  /** What an empty list says below `No meetings recorded`. */
  readonly next: ReactNode;
}) {
  if (rows.length === 0) return <EmptyState title="No meetings recorded">{next}</EmptyState>;
  const coming = rows.filter(({ isPast }) => !isPast);
  const past = rows.filter(({ isPast }) => isPast);
  const inOrder = [
    ...coming.toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1)),
    ...past.toSorted((a, b) => (a.startsAt < b.startsAt ? 1 : -1)),
  ];
  return (
    <ul className="app-duties">
      {inOrder.map((row) => (
        <li className="app-duties__item" key={row.id}>
          <p className="app-duties__title">
            <PlaceLink place={{ screen: 'meeting', id: row.id }} go={go}>
              {row.title}
            </PlaceLink>
            <span className="app-duties__aside">{stateWords(row)}</span>
          </p>
          <p className="app-duties__text">{meetingTime(row.startsAt)}</p>
        </li>
      ))}
    </ul>
  );
}
