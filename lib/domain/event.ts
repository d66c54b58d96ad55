/** What happens in a secondment that its members record, and from which the protocol counts: an absence, a concern, a course. */
import { CalendarDay, formatDay } from './calendar';
import type { Role } from './people';
import { Line, Prose, RecordId } from './record';
import { z } from '@/lib/parse/zod';

export const EventKind = z.enum([
  'absence',
  'concern',
  'issue',
  'extension',
  'ending',
  'pause',
  'course',
  'appraisal',
  'out-of-hours',
  'leave',
  'leave-carried',
  'discipline',
  'grievance-against',
  'grievance-by',
  'reference',
  'reference-facts',
  'health-policy-asked',
  'policy-changed',
  'responsibility',
  'skill',
]);
export type EventKind = z.infer<typeof EventKind>;

const Day = CalendarDay.nullable().default(null);

/**
 * One event. Which fields a kind uses, and in which words they are asked for, stands in {@link EVENT_KINDS}; the
 * others keep their default. Never a reason for sickness, health, union membership or the detail of a procedure.
 */
export const SecondmentEvent = z.object({
  id: RecordId,
  secondment: RecordId,
  kind: EventKind,
  /** The first day, or the day it was raised, asked for or proposed. */
  on: CalendarDay,
  /** The last day, or the day it was over. */
  endedOn: Day,
  /** A name in a few words: the course, the procedure, the responsibility. */
  what: Line.default(''),
  /** An absence marked as likely to be long-term; section 14. */
  longTermOn: Day,
  /** A formal trigger point of the attendance policy was reached; section 7. */
  triggerOn: Day,
  /** The last day of the review period that an action plan agreed; section 9. */
  reviewEndsOn: Day,
  /** A finding that could lead to dismissal; section 10. */
  findingOn: Day,
  /** Sent to the Assistant Chief Officer; section 1. */
  toAcoOn: Day,
  /** Booked for. */
  bookedFor: Day,
  /** The day a form was complete and ready to be signed; section 8. */
  completedOn: Day,
  signedOn: Day,
  /** The new last day that is proposed. */
  newEndsOn: Day,
  consultedOn: Day,
  probationAgreedOn: Day,
  probationAgreedBy: Line.default(''),
  yotAgreedOn: Day,
  yotAgreedBy: Line.default(''),
  outcome: z
    .enum(['', 'satisfactory', 'unsatisfactory', 'agreed', 'declined', 'decided'])
    .default(''),
  /** Why a secondment ends. `performance` asks for the steps of section 9. */
  endingFor: z
    .enum(['', 'planned end', 'performance', 'secondee', 'probation', 'yot', 'permanent move'])
    .default(''),
  /** Whose course it is that everybody has to take; section 11. */
  mandatoryFor: z.enum(['', 'probation', 'yot', 'both']).default(''),
  days: z.number().min(0).max(400).nullable().default(null),
  /** A few sentences: what was tried, what was decided, why. */
  words: Prose.default(''),
});
export type SecondmentEvent = z.infer<typeof SecondmentEvent>;

/** The fields of an event that hold a day; a rule may count from any of them. */
export type EventDay =
  | 'on'
  | 'endedOn'
  | 'longTermOn'
  | 'triggerOn'
  | 'reviewEndsOn'
  | 'findingOn'
  | 'toAcoOn'
  | 'bookedFor'
  | 'completedOn'
  | 'signedOn'
  | 'newEndsOn'
  | 'consultedOn'
  | 'probationAgreedOn'
  | 'yotAgreedOn';

export type EventField = Exclude<keyof SecondmentEvent, 'id' | 'secondment' | 'kind'>;

export interface EventQuestion {
  readonly field: EventField;
  readonly label: string;
  readonly hint: string;
  readonly isRequired: boolean;
  readonly form: 'day' | 'line' | 'words' | 'number' | 'choice';
  /** Of a choice; the empty one, "not recorded", is not among them. */
  readonly options: readonly { readonly value: string; readonly text: string }[];
}

