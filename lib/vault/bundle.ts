/** Keys on their way to one device: sealed by HPKE (RFC 9180) so that only that device opens them. */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';

import { sectionIdFromBytes, sectionIdToBytes } from './ids';
import { type Bytes, keyIdOf, plainBytes, type Purpose, underPurpose } from './keys';
import { type Epoch, MOST_EPOCHS, MOST_SECTION_KEYS, type SectionKey } from './keyring';

const ENCAPSULATED_LENGTH = 32;
const EMPTY = new Uint8Array(0);

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/**
 * Seals bytes to the exchange key of one device: `encapsulated key(32) • ciphertext`. `bound` is authenticated
 * but not carried. The library draws the ephemeral key from WebCrypto itself: it takes no other source of chance
 * outside its own tests.
 */
export const sealToDevice = async (
  exchangeKey: Uint8Array,
  purpose: Purpose,
  plain: Uint8Array,
  bound: Uint8Array = EMPTY,
): Promise<Bytes> => {
  const { enc, ct } = await suite.seal(
    {
      recipientPublicKey: await suite.kem.deserializePublicKey(plainBytes(exchangeKey)),
      info: underPurpose(purpose, EMPTY),
    },
    plainBytes(plain),
    plainBytes(bound),
  );
  return joinBytes(new Uint8Array(enc), new Uint8Array(ct));
};

/** Opens what was sealed to a device, or null. `exchangeSecret` is the X25519 private key, 32 bytes. */
export const openWithSecret = async (
  exchangeSecret: Uint8Array,
  purpose: Purpose,
  sealed: Uint8Array,
  bound: Uint8Array = EMPTY,
): Promise<Bytes | null> => {
  if (sealed.length < ENCAPSULATED_LENGTH + 16) return null;
  try {
    return new Uint8Array(
      await suite.open(
        {
          recipientKey: await suite.kem.deserializePrivateKey(plainBytes(exchangeSecret)),
          enc: sealed.slice(0, ENCAPSULATED_LENGTH),
          info: underPurpose(purpose, EMPTY),
        },
        sealed.slice(ENCAPSULATED_LENGTH),
        plainBytes(bound),
      ),
    );
  } catch {
    return null;
  }
};

/** Keys that one device is handed: epochs, and the keys of sections that it may read. */
export interface KeyBundle {
  readonly epochs: readonly Epoch[];
  readonly sectionKeys: readonly SectionKey[];
}

/** `key-bundle := version • count • (number • secret(32))* • count • (section(16) • key(32))*` */
export const writeKeyBundle = ({ epochs, sectionKeys }: KeyBundle): Bytes => {
  const writer = byteWriter().uint(1).uint(epochs.length);
  for (const { number, secret } of epochs) writer.uint(number).fixed(secret);
  writer.uint(sectionKeys.length);
  for (const { section, key } of sectionKeys) writer.fixed(sectionIdToBytes(section)).fixed(key);
  return writer.finish();
};

/** The bundle, or null when the bytes are not one. Key ids are computed, never taken on trust. */
export const readKeyBundle = async (bytes: Uint8Array): Promise<KeyBundle | null> => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) return null;
    const epochs = Array.from({ length: reader.uint(MOST_EPOCHS) }, () => ({
      number: reader.uint(),
      secret: reader.fixed(32),
    }));
    const keys = Array.from({ length: reader.uint(MOST_SECTION_KEYS) }, () => ({
      section: sectionIdFromBytes(reader.fixed(16)),
      key: reader.fixed(32),
    }));
    reader.end();
    return {
      epochs,
      sectionKeys: await Promise.all(
        keys.map(async ({ section, key }) => ({ section, key, keyId: await keyIdOf(key) })),
      ),
    };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
