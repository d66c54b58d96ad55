/** When a row of a protocol is due, in the words of a screen: "Within 14 days of the start". */
import type { EventDay, EventKind } from './event';
import type { Period } from './period';
import type { Bound, DutyRow, Protocol, Trigger } from './protocol';

const EVENT_NOUNS: Readonly<Record<EventKind, string>> = {
  absence: 'an absence',
  concern: 'a concern',
  issue: 'an issue',
  extension: 'an extension',
  ending: 'an ending',
  pause: 'a pause',
  course: 'a course',
  appraisal: 'an appraisal',
  'out-of-hours': 'work out of hours',
  leave: 'leave',
  'leave-carried': 'carrying leave across',
  discipline: 'a disciplinary procedure',
  'grievance-against': 'a grievance against the secondee',
  'grievance-by': 'a grievance by the secondee',
  reference: 'a reference',
  'reference-facts': 'information for a reference',
  'health-policy-asked': 'the health and safety policy',
  'policy-changed': 'a policy',
  responsibility: 'a responsibility',
  skill: 'a skill',
};

/** What happens on the first day of an event. */
const FIRST_DAYS: Readonly<Record<EventKind, string>> = {
  absence: 'begins',
  concern: 'is raised',
  issue: 'is raised',
  extension: 'is proposed',
  ending: 'is decided',
  pause: 'begins',
  course: 'is required',
  appraisal: 'is opened',
  'out-of-hours': 'is asked for',
  leave: 'is asked for',
  'leave-carried': 'is asked for',
  discipline: 'starts',
  'grievance-against': 'is raised',
  'grievance-by': 'is raised',
  reference: 'is asked for',
  'reference-facts': 'is asked for',
  'health-policy-asked': 'is asked for',
  'policy-changed': 'is new or changes',
  responsibility: 'is taken on',
  skill: 'is gained',
};

/** What happens on the other days, whatever the event is. */
const OTHER_DAYS: Readonly<Record<Exclude<EventDay, 'on'>, string>> = {
  endedOn: 'ends',
  longTermOn: 'is marked as likely to be long term',
  triggerOn: 'reaches a formal trigger point',
  reviewEndsOn: 'reaches the end of its review period',
  findingOn: 'leads to a finding',
  toAcoOn: 'is sent to the Assistant Chief Officer',
  bookedFor: 'is booked',
  completedOn: 'is complete',
  signedOn: 'is signed',
  newEndsOn: 'has a new end',
  consultedOn: 'is discussed',
  probationAgreedOn: 'is agreed by probation',
  yotAgreedOn: 'is agreed by the YOT',
};

/** Where the general words would not be those that a person uses. */
const SPECIAL_DAYS: Partial<Record<`${EventKind} ${EventDay}`, string>> = {
  'out-of-hours endedOn': 'is done',
  'leave yotAgreedOn': 'is authorised',
  'concern yotAgreedOn': 'has an agreed plan',
  'appraisal completedOn': 'is ready to be signed',
};

const FACTS: Readonly<Record<Extract<Trigger, { on: 'fact' }>['fact'], string>> = {
  'notice given': 'if notice is given',
  'newly qualified': 'if the officer is newly qualified',
  'started in the latter part of the performance year':
    'if the secondment started in the latter part of the performance year',
  'started in the last three months of the performance year':
    'if the secondment started in the last three months of the performance year',
  'concern open at the six-month review': 'if a concern is still open',
};

const UNITS: Readonly<Record<string, string>> = {
  D: 'day',
  M: 'month',
  Y: 'year',
  WD: 'working day',
};

const countAndUnit = (period: Period): { readonly count: number; readonly unit: string } => {
  const [, count = '0', unit = 'D'] = /^-?P(\d+)(D|M|Y|WD)$/u.exec(period) ?? [];
  return { count: Number(count), unit: UNITS[unit] ?? 'day' };
};

