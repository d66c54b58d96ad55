/** The words between the engine and a panel: every question, every order and every answer. */
import { AboutMe, Role } from '@/lib/domain/people';
import { CalendarDay } from '@/lib/domain/calendar';
import { MeetingKind, MeetingTime } from '@/lib/domain/meeting';
import { Line, Prose, RecordId } from '@/lib/domain/record';
import { z } from '@/lib/parse/zod';
import type {
  AppView,
  ChangeToCheck,
  MeetingView,
  MeetingsView,
  PeopleView,
  Place,
  SecondmentRow,
  SecondmentView,
  TodayView,
  TransferView,
  TransfersView,
} from '@/lib/session/views';

/** What a panel may watch. The value arrives at once and again whenever it changes; null: no such record. */
export interface Views {
  app: AppView;
  today: TodayView;
  secondments: readonly SecondmentRow[];
  secondment: SecondmentView | null;
  transfers: TransfersView;
  transfer: TransferView | null;
  meetings: MeetingsView;
  meeting: MeetingView | null;
  people: PeopleView;
  changes: readonly ChangeToCheck[];
  place: Place | null;
}
export type ViewName = keyof Views;

const passphrase = z.string().max(1_000);
const fields = z.record(z.string().max(60), z.unknown());
const kind = z.enum([
  'person',
  'team',
  'secondment',
  'evidence',
  'transfer',
  'packItem',
  'meeting',
  'attendance',
  'agendaItem',
  'action',
  'decision',
]);
const nothing = z.object({});

/** What a panel may ask for; the engine parses every order by its schema. */
export const ORDERS = {
  startNotebook: z.object({
    about: AboutMe,
    passphrase,
    /** Rests in the keyring, whose names have at most 400 bytes: a longer one could never be read again. */
    notebookName: z.string().max(100),
    meetingPoints: z.array(Line).max(8),
  }),
  /** `about` and `passphrase` are null when this device already has a notebook. */
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
  setLockAfter: z.object({ minutes: z.number().int().min(1).max(240) }),
  chooseNotebook: z.object({ id: z.string().max(64) }),
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
  }),
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
  keepValue: z.object({ kind, id: RecordId, field: z.string().max(60), value: z.unknown() }),
  keepPlace: z.object({
    place: z.object({ screen: z.string().max(60), id: z.string().max(200).nullable() }),
  }),
  /** What was typed in a form and not yet sent, by form name; held in the engine's memory only. */
  keepDraft: z.object({ form: z.string().max(120), values: z.string().max(200_000).nullable() }),
  draft: z.object({ form: z.string().max(120) }),
} as const;
export type OrderName = keyof typeof ORDERS;
export type OrderOf<Name extends OrderName> = z.infer<(typeof ORDERS)[Name]>;

/** How an order ended. `why` is a plain sentence for the person; `field` names the question it belongs to. */
export type Answer =
  | { readonly state: 'done'; readonly id: string | null; readonly value: string | null }
  | { readonly state: 'refused'; readonly why: string; readonly field: string | null };
