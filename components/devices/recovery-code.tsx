/** The recovery code: made after the passphrase, shown once, checked by typing part of it. */
import { useState } from 'react';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, LinkButton, type Go } from '@/components/ui/button';
import { CopyButton, Warning } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { PasswordInput, TextInput } from '@/components/ui/text-fields';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { MyDevicesView } from '@/lib/session/views';

type Recovery = MyDevicesView['recovery'];

function Make({
  recovery,
  onMade,
  onCheck,
}: {
  readonly recovery: Recovery;
  readonly onMade: (code: string) => void;
  readonly onCheck: () => void;
}) {
  const order = useOrder();
  const [passphrase, setPassphrase] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const submit = async () => {
    if (isWorking) return;
    const found = problem(passphrase === '', 'passphrase', 'Enter your passphrase');
    setErrors(found);
    if (found.length > 0) return;
    setIsWorking(true);
    const answer = await order('makeRecoveryCode', { passphrase });
    setIsWorking(false);
    setErrors(refusal(answer));
    if (answer.state === 'done' && answer.value !== null) onMade(answer.value);
  };
  const { state, on } = recovery;
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading key="make">
        {state === 'none' ? 'Make a recovery code' : 'Make a new recovery code'}
      </Heading>
      {state === 'checked' && on !== null ? (
        <p>You checked your recovery code on {formatDay(on)}.</p>
      ) : null}
      <p>
        A recovery code opens your notebook when you have forgotten your passphrase or lost your
        device. You write it down and keep it in a safe place.
      </p>
      {state === 'none' || state === 'used' ? null : (
        <Warning>The code that you have now stops working.</Warning>
      )}
      {state === 'not checked' ? (
        <p>
          <LinkButton onClick={onCheck}>Check the code that you have</LinkButton>
        </p>
      ) : null}
      <PasswordInput
        id="passphrase"
        label="Your passphrase"
        value={passphrase}
        error={errorOf(errors, 'passphrase')}
        onChange={setPassphrase}
      />
      <ActionBar>
        <Button>{isWorking ? 'Making the code' : 'Make a code'}</Button>
      </ActionBar>
    </Form>
  );
}

function Shown({ code, onNext }: { readonly code: string; readonly onNext: () => void }) {
  return (
    <>
      <Heading key="shown">Your recovery code</Heading>
      <p>It is shown once, now.</p>
      <ol className="app-groups" aria-label="Groups of your recovery code">
        {code.split(/[\s-]+/u).map((group, index) => (
          // The same group may come twice: its place is its key.
          <li key={`${index + 1} ${group}`}>{group}</li>
        ))}
      </ol>
      <div className="app-copy">
        <CopyButton text={code} button="Copy the code" />
      </div>
      <p>
        Write it on paper by hand, in block letters, or copy it into a password manager. Do not keep
        it on this device or in the same bag.
      </p>
      <Warning>
        Anyone who has this code can add a device as you. If someone may have seen it, make a new
        one.
      </Warning>
      <ActionBar>
        <Button onClick={onNext}>I have written it down</Button>
      </ActionBar>
    </>
  );
}

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

function Check({
  asksFor,
  onMakeNew,
  go,
}: {
  readonly asksFor: readonly number[];
  readonly onMakeNew: () => void;
  readonly go: Go;
}) {
  const order = useOrder();
  const [groups, setGroups] = useState<readonly string[]>(asksFor.map(() => ''));
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const submit = async () => {
    const found = asksFor.flatMap((number, index) =>
      problem((groups[index] ?? '').trim() === '', `group-${number}`, `Enter group ${number}`),
    );
    setErrors(found);
    if (found.length > 0) return;
    const answer = await order('confirmRecoveryCode', {
      part: groups.map((group) => group.trim()).join(' '),
    });
    setErrors(refusal(answer).map(({ text }) => ({ field: `group-${asksFor[0] ?? 1}`, text })));
    if (answer.state === 'done') go({ screen: 'my-devices', id: null });
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading key="check">Check your recovery code</Heading>
      <p>
        Type {asksFor.length === 1 ? 'group' : 'groups'} {LIST.format(asksFor.map(String))} of the
        code from your copy. It does not matter whether you use capital letters.
      </p>
      {asksFor.map((number, index) => (
        <TextInput
          key={number}
          id={`group-${number}`}
          label={`Group ${number}`}
          width={10}
          isCode
          value={groups[index] ?? ''}
          error={errorOf(errors, `group-${number}`)}
          onChange={(value) => {
            setGroups(groups.with(index, value));
          }}
        />
      ))}
      <p>
        <LinkButton onClick={onMakeNew}>I do not have it. Make a new one</LinkButton>
      </p>
      <ActionBar>
        <Button>Check the code</Button>
      </ActionBar>
    </Form>
  );
}

export function RecoveryCode({ go }: ScreenProps) {
  const view = useView('myDevices');
  // The code is held only while this page stands, and never kept.
  const [code, setCode] = useState<string | null>(null);
  const [step, setStep] = useState<'first' | 'make' | 'check'>('first');
  if (view === undefined) return null;
  const { recovery } = view;
  const isCheck = step === 'check' || (step === 'first' && recovery.state === 'not checked');
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'my-devices', id: null });
        }}
      >
        My devices
      </BackLink>
      {code !== null ? (
        <Shown
          code={code}
          onNext={() => {
            setCode(null);
            setStep('check');
          }}
        />
      ) : isCheck ? (
        recovery.asksFor.length === 0 ? (
          <>
            <Heading key="none">Check your recovery code</Heading>
            <Alert title="There is no code to check." />
          </>
        ) : (
          <Check
            asksFor={recovery.asksFor}
            go={go}
            onMakeNew={() => {
              setStep('make');
            }}
          />
        )
      ) : (
        <Make
          recovery={recovery}
          onMade={setCode}
          onCheck={() => {
            setStep('check');
          }}
        />
      )}
    </>
  );
}
