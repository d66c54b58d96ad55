/** Time and chance as the sync room takes them, so that a test can hold both in its hand. */

export interface Timers {
  /** Milliseconds since some fixed moment; only differences are used. */
  readonly now: () => number;
  /** Runs once after so many milliseconds; what it returns calls it off. */
  readonly later: (milliseconds: number, run: () => void) => () => void;
}

/** The timers of the page or process. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  later: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** What one owner waits for: all of it ends with the owner. */
export interface TimerSet {
  /** As in {@link Timers}; nothing runs any more once the set is closed. */
  readonly later: Timers['later'];
  readonly close: () => void;
}

export const openTimerSet = (timers: Timers): TimerSet => {
  const cancels = new Set<() => void>();
  let isClosed = false;
  return {
    later: (milliseconds, run) => {
      if (isClosed) return () => {};
      const cancel = timers.later(milliseconds, () => {
        cancels.delete(cancel);
        if (!isClosed) run();
      });
      cancels.add(cancel);
      return cancel;
    },
    close: () => {
      isClosed = true;
      for (const cancel of cancels) cancel();
    },
  };
};

/** So many bytes that nobody can guess. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;

/** A share of `span` between nothing and all of it, so that two devices do not do the same thing at the same moment. */
export const jitter = (random: Random, span: number): number => {
  const [high = 0, low = 0] = random(2);
  return ((high * 256 + low) / 65_536) * span;
};
