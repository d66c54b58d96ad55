/** A browser that dies or is closed anywhere in a compaction or an erasure shows everything again that was acknowledged. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { openNotebook, storeTagOf, type OpenNotebook } from '@/lib/session/open-notebook';
import { USUAL_LIMITS } from '@/lib/session/open-notebook-checkpoints';
import type { Timers } from '@/lib/sync/timers';
import { lockDevice, makeDevice, type Device, type Master } from '@/lib/vault/device';
import { nameEpoch } from '@/lib/vault/hands';
import { memberIdFromBytes, sectionIdFromBytes } from '@/lib/vault/ids';
import { makeSectionKey, type Keyring } from '@/lib/vault/keyring';
import { foundNotebook } from '@/lib/vault/statement';
import { openStore } from '@/lib/vault/store';
import { FakeNetwork } from '../sync/fake-rtc';
import { CHEAP } from '../vault/people';
import { lastRow, notedRow } from './several-people';

/** Nobody is met here; a way is there all the same. */
Object.assign(globalThis, new FakeNetwork().rtc);

const MS_PER_DAY = 86_400_000;
const LIMITS = {
  ...USUAL_LIMITS,
  letters: 6,
  lookAfter: 20,
  lookSpan: 20,
  offerAfter: 40,
  offerSpan: 40,
  againAfter: 100,
  noise: 0,
};
const FASTER = 20;
const random = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length));

/** Chance that comes again with its seed. */
const diceFrom = (seed: number) => {
  let state = seed;
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
};

/** One life of a browser: after so many steps that change its disk it is gone, with everything that it would still do. */
interface Life {
  readonly indexedDB: IDBFactory;
  readonly timers: Timers;
  readonly isOver: () => boolean;
  /** From now on: so many steps more. */
  readonly allow: (steps: number) => void;
  readonly end: () => void;
}

const liveOn = (disk: IDBFactory): Life => {
  const databases = new Set<IDBDatabase>();
  let left = Number.POSITIVE_INFINITY;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    for (const database of databases) database.close();
  };
  const step = (): void => {
    left -= 1;
    if (left < 0) end();
    if (isOver) throw new Error('the browser is gone');
  };
  const watched = (request: IDBOpenDBRequest): IDBOpenDBRequest => {
    request.addEventListener('success', () => {
      const database = request.result;
      databases.add(database);
      if (isOver) database.close();
      const begin = database.transaction.bind(database);
      database.transaction = (names, mode, how) => {
        if (isOver) throw new Error('the browser is gone');
        if (mode === 'readwrite') step();
        return begin(names, mode, how);
      };
    });
    return request;
  };
  const indexedDB = new Proxy(disk, {
    get: (target, name) => {
      if (name === 'open') {
        return (database: string, version?: number) => {
          if (isOver) throw new Error('the browser is gone');
          return watched(target.open(database, version));
        };
      }
      if (name === 'deleteDatabase') {
        return (database: string) => {
          step();
          return target.deleteDatabase(database);
        };
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return {
    indexedDB,
    timers: {
      now: () => performance.now() * FASTER,
      later: (milliseconds, run) => {
        const timer = setTimeout(() => {
          if (!isOver) run();
        }, milliseconds / FASTER);
        return () => clearTimeout(timer);
      },
    },
    isOver: () => isOver,
    allow: (steps) => {
      left = steps;
    },
    end,
  };
};

interface Browser {
  readonly life: Life;
  readonly notebook: OpenNotebook;
  readonly write: (key: string, value: string) => Promise<boolean>;
  /** Resolves when it is noted of every row on which day it was written. */
  readonly isNoted: () => Promise<boolean>;
  readonly shown: () => Readonly<Record<string, unknown>>;
  readonly transfers: () => readonly string[];
  readonly close: () => Promise<void>;
}

interface Somebody {
  readonly open: () => Promise<Browser>;
  readonly daysPass: () => void;
}

const somebody = async (): Promise<Somebody> => {
  const device: Device = await makeDevice(random);
  const { master }: { readonly master: Master } = await lockDevice(
    { device, keyrings: [] },
    'lantern orchard',
    CHEAP,
    random,
  );
  const sections = ['directory', 'transfers'].map((purpose) => ({
    section: sectionIdFromBytes(random(16)),
    purpose,
  }));
  const epoch = await nameEpoch({ number: 1, secret: random(32) });
  const keys = await Promise.all(sections.map(({ section }) => makeSectionKey(section, random)));
  const { notebook: id, statement } = await foundNotebook(
    device,
    { member: memberIdFromBytes(random(16)), role: 'founder', sections, epoch: epoch.keyId, keys },
    random,
  );
  let keyring: Keyring = {
    notebook: id,
    name: 'Sampleton YOT',
    epochs: [{ number: epoch.number, secret: epoch.secret }],
    sectionKeys: keys,
    signalling: [],
  };
  const tag = await storeTagOf(master, id);
  const disk = new IDBFactory();
  let ahead = 0;
  let isFirst = true;
  return {
    daysPass: () => {
      ahead += 20 * MS_PER_DAY;
    },
    open: async () => {
      const life = liveOn(disk);
      const store = await openStore({ indexedDB: life.indexedDB });
      const notebook = await openNotebook(
        { device, master, keyring, ...(isFirst ? { statements: [statement.bytes] } : {}) },
        {
          store,
          random,
          timers: life.timers,
          now: () => Date.now() + ahead,
          compaction: LIMITS,
          indexedDB: life.indexedDB,
          iceServers: [],
          onChange: () => {},
          onRebuilt: () => {},
          keepKeyring: async (next) => {
            if (!life.isOver()) keyring = next;
          },
          nameOf: () => 'Somebody',
        },
      );
      isFirst = false;
      return {
        life,
        notebook,
        write: async (key, value) => {
          const { saved } = notebook.write('transfers', (doc) => {
            doc.getMap('test').set(key, value);
          });
          return (await saved).state === 'saved';
        },
        isNoted: async () => (await notedRow(store, tag, master)) >= (await lastRow(store, tag)),
        shown: () => notebook.records('transfers').getMap('test').toJSON(),
        transfers: () => [...notebook.records('transfers').getMap('transfer').keys()],
        close: async () => {
          await notebook.close();
          store.close();
          life.end();
        },
      };
    },
  };
};

const tick = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 2);
  });

