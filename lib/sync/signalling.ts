/**
 * What stock y-webrtc gets to see of a signalling server.
 *
 * Stock y-webrtc opens each message inside a promise that nobody holds: a message under another password, or a late
 * answer to an offer that was given up, becomes an unhandled rejection, and so does speaking into a socket that is
 * just connecting. So every message is opened here, and only one that it can handle is passed on to it, opened: while
 * it opened one again by itself, the peer that an answer is for could go.
 */
import * as buffer from 'lib0/buffer';
import * as decoding from 'lib0/decoding';
import { z } from '@/lib/parse/zod';

/** The parts of y-webrtc's signalling connection that are used. One is shared by all rooms on its address. */
export interface SignallingSocket {
  readonly connected: boolean;
  /** The rooms that use it; without any it is closed. */
  readonly providers: { readonly size: number };
  emit: (name: string, args: readonly unknown[]) => void;
  send: (message: unknown) => void;
  on: (name: string, listener: () => void) => unknown;
  off: (name: string, listener: () => void) => void;
}

/** What a room must tell for its messages to be opened. */
export interface SignallingRoom {
  readonly key: PromiseLike<CryptoKey | null>;
  /** Whether this y-webrtc peer id is being connected, so that an answer from it makes sense. */
  readonly isKnown: (peer: string) => boolean;
  /** Has y-webrtc handle what it is given now as opened already, before this returns. */
  readonly openly: (handle: () => void) => void;
}

/** A session description has a few kB; a message in base64 and under seal is never above this. */
const MESSAGE_MOST = 128 * 1024;
const IV_LENGTH = 12;

/** Simpler than zod's own, which backtracks through megabytes. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;

const Publication = z.object({
  type: z.literal('publish'),
  topic: z.string().max(256),
  data: z.string().max(MESSAGE_MOST).regex(BASE64),
});

const PeerId = z.string().min(1).max(64);
const Sdp = z.string().max(64 * 1024);
const Signal = z.discriminatedUnion('type', [
  z.object({ type: z.literal('offer'), sdp: Sdp }),
  z.object({ type: z.literal('answer'), sdp: Sdp }),
  z.object({
    type: z.literal('candidate'),
    candidate: z.object({
      candidate: z.string().max(4096),
      sdpMLineIndex: z.number().int().min(0).max(16).nullish(),
      sdpMid: z.string().max(64).nullish(),
    }),
  }),
]);
const RoomMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('announce'), from: PeerId }),
  z.object({
    type: z.literal('signal'),
    from: PeerId,
    to: PeerId,
    token: z.number().optional(),
    signal: Signal,
  }),
]);
type RoomMessage = z.infer<typeof RoomMessage>;

/** Opens a message as y-webrtc seals it; nothing when it is of another room, password or form. */
const openMessage = async (
  data: string,
  key: CryptoKey | null,
): Promise<RoomMessage | undefined> => {
  if (key === null) return undefined;
  try {
    const decoder = decoding.createDecoder(buffer.fromBase64(data));
    if (decoding.readVarString(decoder) !== 'AES-GCM') return undefined;
    const iv = Uint8Array.from(decoding.readVarUint8Array(decoder));
    const sealed = Uint8Array.from(decoding.readVarUint8Array(decoder));
    if (iv.length !== IV_LENGTH) return undefined;
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed);
    const content: unknown = decoding.readAny(decoding.createDecoder(new Uint8Array(plain)));
    return RoomMessage.safeParse(content).data;
  } catch {
    return undefined;
  }
};

const isAnswer = (message: RoomMessage): boolean =>
  message.type === 'signal' && message.signal.type === 'answer';

const watched = new WeakSet<SignallingSocket>();

/** Puts the check in front of a socket, once for all rooms that share it. */
export const watchSocket = (
  socket: SignallingSocket,
  rooms: ReadonlyMap<string, SignallingRoom>,
): void => {
  if (watched.has(socket)) return;
  watched.add(socket);
  const emit = socket.emit.bind(socket);
  const send = socket.send.bind(socket);
  let last = Promise.resolve();
  let isHandling = false;

  const passOn = async (args: readonly unknown[]): Promise<void> => {
    const publication = Publication.safeParse(args[0]).data;
    const room = publication && rooms.get(publication.topic);
    if (publication === undefined || room === undefined) return;
    const message = await openMessage(publication.data, await room.key);
    if (message === undefined) return;
    if (isAnswer(message) && !room.isKnown(message.from)) return;
    room.openly(() => {
      isHandling = true;
      try {
        emit('message', [{ ...publication, data: message }, ...args.slice(1)]);
      } finally {
        isHandling = false;
      }
    });
  };

  socket.emit = (name, args) => {
    if (name !== 'message') {
      emit(name, args);
      return;
    }
    // One after the other: an offer must not be overtaken by the addresses that belong to it.
    last = last.then(() => passOn(args)).catch(() => undefined);
  };
  socket.send = (message) => {
    // While a room is without its key nothing may leave; y-webrtc answers later.
    if (socket.connected && !isHandling) send(message);
  };
};
