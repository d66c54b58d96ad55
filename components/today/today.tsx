/** Today: what is overdue, what falls due in 7 days, what waits for others. */
import { AwayWords } from './away-list';
import { CALENDAR_HINT, CalendarButton } from './calendar-button';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { Button, PlaceLink } from '@/components/ui/button';
import { DueList } from '@/components/ui/due';
import { Details, EmptyState } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { weekdayDay } from '@/lib/domain/calendar';
import type { TodayView } from '@/lib/session/views';

const PARTS = [
  { part: 'overdue', title: 'Overdue', none: 'Nothing is overdue.' },
  {
    part: 'week',
    title: 'Due in the next 7 days',
    none: 'You have nothing due in the next 7 days.',
  },
  { part: 'waiting', title: 'Waiting for others', none: 'Nothing due soon is waiting for others.' },
] as const satisfies readonly { part: keyof TodayView; title: string; none: string }[];

const ADDITIONS = [
  { what: 'secondment', screen: 'add-secondment', words: 'Add a secondment' },
  { what: 'transfer', screen: 'add-transfer', words: 'Add a transfer' },
] as const satisfies readonly {
  what: keyof TodayView['mayAdd'];
  screen: string;
  words: string;
}[];

function Empty({ mayAdd }: Pick<TodayView, 'mayAdd'>) {
  return mayAdd.secondment ? (
    <EmptyState title="You have no secondments yet">
      <p>Add a secondment to see everything the protocol asks for.</p>
    </EmptyState>
  ) : (
    <EmptyState title="Nothing is due">
      <p>What others have opened to you is under Transfers or Meetings.</p>
    </EmptyState>
  );
}

/** What comes after a week in which nothing falls due. */
function Next({ next }: { readonly next: TodayView['next'] }) {
  return next === null ? null : (
    <p>
      Next: {next.title}, {next.concerns}, {weekdayDay(next.dueOn)}.
    </p>
  );
}

export function Today({ go }: ScreenProps) {
  const today = useView('today');
  if (today === undefined) {
    return <Heading>Today</Heading>;
  }
  const additions = ADDITIONS.filter(({ what }) => today.mayAdd[what]);
  return (
    <>
      <Heading>Today</Heading>
      <p className="app-quiet">{weekdayDay(today.today)}</p>
      <AwayWords rows={today.away} />
      {today.toCheck === 0 ? null : (
        <Alert
          kind="warning"
          title={
            today.toCheck === 1
              ? 'Two people changed the same thing'
              : `${today.toCheck} things were changed by two people`
          }
        >
          <p>
            <PlaceLink place={{ screen: 'changes', id: null }} go={go}>
              Choose which to keep
            </PlaceLink>
          </p>
        </Alert>
      )}
      {today.isEmpty ? (
        <Empty mayAdd={today.mayAdd} />
      ) : (
        <>
          {PARTS.map(({ part, title, none }) => (
            <section key={part} aria-labelledby={`today-${part}`}>
              <SubHeading id={`today-${part}`}>{title}</SubHeading>
              {today[part].length === 0 ? <p>{none}</p> : <DueList rows={today[part]} go={go} />}
              {part === 'week' && today.week.length === 0 && <Next next={today.next} />}
            </section>
          ))}
          <Details summary="Add these dates to your calendar">
            <p>{CALENDAR_HINT}</p>
            <ul className="app-rows">
              <li className="app-rows__row">
                <CalendarButton of={{ what: 'mine' }}>Save what waits for you</CalendarButton>
              </li>
              <li className="app-rows__row">
                <CalendarButton of={{ what: 'everything' }}>Save everything</CalendarButton>
              </li>
            </ul>
          </Details>
        </>
      )}
      {additions.length === 0 ? null : (
        <ActionBar>
          {additions.map(({ screen, words }, index) => (
            <Button
              key={screen}
              {...(index === 0 ? {} : { kind: 'secondary' })}
              onClick={() => {
                go({ screen, id: null });
              }}
            >
              {words}
            </Button>
          ))}
        </ActionBar>
      )}
    </>
  );
}
