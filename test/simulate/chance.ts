/** Chance that repeats itself: everything a schedule draws comes from its seed. Not for secrets. */
import type { Bytes } from '@/lib/vault/keys';

export interface Chance {
  /** A whole number from 0 up to but without `below`. */
  readonly int: (below: number) => number;
  readonly bytes: (length: number) => Bytes;
  /** True so many times in one. */
  readonly is: (probability: number) => boolean;
  /** One of them; throws when there is none. */
  readonly pick: <T>(items: readonly T[]) => T;
  readonly shuffled: <T>(items: readonly T[]) => readonly T[];
  /** Another stream: drawing more from one does not move the other. */
  readonly fork: () => Chance;
}

/** sfc32 by Chris Doty-Humphrey: small, fast and good enough to visit every corner. */
const chanceFrom = (first: number, second: number, third: number): Chance => {
  let [a, b, c, counter] = [first | 0, second | 0, third | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  return {
    int,
    bytes: (length) => {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 4) {
        let word = next();
        const end = Math.min(at + 4, length);
        for (let index = at; index < end; index += 1) {
          bytes[index] = word & 255;
          word >>>= 8;
        }
      }
      return bytes;
    },
    is: (probability) => next() / 2 ** 32 < probability,
    pick: (items) => {
      const item = items[int(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    shuffled: (items) => {
      const left = [...items];
      const drawn: (typeof left)[number][] = [];
      while (left.length > 0) drawn.push(...left.splice(int(left.length), 1));
      return drawn;
    },
    fork: () => chanceFrom(next(), next(), next()),
  };
};

export const makeChance = (seed: number): Chance =>
  chanceFrom(seed, Math.floor(seed / 2 ** 32), 0x9e3779b9);
