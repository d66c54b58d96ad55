/**
 * The bytes inside a letter: one change of one document or a part of one that is too large for one letter, a part of
 * the state that a checkpoint names, or lines of an audit.
 */
import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';

const VERSION = 1;
const WHOLE = 1;
const PART = 2;
const STATE = 3;
const AUDIT = 4;
const HASH_LENGTH = 32;
const LONGEST_NOTE_NAME = 120;
/** A letter travels in one cover of at most 1 MiB; what is larger goes in parts. */
export const LARGEST_PART = 700 * 1024;
/** 64 MiB: far above any note, so a hostile count cannot exhaust the memory. */
export const MOST_PARTS = 96;

/** `note` is null for the records of the section, else the id of the meeting whose note it is. */
export interface Change {
  readonly note: string | null;
  readonly update: Uint8Array;
}

export type ChangeBody =
  | { readonly kind: 'whole'; readonly change: Change }
  | {
      readonly kind: 'part';
      readonly part: number;
      readonly parts: number;
      readonly bytes: Uint8Array;
    }
  | StatePart
  | AuditLines;

/**
 * A piece of the compressed state of a section. `hash` is that of the whole state before it was compressed; `before`
 * names the checkpoint on top of which it was made, zeros for none. 32 bytes each.
 */
export interface StatePart {
  readonly kind: 'state';
  readonly hash: Uint8Array;
  readonly before: Uint8Array;
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

/** Lines of an audit, opaque here: they belong to no document and are never changed. */
export interface AuditLines {
  readonly kind: 'audit';
  readonly bytes: Uint8Array;
}

const encode = ({ note, update }: Change): Uint8Array =>
  byteWriter()
    .text(note ?? '')
    .fixed(update)
    .finish();

const decode = (bytes: Uint8Array): Change => {
  const reader = byteReader(bytes);
  const note = reader.text(LONGEST_NOTE_NAME);
  return { note: note === '' ? null : note, update: reader.fixed(reader.left()) };
};

/** `body := version • kind • change`, or for a large one `version • kind • part • parts • bytes`, in order. */
export const changeToBodies = (change: Change): readonly Uint8Array[] => {
  const encoded = encode(change);
  if (encoded.length <= LARGEST_PART) {
    return [byteWriter().uint(VERSION).uint(WHOLE).fixed(encoded).finish()];
  }
  const parts = Math.ceil(encoded.length / LARGEST_PART);
  if (parts > MOST_PARTS) throw new Error('a change of more than 64 MiB');
  return Array.from({ length: parts }, (_, part) =>
    byteWriter()
      .uint(VERSION)
      .uint(PART)
      .uint(part)
      .uint(parts)
      .fixed(encoded.subarray(part * LARGEST_PART, (part + 1) * LARGEST_PART))
      .finish(),
  );
};

/** `body := version • STATE • hash(32) • before(32) • part • parts • bytes`, in order; throws above {@link MOST_PARTS} parts. */
export const stateToBodies = (
  { hash, before }: Pick<StatePart, 'hash' | 'before'>,
  compressed: Uint8Array,
): readonly Uint8Array[] => {
  const parts = Math.max(1, Math.ceil(compressed.length / LARGEST_PART));
  if (parts > MOST_PARTS) throw new Error('a state of more than 64 MiB');
  return Array.from({ length: parts }, (_, part) =>
    byteWriter()
      .uint(VERSION)
      .uint(STATE)
      .fixed(hash)
      .fixed(before)
      .uint(part)
      .uint(parts)
      .fixed(compressed.subarray(part * LARGEST_PART, (part + 1) * LARGEST_PART))
      .finish(),
  );
};

/** `body := version • AUDIT • bytes`. What is larger than {@link LARGEST_PART} is a bug of the caller and throws. */
export const auditToBody = (bytes: Uint8Array): Uint8Array => {
  if (bytes.length > LARGEST_PART) throw new Error(`an audit of ${bytes.length} bytes`);
  return byteWriter().uint(VERSION).uint(AUDIT).fixed(bytes).finish();
};

/** Reads one body. Throws {@link Malformed} for what no writer of ours makes. */
export const bodyToChange = (body: Uint8Array): ChangeBody => {
  const reader = byteReader(body);
  if (reader.uint(VERSION) !== VERSION)
    throw new Malformed('a version that this one does not know');
  const kind = reader.uint(AUDIT);
  if (kind === WHOLE) return { kind: 'whole', change: decode(reader.fixed(reader.left())) };
  if (kind === AUDIT) return { kind: 'audit', bytes: reader.fixed(reader.left()) };
  if (kind !== PART && kind !== STATE) throw new Malformed('an unknown kind of change');
  const named =
    kind === STATE ? { hash: reader.fixed(HASH_LENGTH), before: reader.fixed(HASH_LENGTH) } : null;
  const part = reader.uint(MOST_PARTS);
  const parts = reader.uint(MOST_PARTS);
  if (part >= parts) throw new Malformed('a part beyond the last');
  const bytes = reader.fixed(reader.left());
  return named === null
    ? { kind: 'part', part, parts, bytes }
    : { kind: 'state', ...named, part, parts, bytes };
};

export const partsToChange = (parts: readonly Uint8Array[]): Change => decode(joinBytes(...parts));
