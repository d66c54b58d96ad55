/** One room of the sealed log over stock y-webrtc: who is connected, what they say, and trying again. */
import * as broadcast from 'lib0/broadcastchannel';
import { Awareness } from 'y-protocols/awareness';
import { WebrtcProvider } from 'y-webrtc';
import type { Refusal } from './admission';
import { guardedRtc } from './channel';
import type { Gate, OpenChannel, Rtc } from './channel';
import { KINDS } from './frames';
import type { SealedLog } from './sealed-log';
import { watchSocket } from './signalling';
import type { SignallingRoom, SignallingSocket } from './signalling';
import { jitter, systemTimers } from './timers';
import type { Random, Timers } from './timers';

/** The longest side message, in bytes. */
export const SIDE_MESSAGE_MOST = KINDS.side.most;
/** y-webrtc keeps a random number between 20 and 34 unless told: too few for an office in which all should meet. */
const CONNECTIONS_MOST = 64;
/** How long somebody who is said to be about may stay missing before this device announces itself again. */
const LOOK = { first: 10_000, most: 120_000 } as const;

export interface ConnectedDevice {
  readonly device: string;
  /** Milliseconds on the clock of the timers that were passed. */
  readonly since: number;
}

export interface ConnectionStatus {
  readonly signalling: 'connected' | 'not reached' | 'none set';
  /** How many other devices are connected and have proved that they are members. */
  readonly devices: number;
}

export interface ConnectionEvents {
  readonly onSideMessage?: (bytes: Uint8Array, device: string) => void;
  readonly onDevices?: (devices: readonly ConnectedDevice[]) => void;
  readonly onStatus?: (status: ConnectionStatus) => void;
  /** `device` is null when the other end had not proved who it is. */
  readonly onRefused?: (refused: { readonly device: string | null; readonly why: Refusal }) => void;
}

export interface ConnectionOptions {
  /** Ready, and in no other connection. */
  readonly log: SealedLog;
  readonly room: string;
  /** 64 lower-case hexadecimal characters; it seals the signalling and nothing else. */
  readonly password: string;
  /** Addresses with ws: or wss:; others are left out. */
  readonly signalling: readonly string[];
  readonly gate: Gate;
  /** Devices that are shut out, kept by whoever goes from room to room; by default of this room alone. */
  readonly bans?: Map<string, number>;
  /** Nobody by default. */
  readonly iceServers?: readonly RTCIceServer[];
  readonly random: Random;
  readonly timers?: Timers;
  readonly events?: ConnectionEvents;
  /** The browser's own by default. */
  readonly rtc?: Rtc;
}

export interface Connection {
  /** Sends a side message of 1 byte to 1 MiB to one device or to all; false when nobody was there to take it. */
  readonly tell: (bytes: Uint8Array, device?: string) => boolean;
  readonly devices: () => readonly ConnectedDevice[];
  readonly status: () => ConnectionStatus;
  /** A hint from elsewhere (a beacon) that so many other devices are about; missing ones are then looked for again. */
  readonly expectPeers: (count: number) => void;
  /** Resolves when the room may be opened again. */
  readonly destroy: () => Promise<void>;
}

/** The rooms of this page. Stock y-webrtc allows one provider for each name and fails inside a promise at a second. */
const rooms = new Map<string, SignallingRoom>();

const isSocketAddress = (address: string): boolean =>
  URL.canParse(address) && ['ws:', 'wss:'].includes(new URL(address).protocol);

/** Answers for every client id: the log changes its own, and y-webrtc asks for the clock of the newest. */
class Clocks extends Map<number, { clock: number; lastUpdated: number }> {
  override get(client: number): { clock: number; lastUpdated: number } {
    return super.get(client) ?? { clock: 0, lastUpdated: 0 };
  }
}

/** An awareness that says nothing: presence travels as sealed bytes on the side. */
const silence = (log: SealedLog): Awareness => {
  const awareness = new Awareness(log.doc());
  awareness.setLocalState(null);
  awareness.meta = new Clocks(awareness.meta);
  return awareness;
};

const browserRtc = (): Rtc => ({ RTCPeerConnection, RTCSessionDescription, RTCIceCandidate });

