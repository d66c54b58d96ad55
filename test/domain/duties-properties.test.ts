/** What holds for the duties of any secondment, whatever was recorded and in whatever order it comes. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, dutiesOn, secondmentOf } from './duty-cases';
import {
  addDays,
  addMonths,
  dateOf,
  lastDayOfMonth,
  type CalendarDay,
} from '@/lib/domain/calendar';
import {
  dutiesOf,
  marksOf,
  stepsMissingForPerformance,
  type DutyQuestion,
} from '@/lib/domain/duties';
import { EventKind, SecondmentEvent } from '@/lib/domain/event';
import { Meeting, MeetingKind } from '@/lib/domain/meeting';
import { Protocol } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import { Evidence } from '@/lib/domain/secondment';

const ROW_IDS = Object.keys(PROTOCOL_2010.rows);

const dayIn = (from: string, to: number): fc.Arbitrary<CalendarDay> =>
  fc.integer({ min: 0, max: to }).map((days) => addDays(day(from), days));
const nearDay = dayIn('2026-06-01', 1_400);
const farDay = dayIn('1900-01-01', 401_767);
const maybe = (arbitrary: fc.Arbitrary<CalendarDay>) => fc.option(arbitrary, { nil: null });

const eventWith = (anyDay: fc.Arbitrary<CalendarDay>): fc.Arbitrary<SecondmentEvent> =>
  fc
    .record({
      id: fc.integer({ min: 0, max: 1_000_000 }).map((id) => `e${id}`),
      kind: fc.constantFrom(...EventKind.options),
      on: anyDay,
      endedOn: maybe(anyDay),
      longTermOn: maybe(anyDay),
      triggerOn: maybe(anyDay),
      reviewEndsOn: maybe(anyDay),
      findingOn: maybe(anyDay),
      toAcoOn: maybe(anyDay),
      bookedFor: maybe(anyDay),
      completedOn: maybe(anyDay),
      signedOn: maybe(anyDay),
      consultedOn: maybe(anyDay),
      probationAgreedOn: maybe(anyDay),
      yotAgreedOn: maybe(anyDay),
      outcome: fc.constantFrom('', 'satisfactory', 'unsatisfactory'),
      endingFor: fc.constantFrom('', 'performance', 'yot'),
      mandatoryFor: fc.constantFrom('', 'probation', 'yot', 'both'),
    })
    .map((fields) => SecondmentEvent.parse({ secondment: 's1', ...fields }));

const meetingWith = (anyDay: fc.Arbitrary<CalendarDay>): fc.Arbitrary<Meeting> =>
  fc
    .record({
      id: fc.integer({ min: 0, max: 1_000_000 }).map((id) => `m${id}`),
      kind: fc.constantFrom(...MeetingKind.options),
      startsAt: anyDay.map((on) => `${on}T10:00`),
      state: fc.constantFrom('planned', 'held', 'cancelled'),
      heldOn: maybe(anyDay),
    })
    .map((fields) => Meeting.parse({ about: 's1', ...fields }));

const evidenceWith = (anyDay: fc.Arbitrary<CalendarDay>): fc.Arbitrary<Evidence> =>
  fc
    .record({
      duty: fc.constantFrom(...ROW_IDS),
      turn: fc.constantFrom('1', '2', '2027-03', '2027', 'e1'),
      state: fc.constantFrom('open', 'booked', 'done', 'not applicable'),
      doneOn: maybe(anyDay),
      bookedFor: maybe(anyDay),
    })
    .map((fields) =>
      Evidence.parse({ id: `s1.${fields.duty}.${fields.turn}`, secondment: 's1', ...fields }),
    );

const unique = <T extends { readonly id: string }>(arbitrary: fc.Arbitrary<T>, most: number) =>
  fc.uniqueArray(arbitrary, { selector: ({ id }) => id, maxLength: most });

const questionWith = (anyDay: fc.Arbitrary<CalendarDay>): fc.Arbitrary<DutyQuestion> =>
  fc
    .record({
      startsOn: anyDay,
      endsOn: anyDay,
      recordedOn: anyDay,
      noticeOn: maybe(anyDay),
      qualifiedOn: maybe(anyDay),
      inPostSince: maybe(anyDay),
      leaveYearEnd: fc.constantFrom('', '03-31', '02-29', '04-31'),
      events: unique(eventWith(anyDay), 8),
      meetings: unique(meetingWith(anyDay), 8),
      evidence: unique(evidenceWith(anyDay), 12),
      visit: fc.option(anyDay, { nil: undefined }),
      today: anyDay,
    })
    .map(({ events, meetings, evidence, visit, today, ...fields }) => ({
      secondment: secondmentOf(fields),
      protocols: SHIPPED_PROTOCOLS,
      events,
      meetings,
      evidence,
      team: { supervisionEvery: 'P28D', lastSafetyVisitOn: visit },
      today,
    }));

test('nothing that was recorded makes it throw, and no two duties have one name', () => {
  const each = fc.oneof(questionWith(nearDay), questionWith(farDay));
  fc.assert(
    fc.property(each, (question) => {
      const duties = dutiesOf(question);
      const names = new Set(duties.map(({ evidenceId }) => evidenceId));
      const isRight =
        names.size === duties.length &&
        duties.every(
          ({ isAgreed, status, dueOn }) =>
            (!isAgreed || status.word === 'Done' || status.word === 'Not recorded') &&
            (status.word !== 'Overdue' || (dueOn !== null && dueOn < question.today)),
        );
      expect(isRight).toBe(true);
      expect(marksOf(duties).length).toBeLessThanOrEqual(duties.length);
      expect(stepsMissingForPerformance(duties).length).toBeLessThanOrEqual(6);
    }),
    { numRuns: 150 },
  );
});

test('the order in which records come makes no difference', () => {
  const both = questionWith(nearDay).chain((question) =>
    fc.record({
      question: fc.constant(question),
      events: fc.shuffledSubarray([...question.events], { minLength: question.events.length }),
      meetings: fc.shuffledSubarray([...question.meetings], {
        minLength: question.meetings.length,
      }),
      evidence: fc.shuffledSubarray([...question.evidence], {
        minLength: question.evidence.length,
      }),
    }),
  );
  fc.assert(
    fc.property(both, ({ question, ...shuffled }) => {
      const other = dutiesOf({
        ...question,
        ...shuffled,
        protocols: question.protocols.toReversed(),
      });
      expect(other).toEqual(dutiesOf(question));
    }),
    { numRuns: 40 },
  );
});

test('month ends and leap days: each repeat is counted from the start, and is the same day or the last of its month', () => {
  fc.assert(
    fc.property(dayIn('2019-01-01', 9_000), (startsOn) => {
      const given = { secondment: { startsOn, endsOn: addMonths(startsOn, 24) } };
      const quarters = dutiesOn('2019-01-01', given).filter(({ duty }) => duty === 'S8.10');
      expect(quarters.map(({ dueOn }) => dueOn)).toEqual(
        quarters.map((_, index) => addMonths(startsOn, 3 * (index + 1))),
      );
      const isKept = quarters.every(
        ({ dueOn }) =>
          dueOn !== null && (dateOf(dueOn) === dateOf(startsOn) || dueOn === lastDayOfMonth(dueOn)),
      );
      expect(isKept).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const offsets = ['P1D', 'P20D', 'P5WD', 'P1M', 'P5M', 'P13M', '-P3M'] as const;

/** The 2010 text with the time of one row changed. */
const changedProtocol = fc
  .record({
    row: fc.constantFrom(...ROW_IDS),
    offset: fc.constantFrom(...offsets),
    takesEffectOn: nearDay,
    isGone: fc.boolean(),
  })
  .map(({ row, offset, takesEffectOn, isGone }) => {
    const was = PROTOCOL_2010.rows[row];
    if (was === undefined) throw new Error(`no row ${row}`);
    const due = { ...was.due, offset, ...(was.due.repeat === undefined ? {} : { repeat: 'P50D' }) };
    return Protocol.parse({
      ...PROTOCOL_2010,
      version: 2,
      takesEffectOn,
      rows: Object.fromEntries(
        Object.entries(PROTOCOL_2010.rows)
          .filter(([id]) => id !== row || !isGone)
          .map(([id, each]) => [id, id === row ? { ...each, due } : each]),
      ),
    });
  });

