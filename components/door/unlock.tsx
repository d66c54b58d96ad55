/** The lock: a passphrase opens the notebook on this device. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { Button } from '@/components/ui/button';
import { Details } from '@/components/ui/facts';
import { errorOf, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { PasswordInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';

export function Unlock({ lockAfterMinutes }: { readonly lockAfterMinutes: number }) {
  const order = useOrder();
  const [passphrase, setPassphrase] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const submit = async () => {
    if (isWorking) {
      return;
    }
    if (passphrase === '') {
      setErrors([{ field: 'passphrase', text: 'Enter your passphrase' }]);
      return;
    }
    setErrors([]);
    setIsWorking(true);
    const answer = await order('unlock', { passphrase });
    setIsWorking(false);
    if (answer.state === 'refused') {
      setErrors([{ field: 'passphrase', text: answer.why }]);
    }
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading>Unlock your notebook</Heading>
      <PasswordInput
        id="passphrase"
        label="Passphrase"
        value={passphrase}
        error={errorOf(errors, 'passphrase')}
        onChange={setPassphrase}
      />
      <p className="app-quiet">
        The notebook locks after{' '}
        {lockAfterMinutes === 1 ? '1 minute' : `${lockAfterMinutes} minutes`} without use. While it
        is locked, nothing can be read on this device.
      </p>
      <Details summary="I cannot unlock my notebook">
        <p>
          Nobody can reset a passphrase. People who have a copy still have the notebook. Ask one of
          them to invite you as a new person.
        </p>
        <p>Join on another device or in another browser. This one stays locked.</p>
      </Details>
      <ActionBar>
        <Button>{isWorking ? 'Unlocking' : 'Unlock'}</Button>
      </ActionBar>
    </Form>
  );
}
