/** A network on a virtual clock: it loses, doubles, delays and reorders what is sent, and falls into parts. */
import type { Chance } from './chance';
import type { Clock } from './clock';

export interface NetworkFaults {
  /** Lost so many times in one. */
  readonly drop: number;
  readonly duplicate: number;
  /** Longest delay (ms); two messages sent at once may arrive in either order. */
  readonly delay: number;
}

export interface Network<M> {
  readonly send: (from: number, to: number, message: M) => void;
  /** Devices of different parts do not hear each other; null heals. */
  readonly partition: (parts: readonly number[] | null) => void;
  readonly setFaults: (faults: NetworkFaults) => void;
  readonly sent: () => number;
}

export const makeNetwork = <M>({
  clock,
  chance,
  deliver,
}: {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly deliver: (from: number, to: number, message: M) => void;
}): Network<M> => {
  let faults: NetworkFaults = { drop: 0, duplicate: 0, delay: 20 };
  let parts: readonly number[] | null = null;
  let sent = 0;
  const isCut = (from: number, to: number): boolean => parts !== null && parts[from] !== parts[to];
  return {
    send: (from, to, message) => {
      sent += 1;
      if (chance.is(faults.drop)) return;
      const copies = chance.is(faults.duplicate) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        clock.later(1 + chance.int(faults.delay), () => {
          if (!isCut(from, to)) deliver(from, to, message);
        });
      }
    },
    partition: (next) => {
      parts = next;
    },
    setFaults: (next) => {
      faults = next;
    },
    sent: () => sent,
  };
};
