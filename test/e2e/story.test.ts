/** The main story in real browsers, each screen of it looked at by axe, and what must hold besides. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOn } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { barSays, goTo, heading, noteText, press, writeInNotes } from './people.ts';
import { searchFolder, searchFrames } from './search.ts';
import {
  holdTheSame,
  openMeeting,
  openStage,
  openTransfer,
  secretsOf,
  STEPS,
  TYPED,
  type Stage,
  type Who,
} from './story.ts';

const ALL = ['priya', 'ada', 'rita'] as const satisfies readonly Who[];

let folder: string;
let stage: Stage;
let hasFailed = false;

beforeAll(async () => {
  ensureBuilt();
  folder = await mkdtemp(path.join(tmpdir(), 'liaison-notebook-story-'));
  stage = await openStage({ folder, headless: true, now: new Date() });
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** One step rests on the one before: after a failure the rest is skipped instead of waiting in vain. */
const inOrder = async (skip: (why: string) => never, run: () => Promise<void>): Promise<void> => {
  if (hasFailed) skip('an earlier step failed');
  hasFailed = true;
  await run();
  hasFailed = false;
};

test.for(STEPS.map((step) => [step.says, step] as const))('%s', async ([, step], { skip }) => {
  await inOrder(skip, async () => {
    await step.run(stage);
    for (const who of step.shows) {
      const page = await stage.panel(who);
      expect(await page.evaluate(() => window.innerWidth)).toBe(360);
      expect.soft(await page.title()).toBe('Liaison Notebook');
      expect.soft(page.url()).not.toContain('#');
      expect.soft(await faultsOn(page)).toEqual([]);
    }
  });
});

test.for(['Today', 'Secondments', 'Transfers', 'Meetings'])(
  'axe has nothing against %s',
  async (part, { skip }) => {
    await inOrder(skip, async () => {
      const page = await stage.panel('priya');
      await goTo(page, part);
      await heading(page, part);
      expect.soft(await faultsOn(page)).toEqual([]);
    });
  },
);

const HALF = 'Half a sentence about the periwinkle hostel, not sent';

/** Types half an answer, has the panel go and come, and gives what then stands in the field. */
const draftAfter = async (again: (page: Page) => Promise<Page>): Promise<string> => {
  const before = await stage.panel('priya');
  await openTransfer(before);
  await press(before, 'Change', { exact: true });
  await press(before, 'Change order');
  await before.getByLabel('Requirements still to do').fill(HALF);
  const after = await again(before);
  await heading(after, 'What is the order?');
  const field = after.getByLabel('Requirements still to do');
  const kept = await field.inputValue();
  await press(after, 'Cancel');
  await heading(after, 'Change this transfer');
  await after.getByText(TYPED.outstanding).waitFor();
  return kept;
};

test('a reloaded panel comes back to the same place with what was typed', async ({ skip }) => {
  await inOrder(skip, async () => {
    const kept = await draftAfter(async (page) => {
      await page.reload();
      return page;
    });
    expect(kept).toBe(HALF);
  });
});

test('a closed panel comes back to the same place with what was typed', async ({ skip }) => {
  await inOrder(skip, async () => {
    const kept = await draftAfter(async () => {
      await stage.profile('priya').closePanel();
      return stage.panel('priya');
    });
    expect(kept).toBe(HALF);
  });
});

test('a reload in the middle of a sentence loses nothing of the notes', async ({ skip }) => {
  await inOrder(skip, async () => {
    const page = await stage.panel('priya');
    await openMeeting(page);
    const line = 'Written just before the panel went: moonseed.';
    await writeInNotes(page, line);
    await page.reload();
    await page.locator('.app-note__text').waitFor();
    expect(await noteText(page)).toContain(line);
  });
});

test('what one writes arrives while the panel of the other is closed', async ({ skip }) => {
  await inOrder(skip, async () => {
    const line = 'Written while Ada had her panel closed: sweetbriar.';
    await stage.profile('ada').closePanel();
    const priya = await stage.panel('priya');
    await openMeeting(priya);
    await writeInNotes(priya, line);
    await priya.getByText(/Saved on this device at/u).waitFor();
    await barSays(priya, 'Up to date');
    // From here on nothing more can come to Ada: what her panel shows was there before it opened.
    await stage.meetingPoint.stop();
    await stage.profile('priya').close();
    const ada = await stage.panel('ada');
    await openMeeting(ada);
    await expect.poll(() => noteText(ada)).toContain(line);
  });
});

test('after another start both are equal again', async ({ skip }) => {
  await inOrder(skip, async () => {
    await stage.meetingPoint.comeBack();
    await stage.openAgain('priya');
    await barSays(await stage.panel('priya'), 'Up to date', 180_000);
    await expect(holdTheSame(stage)).resolves.toBeUndefined();
  });
});

test('nothing that was typed is readable in a profile, nor did it pass the signalling server', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    const texts = secretsOf(stage.codes);
    for (const who of ALL) {
      expect.soft((await searchFolder(stage.dir(who), texts)).found).toEqual([]);
    }
    expect.soft(searchFrames(stage.meetingPoint.passed(), texts).found).toEqual([]);
    await stage.close();
    for (const who of ALL) {
      expect.soft((await searchFolder(stage.dir(who), texts)).found).toEqual([]);
    }
  });
});
