/** Views of secondments and their duties, and of what is due to whom. */
import { dutiesAsIf, dutiesFor, eventsAbout, plainDutiesFor } from './duty-desk';
import { protocolsKnown, protocolWithId, versionOn } from './protocols-known';
import { mayChange, type Shelf } from './shelf';
import { iCoverFor, waitedFor, type Waited } from './view-away';
import { eventRows, missingSteps, pauseRows } from './view-events';
import type {
  DueRow,
  DutyView,
  MeetingRow,
  MovedDue,
  ReturnsView,
  SecondmentProtocolView,
  SecondmentRow,
  SecondmentView,
  StatusView,
  SummaryView,
} from './views';
import {
  compareDays,
  formatMonth,
  lastDayOfMonth,
  londonDay,
  CalendarDay,
} from '@/lib/domain/calendar';
import { marksOf, type Duty } from '@/lib/domain/duties';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import type { Meeting } from '@/lib/domain/meeting';
import type { Overview } from '@/lib/domain/overview';
import { ROLE_NAMES, type Person, type Role } from '@/lib/domain/people';
import { isOfPerformance } from '@/lib/domain/event';
import type { Protocol } from '@/lib/domain/protocol';
import { versionId } from '@/lib/domain/protocol-record';
import { latestEnd, lengthInMonths } from '@/lib/domain/secondment-plan';
import type { Secondment } from '@/lib/domain/secondment';
import { performanceSection } from '@/lib/domain/sections';
import { isSettled, openStatus } from '@/lib/domain/status';
import type { Team } from '@/lib/domain/team';
import type { HistoryLine } from '@/lib/notebook/history';
import { isMeetingOfPerformance } from '@/lib/notebook/layout';

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

/** `you`, a short name, or the role in full where nobody is named; and who covers for somebody who is away. */
export const waitingFor = (
  looking: Looking,
  roles: readonly Role[],
  holder: (role: Role) => string | null,
  roleNames: Protocol['roleNames'] = {},
): Waited => {
  const { shelf, me } = looking;
  const holders = roles.map((role) => ({ role, person: holder(role) }));
  if (me !== null && holders.some(({ person }) => person === me)) {
    return waitedFor(looking, me, 'you');
  }
  const first = holders.find(({ person }) => iCoverFor(looking, person)) ?? holders[0];
  if (first === undefined) return { waitingFor: 'nobody yet' };
  const found = shelf.find('person', first.person);
  return found === null
    ? { waitingFor: roleNames[first.role] ?? ROLE_NAMES[first.role] }
    : waitedFor(looking, found.id, shortName(found.name));
};

/** Roles that no secondment names anyone for: whoever has one in the notebook is asked for in all that they read. */
const HELD_BY_ROLE: ReadonlySet<Role> = new Set<Role>(['aco', 'hr']);

/** Who has to act: nobody of ours where the protocol names somebody outside, who is then called as it calls them. */
const waitsFor = (
  looking: Looking,
  secondment: Secondment,
  duty: Duty,
  protocol: Protocol | null,
): Waited => {
  const roleNames = protocol?.roleNames ?? {};
  const roles = duty.waitsFor;
  const [first] = roles;
  if (first === undefined || first === 'other') return { waitingFor: duty.who };
  const myRole = looking.shelf.find('person', looking.me)?.role;
  if (myRole !== undefined && HELD_BY_ROLE.has(myRole) && roles.includes(myRole)) {
    return waitedFor(looking, looking.me, 'you');
  }
  if (duty.isOutside) return { waitingFor: roleNames[first] ?? ROLE_NAMES[first] };
  return waitingFor(looking, roles, (role) => holderOf(secondment, role), roleNames);
};

const isOpen = ({ word }: StatusView): boolean =>
  word === 'Overdue' ||
  word === 'Due today' ||
  word === 'Due soon' ||
  word === 'Not due yet' ||
  word === 'Booked';

export const isMine = ({ waitingFor: who }: Pick<Waited, 'waitingFor'>): boolean => who === 'you';

const concernsOf = (
  looking: Looking,
  secondment: Pick<Secondment, 'secondee' | 'team'>,
): string => {
  const person = looking.shelf.find('person', secondment.secondee);
  const team = teamOf(looking, secondment.team)?.name ?? UNKNOWN_TEAM;
  return `${person === null ? 'Not named' : shortName(person.name)}, ${team}`;
};

