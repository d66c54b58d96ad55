/** A device: its two keys, and how they rest on a disk under a passphrase. */
import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';
import { z } from '@/lib/parse/zod';

import { openWithSecret } from './bundle';
import { agreementFrom, SECRET_LENGTH, signerFrom } from './curves';
import { type DeviceId, deviceIdFromBytes } from './ids';
import {
  type Bytes,
  deriveKey,
  PassphraseCost,
  passphraseKey,
  plainBytes,
  type Purpose,
  openUnder,
  type Random,
  sealUnder,
} from './keys';
import { type Keyring, readKeyring, writeKeyring } from './keyring';

/** Holds secrets: lives in the memory of the unlocked engine only. */
export interface Device {
  readonly id: DeviceId;
  /** X25519 public key, 32 bytes: what keys are sealed to for this device. */
  readonly exchangeKey: Bytes;
  /** Ed25519 over `purpose • 0 • bytes`, 64 bytes. */
  readonly sign: (purpose: Purpose, bytes: Uint8Array) => Promise<Bytes>;
  /** Opens what was sealed to the exchange key for the same purpose and bound bytes, or null. */
  readonly openBundle: (
    purpose: Purpose,
    sealed: Uint8Array,
    bound?: Uint8Array,
  ) => Promise<Bytes | null>;
  /** The 64 bytes from which {@link deviceFrom} makes the same device again. */
  readonly secret: Bytes;
}

const DEVICE_SECRET_LENGTH = 2 * SECRET_LENGTH;

export const makeDevice = (random: Random): Promise<Device> =>
  deviceFrom(random(DEVICE_SECRET_LENGTH));

/** The device with these 64 secret bytes: Ed25519 private key, then X25519 private key. */
export const deviceFrom = async (secret: Bytes): Promise<Device> => {
  const signer = await signerFrom(secret.subarray(0, SECRET_LENGTH));
  const exchangeSecret = secret.slice(SECRET_LENGTH);
  const exchange = await agreementFrom(exchangeSecret);
  return {
    id: deviceIdFromBytes(signer.publicKey),
    exchangeKey: exchange.publicKey,
    sign: signer.sign,
    openBundle: (purpose, sealed, bound) => openWithSecret(exchangeSecret, purpose, sealed, bound),
    secret,
  };
};

/** Seals everything that rests on this device only. Known while unlocked; a change of passphrase keeps it. */
export interface Master {
  readonly seal: (purpose: Purpose, bytes: Uint8Array) => Promise<Bytes>;
  /** The bytes, or null when they were changed or sealed for another purpose. */
  readonly open: (purpose: Purpose, sealed: Uint8Array) => Promise<Bytes | null>;
  /** A name or key that only this device can derive, of `length` bytes. */
  readonly derive: (purpose: Purpose, length: number, context?: Uint8Array) => Promise<Bytes>;
  /** The 32 bytes themselves, for wrapping them anew. */
  readonly key: Bytes;
}

const masterFrom = (key: Bytes, random: Random): Master => ({
  seal: async (purpose, bytes) =>
    sealUnder(await deriveKey(key, 'liaison-notebook/master-seal/v1', 32), purpose, bytes, random),
  open: async (purpose, sealed) =>
    openUnder(await deriveKey(key, 'liaison-notebook/master-seal/v1', 32), purpose, sealed),
  derive: (purpose, length, context) => deriveKey(key, purpose, length, context),
  key,
});

const someBytes = (most: number) =>
  z.instanceof(Uint8Array).refine((bytes) => bytes.length <= most, 'too long');

const MOST_KEYRINGS = 256;
const LARGEST_CONTENT = 16 * 1024 * 1024;

/** What rests on the disk: nothing in it can be read without the passphrase, not even a name. */
export const LockedDevice = z
  .strictObject({
    version: z.literal(1),
    salt: someBytes(16).refine((salt) => salt.length === 16, 'salt of another length'),
    cost: PassphraseCost,
    /** The master key under the passphrase key. */
    wrapped: someBytes(64),
    /** The master key, sealed to the recovery device of this person, where there is one. */
    recovery: someBytes(80)
      .refine((bytes) => bytes.length === 80, 'wrap of another length')
      .exactOptional(),
    /** Device secret and keyrings under the master key. */
    content: someBytes(LARGEST_CONTENT),
  })
  .readonly();
export type LockedDevice = z.infer<typeof LockedDevice>;

