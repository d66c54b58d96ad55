/** What the steps of a session work with: this device, who is unlocked, and what follows when something has changed. */
import type { Book } from './book';
import type { Books } from './books';
import type { Keepsake, Unlocked } from './keepsake';
import type { Showing } from './reminding';
import type { Random, Timers } from '@/lib/sync/timers';
import type { PassphraseCost } from '@/lib/vault/keys';
import type { RewritableStore } from '@/lib/vault/store';

export interface SessionSurroundings {
  readonly store: RewritableStore;
  readonly random: Random;
  readonly timers: Timers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly passphraseCost?: PassphraseCost;
  readonly iceServers: readonly RTCIceServer[];
  /** Tells the worker after how many minutes away the notebook locks. */
  readonly lockAfter: (minutes: number) => void;
  /** What the browser shows outside the panel. */
  readonly showing?: Showing;
}

/** The notebook that is shown, and who looks at it. */
export interface Here {
  readonly of: Book;
  readonly who: Unlocked;
}

export interface Hall extends Pick<SessionSurroundings, 'store' | 'random' | 'timers' | 'now'> {
  readonly cost: PassphraseCost;
  readonly keepsake: Keepsake;
  readonly books: Books;
  /** Null while locked, and before this device has keys. */
  readonly who: () => Unlocked | null;
  /** Null while nothing is shown. */
  readonly here: () => Here | null;
  /** From now on this is who is unlocked. */
  readonly admit: (who: Unlocked) => void;
  /** Somebody is unlocked who has no notebook to show yet; one that is open stays on the screen. */
  readonly waitForNotebook: () => void;
  /** Shows a notebook that has just been founded, joined or unlocked. */
  readonly show: (who: Unlocked, id: string) => Promise<void>;
  /** One step at a time: unlocking, locking, founding and joining never overlap. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Something of the device or its person has changed, which concerns every notebook. */
  readonly changed: () => void;
}
