/** Removing someone's access in one flow: what it means, who takes over, check, and who has been told. */
import { useState } from 'react';
import { firstName, removedWords, toldCount } from './people-words';
import { NotToldYet, ToldList } from './told-list';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { EmptyState, SummaryList, Warning } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { ROLE_NAMES } from '@/lib/domain/people';
import type { HeldView, RemovalView } from '@/lib/session/views';

const NOBODY = 'nobody';
const STEPS = ['who', 'successor', 'check'] as const;

const COUNTED = {
  secondment: ['secondment', 'secondments'],
  transfer: ['transfer', 'transfers'],
  action: ['open action', 'open actions'],
} as const satisfies Record<HeldView['kind'], readonly [string, string]>;

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** `2 secondments, 1 transfer and 3 open actions`; empty for none. */
export function heldWords(holds: readonly HeldView[]): string {
  const kinds = ['secondment', 'transfer', 'action'] as const;
  return LIST.format(
    kinds.flatMap((kind) => {
      const count = holds.filter((held) => held.kind === kind).length;
      return count === 0 ? [] : [`${count} ${COUNTED[kind][count === 1 ? 0 : 1]}`];
    }),
  );
}

function deviceCount(count: number): string {
  return count === 1 ? '1 device' : `${count} devices`;
}

function Who({ view, onNext }: { readonly view: RemovalView; readonly onNext: () => void }) {
  const { person, holds } = view;
  const first = firstName(person.name);
  return (
    <>
      <Heading key="who" caption={ROLE_NAMES[person.role]}>
        You are about to remove {person.name}
      </Heading>
      <p>{first} will not get changes made from now on, on any device.</p>
      <SubHeading>What {first} holds</SubHeading>
      {holds.length === 0 ? (
        <p className="app-quiet">
          {first} stands in no secondment or transfer, and has no open action.
        </p>
      ) : (
        <ul className="app-rows">
          {holds.map((held) => (
            <li className="app-rows__row" key={`${held.kind} ${held.id} ${held.as}`}>
              <strong>{held.title}</strong>
              <p className="app-quiet">{held.as}</p>
            </li>
          ))}
        </ul>
      )}
      <SubHeading>What {first} can read now</SubHeading>
      {view.reads.length === 0 ? (
        <p className="app-quiet">Nothing in this notebook.</p>
      ) : (
        <ul className="govuk-list govuk-list--bullet">
          {view.reads.map((title) => (
            <li key={title}>{title}</li>
          ))}
        </ul>
      )}
      <ActionBar>
        <Button onClick={onNext}>Continue</Button>
      </ActionBar>
    </>
  );
}

function Successor({
  view,
  value,
  onChange,
  onNext,
}: {
  readonly view: RemovalView;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onNext: () => void;
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const first = firstName(view.person.name);
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        const found = problem(value === '', 'successor', `Choose who takes over from ${first}`);
        setErrors(found);
        if (found.length === 0) onNext();
      }}
    >
      <Heading key="successor" caption={view.person.name}>
        Who takes over
      </Heading>
      <Radios
        id="successor"
        label={`Who takes over ${heldWords(view.holds)}?`}
        hint={`${first} stays in the history and in what was signed.`}
        value={value}
        onChange={onChange}
        error={errorOf(errors, 'successor')}
        choices={[
          ...view.successors.map((person) => ({
            value: person.id,
            text: person.name,
            hint: ROLE_NAMES[person.role],
          })),
          {
            value: NOBODY,
            text: 'Nobody yet',
            hint: `They stay with ${first}’s name until you change them.`,
          },
        ]}
      />
      <ActionBar>
        <Button>Continue</Button>
      </ActionBar>
    </Form>
  );
}

