/** Padding, so that a length tells little: Padmé with a floor (Nikitin and others, PETS 2019, section 4). */
import { Malformed } from '@/lib/parse/bytes';

import type { Bytes } from './keys';

/** Nothing sealed is shorter: an edit of a word and an edit of a line look alike. */
export const PADDING_FLOOR = 512;

/** The padded length: at least the floor, at most 12 % more than asked, with O(log log n) bits left to see. */
export const paddedLength = (length: number): number => {
  if (length <= PADDING_FLOOR) return PADDING_FLOOR;
  const exponent = Math.floor(Math.log2(length));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - significant);
  return Math.ceil(length / step) * step;
};

/** The bytes with zeros behind them. The bytes must say themselves where they end. */
export const pad = (bytes: Uint8Array): Bytes => {
  const padded = new Uint8Array(paddedLength(bytes.length));
  padded.set(bytes);
  return padded;
};

/** Refuses padding that {@link pad} would not have made, so that it carries nothing and one value has one form. */
export const checkPadding = (padded: Uint8Array, contentLength: number): void => {
  if (padded.length !== paddedLength(contentLength)) throw new Malformed('padded otherwise');
  for (let at = contentLength; at < padded.length; at += 1) {
    if (padded[at] !== 0) throw new Malformed('padding that is not zero');
  }
};
