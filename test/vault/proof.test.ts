/** Proofs of membership, reports and vectors. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { isSameBytes } from '@/lib/parse/bytes';
import { makeDevice } from '@/lib/vault/device';
import { deviceIdFromBytes, letterIdFromBytes, sectionIdFromBytes } from '@/lib/vault/ids';
import { epochKeys } from '@/lib/vault/keyring';
import { check, openChannel, prove } from '@/lib/vault/proof';
import { foldRegister } from '@/lib/vault/register';
import { readReport, writeReport } from '@/lib/vault/report';
import { lackedBy, readVector, sortVector, type Vector, writeVector } from '@/lib/vault/vector';

import { found, text } from './people';

const setUp = async (seed = 1) => {
  const founded = await found(seed);
  const { notebook, keyring, alice, random, founding } = founded;
  const [first] = keyring.epochs;
  if (first === undefined) throw new Error('no epoch');
  const epoch = await epochKeys(notebook, first);
  const register = foldRegister(notebook, [founding]);
  const channel = await openChannel(alice, notebook, epoch, random);
  return { ...founded, epoch, first, register, channel, membership: { notebook, epoch, register } };
};

test('a member proves membership for one transcript', async () => {
  const { channel, membership, alice, random } = await setUp();
  const proof = await prove(channel, text('both ends'), random);
  expect(await check(membership, text('both ends'), proof)).toEqual({
    state: 'member',
    device: alice.id,
  });
  expect(await check(membership, text('other ends'), proof)).toEqual({
    state: 'stranger',
    why: 'not signed by its key',
  });
});

test('whoever holds the epoch key but is not in the register is a stranger', async () => {
  const { notebook, epoch, membership, random } = await setUp();
  const mallory = await openChannel(await makeDevice(random), notebook, epoch, random);
  expect(await check(membership, text('t'), await prove(mallory, text('t'), random))).toEqual({
    state: 'stranger',
    why: 'not in this notebook',
  });
});

test('nobody borrows the name of a member', async () => {
  const { notebook, epoch, membership, channel, alice, random } = await setUp();
  const mallory = await openChannel(await makeDevice(random), notebook, epoch, random);
  const credential = mallory.credential.slice();
  credential.set(channel.credential.subarray(0, 32));
  const borrowed = await prove({ ...mallory, device: alice.id, credential }, text('t'), random);
  expect(await check(membership, text('t'), borrowed)).toEqual({
    state: 'stranger',
    why: 'not certified by its device',
  });
  const replayed = await prove({ ...mallory, credential: channel.credential }, text('t'), random);
  expect(await check(membership, text('t'), replayed)).toEqual({
    state: 'stranger',
    why: 'not signed by its key',
  });
});

test('a certificate holds for one notebook and one epoch', async () => {
  const { channel, membership, notebook, first, random } = await setUp();
  const other = await setUp(2);
  const next = await epochKeys(notebook, { ...first, number: 2 });
  const proof = await prove({ ...channel, epoch: next }, text('t'), random);
  expect(await check({ ...membership, epoch: next }, text('t'), proof)).toEqual({
    state: 'stranger',
    why: 'not certified by its device',
  });
  expect(
    (await check(other.membership, text('t'), await prove(channel, text('t'), random))).state,
  ).toBe('stranger');
});

test('junk for a proof or a report is refused and never throws', async () => {
  const { membership } = await setUp();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (junk) => {
      expect((await check(membership, text('t'), junk)).state).toBe('stranger');
      expect((await readReport(membership, junk)).state).toBe('refused');
    }),
    { numRuns: 100 },
  );
});

const vectors: fc.Arbitrary<Vector> = fc
  .uniqueArray(
    fc.record({
      section: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(sectionIdFromBytes),
      device: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(deviceIdFromBytes),
      seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      letter: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(letterIdFromBytes),
    }),
    { selector: ({ section, device }) => `${section}${device}`, maxLength: 20 },
  )
  .map(sortVector);

test('any report is read as it was written', async () => {
  const { channel, membership, alice, random } = await setUp();
  await fc.assert(
    fc.asyncProperty(vectors, fc.nat(), fc.nat(), async (vector, counter, volume) => {
      const sealed = await writeReport(channel, { counter, volume, vector }, random);
      expect(await readReport(membership, sealed)).toEqual({
        state: 'report',
        report: { device: alice.id, counter, volume, vector },
      });
    }),
    { numRuns: 40 },
  );
});

test('a changed report is refused', async () => {
  const { channel, membership, random } = await setUp();
  const sealed = await writeReport(channel, { counter: 1, volume: 1, vector: [] }, random);
  sealed[50] = (sealed[50] ?? 0) ^ 1;
  expect((await readReport(membership, sealed)).state).toBe('refused');
});

test('a vector is read as written, sorted, and only sorted', () => {
  fc.assert(
    fc.property(vectors, (vector) => {
      expect(readVector(writeVector(vector.toReversed()))).toEqual(vector);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3, maxLength: 200 }), (junk) => {
      const read = readVector(junk);
      const written = read === null ? null : writeVector(read);
      expect(written === null || isSameBytes(written, junk)).toBe(true);
    }),
  );
});

test('what another lacks is named by chain', () => {
  const end = (seq: number) => ({
    section: sectionIdFromBytes(new Uint8Array(16)),
    device: deviceIdFromBytes(new Uint8Array(32)),
    seq,
    letter: letterIdFromBytes(new Uint8Array(32)),
  });
  expect(lackedBy([], [end(3)])).toMatchObject([{ afterSeq: 0 }]);
  expect(lackedBy([end(2)], [end(3)])).toMatchObject([{ afterSeq: 2 }]);
  expect(lackedBy([end(3)], [end(3)])).toEqual([]);
  expect(lackedBy([end(4)], [end(3)])).toEqual([]);
});
