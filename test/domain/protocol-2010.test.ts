/** The protocol of 2010 as data: every row is there, has its form, and says what the protocol says. */
import { expect, test } from 'vitest';
import { dueWords, everyWords, periodWords } from '@/lib/domain/due-words';
import { EventKind, EVENT_KINDS, SecondmentEvent } from '@/lib/domain/event';
import { templateOf } from '@/lib/domain/meeting-templates';
import { MeetingKind } from '@/lib/domain/meeting';
import {
  DutyRow,
  DUTY_GROUPS,
  isLimit,
  Protocol,
  rowsOf,
  type Proof,
  type RowId,
} from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { faultsOf } from '@/lib/domain/protocol-faults';
import { PROTOCOL_TODAY } from '@/lib/domain/protocol-today';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';

/** By section, in the order of the text. */
const IDS = `
  S1.1 S1.2 S1.3 S1.4 S1.5
  S2.1 S2.2 S2.3 S2.4 S2.5 S2.6 S2.7 S2.8 S2.9 S2.10
  S3.1 S3.2 S3.3
  S4.1 S4.2 S4.3 S4.4 S4.5 S4.6
  S5.1a S5.1b S5.1c S5.1d S5.1e S5.2 S5.3 S5.4 S5.5
  S6.1 S6.2 S6.3 S6.4
  S7.1 S7.2 S7.3 S7.4 S7.5 S7.6
  S8.1 S8.2 S8.3 S8.4 S8.5 S8.6 S8.7 S8.8 S8.9 S8.10
  S9.1 S9.2 S9.3 S9.4 S9.5 S9.6 S9.7 S9.8
  S10.1 S10.2 S10.3 S10.4
  S11.1 S11.2 S11.3 S11.4a S11.4b S11.4c S11.5 S11.6 S11.7
  S12.1
  S13.1 S13.2 S13.3
  S14.1 S14.2 S14.3
  S15.1 S15.2 S15.3 S15.4 S15.5 S15.6
  S16.1 S16.2 S16.3 S16.4 S16.5 S16.6
  S17.1 S17.2
  S18.1 S18.2 S18.3 S18.4 S18.5 S18.6 S18.7`
  .trim()
  .split(/\s+/u);

/** The rows whose date is ours: the protocol gives none. */
const READINGS = `
  S2.3 S5.1a S5.1b S5.1c S5.1d S5.1e S5.3 S7.3 S7.4 S7.5 S9.1 S9.2 S9.3 S9.5 S10.4 S11.2 S11.3
  S11.4a S11.4b S11.4c S14.1 S14.2 S14.3 S15.1 S16.2 S16.3 S16.5 S16.6 S17.2 S18.6`
  .trim()
  .split(/\s+/u);

const row = (id: RowId): DutyRow => {
  const found = PROTOCOL_2010.rows[id];
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
};

test('all 102 rows are there, in the order of the protocol', () => {
  expect(IDS).toHaveLength(102);
  expect(Object.keys(PROTOCOL_2010.rows)).toEqual(IDS);
});

test.for(SHIPPED_PROTOCOLS.map((protocol) => [protocol.name, protocol] as const))(
  '%s has the form of a protocol and no fault',
  ([, protocol]) => {
    expect(Protocol.parse(protocol)).toEqual(protocol);
    expect(faultsOf(protocol)).toEqual([]);
  },
);

test.for(IDS)('%s has the form of a row and its section', (id) => {
  expect(DutyRow.parse(row(id))).toEqual(row(id));
  expect(id.startsWith(`S${row(id).section}.`)).toBe(true);
  expect(row(id).title).toMatch(/^[A-Z].{2,70}$/u);
  expect(row(id).title).not.toMatch(/\.$/u);
});

test('72 dates are those of the protocol and 30 are readings of ours', () => {
  const ours = rowsOf(PROTOCOL_2010).filter(([, { dateFrom }]) => dateFrom === 'reading');
  expect(ours.map(([id]) => id)).toEqual(READINGS);
  expect(READINGS).toHaveLength(30);
});

test('the strong words stand on four rows only', () => {
  const must = rowsOf(PROTOCOL_2010).filter(([, { modal }]) => modal.startsWith('must'));
  expect(must.map(([id]) => id)).toEqual(['S4.3', 'S9.3', 'S18.4', 'S18.5']);
});

