/** A keyring made ready for work: its keys imported once instead of for every cover. */
import { type CoverKey, coverKeyFrom } from './cover';
import { type Held, type NamedEpoch, nameEpoch } from './hands';
import { type KeyId, type NotebookId, notebookIdToBytes, type SectionId } from './ids';
import { type Bytes, deriveKey, type Sealer } from './keys';
import { type Epoch, epochKeys, type Keyring, newestEpoch, type SectionKey } from './keyring';
import { bodySealer, type LetterHead } from './letter';

/** An epoch that this device holds, ready for covers. */
export interface OpenEpoch {
  /** As it is in the keyring. */
  readonly epoch: Epoch;
  readonly named: NamedEpoch;
  readonly coverKey: CoverKey;
}

export interface OpenKeyring extends Held {
  readonly keyring: Keyring;
  readonly epochs: readonly OpenEpoch[];
  readonly coverKeys: readonly CoverKey[];
  readonly epochNamed: (name: {
    readonly number: number;
    readonly keyId: KeyId;
  }) => OpenEpoch | null;
  /** Null when the keyring holds none. */
  readonly newest: OpenEpoch | null;
  /** One for each epoch: seals what this vault notes for itself. */
  readonly noteKeys: readonly Bytes[];
  /** What opens a letter, or null when this device does not hold its key. */
  readonly sealerOf: (head: Pick<LetterHead, 'section' | 'keyId'>) => Sealer | null;
  readonly keysOf: (section: SectionId) => readonly SectionKey[];
}

export const openKeyring = async (notebook: NotebookId, keyring: Keyring): Promise<OpenKeyring> => {
  const newest = newestEpoch(keyring);
  const context = notebookIdToBytes(notebook);
  const opened = await Promise.all(
    keyring.epochs.map(async (epoch) => ({
      epoch,
      named: await nameEpoch(epoch),
      coverKey: await coverKeyFrom(await epochKeys(notebook, epoch)),
      noteKey: await deriveKey(epoch.secret, 'liaison-notebook/vault-note-key/v1', 32, context),
    })),
  );
  const nameOf = ({ section, keyId }: Pick<LetterHead, 'section' | 'keyId'>): string =>
    `${section} ${keyId}`;
  const sealers = new Map(
    await Promise.all(
      keyring.sectionKeys.map(async (key) => [nameOf(key), await bodySealer(key)] as const),
    ),
  );
  const bySection = Map.groupBy(keyring.sectionKeys, ({ section }) => section);
  const epochNamed: OpenKeyring['epochNamed'] = ({ number, keyId }) =>
    opened.find(({ named }) => named.number === number && named.keyId === keyId) ?? null;
  return {
    keyring,
    epochs: opened,
    coverKeys: opened.map(({ coverKey }) => coverKey),
    epochNamed,
    newest: opened.find(({ epoch }) => epoch === newest) ?? null,
    noteKeys: opened.map(({ noteKey }) => noteKey),
    sealerOf: (head) => sealers.get(nameOf(head)) ?? null,
    keysOf: (section) => bySection.get(section) ?? [],
    hasEpoch: (name) => epochNamed(name) !== null,
    hasKey: (key) => sealers.has(nameOf(key)),
  };
};
