/**
 * The state that a checkpoint stands for: a section's documents and who wrote in them, as bytes that every reader
 * makes alike out of the same letters.
 *
 * Yjs writes one content in more than one way: how runs of text are cut depends on what arrived together. So letters
 * are always taken in one order and in one piece, and what comes out is read into a fresh document and written again.
 */
import * as Y from 'yjs';
import { bodyToChange, stateToBodies, type StatePart } from './change';
import { openDocuments, type DocumentsBefore, type ReadableLetter } from './documents';
import { throughGzip, throughGunzip } from './gzip';
import {
  byteReader,
  byteWriter,
  fromHex,
  isSameBytes,
  joinBytes,
  Malformed,
  toHex,
} from '@/lib/parse/bytes';
import { hashOf } from '@/lib/vault/keys';

const VERSION = 1;
const MOST_DOCUMENTS = 100_000;
const MOST_WRITERS = 1_000_000;
const LONGEST_NOTE_NAME = 120;
/** A few kilobytes could otherwise unfold to fill the memory. */
const LARGEST_STATE = 512 * 1024 * 1024;

/** A letter with its place in the chain of its author. */
export interface ChainedLetter extends ReadableLetter {
  readonly seq: number;
}

export type StateMaking =
  | {
      readonly state: 'made';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly hash: Uint8Array<ArrayBuffer>;
      /** Whether a letter among these was set aside: it has no part in the state. */
      readonly isUnfit: boolean;
    }
  /** Something still waits for a letter that is not among these: no checkpoint may end here. */
  | { readonly state: 'not settled' };

const byName = (a: string, b: string): number => (a < b ? -1 : a === b ? 0 : 1);

/** By author, then by place: the one order in which letters become a state. */
const inOrder = <Letter extends ChainedLetter>(letters: readonly Letter[]): readonly Letter[] =>
  letters.toSorted((a, b) => byName(a.author, b.author) || a.seq - b.seq);

/** The same content in the form that Yjs gives it when it comes in one piece. */
const settledForm = (update: Uint8Array): Uint8Array => {
  const doc = new Y.Doc();
  Y.applyUpdateV2(doc, update);
  const settled = Y.encodeStateAsUpdateV2(doc);
  doc.destroy();
  return settled;
};

/** The hash that a checkpoint names: over the state before it is compressed, 32 bytes. */
export const hashOfState = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await hashOf('liaison-notebook/checkpoint-state/v1', bytes));

export interface WrittenState {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hash: Uint8Array<ArrayBuffer>;
}

/** Sorted, and each document in its settled form: one content has one form. */
const writeState = async (
  section: string,
  states: readonly { readonly note: string; readonly state: Uint8Array }[],
  writers: ReadonlyMap<number, string>,
): Promise<WrittenState> => {
  const all = states
    .map(({ note, state }) => ({ note, state: settledForm(state) }))
    .toSorted((a, b) => byName(a.note, b.note));
  const writer = byteWriter().uint(VERSION).fixed(fromHex(section)).uint(all.length);
  for (const { note, state } of all) writer.text(note).bytes(state);
  const sorted = [...writers].toSorted(([a], [b]) => a - b);
  writer.uint(sorted.length);
  for (const [client, device] of sorted) writer.uint(client).fixed(fromHex(device));
  const bytes = writer.finish();
  return { bytes, hash: await hashOfState(bytes) };
};

