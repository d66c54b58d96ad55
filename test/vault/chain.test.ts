/** Chains: lines, gaps and forks. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { type Link, makeChain } from '@/lib/vault/chain';
import { LetterId } from '@/lib/vault/ids';
import { NO_LETTER } from '@/lib/vault/letter';

const id = (name: number) => LetterId.parse(name.toString(16).padStart(64, '0'));
const link = (name: number, seq: number, previous: number): Link => ({
  id: id(name),
  seq,
  previous: previous === 0 ? NO_LETTER : id(previous),
});

const line = [link(0xa, 1, 0), link(0xb, 2, 0xa), link(0xc, 3, 0xb), link(0xd, 4, 0xc)];

test('links in order are ready at once, and others when the gap closes', () => {
  const chain = makeChain();
  expect(chain.add(line.slice(0, 1)).ready).toEqual([id(0xa)]);
  expect(chain.add(line.slice(2)).ready).toEqual([]);
  expect(chain.beside()).toHaveLength(2);
  expect(chain.add(line.slice(1, 2)).ready).toEqual([id(0xb), id(0xc), id(0xd)]);
  expect(chain.isForked()).toBe(false);
});

test('the longer branch is the chain', () => {
  const chain = makeChain();
  chain.add(line);
  const stray = chain.add([link(1, 2, 0xa)]);
  expect(stray).toEqual({ ready: [], isDecidedAnew: false });
  expect(chain.line()).toEqual([id(0xa), id(0xb), id(0xc), id(0xd)]);
  expect(chain.isForked()).toBe(true);
  const longer = chain.add([link(2, 3, 1), link(3, 4, 2), link(4, 5, 3)]);
  expect(longer.isDecidedAnew).toBe(true);
  expect(chain.line()).toEqual([id(0xa), id(1), id(2), id(3), id(4)]);
  expect(chain.beside()).toHaveLength(3);
});

test('of equally long branches the lower id is the chain', () => {
  const chain = makeChain();
  chain.add([link(9, 1, 0)]);
  expect(chain.add([link(5, 1, 0)]).isDecidedAnew).toBe(true);
  expect(chain.line()).toEqual([id(5)]);
});

test('a link that names a letter with another number than the one before it never fits', () => {
  const chain = makeChain();
  chain.add(line.slice(0, 2));
  expect(chain.add([link(7, 4, 0xb)]).ready).toEqual([]);
  expect(chain.line()).toHaveLength(2);
});

test('any tree of links, in any order and batches, gives one line', () => {
  const tree = fc.array(fc.nat(5), { minLength: 1, maxLength: 14 }).map((parents) => {
    const links: Link[] = [];
    for (const [at, parent] of parents.entries()) {
      const before = links[at === 0 ? -1 : at - 1 - Math.min(parent, at)];
      links.push({
        id: id(((at + 1) * 7919) % 104_729),
        seq: (before?.seq ?? 0) + 1,
        previous: before?.id ?? NO_LETTER,
      });
    }
    return links;
  });
  fc.assert(
    fc.property(
      tree.chain((links) =>
        fc.tuple(
          fc.constant(links),
          fc.shuffledSubarray(links, { minLength: links.length }),
          fc.integer({ min: 1, max: 5 }),
        ),
      ),
      ([links, shuffled, batch]) => {
        const whole = makeChain();
        whole.add(links);
        const parts = makeChain();
        const reported: string[] = [];
        for (let at = 0; at < shuffled.length; at += batch) {
          const change = parts.add(shuffled.slice(at, at + batch));
          if (change.isDecidedAnew) reported.splice(0, reported.length, ...parts.line());
          else reported.push(...change.ready);
        }
        expect(parts.line()).toEqual(whole.line());
        expect(reported).toEqual(whole.line());
        expect(parts.beside().length + parts.line().length).toBe(links.length);
      },
    ),
    { numRuns: 500 },
  );
});
