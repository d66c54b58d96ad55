/** One thing that happened: what is recorded of it, what the protocol asks because of it, and taking it back. */
import './secondment.scss';
import { DutyItem } from './duty-list';
import { dutiesOfEvent, eventPlace } from './event-list';
import { MissingSteps } from './event-form';
import { answerWords, asksLongTerm, planChange } from './event-words';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { SummaryList } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder } from '@/components/use-link';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import { EVENT_KINDS } from '@/lib/domain/event';
import { RecordId } from '@/lib/domain/record';
import type { EventRow, SecondmentView } from '@/lib/session/views';
import { useState } from 'react';

function PlanStep({
  row,
  view,
  moveEnd,
  go,
}: {
  readonly row: EventRow;
  readonly view: SecondmentView;
  readonly moveEnd: (fields: Readonly<Record<string, unknown>>) => void;
  readonly go: Go;
}) {
  const { kind, newEndsOn } = row.record;
  if (kind !== 'extension' && kind !== 'ending') return null;
  const change = planChange(row.record, view.record);
  return (
    <>
      {change !== null && newEndsOn !== null && view.mayChange && (
        <Alert title={`The last day is still ${formatDay(view.record.endsOn)}`}>
          <p>Dates that depend on the end move with it. The old ones stay in the history.</p>
          <Button
            kind="secondary"
            onClick={() => {
              moveEnd(change);
            }}
          >
            Change the last day to {formatDay(newEndsOn)}
          </Button>
        </Alert>
      )}
      {kind === 'ending' && (
        <p>
          <PlaceLink place={{ screen: 'secondment', id: `${view.record.id}|after` }} go={go}>
            Record what comes after the secondment
          </PlaceLink>
        </p>
      )}
    </>
  );
}

/** An issue that cannot be settled here may be sent on by any of the three, once it is recorded what was tried. */
function IssueStep({
  row,
  view,
  send,
  go,
}: {
  readonly row: EventRow;
  readonly view: SecondmentView;
  readonly send: () => void;
  readonly go: Go;
}) {
  const { kind, toAcoOn, words } = row.record;
  if (kind !== 'issue' || !view.mayChange) return null;
  if (toAcoOn === null) {
    if (!row.isOpen) return null;
    return (
      <Button
        kind="secondary"
        onClick={() => {
          if (words === '') go(eventPlace(view.record.id, row.id, 'change'));
          else send();
        }}
      >
        {words === '' ? 'Record what was tried' : 'Send to the Assistant Chief Officer'}
      </Button>
    );
  }
  return (
    <p>
      <PlaceLink place={{ screen: 'bring-in', id: `secondment/${view.record.id}` }} go={go}>
        Let an Assistant Chief Officer read this secondment
      </PlaceLink>
    </p>
  );
}

