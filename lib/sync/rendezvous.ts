/** Publish and subscribe over the signalling servers, for invitations and for the beacon of who is about. */
import * as buffer from 'lib0/buffer';
import { joinBytes, toHex } from '@/lib/parse/bytes';
import { z } from '@/lib/parse/zod';
import { jitter, systemTimers } from './timers';
import type { Random, Timers } from './timers';

/** The longest message, in bytes. */
const RENDEZVOUS_MESSAGE_MOST = 2 * 1024 * 1024;
/** Every message carries a random id, so that what comes over two servers counts once. */
const ID_LENGTH = 16;
const DATA_MOST = Math.ceil((RENDEZVOUS_MESSAGE_MOST + ID_LENGTH) / 3) * 4;
/** Base64 and the JSON around it. */
const TEXT_MOST = DATA_MOST + 4096;
const REMEMBERED_MOST = 4096;
/** Messages that wait for a server that is not reached; the oldest go first. */
const WAITING_MOST = 16;
/** Milliseconds. The server drops a silent connection after 30 to 60 s. */
const TIMES = { ping: 20_000, silence: 50_000, firstRetry: 1000, retryMost: 30_000 } as const;
const OPEN = 1;

export type RendezvousStatus = 'connected' | 'not reached' | 'none set';

/** The parts of a WebSocket that are used. */
export interface RendezvousSocket {
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}

export interface TopicsOptions {
  readonly signalling: readonly string[];
  readonly onStatus?: (status: RendezvousStatus) => void;
  readonly random: Random;
  readonly timers?: Timers;
  readonly WebSocket?: new (url: string) => RendezvousSocket;
}

export interface RendezvousOptions extends TopicsOptions {
  /** At most 256 characters; every server sees it, so it must tell nothing. */
  readonly topic: string;
  /** Whoever knows the topic can send anything: the bytes must be opened before they are believed. */
  readonly onMessage: (bytes: Uint8Array) => void;
}

/** One topic among those that share the sockets. */
export interface Topic {
  /** As in {@link Rendezvous}. */
  readonly publish: (bytes: Uint8Array) => void;
  readonly leave: () => void;
}

export interface Topics {
  /**
   * Topic and message as in {@link RendezvousOptions}; more than one may join a topic here. `signalling`: the servers
   * of this topic alone, if they are not those of all. A server that nobody joins at any more is left.
   */
  readonly join: (
    topic: string,
    onMessage: (bytes: Uint8Array) => void,
    signalling?: readonly string[],
  ) => Topic;
  /** Of the servers of all topics. */
  readonly status: () => RendezvousStatus;
  readonly close: () => void;
}

export interface Rendezvous {
  /**
   * Sends 1 byte to 2 MiB to whoever listens now, over every server; throws a RangeError above that. Waits for a
   * server that is not reached. Own messages do not come back.
   */
  readonly publish: (bytes: Uint8Array) => void;
  readonly status: () => RendezvousStatus;
  readonly close: () => void;
}

/** Simpler than zod's own, which backtracks through megabytes. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;

const Published = z.object({
  type: z.literal('publish'),
  topic: z.string(),
  data: z.string().max(DATA_MOST).regex(BASE64),
});

interface Publication {
  readonly topic: string;
  readonly bytes: Uint8Array;
}

/** What a server passed on, if it is in this form. */
const readPublication = (text: unknown): Publication | undefined => {
  if (typeof text !== 'string' || text.length > TEXT_MOST) return undefined;
  try {
    const publication = Published.safeParse(JSON.parse(text)).data;
    if (publication === undefined) return undefined;
    const { topic, data } = publication;
    const bytes = buffer.fromBase64(data);
    return bytes.length > ID_LENGTH ? { topic, bytes } : undefined;
  } catch {
    return undefined;
  }
};

interface Line {
  readonly isOpen: () => boolean;
  /** What is sent while the server is not reached waits. */
  readonly send: (text: string) => void;
  /** Sent only to a server that is reached: the topics of the moment are told to each that comes to be. */
  readonly sendNow: (text: string) => void;
  readonly close: () => void;
}

/** One server: connects, pings, and connects again after a while that grows. */
const openLine = (
  address: string,
  options: TopicsOptions,
  topics: () => readonly string[],
  timers: Timers,
  onText: (text: unknown) => void,
  onChange: () => void,
): Line => {
  const { random } = options;
  const Socket = options.WebSocket ?? WebSocket;
  let socket: RendezvousSocket | undefined;
  let retry: number = TIMES.firstRetry;
  let heard = timers.now();
  let callOff: (() => void) | undefined;
  let closed = false;
  const waiting: string[] = [];

  const isOpen = (): boolean => socket?.readyState === OPEN;
  const tryAgain = (): void => {
    callOff?.();
    if (closed) return;
    callOff = timers.later(retry / 2 + jitter(random, retry / 2), start);
    retry = Math.min(retry * 2, TIMES.retryMost);
  };
  const keepAlive = (): void => {
    callOff = timers.later(TIMES.ping, () => {
      if (timers.now() - heard > TIMES.silence) {
        leave();
        return;
      }
      socket?.send(JSON.stringify({ type: 'ping' }));
      keepAlive();
    });
  };
  /** Does not wait for a server that has fallen silent to agree to the end. */
  const leave = (): void => {
    const left = socket;
    socket = undefined;
    left?.close();
    onChange();
    tryAgain();
  };
  const start = (): void => {
    let fresh: RendezvousSocket;
    try {
      fresh = new Socket(address);
    } catch {
      // The address is none; it came from an invitation or a policy and is told as not reached.
      return;
    }
    socket = fresh;
    const whileCurrent = (type: string, handle: (event: Event) => void): void => {
      fresh.addEventListener(type, (event) => {
        if (socket === fresh) handle(event);
      });
    };
    whileCurrent('open', () => {
      retry = TIMES.firstRetry;
      heard = timers.now();
      fresh.send(JSON.stringify({ type: 'subscribe', topics: topics() }));
      for (const text of waiting.splice(0)) fresh.send(text);
      keepAlive();
      onChange();
    });
    whileCurrent('message', (event) => {
      heard = timers.now();
      onText('data' in event ? event.data : undefined);
    });
    whileCurrent('error', leave);
    whileCurrent('close', leave);
  };
  start();

  return {
    isOpen,
    send: (text) => {
      if (isOpen()) {
        socket?.send(text);
        return;
      }
      waiting.push(text);
      if (waiting.length > WAITING_MOST) waiting.shift();
    },
    sendNow: (text) => {
      if (isOpen()) socket?.send(text);
    },
    close: () => {
      closed = true;
      callOff?.();
      const left = socket;
      socket = undefined;
      left?.close();
    },
  };
};

