/** The few operations on secrets that everything else is built from: derive, seal, open, hash, sign, verify. */
import { argon2id } from 'hash-wasm';

import { joinBytes } from '@/lib/parse/bytes';
import { z } from '@/lib/parse/zod';

import { type KeyId, keyIdFromBytes } from './ids';

/** Bytes over a buffer that nobody else writes to while WebCrypto reads it. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** So many fresh unpredictable bytes. The product passes `crypto.getRandomValues`, a test a seeded one. */
export type Random = (length: number) => Bytes;

/**
 * What a key, hash or signature is for. It is part of everything derived, sealed, hashed or signed, so that bytes
 * made for one use are never accepted for another.
 */
export type Purpose = `liaison-notebook/${string}`;

const isOverArrayBuffer = (bytes: Uint8Array): bytes is Bytes =>
  bytes.buffer instanceof ArrayBuffer;

/** The same bytes, copied only if they lie in memory shared between threads. */
export const plainBytes = (bytes: Uint8Array): Bytes =>
  isOverArrayBuffer(bytes) ? bytes : new Uint8Array(bytes);

const separator = new Uint8Array(1);
const purposeBytes = (purpose: Purpose): Bytes =>
  joinBytes(new TextEncoder().encode(purpose), separator);

/** `purpose • 0 • bytes`: what is hashed, signed or bound. */
export const underPurpose = (purpose: Purpose, bytes: Uint8Array): Bytes =>
  joinBytes(purposeBytes(purpose), bytes);

/** SHA-256 over `purpose • 0 • bytes`, 32 bytes. */
export const hashOf = async (purpose: Purpose, bytes: Uint8Array): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', underPurpose(purpose, bytes)));

/**
 * How hard a passphrase is to guess. Stored beside what it protects, so that it can be raised later; bounded when
 * read, so that a changed record cannot ask for all the memory there is.
 */
export const PassphraseCost = z
  .object({
    memoryKiB: z.int().min(8).max(1_048_576),
    passes: z.int().min(1).max(16),
  })
  .readonly();
export type PassphraseCost = z.infer<typeof PassphraseCost>;

/** 64 MiB and three passes: about 0.3 s on an office laptop (RFC 9106, section 4, second choice). */
export const PASSPHRASE_COST = { memoryKiB: 65_536, passes: 3 } as const satisfies PassphraseCost;

/** Argon2id of a passphrase in Unicode form NFKC, 32 bytes. `salt` has 16 bytes. */
export const passphraseKey = async (
  passphrase: string,
  salt: Uint8Array,
  cost: PassphraseCost,
): Promise<Bytes> =>
  new Uint8Array(
    await argon2id({
      // The same words typed on two keyboards may be composed differently.
      password: passphrase.normalize('NFKC'),
      salt,
      iterations: cost.passes,
      memorySize: cost.memoryKiB,
      parallelism: 1,
      hashLength: 32,
      outputType: 'binary',
    }),
  );

/** HKDF-SHA-256 of a uniformly random secret; `context` is bound beside the purpose. */
export const deriveKey = async (
  secret: Uint8Array,
  purpose: Purpose,
  length: number,
  context: Uint8Array = new Uint8Array(0),
): Promise<Bytes> => {
  const key = await crypto.subtle.importKey('raw', plainBytes(secret), 'HKDF', false, [
    'deriveBits',
  ]);
  const bits = await crypto.subtle.deriveBits(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(0),
      info: underPurpose(purpose, context),
    },
    key,
    length * 8,
  );
  return new Uint8Array(bits);
};

/** Length of the initialisation vector in front of every sealed value. */
const IV_LENGTH = 12;
/** What sealing adds: the initialisation vector and the authentication tag of AES-GCM. */
export const SEAL_OVERHEAD = IV_LENGTH + 16;

/** One AES-256-GCM key, imported once and used for one purpose. */
export interface Sealer {
  /** `iv(12) • ciphertext • tag(16)`; `bound` is authenticated but not carried. */
  readonly seal: (plain: Uint8Array, random: Random, bound?: Uint8Array) => Promise<Bytes>;
  /** The plain bytes, or null when key, purpose, bound bytes or sealed bytes are not the ones of the sealing. */
  readonly open: (sealed: Uint8Array, bound?: Uint8Array) => Promise<Bytes | null>;
}

export const sealerFor = async (secret: Uint8Array, purpose: Purpose): Promise<Sealer> => {
  const key = await crypto.subtle.importKey('raw', plainBytes(secret), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  const prefix = purposeBytes(purpose);
  const additional = (bound: Uint8Array | undefined): Bytes =>
    bound === undefined ? prefix : joinBytes(prefix, bound);
  return {
    seal: async (plain, random, bound) => {
      const iv = random(IV_LENGTH);
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv, additionalData: additional(bound) },
        key,
        plainBytes(plain),
      );
      return joinBytes(iv, new Uint8Array(sealed));
    },
    open: async (sealed, bound) => {
      if (sealed.length < SEAL_OVERHEAD) return null;
      const bytes = plainBytes(sealed);
      try {
        return new Uint8Array(
          await crypto.subtle.decrypt(
            {
              name: 'AES-GCM',
              iv: bytes.subarray(0, IV_LENGTH),
              additionalData: additional(bound),
            },
            key,
            bytes.subarray(IV_LENGTH),
          ),
        );
      } catch {
        // WebCrypto says only "OperationError" for every wrong input, and more must not be told.
        return null;
      }
    },
  };
};

/** Seals once; for many values under one key make a {@link sealerFor}. */
export const sealUnder = async (
  key: Uint8Array,
  purpose: Purpose,
  plain: Uint8Array,
  random: Random,
  bound?: Uint8Array,
): Promise<Bytes> => (await sealerFor(key, purpose)).seal(plain, random, bound);

/** Opens what {@link sealUnder} sealed for the same purpose, or null. */
export const openUnder = async (
  key: Uint8Array,
  purpose: Purpose,
  sealed: Uint8Array,
  bound?: Uint8Array,
): Promise<Bytes | null> => (await sealerFor(key, purpose)).open(sealed, bound);

/**
 * Names a key by a hash of it. AES-GCM alone does not commit to its key (one ciphertext can be made to open under
 * two), so whoever opens compares this name first.
 */
export const keyIdOf = async (key: Uint8Array): Promise<KeyId> =>
  keyIdFromBytes((await hashOf('liaison-notebook/key-id/v1', key)).subarray(0, 16));
