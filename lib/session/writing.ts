/**
 * Gathers the changes that one run makes to one document and has them sealed, one letter at a time.
 *
 * A change whose writing fails is kept and goes with the next one: a run must not leave a gap, since nobody could
 * apply what follows it.
 */
import * as Y from 'yjs';
import { changeToBodies } from './change';
import type { DocumentName, Documents } from './documents';
import type { UnsavedChange } from './unsaved';
import type { Timers } from '@/lib/sync/timers';

/** One stretch of writing by one replica: the engine's own between two starts, or one open window of a note. */
export interface Run {
  readonly id: string;
  readonly client: number;
}

export type Saved =
  | { readonly state: 'saved'; readonly at: number }
  | { readonly state: 'not saved'; readonly why: string };

export interface WritingOptions {
  readonly name: DocumentName;
  readonly run: Run;
  readonly device: string;
  readonly documents: Documents;
  /** Seals and stores the bodies in order; resolves when they are durable. */
  readonly store: (section: string, run: string, bodies: readonly Uint8Array[]) => Promise<Saved>;
  readonly timers: Timers;
}

export interface Writing {
  /** Takes one update of this run. Resolves when it is durable, or says why it is not yet. */
  readonly write: (update: Uint8Array, gatherMs: number) => Promise<Saved>;
  /** Writes at once what was gathered. */
  readonly flush: () => Promise<Saved | null>;
  readonly hasUnsaved: () => boolean;
  /** What is not durable yet, as one change; null when everything is. */
  readonly unsaved: () => UnsavedChange | null;
  /** Resolves with the time (ms) at which all that was written so far is durable, however long that takes. */
  readonly onceSaved: () => Promise<number>;
  /** Forgets what is not saved and tries no more: a locked notebook holds nothing readable. */
  readonly close: () => void;
}

/** What could not be stored is tried again this often (ms), and with the next change. */
const AGAIN_AFTER_MS = 10_000;

interface Waiting {
  readonly resolve: (saved: Saved) => void;
  readonly reject: (error: unknown) => void;
}

const NOT_WRITTEN =
  'This device could not write your change. It is kept and written with your next one.';

export const openWriting = (options: WritingOptions): Writing => {
  const { name, run, device, documents, store, timers } = options;
  let gathered: Uint8Array[] = [];
  let waiting: Waiting[] = [];
  let cancel: (() => void) | null = null;
  let last: Promise<Saved | null> = Promise.resolve(null);
  let isStoring = false;
  let isClosed = false;
  const hoping: ((at: number) => void)[] = [];

  /** An error of the disk is no reason to stop: the change is kept and written with the next one. */
  const keep = async (update: Uint8Array): Promise<Saved> => {
    const bodies = changeToBodies({ note: name.note, update });
    try {
      return await store(name.section, run.id, bodies);
    } catch {
      return { state: 'not saved', why: NOT_WRITTEN };
    }
  };

  const storeNow = async (): Promise<Saved | null> => {
    const taken = gathered;
    const told = waiting;
    if (isClosed || taken.length === 0) return null;
    waiting = [];
    const update = Y.mergeUpdates([...taken]);
    // Until it is durable it is kept: a run with a gap could not be applied by anybody.
    gathered = [update];
    isStoring = true;
    try {
      if (!documents.isNext(name, update, run.client)) {
        throw new Error('a change of this device does not follow its last one');
      }
      const saved = await keep(update);
      if (saved.state === 'saved') {
        gathered = gathered.slice(1);
        documents.noteLocal(name, update, run.client, device);
        for (const tell of hoping.splice(0)) tell(saved.at);
      } else {
        flushAfter(AGAIN_AFTER_MS);
      }
      for (const { resolve } of told) resolve(saved);
      return saved;
    } catch (error) {
      for (const { reject } of told) reject(error);
      throw error;
    } finally {
      isStoring = false;
    }
  };

  const flush = (): Promise<Saved | null> => {
    cancel?.();
    cancel = null;
    last = last.then(storeNow, storeNow);
    return last;
  };

  /** Whoever wrote hears of a fault from the promise of their write. */
  const flushBehind = (): void => {
    flush().catch(() => {});
  };

  const flushAfter = (milliseconds: number): void => {
    if (isClosed) return;
    cancel ??= timers.later(milliseconds, () => {
      cancel = null;
      flushBehind();
    });
  };

  return {
    write: (update, gatherMs) =>
      new Promise((resolve, reject) => {
        if (isClosed) {
          reject(new Error('this writing has ended'));
          return;
        }
        gathered.push(update);
        waiting.push({ resolve, reject });
        if (gatherMs === 0) {
          flushBehind();
          return;
        }
        flushAfter(gatherMs);
      }),
    flush,
    onceSaved: () =>
      new Promise((tell) => {
        hoping.push(tell);
      }),
    unsaved: () =>
      gathered.length === 0 ? null : { name, run, update: Y.mergeUpdates([...gathered]) },
    hasUnsaved: () => isStoring || gathered.length > 0,
    close: () => {
      isClosed = true;
      cancel?.();
      cancel = null;
      gathered = [];
    },
  };
};
