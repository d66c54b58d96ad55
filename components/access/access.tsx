/** What one person can read, part by part, and a form to change it. */
import { useState } from 'react';
import { accessWords, PART_HINTS, splitId, unusualWords } from './access-words';
import { firstName } from '@/components/people/people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { EmptyState, Warning } from '@/components/ui/facts';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { ROLE_NAMES } from '@/lib/domain/people';
import type { AccessView, AccessWord, PersonAccessView } from '@/lib/session/views';

function Parts({ view, go }: { readonly view: PersonAccessView; readonly go: Go }) {
  const { person, parts } = view;
  return (
    <>
      <Heading caption={`${person.name}, ${ROLE_NAMES[person.role]}`}>
        What {view.isMe ? 'you' : firstName(person.name)} can read
      </Heading>
      {parts.length === 0 ? (
        <EmptyState title="There is no part that you can show or change" />
      ) : (
        <ul className="app-rows">
          {parts.map((part) => {
            const unusual = unusualWords(part);
            return (
              <li className="app-rows__row" key={part.section}>
                <div className="app-rows__head">
                  <span>{part.title}</span>
                  {part.canChange ? (
                    <span className="app-rows__link">
                      <PlaceLink
                        place={{ screen: 'access', id: `${person.id}|${part.section}` }}
                        go={go}
                      >
                        Change<span className="govuk-visually-hidden"> {part.title}</span>
                      </PlaceLink>
                    </span>
                  ) : null}
                </div>
                <p>{accessWords(part.access)}.</p>
                {unusual === null ? null : <p className="app-quiet">{unusual}.</p>}
              </li>
            );
          })}
        </ul>
      )}
      <p className="app-quiet">You see only parts that you can read yourself.</p>
    </>
  );
}

function isAccessWord(value: string): value is AccessWord {
  return value === 'read' || value === 'write';
}

function ChangeForm({
  view,
  part,
  onDone,
}: {
  readonly view: PersonAccessView;
  readonly part: AccessView;
  readonly onDone: () => void;
}) {
  const order = useOrder();
  const [chosen, setChosen] = useState<string>(part.access ?? 'none');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { person } = view;
  const first = firstName(person.name);
  const submit = async () => {
    const answer = await order('setAccess', {
      person: person.id,
      section: part.section,
      access: isAccessWord(chosen) ? chosen : null,
    });
    setErrors(refusal(answer).map(({ text }) => ({ field: 'access', text })));
    if (answer.state === 'done') onDone();
  };
  const usual = (word: AccessWord | null) =>
    part.usual === word ? { hint: 'Usual for this role.' } : {};
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading key="change" caption={person.name}>
        {part.title}
      </Heading>
      <p>{PART_HINTS[part.part]}</p>
      <Radios
        id="access"
        label={`What can ${first} do here?`}
        value={chosen}
        onChange={setChosen}
        error={errorOf(errors, 'access')}
        choices={[
          { value: 'none', text: accessWords(null), ...usual(null) },
          { value: 'read', text: accessWords('read'), ...usual('read') },
          { value: 'write', text: accessWords('write'), ...usual('write') },
        ]}
      />
      {part.access !== null && chosen === 'none' ? (
        <Warning>
          {first} keeps what is already on their devices. A copy that was already taken cannot be
          recalled.
        </Warning>
      ) : null}
      <ActionBar>
        <Button>Save</Button>
      </ActionBar>
    </Form>
  );
}

/** `id` is the person, or `person|section` for the form. */
export function Access({ id, go }: ScreenProps) {
  const [person, section] = splitId(id);
  const view = useView('access', person);
  if (view === undefined) return null;
  if (view === null) {
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'people', id: null });
          }}
        >
          People and devices
        </BackLink>
        <Heading>What this person can read</Heading>
        <EmptyState title="This person is not in the notebook." />
      </>
    );
  }
  const part = view.parts.find((each) => each.section === section);
  const list = () => {
    go({ screen: 'access', id: person });
  };
  if (part !== undefined && part.canChange) {
    return (
      <>
        <BackLink onClick={list} />
        <ChangeForm view={view} part={part} onDone={list} />
      </>
    );
  }
  return (
    <>
      <BackLink
        onClick={() => {
          go(view.isMe ? { screen: 'people', id: null } : { screen: 'person', id: person });
        }}
      >
        {view.isMe ? 'People and devices' : view.person.name}
      </BackLink>
      <Parts view={view} go={go} />
    </>
  );
}
