/** Changes that a full disk refused, held under seal in memory while the notebook is locked, so that none is lost. */
import type { DocumentName } from './documents';
import type { Run } from './writing';
import { byteReader, byteWriter, fromHex, toHex } from '@/lib/parse/bytes';

export interface UnsavedChange {
  readonly name: DocumentName;
  readonly run: Run;
  readonly update: Uint8Array;
}

const MOST = 10_000;
const LARGEST = 64 * 1024 * 1024;

export const unsavedToBytes = (changes: readonly UnsavedChange[]): Uint8Array => {
  const writer = byteWriter().uint(changes.length);
  for (const { name, run, update } of changes) {
    writer
      .fixed(fromHex(name.section))
      .text(name.note ?? '')
      .fixed(fromHex(run.id))
      .uint(run.client)
      .bytes(update);
  }
  return writer.finish();
};

export const bytesToUnsaved = (bytes: Uint8Array): readonly UnsavedChange[] => {
  const reader = byteReader(bytes);
  return Array.from({ length: reader.uint(MOST) }, () => {
    const section = toHex(reader.fixed(16));
    const note = reader.text(120);
    return {
      name: { section, note: note === '' ? null : note },
      run: { id: toHex(reader.fixed(16)), client: reader.uint() },
      update: reader.bytes(LARGEST),
    };
  });
};
