/** What the engine page asks of the worker and hears from it. */
import { browser } from 'wxt/browser';
import { doForEngine } from './for-engine';
import { FROM_WORKER, WorkerMessage, type ToWorker } from './worker-words';

/** In Firefox the engine is the background page itself and can do it without asking. */
export const askWorker = (asked: Exclude<ToWorker, { kind: 'wake engine' }>): void => {
  if (import.meta.env.FIREFOX) {
    doForEngine(asked);
    return;
  }
  // The worker may be starting: what it misses it is told again at the next unlock.
  void Promise.resolve(browser.runtime.sendMessage(asked)).catch(() => {});
};

export const onAway = (told: () => void): void => {
  const channel = new BroadcastChannel(FROM_WORKER);
  channel.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (WorkerMessage.safeParse(event.data).success) told();
  });
};
