/** What people do in the panel, in the words that they see: found, invite, join, unlock. */
import type { Page } from 'playwright-core';

export interface SamplePerson {
  readonly name: string;
  readonly role: string;
  readonly jobTitle: string;
  readonly grade: string;
  readonly qualifications: string;
  readonly registration: string;
  readonly organisation: string;
  readonly passphrase: string;
}

/** Plainly invented. */
export const PRIYA: SamplePerson = {
  name: 'Priya Shah',
  role: 'Liaison Senior Probation Officer',
  jobTitle: 'Senior probation officer',
  grade: 'SPO',
  qualifications: 'DipPS, BA (Hons)',
  registration: 'PPR-000101',
  organisation: 'Probation Service, London (sample)',
  passphrase: 'lantern orchard velvet compass',
};
export const ADA: SamplePerson = {
  name: 'Ada Okafor',
  role: 'Seconded probation officer',
  jobTitle: 'Probation officer',
  grade: 'PO',
  qualifications: 'PQiP, BA (Hons)',
  registration: 'PPR-000202',
  organisation: 'Probation Service, London (sample)',
  passphrase: 'meadow copper window thistle',
};
export const RITA: SamplePerson = {
  ...PRIYA,
  name: 'Rita Mensah',
  role: 'YOT line manager',
  jobTitle: 'Operational manager',
  registration: 'SWE-000303',
  organisation: 'Newham YOT (sample)',
  passphrase: 'saddle harbour pencil walnut',
};
export const NELL: SamplePerson = {
  ...ADA,
  name: 'Nell Ferris',
  registration: 'PPR-000404',
  passphrase: 'bottle garden ladder sparrow',
};
/** Guests: each is shown one record by itself. */
export const UMA: SamplePerson = {
  ...ADA,
  name: 'Uma Lovell',
  role: 'Trade union representative',
  organisation: 'Sample Officers’ Union',
  registration: 'TUR-000505',
  passphrase: 'ribbon candle anchor meadow',
};
export const OLA: SamplePerson = {
  ...ADA,
  name: 'Ola Brandt',
  role: 'Receiving officer',
  registration: 'PPR-000606',
  passphrase: 'kettle maple jigsaw lagoon',
};

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** The first visible button with these words; the words a screen reader gets as well count. */
export const press = async (
  page: Page,
  name: string | RegExp,
  { exact = false }: { readonly exact?: boolean } = {},
): Promise<void> => {
  await page.getByRole('button', { name, exact }).first().click();
};

export const heading = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

export const aboutYou = async (page: Page, person: SamplePerson): Promise<void> => {
  await heading(page, 'About you');
  await page.getByLabel('Your name').fill(person.name);
  await page.getByLabel('Your role').selectOption({ label: person.role });
  await page.getByLabel('Job title').fill(person.jobTitle);
  await page.getByLabel('Grade').fill(person.grade);
  await page.getByLabel('Professional qualifications').fill(person.qualifications);
  await page.getByLabel('Registration number').fill(person.registration);
  await page.getByLabel('Organisation').fill(person.organisation);
  await button(page, 'Continue').click();
};

export const protect = async (page: Page, { passphrase }: SamplePerson): Promise<void> => {
  await heading(page, 'Protect this device');
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Passphrase again').fill(passphrase);
  await page.locator('main button[type="submit"], footer button[type="submit"]').first().click();
};

export interface Founding {
  readonly person: SamplePerson;
  readonly notebook: string;
  readonly address: string;
}

export const startNotebook = async (
  page: Page,
  { person, notebook, address }: Founding,
): Promise<void> => {
  await heading(page, 'Join or start a notebook');
  await page.getByLabel('Start a new notebook').check();
  await button(page, 'Continue').click();
  await aboutYou(page, person);
  await heading(page, 'Your new notebook');
  await page.getByLabel('Name of the notebook').fill(notebook);
  await page.getByLabel(/Address where devices meet/u).fill(address);
  await button(page, 'Continue').click();
  await protect(page, person);
  await heading(page, 'Today');
};

export const unlock = async (page: Page, { passphrase }: SamplePerson): Promise<void> => {
  await heading(page, 'Unlock your notebook');
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await button(page, 'Unlock').click();
};

/** Waits until the notebook is open: after unlocking, at the place where the person was. */
export const seesNotebook = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Lock', exact: true }).waitFor();
};

