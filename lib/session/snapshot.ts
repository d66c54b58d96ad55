/** The opening snapshot: how the documents stood, so that opening need not read every letter. Local, sealed, never sent. */
import * as Y from 'yjs';
import type { DocumentName, Documents, DocumentsBefore } from './documents';
import { byteReader, byteWriter, fromHex, Malformed, toHex } from '@/lib/parse/bytes';

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

/** V2 encoding keeps overwritten values small; gzip does the rest. */
export const snapshotToBytes = async (
  afterRow: number,
  vault: Uint8Array,
  documents: Documents,
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
    reader.end();
    return { afterRow, vault, documents: { states, writers } };
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError || error instanceof RangeError) {
      return null;
    }
    throw error;
  }
};
