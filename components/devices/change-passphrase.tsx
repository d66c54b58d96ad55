/** Another passphrase for this device. What is typed is held only while this page stands. */
import { useState } from 'react';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button } from '@/components/ui/button';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { NewPassphrase, newPassphraseProblems } from '@/components/ui/new-passphrase';
import { PasswordInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';

export function ChangePassphrase({ go }: ScreenProps) {
  const order = useOrder();
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const [again, setAgain] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [state, setState] = useState<'asking' | 'working' | 'changed'>('asking');
  const back = () => {
    go({ screen: 'my-devices', id: null });
  };
  const submit = async () => {
    if (state === 'working') return;
    const found = [
      ...problem(before === '', 'before', 'Enter the passphrase that you have now'),
      ...newPassphraseProblems('after', 'Enter a new passphrase', after, again),
    ];
    setErrors(found);
    if (found.length > 0) return;
    setState('working');
    const answer = await order('changePassphrase', { before, after });
    setErrors(refusal(answer).map(({ field, text }) => ({ field: field ?? 'before', text })));
    setState(answer.state === 'done' ? 'changed' : 'asking');
  };
  if (state === 'changed') {
    return (
      <>
        <Heading key="changed">Passphrase changed</Heading>
        <Alert kind="success" title="Use the new passphrase from now on.">
          <p>Your other devices keep their own. Your recovery code works as before.</p>
        </Alert>
        <ActionBar>
          <Button onClick={back}>My devices</Button>
        </ActionBar>
      </>
    );
  }
  return (
    <>
      <BackLink onClick={back}>My devices</BackLink>
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <Heading>Change passphrase</Heading>
        <p>For this device only.</p>
        <PasswordInput
          id="before"
          label="Passphrase now"
          value={before}
          error={errorOf(errors, 'before')}
          onChange={setBefore}
        />
        <NewPassphrase
          id="after"
          label="New passphrase"
          typed={after}
          onTyped={setAfter}
          again={again}
          onAgain={setAgain}
          errors={errors}
        />
        <ActionBar>
          <Button>{state === 'working' ? 'Changing' : 'Change passphrase'}</Button>
        </ActionBar>
        <output className="app-quiet">
          {state === 'working' ? 'This takes a few seconds.' : ''}
        </output>
      </Form>
    </>
  );
}
