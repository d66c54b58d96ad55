/** The list of transfers: how many at each step, how soon they turn 18, and each by its birthday. */
import './transfer.scss';
import '../secondment/secondment.scss';
import { MonthsTo18 } from './months-to-18';
import { StepBars } from './step-bars';
import { timeUntil } from './transfer-words';
import { useOpenNotebook } from '@/components/secondment/open-notebook';
import { useMayAdd } from '@/components/today/may-add';
import { ActionBar } from '@/components/ui/action-bar';
import { Button, PlaceLink, type Go } from '@/components/ui/button';
import { dueWords } from '@/components/ui/due';
import { EmptyState, StatusTag } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import type { ScreenProps } from '@/components/shell/screen';
import type { TransferRow } from '@/lib/session/views';

/** A row's own title already names the reference: `JB-0412: send documents` is said as `send documents`. */
function withoutReference(title: string, reference: string): string {
  const start = `${reference}: `;
  return title.startsWith(start) ? title.slice(start.length) : title;
}

function Row({
  row,
  today,
  go,
}: {
  readonly row: TransferRow;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const { next } = row;
  const asks = next !== null && next.status.word !== 'Not due yet';
  return (
    <li className="app-duties__item">
      <h3 className="app-duties__title">
        <PlaceLink
          place={{ screen: 'transfer', id: row.id }}
          go={go}
          className="govuk-link govuk-!-font-weight-bold"
        >
          {row.reference}
        </PlaceLink>
        {asks && (
          <span className="app-duties__aside">
            <StatusTag status={next.status} />
          </span>
        )}
      </h3>
      <p className="app-duties__text">
        {row.turns18On <= today ? 'Turned' : 'Turns'} 18 on {formatDay(row.turns18On)},{' '}
        {timeUntil(today, row.turns18On)}
      </p>
      <p className="app-duties__text">
        {row.team}. {row.step}. {row.packSent} of {row.packAll} sent
      </p>
      {next !== null && (
        <p className="app-duties__text">
          Next: {withoutReference(next.title, row.reference)}, {dueWords(next.status)}. Waiting for{' '}
          {next.waitingFor}
        </p>
      )}
    </li>
  );
}

export function Transfers({ go }: ScreenProps) {
  const view = useView('transfers');
  const notebook = useOpenNotebook();
  const mayAdd = useMayAdd();
  if (view === undefined || notebook === null) return null;
  const open = view.steps.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <Heading>Transfers</Heading>
      {view.rows.length === 0 ? (
        <EmptyState title="No transfers">
          <p>
            {mayAdd.transfer
              ? 'Add a transfer to see when to start preparing and what to send.'
              : 'A transfer that someone opens to you is shown here.'}
          </p>
        </EmptyState>
      ) : (
        <>
          <SubHeading>{open} open, by step</SubHeading>
          <StepBars steps={view.steps} />
          <SubHeading>Months until 18</SubHeading>
          <MonthsTo18 bins={view.monthsTo18} />
          <SubHeading>By 18th birthday</SubHeading>
          <ul className="app-duties">
            {view.rows
              .toSorted((a, b) => (a.turns18On < b.turns18On ? -1 : 1))
              .map((row) => (
                <Row key={row.id} row={row} today={notebook.today} go={go} />
              ))}
          </ul>
        </>
      )}
      {mayAdd.transfer ? (
        <ActionBar>
          <Button
            onClick={() => {
              go({ screen: 'add-transfer', id: null });
            }}
          >
            Add a transfer
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}
