/** Ed25519 signatures and X25519 agreement over raw 32-byte keys, from WebCrypto. */
import { fromHex, joinBytes } from '@/lib/parse/bytes';
import { z } from '@/lib/parse/zod';

import { type Bytes, type Purpose, plainBytes, underPurpose } from './keys';

export const PUBLIC_KEY_LENGTH = 32;
export const SECRET_LENGTH = 32;
export const SIGNATURE_LENGTH = 64;

// RFC 8410, section 7: the DER in front of the 32 bytes of a private key. WebCrypto takes raw public keys only.
const PKCS8 = {
  Ed25519: fromHex('302e020100300506032b657004220420'),
  X25519: fromHex('302e020100300506032b656e04220420'),
} as const;

const PublicJwk = z.object({ x: z.string().length(43) });

const fromBase64Url = (text: string): Bytes =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  );

const importPrivate = async (
  name: keyof typeof PKCS8,
  secret: Uint8Array,
): Promise<{ readonly key: CryptoKey; readonly publicKey: Bytes }> => {
  const usages: readonly KeyUsage[] = name === 'Ed25519' ? ['sign'] : ['deriveBits'];
  const key = await crypto.subtle.importKey(
    'pkcs8',
    joinBytes(PKCS8[name], secret),
    { name },
    // Extractable because the public half can only be had by exporting the private key as JWK.
    true,
    usages,
  );
  const { x } = PublicJwk.parse(await crypto.subtle.exportKey('jwk', key));
  return { key, publicKey: fromBase64Url(x) };
};

/** A signing key made from 32 secret bytes. */
export interface Signer {
  readonly publicKey: Bytes;
  /** Ed25519 over `purpose • 0 • bytes`, 64 bytes. */
  readonly sign: (purpose: Purpose, bytes: Uint8Array) => Promise<Bytes>;
}

export const signerFrom = async (secret: Uint8Array): Promise<Signer> => {
  const { key, publicKey } = await importPrivate('Ed25519', secret);
  return {
    publicKey,
    sign: async (purpose, bytes) =>
      new Uint8Array(await crypto.subtle.sign('Ed25519', key, underPurpose(purpose, bytes))),
  };
};

export type Verifier = (
  purpose: Purpose,
  bytes: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>;

/** Checks signatures of one public key; a key that is no point on the curve verifies nothing. */
export const verifierFor = async (publicKey: Uint8Array): Promise<Verifier> => {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', plainBytes(publicKey), 'Ed25519', false, ['verify']);
  } catch {
    return async () => false;
  }
  return async (purpose, bytes, signature) => {
    try {
      return await crypto.subtle.verify(
        'Ed25519',
        key,
        plainBytes(signature),
        underPurpose(purpose, bytes),
      );
    } catch {
      return false;
    }
  };
};

/** Checks one signature; for many of one signer make a {@link verifierFor}. */
export const isSignedBy = async (
  publicKey: Uint8Array,
  purpose: Purpose,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> => (await verifierFor(publicKey))(purpose, bytes, signature);

/** An agreement key made from 32 secret bytes. */
export interface Agreement {
  readonly publicKey: Bytes;
  /** The shared X25519 secret, 32 bytes; null for a point that would force a known result. */
  readonly agree: (publicKey: Uint8Array) => Promise<Bytes | null>;
}

export const agreementFrom = async (secret: Uint8Array): Promise<Agreement> => {
  const { key, publicKey } = await importPrivate('X25519', secret);
  return {
    publicKey,
    agree: async (other) => {
      try {
        const otherKey = await crypto.subtle.importKey(
          'raw',
          plainBytes(other),
          'X25519',
          false,
          [],
        );
        const shared = new Uint8Array(
          await crypto.subtle.deriveBits({ name: 'X25519', public: otherKey }, key, 256),
        );
        // RFC 7748, section 6.1: all zeros means that the other point has a small order.
        return shared.some((byte) => byte !== 0) ? shared : null;
      } catch {
        return null;
      }
    },
  };
};