/** What unlocking gives back. */
export interface Unlocked {
  readonly device: Device;
  readonly keyrings: readonly Keyring[];
  readonly master: Master;
}

export type Unlocking =
  | ({ readonly state: 'open' } & Unlocked)
  | { readonly state: 'refused'; readonly why: 'wrong passphrase' | 'damaged' };

/** `content := version • secret(64) • count • keyring*` */
const writeContent = (device: Device, keyrings: readonly Keyring[]): Bytes => {
  const writer = byteWriter().uint(1).fixed(device.secret).uint(keyrings.length);
  for (const keyring of keyrings) writer.bytes(writeKeyring(keyring));
  return writer.finish();
};

const readContent = async (
  bytes: Uint8Array,
): Promise<{ readonly device: Device; readonly keyrings: readonly Keyring[] } | null> => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) return null;
    const secret = reader.fixed(DEVICE_SECRET_LENGTH);
    const encoded = Array.from({ length: reader.uint(MOST_KEYRINGS) }, () =>
      reader.bytes(LARGEST_CONTENT),
    );
    reader.end();
    const keyrings: Keyring[] = [];
    for (const one of encoded) {
      const keyring = await readKeyring(one);
      if (keyring === null) return null;
      keyrings.push(keyring);
    }
    return { device: await deviceFrom(secret), keyrings };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

const costBytes = (salt: Uint8Array, cost: PassphraseCost): Bytes =>
  joinBytes(salt, byteWriter().uint(cost.memoryKiB).uint(cost.passes).finish());

/** Seals device and keyrings under a passphrase and a new master key: the first set-up. */
export const lockDevice = async (
  { device, keyrings }: Pick<Unlocked, 'device' | 'keyrings'>,
  passphrase: string,
  cost: PassphraseCost,
  random: Random,
): Promise<{ readonly locked: LockedDevice; readonly master: Master }> => {
  const master = masterFrom(random(SECRET_LENGTH), random);
  return {
    locked: {
      version: 1,
      ...(await wrapMaster(master, passphrase, cost, random)),
      content: await master.seal(
        'liaison-notebook/device-content/v1',
        writeContent(device, keyrings),
      ),
    },
    master,
  };
};

const wrapMaster = async (
  master: Master,
  passphrase: string,
  cost: PassphraseCost,
  random: Random,
): Promise<Pick<LockedDevice, 'salt' | 'cost' | 'wrapped'>> => {
  const salt = random(16);
  const wrapping = await passphraseKey(passphrase, salt, cost);
  const wrapped = await sealUnder(
    wrapping,
    'liaison-notebook/master-wrap/v1',
    master.key,
    random,
    costBytes(salt, cost),
  );
  return { salt, cost, wrapped };
};

/** The same lock under another passphrase: everything sealed under the master key stays readable. */
export const changeLock = async (
  locked: LockedDevice,
  master: Master,
  passphrase: string,
  cost: PassphraseCost,
  random: Random,
): Promise<LockedDevice> => ({
  ...locked,
  ...(await wrapMaster(master, passphrase, cost, random)),
});

/** The same lock with other keyrings inside: needs the open master key, not the passphrase. */
export const relockDevice = async (
  locked: LockedDevice,
  { device, keyrings, master }: Unlocked,
): Promise<LockedDevice> => ({
  ...locked,
  content: await master.seal('liaison-notebook/device-content/v1', writeContent(device, keyrings)),
});

/** Opens what {@link lockDevice} made. `random` is for what the opened master key will seal later. */
export const unlockDevice = async (
  locked: LockedDevice,
  passphrase: string,
  random: Random,
): Promise<Unlocking> => {
  const wrapping = await passphraseKey(passphrase, locked.salt, locked.cost);
  const key = await openUnder(
    wrapping,
    'liaison-notebook/master-wrap/v1',
    locked.wrapped,
    costBytes(locked.salt, locked.cost),
  );
  return key === null
    ? { state: 'refused', why: 'wrong passphrase' }
    : unlockWithMaster(locked, key, random);
};

/** Opens it by the master key itself, as a recovery code gives it back. */
export const unlockWithMaster = async (
  locked: LockedDevice,
  key: Bytes,
  random: Random,
): Promise<Unlocking> => {
  const master = masterFrom(key, random);
  const content = await master.open('liaison-notebook/device-content/v1', locked.content);
  const opened = content === null ? null : await readContent(plainBytes(content));
  return opened === null
    ? { state: 'refused', why: 'damaged' }
    : { state: 'open', master, ...opened };
};
