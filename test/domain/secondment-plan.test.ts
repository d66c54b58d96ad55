/** How long a plan may be, and what is refused or only pointed out. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addMonths, CalendarDay } from '@/lib/domain/calendar';
import {
  defaultEnd,
  earliestEndAfterNotice,
  judgePlan,
  latestEnd,
  lengthInMonths,
  monthsInWords,
  type Plan,
} from '@/lib/domain/secondment-plan';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

const planOf = (fields: Partial<Plan>): Plan => ({
  startsOn: day('2027-02-01'),
  endsOn: day('2029-01-31'),
  noticeOn: null,
  allAgree: false,
  endReason: '',
  today: day('2026-11-24'),
  ...fields,
});

const reasonsOf = (plan: Plan): readonly string[] => {
  const judged = judgePlan(plan);
  return judged.state === 'refused'
    ? [`refused: ${judged.reason}`]
    : judged.warnings.map(({ reason }) => reason);
};

test('the limits come from the protocol that the secondment is under', () => {
  const limits = {
    ...PROTOCOL_2010.limits,
    usualMonths: 18,
    longestMonths: 30,
    noticeMonths: 2,
  };
  expect(defaultEnd(day('2027-02-01'), limits)).toBe('2028-07-31');
  expect(latestEnd(day('2027-02-01'), limits)).toBe('2029-07-31');
  expect(earliestEndAfterNotice(day('2027-12-31'), limits)).toBe('2028-02-29');
  expect(judgePlan(planOf({ limits, endsOn: day('2029-08-01') }))).toMatchObject({
    state: 'refused',
    words:
      'The secondment cannot be longer than 30 months. Section 2 allows 18 months and one extension of up to 1 year',
  });
  expect(judgePlan(planOf({ limits }))).toMatchObject({
    warnings: [
      { words: expect.stringContaining('longer than 18 months, which end on 31 July 2028') },
      {},
    ],
  });
  expect(
    judgePlan(planOf({ limits, noticeOn: day('2028-01-31'), endsOn: day('2028-03-30') })),
  ).toMatchObject({ words: 'End date must be at least 2 months after notice was given' });
});

test('acting up is short, and from the weeks that the protocol sets on it is a secondment', () => {
  const week = planOf({ kind: 'acting up', endsOn: day('2027-02-07') });
  expect(judgePlan(week)).toEqual({ state: 'accepted', warnings: [] });
  expect(reasonsOf({ ...week, endsOn: day('2027-02-27') })).toEqual([]);
  expect(reasonsOf({ ...week, endsOn: day('2027-02-28') })).toEqual(['too long for acting up']);
  expect(reasonsOf({ ...week, endsOn: day('2031-02-28') })).toEqual(['refused: over three years']);
});

test('section 3: less than two years in the post is only pointed out', () => {
  expect(reasonsOf(planOf({ inPostSince: day('2025-02-01') }))).toEqual([]);
  expect(reasonsOf(planOf({ inPostSince: day('2025-02-02') }))).toEqual(['short time in post']);
});

test.for([
  [1, '1 month'],
  [12, '1 year'],
  [24, '2 years'],
  [18, '18 months'],
  [0, '0 months'],
] as const)('%i months are %s', ([months, words]) => {
  expect(monthsInWords(months)).toBe(words);
});

test.for([
  ['2027-02-01', '2029-01-31', '2030-01-31'],
  ['2028-02-29', '2030-02-28', '2031-02-28'],
  ['2026-03-01', '2028-02-29', '2029-02-28'],
  ['2026-08-31', '2028-08-30', '2029-08-30'],
] as const)(
  'a start on %s ends on %s by default and on %s at the latest',
  ([start, end, latest]) => {
    expect(defaultEnd(day(start))).toBe(end);
    expect(latestEnd(day(start))).toBe(latest);
  },
);

test('two years are accepted without a remark', () => {
  expect(judgePlan(planOf({}))).toEqual({ state: 'accepted', warnings: [] });
});

test.for([
  ['2027-01-31', ['refused: ends before it starts']],
  ['2030-02-01', ['refused: over three years']],
  ['2030-01-31', ['over two years', 'reason missing']],
  ['2028-01-31', ['under two years', 'reason missing']],
] as const)('an end on %s gives %o', ([endsOn, reasons]) => {
  expect(reasonsOf(planOf({ endsOn: day(endsOn) }))).toEqual(reasons);
});

test('a reason takes its warning away', () => {
  const plan = planOf({ endsOn: day('2028-01-31'), endReason: 'Acting up' });
  expect(reasonsOf(plan)).toEqual(['under two years']);
});

test('a refusal speaks in the words of the screen', () => {
  expect(judgePlan(planOf({ endsOn: day('2031-01-01') }))).toMatchObject({
    field: 'endsOn',
    words:
      'The secondment cannot be longer than 3 years. Section 2 allows 2 years and one extension of up to 1 year',
  });
});

test('notice is one month, the day of notice not counted, unless all agree', () => {
  expect(earliestEndAfterNotice(day('2027-01-31'))).toBe('2027-02-28');
  const short = planOf({ noticeOn: day('2028-03-03'), endsOn: day('2028-04-02'), endReason: 'x' });
  expect(reasonsOf(short)).toEqual(['refused: notice too short']);
  expect(reasonsOf({ ...short, endsOn: day('2028-04-03') })).toEqual(['under two years']);
  expect(reasonsOf({ ...short, allAgree: true })).toEqual(['under two years']);
});

test('what has already happened is recorded with a warning, never refused', () => {
  const past = planOf({
    startsOn: day('2020-01-01'),
    endsOn: day('2024-01-01'),
    noticeOn: day('2023-12-20'),
    endReason: 'x',
  });
  expect(reasonsOf(past)).toEqual(['over three years', 'notice too short', 'over two years']);
});

test('the default is never after the latest, and one more day than the latest is refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12_000 }), (days) => {
      const startsOn = addDays(day('2027-01-01'), days);
      expect(defaultEnd(startsOn) < latestEnd(startsOn)).toBe(true);
      expect(latestEnd(startsOn) <= addMonths(startsOn, 36)).toBe(true);
      const plan = planOf({ startsOn, endsOn: addDays(latestEnd(startsOn), 1) });
      expect(judgePlan(plan).state).toBe('refused');
      expect(lengthInMonths(startsOn, defaultEnd(startsOn))).toBe(24);
      expect(lengthInMonths(startsOn, latestEnd(startsOn))).toBe(36);
    }),
  );
});
