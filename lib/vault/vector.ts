/** A vector: which letters someone holds, as the end of every chain. */
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';

import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  type LetterId,
  letterIdFromBytes,
  letterIdToBytes,
  type SectionId,
  sectionIdFromBytes,
  sectionIdToBytes,
} from './ids';
import type { Bytes } from './keys';

export interface ChainEnd {
  readonly section: SectionId;
  readonly device: DeviceId;
  /** Sequence number of the last letter that follows without a gap, from 1. */
  readonly seq: number;
  /** Its id. */
  readonly letter: LetterId;
}

/** Sorted by section, then device; one entry for each chain. */
export type Vector = readonly ChainEnd[];

const MOST_CHAINS = 16_384;

const placeOf = ({ section, device }: ChainEnd): string => `${section}${device}`;

export const sortVector = (ends: readonly ChainEnd[]): Vector =>
  ends.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));

/** `vector := version • count • (section(16) • device(32) • seq • letter(32))*`, sorted. */
export const writeVector = (vector: Vector): Bytes => {
  const writer = byteWriter().uint(1).uint(vector.length);
  for (const { section, device, seq, letter } of sortVector(vector)) {
    writer
      .fixed(sectionIdToBytes(section))
      .fixed(deviceIdToBytes(device))
      .uint(seq)
      .fixed(letterIdToBytes(letter));
  }
  return writer.finish();
};

/** The vector, or null when the bytes are not one. */
export const readVector = (bytes: Uint8Array): Vector | null => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) return null;
    const ends = Array.from({ length: reader.uint(MOST_CHAINS) }, () => ({
      section: sectionIdFromBytes(reader.fixed(16)),
      device: deviceIdFromBytes(reader.fixed(32)),
      seq: reader.uint(),
      letter: letterIdFromBytes(reader.fixed(32)),
    }));
    reader.end();
    const isSorted = ends.every((end, at) => {
      const before = ends[at - 1];
      return before === undefined || placeOf(before) < placeOf(end);
    });
    return isSorted && ends.every(({ seq }) => seq > 0) ? ends : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/** The chains of which `theirs` lacks letters that `ours` has, each with the last number that they hold. */
export const lackedBy = (
  theirs: Vector,
  ours: Vector,
): readonly {
  readonly section: SectionId;
  readonly device: DeviceId;
  readonly afterSeq: number;
}[] => {
  const held = new Map(theirs.map((end) => [placeOf(end), end.seq]));
  return ours.flatMap((end) => {
    const afterSeq = held.get(placeOf(end)) ?? 0;
    return afterSeq < end.seq ? [{ section: end.section, device: end.device, afterSeq }] : [];
  });
};
