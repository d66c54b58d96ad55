/** An invented notebook for the preview: its people, what is due, who has a copy, what is to check. */
import { CalendarDay } from '@/lib/domain/calendar';
import { Person } from '@/lib/domain/people';
import { Team } from '@/lib/domain/team';
import type {
  AppView,
  ChangeToCheck,
  DeviceView,
  DueRow,
  JoinView,
  PeopleView,
  RemovedView,
  SyncView,
  TodayView,
  ToldView,
} from '@/lib/session/views';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

export const today = day('2026-11-21');
export const newham = Team.parse({
  id: 'team.newham',
  name: 'Newham',
  label: 'YOT',
  authorities: ['Newham'],
});
export const hackney = Team.parse({
  id: 'team.hackney',
  name: 'Hackney',
  label: 'YOT',
  authorities: ['Hackney'],
});
export const priya = Person.parse({
  id: 'person.priya',
  name: 'Priya Shah',
  role: 'liaison-spo',
  jobTitle: 'Senior Probation Officer',
  grade: 'Band 5',
  qualifications: 'DipPS',
  registration: 'PR-004411',
  organisation: 'London Probation',
});
export const ada = Person.parse({
  id: 'person.ada',
  name: 'Ada Okafor',
  role: 'secondee',
  jobTitle: 'Probation Officer',
  grade: 'Band 4',
  qualifications: 'BA (Hons), PQiP',
  organisation: 'London Probation',
});
export const rita = Person.parse({
  id: 'person.rita',
  name: 'Rita Mensah',
  role: 'yot-line-manager',
  jobTitle: 'Team manager',
  organisation: 'Newham Council',
});
export const jo = Person.parse({
  id: 'person.jo',
  name: 'Jo Patel',
  role: 'yot-manager',
  organisation: 'Newham Council',
});
export const sam = Person.parse({
  id: 'person.sam',
  name: 'Sam Green',
  role: 'aco',
  organisation: 'London Probation',
});

export const savedAt = Date.UTC(2026, 10, 21, 14, 14);

export const upToDate: SyncView = {
  here: ['Ada Okafor'],
  otherDevices: 2,
  unsent: 0,
  meetingPoint: 'reached',
  savedAt,
  storage: 'ok',
  problems: 0,
};
export const offline: SyncView = {
  ...upToDate,
  here: [],
  unsent: 4,
  meetingPoint: 'not reached',
};
export const alone: SyncView = {
  ...upToDate,
  here: [],
  otherDevices: 0,
  unsent: 12,
  meetingPoint: 'none set',
};

export type OpenApp = Extract<AppView, { stage: 'open' }>;

export const openApp: OpenApp = {
  stage: 'open',
  me: priya,
  today,
  notebook: { id: 'n1', name: 'Newham notebook' },
  notebooks: [{ id: 'n1', name: 'Newham notebook' }],
  mayInvite: true,
  lockAfterMinutes: 15,
  sync: upToDate,
  overdue: 1,
  toCheck: 1,
  join: null,
  removed: null,
  recovery: 'checked',
  isAuditor: false,
  asksReasons: false,
  teams: [newham, hackney],
  people: [priya, ada, rita, sam, jo],
};

const quarterly: DueRow = {
  key: 's1.S8.3.3',
  title: 'Quarterly three-way meeting',
  place: { screen: 'duty', id: 's1.S8.3.3' },
  concerns: 'A Okafor, Newham',
  dueOn: day('2026-11-01'),
  status: { word: 'Overdue', days: 20, on: null },
  waitingFor: 'you',
};

