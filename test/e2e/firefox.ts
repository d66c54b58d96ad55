/** One person's Firefox with the built extension, driven by what stands on the page: its labels and buttons. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Page as PanelPage } from 'playwright-core';
import { launch, type Page } from 'puppeteer-core';
import { invite, startNotebook, type Founding, type SamplePerson } from './people.ts';

const FIREFOX = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr';
const EXTENSION = path.resolve(
  process.env['FIREFOX_EXTENSION'] ?? path.join(import.meta.dirname, '../../.output/firefox-mv2'),
);
const GECKO_ID = 'liaison-notebook@example.org';
/** The address of the extension in this profile; Firefox would choose another one each time. */
const UUID = '5f6d1f6e-0000-4000-8000-000000000001';

export interface FirefoxPanel {
  readonly fill: (label: string, text: string) => Promise<void>;
  readonly choose: (label: string, option: string) => Promise<void>;
  readonly check: (label: string) => Promise<void>;
  readonly press: (button: string) => Promise<void>;
  readonly words: () => Promise<string>;
  /** Waits until the page's main heading is this. */
  readonly heading: (words: string) => Promise<void>;
  readonly says: (words: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const WAIT_MS = 60_000;

/** The field that a label names; the text of a label may go on with "(optional)". */
const FIELD = `(label) => [...document.querySelectorAll('label')]
  .filter((one) => one.textContent.trim().startsWith(label))
  .map((one) => one.control).find((one) => one !== null) ?? null`;

/** Starts Firefox, installs the extension and opens the sidebar's page in a tab. */
export const launchFirefox = async (dir: string): Promise<FirefoxPanel> => {
  await rm(dir, { recursive: true, force: true });
  const browser = await launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    userDataDir: dir,
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: UUID }),
    },
  });
  await browser.installExtension(EXTENSION);
  const opened = await browser.newPage();
  // Going to an address of an extension never resolves there; the page is there all the same.
  void opened.goto(`moz-extension://${UUID}/sidepanel.html`).catch(() => {});

  /** The page that shows something: asked again each time, since locking reloads it. */
  const page = async (): Promise<Page> => {
    const pages = await browser.pages();
    return pages.at(-1) ?? opened;
  };
  const ask = async <Value>(expression: string): Promise<Value | null> => {
    try {
      return (await (await page()).evaluate(expression)) as Value;
    } catch {
      // Between two pages there is nothing to ask.
      return null;
    }
  };
  const until = async (expression: string, what: string): Promise<void> => {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      if ((await ask<boolean>(expression)) === true) return;
      if (Date.now() > end) {
        const words = await ask<string>('document.body.innerText');
        throw new Error(`${what}: not in time. The page says:\n${words ?? 'nothing'}`);
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  };
  const text = (value: string): string => JSON.stringify(value);

  return {
    fill: (label, value) =>
      until(
        `(() => { const field = (${FIELD})(${text(label)}); if (field === null) return false;
          const proto = Object.getPrototypeOf(field);
          Object.getOwnPropertyDescriptor(proto, 'value').set.call(field, ${text(value)});
          field.dispatchEvent(new Event('input', { bubbles: true })); return true; })()`,
        `the field ${label}`,
      ),
    choose: (label, option) =>
      until(
        `(() => { const field = (${FIELD})(${text(label)}); if (field === null) return false;
          const found = [...field.options].find((one) => one.textContent === ${text(option)});
          if (found === undefined) return false;
          Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(field, found.value);
          field.dispatchEvent(new Event('change', { bubbles: true })); return true; })()`,
        `the choice ${label}`,
      ),
    check: (label) =>
      until(
        `(() => { const field = (${FIELD})(${text(label)}); if (field === null) return false;
          field.click(); return true; })()`,
        `the box ${label}`,
      ),
    press: (name) =>
      until(
        `(() => { const found = [...document.querySelectorAll('button, a')]
            .find((one) => one.textContent.trim() === ${text(name)});
          if (found === undefined) return false; found.click(); return true; })()`,
        `the button ${name}`,
      ),
    words: async () => (await ask<string>('document.body.innerText')) ?? '',
    heading: (words) =>
      until(
        `[...document.querySelectorAll('h1')].some((one) => one.textContent.includes(${text(words)}))`,
        `the heading ${words}`,
      ),
    says: (words) =>
      until(`document.body.innerText.includes(${text(words)})`, `the words ${words}`),
    close: () => browser.close(),
  };
};

/** Founds a notebook in Chromium and has somebody join it in Firefox, with the three words said on both sides. */
export const joinInFirefox = async (
  panel: PanelPage,
  joining: FirefoxPanel,
  founding: Founding,
  person: SamplePerson,
): Promise<void> => {
  await startNotebook(panel, founding);
  const code = await invite(panel, person);
  await joining.heading('Join or start a notebook');
  await joining.check('Join a notebook');
  await joining.press('Continue');
  await joining.fill('Invitation code', code);
  await joining.press('Continue');
  await joining.heading('About you');
  await joining.fill('Your name', person.name);
  await joining.choose('Your role', person.role);
  await joining.fill('Professional qualifications', person.qualifications);
  await joining.press('Continue');
  await joining.heading('Protect this device');
  await joining.fill('Passphrase', person.passphrase);
  await joining.fill('Passphrase again', person.passphrase);
  await joining.press('Join the notebook');
  const words = panel.locator('.app-words li');
  await words.first().waitFor();
  for (const word of await words.allInnerTexts()) await joining.says(word);
  await panel.getByRole('button', { name: 'They match', exact: true }).click();
  await joining.press('They match');
};
