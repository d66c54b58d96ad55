/** Whole lives of a secondment, from the start to after the end, and what each of them has to do. */
import { expect, test } from 'vitest';
import {
  day,
  doneOn,
  dutiesOn,
  dutyOn,
  eventOf,
  evidenceOf,
  meetingOf,
  turnsOn,
  wordsOn,
  type Given,
} from './duty-cases';
import { addMonths } from '@/lib/domain/calendar';
import { marksOf, stepsMissingForPerformance, type Duty } from '@/lib/domain/duties';
import { judgePlan } from '@/lib/domain/secondment-plan';

const overdue = (duties: readonly Duty[]): readonly string[] =>
  duties
    .filter(({ status }) => status.word === 'Overdue')
    .map(({ duty, turn }) => `${duty} ${turn}`);

const START = day('2027-02-01');
const QUARTERS = [3, 6, 9, 12, 15, 18, 21];
const MONTHS = Array.from({ length: 24 }, (_, at) => at);

/** Everything that two plain years ask for, done when it was due. */
const plainLife = (): Given => ({
  secondment: {
    liaisonSpo: 'p2',
    lineManager: 'p3',
    ppdaAgreedOn: '2027-02-26',
    afterEnd: 'back to the post',
    qualifiedOn: '2015-07-01',
  },
  meetings: [
    meetingOf('opening', '2027-02-03'),
    meetingOf('induction', '2027-02-03'),
    meetingOf('ppda-sign-off', '2027-03-02'),
    meetingOf('six-month-review', '2027-07-29'),
    meetingOf('exit', '2028-07-20'),
    ...QUARTERS.map((months) => meetingOf('quarterly', addMonths(START, months))),
  ],
  evidence: [
    ...['S3.3', 'S4.6', 'S15.1', 'S5.1a', 'S5.1b', 'S5.1c', 'S5.1d', 'S5.1e', 'S16.2'].map((row) =>
      doneOn(row, '2027-02-01'),
    ),
    ...['S5.2', 'S11.3', 'S11.4a', 'S11.4b', 'S11.4c', 'S8.7', 'S8.8'].map((row) =>
      doneOn(row, '2027-02-26'),
    ),
    ...['2027', '2028'].flatMap((year) => [
      doneOn('S18.3', `${year}-03-31`, year),
      doneOn('S18.6', `${year}-04-09`, year),
    ]),
    ...MONTHS.map((months) =>
      doneOn('S7.3', addMonths(START, months + 1), addMonths(START, months).slice(0, 7)),
    ),
    doneOn('S6.4', '2028-07-20'),
    doneOn('S16.6', '2027-12-01', '1'),
  ],
});

test('a plain two years: nothing is overdue or open at the end', () => {
  const duties = dutiesOn('2029-03-01', plainLife());
  expect(overdue(duties)).toEqual([]);
  const open = duties.filter(
    ({ status, isAgreed }) => !isAgreed && !['Done', 'Not applicable'].includes(status.word),
  );
  // Supervision has no date while the team has not said how often it is.
  expect(open.map(({ duty }) => duty)).toEqual(['S8.9']);
});

test('a plain two years in which nothing is recorded: everything with a date is overdue', () => {
  const duties = dutiesOn('2029-03-01');
  const dated = duties.filter(
    ({ dueOn, status }) => dueOn !== null && status.word !== 'Not applicable',
  );
  expect(dated.every(({ status }) => status.word === 'Overdue')).toBe(true);
  expect(dated.filter(({ duty }) => duty === 'S7.3')).toHaveLength(24);
});

test('an extension: past three years it is refused, to three years all that hangs on the end moves', () => {
  const plan = { startsOn: START, endReason: 'A second cohort', today: day('2028-10-01') };
  expect(judgePlan({ ...plan, endsOn: day('2030-02-01') }).state).toBe('refused');
  expect(judgePlan({ ...plan, endsOn: day('2030-01-31') }).state).toBe('accepted');
  const given: Given = {
    ...plainLife(),
    secondment: { ...plainLife().secondment, endsOn: '2030-01-31' },
  };
  expect(dutyOn('2028-10-01', 'S2.9', '1', given)).toMatchObject({ dueOn: '2029-07-31' });
  expect(turnsOn('2028-10-01', 'S8.10', given)).toHaveLength(11);
  expect(turnsOn('2028-10-01', 'S18.3', given)).toHaveLength(3);
  expect(wordsOn('2028-10-01', 'S7.3', '2030-01', given)).toBe('Not due yet');
});

