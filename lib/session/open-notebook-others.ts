/**
 * How an open notebook meets the others: by a carrier in the epoch that holds now, and at the doors of earlier epochs
 * until everybody has heard of it.
 */
import { inMessages } from './beacon';
import { openCarrier, type Carrier, type CarrierOptions } from './carrier';
import { nameOf, openDoor, type Door, type DoorOptions } from './door';
import { awaitedAtDoors, doorEpochs } from './open-doors';
import { bytesToOthers, othersToBytes, type OtherDevice } from './other-devices';
import { openStatementIds } from './statement-ids';
import { byteReader, byteWriter, fromHex, isSameBytes, Malformed, toHex } from '@/lib/parse/bytes';
import { deleteLog } from '@/lib/sync/sealed-log';
import { openTopics, type Topics } from '@/lib/sync/rendezvous';
import { openTimerSet, type Random, type Timers } from '@/lib/sync/timers';
import { sealToDevice } from '@/lib/vault/bundle';
import type { Device } from '@/lib/vault/device';
import { nameEpoch, type NamedEpoch } from '@/lib/vault/hands';
import {
  notebookIdToBytes,
  type DeviceId,
  type NotebookId,
  type StatementId,
} from '@/lib/vault/ids';
import { deriveKey, openUnder, sealUnder, type Bytes } from '@/lib/vault/keys';
import { epochKeys, type EpochKeys } from '@/lib/vault/keyring';
import { makeQueue } from '@/lib/vault/queue';
import { check, openChannel, prove, type Channel } from '@/lib/vault/proof';
import { readReport, writeReport } from '@/lib/vault/report';
import type { Register } from '@/lib/vault/register';
import type { Vault } from '@/lib/vault/vault';
import { lackedBy, type Vector } from '@/lib/vault/vector';

const PURPOSES = {
  beacon: 'liaison-notebook/beacon/v1',
  answer: 'liaison-notebook/door-answer/v1',
  cache: 'liaison-notebook/cache-name/v1',
} as const;

const MS = {
  keepOthersAfter: 3_000,
  tryAgainAfter: 10_000,
  /** What was told to connected devices is on its way before the channels close. */
  farewell: 300,
} as const;

export interface OthersParts {
  readonly notebook: NotebookId;
  readonly me: DeviceId;
  readonly vault: () => Vault;
  /** Letters that no log may hold any more. */
  readonly without: () => Vector;
  /** Null while locked: then nothing is certified, and this device stays in the epoch where it is. */
  readonly device: () => Device | null;
  readonly take: CarrierOptions['take'];
  readonly takeStatements: (statements: readonly Uint8Array[]) => Promise<void>;
  readonly hearPresence: (bytes: Uint8Array, device: string) => void;
  /** Devices are no longer in the notebook. */
  readonly onGone: (devices: readonly DeviceId[]) => void;
  readonly setting: (name: string) => Promise<Uint8Array | null>;
  readonly putSetting: (name: string, bytes: Uint8Array) => Promise<unknown>;
  /** Names the caches of logs, which lie in the open, so that the names tell nothing. */
  readonly cacheNames: Bytes;
  readonly signalling: () => readonly string[];
  readonly iceServers: readonly RTCIceServer[];
  readonly onChange: () => void;
  readonly onRefused: (device: string, words: string) => void;
  readonly random: Random;
  readonly timers: Timers;
  readonly now: () => number;
}

export interface Others {
  /** Puts covers of own statements on the way, under the epoch before: those who are about to leave it open them. */
  readonly say: (covers: readonly Uint8Array[]) => void;
  /** Puts covers of own letters on the way. Those of an epoch to which this device is still going come along when it fills that. */
  readonly send: (covers: readonly Uint8Array[]) => void;
  readonly tellPresence: (bytes: Uint8Array) => void;
  /** Goes where the register and the keys say now. Resolves when this device is there. */
  readonly look: () => Promise<void>;
  /** Leaves every place and goes to those that the keyring names now. */
  readonly meetAgain: () => Promise<void>;
  readonly all: () => ReadonlyMap<string, OtherDevice>;
  /** Whether a device has reported in the epoch that holds now. */
  readonly isTold: (device: string) => boolean;
  readonly devicesHere: () => readonly string[];
  /** Leaves the log for a new one, with what the vault holds now. Resolves when the old one is gone from this device. */
  readonly nextVolume: () => Promise<void>;
  readonly meetingPoint: () => 'none set' | 'not reached' | 'reached';
  readonly close: () => Promise<void>;
}

