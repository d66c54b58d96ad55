/** Invented secondments for the preview: one in its tenth month, one that has just begun. */
import { CalendarDay } from '@/lib/domain/calendar';
import { dutiesOf } from '@/lib/domain/duties';
import { Person } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import {
  EVENT_KINDS,
  eventWords,
  isAgreedPause,
  isOfPerformance,
  isOpenEvent,
  lacksOf,
  SecondmentEvent,
} from '@/lib/domain/event';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import { Secondment } from '@/lib/domain/secondment';
import { Team } from '@/lib/domain/team';
import type { SampleViews } from './sample-link';
import type {
  DutyView,
  EventRow,
  LineMark,
  ProtocolLineView,
  ReturnsView,
  SecondmentRow,
  SecondmentView,
  StatusView,
  VacancyRow,
} from '@/lib/session/views';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

const newham = Team.parse({
  id: 'team.newham',
  name: 'Newham',
  label: 'YOT',
  authorities: ['Newham'],
});
const ada = Person.parse({
  id: 'person.ada',
  name: 'Ada Okafor',
  role: 'secondee',
  jobTitle: 'Probation Officer',
  grade: 'Band 4',
  qualifications: 'BA (Hons), PQiP',
  organisation: 'London Probation',
});
const rita = Person.parse({
  id: 'person.rita',
  name: 'Rita Mensah',
  role: 'yot-line-manager',
  jobTitle: 'Team manager',
  organisation: 'Newham Council',
});
const priya = Person.parse({
  id: 'person.priya',
  name: 'Priya Shah',
  role: 'liaison-spo',
  jobTitle: 'Senior Probation Officer',
  grade: 'Band 5',
  qualifications: 'DipPS',
  organisation: 'London Probation',
});

const status = (word: StatusView['word'], days: number | null, on: string | null): StatusView => ({
  word,
  days,
  on: on === null ? null : day(on),
});

interface SampleDuty {
  readonly duty: string;
  readonly turn?: string;
  readonly title: string;
  readonly group: DutyView['group'];
  readonly who: string;
  readonly waitingFor: string;
  readonly dueOn: string | null;
  readonly status: StatusView;
  readonly isProtocolDate?: boolean;
  readonly evidence: string;
  readonly proof?: string;
  readonly reason?: string;
  readonly meetingKind?: DutyView['meetingKind'];
  readonly meetingId?: string;
  readonly kind?: DutyView['kind'];
  readonly event?: string;
  readonly isOutside?: boolean;
  readonly reading?: string;
  readonly consequence?: string;
  readonly raise?: DutyView['raise'];
  readonly pausedDays?: number;
  readonly protocol?: string;
}

const dutyOf = (sample: SampleDuty): DutyView => ({
  duty: sample.duty,
  turn: sample.turn ?? '1',
  evidenceId: `secondment.ada.${sample.duty}.${sample.turn ?? '1'}`,
  title: sample.title,
  section: sample.duty.slice(1).split('.')[0] ?? '',
  kind: sample.kind ?? 'duty',
  isAgreed: sample.kind === 'agreed',
  isOutside: sample.isOutside ?? false,
  event: sample.event ?? null,
  protocol: sample.protocol ?? '2010.1',
  pausedDays: sample.pausedDays ?? 0,
  reading: sample.reading ?? null,
  consequence: sample.consequence ?? '',
  raise: sample.raise ?? null,
  repeats: null,
  missing: [],
  group: sample.group,
  who: sample.who,
  waitingFor: sample.waitingFor,
  dueOn: sample.dueOn === null ? null : day(sample.dueOn),
  isProtocolDate: sample.isProtocolDate ?? true,
  status: sample.status,
  evidence: sample.evidence,
  proof: sample.proof ?? '',
  reason: sample.reason ?? '',
  meetingKind: sample.meetingKind ?? null,
  meetingId: sample.meetingId ?? null,
});

const MONTHS = Array.from({ length: 24 }, (_, index) => {
  const month = 1 + index;
  const year = 2026 + Math.floor(month / 12);
  const dueMonth = month + 1;
  const dueYear = 2026 + Math.floor(dueMonth / 12);
  const two = (value: number): string => String((value % 12) + 1).padStart(2, '0');
  return {
    turn: `${year}-${two(month)}`,
    name: new Date(Date.UTC(year, month % 12)).toLocaleDateString('en-GB', {
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }),
    dueOn: `${dueYear}-${two(dueMonth)}-07`,
    isDone: index < 9,
    isSoon: index === 9,
  };
});