interface Joined {
  readonly topic: string;
  readonly addresses: ReadonlySet<string>;
  /** Given a message as it came, under the id that it carries. */
  readonly hear: (id: string, bytes: Uint8Array) => void;
}

/** Opens one socket to every server, for any number of topics. */
export const openTopics = (options: TopicsOptions): Topics => {
  const { random, timers = systemTimers } = options;
  const ofAll = new Set(options.signalling);
  const lines = new Map<string, Line>();
  const joined = new Set<Joined>();
  const seen = new Set<string>();
  let joins = 0;
  let told: RendezvousStatus | undefined;
  let closed = false;

  /** False for what was seen before. */
  const remember = (name: string): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    const [oldest] = seen;
    if (seen.size > REMEMBERED_MOST && oldest !== undefined) seen.delete(oldest);
    return true;
  };

  const joinedAt = (address: string): readonly Joined[] =>
    [...joined].filter(({ addresses }) => addresses.has(address));
  const takeText = (address: string, text: unknown): void => {
    const publication = closed ? undefined : readPublication(text);
    if (publication === undefined) return;
    const { topic, bytes } = publication;
    const id = toHex(bytes.subarray(0, ID_LENGTH));
    for (const one of joinedAt(address)) {
      if (one.topic === topic) one.hear(id, bytes.slice(ID_LENGTH));
    }
  };

  const status = (): RendezvousStatus => {
    if (ofAll.size === 0) return 'none set';
    return [...ofAll].some((address) => lines.get(address)?.isOpen()) ? 'connected' : 'not reached';
  };
  const tellStatus = (): void => {
    const now = status();
    if (closed || now === told) return;
    told = now;
    options.onStatus?.(now);
  };
  const reach = (address: string): Line => {
    const line = lines.get(address);
    if (line !== undefined) return line;
    const topics = (): readonly string[] => [
      ...new Set(joinedAt(address).map(({ topic }) => topic)),
    ];
    const fresh = openLine(
      address,
      options,
      topics,
      timers,
      (text) => takeText(address, text),
      tellStatus,
    );
    lines.set(address, fresh);
    return fresh;
  };
  for (const address of ofAll) reach(address);

  const leave = (left: Joined): void => {
    if (!joined.delete(left)) return;
    const { topic, addresses } = left;
    for (const address of addresses) {
      const others = joinedAt(address);
      if (others.length === 0 && !ofAll.has(address)) {
        lines.get(address)?.close();
        lines.delete(address);
      } else if (!others.some((other) => other.topic === topic)) {
        lines.get(address)?.sendNow(JSON.stringify({ type: 'unsubscribe', topics: [topic] }));
      }
    }
  };

  return {
    join: (topic, onMessage, signalling = options.signalling) => {
      const number = joins;
      joins += 1;
      const name = (id: string): string => `${number} ${id}`;
      const addresses = new Set(signalling);
      const own: Joined = {
        topic,
        addresses,
        hear: (id, bytes) => {
          if (remember(name(id))) onMessage(bytes);
        },
      };
      joined.add(own);
      const subscription = JSON.stringify({ type: 'subscribe', topics: [topic] });
      if (!closed) for (const address of addresses) reach(address).sendNow(subscription);
      return {
        publish: (bytes) => {
          if (bytes.length === 0 || bytes.length > RENDEZVOUS_MESSAGE_MOST) {
            throw new RangeError(`a message has 1 to ${RENDEZVOUS_MESSAGE_MOST} bytes`);
          }
          const id = random(ID_LENGTH);
          remember(name(toHex(id)));
          const data = buffer.toBase64(joinBytes(id, bytes));
          const text = JSON.stringify({ type: 'publish', topic, data });
          for (const address of addresses) lines.get(address)?.send(text);
        },
        leave: () => leave(own),
      };
    },
    status,
    close: () => {
      closed = true;
      for (const line of lines.values()) line.close();
    },
  };
};

/** Joins one topic on every server, over sockets of its own. */
export const openRendezvous = (options: RendezvousOptions): Rendezvous => {
  const topics = openTopics(options);
  const { publish } = topics.join(options.topic, options.onMessage);
  return { publish, status: topics.status, close: topics.close };
};