/** The epoch in which this device lives. */
interface Home {
  readonly epoch: NamedEpoch;
  readonly keys: EpochKeys;
  readonly channel: Channel;
  readonly door: Door | null;
  carrier: Carrier | null;
}

interface KeptVolume {
  readonly epoch: string;
  readonly volume: number;
}
const volumeToBytes = ({ epoch, volume }: KeptVolume): Uint8Array =>
  byteWriter().fixed(fromHex(epoch)).uint(volume).finish();
const bytesToVolume = (bytes: Uint8Array): KeptVolume | null => {
  try {
    const reader = byteReader(bytes);
    const kept = { epoch: toHex(reader.fixed(16)), volume: reader.uint(2 ** 31) };
    reader.end();
    return kept;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

export const openOthers = async (parts: OthersParts): Promise<Others> => {
  const { notebook, me, vault, random, timers } = parts;
  const ids = openStatementIds();
  const inTurn = makeQueue();
  const doors = new Map<string, Door>();
  const waiting = openTimerSet(timers);
  const { later } = waiting;
  let home: Home | null = null;
  let present: ReadonlySet<DeviceId> = new Set();
  let reportCounter = 0;
  let isClosed = false;

  const kept = await parts.setting('others');
  const others = new Map<string, OtherDevice>(kept === null ? [] : bytesToOthers(kept));

  let areOthersDue = false;
  const keepOthersSoon = (): void => {
    if (areOthersDue) return;
    areOthersDue = true;
    later(MS.keepOthersAfter, () => {
      areOthersDue = false;
      // What cannot be kept now is known again when they report.
      parts.putSetting('others', othersToBytes(others)).catch(() => {});
    });
  };

  /** A removed device hears what removed it and nothing that was said since. */
  const statementsFor: DoorOptions['statementsFor'] = (device, held) => {
    const register = vault().register();
    const known = register.wasDevice(device);
    return known === null || register.isDevice(device)
      ? register.unknownTo(held)
      : removalOf(register, known.id, held);
  };
  const removalOf = (
    register: Register,
    removedDevice: DeviceId,
    held: readonly StatementId[],
  ): readonly Uint8Array[] => {
    const removals = register.removed.flatMap(({ device, statement }) =>
      device === removedDevice ? [statement] : [],
    );
    const after = new Set(register.unknownTo([...held, ...removals]).map(nameOf));
    return register.unknownTo(held).filter((statement) => !after.has(nameOf(statement)));
  };

  /** The sockets to the signalling servers, which all doors share. */
  let topics: Topics | null = null;
  let wasReached = false;
  const meetingTopics = (): Topics => {
    topics ??= openTopics({
      signalling: parts.signalling(),
      onStatus: (status) => {
        const isReached = status === 'connected';
        if (isReached && !wasReached) {
          for (const door of [home?.door, ...doors.values()]) door?.callOut();
        }
        wasReached = isReached;
        parts.onChange();
      },
      random,
      timers,
    });
    return topics;
  };

  const doorTo = (keys: EpochKeys, as: DoorOptions['as']): Door =>
    openDoor({
      topic: keys.beaconTopic,
      seal: (bytes) => sealUnder(keys.beaconKey, PURPOSES.beacon, bytes, random),
      open: (sealed) => openUnder(keys.beaconKey, PURPOSES.beacon, sealed),
      me,
      as,
      awaited: () => {
        const register = vault().register();
        const here = home?.epoch.keyId;
        if (here === undefined) return [];
        return awaitedAtDoors(register, others, here, me).filter((device) =>
          register.isDevice(device),
        );
      },
      volume: () => (as === 'home' ? (home?.carrier?.volume() ?? 0) : 0),
      register: () => vault().register(),
      ids,
      statementsFor,
      // A disk that fails leaves them unknown: they come again.
      take: (statements) => parts.takeStatements(statements).catch(() => {}),
      sealTo: async (device, bytes) => {
        const known = vault().register().wasDevice(device);
        return known === null
          ? null
          : sealToDevice(known.exchangeKey, PURPOSES.answer, bytes, notebookIdToBytes(notebook));
      },
      openMine: async (sealed) =>
        (await parts.device()?.openBundle(PURPOSES.answer, sealed, notebookIdToBytes(notebook))) ??
        null,
      onCall: (device, volume) => {
        if (as === 'home') home?.carrier?.heardOf(device, volume);
      },
      topics: meetingTopics(),
      random,
      timers,
    });

  const cacheName = async (of: KeptVolume): Promise<string> => {
    const name = await deriveKey(parts.cacheNames, PURPOSES.cache, 16, volumeToBytes(of));
    return `liaison-notebook-way-${toHex(name)}`;
  };
  const keepVolume = async (of: KeptVolume): Promise<void> => {
    await parts.putSetting('volume', volumeToBytes(of));
  };

  const carry = (at: Home, volume: number): Promise<Carrier> => {
    const { keys, channel } = at;
    const membership = (): Parameters<typeof check>[0] => ({
      notebook,
      epoch: keys,
      register: vault().register(),
    });
    return openCarrier({
      take: parts.take,
      covers: () => vault().covers(parts.without()),
      report: async (inVolume) => {
        reportCounter = Math.max(reportCounter + 1, parts.now());
        return writeReport(
          channel,
          { counter: reportCounter, volume: inVolume, vector: vault().vector() },
          random,
        );
      },
      hearReport: async (bytes, from) => {
        const heard = await readReport(membership(), bytes);
        if (heard.state !== 'report' || heard.report.device !== from) return 'unreadable';
        const { counter, vector } = heard.report;
        const before = others.get(from);
        if (counter > (before?.counter ?? 0)) {
          const { keyId } = at.epoch;
          others.set(from, { device: from, counter, vector, epoch: keyId, seenAt: parts.now() });
          keepOthersSoon();
          // Who was the last to be told needs no door any more.
          if (before?.epoch !== keyId) void look();
        }
        return lackedBy(vector, vault().vector()).length > 0 ? 'lacks' : 'has all';
      },
      hearPresence: parts.hearPresence,
      hearStatements: (statements) => {
        parts.takeStatements(statements).catch(() => {});
      },
      gate: {
        prove: (transcript) => prove(channel, transcript, random),
        check: (transcript, proof) => check(membership(), transcript, proof),
      },
      room: async (of) => ({
        name: await keys.roomName(of),
        password: await keys.signallingPassword(of),
      }),
      cacheName: (of) => cacheName({ epoch: at.epoch.keyId, volume: of }),
      callOut: () => at.door?.callOut(),
      signalling: parts.signalling(),
      iceServers: parts.iceServers,
      volume,
      keepVolume: (of) => keepVolume({ epoch: at.epoch.keyId, volume: of }),
      onChange: parts.onChange,
      onRefused: parts.onRefused,
      random,
      timers,
    });
  };

  const enter = async (epoch: NamedEpoch, device: Device, volume: number): Promise<void> => {
    const keys = await epochKeys(notebook, epoch);
    const channel = await openChannel(device, notebook, keys, random);
    // A door into what is home now would answer beside it.
    closeDoor(`door ${epoch.keyId}`);
    const door = parts.signalling().length === 0 ? null : doorTo(keys, 'home');
    const entered: Home = { epoch, keys, channel, door, carrier: null };
    home = entered;
    entered.carrier = await carry(entered, volume);
    door?.callOut();
    parts.onChange();
  };

  /** Tells those who are connected why this device leaves: they may not hear it on the topic. */
  const sayFarewell = async (carrier: Carrier): Promise<void> => {
    const devices = carrier.devicesHere();
    for (const device of devices) {
      const theirs = statementsFor(device, headsAtEntry);
      for (const statements of inMessages(theirs)) carrier.tellStatements(statements, device);
    }
    if (devices.length === 0) return;
    await new Promise<void>((resolve) => {
      timers.later(MS.farewell, resolve);
    });
  };
  let headsAtEntry = vault().register().heads;

  const leave = async (how: 'for a while' | 'for good' | 'as removed'): Promise<void> => {
    const left = home;
    if (left === null) return;
    if (how === 'for good' && left.carrier !== null) await sayFarewell(left.carrier);
    home = null;
    left.door?.close();
    await left.carrier?.close(how !== 'for a while');
  };

  const closeDoor = (keyId: string): void => {
    doors.get(keyId)?.close();
    doors.delete(keyId);
  };
  const keepDoors = async (wanted: readonly NamedEpoch[], as: DoorOptions['as']): Promise<void> => {
    const names = new Set(wanted.map(({ keyId }) => `${as} ${keyId}`));
    for (const name of doors.keys()) if (!names.has(name)) closeDoor(name);
    if (parts.signalling().length === 0) return;
    for (const epoch of wanted) {
      const name = `${as} ${epoch.keyId}`;
      if (!doors.has(name)) doors.set(name, doorTo(await epochKeys(notebook, epoch), as));
    }
  };

  const leaveServers = (): void => {
    for (const name of doors.keys()) closeDoor(name);
    topics?.close();
    topics = null;
    wasReached = false;
  };

  /** One change of place after another; never waited for by what the vault takes in, since leaving waits for that. */
  const goThere = async (isAgain: boolean): Promise<void> => {
    if (isClosed) return;
    const register = vault().register();
    const held = await Promise.all(vault().keyring().epochs.map(nameEpoch));
    // The epoch that covers are made under is the one in which they are carried.
    const now = vault().epoch();
    const wanted =
      held.find(({ secret }) => now !== null && isSameBytes(secret, now.secret)) ?? null;
    if (wanted === null) throw new Error('a keyring without an epoch');
    const devices = new Set(
      register.members.flatMap((member) => member.devices.map(({ id }) => id)),
    );
    const gone = [...present].filter((device) => !devices.has(device));
    present = devices;
    if (gone.length > 0) parts.onGone(gone);
    if (isAgain) leaveServers();
    if (!register.isDevice(me)) {
      await leave('as removed');
      await keepDoors([wanted], 'asking');
      parts.onChange();
      return;
    }
    const device = parts.device();
    const isMoving = home === null || home.epoch.keyId !== wanted.keyId;
    // A channel to somebody who was removed must not stay open, in whichever epoch.
    const mustLeave = isMoving || isAgain || gone.length > 0 || home?.carrier === null;
    if (mustLeave && device !== null) {
      const before = home;
      const volume =
        before !== null && !isMoving ? (before.carrier?.volume() ?? 1) : await volumeOf(wanted);
      await leave(isMoving ? 'for good' : 'for a while');
      headsAtEntry = register.heads;
      if (!isClosed) await enter(wanted, device, volume);
    } else if (gone.length > 0 && home !== null && home.carrier !== null) {
      const { carrier } = home;
      home.carrier = null;
      await carrier.close();
      if (!isClosed) home.carrier = await carry(home, carrier.volume());
    }
    const here = home?.epoch ?? wanted;
    const awaited = awaitedAtDoors(register, others, here.keyId, me);
    await keepDoors(doorEpochs(held, here, awaited, others), 'door');
    parts.onChange();
  };
  const volumeOf = async ({ keyId }: NamedEpoch): Promise<number> => {
    const bytes = await parts.setting('volume');
    const last = bytes === null ? null : bytesToVolume(bytes);
    if (last?.epoch === keyId) return last.volume;
    // A browser that was killed on its way to another epoch has left the log of the last one behind.
    if (last !== null) deleteLog(await cacheName(last)).catch(() => {});
    await keepVolume({ epoch: keyId, volume: 1 });
    return 1;
  };

  /** Meeting others is not needed for working: it is tried again when it cannot begin. */
  const go = async (isAgain: boolean): Promise<void> => {
    try {
      await inTurn(() => goThere(isAgain));
    } catch {
      later(MS.tryAgainAfter, () => void look());
    }
  };
  const look = (): Promise<void> => go(false);

  return {
    say: (covers) => home?.carrier?.send(covers),
    send: (covers) => {
      const now = vault().epoch();
      if (home === null || now === null) return;
      if (isSameBytes(home.epoch.secret, now.secret)) home.carrier?.send(covers);
    },
    tellPresence: (bytes) => home?.carrier?.tellPresence(bytes),
    look,
    meetAgain: () => go(true),
    all: () => others,
    isTold: (device) =>
      device === me || others.get(device)?.epoch === vault().register().currentEpoch?.keyId,
    devicesHere: () => home?.carrier?.devicesHere() ?? [],
    nextVolume: async () => {
      await home?.carrier?.nextVolume();
    },
    meetingPoint: () => {
      if (parts.signalling().length === 0) return 'none set';
      const isReached = wasReached || home?.carrier?.isSignallingReached() === true;
      return isReached ? 'reached' : 'not reached';
    },
    close: async () => {
      isClosed = true;
      waiting.close();
      await inTurn(async () => {
        await leave('for a while');
        leaveServers();
      });
    },
  };
};
