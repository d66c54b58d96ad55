/**
 * The real WebCrypto with keys from a seed, one call after the other: which of two calls a pool of threads finishes
 * first is not in the seed.
 */
import { webcrypto } from 'node:crypto';

import { fromHex, joinBytes } from '@/lib/parse/bytes';

import type { Chance } from './chance';

/** RFC 8410, section 7: what stands in front of the 32 bytes of a private key. */
const PKCS8 = {
  Ed25519: fromHex('302e020100300506032b657004220420'),
  X25519: fromHex('302e020100300506032b656e04220420'),
} as const;

const isCurve = (name: string): name is keyof typeof PKCS8 => name in PKCS8;

/** WebCrypto answers in another turn of the event loop; `isBusy` says whether an answer is still to come. */
export const realSubtle = (
  chance: Chance,
): { readonly subtle: object; readonly isBusy: () => boolean } => {
  const { subtle } = webcrypto;
  let last: Promise<unknown> = Promise.resolve();
  let running = 0;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    running += 1;
    const next = last.then(work).finally(() => {
      running -= 1;
    });
    last = next.catch(() => undefined);
    return next;
  };

  const generateKey = async (
    algorithm: { readonly name: string } | string,
    extractable: boolean,
    usages: readonly webcrypto.KeyUsage[],
  ): Promise<object> => {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
    if (!isCurve(name)) throw new Error(`no seeded keys for ${name}`);
    const bytes = joinBytes(PKCS8[name], chance.bytes(32));
    const privateUsages = usages.filter((usage) => usage !== 'verify');
    const privateKey = await subtle.importKey('pkcs8', bytes, name, true, privateUsages);
    const { x } = await subtle.exportKey('jwk', privateKey);
    const publicKey = await subtle.importKey(
      'raw',
      Buffer.from(x ?? '', 'base64url'),
      name,
      true,
      name === 'Ed25519' ? ['verify'] : [],
    );
    return extractable
      ? { privateKey, publicKey }
      : {
          privateKey: await subtle.importKey('pkcs8', bytes, name, false, privateUsages),
          publicKey,
        };
  };

  return {
    subtle: {
      generateKey: (...given: Parameters<typeof generateKey>) =>
        inTurn(() => generateKey(...given)),
      digest: (...given: Parameters<typeof subtle.digest>) => inTurn(() => subtle.digest(...given)),
      importKey: (...given: Parameters<typeof subtle.importKey>) =>
        inTurn(() => subtle.importKey(...given)),
      exportKey: (...given: Parameters<typeof subtle.exportKey>) =>
        inTurn(() => subtle.exportKey(...given)),
      deriveBits: (...given: Parameters<typeof subtle.deriveBits>) =>
        inTurn(() => subtle.deriveBits(...given)),
      encrypt: (...given: Parameters<typeof subtle.encrypt>) =>
        inTurn(() => subtle.encrypt(...given)),
      decrypt: (...given: Parameters<typeof subtle.decrypt>) =>
        inTurn(() => subtle.decrypt(...given)),
      sign: (...given: Parameters<typeof subtle.sign>) => inTurn(() => subtle.sign(...given)),
      verify: (...given: Parameters<typeof subtle.verify>) => inTurn(() => subtle.verify(...given)),
    },
    isBusy: () => running > 0,
  };
};
