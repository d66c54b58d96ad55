/**
 * One topic of one epoch, where devices say who is about and hand each other statements of the register.
 *
 * In the epoch that holds now statements go to everybody there. At a door, which is an epoch that has passed, they
 * are sealed to the one who asks: others who hold that epoch's key may have been removed since. Nothing is judged
 * here: statements are taken in first, and who belongs is asked after.
 */
import {
  answerToBytes,
  beaconToBytes,
  bytesToAnswer,
  bytesToBeacon,
  inMessages,
  type Beacon,
} from './beacon';
import type { StatementIds } from './statement-ids';
import { toHex } from '@/lib/parse/bytes';
import type { Topics } from '@/lib/sync/rendezvous';
import { jitter, openTimerSet, type Random, type Timers } from '@/lib/sync/timers';
import type { Bytes } from '@/lib/vault/keys';
import type { StatementId } from '@/lib/vault/ids';
import type { Register } from '@/lib/vault/register';

export interface DoorOptions {
  readonly topic: string;
  readonly seal: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly open: (sealed: Uint8Array) => Promise<Uint8Array | null>;
  readonly me: string;
  /**
   * `home`: this device lives in the epoch and calls out. `door`: it greets those whom it awaits, and answers who calls.
   * `asking`: it was removed, and asks now and then whether that still holds.
   */
  readonly as: 'home' | 'door' | 'asking';
  /** Present devices that may still come to this door. */
  readonly awaited: () => readonly string[];
  /** The volume that this device is in; 0 for none. */
  readonly volume: () => number;
  readonly register: () => Register;
  readonly ids: StatementIds;
  /** Statements for a device that lacks them, parents first; none for one that may learn nothing. */
  readonly statementsFor: (device: string, ids: readonly StatementId[]) => readonly Uint8Array[];
  readonly take: (statements: readonly Uint8Array[]) => Promise<void>;
  /** Seals bytes to a device that the register knows, present or removed; null for one that it does not know. */
  readonly sealTo: (device: string, bytes: Uint8Array) => Promise<Bytes | null>;
  /** Opens what was sealed to this device; null while it is locked. */
  readonly openMine: (sealed: Uint8Array) => Promise<Uint8Array | null>;
  readonly onCall: (device: string, volume: number) => void;
  readonly topics: Pick<Topics, 'join'>;
  readonly random: Random;
  readonly timers: Timers;
}

export interface Door {
  /** Says at once who is here: to all, or at a door to those whom it awaits. */
  readonly callOut: () => void;
  readonly close: () => void;
}

const MS = {
  again: { home: 25_000, door: 600_000, asking: 600_000 },
  againSpan: 10_000,
  /** Several who hear the same call do not all answer at once, and nobody makes others speak without end. */
  serveAfter: 150,
  serveSpan: 600,
  betweenServings: 3_000,
  betweenCalls: 3_000,
  /** At a door, to one device. */
  betweenAnswers: 10_000,
  /** What was on the topic so short a time ago is not said again. */
  saidLately: 20_000,
} as const;
/** Who calls by ever new names is not remembered for long. */
const MOST_ASKING = 256;
const MOST_GREETED = 64;
const MOST_SAID = 8_192;

/** Somebody who lacks something, or is asked for something; a private one is answered under seal. */
interface Asking {
  readonly ids: readonly StatementId[];
  readonly isPrivate: boolean;
}

/** Names a statement by its signature, which no two share. */
export const nameOf = (statement: Uint8Array): string => toHex(statement.subarray(-32));