const isAudit = (body: Uint8Array): boolean => {
  try {
    return bodyToChange(body).kind === 'audit';
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
};

/**
 * Builds the state of a section out of an earlier state (null: from nothing) and exactly these letters, in whatever
 * order they are given. Letters that do not fit are left out, by the rules of the documents, on every device alike.
 */
export const makeState = async (
  section: string,
  before: DocumentsBefore | null,
  letters: readonly ChainedLetter[],
): Promise<StateMaking> => {
  // What is no document is in no state: it would be lost.
  if (letters.some(({ body }) => isAudit(body))) return { state: 'not settled' };
  const documents = openDocuments([section], before);
  try {
    const unfit = await documents.apply(inOrder(letters));
    if (!documents.isSettled()) return { state: 'not settled' };
    const states = documents
      .all()
      .map(({ note, doc }) => ({ note: note ?? '', state: Y.encodeStateAsUpdateV2(doc) }));
    const written = await writeState(section, states, documents.writers());
    return { state: 'made', ...written, isUnfit: unfit.length > 0 };
  } finally {
    documents.destroy();
  }
};

/** What a state brings to the documents of its section; null for bytes that are not one of this section. */
export const readState = (section: string, bytes: Uint8Array): DocumentsBefore | null => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION || toHex(reader.fixed(16)) !== section) return null;
    const states = Array.from({ length: reader.uint(MOST_DOCUMENTS) }, () => {
      const note = reader.text(LONGEST_NOTE_NAME);
      return { section, note: note === '' ? null : note, state: reader.bytes(LARGEST_STATE) };
    });
    const names = states.map(({ note }) => note ?? '');
    const writers = Array.from(
      { length: reader.uint(MOST_WRITERS) },
      () => [reader.uint(), toHex(reader.fixed(32))] as const,
    );
    reader.end();
    const isSorted =
      names.every((name, at) => at === 0 || byName(names[at - 1] ?? '', name) < 0) &&
      writers.every(([client], at) => at === 0 || (writers[at - 1]?.[0] ?? client) < client);
    return isSorted ? { states, writers: new Map(writers) } : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/**
 * What two states of one section hold together, whatever either lacks of the other: the same bytes in either order.
 * Null for bytes that are no state, or that do not go together.
 */
export const joinStates = async (
  section: string,
  one: Uint8Array,
  other: Uint8Array,
): Promise<WrittenState | null> => {
  const hashes = new Map([
    [toHex(await hashOfState(one)), one],
    [toHex(await hashOfState(other)), other],
  ]);
  const inTheirOrder = [...hashes].toSorted(([a], [b]) => byName(a, b));
  const docs = new Map<string, Y.Doc>();
  const writers = new Map<number, string>();
  try {
    for (const [, bytes] of inTheirOrder) {
      const read = readState(section, bytes);
      if (read === null) return null;
      for (const [client, device] of read.writers) {
        if ((writers.get(client) ?? device) !== device) return null;
        writers.set(client, device);
      }
      for (const { note, state } of read.states) {
        const doc = docs.get(note ?? '') ?? new Y.Doc();
        docs.set(note ?? '', doc);
        Y.applyUpdateV2(doc, state);
      }
    }
    const all = [...docs].map(([note, doc]) => ({ note, state: Y.encodeStateAsUpdateV2(doc) }));
    const isWhole = [...docs.values()].every(
      ({ store }) => store.pendingStructs === null && store.pendingDs === null,
    );
    return isWhole ? await writeState(section, all, writers) : null;
  } finally {
    for (const doc of docs.values()) doc.destroy();
  }
};

/** The bodies of the letters that carry a state to the others, in order. Throws when it compresses to above 64 MiB. */
export const stateBodies = async (
  bytes: Uint8Array,
  named: Pick<StatePart, 'hash' | 'before'>,
): Promise<readonly Uint8Array[]> => stateToBodies(named, await throughGzip(bytes));

const statePartOf = (body: Uint8Array): StatePart | null => {
  try {
    const read = bodyToChange(body);
    return read.kind === 'state' ? read : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/** A state as it came, and the checkpoint that it builds on: zeros for none. */
export interface CarriedState {
  readonly bytes: Uint8Array;
  readonly before: Uint8Array;
}

/**
 * Finds among the letters of a checkpoint's author the state with this hash; of several the last, as what the same state
 * was made on before may be gone. Null when a part is missing, or when what they carry is not that state.
 */
export const stateIn = async (
  letters: readonly Pick<ChainedLetter, 'seq' | 'body'>[],
  hash: Uint8Array,
): Promise<CarriedState | null> => {
  const whole: (readonly StatePart[])[] = [];
  let gathered: StatePart[] = [];
  for (const { body } of letters.toSorted((a, b) => a.seq - b.seq)) {
    const part = statePartOf(body);
    if (part === null || !isSameBytes(part.hash, hash)) continue;
    if (part.part === 0) gathered = [];
    if (part.part !== gathered.length || (gathered[0]?.parts ?? part.parts) !== part.parts)
      continue;
    if (!isSameBytes(gathered[0]?.before ?? part.before, part.before)) continue;
    gathered.push(part);
    if (gathered.length < part.parts) continue;
    whole.push(gathered);
    gathered = [];
  }
  for (const parts of whole.toReversed()) {
    const bytes = await throughGunzip(joinBytes(...parts.map((one) => one.bytes)), LARGEST_STATE);
    const [first] = parts;
    if (first !== undefined && bytes !== null && isSameBytes(await hashOfState(bytes), hash)) {
      return { bytes, before: first.before };
    }
  }
  return null;
};
