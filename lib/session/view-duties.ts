/** Views of secondments and their duties, and of what is due to whom. */
import type { Shelf } from './shelf';
import type {
  DueRow,
  DutyView,
  MeetingRow,
  SecondmentRow,
  SecondmentView,
  StatusView,
} from './views';
import { compareDays, type CalendarDay } from '@/lib/domain/calendar';
import { dutiesOf, marksOf, type Duty } from '@/lib/domain/duties';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import type { Meeting } from '@/lib/domain/meeting';
import type { Overview } from '@/lib/domain/overview';
import { ROLE_NAMES, type Person, type Role } from '@/lib/domain/people';
import { latestEnd, lengthInMonths } from '@/lib/domain/secondment-plan';
import type { Secondment } from '@/lib/domain/secondment';
import { openStatus } from '@/lib/domain/status';
import type { Team } from '@/lib/domain/team';

export interface Looking {
  readonly shelf: Shelf;
  /** The person whose device this is. */
  readonly me: string | null;
  readonly today: CalendarDay;
}

const UNKNOWN_TEAM = 'Team not known';

export const teamOf = ({ shelf }: Looking, id: string): Team | null =>
  shelf.teams().find((team) => team.id === id) ?? null;

export const teamName = (looking: Looking, id: string): string => {
  const team = teamOf(looking, id);
  return team === null ? UNKNOWN_TEAM : `${team.name} ${team.label}`;
};

