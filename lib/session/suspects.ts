/**
 * Letters that seem to have ended the engine on this device. While an opening applies letters a mark lies on the disk;
 * an opening that finds one goes letter by letter, and the letter that it finds named in the mark is left out here.
 * Only for this device: for everyone it takes a statement of someone who may invite and remove.
 */
import { byteReader, byteWriter, fromHex, Malformed, toHex } from '@/lib/parse/bytes';
import type { Master } from '@/lib/vault/device';
import type { StoreTag } from '@/lib/vault/ids';
import type { Store } from '@/lib/vault/store';

const PURPOSE = 'liaison-notebook/suspects/v1';
const MARK = 'applying';
const KEPT = 'suspects';
const VERSION = 1;
const MOST_SUSPECTS = 1_000;

/** Where a letter stands; all are hexadecimal. */
export interface LetterPlace {
  readonly id: string;
  readonly section: string;
  readonly author: string;
  readonly run: string;
  readonly seq: number;
}

export interface Suspects {
  readonly all: () => readonly LetterPlace[];
  /** Whether an opening before this one did not come to its end. */
  readonly isCareful: boolean;
  /** Resolves when the mark is durable, if the disk takes it: before letters are applied, and before this one if it is given. */
  readonly begin: (letter: LetterPlace | null) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Also what the run of a suspect wrote after it is left out: it builds on what is not there. */
export const suspicionOf = (
  suspects: readonly LetterPlace[],
  { id, section, author, run, seq }: LetterPlace,
): 'whole' | 'after' | null => {
  if (suspects.some((one) => one.id === id)) return 'whole';
  const isAfter = suspects.some(
    (one) => one.section === section && one.author === author && one.run === run && one.seq < seq,
  );
  return isAfter ? 'after' : null;
};

const toBytes = (places: readonly LetterPlace[]): Uint8Array<ArrayBuffer> => {
  const writer = byteWriter().uint(VERSION).uint(places.length);
  for (const { id, section, author, run, seq } of places) {
    writer.fixed(fromHex(id)).fixed(fromHex(section)).fixed(fromHex(author));
    writer.fixed(fromHex(run)).uint(seq);
  }
  return writer.finish();
};

const fromBytes = (bytes: Uint8Array): readonly LetterPlace[] => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return [];
    const places = Array.from({ length: reader.uint(MOST_SUSPECTS) }, () => ({
      id: toHex(reader.fixed(32)),
      section: toHex(reader.fixed(16)),
      author: toHex(reader.fixed(32)),
      run: toHex(reader.fixed(16)),
      seq: reader.uint(),
    }));
    reader.end();
    return places;
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
};

export const openSuspects = async (
  store: Pick<Store, 'setting' | 'putSetting' | 'deleteSetting'>,
  tag: StoreTag,
  master: Pick<Master, 'seal' | 'open'>,
): Promise<Suspects> => {
  const read = async (name: string): Promise<readonly LetterPlace[] | null> => {
    const sealed = await store.setting(tag, name);
    const opened = sealed === null ? null : await master.open(PURPOSE, sealed);
    return opened === null ? null : fromBytes(opened);
  };
  // A disk that is full or fails must not keep the notebook closed: it then opens without a mark.
  const put = async (name: string, places: readonly LetterPlace[]): Promise<void> => {
    const sealed = await master.seal(PURPOSE, toBytes(places));
    await store.putSetting(tag, name, sealed).catch(() => {});
  };

  const mark = await read(MARK);
  const before = (await read(KEPT)) ?? [];
  const found = (mark ?? []).filter(({ id }) => !before.some((one) => one.id === id));
  const all = [...before, ...found].slice(-MOST_SUSPECTS);
  if (found.length > 0) await put(KEPT, all);

  return {
    all: () => all,
    isCareful: mark !== null,
    begin: (letter) => put(MARK, letter === null ? [] : [letter]),
    end: () => store.deleteSetting(tag, MARK).catch(() => {}),
  };
};
