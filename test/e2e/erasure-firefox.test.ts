/** What Chromium has erased is in no file of the Firefox that shares the notebook, and Firefox confirms it. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTransfer, foundOf, rowsOf, untilGone } from './covers.ts';
import { joinInFirefox, launchFirefox, type FirefoxPanel } from './firefox.ts';
import { openMeetingPoint, type MeetingPoint } from './meeting-point.ts';
import { ADA, button, heading, PRIYA } from './people.ts';
import { launch, type Profile } from './profile.ts';

const MARKER = 'ERASE-0412-BITTERN';
const STAYS = 'STAYS-0713-CURLEW';

let dir: string;
let meetingPoint: MeetingPoint;
let priya: Profile;
let ada: FirefoxPanel;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-erasure-firefox-'));
  meetingPoint = await openMeetingPoint();
  [priya, ada] = await Promise.all([
    launch({ dir: path.join(dir, 'chromium') }),
    launchFirefox(path.join(dir, 'firefox')),
  ]);
});
afterAll(async () => {
  await Promise.all([priya?.close(), ada?.close().catch(() => {})]);
  await meetingPoint?.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

test('Firefox holds nothing of what was erased, while it runs and after it closed', async () => {
  const own = path.join(dir, 'firefox');
  const page = await priya.panel();
  const founding = {
    person: PRIYA,
    notebook: 'Newham sample notebook',
    address: meetingPoint.address,
  };
  await joinInFirefox(page, ada, founding, ADA);
  await ada.heading('Today');

  await addTransfer(page, STAYS);
  await addTransfer(page, MARKER);
  await ada.press('Transfers');
  await ada.says(MARKER);
  const recorded = await rowsOf(priya);

  await page.getByRole('link', { name: 'Erase this for good' }).click();
  await heading(page, 'Erase this for good');
  await page.getByLabel(/no longer needed/u).check();
  const before = await foundOf(own, recorded);
  await button(page, 'Erase for good').click();
  await heading(page, 'Erased for good');
  await page.getByText('Every device has erased it.').waitFor();
  await ada.says(STAYS);
  expect(await ada.words()).not.toContain(MARKER);

  // The same covers rest on both.
  const left = new Set((await rowsOf(priya)).map(({ row }) => row));
  const gone = recorded.filter(({ row }) => !left.has(row));
  const kept = recorded.filter(({ row }) => left.has(row));
  expect(gone.length).toBeGreaterThan(0);
  expect(before.count).toBeGreaterThan(kept.length);
  await untilGone(own, gone);
  expect((await foundOf(own, kept)).count).toBeGreaterThan(0);
  await ada.close();
  expect(await foundOf(own, gone)).toEqual({ count: 0, where: [] });
});
