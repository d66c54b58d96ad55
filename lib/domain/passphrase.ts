/** When a passphrase is long enough to protect a device: the rule, and the sentence that says it. */

export const PASSPHRASE_RULE =
  'Passphrase must be at least 4 words of 3 letters or more, or 16 characters';

const ENOUGH_CHARACTERS = 16;
const ENOUGH_WORDS = 4;
/** Single letters with spaces between them are not words. */
const SHORTEST_WORD = 3;

/** True for 16 characters without the spaces around, or 4 words of at least 3 characters each. */
export const isLongEnough = (passphrase: string): boolean => {
  const trimmed = passphrase.trim();
  const words = trimmed.split(/\s+/u).filter((word) => word.length >= SHORTEST_WORD);
  return trimmed.length >= ENOUGH_CHARACTERS || words.length >= ENOUGH_WORDS;
};