const returns: readonly SampleDuty[] = MONTHS.map(({ turn, name, dueOn, isDone, isSoon }) => ({
  duty: 'S7.3',
  turn,
  title: `Monthly sickness return, ${name}`,
  group: 'Monthly sickness returns',
  who: 'YOT line manager',
  waitingFor: 'R Mensah',
  dueOn,
  isProtocolDate: false,
  status: isDone
    ? status('Done', null, dueOn)
    : isSoon
      ? status('Due soon', 16, null)
      : status('Not due yet', null, null),
  evidence:
    'The day the return was sent to the Liaison Senior Probation Officer and to HR. A nil return counts.',
  proof: isDone ? 'Nil return, sent to Liaison Senior Probation Officer and HR' : '',
}));

const documents = [
  ['S5.1a', 'HR policy given'],
  ['S5.1b', 'Induction guidelines given'],
  ['S5.1c', 'YOT business plan given'],
  ['S5.1d', 'Equality and diversity policy given'],
  ['S5.1e', 'Health and safety policy given'],
].map(([duty = '', title = '']): SampleDuty => ({
  duty,
  title,
  group: 'First month',
  who: 'YOT line manager',
  waitingFor: 'R Mensah',
  dueOn: '2026-02-15',
  isProtocolDate: false,
  status: status('Done', null, '2026-02-03'),
  evidence: 'The day it was given, its version, and that the secondee has it.',
  proof: 'Given on paper, March 2025 version',
}));

const quarters = [
  ['1', '2026-05-01', 'Done', '2026-04-28'],
  ['2', '2026-08-01', 'Done late', '2026-08-06'],
  ['3', '2026-11-01', 'Overdue', null],
  ['4', '2027-02-01', 'Booked', '2027-01-26'],
  ['5', '2027-05-01', 'Not due yet', null],
  ['6', '2027-08-01', 'Not due yet', null],
  ['7', '2027-11-01', 'Not due yet', null],
] as const;

const DUTIES: readonly SampleDuty[] = [
  {
    duty: 'S2.3',
    title: 'Opening meeting',
    group: 'First month',
    who: 'Liaison Senior Probation Officer, YOT manager and secondee',
    waitingFor: 'you',
    dueOn: '2026-02-15',
    isProtocolDate: false,
    status: status('Done', null, '2026-02-09'),
    evidence: 'A meeting note with the three people present.',
    meetingKind: 'opening',
    meetingId: 'meeting.opening',
  },
  ...documents,
  {
    duty: 'S5.5',
    title: 'PPDA signed at the three-way meeting',
    group: 'First month',
    who: 'Secondee, YOT line manager and Liaison Senior Probation Officer',
    waitingFor: 'you',
    dueOn: '2026-03-01',
    status: status('Done', null, '2026-02-26'),
    evidence: 'Three named signatures on the PPDA.',
    proof: '3 of 3 signed',
    meetingKind: 'ppda-sign-off',
    meetingId: 'meeting.ppda',
  },
  {
    duty: 'S5.2',
    title: 'Training needs found and met',
    group: 'First month',
    who: 'YOT line manager and secondee',
    waitingFor: 'R Mensah',
    dueOn: '2026-03-01',
    status: status('Not applicable', null, null),
    evidence: 'A list of training, each item done or booked with a date.',
    reason: 'Completed at Hackney in 2025.',
  },
  {
    duty: 'S2.4',
    title: 'Six-month review',
    group: 'Meetings',
    who: 'Secondee, YOT line manager and Liaison Senior Probation Officer',
    waitingFor: 'you',
    dueOn: '2026-08-01',
    status: status('Done', null, '2026-07-28'),
    evidence: 'A meeting note that says what has gone well and what should change.',
    meetingKind: 'six-month-review',
    meetingId: 'meeting.review',
  },
  ...quarters.map(([turn, dueOn, word, on]): SampleDuty => ({
    duty: 'S8.10',
    turn,
    title: `Quarterly three-way meeting ${turn}`,
    group: 'Meetings',
    who: 'Secondee, YOT line manager and Liaison Senior Probation Officer',
    waitingFor: 'you',
    dueOn,
    status: status(word, word === 'Overdue' ? 20 : null, on),
    evidence: 'A meeting note with the three people present.',
    meetingKind: 'quarterly',
    ...(word === 'Booked' ? { meetingId: 'meeting.quarterly-4' } : {}),
  })),
  ...returns,
  {
    duty: 'S2.9',
    title: 'Exit meeting',
    group: 'Ending',
    who: 'Liaison Senior Probation Officer, YOT line manager and secondee',
    waitingFor: 'you',
    dueOn: '2027-07-31',
    status: status('Not due yet', null, null),
    evidence: 'A meeting note with the exit strategy and the way back to probation.',
    meetingKind: 'exit',
  },
  {
    duty: 'S2.10',
    title: 'Exit arrangements made',
    group: 'Ending',
    who: 'Probation',
    waitingFor: 'you',
    dueOn: '2028-01-31',
    status: status('Cannot start yet', null, null),
    evidence: 'Post and team to return to, the day, and training with dates.',
  },
  {
    duty: 'S15.1',
    title: 'Laptop with probation systems',
    group: 'Team and area',
    who: 'Probation and YOT',
    waitingFor: 'R Mensah',
    dueOn: '2026-11-24',
    isProtocolDate: false,
    status: status('Due soon', 3, null),
    evidence: 'The day since which it works, or the other way agreed.',
  },
];

