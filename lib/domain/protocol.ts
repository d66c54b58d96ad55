/**
 * The duties of the 2010 secondment protocol as data: what is asked, of whom, by when, and what proves it.
 *
 * The rows are those of one secondment that have a clock or are recorded once. A date that the protocol does
 * not give is a reading of ours; its code stands in `docs/decisions/0009-readings.md`, and a screen says that it was chosen here.
 */
import type { MeetingKind } from './meeting';
import type { Role } from './people';
import type { Period } from './period';

/** What a due date is counted from. Only those of a secondment have dates so far. */
export type Anchor =
  | 'start'
  | 'end'
  | 'month_end'
  | 'team'
  | 'protocol'
  | 'course'
  | 'leave_year_end'
  | 'performance_year_start'
  | `team.${string}`
  | `event:${string}`;

export type Bound =
  | 'on_or_before'
  | 'at'
  | 'before'
  | 'after'
  | 'not_before'
  | 'not_after'
  | 'equals_default'
  | 'start_on_or_after'
  | 'standing'
  | 'asap'
  | 'policy'
  | 'by'
  | 'during'
  | 'repeat'
  | 'right'
  | 'rule'
  | 'max:5d';

export interface DueRule {
  readonly anchor: Anchor;
  readonly offset: Period;
  readonly bound: Bound;
  /** The n-th repeat is the anchor and n times this. */
  readonly repeat?: Period;
  readonly until?: 'end' | 'month_of:end' | `event:${string}`;
  /** Overdue only so long after the due date. */
  readonly grace?: Period;
  /** A secondment planned for less than `under` has this due at half its length; our date. */
  readonly halfWhenUnder?: Period;
}

export const DUTY_GROUPS = [
  'First month',
  'Meetings',
  'Monthly sickness returns',
  'Ending',
  'Standing',
] as const;
export type DutyGroup = (typeof DUTY_GROUPS)[number];

export interface DutyRow {
  /** Plain words, as they stand on a screen. */
  readonly title: string;
  /** Section of the protocol, as a person would cite it. */
  readonly section: string;
  readonly group: DutyGroup;
  readonly trigger:
    | 'secondment starts'
    | 'planned end known'
    | 'extension proposed'
    | 'notice given'
    | 'exit meeting held'
    | 'calendar month ends'
    | 'policy given'
    | 'team exists';
  readonly due: DueRule;
  /** Who the protocol says, in words. */
  readonly who: string;
  readonly waitsFor: readonly Role[];
  /** What would prove it. */
  readonly evidence: string;
  /** What follows when it is not done. */
  readonly consequence: string;
  readonly dateFrom: 'protocol' | 'reading';
  /** The reading that settles an open sentence, by its code in docs/decisions/0009-readings.md. */
  readonly reading: string | null;
  /** A meeting of this kind proves it. */
  readonly meetingKind: MeetingKind | null;
  /** Meetings of another kind that prove the turn in which they fall. */
  readonly alsoProvedBy?: readonly MeetingKind[];
  /** The field of the secondment that proves it. */
  readonly field?: 'lineManager' | 'liaisonSpo' | 'ppdaAgreedOn';
  /** The duty that has to be done first. */
  readonly after?: string;
}

const givenBy = (title: string) =>
  ({
    title,
    section: '5',
    group: 'First month',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P14D', bound: 'on_or_before' },
    who: 'YOT (line manager assumed)',
    waitsFor: ['yot-line-manager'],
    evidence: 'The date it was given, and its version or link',
    consequence: 'Shown to the YOT line manager as overdue',
    dateFrom: 'reading',
    reading: 'A2',
    meetingKind: null,
  }) as const satisfies DutyRow;