export interface EventKindRow {
  readonly name: string;
  /** Section of the protocol. */
  readonly section: string;
  /** What the protocol asks because of it. */
  readonly asks: string;
  /** What is not written here, and why; null where there is nothing of the kind. */
  readonly notHeld: string | null;
  /** Whom it concerns, and who usually records it; nobody is kept from it. */
  readonly recordedBy: readonly Role[];
  /** In the order in which they are asked. */
  readonly questions: readonly EventQuestion[];
  /** It is over once one of these is filled (a day: once it has passed or is today). */
  readonly closedBy: readonly ('endedOn' | 'completedOn' | 'signedOn' | 'outcome' | 'newEndsOn')[];
}

interface More {
  readonly hint?: string;
  readonly isRequired?: boolean;
}

const asked = (
  form: EventQuestion['form'],
  field: EventField,
  label: string,
  { hint = '', isRequired = false }: More,
  options: EventQuestion['options'] = [],
): EventQuestion => ({ field, label, hint, isRequired, form, options });

const day = (field: EventField, label: string, more: More = {}): EventQuestion =>
  asked('day', field, label, more);
const line = (field: EventField, label: string, more: More = {}): EventQuestion =>
  asked('line', field, label, more);
const words = (label: string, more: More = {}): EventQuestion =>
  asked('words', 'words', label, more);
const choice = (
  field: EventField,
  label: string,
  options: Readonly<Record<string, string>>,
  more: More = {},
): EventQuestion =>
  asked(
    'choice',
    field,
    label,
    more,
    Object.entries(options).map(([value, text]) => ({ value, text })),
  );
const NEEDED = { isRequired: true } as const;

const NO_HEALTH =
  'Do not write why: reasons for sickness and anything from occupational health stay with Human Resources.';
const NO_DETAIL =
  'Only the name of the procedure and the dates stand here. What it is about stays with Human Resources.';
const NO_UNION = 'Do not write whether anyone belongs to a trade union.';

/** Both sides agree, the officer is consulted. */
const AGREEMENT = [
  day('consultedOn', 'Officer consulted on'),
  day('probationAgreedOn', 'Probation agreed on'),
  line('probationAgreedBy', 'Agreed for probation by'),
  day('yotAgreedOn', 'YOT agreed on'),
  line('yotAgreedBy', 'Agreed for the YOT by'),
] as const;

const procedureKind = (
  name: string,
  whose: string,
): Pick<
  EventKindRow,
  'name' | 'section' | 'asks' | 'notHeld' | 'recordedBy' | 'questions' | 'closedBy'
> => ({
  name,
  section: '10',
  asks: `${whose} A finding that could lead to dismissal goes to the Liaison Senior Probation Officer at once.`,
  notHeld: NO_DETAIL,
  recordedBy: ['yot-line-manager', 'liaison-spo', 'yot-manager'],
  questions: [
    day('on', 'Procedure started on', NEEDED),
    line('what', 'Name of the procedure', {
      isRequired: true,
      hint: 'As the policy calls it. No detail of what happened.',
    }),
    day('findingOn', 'Finding that could lead to dismissal, made on', {
      hint: 'Only the day. The notebook then asks who told the Liaison Senior Probation Officer.',
    }),
    day('endedOn', 'Procedure ended on'),
  ],
  closedBy: ['endedOn'],
});

