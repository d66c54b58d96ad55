/** One person: devices, what they can read, whether they invite and remove, and the way to remove their access. */
import { useState } from 'react';
import { DeviceLine } from './device-line';
import { firstName, workingDevices } from './people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { EmptyState, SummaryList } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { ROLE_NAMES } from '@/lib/domain/people';
import type { PersonView } from '@/lib/session/views';

function Devices({ view, go }: { readonly view: PersonView; readonly go: Go }) {
  const devices = workingDevices(view.devices);
  return devices.length === 0 ? (
    <p className="app-quiet">{firstName(view.person.name)} has not joined.</p>
  ) : (
    <ul className="app-rows">
      {devices.map((device, index) => (
        <li className="app-rows__row" key={device.id}>
          <DeviceLine
            device={device}
            person={view.person}
            number={devices.length > 1 ? index + 1 : null}
          />
          {device.canRemove ? (
            <p className="app-rows__action">
              <PlaceLink place={{ screen: 'remove-device', id: device.id }} go={go}>
                Remove this device
                {devices.length > 1 ? (
                  <span className="govuk-visually-hidden"> (device {index + 1})</span>
                ) : null}
              </PlaceLink>
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Switches({ view }: { readonly view: PersonView }) {
  const order = useOrder();
  const say = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { person, mayInvite, isAuditor, canAppoint, hasJoined } = view;
  const first = firstName(person.name);
  const set = async (name: 'setKeeper' | 'setAuditor', may: boolean, words: string) => {
    const answer = await order(name, { person: person.id, may });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      say(words);
    }
  };
  const canSwitch = canAppoint && hasJoined;
  return (
    <>
      <ErrorSummary errors={errors} />
      <SummaryList
        facts={[
          {
            key: 'Can invite and remove people',
            value: mayInvite ? 'Yes' : 'No',
            ...(canSwitch
              ? {
                  action: (
                    <LinkButton
                      about={`that ${person.name} can invite and remove people`}
                      onClick={() => {
                        void set(
                          'setKeeper',
                          !mayInvite,
                          mayInvite
                            ? `${first} can no longer invite and remove people.`
                            : `${first} can invite and remove people.`,
                        );
                      }}
                    >
                      {mayInvite ? 'Stop' : 'Allow'}
                    </LinkButton>
                  ),
                }
              : {}),
          },
          {
            key: 'Reads the log of who did what',
            value: isAuditor ? 'Yes' : 'No',
            ...(canSwitch
              ? {
                  action: (
                    <LinkButton
                      about={`that ${person.name} reads the log of who did what`}
                      onClick={() => {
                        void set(
                          'setAuditor',
                          !isAuditor,
                          isAuditor
                            ? `${first} no longer reads the log.`
                            : `${first} reads the log of who did what.`,
                        );
                      }}
                    >
                      {isAuditor ? 'Stop' : 'Allow'}
                    </LinkButton>
                  ),
                }
              : {}),
          },
        ]}
      />
    </>
  );
}

function PersonDetails({ view, go }: { readonly view: PersonView; readonly go: Go }) {
  const { person, reads } = view;
  return (
    <>
      <Heading caption={ROLE_NAMES[person.role]}>{person.name}</Heading>
      <SubHeading>Devices</SubHeading>
      <Devices view={view} go={go} />
      <SubHeading>What {firstName(person.name)} can read</SubHeading>
      {reads.length === 0 ? (
        <p className="app-quiet">Nothing in this notebook.</p>
      ) : (
        <ul className="govuk-list govuk-list--bullet">
          {reads.map((title) => (
            <li key={title}>{title}</li>
          ))}
        </ul>
      )}
      {view.hasJoined ? (
        <p className="app-rows__action">
          <PlaceLink place={{ screen: 'access', id: person.id }} go={go}>
            Check or change what {firstName(person.name)} can read
          </PlaceLink>
        </p>
      ) : null}
      <SubHeading>What {firstName(person.name)} can do</SubHeading>
      <Switches view={view} />
      {view.canRemove ? (
        <Button
          kind="warning"
          about={`for ${person.name}`}
          onClick={() => {
            go({ screen: 'remove-access', id: person.id });
          }}
        >
          Remove access
        </Button>
      ) : null}
    </>
  );
}

export function PersonPage({ id, go }: ScreenProps) {
  const people = useView('people');
  const view = people?.people.find(({ person }) => person.id === id);
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'people', id: null });
        }}
      >
        People and devices
      </BackLink>
      {people === undefined ? null : view === undefined ? (
        <>
          <Heading>This person is not here</Heading>
          <EmptyState title="They may have been removed." />
        </>
      ) : (
        <PersonDetails view={view} go={go} />
      )}
    </>
  );
}
