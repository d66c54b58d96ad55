/**
 * People who share one notebook, each with a device, a store and a page of their own, below the records: what a test
 * writes are plain keys in the documents of sections. Time runs faster than outside.
 */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import { bytesToDays } from '@/lib/session/compaction';
import type { OpenNotebook } from '@/lib/session/open-notebook';
import type { CompactionLimits } from '@/lib/session/open-notebook-checkpoints';
import type { Timers } from '@/lib/sync/timers';
import { lockDevice, makeDevice, type Device, type Master } from '@/lib/vault/device';
import { nameEpoch, receive } from '@/lib/vault/hands';
import {
  invitationIdFromBytes,
  memberIdFromBytes,
  sectionIdFromBytes,
  type MemberId,
  type NotebookId,
  type StoreTag,
} from '@/lib/vault/ids';
import { makeSectionKey, type Keyring } from '@/lib/vault/keyring';
import { askToJoin, foundNotebook, readStatement } from '@/lib/vault/statement';
import { openStore, type RewritableStore } from '@/lib/vault/store';
import { openVault, type Admitting, type Vault } from '@/lib/vault/vault';
import { FakeNetwork } from '../sync/fake-rtc';
import { startSignalServer, type SignalServer } from '../sync/signal-server';
import { CHEAP } from '../vault/people';

const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));
const FASTER = 5;
const timers: Timers = {
  now: () => performance.now() * FASTER,
  later: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds / FASTER);
    return () => clearTimeout(timer);
  },
};

const webrtc = join(
  dirname(createRequire(import.meta.url).resolve('y-webrtc')),
  '../src/y-webrtc.js',
);
let copies = 0;
/** y-webrtc keeps one list of rooms for each page: a person gets a page, and so modules, of their own. */
const openPage = async (): Promise<typeof import('@/lib/session/open-notebook')> => {
  copies += 1;
  const copy = `${pathToFileURL(webrtc).href}?several=${copies}`;
  vi.resetModules();
  vi.doMock('y-webrtc', () => import(/* @vite-ignore */ copy));
  return import('@/lib/session/open-notebook');
};

export interface Someone {
  readonly device: Device;
  readonly member: MemberId;
  readonly store: RewritableStore;
  readonly notebook: OpenNotebook;
  /** Purposes of sections that were built anew, in order. */
  readonly rebuilt: readonly string[];
  /** Resolves when something that changes makes this true. */
  readonly until: (isTrue: () => boolean) => Promise<void>;
  /** Writes one key of a section; resolves when it is durable. */
  readonly write: (section: string, key: string, value: string) => Promise<void>;
  /** What a section says, by key. */
  readonly reads: (section: string) => Readonly<Record<string, unknown>>;
  /** Sections as `name:read` or `name:write`. */
  readonly sections: () => readonly string[];
  readonly goOffline: () => Promise<void>;
  readonly goOnline: () => Promise<void>;
  /** Resolves when this device has noted of every row on which day it was written. */
  readonly untilNoted: () => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly unlock: () => Promise<void>;
  /** Closes the browser and opens it again; with the keys that it began with if those that came were never kept. */
  readonly restart: (keys?: 'kept' | 'as at first') => Promise<Someone>;
  /** Closes the browser, does something to what it keeps, and opens it again. */
  readonly whileClosed: (work: (closed: Closed) => Promise<void>) => Promise<Someone>;
  readonly close: () => Promise<void>;
}

/** What is on a disk, and the keys to it. */
export interface Closed {
  readonly store: RewritableStore;
  readonly master: Master;
  readonly tag: StoreTag;
  readonly openVault: () => Promise<Vault>;
}

interface Person {
  readonly device: Device;
  readonly master: Master;
  readonly member: MemberId;
  readonly store: RewritableStore;
  readonly indexedDB: IDBFactory;
}

export interface Setting {
  readonly compaction?: CompactionLimits;
  /** How far the clock of everybody is ahead (ms). */
  readonly clock?: { ahead: number };
  readonly wrap?: (store: RewritableStore) => RewritableStore;
}

