/** Chains: lines, gaps and forks. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { BEFORE_THE_FIRST, branchesBeside, type Link, makeChain } from '@/lib/vault/chain';
import { LetterId, RunId } from '@/lib/vault/ids';
import { NO_LETTER } from '@/lib/vault/letter';

const run = RunId.parse('0'.repeat(32));
const id = (name: number) => LetterId.parse(name.toString(16).padStart(64, '0'));
const link = (name: number, seq: number, previous: number): Link => ({
  id: id(name),
  seq,
  previous: previous === 0 ? NO_LETTER : id(previous),
  run,
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
        run,
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

test('letters beyond a limit do not count, and count again when it is raised', () => {
  const chain = makeChain();
  chain.add(line);
  expect(chain.limitTo({ seq: 2, letter: null })).toEqual({ ready: [], isDecidedAnew: true });
  expect(chain.line()).toEqual([id(0xa), id(0xb)]);
  expect(chain.beyond().map((one) => one.seq)).toEqual([3, 4]);
  expect(chain.limitTo({ seq: 3, letter: null })).toEqual({
    ready: [id(0xc)],
    isDecidedAnew: false,
  });
  expect(chain.limitTo(null).ready).toEqual([id(0xd)]);
  expect(chain.beyond()).toEqual([]);
});

test('a longer branch that lies beyond the limit takes nobody’s place', () => {
  const chain = makeChain();
  chain.limitTo({ seq: 2, letter: null });
  chain.add(line.slice(0, 2));
  chain.add([link(0xf, 2, 0xa), link(1, 3, 0xf), link(2, 4, 1)]);
  expect(chain.line()).toEqual([id(0xa), id(0xb)]);
});

test('where the last letter that counts is named, no other branch displaces it', () => {
  const chain = makeChain();
  chain.add(line);
  chain.limitTo({ seq: 4, letter: id(0xd) });
  // Made afterwards, with lower ids than those that were seen.
  chain.add([link(1, 1, 0), link(2, 2, 1), link(3, 3, 2), link(4, 4, 3), link(5, 5, 4)]);
  expect(chain.line()).toEqual([id(0xa), id(0xb), id(0xc), id(0xd)]);
  const late = makeChain();
  late.limitTo({ seq: 4, letter: id(0xd) });
  late.add([link(1, 1, 0), link(2, 2, 1), link(3, 3, 2), link(4, 4, 3)]);
  expect(late.line()).not.toContain(id(4));
  late.add(line);
  expect(late.line()).toEqual(chain.line());
});

test('a chain goes on from what a checkpoint swallowed', () => {
  const chain = makeChain();
  chain.add(line);
  expect(chain.dropTo({ seq: 2, letter: id(0xb) })).toEqual({ ready: [], isDecidedAnew: false });
  expect(chain.line()).toEqual([id(0xc), id(0xd)]);
  expect(chain.end()).toEqual({ seq: 4, letter: id(0xd) });
  expect([chain.at(2), chain.at(3)]).toEqual([null, id(0xc)]);
  expect(chain.add([link(0xe, 5, 0xd), link(0xb, 2, 0xa)]).ready).toEqual([id(0xe)]);
  expect(chain.dropTo({ seq: 1, letter: id(0xa) })).toEqual({ ready: [], isDecidedAnew: false });
  expect(chain.base()).toEqual({ seq: 2, letter: id(0xb) });
});

test('one who lacks what a checkpoint swallowed goes on from it as well', () => {
  const chain = makeChain();
  chain.add(line.slice(2));
  expect(chain.dropTo({ seq: 2, letter: id(0xb) })).toEqual({
    ready: [id(0xc), id(0xd)],
    isDecidedAnew: true,
  });
  expect(chain.end().seq).toBe(4);
  const other = makeChain();
  other.add([link(1, 1, 0), link(2, 2, 1), link(3, 3, 2)]);
  other.dropTo({ seq: 2, letter: id(0xb) });
  expect(other.line()).toEqual([]);
  expect(other.add(line.slice(2)).ready).toEqual([id(0xc), id(0xd)]);
});

test('any tree and any limits, in any order, end in what the last limit says', () => {
  const tree = fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }).map((parents) => {
    const links: Link[] = [];
    for (const [at, parent] of parents.entries()) {
      const before = links[at === 0 ? -1 : at - 1 - Math.min(parent, at)];
      links.push({
        id: id(((at + 1) * 7919) % 104_729),
        seq: (before?.seq ?? 0) + 1,
        previous: before?.id ?? NO_LETTER,
        run,
      });
    }
    return links;
  });
  const limit = fc.option(fc.record({ seq: fc.nat(12), pin: fc.option(fc.nat(11)) }));
  fc.assert(
    fc.property(
      tree.chain((links) =>
        fc.tuple(
          fc.constant(links),
          fc.shuffledSubarray(links, { minLength: links.length }),
          fc.array(limit, { minLength: links.length, maxLength: links.length }),
        ),
      ),
      ([links, shuffled, limits]) => {
        const limitAt = (at: number) => {
          const one = limits[at] ?? null;
          if (one === null) return null;
          const pinned = one.pin === null ? undefined : links[one.pin];
          return pinned === undefined
            ? { seq: one.seq, letter: null }
            : { seq: pinned.seq, letter: pinned.id };
        };
        const whole = makeChain();
        whole.limitTo(limitAt(links.length - 1));
        whole.add(links);
        const parts = makeChain();
        const reported: string[] = [];
        const report = ({ ready, isDecidedAnew }: ReturnType<typeof parts.add>) => {
          if (isDecidedAnew) reported.splice(0, reported.length, ...parts.line());
          else reported.push(...ready);
        };
        for (const [at, one] of shuffled.entries()) {
          report(parts.limitTo(limitAt(at)));
          report(parts.add([one]));
        }
        expect(parts.line()).toEqual(whole.line());
        expect(reported).toEqual(whole.line());
        expect(parts.beside().length + parts.beyond().length + parts.line().length).toBe(
          links.length,
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test('what hangs together with the base beside the line is named branch by branch, in whatever order it came', () => {
  const stray = [link(1, 2, 0xa), link(2, 3, 1)];
  const beyond = [link(0xe, 5, 0xd), link(0xf, 6, 0xe)];
  const loose = [link(3, 6, 4)];
  const onLine = new Set(line.map(({ id: name }) => name));
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...line, ...stray, ...beyond, ...loose], { minLength: 9 }),
      (links) => {
        expect(branchesBeside(links, BEFORE_THE_FIRST, onLine).map(({ id: name }) => name)).toEqual(
          [id(0xe), id(0xf), id(1), id(2)],
        );
      },
    ),
  );
  expect(branchesBeside(line, BEFORE_THE_FIRST, onLine)).toEqual([]);
  const from = { seq: 2, letter: id(0xb) };
  expect(branchesBeside(line.slice(2), from, new Set()).map(({ seq }) => seq)).toEqual([3, 4]);
});
