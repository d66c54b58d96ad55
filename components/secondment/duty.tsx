/** One duty: what the protocol asks, who must act, when, what proves it, and what happened. */
import './secondment.scss';
import { dutyParts, isDone, movedWords } from './duty-words';
import { eventPlace } from './event-list';
import { useOpenNotebook, type OpenNotebook } from './open-notebook';
import { readDay, useRecordForm, type Checked } from './record-form';
import { CalendarButton } from '@/components/today/calendar-button';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { typedDay } from '@/components/ui/date-parts';
import { StatusTag, SummaryList, Tag } from '@/components/ui/facts';
import { problem } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { TextArea } from '@/components/ui/text-fields';
import { useAnnounce } from '@/components/ui/announce';
import { useOrder, useView } from '@/components/use-link';
import { formatDay, weekdayDay, type CalendarDay } from '@/lib/domain/calendar';
import { ROLE_NAMES } from '@/lib/domain/people';
import type { Proof } from '@/lib/domain/protocol';
import type { Evidence } from '@/lib/domain/secondment';
import { statusWords } from '@/lib/domain/status';
import { useState } from 'react';
import type { ScreenProps } from '@/components/shell/screen';
import type { DutyView, SecondmentView } from '@/lib/session/views';

type ProvingField = Extract<Proof, { by: 'field' }>['field'];
type EvidenceFields = Pick<Evidence, 'state' | 'doneOn' | 'bookedFor' | 'proof' | 'reason'>;

const OPEN: EvidenceFields = {
  state: 'open',
  doneOn: null,
  bookedFor: null,
  proof: '',
  reason: '',
};

/** What stands recorded now, so that the last answer can be undone. */
function recordedNow(duty: DutyView): EvidenceFields {
  const { word, on } = duty.status;
  const kept = { ...OPEN, proof: duty.proof, reason: duty.reason };
  if (duty.meetingId === null) {
    // Without a proof in words it was another record that proved it, and there is nothing here to undo.
    const isDone = word === 'Done' || word === 'Done late';
    if (isDone && duty.proof !== '') return { ...kept, state: 'done', doneOn: on };
    if (word === 'Booked' && duty.event === null)
      return { ...kept, state: 'booked', bookedFor: on };
  }
  // A duty that ends first does not apply by itself: only a recorded reason is a record.
  if (word === 'Not applicable' && duty.reason !== '') return { ...kept, state: 'not applicable' };
  return OPEN;
}

const SAID = {
  done: 'Marked as done.',
  booked: 'Marked as booked.',
  'not applicable': 'Marked as not applicable.',
  open: 'Marked as not done.',
} as const satisfies Record<Evidence['state'], string>;

/** The last answer given on this page, and what stood before it. */
interface Undoing {
  readonly said: string;
  readonly before: EvidenceFields;
}

interface Values {
  readonly state: string;
  readonly doneOn: string;
  readonly proof: string;
  readonly bookedFor: string;
  readonly reason: string;
}

/** Reads the answers: what to record, or what is wrong with them. */
function readEvidence(
  values: Values,
  today: CalendarDay,
):
  | { readonly state: 'read'; readonly fields: EvidenceFields }
  | Extract<Checked, { state: 'wrong' }> {
  if (values.state === 'done') {
    const done = readDay(values.doneOn, 'doneOn', 'Date done', 'Enter the date it was done');
    const proof = values.proof.trim();
    const errors = [
      ...done.errors,
      ...problem(
        done.day !== null && done.day > today,
        'doneOn',
        'Date done must be today or in the past',
      ),
      ...problem(proof === '', 'proof', 'Enter what shows that it was done'),
    ];
    return errors.length > 0
      ? { state: 'wrong', errors }
      : { state: 'read', fields: { ...OPEN, state: 'done', doneOn: done.day, proof } };
  }
  if (values.state === 'booked') {
    const booked = readDay(
      values.bookedFor,
      'bookedFor',
      'Date booked',
      'Enter the date it is booked for',
    );
    const errors = [
      ...booked.errors,
      ...problem(
        booked.day !== null && booked.day < today,
        'bookedFor',
        'Date booked must be today or in the future',
      ),
    ];
    return errors.length > 0
      ? { state: 'wrong', errors }
      : { state: 'read', fields: { ...OPEN, state: 'booked', bookedFor: booked.day } };
  }
  if (values.state === 'not applicable') {
    const reason = values.reason.trim();
    return reason === ''
      ? { state: 'wrong', errors: problem(true, 'reason', 'Enter why it does not apply') }
      : { state: 'read', fields: { ...OPEN, state: 'not applicable', reason } };
  }
  return values.state === 'open'
    ? { state: 'read', fields: OPEN }
    : { state: 'wrong', errors: problem(true, 'state', 'Select what happened') };
}

