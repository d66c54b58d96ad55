/** A short run of the fuzzing that `npm run fuzz` does at length. */
import { expect, test } from 'vitest';

import { makeChance } from '../simulate/chance';
import { attack } from './attack';
import { mutated } from './mutate';

test('a change always changes something', () => {
  const chance = makeChance(1);
  for (let left = 2_000; left > 0; left -= 1) {
    const bytes = chance.bytes(1 + chance.int(80));
    expect(mutated(bytes, chance)).not.toEqual(bytes);
  }
});

test.for([
  ['stub', 6_000],
  ['real', 600],
] as const)(
  'with the %s WebCrypto, nothing that was changed has an effect beyond the rights of whoever changed it',
  async ([crypto, count]) => {
    const report = await attack({ count, seed: 1, crypto });
    expect(report.failures).toEqual([]);
    expect(report.before).toBeGreaterThan(count * 0.4);
    expect(report.after).toBeGreaterThan(count * 0.4);
    // If nothing at all were heeded, the forger would be too clumsy to prove anything.
    expect(report.heeded).toBeGreaterThan(0);
    expect(report.slowest.ms).toBeLessThan(2_000);
  },
);
