/** The step that takes an invitation code. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button } from '@/components/ui/button';
import { errorOf, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { TextArea } from '@/components/ui/text-fields';

export function JoinCode({
  isOwnDevice = false,
  code,
  setCode,
  button,
  onBack,
  onDone,
}: {
  /** The code is from another device of the same person. */
  readonly isOwnDevice?: boolean;
  readonly code: string;
  readonly setCode: (code: string) => void;
  readonly button: string;
  readonly onBack: () => void;
  /** Gives what is wrong, or nothing when the next step stands. */
  readonly onDone: () => Promise<readonly FieldError[]>;
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const submit = async () => {
    setErrors(
      code.trim() === '' ? [{ field: 'code', text: 'Enter the invitation code' }] : await onDone(),
    );
  };
  return (
    <>
      <BackLink onClick={onBack} />
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <Heading>{isOwnDevice ? 'Add this device' : 'Join a notebook'}</Heading>
        {isOwnDevice ? (
          <p>
            On your other device, open People and devices, then your own name, then Add another
            device.
          </p>
        ) : null}
        <TextArea
          id="code"
          label="Invitation code"
          hint={
            isOwnDevice
              ? 'Type or paste all of it. Keep the notebook open on your other device.'
              : 'Paste all of it. The person who invites you must have their notebook open.'
          }
          rows={5}
          isCode
          value={code}
          error={errorOf(errors, 'code')}
          onChange={setCode}
        />
        <ActionBar>
          <Button>{button}</Button>
        </ActionBar>
      </Form>
    </>
  );
}