test('a performance path to its end: each step follows the one before, and the gate says what is missing', () => {
  const concern = eventOf('concern', '2027-09-06', {
    reviewEndsOn: '2027-11-05',
    outcome: 'unsatisfactory',
    consultedOn: '2027-09-07',
    yotAgreedOn: '2027-09-15',
  });
  const ending = eventOf('ending', '2028-02-01', { endingFor: 'performance' });
  const given = (more: Given = {}): Given => ({
    ...more,
    events: [concern, ending],
    evidence: [
      doneOn('S9.1', '2027-09-07', concern.id),
      doneOn('S9.2', '2027-09-15', concern.id),
      doneOn('S9.3', '2027-09-08', concern.id),
      ...(more.evidence ?? []),
    ],
  });
  const missing = (more?: Given): readonly string[] =>
    stepsMissingForPerformance(dutiesOn('2028-02-01', given(more)));
  expect(missing()).toEqual(['S9.3', 'S9.5', 'S9.6', 'S9.7']);
  const told = [doneOn('S9.3', '2027-09-16', `${concern.id}.2`)];
  expect(missing({ evidence: told })).toEqual(['S9.5', 'S9.6', 'S9.7']);
  const met = [meetingOf('performance', '2027-11-15')];
  const decided = [...told, doneOn('S9.6', '2027-11-15', concern.id)];
  expect(missing({ evidence: decided, meetings: met })).toEqual(['S9.7']);
  expect(
    dutyOn('2028-02-01', 'S6.3', ending.id, given({ evidence: decided, meetings: met })),
  ).toMatchObject({
    dueOn: '2028-02-01',
    missing: ['S9.7'],
    status: { word: 'Due today' },
  });
  const followed = [...met, meetingOf('performance-review', '2028-01-17')];
  const whole = given({ evidence: decided, meetings: followed });
  expect(stepsMissingForPerformance(dutiesOn('2028-02-01', whole))).toEqual([]);
  expect(wordsOn('2028-02-01', 'S6.3', ending.id, whole)).toBe('Done 17 January 2028');
});

test('steps of different concerns do not add up, and without any all are missing', () => {
  const first = eventOf('concern', '2027-05-04');
  const second = eventOf('concern', '2027-09-06');
  const evidence = [
    doneOn('S9.1', '2027-05-05', first.id),
    doneOn('S9.2', '2027-09-10', second.id),
    doneOn('S9.3', '2027-09-08', second.id),
  ];
  const given = { events: [first, second], evidence };
  expect(stepsMissingForPerformance(dutiesOn('2028-02-01', given))).toEqual([
    'S9.1',
    'S9.5',
    'S9.6',
    'S9.7',
  ]);
  expect(stepsMissingForPerformance(dutiesOn('2028-02-01'))).toHaveLength(6);
});

test('an absence of six weeks: weekly contact, cover after a month, an interview on return', () => {
  const away = eventOf('absence', '2027-06-07');
  const contacts = turnsOn('2027-06-22', 'S7.4', { events: [away] });
  expect(contacts).toEqual([
    `${away.id}.1: Overdue 8 days`,
    `${away.id}.2: Overdue 1 day`,
    `${away.id}.3: Due soon`,
  ]);
  expect(turnsOn('2027-06-22', 'S7.5', { events: [away] })).toEqual([]);
  const long = { ...away, longTermOn: day('2027-06-28') };
  expect(dutyOn('2027-06-28', 'S14.1', away.id, { events: [long] })).toMatchObject({
    dueOn: '2027-07-14',
    event: away.id,
    title: 'Cover for a long absence discussed (from 7 June 2027)',
  });
  const back = { ...long, endedOn: day('2027-07-18') };
  const after: Given = { events: [back], meetings: [meetingOf('cover', '2027-07-09')] };
  expect(turnsOn('2027-07-20', 'S7.4', after)).toHaveLength(5);
  expect(dutyOn('2027-07-20', 'S7.5', away.id, after).dueOn).toBe('2027-07-21');
  expect(wordsOn('2027-07-20', 'S14.1', away.id, after)).toBe('Done 9 July 2027');
  expect(dutyOn('2027-07-20', 'S14.2', away.id, after).dueOn).toBe('2027-07-16');
  expect(wordsOn('2027-08-09', 'S7.3', '2027-07', after)).toBe('Overdue 2 days');
});

