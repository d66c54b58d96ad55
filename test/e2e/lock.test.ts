/** Locking by itself: when the person is away or the screen is locked, every panel closes its notebook. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { heading, PRIYA, startNotebook, unlock } from './people.ts';
import { launch, type Profile } from './profile.ts';

let dir: string;
let profile: Profile;

beforeAll(async () => {
  ensureBuilt();
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-lock-'));
  profile = await launch({ dir });
  await startNotebook(await profile.panel(), {
    person: PRIYA,
    notebook: 'Lambeth sample notebook',
    address: '',
  });
});

afterAll(async () => {
  await profile?.close();
  await rm(dir, { recursive: true, force: true });
});

/** As the browser tells the worker that nobody is at the computer. */
const leaveTheComputer = async (how: 'idle' | 'locked'): Promise<void> => {
  const worker = profile.browser
    .contexts()
    .flatMap((context) => context.serviceWorkers())
    .find((one) => one.url().startsWith('chrome-extension://'));
  await worker?.evaluate((state) => {
    const { idle } = (globalThis as unknown as { chrome: IdleApi }).chrome;
    idle.onStateChanged.dispatch(state);
  }, how);
};

interface IdleApi {
  readonly idle: {
    readonly onStateChanged: { readonly dispatch: (state: 'idle' | 'locked') => void };
  };
}

test.for(['idle', 'locked'] as const)('the notebook locks when the computer is %s', async (how) => {
  const panel = await profile.panel();
  await heading(panel, 'Today');
  await panel.getByText('Lambeth sample notebook').first().waitFor();

  await leaveTheComputer(how);
  await heading(panel, 'Unlock your notebook');
  expect(await panel.locator('body').innerText()).not.toContain('Lambeth');
  expect(await panel.title()).toBe('Liaison Notebook');

  await panel.getByLabel('Passphrase', { exact: true }).fill('not the passphrase at all');
  await panel.getByRole('button', { name: 'Unlock' }).click();
  await panel.getByText('That passphrase does not match').first().waitFor();
  await unlock(panel, PRIYA);
  await heading(panel, 'Today');
});
