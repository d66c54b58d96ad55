/** The people of a notebook: who they are, what they may say they are, whom they work for. */
import { RecordId, Line } from './record';
import { z } from '@/lib/parse/zod';

/** The part that someone plays in the protocol. Stored words; a screen shows {@link ROLE_NAMES}. */
export const Role = z.enum([
  'liaison-spo',
  'yot-line-manager',
  'yot-manager',
  'secondee',
  'aco',
  'case-manager',
  'probation-practitioner',
  'hr',
  'trade-union-representative',
  'receiving-officer',
  'auditor',
  'other',
]);
export type Role = z.infer<typeof Role>;

/** Role names in full, as they stand on a screen. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  'liaison-spo': 'Liaison Senior Probation Officer',
  'yot-line-manager': 'YOT line manager',
  'yot-manager': 'YOT manager',
  secondee: 'Seconded probation officer',
  aco: 'Assistant Chief Officer',
  'case-manager': 'YOT case manager',
  'probation-practitioner': 'Community probation practitioner',
  hr: 'Human Resources',
  'trade-union-representative': 'Trade union representative',
  'receiving-officer': 'Receiving officer',
  auditor: 'Auditor',
  other: 'Another role',
};

/** What the keepers say that someone is, which counts over what their record says. */
export interface Standing {
  readonly role: Role;
  /** Reads the whole log of what was done, beside their role. */
  readonly isAuditor: boolean;
}

/** `<role>`, or `<role> auditor` for an auditor who has another role as well. */
export const standingText = ({ role, isAuditor }: Standing): string =>
  isAuditor && role !== 'auditor' ? `${role} auditor` : role;

/** Null for a text that says nothing of the kind. */
export const readStanding = (text: string): Standing | null => {
  const [first, second, ...rest] = text.split(' ');
  const role = Role.safeParse(first);
  if (!role.success || rest.length > 0 || (second !== undefined && second !== 'auditor')) {
    return null;
  }
  return { role: role.data, isAuditor: second === 'auditor' || role.data === 'auditor' };
};

/**
 * A person, as that person states it. The id is also the member id once the person has joined:
 * an invitation is made for a person.
 */
export const Person = z.object({
  id: RecordId,
  name: Line,
  role: Role,
  /** The employer's job title, kept apart from the grade. */
  jobTitle: Line.default(''),
  grade: Line.default(''),
  qualifications: Line.default(''),
  registration: Line.default(''),
  organisation: Line.default(''),
});
export type Person = z.infer<typeof Person>;

/** What a person says of themselves when they start or join a notebook. */
export const AboutMe = Person.omit({ id: true });
export type AboutMe = z.infer<typeof AboutMe>;