/** What each kind is called, what it asks for, and what the protocol asks because of it. */
export const EVENT_KINDS: Readonly<Record<EventKind, EventKindRow>> = {
  absence: {
    name: 'Absence',
    section: '7',
    asks: 'The YOT line manager keeps in touch and holds a return-to-work interview; after a month that is likely to go on, cover is agreed and the Assistant Chief Officer is told.',
    notHeld: NO_HEALTH,
    recordedBy: ['yot-line-manager', 'liaison-spo', 'secondee'],
    questions: [
      day('on', 'First day of absence', NEEDED),
      day('endedOn', 'Last day of absence', { hint: 'Leave empty while the officer is away.' }),
      day('longTermOn', 'Marked as likely to be long-term on', {
        hint: 'The Liaison Senior Probation Officer says so; ask on day 21 and at one month.',
      }),
      day('triggerOn', 'Formal trigger point of the attendance policy reached on'),
    ],
    closedBy: ['endedOn'],
  },
  concern: {
    name: 'Performance concern',
    section: '9',
    asks: 'The officer is told what falls short, a plan with deadlines is agreed, and the Liaison Senior Probation Officer is told of both.',
    notHeld: `${NO_UNION} ${NO_HEALTH}`,
    recordedBy: ['yot-line-manager', 'yot-manager', 'liaison-spo'],
    questions: [
      day('on', 'Concern raised on', NEEDED),
      line('what', 'What falls short of the PPDA, in a few words'),
      words('Action plan', { hint: 'What is to be done, each with its deadline.' }),
      day('consultedOn', 'Officer agreed the plan on'),
      day('yotAgreedOn', 'YOT line manager agreed the plan on'),
      day('reviewEndsOn', 'Review period ends on'),
      choice('outcome', 'At the end of the review period', {
        satisfactory: 'Satisfactory',
        unsatisfactory: 'Not satisfactory',
      }),
      day('endedOn', 'Concern settled on'),
    ],
    closedBy: ['endedOn'],
  },
  issue: {
    name: 'Contentious issue',
    section: '1',
    asks: 'What cannot be settled locally goes to the Assistant Chief Officer, who steps in; any of the three may send it.',
    notHeld: `${NO_HEALTH} ${NO_UNION}`,
    recordedBy: ['secondee', 'yot-line-manager', 'liaison-spo'],
    questions: [
      day('on', 'Raised on', NEEDED),
      line('what', 'What it is about, in a few words', NEEDED),
      words('What was tried', { hint: 'Before it goes to the Assistant Chief Officer.' }),
      day('toAcoOn', 'Sent to the Assistant Chief Officer on'),
      choice('outcome', 'Outcome', { agreed: 'Settled locally', decided: 'Decided by the ACO' }),
      day('endedOn', 'Settled on'),
    ],
    closedBy: ['endedOn'],
  },
  extension: {
    name: 'Extension',
    section: '2',
    asks: 'The officer is consulted and probation and the YOT both agree; three years in all is the longest.',
    notHeld: null,
    recordedBy: ['liaison-spo', 'yot-manager', 'yot-line-manager', 'secondee'],
    questions: [
      day('on', 'Proposed on', NEEDED),
      day('newEndsOn', 'New last day', {
        isRequired: true,
        hint: 'Not later than three years after the start.',
      }),
      words('Reason', { isRequired: true }),
      ...AGREEMENT,
      choice('outcome', 'Outcome', { agreed: 'Agreed', declined: 'Not agreed' }),
    ],
    closedBy: ['outcome'],
  },
  ending: {
    name: 'Notice or ending',
    section: '6',
    asks: 'Either side may end it with a month’s notice after consulting the officer; for performance, the steps of section 9 come first.',
    notHeld: `${NO_UNION} ${NO_HEALTH}`,
    recordedBy: ['liaison-spo', 'yot-manager', 'yot-line-manager', 'secondee'],
    questions: [
      day('on', 'Notice given or decision made on', NEEDED),
      choice(
        'endingFor',
        'Why it ends',
        {
          'planned end': 'The planned end',
          performance: 'Performance',
          secondee: 'The officer asked',
          probation: 'Probation asked',
          yot: 'The YOT asked',
          'permanent move': 'The officer stays for good',
        },
        NEEDED,
      ),
      day('newEndsOn', 'Last day of the secondment'),
      day('consultedOn', 'Officer consulted on'),
      day('probationAgreedOn', 'Probation agreed to it on', {
        hint: 'Less than a month’s notice needs all three.',
      }),
      line('probationAgreedBy', 'Agreed for probation by'),
      day('yotAgreedOn', 'YOT agreed to it on'),
      line('yotAgreedBy', 'Agreed for the YOT by'),
      words('What was decided, and why', {
        hint: 'Where a step of section 9 is missing, say why.',
      }),
    ],
    closedBy: ['newEndsOn'],
  },
  pause: {
    name: 'Pause',
    section: '7',
    asks: 'Where both managers agree, what falls due during a long absence or parental leave is moved by the days of the pause.',
    notHeld: NO_HEALTH,
    recordedBy: ['liaison-spo', 'yot-line-manager'],
    questions: [
      day('on', 'First day of the pause', NEEDED),
      day('endedOn', 'Last day of the pause'),
      choice('outcome', 'What for', { decided: 'Parental leave', agreed: 'Long absence' }),
      day('probationAgreedOn', 'Liaison Senior Probation Officer agreed on'),
      line('probationAgreedBy', 'Agreed for probation by'),
      day('yotAgreedOn', 'YOT line manager agreed on'),
      line('yotAgreedBy', 'Agreed for the YOT by'),
    ],
    closedBy: ['endedOn'],
  },
  course: {
    name: 'Course',
    section: '11',
    asks: 'The YOT manager is told of courses that probation requires, and mandatory courses come first.',
    notHeld: null,
    recordedBy: ['secondee', 'yot-line-manager', 'yot-manager', 'liaison-spo'],
    questions: [
      day('on', 'Needed or offered since', NEEDED),
      line('what', 'Name of the course', NEEDED),
      choice('mandatoryFor', 'Mandatory for', {
        probation: 'Probation',
        yot: 'The YOT',
        both: 'Both',
      }),
      day('bookedFor', 'Booked for'),
      day('endedOn', 'Completed on'),
      choice('outcome', 'If it does not take place', { declined: 'Declined or cancelled' }),
      words('Why it was declined or cancelled, and by whom'),
    ],
    closedBy: ['endedOn', 'outcome'],
  },
  appraisal: {
    name: 'Appraisal',
    section: '8',
    asks: 'The Liaison Senior Probation Officer contributes before it is signed; all three sign it, and a copy goes to the Liaison Senior Probation Officer.',
    notHeld: 'The appraisal itself stays in the scheme of the YOT; only its dates stand here.',
    recordedBy: ['yot-line-manager', 'secondee', 'liaison-spo'],
    questions: [
      day('on', 'Appraisal opened on', NEEDED),
      line('what', 'Year or name of the appraisal'),
      day('completedOn', 'Complete and ready to be signed on'),
      day('signedOn', 'Signed by all three on'),
    ],
    closedBy: ['signedOn'],
  },
  'out-of-hours': {
    name: 'Out-of-hours work',
    section: '4',
    asks: 'Work outside 8.00am to 5.30pm is by agreement, and is claimed under probation’s policy.',
    notHeld: 'Nobody has to say why they decline.',
    recordedBy: ['secondee', 'yot-line-manager'],
    questions: [
      day('on', 'Asked for on', NEEDED),
      line('what', 'Times, in a few words'),
      choice('outcome', 'Answer', { agreed: 'Agreed', declined: 'Declined' }),
      day('endedOn', 'Worked on'),
      day('completedOn', 'Claim sent on'),
    ],
    closedBy: ['completedOn'],
  },
  leave: {
    name: 'Leave',
    section: '18',
    asks: 'The YOT manager authorises it and it is entered on the leave card.',
    notHeld: NO_HEALTH,
    recordedBy: ['secondee', 'yot-manager', 'yot-line-manager'],
    questions: [
      day('on', 'Asked for on', NEEDED),
      day('bookedFor', 'First day of leave'),
      day('endedOn', 'Last day of leave'),
      asked('number', 'days', 'Working days', {}),
      choice('outcome', 'Answer', { agreed: 'Authorised', declined: 'Declined' }),
      day('yotAgreedOn', 'Authorised on'),
      line('yotAgreedBy', 'Authorised by'),
      day('completedOn', 'Entered on the leave card on'),
    ],
    closedBy: ['completedOn'],
  },
  'leave-carried': {
    name: 'Leave carried over',
    section: '4 and 18',
    asks: 'Extra leave brought along is discussed with the YOT and authorised by the probation manager before the start; later, five days a year is the usual limit.',
    notHeld: null,
    recordedBy: ['secondee', 'liaison-spo', 'yot-manager'],
    questions: [
      day('on', 'Asked for on', NEEDED),
      asked('number', 'days', 'Days', {
        isRequired: true,
        hint: 'More than five days in a year needs a reason.',
      }),
      day('consultedOn', 'Discussed with the YOT on'),
      day('probationAgreedOn', 'Authorised by the probation manager on'),
      line('probationAgreedBy', 'Authorised by'),
      choice('outcome', 'Outcome', { agreed: 'Carried over', declined: 'Not carried over' }),
      words('Reason, if it is more than five days'),
    ],
    closedBy: ['outcome'],
  },
  discipline: procedureKind(
    'Disciplinary procedure',
    'Probation’s Disciplinary Procedure applies.',
  ),
  'grievance-against': procedureKind(
    'Grievance against the officer',
    'Probation’s grievance procedure applies.',
  ),
  'grievance-by': procedureKind(
    'Grievance by the officer',
    'The grievance procedure of the member of staff whom it is about applies.',
  ),
  reference: {
    name: 'Reference asked for',
    section: '17',
    asks: 'Probation, as the employer, gives the reference under its policy.',
    notHeld: 'The reference itself is not kept here.',
    recordedBy: ['secondee', 'liaison-spo'],
    questions: [
      day('on', 'Asked for on', NEEDED),
      line('what', 'For whom, in a few words'),
      day('completedOn', 'Given on'),
    ],
    closedBy: ['completedOn'],
  },
  'reference-facts': {
    name: 'Information for a reference asked for',
    section: '17',
    asks: 'The YOT manager gives what probation needs for the reference.',
    notHeld: 'The information itself is not kept here.',
    recordedBy: ['liaison-spo', 'yot-manager'],
    questions: [
      day('on', 'Asked for on', NEEDED),
      line('what', 'What was asked for, in a few words'),
      day('completedOn', 'Given on'),
    ],
    closedBy: ['completedOn'],
  },
  'health-policy-asked': {
    name: 'Health and safety policy asked for',
    section: '16',
    asks: 'The YOT gives probation a copy of its health and safety policy.',
    notHeld: null,
    recordedBy: ['liaison-spo', 'yot-line-manager', 'yot-manager'],
    questions: [day('on', 'Asked for on', NEEDED), day('completedOn', 'Copy sent on')],
    closedBy: ['completedOn'],
  },
  'policy-changed': {
    name: 'YOT policy new or changed',
    section: '16',
    asks: 'A copy of the YOT’s equality policy goes to probation’s equality and diversity department.',
    notHeld: 'Adjustments made for the officer stay with Human Resources.',
    recordedBy: ['yot-manager', 'yot-line-manager'],
    questions: [
      day('on', 'New or changed on', NEEDED),
      line('what', 'Name and version of the policy'),
      day('completedOn', 'Copy sent on'),
    ],
    closedBy: ['completedOn'],
  },
  responsibility: {
    name: 'Responsibility',
    section: '4',
    asks: 'Responsibilities for probation that are not YOT work are laid down for the secondment.',
    notHeld: null,
    recordedBy: ['secondee', 'liaison-spo', 'yot-line-manager'],
    questions: [
      day('on', 'Held since', NEEDED),
      line('what', 'What it is, such as SPOC', NEEDED),
      day('endedOn', 'Laid down on'),
      words('Handed over to whom'),
    ],
    closedBy: ['endedOn'],
  },
  skill: {
    name: 'Skill gained',
    section: '2',
    asks: 'The protocol asks for nothing; it helps at the exit meeting and in the next post.',
    notHeld: null,
    recordedBy: ['secondee'],
    questions: [
      day('on', 'Noted on', NEEDED),
      line('what', 'The skill, in a few words', NEEDED),
      words('How it was gained'),
    ],
    closedBy: [],
  },
};

