/** The keys that this device holds to one notebook, and what each epoch's secret is turned into. */
import { isMeetingAddress, LONGEST_ADDRESS } from '@/lib/parse/address';
import { byteReader, byteWriter, Malformed, toHex } from '@/lib/parse/bytes';

import type { KeyBundle } from './bundle';
import {
  type KeyId,
  type NotebookId,
  notebookIdFromBytes,
  notebookIdToBytes,
  type SectionId,
  sectionIdFromBytes,
  sectionIdToBytes,
} from './ids';
import { type Bytes, deriveKey, keyIdOf, type Random } from './keys';

/** The time between two changes of the members' key. Numbers start at 1. */
export interface Epoch {
  readonly number: number;
  /** 32 bytes */
  readonly secret: Bytes;
}

export interface SectionKey {
  readonly section: SectionId;
  readonly keyId: KeyId;
  /** 32 bytes */
  readonly key: Bytes;
}

/** Of several keys of one section the last is the one to write under; the earlier ones still read. */
export interface Keyring {
  readonly notebook: NotebookId;
  /** What the person calls the notebook, for the screen; null until it is known. */
  readonly name: string | null;
  readonly epochs: readonly Epoch[];
  readonly sectionKeys: readonly SectionKey[];
  /** `ws:` or `wss:` addresses of signalling servers. */
  readonly signalling: readonly string[];
}

export const MOST_ADDRESSES = 8;
const LONGEST_NAME = 400;
/** So many of each a keyring and a bundle hold. */
export const MOST_EPOCHS = 1024;
export const MOST_SECTION_KEYS = 65_536;

export const makeSectionKey = async (section: SectionId, random: Random): Promise<SectionKey> => {
  const key = random(32);
  return { section, key, keyId: await keyIdOf(key) };
};

/** The keyring with the keys of a bundle added, as far as it has room; what it held already stays where it was. */
export const withBundle = (keyring: Keyring, bundle: KeyBundle): Keyring => {
  const epochs = new Map<string, Epoch>();
  for (const epoch of [...keyring.epochs, ...bundle.epochs]) {
    const name = `${epoch.number} ${toHex(epoch.secret)}`;
    if (!epochs.has(name)) epochs.set(name, epoch);
  }
  const sectionKeys = new Map<string, SectionKey>();
  for (const key of [...keyring.sectionKeys, ...bundle.sectionKeys]) {
    const name = `${key.section} ${key.keyId}`;
    if (!sectionKeys.has(name)) sectionKeys.set(name, key);
  }
  return {
    ...keyring,
    epochs: [...epochs.values()].toSorted((a, b) => a.number - b.number).slice(-MOST_EPOCHS),
    sectionKeys: [...sectionKeys.values()].slice(0, MOST_SECTION_KEYS),
  };
};

const isNewer = (epoch: Epoch, than: Epoch): boolean =>
  epoch.number === than.number
    ? // Two devices that hold the same two epochs of one number must meet in the same one.
      toHex(epoch.secret) > toHex(than.secret)
    : epoch.number > than.number;

/** The epoch to seal under, or null when the keyring holds none. */
export const newestEpoch = (keyring: Keyring): Epoch | null =>
  keyring.epochs.reduce<Epoch | null>(
    (newest, epoch) => (newest === null || isNewer(epoch, newest) ? epoch : newest),
    null,
  );

/** The key to write a section under, or null when this device does not read it. */
export const writingKey = (keyring: Keyring, section: SectionId): SectionKey | null =>
  keyring.sectionKeys.findLast((key) => key.section === section) ?? null;

/**
 * `keyring := version • notebook(32) • has-name • name? • count • (number • secret(32))* •
 * count • (section(16) • key(32))* • count • address*`
 */
