/** The steps of a transfer, its pack, and what is due. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, CalendarDay } from '@/lib/domain/calendar';
import { Acceptance, Transfer, type PackItem } from '@/lib/domain/transfer';
import {
  agesOf,
  currentStep,
  monthsTo18,
  PACK_ITEMS,
  packCount,
  packItemsFor,
  STEP_TITLES,
  stepsOf,
  transferDues,
} from '@/lib/domain/transfer-steps';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

const transferOf = (fields: Readonly<Record<string, unknown>> = {}): Transfer =>
  Transfer.parse({
    id: 't1',
    reference: 'JB-0412',
    dateOfBirth: '2009-02-14',
    team: 'team.newham',
    ...fields,
  });

const acceptance = Acceptance.parse({
  id: 't1.acceptance.0a',
  transfer: 't1',
  statement: 'I accept responsibility.',
  responsibleFrom: '2027-02-20',
  name: 'L Chen',
  role: '',
  grade: '',
  qualifications: '',
  organisation: '',
  signedOn: '2027-02-12',
  device: '0a'.repeat(32),
  signature: '0b'.repeat(64),
});

const packIn = (state: PackItem['state']): readonly PackItem[] =>
  packItemsFor('t1').map((item) => ({ ...item, state, changedOn: day('2027-01-10') }));

const DONE = {
  identifiedOn: '2026-08-20',
  decision: 'transfer',
  decidedOn: '2026-10-01',
  handoverOn: '2027-01-28',
  reviewedOn: '2027-03-18',
  ownWords: 'I want to keep my college place.',
} as const;

test('the ages are 17 years 6 months and 18, and the responsible day is 18 until another is agreed', () => {
  expect(agesOf(transferOf())).toEqual({
    turns18On: '2027-02-14',
    prepareFrom: '2026-08-14',
    responsibleFrom: '2027-02-14',
    isUnsettled: false,
  });
  expect(agesOf(transferOf({ responsibleFrom: '2027-03-01' })).responsibleFrom).toBe('2027-03-01');
  expect(agesOf(transferOf(), acceptance).responsibleFrom).toBe('2027-02-20');
  expect(agesOf(transferOf({ dateOfBirth: '2008-02-29' }))).toMatchObject({
    turns18On: '2026-03-01',
    prepareFrom: '2025-08-29',
    isUnsettled: true,
  });
});

test('a new transfer is to be identified, and only the ages are national', () => {
  const steps = stepsOf(transferOf(), [], null);
  expect(steps.map(({ title }) => title)).toEqual(STEP_TITLES);
  expect(steps.map(({ state }) => state)).toEqual([
    'now',
    'to come',
    'to come',
    'to come',
    'to come',
    'to come',
  ]);
  expect(steps.map(({ source, dueOn }) => [source, dueOn])).toEqual([
    ['national', '2026-08-14'],
    ['local', '2026-10-14'],
    ['local', '2027-01-17'],
    ['local', '2027-01-31'],
    ['national', '2027-02-14'],
    ['local', '2027-03-14'],
  ]);
  expect(currentStep(steps)).toBe('Identified');
});

test('an agreed responsible day is local', () => {
  const steps = stepsOf(transferOf({ responsibleFrom: '2027-03-01' }), [], null);
  expect(steps.find(({ step }) => step === 'accepted')).toMatchObject({
    source: 'local',
    dueOn: '2027-03-01',
  });
});

test('a step done out of turn stays done, and the first that is missing is now', () => {
  const steps = stepsOf(transferOf({ handoverOn: '2027-01-28' }), [], null);
  expect(steps.find(({ step }) => step === 'handover')).toMatchObject({
    state: 'done',
    on: '2027-01-28',
  });
  expect(currentStep(steps)).toBe('Identified');
});

test('a finished transfer is at its last step and nothing is due', () => {
  const steps = stepsOf(transferOf(DONE), packIn('received'), acceptance);
  expect(steps.map(({ state }) => state)).toEqual(Array(6).fill('done'));
  expect(steps.find(({ step }) => step === 'pack')?.on).toBe('2027-01-10');
  expect(currentStep(steps)).toBe('Review');
  expect(transferDues(transferOf(DONE), packIn('received'), acceptance, day('2027-06-01'))).toEqual(
    [],
  );
});

test('a transfer that is kept ends with the decision', () => {
  const kept = transferOf({ ...DONE, decision: 'keep', ownWords: '' });
  expect(stepsOf(kept, [], null).map(({ step }) => step)).toEqual(['identified', 'decided']);
  expect(transferDues(kept, [], null, day('2027-06-01'))).toEqual([]);
});

test('the pack starts with seven items of composed ids; what does not apply is not counted', () => {
  const pack = packItemsFor('t1');
  expect(pack).toHaveLength(PACK_ITEMS.length);
  expect(pack[5]).toMatchObject({ id: 't1.own-words', state: 'not started' });
  const [first, second, ...rest] = pack;
  if (first === undefined || second === undefined) return;
  expect(
    packCount([{ ...first, state: 'not applicable' }, { ...second, state: 'sent' }, ...rest]),
  ).toEqual({ sent: 1, received: 0, all: 6 });
  const dismissed = pack.map((item) => ({ ...item, state: 'not applicable' as const }));
  expect(stepsOf(transferOf(), dismissed, null).find(({ step }) => step === 'pack')?.state).toBe(
    'done',
  );
});

test('what is due names who is waited for, soonest first', () => {
  const dues = transferDues(transferOf(), packItemsFor('t1'), null, day('2027-01-20'));
  expect(dues.map(({ title, status }) => [title, status.word])).toEqual([
    ['Start preparing the transfer (17 years 6 months)', 'Overdue'],
    ['Decide: transfer, keep or share', 'Overdue'],
    ['Send the transfer pack (0 of 7 sent)', 'Overdue'],
    ["Record the young person's own words", 'Due soon'],
    ['Introduction and handover meeting', 'Due soon'],
    ['Accept responsibility', 'Not due yet'],
  ]);
  const sent = transferDues(transferOf(DONE), packIn('sent'), null, day('2027-01-20'));
  expect(sent.map(({ title, waitsFor }) => [title, waitsFor[0]])).toEqual([
    ['Confirm what was received (7 to confirm)', 'probation-practitioner'],
    ['Accept responsibility', 'probation-practitioner'],
  ]);
});

test('a recorded refusal counts as the young person having been asked', () => {
  const asked = transferOf({ ...DONE, ownWords: ' ', ownWordsMissing: 'Did not wish to say' });
  const keys = transferDues(asked, packIn('received'), null, day('2027-01-20')).map(
    ({ key }) => key,
  );
  expect(keys).not.toContain('t1.own-words');
});

test('a review is due only after the acceptance', () => {
  const dues = transferDues(
    transferOf({ ...DONE, reviewedOn: null }),
    packIn('received'),
    acceptance,
    day('2027-03-01'),
  );
  expect(dues.map(({ title, dueOn }) => [title, dueOn])).toEqual([
    ['Review the transfer', '2027-03-20'],
  ]);
});

test('every transfer stands in one bin of months to 18', () => {
  const anyBirth = fc
    .integer({ min: 0, max: 4_000 })
    .map((days) => addDays(day('2004-01-01'), days));
  fc.assert(
    fc.property(fc.array(anyBirth, { maxLength: 30 }), (births) => {
      const bins = monthsTo18(
        births.map((dateOfBirth) => transferOf({ dateOfBirth })),
        day('2026-11-24'),
      );
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(births.length);
    }),
  );
  const at = (dateOfBirth: string): string | undefined =>
    monthsTo18([transferOf({ dateOfBirth })], day('2026-11-24')).find(({ count }) => count === 1)
      ?.label;
  expect(at('2008-11-24')).toBe('Already 18');
  expect(at('2008-11-25')).toBe('Less than 1 month');
  expect(at('2008-12-24')).toBe('1 to 2 months');
  expect(at('2009-05-23')).toBe('3 to 5 months');
  expect(at('2009-05-24')).toBe('6 to 11 months');
  expect(at('2010-11-24')).toBe('1 year or more');
});

test('no due date of a transfer is before the day to start preparing', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000, max: 2_000 }), (days) => {
      const transfer = transferOf({ responsibleFrom: addDays(day('2027-02-14'), days) });
      for (const { dueOn } of stepsOf(transfer, [], null)) {
        expect(dueOn !== null && dueOn >= '2026-08-14').toBe(true);
      }
    }),
  );
});
