/** Takes records out of the open documents of a section, with their history and their notes, as changes like any other. */
import type { Reading } from './open-notebook-reading';
import { KINDS, type Kind } from '@/lib/domain/kinds';
import type { RecordName } from '@/lib/notebook/carry';
import { eraseNote, eraseRecords } from '@/lib/notebook/erase';
import { noteErasure, type ErasedName } from '@/lib/notebook/erasures';
import { idInKey, recordMap } from '@/lib/notebook/layout';
import type { DeviceId, SectionId } from '@/lib/vault/ids';
import type { Doc } from 'yjs';

export interface Deletion {
  readonly by: DeviceId;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What the erasure is called afterwards. */
  readonly what: ErasedName;
  readonly records: readonly RecordName[] | 'everything';
}

const isKind = (name: string): name is Kind => Object.hasOwn(KINDS, name);

const allIn = (doc: Doc): readonly RecordName[] =>
  Object.keys(KINDS)
    .filter(isKind)
    .flatMap((kind) =>
      [...new Set([...recordMap(doc, kind).keys()].map(idInKey))].map((id) => ({ kind, id })),
    );

/** Resolves with null when all of it is durable, or with why it is not. */
export const deleteForGood = async (
  reading: Pick<Reading, 'records' | 'write' | 'writeNote' | 'notes' | 'flush'>,
  section: SectionId,
  { by, at, what, records }: Deletion,
): Promise<string | null> => {
  // What is being typed goes before the deletion, not after it.
  await reading.flush();
  const names = records === 'everything' ? allIn(reading.records(section)) : records;
  const notes =
    records === 'everything'
      ? reading.notes(section)
      : names.flatMap(({ kind, id }) => (kind === 'meeting' ? id : []));
  for (const note of notes) {
    const saved = await reading.writeNote(section, note, (doc) => {
      eraseNote(doc);
    });
    if (saved.state !== 'saved') return saved.why;
  }
  const { saved } = reading.write(section, (doc) => {
    eraseRecords(doc, names);
    noteErasure(doc, { ...what, by, at, checkpoint: null });
  });
  const outcome = await saved;
  return outcome.state === 'saved' ? null : outcome.why;
};
