/** Faults that the fuzzing found, each as small as it goes. */
import { expect, test } from 'vitest';

import { type Limit, type Link, makeChain } from '@/lib/vault/chain';
import { LetterId, RunId } from '@/lib/vault/ids';
import { NO_LETTER } from '@/lib/vault/letter';

import { makeScene } from '../vault/scene';
import { attack } from './attack';

const run = RunId.parse('0'.repeat(32));
const letterOf = (digit: string): LetterId => LetterId.parse(digit.repeat(64));
const first = letterOf('1');
const second = letterOf('2');
const third = letterOf('3');
const stray = letterOf('4');
const link = (id: LetterId, seq: number, previous: LetterId): Link => ({ id, seq, previous, run });

test.for([
  [
    'names an earlier letter by a later number',
    [link(first, 1, NO_LETTER), link(second, 2, first), link(third, 3, second)],
    { seq: 9, letter: second },
    [first, second, third],
  ],
  [
    'names a letter that leaves numbers out',
    [link(first, 1, NO_LETTER), link(stray, 5, first)],
    { seq: 5, letter: stray },
    [first],
  ],
] as const satisfies readonly (readonly [string, readonly Link[], Limit, readonly LetterId[]])[])(
  'a bound that %s gives one chain, whether it comes before the letters or after them',
  ([, links, limit, line]) => {
    const [before, after] = [makeChain(), makeChain()];
    before.limitTo(limit);
    before.add(links);
    after.add(links);
    after.limitTo(limit);
    expect(before.line()).toEqual(line);
    expect(after.line()).toEqual(line);
  },
);

test('a removal says nothing of the chains of those whom it does not remove', async () => {
  const { alice, founding, sections, person, another, admit, remove, fold } = await makeScene();
  const [section] = sections;
  const grants = [{ section, access: 'write' as const }];
  const [bob, dan] = [await person(), await person()];
  const bobIn = await admit(alice, [founding], bob, { grants });
  const danIn = await admit(alice, [bobIn], dan, { grants });
  const out = await remove(alice, [danIn], {
    members: [dan.member],
    cutoffs: [{ section, device: dan.device.id, seq: 3, letter: second }],
  });
  const base = [founding, bobIn, danIn, out];
  const bound = { seq: 3, letter: second };
  expect(fold(...base).bound(dan.device.id, section)).toEqual(bound);
  // Bob, who is no keeper, takes out a device of his own and names another end of Dan's chain.
  const further = await another(bob);
  const furtherIn = await admit(bob, [out], further);
  for (const seq of [1, 3, 9]) {
    const own = await remove(bob, [furtherIn], {
      devices: [further.device.id],
      cutoffs: [{ section, device: dan.device.id, seq, letter: first }],
    });
    const register = fold(...base, furtherIn, own);
    expect(register.isDevice(further.device.id)).toBe(false);
    expect(register.bound(dan.device.id, section)).toEqual(bound);
  }
});

test.for([
  [20, 69],
  [32, 3],
  [44, 21],
] as const)('seed %i, round %i', async ([seed, only]) => {
  const { failures } = await attack({ seed, only, count: 1, crypto: 'stub' });
  expect(failures).toEqual([]);
});
