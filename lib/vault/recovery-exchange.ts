/**
 * What a recovery device and the members of its notebooks say to each other at the place that its public key names.
 *
 * Only members know that key, so only they can listen there. An answer needs no signature: what it carries is signed,
 * and no notebook but one that this recovery device agreed to join can hold an admission of it, since its own
 * signature over the notebook is part of that.
 */
import { isMeetingAddress, LONGEST_ADDRESS } from '@/lib/parse/address';
import { byteReader, byteWriter, joinBytes, Malformed, toHex } from '@/lib/parse/bytes';

import { sealToDevice } from './bundle';
import { isSignedBy, SIGNATURE_LENGTH } from './curves';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdToBytes,
  type NotebookId,
  notebookIdFromBytes,
  notebookIdToBytes,
} from './ids';
import {
  type Bytes,
  deriveKey,
  hashOf,
  type Purpose,
  type Random,
  type Sealer,
  sealerFor,
} from './keys';
import { MOST_ADDRESSES } from './keyring';
import { checkPadding, pad } from './padding';

const PURPOSES = {
  topic: 'liaison-notebook/recovery-topic/v1',
  outer: 'liaison-notebook/recovery-outer/v1',
  hello: 'liaison-notebook/recovery-hello/v1',
  helloHash: 'liaison-notebook/recovery-hello-hash/v1',
  answer: 'liaison-notebook/recovery-answer/v1',
} as const satisfies Record<string, Purpose>;

const MESSAGE_KINDS = { hello: 1, answer: 2 } as const;
const NONCE_LENGTH = 32;
const LONGEST_NAME = 400;
/** Statements are handed over in parts of about this many bytes, so that a message fits the meeting place. */
const PART_LENGTH = 768 * 1024;
const LARGEST_STATEMENT = 640 * 1024;
/** Longest message that is looked at: one part, its last statement, and what sealing and padding add. */
const LARGEST_MESSAGE = 1_900 * 1024;
const MOST_PARTS = 64;
const MOST_STATEMENTS = 16_384;

/** The name of the meeting place at the signalling servers, 64 hexadecimal digits. */
export const recoveryTopic = async (recovery: DeviceId): Promise<string> =>
  toHex(await deriveKey(deviceIdToBytes(recovery), PURPOSES.topic, 32));

/** Keeps from the servers what is said: they do not know the key that both sides know. */
const outerFor = async (recovery: DeviceId): Promise<Sealer> =>
  sealerFor(await deriveKey(deviceIdToBytes(recovery), PURPOSES.outer, 32), PURPOSES.outer);

/** `outer := iv(12) • sealed padded (kind • payload)` under a key of the recovery device's public key. */
const writeOuter = (
  outer: Sealer,
  kind: keyof typeof MESSAGE_KINDS,
  payload: Uint8Array,
  random: Random,
): Promise<Bytes> =>
  outer.seal(pad(byteWriter().uint(MESSAGE_KINDS[kind]).bytes(payload).finish()), random);

const readOuter = async (
  outer: Sealer,
  kind: keyof typeof MESSAGE_KINDS,
  message: Uint8Array,
): Promise<Bytes | null> => {
  if (message.length > LARGEST_MESSAGE) return null;
  const padded = await outer.open(message);
  if (padded === null) return null;
  return orNull(() => {
    const reader = byteReader(padded);
    const isThis = reader.uint() === MESSAGE_KINDS[kind];
    const payload = reader.bytes(LARGEST_MESSAGE);
    checkPadding(padded, padded.length - reader.left());
    return isThis ? payload : null;
  });
};

const orNull = <T>(read: () => T | null): T | null => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/** What a member's device tells: which notebook, where it meets, and who is in it. */
export interface RecoveryAnswer {
  readonly notebook: NotebookId;
  /** Null from a locked browser. */
  readonly name: string | null;
  readonly signalling: readonly string[];
  /** Signed statements, parents before children. */
  readonly statements: readonly Uint8Array[];
}

export interface RecoveryPart extends RecoveryAnswer {
  /** The parts of one answer have one name, and are counted from 0. */
  readonly answer: string;
  readonly part: number;
  readonly parts: number;
}

