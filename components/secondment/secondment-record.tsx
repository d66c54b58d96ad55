/** One secondment: its facts, its line, what the protocol asks for, its people, meetings and history. */
import './secondment.scss';
import { EventList, eventPlace, recordPlace } from './event-list';
import { MissingSteps } from './event-form';
import { DutyList } from './duty-list';
import { HistoryList } from './history-list';
import { MeetingList } from './meeting-list';
import { partWords } from './secondment-fields';
import { TwoYearLine } from './two-year-line';
import { CalendarButton } from '@/components/today/calendar-button';
import { RecordControls } from '@/components/access/record-controls';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
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

export function peopleFacts({ people }: SecondmentView) {
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

/** The version in force today, and one that is still to come. */
function ProtocolFact({ view, go }: { readonly view: SecondmentView; readonly go: Go }) {
  const { id, name, version, newer } = view.protocol;
  return (
    <>
      <PlaceLink place={{ screen: 'protocol', id }} go={go}>
        {name}
      </PlaceLink>
      {version > 1 && ` (version ${version})`}
      {newer !== null && (
        <span className="app-duties__note">
          A newer version takes effect on {formatDay(newer.takesEffectOn)}:{' '}
          <PlaceLink place={{ screen: 'protocol', id: newer.id }} go={go}>
            {newer.name}
          </PlaceLink>
        </span>
      )}
    </>
  );
}

function PausesFact({ view, go }: { readonly view: SecondmentView; readonly go: Go }) {
  return view.pauses.map(({ id, words, isAgreed, lacks }) => (
    <span key={id} className="app-duties__part">
      <PlaceLink place={eventPlace(view.record.id, id)} go={go}>
        {words}
      </PlaceLink>
      <span className="app-duties__note">
        {isAgreed
          ? 'Dates that fall in it are moved by its days.'
          : `No date is moved. Not agreed yet: ${lacks.join('; ')}`}
      </span>
    </span>
  ));
}

/** Said at the top for as long as it is so: an ending for performance with steps of section 9 left out. */
function StepsMissing({ view, go }: { readonly view: SecondmentView; readonly go: Go }) {
  const { missing, endsForPerformance, events } = view;
  if (!endsForPerformance || missing === null || missing.length === 0) return null;
  const ending = events.find(
    ({ record }) => record.kind === 'ending' && record.endingFor === 'performance',
  );
  return (
    <Alert kind="warning" title="Steps of section 9 are missing">
      <MissingSteps missing={missing} />
      {ending !== undefined && (
        <p>
          <PlaceLink place={eventPlace(view.record.id, ending.id)} go={go}>
            Open the ending
          </PlaceLink>
        </p>
      )}
    </Alert>
  );
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
      <StepsMissing view={view} go={go} />
      <SummaryList
        facts={[
          ...(record.kind === 'acting up' ? [{ key: 'Kind', value: 'Acting up' }] : []),
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
                  value:
                    record.noticeBy === ''
                      ? formatDay(record.noticeOn)
                      : `${formatDay(record.noticeOn)}, by ${record.noticeBy}`,
                },
              ]),
          ...(view.pauses.length === 0
            ? []
            : [{ key: 'Paused', value: <PausesFact view={view} go={go} /> }]),
          ...(record.afterEnd === ''
            ? []
            : [{ key: 'After the end', value: partWords('after', { ...record, reflection: '' }) }]),
          { key: 'Protocol', value: <ProtocolFact view={view} go={go} /> },
        ]}
      />
      <div className="app-duties__links">
        <LinkButton
          onClick={() => {
            go({ screen: 'secondment', id: `${record.id}|facts` });
          }}
        >
          Change
        </LinkButton>
        <CalendarButton of={{ what: 'secondment', id: record.id }} />
        <LinkButton
          onClick={() => {
            go({ screen: 'secondment', id: `${record.id}|summary` });
          }}
        >
          Print a summary
        </LinkButton>
      </div>
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
      <DutyList
        duties={view.duties}
        agreed={view.agreed}
        secondment={record.id}
        today={today}
        go={go}
      />
      <SubHeading>What happened</SubHeading>
      <EventList view={view} today={today} go={go} />
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
        {view.mayChange && (
          <Button
            about="what happened"
            onClick={() => {
              go(recordPlace(record.id));
            }}
          >
            Record
          </Button>
        )}
        <Button
          kind="secondary"
          onClick={() => {
            go({ screen: 'book-meeting', id: record.id });
          }}
        >
          Book a meeting
        </Button>
      </ActionBar>
    </>
  );
}
