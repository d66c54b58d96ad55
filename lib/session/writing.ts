/**
 * Gathers the changes that one run makes to one document and has them sealed, one envelope at a time.
 *
 * A change whose writing fails is kept and goes with the next one: a run must not leave a gap, since nobody could
 * apply what follows it.
 */
import * as Y from 'yjs';
import { changeToBodies } from './change';
import type { DocumentName, Documents } from './documents';
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
}

export const openWriting = (options: WritingOptions): Writing => {
  const { name, run, device, documents, store, timers } = options;
  let gathered: Uint8Array[] = [];
  let waiting: ((saved: Saved) => void)[] = [];
  let cancel: (() => void) | null = null;
  let last: Promise<Saved | null> = Promise.resolve(null);
  let isStoring = false;

  const storeNow = async (): Promise<Saved | null> => {
    const taken = gathered;
    const told = waiting;
    if (taken.length === 0) return null;
    gathered = [];
    waiting = [];
    const [only, ...others] = taken;
    if (only === undefined) return null;
    const update = others.length === 0 ? only : Y.mergeUpdates(taken);
    isStoring = true;
    const saved = await store(
      name.section,
      run.id,
      changeToBodies({ note: name.note, update }),
    ).finally(() => {
      isStoring = false;
    });
    if (saved.state === 'saved') {
      if (!documents.noteLocal(name, update, run.client, device)) {
        throw new Error('a change of this device does not follow its last one');
      }
    } else {
      gathered = [update, ...gathered];
    }
    for (const tell of told) tell(saved);
    return saved;
  };

  const flush = (): Promise<Saved | null> => {
    cancel?.();
    cancel = null;
    last = last.then(storeNow, storeNow);
    return last;
  };

  return {
    write: (update, gatherMs) =>
      new Promise((tell) => {
        gathered.push(update);
        waiting.push(tell);
        if (gatherMs === 0) {
          void flush();
          return;
        }
        cancel ??= timers.later(gatherMs, () => {
          cancel = null;
          void flush();
        });
      }),
    flush,
    hasUnsaved: () => isStoring || gathered.length > 0,
  };
};