/** Source: Secondment Protocol, September 2010, by section; the readings are ours. */
export const PROTOCOL_2010 = {
  'S1.2': {
    title: 'Liaison Senior Probation Officer named',
    section: '1',
    group: 'Standing',
    trigger: 'team exists',
    due: { anchor: 'team', offset: 'P0D', bound: 'standing' },
    who: 'Probation',
    waitsFor: ['aco'],
    evidence: 'The name of the Liaison Senior Probation Officer',
    consequence: 'Raise with the Assistant Chief Officer',
    dateFrom: 'protocol',
    reading: null,
    meetingKind: null,
    field: 'liaisonSpo',
  },
  'S1.3': {
    title: 'YOT line manager named',
    section: '1',
    group: 'Standing',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P0D', bound: 'on_or_before' },
    who: 'YOT',
    waitsFor: ['yot-manager'],
    evidence: 'The name of the line manager',
    consequence: 'Shown as missing, and a reason is asked for',
    dateFrom: 'protocol',
    reading: null,
    meetingKind: null,
    field: 'lineManager',
  },
  'S2.1': {
    title: 'Two years expected',
    section: '2',
    group: 'Ending',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P2Y', bound: 'equals_default' },
    who: 'Probation and YOT',
    waitsFor: ['liaison-spo', 'yot-manager'],
    evidence: 'The planned end date',
    consequence: 'A different end is pointed out; it is no breach',
    dateFrom: 'protocol',
    reading: 'A1',
    meetingKind: null,
  },
  'S2.2': {
    title: 'Three years at the most',
    section: '2',
    group: 'Ending',
    trigger: 'extension proposed',
    due: { anchor: 'start', offset: 'P3Y', bound: 'not_after' },
    who: 'Probation, YOT and secondee',
    waitsFor: ['liaison-spo', 'yot-manager', 'secondee'],
    evidence: 'The reason; when the secondee was consulted; when each side agreed',
    consequence: 'A plan beyond three years is refused',
    dateFrom: 'protocol',
    reading: 'A1',
    meetingKind: null,
  },
  'S2.3': {
    title: 'Opening meeting',
    section: '2',
    group: 'First month',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P14D', bound: 'on_or_before' },
    who: 'Liaison Senior Probation Officer (arranger assumed), YOT manager and secondee',
    waitsFor: ['liaison-spo'],
    evidence: 'A note of the meeting with its three attendees',
    consequence: 'Shown to the Liaison Senior Probation Officer as overdue',
    dateFrom: 'reading',
    reading: 'A2',
    meetingKind: 'opening',
  },
  'S2.4': {
    title: 'Six-month review',
    section: '2',
    group: 'Meetings',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P6M', bound: 'on_or_before' },
    who: 'Liaison Senior Probation Officer (arranger assumed), YOT line manager and secondee',
    waitsFor: ['liaison-spo'],
    evidence: 'A note of the meeting: progress, changes proposed, whether each party is content',
    consequence: 'Shown as overdue; after a month, to the Assistant Chief Officer',
    dateFrom: 'protocol',
    reading: 'A3',
    meetingKind: 'six-month-review',
  },
  'S2.9': {
    title: 'Exit meeting',
    section: '2',
    group: 'Ending',
    trigger: 'planned end known',
    due: { anchor: 'end', offset: '-P6M', bound: 'on_or_before', halfWhenUnder: 'P12M' },
    who: 'Liaison Senior Probation Officer (arranger assumed), YOT line manager and secondee',
    waitsFor: ['liaison-spo'],
    evidence: 'A note of the meeting with the agreed exit and return to probation',
    consequence: 'Shown as overdue',
    dateFrom: 'protocol',
    reading: 'A5',
    meetingKind: 'exit',
  },
  'S2.10': {
    title: 'Exit arrangements complete',
    section: '2',
    group: 'Ending',
    trigger: 'exit meeting held',
    due: { anchor: 'end', offset: 'P0D', bound: 'on_or_before' },
    who: 'The exit meeting (Liaison Senior Probation Officer assumed)',
    waitsFor: ['liaison-spo'],
    evidence: 'The post and team to return to, the date, and the training with its dates',
    consequence: 'Shown as missing, and a reason is asked for',
    dateFrom: 'protocol',
    reading: null,
    meetingKind: null,
    after: 'S2.9',
  },
  'S3.3': {
    title: 'Eligibility declared',
    section: '3',
    group: 'First month',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P0D', bound: 'at' },
    who: 'Probation',
    waitsFor: ['liaison-spo'],
    evidence: 'The date of the declaration and who made it; no detail',
    consequence: 'Shown as missing, and a reason is asked for',
    dateFrom: 'protocol',
    reading: null,
    meetingKind: null,
  },
  'S4.6': {
    title: 'Other probation responsibilities withdrawn',
    section: '4',
    group: 'Standing',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P0D', bound: 'on_or_before' },
    who: 'Secondee',
    waitsFor: ['secondee'],
    evidence: 'Each responsibility, when it was withdrawn and who took it over',
    consequence: 'Raise with the Liaison Senior Probation Officer',
    dateFrom: 'protocol',
    reading: null,
    meetingKind: null,
  },
  'S5.1a': givenBy('HR policy given'),
  'S5.1b': givenBy('Induction guidelines given'),
  'S5.1c': givenBy('YOT business plan given'),
  'S5.1d': givenBy('Equal opportunity and diversity policy given'),
  'S5.1e': givenBy('Health and safety policy given'),
  'S5.2': {
    title: 'Training needs identified and booked',
    section: '5',
    group: 'First month',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P1M', bound: 'on_or_before' },
    who: 'YOT line manager and secondee (assumed)',
    waitsFor: ['yot-line-manager', 'secondee'],
    evidence: 'The training needed, each with the date it was done or is booked for',
    consequence: 'Shown as overdue, and taken to the first quarterly meeting',
    dateFrom: 'protocol',
    reading: 'A6',
    meetingKind: null,
  },
  'S5.3': {
    title: 'Induction meeting',
    section: '5',
    group: 'First month',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P14D', bound: 'on_or_before' },
    who: 'YOT line manager and secondee',
    waitsFor: ['yot-line-manager'],
    evidence: 'A note of the meeting',
    consequence: 'Shown as overdue',
    dateFrom: 'reading',
    reading: 'A2',
    meetingKind: 'induction',
  },
  'S5.4': {
    title: 'PPDA agreed',
    section: '5',
    group: 'First month',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P1M', bound: 'on_or_before' },
    who: 'Secondee and YOT line manager',
    waitsFor: ['secondee', 'yot-line-manager'],
    evidence: 'The date the Performance Planning and Development Agreement was agreed',
    consequence: 'Shown to the Liaison Senior Probation Officer as overdue',
    dateFrom: 'protocol',
    reading: 'A7',
    meetingKind: null,
    field: 'ppdaAgreedOn',
  },
  'S5.5': {
    title: 'PPDA sign-off meeting',
    section: '5',
    group: 'First month',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P1M', bound: 'on_or_before', grace: 'P7D' },
    who: 'Secondee, YOT line manager and Liaison Senior Probation Officer',
    waitsFor: ['liaison-spo', 'yot-line-manager', 'secondee'],
    evidence: 'A note of the meeting with its three attendees, signed by all three',
    consequence: 'The PPDA is shown as not signed off',
    dateFrom: 'protocol',
    reading: 'A7',
    meetingKind: 'ppda-sign-off',
  },
  'S6.1': {
    title: 'One month of notice at least',
    section: '6',
    group: 'Ending',
    trigger: 'notice given',
    due: { anchor: 'event:notice', offset: 'P1M', bound: 'not_before' },
    who: 'Probation or YOT',
    waitsFor: ['liaison-spo', 'yot-manager'],
    evidence: 'The date of notice, who gave it, when the secondee was consulted, the end date',
    consequence: 'A plan with shorter notice is refused unless all agree',
    dateFrom: 'protocol',
    reading: 'A8',
    meetingKind: null,
  },
  'S6.4': {
    title: 'Preparation for the end started',
    section: '6',
    group: 'Ending',
    trigger: 'planned end known',
    due: { anchor: 'end', offset: '-P6M', bound: 'on_or_before', halfWhenUnder: 'P12M' },
    who: 'YOT and Liaison Senior Probation Officer (assumed)',
    waitsFor: ['liaison-spo', 'yot-line-manager'],
    evidence: 'The date preparation started',
    consequence: 'Shown as overdue',
    dateFrom: 'protocol',
    reading: 'A5',
    meetingKind: null,
  },
  'S7.3': {
    title: 'Sickness return',
    section: '7',
    group: 'Monthly sickness returns',
    trigger: 'calendar month ends',
    due: {
      anchor: 'month_end',
      offset: 'P7D',
      bound: 'on_or_before',
      repeat: 'P1M',
      until: 'month_of:end',
    },
    who: 'YOT line manager',
    waitsFor: ['yot-line-manager'],
    evidence:
      'The date it was sent to the Liaison Senior Probation Officer and to Human Resources; a return of no absence counts',
    consequence: 'Listed for the Liaison Senior Probation Officer as missing',
    dateFrom: 'reading',
    reading: 'A9',
    meetingKind: null,
  },
  'S8.10': {
    title: 'Quarterly three-way meeting',
    section: '8',
    group: 'Meetings',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P3M', bound: 'on_or_before', repeat: 'P3M', until: 'end' },
    who: 'Liaison Senior Probation Officer (arranger assumed), YOT line manager and secondee',
    waitsFor: ['liaison-spo'],
    evidence: 'A note of the meeting with its three attendees',
    consequence: 'Shown as overdue; two missed in a row go to the Assistant Chief Officer',
    dateFrom: 'protocol',
    reading: 'A12',
    meetingKind: 'quarterly',
    alsoProvedBy: ['six-month-review', 'exit'],
  },
  'S15.1': {
    title: 'Access to probation systems',
    section: '15',
    group: 'Standing',
    trigger: 'secondment starts',
    due: { anchor: 'start', offset: 'P0D', bound: 'on_or_before' },
    who: 'Probation and YOT',
    waitsFor: ['liaison-spo', 'yot-manager'],
    evidence: 'The date from which the laptop works at the YOT office, or the alternative agreed',
    consequence: 'Shown as no access to probation systems',
    dateFrom: 'reading',
    reading: null,
    meetingKind: null,
  },
  'S16.2': {
    title: 'Health and safety policy acknowledged',
    section: '16',
    group: 'First month',
    trigger: 'policy given',
    due: { anchor: 'start', offset: 'P14D', bound: 'on_or_before' },
    who: 'Secondee',
    waitsFor: ['secondee'],
    evidence: 'The date the secondee acknowledged it',
    consequence: 'The secondee is asked again',
    dateFrom: 'reading',
    reading: 'A2',
    meetingKind: null,
    after: 'S5.1e',
  },
} as const satisfies Readonly<Record<`S${string}`, DutyRow>>;

/** The rows in the order of the protocol, with the general type. */
export const DUTY_ROWS: readonly (readonly [string, DutyRow])[] = Object.entries(PROTOCOL_2010);

/** Bounds that limit a plan rather than ask for something to be done; `secondment-plan.ts` judges them. */
export const isLimit = (row: DutyRow): boolean =>
  row.due.bound === 'equals_default' ||
  row.due.bound === 'not_after' ||
  row.due.bound === 'not_before';