export const goTo = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('navigation').getByRole('link', { name }).click();
};

export const openMore = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('banner').getByText('More').click();
  await page.getByRole('link', { name }).or(button(page, name)).first().click();
};

/** Makes an invitation for someone new and returns its code. */
export const invite = async (page: Page, person: SamplePerson): Promise<string> => {
  await openMore(page, 'People and devices');
  await heading(page, 'People and devices');
  await button(page, 'Invite someone').click();
  await heading(page, 'Invite someone');
  const choice = page.getByLabel(person.name);
  if ((await choice.count()) > 0) await choice.first().check();
  else {
    const someone = page.getByLabel(/Someone (else|new)/u);
    if ((await someone.count()) > 0) await someone.first().check();
    await page.getByLabel('Their name').fill(person.name);
    await page.getByLabel('Their role').selectOption({ label: person.role });
  }
  await button(page, 'Make a code').click();
  const code = page.getByLabel(`Invitation code for ${person.name}`);
  await code.waitFor();
  return (await code.inputValue().catch(() => code.innerText())).trim();
};

export const joinWithCode = async (page: Page, code: string): Promise<void> => {
  await heading(page, 'Join or start a notebook');
  await page.getByLabel('Join a notebook').check();
  await button(page, 'Continue').click();
  await heading(page, 'Join a notebook');
  await page.getByLabel('Invitation code').fill(code);
  await button(page, 'Continue').click();
};

/** Fills the three boxes of a date. */
export const fillDate = async (page: Page, question: string, day: Date): Promise<void> => {
  const group = page.getByRole('group', { name: question, exact: true });
  await group.getByLabel('Day').fill(String(day.getDate()));
  await group.getByLabel('Month').fill(String(day.getMonth() + 1));
  await group.getByLabel('Year').fill(String(day.getFullYear()));
};

/** With Tab alone, to what has this name; rejects where it is not within reach. */
export const focusOn = async (page: Page, name: string | RegExp): Promise<void> => {
  const passed: string[] = [];
  for (let tabs = 0; tabs < 80; tabs += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement: element } = document;
      const label =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement
          ? element.labels?.[0]
          : element;
      return (label ?? element)?.textContent.replaceAll(/\s+/gu, ' ').trim() ?? '';
    });
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    passed.push(focused.slice(0, 40));
  }
  throw new Error(`Tab does not lead to ${String(name)}, but to ${passed.join(' | ')}`);
};

/** Waits until the bar says how this copy stands. */
export const barSays = async (page: Page, words: string, within = 60_000): Promise<void> => {
  await page.locator('.app-bar__state').getByText(words).waitFor({ timeout: within });
};

export const openRecord = async (page: Page, name: string): Promise<void> => {
  await page.locator('main').getByRole('link', { name }).first().click();
};

export const lock = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+Shift+L');
};

/** The words of the note, without the names that stand at other people's cursors. */
export const noteText = (page: Page): Promise<string> =>
  page.locator('.app-note__text').evaluate((text) => {
    const copy = text.cloneNode(true);
    if (!(copy instanceof Element)) return '';
    for (const caret of copy.querySelectorAll('[class*="caret"]')) caret.remove();
    return [...copy.children].map((block) => block.textContent).join('\n');
  });

/** Writes a line of its own at the end of the notes. */
export const writeInNotes = async (page: Page, text: string): Promise<void> => {
  const note = page.locator('.app-note__text');
  await note.click();
  await page.keyboard.press('Control+End');
  if ((await noteText(page)).trim() !== '') await page.keyboard.press('Enter');
  await page.keyboard.type(text);
  await note.getByText(text).waitFor();
};

export const tickAgenda = async (page: Page, topic: string): Promise<void> => {
  const box = page.getByLabel(new RegExp(`^\\d+\\. ${topic}$`, 'u'));
  if (!(await box.isVisible())) await page.locator('summary', { hasText: 'Agenda' }).click();
  // The tick is drawn when the engine has written it, which `check` does not wait for.
  await box.click();
  await page.locator('.app-agenda input:checked').and(box).waitFor();
};

export const addAction = async (page: Page, text: string, owner: string): Promise<void> => {
  await button(page, 'Add action').click();
  await heading(page, 'Add an action');
  await page.getByLabel('What will be done?').fill(text);
  await page.getByLabel('Who will do it?').selectOption({ label: owner });
  await button(page, 'Add action').click();
  await page.getByRole('checkbox', { name: text }).waitFor();
};

