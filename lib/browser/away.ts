/** Tells the engine when the person has left the computer, its screen has locked, or the key that locks was pressed. */
import { browser } from 'wxt/browser';
import { FROM_WORKER, LOCK_COMMAND, type WorkerMessage } from './worker-words';

const tell = (message: WorkerMessage): void => {
  const channel = new BroadcastChannel(FROM_WORKER);
  channel.postMessage(message);
  channel.close();
};

/** Watches from now on. Screen lock is told at once, idleness after the minutes set by {@link lockAfter}. */
export const watchForAway = (): void => {
  browser.idle.onStateChanged.addListener((state) => {
    if (state === 'active') return;
    tell({ kind: 'away', how: state });
  });
};

/** The key works in every window of the browser, whether a panel is open or not. */
export const watchForLockKey = (): void => {
  browser.commands.onCommand.addListener((command) => {
    if (command === LOCK_COMMAND) tell({ kind: 'lock' });
  });
};

export const lockAfter = (minutes: number): void => {
  browser.idle.setDetectionInterval(minutes * 60);
};
