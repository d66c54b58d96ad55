/** When the opening snapshot of a notebook is made, and when it is thrown away. */
import type { Reading } from './open-notebook-reading';
import { bytesToSnapshot, snapshotToBytes, type Snapshot } from './snapshot';
import type { Master } from '@/lib/vault/device';
import type { StoreTag } from '@/lib/vault/ids';
import type { Queue } from '@/lib/vault/queue';
import type { Store } from '@/lib/vault/store';
import type { Vault } from '@/lib/vault/vault';

const PURPOSE = 'liaison-notebook/snapshot/v1';
const AFTER_MS = 4_000;
/**
 * A snapshot is made again after so many new letters: each of them is opened by itself at the next opening. The larger
 * it is the longer it takes to make, and the more letters it waits for.
 */
const LETTERS = { least: 50, most: 200, bytesForEach: 10_000 } as const;

const lettersPerSnapshot = (bytes: number): number =>
  Math.min(LETTERS.most, Math.max(LETTERS.least, Math.round(bytes / LETTERS.bytesForEach)));

export interface SnapshotsParts {
  readonly store: Store;
  readonly tag: StoreTag;
  readonly vault: () => Vault;
  /** What is readable now; null while locked. */
  readonly current: () => { readonly reading: Reading; readonly master: Master } | null;
  readonly inTurn: Queue;
  readonly later: (milliseconds: number, run: () => void) => void;
}

export interface Snapshots {
  /** The snapshot that is there, if it can be read. */
  readonly kept: (master: Master) => Promise<Snapshot | null>;
  /** So many letters are not in the snapshot that was opened. */
  readonly begin: (letters: number) => void;
  readonly grew: (letters: number) => void;
  /**
   * Makes one, if everything is in and durable. Only in turn: what the vault has and the documents not yet would be
   * skipped for ever at the next opening.
   */
  readonly make: (reading: Reading, master: Master) => Promise<void>;
  readonly forget: () => Promise<void>;
  /** None is made any more until the next opening: vault and documents may not say the same. */
  readonly refuse: () => void;
}

export const openSnapshots = ({
  store,
  tag,
  vault,
  current,
  inTurn,
  later,
}: SnapshotsParts): Snapshots => {
  let letters = 0;
  let size = 0;
  let isDue = false;
  let isRefused = false;

  const make = async (reading: Reading, master: Master): Promise<void> => {
    if (isRefused || !reading.isSettled()) return;
    letters = 0;
    const afterRow = vault().lastRow();
    const bytes = await snapshotToBytes(afterRow, vault().summary(), reading.documents());
    size = bytes.length;
    await store.putSnapshot(tag, await master.seal(PURPOSE, bytes));
  };

  const grew = (more: number): void => {
    letters += more;
    if (isDue || letters < lettersPerSnapshot(size)) return;
    isDue = true;
    later(AFTER_MS, () => {
      isDue = false;
      void inTurn(async () => {
        const now = current();
        if (now !== null) await make(now.reading, now.master);
      });
    });
  };

  return {
    kept: async (master) => {
      const sealed = await store.snapshot(tag);
      size = sealed?.length ?? 0;
      const opened = sealed === null ? null : await master.open(PURPOSE, sealed);
      return opened === null ? null : bytesToSnapshot(opened);
    },
    begin: (unknown) => {
      isRefused = false;
      letters = unknown;
    },
    grew,
    make,
    forget: () => store.deleteSnapshot(tag),
    refuse: () => {
      isRefused = true;
    },
  };
};
