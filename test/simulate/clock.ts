/** The virtual clock: events in the order of their times, each run until nothing it started moves on by itself. */

export interface Clock {
  /** Milliseconds since the schedule began. */
  readonly now: () => number;
  readonly later: (delay: number, run: () => void) => void;
  /** Resolves after so much virtual time. */
  readonly pause: (delay: number) => Promise<void>;
  /** Runs events until none is left or the next one is after `until`. Answers how many ran. */
  readonly run: (until: number) => Promise<number>;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (a: Event, b: Event): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);

/** `settle` resolves when no promise chain that is running can go on without another event. */
export const makeClock = (settle: () => Promise<void>): Clock => {
  /** Sorted, the next event last. */
  const events: Event[] = [];
  let now = 0;
  let order = 0;

  const later = (delay: number, run: () => void): void => {
    const event = { at: now + Math.max(0, Math.ceil(delay)), order: (order += 1), run };
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = events[middle];
      if (other !== undefined && isBefore(event, other)) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, event);
  };

  return {
    now: () => now,
    later,
    pause: (delay) =>
      new Promise((resolve) => {
        later(delay, resolve);
      }),
    run: async (until) => {
      let ran = 0;
      await settle();
      for (let event = events.at(-1); event !== undefined; event = events.at(-1)) {
        if (event.at > until) break;
        events.pop();
        now = event.at;
        event.run();
        ran += 1;
        await settle();
      }
      return ran;
    },
  };
};
