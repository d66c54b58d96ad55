/** Chromium and Firefox keep one notebook: the same build, the same story, both ways. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinInFirefox, launchFirefox, type FirefoxPanel } from './firefox.ts';
import { openMeetingPoint, type MeetingPoint } from './meeting-point.ts';
import { ADA, fillDate, goTo, heading, PRIYA } from './people.ts';
import { launch, type Profile } from './profile.ts';

let dir: string;
let meetingPoint: MeetingPoint;
let priya: Profile;
let ada: FirefoxPanel;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-firefox-'));
  meetingPoint = await openMeetingPoint();
  [priya, ada] = await Promise.all([
    launch({ dir: path.join(dir, 'chromium') }),
    launchFirefox(path.join(dir, 'firefox')),
  ]);
});

afterAll(async () => {
  await Promise.all([priya?.close(), ada?.close()]);
  await meetingPoint?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('Firefox joins what Chromium started, each sees what the other adds, and the passphrase locks it', async () => {
  const panel = await priya.panel();
  const founding = {
    person: PRIYA,
    notebook: 'Hackney sample notebook',
    address: meetingPoint.address,
  };
  await joinInFirefox(panel, ada, founding, ADA);
  await ada.heading('Today');

  // What Firefox adds is on Chromium's screen.
  await ada.press('Add a transfer');
  await ada.fill('Reference or initials', 'QX-0713 sample');
  await ada.fill('Day', '14');
  await ada.fill('Month', '2');
  await ada.fill('Year', '2009');
  await ada.choose('YOT', 'Hackney');
  await ada.press('Add this transfer');
  await ada.heading('QX-0713 sample');
  await goTo(panel, 'Transfers');
  await heading(panel, 'Transfers');
  await panel.getByRole('link', { name: 'QX-0713 sample' }).waitFor();

  // What Chromium adds is on Firefox's screen.
  await panel.getByRole('button', { name: 'Add a transfer' }).click();
  await heading(panel, 'Add a transfer');
  await panel.getByLabel('Reference or initials').fill('ZB-0914 sample');
  await fillDate(panel, 'Date of birth', new Date(2009, 5, 3));
  await panel.getByLabel('YOT', { exact: true }).selectOption({ label: 'Hackney' });
  await panel.getByRole('button', { name: 'Add this transfer' }).click();
  await heading(panel, 'ZB-0914 sample');
  await ada.press('Transfers');
  await ada.heading('Transfers');
  await ada.says('ZB-0914 sample');

  // Locked, Firefox shows nothing; the wrong passphrase opens nothing.
  await ada.press('Lock');
  await ada.heading('Unlock your notebook');
  expect(await ada.words()).not.toContain('ZB-0914');
  await ada.fill('Passphrase', 'not the passphrase at all');
  await ada.press('Unlock');
  await ada.says('That passphrase does not match');
  await ada.fill('Passphrase', ADA.passphrase);
  await ada.press('Unlock');
  await ada.says('ZB-0914 sample');
  expect(await ada.words()).toContain('QX-0713 sample');
});
