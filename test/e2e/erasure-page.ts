/** The store of truth in a page of its own: rows are written and rewritten as the engine does it. Runs in the browser. */
import { toHex } from '@/lib/parse/bytes';
import { StoreTag } from '@/lib/vault/ids';
import { openStore } from '@/lib/vault/store';

const TAG = StoreTag.parse('a1'.repeat(16));

/** The browser gives at most so many random bytes at once. */
const RANDOM_AT_ONCE = 65_536;
const random = (length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += RANDOM_AT_ONCE) {
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_AT_ONCE));
  }
  return bytes;
};

/** Lengths of covers as they come: mostly small, some of a few kilobytes, now and then a large one. */
const LENGTHS = [533, 533, 1045, 533, 4117, 533, 20_501, 1045, 70_000, 533];
/** Two places in each: the log of a browser's database cuts what it holds into blocks, now and then through one. */
const SAMPLES = [
  [200, 232],
  [400, 432],
] as const;

/** Writes rows of noise, one write each as edits come; answers with two pieces of each in hexadecimal, in order. */
const writeRows = async (count: number): Promise<readonly (readonly string[])[]> => {
  const store = await openStore({ indexedDB });
  const pieces: (readonly string[])[] = [];
  for (let row = 0; row < count; row += 1) {
    const cover = random(LENGTHS[row % LENGTHS.length] ?? 533);
    pieces.push(SAMPLES.map(([from, to]) => toHex(cover.subarray(from, to))));
    await store.append(TAG, [cover]);
  }
  store.close();
  return pieces;
};

const eraseRows = async (rows: readonly number[]): Promise<string> => {
  const store = await openStore({ indexedDB });
  // The store stays open, as that of an engine does.
  return (await store.rewrite(TAG, rows, random)).state;
};

Object.assign(globalThis, { writeRows, eraseRows });
