/** The opening snapshot: how the documents stood, so that opening need not read every letter. Local, sealed, never sent. */
import * as Y from 'yjs';
import {
  UNFIT,
  type DocumentName,
  type Documents,
  type DocumentsBefore,
  type DocumentsRest,
  type Unfit,
} from './documents';
import { byteReader, byteWriter, fromHex, Malformed, toHex } from '@/lib/parse/bytes';

type Reader = ReturnType<typeof byteReader>;
type Writer = ReturnType<typeof byteWriter>;

const VERSION = 1;
const MOST = 1_000_000;
const LARGEST = 512 * 1024 * 1024;

/** What a snapshot holds. `afterRow` is the last row of the vault that it covers. */
export interface Snapshot {
  readonly afterRow: number;
  /** The vault's own summary, opaque here. */
  readonly vault: Uint8Array;
  readonly documents: DocumentsBefore;
}

const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

const LONGEST_NOTE_NAME = 120;
const LONGEST_TEXT = 8_000;

/** `letter := "" | its name` */
const writeRest = (writer: Writer, { parts, unfit, lost, vacancies }: DocumentsRest): void => {
  writer.uint(parts.length);
  for (const { author, section, run, of, bytes, letter } of parts) {
    writer.fixed(fromHex(author)).fixed(fromHex(section)).fixed(fromHex(run)).uint(of);
    writer.text(letter ?? '').uint(bytes.length);
    for (const part of bytes) writer.bytes(part);
  }
  writer.uint(unfit.length);
  for (const { author, section, why, letter } of unfit) {
    writer
      .fixed(fromHex(author))
      .fixed(fromHex(section))
      .text(why)
      .text(letter ?? '');
  }
  writer.uint(lost.length);
  for (const { author, section, text } of lost) {
    writer.fixed(fromHex(author)).fixed(fromHex(section)).text(text);
  }
  writer.uint(vacancies.length);
  for (const { name, client, from, to } of vacancies) {
    writer
      .fixed(fromHex(name.section))
      .text(name.note ?? '')
      .uint(client)
      .uint(from)
      .uint(to);
  }
};

const isUnfit = (why: string): why is Unfit => Object.hasOwn(UNFIT, why);

const readMany = <One>(reader: Reader, read: () => One): readonly One[] => {
  const all: One[] = [];
  for (let left = reader.uint(MOST); left > 0; left -= 1) all.push(read());
  return all;
};

const readRest = (reader: Reader): DocumentsRest => {
  const device = (): string => toHex(reader.fixed(32));
  const id = (): string => toHex(reader.fixed(16));
  const parts = readMany(reader, () => {
    const begun = { author: device(), section: id(), run: id(), of: reader.uint(MOST) };
    const letter = reader.text(LONGEST_NOTE_NAME);
    const bytes = readMany(reader, () => reader.bytes(LARGEST));
    return { ...begun, letter: letter === '' ? null : letter, bytes };
  });
  const unfit = readMany(reader, () => {
    const whose = { author: device(), section: id() };
    const why = reader.text(LONGEST_NOTE_NAME);
    const letter = reader.text(LONGEST_NOTE_NAME);
    if (!isUnfit(why)) throw new Malformed('no reason');
    return { ...whose, why, ...(letter === '' ? {} : { letter }) };
  });
  const lost = readMany(reader, () => ({
    author: device(),
    section: id(),
    text: reader.text(LONGEST_TEXT),
  }));
  const vacancies = readMany(reader, () => {
    const section = id();
    const note = reader.text(LONGEST_NOTE_NAME);
    const name = { section, note: note === '' ? null : note };
    return { name, client: reader.uint(), from: reader.uint(), to: reader.uint() };
  });
  return { parts, unfit, lost, vacancies };
};

/** V2 encoding keeps overwritten values small; gzip does the rest. */
export const snapshotToBytes = async (
  afterRow: number,
  vault: Uint8Array,
  documents: Pick<Documents, 'all' | 'writers' | 'rest'>,
): Promise<Uint8Array<ArrayBuffer>> => {
  const writer = byteWriter().uint(VERSION).uint(afterRow).bytes(vault);
  const all = documents.all();
  writer.uint(all.length);
  for (const { section, note, doc } of all) {
    writer
      .fixed(fromHex(section))
      .text(note ?? '')
      .bytes(Y.encodeStateAsUpdateV2(doc));
  }
  const writers = [...documents.writers()];
  writer.uint(writers.length);
  for (const [client, device] of writers) writer.uint(client).fixed(fromHex(device));
  writeRest(writer, documents.rest());
  return through(writer.finish(), new CompressionStream('gzip'));
};

/** Null for anything that cannot be read: a snapshot in doubt is thrown away, the letters are the truth. */
export const bytesToSnapshot = async (
  compressed: Uint8Array<ArrayBuffer>,
): Promise<Snapshot | null> => {
  try {
    const reader = byteReader(await through(compressed, new DecompressionStream('gzip')));
    if (reader.uint() !== VERSION) return null;
    const afterRow = reader.uint();
    const vault = reader.bytes(LARGEST);
    const states: (DocumentName & { readonly state: Uint8Array })[] = [];
    for (let left = reader.uint(MOST); left > 0; left -= 1) {
      const section = toHex(reader.fixed(16));
      const note = reader.text(120);
      states.push({ section, note: note === '' ? null : note, state: reader.bytes(LARGEST) });
    }
    const writers = new Map<number, string>();
    for (let left = reader.uint(MOST); left > 0; left -= 1) {
      writers.set(reader.uint(), toHex(reader.fixed(32)));
    }
    const rest = readRest(reader);
    reader.end();
    return { afterRow, vault, documents: { states, writers, rest } };
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError || error instanceof RangeError) {
      return null;
    }
    throw error;
  }
};
