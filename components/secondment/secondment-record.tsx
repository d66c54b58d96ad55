/** One secondment: its facts, its line, what the protocol asks for, its people, meetings and history. */
import './secondment.scss';
import { DutyList } from './duty-list';
import { HistoryList } from './history-list';
import { MeetingList } from './meeting-list';
import { TwoYearLine } from './two-year-line';
import { RecordControls } from '@/components/access/record-controls';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, type Go } from '@/components/ui/button';
import { Details, EmptyState, SummaryList, Table } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { formatDay, shortDayYear, weekdayDay } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';
import { ROLE_NAMES, type Person } from '@/lib/domain/people';
import { defaultEnd } from '@/lib/domain/secondment-plan';
import type { DutyView, SecondmentView } from '@/lib/session/views';

const STATE_WORDS = {
  done: 'Done',
  overdue: 'Overdue',
  booked: 'Booked',
  'to come': 'To come',
} as const;

/** What may still be the first date of a new secondment; what was due before it was recorded is no date ahead. */
const STILL_TO_COME: ReadonlySet<DutyView['status']['word']> = new Set([
  'Not due yet',
  'Due soon',
  'Due today',
  'Overdue',
  'Booked',
]);

/** The first duty with a date that nobody has done, or null. */
function firstDue(duties: readonly DutyView[]): DutyView | null {
  return (
    duties
      .filter(({ dueOn, status }) => dueOn !== null && STILL_TO_COME.has(status.word))
      .toSorted((a, b) => ((a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1))[0] ?? null
  );
}

function FirstDate({
  duties,
  before,
}: {
  readonly duties: readonly DutyView[];
  readonly before: string;
}) {
  const first = firstDue(duties);
  if (first === null || first.dueOn === null) return null;
  return (
    <p>
      {before}: {first.title}, {weekdayDay(first.dueOn)}.
    </p>
  );
}

function peopleFacts({ people }: SecondmentView) {
  const said = (person: Person | null): string =>
    person === null
      ? ''
      : [person.name, person.jobTitle, person.organisation]
          .filter((part) => part !== '')
          .join(', ');
  return [
    { key: ROLE_NAMES.secondee, value: said(people.secondee) },
    { key: ROLE_NAMES['yot-line-manager'], value: said(people.lineManager) },
    { key: ROLE_NAMES['yot-manager'], value: said(people.yotManager) },
    { key: ROLE_NAMES['liaison-spo'], value: said(people.liaisonSpo) },
  ];
}

export function SecondmentRecord({
  view,
  me,
  today,
  isNew,
  go,
}: {
  readonly view: SecondmentView;
  readonly me: Person;
  readonly today: CalendarDay;
  /** Whether it was added just now. */
  readonly isNew: boolean;
  readonly go: Go;
}) {
  const { record, people, team } = view;
  const named = (person: Person | null): string =>
    person === null ? '' : person.id === me.id ? 'You' : person.name;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'secondments', id: null });
        }}
      >
        Secondments
      </BackLink>
      <Heading caption={`${team.name} ${team.label}`}>{view.title}</Heading>
      {isNew && (
        <Alert kind="success" title="Secondment added">
          <FirstDate duties={view.duties} before="First date" />
        </Alert>
      )}
      <SummaryList
        facts={[
          {
            key: 'Period',
            value: `${formatDay(record.startsOn)} to ${formatDay(record.endsOn)} (${view.months} months)`,
          },
          { key: 'YOT line manager', value: named(people.lineManager) },
          { key: ROLE_NAMES['liaison-spo'], value: named(people.liaisonSpo) },
          ...(record.noticeOn === null
            ? []
            : [
                {
                  key: 'Notice given',
                  value: `${formatDay(record.noticeOn)}, by ${record.noticeBy}`,
                },
              ]),
        ]}
      />
      {view.marks.length === 0 ? (
        <EmptyState title="No dates yet" />
      ) : (
        <>
          <TwoYearLine
            startsOn={record.startsOn}
            endsOn={record.endsOn}
            plannedEnd={defaultEnd(record.startsOn)}
            today={today}
            marks={view.marks}
          />
          <Details summary="Show as a table">
            <Table
              caption="Dates of this secondment"
              columns={[{ heading: 'Date' }, { heading: 'What' }, { heading: 'State' }]}
              rows={view.marks
                .toSorted((a, b) => (a.on < b.on ? -1 : 1))
                .map((mark) => ({
                  key: `${mark.on} ${mark.title}`,
                  cells: [shortDayYear(mark.on), mark.title, STATE_WORDS[mark.state]],
                }))}
            />
          </Details>
        </>
      )}
      <SubHeading>What the protocol asks for</SubHeading>
      <DutyList duties={view.duties} secondment={record.id} today={today} go={go} />
      <SubHeading>People</SubHeading>
      <SummaryList facts={peopleFacts(view)} />
      <SubHeading>Meetings</SubHeading>
      <MeetingList
        rows={view.meetings}
        go={go}
        next={
          <FirstDate
            duties={view.duties.filter((duty) => duty.meetingKind !== null)}
            before="The first is due"
          />
        }
      />
      <SubHeading>History</SubHeading>
      {view.history.length === 0 ? (
        <p className="app-quiet">No changes since it was added.</p>
      ) : (
        <Details
          summary={`Show ${view.history.length} ${view.history.length === 1 ? 'change' : 'changes'}`}
        >
          <HistoryList rows={view.history} />
        </Details>
      )}
      <RecordControls kind="secondment" id={record.id} go={go} />
      <ActionBar>
        <Button
          onClick={() => {
            go({ screen: 'book-meeting', id: record.id });
          }}
        >
          Book a meeting
        </Button>
        <Button
          kind="secondary"
          onClick={() => {
            go({ screen: 'secondment', id: `${record.id}|facts` });
          }}
        >
          Change
        </Button>
      </ActionBar>
    </>
  );
}