/** Waits until nothing is missing. `missing` gives what still is, in words; rejects with them when time is up. */
export const waitUntil = async (
  missing: () => Promise<readonly string[]>,
  what: string,
  within = 60_000,
): Promise<void> => {
  const until = Date.now() + within;
  for (;;) {
    const still = await missing();
    if (still.length === 0) return;
    if (Date.now() > until) throw new Error(`waited for ${what}:\n${still.join('\n')}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
};

/** The three words on a screen, read as they stand. */
const wordsOn = async (page: Page): Promise<readonly string[]> => {
  await page.getByRole('button', { name: 'They match', exact: true }).waitFor();
  return page.locator('.app-words li').allInnerTexts();
};

/** Both read the three words out; rejects unless they are three and the same. */
export const compareWords = async (inviter: Page, joiner: Page): Promise<readonly string[]> => {
  const [theirs, ours] = await Promise.all([wordsOn(inviter), wordsOn(joiner)]);
  if (ours.length !== 3 || ours.join(' ') !== theirs.join(' ')) {
    throw new Error(`the words differ: ${ours.join(' ')} / ${theirs.join(' ')}`);
  }
  return ours;
};

export const sayTheyMatch = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'They match', exact: true }).click();
};

const openPerson = async (page: Page, { name }: SamplePerson): Promise<void> => {
  await openMore(page, 'People and devices');
  await heading(page, 'People and devices');
  await page.locator('main').getByRole('link', { name, exact: true }).first().click();
  await heading(page, name);
};

/** Walks the whole flow and stays on its last page. `successor` takes over what the person holds, if anything. */
export const removeAccess = async (
  page: Page,
  person: SamplePerson,
  successor: SamplePerson | null,
): Promise<void> => {
  await openPerson(page, person);
  await press(page, /^Remove access/u);
  await heading(page, `You are about to remove ${person.name}`);
  await press(page, 'Continue');
  if (successor !== null) {
    await heading(page, 'Who takes over');
    await page.getByLabel(successor.name).check();
    await press(page, 'Continue');
  }
  await heading(page, 'Check before you remove access');
  await press(page, 'Remove access', { exact: true });
  await heading(page, `${person.name} no longer has access`);
};

/** Waits until the last page of a removal says of one person's device that it has or has not been told. */
export const seesTold = async (
  page: Page,
  { name }: SamplePerson,
  state: 'Told' | 'Not told yet',
): Promise<void> => {
  await page
    .getByRole('list', { name: 'Who has been told' })
    .getByRole('listitem')
    .filter({ hasText: name })
    .getByText(state, { exact: true })
    .waitFor();
};

export const seesRemovedHere = async (page: Page, by: SamplePerson): Promise<void> => {
  await barSays(page, 'Removed');
  await page.getByRole('link', { name: 'Details' }).click();
  await heading(page, 'This device was removed');
  await page.getByText(`${by.name} removed this device`).waitFor();
};

export const openMyDevices = async (page: Page, { name }: SamplePerson): Promise<void> => {
  await openMore(page, 'People and devices');
  await heading(page, 'People and devices');
  await page.locator('main').getByRole('link', { name, exact: true }).first().click();
  await heading(page, 'My devices');
};

/** Makes a recovery code, checks it by typing the groups that are asked for, and returns it. */
export const makeRecoveryCode = async (
  page: Page,
  person: SamplePerson,
  link: 'Make a recovery code' | 'Make a new recovery code',
): Promise<string> => {
  await openMyDevices(page, person);
  await page.locator('main').getByRole('link', { name: link }).first().click();
  await heading(page, link);
  await page.getByLabel('Your passphrase').fill(person.passphrase);
  await press(page, 'Make a code');
  await heading(page, 'Your recovery code');
  const groups = await page
    .getByRole('list', { name: 'Groups of your recovery code' })
    .getByRole('listitem')
    .allInnerTexts();
  await press(page, 'I have written it down');
  await heading(page, 'Check your recovery code');
  for (const field of await page.getByRole('textbox', { name: /^Group \d+$/u }).all()) {
    const number = Number((await field.getAttribute('id'))?.split('-').at(-1));
    await field.fill(groups[number - 1]?.toLowerCase() ?? '');
  }
  await press(page, 'Check the code');
  await heading(page, 'My devices');
  return groups.join(' ');
};