test('the limits are the rows that bound a plan', () => {
  const limits = rowsOf(PROTOCOL_2010).filter(([, each]) => isLimit(each));
  expect(limits.map(([id]) => id)).toEqual(['S2.1', 'S2.2', 'S6.1', 'S18.4']);
});

/** What the text says, in the words of a screen, with the strength of the words and the reading. */
test.for([
  ['S1.2', 'will', null, 'Always, for each team'],
  [
    'S1.5',
    'will',
    'A19',
    'As soon as an issue is sent to the Assistant Chief Officer, overdue only 5 working days later',
  ],
  ['S2.1', 'expected', 'A1', 'Usually 2 years from the start'],
  ['S2.2', 'may … not more than', 'A1', 'No later than 3 years from the start'],
  ['S2.3', 'will', 'A2', 'Within 14 days of the start'],
  ['S2.4', 'will', 'A3', 'Within 6 months of the start'],
  ['S2.5', 'should', 'A4', 'When “Six-month review” is done'],
  ['S2.8', 'should', 'A13', 'At the six-month review, if a concern is still open'],
  [
    'S2.9',
    'will',
    'A5',
    'At least 6 months before the end, or at half its length if planned for less than 12 months',
  ],
  ['S2.10', 'will ensure', null, 'By the end'],
  ['S3.1', 'desirable', null, 'Before the start'],
  ['S3.2', 'will', 'A17', 'Before the start, if the officer is newly qualified'],
  ['S3.3', 'will not', null, 'At the start'],
  ['S4.3', 'must', null, 'Before the start'],
  ['S4.5', 'will', 'A16', 'As the policy says, when work out of hours is done'],
  ['S5.1a', 'will', 'A2', 'Within 14 days of the start'],
  ['S5.2', 'should', 'A6', 'Within 1 month of the start'],
  ['S5.5', 'will', 'A7', 'Within 1 month of the start, overdue only 7 days later'],
  ['S6.1', 'can … minimum', 'A8', 'No earlier than 1 month after notice is given'],
  ['S6.3', 'should … prior to', 'A13', 'Before an ending for performance is decided'],
  ['S7.1', 'will', 'A16', 'For the whole secondment'],
  ['S7.3', 'will ensure', 'A9', 'Within 7 days of the end of each month'],
  ['S7.4', 'will', 'A10', 'Every 7 days after an absence begins, until it ends'],
  ['S7.5', 'will', 'A10', 'Within 3 working days after an absence ends'],
  ['S8.1', 'will', 'A11', "As the team's own scheme says"],
  ['S8.3', 'will', null, 'Throughout, once an appraisal is opened'],
  ['S8.4', 'will', null, 'Before an appraisal is ready to be signed'],
  [
    'S8.7',
    'will',
    'A11',
    'Before the performance year ends, if the secondment started in the latter part of the performance year',
  ],
  [
    'S8.8',
    'will',
    'A11',
    'At the appraisal of that performance year, if the secondment started in the last three months of the performance year',
  ],
  ['S8.9', 'will', 'A12', "As often as the team's own policy says"],
  ['S8.10', 'will', 'A12', 'Every 3 months from the start'],
  ['S9.1', 'essential', 'A14', 'Within 5 working days after a concern is raised'],
  [
    'S9.3',
    'must',
    'A14',
    'Within 5 working days after a concern is raised, and within 1 working day once it has an agreed plan',
  ],
  ['S9.4', 'can', null, 'At any time once a concern is raised'],
  [
    'S9.5',
    'should',
    'A14',
    'Within 10 working days after a concern reaches the end of its review period and is unsatisfactory',
  ],
  [
    'S9.7',
    'will',
    'A15',
    '2 months after “Performance meeting” is done, not earlier, overdue only 10 working days later',
  ],
  ['S9.8', 'can', 'I1', 'After “Performance follow-up meeting” is done'],
  ['S10.1', 'will', 'A16', 'As the policy says, when a disciplinary procedure starts'],
  [
    'S10.4',
    'should … immediately',
    'A14',
    'Within 1 working day after a disciplinary procedure, a grievance against the secondee or a grievance by the secondee leads to a finding',
  ],
  ['S11.1', 'will', null, 'By its own date, when a mandatory course is required'],
  ['S11.5', 'will', null, 'When a mandatory course is booked'],
  ['S12.1', 'is set out in', 'I8', 'Always'],
  [
    'S14.1',
    'will',
    'A10',
    'Within 5 working days after an absence is marked as likely to be long term and has lasted 1 month',
  ],
  [
    'S14.2',
    'will',
    'A14',
    'Within 5 working days after “Cover for a long absence discussed” is done',
  ],
  ['S15.3', 'will', null, 'Whenever it arises'],
  ['S16.5', 'will', 'A14', 'Within 1 month after a policy is new or changes'],
  ['S16.6', 'will', 'A10', 'Every year from the last one, or from the start'],
  ['S18.3', 'is responsible', 'I7', 'By the end of each leave year'],
  [
    'S18.4',
    'must … normally not more than',
    'A16',
    'Up to the days that may be carried over, in each leave year',
  ],
  ['S18.6', 'should', 'A9', 'Within 14 days of the end of each leave year'],
] as const)('%s says "%s" (reading %s): %s', ([id, modal, reading, words]) => {
  expect(row(id)).toMatchObject({ modal, reading });
  expect(dueWords(row(id), PROTOCOL_2010.rows)).toBe(words);
});