export const todayView: TodayView = {
  today,
  overdue: [quarterly],
  week: [
    {
      key: 's2.S5.5.1',
      title: 'Sign PPDA at three-way meeting',
      place: { screen: 'duty', id: 's2.S5.5.1' },
      concerns: 'J Patel, Hackney',
      dueOn: day('2026-11-24'),
      status: { word: 'Due soon', days: 3, on: null },
      waitingFor: 'you',
    },
    {
      key: 'transfer.jb.pack',
      title: 'Transfer JB-0412: send documents',
      place: { screen: 'transfer', id: 'transfer.jb' },
      concerns: 'Newham, 2 of 5 documents sent',
      dueOn: day('2026-11-27'),
      status: { word: 'Due soon', days: 6, on: null },
      waitingFor: 'Newham YOT',
    },
  ],
  waiting: [
    {
      key: 's1.S9.2.1',
      title: 'Appraisal copy',
      place: { screen: 'duty', id: 's1.S9.2.1' },
      concerns: 'A Okafor, Newham',
      dueOn: day('2026-12-02'),
      status: { word: 'Not due yet', days: 11, on: null },
      waitingFor: 'Rita Mensah',
    },
    {
      key: 's1.S6.1.1',
      title: 'Induction meeting',
      place: { screen: 'duty', id: 's1.S6.1.1' },
      concerns: 'A Okafor, Newham',
      dueOn: day('2026-12-08'),
      status: { word: 'Booked', days: null, on: day('2026-12-04') },
      waitingFor: 'Rita Mensah',
    },
  ],
  next: null,
  toCheck: 1,
  away: [],
  isEmpty: false,
  mayAdd: { secondment: true, transfer: true, meeting: true },
};

export const quietToday: TodayView = {
  ...todayView,
  overdue: [],
  week: [],
  waiting: [],
  toCheck: 0,
  next: {
    ...quarterly,
    concerns: 'J Patel, Hackney',
    dueOn: day('2026-12-08'),
    status: { word: 'Not due yet', days: 17, on: null },
  },
};

const device = (change: Partial<DeviceView> & Pick<DeviceView, 'id'>): DeviceView => ({
  isThis: false,
  isHere: false,
  lastSeen: today,
  lacks: 0,
  admittedBy: 'Priya Shah',
  isRecovery: false,
  isTold: true,
  canRemove: true,
  letIn: [],
  ...change,
});

export const thisDevice = device({ id: 'd1', isThis: true, isHere: true });
export const secondDevice = device({
  id: 'd1b',
  lastSeen: day('2026-11-18'),
  lacks: 3,
  letIn: ['d1c'],
});
export const recoveryCode = device({
  id: 'd1r',
  lastSeen: null,
  lacks: null,
  isRecovery: true,
});
const adasDevice = device({ id: 'd2', isHere: true });
const ritasDevice = device({ id: 'd3', lastSeen: day('2026-11-19'), lacks: 6, isTold: false });
const samsDevice = device({ id: 'd5', lastSeen: day('2026-11-20') });
const samsLaptop = device({
  id: 'd6',
  lastSeen: day('2026-11-20'),
  admittedBy: 'Sam Green',
  isTold: false,
});

export const told: readonly ToldView[] = [
  {
    device: 'd1',
    name: 'Priya Shah',
    number: null,
    isThis: true,
    isHere: true,
    lastSeen: today,
    isTold: true,
  },
  {
    device: 'd2',
    name: 'Ada Okafor',
    number: null,
    isThis: false,
    isHere: true,
    lastSeen: today,
    isTold: true,
  },
  {
    device: 'd5',
    name: 'Sam Green',
    number: 1,
    isThis: false,
    isHere: false,
    lastSeen: day('2026-11-20'),
    isTold: true,
  },
  {
    device: 'd6',
    name: 'Sam Green',
    number: 2,
    isThis: false,
    isHere: false,
    lastSeen: day('2026-11-20'),
    isTold: false,
  },
];

export const removedLee: RemovedView = {
  key: 'removed.lee',
  name: 'Lee Brown',
  isPerson: true,
  devices: 2,
  by: 'You',
  on: day('2026-11-20'),
  told,
};

