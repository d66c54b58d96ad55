/** Keys handed to devices by a statement: one sealed bundle for each device, and in the open only what they are called. */
import { readKeyBundle, sealToDevice, writeKeyBundle } from './bundle';
import type { Device } from './device';
import {
  type DeviceId,
  type KeyId,
  type NotebookId,
  notebookIdToBytes,
  type SectionId,
} from './ids';
import { type Bytes, keyIdOf } from './keys';
import type { Epoch, SectionKey } from './keyring';
import type { AddressedBundle } from './register';
import { type KeyHanding, NO_KEYS, type Statement } from './statement';

/** Sealed to one device under this purpose, bound to the notebook. */
const PURPOSE = 'liaison-notebook/keys-bundle/v1';

/** An epoch with the name that commits to its secret. */
export interface NamedEpoch extends Epoch {
  readonly keyId: KeyId;
}

export const nameEpoch = async (epoch: Epoch): Promise<NamedEpoch> => ({
  ...epoch,
  keyId: await keyIdOf(epoch.secret),
});

/** What one device is to be handed. */
export interface Portion {
  readonly device: DeviceId;
  /** X25519 public key, 32 bytes. */
  readonly exchangeKey: Bytes;
  readonly epochs: readonly NamedEpoch[];
  readonly keys: readonly SectionKey[];
}

const epochName = ({ number, keyId }: Pick<NamedEpoch, 'number' | 'keyId'>): string =>
  `${number} ${keyId}`;
const keyName = ({ section, keyId }: Pick<SectionKey, 'section' | 'keyId'>): string =>
  `${section} ${keyId}`;

const distinct = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] => [
  ...new Map(items.map((item) => [nameOf(item), item])).values(),
];

const placesOf = <T>(
  items: readonly T[],
  all: ReadonlyMap<string, number>,
  nameOf: (item: T) => string,
): number[] =>
  [...new Set(items.map(nameOf))]
    .flatMap((name) => {
      const at = all.get(name);
      return at === undefined ? [] : [at];
    })
    .toSorted((a, b) => a - b);

/** Seals to each device its portion. Devices that are handed nothing get no bundle. */
export const handOver = async (
  notebook: NotebookId,
  portions: readonly Portion[],
): Promise<KeyHanding> => {
  const epochs = distinct(
    portions.flatMap((portion) => portion.epochs),
    epochName,
  ).toSorted((a, b) => a.number - b.number || (a.keyId < b.keyId ? -1 : 1));
  const keys = distinct(
    portions.flatMap((portion) => portion.keys),
    keyName,
  ).toSorted((a, b) => (keyName(a) < keyName(b) ? -1 : 1));
  const epochPlaces = new Map(epochs.map((epoch, at) => [epochName(epoch), at]));
  const keyPlaces = new Map(keys.map((key, at) => [keyName(key), at]));
  const filled = portions
    .filter((portion) => portion.epochs.length + portion.keys.length > 0)
    .toSorted((a, b) => (a.device < b.device ? -1 : 1));
  const bundles = await Promise.all(
    filled.map(async ({ device, exchangeKey, epochs: theirEpochs, keys: theirKeys }) => ({
      device,
      epochs: placesOf(theirEpochs, epochPlaces, epochName),
      keys: placesOf(theirKeys, keyPlaces, keyName),
      sealed: await sealToDevice(
        exchangeKey,
        PURPOSE,
        writeKeyBundle({ epochs: theirEpochs, sectionKeys: theirKeys }),
        notebookIdToBytes(notebook),
      ),
    })),
  );
  return {
    epochs: epochs.map(({ number, keyId }) => ({ number, keyId })),
    keys: keys.map(({ section, keyId }) => ({ section, keyId })),
    bundles,
  };
};

/** What this device already holds, by the names that statements use. */
export interface Held {
  readonly hasEpoch: (epoch: Pick<NamedEpoch, 'number' | 'keyId'>) => boolean;
  readonly hasKey: (key: { readonly section: SectionId; readonly keyId: KeyId }) => boolean;
}

export interface Handed {
  readonly epochs: readonly Epoch[];
  readonly sectionKeys: readonly SectionKey[];
  /** Whether the bundle did not hold what the statement says. */
  readonly isFalse: boolean;
}

const NOTHING: Handed = { epochs: [], sectionKeys: [], isFalse: false };

/** Opens one bundle for this device, unless it holds all of it. Only keys with the names that they were given count. */
export const openAddressed = async (
  notebook: NotebookId,
  device: Pick<Device, 'openBundle'>,
  { epochs, keys, sealed }: Pick<AddressedBundle, 'epochs' | 'keys' | 'sealed'>,
  held: Held,
): Promise<Handed> => {
  if (epochs.every(held.hasEpoch) && keys.every(held.hasKey)) return NOTHING;
  const plain = await device.openBundle(PURPOSE, sealed, notebookIdToBytes(notebook));
  const opened = plain === null ? null : await readKeyBundle(plain);
  if (opened === null) return { ...NOTHING, isFalse: true };
  const named = await Promise.all(opened.epochs.map(nameEpoch));
  const epochNames = new Set(epochs.map(epochName));
  const keyNames = new Set(keys.map(keyName));
  const trueEpochs = named.filter((epoch) => epochNames.has(epochName(epoch)));
  const trueKeys = opened.sectionKeys.filter((key) => keyNames.has(keyName(key)));
  return {
    epochs: trueEpochs
      .filter((epoch) => !held.hasEpoch(epoch))
      .map(({ number, secret }) => ({ number, secret })),
    sectionKeys: trueKeys.filter((key) => !held.hasKey(key)),
    isFalse: trueEpochs.length < epochs.length || trueKeys.length < keys.length,
  };
};

/** Opens what one statement hands to this device. */
export const receive = async (
  notebook: NotebookId,
  device: Pick<Device, 'id' | 'openBundle'>,
  { saying }: Pick<Statement, 'saying'>,
  held: Held,
): Promise<Handed> => {
  const hands = 'hands' in saying ? saying.hands : NO_KEYS;
  const bundle = hands.bundles.find((one) => one.device === device.id);
  if (bundle === undefined) return NOTHING;
  return openAddressed(
    notebook,
    device,
    {
      epochs: bundle.epochs.flatMap((at) => hands.epochs[at] ?? []),
      keys: bundle.keys.flatMap((at) => hands.keys[at] ?? []),
      sealed: bundle.sealed,
    },
    held,
  );
};
