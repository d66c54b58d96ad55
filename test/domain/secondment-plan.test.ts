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
  PLAN_LIMITS,
  type Plan,
} from '@/lib/domain/secondment-plan';

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

test('the limits come from the table of duties', () => {
  expect(PLAN_LIMITS).toEqual({ usual: 24, longest: 36, notice: 1 });
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
