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
  other: 'Another role',
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