const duties = DUTIES.map(dutyOf);

const agreed = (
  [
    ['S4.1', 'Existing terms and conditions stay', 'agreed'],
    ['S13.3', 'Staff counselling as for other probation staff', 'agreed'],
    ['S2.2', 'Three years at the most', 'limit'],
  ] as const
).map(([duty, title, kind]) =>
  dutyOf({
    duty,
    title,
    kind,
    group: 'What was agreed',
    who: 'Probation and the YOT',
    waitingFor: '',
    dueOn: null,
    status: status('Not recorded', null, null),
    evidence: 'Where it is written down.',
  }),
);

const markState = (duty: DutyView): LineMark['state'] => {
  const { word } = duty.status;
  if (word === 'Done' || word === 'Done late') return 'done';
  if (word === 'Overdue' || word === 'Late start') return 'overdue';
  return word === 'Booked' ? 'booked' : 'to come';
};

const marksOf = (of: readonly DutyView[]): readonly LineMark[] =>
  of.flatMap((duty) => {
    const on = duty.status.on ?? duty.dueOn;
    return on === null || duty.status.word === 'Not applicable'
      ? []
      : [{ on, title: duty.title, state: markState(duty), isTick: duty.duty === 'S7.3' }];
  });

const adaRecord = Secondment.parse({
  id: 'secondment.ada',
  team: newham.id,
  secondee: ada.id,
  lineManager: rita.id,
  liaisonSpo: priya.id,
  startsOn: '2026-02-01',
  endsOn: '2028-01-31',
  recordedOn: '2026-01-20',
});

export const sampleSecondment: SecondmentView = {
  record: adaRecord,
  title: 'Ada Okafor',
  team: newham,
  people: { secondee: ada, lineManager: rita, liaisonSpo: priya, yotManager: null },
  months: 24,
  duties: [...duties, ...agreed.filter(({ kind }) => kind === 'limit')],
  agreed: agreed.filter(({ isAgreed }) => isAgreed),
  events: [],
  pauses: [],
  missing: [],
  endsForPerformance: false,
  protocol: {
    line: '2010',
    id: '2010.1',
    name: 'London protocol 2010',
    version: 1,
    newer: null,
  },
  mayChange: true,
  marks: marksOf(duties),
  meetings: [
    {
      id: 'meeting.quarterly-4',
      title: 'Quarterly three-way meeting',
      concerns: 'A Okafor, Newham',
      startsAt: '2027-01-26T14:00',
      state: 'planned',
      isPast: false,
    },
    {
      id: 'meeting.review',
      title: 'Six-month review',
      concerns: 'A Okafor, Newham',
      startsAt: '2026-07-28T10:30',
      state: 'held',
      isPast: true,
    },
  ],
  history: [
    {
      at: Date.UTC(2026, 10, 20, 16, 12),
      by: 'Rita Mensah',
      what: 'End of the secondment',
      from: '28 January 2028',
      to: '31 January 2028',
    },
    {
      at: Date.UTC(2026, 0, 20, 9, 40),
      by: 'Priya Shah',
      what: 'YOT line manager',
      from: '',
      to: 'Rita Mensah',
    },
  ],
  latestEnd: day('2029-01-31'),
};

/** The same secondment extended by six months, to see the dashed part of the line. */
export const sampleExtendedSecondment: SecondmentView = {
  ...sampleSecondment,
  record: Secondment.parse({
    ...adaRecord,
    id: 'secondment.extended',
    endsOn: '2028-07-31',
    endReason: 'To finish the resettlement project.',
  }),
  months: 30,
};

