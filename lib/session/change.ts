/** The bytes inside a letter: one change of one document, or a part of a change that is too large for one letter. */
import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';

const VERSION = 1;
const WHOLE = 1;
const PART = 2;
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
    };

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

/** Reads one body. Throws {@link Malformed} for what no writer of ours makes. */
export const bodyToChange = (body: Uint8Array): ChangeBody => {
  const reader = byteReader(body);
  if (reader.uint(VERSION) !== VERSION)
    throw new Malformed('a version that this one does not know');
  const kind = reader.uint(PART);
  if (kind === WHOLE) return { kind: 'whole', change: decode(reader.fixed(reader.left())) };
  if (kind !== PART) throw new Malformed('an unknown kind of change');
  const part = reader.uint(MOST_PARTS);
  const parts = reader.uint(MOST_PARTS);
  if (part >= parts) throw new Malformed('a part beyond the last');
  return { kind: 'part', part, parts, bytes: reader.fixed(reader.left()) };
};

export const partsToChange = (parts: readonly Uint8Array[]): Change => decode(joinBytes(...parts));
