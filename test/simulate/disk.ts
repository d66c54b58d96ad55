/** A disk in memory behind the interface of the store of truth: writes take time, and a crash loses those under way. */
import type { LockedDevice } from '@/lib/vault/device';
import type { StoreTag } from '@/lib/vault/ids';
import { type Bytes, plainBytes } from '@/lib/vault/keys';
import type { Row, Saving, Store } from '@/lib/vault/store';

import type { Chance } from './chance';
import type { Clock } from './clock';

/** What is durable: it outlives every process. */
export interface Disk {
  device: LockedDevice | null;
  lastRow: number;
  readonly rows: Map<number, { readonly tag: StoreTag; readonly cover: Bytes }>;
  readonly snapshots: Map<StoreTag, Bytes>;
  readonly settings: Map<string, Bytes>;
  readonly aside: Map<number, { readonly tag: StoreTag; readonly why: string }>;
  isFull: boolean;
}

export const emptyDisk = (): Disk => ({
  device: null,
  lastRow: 0,
  rows: new Map(),
  snapshots: new Map(),
  settings: new Map(),
  aside: new Map(),
  isFull: false,
});

/** One process's hold on a disk. */
export interface DiskHandle {
  readonly store: Store;
  /** The process dies here: what was under way becomes durable up to some point, and nothing is answered any more. */
  readonly crash: () => void;
  /** Writes that were asked for and not yet answered. */
  readonly underWay: () => number;
  /** Writes that became durable. */
  readonly written: () => number;
}

const LONGEST_WRITE_MS = 40;
const LONGEST_READ_MS = 6;
const BATCH = 1000;

interface UnderWay {
  /** Makes it durable; answers what then tells the process. */
  readonly commit: () => () => void;
}

export const settingKey = (tag: StoreTag, name: string): string => `${tag} ${name}`;

export const openDisk = (disk: Disk, clock: Clock, chance: Chance): DiskHandle => {
  let isAlive = true;
  let written = 0;
  let under: UnderWay[] = [];

  const write = <T>(apply: () => T): Promise<T> =>
    new Promise((resolve) => {
      if (!isAlive) return;
      const piece: UnderWay = {
        commit: () => {
          under = under.filter((other) => other !== piece);
          const result = apply();
          written += 1;
          return () => {
            resolve(result);
          };
        },
      };
      under.push(piece);
      clock.later(1 + chance.int(LONGEST_WRITE_MS), () => {
        if (!isAlive) return;
        // Transactions become durable in the order in which they were made.
        while (under.includes(piece)) under[0]?.commit()();
      });
    });

  const save = (apply: () => void): Promise<Saving> =>
    write((): Saving => {
      if (disk.isFull) return { state: 'full' };
      apply();
      return { state: 'saved' };
    });

  const read = async <T>(answer: () => T): Promise<T> => {
    // A read sees what was asked to be written before it.
    if (under.length > 0) await write(() => undefined);
    else if (chance.is(0.25)) await clock.pause(chance.int(LONGEST_READ_MS));
    if (!isAlive) await new Promise(() => undefined);
    return answer();
  };

  const rowsOf = (tag: StoreTag, afterRow: number): readonly Row[] =>
    [...disk.rows]
      .filter(([row, entry]) => row > afterRow && entry.tag === tag)
      .map(([row, { cover }]) => ({ row, cover: new Uint8Array(cover) }));

  const store: Store = {
    device: () => read(() => disk.device),
    putDevice: (device) =>
      save(() => {
        disk.device = device;
      }),
    append: (tag, covers) =>
      covers.length === 0
        ? Promise.resolve({ state: 'saved', rows: [] })
        : write(() => {
            if (disk.isFull) return { state: 'full' };
            const rows = covers.map((cover) => {
              disk.lastRow += 1;
              disk.rows.set(disk.lastRow, { tag, cover: new Uint8Array(cover) });
              return disk.lastRow;
            });
            return { state: 'saved', rows };
          }),
    rows: async function* (tag, afterRow) {
      let last = afterRow;
      for (;;) {
        const from = last;
        const rows = await read(() => rowsOf(tag, from).slice(0, BATCH));
        if (rows.length === 0) return;
        last = rows.at(-1)?.row ?? last;
        yield rows;
        if (rows.length < BATCH) return;
      }
    },
    rowsAt: (tag, rows) =>
      read(() =>
        rows.flatMap((row) => {
          const entry = disk.rows.get(row);
          return entry?.tag === tag ? [{ row, cover: new Uint8Array(entry.cover) }] : [];
        }),
      ),
    putSnapshot: (tag, bytes) =>
      save(() => {
        disk.snapshots.set(tag, new Uint8Array(bytes));
      }),
    snapshot: (tag) => read(() => disk.snapshots.get(tag) ?? null),
    deleteSnapshot: (tag) =>
      write(() => {
        disk.snapshots.delete(tag);
      }),
    putSetting: (tag, name, bytes) =>
      save(() => {
        disk.settings.set(settingKey(tag, name), new Uint8Array(bytes));
      }),
    setting: (tag, name) =>
      read(() => {
        const bytes = disk.settings.get(settingKey(tag, name));
        return bytes === undefined ? null : plainBytes(bytes);
      }),
    deleteSetting: (tag, name) =>
      write(() => {
        disk.settings.delete(settingKey(tag, name));
      }),
    moveAside: (tag, row, why) =>
      write(() => {
        if (disk.rows.delete(row)) disk.aside.set(row, { tag, why });
      }),
    setAside: (tag) =>
      read(() =>
        [...disk.aside].flatMap(([row, entry]) =>
          entry.tag === tag ? [{ row, why: entry.why }] : [],
        ),
      ),
    close: () => {
      isAlive = false;
    },
    on: () => () => undefined,
  };

  return {
    store,
    crash: () => {
      // Whoever is cut off does not know how far the disk had come.
      const kept = chance.int(under.length + 1);
      for (const { commit } of under.slice(0, kept)) commit();
      isAlive = false;
      under = [];
    },
    underWay: () => under.length,
    written: () => written,
  };
};
