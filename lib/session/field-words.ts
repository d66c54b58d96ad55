/** The words for fields and values, for history and for changes to check. */
import type { Shelf } from './shelf';
import { CalendarDay, formatClock, formatDay } from '@/lib/domain/calendar';
import { EVENT_KINDS } from '@/lib/domain/event';
import type { Kind } from '@/lib/domain/kinds';
import { MeetingTime } from '@/lib/domain/meeting';
import { ROLE_NAMES } from '@/lib/domain/people';

/** Where the name of a field, read aloud, is not what the screens call it. */
const TITLES: Readonly<Record<string, string>> = {
  startsOn: 'Start date',
  endsOn: 'End date',
  endReason: 'Reason for the end date',
  lineManager: 'YOT line manager',
  liaisonSpo: ROLE_NAMES['liaison-spo'],
  yotManager: 'YOT manager',
  ppdaAgreedOn: 'PPDA agreed',
  noticeOn: 'Notice given on',
  noticeBy: 'Notice given by',
  crn: 'CRN',
  pncNumber: 'PNC number',
  dateOfBirth: 'Date of birth',
  receivingPdu: 'Receiving probation delivery unit',
  ownWords: 'What the young person said',
  ownWordsMissing: 'Why there are no words of the young person',
  copiedToNdeliusOn: 'Copied into NDelius',
  needsAt18: 'Needs that change at 18',
  doneOn: 'Done on',
  removedOn: 'Removed',
  state: 'Status',
  about: 'About',
  access: 'Can read',
  asksReasons: 'Ask why before a record opens',
  step: 'Section of the protocol',
  on: 'Date',
  endedOn: 'Ended on',
  longTermOn: 'Likely to be long-term since',
  triggerOn: 'Trigger point reached on',
  toAcoOn: 'Sent to the Assistant Chief Officer on',
  newEndsOn: 'New last day',
  yotAgreedOn: 'YOT agreed on',
  yotAgreedBy: 'Agreed for the YOT by',
  endingFor: 'Why it ends',
  mandatoryFor: 'Mandatory for',
  words: 'Text',
  afterEnd: 'After the end',
  afterEndOn: 'After the end, from',
  startReason: 'Reason for the secondment',
  lastSafetyVisitOn: 'Last health and safety visit',
  fundingNote: 'Note on funding',
  from: 'First day',
  to: 'Last day',
};

/** `Order ends on` for `orderEndsOn`. */
const readAloud = (field: string): string => {
  const words = field.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

export const fieldTitle = (field: string): string => TITLES[field] ?? readAloud(field);

/** Stored words that are said otherwise on a screen, by field. */
const SAID: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  role: ROLE_NAMES,
  decision: {
    transfer: 'Transfer to Probation',
    keep: 'Keep with the youth service',
    share: 'Share elements',
    'not decided': 'Not decided yet',
  },
  access: { read: 'Yes', write: 'Yes, and change it', none: 'No' },
  state: { 'not started': 'Not sent', planned: 'Booked', expected: 'Not recorded' },
};
/** Fields whose values are words of ours and begin in small letters. */
const WORD_FIELDS: ReadonlySet<string> = new Set([
  'state',
  'route',
  'need',
  'riskDirection',
  'decision',
]);

const LONGEST_SHOWN = 300;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const timeShown = (time: string): string | null => {
  const parsed = MeetingTime.safeParse(time);
  if (!parsed.success) return null;
  const day = CalendarDay.safeParse(time.slice(0, 10));
  return day.success ? `${formatDay(day.data)}, ${formatClock(time.slice(11))}` : null;
};

/** A value in the words of the screens. */
export const valueShown = (shelf: Shelf, field: string, value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'Not recorded';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return 'Changed';
  const said = SAID[field]?.[value];
  if (said !== undefined) return said;
  if (WORD_FIELDS.has(field)) return capital(value);
  const day = CalendarDay.safeParse(value);
  if (day.success) return formatDay(day.data);
  const time = timeShown(value);
  if (time !== null) return time;
  const person = shelf.find('person', value);
  if (person !== null) return person.name;
  const team = shelf.teams().find(({ id }) => id === value);
  if (team !== undefined) return team.name;
  // A record of the notebook that is named by its id.
  if (/^[0-9a-f]{32}(?:\.|$)/u.test(value)) return 'Another record';
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
};

/** What a record is called on a screen. */
export const recordTitle = (shelf: Shelf, kind: Kind, id: string): string => {
  switch (kind) {
    case 'person':
      return shelf.find('person', id)?.name ?? 'A person';
    case 'secondment': {
      const record = shelf.find('secondment', id);
      return shelf.find('person', record?.secondee ?? null)?.name ?? 'A secondment';
    }
    case 'transfer':
      return `Transfer ${shelf.find('transfer', id)?.reference ?? ''}`.trim();
    case 'packItem':
      return shelf.find('packItem', id)?.title ?? 'A document';
    case 'action':
      return shelf.find('action', id)?.text ?? 'An action';
    case 'agendaItem':
      return shelf.find('agendaItem', id)?.heading ?? 'An agenda item';
    case 'attendance':
      return shelf.find('attendance', id)?.name ?? 'Someone at a meeting';
    case 'evidence':
      return `Protocol section ${(shelf.find('evidence', id)?.duty ?? '').replace(/^S(\d+).*$/u, '$1')}`;
    case 'event': {
      const event = shelf.find('event', id);
      return event === null ? 'An event' : EVENT_KINDS[event.kind].name;
    }
    case 'protocol': {
      const text = shelf.find('protocol', id)?.text;
      return text === undefined ? 'A protocol' : `${text.name}, version ${text.version}`;
    }
    case 'meeting':
      return 'A meeting';
    case 'decision':
      return 'A decision';
    case 'team':
      return 'A team';
    case 'away': {
      const away = shelf.find('away', id);
      return `When ${shelf.find('person', away?.person ?? null)?.name ?? 'somebody'} is away`;
    }
    case 'policy':
      return 'What everyone here agreed';
    case 'acceptance':
      return 'An acceptance';
    case 'overview':
      return 'An entry of the overview';
    case 'accessChoice': {
      const choice = shelf.find('accessChoice', id);
      return `What ${shelf.find('person', choice?.person ?? null)?.name ?? 'a person'} can read`;
    }
  }
};
