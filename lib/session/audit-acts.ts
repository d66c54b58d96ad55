/** What each order means for the log of who did what: a table, so that a new order has to say what it leaves there. */
import { fieldTitle } from './field-words';
import type { AuditWhat } from '@/lib/domain/audit';
import type { OrderName, OrderOf, ViewName } from '@/lib/link/contract';

/** One thing that was done to one subject, before it has a time. */
export interface Act {
  readonly what: AuditWhat;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly details: string;
}

/** Views that show one record, which is what they are written down as. */
export const VIEWED = {
  secondment: 'secondment',
  transfer: 'transfer',
  meeting: 'meeting',
  note: 'note',
} as const satisfies Partial<Record<ViewName, string>>;
export type Viewed = keyof typeof VIEWED;

export const isViewed = (name: ViewName): name is Viewed => Object.hasOwn(VIEWED, name);

const act = (
  what: AuditWhat,
  subjectType: string,
  subjectId: string | null,
  details = '',
): Act => ({ what, subjectType, subjectId: subjectId ?? '', details });

const fieldNames = (fields: Readonly<Record<string, unknown>>): string =>
  Object.keys(fields)
    .filter((field) => field !== 'id')
    .map(fieldTitle)
    .join(', ');

/** Which day of an event was filled would tell what it is about: that one was recorded or changed is enough. */
const detailsOf = (kind: string, fields: Readonly<Record<string, unknown>>): string =>
  kind === 'event' ? '' : fieldNames(fields);

const ACCESS_WORDS = { read: 'Can read', write: 'Can read and change' } as const;

/** What was shared, and with whom. */
const shared = (subjectType: string, id: string, person: string, details: string): Act[] => [
  act('share', subjectType, id, details),
  act('share', 'person', person, details),
];

const nothing = (): readonly Act[] => [];

/** `id` is what the answer named: that of a record that was made. */
export const ACTS: {
  readonly [Name in OrderName]: (given: OrderOf<Name>, id: string | null) => readonly Act[];
} = {
  startNotebook: nothing,
  join: nothing,
  confirmJoinWords: nothing,
  stopJoining: nothing,
  unlock: nothing,
  lock: nothing,
  invite: (_, id) => [act('share', 'invitation', id, 'Invited')],
  confirmInvitationWords: ({ id }) => [act('share', 'invitation', id, 'Let in')],
  stopInvitation: nothing,
  setMeetingPoints: () => [act('change', 'notebook', null, 'Where devices meet')],
  setReminder: nothing,
  setLockAfter: nothing,
  calendarFile: (_, id) => [
    act('export', id === null ? 'calendar' : 'secondment', id, 'As a calendar file'),
  ],
  printSummary: ({ secondment, hasPerformance }) => [
    act(
      'export',
      'secondment',
      secondment,
      hasPerformance ? 'As a printed summary, with performance' : 'As a printed summary',
    ),
  ],
  chooseNotebook: nothing,
  create: ({ kind, fields }, id) => [act('add', kind, id, detailsOf(kind, fields))],
  change: ({ kind, id, fields }) => [
    act(
      kind === 'packItem' && fields['state'] === 'received' ? 'receive' : 'change',
      kind,
      id,
      detailsOf(kind, fields),
    ),
  ],
  remove: ({ kind, id }) => [act('change', kind, id, 'Removed')],
  addSecondment: (_, id) => [act('add', 'secondment', id)],
  nilReturns: ({ secondments }) =>
    secondments.map((id) => act('change', 'secondment', id, 'Nil sickness return')),
  publishProtocol: (_, id) => [act('add', 'protocol', id)],
  addTransfer: (_, id) => [act('add', 'transfer', id)],
  bookMeeting: (_, id) => [act('add', 'meeting', id)],
  finishMeeting: ({ id }) => [act('change', 'meeting', id, 'Held')],
  acceptTransfer: ({ id }) => [act('receive', 'transfer', id, 'Accepted')],
  keepValue: ({ kind, id, field }) => [act('change', kind, id, detailsOf(kind, { [field]: null }))],
  keepPlace: nothing,
  keepDraft: nothing,
  draft: nothing,
  removeAccess: ({ person }) => [act('change', 'person', person, 'Access removed')],
  removeDevices: ({ devices }) => devices.map((id) => act('change', 'device', id, 'Removed')),
  takeBack: ({ device }) => [act('change', 'device', device, 'Changes counted again')],
  setKeeper: ({ person, may }) => [
    act('change', 'person', person, may ? 'May invite others' : 'May not invite others'),
  ],
  setAccess: ({ person, section, access }) =>
    shared('part', section, person, access === null ? 'Access ended' : ACCESS_WORDS[access]),
  bringInAco: ({ person, secondment, step }) => shared('secondment', secondment, person, step),
  shareOne: ({ kind, id, person, access }) => shared(kind, id, person, ACCESS_WORDS[access]),
  stopSharing: ({ kind, id, person }) => shared(kind, id, person, 'Access ended'),
  linkDevice: (_, id) => [act('share', 'invitation', id, 'Another device')],
  makeRecoveryCode: nothing,
  confirmRecoveryCode: () => [act('add', 'recoveryCode', null)],
  recover: nothing,
  stopRecovering: nothing,
  changePassphrase: nothing,
  leaveOut: ({ letter }) => [act('change', 'letter', letter, 'Left out')],
  erase: ({ kind, id }) => [act('erase', kind, id)],
  setHold: ({ section, isOn }) => [
    act('change', 'part', section, isOn ? 'Hold on' : 'Hold lifted'),
  ],
  startAgain: (_, id) => [act('export', 'notebook', id, 'Copied into a new notebook')],
  exportAudit: () => [act('export', 'log', null)],
  setAuditor: ({ person, may }) => [
    act('change', 'person', person, may ? 'Reads the log' : 'No longer reads the log'),
  ],
  setReasons: ({ isOn }) => [
    act(
      'change',
      'policy',
      'reasons',
      isOn ? 'Reasons are asked for' : 'Reasons are not asked for',
    ),
  ],
  // The view that follows carries it.
  giveReason: nothing,
};
