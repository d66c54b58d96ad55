/** What another device may say in a room: appended covers and questions about them, and nothing else. */
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { KINDS } from './frames';

/** The longest cover, in bytes. */
export const COVER_MOST = 1024 * 1024;
/** The name of the one root type of a sealed log. */
export const LOG_ROOT = 'log';
const ENTRIES_MOST = 500_000;
const CLIENTS_MOST = 200_000;

/** Every reason for which a message, and with it the channel, is refused; in words for the screen. */
export const REFUSALS = {
  'too-long': 'sent more at once than this notebook takes',
  'unknown-kind': 'sent a kind of message that this notebook does not know',
  malformed: 'sent something that could not be read',
  deletion: 'tried to delete notes from the shared copy',
  'not-a-cover': 'tried to put something that is not sealed into the shared copy',
  'wrong-place': 'tried to write outside the list of sealed notes',
  'cover-too-long': 'sent one note that is larger than this notebook takes',
  'too-many': 'sent more notes at once than this notebook takes',
  'bad-frames': 'sent pieces that do not fit together',
  'out-of-turn': 'spoke before it had shown who it is',
  flood: 'sent too many messages in too short a time',
  stranger: 'could not show that it belongs to this notebook',
  'no-answer': 'did not answer in time',
  'bad-fingerprint': 'used a connection that could not be verified',
  banned: 'was turned away a short while ago',
  'no-proof': 'could not be answered, because this device could not show who it is',
} as const satisfies Record<string, string>;

export type Refusal = keyof typeof REFUSALS;

export type Judgement =
  | { readonly state: 'pass' | 'ignore' }
  | { readonly state: 'refused'; readonly why: Refusal };

const pass = { state: 'pass' } as const satisfies Judgement;
const ignore = { state: 'ignore' } as const satisfies Judgement;
const refused = (why: Refusal): Judgement => ({ state: 'refused', why });

/** The kinds of message that y-webrtc 10 sends over a data channel. */
const SYNC = 0;
const AWARENESS = 1;
const ASK_AWARENESS = 3;
/** The kinds of sync message of y-protocols 1. */
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** The one byte string that is the rest of a message, or nothing if it ends early or late. */
const onlyBytes = (decoder: decoding.Decoder): Uint8Array | undefined => {
  const length = decoding.readVarUint(decoder);
  if (length !== decoder.arr.length - decoder.pos) return undefined;
  return decoder.arr.subarray(decoder.pos);
};

const judgeStateVector = (bytes: Uint8Array): Judgement => {
  const decoder = decoding.createDecoder(bytes);
  const clients = decoding.readVarUint(decoder);
  if (clients > CLIENTS_MOST) return refused('too-many');
  for (let index = 0; index < clients; index += 1) {
    decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
  }
  return decoder.pos === bytes.length ? pass : refused('malformed');
};

/** Whether an item names itself, or what its own client writes later: Yjs would throw in the middle of an update. */
const isAheadOf = (struct: Y.Item, neighbour: Y.ID | null): boolean =>
  neighbour !== null && neighbour.client === struct.id.client && neighbour.clock >= struct.id.clock;

/**
 * Why one struct may not enter the log.
 *
 * An item that names a neighbour carries no parent in an update: it takes that of its neighbour, and there are only
 * covers under the root to be a neighbour. A gap (`Skip`) is a device's honest word for what it still waits for: it
 * sends what it holds beyond the gap, and Yjs writes nothing for the gap itself.
 */
const refusalOfStruct = (struct: Y.Item | Y.GC | Y.Skip): Refusal | undefined => {
  if (struct instanceof Y.Skip) return undefined;
  if (!(struct instanceof Y.Item)) return 'deletion';
  if (!(struct.content instanceof Y.ContentBinary)) return 'not-a-cover';
  if (struct.content.content.length > COVER_MOST) return 'cover-too-long';
  if (struct.parentSub !== null) return 'wrong-place';
  if (isAheadOf(struct, struct.origin) || isAheadOf(struct, struct.rightOrigin)) {
    return 'wrong-place';
  }
  if (struct.origin !== null || struct.rightOrigin !== null) return undefined;
  const parent: unknown = struct.parent;
  return parent === LOG_ROOT ? undefined : 'wrong-place';
};

/** Whether one Yjs update (V1) only appends covers. Anything that cannot be read is refused as malformed. */
export const judgeUpdate = (update: Uint8Array): Judgement => {
  try {
    const { structs, ds } = Y.decodeUpdate(update);
    if (ds.clients.size > 0) return refused('deletion');
    if (structs.length > ENTRIES_MOST) return refused('too-many');
    for (const struct of structs) {
      const why = refusalOfStruct(struct);
      if (why !== undefined) return refused(why);
    }
    return pass;
  } catch {
    return refused('malformed');
  }
};

/**
 * Whether one message of y-webrtc may reach the log.
 *
 * Awareness is left unread: whoever is connected could speak there for anybody else. What a browser's own windows
 * tell each other (kind 4) never belongs on a data channel.
 */
export const judge = (message: Uint8Array): Judgement => {
  if (message.length > KINDS.log.most) return refused('too-long');
  try {
    const decoder = decoding.createDecoder(message);
    const kind = decoding.readVarUint(decoder);
    if (kind === AWARENESS || kind === ASK_AWARENESS) return ignore;
    if (kind !== SYNC) return refused('unknown-kind');
    const step = decoding.readVarUint(decoder);
    if (step !== STEP_1 && step !== STEP_2 && step !== UPDATE) return refused('unknown-kind');
    const bytes = onlyBytes(decoder);
    if (bytes === undefined) return refused('malformed');
    return step === STEP_1 ? judgeStateVector(bytes) : judgeUpdate(bytes);
  } catch {
    return refused('malformed');
  }
};

/** Whether a message asks for everything that its sender lacks; the answer may be a whole volume. */
export const isQuestion = (message: Uint8Array): boolean =>
  message[0] === SYNC && message[1] === STEP_1;
