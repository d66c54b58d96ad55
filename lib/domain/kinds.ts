/** Every kind of record, its schema and the part of the notebook that keeps it. */
import { Action, AgendaItem, Attendance, Decision, Meeting } from './meeting';
import { Person } from './people';
import { Evidence, Secondment } from './secondment';
import { Team } from './team';
import { Acceptance, PackItem, Transfer } from './transfer';
import { z } from '@/lib/parse/zod';

/** A part of a notebook that has its own readers. */
export const SECTIONS = ['directory', 'secondments', 'transfers'] as const;
export type SectionName = (typeof SECTIONS)[number];

/**
 * The kinds of record. `section` names where a record lives; a record that belongs to another (`follows`)
 * lives where that one does. An `immutable` kind is written once as one value.
 */
export const KINDS = {
  person: { schema: Person, section: 'directory' },
  team: { schema: Team, section: 'directory' },
  secondment: { schema: Secondment, section: 'secondments' },
  evidence: { schema: Evidence, section: 'secondments' },
  transfer: { schema: Transfer, section: 'transfers' },
  packItem: { schema: PackItem, section: 'transfers' },
  acceptance: { schema: Acceptance, section: 'transfers', immutable: true },
  meeting: { schema: Meeting, follows: 'about' },
  attendance: { schema: Attendance, follows: 'meeting' },
  agendaItem: { schema: AgendaItem, follows: 'meeting' },
  action: { schema: Action, follows: 'about' },
  decision: { schema: Decision, follows: 'meeting' },
} as const;
export type Kind = keyof typeof KINDS;

interface Records {
  person: Person;
  team: Team;
  secondment: Secondment;
  evidence: Evidence;
  transfer: Transfer;
  packItem: PackItem;
  acceptance: Acceptance;
  meeting: Meeting;
  attendance: Attendance;
  agendaItem: AgendaItem;
  action: Action;
  decision: Decision;
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
  secondment: KINDS.secondment.schema,
  evidence: KINDS.evidence.schema,
  transfer: KINDS.transfer.schema,
  packItem: KINDS.packItem.schema,
  acceptance: KINDS.acceptance.schema,
  meeting: KINDS.meeting.schema,
  attendance: KINDS.attendance.schema,
  agendaItem: KINDS.agendaItem.schema,
  action: KINDS.action.schema,
  decision: KINDS.decision.schema,
};

/** The name of a kind, from outside. */
export const KindName = z.enum([
  'person',
  'team',
  'secondment',
  'evidence',
  'transfer',
  'packItem',
  'acceptance',
  'meeting',
  'attendance',
  'agendaItem',
  'action',
  'decision',
]) satisfies z.ZodType<Kind>;

/** Whether a record of this kind is one value that is written once. */
export const isImmutable = (kind: Kind): boolean => 'immutable' in KINDS[kind];

const fieldMap = (shape: Readonly<Record<string, z.ZodType>>): ReadonlyMap<string, z.ZodType> =>
  new Map(Object.entries(shape).filter(([field]) => field !== 'id'));

const FIELDS: Readonly<Record<Kind, ReadonlyMap<string, z.ZodType>>> = {
  person: fieldMap(Person.shape),
  team: fieldMap(Team.shape),
  secondment: fieldMap(Secondment.shape),
  evidence: fieldMap(Evidence.shape),
  transfer: fieldMap(Transfer.shape),
  packItem: fieldMap(PackItem.shape),
  acceptance: fieldMap(Acceptance.shape),
  meeting: fieldMap(Meeting.shape),
  attendance: fieldMap(Attendance.shape),
  agendaItem: fieldMap(AgendaItem.shape),
  action: fieldMap(Action.shape),
  decision: fieldMap(Decision.shape),
};

/** The fields of a kind and what each may hold; the id is not among them. */
export const fieldsOf = (kind: Kind): ReadonlyMap<string, z.ZodType> => FIELDS[kind];
