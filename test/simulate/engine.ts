/**
 * One process of one device: the product's vault over a disk, and a small model of how covers travel.
 *
 * The model keeps what matters of the way: a log for each epoch's room that is filled from the vault, a gate that lets
 * in only who is in this device's register, and doors, over which statements pass to whoever holds an earlier epoch.
 */
import { hash } from 'node:crypto';

import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';
import { type CoverKey, coverKeyFrom, openCover } from '@/lib/vault/cover';
import type { Device } from '@/lib/vault/device';
import {
  type KeyId,
  type NotebookId,
  type RunId,
  runIdFromBytes,
  type SectionId,
  type StatementId,
  statementIdFromBytes,
  statementIdToBytes,
  storeTagFromBytes,
} from '@/lib/vault/ids';
import { type Bytes, openUnder, type Random, sealUnder } from '@/lib/vault/keys';
import {
  type EpochKeys,
  epochKeys,
  type Keyring,
  readKeyring,
  writeKeyring,
} from '@/lib/vault/keyring';
import { readLetter } from '@/lib/vault/letter';
import {
  type Handing,
  type OpenedLetter,
  openVault,
  type Taking,
  type Vault,
} from '@/lib/vault/vault';

import type { Chance } from './chance';
import type { Clock } from './clock';
import { type Disk, openDisk, settingKey } from './disk';
import { makeReplica, type Replica } from './replica';

/** Rules broken on purpose, to see that a schedule notices. */
export type Broken =
  | 'none'
  | 'a disk that lies'
  | 'nothing is taken back'
  | 'a key is passed on'
  | 'whoever is out finds the keys';

/** What passes between two devices. Rooms and topics are those of the product; only who holds the epoch knows them. */
export type Message =
  | { readonly kind: 'hello'; readonly room: string; readonly names: ReadonlySet<string> }
  | { readonly kind: 'covers'; readonly room: string; readonly covers: readonly Bytes[] }
  | { readonly kind: 'beacon'; readonly topic: string; readonly sealed: Bytes }
  | { readonly kind: 'statement'; readonly topic: string; readonly sealed: Bytes };

/** What a process tells whoever watches the schedule. */
export interface Watcher {
  readonly tell: (what: string) => void;
  /** Something that must never be was seen. */
  readonly fail: (what: string) => void;
  /** The product said that this letter is saved; its body is under this key. */
  readonly acknowledged: (letter: OpenedLetter, keyId: KeyId) => void;
  /** The vault may have come to another answer about who reads what, or to other keys. */
  readonly learned: () => void;
  /** Bodies that this device was given. */
  readonly shown: (letters: readonly OpenedLetter[]) => void;
}

export interface EngineOptions {
  readonly device: Device;
  readonly notebook: NotebookId;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly chance: Chance;
  /** To one other device, or to all that are switched on. */
  readonly send: (to: string | null, message: Message) => void;
  readonly others: () => readonly string[];
  readonly watcher: Watcher;
  /** The keyring of a first start; later ones find theirs on the disk. */
  readonly firstKeyring: Keyring;
  readonly firstStatements: readonly Uint8Array[];
  readonly broken: Broken;
  readonly allPlaces: Places;
}

export interface Engine {
  readonly vault: () => Vault;
  readonly replica: () => Replica;
  readonly isReady: () => boolean;
  readonly hear: (from: string, message: Message) => void;
  /** Writes one letter; what it became is told to the watcher. */
  readonly write: (section: SectionId, body: string) => Promise<void>;
  /** Meets one other device and calls out at the doors. */
  readonly meet: () => Promise<void>;
  readonly keepSnapshot: () => Promise<void>;
  /** Says something about access by the vault, and does with the answer what the open notebook does. */
  readonly change: (what: string, work: (vault: Vault) => Promise<Handing>) => Promise<Handing>;
  /** Makes an epoch if none is left that nobody outside knows. */
  readonly makeEpoch: () => Promise<void>;
  readonly keyring: () => Keyring;
  readonly logOf: () => ReadonlyMap<string, Bytes>;
  /** Puts covers on the way as they are, as only a hostile build does. */
  readonly push: (covers: readonly Bytes[], to?: string) => void;
  /** Takes covers that were not sent to it. */
  readonly overhear: (covers: readonly Bytes[]) => void;
  /** Compares what was reported piece by piece with a reading of everything. */
  readonly compareWithReading: () => void;
  readonly sayAtDoors: (statements: readonly Uint8Array[]) => Promise<void>;
  /** Durable writes up to now: the places between which a crash can fall. */
  readonly written: () => number;
  readonly crash: () => void;
}

