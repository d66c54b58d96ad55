/** What a form about something that happened reads and says; what each kind asks stands in the domain. */
import { readAnswers, typedAnswer, type AnswerFields } from './answers';
import type { DraftValues } from '@/components/use-link';
import { problem, type FieldError } from '@/components/ui/field-error';
import { daysBetween, formatDay, CalendarDay } from '@/lib/domain/calendar';
import {
  EVENT_KINDS,
  EventKind,
  isOfPerformance,
  type EventField,
  type EventQuestion,
  type SecondmentEvent,
} from '@/lib/domain/event';
import type { EventRow, SecondmentView } from '@/lib/session/views';

/** The kinds as a person looks for them: every kind stands in one group. */
export const EVENT_GROUPS = [
  {
    title: 'Away, leave and hours',
    kinds: ['absence', 'leave', 'leave-carried', 'out-of-hours', 'pause'],
  },
  { title: 'Work and learning', kinds: ['course', 'appraisal', 'responsibility', 'skill'] },
  { title: 'Changes to the secondment', kinds: ['extension', 'ending'] },
  {
    title: 'Issues, performance and conduct',
    kinds: ['issue', 'concern', 'discipline', 'grievance-against', 'grievance-by'],
  },
  {
    title: 'Requests and policies',
    kinds: ['reference', 'reference-facts', 'health-policy-asked', 'policy-changed'],
  },
] as const satisfies readonly { readonly title: string; readonly kinds: readonly EventKind[] }[];

/** Null: an address of another version, or typed. */
export function kindNamed(name: string): EventKind | null {
  const read = EventKind.safeParse(name);
  return read.success ? read.data : null;
}

/** Whether its readers are only the three parties, whatever is answered. */
export const isPerformanceKind = (kind: EventKind): boolean => isOfPerformance({ kind });

const EMPTY = {
  on: '',
  endedOn: '',
  what: '',
  longTermOn: '',
  triggerOn: '',
  reviewEndsOn: '',
  findingOn: '',
  toAcoOn: '',
  bookedFor: '',
  completedOn: '',
  signedOn: '',
  newEndsOn: '',
  consultedOn: '',
  probationAgreedOn: '',
  probationAgreedBy: '',
  yotAgreedOn: '',
  yotAgreedBy: '',
  outcome: '',
  endingFor: '',
  mandatoryFor: '',
  days: '',
  words: '',
} as const satisfies Record<EventField, string>;
export type EventValues = DraftValues<EventField>;

export function startValues(record: SecondmentEvent | null): EventValues {
  const values: Record<EventField, string> = { ...EMPTY };
  if (record === null) return values;
  for (const { field } of EVENT_KINDS[record.kind].questions)
    values[field] = typedAnswer(record[field]);
  return values;
}

/** These go on from their first day to their last; of the others a day may lie before the one that comes first here. */
const ENDS_AFTER_START: ReadonlySet<EventKind> = new Set<EventKind>([
  'absence',
  'pause',
  'concern',
  'issue',
  'responsibility',
  'discipline',
  'grievance-against',
  'grievance-by',
]);

/** What an answer depends on beside itself. */
export interface EventFacts {
  readonly missing: SecondmentView['missing'];
  /** Days of leave that may be carried over without a reason; null where it is not known. */
  readonly carryOverDays: number | null;
}

type Rule = (kind: EventKind, fields: AnswerFields, facts: EventFacts) => readonly FieldError[];

const isLater = (a: unknown, b: unknown): boolean =>
  typeof a === 'string' && typeof b === 'string' && a > b;