test('a version never changes what is due before it takes effect', () => {
  fc.assert(
    fc.property(questionWith(nearDay), changedProtocol, (question, changed) => {
      const from = changed.takesEffectOn;
      const before = (protocols: readonly Protocol[]) =>
        dutiesOf({ ...question, protocols })
          .filter(({ dueOn }) => dueOn !== null && dueOn < from)
          .map(({ evidenceId, dueOn, protocol }) => `${evidenceId} ${dueOn ?? ''} ${protocol}`)
          .toSorted();
      if (from <= question.secondment.startsOn) return;
      expect(before([PROTOCOL_2010, changed])).toEqual(before([PROTOCOL_2010]));
    }),
    { numRuns: 120 },
  );
});

test('any protocol that can be read gives duties without throwing', () => {
  const period = fc.constantFrom('P0D', 'P1D', '-P1M', 'P9999Y', '-P9999Y', 'P90WD', 'P3M', 'P0M');
  const trigger = fc.oneof(
    fc.constantFrom({ on: 'secondment' }, { on: 'month' }, { on: 'leave year' }, { on: 'team' }),
    fc.constantFrom(...ROW_IDS.slice(0, 4)).map((row) => ({ on: 'done', row })),
    fc.constantFrom('on', 'endedOn', 'bookedFor').map((of) => ({
      on: 'event',
      kind: 'absence',
      day: of,
    })),
  );
  const due = fc.record(
    {
      from: fc.constantFrom('start', 'end', 'trigger', 'team', 'protocol', 'performance year'),
      offset: period,
      bound: fc.constantFrom('on_or_before', 'repeat', 'start_on_or_after', 'asap', 'standing'),
      repeat: period,
      until: fc.constantFrom('end', 'event end'),
      grace: period,
      halfWhenUnder: period,
    },
    { requiredKeys: ['from', 'offset', 'bound'] },
  );
  const hostile = fc
    .array(fc.record({ trigger, due }), { minLength: 4, maxLength: 12 })
    .map((rows) =>
      Protocol.parse({
        ...PROTOCOL_2010,
        version: 3,
        takesEffectOn: '2000-01-01',
        rows: Object.fromEntries(
          rows.map((row, index) => [
            ROW_IDS[index],
            { ...PROTOCOL_2010.rows[ROW_IDS[index] ?? ''], ...row },
          ]),
        ),
      }),
    );
  fc.assert(
    fc.property(questionWith(fc.oneof(nearDay, farDay)), hostile, (question, protocol) => {
      expect(() => dutiesOf({ ...question, protocols: [protocol] })).not.toThrow();
    }),
    { numRuns: 80 },
  );
});
