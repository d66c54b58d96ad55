/** The dates that a secondment has always had: walked through their life, and the odd starts and ends. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dutiesOn, dutyOn, day, evidenceOf, meetingOf, secondmentOf, wordsOn } from './duty-cases';
import { addDays, daysBetween } from '@/lib/domain/calendar';
import { dutiesOf, marksOf } from '@/lib/domain/duties';
import type { Meeting, MeetingKind } from '@/lib/domain/meeting';
import { DUTY_GROUPS, rowsOf } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { RecordId } from '@/lib/domain/record';
import { defaultEnd } from '@/lib/domain/secondment-plan';

/** First turn and due day of each row for two years from 1 February 2027. */
const WALK = [
  ['S1.3', '1', '2027-02-01'],
  ['S2.3', '1', '2027-02-15'],
  ['S2.4', '1', '2027-08-01'],
  ['S2.9', '1', '2028-07-31'],
  ['S2.10', '1', '2029-01-31'],
  ['S3.3', '1', '2027-02-01'],
  ['S4.6', '1', '2027-02-01'],
  ['S5.1a', '1', '2027-02-15'],
  ['S5.1b', '1', '2027-02-15'],
  ['S5.1c', '1', '2027-02-15'],
  ['S5.1d', '1', '2027-02-15'],
  ['S5.1e', '1', '2027-02-15'],
  ['S5.2', '1', '2027-03-01'],
  ['S5.3', '1', '2027-02-15'],
  ['S5.4', '1', '2027-03-01'],
  ['S5.5', '1', '2027-03-01'],
  ['S6.4', '1', '2028-07-31'],
  ['S7.3', '2027-02', '2027-03-07'],
  ['S8.10', '1', '2027-05-01'],
  ['S15.1', '1', '2027-02-01'],
  ['S16.2', '1', '2027-02-15'],
] as const;

test.for(WALK)(
  '%s %s applies: due on %s, and soon, today and overdue as the days pass',
  ([duty, turn, due]) => {
    expect(dutyOn('2027-01-10', duty, turn).dueOn).toBe(due);
    const soon = dutyOn(addDays(day(due), -14), duty, turn).status;
    expect(soon).toEqual({ word: 'Due soon', days: 14, on: null });
    expect(wordsOn(due, duty, turn)).toBe('Due today');
    const grace = duty === 'S5.5' ? 7 : 0;
    expect(wordsOn(addDays(day(due), grace + 1), duty, turn)).toBe(
      `Overdue ${grace + 1} ${grace === 0 ? 'day' : 'days'}`,
    );
  },
);

test.for(WALK)('%s %s is met by evidence, in time or late', ([duty, turn, due]) => {
  const evidence = [evidenceOf(duty, { state: 'done', doneOn: due, proof: 'In the folder' }, turn)];
  const met = dutyOn('2029-06-01', duty, turn, { evidence });
  expect(met.status).toEqual({ word: 'Done', days: null, on: due });
  expect(met.proof).toBe('In the folder');
  expect(met.evidenceId).toBe(`s1.${duty}.${turn}`);
  expect(RecordId.safeParse(met.evidenceId).success).toBe(true);
  const doneOn = addDays(day(due), 8);
  const late = [evidenceOf(duty, { state: 'done', doneOn }, turn)];
  expect(dutyOn('2029-06-01', duty, turn, { evidence: late }).status.word).toBe('Done late');
});

test.for(WALK)(
  '%s %s can be booked, and can be not applicable with a reason',
  ([duty, turn, due]) => {
    const booked = [evidenceOf(duty, { state: 'booked', bookedFor: due }, turn)];
    expect(dutyOn('2027-01-10', duty, turn, { evidence: booked }).status).toMatchObject({
      word: 'Booked',
      on: due,
    });
    const overdue = dutyOn(addDays(day(due), 8), duty, turn, { evidence: booked });
    expect(overdue.status.word).toBe('Overdue');
    const not = [evidenceOf(duty, { state: 'not applicable', reason: 'Agreed with HR' }, turn)];
    const notApplicable = dutyOn(addDays(day(due), 8), duty, turn, { evidence: not });
    expect(notApplicable.status.word).toBe('Not applicable');
    expect(notApplicable.reason).toBe('Agreed with HR');
  },
);

