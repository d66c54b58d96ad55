/** Three words for two people to compare. */
import { wordlist } from '@scure/bip39/wordlists/english.js';

const BITS_PER_WORD = 11;

/** Three words of 2,048 from the first 33 bits of a hash. */
export const threeWords = (hash: Uint8Array): readonly [string, string, string] => {
  const bits = Array.from(hash.subarray(0, 5), (byte) => byte.toString(2).padStart(8, '0')).join(
    '',
  );
  const word = (at: number): string => {
    const found =
      wordlist[Number.parseInt(bits.slice(at * BITS_PER_WORD, (at + 1) * BITS_PER_WORD), 2)];
    if (found === undefined) throw new Error('a hash of at least five bytes is needed');
    return found;
  };
  return [word(0), word(1), word(2)];
};
