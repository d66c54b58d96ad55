/**
 * Carries covers between the vault, which is the truth, and the sealed log, which is the way.
 *
 * It learns from what other devices report whether they hold what this device holds. A way that brings equal
 * logs and yet leaves someone without a letter is damaged: then everyone moves to the next volume, a fresh log
 * in a fresh room, and fills it from their vaults.
 */
import { encodeStateVector } from 'yjs';
import { bytesToSide, sideToBytes, type Way } from './side-message';
import { isSameBytes, toHex } from '@/lib/parse/bytes';
import { REFUSALS } from '@/lib/sync/admission';
import type { Gate } from '@/lib/sync/channel';
import { connect, type Connection } from '@/lib/sync/connection';
import { openSealedLog, type EntryOrigin, type SealedLog } from '@/lib/sync/sealed-log';
import { jitter, openTimerSet, type Random, type Timers } from '@/lib/sync/timers';

/** What the session hands to the carrier; all of it opaque bytes here. */
export interface CarrierOptions {
  /** Takes covers into the vault; resolves when they are durable and applied. Says which it did not know to be junk. */
  readonly take: (
    covers: readonly Uint8Array[],
  ) => Promise<{ readonly junk: number; readonly full: boolean }>;
  readonly covers: () => AsyncIterable<readonly Uint8Array[]>;
  /** A signed and sealed report of what this device holds. */
  readonly report: (volume: number) => Promise<Uint8Array>;
  /** Reads another device's report; answers whether that device lacks something that this one holds. */
  readonly hearReport: (
    bytes: Uint8Array,
    device: string,
  ) => Promise<'lacks' | 'has all' | 'unreadable'>;
  readonly hearPresence: (bytes: Uint8Array, device: string) => void;
  readonly gate: Gate;
  readonly room: (volume: number) => Promise<{ readonly name: string; readonly password: string }>;
  readonly cacheName: (volume: number) => Promise<string>;
  /** Takes statements that a connected device tells before it leaves for another epoch. */
  readonly hearStatements: (statements: readonly Uint8Array[]) => void;
  /** Says on the epoch's topic in which volume this device is. */
  readonly callOut: () => void;
  readonly signalling: readonly string[];
  readonly iceServers: readonly RTCIceServer[];
  readonly volume: number;
  readonly keepVolume: (volume: number) => Promise<void>;
  readonly onChange: () => void;
  /** Someone's channel was closed for what it sent. */
  readonly onRefused: (device: string, words: string) => void;
  readonly random: Random;
  readonly timers: Timers;
}

export interface Carrier {
  /** Puts own covers, already durable, on the way. */
  readonly send: (covers: readonly Uint8Array[]) => void;
  readonly tellPresence: (bytes: Uint8Array) => void;
  /** Tells a connected device statements that it may lack, at most 1 MiB less a little in one call. */
  readonly tellStatements: (statements: readonly Uint8Array[], device: string) => void;
  /** A device was heard of on the epoch's topic, in this volume. */
  readonly heardOf: (device: string, volume: number) => void;
  readonly devicesHere: () => readonly string[];
  readonly isSignallingReached: () => boolean;
  readonly volume: () => number;
  /** Goes to the next volume as soon as it may: the log begins anew from the vaults. Resolves when it is there. */
  readonly nextVolume: () => Promise<void>;
  /** Resolves when nothing that has arrived is still to be looked at. */
  readonly settled: () => Promise<void>;
  /** `forGood` deletes the log's cache too: this epoch is left. */
  readonly close: (forGood?: boolean) => Promise<void>;
}

const MS = {
  /** After the first meeting of a start: receive first, then add what is missing, not all at once. */
  refillAfter: 400,
  refillSpan: 1_600,
  reportAfter: 250,
  /** A device that was heard of is expected for so long. */
  heard: 70_000,
  betweenVolumes: 8_000,
  beforeLeaving: 300,
} as const;
/** Someone may be ahead by so many volumes and be believed: far more than any honest absence brings, and far from the last number. */
const VOLUMES_AHEAD = 10_000;
/** Covers a log may hold that nobody can read, until it is left behind. */
const JUNK_MOST = 500;
const TAKE_MOST = 256;

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));