function DutyStatus({ duty: { status, isAgreed, kind } }: { readonly duty: DutyView }) {
  const { word, on } = status;
  // What was agreed and what limits a plan is never late: it has no tag.
  if (isAgreed && word === 'Not recorded') return <p className="app-quiet">Not recorded</p>;
  if (kind === 'limit' && word !== 'Done') return <p className="app-quiet">A limit of the plan</p>;
  if ((word === 'Done' || word === 'Done late') && on !== null) {
    return (
      <p>
        {word} on {formatDay(on)}
      </p>
    );
  }
  if (word === 'Overdue' || word === 'Booked') {
    return (
      <p>
        <Tag colour={word === 'Overdue' ? 'red' : 'blue'}>{statusWords(status)}</Tag>
      </p>
    );
  }
  return (
    <p>
      <StatusTag status={status} />
    </p>
  );
}

/** The reading that settles an open sentence, in its own words; it stands in the protocol that gives the duty. */
function Reading({ duty }: { readonly duty: DutyView }) {
  const found = useView('protocol', duty.protocol)?.text.readings[duty.reading ?? ''];
  if (found === undefined) return duty.reading;
  return (
    <>
      {found.reading}
      <span className="app-duties__note">The protocol says: “{found.words}”</span>
    </>
  );
}

/** The form of the fact that proves a duty, by the field of the secondment. */
const FACT_PARTS: Readonly<Record<ProvingField, string>> = {
  lineManager: 'line-manager',
  liaisonSpo: 'liaison-spo',
  ppdaAgreedOn: 'ppda',
  noticeOn: 'notice',
  substantivePost: 'substantive-post',
  termsNote: 'terms',
  inPostSince: 'eligibility',
  afterEnd: 'after',
};

/** Null where no fact of the secondment or of its team proves it. */
function partThatProves(proofs: readonly Proof[]): string | null {
  for (const proof of proofs) {
    if (proof.by === 'field') return FACT_PARTS[proof.field];
    if (proof.by === 'team' && proof.fact === 'appraisal cycle') return 'team';
  }
  return null;
}

/** What a record can prove is not ticked: the link leads to where that record is made. */
function ProvingFact({
  duty,
  secondment,
  go,
}: {
  readonly duty: DutyView;
  readonly secondment: string;
  readonly go: Go;
}) {
  const rows = useView('protocol', duty.protocol)?.text.rows;
  const part = partThatProves(rows?.[duty.duty]?.proof ?? []);
  if (part === null) return duty.evidence;
  return (
    <>
      {duty.evidence}
      <span className="app-duties__note">
        <PlaceLink place={{ screen: 'secondment', id: `${secondment}|${part}` }} go={go}>
          {isDone(duty.status.word) ? 'Open what proves it' : 'Record what proves it'}
        </PlaceLink>
      </span>
    </>
  );
}

/** A moved secondment moves its dates; where one was before is not forgotten. */
function DuesBefore({ place }: { readonly place: string }) {
  const moved = useView('movedDues', place) ?? [];
  return moved.map((before) => (
    <span key={`${before.on} ${before.dueOn}`} className="app-duties__note">
      Was due {formatDay(before.dueOn)}, until the {before.moved}{' '}
      {before.moved === 'start and end' ? 'were' : 'was'} moved on {formatDay(before.on)}.
    </span>
  ));
}

function DueFact({ duty, secondment }: { readonly duty: DutyView; readonly secondment: string }) {
  return (
    <>
      {duty.dueOn === null ? 'No date' : weekdayDay(duty.dueOn)}
      <DuesBefore place={`${secondment}|${duty.duty}|${duty.turn}`} />
      {duty.dueOn !== null && !duty.isProtocolDate && (
        <span className="app-duties__note">Date chosen here: the protocol gives none.</span>
      )}
      {duty.pausedDays > 0 && <span className="app-duties__note">{movedWords(duty)}</span>}
    </>
  );
}

