/** Somebody with two notebooks: the number on the button counts both, and Today leads into the other one. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { foundBy, mustBeDone, openDirectLink, type DirectLink } from './direct-link.ts';
import { heading, lock, PRIYA, seesNotebook, unlock, waitUntil } from './people.ts';
import { launch, type Profile } from './profile.ts';

let dir: string;

beforeAll(async () => {
  ensureBuilt();
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-two-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

interface BrowserApi {
  readonly action: { readonly getBadgeText: (of: object) => Promise<string> };
}

const numberOn = async (profile: Profile): Promise<string> => {
  const worker = profile.browser
    .contexts()
    .flatMap((context) => context.serviceWorkers())
    .find((one) => one.url().startsWith('chrome-extension://'));
  if (worker === undefined) throw new Error('no worker');
  return worker.evaluate(() =>
    (globalThis as unknown as { chrome: BrowserApi }).chrome.action.getBadgeText({}),
  );
};
const seesNumber = (profile: Profile, number: string): Promise<void> =>
  waitUntil(async () => {
    const shown = await numberOn(profile);
    return shown === number ? [] : [`"${shown}" instead of "${number}"`];
  }, 'the number on the button');

/** An action of mine that is a week late, in the notebook that is shown. */
const addLateAction = async (link: DirectLink, text: string): Promise<void> => {
  const app = await link.view('app');
  if (app.stage !== 'open') throw new Error(app.stage);
  const [team] = app.teams;
  if (team === undefined) throw new Error('no team');
  const transfer = mustBeDone(
    await link.order('addTransfer', {
      reference: text,
      dateOfBirth: '2010-01-31' as never,
      team: team.id,
      crn: '',
      caseManager: '',
      secondee: null,
    }),
    'adding a transfer',
  );
  mustBeDone(
    await link.order('create', {
      kind: 'action',
      fields: { about: transfer, text, owner: app.me.id, dueOn: '2026-01-05' },
    }),
    'adding an action',
  );
};

test('two notebooks are one Today, one number and one calendar', async () => {
  const profile = await launch({ dir: path.join(dir, 'priya') });
  try {
    const link = await openDirectLink(profile);
    await foundBy(link, PRIYA, { notebook: 'Lambeth sample', address: 'wss://meet.example' });
    await addLateAction(link, 'Lambeth action');
    await seesNumber(profile, '1');
    await foundBy(link, PRIYA, { notebook: 'Newham sample', address: 'wss://meet.example' });
    await addLateAction(link, 'Newham action');
    await seesNumber(profile, '2');

    const panel = await profile.panel();
    await heading(panel, 'Today');
    await panel.getByText('In Newham sample').first().waitFor();
    const [download] = await Promise.all([
      panel.waitForEvent('download'),
      (async () => {
        await panel.getByText('Add these dates to your calendar').click();
        await panel.getByRole('button', { name: 'Save what waits for you' }).click();
      })(),
    ]);
    expect(download.suggestedFilename()).toBe('liaison-notebook.ics');
    const file = await readFile(await download.path(), 'utf8');
    expect(file.match(/^SUMMARY:Action from a meeting\r$/gmu)).toHaveLength(2);
    expect(file).not.toContain('Lambeth action');

    await panel.getByRole('link', { name: 'Lambeth action' }).click();
    await heading(panel, /Lambeth action/u);
    await panel.getByRole('banner').getByText('Lambeth sample').waitFor();

    await lock(panel);
    await heading(panel, 'Unlock your notebook');
    await seesNumber(profile, '');
    await unlock(panel, PRIYA);
    await seesNotebook(panel);
    await seesNumber(profile, '2');
  } finally {
    await profile.close();
  }
});
