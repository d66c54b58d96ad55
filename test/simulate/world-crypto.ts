/** Puts a chosen WebCrypto under the product: one object that stays, so that libraries which keep it follow along. */
import type { Chance } from './chance';
import { realSubtle } from './real-crypto';
import { stubSubtle } from './stub-crypto';

export type CryptoKind = 'stub' | 'real';

const CALLS = [
  'digest',
  'importKey',
  'exportKey',
  'generateKey',
  'deriveBits',
  'encrypt',
  'decrypt',
  'sign',
  'verify',
] as const;

let current: { readonly subtle: object; readonly chance: Chance } | null = null;

const callOf = (name: (typeof CALLS)[number], given: readonly unknown[]): unknown => {
  const call: unknown = current === null ? undefined : Reflect.get(current.subtle, name);
  if (typeof call !== 'function') throw new Error(`no ${name} under the product`);
  return Reflect.apply(call, undefined, [...given]);
};

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/**
 * From now on the product's WebCrypto is of this kind and this chance. Answers how to wait until nothing that was
 * started can go on by itself.
 */
export const putCrypto = (kind: CryptoKind, chance: Chance): (() => Promise<void>) => {
  const real = kind === 'real' ? realSubtle(chance.fork()) : null;
  if (current === null) {
    Object.defineProperty(globalThis, 'crypto', {
      configurable: true,
      value: {
        subtle: Object.fromEntries(
          CALLS.map((name) => [name, (...given: readonly unknown[]) => callOf(name, given)]),
        ),
        getRandomValues: (bytes: Uint8Array) => {
          bytes.set(current?.chance.bytes(bytes.length) ?? []);
          return bytes;
        },
      },
    });
  }
  current = { subtle: real?.subtle ?? stubSubtle(chance.fork()), chance };
  return async () => {
    do await nextTurn();
    while (real?.isBusy() === true);
  };
};
