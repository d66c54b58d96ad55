/** The number on the toolbar button. */
import { browser } from 'wxt/browser';

const MOST = 99;

/** Nothing is shown for 0. */
export const showBadge = (count: number): void => {
  const button = import.meta.env.FIREFOX ? browser.browserAction : browser.action;
  const text = count === 0 ? '' : count > MOST ? `${MOST}+` : String(count);
  void Promise.resolve(button.setBadgeText({ text })).catch(() => {});
};
