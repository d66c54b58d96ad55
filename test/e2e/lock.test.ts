/** Locking: by itself or by one keystroke, everywhere at once, with nothing readable left behind and sealed changes still moving. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { atRest } from './direct-link.ts';
import { targetsOf, textsInHeap } from './heap.ts';
import {
  ADA,
  barSays,
  heading,
  noteText,
  PRIYA,
  seesNotebook,
  startNotebook,
  unlock,
  waitUntil,
  writeInNotes,
} from './people.ts';
import { launch, type Profile } from './profile.ts';
import { openStage, STEPS, TYPED, type Stage } from './story.ts';

let dir: string;

beforeAll(async () => {
  ensureBuilt();
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-lock-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

interface BrowserApi {
  readonly idle: {
    readonly onStateChanged: { readonly dispatch: (state: 'idle' | 'locked') => void };
  };
  readonly commands: { readonly onCommand: { readonly dispatch: (command: string) => void } };
}

/** As the browser tells the worker that nobody is at the computer, or that the key was pressed in another window. */
const tellWorker = async (
  profile: Profile,
  what: 'idle' | 'locked' | 'the key that locks',
): Promise<void> => {
  const worker = profile.browser
    .contexts()
    .flatMap((context) => context.serviceWorkers())
    .find((one) => one.url().startsWith('chrome-extension://'));
  await worker?.evaluate((how) => {
    const { idle, commands } = (globalThis as unknown as { chrome: BrowserApi }).chrome;
    if (how === 'the key that locks') commands.onCommand.dispatch('lock');
    else idle.onStateChanged.dispatch(how);
  }, what);
};

test('the notebook locks when the computer is idle or locked, and by one key anywhere', async () => {
  const profile = await launch({ dir: path.join(dir, 'alone') });
  try {
    const panel = await profile.panel();
    await startNotebook(panel, {
      person: PRIYA,
      notebook: 'Lambeth sample notebook',
      address: '',
    });
    for (const how of ['idle', 'locked', 'the key that locks'] as const) {
      await heading(panel, 'Today');
      await panel.getByText('Lambeth sample notebook').first().waitFor();

      await tellWorker(profile, how);
      await heading(panel, 'Unlock your notebook');
      expect(await panel.locator('body').innerText()).not.toContain('Lambeth');
      expect(await panel.title()).toBe('Liaison Notebook');

      await panel.getByLabel('Passphrase', { exact: true }).fill('not the passphrase at all');
      await panel.getByRole('button', { name: 'Unlock' }).click();
      await panel.getByText('That passphrase does not match').first().waitFor();
      await unlock(panel, PRIYA);
    }
    await heading(panel, 'Today');
  } finally {
    await profile.close();
  }
});

/** Everything typed before the lock that a screen, a record, a title or a question held. */
const MARKERS = [
  TYPED.notebook,
  TYPED.lineManager,
  TYPED.reference,
  TYPED.crn,
  TYPED.caseManager,
  TYPED.place,
  TYPED.opening,
  ADA.name,
  PRIYA.name,
  PRIYA.passphrase,
] as const;

const runUntil = async (stage: Stage, last: string): Promise<void> => {
  for (const step of STEPS) {
    await step.run(stage);
    if (step.name === last) return;
  }
  throw new Error(`no step is called ${last}`);
};

test('locked during a live meeting: nothing readable is left, and sealed changes still arrive', async () => {
  const stage = await openStage({
    folder: path.join(dir, 'meeting'),
    headless: true,
    now: new Date(),
  });
  try {
    await runUntil(stage, 'write-together');
    const [priya, ada] = [await stage.panel('priya'), await stage.panel('ada')];
    const profile = stage.profile('priya');
    const typed = 'Priya typed the saxifrage line just before she left.';
    await writeInNotes(priya, typed);
    const markers = [...MARKERS, typed];

    // The same search finds them while it is open: else finding nothing afterwards would prove nothing.
    const open = await targetsOf(profile);
    const engine = open.find(({ url }) => url.endsWith('/engine.html'));
    const panel = open.find(({ url }) => url.endsWith('/sidepanel.html'));
    if (engine === undefined || panel === undefined) throw new Error('a page is missing');
    const inEngine = await textsInHeap(engine, markers);
    expect(inEngine).toContain(TYPED.reference);
    expect(inEngine).toContain(TYPED.notebook);
    expect(await textsInHeap(panel, markers)).toContain(TYPED.opening);

    await tellWorker(profile, 'the key that locks');
    await heading(priya, 'Unlock your notebook');

    const left: Record<string, readonly string[]> = {};
    for (const target of await targetsOf(profile)) {
      left[target.url] = await textsInHeap(target, markers);
      expect(`${target.title} ${target.url}`).not.toContain(TYPED.reference);
      expect(markers.filter((text) => target.title.includes(text))).toEqual([]);
    }
    expect(Object.keys(left).length).toBeGreaterThanOrEqual(2);
    expect(left).toEqual(Object.fromEntries(Object.keys(left).map((url) => [url, []])));
    const stored = await priya.evaluate(async () => {
      const { chrome } = globalThis as unknown as {
        chrome: { storage?: Record<string, { get?: () => Promise<unknown> }> };
      };
      const areas: unknown[] = [];
      for (const area of ['local', 'session', 'sync']) {
        areas.push(await chrome.storage?.[area]?.get?.());
      }
      const registration = await navigator.serviceWorker.getRegistration();
      const notifications = (await registration?.getNotifications()) ?? [];
      return JSON.stringify([
        areas,
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        notifications.map(({ title, body }) => [title, body]),
        history.state,
        document.documentElement.outerHTML,
      ]);
    });
    expect(markers.filter((text) => stored.includes(text))).toEqual([]);

    const before = await atRest(profile);
    const written = 'Ada goes on alone: the bus pass is renewed by the gentian desk.';
    await writeInNotes(ada, written);
    await ada.getByText(/Saved on this device at/u).waitFor();
    await waitUntil(async () => {
      const { covers } = await atRest(profile);
      return covers > before.covers ? [] : [`${covers} sealed changes, as before`];
    }, 'what Ada wrote to arrive sealed');
    for (const target of await targetsOf(profile)) {
      expect(await textsInHeap(target, [...markers, written])).toEqual([]);
    }

    await unlock(priya, PRIYA);
    await seesNotebook(priya);
    await waitUntil(async () => {
      const note = await noteText(priya);
      return [TYPED.opening, typed, written].filter((text) => !note.includes(text));
    }, 'all that was written to be there again');
    await barSays(priya, 'Up to date');
  } finally {
    await stage.close();
  }
});
