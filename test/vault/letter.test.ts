/** Letters and their covers: what goes in comes out, and nothing else does. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { coverKeyFrom, coverOf, openCover } from '@/lib/vault/cover';
import { verifierFor } from '@/lib/vault/curves';
import { deviceIdToBytes } from '@/lib/vault/ids';
import { keyIdOf } from '@/lib/vault/keys';
import { epochKeys, makeSectionKey } from '@/lib/vault/keyring';
import {
  bodySealer,
  isLetterSigned,
  LARGEST_WRITTEN_BODY,
  NO_LETTER,
  openLetterBody,
  readLetter,
  writeLetter,
} from '@/lib/vault/letter';
import { PADDING_FLOOR, paddedLength } from '@/lib/vault/padding';

import { found, text } from './people';

const setUp = async (seed = 1) => {
  const founded = await found(seed);
  const [key] = founded.keyring.sectionKeys;
  const [epoch] = founded.keyring.epochs;
  if (key === undefined || epoch === undefined) throw new Error('no key');
  const sealer = await bodySealer(key);
  const coverKey = await coverKeyFrom(await epochKeys(founded.notebook, epoch));
  const head = {
    notebook: founded.notebook,
    section: key.section,
    keyId: key.keyId,
    run: founded.run,
    seq: 1,
    previous: NO_LETTER,
  };
  return { ...founded, key, epoch, sealer, coverKey, head };
};

test('any letter is read as it was written', async () => {
  const { head, sealer, alice, random } = await setUp();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 3000 }),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      async (body, seq) => {
        const previous =
          seq === 1 ? NO_LETTER : (await writeLetter(head, body, sealer, alice, random)).id;
        const { id, bytes } = await writeLetter(
          { ...head, seq, previous },
          body,
          sealer,
          alice,
          random,
        );
        const read = await readLetter(bytes);
        if (read.state !== 'read') throw new Error(read.why);
        expect(read.letter).toMatchObject({ ...head, id, seq, previous, author: alice.id });
        expect(await openLetterBody(read.letter, sealer)).toEqual(new Uint8Array(body));
        const verify = await verifierFor(deviceIdToBytes(alice.id));
        expect(await isLetterSigned(read.letter, verify)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test('every bit flip of a letter is refused or no longer signed', async () => {
  const { head, sealer, alice, random } = await setUp();
  const { bytes } = await writeLetter(head, text('body'), sealer, alice, random);
  const verify = await verifierFor(deviceIdToBytes(alice.id));
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const read = await readLetter(changed);
    expect(read.state === 'read' && (await isLetterSigned(read.letter, verify))).toBe(false);
  }
});

test('a body opens only with its own key and under its own head', async () => {
  const { head, sealer, alice, random, key } = await setUp();
  const { bytes } = await writeLetter(head, text('body'), sealer, alice, random);
  const read = await readLetter(bytes);
  if (read.state !== 'read') throw new Error(read.why);
  const other = await bodySealer(await makeSectionKey(key.section, random));
  expect(await openLetterBody(read.letter, other)).toBeNull();
  const moved = { ...read.letter, head: read.letter.head.slice().fill(1, 40, 41) };
  expect(await openLetterBody(moved, sealer)).toBeNull();
});

test('only the first letter of a chain follows nothing', async () => {
  const { head, sealer, alice, random } = await setUp();
  const second = await writeLetter({ ...head, seq: 2 }, text('x'), sealer, alice, random);
  expect(await readLetter(second.bytes)).toEqual({ state: 'refused', why: 'malformed' });
  const zeroth = await writeLetter({ ...head, seq: 0 }, text('x'), sealer, alice, random);
  expect(await readLetter(zeroth.bytes)).toEqual({ state: 'refused', why: 'malformed' });
});

test('a letter of a newer version is called that, and junk is malformed', async () => {
  expect(await readLetter(Uint8Array.of(2, 0, 0))).toEqual({
    state: 'refused',
    why: 'newer version',
  });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (junk) => {
      expect((await readLetter(junk)).state).toBe('refused');
    }),
  );
});

test('the name of a key is one of the key', async () => {
  const { key, random } = await setUp();
  expect(await keyIdOf(key.key)).toBe(key.keyId);
  expect(await keyIdOf(random(32))).not.toBe(key.keyId);
});

test('any content is opened as it was covered, and covers show only padded lengths', async () => {
  const { coverKey } = await setUp();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 4000 }),
      fc.constantFrom('letter' as const, 'statement' as const),
      async (bytes, kind) => {
        const cover = await coverOf(kind, bytes, coverKey);
        expect(await openCover(cover, [coverKey])).toEqual({
          state: 'opened',
          kind,
          bytes: new Uint8Array(bytes),
        });
        expect(paddedLength(cover.length - 37)).toBe(cover.length - 37);
      },
    ),
    { numRuns: 100 },
  );
});

test('short contents all look alike', async () => {
  const { coverKey } = await setUp();
  const lengths = await Promise.all(
    [0, 1, 100, 500].map(
      async (length) => (await coverOf('letter', new Uint8Array(length), coverKey)).length,
    ),
  );
  expect(new Set(lengths)).toEqual(new Set([PADDING_FLOOR + 37]));
});

test('padding costs at most an eighth and never shrinks', () => {
  fc.assert(
    fc.property(fc.integer({ min: PADDING_FLOOR, max: 5_000_000 }), (length) => {
      expect(paddedLength(length)).toBeGreaterThanOrEqual(length);
      expect(paddedLength(length)).toBeLessThanOrEqual(length * 1.125);
      expect(paddedLength(paddedLength(length))).toBe(paddedLength(length));
    }),
  );
});

test('a cover of the largest body that is written passes a channel of one MiB', async () => {
  const { head, sealer, alice, random, coverKey } = await setUp();
  const body = new Uint8Array(LARGEST_WRITTEN_BODY);
  const { bytes } = await writeLetter(head, body, sealer, alice, random);
  const cover = await coverOf('letter', bytes, coverKey);
  expect(cover.length).toBeLessThanOrEqual(1024 * 1024);
  await expect(
    writeLetter(head, new Uint8Array(LARGEST_WRITTEN_BODY + 1), sealer, alice, random),
  ).rejects.toThrow('body of');
});

test('another epoch, another notebook and a changed version do not open', async () => {
  const { coverKey, notebook, epoch } = await setUp();
  const other = await setUp(2);
  const cover = await coverOf('letter', text('x'), coverKey);
  expect(await openCover(cover, [other.coverKey])).toEqual({ state: 'refused', why: 'no key' });
  const sameSecret = await coverKeyFrom(await epochKeys(other.notebook, epoch));
  expect(await openCover(cover, [sameSecret])).toEqual({ state: 'refused', why: 'no key' });
  const nextEpoch = await coverKeyFrom(await epochKeys(notebook, { ...epoch, number: 2 }));
  expect(await openCover(cover, [nextEpoch, coverKey])).toMatchObject({ state: 'opened' });
  const newer = cover.slice();
  newer[0] = 2;
  expect(await openCover(newer, [coverKey])).toEqual({ state: 'refused', why: 'newer version' });
  expect(await openCover(new Uint8Array(0), [coverKey])).toEqual({
    state: 'refused',
    why: 'malformed',
  });
});

test('padding carries nothing: a member who fills it is refused', async () => {
  const { coverKey, random } = await setUp();
  const head = new Uint8Array([1, ...coverKey.tag]);
  const filled = new Uint8Array(512);
  filled.set([1, 3, 9, 9, 9]);
  filled[511] = 1;
  const cover = new Uint8Array([...head, ...(await coverKey.sealer.seal(filled, random, head))]);
  expect(await openCover(cover, [coverKey])).toEqual({ state: 'refused', why: 'malformed' });
});
