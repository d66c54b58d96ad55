/** The opening snapshot: the same as opening from letters, or nothing. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteWriter } from '@/lib/parse/bytes';
import { openDocuments } from '@/lib/session/documents';
import { bytesToSnapshot, snapshotToBytes } from '@/lib/session/snapshot';
import { contentOf, conversation, SECTION } from './letters';

const VAULT = Uint8Array.of(1, 2, 3);

test('opening from a snapshot and the letters after it equals opening from all letters, whatever waited', async () => {
  let waited = 0;
  for (let seed = 0; seed < 40; seed += 1) {
    const chains = await conversation(seed, 3, 30);
    const letters = chains.flat();
    const whole = openDocuments([SECTION], null);
    await whole.apply(letters);
    // Only what each chain has so far: a prefix of every chain, as the vault gives it.
    const before = chains.map((chain) => chain.slice(0, Math.floor(chain.length / 2)));
    const after = chains.flatMap((chain, at) => chain.slice(before[at]?.length));
    const half = openDocuments([SECTION], null);
    await half.apply(before.flat());
    waited += Number(!half.isSettled());
    const snapshot = await bytesToSnapshot(await snapshotToBytes(41, VAULT, half));
    if (snapshot === null) throw new Error('the snapshot cannot be read');
    expect([snapshot.afterRow, [...snapshot.vault]]).toEqual([41, [...VAULT]]);
    const opened = openDocuments([SECTION], snapshot.documents);
    expect(contentOf(opened)).toBe(contentOf(half));
    expect(await opened.apply(after)).toEqual([]);
    expect(contentOf(opened)).toBe(contentOf(whole));
    expect(new Map(opened.writers())).toEqual(new Map(whole.writers()));
  }
  // Some were made while something waited for a letter that came later.
  expect(waited).toBeGreaterThan(0);
});

const sample = async () => {
  const documents = openDocuments([SECTION], null);
  await documents.apply((await conversation(3, 3, 20)).flat());
  return snapshotToBytes(7, VAULT, documents);
};

test('a damaged snapshot is thrown away', async () => {
  const bytes = await sample();
  const whole = await bytesToSnapshot(bytes);
  expect(whole).not.toBeNull();
  // The ten bytes of gzip's head carry no content: a change there may go unseen and harms nothing.
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 10, max: bytes.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, mask) => {
        const bent = bytes.slice();
        bent[at] = (bent[at] ?? 0) ^ mask;
        // The last bits before the checksum may mean nothing.
        const read = await bytesToSnapshot(bent);
        expect(read === null ? whole : read).toEqual(whole);
      },
    ),
    { numRuns: 200 },
  );
  for (const cut of [0, 1, bytes.length - 1]) {
    expect(await bytesToSnapshot(bytes.slice(0, cut))).toBeNull();
  }
});

test('junk that unpacks is thrown away', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (junk) => {
      const packed = await new Response(
        new Blob([byteWriter().uint(2).fixed(junk).finish()])
          .stream()
          .pipeThrough(new CompressionStream('gzip')),
      ).arrayBuffer();
      expect(await bytesToSnapshot(new Uint8Array(packed))).toBeNull();
    }),
    { numRuns: 100 },
  );
});
