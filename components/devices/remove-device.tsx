/** Removing one device, lost or not: what it held, the devices that it let in, and what follows. */
import { useState } from 'react';
import { firstName } from '@/components/people/people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Checkboxes } from '@/components/ui/choices';
import { CopyText, Details, EmptyState, SummaryList, Warning } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { LostDeviceView } from '@/lib/session/views';

function seen(lastSeen: CalendarDay | null): string {
  return lastSeen === null ? 'Not seen yet' : `Last seen ${formatDay(lastSeen)}`;
}

function letInWords({ name, isRecovery }: LostDeviceView['letIn'][number], isOwn: boolean): string {
  if (isRecovery) return isOwn ? 'Your recovery code' : `The recovery code of ${name}`;
  return isOwn ? 'Another device of yours' : `A device of ${name}`;
}

function RemoveForm({
  view,
  onDone,
}: {
  readonly view: LostDeviceView;
  readonly onDone: (count: number) => void;
}) {
  const order = useOrder();
  const [also, setAlso] = useState<readonly string[]>(view.letIn.map(({ device }) => device));
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const { device, name, isMine, letIn } = view;
  const count = also.length + 1;
  const submit = async () => {
    if (isWorking) return;
    setIsWorking(true);
    const answer = await order('removeDevices', { devices: [device.id, ...also] });
    setIsWorking(false);
    setErrors(refusal(answer));
    if (answer.state === 'done') onDone(count);
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading caption={name}>Remove a device</Heading>
      <SummaryList
        facts={[
          { key: 'Whose', value: isMine ? 'Yours' : name },
          {
            key: 'Last seen',
            value: device.isHere
              ? 'Here now'
              : device.lastSeen === null
                ? 'Not seen yet'
                : formatDay(device.lastSeen),
          },
          {
            key: 'Let in by',
            value: isMine && device.admittedBy === name ? 'You' : device.admittedBy,
          },
        ]}
      />
      {device.isThis ? (
        <Alert kind="warning" title="This is the device that you are using.">
          <p>You can still read what is on it. It sends and receives nothing more.</p>
        </Alert>
      ) : null}
      {letIn.length === 0 ? null : (
        <Checkboxes
          id="also"
          label="Which others that it let in do you want to remove too?"
          hint="Someone who had the device could have let in others. Untick one that you know."
          ticked={also}
          onChange={setAlso}
          choices={letIn.map((each) => ({
            value: each.device,
            text: letInWords(each, isMine && each.name === name),
            hint: each.isRecovery ? 'It stops working.' : `${seen(each.lastSeen)}.`,
          }))}
        />
      )}
      <Warning>
        It gets nothing from now on. What is already on it stays there: a copy that was already
        taken cannot be recalled.
      </Warning>
      <Details summary="If it was lost: what it held">
        <p>For the report of a lost device. Copy it before you remove the device.</p>
        <CopyText text={view.report} label="What this device held" button="Copy the report" />
      </Details>
      <p className="app-quiet">
        A removed device is never let in again.{' '}
        {isMine ? 'You can add a new one.' : `${firstName(name)} can join again with a new one.`}
      </p>
      <ActionBar>
        <Button kind="warning">
          {isWorking
            ? 'Removing'
            : count === 1
              ? 'Remove this device'
              : `Remove these ${count} devices`}
        </Button>
      </ActionBar>
    </Form>
  );
}

function Done({
  view,
  count,
  go,
}: {
  readonly view: LostDeviceView;
  readonly count: number;
  readonly go: Go;
}) {
  return (
    <>
      <Heading key="done" caption={view.name}>
        {count === 1 ? 'The device was removed' : `${count} devices were removed`}
      </Heading>
      <Alert
        kind="success"
        title={count === 1 ? 'It gets nothing from now on.' : 'They get nothing from now on.'}
      >
        <p>
          <PlaceLink place={{ screen: 'people', id: null }} go={go}>
            People and devices
          </PlaceLink>{' '}
          shows which devices have been told.
        </p>
      </Alert>
      <CopyText text={view.report} label="What this device held" button="Copy the report" />
      <ActionBar>
        {view.isMine && !view.device.isThis ? (
          <Button
            onClick={() => {
              go({ screen: 'my-devices', id: 'add' });
            }}
          >
            Add a device in its place
          </Button>
        ) : null}
        <Button
          kind="secondary"
          onClick={() => {
            go({ screen: view.isMine ? 'my-devices' : 'people', id: null });
          }}
        >
          {view.isMine ? 'My devices' : 'People and devices'}
        </Button>
      </ActionBar>
    </>
  );
}

/** `id` is the device. */
export function RemoveDevice({ id, go }: ScreenProps) {
  const view = useView('lostDevice', id);
  // Should the engine know it no more once it has gone, the last page shows what was known before.
  const [removed, setRemoved] = useState<{ view: LostDeviceView; count: number } | null>(null);
  if (removed !== null) return <Done view={view ?? removed.view} count={removed.count} go={go} />;
  if (view === undefined) return null;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: view?.isMine === true ? 'my-devices' : 'people', id: null });
        }}
      />
      {view === null || !view.device.canRemove ? (
        <>
          <Heading>Remove a device</Heading>
          <EmptyState title="You cannot remove this device.">
            <p>It may have been removed already.</p>
          </EmptyState>
        </>
      ) : (
        <RemoveForm
          view={view}
          onDone={(count) => {
            setRemoved({ view, count });
          }}
        />
      )}
    </>
  );
}
