/** The summary of a vault: what it knows of the rows up to one, so that opening need not open those again. */
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';

import type { Link } from './chain';
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
import { LARGEST_PAYLOAD } from './statement';

export interface ChainSummary {
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly line: readonly LetterId[];
}

/** A letter that is held and is not on its chain, with the row in which it rests. */
export interface WaitingSummary extends Link {
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly row: number;
}

export interface Summary {
  readonly lastRow: number;
  readonly statements: readonly Bytes[];
  readonly chains: readonly ChainSummary[];
  readonly waiting: readonly WaitingSummary[];
}

const MOST_STATEMENTS = 100_000;
const MOST_CHAINS = 16_384;
const MOST_LETTERS = 10_000_000;
const LARGEST_STATEMENT = LARGEST_PAYLOAD + 4096;

export const writeSummary = ({ lastRow, statements, chains, waiting }: Summary): Bytes => {
  const writer = byteWriter().uint(1).uint(lastRow).uint(statements.length);
  for (const statement of statements) writer.bytes(statement);
  writer.uint(chains.length);
  for (const { section, author, line } of chains) {
    writer.fixed(sectionIdToBytes(section)).fixed(deviceIdToBytes(author)).uint(line.length);
    for (const id of line) writer.fixed(letterIdToBytes(id));
  }
  writer.uint(waiting.length);
  for (const { section, author, id, seq, previous, row } of waiting) {
    writer
      .fixed(sectionIdToBytes(section))
      .fixed(deviceIdToBytes(author))
      .fixed(letterIdToBytes(id))
      .uint(seq)
      .fixed(letterIdToBytes(previous))
      .uint(row);
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
      const line: LetterId[] = [];
      for (let letters = reader.uint(MOST_LETTERS); letters > 0; letters -= 1) {
        line.push(letterIdFromBytes(reader.fixed(32)));
      }
      chains.push({ section, author, line });
    }
    const waiting: WaitingSummary[] = [];
    for (let left = reader.uint(MOST_LETTERS); left > 0; left -= 1) {
      waiting.push({
        section: sectionIdFromBytes(reader.fixed(16)),
        author: deviceIdFromBytes(reader.fixed(32)),
        id: letterIdFromBytes(reader.fixed(32)),
        seq: reader.uint(),
        previous: letterIdFromBytes(reader.fixed(32)),
        row: reader.uint(),
      });
    }
    reader.end();
    return { lastRow, statements, chains, waiting };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
