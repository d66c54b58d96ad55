/** A record that two people share is erased: its sealed changes are in no file of either browser, and both confirm it. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { addTransfer, foundOf, rowsOf, untilGone, type Cover } from './covers.ts';
import { openMeetingPoint, type MeetingPoint } from './meeting-point.ts';
import {
  aboutYou,
  ADA,
  button,
  compareWords,
  goTo,
  heading,
  invite,
  joinWithCode,
  openMore,
  PRIYA,
  protect,
  sayTheyMatch,
  seesNotebook,
  startNotebook,
  unlock,
  type SamplePerson,
} from './people.ts';
import { launch, type Profile } from './profile.ts';

const MARKER = 'ERASE-0412-BITTERN';
const STAYS = 'STAYS-0713-CURLEW';

interface Somebody {
  readonly person: SamplePerson;
  readonly dir: string;
  profile: Profile;
  page: Page;
}

let dir: string;
let meetingPoint: MeetingPoint;
let people: readonly Somebody[] = [];

const begin = async (person: SamplePerson, name: string): Promise<Somebody> => {
  const own = path.join(dir, name);
  const profile = await launch({ dir: own });
  return { person, dir: own, profile, page: await profile.panel() };
};

beforeAll(async () => {
  ensureBuilt();
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-erasure-everywhere-'));
  meetingPoint = await openMeetingPoint();
  people = await Promise.all([begin(PRIYA, 'priya'), begin(ADA, 'ada')]);
});
afterAll(async () => {
  await Promise.all(people.map(({ profile }) => profile.close()));
  await meetingPoint?.stop();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

test('what is erased is in no file of either browser, running, closed and started again, and both confirm it', async () => {
  const [priya, ada] = people;
  if (priya === undefined || ada === undefined) throw new Error('nobody is here');
  await startNotebook(priya.page, {
    person: PRIYA,
    notebook: 'Newham sample notebook',
    address: meetingPoint.address,
  });
  const code = await invite(priya.page, ADA);
  await joinWithCode(ada.page, code);
  await aboutYou(ada.page, ADA);
  await protect(ada.page, ADA);
  await compareWords(priya.page, ada.page);
  await sayTheyMatch(priya.page);
  await sayTheyMatch(ada.page);
  await seesNotebook(ada.page);

  await addTransfer(priya.page, STAYS);
  const before = new Set((await rowsOf(priya.profile)).map(({ row }) => row));
  await addTransfer(priya.page, MARKER);
  await goTo(ada.page, 'Transfers');
  await ada.page.getByRole('link', { name: MARKER }).waitFor();
  const recorded = await Promise.all(people.map(({ profile }) => rowsOf(profile)));
  const added = recorded[0]?.filter(({ row }) => !before.has(row)) ?? [];
  expect(added.length).toBeGreaterThan(0);
  for (const [at, { dir: own }] of people.entries()) {
    expect((await foundOf(own, recorded[at] ?? [])).count).toBe(recorded[at]?.length);
  }

  await priya.page.getByRole('link', { name: 'Erase this for good' }).click();
  await heading(priya.page, 'Erase this for good');
  await priya.page.getByLabel(/no longer needed/u).check();
  await button(priya.page, 'Erase for good').click();
  await heading(priya.page, 'Erased for good');
  await priya.page.getByText('Every device has erased it.').waitFor();
  await openMore(ada.page, 'Legal hold and erasing');
  await ada.page.getByRole('link', { name: 'A transfer: erased' }).click();
  await heading(ada.page, 'Erased for good');

  const gone: (readonly Cover[])[] = [];
  for (const [at, { profile, dir: own }] of people.entries()) {
    const left = new Set((await rowsOf(profile)).map(({ row }) => row));
    const erased = (recorded[at] ?? []).filter(({ row }) => !left.has(row));
    expect(erased.length).toBeGreaterThan(0);
    gone.push(erased);
    await untilGone(own, erased);
  }
  // Those of the record itself are among them.
  expect(gone[0]?.some(({ row }) => added.some((one) => one.row === row))).toBe(true);
  for (const [at, somebody] of people.entries()) {
    const { dir: own, person } = somebody;
    await somebody.profile.close();
    expect(await foundOf(own, gone[at] ?? [])).toEqual({ count: 0, where: [] });
    somebody.profile = await launch({ dir: own });
    somebody.page = await somebody.profile.panel();
    await unlock(somebody.page, person);
    await seesNotebook(somebody.page);
    await goTo(somebody.page, 'Transfers');
    await somebody.page
      .getByRole('link', { name: STAYS })
      .waitFor()
      .catch(async () => {
        throw new Error(`${person.name} sees: ${await somebody.page.locator('body').innerText()}`);
      });
    expect(await somebody.page.getByRole('link', { name: MARKER }).count()).toBe(0);
    expect(await foundOf(own, gone[at] ?? [])).toEqual({ count: 0, where: [] });
  }
});
