/** The question what was decided. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { Button, LinkButton } from '@/components/ui/button';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { TextArea } from '@/components/ui/text-fields';
import { useDraft, useOrder } from '@/components/use-link';
import type { Decision } from '@/lib/domain/meeting';
import type { RecordId } from '@/lib/domain/record';

export function DecisionForm({
  meeting,
  decision,
  startText,
  caption,
  onDone,
}: {
  readonly meeting: RecordId;
  /** The decision to change; null for a new one. */
  readonly decision: Decision | null;
  readonly startText: string;
  readonly caption: string;
  /** Called with the id of a new decision, or null when nothing new was written. */
  readonly onDone: (made: string | null) => void;
}) {
  const order = useOrder();
  const draft = useDraft(`meeting.${meeting}.decision.${decision?.id ?? 'new'}`, {
    text: decision?.text ?? startText,
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const leave = (made: string | null): void => {
    draft.clear();
    onDone(made);
  };
  const submit = async (): Promise<void> => {
    const text = draft.values.text.trim();
    if (text === '') {
      setErrors([{ field: 'decision-text', text: 'Enter what was decided' }]);
      return;
    }
    const answer =
      decision === null
        ? await order('create', { kind: 'decision', fields: { meeting, text } })
        : await order('change', { kind: 'decision', id: decision.id, fields: { text } });
    if (answer.state === 'refused') setErrors(refusal(answer));
    else leave(decision === null ? answer.id : null);
  };
  const remove = async (id: RecordId): Promise<void> => {
    const answer = await order('remove', { kind: 'decision', id });
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
      <Heading caption={caption}>
        {decision === null ? 'Add a decision' : 'Change the decision'}
      </Heading>
      <TextArea
        id="decision-text"
        label="What was decided?"
        rows={4}
        value={draft.values.text}
        error={errorOf(errors, 'decision-text')}
        onChange={(value) => {
          draft.set('text', value);
        }}
      />
      {decision === null ? null : (
        <LinkButton
          onClick={() => {
            void remove(decision.id);
          }}
        >
          Remove this decision
        </LinkButton>
      )}
      <ActionBar>
        <Button>{decision === null ? 'Add decision' : 'Save'}</Button>
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
