/** Every kind of record, its schema and the part of the notebook that keeps it. */
import { AccessChoice } from './access-choice';
import { Away } from './away';
import { SecondmentEvent } from './event';
import { Action, AgendaItem, Attendance, Decision, Meeting } from './meeting';
import { Overview } from './overview';
import { Person } from './people';
import { Policy } from './policy';
import { ProtocolRecord } from './protocol-record';
import { Evidence, Secondment } from './secondment';
import { Team } from './team';
import { Acceptance, PackItem, Transfer } from './transfer';
import { z } from '@/lib/parse/zod';

/** The parts that every notebook has from its first day; the others are made when they are needed. */
export const SECTIONS = ['directory', 'overview', 'transfers'] as const;
/** The name of a part of a notebook that has its own readers, such as `transfers` or `secondment/<record id>`. */
export type SectionName = string;

/**
 * The kinds of record. `section` names where a record lives; `own` one that has a section of its own; a record that
 * belongs to another lives where the one lives that the first filled field of `follows` names. An `immutable` kind is
 * written once as one value.
 */
export const KINDS = {
  person: { schema: Person, section: 'directory' },
  team: { schema: Team, section: 'directory' },
  away: { schema: Away, section: 'directory' },
  policy: { schema: Policy, section: 'directory' },
  protocol: { schema: ProtocolRecord, section: 'directory', immutable: true },
  overview: { schema: Overview, section: 'overview' },
  secondment: { schema: Secondment, own: 'secondment' },
  evidence: { schema: Evidence, follows: ['secondment'] },
  event: { schema: SecondmentEvent, follows: ['secondment'] },
  transfer: { schema: Transfer, section: 'transfers' },
  packItem: { schema: PackItem, follows: ['transfer'] },
  acceptance: { schema: Acceptance, follows: ['transfer'], immutable: true },
  meeting: { schema: Meeting, follows: ['about'] },
  attendance: { schema: Attendance, follows: ['meeting'] },
  agendaItem: { schema: AgendaItem, follows: ['meeting'] },
  /** Its meeting first: what a performance meeting asked for stays among its readers. */
  action: { schema: Action, follows: ['meeting', 'about'] },
  decision: { schema: Decision, follows: ['meeting'] },
  accessChoice: { schema: AccessChoice, named: 'section' },
} as const;
export type Kind = keyof typeof KINDS;

interface Records {
  person: Person;
  team: Team;
  away: Away;
  policy: Policy;
  protocol: ProtocolRecord;
  overview: Overview;
  secondment: Secondment;
  evidence: Evidence;
  event: SecondmentEvent;
  transfer: Transfer;
  packItem: PackItem;
  acceptance: Acceptance;
  meeting: Meeting;
  attendance: Attendance;
  agendaItem: AgendaItem;
  action: Action;
  decision: Decision;
  accessChoice: AccessChoice;
}
export type RecordOf<K extends Kind> = Records[K];

/** The part of a zod schema that reading needs; a full `ZodType` does not follow a kind that is a parameter. */
export interface RecordSchema<T> {
  readonly safeParse: (
    value: unknown,
  ) =>
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: z.ZodError };
}

/** The schemas again, typed so that a kind known only by its name gives a record of that kind. */
export const SCHEMAS: { readonly [K in Kind]: RecordSchema<Records[K]> } = {
  person: KINDS.person.schema,
  team: KINDS.team.schema,
  away: KINDS.away.schema,
  policy: KINDS.policy.schema,
  protocol: KINDS.protocol.schema,
  overview: KINDS.overview.schema,
  secondment: KINDS.secondment.schema,
  evidence: KINDS.evidence.schema,
  event: KINDS.event.schema,
  transfer: KINDS.transfer.schema,
  packItem: KINDS.packItem.schema,
  acceptance: KINDS.acceptance.schema,
  meeting: KINDS.meeting.schema,
  attendance: KINDS.attendance.schema,
  agendaItem: KINDS.agendaItem.schema,
  action: KINDS.action.schema,
  decision: KINDS.decision.schema,
  accessChoice: KINDS.accessChoice.schema,
};

/** The name of a kind, from outside. */
export const KindName = z.enum([
  'person',
  'team',
  'away',
  'policy',
  'protocol',
  'overview',
  'secondment',
  'evidence',
  'event',
  'transfer',
  'packItem',
  'acceptance',
  'meeting',
  'attendance',
  'agendaItem',
  'action',
  'decision',
  'accessChoice',
]) satisfies z.ZodType<Kind>;

/** Whether a record of this kind is one value that is written once. */
export const isImmutable = (kind: Kind): boolean => 'immutable' in KINDS[kind];

const fieldMap = (shape: Readonly<Record<string, z.ZodType>>): ReadonlyMap<string, z.ZodType> =>
  new Map(Object.entries(shape).filter(([field]) => field !== 'id'));

const FIELDS: Readonly<Record<Kind, ReadonlyMap<string, z.ZodType>>> = {
  person: fieldMap(Person.shape),
  team: fieldMap(Team.shape),
  away: fieldMap(Away.shape),
  policy: fieldMap(Policy.shape),
  protocol: fieldMap(ProtocolRecord.shape),
  overview: fieldMap(Overview.shape),
  secondment: fieldMap(Secondment.shape),
  evidence: fieldMap(Evidence.shape),
  event: fieldMap(SecondmentEvent.shape),
  transfer: fieldMap(Transfer.shape),
  packItem: fieldMap(PackItem.shape),
  acceptance: fieldMap(Acceptance.shape),
  meeting: fieldMap(Meeting.shape),
  attendance: fieldMap(Attendance.shape),
  agendaItem: fieldMap(AgendaItem.shape),
  action: fieldMap(Action.shape),
  decision: fieldMap(Decision.shape),
  accessChoice: fieldMap(AccessChoice.shape),
};

/** The fields of a kind and what each may hold; the id is not among them. */
export const fieldsOf = (kind: Kind): ReadonlyMap<string, z.ZodType> => FIELDS[kind];
