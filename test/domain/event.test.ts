/** What happens in a secondment: what each kind asks for, what it must not hold, when it is over. */
import { expect, test } from 'vitest';
import { CalendarDay } from '@/lib/domain/calendar';
import {
  EVENT_KINDS,
  EVENT_ORDER,
  EventKind,
  eventWords,
  isAgreedPause,
  isOfPerformance,
  isOpenEvent,
  lacksOf,
  SecondmentEvent,
} from '@/lib/domain/event';
import { rowsOf } from '@/lib/domain/protocol';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';

const day = (text: string): CalendarDay => CalendarDay.parse(text);
const TODAY = day('2027-03-10');
const event = (fields: Readonly<Record<string, unknown>>): SecondmentEvent =>
  SecondmentEvent.parse({ id: 'e', secondment: 's', on: '2027-03-03', ...fields });

test('every kind stands once in the order in which a person chooses', () => {
  expect(EVENT_ORDER.toSorted()).toEqual(EventKind.options.toSorted());
});

test.for(EventKind.options)('%s asks for its first day, and for no field twice', (kind) => {
  const fields = EVENT_KINDS[kind].questions.map(({ field }) => field);
  expect(fields[0]).toBe('on');
  expect(new Set(fields).size).toBe(fields.length);
  for (const field of EVENT_KINDS[kind].closedBy) expect(fields).toContain(field);
});

test.for(EventKind.options)('what %s offers to choose from can be stored', (kind) => {
  for (const { field, form, options } of EVENT_KINDS[kind].questions) {
    expect(options.length > 0).toBe(form === 'choice');
    for (const { value } of options) {
      expect(SecondmentEvent.shape[field].safeParse(value).success).toBe(true);
    }
  }
});

test.for(SHIPPED_PROTOCOLS.map((protocol) => [protocol.id, protocol] as const))(
  'every day that a row of %s asks of an event can be recorded',
  ([, protocol]) => {
    const lacking = rowsOf(protocol).flatMap(([id, { trigger, due, proof }]) => {
      if (trigger.on !== 'event') return [];
      const asked = [
        trigger.day,
        ...(due.then === undefined ? [] : [due.then.day]),
        ...proof.flatMap((one) => (one.by === 'event' ? [one.day, ...(one.and ?? [])] : [])),
        ...(trigger.outcome === undefined ? [] : ['outcome']),
        ...(trigger.endingFor === undefined ? [] : ['endingFor']),
        ...(trigger.mandatoryFor === undefined ? [] : ['mandatoryFor']),
      ];
      return [trigger.kind, ...(trigger.also ?? [])].flatMap((kind) => {
        const fields = new Set<string>(EVENT_KINDS[kind].questions.map(({ field }) => field));
        return asked.filter((field) => !fields.has(field)).map((field) => `${id} ${kind} ${field}`);
      });
    });
    expect(lacking).toEqual([]);
  },
);

test('section 7, 10: forms say that reasons for sickness and detail of discipline are not written', () => {
  expect(EVENT_KINDS.absence.notHeld).toContain('reasons for sickness');
  expect(EVENT_KINDS.discipline.notHeld).toContain('Only the name of the procedure');
  for (const kind of ['absence', 'pause', 'discipline', 'grievance-by'] as const) {
    expect(EVENT_KINDS[kind].questions.map(({ form }) => form)).not.toContain('words');
  }
});

test('an absence is open until its last day, and what was declined is over', () => {
  expect(isOpenEvent(event({ kind: 'absence' }), TODAY)).toBe(true);
  expect(isOpenEvent(event({ kind: 'absence', endedOn: '2027-03-12' }), TODAY)).toBe(true);
  expect(isOpenEvent(event({ kind: 'absence', endedOn: '2027-03-10' }), TODAY)).toBe(false);
  expect(isOpenEvent(event({ kind: 'leave', outcome: 'agreed' }), TODAY)).toBe(true);
  expect(isOpenEvent(event({ kind: 'leave', outcome: 'declined' }), TODAY)).toBe(false);
  expect(isOpenEvent(event({ kind: 'skill' }), TODAY)).toBe(false);
});

test('an extension lacks whoever has not agreed, and a pause counts when both managers have', () => {
  expect(lacksOf(event({ kind: 'extension', probationAgreedOn: '2027-03-04' }))).toEqual([
    'Officer consulted on',
    'YOT agreed on',
  ]);
  const pause = { kind: 'pause', probationAgreedOn: '2027-03-04' };
  expect(isAgreedPause(event(pause))).toBe(false);
  expect(isAgreedPause(event({ ...pause, yotAgreedOn: '2027-03-05' }))).toBe(true);
  expect(lacksOf(event({ kind: 'absence' }))).toEqual([]);
});

test('concerns, procedures and an ending for performance are matters of performance', () => {
  expect(isOfPerformance({ kind: 'concern' })).toBe(true);
  expect(isOfPerformance({ kind: 'grievance-by' })).toBe(true);
  expect(isOfPerformance({ kind: 'ending', endingFor: 'performance' })).toBe(true);
  expect(isOfPerformance({ kind: 'ending', endingFor: 'yot' })).toBe(false);
  expect(isOfPerformance({ kind: 'absence', endingFor: 'performance' })).toBe(false);
});

test('an event says when it was', () => {
  expect(eventWords(event({ kind: 'absence' }))).toBe('since 3 March 2027');
  expect(eventWords(event({ kind: 'absence', endedOn: '2027-03-09' }))).toBe(
    '3 March 2027 to 9 March 2027',
  );
  expect(eventWords(event({ kind: 'absence', endedOn: '2027-03-03' }))).toBe('3 March 2027');
  expect(eventWords(event({ kind: 'course', endedOn: '2027-03-09' }))).toBe('3 March 2027');
  expect(eventWords(event({ kind: 'leave', bookedFor: '2027-04-01', endedOn: '2027-04-05' }))).toBe(
    '1 April 2027 to 5 April 2027',
  );
});