export const openDoor = (options: DoorOptions): Door => {
  const { timers, random, me, ids } = options;
  const waiting = openTimerSet(timers);
  const { later } = waiting;
  /** Who has called, and which statements they hold. */
  const asking = new Map<string, Asking>();
  const heardLast = new Map<string, string>();
  const said = new Map<string, number>();
  const answered = new Map<string, number>();
  let calledAt = Number.NEGATIVE_INFINITY;
  let servedAt = Number.NEGATIVE_INFINITY;
  let isServing = false;
  let isClosed = false;

  const publish = async (beacon: Beacon): Promise<void> => {
    const sealed = await options.seal(beaconToBytes(beacon));
    if (!isClosed) tell(sealed);
  };
  const call = async (): Promise<void> => {
    const held = await ids.trail(options.register());
    await publish({ kind: 'call', device: me, volume: options.volume(), ids: held });
  };
  const callOut = (): void => {
    calledAt = timers.now();
    void (options.as === 'door' ? greet() : call());
  };
  /** Two who left this epoch apart from each other are both silent here: each tells the other what it holds. */
  const greet = async (): Promise<void> => {
    const held = await ids.trail(options.register());
    for (const device of options.awaited().slice(0, MOST_GREETED)) {
      await answer(device, held, []);
    }
  };
  /** False for a device that nobody here knows. */
  const answer = async (
    to: string,
    held: readonly StatementId[],
    statements: readonly Uint8Array[],
  ): Promise<boolean> => {
    const sealed = await options.sealTo(to, answerToBytes({ from: me, ids: held, statements }));
    if (sealed !== null) await publish({ kind: 'answer', to, sealed });
    return sealed !== null;
  };

  const noteSaid = (statements: readonly Uint8Array[]): void => {
    if (said.size > MOST_SAID) said.clear();
    for (const statement of statements) said.set(nameOf(statement), timers.now());
  };
  const wasSaid = (statement: Uint8Array): boolean =>
    timers.now() - (said.get(nameOf(statement)) ?? Number.NEGATIVE_INFINITY) < MS.saidLately;

  /** In the open, once for all who lack it. */
  const serveAll = async (callers: readonly (readonly [string, Asking])[]): Promise<void> => {
    const wanted = new Map<string, Uint8Array>();
    for (const [device, { ids: held }] of callers) {
      for (const statement of options.statementsFor(device, held)) {
        if (!wasSaid(statement)) wanted.set(nameOf(statement), statement);
      }
    }
    for (const statements of inMessages([...wanted.values()])) {
      noteSaid(statements);
      await publish({ kind: 'statements', statements });
    }
  };
  /** To one device alone. At a door, one that nobody here knows is asked to show first what let it in. */
  const serveOne = async (device: string, held: readonly StatementId[]): Promise<void> => {
    if (options.as === 'home' && options.register().wasDevice(device) === null) {
      await serveAll([[device, { ids: held, isPrivate: false }]]);
      return;
    }
    const groups = inMessages(options.statementsFor(device, held));
    const mine = options.register().isDevice(device) ? await ids.trail(options.register()) : [];
    for (const group of groups.length === 0 ? [[]] : groups) {
      if (await answer(device, mine, group)) continue;
      await call();
      return;
    }
  };
  const serve = async (): Promise<void> => {
    const callers = [...asking];
    asking.clear();
    await serveAll(callers.filter(([, { isPrivate }]) => !isPrivate));
    const now = timers.now();
    if (answered.size > MOST_ASKING) answered.clear();
    for (const [device, wish] of callers) {
      if (!wish.isPrivate) continue;
      if (now - (answered.get(device) ?? Number.NEGATIVE_INFINITY) < MS.betweenAnswers) {
        asking.set(device, wish);
        continue;
      }
      answered.set(device, now);
      await serveOne(device, wish.ids);
    }
    if (asking.size > 0) serveSoon();
  };
  const serveSoon = (): void => {
    if (isServing) return;
    isServing = true;
    const soonest = servedAt + MS.betweenServings - timers.now();
    const wait = MS.serveAfter + jitter(random, MS.serveSpan);
    later(Math.max(wait, soonest), () => {
      isServing = false;
      servedAt = timers.now();
      void serve();
    });
  };

  /** Somebody holds these: what they lack is handed to them, and they are asked for what is lacking here. */
  const compare = async (
    device: string,
    held: readonly StatementId[],
    isPrivate: boolean,
  ): Promise<void> => {
    const known = new Set(await ids.all(options.register()));
    if (isClosed) return;
    const isBehind = held.some((id) => !known.has(id));
    const isStranger = options.register().wasDevice(device) === null;
    const lacks = options.statementsFor(device, held).length > 0;
    // Who names for ever what this device cannot take is not asked for it for ever.
    const isNews = heardLast.get(device) !== held.join();
    if (heardLast.size > MOST_ASKING) heardLast.clear();
    heardLast.set(device, held.join());
    const mustReply = isPrivate && (isStranger || (isBehind && isNews));
    if ((lacks || mustReply) && asking.size < MOST_ASKING) {
      asking.set(device, { ids: held, isPrivate });
      serveSoon();
    }
    if (isBehind && options.as !== 'door') callSoon();
  };
  let isCalling = false;
  const callSoon = (): void => {
    if (isCalling) return;
    isCalling = true;
    const soonest = calledAt + MS.betweenCalls - timers.now();
    later(Math.max(soonest, MS.serveAfter + jitter(random, MS.serveSpan)), () => {
      isCalling = false;
      callOut();
    });
  };

  const hear = async (bytes: Uint8Array): Promise<void> => {
    const opened = await options.open(bytes);
    const beacon = opened === null ? null : bytesToBeacon(opened);
    if (beacon === null || isClosed) return;
    switch (beacon.kind) {
      case 'call':
        if (beacon.device === me) return;
        options.onCall(beacon.device, beacon.volume);
        await compare(beacon.device, beacon.ids, options.as === 'door');
        return;
      case 'statements':
        noteSaid(beacon.statements);
        await options.take(beacon.statements);
        return;
      case 'answer': {
        if (beacon.to !== me) return;
        const plain = await options.openMine(beacon.sealed);
        const said = plain === null ? null : bytesToAnswer(plain);
        if (said === null || said.from === me) return;
        await options.take(said.statements);
        // A removed device is told no ids: nobody waits for what it holds.
        if (!isClosed && said.ids.length > 0) await compare(said.from, said.ids, true);
      }
    }
  };

  const { publish: tell, leave } = options.topics.join(options.topic, (bytes) => void hear(bytes));
  const callAgain = (): void => {
    later(MS.again[options.as] + jitter(random, MS.againSpan), () => {
      callOut();
      callAgain();
    });
  };
  callAgain();
  callOut();

  return {
    callOut,
    close: () => {
      isClosed = true;
      waiting.close();
      leave();
    },
  };
};
