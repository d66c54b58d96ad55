/**
 * Alice and Bob with a browser each, inside one process: real sessions over databases of their own, the real
 * signalling server, and data channels of a network that a test can cut.
 */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import type { AboutMe } from '@/lib/domain/people';
import type { Answer, OrderName, OrderOf, ViewName, Views } from '@/lib/link/contract';
import { ORDERS } from '@/lib/link/contract';
import type { Session } from '@/lib/session/session';
import { systemTimers, type Timers } from '@/lib/sync/timers';
import { openStore, type RewritableStore } from '@/lib/vault/store';
import { FakeNetwork } from '../sync/fake-rtc';
import { startSignalServer, type SignalServer } from '../sync/signal-server';
import { CHEAP } from '../vault/people';

const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));

export const ALICE: AboutMe = {
  name: 'Alice Sample',
  role: 'liaison-spo',
  jobTitle: 'Senior probation officer',
  grade: 'SPO',
  qualifications: 'DipPS',
  registration: 'PPR-000101',
  organisation: 'Probation Service (sample)',
};
export const BOB: AboutMe = { ...ALICE, name: 'Bob Sample', role: 'secondee', grade: 'PO' };
export const PASSPHRASE = 'lantern orchard velvet compass';

/** Where nobody can be met: Node has no connections of its own. */
Object.assign(globalThis, new FakeNetwork().rtc);

/** One device of one person. */
export interface Someone {
  readonly session: Session;
  readonly store: RewritableStore;
  readonly view: <Name extends ViewName>(name: Name, id?: string | null) => Views[Name];
  /** Gives an order as a panel does: parsed by its schema. */
  readonly order: <Name extends OrderName>(name: Name, given: OrderOf<Name>) => Promise<Answer>;
  /** Gives an order that must be done; answers with the id of what it made. */
  readonly must: <Name extends OrderName>(name: Name, given: OrderOf<Name>) => Promise<string>;
  /** Resolves when something that changes makes this true. */
  readonly until: (isTrue: () => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Surroundings {
  readonly store?: RewritableStore;
  readonly now?: () => number;
  readonly timers?: Timers;
  readonly openSession?: typeof import('@/lib/session/session').openSession;
}

/** A Monday morning in November. */
export const MONDAY = Date.parse('2026-11-23T09:00:00Z');

export const someone = async ({
  store,
  now = () => MONDAY,
  timers = systemTimers,
  openSession,
}: Surroundings = {}): Promise<Someone> => {
  const open = openSession ?? (await import('@/lib/session/session')).openSession;
  const kept = store ?? (await openStore({ indexedDB: new IDBFactory() }));
  const session = await open({
    store: kept,
    random,
    timers,
    now,
    passphraseCost: CHEAP,
    iceServers: [],
    lockAfter: () => {},
  });
  const order: Someone['order'] = (name, given) => {
    // As the link does: nothing that the schema of its name refuses reaches the session.
    ORDERS[name].parse(given);
    return session.order(name, given);
  };
  return {
    session,
    store: kept,
    // The session makes each view by the table of views, which a desk does not spell out.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    view: (name, id = null) => session.view(name, id) as Views[typeof name],
    order,
    must: async (name, given) => {
      const answer = await order(name, given);
      if (answer.state === 'refused') throw new Error(`${name}: ${answer.why}`);
      return answer.id ?? '';
    },
    until: (isTrue) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          try {
            if (!isTrue()) return;
            stop();
            resolve();
          } catch (error) {
            stop();
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        const stop = session.onChange(() => setImmediate(look));
        setImmediate(look);
      }),
    close: () => session.close(),
  };
};

/** Alice alone, with a notebook of her own. */
export const alone = async (surroundings: Surroundings = {}): Promise<Someone> => {
  const alice = await someone(surroundings);
  await alice.must('startNotebook', {
    about: ALICE,
    passphrase: PASSPHRASE,
    notebookName: 'Sampleton YOT',
    meetingPoints: [],
  });
  return alice;
};

const webrtc = join(
  dirname(createRequire(import.meta.url).resolve('y-webrtc')),
  '../src/y-webrtc.js',
);
let copies = 0;
/** y-webrtc keeps one list of rooms for each page: a person gets a page, and so modules, of their own. */
export const openPage = async (): Promise<typeof import('@/lib/session/session')> => {
  copies += 1;
  const copy = `${pathToFileURL(webrtc).href}?person=${copies}`;
  vi.resetModules();
  vi.doMock('y-webrtc', () => import(/* @vite-ignore */ copy));
  return import('@/lib/session/session');
};

export interface TwoPeople {
  readonly alice: Someone;
  readonly bob: Someone;
  readonly network: FakeNetwork;
  readonly server: SignalServer;
  readonly close: () => Promise<void>;
}

/** Alice has founded a notebook, and Bob has joined it by her invitation and the words that they compared. */
export const twoPeople = async (): Promise<TwoPeople> => {
  const server = await startSignalServer();
  const network = new FakeNetwork();
  Object.assign(globalThis, network.rtc);
  const alice = await someone({ openSession: (await openPage()).openSession });
  const bob = await someone({ openSession: (await openPage()).openSession });
  await alice.must('startNotebook', {
    about: ALICE,
    passphrase: PASSPHRASE,
    notebookName: 'Sampleton YOT',
    meetingPoints: [server.address],
  });
  const invitation = await alice.must('invite', {
    person: { name: BOB.name, role: BOB.role },
    mayInvite: false,
  });
  const code = alice.view('people').invitations[0]?.code ?? '';
  await bob.must('join', { about: BOB, passphrase: PASSPHRASE, code });
  const wordsOfAlice = () => alice.view('people').invitations[0]?.words ?? [];
  const wordsOfBob = (): readonly string[] => {
    const app = bob.view('app');
    return app.stage === 'no notebook' ? (app.join?.words ?? []) : [];
  };
  await alice.until(() => wordsOfAlice().length === 3);
  await bob.until(() => wordsOfBob().length === 3);
  if (wordsOfAlice().join(' ') !== wordsOfBob().join(' ')) throw new Error('the words differ');
  await bob.must('confirmJoinWords', {});
  await alice.must('confirmInvitationWords', { id: invitation });
  await bob.until(() => bob.view('app').stage === 'open');
  return {
    alice,
    bob,
    network,
    server,
    close: async () => {
      await Promise.all([alice.close(), bob.close()]);
      server.stop();
    },
  };
};