test('every row says when it is due as a sentence', () => {
  for (const [, each] of rowsOf(PROTOCOL_2010)) {
    expect(dueWords(each, PROTOCOL_2010.rows)).toMatch(/^[A-Z0-9][^_{}]+[^.]$/u);
    expect(dueWords(each, PROTOCOL_2010.rows)).not.toMatch(/undefined|\brow S/u);
  }
  expect(dueWords(row('S9.7'))).toContain('row S9.5');
});

test('periods in words', () => {
  expect(periodWords('-P6M')).toBe('6 months');
  expect(periodWords('P1WD')).toBe('1 working day');
  expect(everyWords('P1Y')).toBe('every year');
  expect(everyWords('P2WD')).toBe('every 2 working days');
});

test('every group is used, and only what was agreed stands under "What was agreed"', () => {
  const groups = new Set(rowsOf(PROTOCOL_2010).map(([, { group }]) => group));
  expect([...groups].toSorted()).toEqual([...DUTY_GROUPS].toSorted());
});

test('somebody outside the notebook is never waited for by a role that somebody here has', () => {
  const outside = rowsOf(PROTOCOL_2010).filter(([, { isOutside }]) => isOutside);
  expect(outside.map(([id]) => id)).toEqual(['S3.2', 'S4.3', 'S8.8', 'S16.6']);
  for (const [, { waitsFor, who }] of outside) {
    expect(waitsFor).toEqual([]);
    expect(who).not.toBe('');
  }
});

test('every duty waits for somebody', () => {
  const waiting = rowsOf(PROTOCOL_2010).filter(
    ([, { kind, isOutside, waitsFor }]) => kind === 'duty' && !isOutside && waitsFor.length === 0,
  );
  expect(waiting).toEqual([]);
});

const meetingsIn = (proof: readonly Proof[]): readonly MeetingKind[] =>
  proof.flatMap((one) => (one.by === 'meeting' ? [one.kind] : []));

test.for(MeetingKind.options)(
  'the meeting %s is proved by its own kind, and has its people',
  (kind) => {
    const { about, duty, required } = templateOf(kind);
    const meeting = PROTOCOL_2010.meetings[kind];
    expect(meeting === undefined).toBe(about === 'transfer');
    expect(duty === null ? [kind] : meetingsIn(row(duty).proof)).toEqual([kind]);
    if (meeting === undefined) return;
    expect(new Set(meeting.required)).toEqual(new Set(required.map(({ role }) => role)));
  },
);

test('what an event proves or starts is asked for on its form', () => {
  for (const [id, { trigger, proof, due }] of rowsOf(PROTOCOL_2010)) {
    if (trigger.on !== 'event') continue;
    const days = [
      trigger.day,
      ...(due.then === undefined ? [] : [due.then.day]),
      ...proof.flatMap((one) => (one.by === 'event' ? [one.day, ...(one.and ?? [])] : [])),
    ];
    const kinds = [trigger.kind, ...(trigger.also ?? [])];
    for (const kind of kinds) {
      const asked = EVENT_KINDS[kind].questions.map(({ field }) => field);
      expect(asked, `${id}: ${kind}`).toEqual(expect.arrayContaining(days));
    }
  }
});

