/** The words of a transfer's screens and what is read from its forms. */
import { expect, test } from 'vitest';
import { missingFrom } from '@/components/transfer/accept-form';
import { monthsFinding } from '@/components/transfer/months-to-18';
import {
  ageSentences,
  crnErrors,
  EMPTY_TRANSFER,
  readTransfer,
  tidyCrn,
} from '@/components/transfer/new-transfer';
import { packItemWords } from '@/components/transfer/transfer-record';
import { ndeliusText, packSentence, timeUntil } from '@/components/transfer/transfer-words';
import { CalendarDay } from '@/lib/domain/calendar';
import { PackItem } from '@/lib/domain/transfer';
import { openApp } from '../preview/sample-notebook';
import { sampleAcceptedTransfer, sampleTransfer } from '../preview/sample-transfer';

const day = (text: string): CalendarDay => CalendarDay.parse(text);
const today = day('2026-11-21');

test.for([
  ['2026-11-21', 'today'],
  ['2026-11-22', 'tomorrow'],
  ['2026-11-20', 'yesterday'],
  ['2026-12-01', 'in 10 days'],
  ['2026-12-05', 'in 2 weeks'],
  ['2027-02-14', 'in 12 weeks'],
  ['2026-11-11', '10 days ago'],
  ['2026-10-01', '7 weeks ago'],
] as const)('%s is %s', ([on, words]) => {
  expect(timeUntil(today, day(on))).toBe(words);
});

test('what does not apply is not counted in the pack', () => {
  expect(packSentence(sampleTransfer.pack)).toBe('2 of 5 sent, 1 received');
  expect(packSentence([])).toBe('Nothing to send');
});

test('a document says its day, by whom, its version and why', () => {
  const item = PackItem.parse({ id: 'transfer.jb.plan', transfer: 'transfer.jb', title: 'Plan' });
  expect(packItemWords(item)).toBe('');
  expect(
    packItemWords({ ...item, state: 'sent', changedOn: today, by: 'Tom Adeyemi', version: '2' }),
  ).toBe('21 November 2026, by Tom Adeyemi. Version: 2');
  expect(packItemWords({ ...item, state: 'not applicable', reason: 'Lives independently' })).toBe(
    'Lives independently',
  );
});

test.for([
  { typed: '', words: [] },
  { typed: '14/2/2030', words: [] },
  {
    typed: '14/2/2009',
    words: [
      'Turns 18 on 14 February 2027.',
      'Start preparing from 14 August 2026 (17 years 6 months).',
    ],
  },
  {
    typed: '31/8/2009',
    words: [
      'Turns 18 on 31 August 2027.',
      'Start preparing from 28 February 2027 (17 years 6 months).',
    ],
  },
  {
    typed: '14/2/2008',
    words: [
      'Turned 18 on 14 February 2026.',
      'This person is already 18. You can still record the transfer.',
    ],
  },
])('the date of birth "$typed" says what follows', ({ typed, words }) => {
  expect(ageSentences(typed, today)).toEqual(words);
});

test('a birthday on 29 February says that the day is not settled', () => {
  expect(ageSentences('29/2/2012', today).at(-1)).toMatch(/29 February/u);
});

test.for(['x 123 456', 'X123456'])('the CRN "%s" is kept in its one form', (typed) => {
  expect(crnErrors(typed)).toEqual([]);
  expect(tidyCrn(typed)).toBe('X123456');
});

test.for(['123456', 'XX12345', 'X12345', 'X1234567'])('"%s" is not a CRN', (typed) => {
  expect(crnErrors(typed)).toEqual([{ field: 'crn', text: 'CRN must be 1 letter and 6 numbers' }]);
});

test('an empty form names every question that must be answered', () => {
  const read = readTransfer(EMPTY_TRANSFER, openApp);
  expect(read.state === 'wrong' ? read.errors.map(({ field }) => field) : []).toEqual([
    'reference',
    'dateOfBirth',
    'team',
  ]);
});

test('a date of birth that has not come is refused', () => {
  const read = readTransfer(
    { ...EMPTY_TRANSFER, reference: 'JB', dateOfBirth: '21/11/2026', team: 'team.newham' },
    openApp,
  );
  expect(read).toEqual({
    state: 'wrong',
    errors: [{ field: 'dateOfBirth', text: 'Date of birth must be in the past' }],
  });
});

test.for([
  { bins: [], words: 'Nobody is about to turn 18.' },
  {
    bins: [
      { label: 'Already 18', count: 0 },
      { label: 'Less than 1 month', count: 1 },
    ],
    words: '1 turns 18 in less than 1 month.',
  },
  {
    bins: [
      { label: 'Already 18', count: 2 },
      { label: 'Less than 1 month', count: 0 },
      { label: '1 to 2 months', count: 4 },
    ],
    words: '4 turn 18 in 1 to 2 months. 2 are already 18.',
  },
])('the columns say: $words', ({ bins, words }) => {
  expect(monthsFinding(bins)).toBe(words);
});

test('a receiver is told what has not arrived', () => {
  expect(missingFrom(sampleTransfer)).toContain('Court order: not sent');
  expect(missingFrom(sampleTransfer)).toContain(
    'Risk assessment and management plan: sent, not received',
  );
  expect(missingFrom(sampleAcceptedTransfer)).toEqual([]);
  const silent = { ...sampleAcceptedTransfer.record, ownWords: '' };
  expect(missingFrom({ ...sampleAcceptedTransfer, record: silent })).toEqual([
    'What the young person said: not recorded',
  ]);
});

test('the text for NDelius holds neither the young person’s words nor the reason', () => {
  const { record } = sampleTransfer;
  const text = ndeliusText(record, [{ title: 'Decision', words: 'Transfer to Probation' }]);
  expect(text).toBe('Transfer to Probation, JB-0412\nCRN X123456\nDecision: Transfer to Probation');
});