export const peopleView: PeopleView = {
  people: [
    {
      person: priya,
      isMe: true,
      hasJoined: true,
      mayInvite: true,
      isAuditor: false,
      canRemove: false,
      canAppoint: true,
      devices: [thisDevice, secondDevice, recoveryCode],
      reads: [
        'People and teams',
        'Overview',
        'Transfers',
        'Ada Okafor, Newham',
        'Performance of Ada Okafor',
      ],
    },
    {
      person: ada,
      isMe: false,
      hasJoined: true,
      mayInvite: false,
      isAuditor: false,
      canRemove: true,
      canAppoint: true,
      devices: [adasDevice],
      reads: ['People and teams', 'Transfers', 'Ada Okafor, Newham', 'Performance of Ada Okafor'],
    },
    {
      person: rita,
      isMe: false,
      hasJoined: true,
      mayInvite: true,
      isAuditor: false,
      canRemove: true,
      canAppoint: true,
      devices: [ritasDevice],
      reads: ['People and teams', 'Transfers', 'Ada Okafor, Newham', 'Performance of Ada Okafor'],
    },
    {
      person: sam,
      isMe: false,
      hasJoined: true,
      mayInvite: false,
      isAuditor: true,
      canRemove: true,
      canAppoint: true,
      devices: [samsDevice, samsLaptop],
      reads: ['People and teams', 'Overview'],
    },
    {
      person: jo,
      isMe: false,
      hasJoined: false,
      mayInvite: false,
      isAuditor: false,
      canRemove: false,
      canAppoint: true,
      devices: [],
      reads: [],
    },
  ],
  copies: 5,
  news: [
    {
      key: 'n1',
      kind: 'device added',
      who: 'Sam Green',
      by: null,
      at: Date.UTC(2026, 10, 20, 15, 2),
    },
    {
      key: 'n2',
      kind: 'person removed',
      who: 'Lee Brown',
      by: 'You',
      at: Date.UTC(2026, 10, 20, 11, 40),
    },
    {
      key: 'n3',
      kind: 'joined',
      who: 'Sam Green',
      by: 'Rita Mensah',
      at: Date.UTC(2026, 10, 12, 9, 5),
    },
  ],
  removed: [removedLee],
  twoCopies: [],
  invitations: [
    {
      id: 'i1',
      personId: 'person.jo',
      isOwnDevice: false,
      name: 'Jo Patel',
      code: 'LN1-7QKM-2XWB-9HDR-T4ZP-8VNC-3FJY-6GLS-5AEU-7QKM-2XWB-9HDR-T4ZP-8VNC-3FJY-6GLS-5AEU',
      state: 'waiting',
      words: [],
      why: null,
      endsAt: Date.UTC(2026, 10, 23, 15, 10),
    },
  ],
  setAside: [
    {
      words: 'Written by a device that this notebook does not know.',
      who: null,
      count: 2,
    },
  ],
  meetingPoints: ['wss://meet.newham.example'],
  sync: upToDate,
};

export const changeToCheck: ChangeToCheck = {
  kind: 'meeting',
  id: 'meeting.exit',
  field: 'startsAt',
  fieldTitle: 'date',
  title: 'Exit meeting, Ada Okafor',
  place: { screen: 'meeting', id: 'meeting.exit' },
  options: [
    {
      value: '"2027-07-28"',
      shown: '28 July 2027',
      by: 'You',
      at: Date.UTC(2026, 10, 20, 16, 12),
    },
    {
      value: '"2027-07-30"',
      shown: '30 July 2027',
      by: 'Rita Mensah',
      at: Date.UTC(2026, 10, 20, 17, 40),
    },
  ],
  shownNow: '30 July 2027',
};

export const joinStep = (state: JoinView['state'], why: string | null = null): JoinView => ({
  state,
  words: state === 'compare words' ? ['harbour', 'violet', 'ladder'] : [],
  why,
});
