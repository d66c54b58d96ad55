/** The list of secondments: who, where, how long, what comes next. */
import './secondment.scss';
import { NilReturns, ReturnsWaiting } from './nil-returns';
import { Vacancies, VacancyPage } from './vacancies';
import { useMayAdd } from '@/components/today/may-add';
import { ActionBar } from '@/components/ui/action-bar';
import { Button, PlaceLink, type Go } from '@/components/ui/button';
import { dueWords } from '@/components/ui/due';
import { Details, EmptyState, Tag } from '@/components/ui/facts';
import { Heading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { ScreenProps } from '@/components/shell/screen';
import type { SecondmentRow } from '@/lib/session/views';

/** Those with something overdue first, then by name. */
function inOrder(rows: readonly SecondmentRow[]): readonly SecondmentRow[] {
  return rows.toSorted(
    (a, b) =>
      Number(b.overdue > 0) - Number(a.overdue > 0) || a.name.localeCompare(b.name, 'en-GB'),
  );
}

function Row({ row, go }: { readonly row: SecondmentRow; readonly go: Go }) {
  return (
    <li className="app-duties__item">
      <h2 className="app-duties__title">
        <PlaceLink
          place={{ screen: 'secondment', id: row.id }}
          go={go}
          className="govuk-link govuk-!-font-weight-bold"
        >
          {row.name}
        </PlaceLink>
        {row.overdue > 0 && (
          <span className="app-duties__aside">
            <Tag colour="red">{row.overdue} overdue</Tag>
          </span>
        )}
      </h2>
      <p className="app-duties__text">
        {row.team}. {row.kind === 'acting up' ? 'Acting up, ' : ''}
        {formatDay(row.startsOn)} to {formatDay(row.endsOn)}
      </p>
      <p className="app-duties__text">
        {row.next === null
          ? 'Nothing more is due.'
          : `Next: ${row.next.title}, ${dueWords(row.next.status)}. Waiting for ${row.next.waitingFor}`}
      </p>
    </li>
  );
}

function Rows({ rows, go }: { readonly rows: readonly SecondmentRow[]; readonly go: Go }) {
  return (
    <ul className="app-duties">
      {inOrder(rows).map((row) => (
        <Row key={row.id} row={row} go={go} />
      ))}
    </ul>
  );
}

/** `id`: nothing for the list, `returns`, or `vacancy|` and a team. */
export function Secondments({ id, go }: ScreenProps) {
  const [part = '', team = ''] = (id ?? '').split('|');
  if (part === 'returns') return <NilReturns go={go} />;
  if (part === 'vacancy') return <VacancyPage team={team} go={go} />;
  return <SecondmentList go={go} />;
}

function SecondmentList({ go }: { readonly go: Go }) {
  const rows = useView('secondments');
  const mayAdd = useMayAdd();
  const add = (): void => {
    go({ screen: 'add-secondment', id: null });
  };
  if (rows === undefined) return null;
  const running = rows.filter(({ isOver }) => isOver !== true);
  const over = rows.filter(({ isOver }) => isOver === true);
  return (
    <>
      <Heading>Secondments</Heading>
      {rows.length === 0 ? (
        <EmptyState title="You have no secondments yet">
          <p>
            {mayAdd.secondment
              ? 'Add a secondment to see everything the protocol asks for.'
              : 'A secondment that you have a part in is shown here.'}
          </p>
        </EmptyState>
      ) : (
        <>
          <ReturnsWaiting go={go} />
          {running.length > 0 && <Rows rows={running} go={go} />}
          {running.length === 0 && <p>No secondment is running.</p>}
          {over.length > 0 && (
            <Details summary={`Ended: ${over.length}`}>
              <Rows rows={over} go={go} />
            </Details>
          )}
        </>
      )}
      <Vacancies go={go} />
      {mayAdd.secondment ? (
        <ActionBar>
          <Button onClick={add}>Add a secondment</Button>
        </ActionBar>
      ) : null}
    </>
  );
}
