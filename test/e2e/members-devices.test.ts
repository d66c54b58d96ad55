/** One person's devices in real browsers: a second one, a forgotten passphrase, and a lost one that is replaced and removed. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import {
  aboutYou,
  ADA,
  compareWords,
  heading,
  joinWithCode,
  lock,
  makeRecoveryCode,
  openMore,
  openMyDevices,
  press,
  PRIYA,
  protect,
  sayTheyMatch,
  seesNotebook,
  seesRemovedHere,
  unlock,
} from './people.ts';
import {
  changeTransfer,
  comeBack,
  foundWithRecords,
  holdTheSame,
  join,
  MEET_MS,
  openTeam,
  seesTransfer,
  shoot,
  inOrderOf,
  type Browser,
  type Ids,
  type Team,
} from './team.ts';

/** Ada, after she forgot the passphrase that she had. */
const ADA_NEW = { ...ADA, passphrase: 'pebble orchid lantern tunnel' };

let team: Team;
let priya: Browser;
let ada: Browser;
let second: Browser;
let fresh: Browser;
let ids: Ids;

beforeAll(async () => {
  ensureBuilt();
  team = await openTeam();
  [priya, ada, second, fresh] = await Promise.all([
    team.open('priya'),
    team.open('ada'),
    team.open('second'),
    team.open('fresh'),
  ]);
  ids = await foundWithRecords(priya.link(), team.meetingPoint.address, {
    founder: PRIYA,
    secondee: ADA,
    lineManager: null,
  });
  await join(priya, ada, ADA);
});
afterAll(async () => {
  await team?.close();
});

const inOrder = inOrderOf(() => team);

const seesNews = async (page: Page, words: string): Promise<void> => {
  await openMore(page, 'People and devices');
  await heading(page, 'People and devices');
  await page.getByRole('region', { name: 'What is new' }).getByText(words).first().waitFor();
};

test('Ada adds a second device by comparing three words with herself, and Priya is told', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    const first = await ada.panel();
    await seesNotebook(first);
    await openMyDevices(first, ADA);
    await press(first, 'Add another device');
    await heading(first, 'Add another device');
    await press(first, 'Make a code');
    await heading(first, 'Code for another device');
    await shoot(ada, 'own-device-code');
    const code = await first.getByLabel(`Invitation code for ${ADA.name}`).inputValue();

    const other = await second.panel();
    await joinWithCode(other, code.trim());
    await aboutYou(other, ADA);
    await protect(other, ADA);
    await heading(other, 'Compare three words');
    await compareWords(first, other);
    await shoot(ada, 'own-device-words');
    await sayTheyMatch(first);
    await sayTheyMatch(other);
    await heading(other, 'Today');
    await heading(first, 'Your device has joined');
    await shoot(ada, 'own-device-joined');

    await seesNews(await priya.panel(), `${ADA.name} added another device`);
    await shoot(priya, 'news-of-device');
    await openMyDevices(first, ADA);
    await first.getByText('Device 2.', { exact: true }).waitFor();
    await shoot(ada, 'my-devices');
    await changeTransfer(second, ids.transfer, { orderType: 'From the second device: teasel' });
    await expect(holdTheSame([priya, ada, second])).resolves.toBeUndefined();
  });
});

test('a forgotten passphrase: the recovery code opens the notebook here, under a new one', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    const page = await ada.panel();
    const code = await makeRecoveryCode(page, ADA, 'Make a recovery code');
    await page.getByText(/^Checked on/u).waitFor();
    await lock(page);
    await heading(page, 'Unlock your notebook');
    await page.getByText('I cannot unlock my notebook').click();
    await press(page, 'I have a recovery code');
    await heading(page, 'Use a recovery code');
    await page.getByLabel('Recovery code').fill(code.toLowerCase());
    await shoot(ada, 'use-recovery-code');
    await press(page, 'Continue');
    await protect(page, ADA_NEW);
    await seesNotebook(page);

    await lock(page);
    await unlock(page, ADA);
    await page.getByText('That passphrase does not match').first().waitFor();
    await page.getByLabel('Passphrase', { exact: true }).fill(ADA_NEW.passphrase);
    await press(page, 'Unlock', { exact: true });
    await seesNotebook(page);
    await openMore(page, 'People and devices');
    await page.getByText('Your recovery code was used').waitFor();
    const told = seesNews(await priya.panel(), `${ADA.name} made a recovery code`);
    await expect(told).resolves.toBeUndefined();
  });
});

test('both devices are lost: a new browser comes back by the code, and they are removed', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    const code = await makeRecoveryCode(await ada.panel(), ADA_NEW, 'Make a new recovery code');
    await holdTheSame([priya, ada]);
    const lost = (await ada.link().view('myDevices')).devices.find(({ isThis }) => isThis);
    await Promise.all([ada.close(), second.close()]);

    const page = await fresh.panel();
    await heading(page, 'Join or start a notebook');
    await page.getByLabel('I have a recovery code').check();
    await press(page, 'Continue');
    await heading(page, 'Use a recovery code');
    await page.getByLabel('Recovery code').fill(code);
    await page.getByLabel(/^Address where your devices meet/u).fill(team.meetingPoint.address);
    await shoot(fresh, 'recover-new-browser');
    await press(page, 'Continue');
    await protect(page, ADA);
    await seesNotebook(page);
    await seesTransfer(fresh, ids.transfer, { orderType: 'From the second device: teasel' });

    await openMyDevices(page, ADA);
    await shoot(fresh, 'my-devices-recovered');
    await page.locator('main').getByRole('link', { name: 'Replace a lost device' }).click();
    await heading(page, 'Replace a lost device');
    const { devices } = await fresh.link().view('myDevices');
    const number = devices
      .filter(({ isRecovery }) => !isRecovery)
      .findIndex(({ id }) => id === lost?.id);
    await page.getByLabel(`Device ${number + 1}`).check();
    await press(page, 'Continue');
    await heading(page, 'Remove a device');
    const others = page.getByRole('checkbox');
    // The second device and the code, which the lost one had let in; not the one in use.
    expect(await others.count()).toBe(2);
    for (const box of await others.all()) expect(await box.isChecked()).toBe(true);
    await shoot(fresh, 'remove-lost-device');
    await press(page, 'Remove these 3 devices');
    await heading(page, '3 devices were removed');
    await shoot(fresh, 'lost-device-removed');

    await seesNews(await priya.panel(), `${ADA.name} removed a device`);
    await changeTransfer(fresh, ids.transfer, { caseManager: 'From the new browser: sorrel' });
    await seesTransfer(priya, ids.transfer, { caseManager: 'From the new browser: sorrel' });
    await expect(holdTheSame([priya, fresh])).resolves.toBeUndefined();
  });
});

test('whoever finds the lost device sees what was on it, and gets nothing more', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    await comeBack(ada, ADA_NEW);
    await ada.link().until('app', (app) => app.stage === 'open' && app.removed !== null, {
      what: 'the lost device hears that it was removed',
      within: MEET_MS,
    });
    await seesRemovedHere(await ada.panel(), ADA);
    const view = await ada.link().view('transfer', ids.transfer);
    expect(view?.record.caseManager).toBe('');
    await expect(holdTheSame([priya, fresh])).resolves.toBeUndefined();
  });
});
