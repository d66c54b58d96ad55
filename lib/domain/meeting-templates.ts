/** What each kind of meeting is for: its title, its section of the protocol, who attends, what is on the agenda. */
import type { MeetingKind } from './meeting';
import { ROLE_NAMES, type Role } from './people';

/** A place at a meeting. `role` is null for someone whom the notebook has no role for; `words` is shown. */
export interface Seat {
  readonly role: Role | null;
  readonly words: string;
}

export interface MeetingTemplate {
  readonly title: string;
  /** Row of the 2010 protocol, such as `S2.3`; null where the protocol names no such meeting. */
  readonly duty: string | null;
  /** Section of the protocol as a person would cite it, such as `2`; null as above. */
  readonly section: string | null;
  readonly about: 'secondment' | 'transfer';
  readonly required: readonly Seat[];
  readonly whereAppropriate: readonly Seat[];
  readonly headings: readonly string[];
  /** Whether the protocol names the headings; otherwise they are a suggestion and a screen says so. */
  readonly headingsFrom: 'protocol' | 'suggested';
  readonly hint: string;
}

const SECONDEE = { role: 'secondee', words: ROLE_NAMES.secondee } as const;
const LIAISON_SPO = { role: 'liaison-spo', words: ROLE_NAMES['liaison-spo'] } as const;
const LINE_MANAGER = { role: 'yot-line-manager', words: ROLE_NAMES['yot-line-manager'] } as const;
const YOT_MANAGER = { role: 'yot-manager', words: ROLE_NAMES['yot-manager'] } as const;
const ACO = { role: 'aco', words: ROLE_NAMES.aco } as const;
const CASE_MANAGER = { role: 'case-manager', words: ROLE_NAMES['case-manager'] } as const;
const PRACTITIONER = {
  role: 'probation-practitioner',
  words: ROLE_NAMES['probation-practitioner'],
} as const;
const UNION = { role: null, words: 'Trade union representative, if the secondee wishes' } as const;
const YOUNG_PERSONS_MANAGER = {
  role: null,
  words: "London Probation Young Person's Manager",
} as const;
const YOUNG_PERSON = { role: null, words: 'Young person' } as const;
const CARERS = { role: null, words: 'Parents or carers' } as const;
const PROFESSIONALS = {
  role: null,
  words: 'Other professionals, as the young person wishes',
} as const;

