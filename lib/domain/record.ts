/** What every record shares: an id, short lines, longer text. */
import { z } from '@/lib/parse/zod';

/** An id of a record; a composed id joins its parts with full stops, so that two people who record one thing meet in one record. */
export const RecordId = z
  .string()
  .regex(/^[0-9a-zA-Z][0-9a-zA-Z.-]{0,119}$/u)
  .brand<'RecordId'>();
export type RecordId = z.infer<typeof RecordId>;

/** A short line of text, such as a name. */
export const Line = z.string().max(500);

/** Text of any length that a person would type; the bound only keeps a hostile file out. */
export const Prose = z.string().max(1_000_000);
