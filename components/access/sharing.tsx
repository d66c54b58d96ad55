/** Who can read one record; sharing one transfer or one meeting with one person, and stopping it. */
import { useState } from 'react';
import { accessWords, readsByStep } from './access-words';

import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { EmptyState } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary, Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { ROLE_NAMES } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import type { SharingView } from '@/lib/session/views';

function SharingGone({ go }: { readonly go: Go }) {
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'today', id: null });
        }}
      >
        Today
      </BackLink>
      <Heading>Who can read this</Heading>
      <EmptyState title="This is no longer in the notebook, or you cannot read it." />
    </>
  );
}

function Readers({
  view,
  onStop,
}: {
  readonly view: SharingView;
  readonly onStop: (person: RecordId) => void;
}) {
  return (
    <ul className="app-rows" aria-label="Who can read this">
      {view.readers.map(({ person, isMe, access, canStop, step }) => (
        <li className="app-rows__row" key={person.id}>
          <div className="app-rows__head">
            <span>
              {person.name}
              {isMe ? ' (you)' : ''}
            </span>
            {canStop ? (
              <span className="app-rows__link">
                <LinkButton
                  about={`with ${person.name}`}
                  onClick={() => {
                    onStop(person.id);
                  }}
                >
                  Stop sharing
                </LinkButton>
              </span>
            ) : null}
          </div>
          <p className="app-quiet">
            {ROLE_NAMES[person.role]}. {accessWords(access)}.
            {step === null ? '' : ` ${readsByStep(step)}.`}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** `id` is `secondment/<id>`, `transfer/<id>` or `meeting/<id>`. */
export function Sharing({ id, go }: ScreenProps) {
  const view = useView('sharing', id);
  const order = useOrder();
  const say = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  if (view === undefined) return null;
  if (view === null) return <SharingGone go={go} />;
  const stop = async (person: RecordId) => {
    const record = RecordId.safeParse(view.id);
    if (view.kind === 'secondment' || !record.success) return;
    const answer = await order('stopSharing', { kind: view.kind, id: record.data, person });
    setErrors(refusal(answer));
    if (answer.state === 'done') say('Stopped sharing.');
  };
  const isSecondment = view.kind === 'secondment';
  return (
    <>
      <BackLink
        onClick={() => {
          go(view.place);
        }}
      >
        {view.title}
      </BackLink>
      <ErrorSummary errors={errors} />
      <Heading caption={`${view.title}, ${view.concerns}`}>Who can read this</Heading>
      <Readers
        view={view}
        onStop={(person) => {
          void stop(person);
        }}
      />
      {view.readers.some(({ canStop }) => canStop) ? (
        <p className="app-quiet">
          Someone you stop sharing with keeps what is already on their devices.
        </p>
      ) : null}
      {isSecondment ? (
        <p>
          Until they are brought in, an Assistant Chief Officer reads only names, dates and
          statuses.
        </p>
      ) : (
        <p>
          People whose role reads the whole of it are in this list. Anyone you share with reads this{' '}
          {view.kind} and nothing else.
        </p>
      )}
      {view.canShare ? (
        <ActionBar>
          <Button
            onClick={() => {
              go({ screen: isSecondment ? 'bring-in' : 'share', id });
            }}
          >
            {isSecondment ? 'Bring in the ACO' : 'Share with one person'}
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}

const WHAT_GOES = {
  transfer: 'They get this transfer with its documents and meetings. They get nothing else.',
  meeting: 'They get this meeting with its notes and actions. They get nothing else.',
} as const;

function ShareForm({
  view,
  id,
  go,
}: {
  readonly view: SharingView;
  readonly id: string;
  readonly go: Go;
}) {
  const order = useOrder();
  const draft = useDraft(`share.${id}`, { person: '', access: '' });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { person, access } = draft.values;
  const { kind } = view;
  if (kind === 'secondment') return null;
  const submit = async () => {
    const found = [
      ...problem(person === '', 'person', 'Choose who to share with'),
      ...problem(access === '', 'access', 'Choose what they can do'),
    ];
    setErrors(found);
    const chosen = view.others.find((each) => each.id === person);
    const record = RecordId.safeParse(view.id);
    if (found.length > 0 || chosen === undefined || !record.success) return;
    const answer = await order('shareOne', {
      kind,
      id: record.data,
      person: chosen.id,
      access: access === 'write' ? 'write' : 'read',
    });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      draft.clear();
      go({ screen: 'sharing', id });
    }
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading caption={`${view.title}, ${view.concerns}`}>Share with one person</Heading>
      <p>{WHAT_GOES[kind]}</p>
      <Radios
        id="person"
        label="Who do you want to share with?"
        value={person}
        error={errorOf(errors, 'person')}
        onChange={(value) => {
          draft.set('person', value);
        }}
        choices={view.others.map((each) => ({
          value: each.id,
          text: each.name,
          hint: ROLE_NAMES[each.role],
        }))}
      />
      <Radios
        id="access"
        label="What can they do?"
        value={access}
        error={errorOf(errors, 'access')}
        onChange={(value) => {
          draft.set('access', value);
        }}
        choices={[
          { value: 'read', text: 'Read only' },
          {
            value: 'write',
            text: 'Read and change',
            hint:
              kind === 'transfer'
                ? 'Sign for documents, accept or return the transfer.'
                : 'Write in the notes.',
          },
        ]}
      />
      <p className="app-quiet">Sharing is written in the log of who did what.</p>
      <ActionBar>
        <Button>Share</Button>
      </ActionBar>
    </Form>
  );
}

/** `id` is `transfer/<id>` or `meeting/<id>`. */
export function Share({ id, go }: ScreenProps) {
  const view = useView('sharing', id);
  if (view === undefined) return null;
  if (view === null || id === null) return <SharingGone go={go} />;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'sharing', id });
        }}
      >
        Who can read this
      </BackLink>
      {view.others.length === 0 ? (
        <>
          <Heading>Share with one person</Heading>
          <EmptyState title="Everyone in this notebook can read this">
            <p>
              <PlaceLink place={{ screen: 'invite', id: null }} go={go}>
                Invite someone
              </PlaceLink>{' '}
              first to share it with them.
            </p>
          </EmptyState>
        </>
      ) : (
        <ShareForm view={view} id={id} go={go} />
      )}
    </>
  );
}
