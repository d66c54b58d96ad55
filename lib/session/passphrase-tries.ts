/**
 * Wrong passphrases slow the next try down: 1, 2, 4 … up to 60 seconds.
 *
 * What is kept is a count, never a time: a clock can be set. It is durable before the try that it counts, so neither a
 * reload nor ending the browser takes anything off, and after a start the last wait begins again.
 */
import { DEVICE_TAG } from './keepsake';
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';
import type { Timers } from '@/lib/sync/timers';
import type { Store } from '@/lib/vault/store';

const LONGEST_WAIT_S = 60;
/** A wait this short is sat out instead of being told. */
const SAT_OUT_MS = 1_000;
const MOST_COUNTED = 1_000_000;
const SETTING = 'wrong passphrases';

/** How long to wait after so many wrong passphrases in a row (ms). */
export const waitAfter = (wrong: number): number =>
  wrong === 0 ? 0 : Math.min(2 ** (wrong - 1), LONGEST_WAIT_S) * 1_000;

export type Trying =
  | { readonly state: 'try' }
  /** No try was made: the next one is taken after so many milliseconds. */
  | { readonly state: 'wait'; readonly ms: number };

export interface PassphraseTries {
  /** Milliseconds until a try is taken; 0 for a wait so short that it is sat out. */
  readonly wait: () => number;
  /** Counts a try as wrong, durably, until {@link PassphraseTries.right} says otherwise. */
  readonly begin: () => Promise<Trying>;
  readonly right: () => Promise<void>;
}

const countIn = (bytes: Uint8Array | null): number => {
  if (bytes === null) return 0;
  try {
    return byteReader(bytes).uint(MOST_COUNTED);
  } catch (error) {
    // Someone changed it: as slow as it gets.
    if (error instanceof Malformed) return MOST_COUNTED;
    throw error;
  }
};

export const openPassphraseTries = async (
  store: Store,
  timers: Timers,
): Promise<PassphraseTries> => {
  let wrong = countIn(await store.setting(DEVICE_TAG, SETTING));
  let since = timers.now();

  const left = (): number => Math.max(0, waitAfter(wrong) - (timers.now() - since));
  const wait = (): number => (left() > SAT_OUT_MS ? left() : 0);
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      timers.later(ms, resolve);
    });

  return {
    wait,
    begin: async () => {
      const ms = left();
      if (ms > SAT_OUT_MS) return { state: 'wait', ms };
      if (ms > 0) await pause(ms);
      wrong = Math.min(wrong + 1, MOST_COUNTED);
      since = timers.now();
      // A full disk must keep nobody out: then it counts in memory only.
      await store.putSetting(DEVICE_TAG, SETTING, byteWriter().uint(wrong).finish());
      return { state: 'try' };
    },
    right: async () => {
      wrong = 0;
      // The right passphrase opens on a full disk too; after a restart the tries before it are counted again.
      await store.deleteSetting(DEVICE_TAG, SETTING).catch(() => {});
    },
  };
};

/** `in 1 second`, `in 32 seconds`: for the sentence that says when the next try is taken. */
export const inSeconds = (ms: number): string => {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return seconds === 1 ? 'in 1 second' : `in ${seconds} seconds`;
};