function EventDuties({
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
  if (duties.length === 0) return <p className="app-quiet">Nothing is asked for now.</p>;
  return (
    <ul className="app-duties">
      {duties.map((duty) => (
        <DutyItem
          key={duty.evidenceId}
          duty={duty}
          progress=""
          secondment={view.record.id}
          today={today}
          go={go}
        />
      ))}
    </ul>
  );
}

export function EventPage({
  view,
  event,
  today,
  go,
}: {
  readonly view: SecondmentView;
  /** The id of what happened. */
  readonly event: string;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const order = useOrder();
  const announce = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isTakenBack, setIsTakenBack] = useState(false);
  const id = RecordId.parse(event);
  const row = view.events.find((each) => each.id === event);
  const back = (
    <BackLink
      onClick={() => {
        go({ screen: 'secondment', id: view.record.id });
      }}
    >
      {view.title}
    </BackLink>
  );

  async function takeBack(): Promise<void> {
    const answer = await order('remove', { kind: 'event', id });
    setErrors(refusal(answer));
    if (answer.state === 'refused') return;
    setIsTakenBack(true);
    announce('Taken back.');
  }

  async function bringBack(): Promise<void> {
    const answer = await order('keepValue', {
      kind: 'event',
      id,
      field: 'removedOn',
      value: null,
    });
    setErrors(refusal(answer));
    if (answer.state === 'refused') return;
    setIsTakenBack(false);
    announce('Brought back.');
  }

  async function sendToAco(): Promise<void> {
    const answer = await order('change', { kind: 'event', id, fields: { toAcoOn: today } });
    setErrors(refusal(answer).map(({ text }) => ({ field: null, text })));
    if (answer.state === 'done') announce('Recorded as sent to the Assistant Chief Officer.');
  }

  async function moveEnd(fields: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await order('change', { kind: 'secondment', id: view.record.id, fields });
    setErrors(refusal(answer).map(({ text }) => ({ field: null, text })));
    if (answer.state === 'done') announce('The last day was changed.');
  }

  if (isTakenBack || row === undefined) {
    return (
      <>
        {back}
        <Heading key="gone" caption={view.title}>
          {isTakenBack ? 'Taken back' : 'This is not recorded here'}
        </Heading>
        <ErrorSummary errors={errors} />
        {isTakenBack ? (
          <>
            <p>What the protocol asked because of it is no longer asked for.</p>
            <Button
              kind="secondary"
              onClick={() => {
                void bringBack();
              }}
            >
              Bring it back
            </Button>
          </>
        ) : (
          <p>It may have been taken back, or it has not reached this device yet.</p>
        )}
      </>
    );
  }

  const { record } = row;
  const { asks, notHeld, questions, section } = EVENT_KINDS[record.kind];
  const endsForPerformance = record.kind === 'ending' && record.endingFor === 'performance';
  return (
    <>
      {back}
      <Heading key="there" caption={`${view.title}, section ${section}`}>
        {row.name}
      </Heading>
      <ErrorSummary errors={errors} />
      {row.lacks.length > 0 && (
        <Alert kind="warning" title="Not agreed yet">
          <ul className="govuk-list govuk-list--bullet">
            {row.lacks.map((lack) => (
              <li key={lack}>{lack}</li>
            ))}
          </ul>
        </Alert>
      )}
      {endsForPerformance && view.missing !== null && view.missing.length > 0 && (
        <Alert kind="warning" title="Steps of section 9 are missing">
          <MissingSteps missing={view.missing} />
        </Alert>
      )}
      <PlanStep
        row={row}
        view={view}
        go={go}
        moveEnd={(fields) => {
          void moveEnd(fields);
        }}
      />
      <IssueStep
        row={row}
        view={view}
        go={go}
        send={() => {
          void sendToAco();
        }}
      />
      {asksLongTerm(record, today) && (
        <Alert title="Is it likely to be long-term?">
          <p>
            The absence has lasted three weeks. The Liaison Senior Probation Officer says whether it
            is likely to be long-term: then cover is agreed.
          </p>
        </Alert>
      )}
      <SummaryList
        facts={questions
          .map((question) => ({ key: question.label, value: answerWords(question, record) }))
          .filter(({ value }) => value !== '')}
      />
      {notHeld !== null && <p className="app-quiet">{notHeld}</p>}
      <SubHeading>What the protocol asks for</SubHeading>
      <p>{asks}</p>
      <EventDuties row={row} view={view} today={today} go={go} />
      {row.isOfPerformance && (
        <p className="app-quiet">
          Only the secondee, the YOT line manager and the Liaison Senior Probation Officer read
          this, and an Assistant Chief Officer who was brought in.
        </p>
      )}
      {view.mayChange && (
        <ActionBar>
          <Button
            onClick={() => {
              go(eventPlace(view.record.id, event, 'change'));
            }}
          >
            Add or change
          </Button>
          <Button
            kind="secondary"
            onClick={() => {
              void takeBack();
            }}
          >
            Take back
          </Button>
        </ActionBar>
      )}
    </>
  );
}