/** The kinds in the order in which a person chooses: what happens most comes first. */
export const EVENT_ORDER: readonly EventKind[] = [
  'absence',
  'leave',
  'course',
  'out-of-hours',
  'appraisal',
  'issue',
  'concern',
  'extension',
  'ending',
  'pause',
  'leave-carried',
  'responsibility',
  'skill',
  'reference',
  'reference-facts',
  'health-policy-asked',
  'policy-changed',
  'discipline',
  'grievance-against',
  'grievance-by',
];

const isPast = (value: unknown, today: CalendarDay): boolean =>
  typeof value === 'string' && value !== '' && value <= today;

/** Whether there is still something to come of it. A skill is only noted, and what was declined is over. */
export const isOpenEvent = (event: SecondmentEvent, today: CalendarDay): boolean => {
  const { closedBy } = EVENT_KINDS[event.kind];
  return (
    closedBy.length > 0 &&
    event.outcome !== 'declined' &&
    !closedBy.some((field) =>
      field === 'outcome' ? event.outcome !== '' : isPast(event[field], today),
    )
  );
};

/** Days that have to be filled before it counts as agreed. */
const AGREED_BY: Partial<Readonly<Record<EventKind, readonly EventDay[]>>> = {
  extension: ['consultedOn', 'probationAgreedOn', 'yotAgreedOn'],
  pause: ['probationAgreedOn', 'yotAgreedOn'],
  'leave-carried': ['consultedOn', 'probationAgreedOn'],
};