/** Source: sections 2, 5, 8, 9 and 14 of the protocol; gov.uk, How to manage transitions, for the transfer ones. */
export const MEETING_TEMPLATES = {
  opening: {
    title: 'Opening meeting',
    duty: 'S2.3',
    section: '2',
    about: 'secondment',
    required: [LIAISON_SPO, YOT_MANAGER, SECONDEE],
    whereAppropriate: [LINE_MANAGER],
    headings: [
      'What the secondment is for',
      'Role and work to be covered',
      'Line management and contact with probation',
      'Terms, hours and leave',
      'Access to probation systems',
      'Actions',
    ],
    headingsFrom: 'suggested',
    hint: 'Held at the beginning of the secondment. Section 2 of the protocol.',
  },
  induction: {
    title: 'Induction meeting',
    duty: 'S5.3',
    section: '5',
    about: 'secondment',
    required: [LINE_MANAGER, SECONDEE],
    whereAppropriate: [],
    headings: [
      'Performance Planning and Development Agreement (PPDA)',
      'Documents given',
      'Training needs',
      'Health and safety',
      'Actions',
    ],
    headingsFrom: 'suggested',
    hint: 'The line manager and the secondee discuss the PPDA, so that it can be agreed by the end of month one. Section 5.',
  },
  'ppda-sign-off': {
    title: 'PPDA sign-off meeting',
    duty: 'S5.5',
    section: '5',
    about: 'secondment',
    required: [SECONDEE, LINE_MANAGER, LIAISON_SPO],
    whereAppropriate: [],
    headings: ['The agreed PPDA', 'Training needs', 'Sign-off by all three', 'Actions'],
    headingsFrom: 'suggested',
    hint: 'A three-way meeting at the end of the first month to sign off the PPDA. Section 5.',
  },
  quarterly: {
    title: 'Quarterly three-way meeting',
    duty: 'S8.10',
    section: '8',
    about: 'secondment',
    required: [SECONDEE, LINE_MANAGER, LIAISON_SPO],
    whereAppropriate: [],
    headings: [
      'Wellbeing and workload',
      'Transfers',
      'Training',
      'Leave and sickness returns',
      'Performance against the PPDA',
      'News from probation',
      'Actions',
    ],
    headingsFrom: 'suggested',
    hint: 'All three parties meet every 3 months. Do not record health detail. Section 8.',
  },
  'six-month-review': {
    title: 'Six-month review',
    duty: 'S2.4',
    section: '2',
    about: 'secondment',
    required: [SECONDEE, LINE_MANAGER, LIAISON_SPO],
    whereAppropriate: [YOUNG_PERSONS_MANAGER, UNION],
    headings: [
      'Progress to date',
      'Changes proposed for the rest of the placement',
      'Whether each party is content',
      'Actions',
    ],
    headingsFrom: 'protocol',
    hint: 'Confirms progress to date and any changes proposed. Where concerns were addressed without improvement, it decides whether the secondment continues. Section 2.',
  },
  exit: {
    title: 'Exit meeting',
    duty: 'S2.9',
    section: '2',
    about: 'secondment',
    required: [LIAISON_SPO, LINE_MANAGER, SECONDEE],
    whereAppropriate: [UNION],
    headings: ['Exit from the YOT', 'Return to probation', 'Training needed', 'Actions'],
    headingsFrom: 'protocol',
    hint: 'Held 6 months before the end, to agree the exit from the YOT and the return to probation. Section 2.',
  },
  performance: {
    title: 'Performance meeting',
    duty: 'S9.5',
    section: '9',
    about: 'secondment',
    required: [SECONDEE, LINE_MANAGER, LIAISON_SPO, ACO],
    whereAppropriate: [UNION],
    headings: ['Whether performance can improve', 'New strategies', 'Decision', 'Actions'],
    headingsFrom: 'protocol',
    hint: 'Held when performance remains unsatisfactory after the agreed review period. Section 9.',
  },
  'performance-review': {
    title: 'Performance follow-up meeting',
    duty: 'S9.7',
    section: '9',
    about: 'secondment',
    required: [SECONDEE, LINE_MANAGER, LIAISON_SPO, ACO],
    whereAppropriate: [UNION],
    headings: ['Progress since the performance meeting', 'Outcome', 'Actions'],
    headingsFrom: 'protocol',
    hint: 'Held 2 months after the performance meeting. Who attends is not stated; the same people are suggested. Section 9.',
  },
  cover: {
    title: 'Cover for absence',
    duty: 'S14.1',
    section: '14',
    about: 'secondment',
    required: [LIAISON_SPO, LINE_MANAGER],
    whereAppropriate: [],
    headings: ['Options for cover', 'What to tell the Assistant Chief Officer', 'Actions'],
    headingsFrom: 'suggested',
    hint: 'Held when an absence lasts more than 1 month and is likely to be long term. Do not record why. Section 14.',
  },
  'transfer-planning': {
    title: 'Transfer planning meeting',
    duty: null,
    section: null,
    about: 'transfer',
    required: [CASE_MANAGER, SECONDEE, YOUNG_PERSON],
    whereAppropriate: [CARERS, PRACTITIONER],
    headings: [
      "The young person's views",
      'Needs, strengths and interests',
      'What changes at 18',
      'Risk and safety',
      'Transition plan, and who supports each stage',
      'Actions',
    ],
    headingsFrom: 'suggested',
    hint: 'Plan the transfer with the young person and their parents or carers.',
  },
  introduction: {
    title: 'Introduction meeting',
    duty: null,
    section: null,
    about: 'transfer',
    required: [YOUNG_PERSON, CASE_MANAGER, PRACTITIONER],
    whereAppropriate: [SECONDEE, CARERS],
    headings: [
      'Who everyone is',
      'What probation supervision will be like',
      'Questions from the young person',
      'What works with this person',
      'Actions',
    ],
    headingsFrom: 'suggested',
    hint: 'The young person meets the new worker with the one they know. There may be several.',
  },
  handover: {
    title: 'Three-way handover meeting',
    duty: null,
    section: null,
    about: 'transfer',
    required: [YOUNG_PERSON, CASE_MANAGER, PRACTITIONER],
    whereAppropriate: [SECONDEE, CARERS, PROFESSIONALS],
    headings: [
      "The young person's views",
      'Risk and safety',
      'What works with this person',
      'Requirements done and outstanding',
      'The transfer pack',
      'When probation becomes responsible',
      'Actions',
    ],
    headingsFrom: 'suggested',
    hint: 'The young person, the youth worker and the probation practitioner meet before responsibility passes.',
  },
  'review-after': {
    title: 'Review after transfer',
    duty: null,
    section: null,
    about: 'transfer',
    required: [CASE_MANAGER, PRACTITIONER],
    whereAppropriate: [YOUNG_PERSON, SECONDEE, CARERS],
    headings: [
      'Whether the transfer was planned and carried out well',
      "The young person's views",
      'What was missing',
      'Actions',
    ],
    headingsFrom: 'suggested',
    hint: 'Each transfer is reviewed afterwards. The date is a local choice.',
  },
} as const satisfies Readonly<Record<MeetingKind, MeetingTemplate>>;

export const templateOf = (kind: MeetingKind): MeetingTemplate => MEETING_TEMPLATES[kind];

export const meetingTitle = (kind: MeetingKind): string => MEETING_TEMPLATES[kind].title;