/** `R Mensah` for Rita Mensah: short enough for a row of 360 px. */
export const shortName = (name: string): string => {
  const words = name.trim().split(/\s+/u);
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${name.trim().slice(0, 1)} ${last}`;
};

const holderOf = (secondment: Secondment, role: Role): string | null => {
  switch (role) {
    case 'secondee':
      return secondment.secondee;
    case 'yot-line-manager':
      return secondment.lineManager;
    // Where one person is both, only the line manager is named.
    case 'yot-manager':
      return secondment.yotManager ?? secondment.lineManager;
    case 'liaison-spo':
      return secondment.liaisonSpo;
    case 'aco':
    case 'case-manager':
    case 'probation-practitioner':
    case 'hr':
    case 'trade-union-representative':
    case 'receiving-officer':
    case 'auditor':
    case 'other':
      return null;
  }
};

/** `you`, a short name, or the role in full where nobody is named. */
export const waitingFor = (
  { shelf, me }: Looking,
  roles: readonly Role[],
  holder: (role: Role) => string | null,
): string => {
  const holders = roles.map((role) => ({ role, person: holder(role) }));
  if (me !== null && holders.some(({ person }) => person === me)) return 'you';
  const named = holders.flatMap(({ role, person }) => {
    const found = shelf.find('person', person);
    return found === null ? [ROLE_NAMES[role]] : [shortName(found.name)];
  });
  return named[0] ?? 'nobody yet';
};

const isOpen = ({ word }: StatusView): boolean =>
  word === 'Overdue' ||
  word === 'Due today' ||
  word === 'Due soon' ||
  word === 'Not due yet' ||
  word === 'Booked';

/** Nobody is waited for any more. */
const isClosed = ({ word }: StatusView): boolean =>
  word === 'Done' || word === 'Done late' || word === 'Not applicable';

const concernsOf = (
  looking: Looking,
  secondment: Pick<Secondment, 'secondee' | 'team'>,
): string => {
  const person = looking.shelf.find('person', secondment.secondee);
  const team = teamOf(looking, secondment.team)?.name ?? UNKNOWN_TEAM;
  return `${person === null ? 'Not named' : shortName(person.name)}, ${team}`;
};

export const dutiesFor = (looking: Looking, secondment: Secondment): readonly Duty[] =>
  dutiesOf({
    secondment,
    evidence: looking.shelf.all('evidence').filter((one) => one.secondment === secondment.id),
    meetings: looking.shelf.all('meeting').filter((one) => one.about === secondment.id),
    today: looking.today,
  });

const dueRowOf = (looking: Looking, secondment: Secondment, duty: Duty): DueRow | null =>
  duty.dueOn === null || !isOpen(duty.status)
    ? null
    : {
        key: duty.evidenceId,
        title: duty.title,
        place: { screen: 'duty', id: `${secondment.id}|${duty.duty}|${duty.turn}` },
        concerns: concernsOf(looking, secondment),
        dueOn: duty.dueOn,
        status: duty.status,
        waitingFor: waitingFor(looking, duty.waitsFor, (role) => holderOf(secondment, role)),
      };

export const dueRowsOf = (looking: Looking, secondment: Secondment): readonly DueRow[] =>
  dutiesFor(looking, secondment)
    .flatMap((duty) => {
      const row = dueRowOf(looking, secondment, duty);
      return row === null ? [] : [row];
    })
    .toSorted((a, b) => compareDays(a.dueOn, b.dueOn));

const rowOf = (
  looking: Looking,
  {
    id,
    secondee,
    team,
    startsOn,
    endsOn,
  }: Pick<Secondment, 'id' | 'secondee' | 'team' | 'startsOn' | 'endsOn'>,
): Omit<SecondmentRow, 'overdue' | 'next'> => ({
  id,
  name: looking.shelf.find('person', secondee)?.name ?? 'Not named',
  team: teamName(looking, team),
  startsOn,
  endsOn,
});

/** A row from the overview, for whoever does not read the secondment itself. */
const overviewRow = (looking: Looking, entry: Overview): SecondmentRow => {
  const [next] = entry.dueOn;
  return {
    ...rowOf(looking, entry),
    overdue: entry.dueOn.filter((day) => day < looking.today).length,
    next:
      next === undefined
        ? null
        : {
            key: `overview.${entry.id}`,
            title: entry.nextTitle,
            place: { screen: 'secondments', id: null },
            concerns: concernsOf(looking, entry),
            dueOn: next,
            status: openStatus({ dueOn: next, today: looking.today }),
            waitingFor: '',
          },
    isOverviewOnly: true,
  };
};

export const secondmentRows = (looking: Looking): readonly SecondmentRow[] => {
  const { shelf } = looking;
  return [
    ...shelf.all('secondment').map((secondment) => {
      const due = dueRowsOf(looking, secondment);
      return {
        ...rowOf(looking, secondment),
        overdue: due.filter(({ status }) => status.word === 'Overdue').length,
        next: due[0] ?? null,
      };
    }),
    ...shelf
      .all('overview')
      .filter(({ id }) => shelf.find('secondment', id) === null)
      .map((entry) => overviewRow(looking, entry)),
  ].toSorted((a, b) => b.overdue - a.overdue || a.name.localeCompare(b.name));
};

export const meetingRow = (looking: Looking, meeting: Meeting): MeetingRow => {
  const secondment = looking.shelf.find('secondment', meeting.about);
  const transfer = looking.shelf.find('transfer', meeting.about);
  return {
    id: meeting.id,
    title: meetingTitle(meeting.kind),
    concerns:
      secondment === null
        ? (transfer?.reference ?? 'Shared by itself')
        : concernsOf(looking, secondment),
    startsAt: meeting.startsAt,
    state: meeting.state,
    isPast: meeting.state !== 'planned' || meeting.startsAt.slice(0, 10) < looking.today,
  };
};

export const meetingsAbout = (looking: Looking, id: string): readonly MeetingRow[] =>
  looking.shelf
    .all('meeting')
    .filter(({ about }) => about === id)
    .toSorted((a, b) => (a.startsAt < b.startsAt ? 1 : -1))
    .map((meeting) => meetingRow(looking, meeting));

export const secondmentView = (
  looking: Looking,
  id: string,
  history: SecondmentView['history'],
): SecondmentView | null => {
  const { shelf } = looking;
  const record = shelf.find('secondment', id);
  if (record === null) return null;
  const team = teamOf(looking, record.team);
  if (team === null) return null;
  const duties = dutiesFor(looking, record);
  return {
    record,
    title: shelf.find('person', record.secondee)?.name ?? 'Not named',
    team,
    people: {
      secondee: shelf.find('person', record.secondee),
      lineManager: shelf.find('person', record.lineManager),
      liaisonSpo: shelf.find('person', record.liaisonSpo),
      yotManager: shelf.find('person', record.yotManager),
    },
    months: lengthInMonths(record.startsOn, record.endsOn),
    duties: duties.map((duty): DutyView => {
      const { waitsFor, consequence, ...shown } = duty;
      void consequence;
      return {
        ...shown,
        waitingFor: isClosed(duty.status)
          ? ''
          : waitingFor(looking, waitsFor, (role) => holderOf(record, role)),
      };
    }),
    marks: marksOf(duties),
    meetings: meetingsAbout(looking, id),
    history,
    latestEnd: latestEnd(record.startsOn),
  };
};

/** The people who have a part in a record; the roles that the notebook knows a person for. */
export const peopleByRole = (looking: Looking, about: string): ReadonlyMap<Role, Person> => {
  const people = new Map<Role, Person>();
  const put = (role: Role, id: string | null): void => {
    const person = looking.shelf.find('person', id);
    if (person !== null) people.set(role, person);
  };
  const secondment = looking.shelf.find('secondment', about);
  if (secondment !== null) {
    put('secondee', secondment.secondee);
    put('yot-line-manager', secondment.lineManager);
    put('yot-manager', secondment.yotManager ?? secondment.lineManager);
    put('liaison-spo', secondment.liaisonSpo);
  }
  const transfer = looking.shelf.find('transfer', about);
  if (transfer !== null) put('secondee', transfer.secondee);
  return people;
};