function Check({
  view,
  successor,
  onChange,
  onDone,
}: {
  readonly view: RemovalView;
  readonly successor: string;
  readonly onChange: () => void;
  readonly onDone: () => void;
}) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const { person, holds } = view;
  const first = firstName(person.name);
  const next = view.successors.find(({ id }) => id === successor);
  const submit = async () => {
    if (isWorking) return;
    setIsWorking(true);
    const answer = await order('removeAccess', {
      person: person.id,
      successor: next?.id ?? null,
    });
    setIsWorking(false);
    // A question of an earlier step is not on this page.
    setErrors(refusal(answer).map(({ text }) => ({ field: null, text })));
    if (answer.state === 'done') onDone();
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading key="check" caption={person.name}>
        Check before you remove access
      </Heading>
      <SummaryList
        facts={[
          { key: 'Person', value: `${person.name}, ${ROLE_NAMES[person.role]}` },
          { key: 'Removed', value: `${deviceCount(view.devices)}, for good` },
          ...(holds.length === 0
            ? []
            : [
                {
                  key: 'Takes over',
                  value: next === undefined ? 'Nobody yet' : next.name,
                  action: (
                    <LinkButton onClick={onChange} about="who takes over">
                      Change
                    </LinkButton>
                  ),
                },
                { key: 'What moves', value: next === undefined ? 'Nothing' : heldWords(holds) },
              ]),
        ]}
      />
      <Warning>
        {first} keeps what is already on their devices. A copy that was already taken cannot be
        recalled.
      </Warning>
      <p>Ask {first}’s employer to delete the notebook from those devices.</p>
      <p>{first} can be invited again later, with a new device.</p>
      <ActionBar>
        <Button kind="warning">{isWorking ? 'Removing access' : 'Remove access'}</Button>
      </ActionBar>
    </Form>
  );
}

function Done({ view, go }: { readonly view: RemovalView; readonly go: Go }) {
  const { removed, person } = view;
  if (removed === null) return null;
  return (
    <>
      <Heading key="done" caption={ROLE_NAMES[person.role]}>
        {person.name} no longer has access
      </Heading>
      <Alert
        kind={removed.told.every(({ isTold }) => isTold) ? 'success' : 'warning'}
        title={`${toldCount(removed.told)}.`}
      >
        <p>{removedWords(removed)}.</p>
      </Alert>
      <ToldList told={removed.told} />
      <NotToldYet told={removed.told} name={firstName(person.name)} />
      <p>
        {firstName(person.name)} keeps what is already on their devices. Ask their employer to
        delete it.
      </p>
      <ActionBar>
        <Button
          onClick={() => {
            go({ screen: 'people', id: null });
          }}
        >
          People and devices
        </Button>
      </ActionBar>
    </>
  );
}

function Flow({ view, go }: { readonly view: RemovalView; readonly go: Go }) {
  const draft = useDraft(`remove-access.${view.person.id}`, { step: 'who', successor: '' });
  const back = () => {
    go({ screen: 'person', id: view.person.id });
  };
  if (!draft.isReady) return null;
  const steps = view.holds.length === 0 ? (['who', 'check'] as const) : STEPS;
  const at = Math.max(
    0,
    steps.findIndex((step) => step === draft.values.step),
  );
  const move = (by: 1 | -1) => {
    draft.set('step', steps[at + by] ?? 'who');
  };
  return (
    <>
      <BackLink
        onClick={() => {
          if (at === 0) back();
          else move(-1);
        }}
      />
      {steps[at] === 'check' ? (
        <Check
          view={view}
          successor={draft.values.successor}
          onChange={() => {
            draft.set('step', 'successor');
          }}
          onDone={draft.clear}
        />
      ) : steps[at] === 'successor' ? (
        <Successor
          view={view}
          value={draft.values.successor}
          onChange={(value) => {
            draft.set('successor', value);
          }}
          onNext={() => {
            move(1);
          }}
        />
      ) : (
        <Who
          view={view}
          onNext={() => {
            move(1);
          }}
        />
      )}
    </>
  );
}

/** `id` is the person. */
export function RemoveAccess({ id, go }: ScreenProps) {
  const view = useView('removal', id);
  if (view === undefined) return null;
  if (view !== null && view.removed !== null) return <Done view={view} go={go} />;
  if (view !== null && view.canRemove) return <Flow view={view} go={go} />;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'people', id: null });
        }}
      >
        People and devices
      </BackLink>
      <Heading>Remove access</Heading>
      {view === null ? (
        <EmptyState title="This person is not in the notebook." />
      ) : (
        <Alert
          kind="warning"
          title={view.why ?? `You cannot remove access for ${view.person.name}.`}
        >
          <p>
            <PlaceLink place={{ screen: 'start-again', id: null }} go={go}>
              Start again without someone
            </PlaceLink>{' '}
            makes a new notebook from your own copy.
          </p>
        </Alert>
      )}
    </>
  );
}
