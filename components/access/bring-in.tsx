/** Bringing the Assistant Chief Officer in to one secondment, at a step of the protocol. */
import { useState } from 'react';
import { ACO_STEPS } from './access-words';
import { firstName } from '@/components/people/people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { EmptyState, Warning } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { ROLE_NAMES } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { AcoStep } from '@/lib/domain/access-choice';
import type { SharingView } from '@/lib/session/views';

function BringInForm({
  view,
  id,
  go,
}: {
  readonly view: SharingView;
  readonly id: string;
  readonly go: Go;
}) {
  const order = useOrder();
  const officers = view.others.filter(({ role }) => role === 'aco');
  const [only] = officers;
  const draft = useDraft(`bring-in.${id}`, {
    person: officers.length === 1 && only !== undefined ? only.id : '',
    step: '',
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { person, step } = draft.values;
  const chosen = officers.find((each) => each.id === person);
  const known = AcoStep.safeParse(step);
  const submit = async () => {
    const found = [
      ...problem(chosen === undefined, 'person', 'Choose who to bring in'),
      ...problem(!known.success, 'step', 'Choose why'),
    ];
    setErrors(found);
    const secondment = RecordId.safeParse(view.id);
    if (chosen === undefined || !known.success || !secondment.success) return;
    const answer = await order('bringInAco', {
      person: chosen.id,
      secondment: secondment.data,
      step: known.data,
    });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      draft.clear();
      go({ screen: 'sharing', id });
    }
  };
  const steps: readonly AcoStep[] = AcoStep.options;
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading caption={`${view.title}, ${view.concerns}`}>
        Bring in the Assistant Chief Officer
      </Heading>
      {officers.length === 1 && only !== undefined ? (
        <p>{only.name} reads names, dates and statuses now, and no notes of this secondment.</p>
      ) : (
        <Radios
          id="person"
          label="Who do you want to bring in?"
          value={person}
          error={errorOf(errors, 'person')}
          onChange={(value) => {
            draft.set('person', value);
          }}
          choices={officers.map((each) => ({
            value: each.id,
            text: each.name,
            hint: ROLE_NAMES[each.role],
          }))}
        />
      )}
      <Radios
        id="step"
        label="Why does the protocol bring them in?"
        value={step}
        error={errorOf(errors, 'step')}
        onChange={(value) => {
          draft.set('step', value);
        }}
        choices={steps.map((each) => ({
          value: each,
          text: ACO_STEPS[each].title,
          hint: ACO_STEPS[each].hint,
        }))}
      />
      {known.success ? (
        <Warning>
          {chosen === undefined ? 'They' : firstName(chosen.name)} can then read{' '}
          {ACO_STEPS[known.data].opens}, also what was written before.
        </Warning>
      ) : null}
      <ActionBar>
        <Button>Bring in</Button>
      </ActionBar>
    </Form>
  );
}

/** `id` is `secondment/<id>`. */
export function BringIn({ id, go }: ScreenProps) {
  const view = useView('sharing', id);
  if (view === undefined) return null;
  const officers = view?.others.filter(({ role }) => role === 'aco') ?? [];
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'sharing', id });
        }}
      >
        Who can read this
      </BackLink>
      {view === null || id === null || !view.canShare || officers.length === 0 ? (
        <>
          <Heading>Bring in the Assistant Chief Officer</Heading>
          {view !== null && view.canShare ? (
            <EmptyState title="No Assistant Chief Officer is waiting to be brought in">
              <p>
                <PlaceLink place={{ screen: 'people', id: null }} go={go}>
                  People and devices
                </PlaceLink>{' '}
                shows who has joined. Someone who is in this list already reads it.
              </p>
            </EmptyState>
          ) : (
            <EmptyState title="You cannot bring anyone in to this secondment." />
          )}
        </>
      ) : (
        <BringInForm view={view} id={id} go={go} />
      )}
    </>
  );
}