/** By the name of a version, `2010.1`, as a duty remembers it. */
const versionFinder = ({ shelf }: Looking): ((id: string) => Protocol | null) => {
  const found = new Map<string, Protocol | null>();
  return (id) => {
    const known = found.get(id);
    if (known !== undefined) return known;
    const protocol = protocolWithId(protocolsKnown(shelf), id);
    found.set(id, protocol);
    return protocol;
  };
};

/** Who would have to act, of a duty that is done or need not be done too. */
export const waitsForDuty = (looking: Looking, secondment: Secondment, duty: Duty): Waited =>
  waitsFor(looking, secondment, duty, protocolWithId(protocolsKnown(looking.shelf), duty.protocol));

/** What a secondment still asks of anyone by a day. What was agreed and what limits a plan waits for nobody. */
export const dueRowsOf = (looking: Looking, secondment: Secondment): readonly DueRow[] => {
  const concerns = concernsOf(looking, secondment);
  const versionOf = versionFinder(looking);
  return dutiesFor(looking, secondment)
    .flatMap((duty): readonly DueRow[] =>
      duty.dueOn === null || duty.isAgreed || duty.kind !== 'duty' || !isOpen(duty.status)
        ? []
        : [
            {
              key: duty.evidenceId,
              title: duty.title,
              place: { screen: 'duty', id: `${secondment.id}|${duty.duty}|${duty.turn}` },
              concerns,
              dueOn: duty.dueOn,
              status: duty.status,
              ...waitsFor(looking, secondment, duty, versionOf(duty.protocol)),
            },
          ],
    )
    .toSorted((a, b) => compareDays(a.dueOn, b.dueOn));
};

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
        isOver: secondment.endsOn < looking.today,
        kind: secondment.kind,
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

export const meetingsAbout = (
  looking: Looking,
  id: string,
  isPlain = false,
): readonly MeetingRow[] =>
  looking.shelf
    .all('meeting')
    .filter(({ about, kind }) => about === id && !(isPlain && isMeetingOfPerformance(kind)))
    .toSorted((a, b) => (a.startsAt < b.startsAt ? 1 : -1))
    .map((meeting) => meetingRow(looking, meeting));

const named = (protocol: Protocol) => ({
  id: versionId(protocol),
  name: protocol.name,
  version: protocol.version,
  takesEffectOn: protocol.takesEffectOn,
});

const protocolOf = (
  { protocol: line }: Secondment,
  version: ReturnType<typeof versionOn>,
): SecondmentProtocolView => {
  if (version === null) return { line, id: line, name: line, version: 0, newer: null };
  const { now, later } = version;
  const { id, name, version: number } = named(now);
  return { line, id, name, version: number, newer: later === null ? null : named(later) };
};

const MONTHLY = 'Monthly sickness returns';

/** Monthly returns that are not recorded, of months that are over or in which the secondment ended. */
export const openReturns = (
  looking: Looking,
  secondment: Secondment,
): readonly { readonly month: CalendarDay; readonly duty: Duty }[] =>
  dutiesFor(looking, secondment).flatMap((duty) => {
    if (duty.group !== MONTHLY || !isOpen(duty.status)) return [];
    const month = CalendarDay.safeParse(`${duty.turn.slice(0, 7)}-01`);
    if (!month.success) return [];
    const isOver =
      lastDayOfMonth(month.data) <= looking.today || secondment.endsOn <= looking.today;
    return isOver && month.data <= looking.today ? [{ month: month.data, duty }] : [];
  });

/** Whether an absence that is recorded here touches the month. */
const wasAbsent = ({ shelf }: Looking, secondment: string, month: CalendarDay): boolean =>
  shelf
    .all('event')
    .some(
      (event) =>
        event.secondment === secondment &&
        event.kind === 'absence' &&
        event.on <= lastDayOfMonth(month) &&
        (event.endedOn === null || event.endedOn >= month),
    );

/** The returns that wait for whoever asks, for one tap a month. */
export const returnsView = (looking: Looking): ReturnsView => {
  const versionOf = versionFinder(looking);
  const rows = looking.shelf.all('secondment').flatMap((secondment) =>
    openReturns(looking, secondment)
      .filter(({ duty }) => isMine(waitsFor(looking, secondment, duty, versionOf(duty.protocol))))
      .map(({ month, duty }) => ({
        month,
        row: {
          secondment: secondment.id,
          name: looking.shelf.find('person', secondment.secondee)?.name ?? 'Not named',
          team: teamName(looking, secondment.team),
          dueOn: duty.dueOn,
          status: duty.status,
          wasAbsent: wasAbsent(looking, secondment.id, month),
        },
      })),
  );
  return {
    months: [...Map.groupBy(rows, ({ month }) => month)]
      .toSorted(([a], [b]) => compareDays(a, b))
      .map(([month, of]) => ({
        month: month.slice(0, 7),
        title: formatMonth(month),
        rows: of.map(({ row }) => row),
      })),
  };
};