export const TAG = storeTagFromBytes(new Uint8Array(16).fill(7));
const KEYRING = 'keyring';
const BATCH = 64;
const MOST_IN_LOG = 2_000;
const MOST_AT_A_DOOR = 24;
const AGAIN_AFTER_MS = 1_500;
const DOOR_PURPOSE = 'liaison-notebook/simulated-door/v1';

const nameOf = (cover: Uint8Array): string => hash('sha256', cover, 'hex').slice(0, 24);

const writeHeads = (heads: readonly StatementId[]): Bytes => {
  const writer = byteWriter().uint(heads.length);
  for (const head of heads) writer.fixed(statementIdToBytes(head));
  return writer.finish();
};

const readHeads = (bytes: Uint8Array): readonly StatementId[] | null => {
  try {
    const reader = byteReader(bytes);
    const heads = Array.from({ length: reader.uint(64) }, () =>
      statementIdFromBytes(reader.fixed(32)),
    );
    reader.end();
    return heads;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

const frame = (replica: Replica, vault: Vault): Bytes =>
  byteWriter().uint(vault.lastRow()).bytes(vault.summary()).bytes(replica.toBytes()).finish();

const unframe = (
  bytes: Uint8Array,
): { readonly lastRow: number; readonly summary: Bytes; readonly replica: Bytes } => {
  const reader = byteReader(bytes);
  const kept = {
    lastRow: reader.uint(),
    summary: reader.bytes(64 * 1024 * 1024),
    replica: reader.bytes(64 * 1024 * 1024),
  };
  reader.end();
  return kept;
};

/** Puts a keyring on a disk on which no process runs, as no honest build does. */
export const plantKeyring = (disk: Disk, keyring: Keyring): void => {
  disk.settings.set(settingKey(TAG, KEYRING), writeKeyring(keyring));
};

interface Place {
  readonly keys: EpochKeys;
  readonly cover: CoverKey;
  readonly room: string;
}

/** Every device of a schedule derives the same: once is enough. */
export type Places = Map<string, Promise<Place>>;

const derivePlace = async (
  notebook: NotebookId,
  epoch: Keyring['epochs'][number],
): Promise<Place> => {
  const keys = await epochKeys(notebook, epoch);
  return { keys, cover: await coverKeyFrom(keys), room: await keys.roomName(1) };
};

/** Starts a process. It works as soon as its vault is open; until then it hears nothing. */
export const startEngine = ({
  device,
  notebook,
  disk,
  clock,
  chance,
  send,
  others,
  watcher,
  firstKeyring,
  firstStatements,
  broken,
  allPlaces,
}: EngineOptions): Engine => {
  const handle = openDisk(disk, clock, chance.fork());
  const random: Random = chance.fork().bytes;
  let run: RunId = runIdFromBytes(chance.bytes(16));
  let isAlive = true;
  let vault: Vault | null = null;
  let keyring = firstKeyring;
  let replica = makeReplica();
  const places = new Map<string, Place>();
  let room: string | null = null;
  let log = new Map<string, Bytes>();
  let turn: Promise<unknown> = Promise.resolve();

  const opened = (): Vault => {
    if (vault === null) throw new Error('the vault is not open yet');
    return vault;
  };

  const hasGaps = (): boolean => opened().register().leftOut.size > 0;

  /** One thing after the other, as the open notebook does it. A process that died goes no further. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(async () => {
      if (!isAlive) await new Promise(() => undefined);
      return work();
    });
    turn = next.catch((error: unknown) => {
      if (isAlive)
        watcher.fail(`threw ${String(error)} ${error instanceof Error ? (error.stack ?? '') : ''}`);
    });
    return next;
  };

  const nameOfEpoch = ({ secret }: Keyring['epochs'][number]): string =>
    hash('sha256', secret, 'hex');

  const openPlaces = async (): Promise<void> => {
    for (const epoch of opened().keyring().epochs) {
      const name = nameOfEpoch(epoch);
      if (places.has(name)) continue;
      const derived = allPlaces.get(name) ?? derivePlace(notebook, epoch);
      allPlaces.set(name, derived);
      places.set(name, await derived);
    }
  };

  /** Where this device meets the others now. */
  const here = (): Place | null => {
    const epoch = opened().epoch();
    return epoch === null ? null : (places.get(nameOfEpoch(epoch)) ?? null);
  };

  const refill = async (): Promise<void> => {
    await openPlaces();
    const place = here();
    if (place === null || place.room === room) return;
    room = place.room;
    const filled = new Map<string, Bytes>();
    for await (const batch of opened().covers()) {
      for (const cover of batch) filled.set(nameOf(cover), cover);
    }
    log = filled;
    watcher.tell(`in room ${room.slice(0, 6)} with ${log.size}`);
  };

  /** The key that a letter of this device is under, read from its bytes: not what the register says that it should be. */
  const keyUnder = async (cover: Bytes): Promise<KeyId> => {
    await openPlaces();
    const content = await openCover(
      cover,
      [...places.values()].map((place) => place.cover),
    );
    if (content.state === 'refused') throw new Error(`an own cover is ${content.why}`);
    const read = await readLetter(content.bytes);
    if (read.state === 'refused') throw new Error(`an own letter is ${read.why}`);
    return read.letter.keyId;
  };

  const keepKeyring = async (): Promise<void> => {
    await handle.store.putSetting(TAG, KEYRING, writeKeyring(keyring));
  };

  const show = async (taking: Pick<Taking, 'letters' | 'reordered'>): Promise<void> => {
    if (taking.reordered.length > 0 && broken !== 'nothing is taken back') {
      // What was built anew is written on under a new run: the old one may have been left out.
      run = runIdFromBytes(chance.bytes(16));
      const all = await opened().readAll(0);
      const again = all.filter(({ section }) => taking.reordered.includes(section));
      for (const section of taking.reordered) replica.drop(section);
      watcher.shown(again);
      const wrong = replica.add(again, hasGaps());
      if (wrong !== null) watcher.fail(`rebuilt: ${wrong}`);
      const rest = taking.letters.filter(({ section }) => !taking.reordered.includes(section));
      const wrongRest = replica.add(rest, hasGaps());
      if (wrongRest !== null) watcher.fail(wrongRest);
      watcher.shown(rest);
      return;
    }
    watcher.shown(taking.letters);
    const wrong = replica.add(taking.letters, hasGaps());
    if (wrong !== null) watcher.fail(wrong);
  };

  /** What the product's session does with what a vault has taken. */
  const digest = async (taking: Taking, what: string): Promise<void> => {
    if (taking.saved === 'full') {
      watcher.tell(`full for ${what}`);
      return;
    }
    if (taking.held > 0 || taking.refused.length > 0) {
      const refused = taking.refused.map(({ reason }) => reason).toSorted();
      watcher.tell(
        `took ${what}: ${taking.held} held, ${taking.letters.length} ready${
          refused.length > 0 ? `, refused ${refused.join('; ')}` : ''
        }${taking.reordered.length > 0 ? ', reordered' : ''}`,
      );
    }
    if (taking.keys) {
      keyring = opened().keyring();
      await keepKeyring();
    }
    watcher.learned();
    await show(taking);
    await refill();
  };

  /** To everyone who is in this room and in the register. */
  const publish = (covers: readonly Bytes[]): void => {
    putInLog(covers);
    if (room === null || covers.length === 0) return;
    for (const to of others()) {
      if (isMember(to)) send(to, { kind: 'covers', room, covers });
    }
  };

  const isMember = (name: string): boolean => opened().register().isDevice(name);

  const putInLog = (covers: readonly Bytes[]): void => {
    for (const cover of covers) {
      if (log.size < MOST_IN_LOG) log.set(nameOf(cover), cover);
    }
  };

  const hello = (to: string | null): void => {
    if (room !== null) send(to, { kind: 'hello', room, names: new Set(log.keys()) });
  };

  /** When something was last said or heard at a door: the same again is passed over for a while. */
  const lately = new Map<string, number>();
  const isNew = (what: string): boolean => {
    const last = lately.get(what);
    if (last !== undefined && clock.now() - last < AGAIN_AFTER_MS) return false;
    lately.set(what, clock.now());
    return true;
  };

  const missingOf = (names: ReadonlySet<string>): readonly Bytes[] =>
    [...log].flatMap(([name, cover]) => (names.has(name) ? [] : [cover]));

  const callAt = async ({ keys }: Place, to: string | null): Promise<void> => {
    const sealed = await sealUnder(
      keys.beaconKey,
      DOOR_PURPOSE,
      writeHeads(opened().register().heads),
      random,
    );
    send(to, { kind: 'beacon', topic: keys.beaconTopic, sealed });
  };

  const placeAt = (topic: string): Place | null =>
    [...places.values()].find(({ keys }) => keys.beaconTopic === topic) ?? null;

  const hearNow = async (from: string, message: Message): Promise<void> => {
    switch (message.kind) {
      case 'hello': {
        if (message.room !== room || !isMember(from)) return;
        const missing = missingOf(message.names);
        for (let at = 0; at < missing.length; at += BATCH) {
          send(from, { kind: 'covers', room, covers: missing.slice(at, at + BATCH) });
        }
        if ([...message.names].some((name) => !log.has(name))) hello(from);
        return;
      }
      case 'covers': {
        if (message.room !== room || !isMember(from)) return;
        const fresh = message.covers.filter((cover) => !log.has(nameOf(cover)));
        if (fresh.length === 0) return;
        const taking = await opened().take(fresh);
        if (taking.saved === 'saved') putInLog(fresh);
        await digest(taking, `${fresh.length} covers`);
        return;
      }
      case 'beacon': {
        const place = placeAt(message.topic);
        if (place === null) return;
        const bytes = await openUnder(place.keys.beaconKey, DOOR_PURPOSE, message.sealed);
        const heads = bytes === null ? null : readHeads(bytes);
        if (heads === null) return;
        if (isNew(`${place.room} ${heads.join(' ')}`)) await answerAt(place, heads);
        return;
      }
      case 'statement': {
        const place = placeAt(message.topic);
        if (place === null) return;
        const bytes = await openUnder(place.keys.beaconKey, DOOR_PURPOSE, message.sealed);
        if (bytes === null || !isNew(`statement ${nameOf(bytes)}`)) return;
        await digest(await opened().takeStatements([bytes]), 'a statement at a door');
      }
    }
  };

  const sayAt = async (place: Place, statements: readonly Uint8Array[]): Promise<void> => {
    for (const statement of statements.slice(0, MOST_AT_A_DOOR)) {
      const sealed = await sealUnder(place.keys.beaconKey, DOOR_PURPOSE, statement, random);
      send(null, { kind: 'statement', topic: place.keys.beaconTopic, sealed });
    }
  };

  const answerAt = async (place: Place, heads: readonly StatementId[]): Promise<void> => {
    await sayAt(place, opened().register().unknownTo(heads));
  };

  void inTurn(async () => {
    const keptKeyring = await handle.store.setting(TAG, KEYRING);
    const readRing = keptKeyring === null ? null : await readKeyring(keptKeyring);
    if (readRing !== null) keyring = readRing;
    else await keepKeyring();
    const kept = await handle.store.snapshot(TAG);
    const snapshot = kept === null ? null : unframe(kept);
    const opening = await openVault({
      store: handle.store,
      tag: TAG,
      notebook,
      keyring,
      device,
      summary: snapshot?.summary ?? null,
      random,
    });
    if (opening.register().sections.length === 0) await opening.takeStatements(firstStatements);
    const isUsable = snapshot !== null && opening.openedAfter === snapshot.lastRow;
    const letters = await opening.readAll(isUsable ? opening.openedAfter : 0);
    replica = makeReplica(isUsable ? snapshot.replica : null);
    vault = opening;
    // What a crash kept from being noted, the statements still hold.
    keyring = opening.keyring();
    watcher.learned();
    await show({ letters, reordered: [] });
    await refill();
    watcher.tell(`opened with ${letters.length} letters${isUsable ? ' after a summary' : ''}`);
  });

  return {
    vault: opened,
    replica: () => replica,
    isReady: () => vault !== null && isAlive,
    hear: (from, message) => {
      if (vault !== null && isAlive)
        void inTurn(() => hearNow(from, message)).catch(() => undefined);
    },
    write: (section, body) =>
      inTurn(async () => {
        const writing = await opened().write(section, run, new TextEncoder().encode(body));
        watcher.tell(`wrote ${body}: ${writing.state}`);
        if (writing.state !== 'saved') return;
        watcher.learned();
        watcher.acknowledged(writing.letter, await keyUnder(writing.cover));
        publish(writing.statements);
        await digest(writing.taking, 'own foreword');
        await show({ letters: [writing.letter], reordered: [] });
        publish([writing.cover]);
      }),
    meet: () =>
      inTurn(async () => {
        await refill();
        const members = others().filter(isMember);
        if (members.length > 0) hello(chance.pick(members));
        for (const place of places.values()) if (chance.is(0.6)) await callAt(place, null);
      }),
    keepSnapshot: () =>
      inTurn(async () => {
        await handle.store.putSnapshot(TAG, frame(replica, opened()));
      }),
    change: (what, work) =>
      inTurn(async () => {
        const stating = await work(opened());
        watcher.tell(`${what}: ${stating.state}`);
        if (stating.state !== 'saved') return stating;
        watcher.learned();
        publish([stating.cover]);
        await digest(stating.taking, what);
        return stating;
      }),
    makeEpoch: () =>
      inTurn(async () => {
        const { currentEpoch, isKeeper } = opened().register();
        if (currentEpoch !== null || !isKeeper(device.id)) return;
        const writing = await opened().writeAll([]);
        watcher.tell(`make an epoch: ${writing.state}`);
        if (writing.state !== 'saved') return;
        watcher.learned();
        publish(writing.statements);
        await digest(writing.taking, 'own epoch');
      }),
    keyring: () => keyring,
    logOf: () => log,
    push: (covers, to) => {
      if (room === null) return;
      send(to ?? null, { kind: 'covers', room, covers });
    },
    overhear: (covers) => {
      void inTurn(async () => {
        await digest(await opened().take(covers), 'what it overheard');
      }).catch(() => undefined);
    },
    compareWithReading: () => {
      void inTurn(async () => {
        const read = makeReplica();
        const wrong = read.add(await opened().readAll(0), hasGaps());
        if (wrong !== null) watcher.fail(`reads everything as ${wrong}`);
        const sections = opened()
          .register()
          .sections.map(({ section }) => section);
        if (read.text(sections) !== replica.text(sections)) {
          watcher.fail(`was told\n${replica.text(sections)}\nand reads\n${read.text(sections)}`);
        }
      }).catch(() => undefined);
    },
    sayAtDoors: async (statements) => {
      for (const place of places.values()) await sayAt(place, statements);
    },
    written: handle.written,
    crash: () => {
      isAlive = false;
      handle.crash();
    },
  };
};
