/** The welcome: names and statements as they were handed over, or nothing. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ORDERS } from '@/lib/link/contract';
import { bytesToWelcome, welcomeToBytes, type Welcome } from '@/lib/session/welcome';
import { memberIdFromBytes } from '@/lib/vault/ids';
import { found } from '../vault/people';

const welcome = async (name = 'Sampleton YOT'): Promise<Welcome> => {
  const { random, founding } = await found(3);
  return {
    name,
    member: memberIdFromBytes(random(16)),
    statements: [founding.bytes],
  };
};

test('a welcome is read as it was written', async () => {
  const given = await welcome();
  expect(bytesToWelcome(welcomeToBytes(given))).toEqual(given);
});

test('the longest name that a notebook may have can be handed over', async () => {
  const name = '福'.repeat(100);
  expect(ORDERS.startNotebook.shape.notebookName.safeParse(name).success).toBe(true);
  expect(bytesToWelcome(welcomeToBytes(await welcome(name)))?.name).toBe(name);
  expect(ORDERS.startNotebook.shape.notebookName.safeParse(`${name}x`).success).toBe(false);
});

test('junk and what is cut short are nothing', async () => {
  const bytes = welcomeToBytes(await welcome());
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (length) => {
      expect(bytesToWelcome(bytes.slice(0, length))).toBeNull();
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => {
      expect(bytesToWelcome(junk)).toBeNull();
    }),
  );
});
