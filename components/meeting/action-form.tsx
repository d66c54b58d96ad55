/** The question what will be done, by whom and by when. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { Button, LinkButton } from '@/components/ui/button';
import { DateInput } from '@/components/ui/date-input';
import { readDate, typedDay } from '@/components/ui/date-parts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { Select, TextArea, TextInput } from '@/components/ui/text-fields';
import { useDraft, useOrder } from '@/components/use-link';
import type { Action } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';

export interface Owner {
  /** Null for someone whom the notebook knows by name only. */
  readonly id: RecordId | null;
  readonly name: string;
}

const SOMEONE_ELSE = 'someone else';
const valueOf = ({ id, name }: Owner): string => id ?? `name:${name}`;

export function ActionForm({
  meeting,
  about,
  action,
  startText,
  owners,
  caption,
  onDone,
}: {
  readonly meeting: RecordId;
  readonly about: RecordId;
  /** The action to change; null for a new one. */
  readonly action: Action | null;
  readonly startText: string;
  readonly owners: readonly Owner[];
  readonly caption: string;
  /** Called with the id of a new action, or null when nothing new was written. */
  readonly onDone: (made: string | null) => void;
}) {
  const order = useOrder();
  const known = owners.find(({ id, name }) => id === action?.owner && name === action.ownerName);
  const draft = useDraft(`meeting.${meeting}.action.${action?.id ?? 'new'}`, {
    text: action?.text ?? startText,
    owner: known !== undefined ? valueOf(known) : action === null ? '' : SOMEONE_ELSE,
    ownerName: known === undefined ? (action?.ownerName ?? '') : '',
    dueOn: typedDay(action?.dueOn ?? null),
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { values, set } = draft;

  const leave = (made: string | null): void => {
    draft.clear();
    onDone(made);
  };
  const submit = async (): Promise<void> => {
    const chosen: Owner | undefined =
      values.owner === SOMEONE_ELSE
        ? { id: null, name: values.ownerName.trim() }
        : owners.find((owner) => valueOf(owner) === values.owner);
    const due = readDate(values.dueOn, 'Date');
    const faults = [
      ...problem(values.text.trim() === '', 'action-text', 'Enter what will be done'),
      ...problem(chosen === undefined, 'action-owner', 'Choose who will do it'),
      ...problem(chosen?.name === '', 'action-owner-name', 'Enter the name of the person'),
      ...(due.state === 'wrong' ? problem(true, 'action-due', due.why) : []),
    ];
    if (faults.length > 0 || chosen === undefined) {
      setErrors(faults);
      return;
    }
    const fields = {
      text: values.text.trim(),
      owner: chosen.id,
      ownerName: chosen.name,
      dueOn: due.state === 'day' ? due.day : null,
    };
    const answer =
      action === null
        ? await order('create', { kind: 'action', fields: { ...fields, meeting, about } })
        : await order('change', { kind: 'action', id: action.id, fields });
    if (answer.state === 'refused') setErrors(refusal(answer));
    else leave(action === null ? answer.id : null);
  };
  const remove = async (id: RecordId): Promise<void> => {
    const answer = await order('remove', { kind: 'action', id });
    if (answer.state === 'refused') setErrors(refusal(answer));
    else leave(null);
  };

  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading caption={caption}>{action === null ? 'Add an action' : 'Change the action'}</Heading>
      <TextArea
        id="action-text"
        label="What will be done?"
        rows={3}
        value={values.text}
        error={errorOf(errors, 'action-text')}
        onChange={(value) => {
          set('text', value);
        }}
      />
      <Select
        id="action-owner"
        label="Who will do it?"
        choices={[
          ...owners.map((owner) => ({ value: valueOf(owner), text: owner.name })),
          { value: SOMEONE_ELSE, text: 'Someone else' },
        ]}
        value={values.owner}
        error={errorOf(errors, 'action-owner')}
        onChange={(value) => {
          set('owner', value);
        }}
      />
      {values.owner === SOMEONE_ELSE ? (
        <TextInput
          id="action-owner-name"
          label="Name"
          value={values.ownerName}
          error={errorOf(errors, 'action-owner-name')}
          onChange={(value) => {
            set('ownerName', value);
          }}
        />
      ) : null}
      <DateInput
        id="action-due"
        label="By when? (optional)"
        value={values.dueOn}
        error={errorOf(errors, 'action-due')}
        onChange={(value) => {
          set('dueOn', value);
        }}
      />
      {action === null ? null : (
        <LinkButton
          onClick={() => {
            void remove(action.id);
          }}
        >
          Remove this action
        </LinkButton>
      )}
      <ActionBar>
        <Button>{action === null ? 'Add action' : 'Save'}</Button>
        <Button
          kind="secondary"
          onClick={() => {
            leave(null);
          }}
        >
          Cancel
        </Button>
      </ActionBar>
    </Form>
  );
}
