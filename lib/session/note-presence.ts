/**
 * Who is writing in a note, between devices: padded, sealed under the key of the note's section, one entry at a time.
 *
 * The entry's client id must be that of the run which the sender names, and the name shown is the one that the
 * notebook knows for the sender's device, never one that the message claims.
 */
import { byteReader, byteWriter, fromHex, Malformed, toHex } from '@/lib/parse/bytes';
import { z } from '@/lib/parse/zod';

const VERSION = 1;
const LARGEST_STATE = 16 * 1024;
const BUCKET = 512;

/** `state` is null for someone who has left the note. */
export interface Presence {
  readonly section: string;
  readonly note: string;
  readonly run: string;
  readonly clock: number;
  readonly state: { readonly cursor: unknown } | null;
}

const count = z.int().min(0);
const Id = z.object({ client: count, clock: count });
/** One end of a selection as Yjs writes it; a place that names nothing would throw in the editor of everyone. */
const Spot = z
  .object({
    type: Id.nullable().default(null),
    tname: z.string().max(60).nullable().default(null),
    item: Id.nullable().default(null),
    assoc: z.int().min(-1).max(1).default(0),
  })
  .refine(({ type, tname, item }) => type !== null || tname !== null || item !== null);
const Cursor = z.object({ anchor: Spot, head: Spot });
const State = z.object({ cursor: Cursor.nullable().default(null) }).nullable();

/** Plain bytes of one entry, padded to full buckets so that a cursor's place does not show in the length. */
export const presenceToBytes = (presence: Presence): Uint8Array => {
  const content = byteWriter()
    .uint(VERSION)
    .text(presence.note)
    .fixed(fromHex(presence.run))
    .uint(presence.clock)
    .text(JSON.stringify(presence.state))
    .finish();
  const framed = byteWriter().bytes(content).finish();
  const padded = new Uint8Array(Math.ceil(framed.length / BUCKET) * BUCKET);
  padded.set(framed);
  return padded;
};

/** Null for what no device of ours sends. */
export const bytesToPresence = (section: string, padded: Uint8Array): Presence | null => {
  try {
    const reader = byteReader(byteReader(padded).bytes(LARGEST_STATE));
    if (reader.uint() !== VERSION) return null;
    const note = reader.text(120);
    const run = toHex(reader.fixed(16));
    const clock = reader.uint();
    const state = State.safeParse(JSON.parse(reader.text(LARGEST_STATE)));
    reader.end();
    if (!state.success) return null;
    return {
      section,
      note,
      run,
      clock,
      state: state.data,
    };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return null;
    throw error;
  }
};

/** One entry as y-protocols writes it: `1 • client • clock • JSON`. */
export const entryToAwareness = (client: number, clock: number, state: unknown): Uint8Array =>
  byteWriter().uint(1).uint(client).uint(clock).text(JSON.stringify(state)).finish();

/** The entry of one client in what y-protocols wrote, or null: a window speaks for itself alone. */
export const awarenessToEntry = (
  update: Uint8Array,
  client: number,
): { readonly clock: number; readonly state: { readonly cursor: unknown } | null } | null => {
  try {
    const reader = byteReader(update);
    for (let left = reader.uint(64); left > 0; left -= 1) {
      const from = reader.uint();
      const clock = reader.uint();
      const text = reader.text(LARGEST_STATE);
      if (from !== client) continue;
      const state = State.safeParse(JSON.parse(text));
      if (!state.success) return null;
      return { clock, state: state.data };
    }
    return null;
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return null;
    throw error;
  }
};
