/** One transfer: whose it is, how far it is, the decision, the pack, the young person's words, the acceptance. */
import './transfer.scss';
import '../secondment/secondment.scss';
import { NdeliusStamp } from './ndelius-stamp';
import { StepTracker } from './step-tracker';
import { decisionWord, packSentence, timeUntil } from './transfer-words';
import { HistoryList } from '@/components/secondment/history-list';
import { MeetingList } from '@/components/secondment/meeting-list';
import { RecordControls } from '@/components/access/record-controls';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { Details, EmptyState, SummaryList, Tag } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { birthdayOn, formatDay, UNSETTLED_BIRTHDAY, type CalendarDay } from '@/lib/domain/calendar';
import type { Person } from '@/lib/domain/people';
import type { PackItem } from '@/lib/domain/transfer';
import type { StepView, TransferView } from '@/lib/session/views';
import { useState, type ReactNode } from 'react';

/** A short text with a button that copies it and says so. */
function Copyable({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Select the text and copy it');
    }
  }
  return (
    <>
      <span className="app-code">{text}</span>{' '}
      <LinkButton
        about="CRN"
        onClick={() => {
          void copy();
        }}
      >
        Copy
      </LinkButton>{' '}
      <output>{said}</output>
    </>
  );
}

const dayOr = (day: CalendarDay | null): string => (day === null ? '' : formatDay(day));

/** `12 November 2026, by Tom Adeyemi. Version: 3 November 2026`; the state itself stands beside the title. */
export function packItemWords(item: PackItem): string {
  if (item.state === 'not started') return '';
  const done = [
    ...(item.changedOn === null ? [] : [formatDay(item.changedOn)]),
    ...(item.by === '' ? [] : [`by ${item.by}`]),
  ].join(', ');
  const version = item.version === '' ? '' : `Version: ${item.version}`;
  return [done, version, item.reason].filter((part) => part !== '').join('. ');
}

const PACK_TAGS = {
  'not started': <Tag>Not sent</Tag>,
  sent: <Tag colour="blue">Sent</Tag>,
  received: 'Received',
  'not applicable': 'Not applicable',
} as const satisfies Record<PackItem['state'], ReactNode>;

function Pack({
  pack,
  part,
  go,
}: {
  readonly pack: readonly PackItem[];
  readonly part: (name: string) => { readonly screen: string; readonly id: string };
  readonly go: Go;
}) {
  return (
    <>
      <p>{packSentence(pack)}</p>
      <ul className="app-duties">
        {pack.map((item) => {
          const words = packItemWords(item);
          return (
            <li className="app-duties__item" key={item.id}>
              <p className="app-duties__title">
                <PlaceLink place={part(`item|${item.id}`)} go={go}>
                  {item.title}
                </PlaceLink>
                <span className="app-duties__aside">{PACK_TAGS[item.state]}</span>
              </p>
              {words !== '' && <p className="app-duties__text">{words}</p>}
            </li>
          );
        })}
      </ul>
      <p>
        <PlaceLink place={part('add-item')} go={go}>
          Add a document to the pack
        </PlaceLink>
      </p>
    </>
  );
}

function OwnWords({ view }: { readonly view: TransferView }) {
  const { record } = view;
  if (record.ownWords !== '') {
    return <blockquote className="app-own-words">{record.ownWords}</blockquote>;
  }
  return record.ownWordsMissing === '' ? (
    <EmptyState title="Not recorded">
      <p>Add what the young person said.</p>
    </EmptyState>
  ) : (
    <p>Why there is none: {record.ownWordsMissing}</p>
  );
}

function Acceptance({
  acceptance,
}: {
  readonly acceptance: NonNullable<TransferView['acceptance']>;
}) {
  const credentials = [
    acceptance.role,
    acceptance.grade,
    acceptance.qualifications,
    acceptance.organisation,
  ].filter((part) => part !== '');
  return (
    <div className={`app-seal${acceptance.isGenuine ? '' : ' app-seal--broken'}`}>
      <p>{acceptance.statement}</p>
      <p>
        <strong>{acceptance.name}</strong>, {credentials.join(', ')}. Signed{' '}
        {formatDay(acceptance.signedOn)}.
      </p>
      <p>
        {acceptance.isGenuine
          ? 'The signature fits these words and this person.'
          : 'The signature does not fit these words or this person. Do not rely on it. Ask them to accept again.'}
      </p>
    </div>
  );
}

