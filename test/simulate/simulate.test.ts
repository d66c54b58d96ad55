/** Many devices on a virtual clock: whatever happens to them, they agree, lose nothing that was saved and tell nobody else. */
import { expect, test } from 'vitest';

import type { Broken } from './engine';
import { faultsIn, told } from './faults';
import { runSchedule } from './schedule';

test('in 1,000 schedules the devices agree, lose nothing that was saved and heed nobody who may not write', async () => {
  expect(await faultsIn(1, 1_000)).toBe('');
}, 600_000);

test('a few schedules on the real WebCrypto', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const outcome = await runSchedule({ seed, crypto: 'real' });
    expect(outcome.failures.length === 0 ? '' : told(outcome)).toBe('');
  }
});

test.for(['stub', 'real'] as const)(
  'two runs of one seed are the same run, with the %s WebCrypto',
  async (crypto) => {
    for (const seed of [11, 12]) {
      const [one, other] = [
        await runSchedule({ seed, crypto }),
        await runSchedule({ seed, crypto }),
      ];
      expect(other.hash).toBe(one.hash);
      expect(other.trace).toEqual(one.trace);
    }
    const [one, other] = [
      await runSchedule({ seed: 13, crypto }),
      await runSchedule({ seed: 14, crypto }),
    ];
    expect(other.hash).not.toBe(one.hash);
  },
);

test('who gets access back, since its removal was void, may read what was written meanwhile', async () => {
  // Such a device then loses its access by a withdrawal that stands: at the end it is out, and has read rightly.
  const outcome = await runSchedule({ seed: 501_796, crypto: 'stub' });
  expect(outcome.failures.length === 0 ? '' : told(outcome)).toBe('');
});

test.for([
  [
    20_822,
    'a device that was let in by somebody who was out calls nothing saved once it has heard',
  ],
  [23_465, 'whoever is left alone, with a disk that was full, hears what the others have heard'],
  [
    64_698,
    'no key is written under that was handed to who was let in again by somebody retired unheard',
  ],
] as const)('schedule %i: %s', async ([seed]) => {
  const outcome = await runSchedule({ seed, crypto: 'stub' });
  expect(outcome.failures.length === 0 ? '' : told(outcome)).toBe('');
});

/** How many schedules it may take to notice. */
const NOTICED_WITHIN = 60;

test.for([
  'a disk that lies',
  'nothing is taken back',
  'a key is passed on',
  'whoever is out finds the keys',
] as const satisfies readonly Broken[])('a schedule notices %s', async (broken) => {
  for (let seed = 1; seed <= NOTICED_WITHIN; seed += 1) {
    const { failures } = await runSchedule({ seed, crypto: 'stub', broken });
    if (failures.length > 0) return;
  }
  expect.fail(`${NOTICED_WITHIN} schedules passed with ${broken}`);
});