const NAME_LENGTH = 16;
/**
 * Names covers by their hash: by anything less somebody could make junk that passes for a cover which has not come
 * yet, and so keep it out.
 */
const namesOf = (covers: readonly Uint8Array[]): Promise<readonly string[]> =>
  Promise.all(covers.map(async (cover) => toHex((await sha256(cover)).subarray(0, NAME_LENGTH))));

/** One room with its log and its connection. */
interface Stretch {
  readonly volume: number;
  readonly log: SealedLog;
  connection: Connection | null;
  /** Names of the covers in the log. */
  readonly inLog: Set<string>;
  junk: number;
  stopEntries: () => void;
}

export const openCarrier = async (options: CarrierOptions): Promise<Carrier> => {
  const { timers, random } = options;
  /** Names of the covers in the vault. */
  const held = new Set<string>();
  /** What others said last of how their log stands. */
  const ways = new Map<string, Way>();
  const lacking = new Set<string>();
  const heard = new Map<string, number>();
  /** Who is shut out of one volume is shut out of the next. */
  const bans = new Map<string, number>();
  const timerSet = openTimerSet(timers);
  const { later } = timerSet;
  let stretch: Stretch | null = null;
  let intake: Promise<void> = Promise.resolve();
  let waiting = 0;
  let wasFull = false;
  let isClosed = false;
  let leftLastAt = Number.NEGATIVE_INFINITY;
  let isLeaving = false;
  /** The furthest volume heard of while this device was between two. */
  let heardFurther = 0;

  const devicesHere = (): readonly string[] =>
    stretch?.connection?.devices().map(({ device }) => device) ?? [];

  const tellReport = async (device?: string): Promise<void> => {
    const now = stretch;
    if (now?.connection === null || now === null) return;
    const way: Way = {
      volume: now.volume,
      log: await sha256(encodeStateVector(now.log.doc())),
      // What a full disk refused was not looked at: a damaged way is judged by those who could.
      isIdle: waiting === 0 && !wasFull,
    };
    const report = await options.report(now.volume);
    if (isClosed || stretch !== now) return;
    // The way goes first: a report is judged together with the way that it came by.
    now.connection.tell(sideToBytes({ kind: 'way', way }), device);
    now.connection.tell(sideToBytes({ kind: 'report', bytes: report }), device);
    // What was not clear while there was still something to look at may be clear now.
    for (const other of lacking) void judge(other);
  };
  let reporting: (() => void) | null = null;
  const reportSoon = (): void => {
    reporting ??= later(MS.reportAfter, () => {
      reporting = null;
      void tellReport();
    });
  };

  const take = (from: Stretch, covers: readonly Uint8Array[], origin: EntryOrigin): void => {
    waiting += 1;
    // What failed before was told where it failed and does not hold up the rest.
    intake = intake
      .catch(() => undefined)
      .then(() => takeIn(from, covers, origin))
      .finally(() => {
        waiting -= 1;
        if (origin === 'elsewhere') reportSoon();
      });
    // A disk that fails leaves them unknown: they come again.
    intake.catch(() => undefined);
  };
  const takeIn = async (
    from: Stretch,
    covers: readonly Uint8Array[],
    origin: EntryOrigin,
  ): Promise<void> => {
    const names = await namesOf(covers);
    for (const name of names) from.inLog.add(name);
    if (origin === 'here') {
      for (const name of names) held.add(name);
      return;
    }
    const fresh = covers.flatMap((cover, at) => {
      const name = names[at];
      return name === undefined || held.has(name) ? [] : [{ cover, name }];
    });
    if (fresh.length === 0) return;
    for (let at = 0; at < fresh.length; at += TAKE_MOST) {
      if (isClosed) break;
      const batch = fresh.slice(at, at + TAKE_MOST);
      const { junk, full } = await options.take(batch.map(({ cover }) => cover));
      from.junk += junk;
      wasFull = full;
      // With a full disk nothing was kept: it must stay unknown, so that it is taken again later.
      if (!full) for (const { name } of batch) held.add(name);
    }
    options.onChange();
    if (from.junk > JUNK_MOST && stretch === from) leaveFor(from.volume + 1);
  };

  /** Adds to the log what the vault holds and the log does not, a little at a time: others may be adding too. */
  const refill = async (target: Stretch): Promise<void> => {
    for await (const batch of options.covers()) {
      const names = await namesOf(batch);
      if (isClosed || stretch !== target) return;
      const missing = batch.filter((_cover, at) => {
        const name = names[at];
        if (name === undefined || target.inLog.has(name)) return false;
        target.inLog.add(name);
        return true;
      });
      if (missing.length === 0) continue;
      target.log.append(missing);
      await new Promise<void>((resolve) => {
        later(0, resolve);
      });
    }
    reportSoon();
  };
  let refilling: Promise<void> | null = null;
  const refillSoon = (target: Stretch): void => {
    if (refilling !== null) return;
    refilling = new Promise((resolve) => {
      later(MS.refillAfter + jitter(random, MS.refillSpan), () => {
        void intake
          .catch(() => undefined)
          .then(() => refill(target))
          .finally(() => {
            refilling = null;
            resolve();
          });
      });
    });
  };

  const judge = async (device: string): Promise<void> => {
    const now = stretch;
    const way = ways.get(device);
    if (now === null || way === undefined || !lacking.has(device)) return;
    if (way.volume !== now.volume || !way.isIdle || waiting > 0 || refilling !== null) return;
    if (!isSameBytes(way.log, await sha256(encodeStateVector(now.log.doc())))) return;
    if (stretch !== now || ways.get(device) !== way || !lacking.has(device)) return;
    // Both have received the same, all of it was looked at, and still something is missing there.
    leaveFor(now.volume + 1);
  };

  const hear = async (bytes: Uint8Array, device: string): Promise<void> => {
    const side = bytesToSide(bytes);
    if (side === null) return;
    switch (side.kind) {
      case 'presence':
        options.hearPresence(side.bytes, device);
        return;
      case 'statements':
        options.hearStatements(side.statements);
        return;
      case 'way':
        ways.set(device, side.way);
        follow(side.way.volume);
        return;
      case 'report': {
        const verdict = await options.hearReport(side.bytes, device);
        if (verdict === 'lacks') lacking.add(device);
        else lacking.delete(device);
        options.onChange();
        await judge(device);
      }
    }
  };

  const enter = async (volume: number): Promise<void> => {
    const [{ name, password }, cache] = await Promise.all([
      options.room(volume),
      options.cacheName(volume),
    ]);
    if (isClosed) return;
    const log = openSealedLog({ name: cache, random, timers });
    const entered: Stretch = {
      volume,
      log,
      connection: null,
      inLog: new Set(),
      junk: 0,
      stopEntries: () => {},
    };
    stretch = entered;
    entered.stopEntries = log.onEntries((covers, origin) => take(entered, covers, origin));
    await log.whenReady;
    if (isClosed || stretch !== entered) return;
    let here: ReadonlySet<string> = new Set();
    entered.connection = connect({
      log,
      room: name,
      password,
      signalling: options.signalling,
      gate: options.gate,
      bans,
      iceServers: options.iceServers,
      random,
      timers,
      events: {
        onSideMessage: (bytes, device) => void hear(bytes, device),
        onDevices: (devices) => {
          const now = new Set(devices.map(({ device }) => device));
          for (const device of now) if (!here.has(device)) void tellReport(device);
          // The same ones again: one came by another connection, after an end that was not noticed here. It knows
          // nothing of this device since its start, so it must be told as one that is new.
          if (now.size === here.size && now.isSubsetOf(here)) reportSoon();
          if (now.size > here.size) refillSoon(entered);
          here = now;
          options.onChange();
        },
        onStatus: () => options.onChange(),
        // Who had not shown yet who they are brought nothing that could be set aside: a slow network, or a newcomer of
        // whom this device has not heard, looks the same.
        onRefused: ({ device, why }) => {
          if (device !== null) options.onRefused(device, REFUSALS[why]);
        },
      },
    });
    options.onChange();
  };

  const leave = async (left: Stretch): Promise<void> => {
    left.stopEntries();
    await left.connection?.destroy();
    await left.log.destroyCache();
    await left.log.close();
  };

  const moveTo = async (volume: number): Promise<void> => {
    const left = stretch;
    isLeaving = true;
    leftLastAt = timers.now();
    try {
      await options.keepVolume(volume);
      if (left !== null) {
        // Those who are connected hear of it at once; the others from the beacon.
        left.connection?.tell(
          sideToBytes({ kind: 'way', way: { volume, log: new Uint8Array(32), isIdle: false } }),
        );
        // It ends when this is closed too.
        await new Promise<void>((resolve) => {
          timers.later(MS.beforeLeaving, resolve);
        });
        if (isClosed) return;
        await leave(left);
      }
      ways.clear();
      lacking.clear();
      await enter(volume);
      options.callOut();
    } finally {
      isLeaving = false;
    }
    const further = heardFurther;
    heardFurther = 0;
    follow(further);
  };

  let lookingAgain: (() => void) | null = null;
  /** A log found damaged too soon after the last one is judged again when it may be left. */
  const lookAgain = (wait: number): void => {
    lookingAgain ??= later(wait, () => {
      lookingAgain = null;
      if (stretch !== null && stretch.junk > JUNK_MOST) leaveFor(stretch.volume + 1);
      reportSoon();
    });
  };

  const leaveFor = (volume: number): void => {
    if (isClosed || isLeaving || (stretch?.volume ?? 0) >= volume) return;
    const wait = leftLastAt + MS.betweenVolumes - timers.now();
    if (wait > 0) lookAgain(wait);
    else moveTo(volume).catch(() => lookAgain(MS.betweenVolumes));
  };

  const goOn = async (): Promise<void> => {
    if (isClosed) return;
    const wait = leftLastAt + MS.betweenVolumes - timers.now();
    if (!isLeaving && wait <= 0) {
      await moveTo((stretch?.volume ?? options.volume) + 1);
      return;
    }
    // It ends when this is closed too.
    await new Promise<void>((resolve) => {
      timers.later(Math.max(wait, MS.beforeLeaving), resolve);
    });
    await goOn();
  };

  const follow = (volume: number): void => {
    const own = stretch?.volume ?? volume;
    if (isClosed || volume <= own || volume > own + VOLUMES_AHEAD) return;
    if (isLeaving) heardFurther = Math.max(heardFurther, volume);
    else moveTo(volume).catch(() => lookAgain(MS.betweenVolumes));
  };

  const heardOf = (device: string, volume: number): void => {
    if (isClosed) return;
    const now = timers.now();
    const isNew = now - (heard.get(device) ?? Number.NEGATIVE_INFINITY) > MS.heard;
    heard.set(device, now);
    follow(volume);
    // Who is new, or behind, hears at once where the others are.
    if (isNew || volume < (stretch?.volume ?? 0)) options.callOut();
    const about = [...heard.values()].filter((at) => now - at <= MS.heard).length;
    stretch?.connection?.expectPeers(about);
  };

  for await (const batch of options.covers()) {
    for (const name of await namesOf(batch)) held.add(name);
  }
  await enter(options.volume);

  return {
    send: (covers) => {
      // Before the log is ready they only rest in the vault; they go on the way when somebody is met.
      if (stretch === null || stretch.connection === null) return;
      stretch.log.append(covers);
      reportSoon();
    },
    tellPresence: (bytes) => {
      stretch?.connection?.tell(sideToBytes({ kind: 'presence', bytes }));
    },
    tellStatements: (statements, device) => {
      stretch?.connection?.tell(sideToBytes({ kind: 'statements', statements }), device);
    },
    heardOf,
    devicesHere,
    isSignallingReached: () => stretch?.connection?.status().signalling === 'connected',
    volume: () => stretch?.volume ?? options.volume,
    nextVolume: goOn,
    settled: async () => {
      await intake.catch(() => undefined);
    },
    close: async (forGood = false) => {
      isClosed = true;
      timerSet.close();
      await intake.catch(() => undefined);
      if (stretch === null) return;
      stretch.stopEntries();
      await stretch.connection?.destroy();
      if (forGood) await stretch.log.destroyCache();
      await stretch.log.close();
    },
  };
};