export function TransferRecord({
  view,
  me,
  today,
  go,
}: {
  readonly view: TransferView;
  readonly me: Person;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const { record, pack, acceptance } = view;
  const part = (name: string) => ({ screen: 'transfer', id: `${record.id}|${name}` });
  const change = (name: string, words: string): ReactNode => (
    <p>
      <PlaceLink place={part(name)} go={go}>
        {words}
      </PlaceLink>
    </p>
  );
  const note = (step: StepView): ReactNode => {
    if (step.step === 'pack') return <p className="app-steps__text">{packSentence(pack)}</p>;
    if (step.step === 'decided' && record.decision !== 'not decided') {
      return <p className="app-steps__text">{decisionWord(record.decision)}</p>;
    }
    return null;
  };
  const isLeaving = record.decision === 'transfer' || record.decision === 'share';
  const mayAccept = acceptance === null && isLeaving;
  // The receiver's one task here is to accept; for all others it is a link below.
  const acceptsHere = mayAccept && me.role === 'probation-practitioner';
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'transfers', id: null });
        }}
      >
        Transfers
      </BackLink>
      <Heading caption="Transfer to Probation">{record.reference}</Heading>
      {acceptance !== null && !acceptance.isGenuine && (
        <Alert kind="error" title="The acceptance cannot be trusted">
          <p>Its signature does not fit the words or the person.</p>
        </Alert>
      )}
      {record.returnedReason !== '' && acceptance === null && (
        <Alert kind="warning" title="Returned to the YOT">
          <p>{record.returnedReason}</p>
        </Alert>
      )}
      <SummaryList
        facts={[
          {
            key: view.turns18On <= today ? 'Turned 18' : 'Turns 18',
            value: (
              <>
                {formatDay(view.turns18On)}, {timeUntil(today, view.turns18On)}
                {birthdayOn(record.dateOfBirth, 18).isUnsettled && (
                  <span className="app-duties__note">{UNSETTLED_BIRTHDAY}</span>
                )}
              </>
            ),
          },
          { key: 'CRN', value: record.crn === '' ? '' : <Copyable text={record.crn} /> },
          { key: 'YOT', value: view.team.name },
          { key: 'Case manager', value: record.caseManager },
          { key: 'Secondee', value: view.secondee?.name ?? '' },
        ]}
      />
      <SubHeading>Steps</SubHeading>
      <StepTracker steps={view.steps} today={today} note={note} />
      <p className="app-quiet">
        Start preparing from {formatDay(view.prepareFrom)} (17 years 6 months). Only the ages are
        national: the other dates are chosen here.
      </p>

      <SubHeading>Decision</SubHeading>
      {record.decision === 'not decided' ? (
        <EmptyState title="Not decided yet">
          <p>Both services decide together: transfer, keep with the youth service, or share.</p>
        </EmptyState>
      ) : (
        <SummaryList
          facts={[
            { key: 'Decision', value: decisionWord(record.decision) },
            { key: 'Reason', value: record.decisionReason },
            { key: 'For the youth service', value: record.decidedByYouth },
            { key: 'For Probation', value: record.decidedByProbation },
            { key: 'Date', value: dayOr(record.decidedOn) },
            { key: 'Route', value: record.route === 'enhanced' ? 'Enhanced' : 'Standard' },
          ]}
        />
      )}
      {change(
        'decision',
        record.decision === 'not decided' ? 'Record the decision' : 'Change the decision',
      )}

      <SubHeading>Pack</SubHeading>
      <Pack pack={pack} part={part} go={go} />

      <SubHeading>What the young person said</SubHeading>
      <OwnWords view={view} />
      {record.toldOn !== null && (
        <p className="app-quiet">
          Told {formatDay(record.toldOn)}
          {record.toldBy === '' ? '' : ` by ${record.toldBy}`}.
        </p>
      )}
      {change('words', record.ownWords === '' ? 'Add what they said' : 'Change what is recorded')}

      <SubHeading>Introduction and handover</SubHeading>
      <SummaryList
        facts={[
          { key: 'Introduced', value: dayOr(record.introducedOn) },
          { key: 'Handover meeting', value: dayOr(record.handoverOn) },
          {
            key: 'Probation responsible from',
            value: dayOr(record.responsibleFrom ?? acceptance?.responsibleFrom ?? null),
          },
          { key: 'Reviewed', value: dayOr(record.reviewedOn) },
        ]}
      />
      {change('dates', 'Change these dates')}

      <SubHeading>Acceptance</SubHeading>
      {acceptance === null ? (
        <>
          <p>
            {mayAccept
              ? 'Probation has not accepted responsibility yet.'
              : isLeaving
                ? ''
                : 'Nothing to accept until both services decide to transfer or share.'}
          </p>
          {mayAccept && (
            <ul className="app-links">
              {!acceptsHere && (
                <li>
                  <PlaceLink place={part('accept')} go={go}>
                    Accept responsibility
                  </PlaceLink>
                </li>
              )}
              <li>
                <PlaceLink place={part('return')} go={go}>
                  Return to the YOT
                </PlaceLink>
              </li>
            </ul>
          )}
        </>
      ) : (
        <Acceptance acceptance={acceptance} />
      )}

      <SubHeading>NDelius</SubHeading>
      <NdeliusStamp view={view} today={today} />

      <SubHeading>Meetings</SubHeading>
      <MeetingList
        rows={view.meetings}
        go={go}
        next={<p>Book one to plan the transfer with the young person and both workers.</p>}
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
      <RecordControls kind="transfer" id={record.id} go={go} />
      <ActionBar>
        {acceptsHere ? (
          <Button
            onClick={() => {
              go(part('accept'));
            }}
          >
            Accept responsibility
          </Button>
        ) : (
          <Button
            onClick={() => {
              go({ screen: 'book-meeting', id: record.id });
            }}
          >
            Book a meeting
          </Button>
        )}
        <Button
          kind="secondary"
          onClick={() => {
            go(part('facts'));
          }}
        >
          Change
        </Button>
      </ActionBar>
    </>
  );
}
