/** Each row of the 2010 protocol: where it applies, where it is met, and where it is not. */
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
import { addDays, addMonths } from '@/lib/domain/calendar';
import { carryOverRemark } from '@/lib/domain/carry-over';
import { addPeriod } from '@/lib/domain/period';
import { rowsOf } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { judgePlan } from '@/lib/domain/secondment-plan';

interface RowCase {
  /** `1` where nothing is said. */
  readonly turn?: string;
  /** Null for what has no date of its own. */
  readonly due: string | null;
  /** What has to have happened for the row to apply. */
  readonly where?: Given;
  /** Records other than a record of the row itself that prove it, and the words it then has. */
  readonly proof?: Given;
  readonly proved?: string;
  /** A secondment in which it does not apply, and what is then said of it; empty: it is not listed. */
  readonly unless?: Given;
  readonly otherwise?: string;
  /** Recording what it follows is itself the proof. */
  readonly isProvedByItself?: boolean;
}

const AGREED: RowCase = { due: null };
const A_WEEK: Given = { secondment: { endsOn: '2027-02-07' } };
const ENDS_FIRST = 'The secondment ends first.';
const atStart: RowCase = { due: '2027-02-01' };
const inFirstFortnight: RowCase = { due: '2027-02-15', unless: A_WEEK, otherwise: ENDS_FIRST };
const inFirstMonth: RowCase = { due: '2027-03-01', unless: A_WEEK, otherwise: ENDS_FIRST };
const inThreeMonths: RowCase = { due: '2027-05-01', unless: A_WEEK, otherwise: ENDS_FIRST };

const about = (
  event: ReturnType<typeof eventOf>,
  due: string | null,
  proof: Readonly<Record<string, unknown>> = {},
  proved = '',
): RowCase => ({
  turn: event.id,
  due,
  where: { events: [event] },
  unless: {},
  otherwise: '',
  ...(proved === '' ? {} : { proof: { events: [{ ...event, ...proof }] }, proved }),
});

const byItself = (
  event: ReturnType<typeof eventOf>,
  due: string | null,
  proved: string,
): RowCase => ({ ...about(event, due, {}, proved), isProvedByItself: true });

const absence = eventOf('absence', '2027-03-03');
const ended = eventOf('absence', '2027-03-03', { endedOn: '2027-03-11' });
const longAbsence = eventOf('absence', '2027-03-03', { longTermOn: '2027-03-24' });
const concern = eventOf('concern', '2027-09-06');
const stillPoor = eventOf('concern', '2027-09-06', {
  reviewEndsOn: '2027-11-05',
  outcome: 'unsatisfactory',
});
const performanceMeeting = meetingOf('performance', '2027-11-15');
const leave = eventOf('leave', '2027-06-01');
const agreedLeave = eventOf('leave', '2027-06-01', { yotAgreedOn: '2027-06-02' });
const carried = eventOf('leave-carried', '2027-01-20', { days: 4 });
const course = eventOf('course', '2027-04-06', { what: 'Safeguarding', mandatoryFor: 'both' });
const booked = eventOf('course', '2027-04-06', { mandatoryFor: 'both', bookedFor: '2027-05-10' });
const appraisal = eventOf('appraisal', '2028-03-01');
const complete = eventOf('appraisal', '2028-03-01', { completedOn: '2028-03-20' });
const signed = eventOf('appraisal', '2028-03-01', {
  completedOn: '2028-03-20',
  signedOn: '2028-03-24',
});
const review = meetingOf('six-month-review', '2027-07-28');
const atReview: RowCase = {
  due: '2027-07-28',
  where: { evidence: [doneOn('S2.4', '2027-07-28')] },
  proof: { meetings: [review] },
  proved: 'Done 28 July 2027',
  unless: {},
  otherwise: '',
};

