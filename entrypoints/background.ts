/** What the browser keeps in the background: in Chrome and Edge a mortal worker that wakes the engine page, in Firefox the engine itself. */
import { defineBackground } from 'wxt/utils/define-background';
import { browser } from 'wxt/browser';
import { watchForAway, watchForLockKey } from '@/lib/browser/away';
import { wakeEngine } from '@/lib/browser/engine-page';
import { doForEngine } from '@/lib/browser/for-engine';
import { openPanelFromToolbar } from '@/lib/browser/panel-door';
import { ToWorker } from '@/lib/browser/worker-words';
import { startEngine } from './engine/start';

const wake = import.meta.env.FIREFOX ? async (): Promise<void> => {} : wakeEngine;

export default defineBackground({
  persistent: true,
  main: () => {
    openPanelFromToolbar();
    watchForAway();
    watchForLockKey();
    if (import.meta.env.FIREFOX) void startEngine();
    browser.runtime.onStartup.addListener(() => void wake());
    browser.runtime.onInstalled.addListener(() => void wake());
    browser.runtime.onMessage.addListener((said: unknown, _sender, answer) => {
      const parsed = ToWorker.safeParse(said);
      if (!parsed.success) return undefined;
      if (parsed.data.kind === 'wake engine') {
        void wake().then(
          () => answer(true),
          () => answer(false),
        );
        // The answer comes later.
        return true;
      }
      doForEngine(parsed.data);
      return undefined;
    });
  },
});