/** Each with the link that leads there; only those that there are. */
function DutyFacts({
  duty,
  view,
  go,
}: {
  readonly duty: DutyView;
  readonly view: SecondmentView;
  readonly go: Go;
}) {
  const { meetingId, raise } = duty;
  const event = view.events.find(({ id }) => id === duty.event);
  const isOtherVersion = duty.protocol !== view.protocol.id;
  return (
    <SummaryList
      facts={[
        ...(duty.isAgreed
          ? []
          : [{ key: 'Due', value: <DueFact duty={duty} secondment={view.record.id} /> }]),
        {
          key: 'Who must act',
          value: duty.isOutside ? (
            <>
              {duty.who}
              <span className="app-duties__note">
                They are not in this notebook. Anyone in it may record it for them.
              </span>
            </>
          ) : (
            duty.who
          ),
        },
        ...(duty.waitingFor === ''
          ? []
          : [
              {
                key: 'Waiting for',
                value: (
                  <>
                    {duty.waitingFor === 'you' ? 'You' : duty.waitingFor}
                    {duty.away !== undefined && (
                      <span className="app-duties__note">{duty.away}</span>
                    )}
                  </>
                ),
              },
            ]),
        ...(raise === null ? [] : [{ key: 'Now also for', value: ROLE_NAMES[raise] }]),
        {
          key: 'What proves it',
          value: <ProvingFact duty={duty} secondment={view.record.id} go={go} />,
        },
        ...(event === undefined
          ? []
          : [
              {
                key: 'Because of',
                value: (
                  <>
                    <PlaceLink place={eventPlace(view.record.id, event.id)} go={go}>
                      {event.name}, {event.words}
                    </PlaceLink>
                    <span className="app-duties__note">
                      The dates recorded there prove it where they can.
                    </span>
                  </>
                ),
              },
            ]),
        ...(duty.missing.length === 0
          ? []
          : [{ key: 'Not on file', value: <NotOnFile duty={duty} view={view} /> }]),
        ...(duty.proof === '' ? [] : [{ key: 'Recorded', value: duty.proof }]),
        ...(duty.reason === '' ? [] : [{ key: 'Why it does not apply', value: duty.reason }]),
        ...(duty.consequence === '' ? [] : [{ key: 'If it is not done', value: duty.consequence }]),
        ...(duty.reading === null
          ? []
          : [{ key: 'How we read it', value: <Reading duty={duty} /> }]),
        ...(isOtherVersion
          ? [{ key: 'Protocol', value: `This date comes from another version, ${duty.protocol}.` }]
          : []),
        ...(meetingId === null
          ? []
          : [
              {
                key: 'Meeting',
                value: (
                  <PlaceLink place={{ screen: 'meeting', id: meetingId }} go={go}>
                    Open the meeting
                  </PlaceLink>
                ),
              },
            ]),
      ]}
    />
  );
}

/** The duties that this one asks for first, by name. */
function NotOnFile({ duty, view }: { readonly duty: DutyView; readonly view: SecondmentView }) {
  const titles = duty.missing.map((row) => ({
    row,
    title:
      view.missing?.find((step) => step.duty === row)?.title ??
      view.duties.find((each) => each.duty === row)?.title ??
      row,
  }));
  return (
    <ul className="govuk-list govuk-list--bullet">
      {titles.map(({ row, title }) => (
        <li key={row}>{title}</li>
      ))}
    </ul>
  );
}