const jayRecord = Secondment.parse({
  id: 'secondment.jay',
  team: 'team.hackney',
  secondee: 'person.jay',
  lineManager: null,
  liaisonSpo: priya.id,
  startsOn: '2026-11-16',
  endsOn: '2028-11-15',
  recordedOn: '2026-11-16',
});

/** As the rules give them, so that the preview shows the true number and the true words. */
const newDuties: readonly DutyView[] = dutiesOf({
  secondment: jayRecord,
  protocols: SHIPPED_PROTOCOLS,
  evidence: [],
  meetings: [],
  events: [],
  team: null,
  today: day('2026-11-21'),
}).map((duty) => ({
  ...duty,
  waitingFor: duty.waitsFor.includes('liaison-spo') ? 'you' : 'J Patel',
}));

export const sampleNewSecondment: SecondmentView = {
  ...sampleSecondment,
  record: jayRecord,
  title: 'Jay Patel',
  team: Team.parse({ id: 'team.hackney', name: 'Hackney' }),
  people: {
    secondee: Person.parse({
      id: RecordId.parse('person.jay'),
      name: 'Jay Patel',
      role: 'secondee',
    }),
    lineManager: null,
    liaisonSpo: priya,
    yotManager: null,
  },
  meetings: [],
  history: [],
  duties: newDuties.filter(({ isAgreed }) => !isAgreed),
  agreed: newDuties.filter(({ isAgreed }) => isAgreed),
  marks: marksOf(newDuties.filter(({ isAgreed }) => !isAgreed)),
  latestEnd: day('2029-11-15'),
};

const contacts = [1, 2, 3].map((week) =>
  dutyOf({
    duty: 'S7.4',
    turn: `event.absence.${week}`,
    event: 'event.absence',
    title: `Contact during absence, ${week}`,
    group: 'Absence',
    who: 'YOT line manager',
    waitingFor: 'R Mensah',
    dueOn: `2026-11-${String(2 + week * 7).padStart(2, '0')}`,
    isProtocolDate: false,
    reading: 'A10',
    consequence: 'The line manager is asked again.',
    raise: week === 2 ? 'aco' : null,
    status:
      week === 1 ? status('Done', null, '2026-11-09') : status('Overdue', week === 2 ? 5 : 0, null),
    evidence: 'The day and with whom.',
    proof: week === 1 ? 'Spoke by telephone' : '',
  }),
);

const EVENTS = [
  { id: 'event.absence', kind: 'absence', on: '2026-11-02' },
  {
    id: 'event.extension',
    kind: 'extension',
    on: '2026-11-10',
    newEndsOn: '2028-07-31',
    words: 'To finish the resettlement project.',
    consultedOn: '2026-11-12',
  },
  {
    id: 'event.pause',
    kind: 'pause',
    on: '2026-11-02',
    outcome: 'agreed',
    probationAgreedOn: '2026-11-16',
    yotAgreedOn: '2026-11-17',
  },
  {
    id: 'event.course',
    kind: 'course',
    on: '2026-04-02',
    what: 'Safeguarding, level 2',
    mandatoryFor: 'both',
    endedOn: '2026-05-20',
  },
  {
    id: 'event.concern',
    kind: 'concern',
    on: '2026-06-01',
    what: 'Reports late',
    endedOn: '2026-08-14',
    outcome: 'satisfactory',
  },
  {
    id: 'event.ending',
    kind: 'ending',
    on: '2026-11-18',
    endingFor: 'performance',
    newEndsOn: '2027-01-31',
    words: 'Agreed with the Assistant Chief Officer.',
  },
].map((event) => SecondmentEvent.parse({ secondment: adaRecord.id, ...event }));

const eventRow = (record: SecondmentEvent): EventRow => ({
  id: record.id,
  record,
  name: EVENT_KINDS[record.kind].name,
  words: eventWords(record),
  isOpen: isOpenEvent(record, day('2026-11-21')),
  lacks: lacksOf(record),
  isOfPerformance: isOfPerformance(record),
  duties: contacts.filter(({ event }) => event === record.id).map(({ evidenceId }) => evidenceId),
});

