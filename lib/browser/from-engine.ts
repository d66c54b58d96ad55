/** What the engine page asks of the worker and hears from it. */
import { browser } from 'wxt/browser';
import { lockAfter } from './away';
import { FROM_WORKER, WorkerMessage, type ToWorker } from './worker-words';

/** In Firefox the engine is the background page itself and can do it without asking. */
export const askWorker = (asked: ToWorker): void => {
  if (import.meta.env.FIREFOX) {
    if (asked.kind === 'lock after') lockAfter(asked.minutes);
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