export interface Several {
  readonly server: SignalServer;
  readonly network: FakeNetwork;
  readonly founder: Someone;
  /** Somebody lets a new person in, who opens the notebook with what they are handed. */
  readonly admit: (by: Someone, options?: Admission) => Promise<Someone>;
  readonly close: () => Promise<void>;
}

export interface Admission {
  /** Purposes and access; all sections to write in without it. */
  readonly grants?: Readonly<Record<string, 'read' | 'write'>>;
  readonly isKeeper?: boolean;
  readonly isOnline?: boolean;
}

export const lastRow = async (store: RewritableStore, tag: StoreTag): Promise<number> => {
  let last = 0;
  for await (const batch of store.rows(tag, 0)) last = batch.at(-1)?.row ?? last;
  return last;
};
/** Up to which row a device has noted on which day it was written. */
export const notedRow = async (
  store: RewritableStore,
  tag: StoreTag,
  master: Master,
): Promise<number> => {
  const sealed = await store.setting(tag, 'days');
  const opened = sealed === null ? null : await master.open('liaison-notebook/setting/v1', sealed);
  return opened === null ? 0 : (bytesToDays(opened).at(-1)?.row ?? 0);
};

const makePerson = async (wrap: (store: RewritableStore) => RewritableStore): Promise<Person> => {
  const device = await makeDevice(random);
  const { master } = await lockDevice({ device, keyrings: [] }, 'lantern orchard', CHEAP, random);
  const indexedDB = new IDBFactory();
  return {
    device,
    master,
    member: memberIdFromBytes(random(16)),
    indexedDB,
    store: wrap(await openStore({ indexedDB })),
  };
};