/** What was asked, once the browser is gone or it has come. */
const orGone = async (life: Life, isThere: () => boolean | Promise<boolean>): Promise<void> => {
  for (;;) {
    try {
      if (life.isOver() || (await isThere())) return;
    } catch (error) {
      if (life.isOver()) return;
      throw error;
    }
    await tick();
  }
};

const sectionOf = (notebook: OpenNotebook) => {
  const found = notebook.register().sections.find(({ purpose }) => purpose === 'transfers');
  if (found === undefined) throw new Error('no transfers');
  return found.section;
};
/** How many letters of the one author here are let go. */
const droppedIn = async (notebook: OpenNotebook): Promise<number> => {
  const section = sectionOf(notebook);
  const held = (await notebook.readLetters(new Set([section]))).map(({ seq }) => seq);
  return Math.min(...held) - 1;
};
const isAllErased = (notebook: OpenNotebook): boolean =>
  notebook
    .erasures()
    .every(
      ({ checkpoint, devices }) =>
        checkpoint !== null && devices.every(({ hasErased }) => hasErased),
    );

const ROUNDS = 4;
const STEPS = 45;
const SEEDS = Array.from({ length: Number(process.env['SEEDS'] ?? 24) }, (_, at) => at + 1);

test.for(SEEDS)(
  'what was acknowledged and not erased is shown after each end (%d)',
  async (seed) => {
    const dice = diceFrom(seed * 7919);
    const of = await somebody();
    let browser = await of.open();
    const expected = new Map<string, string>();
    /** Written last and not known to be saved. */
    const maybe = new Map<string, string>();
    const stays = new Set<string>();
    const gone = new Set<string>();
    const check = ({ notebook, shown, transfers }: Browser): void => {
      const now = new Map(Object.entries(shown()));
      for (const [key, value] of expected) {
        const possible = [value, ...(maybe.has(key) ? [maybe.get(key)] : [])];
        expect(possible, `${key} in seed ${seed}`).toContain(now.get(key));
      }
      for (const key of stays) expect(transfers()).toContain(key);
      for (const key of gone) expect(transfers()).not.toContain(key);
      for (const { words } of notebook.troubles()) expect(words).not.toMatch(/beginning|stopped/u);
    };
    const write = async (on: Browser, key: string, value: string): Promise<void> => {
      maybe.set(key, value);
      const isSaved = await Promise.race([
        on.write(key, value).catch(() => false),
        orGone(on.life, () => false).then(() => false),
      ]);
      if (!isSaved) return;
      maybe.delete(key);
      expected.set(key, value);
    };
    const record = (round: number, name: string): string =>
      `${name === 'stays' ? 'cd' : 'ab'}${String(round).padStart(2, '0').repeat(15)}`;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { notebook, life } = browser;
      for (let more = 3 + dice(6); more > 0; more -= 1) {
        await write(browser, `key ${dice(5)}`, `${seed} ${round} ${more}`);
        await write(browser, `once ${round} ${more}`, 'x'.repeat(dice(50)));
      }
      const [kept, erased] = [record(round, 'stays'), record(round, 'goes')];
      const { saved } = notebook.write('transfers', (doc) => {
        doc.getMap('transfer').set(`${kept}/reference`, 'stays');
        doc.getMap('transfer').set(`${erased}/reference`, 'goes');
      });
      expect((await saved).state).toBe('saved');
      stays.add(`${kept}/reference`);
      const isCompaction = dice(3) === 0;
      if (isCompaction) await orGone(life, browser.isNoted);
      const before = await droppedIn(notebook);
      if (dice(4) > 0) life.allow(dice(STEPS));
      let isDone: () => boolean | Promise<boolean> = () => isAllErased(notebook);
      if (isCompaction) {
        of.daysPass();
        await write(browser, `late ${round}`, 'one');
        isDone = async () => (await droppedIn(notebook)) > before;
      } else {
        const what = { kind: 'transfer', id: erased } as const;
        const erasing = notebook.erase('transfers', what, [what]).then(
          ({ state }) => state === 'saved',
          () => false,
        );
        const over = orGone(life, () => false).then(() => false);
        if (await Promise.race([erasing, over])) gone.add(`${erased}/reference`);
      }
      let writes = 0;
      await orGone(life, async () => {
        writes += 1;
        if (writes < 8) await write(browser, `meanwhile ${writes % 3}`, `${round} ${writes}`);
        return isDone();
      });
      if (!life.isOver()) check(browser);
      if (life.isOver() || dice(2) === 0) life.end();
      else await browser.close();
      browser = await of.open();
      check(browser);
      for (const [key, value] of Object.entries(browser.shown())) expected.set(key, String(value));
      maybe.clear();
    }
    await orGone(browser.life, () => isAllErased(browser.notebook));
    check(browser);
    await browser.close();
    const last = await of.open();
    check(last);
    await last.close();
  },
);