test('acting up for a week: only what falls in it is asked', () => {
  const given: Given = { secondment: { kind: 'acting up', endsOn: '2027-02-07' } };
  const asked = dutiesOn('2027-01-25', given).filter(
    ({ dueOn, status }) => dueOn !== null && status.word !== 'Not applicable',
  );
  expect(asked.map(({ duty }) => duty)).toEqual([
    'S1.3',
    'S2.9',
    'S2.10',
    'S3.3',
    'S4.6',
    'S6.4',
    'S7.3',
    'S15.1',
  ]);
  expect(dutyOn('2027-01-25', 'S2.9', '1', given)).toMatchObject({
    dueOn: '2027-02-04',
    isProtocolDate: false,
  });
});

test('notice by the YOT: the end moves, the secondee is told of their right, what comes later does not apply', () => {
  const given: Given = {
    secondment: { noticeOn: '2028-03-06', noticeBy: 'YOT', endsOn: '2028-04-06' },
    events: [eventOf('ending', '2028-03-06', { endingFor: 'yot' })],
  };
  const plan = {
    startsOn: START,
    noticeOn: day('2028-03-06'),
    endReason: 'x',
    today: day('2028-03-06'),
  };
  expect(judgePlan({ ...plan, endsOn: day('2028-04-06') }).state).toBe('accepted');
  expect(dutyOn('2028-03-06', 'S6.2', '1', given)).toMatchObject({
    dueOn: '2028-03-06',
    status: { word: 'Due today' },
  });
  expect(turnsOn('2028-03-06', 'S6.3', given)).toEqual([]);
  expect(dutyOn('2028-03-06', 'S2.9', '1', given).dueOn).toBe('2027-10-06');
  expect(turnsOn('2028-03-06', 'S8.10', given)).toHaveLength(4);
  expect(turnsOn('2028-03-06', 'S7.3', given).at(-1)).toBe('2028-04: Not due yet');
});

test('moved by three months halfway: what hangs on the end moves, the rest stays', () => {
  const before = dutiesOn('2028-02-01', plainLife());
  const moved: Given = {
    ...plainLife(),
    secondment: { ...plainLife().secondment, endsOn: '2029-04-30' },
  };
  const after = dutiesOn('2028-02-01', moved);
  const was = new Map(before.map(({ evidenceId, dueOn }) => [evidenceId, dueOn]));
  const changed = after.filter(
    ({ evidenceId, dueOn }) => was.has(evidenceId) && was.get(evidenceId) !== dueOn,
  );
  expect(changed.map(({ duty, dueOn }) => [duty, dueOn])).toEqual([
    ['S2.9', '2028-10-30'],
    ['S2.10', '2029-04-30'],
    ['S6.4', '2028-10-30'],
  ]);
  const fresh = after.filter(({ evidenceId }) => !was.has(evidenceId));
  expect(fresh.map(({ duty, turn }) => `${duty} ${turn}`)).toEqual([
    'S7.3 2029-02',
    'S7.3 2029-03',
    'S7.3 2029-04',
    'S8.10 8',
    'S16.6 2',
    'S18.3 2029',
    'S18.6 2029',
  ]);
});

test('recorded late: papers and declarations are not recorded, meetings and returns are a late start', () => {
  const late: Given = { secondment: { recordedOn: '2027-06-01' } };
  for (const row of ['S3.3', 'S5.1a', 'S5.2', 'S15.1', 'S1.3']) {
    expect(wordsOn('2027-06-02', row, '1', late)).toBe('Not recorded');
  }
  for (const row of ['S2.3', 'S5.3', 'S5.5', 'S8.10']) {
    expect(wordsOn('2027-06-02', row, '1', late)).toBe('Late start');
  }
  const sameDay: Given = { secondment: { recordedOn: '2027-02-01', qualifiedOn: '2026-09-01' } };
  expect(wordsOn('2027-02-02', 'S3.2', '1', sameDay)).toBe('Not recorded');
});

const agreedPause = (fields: object = {}) =>
  eventOf('pause', '2027-04-12', {
    endedOn: '2027-06-10',
    probationAgreedOn: '2027-04-01',
    yotAgreedOn: '2027-04-02',
    ...fields,
  });

