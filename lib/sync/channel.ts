/**
 * The data channel under stock y-webrtc: framed, proved by both ends before it counts as open, and guarded.
 *
 * simple-peer takes a `wrtc` option. What is handed to it here looks like the browser's WebRTC and differs in four
 * ways: a message of any length passes, in frames; a channel is not open before both ends have proved to each other
 * over both DTLS fingerprints that they are members; what the other end may not say closes it; and when two ends
 * offer at the same moment they still end up on one channel.
 */
import { byteReader, byteWriter } from '@/lib/parse/bytes';
import { isQuestion, judge } from './admission';
import type { Refusal } from './admission';
import { cutFrame, joiner, KINDS, PART_MOST } from './frames';
import type { Kind } from './frames';
import { jitter } from './timers';
import type { Random, Timers } from './timers';

export type Verdict =
  | { readonly state: 'member'; readonly device: string }
  | { readonly state: 'stranger' };

/** The two functions by which the sync room knows members without holding a key. */
export interface Gate {
  /** A proof of this device over the transcript; at most 16 KiB. A rejection closes the channel. */
  readonly prove: (transcript: Uint8Array) => Promise<Uint8Array>;
  readonly check: (transcript: Uint8Array, proof: Uint8Array) => Promise<Verdict>;
}

/** The longest proof, in bytes. */
const PROOF_MOST = 16 * 1024;

/** The parts of the browser's data channel that are used. */
export interface RtcChannel {
  readonly label: string;
  readonly readyState: string;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  binaryType: BinaryType;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}

interface Description {
  readonly type: string;
  readonly sdp: string;
}

