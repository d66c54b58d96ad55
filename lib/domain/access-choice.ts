/** Who reads one part of the notebook by someone's choice, where their role alone would give more or less. */
import { CalendarDay } from './calendar';
import { Line, RecordId } from './record';
import { z } from '@/lib/parse/zod';

/** The three steps of the protocol that bring the Assistant Chief Officer in to one secondment. */
export const AcoStep = z.enum(['S1.5', 'S9.5', 'S14.2']);
export type AcoStep = z.infer<typeof AcoStep>;

/** Kept in the part that it is about, where only its readers see it. Its id: see {@link choiceId}. */
export const AccessChoice = z.object({
  id: RecordId,
  person: RecordId,
  /** The part's name: a choice counts only in that part. */
  section: Line,
  access: z.enum(['read', 'write', 'none']),
  /** The step that brought an Assistant Chief Officer in. */
  step: AcoStep.nullable().default(null),
  chosenOn: CalendarDay,
});
export type AccessChoice = z.infer<typeof AccessChoice>;

/** One choice per part and person, so that two people who choose apart meet in one record. */
export const choiceId = (section: string, person: string): RecordId =>
  RecordId.parse(`${section.replaceAll('/', '.')}.access.${person}`);
