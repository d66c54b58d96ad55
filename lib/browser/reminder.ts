/** The daily reminder as a notification of the browser, where the person allowed those. */
import { browser } from 'wxt/browser';

/** The same at every reminder: a new one takes the place of an old one. */
const DAILY = 'daily';

/** Does nothing where notifications are not allowed. */
export const showReminder = async (words: string): Promise<void> => {
  if (!(await browser.permissions.contains({ permissions: ['notifications'] }))) return;
  await browser.notifications.create(DAILY, {
    type: 'basic',
    iconUrl: browser.runtime.getURL('/icon/128.png'),
    title: 'Liaison Notebook',
    message: words,
  });
};

/** Asks the person, who must have pressed something just now. False: they said no, or the browser did not ask. */
export const mayRemind = async (): Promise<boolean> => {
  try {
    return await browser.permissions.request({ permissions: ['notifications'] });
  } catch {
    return false;
  }
};
