/** Start again without someone: a new notebook from one's own copy, for when someone cannot be removed. */
import { useState } from 'react';
import { withoutDevice } from './people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button } from '@/components/ui/button';
import { Checkboxes } from '@/components/ui/choices';
import { EmptyState, Warning } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { TextInput } from '@/components/ui/text-fields';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { ROLE_NAMES } from '@/lib/domain/people';

/** Ids of people never hold a space. */
const GAP = ' ';

export function StartAgain({ go }: ScreenProps) {
  const people = useView('people');
  const order = useOrder();
  const draft = useDraft('start-again', { without: '', notebookName: '' });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  if (people === undefined) return null;
  const notJoined = new Set(withoutDevice(people.people).map(({ person }) => person.id));
  const others = people.people.filter(({ person, isMe }) => !isMe && !notJoined.has(person.id));
  const ticked = draft.values.without.split(GAP).filter((id) => id !== '');
  const name = draft.values.notebookName;
  const submit = async () => {
    if (isWorking) return;
    const found = [
      ...problem(ticked.length === 0, 'without', 'Choose who to leave out'),
      ...problem(name.trim() === '', 'notebookName', 'Enter a name for the new notebook'),
    ];
    setErrors(found);
    if (found.length > 0) return;
    setIsWorking(true);
    const answer = await order('startAgain', {
      without: others.flatMap(({ person }) => (ticked.includes(person.id) ? [person.id] : [])),
      notebookName: name.trim(),
    });
    setIsWorking(false);
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      draft.clear();
      go({ screen: 'people', id: null });
    }
  };
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'more', id: null });
        }}
      >
        More
      </BackLink>
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <Heading>Start again without someone</Heading>
        <p>
          Use this when someone who can invite and remove people does harm, and you cannot remove
          them.
        </p>
        <p>
          You make a new notebook from your own copy. It holds what you can read. You then invite
          everyone else again, one by one. The old notebook stays as it is.
        </p>
        {others.length === 0 ? (
          <EmptyState title="Nobody else has joined this notebook" />
        ) : (
          <>
            <Checkboxes
              id="without"
              label="Who do you want to leave out?"
              ticked={ticked}
              error={errorOf(errors, 'without')}
              onChange={(next) => {
                draft.set('without', next.join(GAP));
              }}
              choices={others.map(({ person }) => ({
                value: person.id,
                text: person.name,
                hint: ROLE_NAMES[person.role],
              }))}
            />
            <TextInput
              id="notebookName"
              label="Name of the new notebook"
              value={name}
              error={errorOf(errors, 'notebookName')}
              onChange={(value) => {
                draft.set('notebookName', value);
              }}
            />
            <Warning>
              Those you leave out keep their copy of the old notebook. It cannot be recalled.
            </Warning>
            <ActionBar>
              <Button>{isWorking ? 'Making the new notebook' : 'Make the new notebook'}</Button>
            </ActionBar>
          </>
        )}
      </Form>
    </>
  );
}
