/** The step that asks for a passphrase. It is held only while this step stands, and never kept. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button } from '@/components/ui/button';
import { Warning } from '@/components/ui/facts';
import type { FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { NewPassphrase, newPassphraseProblems } from '@/components/ui/new-passphrase';

export function Protect({
  button,
  onBack,
  onDone,
}: {
  /** What the last step does, such as `Start the notebook`. */
  readonly button: string;
  readonly onBack: () => void;
  /** Gives what is wrong, or nothing when it was done. */
  readonly onDone: (passphrase: string) => Promise<readonly FieldError[]>;
}) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const submit = async () => {
    if (isWorking) {
      return;
    }
    const found = newPassphraseProblems('passphrase', 'Enter a passphrase', passphrase, again);
    setErrors(found);
    if (found.length === 0) {
      setIsWorking(true);
      const refused = await onDone(passphrase);
      // A refusal may belong to a question of an earlier step: then the summary has nothing to lead to.
      setErrors(
        refused.map(({ field, text }) => ({
          field: field === 'passphrase' ? field : null,
          text,
        })),
      );
      setIsWorking(false);
    }
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
        <Heading>Protect this device</Heading>
        <p>You need this passphrase each time you open the notebook on this device.</p>
        <NewPassphrase
          id="passphrase"
          label="Passphrase"
          typed={passphrase}
          onTyped={setPassphrase}
          again={again}
          onAgain={setAgain}
          errors={errors}
        />
        <Warning>
          Nobody can reset your passphrase. If you forget it, you cannot open the notebook on this
          device.
        </Warning>
        <ActionBar>
          <Button>{isWorking ? 'Working' : button}</Button>
        </ActionBar>
        <output className="app-quiet">{isWorking ? 'This takes a few seconds.' : ''}</output>
      </Form>
    </>
  );
}
