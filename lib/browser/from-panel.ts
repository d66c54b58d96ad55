/** What a panel asks of the background: that the engine page runs. */
import { browser } from 'wxt/browser';
import type { ToWorker } from './worker-words';

/** Resolves when the engine page was started or was running. In Firefox the background page starts it by itself. */
export const wakeEngine = async (): Promise<void> => {
  if (import.meta.env.FIREFOX) return;
  await browser.runtime.sendMessage({ kind: 'wake engine' } satisfies ToWorker);
};
