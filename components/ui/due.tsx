/** The due cell: when something falls due, how long that is, and who is waited for. */
import { PlaceLink, type Go } from './button';
import { shortDay } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { DueRow, StatusView } from '@/lib/session/views';

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

/** `in 3 days`, `today`; `was due yesterday` for a day that has passed and is not overdue yet. */
function distance(count: number): string {
  if (count === 0) return 'today';
  if (count === -1) return 'was due yesterday';
  return count < 0 ? `was due ${days(-count)} ago` : `in ${days(count)}`;
}

/** `20 days overdue`, `today`, `in 3 days`, `was due 3 days ago`, `booked for 24 Nov`. */
export function dueWords(status: StatusView): string {
  switch (status.word) {
    case 'Overdue':
      return status.days === null ? 'overdue' : `${days(status.days)} overdue`;
    case 'Due today':
      return 'today';
    case 'Booked':
      return status.on === null ? 'booked' : `booked for ${shortDay(status.on)}`;
    case 'Due soon':
    case 'Not due yet':
      return status.days === null ? status.word.toLowerCase() : distance(status.days);
    case 'Done':
    case 'Done late':
    case 'Late start':
    case 'Not applicable':
    case 'Cannot start yet':
    case 'Not recorded':
      break;
  }
  return status.word.toLowerCase();
}

const BARS = {
  Overdue: 'overdue',
  'Due today': 'soon',
  'Due soon': 'soon',
  Booked: 'booked',
} as const;

function barOf(status: StatusView): string {
  const { word } = status;
  return word === 'Overdue' || word === 'Due today' || word === 'Due soon' || word === 'Booked'
    ? BARS[word]
    : 'quiet';
}

function DueCell({ dueOn, status }: { readonly dueOn: CalendarDay; readonly status: StatusView }) {
  return (
    <div className={`app-due__when app-due__when--${barOf(status)}`}>
      <time className="app-due__day" dateTime={dueOn}>
        {shortDay(dueOn)}
      </time>
      <span className="app-due__distance">{dueWords(status)}</span>
    </div>
  );
}

/** Rows of what is due, each with a link to its place. */
export function DueList({ rows, go }: { readonly rows: readonly DueRow[]; readonly go: Go }) {
  return (
    <ul className="app-due">
      {rows.map((row) => (
        <li className="app-due__row" key={row.key}>
          <DueCell dueOn={row.dueOn} status={row.status} />
          <div className="app-due__what">
            <PlaceLink place={row.place} go={go} className="govuk-link app-due__title">
              {row.title}
            </PlaceLink>
            <span className="app-due__concerns">
              {row.concerns}. Waiting for {row.waitingFor}
              {row.away === undefined ? '' : `. ${row.away}`}
            </span>
            {row.notebook === undefined ? null : (
              <span className="app-due__concerns">In {row.notebook}</span>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
