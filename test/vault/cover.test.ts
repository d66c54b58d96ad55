/** Covers: the same content under the same epoch is the same bytes on every device. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { coverKeyFrom, coverOf, isCoverUnder, openCover } from '@/lib/vault/cover';
import { epochKeys } from '@/lib/vault/keyring';

import { found } from './people';

const setUp = async () => {
  const { notebook, random } = await found();
  const secret = random(32);
  const keyOf = async (number: number, bytes: Uint8Array<ArrayBuffer> = secret) =>
    coverKeyFrom(await epochKeys(notebook, { number, secret: bytes }));
  return {
    one: await keyOf(1),
    again: await keyOf(1),
    two: await keyOf(2),
    other: await keyOf(1, random(32)),
  };
};

test('two devices make the same cover of the same content, and another one under another epoch', async () => {
  const { one, again, two, other } = await setUp();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 2000 }),
      fc.constantFrom('letter' as const, 'statement' as const),
      async (bytes, kind) => {
        const cover = await coverOf(kind, bytes, one);
        expect(await coverOf(kind, bytes, again)).toEqual(cover);
        for (const key of [two, other]) {
          const elsewhere = await coverOf(kind, bytes, key);
          expect(elsewhere).not.toEqual(cover);
          expect(isCoverUnder(elsewhere, one)).toBe(false);
        }
        expect(isCoverUnder(cover, again)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test('no two contents share an initialisation vector', async () => {
  const { one } = await setUp();
  const covers = await Promise.all(
    Array.from({ length: 300 }, (_, at) =>
      coverOf(at % 2 === 0 ? 'letter' : 'statement', Uint8Array.of(at >> 9, at >> 1), one),
    ),
  );
  const vectors = covers.map((cover) => Buffer.from(cover.subarray(9, 21)).toString('hex'));
  expect(new Set(vectors).size).toBe(300);
});

test('covered again under another epoch it is the same content', async () => {
  const { one, two } = await setUp();
  const opened = await openCover(await coverOf('letter', Uint8Array.of(1, 2, 3), one), [two, one]);
  if (opened.state !== 'opened') throw new Error(opened.why);
  expect(await openCover(await coverOf(opened.kind, opened.bytes, two), [two])).toEqual(opened);
});
