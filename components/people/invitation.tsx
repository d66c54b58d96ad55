/** One invitation, as it goes: the code, the words, the end. */
import { useState } from 'react';
import { firstName } from './people-words';
import { WordsDiffer } from '@/components/door/join-progress';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, type Go } from '@/components/ui/button';
import { CopyText, Warning } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { ThreeWords } from '@/components/ui/three-words';
import { dayAndTime } from '@/components/ui/time-words';
import { useOrder } from '@/components/use-link';
import type { InvitationView } from '@/lib/session/views';

function Step({
  invitation,
  go,
  onDiffer,
}: {
  readonly invitation: InvitationView;
  readonly go: Go;
  readonly onDiffer: () => void;
}) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { id, name, state, isOwnDevice } = invitation;
  const first = firstName(name);
  const caption = isOwnDevice ? 'Another device' : 'Invitation';
  const stop = () => {
    void order('stopInvitation', { id });
  };
  const confirm = async () => {
    setErrors(refusal(await order('confirmInvitationWords', { id })));
  };
  const again = (
    <ActionBar>
      <Button
        onClick={() => {
          go(
            isOwnDevice
              ? { screen: 'my-devices', id: 'add' }
              : { screen: 'invite', id: `for.${invitation.personId}` },
          );
        }}
      >
        Make a new code
      </Button>
    </ActionBar>
  );
  switch (state) {
    case 'waiting':
      return (
        <>
          <Heading key={state} caption={isOwnDevice ? name : caption}>
            {isOwnDevice ? 'Code for another device' : name}
          </Heading>
          <p>
            {isOwnDevice
              ? 'On the other device, choose “Add this device to my notebook” and paste this code. Keep this notebook open and unlocked.'
              : `Send this code to ${first}, and keep this notebook open and unlocked.`}
          </p>
          <CopyText
            text={invitation.code}
            label={`Invitation code for ${name}`}
            button="Copy the code"
            isCode
          />
          <Warning>
            {isOwnDevice
              ? 'It works once. Compare three words on both devices before anything is shared.'
              : `Send the code to ${first} only. It works once. You will both compare three words before anything is shared.`}
          </Warning>
          <p>The code runs out on {dayAndTime(invitation.endsAt)}.</p>
          <ActionBar>
            <Button kind="secondary" onClick={stop}>
              Stop this invitation
            </Button>
          </ActionBar>
        </>
      );
    case 'compare words':
      return (
        <>
          <ErrorSummary errors={errors} />
          <Heading key={state} caption={name}>
            Compare three words
          </Heading>
          <p>
            {isOwnDevice
              ? 'Look at the three words on the other device.'
              : `Ask ${first} to read out the three words on their screen. Do it in person or on a call, not in the message that took the code.`}
          </p>
          <ThreeWords words={invitation.words} />
          <p>
            {invitation.isOwnDevice
              ? 'If they match, the other device can read and change what you can.'
              : `If they match, ${first} can read what their role gives.`}
          </p>
          <ActionBar>
            <Button
              onClick={() => {
                void confirm();
              }}
            >
              They match
            </Button>
            <Button
              kind="warning"
              onClick={() => {
                onDiffer();
                stop();
              }}
            >
              They do not match
            </Button>
          </ActionBar>
        </>
      );
    case 'letting them in':
      return (
        <>
          <Heading key={state} caption={caption}>
            {isOwnDevice ? 'Letting your device in' : `Letting ${first} in`}
          </Heading>
          <p>
            The notebook is on its way{isOwnDevice ? '' : ` to ${first}`}. Keep this notebook open
            until it has arrived.
          </p>
        </>
      );
    case 'joined':
      return (
        <>
          <Heading key={state} caption={caption}>
            {isOwnDevice ? 'Your device has joined' : `${name} has joined`}
          </Heading>
          <Alert
            kind="success"
            title={isOwnDevice ? 'You let your device in.' : `You let ${first} in.`}
          >
            <p>
              Check People and devices to see when all of the notebook has reached{' '}
              {isOwnDevice ? 'it' : first}.
            </p>
          </Alert>
          <ActionBar>
            <Button
              onClick={() => {
                go({ screen: 'people', id: null });
              }}
            >
              People and devices
            </Button>
          </ActionBar>
        </>
      );
    case 'stopped':
      return (
        <>
          <Heading key={state} caption={isOwnDevice ? name : caption}>
            {isOwnDevice ? 'Code for another device' : name}
          </Heading>
          <Alert
            kind="warning"
            title={invitation.why ?? 'This invitation was stopped. The code no longer works.'}
          />
          {again}
        </>
      );
    case 'ran out':
      break;
  }
  return (
    <>
      <Heading key={state} caption={caption}>
        {name}
      </Heading>
      <Alert
        kind="warning"
        title={invitation.why ?? `That code ran out on ${dayAndTime(invitation.endsAt)}.`}
      />
      {again}
    </>
  );
}

export function InvitationPage({
  invitation,
  go,
}: {
  readonly invitation: InvitationView;
  readonly go: Go;
}) {
  const [hasStopped, setHasStopped] = useState(false);
  const { isOwnDevice } = invitation;
  const back = () => {
    go({ screen: isOwnDevice ? 'my-devices' : 'people', id: null });
  };
  if (hasStopped) {
    return (
      <WordsDiffer onLeave={back}>
        <p>
          {isOwnDevice ? 'The device' : invitation.name} was not let in, and the code no longer
          works. Find out who has seen it before you make a new one.
        </p>
      </WordsDiffer>
    );
  }
  return (
    <>
      <BackLink onClick={back}>{isOwnDevice ? 'My devices' : 'People and devices'}</BackLink>
      <Step
        invitation={invitation}
        go={go}
        onDiffer={() => {
          setHasStopped(true);
        }}
      />
    </>
  );
}
