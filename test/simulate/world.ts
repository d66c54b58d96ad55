/** The people, devices and disks of one schedule, and what truly happened: the measure that the devices are held to. */
import { type Device, deviceFrom } from '@/lib/vault/device';
import {
  type DeviceId,
  invitationIdFromBytes,
  type KeyId,
  type MemberId,
  memberIdFromBytes,
  type NotebookId,
  type SectionId,
  sectionIdFromBytes,
} from '@/lib/vault/ids';
import type { Bytes } from '@/lib/vault/keys';
import { keyIdOf } from '@/lib/vault/keys';
import { type Keyring, makeSectionKey } from '@/lib/vault/keyring';
import { type Access, askToJoin, foundNotebook, type Grant } from '@/lib/vault/statement';
import type { Handing, OpenedLetter, Vault } from '@/lib/vault/vault';

import type { Chance } from './chance';
import { type Clock, makeClock } from './clock';
import { type Disk, emptyDisk } from './disk';
import { type Broken, type Engine, type Message, type Places, startEngine } from './engine';
import { makeNetwork, type Network } from './network';

export interface Party {
  readonly index: number;
  readonly name: string;
  readonly device: Device;
  readonly member: MemberId;
  readonly isHostile: boolean;
  readonly disk: Disk;
  /** Who could read where, as this device ever knew it: `device section`. */
  readonly knew: Set<string>;
  engine: Engine | null;
  /** How it starts; null until it is let in. */
  first: { readonly keyring: Keyring; readonly statements: readonly Uint8Array[] } | null;
}

export interface Acknowledged {
  readonly body: string;
  readonly id: string;
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly seq: number;
  readonly at: number;
  readonly keyId: KeyId;
  /** Devices that could read there once and no more, as far as the writer knew. */
  readonly excluded: ReadonlySet<string>;
}

/** Bound that someone set to what a device may have written. */
export interface Bound {
  readonly device: DeviceId;
  /** Null for a removal, which bounds every section. */
  readonly section: SectionId | null;
  readonly seqs: ReadonlyMap<SectionId, number>;
  readonly byHostile: boolean;
  readonly at: number;
}

export interface Given {
  readonly member: MemberId;
  readonly section: SectionId;
  readonly access: Access;
  readonly at: number;
}

/** Who may have come by a key of a section rightly, as those who held it knew. */
export interface KeyStory {
  /** Devices that could read there as its maker knew: they were handed it. */
  readonly madeFor: ReadonlySet<string>;
  /** When a device that held it first knew another that may read there, and so may hand it on: `holder reader`. */
  readonly handable: Map<string, number>;
}

export interface Truth {
  readonly acknowledged: Acknowledged[];
  /** Every body that an honest device tried to write, by its text. */
  readonly written: Map<string, { readonly section: SectionId; readonly author: DeviceId }>;
  readonly bounds: Bound[];
  readonly given: Given[];
  /** Letters that a keeper left out. */
  readonly leftOut: Set<string>;
  /** Whether anything was taken from anyone, so that statements may be void. */
  hasRemovals: boolean;
  /** People who were made keepers, whether or not it lasted. */
  readonly keepers: Set<MemberId>;
  /** Bodies that a device was given, by device. */
  readonly shown: Map<string, Set<string>>;
  readonly keys: Map<KeyId, KeyStory>;
}

export interface World {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly notebook: NotebookId;
  readonly parties: readonly Party[];
  readonly sections: SectionId[];
  readonly network: Network<Message>;
  readonly truth: Truth;
  readonly trace: string[];
  readonly failures: string[];
  readonly broken: Broken;
  readonly start: (party: Party) => void;
  readonly crash: (party: Party) => void;
  /** `inviter` lets `newcomer` in. */
  readonly admit: (
    inviter: Party,
    newcomer: Party,
    isKeeper: boolean,
    grants: readonly Grant[],
  ) => Promise<void>;
  readonly change: (
    party: Party,
    what: string,
    work: (vault: Vault) => Promise<Handing>,
  ) => Promise<Handing | null>;
  readonly fail: (what: string) => void;
}

