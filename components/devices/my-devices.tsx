/** My devices: those that I work on, another one, a lost one, the recovery code and the passphrase. */
import { useState } from 'react';
import { recoveryWords } from './recovery-words';
import { DeviceLine } from '@/components/people/device-line';
import { AddressForm } from '@/components/people/meeting-addresses';
import { invitationWords, isOver, workingDevices } from '@/components/people/people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { EmptyState } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary, Form } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { dayAndTime } from '@/components/ui/time-words';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { Person } from '@/lib/domain/people';
import type { DeviceView, MyDevicesView } from '@/lib/session/views';

function deviceName(device: DeviceView, number: number): string {
  return device.isThis ? 'This device' : `Device ${number}`;
}

function Devices({
  view,
  me,
  go,
}: {
  readonly view: MyDevicesView;
  readonly me: Person;
  readonly go: Go;
}) {
  const devices = workingDevices(view.devices);
  return (
    <ul className="app-rows">
      {devices.map((device, index) => (
        <li className="app-rows__row" key={device.id}>
          <DeviceLine
            device={device}
            person={me}
            number={devices.length > 1 ? index + 1 : null}
            isMine
          />
          {device.canRemove && devices.length > 1 ? (
            <p className="app-rows__action">
              <PlaceLink place={{ screen: 'remove-device', id: device.id }} go={go}>
                Remove this device
                <span className="govuk-visually-hidden"> (device {index + 1})</span>
              </PlaceLink>
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Recovery({ view, go }: { readonly view: MyDevicesView; readonly go: Go }) {
  const { state, on } = view.recovery;
  const { title, words, link, isGood } = recoveryWords(state);
  return (
    <section aria-labelledby="recovery">
      <SubHeading id="recovery">Recovery code</SubHeading>
      {isGood ? (
        <p>
          {title}
          {on === null ? '' : ` on ${formatDay(on)}`}.
        </p>
      ) : (
        <Alert kind="warning" title={title}>
          <p>{words}</p>
        </Alert>
      )}
      <p className="app-rows__action">
        <PlaceLink place={{ screen: 'recovery-code', id: null }} go={go}>
          {link}
        </PlaceLink>
      </p>
    </section>
  );
}

/** Asks the engine for an invitation for oneself, once. */
function AddDevice({ hasAddress, go }: { readonly hasAddress: boolean; readonly go: Go }) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const back = () => {
    go({ screen: 'my-devices', id: null });
  };
  const add = async () => {
    const answer = await order('linkDevice', {});
    setErrors(refusal(answer).map(({ text }) => ({ field: null, text })));
    if (answer.state === 'done') go({ screen: 'invite', id: answer.id });
  };
  return (
    <>
      <BackLink onClick={back}>My devices</BackLink>
      <ErrorSummary errors={errors} />
      <Heading key={hasAddress ? 'add' : 'address'}>
        {hasAddress ? 'Add another device' : 'Set an address first'}
      </Heading>
      {hasAddress ? (
        <>
          <p>
            You get a code to type or paste on the other device, in its own browser. Both devices
            then show three words to compare.
          </p>
          <p>Everyone who can invite people is told that you added a device.</p>
          <ActionBar>
            <Button
              onClick={() => {
                void add();
              }}
            >
              Make a code
            </Button>
          </ActionBar>
        </>
      ) : (
        <>
          <p>
            The other device needs a way to find this one. Ask your office for its signalling
            address.
          </p>
          <AddressForm addresses={[]} onDone={() => {}} />
        </>
      )}
    </>
  );
}

function ReplaceDevice({ view, go }: { readonly view: MyDevicesView; readonly go: Go }) {
  const [chosen, setChosen] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const others = workingDevices(view.devices)
    .map((device, index) => ({ device, number: index + 1 }))
    .filter(({ device }) => !device.isThis);
  const back = () => {
    go({ screen: 'my-devices', id: null });
  };
  return (
    <>
      <BackLink onClick={back}>My devices</BackLink>
      {others.length === 0 ? (
        <>
          <Heading>Replace a lost device</Heading>
          <EmptyState title="You have no other device in this notebook" />
        </>
      ) : (
        <Form
          errors={errors}
          onSubmit={() => {
            const found = problem(chosen === '', 'lost', 'Choose the device that was lost');
            setErrors(found);
            if (found.length === 0) go({ screen: 'remove-device', id: chosen });
          }}
        >
          <Heading>Replace a lost device</Heading>
          <p>The lost one is removed first. Then you add the new one.</p>
          <Radios
            id="lost"
            label="Which device was lost?"
            value={chosen}
            onChange={setChosen}
            error={errorOf(errors, 'lost')}
            choices={others.map(({ device, number }) => ({
              value: device.id,
              text: deviceName(device, number),
              hint:
                device.lastSeen === null
                  ? 'Not seen yet.'
                  : `Last seen ${formatDay(device.lastSeen)}.`,
            }))}
          />
          <ActionBar>
            <Button>Continue</Button>
          </ActionBar>
        </Form>
      )}
    </>
  );
}

function Overview({
  view,
  me,
  go,
}: {
  readonly view: MyDevicesView;
  readonly me: Person;
  readonly go: Go;
}) {
  const open = view.invitations.filter((invitation) => !isOver(invitation));
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'people', id: null });
        }}
      >
        People and devices
      </BackLink>
      <Heading caption={me.name}>My devices</Heading>
      <Devices view={view} me={me} go={go} />
      {open.length === 0 ? null : (
        <ul className="app-rows" aria-label="Codes for another device">
          {open.map((invitation) => (
            <li className="app-rows__row" key={invitation.id}>
              <PlaceLink place={{ screen: 'invite', id: invitation.id }} go={go}>
                Code for another device
              </PlaceLink>
              <p className="app-quiet">
                {invitationWords(invitation.state)}. Ends {dayAndTime(invitation.endsAt)}.
              </p>
            </li>
          ))}
        </ul>
      )}
      <Recovery view={view} go={go} />
      <SubHeading>Passphrase and lost devices</SubHeading>
      <ul className="app-menu">
        <li>
          <PlaceLink place={{ screen: 'passphrase', id: null }} go={go}>
            Change passphrase
          </PlaceLink>
        </li>
        <li>
          <PlaceLink place={{ screen: 'my-devices', id: 'replace' }} go={go}>
            Replace a lost device
          </PlaceLink>
        </li>
      </ul>
      <ActionBar>
        <Button
          onClick={() => {
            go({ screen: 'my-devices', id: 'add' });
          }}
        >
          Add another device
        </Button>
      </ActionBar>
    </>
  );
}

/** `id` is nothing, `add` or `replace`. */
export function MyDevices({ id, go }: ScreenProps) {
  const app = useView('app');
  const view = useView('myDevices');
  const people = useView('people');
  if (view === undefined || people === undefined || app?.stage !== 'open') return null;
  if (id === 'add') return <AddDevice hasAddress={people.meetingPoints.length > 0} go={go} />;
  if (id === 'replace') return <ReplaceDevice view={view} go={go} />;
  return <Overview view={view} me={app.me} go={go} />;
}