export const writeKeyring = (keyring: Keyring): Bytes => {
  const writer = byteWriter().uint(1).fixed(notebookIdToBytes(keyring.notebook));
  if (keyring.name === null) writer.uint(0);
  else writer.uint(1).text(keyring.name);
  writer.uint(keyring.epochs.length);
  for (const { number, secret } of keyring.epochs) writer.uint(number).fixed(secret);
  writer.uint(keyring.sectionKeys.length);
  for (const { section, key } of keyring.sectionKeys) {
    writer.fixed(sectionIdToBytes(section)).fixed(key);
  }
  writer.uint(keyring.signalling.length);
  for (const address of keyring.signalling) writer.text(address);
  return writer.finish();
};

/** The keyring, or null when the bytes are not one. */
export const readKeyring = async (bytes: Uint8Array): Promise<Keyring | null> => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) return null;
    const notebook = notebookIdFromBytes(reader.fixed(32));
    const name = reader.uint(1) === 1 ? reader.text(LONGEST_NAME) : null;
    const epochs = Array.from({ length: reader.uint(MOST_EPOCHS) }, () => ({
      number: reader.uint(),
      secret: reader.fixed(32),
    }));
    const keys = Array.from({ length: reader.uint(MOST_SECTION_KEYS) }, () => ({
      section: sectionIdFromBytes(reader.fixed(16)),
      key: reader.fixed(32),
    }));
    const signalling = Array.from({ length: reader.uint(MOST_ADDRESSES) }, () =>
      reader.text(LONGEST_ADDRESS),
    );
    reader.end();
    if (!signalling.every(isMeetingAddress)) return null;
    const sectionKeys = await Promise.all(
      keys.map(async ({ section, key }) => ({ section, key, keyId: await keyIdOf(key) })),
    );
    return { notebook, name, epochs, sectionKeys, signalling };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/** What one epoch's secret is used for; every use has a key of its own. */
export interface EpochKeys {
  readonly number: number;
  readonly coverKey: Bytes;
  /** 8 bytes in front of every cover: which of my keys opens this. */
  readonly coverTag: Bytes;
  readonly beaconTopic: string;
  readonly beaconKey: Bytes;
  readonly reportKey: Bytes;
  /** 64 hexadecimal digits: the room of one volume at the signalling server. */
  readonly roomName: (volume: number) => Promise<string>;
  /** 64 hexadecimal digits: what y-webrtc encrypts signalling messages of that room with. */
  readonly signallingPassword: (volume: number) => Promise<string>;
}

/** Derives all keys of an epoch by HKDF, each under a purpose of its own and bound to the notebook. */
export const epochKeys = async (
  notebook: NotebookId,
  { number, secret }: Epoch,
): Promise<EpochKeys> => {
  const context = byteWriter().fixed(notebookIdToBytes(notebook)).uint(number).finish();
  const ofVolume = (volume: number): Bytes =>
    byteWriter().fixed(notebookIdToBytes(notebook)).uint(number).uint(volume).finish();
  const [coverKey, coverTag, beaconTopic, beaconKey, reportKey] = await Promise.all([
    deriveKey(secret, 'liaison-notebook/cover-key/v1', 32, context),
    deriveKey(secret, 'liaison-notebook/cover-tag/v1', 8, context),
    deriveKey(secret, 'liaison-notebook/beacon-topic/v1', 32, context),
    deriveKey(secret, 'liaison-notebook/beacon-key/v1', 32, context),
    deriveKey(secret, 'liaison-notebook/report-key/v1', 32, context),
  ]);
  return {
    number,
    coverKey,
    coverTag,
    beaconTopic: toHex(beaconTopic),
    beaconKey,
    reportKey,
    roomName: async (volume) =>
      toHex(await deriveKey(secret, 'liaison-notebook/room/v1', 32, ofVolume(volume))),
    signallingPassword: async (volume) =>
      toHex(
        await deriveKey(secret, 'liaison-notebook/signalling-password/v1', 32, ofVolume(volume)),
      ),
  };
};