/** `14 days`, `1 month`, `5 working days`; without a sign. */
export const periodWords = (period: Period): string => {
  const { count, unit } = countAndUnit(period);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

/** `every 3 months`, `every year`. */
export const everyWords = (period: Period): string => {
  const { count, unit } = countAndUnit(period);
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
};

const dayWords = (kind: EventKind, day: EventDay): string => {
  if (day === 'on') return FIRST_DAYS[kind];
  return SPECIAL_DAYS[`${kind} ${day}`] ?? OTHER_DAYS[day];
};

/** `a`, `a or b`, `a, b or c`. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

type EventTrigger = Extract<Trigger, { on: 'event' }>;

/** `an absence ends`, `a mandatory course is required`. */
const eventClause = (trigger: EventTrigger): string => {
  const { kind, also = [], day, mandatoryFor, endingFor, outcome, longerThan } = trigger;
  const noun =
    mandatoryFor === undefined
      ? listed([kind, ...also].map((each) => EVENT_NOUNS[each]))
      : 'a mandatory course';
  const what = endingFor === undefined ? noun : `${noun} for ${endingFor}`;
  const how = outcome === undefined ? '' : ` and is ${outcome}`;
  const long = longerThan === undefined ? '' : ` and has lasted ${periodWords(longerThan)}`;
  return `${what} ${dayWords(kind, day)}${how}${long}`;
};

type Rows = Protocol['rows'];

const rowTitle = (id: string, rows: Rows): string => {
  const title = rows[id]?.title;
  return title === undefined ? `row ${id}` : `“${title}”`;
};

/** What makes the row ask, as the end of "after …", "when …". */
const triggerClause = (trigger: Trigger, rows: Rows): string => {
  switch (trigger.on) {
    case 'event':
      return eventClause(trigger);
    case 'done':
      return `${rowTitle(trigger.row, rows)} is done`;
    case 'month':
      return 'each month ends';
    case 'leave year':
      return 'each leave year ends';
    case 'fact':
      return trigger.fact === 'notice given' ? 'notice is given' : 'the secondment starts';
    case 'secondment':
    case 'team':
    case 'protocol':
      return 'the secondment starts';
    default:
      return trigger satisfies never;
  }
};

/** The day that is counted from, as the end of "within 14 days of …". */
const anchorWords = ({ due, trigger }: DutyRow): string | null => {
  switch (due.from) {
    case 'start':
      return 'the start';
    case 'end':
      return 'the end';
    case 'team':
      return 'the last one, or from the start';
    case 'protocol':
      return 'the start of the protocol';
    case 'performance year':
      return 'the start of the performance year';
    case 'trigger':
      if (trigger.on === 'month') return 'the end of each month';
      if (trigger.on === 'leave year') return 'the end of each leave year';
      return trigger.on === 'secondment' ? 'the start' : null;
    default:
      return due.from satisfies never;
  }
};

const isNone = (period: Period): boolean => countAndUnit(period).count === 0;
const isBefore = (period: Period): boolean => period.startsWith('-');

const repeatedWords = (row: DutyRow, repeat: Period, rows: Rows): string => {
  const anchor = anchorWords(row);
  const from = anchor === null ? `after ${triggerClause(row.trigger, rows)}` : `from ${anchor}`;
  const until = row.due.until === 'event end' ? ', until it ends' : '';
  return `${everyWords(repeat)} ${from}${until}`;
};

const latestWords = (row: DutyRow, rows: Rows): string => {
  const { offset, repeat } = row.due;
  if (repeat !== undefined) return repeatedWords(row, repeat, rows);
  const anchor = anchorWords(row);
  const length = periodWords(offset);
  if (anchor === null) {
    const clause = triggerClause(row.trigger, rows);
    return isNone(offset) ? `on the day that ${clause}` : `within ${length} after ${clause}`;
  }
  if (isNone(offset)) return `by ${anchor}`;
  return isBefore(offset) ? `at least ${length} before ${anchor}` : `within ${length} of ${anchor}`;
};

const standingWords = ({ due }: DutyRow): string => {
  if (due.from === 'team') return 'always, for each team';
  return due.from === 'protocol' ? 'always' : 'for the whole secondment';
};

const pointWords = (preposition: string, row: DutyRow, rows: Rows): string => {
  const anchor = anchorWords(row);
  const { offset } = row.due;
  if (anchor === null && row.trigger.on === 'fact') {
    return row.trigger.fact === 'concern open at the six-month review'
      ? `${preposition} the six-month review`
      : `${preposition} the start`;
  }
  if (anchor === null) {
    const clause = triggerClause(row.trigger, rows);
    return `${preposition === 'at' ? 'when' : preposition} ${clause}`;
  }
  return isNone(offset)
    ? `${preposition} ${anchor}`
    : `${preposition} ${periodWords(offset)} from ${anchor}`;
};

const earliestWords = (row: DutyRow, rows: Rows): string => {
  const length = periodWords(row.due.offset);
  const from = anchorWords(row) ?? triggerClause(row.trigger, rows);
  return row.kind === 'limit'
    ? `no earlier than ${length} after ${from}`
    : `${length} after ${from}, not earlier`;
};

const WORDS: Readonly<Record<Bound, (row: DutyRow, rows: Rows) => string>> = {
  on_or_before: latestWords,
  at: (row, rows) => pointWords('at', row, rows),
  before: (row, rows) =>
    row.due.from === 'performance year'
      ? 'before the performance year ends'
      : pointWords('before', row, rows),
  after: (row, rows) => pointWords('after', row, rows),
  not_before: earliestWords,
  not_after: (row) => `no later than ${periodWords(row.due.offset)} from the start`,
  equals_default: (row) => `usually ${periodWords(row.due.offset)} from the start`,
  standing: standingWords,
  asap: (row, rows) => `as soon as ${triggerClause(row.trigger, rows)}`,
  policy: (row, rows) => `as the policy says, when ${triggerClause(row.trigger, rows)}`,
  by: ({ due, trigger }, rows) =>
    due.from === 'team'
      ? "as the team's own scheme says"
      : `by its own date, when ${triggerClause(trigger, rows)}`,
  during: (row, rows) => `throughout, once ${triggerClause(row.trigger, rows)}`,
  start_on_or_after: () => 'at the appraisal of that performance year',
  repeat: () => "as often as the team's own policy says",
  right: (row, rows) => `at any time once ${triggerClause(row.trigger, rows)}`,
  rule: ({ trigger }, rows) =>
    trigger.on === 'secondment' ? 'whenever it arises' : `when ${triggerClause(trigger, rows)}`,
  'max:5d': () => 'up to the days that may be carried over, in each leave year',
};

/** What is added to a rule, each after a comma. */
const addedWords = ({ due, trigger }: DutyRow): readonly string[] => {
  const words: string[] = [];
  const isSaid = due.bound === 'asap' || due.bound === 'not_before';
  if (trigger.on === 'fact' && !isSaid) words.push(FACTS[trigger.fact]);
  if (due.then !== undefined && trigger.on === 'event') {
    const clause = `it ${dayWords(trigger.kind, due.then.day)}`;
    words.push(`and within ${periodWords(due.then.offset)} once ${clause}`);
  }
  if (due.halfWhenUnder !== undefined) {
    words.push(`or at half its length if planned for less than ${periodWords(due.halfWhenUnder)}`);
  }
  if (due.grace !== undefined) words.push(`overdue only ${periodWords(due.grace)} later`);
  return words;
};

/** The rule of a row as one sentence without its full stop. `rows` name the row that it waits for. */
export const dueWords = (row: DutyRow, rows: Rows = {}): string => {
  const sentence = [WORDS[row.due.bound](row, rows), ...addedWords(row)].join(', ');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
};