const MEETINGS: readonly (readonly [string, MeetingKind])[] = [
  ['S2.3', 'opening'],
  ['S2.4', 'six-month-review'],
  ['S2.9', 'exit'],
  ['S5.3', 'induction'],
  ['S5.5', 'ppda-sign-off'],
  ['S8.10', 'quarterly'],
];

test.for(MEETINGS)(
  '%s is proved by a meeting of its kind, booked by a planned one, untouched by a cancelled one',
  ([duty, kind]) => {
    const on = '2027-02-10';
    const held = meetingOf(kind, on);
    const proved = dutyOn('2027-02-12', duty, '1', { meetings: [held] });
    expect(proved.status).toEqual({ word: 'Done', days: null, on });
    expect(proved.meetingId).toBe(held.id);
    expect(proved.meetingKind).toBe(kind);
    const planned = meetingOf(kind, on, { state: 'planned', heldOn: null });
    expect(dutyOn('2027-02-08', duty, '1', { meetings: [planned] }).status).toEqual({
      word: 'Booked',
      days: 2,
      on,
    });
    const cancelled = meetingOf(kind, on, { state: 'cancelled' });
    const elsewhere = meetingOf(kind, on, { about: 's2' });
    expect(
      dutyOn('2027-02-12', duty, '1', { meetings: [cancelled, elsewhere] }).meetingId,
    ).toBeNull();
  },
);

test('the named people and the agreed PPDA of the record are proof', () => {
  expect(wordsOn('2027-03-20', 'S1.2', '1')).toBe('Not recorded');
  const named = { secondment: { liaisonSpo: 'p2', lineManager: 'p3', ppdaAgreedOn: '2027-02-20' } };
  expect(wordsOn('2027-03-20', 'S1.2', '1', named)).toBe('Done');
  expect(wordsOn('2027-03-20', 'S1.3', '1', named)).toBe('Done');
  expect(wordsOn('2027-03-20', 'S5.4', '1', named)).toBe('Done 20 February 2027');
  const late = { secondment: { ppdaAgreedOn: '2027-03-02' } };
  expect(wordsOn('2027-03-20', 'S5.4', '1', late)).toBe('Done late 2 March 2027');
});

test('the limits of a plan are no duties', () => {
  const duties = new Set(dutiesOn('2027-02-01').map(({ duty }) => duty));
  const limits = rowsOf(PROTOCOL_2010).filter(([, { kind }]) => kind === 'limit');
  expect(limits.map(([id]) => id)).toEqual(['S2.1', 'S2.2', 'S6.1', 'S18.4']);
  for (const [id] of limits) expect(duties).not.toContain(id);
});

test('a date that the protocol does not give is marked as chosen here', () => {
  const given = dutiesOn('2027-02-01').filter(({ isProtocolDate }) => isProtocolDate);
  const readings = given.filter(({ duty }) => PROTOCOL_2010.rows[duty]?.dateFrom !== 'protocol');
  expect(readings).toEqual([]);
  expect(dutyOn('2027-02-01', 'S2.3', '1')).toMatchObject({ isProtocolDate: false, reading: 'A2' });
  expect(dutyOn('2027-02-01', 'S2.4', '1')).toMatchObject({ isProtocolDate: true, reading: 'A3' });
});

test('the PPDA sign-off is overdue only 7 days after', () => {
  expect(dutyOn('2027-03-02', 'S5.5', '1').status).toEqual({
    word: 'Due soon',
    days: -1,
    on: null,
  });
  expect(dutyOn('2027-03-08', 'S5.5', '1').status).toEqual({
    word: 'Due soon',
    days: -7,
    on: null,
  });
  expect(wordsOn('2027-03-09', 'S5.5', '1')).toBe('Overdue 8 days');
});

test('every calendar month touched has a sickness return, the first and the last included', () => {
  const given = { secondment: { startsOn: '2027-01-31', endsOn: '2027-04-01' } };
  const returns = dutiesOn('2027-02-01', given).filter(({ duty }) => duty === 'S7.3');
  expect(returns.map(({ turn, dueOn }) => [turn, dueOn])).toEqual([
    ['2027-01', '2027-02-07'],
    ['2027-02', '2027-03-07'],
    ['2027-03', '2027-04-07'],
    ['2027-04', '2027-05-07'],
  ]);
  expect(returns[0]?.title).toBe('Sickness return for January 2027');
});

