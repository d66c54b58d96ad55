/** Joining, as it goes: looking, comparing words, waiting, receiving; and the stop when the words differ. */
import { useState, type ReactNode } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { ErrorSummary } from '@/components/ui/form';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { Heading } from '@/components/ui/heading';
import { ThreeWords } from '@/components/ui/three-words';
import { useOrder } from '@/components/use-link';
import type { JoinView } from '@/lib/session/views';

/** The page that stands when the words differ, on either side. */
export function WordsDiffer({
  children,
  onLeave,
}: {
  readonly children: ReactNode;
  readonly onLeave: () => void;
}) {
  return (
    <>
      <Heading key="differ">Stop</Heading>
      <Alert kind="error" title="The words do not match.">
        <p>Someone else may be using this code. Do not continue.</p>
      </Alert>
      {children}
      <ActionBar>
        <Button kind="secondary" onClick={onLeave}>
          Go back
        </Button>
      </ActionBar>
    </>
  );
}

function Going({ join, onDiffer }: { readonly join: JoinView; readonly onDiffer: () => void }) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const stop = () => {
    void order('stopJoining', {});
  };
  const confirm = async () => {
    setErrors(refusal(await order('confirmJoinWords', {})));
  };
  const stopBar = (
    <ActionBar>
      <Button kind="secondary" onClick={stop}>
        Stop joining
      </Button>
    </ActionBar>
  );
  switch (join.state) {
    case 'looking for them':
      return (
        <>
          <Heading key={join.state}>Looking for the person who invited you</Heading>
          <p>Keep this panel open. Ask them to unlock their notebook and keep it open too.</p>
          <p>
            A code that was used or stopped does not work any more. If nothing happens within a
            minute, ask for a new one.
          </p>
          {stopBar}
        </>
      );
    case 'compare words':
      return (
        <>
          <ErrorSummary errors={errors} />
          <Heading key={join.state}>Compare three words</Heading>
          <p>
            Ask the person who invited you to read out the three words on their screen. Do it in
            person or on a call, not in the message that brought the code.
          </p>
          <ThreeWords words={join.words} />
          <p>Nothing has been shared yet.</p>
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
    case 'waiting for them':
      return (
        <>
          <Heading key={join.state}>Waiting for them to let you in</Heading>
          <p>They are checking the words on their screen. Keep this panel open.</p>
          {stopBar}
        </>
      );
    case 'receiving':
      return (
        <>
          <Heading key={join.state}>You have been let in</Heading>
          <p>The notebook is on its way to this device. Keep this panel open.</p>
        </>
      );
    case 'refused':
      break;
  }
  return (
    <>
      <Heading key={join.state}>You have not joined</Heading>
      <Alert kind="warning" title={join.why ?? 'The invitation could not be used.'} />
      <ActionBar>
        <Button kind="secondary" onClick={stop}>
          Try another code
        </Button>
      </ActionBar>
    </>
  );
}

/** Shows how joining goes, and `children` while nobody is joining. */
export function JoinProgress({
  join,
  children,
}: {
  readonly join: JoinView | null;
  readonly children: ReactNode;
}) {
  const [hasStopped, setHasStopped] = useState(false);
  const order = useOrder();
  if (hasStopped) {
    return (
      <WordsDiffer
        onLeave={() => {
          setHasStopped(false);
          // What the engine says of a joining that was stopped here need not be read a second time.
          if (join !== null) {
            void order('stopJoining', {});
          }
        }}
      >
        <p>You did not join. Tell the person who invited you, and ask for a new code.</p>
      </WordsDiffer>
    );
  }
  return join === null ? (
    children
  ) : (
    <Going
      join={join}
      onDiffer={() => {
        setHasStopped(true);
      }}
    />
  );
}
