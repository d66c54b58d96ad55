/** Every kind of record, its schema and the part of the notebook that keeps it. */
import { Action, AgendaItem, Attendance, Decision, Meeting } from './meeting';
import { Person } from './people';
import { Evidence, Secondment } from './secondment';
import { Team } from './team';
import { Acceptance, PackItem, Transfer } from './transfer';

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