/** Much has happened in it: an absence with a pause, an extension that is not agreed, an ending for performance. */
export const sampleBusySecondment: SecondmentView = {
  ...sampleSecondment,
  record: Secondment.parse({ ...adaRecord, id: 'secondment.busy' }),
  duties: [...sampleSecondment.duties, ...contacts],
  events: EVENTS.map(eventRow),
  pauses: EVENTS.filter(({ kind }) => kind === 'pause').map((pause) => ({
    id: pause.id,
    from: pause.on,
    to: pause.endedOn,
    isAgreed: isAgreedPause(pause),
    lacks: lacksOf(pause),
    words: eventWords(pause),
  })),
  missing: [
    { duty: 'S9.5', title: 'Performance meeting', section: '9', evidenceId: null },
    { duty: 'S9.7', title: 'Performance follow-up meeting', section: '9', evidenceId: null },
  ],
  endsForPerformance: true,
  protocol: {
    ...sampleSecondment.protocol,
    newer: {
      id: 'today.1',
      name: 'London protocol, in use today',
      version: 1,
      takesEffectOn: day('2027-04-01'),
    },
  },
};

export const sampleReturns: ReturnsView = {
  months: [
    {
      month: '2026-10',
      title: 'October 2026',
      rows: [
        {
          secondment: 'secondment.ada',
          name: 'Ada Okafor',
          team: 'Newham YOT',
          dueOn: day('2026-11-07'),
          status: status('Overdue', 14, null),
          wasAbsent: false,
        },
        {
          secondment: 'secondment.jay',
          name: 'Jay Patel',
          team: 'Hackney YOT',
          dueOn: day('2026-11-07'),
          status: status('Overdue', 14, null),
          wasAbsent: false,
        },
      ],
    },
  ],
};

const vacancy = (name: string, known: Partial<VacancyRow>): VacancyRow => ({
  team: Team.parse({ id: `team.${name.toLowerCase()}`, name }),
  since: null,
  words: 'No secondment recorded here',
  isKnown: false,
  startsOn: null,
  raisedOn: null,
  fundingClaimedOn: null,
  fundingNote: '',
  ...known,
});

export const sampleVacancies: readonly VacancyRow[] = [
  vacancy('Camden', {
    since: day('2026-03-01'),
    words: 'Vacant since 1 March 2026',
    isKnown: true,
    raisedOn: day('2026-05-05'),
  }),
  vacancy('Barnet', {}),
  vacancy('Ealing', {}),
];

export const sampleLines: readonly ProtocolLineView[] = SHIPPED_PROTOCOLS.map(
  ({ id, name, area, version, takesEffectOn, rows, changes }) => ({
    line: id,
    name,
    area,
    isShipped: true,
    replaces: null,
    replacedBy: [],
    versions: [
      {
        id: `${id}.${version}`,
        version,
        name,
        takesEffectOn,
        isShipped: true,
        state: 'in force',
        rowCount: Object.keys(rows).length,
        changeCount: changes.length,
      },
    ],
    secondments: [],
  }),
);

export const sampleSecondments: readonly SecondmentRow[] = [
  {
    id: 'secondment.ada',
    name: 'Ada Okafor',
    team: 'Newham',
    startsOn: day('2026-02-01'),
    endsOn: day('2028-01-31'),
    overdue: 1,
    next: {
      key: 'secondment.ada.S8.10.3',
      title: 'Quarterly three-way meeting 3',
      place: { screen: 'duty', id: 'secondment.ada|S8.10|3' },
      concerns: 'A Okafor, Newham',
      dueOn: day('2026-11-01'),
      status: status('Overdue', 20, null),
      waitingFor: 'you',
    },
  },
  {
    id: 'secondment.jay',
    name: 'Jay Patel',
    team: 'Hackney',
    startsOn: day('2026-11-16'),
    endsOn: day('2028-11-15'),
    overdue: 0,
    next: {
      key: 'secondment.jay.S2.3.1',
      title: 'Opening meeting',
      place: { screen: 'duty', id: 'secondment.jay|S2.3|1' },
      concerns: 'J Patel, Hackney',
      dueOn: day('2026-11-30'),
      status: status('Due soon', 9, null),
      waitingFor: 'you',
    },
  },
];

/** The views of this room in the preview. */
export const roomViews: SampleViews = {
  returns: () => sampleReturns,
  vacancies: () => sampleVacancies,
  summary: () => ({ secondment: sampleBusySecondment, readsPerformance: true }),
  secondment: (id) =>
    id === sampleExtendedSecondment.record.id
      ? sampleExtendedSecondment
      : id === sampleBusySecondment.record.id
        ? sampleBusySecondment
        : id === sampleNewSecondment.record.id
          ? sampleNewSecondment
          : sampleSecondment,
};
