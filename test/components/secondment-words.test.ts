/** The words and the order of a secondment's screens, and the places of marks on its line. */
import { array, assert, constant, constantFrom, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { findingOf, joinMarks, monthWord, placeOnLine } from '@/components/secondment/line-marks';
import {
  asksNow,
  dueSentence,
  dutyGroups,
  dutyParts,
  dutyPlace,
  pressingLines,
  waitingSentence,
} from '@/components/secondment/duty-words';
import { meetingTime } from '@/components/secondment/meeting-list';
import { onlyChanged, readDay } from '@/components/secondment/record-form';
import { addDays, CalendarDay } from '@/lib/domain/calendar';
import { sampleSecondment } from '../preview/sample-secondment';
import type { LineMark } from '@/lib/session/views';

const day = (text: string): CalendarDay => CalendarDay.parse(text);
const today = day('2026-11-21');
const start = day('2026-02-01');
const end = day('2028-01-31');

const mark = (on: string, state: LineMark['state'], isTick = false): LineMark => ({
  on: day(on),
  title: `${on} ${state}`,
  state,
  isTick,
});

test.for([
  { on: '2026-02-01', at: 0 },
  { on: '2028-01-31', at: 100 },
  { on: '2025-12-25', at: 0 },
  { on: '2029-01-01', at: 100 },
])('$on stands at $at of the line', ({ on, at }) => {
  expect(placeOnLine(day(on), start, end)).toBe(at);
});

test('a line of no length has one place', () => {
  expect(placeOnLine(start, start, start)).toBe(0);
});

test('of marks that meet, the overdue one is drawn', () => {
  const drawn = joinMarks(
    [
      mark('2026-11-01', 'overdue'),
      mark('2026-10-30', 'done'),
      mark('2026-11-05', 'to come'),
      mark('2027-11-05', 'to come'),
    ],
    start,
    end,
    3.4,
  );
  expect(drawn.map(({ on, state, count }) => ({ on, state, count }))).toEqual([
    { on: '2026-11-01', state: 'overdue', count: 3 },
    { on: '2027-11-05', state: 'to come', count: 1 },
  ]);
});

test('joining loses no mark, and an overdue one is always drawn', () => {
  const anyMark = record({
    on: integer({ min: 0, max: 729 }).map((days) => addDays(start, days)),
    title: constant('a date'),
    state: constantFrom<LineMark['state']>('done', 'overdue', 'to come', 'booked'),
    isTick: constant(false),
  });
  assert(
    property(array(anyMark, { maxLength: 60 }), (marks) => {
      const drawn = joinMarks(marks, start, end, 3.4);
      expect(drawn.reduce((sum, { count }) => sum + count, 0)).toBe(marks.length);
      expect(drawn.some(({ state }) => state === 'overdue')).toBe(
        marks.some(({ state }) => state === 'overdue'),
      );
    }),
  );
});

test.for([
  { marks: [], words: 'No dates yet.' },
  { marks: [mark('2026-11-01', 'overdue')], words: '1 overdue.' },
  {
    marks: [
      mark('2026-11-01', 'overdue'),
      mark('2026-03-01', 'done'),
      mark('2027-01-01', 'booked'),
    ],
    words: '1 overdue, 1 booked and 1 done.',
  },
  {
    marks: [
      mark('2026-03-01', 'done'),
      mark('2026-03-07', 'done', true),
      mark('2026-04-07', 'overdue', true),
      mark('2026-05-07', 'to come', true),
    ],
    words: '1 done. Monthly returns: 1 of 3 done, 1 overdue.',
  },
])('the line says: $words', ({ marks, words }) => {
  expect(findingOf(marks)).toBe(words);
});

test('the ends of the line name month and year', () => {
  expect([monthWord(day('2026-09-30')), monthWord(day('2028-01-31'))]).toEqual([
    'Sept 2026',
    'Jan 2028',
  ]);
});

test('what is overdue comes first, then what is due soon, then what is booked', () => {
  const lines = pressingLines(sampleSecondment.duties);
  expect(lines.slice(0, 4).map(({ duty }) => duty.title)).toEqual([
    'Quarterly three-way meeting 3',
    'Laptop with probation systems',
    'Monthly sickness return, November 2026',
    'Quarterly three-way meeting 4',
  ]);
});

test('the monthly returns are one line with how many are done', () => {
  const lines = pressingLines(sampleSecondment.duties);
  const returns = lines.filter(({ duty }) => duty.group === 'Monthly sickness returns');
  expect(returns.map(({ progress }) => progress)).toEqual(['9 of 24 done']);
});

test('every duty is in one group', () => {
  const groups = dutyGroups(sampleSecondment.duties);
  expect(groups.flatMap(({ duties }) => duties)).toHaveLength(sampleSecondment.duties.length);
});

test('a row says section, day and who is waited for', () => {
  const [first] = pressingLines(sampleSecondment.duties);
  const duty = first?.duty;
  if (duty === undefined) throw new Error('the sample has duties');
  expect(asksNow(duty)).toBe(true);
  expect(dueSentence(duty, today)).toBe('Section 8. Was due 1 November 2026');
  expect(waitingSentence(duty)).toBe('Waiting for you');
  const done = { ...duty, status: { word: 'Done', days: null, on: day('2026-10-30') } } as const;
  expect(dueSentence(done, today)).toBe('Section 8. 30 October 2026');
  expect(waitingSentence(done)).toBe('');
});

test('the address of a duty names the duty again', () => {
  const [duty] = sampleSecondment.duties;
  if (duty === undefined) throw new Error('the sample has duties');
  expect(dutyParts(dutyPlace('secondment.ada', duty).id)).toEqual({
    secondment: 'secondment.ada',
    duty: 'S2.3',
    turn: '1',
  });
});

test.for([null, '', 'secondment.ada', 'a|b', '|S2.3|1', 'a|b|c|d'])(
  'the address %s names no duty',
  (id) => {
    expect(dutyParts(id)).toBeNull();
  },
);

test.for([
  ['2026-07-28T10:30', 'Tuesday 28 July 2026, 10:30am'],
  ['2026-11-24T14:00', 'Tuesday 24 November 2026, 2pm'],
  ['soon', 'soon'],
] as const)('a meeting at %s is said as %s', ([startsAt, words]) => {
  expect(meetingTime(startsAt)).toBe(words);
});

test.for([
  { typed: '24/11/2026', missing: 'Enter it', day: '2026-11-24', errors: [] },
  { typed: '', missing: 'Enter it', day: null, errors: [{ field: 'on', text: 'Enter it' }] },
  { typed: '', missing: null, day: null, errors: [] },
  {
    typed: '30/2/2026',
    missing: null,
    day: null,
    errors: [{ field: 'on', text: 'End date must be a real date' }],
  },
])('the typed date "$typed" is read', ({ typed, missing, day: expected, errors }) => {
  expect(readDay(typed, 'on', 'End date', missing)).toEqual({ day: expected, errors });
});

test('a form that left a field alone does not send it', () => {
  expect(onlyChanged({ a: 1, b: null, c: 'x' }, { a: 1, b: '2026-11-24', c: '' })).toEqual({
    b: '2026-11-24',
    c: '',
  });
});
