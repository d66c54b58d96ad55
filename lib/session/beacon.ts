/**
 * What devices say on the topic of an epoch: who is about and in which volume, and statements of the register that
 * somebody there lacks.
 */
import { byteReader, byteWriter, fromHex, Malformed, toHex } from '@/lib/parse/bytes';
import { StatementId } from '@/lib/vault/ids';
import { checkPadding, pad } from '@/lib/vault/padding';

const VERSION = 1;
const KINDS = { call: 1, statements: 2, answer: 3 } as const;
export const MOST_IDS = 128;
const MOST_STATEMENTS = 4_096;
const LARGEST_STATEMENT = 1024 * 1024;
/** What goes into one message besides the first statement: the server and the wire take 2 MiB. */
export const MESSAGE_BYTES = 512 * 1024;

export type Beacon =
  /** `volume` is 0 for a device that is not in this epoch. `ids` name statements that it holds: its heads, and some before. */
  | {
      readonly kind: 'call';
      readonly device: string;
      readonly volume: number;
      readonly ids: readonly StatementId[];
    }
  | { readonly kind: 'statements'; readonly statements: readonly Uint8Array[] }
  /** For one device, sealed to it: holders of the epoch's key who were removed since learn nothing from it. */
  | { readonly kind: 'answer'; readonly to: string; readonly sealed: Uint8Array };

/** What is sealed in an answer: who says it, which statements that one holds, and some that the other lacks. */
export interface DoorAnswer {
  readonly from: string;
  readonly ids: readonly StatementId[];
  readonly statements: readonly Uint8Array[];
}

type Writer = ReturnType<typeof byteWriter>;
type Reader = ReturnType<typeof byteReader>;

const writeIds = (writer: Writer, ids: readonly StatementId[]): Writer => {
  writer.uint(ids.length);
  for (const id of ids) writer.fixed(fromHex(id));
  return writer;
};
const readIds = (reader: Reader): readonly StatementId[] =>
  Array.from({ length: reader.uint(MOST_IDS) }, () => StatementId.parse(toHex(reader.fixed(32))));

const writeStatements = (writer: Writer, statements: readonly Uint8Array[]): Writer => {
  writer.uint(statements.length);
  for (const statement of statements) writer.bytes(statement);
  return writer;
};
const readStatements = (reader: Reader): readonly Uint8Array[] => {
  const statements: Uint8Array[] = [];
  for (let left = reader.uint(MOST_STATEMENTS); left > 0; left -= 1) {
    statements.push(reader.bytes(LARGEST_STATEMENT));
  }
  return statements;
};

/** Reads padded bytes to their end; null for what no device of ours sends. */
const readPadded = <Result>(
  bytes: Uint8Array,
  read: (reader: Reader) => Result | null,
): Result | null => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return null;
    const result = read(reader);
    checkPadding(bytes, bytes.length - reader.left());
    return result;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/**
 * `beacon := version • 1 • device(32) • volume • count(≤128) • id(32)* | version • 2 • count • bytes statement* |
 * version • 3 • to(32) • bytes sealed answer`, padded.
 */
export const beaconToBytes = (beacon: Beacon): Uint8Array<ArrayBuffer> => {
  const writer = byteWriter().uint(VERSION).uint(KINDS[beacon.kind]);
  switch (beacon.kind) {
    case 'call':
      writer.fixed(fromHex(beacon.device)).uint(beacon.volume);
      return pad(writeIds(writer, beacon.ids).finish());
    case 'statements':
      return pad(writeStatements(writer, beacon.statements).finish());
    case 'answer':
      return pad(writer.fixed(fromHex(beacon.to)).bytes(beacon.sealed).finish());
  }
};

export const bytesToBeacon = (bytes: Uint8Array): Beacon | null =>
  readPadded(bytes, (reader): Beacon | null => {
    switch (reader.uint(KINDS.answer)) {
      case KINDS.call:
        return {
          kind: 'call',
          device: toHex(reader.fixed(32)),
          volume: reader.uint(2 ** 31),
          ids: readIds(reader),
        };
      case KINDS.statements:
        return { kind: 'statements', statements: readStatements(reader) };
      case KINDS.answer:
        return {
          kind: 'answer',
          to: toHex(reader.fixed(32)),
          sealed: reader.bytes(2 * LARGEST_STATEMENT),
        };
      default:
        return null;
    }
  });

/** `answer := version • from(32) • count(≤128) • id(32)* • count • bytes statement*`, padded. */
export const answerToBytes = ({ from, ids, statements }: DoorAnswer): Uint8Array<ArrayBuffer> => {
  const writer = byteWriter().uint(VERSION).fixed(fromHex(from));
  return pad(writeStatements(writeIds(writer, ids), statements).finish());
};

export const bytesToAnswer = (bytes: Uint8Array): DoorAnswer | null =>
  readPadded(bytes, (reader) => ({
    from: toHex(reader.fixed(32)),
    ids: readIds(reader),
    statements: readStatements(reader),
  }));

/** Statements in groups that fit into one message each; one that is larger goes alone. */
export const inMessages = (
  statements: readonly Uint8Array[],
): readonly (readonly Uint8Array[])[] => {
  const groups: Uint8Array[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const statement of statements) {
    size += statement.length;
    const group = groups.at(-1);
    if (group === undefined || size > MESSAGE_BYTES) {
      groups.push([statement]);
      size = statement.length;
    } else {
      group.push(statement);
    }
  }
  return groups;
};