test('no event is without a row that asks for it, but those that only are noted', () => {
  const asked = rowsOf(PROTOCOL_2010).flatMap(([, { trigger }]) =>
    trigger.on === 'event' ? [trigger.kind, ...(trigger.also ?? [])] : [],
  );
  const unasked = EventKind.options.filter((kind) => !asked.includes(kind));
  expect(unasked).toEqual(['pause', 'responsibility', 'skill']);
  expect(Object.keys(SecondmentEvent.shape)).toContain('on');
});

test('readings A1 to A20 are there, and each inconsistency that a row stands on', () => {
  const all = Object.keys(PROTOCOL_2010.readings);
  const expected = Array.from({ length: 20 }, (_, at) => `A${at + 1}`);
  expect(all).toEqual([...expected, 'I1', 'I6', 'I7', 'I8', 'I9', 'I10', 'I12']);
  const used = new Set(rowsOf(PROTOCOL_2010).flatMap(([, { reading }]) => reading ?? []));
  expect(all.filter((code) => code.startsWith('I') && !used.has(code))).toEqual([]);
});

test('the appendices and the agreement are named, with no place made up', () => {
  expect(PROTOCOL_2010.links).toHaveLength(6);
  expect(PROTOCOL_2010.links.every(({ place }) => place === '')).toBe(true);
});

test('the text of 2010 is unchanged, the one of today replaces nothing', () => {
  expect(PROTOCOL_2010).toMatchObject({ id: '2010', version: 1, replaces: null, changes: [] });
  expect(PROTOCOL_TODAY).toMatchObject({ id: 'today', version: 1, replaces: null });
  expect(PROTOCOL_TODAY.limits).toEqual(PROTOCOL_2010.limits);
  expect(PROTOCOL_TODAY.readings).toEqual(PROTOCOL_2010.readings);
});

test('each change of today is marked, and dates and rules are those of 2010', () => {
  const unmarked: string[] = [];
  for (const [id, today] of rowsOf(PROTOCOL_TODAY)) {
    const then = row(id);
    for (const field of ['title', 'who', 'evidence', 'consequence'] as const) {
      const renamed = then[field]
        .replaceAll('YOT', 'YJS')
        .replaceAll('Youth Offending Service', 'Youth Justice Service');
      const isMarked = PROTOCOL_TODAY.changes.some(
        (change) => change.row === id && change.was === then[field] && change.is === today[field],
      );
      if (today[field] !== renamed && !isMarked) unmarked.push(`${id} ${field}`);
    }
    const { title, who, evidence, consequence } = then;
    expect({ ...today, title, who, evidence, consequence }).toEqual(then);
  }
  expect(unmarked).toEqual([]);
  const changed = new Set(PROTOCOL_TODAY.changes.flatMap(({ row: id }) => id ?? []));
  expect([...changed]).toEqual(
    'S1.1 S4.5 S7.1 S7.2 S9.6 S10.1 S10.2 S11.4a S11.4b S11.6 S16.4 S16.5 S16.6 S18.6 S18.7'.split(
      ' ',
    ),
  );
  for (const { was, is, why } of PROTOCOL_TODAY.changes) {
    expect(was).not.toBe(is);
    expect(why).not.toBe('');
  }
});

test.for([
  ['S11.4b', 'AssetPlus training'],
  ['S16.4', 'Requirements of the Equality Act 2010 met'],
  ['S7.1', 'Attendance Management Policy of the Probation Service applies'],
  ['S1.3', 'YJS line manager named'],
] as const)('today %s is called "%s"', ([id, title]) => {
  expect(PROTOCOL_TODAY.rows[id]?.title).toBe(title);
});

test('no text of 2010 holds a word of today, and the other way round', () => {
  expect(JSON.stringify(PROTOCOL_2010.rows)).not.toMatch(/AssetPlus|YJS|Probation Service\b/u);
  expect(JSON.stringify(PROTOCOL_TODAY.rows)).not.toMatch(
    /\bASSET\b|\bYOT\b|London Probation Trust|Disability Discrimination/u,
  );
});
