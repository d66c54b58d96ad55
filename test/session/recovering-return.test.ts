/** What a recovery code lets in, and by whose register. */
import { expect, test } from 'vitest';

import { letInBy } from '@/lib/session/recovering-return';
import { makeDevice } from '@/lib/vault/device';
import { memberIdFromBytes } from '@/lib/vault/ids';
import { recoveryDevice } from '@/lib/vault/recovery';
import { foldRegister } from '@/lib/vault/register';
import { readStatement, writeStatement, type Statement } from '@/lib/vault/statement';

import { admissionOf, chance, found } from '../vault/people';

/** Alice let Bob in, and Bob let his recovery code in. */
const notebookOfBob = async (seed = 1) => {
  const founded = await found(seed);
  const { random, notebook, founding, alice } = founded;
  const bob = await makeDevice(random);
  const recovery = await recoveryDevice(chance(99)(16));
  const member = memberIdFromBytes(random(16));
  const ofBob = await writeStatement(
    notebook,
    [founding.id],
    await admissionOf(founded, bob, { member }),
    alice,
  );
  const ofCode = await writeStatement(
    notebook,
    [ofBob.id],
    await admissionOf(founded, recovery, {
      member,
      deviceKind: 'recovery',
      inviter: bob.id,
      grants: [],
    }),
    bob,
  );
  return { ...founded, bob, recovery, member, statements: [founding, ofBob, ofCode] };
};

const answerOf = (
  { notebook }: Pick<Awaited<ReturnType<typeof notebookOfBob>>, 'notebook'>,
  statements: readonly Statement[],
) => ({
  notebook,
  name: 'Sampleton YOT',
  signalling: ['ws://127.0.0.1:4444'],
  statements: statements.map(({ bytes }) => bytes),
});

const read = async (bytes: readonly Uint8Array[]): Promise<readonly Statement[]> => {
  const all = await Promise.all(bytes.map((one) => readStatement(one)));
  return all.flatMap((one) => (one.state === 'read' ? [one.statement] : []));
};

test('a code lets one new device of its person in, with all that it reads', async () => {
  const held = await notebookOfBob();
  const { recovery, notebook, member, keyring, random } = held;
  const device = await makeDevice(random);
  const letIn = await letInBy({ recovery, device }, answerOf(held, held.statements), random);
  if (letIn.state === 'refused') throw new Error(letIn.why);
  const register = foldRegister(notebook, await read(letIn.statements));
  expect(register.device(device.id)).toMatchObject({
    member,
    deviceKind: 'device',
    isKeeper: false,
    admittedBy: recovery.id,
  });
  expect(letIn.keyring.epochs).toEqual(keyring.epochs);
  expect(new Set(letIn.keyring.sectionKeys.map(({ keyId }) => keyId))).toEqual(
    new Set(keyring.sectionKeys.map(({ keyId }) => keyId)),
  );
});

test('a code lets in no second device, and the first one again', async () => {
  const held = await notebookOfBob();
  const { recovery, random } = held;
  const [first, second] = [await makeDevice(random), await makeDevice(random)];
  const letIn = await letInBy({ recovery, device: first }, answerOf(held, held.statements), random);
  if (letIn.state === 'refused') throw new Error(letIn.why);
  const after = answerOf(held, await read(letIn.statements));
  expect(await letInBy({ recovery, device: second }, after, random)).toEqual({
    state: 'refused',
    why: 'used before',
  });
  expect(await letInBy({ recovery, device: first }, after, random)).toMatchObject({
    state: 'let in',
    statements: after.statements,
  });
});

test('a notebook that the code did not agree to join is none of its own', async () => {
  const held = await notebookOfBob();
  const { recovery, random, statements } = held;
  const device = await makeDevice(random);
  const hers = await found(7);
  // Mallory takes the admission of the code out of Bob's notebook and puts it into hers.
  const moved = await writeStatement(
    hers.notebook,
    [hers.founding.id],
    { ...(await admissionOf(held, recovery, { deviceKind: 'recovery', grants: [] })) },
    hers.alice,
  );
  for (const answer of [
    answerOf(hers, [hers.founding]),
    answerOf(hers, [hers.founding, moved]),
    answerOf(held, statements.slice(0, 2)),
    { ...answerOf(held, statements), notebook: hers.notebook },
  ]) {
    expect(await letInBy({ recovery, device }, answer, random)).toEqual({
      state: 'refused',
      why: 'not for this code',
    });
  }
});

test('a code that was removed lets nobody in', async () => {
  const held = await notebookOfBob();
  const { recovery, bob, random, notebook, statements } = held;
  const device = await makeDevice(random);
  const removal = await writeStatement(
    notebook,
    statements.slice(-1).map(({ id }) => id),
    {
      kind: 'remove',
      members: [],
      devices: [recovery.id],
      cutoffs: [],
      hands: { epochs: [], keys: [], bundles: [] },
    },
    bob,
  );
  const answer = answerOf(held, [...statements, removal]);
  expect(await letInBy({ recovery, device }, answer, random)).toEqual({
    state: 'refused',
    why: 'not for this code',
  });
});