/** One case for each row that is a duty or was agreed, for two years from 1 February 2027. */
const CASES: Readonly<Record<string, RowCase>> = {
  'S1.1': { ...AGREED, proof: {}, proved: 'Done', isProvedByItself: true },
  'S1.2': { due: null, proof: { secondment: { liaisonSpo: 'p2' } }, proved: 'Done' },
  'S1.3': { ...atStart, proof: { secondment: { lineManager: 'p3' } }, proved: 'Done' },
  'S1.4': AGREED,
  'S1.5': about(
    eventOf('issue', '2027-05-04', { toAcoOn: '2027-05-20' }),
    '2027-05-20',
    { endedOn: '2027-05-19' },
    'Done 19 May 2027',
  ),
  'S2.3': {
    ...inFirstFortnight,
    proof: { meetings: [meetingOf('opening', '2027-02-03')] },
    proved: 'Done 3 February 2027',
  },
  'S2.4': {
    due: '2027-08-01',
    proof: { meetings: [review] },
    proved: 'Done 28 July 2027',
    unless: A_WEEK,
    otherwise: ENDS_FIRST,
  },
  'S2.5': atReview,
  'S2.6': AGREED,
  'S2.7': atReview,
  'S2.8': {
    due: '2027-08-01',
    where: { events: [eventOf('concern', '2027-06-01')] },
    unless: { events: [eventOf('concern', '2027-06-01', { endedOn: '2027-07-01' })] },
    otherwise: '',
  },
  'S2.9': {
    due: '2028-07-31',
    proof: { meetings: [meetingOf('exit', '2028-07-20')] },
    proved: 'Done 20 July 2028',
  },
  'S2.10': {
    due: '2029-01-31',
    proof: { secondment: { afterEnd: 'back to the post' } },
    proved: 'Done',
  },
  'S3.1': { ...AGREED, proof: { secondment: { inPostSince: '2025-02-01' } }, proved: 'Done' },
  'S3.2': {
    ...atStart,
    where: { secondment: { qualifiedOn: '2025-09-01' } },
    unless: { secondment: { qualifiedOn: '2025-02-01' } },
    otherwise: 'Not newly qualified at the start.',
  },
  'S3.3': atStart,
  'S4.1': { ...AGREED, proof: { secondment: { termsNote: 'Band 4, full time' } }, proved: 'Done' },
  'S4.2': about(carried, '2027-02-01', { consultedOn: '2027-01-25' }, 'Done 25 January 2027'),
  'S4.3': about(carried, '2027-02-01', { probationAgreedOn: '2027-01-27' }, 'Done 27 January 2027'),
  'S4.4': byItself(eventOf('out-of-hours', '2027-05-01'), null, 'Done 1 May 2027'),
  'S4.5': about(
    eventOf('out-of-hours', '2027-05-01', { endedOn: '2027-05-02' }),
    null,
    { completedOn: '2027-05-09' },
    'Done 9 May 2027',
  ),
  'S4.6': atStart,
  'S5.1a': inFirstFortnight,
  'S5.1b': inFirstFortnight,
  'S5.1c': inFirstFortnight,
  'S5.1d': inFirstFortnight,
  'S5.1e': inFirstFortnight,
  'S5.2': inFirstMonth,
  'S5.3': {
    ...inFirstFortnight,
    proof: { meetings: [meetingOf('induction', '2027-02-02')] },
    proved: 'Done 2 February 2027',
  },
  'S5.4': {
    ...inFirstMonth,
    proof: { secondment: { ppdaAgreedOn: '2027-02-26' } },
    proved: 'Done 26 February 2027',
  },
  'S5.5': {
    ...inFirstMonth,
    proof: { meetings: [meetingOf('ppda-sign-off', '2027-03-08')] },
    proved: 'Done 8 March 2027',
  },
  'S6.2': {
    due: '2028-03-06',
    where: { secondment: { noticeOn: '2028-03-06' } },
    unless: {},
    otherwise: '',
  },
  'S6.3': {
    ...about(eventOf('ending', '2028-03-06', { endingFor: 'performance' }), '2028-03-06'),
    unless: { events: [eventOf('ending', '2028-03-06', { endingFor: 'yot' })] },
  },
  'S6.4': { due: '2028-07-31' },
  'S7.1': AGREED,
  'S7.2': byItself(absence, '2027-03-03', 'Done 3 March 2027'),
  'S7.3': { turn: '2027-02', due: '2027-03-07' },
  'S7.4': { ...about(absence, '2027-03-10'), turn: `${absence.id}.1` },
  'S7.5': about(ended, '2027-03-16'),
  'S7.6': about(eventOf('absence', '2027-03-03', { triggerOn: '2027-03-17' }), '2027-03-17'),
  'S8.1': { ...AGREED, proof: { team: { appraisalCycle: 'April to March' } }, proved: 'Done' },
  'S8.2': {
    ...inFirstMonth,
    proof: { evidence: [doneOn('S5.4', '2027-03-02')] },
    proved: 'Done late 2 March 2027',
  },
  'S8.3': about(appraisal, null),
  'S8.4': about(complete, '2028-03-20'),
  'S8.5': about(complete, '2028-03-20', { signedOn: '2028-03-20' }, 'Done 20 March 2028'),
  'S8.6': about(signed, '2028-03-24'),
  'S8.7': {
    due: '2027-04-01',
    unless: { secondment: { startsOn: '2027-05-01' } },
    otherwise: 'The secondment did not start in the latter part of the performance year.',
  },
  'S8.8': {
    due: '2027-03-31',
    unless: { secondment: { startsOn: '2026-12-31' } },
    otherwise: 'The secondment did not start in the last three months of the performance year.',
  },
  'S8.9': { due: '2027-03-01', where: { team: { supervisionEvery: 'P1M' } } },
  'S8.10': {
    ...inThreeMonths,
    proof: { meetings: [meetingOf('quarterly', '2027-04-29')] },
    proved: 'Done 29 April 2027',
  },
  'S9.1': about(concern, '2027-09-13'),
  'S9.2': about(
    concern,
    '2027-09-20',
    { consultedOn: '2027-09-16', yotAgreedOn: '2027-09-21' },
    'Done late 21 September 2027',
  ),
  'S9.3': about(concern, '2027-09-13'),
  'S9.4': { turn: concern.id, due: null, where: { events: [concern] } },
  'S9.5': {
    ...about(stillPoor, '2027-11-19'),
    proof: { events: [stillPoor], meetings: [performanceMeeting] },
    proved: 'Done 15 November 2027',
    unless: { events: [{ ...stillPoor, outcome: 'satisfactory' }] },
  },
  'S9.6': {
    turn: concern.id,
    due: '2027-11-15',
    where: {
      events: [stillPoor],
      evidence: [doneOn('S9.5', '2027-11-15', concern.id)],
    },
    proof: { events: [stillPoor], meetings: [performanceMeeting] },
    proved: 'Done 15 November 2027',
    unless: { events: [stillPoor] },
    otherwise: '',
  },
  'S9.7': {
    turn: concern.id,
    due: '2028-01-15',
    where: { events: [stillPoor], meetings: [performanceMeeting] },
    proof: {
      events: [stillPoor],
      meetings: [performanceMeeting, meetingOf('performance-review', '2028-01-20')],
    },
    proved: 'Done 20 January 2028',
    unless: { events: [stillPoor] },
    otherwise: '',
  },
  'S9.8': AGREED,
  'S10.1': byItself(eventOf('discipline', '2027-10-01'), null, 'Done 1 October 2027'),
  'S10.2': byItself(eventOf('grievance-against', '2027-10-01'), null, 'Done 1 October 2027'),
  'S10.3': byItself(eventOf('grievance-by', '2027-10-01'), null, 'Done 1 October 2027'),
  'S10.4': about(eventOf('grievance-by', '2027-10-01', { findingOn: '2027-11-05' }), '2027-11-08'),
  'S11.1': about(course, null, { endedOn: '2027-05-10' }, 'Done 10 May 2027'),
  'S11.2': about(course, '2027-04-13'),
  'S11.3': inFirstMonth,
  'S11.4a': inThreeMonths,
  'S11.4b': inThreeMonths,
  'S11.4c': inThreeMonths,
  'S11.5': { turn: booked.id, due: null, where: { events: [booked] } },
  'S11.6': AGREED,
  'S11.7': { turn: booked.id, due: null, where: { events: [booked] } },
  'S12.1': AGREED,
  'S13.1': AGREED,
  'S13.2': { ...AGREED, proof: { secondment: { liaisonSpo: 'p2' } }, proved: 'Done' },
  'S13.3': AGREED,
  'S14.1': {
    // Long-term from day 21, a month on 3 April; five working days later, past no bank holiday.
    ...about(longAbsence, '2027-04-09'),
    proof: { events: [longAbsence], meetings: [meetingOf('cover', '2027-04-07')] },
    proved: 'Done 7 April 2027',
    unless: { events: [{ ...longAbsence, endedOn: day('2027-03-30') }] },
  },
  'S14.2': {
    turn: absence.id,
    due: '2027-04-14',
    where: { events: [longAbsence], meetings: [meetingOf('cover', '2027-04-07')] },
    unless: { events: [longAbsence] },
    otherwise: '',
  },
  'S14.3': {
    turn: absence.id,
    due: '2027-04-22',
    where: {
      events: [longAbsence],
      meetings: [meetingOf('cover', '2027-04-07')],
      evidence: [doneOn('S14.2', '2027-04-08', absence.id)],
    },
    unless: { events: [longAbsence], meetings: [meetingOf('cover', '2027-04-07')] },
    otherwise: '',
  },
  'S15.1': atStart,
  'S15.2': AGREED,
  'S15.3': AGREED,
  'S15.4': AGREED,
  'S15.5': AGREED,
  'S15.6': AGREED,
  'S16.1': AGREED,
  'S16.2': inFirstFortnight,
  'S16.3': about(
    eventOf('health-policy-asked', '2027-05-04'),
    '2027-05-18',
    { completedOn: '2027-05-07' },
    'Done 7 May 2027',
  ),
  'S16.4': AGREED,
  'S16.5': about(
    eventOf('policy-changed', '2027-05-31', { what: 'Equality policy' }),
    '2027-06-30',
    { completedOn: '2027-07-01' },
    'Done late 1 July 2027',
  ),
  'S16.6': {
    due: '2027-09-15',
    where: { team: { lastSafetyVisitOn: day('2026-09-15') } },
    proof: { team: { lastSafetyVisitOn: day('2027-09-20') } },
    proved: 'Done 20 September 2027',
  },
  'S17.1': about(
    eventOf('reference', '2027-05-04'),
    null,
    { completedOn: '2027-05-20' },
    'Done 20 May 2027',
  ),
  'S17.2': about(
    eventOf('reference-facts', '2027-05-04'),
    '2027-05-18',
    { completedOn: '2027-05-18' },
    'Done 18 May 2027',
  ),
  'S18.1': AGREED,
  'S18.2': about(leave, '2027-06-01', { yotAgreedOn: '2027-06-01' }, 'Done 1 June 2027'),
  'S18.3': { turn: '2027', due: '2027-03-31', unless: A_WEEK, otherwise: '' },
  'S18.5': about(agreedLeave, '2027-06-02', { completedOn: '2027-06-02' }, 'Done 2 June 2027'),
  'S18.6': { turn: '2027', due: '2027-04-14', unless: A_WEEK, otherwise: '' },
  'S18.7': AGREED,
};

