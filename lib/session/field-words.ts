/** The words for fields and values, for history and for changes to check. */
import type { Shelf } from './shelf';
import { CalendarDay, formatDay } from '@/lib/domain/calendar';
import type { Kind } from '@/lib/domain/kinds';

/** Where the name of a field, read aloud, is not what the screens call it. */
const TITLES: Readonly<Record<string, string>> = {
  startsOn: 'Start date',
  endsOn: 'End date',
  endReason: 'Reason for the end date',
  lineManager: 'YOT line manager',
  liaisonSpo: 'Liaison SPO',
  yotManager: 'YOT manager',
  ppdaAgreedOn: 'PPDA agreed',
  noticeOn: 'Notice given on',
  noticeBy: 'Notice given by',
  crn: 'CRN',
  pncNumber: 'PNC number',
  dateOfBirth: 'Date of birth',
  receivingPdu: 'Receiving PDU',
  ownWords: 'What the young person said',
  ownWordsMissing: 'Why there are no words of the young person',
  copiedToNdeliusOn: 'Copied into NDelius',
  needsAt18: 'Needs that change at 18',
  doneOn: 'Done on',
  removedOn: 'Removed',
  state: 'Status',
  about: 'About',
};

/** `Order ends on` for `orderEndsOn`. */
const readAloud = (field: string): string => {
  const words = field.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

export const fieldTitle = (field: string): string => TITLES[field] ?? readAloud(field);

const LONGEST_SHOWN = 300;

export const valueShown = (shelf: Shelf, value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'Not recorded';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return 'Changed';
  const day = CalendarDay.safeParse(value);
  if (day.success) return formatDay(day.data);
  const person = shelf.find('person', value);
  if (person !== null) return person.name;
  const team = shelf.teams().find(({ id }) => id === value);
  if (team !== undefined) return team.name;
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
    case 'meeting':
      return 'A meeting';
    case 'decision':
      return 'A decision';
    case 'team':
      return 'A team';
    case 'acceptance':
      return 'An acceptance';
  }
};