test('a pause that both managers agreed puts off what falls in it by its days', () => {
  const paused: Given = { events: [agreedPause()] };
  expect(dutyOn('2027-04-01', 'S8.10', '1', paused)).toMatchObject({
    dueOn: '2027-06-30',
    pausedDays: 60,
  });
  expect(dutyOn('2027-04-01', 'S8.10', '2', paused)).toMatchObject({
    dueOn: '2027-08-01',
    pausedDays: 0,
  });
  expect(dutyOn('2027-04-01', 'S11.4a', '1', paused).dueOn).toBe('2027-06-30');
  expect(dutyOn('2027-04-01', 'S7.3', '2027-04', paused).dueOn).toBe('2027-07-06');
  expect(dutyOn('2027-04-01', 'S7.3', '2027-03', paused).pausedDays).toBe(0);
  for (const missing of ['probationAgreedOn', 'yotAgreedOn']) {
    const half = { events: [agreedPause({ [missing]: null })] };
    expect(dutyOn('2027-04-01', 'S8.10', '1', half).dueOn).toBe('2027-05-01');
  }
});

test('a pause that goes on lasts until today; two that overlap are one; contact in an absence goes on', () => {
  const open: Given = { events: [agreedPause({ endedOn: null })] };
  expect(wordsOn('2027-05-20', 'S8.10', '1', open)).toBe('Not due yet');
  const away = eventOf('absence', '2027-04-13');
  const both: Given = {
    events: [
      away,
      agreedPause({ id: 'b', on: '2027-05-01' }),
      agreedPause({ id: 'a', endedOn: '2027-05-20' }),
    ],
  };
  expect(dutyOn('2027-04-01', 'S8.10', '1', both).pausedDays).toBe(60);
  expect(dutyOn('2027-04-21', 'S7.4', `${away.id}.1`, both).dueOn).toBe('2027-04-20');
});

test('two quarterly meetings missed in a row go to the Assistant Chief Officer', () => {
  const raised = (today: string, given: Given = {}): readonly string[] =>
    dutiesOn(today, given)
      .filter(({ duty, raise }) => duty === 'S8.10' && raise === 'aco')
      .map(({ duty, turn }) => `${duty} ${turn}`);
  expect(raised('2027-08-01')).toEqual([]);
  expect(raised('2027-08-02')).toEqual(['S8.10 2']);
  expect(raised('2027-11-02')).toEqual(['S8.10 2', 'S8.10 3']);
  const held = { meetings: [meetingOf('quarterly', '2027-08-01')] };
  expect(raised('2027-11-02', held)).toEqual([]);
});

test('a six-month review over a month late goes to the Assistant Chief Officer', () => {
  expect(dutyOn('2027-09-01', 'S2.4', '1').raise).toBeNull();
  expect(dutyOn('2027-09-02', 'S2.4', '1').raise).toBe('aco');
});

test('a booked course is shown as booked; its passing day proves nothing', () => {
  const course = eventOf('course', '2027-04-06', { mandatoryFor: 'yot', bookedFor: '2027-05-10' });
  expect(wordsOn('2027-05-10', 'S11.1', course.id, { events: [course] })).toBe(
    'Booked 10 May 2027',
  );
  expect(wordsOn('2027-05-11', 'S11.1', course.id, { events: [course] })).toBe('Not recorded');
});

test('a visit in the secondment proves its year, and the next is counted from it', () => {
  const team = { lastSafetyVisitOn: day('2028-04-10') };
  expect(turnsOn('2028-05-01', 'S16.6', { team })).toEqual(['1: Done late 10 April 2028']);
  const longer = { secondment: { endsOn: '2029-12-31' }, team };
  expect(turnsOn('2028-05-01', 'S16.6', longer)).toEqual([
    '1: Not applicable',
    '2: Done 10 April 2028',
    '3: Not due yet',
  ]);
  expect(dutyOn('2028-05-01', 'S16.6', '3', longer).dueOn).toBe('2029-04-10');
});

test('what was agreed and what says another row again has no mark in the picture', () => {
  const given: Given = {
    secondment: { ppdaAgreedOn: '2027-02-20' },
    evidence: [evidenceOf('S13.3', { state: 'done', doneOn: '2027-02-03' })],
  };
  const titles = marksOf(dutiesOn('2027-03-01', given)).map(({ title }) => title);
  expect(titles).toContain('PPDA agreed');
  expect(titles).not.toContain('PPDA produced and agreed in the first month');
  expect(titles).not.toContain('Staff counselling as for other probation staff');
});