function DutyForm({
  view,
  duty,
  turn,
  notebook,
  undoing,
  setUndoing,
  go,
}: {
  readonly view: SecondmentView;
  readonly duty: DutyView;
  readonly turn: string;
  readonly notebook: OpenNotebook;
  readonly undoing: Undoing | null;
  readonly setUndoing: (undoing: Undoing | null) => void;
  readonly go: Go;
}) {
  const order = useOrder();
  const announce = useAnnounce();
  const recorded = recordedNow(duty);

  // Written whole, under the id that duty and turn give: whoever answers first makes the record, whoever
  // answers next writes into the same one.
  const write = (fields: EvidenceFields) =>
    order('create', {
      kind: 'evidence',
      fields: {
        id: duty.evidenceId,
        secondment: view.record.id,
        duty: duty.duty,
        turn,
        ...fields,
      },
    });

  const form = useRecordForm(
    `duty.${duty.evidenceId}`,
    {
      state: recorded.state === 'open' ? '' : recorded.state,
      doneOn: typedDay(recorded.doneOn),
      proof: recorded.proof,
      bookedFor: typedDay(recorded.bookedFor),
      reason: recorded.reason,
    },
    () => {},
  );

  const check = (): Checked => {
    const read = readEvidence(form.values, notebook.today);
    if (read.state === 'wrong') return read;
    return {
      state: 'right',
      send: async () => {
        const answer = await write(read.fields);
        if (answer.state === 'done') {
          const said = SAID[read.fields.state];
          setUndoing({ said, before: recorded });
          announce(said);
        }
        return answer;
      },
    };
  };

  async function undo(before: EvidenceFields): Promise<void> {
    const answer = await write(before);
    if (answer.state === 'refused') {
      form.show([{ field: null, text: answer.why }]);
      return;
    }
    setUndoing(null);
    announce(SAID[before.state]);
  }

  if (!form.isReady) return null;
  const { meetingKind, meetingId } = duty;
  const isSettled = duty.status.word === 'Done' || duty.status.word === 'Done late';
  const mayBook = meetingKind !== null && meetingId === null && !isSettled;
  return (
    <Form
      errors={form.errors}
      onSubmit={() => {
        form.submit(check);
      }}
    >
      <DutyStatus duty={duty} />
      {undoing !== null && (
        <p className="app-undo">
          {undoing.said}{' '}
          <LinkButton
            onClick={() => {
              void undo(undoing.before);
            }}
          >
            Undo
          </LinkButton>
        </p>
      )}
      <DutyFacts duty={duty} view={view} go={go} />
      {duty.dueOn !== null && !isDone(duty.status.word) && (
        <div className="app-duties__links">
          <CalendarButton of={{ what: 'duty', id: duty.evidenceId }} />
        </div>
      )}
      <SubHeading>Record what happened</SubHeading>
      {mayBook && (
        <p className="app-quiet">
          Notes of the meeting prove it. Record it here only if there are no notes in this notebook.
        </p>
      )}
      {duty.group === 'Monthly sickness returns' && (
        <p>
          <PlaceLink place={{ screen: 'secondments', id: 'returns' }} go={go}>
            Nil returns for all your officers
          </PlaceLink>
        </p>
      )}
      <Radios
        {...form.field('state')}
        label="What happened?"
        choices={[
          {
            value: 'done',
            text: duty.isAgreed ? 'It is in place' : 'It was done',
            more: (
              <>
                <DateInput
                  {...form.field('doneOn')}
                  label={duty.isAgreed ? 'Since when?' : 'When was it done?'}
                />
                <TextArea
                  {...form.field('proof')}
                  label="What shows that?"
                  hint="A place, a version, who was told. Never health or discipline detail."
                  rows={2}
                />
              </>
            ),
          },
          ...(duty.isAgreed
            ? []
            : [
                {
                  value: 'booked',
                  text: 'It is booked',
                  more: (
                    <DateInput {...form.field('bookedFor')} label="What date is it booked for?" />
                  ),
                },
              ]),
          {
            value: 'not applicable',
            text: 'It does not apply',
            more: <TextArea {...form.field('reason')} label="Why does it not apply?" rows={2} />,
          },
          ...(recorded.state === 'open' ? [] : [{ value: 'open', text: 'It has not been done' }]),
        ]}
      />
      <ActionBar>
        {mayBook && (
          <Button
            onClick={() => {
              go({ screen: 'book-meeting', id: `${view.record.id}|${meetingKind}` });
            }}
          >
            Book a meeting
          </Button>
        )}
        <Button kind={mayBook ? 'secondary' : 'main'}>Save</Button>
      </ActionBar>
    </Form>
  );
}

export function DutyPage({ id, go }: ScreenProps) {
  const parts = dutyParts(id);
  const view = useView('secondment', parts?.secondment ?? '');
  const notebook = useOpenNotebook();
  const [undoing, setUndoing] = useState<Undoing | null>(null);
  if (view === undefined || notebook === null) return null;
  const all = view === null ? [] : [...view.duties, ...view.agreed];
  const duty = all.find(
    (candidate) => candidate.duty === parts?.duty && candidate.turn === parts.turn,
  );
  if (view === null || duty === undefined) {
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'secondments', id: null });
          }}
        >
          Secondments
        </BackLink>
        <Heading>There is no such date</Heading>
        <p>The dates of the secondment may have changed.</p>
      </>
    );
  }
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'secondment', id: view.record.id });
        }}
      >
        {view.title}
      </BackLink>
      <Heading caption={`Section ${duty.section} of the protocol`}>{duty.title}</Heading>
      <DutyForm
        // What is recorded is where the form starts: another record is another form.
        key={JSON.stringify(recordedNow(duty))}
        view={view}
        duty={duty}
        turn={duty.turn}
        notebook={notebook}
        undoing={undoing}
        setUndoing={setUndoing}
        go={go}
      />
    </>
  );
}
