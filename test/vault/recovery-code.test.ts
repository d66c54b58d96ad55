/** Recovery codes as people write them down, type them and get them wrong. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import {
  isCopied,
  makeRecoverySecret,
  readRecoveryCode,
  writeRecoveryCode,
} from '@/lib/vault/recovery-code';

import { chance } from './people';

const secrets = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('every code is six groups of five letters and digits, and gives its secret back', async () => {
  await fc.assert(
    fc.asyncProperty(secrets, async (secret) => {
      const code = await writeRecoveryCode(secret);
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/u);
      expect(await readRecoveryCode(code)).toEqual({
        state: 'read',
        secret: new Uint8Array(secret),
      });
    }),
  );
});

const code = await writeRecoveryCode(new Uint8Array(16));

test.for([
  ['small letters', code.toLowerCase()],
  ['no dashes', code.replaceAll('-', '')],
  ['spaces and line breaks', ` ${code.replaceAll('-', ' \n')} `],
  ['long dashes', code.replaceAll('-', '–')],
  ['the letter O for nought', code.replaceAll('0', 'O')],
])('a code typed with %s is the same code', async ([, typed = '']) => {
  expect((await readRecoveryCode(typed)).state).toBe('read');
});

test('I and L are read as the digit one', async () => {
  const random = chance(5);
  for (;;) {
    const one = await writeRecoveryCode(makeRecoverySecret(random));
    if (!one.includes('1')) continue;
    expect(await readRecoveryCode(one.replace('1', 'I'))).toEqual(await readRecoveryCode(one));
    expect(await readRecoveryCode(one.replace('1', 'l'))).toEqual(await readRecoveryCode(one));
    return;
  }
});

test('one wrong character, or two exchanged, is noticed', async () => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let missed = 0;
  await fc.assert(
    fc.asyncProperty(
      secrets,
      fc.nat(29),
      fc.integer({ min: 1, max: 31 }),
      async (secret, at, shift) => {
        const right = (await writeRecoveryCode(secret)).replaceAll('-', '');
        const other = alphabet.charAt((alphabet.indexOf(right.charAt(at)) + shift) % 32);
        const wrong = right.slice(0, at) + other + right.slice(at + 1);
        if ((await readRecoveryCode(wrong)).state === 'read') missed += 1;
        const swapped = right.split('');
        const [a = '', b = ''] = [right[at], right[(at + 1) % 30]];
        swapped[at] = b;
        swapped[(at + 1) % 30] = a;
        const reading = await readRecoveryCode(swapped.join(''));
        if (a !== b && reading.state === 'read') missed += 1;
      },
    ),
    { numRuns: 500 },
  );
  expect(missed).toBe(0);
});

test.for([
  ['', 'not a whole code'],
  [code.slice(0, 20), 'not a whole code'],
  [`${code}0`, 'not a whole code'],
  ['x'.repeat(100_000), 'not a whole code'],
  [code.replace('0', 'U'), 'mistyped'],
  [code.replace('0', '5'), 'mistyped'],
] as const)('%s is refused: %s', async ([typed, why]) => {
  expect(await readRecoveryCode(typed)).toEqual({ state: 'refused', why });
});

test('typing the third and the sixth group, or all of it, shows that it was copied', async () => {
  const whole = await writeRecoveryCode(makeRecoverySecret(chance(1)));
  const groups = whole.split('-');
  expect(isCopied(whole, `${groups[2]} ${groups[5]?.toLowerCase()}`)).toBe(true);
  expect(isCopied(whole, whole)).toBe(true);
  expect(isCopied(whole, `${groups[2]}`)).toBe(false);
  expect(isCopied(whole, `${groups[5]} ${groups[2]}`)).toBe(false);
  expect(isCopied(whole, '')).toBe(false);
});