/** What has to fit together. Nothing of it keeps anybody from recording what happened: a reason is asked for. */
const RULES: readonly Rule[] = [
  (kind, { on, endedOn }) =>
    problem(
      ENDS_AFTER_START.has(kind) && endedOn !== null && isLater(on, endedOn),
      'endedOn',
      'The last day must be the same as or after the first day',
    ),
  (kind, { toAcoOn, words }) =>
    problem(
      kind === 'issue' && typeof toAcoOn === 'string' && words === '',
      'words',
      'Enter what was tried before it goes to the Assistant Chief Officer',
    ),
  (kind, { endingFor, words }, { missing }) =>
    problem(
      kind === 'ending' &&
        endingFor === 'performance' &&
        words === '' &&
        missing !== null &&
        missing.length > 0,
      'words',
      'Enter why it ends although steps of section 9 are missing',
    ),
  (kind, { days, words, outcome }, { carryOverDays }) =>
    problem(
      kind === 'leave-carried' &&
        outcome !== 'declined' &&
        typeof days === 'number' &&
        carryOverDays !== null &&
        days > carryOverDays &&
        words === '',
      'words',
      `Enter why more than ${carryOverDays ?? ''} days are carried over`,
    ),
];

export function readEvent(
  kind: EventKind,
  values: EventValues,
  facts: EventFacts,
): { readonly fields: AnswerFields; readonly errors: readonly FieldError[] } {
  const { fields, errors } = readAnswers(EVENT_KINDS[kind].questions, values);
  const together = errors.length > 0 ? [] : RULES.flatMap((rule) => rule(kind, fields, facts));
  return { fields, errors: [...errors, ...together] };
}

/** An answer in words; empty where there is none. */
export function answerWords({ field, options }: EventQuestion, record: SecondmentEvent): string {
  const value = record[field];
  if (value === null || value === '') return '';
  const day = CalendarDay.safeParse(value);
  if (day.success) return formatDay(day.data);
  return options.find((option) => option.value === value)?.text ?? String(value);
}

/** From the day on which three weeks are full, until somebody has said so; section 14. */
export const asksLongTerm = (
  { kind, on, endedOn, longTermOn }: SecondmentEvent,
  today: CalendarDay,
): boolean =>
  kind === 'absence' && endedOn === null && longTermOn === null && daysBetween(on, today) >= 20;

const endingText = (endingFor: string): string =>
  EVENT_KINDS.ending.questions
    .find(({ field }) => field === 'endingFor')
    ?.options.find(({ value }) => value === endingFor)?.text ?? '';

/** `Course: Safeguarding, level 2`, `Notice or ending: Performance`; the kind alone where nothing names it. */
export function eventTitle({ name, record }: EventRow): string {
  const about = record.what === '' ? endingText(record.endingFor) : record.what;
  return about === '' ? name : `${name}: ${about}`;
}

const NOTICE_BY: Partial<Record<SecondmentEvent['endingFor'], string>> = {
  performance: '',
  secondee: 'the secondee',
  probation: 'Probation',
  yot: 'the YOT',
};

/**
 * The fields of the secondment that an agreed extension or an ending changes; null where it changes nothing. Why an
 * ending is for performance stays with those who may read it.
 */
export function planChange(
  record: SecondmentEvent,
  { endsOn }: { readonly endsOn: CalendarDay },
): Readonly<Record<string, unknown>> | null {
  const { kind, newEndsOn, endingFor, words, on } = record;
  if (newEndsOn === null || newEndsOn === endsOn) return null;
  const agreed = [record.consultedOn, record.probationAgreedOn, record.yotAgreedOn];
  const areAllAgreed = agreed.every((day) => day !== null);
  if (kind === 'extension') {
    return areAllAgreed && record.outcome === 'agreed'
      ? { endsOn: newEndsOn, endReason: words }
      : null;
  }
  if (kind !== 'ending') return null;
  const noticeBy = NOTICE_BY[endingFor];
  return {
    endsOn: newEndsOn,
    ...(noticeBy === undefined ? {} : { noticeOn: on, noticeBy }),
    ...(noticeBy !== undefined && areAllAgreed ? { shortNoticeAgreed: true } : {}),
    ...(endingFor === 'performance' ? {} : { endReason: endingText(endingFor) }),
  };
}
