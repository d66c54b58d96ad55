/**
 * Identity numbers as people type them: CRN, PNC number, CRO number and prison number, with the two check
 * letters. Formats and letters as in the MOJ person record service; a number that does not pass may still be
 * kept as typed, with the words beside it.
 */

export type NumberJudgement =
  | { readonly state: 'ok'; readonly value: string }
  | {
      readonly state: 'refused';
      readonly reason: 'empty' | 'wrong form' | 'check letter' | 'two readings';
      readonly words: string;
    };

/** The remainder by 23 gives the letter; I, O and S never occur. */
const CHECK_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';

const checkLetterOf = (digits: string): string => CHECK_LETTERS.charAt(Number(digits) % 23);

/** No identity number is longer; a longer text is not looked at. */
const MOST_CHARACTERS = 40;

const tidy = (typed: string): string =>
  typed
    .slice(0, MOST_CHARACTERS + 1)
    .replaceAll(/\s+/gu, '')
    .toUpperCase();

const refusal = (
  reason: 'empty' | 'wrong form' | 'check letter' | 'two readings',
  words: string,
): NumberJudgement => ({ state: 'refused', reason, words });

const parseByForm = (typed: string, form: RegExp, what: string, shape: string): NumberJudgement => {
  const text = tidy(typed);
  if (text === '') return refusal('empty', `Enter a ${what}`);
  return form.test(text)
    ? { state: 'ok', value: text }
    : refusal('wrong form', `${what[0]?.toUpperCase() ?? ''}${what.slice(1)} must be ${shape}`);
};

/** `X123456`: one letter and six digits; no check. */
export const parseCrn = (typed: string): NumberJudgement =>
  parseByForm(typed, /^[A-Z]\d{6}$/u, 'CRN', '1 letter and 6 numbers');

/** `A1234BC`; no check. */
export const parsePrisonNumber = (typed: string): NumberJudgement =>
  parseByForm(typed, /^[A-Z]\d{4}[A-Z]{2}$/u, 'prison number', '1 letter, 4 numbers and 2 letters');

interface PncReading {
  readonly year: string;
  readonly serial: string;
}

/** The year in full: a two-digit year above this one is of the last century. */
const fullYear = (year: string, thisYear: number): string => {
  if (year.length === 4) return year;
  const century = Math.floor(thisYear / 100) - (Number(year) > thisYear % 100 ? 1 : 0);
  return `${century}${year}`;
};

/** Without a slash the year may be the first two digits or the first four. */
const pncReadings = (year: string | undefined, digits: string): readonly PncReading[] => {
  if (year !== undefined) return [{ year, serial: digits }];
  return [2, 4]
    .map((length) => ({ year: digits.slice(0, length), serial: digits.slice(length) }))
    .filter(({ serial }) => serial.length >= 1 && serial.length <= 7);
};

const PNC_FORM = /^(?:(\d{2}|\d{4})\/(\d{1,7})|(\d{3,11}))([A-Z])$/u;
const PNC_WORDS = 'PNC number must be a year, a number and a letter, like 2024/1234567K';
const LETTER_WORDS = 'does not pass its check letter. Check it against the record';

/**
 * A PNC number in its full form `YYYY/NNNNNNND`. The year may be typed with two digits, the number without its
 * leading zeros and without the slash. `thisYear` decides the century of a two-digit year.
 */
export const parsePncNumber = (typed: string, thisYear: number): NumberJudgement => {
  const text = tidy(typed);
  if (text === '') return refusal('empty', 'Enter a PNC number');
  const [, year, serial, run, letter] = PNC_FORM.exec(text) ?? [];
  if (letter === undefined) return refusal('wrong form', PNC_WORDS);
  const readings = pncReadings(year, serial ?? run ?? '')
    .map((reading) => ({
      year: fullYear(reading.year, thisYear),
      serial: reading.serial.padStart(7, '0'),
    }))
    .filter((reading) => /^(19|20)/u.test(reading.year) && Number(reading.year) <= thisYear);
  if (readings.length === 0) return refusal('wrong form', PNC_WORDS);
  const passing = new Set(
    readings
      .filter((reading) => checkLetterOf(reading.year.slice(2) + reading.serial) === letter)
      .map((reading) => `${reading.year}/${reading.serial}${letter}`),
  );
  const [value, ...others] = passing;
  if (value === undefined) return refusal('check letter', `PNC number ${LETTER_WORDS}`);
  return others.length === 0
    ? { state: 'ok', value }
    : refusal('two readings', 'Enter the PNC number with a / after the year');
};

/** A CRO number, `123456/24X` (padded to six digits), or its older form `SF24/123X` (not padded). */
export const parseCroNumber = (typed: string): NumberJudgement => {
  const text = tidy(typed);
  if (text === '') return refusal('empty', 'Enter a CRO number');
  const [, serial, year, letter] = /^(\d{1,6})\/(\d{2})([A-Z])$/u.exec(text) ?? [];
  if (serial !== undefined && year !== undefined && letter !== undefined) {
    const padded = serial.padStart(6, '0');
    return checkLetterOf(year + padded) === letter
      ? { state: 'ok', value: `${padded}/${year}${letter}` }
      : refusal('check letter', `CRO number ${LETTER_WORDS}`);
  }
  const [, sfYear, sfSerial, sfLetter] = /^SF(\d{2})\/(\d{1,6})([A-Z])$/u.exec(text) ?? [];
  if (sfYear !== undefined && sfSerial !== undefined && sfLetter !== undefined) {
    return checkLetterOf(sfYear + sfSerial) === sfLetter
      ? { state: 'ok', value: text }
      : refusal('check letter', `CRO number ${LETTER_WORDS}`);
  }
  return refusal('wrong form', 'CRO number must look like 123456/24X or SF24/123X');
};
