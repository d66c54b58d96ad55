/** The meetings that come next and those that were. */
import { useMayAdd } from '@/components/today/may-add';
import { ActionBar } from '@/components/ui/action-bar';
import { Button, PlaceLink, type Go } from '@/components/ui/button';
import { EmptyState, Tag } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import type { ScreenProps } from '@/components/shell/screen';
import { useView } from '@/components/use-link';
import { formatClock, shortDayYear } from '@/lib/domain/calendar';
import type { MeetingRow } from '@/lib/session/views';
import { dayOfTime } from './meeting-words';
import './meeting.scss';

function RowState({ row }: { readonly row: MeetingRow }) {
  if (row.state === 'cancelled') return <Tag>Cancelled</Tag>;
  if (row.isPast && row.state === 'planned') return <Tag colour="yellow">Not marked as held</Tag>;
  return null;
}

function Rows({ rows, go }: { readonly rows: readonly MeetingRow[]; readonly go: Go }) {
  return (
    <ul className="app-due">
      {rows.map((row) => {
        const day = dayOfTime(row.startsAt);
        return (
          <li className="app-due__row" key={row.id}>
            <div
              className={`app-due__when app-due__when--${row.isPast || row.state === 'cancelled' ? 'quiet' : 'booked'}`}
            >
              <time className="app-due__day" dateTime={row.startsAt}>
                {day === null ? row.startsAt : shortDayYear(day)}
              </time>
              <span className="app-due__distance">{formatClock(row.startsAt.slice(11, 16))}</span>
            </div>
            <div className="app-due__what">
              <PlaceLink
                place={{ screen: 'meeting', id: row.id }}
                go={go}
                className="govuk-link app-due__title"
              >
                {row.title}
              </PlaceLink>
              <span className="app-due__concerns">{row.concerns}</span>
              <RowState row={row} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export function Meetings({ go }: ScreenProps) {
  const meetings = useView('meetings');
  const mayAdd = useMayAdd();
  return (
    <>
      <Heading>Meetings</Heading>
      {meetings === undefined ? null : (
        <>
          <SubHeading>Next</SubHeading>
          {meetings.coming.length === 0 ? (
            <EmptyState title="No meetings booked">
              <p>
                {mayAdd.meeting
                  ? 'Book a meeting and its people and headings are put in for you.'
                  : 'A meeting that you may read is shown here once it is booked.'}
              </p>
            </EmptyState>
          ) : (
            <Rows rows={meetings.coming} go={go} />
          )}
          <SubHeading>Past</SubHeading>
          {meetings.past.length === 0 ? (
            <EmptyState title="No meetings recorded">
              <p>A meeting stands here once its day has passed, with its notes.</p>
            </EmptyState>
          ) : (
            <Rows rows={meetings.past} go={go} />
          )}
        </>
      )}
      {mayAdd.meeting ? (
        <ActionBar>
          <Button
            onClick={() => {
              go({ screen: 'book-meeting', id: null });
            }}
          >
            Book a meeting
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}
