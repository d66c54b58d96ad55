/** Wrong passphrases, one after the other and across restarts. */
import { expect, test } from 'vitest';

import { inSeconds, openPassphraseTries, waitAfter } from '@/lib/session/passphrase-tries';

import { Clock } from '../sync/clock';
import { freshStore } from '../vault/people';

test('each wrong passphrase doubles the wait, up to a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 1_000_000].map(waitAfter)).toEqual(
    [0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000),
  );
});

const wrong = async (tries: Awaited<ReturnType<typeof openPassphraseTries>>, clock: Clock) => {
  clock.wind(tries.wait() || 1_000);
  return tries.begin();
};

test('a try that comes too early is not made and counts nothing', async () => {
  const clock = new Clock();
  const tries = await openPassphraseTries(await freshStore(), clock);
  for (let at = 0; at < 3; at += 1) expect(await wrong(tries, clock)).toEqual({ state: 'try' });
  expect(tries.wait()).toBe(4_000);
  clock.wind(1_500);
  expect(await tries.begin()).toEqual({ state: 'wait', ms: 2_500 });
  clock.wind(2_500);
  expect(await tries.begin()).toEqual({ state: 'try' });
  expect(tries.wait()).toBe(8_000);
});

test('a reload takes nothing off: the last wait begins again', async () => {
  const store = await freshStore();
  const clock = new Clock();
  const tries = await openPassphraseTries(store, clock);
  for (let at = 0; at < 5; at += 1) await wrong(tries, clock);
  clock.wind(15_000);
  const after = await openPassphraseTries(store, new Clock());
  expect(after.wait()).toBe(16_000);
  expect(await after.begin()).toEqual({ state: 'wait', ms: 16_000 });
});

test('the right one ends it, for good', async () => {
  const store = await freshStore();
  const clock = new Clock();
  const tries = await openPassphraseTries(store, clock);
  for (let at = 0; at < 5; at += 1) await wrong(tries, clock);
  await tries.right();
  expect(tries.wait()).toBe(0);
  expect((await openPassphraseTries(store, new Clock())).wait()).toBe(0);
});

test('a wait of a second is sat out', async () => {
  const clock = new Clock();
  const tries = await openPassphraseTries(await freshStore(), clock);
  await tries.begin();
  expect(tries.wait()).toBe(0);
  const next = tries.begin();
  clock.wind(1_000);
  expect(await next).toEqual({ state: 'try' });
});

test.for([
  [1, 'in 1 second'],
  [1_001, 'in 2 seconds'],
  [60_000, 'in 60 seconds'],
] as const)('%i ms is told as %s', ([ms, words]) => {
  expect(inSeconds(ms)).toBe(words);
});
