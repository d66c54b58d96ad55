/**
 * Messages of any length over a data channel that takes 256 KiB at most.
 *
 * A frame is: kind • length of the whole message • how much of it went before • a part of it. Messages of one kind
 * follow each other; parts of different kinds may alternate, so that a short one need not wait for a long one.
 */
import { byteReader, byteWriter } from '@/lib/parse/bytes';

/** What the kinds are, and how long a message of each may be, in bytes. */
export const KINDS = {
  /** A message of y-webrtc; a first exchange carries a whole volume in one. */
  log: { number: 0, most: 128 * 1024 * 1024 },
  /** A message of the session. */
  side: { number: 1, most: 1024 * 1024 },
  /** The proof of both ends, before the channel counts as open. */
  handshake: { number: 2, most: 16 * 1024 + 64 },
} as const satisfies Record<string, { readonly number: number; readonly most: number }>;

export type Kind = keyof typeof KINDS;

/** The longest frame, in bytes. */
export const FRAME_MOST = 64 * 1024;
/** Kind, length and offset at their longest. */
const HEAD_MOST = 1 + 4 + 4;
export const PART_MOST = FRAME_MOST - HEAD_MOST;
/** The shortest part of a message that is not its last: a message of one-byte parts would cost far more than it weighs. */
export const PART_LEAST = 1024;

/** One frame of a message, from `offset` on. The message is not empty. */
export const cutFrame = (
  kind: Kind,
  message: Uint8Array,
  offset: number,
  part: number = PART_MOST,
): Uint8Array<ArrayBuffer> =>
  byteWriter()
    .uint(KINDS[kind].number)
    .uint(message.length)
    .uint(offset)
    .fixed(message.subarray(offset, offset + part))
    .finish();

export type Joined =
  | { readonly state: 'more' }
  | { readonly state: 'message'; readonly kind: Kind; readonly message: Uint8Array<ArrayBuffer> }
  | { readonly state: 'refused'; readonly why: 'bad-frames' | 'too-long' };

const kindOf = (number: number): Kind | undefined => {
  if (number === KINDS.log.number) return 'log';
  if (number === KINDS.side.number) return 'side';
  return number === KINDS.handshake.number ? 'handshake' : undefined;
};

interface Unfinished {
  readonly length: number;
  readonly parts: Uint8Array<ArrayBuffer>[];
  arrived: number;
}

const whole = ({ length, parts }: Unfinished): Uint8Array<ArrayBuffer> => {
  const [only] = parts;
  if (only?.length === length) return only;
  const message = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
};

/** Joins the frames of one channel. It holds what has arrived and never allocates for what is only announced. */
export const joiner = (): { readonly take: (frame: Uint8Array) => Joined } => {
  const unfinished = new Map<Kind, Unfinished>();
  const refuse = (why: 'bad-frames' | 'too-long'): Joined => ({ state: 'refused', why });
  return {
    take: (frame) => {
      if (frame.length > FRAME_MOST) return refuse('bad-frames');
      try {
        const reader = byteReader(frame);
        const kind = kindOf(reader.uint());
        if (kind === undefined) return refuse('bad-frames');
        const length = reader.uint();
        if (length > KINDS[kind].most) return refuse('too-long');
        const offset = reader.uint();
        const part = reader.fixed(reader.left());
        const message = unfinished.get(kind) ?? { length, parts: [], arrived: 0 };
        const end = offset + part.length;
        const fits =
          message.length === length &&
          message.arrived === offset &&
          end <= length &&
          part.length >= (end === length ? 1 : PART_LEAST);
        if (!fits) return refuse('bad-frames');
        message.parts.push(part);
        message.arrived += part.length;
        if (message.arrived < length) {
          unfinished.set(kind, message);
          return { state: 'more' };
        }
        unfinished.delete(kind);
        return { state: 'message', kind, message: whole(message) };
      } catch {
        return refuse('bad-frames');
      }
    },
  };
};
