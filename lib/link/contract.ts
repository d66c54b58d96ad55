/** The words between the engine and a panel: every question, every order and every answer. */
import { AcoStep } from '@/lib/domain/access-choice';
import { AboutMe, Role } from '@/lib/domain/people';
import { CalendarDay } from '@/lib/domain/calendar';
import { MeetingKind, MeetingTime } from '@/lib/domain/meeting';
import { Line, Prose, RecordId } from '@/lib/domain/record';
import { ReminderTime } from '@/lib/domain/reminder';
import { SecondmentKind } from '@/lib/domain/secondment';
import { z } from '@/lib/parse/zod';
import type {
  ActionsView,
  ApartView,
  AppView,
  AuditView,
  AwayView,
  ChangeToCheck,
  ErasingView,
  LostDeviceView,
  MeetingView,
  MeetingsView,
  MovedDue,
  MyDevicesView,
  NoteView,
  PartView,
  PeopleView,
  PersonAccessView,
  Place,
  ProtocolsView,
  ProtocolView,
  ReminderView,
  RemovalView,
  ReturnsView,
  SecondmentRow,
  SecondmentView,
  SharingView,
  SummaryView,
  TodayView,
  TransferView,
  TransfersView,
  VacancyRow,
} from '@/lib/session/views';

/** What a panel may watch. The value arrives at once and again whenever it changes; null: no such record. */
export interface Views {
  app: AppView;
  today: TodayView;
  /** Open actions, in all notebooks. */
  actions: ActionsView;
  secondments: readonly SecondmentRow[];
  secondment: SecondmentView | null;
  /** By the place of a duty, `<secondment>|<row>|<turn>`: the days on which it was due before, newest first. */
  movedDues: readonly MovedDue[];
  /** By secondment, and `|performance` behind it for what only its parties read. */
  summary: SummaryView | null;
  /** Monthly sickness returns that wait for me. */
  returns: ReturnsView;
  /** Teams that have no seconded officer today; empty for whoever does not read the overview. */
  vacancies: readonly VacancyRow[];
  protocols: ProtocolsView;
  /** By line and version, `2010.1`. */
  protocol: ProtocolView | null;
  transfers: TransfersView;
  transfer: TransferView | null;
  meetings: MeetingsView;
  meeting: MeetingView | null;
  /** By the id of a meeting: its note as it reads now, for a page on which nobody writes in it. */
  note: NoteView | null;
  people: PeopleView;
  /** Who is away now or later, and who covers. */
  away: AwayView;
  reminder: ReminderView;
  /** By the id of a person: what they can read and write. */
  access: PersonAccessView | null;
  /** By the id of a person: what removing their access means, and afterwards who has been told. */
  removal: RemovalView | null;
  myDevices: MyDevicesView;
  /** By the id of a device, of any person: what it held, for a report. */
  lostDevice: LostDeviceView | null;
  /** By `secondment/<id>`, `transfer/<id>` or `meeting/<id>`: who can read it. */
  sharing: SharingView | null;
  /** By `secondment/<id>`, `transfer/<id>` or `meeting/<id>`; still there after the record itself has gone. */
  erasing: ErasingView | null;
  /** Every part of the notebook that this device reads, with its hold. */
  parts: readonly PartView[];
  /** Changes that were kept apart, and changes that were left out. */
  apart: readonly ApartView[];
  /** Null: my own lines. `all`: everyone's, for the auditor; empty for anyone else. */
  audit: AuditView;
  changes: readonly ChangeToCheck[];
  place: Place | null;
}
export type ViewName = keyof Views;