/** Cuts the statements where a part is full. */
const partsOf = (statements: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] => {
  const parts: Uint8Array[][] = [[]];
  let length = 0;
  for (const statement of statements) {
    if (length > 0 && length + statement.length > PART_LENGTH) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(statement);
    length += statement.length;
  }
  return parts;
};

/** The side that comes back: it says hello and opens what is answered. */
export interface Recoverer {
  readonly hello: Bytes;
  /** One part of an answer to this very hello; null for whatever else is said there. */
  readonly take: (message: Uint8Array) => Promise<RecoveryPart | null>;
}

/** `hello := version • nonce(32) • signature(64)` */
export const openRecoverer = async (recovery: Device, random: Random): Promise<Recoverer> => {
  const outer = await outerFor(recovery.id);
  const signed = byteWriter().uint(1).fixed(random(NONCE_LENGTH)).finish();
  const said = joinBytes(signed, await recovery.sign(PURPOSES.hello, signed));
  const bound = await hashOf(PURPOSES.helloHash, said);
  return {
    hello: await writeOuter(outer, 'hello', said, random),
    take: async (message) => {
      const sealed = await readOuter(outer, 'answer', message);
      if (sealed === null) return null;
      const plain = await recovery.openBundle(PURPOSES.answer, sealed, bound);
      return plain === null ? null : readPart(plain);
    },
  };
};

/** The hash of a hello that the recovery device signed, to answer to; null for whatever else is said there. */
export const readHello = async (recovery: DeviceId, message: Uint8Array): Promise<Bytes | null> => {
  const said = await readOuter(await outerFor(recovery), 'hello', message);
  if (said === null || said.length !== 1 + NONCE_LENGTH + SIGNATURE_LENGTH || said[0] !== 1) {
    return null;
  }
  const isSigned = await isSignedBy(
    deviceIdToBytes(recovery),
    PURPOSES.hello,
    said.subarray(0, said.length - SIGNATURE_LENGTH),
    said.subarray(said.length - SIGNATURE_LENGTH),
  );
  return isSigned ? hashOf(PURPOSES.helloHash, said) : null;
};

/**
 * The messages that answer a hello, each sealed to the exchange key that the register has for the recovery device.
 *
 * `part := version • answer(16) • part • parts • notebook(32) • has-name • name? • count • address* • count • statement*`
 */
export const writeRecoveryAnswer = async (
  recovery: { readonly id: DeviceId; readonly exchangeKey: Bytes },
  hello: Bytes,
  { notebook, name, signalling, statements }: RecoveryAnswer,
  random: Random,
): Promise<readonly Bytes[]> => {
  const outer = await outerFor(recovery.id);
  const answer = random(16);
  const parts = partsOf(statements).slice(0, MOST_PARTS);
  return Promise.all(
    parts.map(async (these, at) => {
      const writer = byteWriter().uint(1).fixed(answer).uint(at).uint(parts.length);
      writer.fixed(notebookIdToBytes(notebook));
      if (name === null) writer.uint(0);
      else writer.uint(1).text(name);
      writer.uint(signalling.length);
      for (const address of signalling) writer.text(address);
      writer.uint(these.length);
      for (const statement of these) writer.bytes(statement);
      const sealed = await sealToDevice(
        recovery.exchangeKey,
        PURPOSES.answer,
        writer.finish(),
        hello,
      );
      return writeOuter(outer, 'answer', sealed, random);
    }),
  );
};

const readPart = (plain: Uint8Array): RecoveryPart | null =>
  orNull(() => {
    const reader = byteReader(plain);
    if (reader.uint() !== 1) return null;
    const answer = toHex(reader.fixed(16));
    const part = reader.uint(MOST_PARTS - 1);
    const parts = reader.uint(MOST_PARTS);
    const notebook = notebookIdFromBytes(reader.fixed(32));
    const name = reader.uint(1) === 1 ? reader.text(LONGEST_NAME) : null;
    const signalling = Array.from({ length: reader.uint(MOST_ADDRESSES) }, () =>
      reader.text(LONGEST_ADDRESS),
    );
    const statements = Array.from({ length: reader.uint(MOST_STATEMENTS) }, () =>
      reader.bytes(LARGEST_STATEMENT),
    );
    reader.end();
    if (part >= parts || !signalling.every(isMeetingAddress)) return null;
    return { answer, part, parts, notebook, name, signalling, statements };
  });
