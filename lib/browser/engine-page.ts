/** Keeps the engine page alive in Chrome and Edge: an offscreen document, since a worker has no WebRTC. */
import { browser } from 'wxt/browser';

const ENGINE_PAGE = '/engine.html';
let starting: Promise<void> | null = null;

const start = async (): Promise<void> => {
  const contexts = await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  if (contexts.length > 0) return;
  await browser.offscreen.createDocument({
    url: ENGINE_PAGE,
    reasons: ['WEB_RTC'],
    justification:
      'Keeps the notebook and its connections to your colleagues while the sidebar is closed.',
  });
};

/** Starts the engine page unless it runs. Calls that overlap share one start: a second document would throw. */
export const wakeEngine = (): Promise<void> => {
  starting ??= start().finally(() => {
    starting = null;
  });
  return starting;
};
