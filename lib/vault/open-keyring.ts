/** A keyring made ready for work: its keys imported once instead of for every cover. */
import { type CoverKey, coverKeyFrom } from './cover';
import { type NotebookId, notebookIdToBytes, type SectionId } from './ids';
import { type Bytes, deriveKey, type Sealer } from './keys';
import { epochKeys, type Keyring, newestEpoch, type SectionKey, writingKey } from './keyring';
import { bodySealer, type LetterHead } from './letter';

export interface OpenKeyring {
  readonly coverKeys: readonly CoverKey[];
  /** The newest epoch's; null when the keyring holds none. */
  readonly writingCoverKey: CoverKey | null;
  /** One for each epoch: seals the note that this device's own chain has stopped. */
  readonly stoppedKeys: readonly Bytes[];
  /** What opens a letter, or null when this device does not read its section. */
  readonly sealerOf: (head: Pick<LetterHead, 'section' | 'keyId'>) => Sealer | null;
  /** What a new letter of a section is sealed under. */
  readonly writing: (
    section: SectionId,
  ) => { readonly key: SectionKey; readonly sealer: Sealer } | null;
}

export const openKeyring = async (notebook: NotebookId, keyring: Keyring): Promise<OpenKeyring> => {
  const newest = newestEpoch(keyring);
  const context = notebookIdToBytes(notebook);
  const epochs = await Promise.all(
    keyring.epochs.map(async (epoch) => ({
      epoch,
      coverKey: await coverKeyFrom(await epochKeys(notebook, epoch)),
      stoppedKey: await deriveKey(
        epoch.secret,
        'liaison-notebook/own-chain-stopped/v1',
        32,
        context,
      ),
    })),
  );
  const nameOf = ({ section, keyId }: Pick<LetterHead, 'section' | 'keyId'>): string =>
    `${section} ${keyId}`;
  const sealers = new Map(
    await Promise.all(
      keyring.sectionKeys.map(async (key) => [nameOf(key), await bodySealer(key)] as const),
    ),
  );
  const sealerOf: OpenKeyring['sealerOf'] = (head) => sealers.get(nameOf(head)) ?? null;
  return {
    coverKeys: epochs.map(({ coverKey }) => coverKey),
    writingCoverKey: epochs.find(({ epoch }) => epoch === newest)?.coverKey ?? null,
    stoppedKeys: epochs.map(({ stoppedKey }) => stoppedKey),
    sealerOf,
    writing: (section) => {
      const key = writingKey(keyring, section);
      const sealer = key === null ? null : sealerOf(key);
      return key === null || sealer === null ? null : { key, sealer };
    },
  };
};
