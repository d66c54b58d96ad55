/** The first page: join a notebook, bring one's own to this device, or start one. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { Button } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { Warning } from '@/components/ui/facts';
import { errorOf, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';

export function Start({
  way,
  setWay,
  onDone,
}: {
  readonly way: string;
  readonly setWay: (way: string) => void;
  readonly onDone: () => void;
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        if (way === '') {
          setErrors([{ field: 'way', text: 'Choose what you want to do' }]);
          return;
        }
        onDone();
      }}
    >
      <Heading>Join or start a notebook</Heading>
      <p>Keep secondments, transfers and meeting notes with the people you work with.</p>
      <p>Your notebook is stored on your devices. It is not stored on a central server.</p>
      <Radios
        id="way"
        label="What do you want to do?"
        value={way}
        onChange={setWay}
        error={errorOf(errors, 'way')}
        choices={[
          { value: 'join', text: 'Join a notebook', hint: 'You need an invitation code.' },
          {
            value: 'own-device',
            text: 'Add this device to my notebook',
            hint: 'Get a code on your other device.',
          },
          { value: 'start', text: 'Start a new notebook' },
          {
            value: 'recover',
            text: 'I have a recovery code',
            hint: 'You lost the device that you worked on.',
          },
        ]}
      />
      <Warning>
        If this is the only copy and you lose the device, the notes cannot be recovered.
      </Warning>
      <ActionBar>
        <Button>Continue</Button>
      </ActionBar>
    </Form>
  );
}