/** The parts of the browser's peer connection that simple-peer uses for data alone. */
export interface RtcConnection {
  readonly localDescription: Description | null;
  readonly remoteDescription: Description | null;
  readonly connectionState: string;
  readonly iceConnectionState: string;
  readonly iceGatheringState: string;
  readonly signalingState: string;
  createDataChannel(label: string, settings?: RTCDataChannelInit): RtcChannel;
  createOffer(): Promise<RTCSessionDescriptionInit>;
  createAnswer(): Promise<RTCSessionDescriptionInit>;
  setLocalDescription(description: RTCSessionDescriptionInit): Promise<void>;
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void>;
  getStats(): Promise<{ forEach(take: (report: unknown) => void): void }>;
  close(): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** What stands for WebRTC: the browser's own in the product. */
export interface Rtc {
  readonly RTCPeerConnection: new (settings?: RTCConfiguration) => RtcConnection;
  readonly RTCSessionDescription: unknown;
  readonly RTCIceCandidate: unknown;
}

/** A channel on which both ends have proved who they are. */
export interface OpenChannel {
  readonly device: string;
  readonly tell: (bytes: Uint8Array) => void;
}

/** What the channels of one connection share. */
export interface Guard {
  readonly room: string;
  readonly gate: Gate;
  readonly random: Random;
  readonly timers: Timers;
  /** Until when a device stays shut out; rooms that share it shut out together. */
  readonly bans?: Map<string, number>;
  readonly onOpen: (channel: OpenChannel) => void;
  readonly onClosed: (channel: OpenChannel) => void;
  readonly onSideMessage: (bytes: Uint8Array, device: string) => void;
  readonly onRefused: (refused: { readonly device: string | null; readonly why: Refusal }) => void;
}

export interface Wrtc {
  readonly RTCPeerConnection: new (settings?: RTCConfiguration) => GuardedConnection;
  readonly RTCSessionDescription: unknown;
  readonly RTCIceCandidate: unknown;
}

/** How long the parts of a meeting may take, in milliseconds. */
const TIMES = {
  /** From the first step until the data channel of the browser is open; then both announce again. */
  meet: 10_000,
  /** At most, after attempts that failed one after the other. */
  meetMost: 60_000,
  /** From there until both have proved who they are. */
  prove: 15_000,
  /** An end that was refused is left alone for so long; doubled for each failure in a row. */
  leave: 5000,
  leaveMost: 60_000,
  /** A device that said what it may not say stays out for so long. */
  ban: 600_000,
} as const;

/** The browser's buffer is refilled when it falls below `low` and left alone above `high`, in bytes. */
const BUFFER = { low: 256 * 1024, high: 1024 * 1024 } as const;
/** Bytes that may wait for a slow other end before it is given up; it catches up when it comes back. */
const QUEUE_MOST = 256 * 1024 * 1024;
/** Side messages that one device may send in a minute. */
const SIDE_MOST = { messages: 3000, bytes: 64 * 1024 * 1024, window: 60_000 } as const;
/** y-webrtc asks once for each channel; the answer may be a whole volume. */
const QUESTIONS_MOST = 4;

/** Frames that may come before this end can begin: the other's first word is one. */
const EARLY_MOST = 4;

const LABEL = 'liaison-notebook/channel/v1\0';
const NONCE_LENGTH = 32;
const VERSION = 1;
const STEPS = { hello: 0, proof: 1, accepted: 2 } as const;

/** The two ends as the session description names them; the order of everything in the transcript. */
type Role = 'offerer' | 'answerer';
const ROLE_NUMBERS = { offerer: 0, answerer: 1 } as const satisfies Record<Role, number>;
const otherRole = (role: Role): Role => (role === 'offerer' ? 'answerer' : 'offerer');

const FINGERPRINT = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/iu;

/** The one SHA-256 fingerprint of a session description; nothing when a line is of another form or two differ. */
export const fingerprintOf = (sdp: string): Uint8Array<ArrayBuffer> | undefined => {
  const found = new Set<string>();
  for (const line of sdp.split(/\r?\n/u)) {
    if (!/^a=fingerprint/iu.test(line)) continue;
    const digits = FINGERPRINT.exec(line)?.[1];
    if (digits === undefined) return undefined;
    found.add(digits.toLowerCase());
  }
  const [only, second] = found;
  if (only === undefined || second !== undefined) return undefined;
  return Uint8Array.from(only.split(':'), (digits) => Number.parseInt(digits, 16));
};

interface Meeting {
  readonly room: string;
  readonly fingerprints: Readonly<Record<Role, Uint8Array>>;
  readonly nonces: Readonly<Record<Role, Uint8Array>>;
}

/** What the end in this role proves; the role at its end makes a proof worthless when it is sent back. */
export const transcriptOf = (meeting: Meeting, prover: Role): Uint8Array<ArrayBuffer> =>
  byteWriter()
    .fixed(new TextEncoder().encode(LABEL))
    .text(meeting.room)
    .fixed(meeting.fingerprints.offerer)
    .fixed(meeting.fingerprints.answerer)
    .fixed(meeting.nonces.offerer)
    .fixed(meeting.nonces.answerer)
    .uint(ROLE_NUMBERS[prover])
    .finish();

type Handler = ((event: unknown) => void) | null;

const never = <Result>(): Promise<Result> => new Promise(() => {});

const isChannel = (value: unknown): value is RtcChannel =>
  typeof value === 'object' && value !== null && 'send' in value && 'bufferedAmount' in value;

interface Queued {
  readonly message: Uint8Array;
  sent: number;
}

/** Cuts messages into frames and hands them to the browser no faster than it sends; short kinds go first. */
const sender = (
  channel: RtcChannel,
  onStuck: () => void,
): { readonly send: (kind: Kind, message: Uint8Array) => void; readonly waiting: () => number } => {
  const queues = { handshake: [], side: [], log: [] } satisfies Record<Kind, Queued[]>;
  const order: readonly { readonly kind: Kind; readonly queue: Queued[] }[] = [
    { kind: 'handshake', queue: queues.handshake },
    { kind: 'side', queue: queues.side },
    { kind: 'log', queue: queues.log },
  ];
  let waiting = 0;
  const pump = (): void => {
    while (channel.readyState === 'open' && channel.bufferedAmount <= BUFFER.high) {
      const next = order.find(({ queue }) => queue.length > 0);
      const head = next?.queue[0];
      if (next === undefined || head === undefined) return;
      const frame = cutFrame(next.kind, head.message, head.sent);
      const part = Math.min(PART_MOST, head.message.length - head.sent);
      try {
        channel.send(frame);
      } catch {
        onStuck();
        return;
      }
      head.sent += part;
      waiting -= part;
      if (head.sent === head.message.length) next.queue.shift();
    }
  };
  channel.bufferedAmountLowThreshold = BUFFER.low;
  channel.addEventListener('bufferedamountlow', pump);
  return {
    send: (kind, message) => {
      const slot = order.find((slot) => slot.kind === kind);
      slot?.queue.push({ message, sent: 0 });
      waiting += message.length;
      if (waiting > QUEUE_MOST) onStuck();
      else pump();
    },
    waiting: () => waiting,
  };
};

/** Counts what a device says on the side; false when it says too much. */
const sideMeter = (timers: Timers): ((bytes: number) => boolean) => {
  let since = timers.now();
  let messages = 0;
  let bytes = 0;
  return (more) => {
    if (timers.now() - since >= SIDE_MOST.window) {
      since = timers.now();
      messages = 0;
      bytes = 0;
    }
    messages += 1;
    bytes += more;
    return messages <= SIDE_MOST.messages && bytes <= SIDE_MOST.bytes;
  };
};

/** What one end remembers of all its meetings in a room: who is shut out, and how many failed in a row. */
interface Memory {
  readonly bans: Map<string, number>;
  failures: number;
}

interface Fingerprints {
  readonly own: Uint8Array;
  readonly theirs: Uint8Array;
}

type ChannelState = 'connecting' | 'proving' | 'open' | 'closed';

interface ChannelSettings {
  readonly label: string;
  readonly guard: Guard;
  readonly memory: Memory;
  readonly fingerprints: () => Fingerprints | undefined;
  /** Ends the meeting; `why` is absent when the other end just went. */
  readonly end: (why?: Refusal) => void;
}

/** The data channel that simple-peer sees. */
export class GuardedChannel {
  binaryType = 'arraybuffer';
  bufferedAmountLowThreshold = 0;
  onopen: Handler = null;
  onmessage: Handler = null;
  onclose: Handler = null;
  onerror: Handler = null;
  onbufferedamountlow: Handler = null;
  readonly label: string;
  readonly #settings: ChannelSettings;
  #state: ChannelState = 'connecting';
  #inner: RtcChannel | undefined;
  #sender: ReturnType<typeof sender> | undefined;
  #open: OpenChannel | undefined;
  #callOff: (() => void) | undefined;

