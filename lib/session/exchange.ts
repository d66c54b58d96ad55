/** Carries one side of an invitation over the meeting place that its code names, saying things again until they are heard. */
import { openRendezvous } from '@/lib/sync/rendezvous';
import type { Random, Timers } from '@/lib/sync/timers';

/** Messages are small and may be lost: they are said again this often (ms). */
const AGAIN_AFTER_MS = 1_500;

/** One side's state machine, as the vault has it. */
export interface ExchangeSide {
  readonly outbox: () => readonly Uint8Array[];
  readonly take: (message: Uint8Array) => Promise<'changed' | 'again' | 'ignored'>;
}

export interface Exchange {
  /** Says what is in the outbox now; called after every step that a person takes. */
  readonly say: () => void;
  readonly isReached: () => boolean;
  readonly close: () => void;
}

export const openExchange = ({
  side,
  topic,
  signalling,
  onChanged,
  random,
  timers,
}: {
  readonly side: ExchangeSide;
  readonly topic: string;
  readonly signalling: readonly string[];
  readonly onChanged: () => void;
  readonly random: Random;
  readonly timers: Timers;
}): Exchange => {
  let isClosed = false;
  let isReached = false;
  const say = (): void => {
    if (isClosed) return;
    for (const message of side.outbox()) rendezvous.publish(message);
  };
  const hear = async (message: Uint8Array): Promise<void> => {
    const taken = await side.take(message);
    if (isClosed || taken === 'ignored') return;
    say();
    if (taken === 'changed') onChanged();
  };
  const rendezvous = openRendezvous({
    signalling,
    topic,
    onMessage: (message) => void hear(message),
    onStatus: (status) => {
      const was = isReached;
      isReached = status === 'connected';
      if (isReached && !was) say();
      onChanged();
    },
    random,
    timers,
  });
  let cancel = (): void => {};
  const sayAgain = (): void => {
    cancel = timers.later(AGAIN_AFTER_MS, () => {
      say();
      sayAgain();
    });
  };
  sayAgain();
  return {
    say,
    isReached: () => isReached,
    close: () => {
      isClosed = true;
      cancel();
      rendezvous.close();
    },
  };
};
