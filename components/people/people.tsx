/** People and devices: who has a copy, how fresh it is, who let them in. */
import { firstName, invitationWords, isOver, presenceWords, reachWords } from './people-words';
import { MeetingAddresses } from './meeting-addresses';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { EmptyState, SummaryList } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { londonDay, londonTime } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';
import { ROLE_NAMES } from '@/lib/domain/people';
import { dayAndTime } from '@/components/ui/time-words';
import type {
  DeviceView,
  InvitationView,
  PeopleView,
  PersonView,
  SyncView,
} from '@/lib/session/views';

function savedWords(sync: SyncView, today: CalendarDay | null): string {
  if (sync.savedAt === null) {
    return 'Your last changes are not saved yet';
  }
  return londonDay(sync.savedAt) === today
    ? `Saved at ${londonTime(sync.savedAt)}`
    : `Saved on ${dayAndTime(sync.savedAt)}`;
}

function StorageAlert({ sync }: { readonly sync: SyncView }) {
  if (sync.storage === 'ok') {
    return null;
  }
  return (
    <Alert kind="error" title="This device is full.">
      <p>Your last changes are not saved. Make space on this device.</p>
    </Alert>
  );
}

function ThisDevice({
  people,
  today,
}: {
  readonly people: PeopleView;
  readonly today: CalendarDay | null;
}) {
  const { sync } = people;
  return (
    <>
      {people.copies < 2 ? (
        <Alert kind="warning" title="Only you have a copy of this notebook.">
          <p>If you lose this device, the notes cannot be recovered. Invite someone.</p>
        </Alert>
      ) : null}
      <StorageAlert sync={sync} />
      <SummaryList
        facts={[
          { key: 'This device', value: savedWords(sync, today) },
          {
            key: 'Copies of this notebook',
            value: people.copies < 2 ? '1, on this device' : String(people.copies),
          },
          {
            key: 'Not sent yet',
            value: sync.unsent === 1 ? '1 change' : `${sync.unsent} changes`,
          },
        ]}
      />
    </>
  );
}

function Device({
  device,
  person,
  isNumbered,
  number,
}: {
  readonly device: DeviceView;
  readonly person: PersonView['person'];
  readonly isNumbered: boolean;
  readonly number: number;
}) {
  const reach = reachWords(device, person.name);
  return (
    <p>
      {isNumbered ? <strong>Device {number}. </strong> : null}
      {presenceWords(device)}
      {reach === null ? '.' : `. ${reach}.`}
      {device.admittedBy === '' || device.admittedBy === person.name ? null : (
        <span className="app-quiet"> Let in by {device.admittedBy}.</span>
      )}
    </p>
  );
}

function PersonRow({
  view,
  canInvite,
  go,
}: {
  readonly view: PersonView;
  readonly canInvite: boolean;
  readonly go: Go;
}) {
  const { person, isMe, devices } = view;
  return (
    <li className="app-rows__row">
      <div className="app-rows__head">
        <span>
          {person.name}
          {isMe ? ' (you)' : ''}
        </span>
      </div>
      <p className="app-quiet">
        {ROLE_NAMES[person.role]}
        {view.mayInvite ? '. May invite others' : ''}
      </p>
      {devices.length === 0 ? (
        <p>
          Has not joined.{' '}
          {canInvite ? (
            <PlaceLink place={{ screen: 'invite', id: `for.${person.id}` }} go={go}>
              Invite {firstName(person.name)}
            </PlaceLink>
          ) : null}
        </p>
      ) : (
        devices.map((device, index) => (
          <Device
            key={device.id}
            device={device}
            person={person}
            isNumbered={devices.length > 1}
            number={index + 1}
          />
        ))
      )}
    </li>
  );
}

function Invitations({
  invitations,
  go,
}: {
  readonly invitations: readonly InvitationView[];
  readonly go: Go;
}) {
  const open = invitations.filter((invitation) => !isOver(invitation));
  if (open.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="invitations">
      <SubHeading id="invitations">Invitations</SubHeading>
      <ul className="app-rows">
        {open.map((invitation) => (
          <li className="app-rows__row" key={invitation.id}>
            <PlaceLink place={{ screen: 'invite', id: invitation.id }} go={go}>
              {invitation.name}
            </PlaceLink>
            <p className="app-quiet">
              {invitationWords(invitation.state)}. Ends {dayAndTime(invitation.endsAt)}.
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SetAside({ people }: { readonly people: PeopleView }) {
  return (
    <section aria-labelledby="set-aside">
      <SubHeading id="set-aside">Set aside</SubHeading>
      {people.setAside.length === 0 ? (
        <p className="app-quiet">Nothing has been set aside.</p>
      ) : (
        <>
          <p>Changes that came in and could not be used. They are kept apart and not shown.</p>
          <ul className="app-rows">
            {people.setAside.map(({ words, who, count }) => (
              <li className="app-rows__row" key={`${who ?? ''} ${words}`}>
                {words}
                <p className="app-quiet">
                  {count === 1 ? '1 change' : `${count} changes`}
                  {who === null ? '' : `, from ${who}`}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

export function People({ go }: ScreenProps) {
  const people = useView('people');
  const app = useView('app');
  const open = app?.stage === 'open' ? app : null;
  const canInvite = open?.mayInvite === true;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'more', id: null });
        }}
      >
        More
      </BackLink>
      <Heading caption={open?.notebook.name}>People and devices</Heading>
      {people === undefined ? null : (
        <>
          <ThisDevice people={people} today={open?.today ?? null} />
          <Invitations invitations={people.invitations} go={go} />
          <section aria-labelledby="people">
            <SubHeading id="people">People</SubHeading>
            {people.people.length === 0 ? (
              <EmptyState title="No one is in this notebook yet" />
            ) : (
              <ul className="app-rows">
                {people.people.map((view) => (
                  <PersonRow key={view.person.id} view={view} canInvite={canInvite} go={go} />
                ))}
              </ul>
            )}
          </section>
          <SetAside people={people} />
          <MeetingAddresses people={people} />
        </>
      )}
      {canInvite ? (
        <ActionBar>
          <Button
            onClick={() => {
              go({ screen: 'invite', id: null });
            }}
          >
            Invite someone
          </Button>
        </ActionBar>
      ) : null}
    </>
  );
}