test('two years have seven quarterly meetings, each counted from the start', () => {
  const quarterly = dutiesOn('2027-01-10').filter(({ duty }) => duty === 'S8.10');
  expect(quarterly.map(({ dueOn }) => dueOn)).toEqual([
    '2027-05-01',
    '2027-08-01',
    '2027-11-01',
    '2028-02-01',
    '2028-05-01',
    '2028-08-01',
    '2028-11-01',
  ]);
  expect(quarterly[2]?.title).toBe('Quarterly three-way meeting 3 of 7');
});

test('a meeting proves the quarter it falls in; within a month it still proves the one before', () => {
  const quarters = (...meetings: readonly Meeting[]): readonly (string | null)[] =>
    dutiesOn('2028-01-01', { meetings })
      .filter(({ duty }) => duty === 'S8.10')
      .slice(0, 4)
      .map(({ status }) => (status.on === null ? null : `${status.word} ${status.on}`));
  expect(quarters(meetingOf('quarterly', '2027-05-06'))).toEqual([
    'Done late 2027-05-06',
    null,
    null,
    null,
  ]);
  expect(quarters(meetingOf('quarterly', '2027-07-30'))).toEqual([
    null,
    'Done 2027-07-30',
    null,
    null,
  ]);
  expect(
    quarters(meetingOf('quarterly', '2027-04-20'), meetingOf('quarterly', '2027-05-20')),
  ).toEqual(['Done 2027-04-20', 'Done 2027-05-20', null, null]);
  expect(
    quarters(meetingOf('six-month-review', '2027-07-20'), meetingOf('ppda-sign-off', '2027-03-01')),
  ).toEqual([null, 'Done 2027-07-20', null, null]);
});

test('a duty recorded after its due date is a late start, not overdue', () => {
  const given = { secondment: { recordedOn: '2027-06-01' } };
  expect(wordsOn('2027-06-02', 'S2.3', '1', given)).toBe('Late start');
  expect(wordsOn('2027-06-02', 'S7.3', '2027-04', given)).toBe('Late start');
  expect(wordsOn('2027-06-09', 'S7.3', '2027-05', given)).toBe('Overdue 2 days');
  const late = { secondment: { recordedOn: '2028-10-01' } };
  expect(wordsOn('2028-10-01', 'S2.9', '1', late)).toBe('Late start');
});

test('what has to wait for another thing says so until it is near', () => {
  expect(wordsOn('2027-02-10', 'S2.10', '1')).toBe('Cannot start yet');
  expect(wordsOn('2029-01-20', 'S2.10', '1')).toBe('Due soon');
  const held = { meetings: [meetingOf('exit', '2028-07-01')] };
  expect(wordsOn('2028-07-02', 'S2.10', '1', held)).toBe('Not due yet');
});

test('a start on 31 August falls due on the last day of shorter months', () => {
  const given = { secondment: { startsOn: '2026-08-31', endsOn: defaultEnd(day('2026-08-31')) } };
  expect(dutyOn('2026-08-31', 'S5.4', '1', given).dueOn).toBe('2026-09-30');
  expect(dutyOn('2026-08-31', 'S2.4', '1', given).dueOn).toBe('2027-02-28');
  expect(dutyOn('2026-08-31', 'S8.10', '1', given).dueOn).toBe('2026-11-30');
  expect(dutyOn('2026-08-31', 'S8.10', '4', given).dueOn).toBe('2027-08-31');
  expect(dutyOn('2026-08-31', 'S2.9', '1', given).dueOn).toBe('2028-02-29');
});

test('a start on 30 November and one on 29 February 2028', () => {
  const november = { secondment: { startsOn: '2026-11-30', endsOn: '2028-11-29' } };
  expect(dutyOn('2026-11-30', 'S8.10', '1', november).dueOn).toBe('2027-02-28');
  expect(dutyOn('2026-11-30', 'S8.10', '2', november).dueOn).toBe('2027-05-30');
  const leap = { secondment: { startsOn: '2028-02-29', endsOn: defaultEnd(day('2028-02-29')) } };
  expect(leap.secondment.endsOn).toBe('2030-02-28');
  expect(dutyOn('2028-02-29', 'S5.4', '1', leap).dueOn).toBe('2028-03-29');
  expect(dutyOn('2028-02-29', 'S8.10', '4', leap).dueOn).toBe('2029-02-28');
  expect(dutyOn('2028-02-29', 'S2.9', '1', leap).dueOn).toBe('2029-08-28');
  expect(dutyOn('2028-02-29', 'S7.3', '2028-02', leap).dueOn).toBe('2028-03-07');
});

