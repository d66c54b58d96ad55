/** What the other devices of a notebook said last of what they hold; kept on this device, sealed. */
import { byteReader, byteWriter, fromHex, Malformed, toHex } from '@/lib/parse/bytes';
import { readVector, writeVector, type Vector } from '@/lib/vault/vector';

export interface OtherDevice {
  readonly device: string;
  /** Of two reports the one with the higher counter holds. */
  readonly counter: number;
  readonly vector: Vector;
  /** Id of the secret of the epoch in which it reported: it holds that one, so it knows what made it. */
  readonly epoch: string;
  /** Clock time (ms) of the last report: for display by day only. */
  readonly seenAt: number;
}

const VERSION = 1;
const MOST_DEVICES = 10_000;
const LARGEST_VECTOR = 2 * 1024 * 1024;

/** `others := version • count • (device(32) • counter • seen at • epoch(16) • bytes vector)*` */
export const othersToBytes = (others: ReadonlyMap<string, OtherDevice>): Uint8Array => {
  const writer = byteWriter().uint(VERSION).uint(others.size);
  for (const { device, counter, vector, epoch, seenAt } of others.values()) {
    writer
      .fixed(fromHex(device))
      .uint(counter)
      .uint(seenAt)
      .fixed(fromHex(epoch))
      .bytes(writeVector(vector));
  }
  return writer.finish();
};

/** What can be read of it: it only saves asking again, so the rest is left out. */
export const bytesToOthers = (bytes: Uint8Array): ReadonlyMap<string, OtherDevice> => {
  const others = new Map<string, OtherDevice>();
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return others;
    for (let left = reader.uint(MOST_DEVICES); left > 0; left -= 1) {
      const device = toHex(reader.fixed(32));
      const counter = reader.uint();
      const seenAt = reader.uint();
      const epoch = toHex(reader.fixed(16));
      const vector = readVector(reader.bytes(LARGEST_VECTOR));
      if (vector !== null) others.set(device, { device, counter, vector, epoch, seenAt });
    }
    return others;
  } catch (error) {
    if (error instanceof Malformed) return others;
    throw error;
  }
};