const ROWS = rowsOf(PROTOCOL_2010);
const named = Object.entries(CASES).map(
  ([id, each]) =>
    [
      PROTOCOL_2010.rows[id]?.section ?? '',
      id,
      { turn: '1', where: {}, isProvedByItself: false, ...each },
    ] as const,
);

test('every row of the protocol has its case, and there are 102', () => {
  const limits = ROWS.filter(([, { kind }]) => kind === 'limit').map(([id]) => id);
  expect(ROWS).toHaveLength(102);
  expect([...Object.keys(CASES), ...limits].toSorted()).toEqual(ROWS.map(([id]) => id).toSorted());
});

test.for(named)('section %s, %s: applies, with its date', ([, id, { turn, due, where }]) => {
  const duty = dutyOn('2027-01-15', id, turn, where);
  expect(duty.dueOn).toBe(due);
  expect(duty).toMatchObject({ protocol: '2010.1', isAgreed: duty.kind === 'agreed' });
});

test.for(named.filter(([, , { due, isProvedByItself }]) => due !== null && !isProvedByItself))(
  'section %s, %s: is not due yet, or soon',
  ([, id, { turn, where }]) => {
    const { word } = dutyOn('2027-01-15', id, turn, where).status;
    expect(['Due soon', 'Not due yet', 'Cannot start yet']).toContain(word);
  },
);