export const secondmentView = (
  looking: Looking,
  id: string,
  history: SecondmentView['history'],
  isPlain = false,
): SecondmentView | null => {
  const { shelf } = looking;
  const record = shelf.find('secondment', id);
  if (record === null) return null;
  const team = teamOf(looking, record.team);
  if (team === null) return null;
  const duties = isPlain ? plainDutiesFor(looking, record) : dutiesFor(looking, record);
  const events = eventsAbout(looking, id).filter((event) => !isPlain || !isOfPerformance(event));
  const versionOf = versionFinder(looking);
  const version = versionOn(record, protocolsKnown(shelf), looking.today);
  const shown = duties.map((duty): DutyView => {
    const { waitsFor: roles, ...rest } = duty;
    void roles;
    return {
      ...rest,
      ...(isSettled(duty.status) || duty.isAgreed
        ? { waitingFor: '' }
        : waitsFor(looking, record, duty, versionOf(duty.protocol))),
    };
  });
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
    duties: shown.filter(({ isAgreed }) => !isAgreed),
    agreed: shown.filter(({ isAgreed }) => isAgreed),
    events: eventRows(events, duties, looking.today),
    pauses: pauseRows(events),
    missing: isPlain ? null : missingSteps(shelf, id, version?.now ?? null, duties),
    endsForPerformance: events.some(
      ({ kind, endingFor }) => kind === 'ending' && endingFor === 'performance',
    ),
    protocol: protocolOf(record, version),
    mayChange: mayChange(shelf, id),
    marks: marksOf(duties.filter(({ isAgreed }) => !isAgreed)),
    meetings: meetingsAbout(looking, id, isPlain),
    history,
    latestEnd: latestEnd(record.startsOn, version?.now.limits),
  };
};

/** For a printed summary: whoever does not read the performance part is never given it. */
export const summaryView = (
  looking: Looking,
  id: string,
  hasPerformance: boolean,
): SummaryView | null => {
  const readsPerformance = looking.shelf
    .sections()
    .some(({ name }) => name === performanceSection(id));
  const secondment = secondmentView(looking, id, [], !(hasPerformance && readsPerformance));
  return secondment === null ? null : { secondment, readsPerformance };
};

/** A record that was moved more often than this tells its latest moves. */
const MOST_MOVES = 20;

/**
 * The days on which one duty was due before the start or the end of its secondment was moved, newest first: worked
 * out as if the secondment still stood where its history says that it stood.
 */
export const movedDues = (
  looking: Looking,
  history: readonly Pick<HistoryLine, 'at' | 'field' | 'from' | 'to'>[],
  { secondment: id, duty, turn }: Readonly<Record<'secondment' | 'duty' | 'turn', string>>,
): readonly MovedDue[] => {
  const record = looking.shelf.find('secondment', id);
  if (record === null) return [];
  const dueIn = (duties: readonly Duty[]): CalendarDay | null =>
    duties.find((one) => one.duty === duty && one.turn === turn)?.dueOn ?? null;
  const moves = history.flatMap(({ at, field, from, to }) => {
    const before = CalendarDay.safeParse(from);
    if ((field !== 'startsOn' && field !== 'endsOn') || !before.success || from === to) return [];
    return [{ at, field, before: before.data } as const];
  });
  const found: MovedDue[] = [];
  let stood = record;
  let due = dueIn(dutiesFor(looking, record));
  for (const [at, together] of [...Map.groupBy(moves, (move) => move.at)].slice(0, MOST_MOVES)) {
    const fields = new Set(together.map(({ field }) => field));
    for (const { field, before } of together) stood = { ...stood, [field]: before };
    const dueBefore = dueIn(dutiesAsIf(looking, stood));
    if (dueBefore !== null && dueBefore !== due) {
      const moved = fields.size === 2 ? 'start and end' : fields.has('startsOn') ? 'start' : 'end';
      found.push({ dueOn: dueBefore, moved, on: londonDay(at) });
    }
    due = dueBefore;
  }
  return found;
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