  constructor(settings: ChannelSettings) {
    this.label = settings.label;
    this.#settings = settings;
  }

  get readyState(): string {
    return this.#state === 'proving' ? 'connecting' : this.#state;
  }

  get bufferedAmount(): number {
    return (this.#sender?.waiting() ?? 0) + (this.#inner?.bufferedAmount ?? 0);
  }

  get attached(): boolean {
    return this.#inner !== undefined;
  }

  get device(): string | null {
    return this.#open?.device ?? null;
  }

  /** y-webrtc sends bytes alone. */
  send(message: Uint8Array): void {
    if (this.#state !== 'open') throw new Error('the channel is not open');
    if (message.length === 0 || message.length > KINDS.log.most) {
      throw new RangeError(`a message has 1 to ${KINDS.log.most} bytes`);
    }
    this.#sender?.send('log', message);
  }

  /** What simple-peer calls when it has done with the channel. */
  close(): void {
    this.shut();
  }

  /**
   * Puts the browser's channel under this one; the proof begins when it is open and `described` has come. A channel
   * may open, and the other end may speak, a moment before the descriptions are there to be read.
   */
  attach(inner: RtcChannel, role: Role, described: Promise<void>): void {
    if (this.#inner !== undefined || this.#state !== 'connecting') {
      inner.close();
      return;
    }
    this.#inner = inner;
    inner.binaryType = 'arraybuffer';
    const { guard, end } = this.#settings;
    this.#sender = sender(inner, end);
    const gone = (): void => {
      if (this.#state !== 'closed') end();
    };
    inner.addEventListener('close', gone);
    inner.addEventListener('error', gone);
    const early: unknown[] = [];
    let take = (data: unknown): Refusal | undefined => {
      early.push(data);
      return early.length > EARLY_MOST ? 'out-of-turn' : undefined;
    };
    const takeOrEnd = (data: unknown): void => {
      if (this.#state === 'closed') return;
      const why = take(data);
      if (why !== undefined) end(why);
    };
    inner.addEventListener('message', (event) => {
      takeOrEnd('data' in event ? event.data : undefined);
    });
    this.#callOff = guard.timers.later(TIMES.prove, () => {
      end('no-answer');
    });
    const begin = async (): Promise<void> => {
      await described;
      if (this.#state !== 'connecting') return;
      this.#state = 'proving';
      const prints = this.#settings.fingerprints();
      if (prints === undefined) {
        end('bad-fingerprint');
        return;
      }
      take = this.#prove(role, prints);
      for (const data of early) takeOrEnd(data);
    };
    if (inner.readyState === 'open') void begin();
    else {
      inner.addEventListener('open', () => {
        void begin();
      });
    }
  }

  /** Closes without telling simple-peer. */
  shut(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#callOff?.();
    this.#inner?.close();
    const open = this.#open;
    if (open !== undefined) this.#settings.guard.onClosed(open);
  }

  /** Begins the proof; returns what takes each frame of the other end and says why one is refused. */
  #prove(role: Role, prints: Fingerprints): (data: unknown) => Refusal | undefined {
    const { guard, memory, end } = this.#settings;
    const theirRole = otherRole(role);
    const nonce = guard.random(NONCE_LENGTH);
    let meeting: Meeting | undefined;
    let proofCame = false;
    let device: string | undefined;
    let accepted = false;
    /** Settles when this end's own proof is on its way. */
    let proved: Promise<void> = Promise.resolve();

    const say = (message: Uint8Array): void => {
      this.#sender?.send('handshake', message);
    };
    const openWhenBoth = (): void => {
      if (device === undefined || !accepted || this.#state !== 'proving') return;
      this.#state = 'open';
      this.#callOff?.();
      memory.failures = 0;
      this.#open = {
        device,
        tell: (bytes) => {
          if (this.#state === 'open') this.#sender?.send('side', bytes);
        },
      };
      guard.onOpen(this.#open);
      this.onopen?.({});
    };
    const answer = async (meeting: Meeting): Promise<void> => {
      const proof = await guard.gate.prove(transcriptOf(meeting, role));
      if (this.#state !== 'proving') return;
      say(byteWriter().uint(STEPS.proof).bytes(proof).finish());
    };
    const weigh = async (meeting: Meeting, proof: Uint8Array): Promise<void> => {
      const verdict = await guard.gate.check(transcriptOf(meeting, theirRole), proof);
      // Signing may take longer than checking; the other end takes this one's word only after its proof.
      await proved;
      if (this.#state !== 'proving') return;
      if (verdict.state === 'stranger') {
        end('stranger');
        return;
      }
      if ((memory.bans.get(verdict.device) ?? 0) > guard.timers.now()) {
        end('banned');
        return;
      }
      device = verdict.device;
      say(byteWriter().uint(STEPS.accepted).finish());
      openWhenBoth();
    };

    const takeStep = (message: Uint8Array): Refusal | undefined => {
      const reader = byteReader(message);
      const step = reader.uint();
      if (step === STEPS.hello && meeting === undefined) {
        const version = reader.uint();
        const claimed = reader.uint();
        const theirs = reader.fixed(NONCE_LENGTH);
        reader.end();
        if (version !== VERSION || claimed !== ROLE_NUMBERS[theirRole]) return 'out-of-turn';
        const isOfferer = role === 'offerer';
        meeting = {
          room: guard.room,
          fingerprints: {
            offerer: isOfferer ? prints.own : prints.theirs,
            answerer: isOfferer ? prints.theirs : prints.own,
          },
          nonces: { offerer: isOfferer ? nonce : theirs, answerer: isOfferer ? theirs : nonce },
        };
        proved = answer(meeting);
        proved.catch(() => {
          end('no-proof');
        });
        return undefined;
      }
      if (step === STEPS.proof && meeting !== undefined && !proofCame) {
        proofCame = true;
        const proof = reader.bytes(PROOF_MOST);
        reader.end();
        weigh(meeting, proof).catch(() => {
          end('stranger');
        });
        return undefined;
      }
      if (step === STEPS.accepted && proofCame && !accepted) {
        reader.end();
        accepted = true;
        openWhenBoth();
        return undefined;
      }
      return 'out-of-turn';
    };

    const frames = joiner();
    const isWithinRate = sideMeter(guard.timers);
    let questions = 0;
    const take = (data: unknown): Refusal | undefined => {
      if (!(data instanceof ArrayBuffer)) return 'bad-frames';
      const joined = frames.take(new Uint8Array(data));
      if (joined.state === 'more') return undefined;
      if (joined.state === 'refused') return joined.why;
      const { kind, message } = joined;
      if (kind === 'handshake') {
        if (this.#state !== 'proving') return 'out-of-turn';
        try {
          return takeStep(message);
        } catch {
          return 'malformed';
        }
      }
      if (this.#state !== 'open' || this.#open === undefined) return 'out-of-turn';
      if (kind === 'side') {
        if (!isWithinRate(message.length)) return 'flood';
        guard.onSideMessage(message, this.#open.device);
        return undefined;
      }
      const judgement = judge(message);
      if (judgement.state === 'refused') return judgement.why;
      if (judgement.state === 'ignore') return undefined;
      if (isQuestion(message)) questions += 1;
      if (questions > QUESTIONS_MOST) return 'flood';
      this.onmessage?.({ data: message.buffer });
      return undefined;
    };

    say(
      byteWriter().uint(STEPS.hello).uint(VERSION).uint(ROLE_NUMBERS[role]).fixed(nonce).finish(),
    );
    return take;
  }
}

/** The peer connection that simple-peer sees. */
export class GuardedConnection {
  oniceconnectionstatechange: Handler = null;
  onicegatheringstatechange: Handler = null;
  onconnectionstatechange: Handler = null;
  onsignalingstatechange: Handler = null;
  onicecandidate: Handler = null;
  ondatachannel: Handler = null;
  ontrack: Handler = null;
  readonly #inner: RtcConnection;
  readonly #guard: Guard;
  readonly #memory: Memory;
  #face: GuardedChannel | undefined;
  #theirPrint: string | undefined;
  #state: 'meeting' | 'left' | 'closed' = 'meeting';
  #hasTheirOffer = false;
  #hasFailed = false;
  #callOff: () => void;

  constructor(inner: RtcConnection, guard: Guard, memory: Memory) {
    this.#inner = inner;
    this.#guard = guard;
    this.#memory = memory;
    const whileMeeting = (type: string, handle: (event: Event) => void): void => {
      inner.addEventListener(type, (event) => {
        if (this.#state === 'meeting') handle(event);
      });
    };
    whileMeeting('iceconnectionstatechange', (event) => this.oniceconnectionstatechange?.(event));
    whileMeeting('icegatheringstatechange', (event) => this.onicegatheringstatechange?.(event));
    whileMeeting('connectionstatechange', (event) => this.onconnectionstatechange?.(event));
    whileMeeting('signalingstatechange', (event) => this.onsignalingstatechange?.(event));
    whileMeeting('icecandidate', (event) => this.onicecandidate?.(event));
    whileMeeting('datachannel', (event) => {
      this.#takeIncoming('channel' in event ? event.channel : undefined);
    });
    const limit = Math.min(TIMES.meet * 2 ** memory.failures, TIMES.meetMost);
    this.#callOff = guard.timers.later(limit + jitter(guard.random, limit / 4), () => {
      if (this.#face?.attached !== true || this.#face.readyState === 'closed') this.#end();
    });
  }

  get localDescription(): Description | null {
    return this.#inner.localDescription;
  }
  get remoteDescription(): Description | null {
    return this.#inner.remoteDescription;
  }
  get connectionState(): string {
    return this.#inner.connectionState;
  }
  get iceConnectionState(): string {
    return this.#hasFailed ? 'failed' : this.#inner.iceConnectionState;
  }
  get iceGatheringState(): string {
    return this.#inner.iceGatheringState;
  }
  get signalingState(): string {
    return this.#inner.signalingState;
  }

  createDataChannel(label: string, settings?: RTCDataChannelInit): GuardedChannel {
    const own = this.#inner.createDataChannel(label, settings);
    const face = this.#makeFace(label);
    own.addEventListener('open', () => {
      // Of two that offered at the same moment one became the answerer; it uses the other's channel.
      if (this.#role() === 'offerer') face.attach(own, 'offerer', this.#described());
      else own.close();
    });
    return face;
  }

  /** Never settles once the other end's offer counts: simple-peer then goes on with the answer alone. */
  async createOffer(): Promise<RTCSessionDescriptionInit> {
    if (this.#mayOffer()) {
      const offer = await this.#inner.createOffer();
      if (this.#mayOffer()) return offer;
    }
    return never();
  }

  createAnswer(): Promise<RTCSessionDescriptionInit> {
    return this.#inner.createAnswer();
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.type === 'offer' && !this.#mayOffer()) return never();
    await this.#inner.setLocalDescription(description);
    // Rolled back by the other end's offer while it was being set: simple-peer must not send it.
    if (description.type === 'offer' && !this.#mayOffer()) return never();
    return undefined;
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (this.#state !== 'meeting') return never();
    const print = fingerprintOf(description.sdp ?? '')?.join(' ');
    // One meeting is with one certificate: a later description may not put another in its place. Before the channel
    // is there, another certificate means that the other end has begun anew, and so does this one.
    if (print === undefined || (this.#theirPrint ?? print) !== print) {
      const hasBegunAnew = print !== undefined && this.#face?.attached !== true;
      this.#end(hasBegunAnew ? undefined : 'bad-fingerprint');
      return never();
    }
    this.#theirPrint = print;
    this.#hasTheirOffer = description.type === 'offer';
    await this.#inner.setRemoteDescription(description);
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#state !== 'meeting') return;
    try {
      await this.#inner.addIceCandidate(candidate);
    } catch {
      // It may belong to an offer that was given up; simple-peer would end the whole meeting for it.
    }
  }

  getStats(): Promise<{ forEach(take: (report: unknown) => void): void }> {
    return this.#inner.getStats();
  }

  close(): void {
    this.#state = 'closed';
    this.#callOff();
    this.#face?.shut();
    this.#inner.close();
  }

  #mayOffer(): boolean {
    return this.#state === 'meeting' && !this.#hasTheirOffer;
  }

  #role(): Role {
    return this.#inner.localDescription?.type === 'offer' ? 'offerer' : 'answerer';
  }

  /** Both descriptions are in force and can be read. */
  #described(): Promise<void> {
    const inner = this.#inner;
    const isThere = (): boolean =>
      inner.signalingState === 'stable' &&
      inner.localDescription !== null &&
      inner.remoteDescription !== null;
    if (isThere()) return Promise.resolve();
    return new Promise((resolve) => {
      inner.addEventListener('signalingstatechange', () => {
        if (isThere()) resolve();
      });
    });
  }

  #makeFace(label: string): GuardedChannel {
    this.#face = new GuardedChannel({
      label,
      guard: this.#guard,
      memory: this.#memory,
      fingerprints: () => {
        const own = fingerprintOf(this.#inner.localDescription?.sdp ?? '');
        const theirs = fingerprintOf(this.#inner.remoteDescription?.sdp ?? '');
        return own && theirs && { own, theirs };
      },
      end: (why) => {
        this.#end(why);
      },
    });
    return this.#face;
  }

  #takeIncoming(channel: unknown): void {
    if (!isChannel(channel)) return;
    const face = this.#face;
    if (this.#role() === 'offerer' || face?.attached === true) {
      channel.close();
      return;
    }
    if (face !== undefined) {
      face.attach(channel, 'answerer', this.#described());
      return;
    }
    const made = this.#makeFace(channel.label);
    this.ondatachannel?.({ channel: made });
    made.attach(channel, 'answerer', this.#described());
  }

  /**
   * Ends the meeting. After a refusal simple-peer hears of it only later: until then y-webrtc holds this place and
   * makes no new attempt, which would fail for the same reason several times a second.
   */
  #end(why?: Refusal): void {
    if (this.#state !== 'meeting') return;
    this.#state = 'left';
    this.#callOff();
    const { timers, random, onRefused } = this.#guard;
    const device = this.#face?.device ?? null;
    this.#face?.shut();
    this.#inner.close();
    const failures = this.#memory.failures;
    if (device === null) this.#memory.failures = Math.min(failures + 1, 6);
    if (why === undefined) {
      this.#tellSimplePeer();
      return;
    }
    if (device !== null) this.#memory.bans.set(device, timers.now() + TIMES.ban);
    const wait = Math.min(TIMES.leave * 2 ** failures, TIMES.leaveMost);
    this.#callOff = timers.later(wait + jitter(random, wait / 4), () => {
      this.#tellSimplePeer();
    });
    onRefused({ device, why });
  }

  #tellSimplePeer(): void {
    this.#hasFailed = true;
    this.oniceconnectionstatechange?.({});
  }
}

/** The browser's WebRTC with a guard in front, in the shape that simple-peer's `wrtc` option takes. */
export const guardedRtc = (rtc: Rtc, guard: Guard): Wrtc => {
  const memory: Memory = { bans: guard.bans ?? new Map(), failures: 0 };
  return {
    RTCPeerConnection: class extends GuardedConnection {
      constructor(settings?: RTCConfiguration) {
        super(new rtc.RTCPeerConnection(settings), guard, memory);
      }
    },
    RTCSessionDescription: rtc.RTCSessionDescription,
    RTCIceCandidate: rtc.RTCIceCandidate,
  };
};
