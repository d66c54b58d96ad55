/** A meeting: its agenda, the notes that people write together, what was agreed and who was there. */
import { use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { RecordControls } from '@/components/access/record-controls';
import { ActionBar, ReadingOnly } from '@/components/ui/action-bar';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { EmptyState, SummaryList, Tag } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import type { ScreenProps } from '@/components/shell/screen';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { RecordId } from '@/lib/domain/record';
import type { MeetingView } from '@/lib/session/views';
import { ActionForm, type Owner } from './action-form';
import { Agenda } from './agenda';
import { Actions, Decisions } from './agreed';
import { AttendanceList } from './attendance-list';
import { DecisionForm } from './decision-form';
import { HeldForm } from './held-form';
import { STATE_WORDS, timeWords, weekdayTimeWords } from './meeting-words';
import type { NoteHand } from './note-editor';
import { noteReferences } from './note-references';
import { Notes } from './notes';
import { TimeForm } from './time-form';
import { useNote } from './use-note';
import { useNotebookFacts, type NotebookFacts } from './use-notebook-facts';
import './meeting.scss';

/** A form that stands in front of the page, and the record that it changes when it is not a new one. */
const ASKING = ['action', 'decision', 'held', 'time'] as const;
type Asking = (typeof ASKING)[number];
const askingFrom = (kept: string): Asking | null => ASKING.find((each) => each === kept) ?? null;

/** Everyone who may be given an action: the people of the notebook, then those at the meeting by name. */
const ownersOf = (
  people: NotebookFacts['people'],
  attendance: MeetingView['attendance'],
): readonly Owner[] => {
  const owners: Owner[] = people.map(({ id, name }) => ({ id, name }));
  for (const { person, name } of attendance) {
    const isKnown = owners.some((owner) => owner.name === name || (owner.id ?? '') === person);
    if (!isKnown) owners.push({ id: person, name });
  }
  return owners;
};

function Facts({
  view,
  onChange,
  onReopen,
}: {
  readonly view: MeetingView;
  readonly onChange: () => void;
  readonly onReopen: () => void;
}) {
  const { record } = view;
  const isReadingOnly = use(ReadingOnly);
  return (
    <SummaryList
      facts={[
        {
          key: 'State',
          value:
            record.state === 'held' && record.heldOn !== null
              ? `Held on ${formatDay(record.heldOn)}`
              : STATE_WORDS[record.state],
          ...(record.state === 'planned' || isReadingOnly
            ? {}
            : {
                action: (
                  <LinkButton onClick={onReopen}>
                    {record.state === 'held' ? 'Not held' : 'Book again'}
                  </LinkButton>
                ),
              }),
        },
        {
          key: 'When',
          value: weekdayTimeWords(record.startsAt),
          ...(isReadingOnly
            ? {}
            : {
                action: (
                  <LinkButton about="date, time or place" onClick={onChange}>
                    Change
                  </LinkButton>
                ),
              }),
        },
        { key: 'Place', value: record.place },
        { key: 'Protocol', value: view.section === null ? 'None' : `Section ${view.section}` },
      ]}
    />
  );
}

function MeetingForm({
  asking,
  id,
  text,
  view,
  facts,
  caption,
  onDone,
}: {
  readonly asking: Asking;
  /** The record to change; of no record for a new one. */
  readonly id: string;
  /** What a new one begins with: the words that were selected in the notes. */
  readonly text: string;
  readonly view: MeetingView;
  readonly facts: NotebookFacts;
  readonly caption: string;
  /** Called with the id of what was newly written, or null. */
  readonly onDone: (made: string | null) => void;
}) {
  const { record, attendance, actions, decisions } = view;
  const done = (): void => {
    onDone(null);
  };
  if (asking === 'action')
    return (
      <ActionForm
        meeting={record.id}
        about={record.about}
        action={actions.find((action) => action.id === id) ?? null}
        startText={text}
        owners={ownersOf(facts.people, attendance)}
        caption={caption}
        onDone={onDone}
      />
    );
  if (asking === 'decision')
    return (
      <DecisionForm
        meeting={record.id}
        decision={decisions.find((decision) => decision.id === id) ?? null}
        startText={text}
        caption={caption}
        onDone={onDone}
      />
    );
  return asking === 'held' ? (
    <HeldForm
      meeting={record}
      attendance={attendance}
      today={facts.today}
      caption={caption}
      onDone={done}
    />
  ) : (
    <TimeForm meeting={record} caption={caption} onDone={done} />
  );
}

function Page({
  view,
  facts,
  go,
}: {
  readonly view: MeetingView;
  readonly facts: NotebookFacts;
  readonly go: Go;
}) {
  const { record, attendance, agenda, actions, decisions } = view;
  const order = useOrder();
  const announce = useAnnounce();
  const asked = useDraft(`meeting.${record.id}.asking`, { asking: '', id: '', text: '' });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { note, tooNew } = useNote(record.id, record.minSchema);

  const [hand, setHand] = useState<NoteHand | null>(null);
  const reference = useRef<{ readonly kind: 'action' | 'decision'; readonly id: string } | null>(
    null,
  );
  const [words] = useState(noteReferences);
  useEffect(() => {
    words.set(actions, decisions);
  }, [words, actions, decisions]);

  const asking = askingFrom(asked.values.asking);
  const { set: setAsked, clear: stopAsking } = asked;
  const ask = useCallback(
    (what: Asking, id = '', text = '') => {
      setAsked('id', id);
      setAsked('text', text);
      setAsked('asking', what);
    },
    [setAsked],
  );
  const askAction = useCallback(() => {
    ask('action', '', hand?.selectedText() ?? '');
  }, [ask, hand]);
  const askDecision = useCallback(() => {
    ask('decision', '', hand?.selectedText() ?? '');
  }, [ask, hand]);
  const people = useMemo(() => facts.people.map(({ id, name }) => ({ id, name })), [facts.people]);

  const settle = (made: string | null): void => {
    const kind = asking === 'action' || asking === 'decision' ? asking : null;
    stopAsking();
    if (made === null || kind === null) return;
    reference.current = { kind, id: made };
    announce(kind === 'action' ? 'Action added.' : 'Decision added.');
  };
  // While the form stands the notes are hidden and take no focus: the reference is put in once they show.
  useEffect(() => {
    if (asking !== null || hand === null || reference.current === null) return;
    hand.putReference(reference.current.kind, reference.current.id);
    reference.current = null;
  }, [asking, hand]);

  const change = async (
    kind: 'meeting' | 'action',
    id: RecordId,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    setErrors(refusal(await order('change', { kind, id, fields })));
  };

  const caption = `${view.title}, ${view.concerns}`;
  const label = `Notes for ${view.title}, ${timeWords(record.startsAt)}`;
  return (
    <>
      {asking === null ? null : (
        <MeetingForm
          asking={asking}
          id={asked.values.id}
          text={asked.values.text}
          view={view}
          facts={facts}
          caption={caption}
          onDone={settle}
        />
      )}
      {/* Hidden and not taken away: the editor keeps its cursor, and what may be undone. */}
      <div hidden={asking !== null}>
        <BackLink
          onClick={() => {
            go({ screen: 'meetings', id: null });
          }}
        >
          Meetings
        </BackLink>
        <ErrorSummary errors={errors} />
        {asking === null ? (
          <Heading
            caption={
              <>
                {view.title},{' '}
                <PlaceLink place={view.about} go={go}>
                  {view.concerns}
                </PlaceLink>
              </>
            }
          >
            {timeWords(record.startsAt)}
          </Heading>
        ) : null}
        {record.state === 'planned' ? null : (
          <p>
            <Tag colour={record.state === 'held' ? 'green' : 'grey'}>
              {STATE_WORDS[record.state]}
            </Tag>
          </p>
        )}
        <Agenda
          meeting={record.id}
          agenda={agenda}
          onWrite={
            hand === null
              ? null
              : (heading) => {
                  hand.writeUnder(heading);
                }
          }
        />
        <h2 className="govuk-visually-hidden">Notes</h2>
        <Notes
          meeting={record.id}
          note={note}
          isShownOnly={view.isReadOnly === true}
          name={facts.me.name}
          label={label}
          people={people}
          words={words}
          onAction={askAction}
          onDecision={askDecision}
          onTooNew={tooNew}
          onHand={setHand}
        />
        <Actions
          actions={actions}
          today={facts.today}
          onTick={(id, isDone) => {
            void change('action', id, { doneOn: isDone ? facts.today : null });
          }}
          onChange={(id) => {
            ask('action', id);
          }}
          onAdd={askAction}
        />
        <Decisions
          decisions={decisions}
          onChange={(id) => {
            ask('decision', id);
          }}
          onAdd={askDecision}
        />
        <SubHeading>Who was there</SubHeading>
        <AttendanceList meeting={record.id} attendance={attendance} />
        <SubHeading>About this meeting</SubHeading>
        {view.hint === '' ? null : <p>{view.hint}</p>}
        <Facts
          view={view}
          onChange={() => {
            ask('time');
          }}
          onReopen={() => {
            void change('meeting', record.id, { state: 'planned', heldOn: null });
          }}
        />
        <RecordControls kind="meeting" id={record.id} go={go} />
      </div>
      {asking === null ? (
        <ActionBar>
          {record.state === 'planned' ? (
            <Button
              onClick={() => {
                ask('held');
              }}
            >
              Mark as held
            </Button>
          ) : null}
          <Button kind="secondary" onClick={askAction}>
            Add action
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}

export function MeetingPage({ id, go }: ScreenProps) {
  const isReadingOnly = use(ReadingOnly);
  const view = useView('meeting', id);
  const facts = useNotebookFacts();
  if (view === undefined || facts === null) return null;
  if (view === null)
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'meetings', id: null });
          }}
        >
          Meetings
        </BackLink>
        <Heading>This meeting is not here</Heading>
        <EmptyState title="It may have been removed, or it has not reached this device yet." />
      </>
    );
  return (
    <ReadingOnly value={isReadingOnly || view.isReadOnly === true}>
      {/* Whoever may now write, or may not any more, opens the notes anew. */}
      <Page key={String(view.isReadOnly === true)} view={view} facts={facts} go={go} />
    </ReadingOnly>
  );
}
