/** The composition root of the engine: clock, chance, store and session are made here and handed in. */
import { askWorker, onAway } from '@/lib/browser/from-engine';
import { servePanels } from '@/lib/link/engine-link';
import { openSession } from '@/lib/session/session';
import { systemTimers } from '@/lib/sync/timers';
import { openStore } from '@/lib/vault/store';

const random = (length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  // The browser fills at most 65,536 bytes at once.
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};

const MINUTE_MS = 60_000;

/** Runs for as long as the page lives. */
export const startEngine = (): Promise<never> =>
  servePanels(async () => {
    const session = await openSession({
      store: await openStore({ indexedDB }),
      random,
      timers: systemTimers,
      now: () => Date.now(),
      iceServers: [],
      lockAfter: (minutes) => askWorker({ kind: 'lock after', minutes }),
      showing: {
        badge: (count) => askWorker({ kind: 'badge', count }),
        remind: (words) => askWorker({ kind: 'remind', words }),
      },
    });
    setInterval(session.tick, MINUTE_MS);
    onAway(() => void session.away());
    return session;
  });