const passphrase = z.string().max(1_000);
const fields = z.record(z.string().max(60), z.unknown());
const kind = z.enum([
  'person',
  'team',
  'away',
  'secondment',
  'evidence',
  'event',
  'transfer',
  'packItem',
  'meeting',
  'attendance',
  'agendaItem',
  'action',
  'decision',
]);
/** Two people may have chosen apart what someone can read, or a policy, which no other order writes as a record. */
const keptKind = z.enum([...kind.options, 'accessChoice', 'policy']);
const nothing = z.object({});
const device = z.string().max(64);
/** The purpose of a section, such as `transfers` or `secondment/<record id>`. */
const section = z.string().min(1).max(160);
const access = z.enum(['read', 'write']);
const sharedKind = z.enum(['transfer', 'meeting']);

/** What a panel may ask for; the engine parses every order by its schema. */
export const ORDERS = {
  startNotebook: z.object({
    about: AboutMe,
    passphrase,
    /** Rests in the keyring, whose names have at most 400 bytes: a longer one could never be read again. */
    notebookName: z.string().max(100),
    meetingPoints: z.array(Line).max(8),
  }),
  /**
   * `passphrase` is null when this device already has a notebook; `about` then too, and for another device of one's
   * own: whoever lets it in knows whose it is.
   */
  join: z.object({ about: AboutMe.nullable(), passphrase: passphrase.nullable(), code: Prose }),
  confirmJoinWords: nothing,
  stopJoining: nothing,
  unlock: z.object({ passphrase }),
  lock: nothing,
  /** An existing person's id, or a new person's name and role. */
  invite: z.object({
    person: z.union([RecordId, z.object({ name: Line, role: Role })]),
    mayInvite: z.boolean(),
  }),
  confirmInvitationWords: z.object({ id: z.string().max(64) }),
  stopInvitation: z.object({ id: z.string().max(64) }),
  setMeetingPoints: z.object({ addresses: z.array(Line).max(8) }),
  /** The time of day of the daily reminder, such as `08:30`; null: none. This device only. */
  setReminder: z.object({ at: ReminderTime.nullable() }),
  setLockAfter: z.object({ minutes: z.number().int().min(1).max(240) }),
  chooseNotebook: z.object({ id: z.string().max(64) }),
  /**
   * The answer's value is a calendar file without the name of anyone. `mine`: what waits for the person at this
   * device. The first two are of all notebooks; `id` names a secondment, or what is recorded of a duty.
   */
  calendarFile: z.object({
    what: z.enum(['everything', 'mine', 'secondment', 'duty']),
    id: z.string().max(120).nullable(),
  }),
  /** A summary is being printed: for the log, since paper leaves the seal. */
  printSummary: z.object({ secondment: RecordId, hasPerformance: z.boolean() }),
  /** Writes one new record; the answer carries its id. */
  create: z.object({ kind, fields }),
  /** Writes only the named fields. */
  change: z.object({ kind, id: RecordId, fields }),
  remove: z.object({ kind, id: RecordId }),
  addSecondment: z.object({
    team: RecordId,
    /** An existing person or the name of a new one. */
    secondee: z.union([RecordId, z.object({ name: Line })]),
    lineManager: z.union([RecordId, z.object({ name: Line })]).nullable(),
    startsOn: CalendarDay,
    endsOn: CalendarDay,
    endReason: Prose,
    /** A secondment where it is not said. */
    kind: SecondmentKind.optional(),
    /** The line of the protocol; the 2010 text where it is not said. */
    protocol: Line.optional(),
    startReason: Prose.optional(),
  }),
  /** Nil returns of one month for several officers at once; the answer's value is how many were recorded. */
  nilReturns: z.object({
    month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/u),
    secondments: z.array(RecordId).min(1).max(200),
  }),
  /** A protocol file, as text; a refusal says on a line each what is wrong with it. */
  publishProtocol: z.object({ text: z.string().max(4_000_000) }),
  addTransfer: z.object({
    reference: Line,
    dateOfBirth: CalendarDay,
    team: RecordId,
    crn: Line,
    caseManager: Line,
    secondee: RecordId.nullable(),
  }),
  /** Books a meeting with the people and headings of its kind. */
  bookMeeting: z.object({ kind: MeetingKind, about: RecordId, startsAt: MeetingTime, place: Line }),
  finishMeeting: z.object({ id: RecordId, heldOn: CalendarDay }),
  acceptTransfer: z.object({ id: RecordId, responsibleFrom: CalendarDay }),
  keepValue: z.object({
    kind: keptKind,
    id: RecordId,
    field: z.string().max(60),
    value: z.unknown(),
  }),
  keepPlace: z.object({
    place: z.object({ screen: z.string().max(60), id: z.string().max(200).nullable() }),
  }),
  /** What was typed in a form and not yet sent, by form name; held in the engine's memory only. */
  keepDraft: z.object({ form: z.string().max(120), values: z.string().max(200_000).nullable() }),
  draft: z.object({ form: z.string().max(120) }),

  /** Every device of the person, for good; what they held goes to the successor, or stays as it is. */
  removeAccess: z.object({ person: RecordId, successor: RecordId.nullable() }),
  /** Several devices in one change: a lost one and those that it let in. */
  removeDevices: z.object({ devices: z.array(device).min(1).max(64) }),
  /** What a removed device wrote and this one holds counts again, however early the removal ended it. */
  takeBack: z.object({ device }),
  /** Whether a person may invite and remove people. */
  setKeeper: z.object({ person: RecordId, may: z.boolean() }),
  setAccess: z.object({ person: RecordId, section, access: access.nullable() }),
  bringInAco: z.object({ person: RecordId, secondment: RecordId, step: AcoStep }),
  /** One transfer or one meeting, for one person, apart from everything else. */
  shareOne: z.object({ kind: sharedKind, id: RecordId, person: RecordId, access }),
  stopSharing: z.object({ kind: sharedKind, id: RecordId, person: RecordId }),
  /** An invitation for another device of one's own; the answer carries its id. */
  linkDevice: nothing,
  /** The answer's value is the code, shown once. A code made before no longer works. */
  makeRecoveryCode: z.object({ passphrase }),
  /** The groups of the code that `myDevices` asks for, as typed. */
  confirmRecoveryCode: z.object({ part: z.string().max(200) }),
  /**
   * Opens the notebook by a recovery code, under a new passphrase. `addresses`: where to meet, on a device that
   * holds no notebook; empty on the device whose passphrase was forgotten.
   */
  recover: z.object({
    code: z.string().max(1_000),
    passphrase,
    addresses: z.array(Line).max(8),
  }),
  stopRecovering: nothing,
  changePassphrase: z.object({ before: passphrase, after: passphrase }),
  /** Leaves one change out, with all that the same device wrote after it in that part before it was next opened. */
  leaveOut: z.object({ letter: z.string().max(128) }),
  /** Starts to erase a record with all that belongs to it, on every device. */
  erase: z.object({ kind: z.enum(['transfer', 'secondment', 'meeting']), id: RecordId }),
  /** While it is on, nothing in that part is erased or cleared away. */
  setHold: z.object({ section, isOn: z.boolean() }),
  /** A new notebook from this copy; the answer carries its id. */
  startAgain: z.object({ without: z.array(RecordId).max(200), notebookName: z.string().max(100) }),
  /** The answer's value is the whole log as comma-separated values. Only for the auditor. */
  exportAudit: nothing,
  setAuditor: z.object({ person: RecordId, may: z.boolean() }),
  /** Whether people say why before they open a secondment, a transfer or a meeting. */
  setReasons: z.object({ isOn: z.boolean() }),
  giveReason: z.object({
    kind: z.enum(['transfer', 'secondment', 'meeting']),
    id: RecordId,
    reason: Line,
  }),
} as const;
export type OrderName = keyof typeof ORDERS;
export type OrderOf<Name extends OrderName> = z.infer<(typeof ORDERS)[Name]>;

/** How an order ended. `why` is a plain sentence for the person; `field` names the question it belongs to. */
export type Answer =
  | { readonly state: 'done'; readonly id: string | null; readonly value: string | null }
  | { readonly state: 'refused'; readonly why: string; readonly field: string | null };
