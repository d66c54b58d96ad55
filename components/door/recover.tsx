/** Coming back by a recovery code: on a device whose passphrase was forgotten, and on one that holds no notebook. */
import { useState } from 'react';
import { addressErrors } from './meeting-address';
import { Protect } from './protect';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button } from '@/components/ui/button';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { TextArea, TextInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';
import type { RecoveringView } from '@/lib/session/views';

export function RecoverCode({
  code,
  setCode,
  addresses,
  setAddresses,
  button,
  onBack,
  onDone,
}: {
  readonly code: string;
  readonly setCode: (code: string) => void;
  /** Null where the notebook is on this device: it need not be found. */
  readonly addresses: string | null;
  readonly setAddresses: (addresses: string) => void;
  readonly button: string;
  readonly onBack: () => void;
  /** Gives what is wrong, or nothing when the next step stands. */
  readonly onDone: () => Promise<readonly FieldError[]>;
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const submit = async () => {
    const found = [
      ...problem(code.trim() === '', 'code', 'Enter your recovery code'),
      ...(addresses === null
        ? []
        : [
            ...problem(
              addresses.trim() === '',
              'addresses',
              'Enter the address where your devices meet',
            ),
            ...addressErrors(addresses, 'addresses'),
          ]),
    ];
    setErrors(found.length > 0 ? found : await onDone());
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
        <Heading>Use a recovery code</Heading>
        <p>The code works once. You make a new one afterwards.</p>
        <TextInput
          id="code"
          label="Recovery code"
          hint="Type all of it. Capital letters and gaps do not matter."
          isCode
          value={code}
          error={errorOf(errors, 'code')}
          onChange={setCode}
        />
        {addresses === null ? null : (
          <>
            <TextArea
              id="addresses"
              label="Address where your devices meet"
              hint="Your office’s signalling address, like wss://meet.example.org. A colleague finds it in People and devices."
              rows={2}
              isCode
              value={addresses}
              error={errorOf(errors, 'addresses')}
              onChange={setAddresses}
            />
            <p>
              Someone who has the notebook must have it open: the notebook comes to this device from
              theirs.
            </p>
          </>
        )}
        <ActionBar>
          <Button>{button}</Button>
        </ActionBar>
      </Form>
    </>
  );
}

/** On a locked device: the code, then a new passphrase. Nothing of it is kept. */
export function RecoverHere({ onBack }: { readonly onBack: () => void }) {
  const order = useOrder();
  const [code, setCode] = useState('');
  const [isProtecting, setIsProtecting] = useState(false);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  if (!isProtecting) {
    return (
      <>
        {errors.length === 0 ? null : (
          <Alert kind="error" title={errors.map(({ text }) => text).join(' ')} />
        )}
        <RecoverCode
          code={code}
          setCode={setCode}
          addresses={null}
          setAddresses={() => {}}
          button="Continue"
          onBack={onBack}
          onDone={async () => {
            setErrors([]);
            setIsProtecting(true);
            return [];
          }}
        />
      </>
    );
  }
  return (
    <Protect
      key="protect"
      button="Open the notebook"
      onBack={() => {
        setIsProtecting(false);
      }}
      onDone={async (passphrase) => {
        const found = refusal(await order('recover', { code, passphrase, addresses: [] }));
        // What is wrong with the code is put right where the code stands.
        if (found.length > 0 && found.every(({ field }) => field === 'code')) {
          setErrors(found);
          setIsProtecting(false);
        }
        return found;
      }}
    />
  );
}

export function Recovering({ recovering }: { readonly recovering: RecoveringView }) {
  const order = useOrder();
  const stop = () => {
    void order('stopRecovering', {});
  };
  switch (recovering.state) {
    case 'looking for others':
      return (
        <>
          <Heading key={recovering.state}>Looking for your notebook</Heading>
          <p>
            Keep this panel open. Ask a colleague who has the notebook to unlock it and keep it open
            too.
          </p>
          <ActionBar>
            <Button kind="secondary" onClick={stop}>
              Stop
            </Button>
          </ActionBar>
        </>
      );
    case 'receiving':
      return (
        <>
          <Heading key={recovering.state}>Your code was accepted</Heading>
          <p>The notebook is on its way to this device. Keep this panel open.</p>
        </>
      );
    case 'refused':
      break;
  }
  return (
    <>
      <Heading key={recovering.state}>The code could not be used</Heading>
      <Alert kind="warning" title={recovering.why ?? 'The recovery code could not be used.'} />
      <ActionBar>
        <Button kind="secondary" onClick={stop}>
          Go back
        </Button>
      </ActionBar>
    </>
  );
}
