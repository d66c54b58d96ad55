/** The lock: a passphrase opens the notebook on this device. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { RecoverHere } from './recover';
import { TryWait, useWait } from './try-wait';
import { Button, LinkButton } from '@/components/ui/button';
import { Details } from '@/components/ui/facts';
import { errorOf, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { PasswordInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';

/** Said once: the wait itself is counted down beneath the field. */
const TOO_SOON: readonly FieldError[] = [{ field: 'passphrase', text: 'You cannot try again yet' }];
const NONE: readonly FieldError[] = [];

export function Unlock({
  lockAfterMinutes,
  waitUntil,
}: {
  readonly lockAfterMinutes: number;
  /** When the next try is taken (ms since 1970); null: at once. */
  readonly waitUntil: number | null;
}) {
  const order = useOrder();
  const left = useWait(waitUntil);
  const [isRecovering, setIsRecovering] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [found, setErrors] = useState<readonly FieldError[]>(NONE);
  // What was too soon is no error any more once the wait is over.
  const errors = found === TOO_SOON && left === 0 ? NONE : found;
  const [isWorking, setIsWorking] = useState(false);
  const submit = async () => {
    if (isWorking) {
      return;
    }
    if (passphrase === '') {
      setErrors([{ field: 'passphrase', text: 'Enter your passphrase' }]);
      return;
    }
    if (left > 0) {
      setErrors(TOO_SOON);
      return;
    }
    setErrors(NONE);
    setIsWorking(true);
    const answer = await order('unlock', { passphrase });
    setIsWorking(false);
    if (answer.state === 'refused') {
      setErrors([{ field: 'passphrase', text: answer.why }]);
    }
  };
  if (isRecovering) {
    return (
      <RecoverHere
        onBack={() => {
          setIsRecovering(false);
        }}
      />
    );
  }
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
      <TryWait key={waitUntil} left={left} />
      <p className="app-quiet">
        The notebook locks after{' '}
        {lockAfterMinutes === 1 ? '1 minute' : `${lockAfterMinutes} minutes`} without use. While it
        is locked, nothing can be read on this device.
      </p>
      <Details summary="I cannot unlock my notebook">
        <p>Nobody can reset a passphrase.</p>
        <p>
          <LinkButton
            onClick={() => {
              setIsRecovering(true);
            }}
          >
            I have a recovery code
          </LinkButton>
        </p>
        <p>
          Without a code, ask someone who can invite people to remove this device and to invite you
          again. You then join on another device or in another browser. This one stays locked.
        </p>
      </Details>
      <ActionBar>
        <Button>{isWorking ? 'Unlocking' : 'Unlock'}</Button>
      </ActionBar>
    </Form>
  );
}
