/** The recovery code: 128 bits that a person copies by hand, in Crockford's base 32. */
import { byteWriter } from '@/lib/parse/bytes';

import { type Bytes, hashOf, type Random } from './keys';

/** The secret behind a code. */
const RECOVERY_SECRET_LENGTH = 16;
const CHECKSUM_BITS = 22;
/** 128 bits of secret and 22 of checksum fill 30 characters to the last bit. */
const CHARACTERS = (RECOVERY_SECRET_LENGTH * 8 + CHECKSUM_BITS) / 5;
const GROUP = 5;
/** Longest text that is looked at: a code with whatever stands between its characters. */
const LONGEST_TYPED = 400;

/** Crockford's alphabet: no I, L, O or U, which are mistaken for others or spell things. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** What people write instead. */
const TAKEN_FOR = { I: '1', L: '1', O: '0' } as const satisfies Record<string, string>;
const isTakenFor = (letter: string): letter is keyof typeof TAKEN_FOR => letter in TAKEN_FOR;

/** Which groups, counted from 1, a person types to show that the code was copied. */
export const GROUPS_TO_TYPE = [3, 6] as const;

const bitsOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');

const checksumBits = async (secret: Uint8Array): Promise<string> =>
  bitsOf(await hashOf('liaison-notebook/recovery-checksum/v1', secret)).slice(0, CHECKSUM_BITS);

/** Upper case, without what stands between groups, and with the letters that were taken for others put right. */
const cleaned = (typed: string): string =>
  Array.from(
    typed
      .slice(0, LONGEST_TYPED)
      .toUpperCase()
      .replaceAll(/[\s\p{Pd}._,]/gu, ''),
    (letter) => (isTakenFor(letter) ? TAKEN_FOR[letter] : letter),
  ).join('');

export const makeRecoverySecret = (random: Random): Bytes => random(RECOVERY_SECRET_LENGTH);

/** Six groups of five characters: `4J7QX-…`. `secret` has 16 bytes. */
export const writeRecoveryCode = async (secret: Uint8Array): Promise<string> => {
  if (secret.length !== RECOVERY_SECRET_LENGTH)
    throw new Error(`a secret of ${secret.length} bytes`);
  const bits = bitsOf(secret) + (await checksumBits(secret));
  const characters = Array.from({ length: CHARACTERS }, (_, at) =>
    ALPHABET.charAt(Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)),
  );
  return Array.from({ length: CHARACTERS / GROUP }, (_, at) =>
    characters.slice(at * GROUP, at * GROUP + GROUP).join(''),
  ).join('-');
};

export type RecoveryCodeReading =
  | { readonly state: 'read'; readonly secret: Bytes }
  | {
      readonly state: 'refused';
      /** The two are told apart because a person who has only part of a code must not look for a slip in it. */
      readonly why: 'not a whole code' | 'mistyped';
    };

/** Reads a typed code in either case, with or without what stands between the groups; O, I and L are put right. */
export const readRecoveryCode = async (typed: string): Promise<RecoveryCodeReading> => {
  const characters = cleaned(typed);
  if (characters.length !== CHARACTERS) return { state: 'refused', why: 'not a whole code' };
  let bits = '';
  for (const character of characters) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return { state: 'refused', why: 'mistyped' };
    bits += value.toString(2).padStart(5, '0');
  }
  const writer = byteWriter();
  for (let at = 0; at < RECOVERY_SECRET_LENGTH; at += 1) {
    writer.fixed(Uint8Array.of(Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2)));
  }
  const secret = writer.finish();
  return bits.slice(RECOVERY_SECRET_LENGTH * 8) === (await checksumBits(secret))
    ? { state: 'read', secret }
    : { state: 'refused', why: 'mistyped' };
};

/** True when someone typed the {@link GROUPS_TO_TYPE} of this code, or all of it. */
export const isCopied = (code: string, typed: string): boolean => {
  const groups = code.split('-');
  const asked = GROUPS_TO_TYPE.map((group) => groups[group - 1] ?? '').join('');
  return [cleaned(asked), cleaned(code)].includes(cleaned(typed));
};
