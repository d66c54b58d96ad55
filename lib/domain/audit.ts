/** One line of the log of who did what: the fields of an HMPPS audit event, and nothing that a record says. */
import { z } from '@/lib/parse/zod';

export const AuditWhat = z.enum(['view', 'add', 'change', 'share', 'receive', 'export', 'erase']);
export type AuditWhat = z.infer<typeof AuditWhat>;

/** Who writes these lines, among the services whose events an organisation may keep in one place. */
export const AUDIT_SERVICE = 'liaison-notebook';

export const LONGEST_DETAILS = 600;
export const MOST_TIMES = 1_000_000;

/** One line, without line breaks or other control characters: a line of a log must stay one wherever it is shown. */
const plainLine = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .regex(/^\P{Cc}*$/u)
    .refine((text) => text.isWellFormed(), 'text that is not Unicode');

/**
 * What a device writes down. Who did it is not in it: that is whose device signed the letter, whatever a line might
 * claim.
 */
export const AuditLine = z.strictObject({
  what: AuditWhat,
  /** The first time, in milliseconds since 1970 by the clock of the device. */
  when: z.number().int().min(0).max(8_640_000_000_000_000),
  /** The id of a record, person, device or letter, or the name of a part. */
  subjectId: plainLine(200),
  /** Such as `transfer`, `note` or `part`. Text: a later version may know more. */
  subjectType: z.string().regex(/^[a-z][a-zA-Z]{0,39}$/u),
  /** Eight random bytes in hexadecimal; lines of one act share it. */
  correlationId: z.string().regex(/^[0-9a-f]{16}$/u),
  /** How often within the hour; only views of one subject are counted together. */
  times: z.number().int().min(1).max(MOST_TIMES),
  /** Names of fields, or the reason that was given: words of ours or of whoever did it, never text of a record. */
  details: plainLine(LONGEST_DETAILS),
});
export type AuditLine = z.infer<typeof AuditLine>;

/** A line as it is read and exported: `who` comes from the signature. */
export interface AuditEntry {
  readonly what: AuditWhat;
  readonly who: string;
  /** Milliseconds since 1970. */
  readonly when: number;
  readonly service: typeof AUDIT_SERVICE;
  readonly subjectId: string;
  readonly subjectType: string;
  readonly correlationId: string;
  readonly details: string;
}

/** `3 times; Reason: Supervision`; empty where there is nothing more to say. */
const detailsWords = ({ times, details }: Pick<AuditLine, 'times' | 'details'>): string =>
  [...(times === 1 ? [] : [`${times} times`]), ...(details === '' ? [] : [details])].join('; ');

export const auditEntry = (line: AuditLine, who: string): AuditEntry => ({
  what: line.what,
  who,
  when: line.when,
  service: AUDIT_SERVICE,
  subjectId: line.subjectId,
  subjectType: line.subjectType,
  correlationId: line.correlationId,
  details: detailsWords(line),
});

/** Fits a text into a line: control characters become spaces, and what is too long is cut between characters. */
export const toDetails = (text: string): string => {
  const plain = text
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
  return plain.length <= LONGEST_DETAILS
    ? plain
    : `${plain.slice(0, LONGEST_DETAILS - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
};
