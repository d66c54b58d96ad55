/** Tells the engine when the person has left the computer or its screen has locked. */
import { browser } from 'wxt/browser';
import { FROM_WORKER, type WorkerMessage } from './worker-words';

/** Watches from now on. Screen lock is told at once, idleness after the minutes set by {@link lockAfter}. */
export const watchForAway = (): void => {
  browser.idle.onStateChanged.addListener((state) => {
    if (state === 'active') return;
    const channel = new BroadcastChannel(FROM_WORKER);
    channel.postMessage({ kind: 'away', how: state } satisfies WorkerMessage);
    channel.close();
  });
};

export const lockAfter = (minutes: number): void => {
  browser.idle.setDetectionInterval(minutes * 60);
};
