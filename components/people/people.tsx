/** People and devices: who has a copy, how fresh it is, who let them in. */
import { firstName, invitationWords, isOver, newsWords, workingDevices } from './people-words';
import { DeviceLine } from './device-line';
import { MeetingAddresses } from './meeting-addresses';
import { RemovedList } from './removed-list';
import { TwoCopies } from './two-copies';
import { recoveryWords } from '@/components/devices/recovery-words';
import type { ScreenProps } from '@/components/shell/screen';
import { AwayList } from '@/components/today/away-list';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Details, EmptyState, SummaryList } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { londonDay, londonTime } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';
import { ROLE_NAMES } from '@/lib/domain/people';
import { dayAndTime } from '@/components/ui/time-words';
import type {
  InvitationView,
  NewsView,
  PeopleView,
  PersonView,
  RecoveryState,
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

function RecoveryAlert({ state, go }: { readonly state: RecoveryState; readonly go: Go }) {
  const { title, words, link, isGood } = recoveryWords(state);
  return isGood ? null : (
    <Alert kind="warning" title={title}>
      <p>
        {words}{' '}
        <PlaceLink place={{ screen: 'recovery-code', id: null }} go={go}>
          {link}
        </PlaceLink>
      </p>
    </Alert>
  );
}

function ThisDevice({
  people,
  today,
  recovery,
  go,
}: {
  readonly people: PeopleView;
  readonly today: CalendarDay | null;
  readonly recovery: RecoveryState;
  readonly go: Go;
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
      <RecoveryAlert state={recovery} go={go} />
      <TwoCopies views={people.twoCopies} go={go} />
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

function PersonRow({
  view,
  canInvite,
  go,
}: {
  readonly view: PersonView;
  readonly canInvite: boolean;
  readonly go: Go;
}) {
  const { person, isMe } = view;
  const devices = workingDevices(view.devices);
  return (
    <li className="app-rows__row">
      <div className="app-rows__head">
        <span>
          <PlaceLink
            place={isMe ? { screen: 'my-devices', id: null } : { screen: 'person', id: person.id }}
            go={go}
          >
            {person.name}
          </PlaceLink>
          {isMe ? ' (you)' : ''}
        </span>
      </div>
      <p className="app-quiet">
        {ROLE_NAMES[person.role]}
        {view.mayInvite ? '. Can invite and remove people' : ''}
        {view.isAuditor ? '. Reads the log of who did what' : ''}
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
          <DeviceLine
            key={device.id}
            device={device}
            person={person}
            number={devices.length > 1 ? index + 1 : null}
            isMine={isMe}
          />
        ))
      )}
    </li>
  );
}

/** As many as are read at a glance. */
const NEWEST = 3;

function News({ news }: { readonly news: readonly NewsView[] }) {
  if (news.length === 0) {
    return null;
  }
  const list = (items: readonly NewsView[]) => (
    <ul className="app-rows">
      {items.map((each) => (
        <li className="app-rows__row" key={each.key}>
          {newsWords(each)}
        </li>
      ))}
    </ul>
  );
  const older = news.slice(NEWEST);
  return (
    <section aria-labelledby="news">
      <SubHeading id="news">What is new</SubHeading>
      {list(news.slice(0, NEWEST))}
      {older.length === 0 ? null : <Details summary="Show older news">{list(older)}</Details>}
    </section>
  );
}

function Invitations({
  invitations,
  go,
}: {
  readonly invitations: readonly InvitationView[];
  readonly go: Go;
}) {
  const open = invitations.filter((invitation) => !isOver(invitation) && !invitation.isOwnDevice);
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

function SetAside({ people, go }: { readonly people: PeopleView; readonly go: Go }) {
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
          <p>
            <PlaceLink place={{ screen: 'apart', id: null }} go={go}>
              Look at what was set aside
            </PlaceLink>
          </p>
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
          <ThisDevice
            people={people}
            today={open?.today ?? null}
            recovery={open?.recovery ?? 'checked'}
            go={go}
          />
          <News news={people.news} />
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
          <AwayList go={go} />
          <RemovedList removed={people.removed} />
          <SetAside people={people} go={go} />
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