test.for(named)(
  'section %s, %s: is met by a record of it',
  ([, id, { turn, due, where: given }]) => {
    const on = due ?? '2027-05-05';
    const evidence = [...(given.evidence ?? []), doneOn(id, on, turn)];
    const met = dutyOn('2029-06-01', id, turn, { ...given, evidence });
    expect(met.status).toEqual({ word: 'Done', days: null, on });
    if (due === null) return;
    const grace = PROTOCOL_2010.rows[id]?.due.grace ?? 'P0D';
    const tooLate = addDays(addPeriod(day(due), grace), 1);
    const late = [...(given.evidence ?? []), doneOn(id, tooLate, turn)];
    expect(dutyOn('2029-06-01', id, turn, { ...given, evidence: late }).status.word).toBe(
      'Done late',
    );
  },
);

test.for(named.filter(([, , { proof }]) => proof !== undefined))(
  'section %s, %s: is met by what the notebook knows',
  ([, id, { turn, proof, proved }]) => {
    expect(wordsOn('2029-06-01', id, turn, proof)).toBe(proved);
  },
);

const unproved = named.filter(([, , { isProvedByItself }]) => !isProvedByItself);

test.for(unproved.filter(([, , { due }]) => due === null))(
  'section %s, %s: is not met, and says only that it is not recorded',
  ([, id, { turn, where }]) => {
    expect(wordsOn('2030-01-01', id, turn, where)).toBe('Not recorded');
  },
);