/** What an agreement still lacks, in the words of the questions; empty for a kind that nobody has to agree to. */
export const lacksOf = (event: SecondmentEvent): readonly string[] =>
  (AGREED_BY[event.kind] ?? [])
    .filter((field) => event[field] === null)
    .flatMap((field) =>
      EVENT_KINDS[event.kind].questions
        .filter((question) => question.field === field)
        .map(({ label }) => label),
    );

/** A pause counts only when both managers have agreed. */
export const isAgreedPause = (event: SecondmentEvent): boolean =>
  event.kind === 'pause' && lacksOf(event).length === 0;

const OF_PERFORMANCE: ReadonlySet<unknown> = new Set<EventKind>([
  'concern',
  'discipline',
  'grievance-against',
  'grievance-by',
]);

/** Whether it lies among what only the three parties read, and the Assistant Chief Officer from section 9 on. */
export const isOfPerformance = ({
  kind,
  endingFor,
}: {
  readonly kind?: unknown;
  readonly endingFor?: unknown;
}): boolean => OF_PERFORMANCE.has(kind) || (kind === 'ending' && endingFor === 'performance');

/** What goes on from one day to another; of the others the first day says enough. */
const LASTING: ReadonlySet<EventKind> = new Set<EventKind>([
  'absence',
  'pause',
  'responsibility',
  'concern',
  'issue',
  'discipline',
  'grievance-against',
  'grievance-by',
]);

const fromTo = (from: CalendarDay, to: CalendarDay | null): string =>
  to === null || to === from ? formatDay(from) : `${formatDay(from)} to ${formatDay(to)}`;

/** When, as a row says it: `3 March 2027 to 9 March 2027`, `since 3 March 2027`, `3 March 2027`. */
export const eventWords = ({ kind, on, endedOn, bookedFor }: SecondmentEvent): string => {
  if (kind === 'leave' && bookedFor !== null) return fromTo(bookedFor, endedOn);
  if (!LASTING.has(kind)) return formatDay(on);
  return endedOn === null ? `since ${formatDay(on)}` : fromTo(on, endedOn);
};