/** A notebook with two sections, `directory` and `transfers`, and nobody in it but its founder. */
export const severalPeople = async ({
  compaction,
  clock = { ahead: 0 },
  wrap = (store) => store,
}: Setting = {}): Promise<Several> => {
  const server = await startSignalServer();
  const network = new FakeNetwork();
  Object.assign(globalThis, network.rtc);
  const opened = new Set<Someone>();

  const open = async (
    person: Person,
    keyring: Keyring,
    statements: readonly Uint8Array[] | undefined,
  ): Promise<Someone> => {
    const { device, master, store, member } = person;
    const listeners = new Set<() => void>();
    const rebuilt: string[] = [];
    let kept = keyring;
    const page = await openPage();
    const notebook = await page.openNotebook(
      { device, master, keyring, ...(statements === undefined ? {} : { statements }) },
      {
        store,
        random,
        timers,
        now: () => Date.now() + clock.ahead,
        ...(compaction === undefined ? {} : { compaction }),
        indexedDB: person.indexedDB,
        iceServers: [],
        onChange: () => {
          for (const told of listeners) told();
        },
        onRebuilt: (names) => rebuilt.push(...names),
        keepKeyring: async (next) => {
          kept = next;
        },
        nameOf: () => 'Somebody',
      },
    );
    const meetAt = (signalling: readonly string[]): Promise<void> =>
      notebook.useKeyring({ ...notebook.keyring(), signalling });
    const someone: Someone = {
      device,
      member,
      store,
      notebook,
      rebuilt,
      until: (isTrue) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            try {
              if (!isTrue()) return;
              listeners.delete(soon);
              resolve();
            } catch (error) {
              listeners.delete(soon);
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          };
          const soon = (): void => void setImmediate(look);
          listeners.add(soon);
          soon();
        }),
      write: async (section, key, value) => {
        const { saved } = notebook.write(section, (doc) => {
          doc.getMap('test').set(key, value);
        });
        const result = await saved;
        if (result.state !== 'saved') throw new Error(result.why);
      },
      reads: (section) => notebook.records(section).getMap('test').toJSON(),
      sections: () =>
        notebook.sections().map(({ name, mayWrite }) => `${name}:${mayWrite ? 'write' : 'read'}`),
      goOffline: () => meetAt([]),
      goOnline: () => meetAt([server.address]),
      untilNoted: async () => {
        const tag = await page.storeTagOf(master, notebook.id);
        while ((await notedRow(store, tag, master)) < (await lastRow(store, tag))) {
          await new Promise((resolve) => {
            setTimeout(resolve, 20);
          });
        }
      },
      lock: () => notebook.lock(),
      unlock: () => notebook.unlock({ device, master, keyring: kept }),
      restart: async (keys = 'kept') => {
        await someone.close();
        return open(person, keys === 'kept' ? kept : keyring, undefined);
      },
      whileClosed: async (work) => {
        const held = notebook.keyring();
        await someone.close();
        const tag = await page.storeTagOf(master, notebook.id);
        await work({
          store,
          master,
          tag,
          openVault: () =>
            openVault({
              store,
              tag,
              notebook: notebook.id,
              keyring: held,
              device,
              summary: null,
              random,
            }),
        });
        return open(person, kept, undefined);
      },
      close: async () => {
        opened.delete(someone);
        await notebook.close();
      },
    };
    opened.add(someone);
    return someone;
  };

  const first = await makePerson(wrap);
  const sections = ['directory', 'transfers'].map((purpose) => ({
    section: sectionIdFromBytes(random(16)),
    purpose,
  }));
  const epoch = await nameEpoch({ number: 1, secret: random(32) });
  const sectionKeys = await Promise.all(
    sections.map(({ section }) => makeSectionKey(section, random)),
  );
  const { notebook, statement } = await foundNotebook(
    first.device,
    { member: first.member, role: 'founder', sections, epoch: epoch.keyId, keys: sectionKeys },
    random,
  );
  const keyringWith = (signalling: readonly string[]): Keyring => ({
    notebook,
    name: 'Sampleton YOT',
    epochs: [],
    sectionKeys: [],
    signalling,
  });
  const founder = await open(
    first,
    {
      ...keyringWith([server.address]),
      epochs: [{ number: epoch.number, secret: epoch.secret }],
      sectionKeys,
    },
    [statement.bytes],
  );

  return {
    server,
    network,
    founder,
    admit: async (by, options = {}) => {
      const person = await makePerson(wrap);
      const admitting = await askFor(notebook, by, person, options);
      const said = await by.notebook.admit(admitting);
      if (said.state !== 'saved') throw new Error(said.why);
      const { statements } = by.notebook.register();
      const keyring = await handedTo(
        keyringWith(options.isOnline === false ? [] : [server.address]),
        person.device,
        statements,
      );
      return open(person, keyring, statements);
    },
    close: async () => {
      await Promise.all([...opened].map((someone) => someone.close()));
      server.stop();
    },
  };
};

const askFor = async (
  notebook: NotebookId,
  by: Someone,
  { device, member }: Person,
  { grants, isKeeper = false }: Admission,
): Promise<Admitting> => {
  const invitation = invitationIdFromBytes(random(16));
  return {
    member,
    device: device.id,
    exchangeKey: device.exchangeKey,
    deviceKind: 'device',
    isKeeper,
    role: 'sample',
    invitation,
    consent: await askToJoin(device, notebook, by.device.id, invitation),
    grants: by.notebook.sections().flatMap(({ id, name }) => {
      const access = grants === undefined ? 'write' : grants[name];
      return access === undefined ? [] : [{ section: id, access }];
    }),
  };
};

/** What the statements hand to a newcomer. */
const handedTo = async (
  keyring: Keyring,
  device: Device,
  statements: readonly Uint8Array[],
): Promise<Keyring> => {
  let held = keyring;
  for (const bytes of statements) {
    const read = await readStatement(bytes);
    if (read.state !== 'read') throw new Error(read.why);
    const { epochs, sectionKeys } = await receive(keyring.notebook, device, read.statement, {
      hasEpoch: () => false,
      hasKey: () => false,
    });
    held = {
      ...held,
      epochs: [...held.epochs, ...epochs],
      sectionKeys: [...held.sectionKeys, ...sectionKeys],
    };
  }
  return held;
};