const textOf = (body: Bytes): string => new TextDecoder().decode(body);

/** `people` says of each device whose it is; the first is the founder's. */
export const makeWorld = async ({
  chance,
  settle,
  people,
  hostile,
  sectionCount,
  broken,
}: {
  readonly chance: Chance;
  readonly settle: () => Promise<void>;
  readonly people: readonly number[];
  /** The index of the hostile device, or null. */
  readonly hostile: number | null;
  readonly sectionCount: number;
  readonly broken: Broken;
}): Promise<World> => {
  const clock = makeClock(settle);
  const trace: string[] = [];
  const failures: string[] = [];
  const members = new Map<number, MemberId>();
  for (const person of people) {
    if (!members.has(person)) members.set(person, memberIdFromBytes(chance.bytes(16)));
  }
  const parties: Party[] = [];
  for (const [index, person] of people.entries()) {
    const member = members.get(person);
    if (member === undefined) throw new Error('a device of nobody');
    parties.push({
      index,
      name: `d${index}`,
      device: await deviceFrom(chance.bytes(64)),
      member,
      isHostile: index === hostile,
      disk: emptyDisk(),
      knew: new Set(),
      engine: null,
      first: null,
    });
  }
  const [founder] = parties;
  if (founder === undefined) throw new Error('nobody');

  const sections = Array.from({ length: sectionCount }, () => sectionIdFromBytes(chance.bytes(16)));
  const sectionKeys = await Promise.all(
    sections.map((section) => makeSectionKey(section, chance.bytes)),
  );
  const secret = chance.bytes(32);
  const { notebook, statement } = await foundNotebook(
    founder.device,
    {
      member: founder.member,
      role: 'Liaison SPO',
      sections: sections.map((section, at) => ({ section, purpose: `section ${at}` })),
      epoch: await keyIdOf(secret),
      keys: sectionKeys.map(({ section, keyId }) => ({ section, keyId })),
    },
    chance.bytes,
  );
  const keyring: Keyring = {
    notebook,
    name: 'Sampleton YOT',
    epochs: [{ number: 1, secret }],
    sectionKeys,
    signalling: [],
  };
  founder.first = { keyring, statements: [statement.bytes] };

  const truth: Truth = {
    acknowledged: [],
    written: new Map(),
    bounds: [],
    given: sections.map((section) => ({ member: founder.member, section, access: 'write', at: 0 })),
    leftOut: new Set(),
    hasRemovals: false,
    keepers: new Set([founder.member]),
    shown: new Map(),
    keys: new Map(),
  };
  const fail = (what: string): void => {
    failures.push(what);
    trace.push(`${clock.now()} FAILED ${what}`);
  };

  const allPlaces: Places = new Map();
  const network = makeNetwork<Message>({
    clock,
    chance: chance.fork(),
    deliver: (from, to, message) => {
      const sender = parties[from];
      if (sender !== undefined) parties[to]?.engine?.hear(sender.device.id, message);
    },
  });

  const noteReaders = (party: Party, engine: Engine): void => {
    if (!engine.isReady()) return;
    const vault = engine.vault();
    const register = vault.register();
    for (const { section } of register.sections) {
      for (const { id } of register.readersOf(section)) party.knew.add(`${id} ${section}`);
    }
    for (const { section, keyId } of vault.keyring().sectionKeys) {
      const readers = register.readersOf(section).map(({ id }) => id);
      const story = truth.keys.get(keyId) ?? { madeFor: new Set(readers), handable: new Map() };
      truth.keys.set(keyId, story);
      for (const reader of readers) {
        const name = `${party.device.id} ${reader}`;
        if (!story.handable.has(name)) story.handable.set(name, clock.now());
      }
    }
  };

  const start = (party: Party): void => {
    const { first } = party;
    if (first === null || party.engine !== null) return;
    const shown = truth.shown.get(party.device.id) ?? new Set<string>();
    truth.shown.set(party.device.id, shown);
    const engine: Engine = startEngine({
      device: party.device,
      notebook,
      disk: party.disk,
      clock,
      chance: chance.fork(),
      send: (to, message) => {
        for (const other of parties) {
          if (other !== party && other.engine !== null && (to === null || to === other.device.id)) {
            network.send(party.index, other.index, message);
          }
        }
      },
      others: () =>
        parties.flatMap((other) =>
          other !== party && other.engine !== null ? [other.device.id] : [],
        ),
      watcher: {
        tell: (what) => trace.push(`${clock.now()} ${party.name} ${what}`),
        fail: (what) => {
          // What a hostile build does to itself is its own affair.
          if (!party.isHostile) fail(`${party.name} ${what}`);
        },
        acknowledged: ({ id, section, author, seq, body }, keyId) => {
          if (party.isHostile || party.engine !== engine || body === null) return;
          const register = engine.vault().register();
          const excluded = parties
            .map(({ device }) => device.id)
            .filter(
              (other) =>
                party.knew.has(`${other} ${section}`) && register.accessOf(other, section) === null,
            );
          // Nobody would ever take it: a device that has heard that it is out must not call anything saved.
          if (excluded.includes(author))
            fail(`${party.name} saved ${textOf(body)} though it is out`);
          truth.acknowledged.push({
            body: textOf(body),
            id,
            section,
            author,
            seq,
            at: clock.now(),
            keyId,
            excluded: new Set(excluded),
          });
        },
        learned: () => {
          noteReaders(party, engine);
        },
        shown: (letters: readonly OpenedLetter[]) => {
          for (const { body } of letters) if (body !== null) shown.add(textOf(body));
        },
      },
      firstKeyring: first.keyring,
      firstStatements: first.statements,
      broken,
      allPlaces,
    });
    party.engine = engine;
    trace.push(`${clock.now()} ${party.name} started`);
  };

  const crash = (party: Party): void => {
    party.engine?.crash();
    party.engine = null;
    trace.push(`${clock.now()} ${party.name} crashed`);
    if (broken === 'a disk that lies') party.disk.rows.delete(party.disk.lastRow);
  };

  const change: World['change'] = async (party, what, work) => {
    const { engine } = party;
    if (engine === null || !engine.isReady()) return null;
    return engine.change(what, work);
  };

  const admit: World['admit'] = async (inviter, newcomer, isKeeper, grants) => {
    // Noted before it is tried: a crash may leave it done and untold.
    const note = (): void => {
      for (const { section, access } of grants) {
        truth.given.push({ member: newcomer.member, section, access, at: clock.now() });
      }
    };
    note();
    if (isKeeper) truth.keepers.add(newcomer.member);
    const invitation = invitationIdFromBytes(chance.bytes(16));
    const consent = await askToJoin(newcomer.device, notebook, inviter.device.id, invitation);
    const stating = await change(inviter, `admit ${newcomer.name}`, (vault) =>
      vault.admit({
        member: newcomer.member,
        device: newcomer.device.id,
        exchangeKey: newcomer.device.exchangeKey,
        deviceKind: 'device',
        isKeeper,
        role: 'YOT line manager',
        invitation,
        consent,
        grants,
      }),
    );
    const { engine } = inviter;
    if (stating?.state !== 'saved' || engine === null) return;
    note();
    newcomer.first ??= {
      keyring: {
        ...keyring,
        epochs: engine.keyring().epochs,
        sectionKeys: broken === 'a key is passed on' ? engine.keyring().sectionKeys : [],
      },
      statements: engine.vault().register().statements,
    };
    start(newcomer);
  };

  start(founder);
  return {
    clock,
    chance,
    notebook,
    parties,
    sections,
    network,
    truth,
    trace,
    failures,
    broken,
    start,
    crash,
    admit,
    change,
    fail,
  };
};

export const partyOf = (world: World, device: string): Party | null =>
  world.parties.find((party) => party.device.id === device) ?? null;