test('an end that moves moves what hangs on it and nothing else', () => {
  const moved = { secondment: { endsOn: '2028-06-30' } };
  expect(dutyOn('2027-02-01', 'S2.9', '1', moved).dueOn).toBe('2027-12-30');
  expect(dutyOn('2027-02-01', 'S2.10', '1', moved).dueOn).toBe('2028-06-30');
  expect(dutyOn('2027-02-01', 'S2.4', '1', moved).dueOn).toBe('2027-08-01');
  const turns = dutiesOn('2027-02-01', moved).filter(({ duty }) => duty === 'S7.3');
  expect(turns.at(-1)?.turn).toBe('2028-06');
});

test('a month of acting up: what would fall after the end does not apply, the exit is half way', () => {
  const given = { secondment: { endsOn: '2027-02-28' } };
  for (const duty of ['S2.4', 'S5.4', 'S5.5', 'S8.10']) {
    const each = dutyOn('2027-06-01', duty, '1', given);
    expect(each.status.word).toBe('Not applicable');
    expect(each.reason).toBe('The secondment ends first.');
  }
  expect(dutyOn('2027-02-01', 'S2.3', '1', given).status.word).toBe('Due soon');
  for (const duty of ['S2.9', 'S6.4']) {
    expect(dutyOn('2027-02-01', duty, '1', given)).toMatchObject({
      dueOn: '2027-02-14',
      isProtocolDate: false,
    });
  }
  const review = { ...given, meetings: [meetingOf('six-month-review', '2027-02-20')] };
  expect(wordsOn('2027-06-01', 'S2.4', '1', review)).toBe('Done 20 February 2027');
});

test('twelve months are not short: the exit is six months before the end', () => {
  const given = { secondment: { endsOn: '2028-01-31' } };
  expect(dutyOn('2027-02-01', 'S2.9', '1', given)).toMatchObject({
    dueOn: '2027-07-31',
    isProtocolDate: true,
  });
});

const anyDay = fc.integer({ min: 0, max: 12_000 }).map((days) => addDays(day('2020-01-01'), days));

test('no due date is before the start, none repeats, and each duty has a group', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -30, max: 1_500 }), anyDay, (startsOn, days, today) => {
      const endsOn = addDays(startsOn, days);
      const duties = dutiesOf({
        secondment: secondmentOf({ startsOn, endsOn, recordedOn: startsOn }),
        protocols: [PROTOCOL_2010],
        evidence: [],
        meetings: [],
        events: [],
        team: null,
        today,
      });
      expect(new Set(duties.map(({ evidenceId }) => evidenceId)).size).toBe(duties.length);
      for (const { dueOn, group, status } of duties) {
        expect(DUTY_GROUPS).toContain(group);
        if (dueOn === null) continue;
        expect(daysBetween(startsOn, dueOn)).toBeGreaterThanOrEqual(0);
        expect(status.word !== 'Overdue' || dueOn < today).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test('an end in a far century makes ten years of rows and no more', () => {
  const given = { secondment: { endsOn: '2999-12-31' } };
  expect(dutiesOn('2027-02-01', given).length).toBeLessThan(800);
});

test('the marks of the picture are in order; a late start and what does not apply have none', () => {
  const given = {
    secondment: { recordedOn: '2027-02-16', liaisonSpo: 'p2' },
    evidence: [evidenceOf('S5.2', { state: 'done', doneOn: '2027-02-20' })],
    meetings: [meetingOf('six-month-review', '2027-07-20', { state: 'planned', heldOn: null })],
  };
  const marks = marksOf(dutiesOn('2027-03-20', given));
  expect(marks.map(({ on }) => on)).toEqual(marks.map(({ on }) => on).toSorted());
  expect(marks.some(({ title }) => title === 'Opening meeting')).toBe(false);
  expect(marks.filter(({ title }) => title === 'Training needs identified and booked')).toEqual([
    {
      on: '2027-02-20',
      title: 'Training needs identified and booked',
      state: 'done',
      isTick: false,
    },
  ]);
  expect(marks.find(({ title }) => title === 'Six-month review')?.state).toBe('booked');
  expect(marks.find(({ title }) => title === 'PPDA agreed')?.state).toBe('overdue');
  expect(marks.filter(({ isTick }) => isTick)).toHaveLength(24);
});
