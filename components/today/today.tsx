/** Today: what is overdue, what falls due in 7 days, what waits for others. */
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { Button, PlaceLink } from '@/components/ui/button';
import { DueList } from '@/components/ui/due';
import { EmptyState } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { weekdayDay } from '@/lib/domain/calendar';
import type { TodayView } from '@/lib/session/views';

const PARTS = [
  { part: 'overdue', title: 'Overdue' },
  { part: 'week', title: 'Due in the next 7 days' },
  { part: 'waiting', title: 'Waiting for others' },
] as const satisfies readonly { part: keyof TodayView; title: string }[];

function NothingDue({ today }: { readonly today: TodayView }) {
  if (today.overdue.length > 0 || today.week.length > 0) {
    return null;
  }
  const { next } = today;
  return (
    <EmptyState title="Nothing is due in the next 7 days">
      {next === null ? null : (
        <p>
          Next: {next.title}, {next.concerns}, {weekdayDay(next.dueOn)}.
        </p>
      )}
    </EmptyState>
  );
}

export function Today({ go }: ScreenProps) {
  const today = useView('today');
  if (today === undefined) {
    return <Heading>Today</Heading>;
  }
  return (
    <>
      <Heading>Today</Heading>
      <p className="app-quiet">{weekdayDay(today.today)}</p>
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
        <EmptyState title="You have no secondments yet">
          <p>Add a secondment to see everything the protocol asks for.</p>
        </EmptyState>
      ) : (
        <>
          <NothingDue today={today} />
          {PARTS.map(({ part, title }) =>
            today[part].length === 0 ? null : (
              <section key={part} aria-labelledby={`today-${part}`}>
                <SubHeading id={`today-${part}`}>{title}</SubHeading>
                <DueList rows={today[part]} go={go} />
              </section>
            ),
          )}
        </>
      )}
      <ActionBar>
        <Button
          onClick={() => {
            go({ screen: 'add-secondment', id: null });
          }}
        >
          Add a secondment
        </Button>
        <Button
          kind="secondary"
          onClick={() => {
            go({ screen: 'add-transfer', id: null });
          }}
        >
          Add a transfer
        </Button>
      </ActionBar>
    </>
  );
}
