/** Identity numbers as they are typed; every number here is made up. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseCrn,
  parseCroNumber,
  parsePncNumber,
  parsePrisonNumber,
} from '@/lib/domain/identity-numbers';

const YEAR = 2026;

test.for([
  ['2024/1234567K', '2024/1234567K'],
  ['24/1234567k', '2024/1234567K'],
  [' 2023 / 42 v ', '2023/0000042V'],
  ['20231234567', null],
  ['2024/1234567L', null],
  ['2027/1234567K', null],
  ['', null],
  ['24/12345678K', null],
] as const)('the PNC number %s is read as %s', ([typed, value]) => {
  const judged = parsePncNumber(typed, YEAR);
  expect(judged.state === 'ok' ? judged.value : null).toBe(value);
});

test('a two-digit year above this one is of the last century', () => {
  const judged = [
    'A',
    'B',
    'C',
    'D',
    'E',
    'F',
    'G',
    'H',
    'J',
    'K',
    'L',
    'M',
    'N',
    'P',
    'Q',
    'R',
    'T',
    'U',
    'V',
    'W',
    'X',
    'Y',
    'Z',
  ]
    .map((letter) => parsePncNumber(`98/7${letter}`, YEAR))
    .filter(({ state }) => state === 'ok');
  expect(judged).toHaveLength(1);
  expect(judged[0]).toMatchObject({ value: expect.stringMatching(/^1998\/0000007/u) });
});

test('the check letter is named in the refusal', () => {
  expect(parsePncNumber('2024/1234567L', YEAR)).toEqual({
    state: 'refused',
    reason: 'check letter',
    words: 'PNC number does not pass its check letter. Check it against the record',
  });
});

test.for([
  ['123456/24X', '123456/24X'],
  ['123456/24x', '123456/24X'],
  ['123456/24Y', null],
  ['SF24/ABC', null],
  ['24/123456X', null],
] as const)('the CRO number %s is read as %s', ([typed, value]) => {
  const judged = parseCroNumber(typed);
  expect(judged.state === 'ok' ? judged.value : null).toBe(value);
});

test.for([
  ['x123456', 'X123456'],
  [' X 123456', 'X123456'],
  ['X12345', null],
  ['XX12345', null],
] as const)('the CRN %s is read as %s', ([typed, value]) => {
  const judged = parseCrn(typed);
  expect(judged.state === 'ok' ? judged.value : null).toBe(value);
});

test('a refusal says what the form is', () => {
  expect(parseCrn('123')).toMatchObject({ words: 'CRN must be 1 letter and 6 numbers' });
  expect(parseCrn(' ')).toMatchObject({ reason: 'empty', words: 'Enter a CRN' });
  expect(parsePrisonNumber('A12')).toMatchObject({
    words: 'Prison number must be 1 letter, 4 numbers and 2 letters',
  });
  expect(parsePrisonNumber('a1234bc')).toEqual({ state: 'ok', value: 'A1234BC' });
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const passing = (parse: (text: string) => { readonly state: string }, stem: string) =>
  LETTERS.filter((letter) => parse(`${stem}${letter}`).state === 'ok');

test('exactly one letter passes for each number, never I, O or S', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1950, max: YEAR }),
      fc.integer({ min: 0, max: 9_999_999 }),
      (year, serial) => {
        const pnc = passing((text) => parsePncNumber(text, YEAR), `${year}/${serial}`);
        expect(pnc).toHaveLength(1);
        expect(['I', 'O', 'S']).not.toContain(pnc[0]);
        const short = String(year).slice(2);
        expect(passing(parseCroNumber, `${serial % 1_000_000}/${short}`)).toHaveLength(1);
        expect(passing(parseCroNumber, `SF${short}/${serial % 1_000_000}`)).toHaveLength(1);
      },
    ),
  );
});

test('a full PNC number reads as itself with and without its slash', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1950, max: YEAR }),
      fc.integer({ min: 0, max: 9_999_999 }),
      (year, serial) => {
        const [letter] = passing((text) => parsePncNumber(text, YEAR), `${year}/${serial}`);
        const full = `${year}/${String(serial).padStart(7, '0')}${letter}`;
        expect(parsePncNumber(full, YEAR)).toEqual({ state: 'ok', value: full });
        expect(parsePncNumber(full.replace('/', ''), YEAR)).toEqual({ state: 'ok', value: full });
      },
    ),
  );
});

test('whatever is typed gets an answer', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (typed) => {
      for (const parse of [parseCrn, parseCroNumber, parsePrisonNumber]) {
        expect(['ok', 'refused']).toContain(parse(typed).state);
      }
      expect(['ok', 'refused']).toContain(parsePncNumber(typed, YEAR).state);
    }),
  );
});
