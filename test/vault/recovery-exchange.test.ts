/** A hello by a recovery code and the answers to it, with a stranger and a member of ill will at the same place. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { makeDevice } from '@/lib/vault/device';
import { recoveryDevice } from '@/lib/vault/recovery';
import {
  openRecoverer,
  readHello,
  recoveryTopic,
  writeRecoveryAnswer,
} from '@/lib/vault/recovery-exchange';

import { chance, found } from './people';

const meeting = async (statements?: readonly Uint8Array[]) => {
  const { notebook, founding, random } = await found();
  const recovery = await recoveryDevice(chance(9)(16));
  const recoverer = await openRecoverer(recovery, random);
  const answer = {
    notebook,
    name: 'Sampleton YOT',
    signalling: ['ws://127.0.0.1:4444'],
    statements: statements ?? [founding.bytes],
  };
  return { recovery, recoverer, answer, random };
};

test('a hello is answered with the notebook, where it meets and who is in it', async () => {
  const { recovery, recoverer, answer, random } = await meeting();
  const hello = await readHello(recovery.id, recoverer.hello);
  if (hello === null) throw new Error('the hello was not read');
  const [message, ...more] = await writeRecoveryAnswer(recovery, hello, answer, random);
  expect(more).toEqual([]);
  expect(await recoverer.take(message ?? new Uint8Array())).toMatchObject({
    ...answer,
    part: 0,
    parts: 1,
  });
});

test('a long answer comes in parts, none too long for the meeting place', async () => {
  const long = Array.from({ length: 9 }, (_, at) => new Uint8Array(400 * 1024).fill(at));
  const { recovery, recoverer, answer, random } = await meeting(long);
  const hello = await readHello(recovery.id, recoverer.hello);
  if (hello === null) throw new Error('the hello was not read');
  const messages = await writeRecoveryAnswer(recovery, hello, answer, random);
  const parts = await Promise.all(messages.map((message) => recoverer.take(message)));
  expect(parts.length).toBeGreaterThan(1);
  expect(Math.max(...messages.map(({ length }) => length))).toBeLessThan(1_900 * 1024);
  expect(parts.flatMap((part) => part?.statements ?? [])).toEqual(long);
  expect(new Set(parts.map((part) => part?.answer)).size).toBe(1);
});

test('nobody else can say hello for a recovery device', async () => {
  const { recovery, random } = await meeting();
  const mallory = await makeDevice(chance(4));
  const hers = await openRecoverer({ ...mallory, id: recovery.id }, random);
  expect(await readHello(recovery.id, hers.hello)).toBeNull();
  const other = await openRecoverer(mallory, random);
  expect(await readHello(recovery.id, other.hello)).toBeNull();
});

test('a hello that is played again gets an answer that only the code opens, and only once', async () => {
  const { recovery, recoverer, answer, random } = await meeting();
  const hello = await readHello(recovery.id, recoverer.hello);
  if (hello === null) throw new Error('the hello was not read');
  const [message] = await writeRecoveryAnswer(recovery, hello, answer, random);
  if (message === undefined) throw new Error('no answer');
  const mallory = await makeDevice(chance(4));
  const hers = await openRecoverer({ ...mallory, id: recovery.id }, random);
  expect(await hers.take(message)).toBeNull();
  // An answer to an earlier hello is not one to this.
  const later = await openRecoverer(recovery, random);
  expect(await later.take(message)).toBeNull();
});

test('the place tells nothing, and is another one for each code', async () => {
  const { recovery } = await meeting();
  const topic = await recoveryTopic(recovery.id);
  expect(topic).toMatch(/^[0-9a-f]{64}$/u);
  expect(topic).not.toContain(recovery.id);
  expect(await recoveryTopic((await recoveryDevice(chance(3)(16))).id)).not.toBe(topic);
});

test('whatever else is said there is passed over', async () => {
  const { recovery, recoverer } = await meeting();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 700 }), async (junk) => {
      expect(await readHello(recovery.id, junk)).toBeNull();
      expect(await recoverer.take(junk)).toBeNull();
    }),
    { numRuns: 30 },
  );
  const changed = new Uint8Array(recoverer.hello);
  changed[40] = (changed[40] ?? 0) ^ 1;
  expect(await readHello(recovery.id, changed)).toBeNull();
});
