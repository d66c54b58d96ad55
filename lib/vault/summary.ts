/** The summary of a vault: what it knows of the rows up to one, so that opening need not open those again. */
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';

import type { Link, Place } from './chain';
import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  type LetterId,
  letterIdFromBytes,
  letterIdToBytes,
  type KeyId,
  keyIdFromBytes,
  keyIdToBytes,
  type RunId,
  runIdFromBytes,
  runIdToBytes,
  type SectionId,
  sectionIdFromBytes,
  sectionIdToBytes,
} from './ids';
import type { Bytes } from './keys';
import { LARGEST_PAYLOAD } from './statement';

export interface ChainSummary {
  readonly section: SectionId;
  readonly author: DeviceId;
  /** What a checkpoint has swallowed; number 0 when nothing. */
  readonly base: Place;
  /** The letters after the base. */
  readonly line: readonly LetterId[];
  /** The run of each of them. */
  readonly runs: readonly RunId[];
}

/** A letter that is held and is not on its chain, with the row in which it rests; 0 when that is not known. */
export interface WaitingSummary extends Link {
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly row: number;
}

/** A key that this device lacked when a letter under it was reported. */
export interface UnreadKey {
  readonly section: SectionId;
  readonly keyId: KeyId;
}

export interface Summary {
  readonly lastRow: number;
  readonly statements: readonly Bytes[];
  readonly chains: readonly ChainSummary[];
  readonly waiting: readonly WaitingSummary[];
  readonly unread: readonly UnreadKey[];
}

const MOST_STATEMENTS = 100_000;
const MOST_CHAINS = 16_384;
const MOST_LETTERS = 10_000_000;
const MOST_UNREAD = 65_536;
const LARGEST_STATEMENT = LARGEST_PAYLOAD + 4096;

/** Letters of one run follow each other: the run is written once, with how many there are. */
const stretchesOf = (
  runs: readonly RunId[],
): readonly { readonly run: RunId; readonly length: number }[] => {
  const stretches: { run: RunId; length: number }[] = [];
  for (const run of runs) {
    const last = stretches.at(-1);
    if (last?.run === run) last.length += 1;
    else stretches.push({ run, length: 1 });
  }
  return stretches;
};

export const writeSummary = ({ lastRow, statements, chains, waiting, unread }: Summary): Bytes => {
  const writer = byteWriter().uint(1).uint(lastRow).uint(statements.length);
  for (const statement of statements) writer.bytes(statement);
  writer.uint(chains.length);
  for (const { section, author, base, line, runs } of chains) {
    writer
      .fixed(sectionIdToBytes(section))
      .fixed(deviceIdToBytes(author))
      .uint(base.seq)
      .fixed(letterIdToBytes(base.letter))
      .uint(line.length);
    for (const id of line) writer.fixed(letterIdToBytes(id));
    for (const { run, length } of stretchesOf(runs)) writer.uint(length).fixed(runIdToBytes(run));
  }
  writer.uint(waiting.length);
  for (const { section, author, id, seq, previous, run, row } of waiting) {
    writer
      .fixed(sectionIdToBytes(section))
      .fixed(deviceIdToBytes(author))
      .fixed(letterIdToBytes(id))
      .uint(seq)
      .fixed(letterIdToBytes(previous))
      .fixed(runIdToBytes(run))
      .uint(row);
  }
  writer.uint(unread.length);
  for (const { section, keyId } of unread) {
    writer.fixed(sectionIdToBytes(section)).fixed(keyIdToBytes(keyId));
  }
  return writer.finish();
};

/** The summary, or null when the bytes are not one: then everything is opened. */
export const readSummary = (bytes: Uint8Array): Summary | null => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) return null;
    const lastRow = reader.uint();
    // Each list grows as its entries are read, so that a large count alone allocates nothing.
    const statements: Bytes[] = [];
    for (let left = reader.uint(MOST_STATEMENTS); left > 0; left -= 1) {
      statements.push(reader.bytes(LARGEST_STATEMENT));
    }
    const chains: ChainSummary[] = [];
    for (let left = reader.uint(MOST_CHAINS); left > 0; left -= 1) {
      const section = sectionIdFromBytes(reader.fixed(16));
      const author = deviceIdFromBytes(reader.fixed(32));
      const base = { seq: reader.uint(), letter: letterIdFromBytes(reader.fixed(32)) };
      const line: LetterId[] = [];
      for (let letters = reader.uint(MOST_LETTERS); letters > 0; letters -= 1) {
        line.push(letterIdFromBytes(reader.fixed(32)));
      }
      const runs: RunId[] = [];
      while (runs.length < line.length) {
        const length = reader.uint(line.length - runs.length);
        if (length === 0) throw new Malformed('a run without letters');
        const run = runIdFromBytes(reader.fixed(16));
        for (let more = length; more > 0; more -= 1) runs.push(run);
      }
      chains.push({ section, author, base, line, runs });
    }
    const waiting: WaitingSummary[] = [];
    for (let left = reader.uint(MOST_LETTERS); left > 0; left -= 1) {
      waiting.push({
        section: sectionIdFromBytes(reader.fixed(16)),
        author: deviceIdFromBytes(reader.fixed(32)),
        id: letterIdFromBytes(reader.fixed(32)),
        seq: reader.uint(),
        previous: letterIdFromBytes(reader.fixed(32)),
        run: runIdFromBytes(reader.fixed(16)),
        row: reader.uint(),
      });
    }
    const unread: UnreadKey[] = [];
    for (let left = reader.uint(MOST_UNREAD); left > 0; left -= 1) {
      unread.push({
        section: sectionIdFromBytes(reader.fixed(16)),
        keyId: keyIdFromBytes(reader.fixed(16)),
      });
    }
    reader.end();
    return { lastRow, statements, chains, waiting, unread };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
