/** A cover: what a stranger, a disk and a wire see of a letter or a statement. Padded noise under the epoch's key. */
import { byteReader, byteWriter, isSameBytes, joinBytes, Malformed } from '@/lib/parse/bytes';

import { type Bytes, deriveKey, plainBytes, SEAL_OVERHEAD, type Sealer, sealerFor } from './keys';
import type { EpochKeys } from './keyring';
import { LARGEST_BODY } from './letter';
import { checkPadding, pad, paddedLength } from './padding';

const VERSION = 1;
const TAG_LENGTH = 8;
const HEAD_LENGTH = 1 + TAG_LENGTH;

/** What lies under a cover, by the number that stands for it. Numbers are never used twice. */
export const CONTENT_KINDS = { letter: 1, statement: 2 } as const;
export type ContentKind = keyof typeof CONTENT_KINDS;

const LARGEST_CONTENT = LARGEST_BODY + 1024;
/** Longest cover that is looked at. */
export const LARGEST_COVER = HEAD_LENGTH + SEAL_OVERHEAD + paddedLength(LARGEST_CONTENT);

/** The keys of one epoch, ready for covers. */
export interface CoverKey {
  readonly tag: Bytes;
  readonly sealer: Sealer;
  /** The initialisation vector of one content: the first 12 bytes of an HMAC over it, so that equal covers are equal bytes. */
  readonly ivOf: (content: Uint8Array) => Promise<Bytes>;
}

const IV_LENGTH = 12;

const ivMaker = async (coverKey: Uint8Array): Promise<CoverKey['ivOf']> => {
  const key = await crypto.subtle.importKey(
    'raw',
    await deriveKey(coverKey, 'liaison-notebook/cover-iv/v1', 32),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  return async (content) =>
    new Uint8Array(await crypto.subtle.sign('HMAC', key, plainBytes(content))).slice(0, IV_LENGTH);
};

export const coverKeyFrom = async ({
  coverKey,
  coverTag,
}: Pick<EpochKeys, 'coverKey' | 'coverTag'>): Promise<CoverKey> => ({
  tag: coverTag,
  sealer: await sealerFor(coverKey, 'liaison-notebook/cover/v1'),
  ivOf: await ivMaker(coverKey),
});

/**
 * `cover := version • tag(8) • iv(12) • sealed padded content`; `content := kind • bytes`.
 *
 * No chance goes in: whoever holds the key makes the same cover of the same content, so that two devices that fill
 * a way with one letter fill it once. A second content under one vector would need a collision of 96 bits of HMAC.
 */
export const coverOf = async (
  kind: ContentKind,
  bytes: Uint8Array,
  { tag, sealer, ivOf }: CoverKey,
): Promise<Bytes> => {
  const head = joinBytes(Uint8Array.of(VERSION), tag);
  const content = byteWriter().uint(CONTENT_KINDS[kind]).bytes(bytes).finish();
  const iv = await ivOf(content);
  return joinBytes(head, await sealer.seal(pad(content), () => iv, head));
};

/** True when a cover names this key: it need not be made again. It says nothing about whether the cover opens. */
export const isCoverUnder = (cover: Uint8Array, { tag }: Pick<CoverKey, 'tag'>): boolean =>
  isSameBytes(cover.subarray(1, HEAD_LENGTH), tag);

export type CoverRefusal = 'malformed' | 'newer version' | 'no key' | 'changed on the way';

export type CoverOpening =
  | { readonly state: 'opened'; readonly kind: ContentKind; readonly bytes: Bytes }
  | { readonly state: 'refused'; readonly why: CoverRefusal };

const refused = (why: CoverRefusal): CoverOpening => ({ state: 'refused', why });

/** Opens a cover with whichever of the keys it names. */
export const openCover = async (
  cover: Uint8Array,
  keys: readonly CoverKey[],
): Promise<CoverOpening> => {
  const [version] = cover;
  if (version === undefined || version === 0 || cover.length > LARGEST_COVER) {
    return refused('malformed');
  }
  if (version > VERSION) return refused('newer version');
  const tag = cover.subarray(1, HEAD_LENGTH);
  const named = keys.filter((key) => isSameBytes(key.tag, tag));
  if (named.length === 0) return refused('no key');
  for (const { sealer } of named) {
    const padded = await sealer.open(cover.subarray(HEAD_LENGTH), cover.subarray(0, HEAD_LENGTH));
    if (padded !== null) return readContent(padded);
  }
  return refused('changed on the way');
};

const readContent = (padded: Uint8Array): CoverOpening => {
  try {
    const reader = byteReader(padded);
    const kind = reader.uint(255);
    const bytes = reader.bytes(LARGEST_CONTENT);
    checkPadding(padded, padded.length - reader.left());
    if (kind === CONTENT_KINDS.letter) return { state: 'opened', kind: 'letter', bytes };
    if (kind === CONTENT_KINDS.statement) return { state: 'opened', kind: 'statement', bytes };
    return refused('newer version');
  } catch (error) {
    if (error instanceof Malformed) return refused('malformed');
    throw error;
  }
};