/** Opens a room. Throws only for a mistake in the options: a malformed password, or a room that is open already. */
export const connect = (options: ConnectionOptions): Connection => {
  const { log, room, password, gate, random, timers = systemTimers, events = {} } = options;
  if (!/^[0-9a-f]{64}$/u.test(password))
    throw new Error('a password has 64 hexadecimal characters');
  if (rooms.has(room)) throw new Error('the room is open already');
  const addresses = [...new Set(options.signalling.filter(isSocketAddress))];
  const channels = new Map<OpenChannel, number>();
  let destroyed: Promise<void> | undefined;
  let expected = 0;
  let patience: number = LOOK.first;
  let callOffLook: (() => void) | undefined;

  const devices = (): readonly ConnectedDevice[] => {
    const firsts = new Map<string, number>();
    for (const [{ device }, since] of channels) {
      firsts.set(device, Math.min(since, firsts.get(device) ?? since));
    }
    return Array.from(firsts, ([device, since]) => ({ device, since }));
  };

  const wrtc = guardedRtc(options.rtc ?? browserRtc(), {
    room,
    gate,
    random,
    timers,
    ...(options.bans === undefined ? {} : { bans: options.bans }),
    onOpen: (channel) => {
      channels.set(channel, timers.now());
      changed();
    },
    onClosed: (channel) => {
      channels.delete(channel);
      changed();
    },
    onSideMessage: (bytes, device) => events.onSideMessage?.(bytes, device),
    onRefused: (refused) => events.onRefused?.(refused),
  });
  const awareness = silence(log);
  const provider = new WebrtcProvider(room, log.doc(), {
    signaling: addresses,
    password,
    awareness,
    maxConns: CONNECTIONS_MOST,
    filterBcConns: true,
    peerOpts: { wrtc, config: { iceServers: [...(options.iceServers ?? [])] } },
  });
  const sockets: readonly SignallingSocket[] = [...provider.signalingConns];
  rooms.set(room, {
    key: provider.key,
    isKnown: (peer) => provider.room?.webrtcConns.has(peer) ?? false,
    openly: (handle) => {
      const { room: opened } = provider;
      if (opened === null) return;
      const { key } = opened;
      // Without a key y-webrtc takes a message as it is, and at once.
      Reflect.set(opened, 'key', null);
      try {
        handle();
      } finally {
        opened.key = key;
      }
    },
  });

  const status = (): ConnectionStatus => {
    const isConnected = sockets.some((socket) => socket.connected);
    const reached = isConnected ? 'connected' : 'not reached';
    return {
      signalling: options.signalling.length === 0 ? 'none set' : reached,
      devices: devices().length,
    };
  };
  const statusChanged = (): void => {
    if (destroyed === undefined) events.onStatus?.(status());
  };

  /** A browser's windows share one engine: nothing need go to other pages, or come from them unchecked. */
  const leavePages = (): void => {
    const { room } = provider;
    if (room === null) return;
    room.bcconnected = false;
    broadcast.unsubscribe(room.name, room._bcSubscriber);
  };
  provider.on('status', leavePages);

  /** y-webrtc announces a device once, when it comes; this does it again and leaves every connection as it is. */
  const announce = (): void => {
    provider.room?.connect();
    leavePages();
  };
  const look = (): void => {
    if (callOffLook !== undefined || destroyed !== undefined) return;
    if (devices().length >= expected) return;
    callOffLook = timers.later(patience + jitter(random, patience / 2), () => {
      callOffLook = undefined;
      if (devices().length < expected) {
        announce();
        patience = Math.min(patience * 2, LOOK.most);
      }
      look();
    });
  };
  const changed = (): void => {
    if (destroyed !== undefined) return;
    patience = LOOK.first;
    events.onDevices?.(devices());
    statusChanged();
    look();
  };

  for (const socket of sockets) {
    watchSocket(socket, rooms);
    socket.on('connect', statusChanged);
    socket.on('disconnect', statusChanged);
  }

  const takeDown = async (): Promise<void> => {
    callOffLook?.();
    for (const socket of sockets) {
      socket.off('connect', statusChanged);
      socket.off('disconnect', statusChanged);
    }
    // Each connection that closes would announce the room once more; nobody is to answer that.
    provider.maxConns = 0;
    provider.disconnect();
    provider.signalingConns = [];
    // The connections tell of their end in microtasks; the room may still be waiting for its key.
    await provider.key;
    provider.destroy();
    await provider.key;
    awareness.destroy();
    // A socket that other rooms still use was told of this room again by the connections that closed.
    for (const socket of sockets) {
      if (socket.providers.size > 0) socket.send({ type: 'unsubscribe', topics: [room] });
    }
    // What was being sealed for other pages has opened their channel again.
    const nobody = (): void => undefined;
    broadcast.subscribe(room, nobody);
    broadcast.unsubscribe(room, nobody);
    rooms.delete(room);
  };

  return {
    tell: (bytes, device) => {
      if (bytes.length === 0 || bytes.length > SIDE_MESSAGE_MOST) {
        throw new RangeError(`a side message has 1 to ${SIDE_MESSAGE_MOST} bytes`);
      }
      const told = new Set<string>();
      // The newest first: when a device has come back, the older channel to it may be dead and not know it yet.
      for (const channel of [...channels.keys()].toReversed()) {
        if (told.has(channel.device) || (device ?? channel.device) !== channel.device) continue;
        told.add(channel.device);
        channel.tell(bytes);
      }
      return told.size > 0;
    },
    devices,
    status,
    expectPeers: (count) => {
      expected = count;
      look();
    },
    destroy: () => {
      destroyed ??= takeDown();
      return destroyed;
    },
  };
};