test.for(unproved.filter(([, , { due }]) => due !== null))(
  'section %s, %s: is not met, and overdue',
  ([, id, { turn, due, where }]) => {
    const dueOn = day(due ?? '');
    const last = addPeriod(dueOn, PROTOCOL_2010.rows[id]?.due.grace ?? 'P0D');
    expect(wordsOn(dueOn, id, turn, where)).toBe('Due today');
    expect(wordsOn(addDays(last, 1), id, turn, where)).toMatch(/^Overdue \d+ days?$/u);
  },
);

const elsewhere = named.filter(([, , { unless }]) => unless !== undefined);
const said = (id: string, turn: string, unless: Given | undefined) =>
  dutiesOn('2028-06-01', unless)
    .filter((duty) => duty.duty === id && duty.turn === turn)
    .map(({ status, reason }) => `${status.word}: ${reason}`);

test.for(elsewhere.filter(([, , { otherwise }]) => otherwise === ''))(
  'section %s, %s: does not apply, and is not listed',
  ([, id, { turn, unless }]) => {
    expect(said(id, turn, unless)).toEqual([]);
  },
);

test.for(elsewhere.filter(([, , { otherwise }]) => otherwise !== ''))(
  'section %s, %s: does not apply, and says why',
  ([, id, { turn, unless, otherwise = '' }]) => {
    expect(said(id, turn, unless)).toEqual([`Not applicable: ${otherwise}`]);
  },
);

test.for(unproved.filter(([, id]) => PROTOCOL_2010.rows[id]?.kind === 'duty'))(
  'section %s, %s: may be said not to apply, with a reason',
  ([, id, { turn, where }]) => {
    const not = evidenceOf(id, { state: 'not applicable', reason: 'Agreed with HR' }, turn);
    const evidence = [...(where.evidence ?? []), not];
    const duty = dutyOn('2029-06-01', id, turn, { ...where, evidence });
    expect([duty.status.word, duty.reason]).toEqual(['Not applicable', 'Agreed with HR']);
  },
);

test.for(named.filter(([, id]) => PROTOCOL_2010.rows[id]?.kind === 'agreed'))(
  'section %s, %s: is listed from the first day, and is never overdue',
  ([, id]) => {
    expect(turnsOn('2027-01-15', id)).toHaveLength(1);
    for (const { status, dueOn } of dutiesOn('2035-01-01').filter(({ duty }) => duty === id)) {
      expect(dueOn).toBeNull();
      expect(['Not recorded', 'Done']).toContain(status.word);
    }
  },
);

const plan = (fields: object) =>
  judgePlan({
    startsOn: day('2027-02-01'),
    endsOn: day('2029-01-31'),
    endReason: '',
    today: day('2027-01-10'),
    ...fields,
  });

test('section 2, S2.1: two years are expected, and another end is only pointed out', () => {
  expect(plan({})).toEqual({ state: 'accepted', warnings: [] });
  const longer = plan({ endsOn: day('2029-06-30'), endReason: 'Agreed' });
  expect(longer).toMatchObject({ state: 'accepted', warnings: [{ reason: 'over two years' }] });
});

test('section 2, S2.2: three years and no day more', () => {
  expect(plan({ endsOn: day('2030-01-31'), endReason: 'Extended' }).state).toBe('accepted');
  expect(plan({ endsOn: day('2030-02-01'), endReason: 'Extended' })).toMatchObject({
    state: 'refused',
    reason: 'over three years',
  });
});

test('section 6, S6.1: a month of notice unless all agree', () => {
  const notice = { noticeOn: day('2028-03-06'), endReason: 'Notice' };
  expect(plan({ ...notice, endsOn: addMonths(day('2028-03-06'), 1) }).state).toBe('accepted');
  expect(plan({ ...notice, endsOn: day('2028-04-05') }).state).toBe('refused');
  expect(plan({ ...notice, endsOn: day('2028-04-05'), allAgree: true }).state).toBe('accepted');
});

test('section 18, S18.4: five days are carried over; more asks for a reason and is not refused', () => {
  const { limits } = PROTOCOL_2010;
  expect(carryOverRemark({ days: 5, words: '' }, limits)).toBeNull();
  expect(carryOverRemark({ days: null, words: '' }, limits)).toBeNull();
  expect(carryOverRemark({ days: 6, words: '' }, limits)?.isReasonMissing).toBe(true);
  expect(carryOverRemark({ days: 6, words: 'Ill in March' }, limits)?.isReasonMissing).toBe(false);
});
