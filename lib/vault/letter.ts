/** A letter: one change, sealed under the key of its section and signed by the device that made it. */
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';

import { SIGNATURE_LENGTH, type Verifier } from './curves';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  type KeyId,
  keyIdFromBytes,
  keyIdToBytes,
  type LetterId,
  letterIdFromBytes,
  letterIdToBytes,
  LetterId as LetterIdSchema,
  type NotebookId,
  notebookIdFromBytes,
  notebookIdToBytes,
  type RunId,
  runIdFromBytes,
  runIdToBytes,
  type SectionId,
  sectionIdFromBytes,
  sectionIdToBytes,
} from './ids';
import { type Bytes, hashOf, type Random, SEAL_OVERHEAD, type Sealer, sealerFor } from './keys';
import type { SectionKey } from './keyring';

const VERSION = 1;

/**
 * Largest body that is read. A checkpoint of a large section fits (50,000 records compress to about 12 MB and are
 * cut into parts); above it a single letter could make every device hold tens of megabytes before judging it.
 */
export const LARGEST_BODY = 4 * 1024 * 1024;

/** Largest body that is written: its padded cover still passes a channel that carries at most 1 MiB apiece. */
export const LARGEST_WRITTEN_BODY = 960 * 1024;

/** The id in front of the first letter of a chain. */
export const NO_LETTER: LetterId = LetterIdSchema.parse('0'.repeat(64));

export interface LetterHead {
  readonly notebook: NotebookId;
  readonly section: SectionId;
  readonly keyId: KeyId;
  readonly author: DeviceId;
  readonly run: RunId;
  /** Place in the chain of this author and section, from 1. */
  readonly seq: number;
  /** Id of the letter before it in that chain; {@link NO_LETTER} for the first. */
  readonly previous: LetterId;
}

export interface Letter extends LetterHead {
  readonly id: LetterId;
  readonly sealedBody: Bytes;
  readonly signature: Bytes;
  /** What the signature covers. */
  readonly signed: Bytes;
  /** What the body is bound to. */
  readonly head: Bytes;
}

const headBytes = (head: LetterHead): Bytes =>
  byteWriter()
    .uint(VERSION)
    .fixed(notebookIdToBytes(head.notebook))
    .fixed(sectionIdToBytes(head.section))
    .fixed(keyIdToBytes(head.keyId))
    .fixed(deviceIdToBytes(head.author))
    .fixed(runIdToBytes(head.run))
    .uint(head.seq)
    .fixed(letterIdToBytes(head.previous))
    .finish();

const letterIdOf = async (bytes: Uint8Array): Promise<LetterId> =>
  letterIdFromBytes(await hashOf('liaison-notebook/letter-id/v1', bytes));

/** What opens and seals the bodies of one section key. */
export const bodySealer = (key: SectionKey): Promise<Sealer> =>
  sealerFor(key.key, 'liaison-notebook/letter-body/v1');

/**
 * Seals and signs one change. The body must not be longer than {@link LARGEST_WRITTEN_BODY}; a longer one is a
 * bug of the caller and throws.
 */
export const writeLetter = async (
  head: Omit<LetterHead, 'author'>,
  body: Uint8Array,
  sealer: Sealer,
  device: Pick<Device, 'id' | 'sign'>,
  random: Random,
): Promise<{ readonly id: LetterId; readonly bytes: Bytes }> => {
  if (body.length > LARGEST_WRITTEN_BODY) throw new Error(`body of ${body.length} bytes`);
  const written = headBytes({ ...head, author: device.id });
  const sealedBody = await sealer.seal(body, random, written);
  const signed = byteWriter().fixed(written).bytes(sealedBody).finish();
  const signature = await device.sign('liaison-notebook/letter/v1', signed);
  const bytes = byteWriter().fixed(signed).fixed(signature).finish();
  return { id: await letterIdOf(bytes), bytes };
};

export type LetterReading =
  | { readonly state: 'read'; readonly letter: Letter }
  | { readonly state: 'refused'; readonly why: 'malformed' | 'newer version' };

/** Parses a letter strictly. Nothing is verified yet: see {@link isLetterSigned}. */
export const readLetter = async (bytes: Uint8Array): Promise<LetterReading> => {
  try {
    const reader = byteReader(bytes);
    const version = reader.uint();
    if (version > VERSION) return { state: 'refused', why: 'newer version' };
    if (version < VERSION) return { state: 'refused', why: 'malformed' };
    const head: LetterHead = {
      notebook: notebookIdFromBytes(reader.fixed(32)),
      section: sectionIdFromBytes(reader.fixed(16)),
      keyId: keyIdFromBytes(reader.fixed(16)),
      author: deviceIdFromBytes(reader.fixed(32)),
      run: runIdFromBytes(reader.fixed(16)),
      seq: reader.uint(),
      previous: letterIdFromBytes(reader.fixed(32)),
    };
    const headLength = bytes.length - reader.left();
    const sealedBody = reader.bytes(LARGEST_BODY + SEAL_OVERHEAD);
    const signature = reader.fixed(SIGNATURE_LENGTH);
    reader.end();
    // The first letter of a chain follows nothing, and only the first does.
    const isFirst = head.seq === 1;
    if (head.seq === 0 || isFirst !== (head.previous === NO_LETTER)) {
      return { state: 'refused', why: 'malformed' };
    }
    return {
      state: 'read',
      letter: {
        ...head,
        id: await letterIdOf(bytes),
        sealedBody,
        signature,
        signed: bytes.slice(0, bytes.length - SIGNATURE_LENGTH),
        head: bytes.slice(0, headLength),
      },
    };
  } catch (error) {
    if (error instanceof Malformed) return { state: 'refused', why: 'malformed' };
    throw error;
  }
};

/** True when the device that the letter names signed exactly this letter. `verify` is that device's verifier. */
export const isLetterSigned = (letter: Letter, verify: Verifier): Promise<boolean> =>
  verify('liaison-notebook/letter/v1', letter.signed, letter.signature);

/** The change inside, or null when the key is not the one that sealed it. */
export const openLetterBody = (letter: Letter, sealer: Sealer): Promise<Bytes | null> =>
  sealer.open(letter.sealedBody, letter.head);
