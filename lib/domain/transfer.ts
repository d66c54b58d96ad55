/** A young person's transfer from youth to adult justice, with the documents that travel. */
import { CalendarDay } from './calendar';
import { Line, Prose, RecordId } from './record';
import { z } from '@/lib/parse/zod';

export const Transfer = z.object({
  id: RecordId,
  /** Initials or the team's own reference, never a full name. */
  reference: Line,
  dateOfBirth: CalendarDay,
  crn: Line.default(''),
  pncNumber: Line.default(''),
  youthReference: Line.default(''),
  team: RecordId,
  caseManager: Line.default(''),
  secondee: RecordId.nullable().default(null),
  receivingPdu: Line.default(''),
  receivingPractitioner: Line.default(''),
  orderType: Line.default(''),
  orderEndsOn: CalendarDay.nullable().default(null),
  outstanding: Prose.default(''),
  decision: z.enum(['not decided', 'transfer', 'keep', 'share']).default('not decided'),
  decisionReason: Prose.default(''),
  decidedByYouth: Line.default(''),
  decidedByProbation: Line.default(''),
  decidedOn: CalendarDay.nullable().default(null),
  route: z.enum(['standard', 'enhanced']).default('standard'),
  identifiedOn: CalendarDay.nullable().default(null),
  notifiedOn: CalendarDay.nullable().default(null),
  allocatedOn: CalendarDay.nullable().default(null),
  introducedOn: CalendarDay.nullable().default(null),
  handoverOn: CalendarDay.nullable().default(null),
  /** The day from which probation is responsible, as agreed; the 18th birthday unless changed. */
  responsibleFrom: CalendarDay.nullable().default(null),
  reviewedOn: CalendarDay.nullable().default(null),
  /** When, by whom and how the young person was told. */
  toldOn: CalendarDay.nullable().default(null),
  toldBy: Line.default(''),
  ownWords: Prose.default(''),
  /** A recorded refusal, or why it was not possible to ask. */
  ownWordsMissing: Prose.default(''),
  riskDirection: z
    .enum(['not recorded', 'increasing', 'decreasing', 'the same'])
    .default('not recorded'),
  whatWorks: Prose.default(''),
  needsAt18: Prose.default(''),
  copiedToNdeliusOn: CalendarDay.nullable().default(null),
  returnedReason: Prose.default(''),
});
export type Transfer = z.infer<typeof Transfer>;

/** One document or fact of the pack; its id is `<transfer>.<item>`. */
export const PackItem = z.object({
  id: RecordId,
  transfer: RecordId,
  title: Line,
  state: z.enum(['not started', 'sent', 'received', 'not applicable']).default('not started'),
  changedOn: CalendarDay.nullable().default(null),
  by: Line.default(''),
  version: Line.default(''),
  reason: Prose.default(''),
});
export type PackItem = z.infer<typeof PackItem>;

/**
 * The receiver's acceptance: written once, signed by the receiver's device over exactly these words.
 * Its id is `<transfer>.acceptance.<device prefix>`.
 */
export const Acceptance = z.object({
  id: RecordId,
  transfer: RecordId,
  statement: Prose,
  responsibleFrom: CalendarDay,
  name: Line,
  role: Line,
  grade: Line,
  qualifications: Line,
  organisation: Line,
  signedOn: CalendarDay,
  device: z.string().regex(/^[0-9a-f]{64}$/u),
  signature: z.string().regex(/^[0-9a-f]{128}$/u),
});
export type Acceptance = z.infer<typeof Acceptance>;
