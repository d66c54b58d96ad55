/** Calendar files of what is due: what is in them, that they name nobody, and that a later one replaces an earlier one. */
import { describe, expect, test } from 'vitest';
import { RecordId } from '@/lib/domain/record';
import { calendarFile, type CalendarBook } from '@/lib/session/calendar-file';
import { RECORD_ORDERS } from '@/lib/session/orders';
import { dueRows } from '@/lib/session/view-today';
import { begun, day, must, NOW, type Name } from './secondment-office';

type Asked = Parameters<typeof calendarFile>[1];

const calendars = async () => {
  const at = await begun();
  const bookOf = (name: Name): CalendarBook => ({
    looking: at.as[name].looking,
    due: () => dueRows(at.as[name].looking(), () => null),
    notebook: { removed: () => null },
  });
  const save = (name: Name, given: Asked, now = NOW): string => {
    const of = bookOf(name);
    const answer = calendarFile({ books: [of], of, now }, given);
    if (answer.state === 'refused') throw new Error(answer.why);
    return answer.value ?? '';
  };
  return { ...at, bookOf, save };
};

interface Event {
  readonly uid: string;
  readonly on: string;
  readonly title: string;
  readonly sequence: number;
  readonly isOff: boolean;
}
const eventsIn = (file: string): readonly Event[] =>
  file
    .replaceAll('\r\n ', '')
    .split('BEGIN:VEVENT')
    .slice(1)
    .map((text) => {
      const value = (name: string): string =>
        new RegExp(`^${name}:(.*)$`, 'mu').exec(text)?.[1] ?? '';
      return {
        uid: value('UID'),
        on: value('DTSTART;VALUE=DATE'),
        title: value('SUMMARY'),
        sequence: Number(value('SEQUENCE')),
        isOff: value('STATUS') === 'CANCELLED',
      };
    });

const EVERYTHING: Asked = { what: 'everything', id: null };
const MINE: Asked = { what: 'mine', id: null };

describe('a calendar file', () => {
  test('of a secondment holds each of its dates once, and those that are open', async () => {
    const { save, id, bookOf } = await calendars();
    const events = eventsIn(save('alice', { what: 'secondment', id }));
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
    const open = events.filter(({ isOff }) => !isOff).map(({ uid }) => uid);
    const rows = bookOf('alice').due();
    expect(open).toEqual(expect.arrayContaining(rows.map(({ key }) => `${key}@liaison-notebook`)));
    expect(open).toHaveLength(rows.length);
  });

  test('names nobody, and says nothing of absence, performance or conduct', async () => {
    const { save, as, id, meet } = await calendars();
    must(
      await RECORD_ORDERS.create(as.line.ordering, {
        kind: 'event',
        fields: { secondment: id, kind: 'absence', on: '2026-11-16' },
      }),
    );
    must(
      await RECORD_ORDERS.create(as.line.ordering, {
        kind: 'event',
        fields: { secondment: id, kind: 'concern', on: '2026-11-20' },
      }),
    );
    must(
      await RECORD_ORDERS.create(as.line.ordering, {
        kind: 'action',
        fields: {
          about: id,
          text: 'Ask about Jordan Example',
          owner: as.line.looking().me,
          dueOn: '2026-12-01',
        },
      }),
    );
    meet();
    const file = save('line', EVERYTHING).replaceAll('\r\n ', '');
    expect(file).not.toMatch(/Sample|Jordan|sickness absence|return.to.work|performance|concern/iu);
    expect(eventsIn(file).map(({ title }) => title)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Secondment protocol\\, /u)]),
    );
  });

  test('of what waits for me leaves out what waits for others', async () => {
    const { save, bookOf } = await calendars();
    const mine = bookOf('line')
      .due()
      .filter(({ waitingFor }) => waitingFor === 'you');
    const open = eventsIn(save('line', MINE)).filter(({ isOff }) => !isOff);
    expect(open.length).toBe(mine.length);
    expect(open.length).toBeLessThan(eventsIn(save('line', EVERYTHING)).length);
  });

  test('of one duty holds it alone', async () => {
    const { save, bookOf } = await calendars();
    const [row] = bookOf('alice').due();
    const key = row?.key ?? '';
    expect(eventsIn(save('alice', { what: 'duty', id: key }))).toEqual([
      expect.objectContaining({
        uid: `${key}@liaison-notebook`,
        on: row?.dueOn.replaceAll('-', ''),
      }),
    ]);
  });

  test('that is saved again after something was done takes it away, under the same name', async () => {
    const { save, as, id, meet, bookOf } = await calendars();
    const coming = bookOf('line')
      .due()
      .find(({ dueOn, key }) => dueOn > day('2026-11-30') && key.split('.').length === 4);
    const [, section = '', row = '', turn = ''] = (coming?.key ?? '').split('.');
    const before = eventsIn(save('alice', { what: 'secondment', id }));
    must(
      await RECORD_ORDERS.create(as.alice.ordering, {
        kind: 'evidence',
        fields: {
          id: coming?.key,
          secondment: id,
          duty: `${section}.${row}`,
          turn,
          state: 'done',
          doneOn: '2026-11-24',
        },
      }),
    );
    meet();
    const after = eventsIn(save('alice', { what: 'secondment', id }, NOW + 60_000));
    const uid = `${coming?.key ?? ''}@liaison-notebook`;
    const then = before.find((event) => event.uid === uid);
    const now = after.find((event) => event.uid === uid);
    expect(then?.isOff).toBe(false);
    expect(now?.isOff).toBe(true);
    expect(now?.sequence).toBeGreaterThan(then?.sequence ?? 0);
  });

  test('that would be empty is refused', async () => {
    const { bookOf } = await calendars();
    const of = bookOf('alice');
    for (const given of [
      { what: 'secondment', id: 'nothing' },
      { what: 'duty', id: null },
      { what: 'duty', id: RecordId.parse('a.S1.1.1') },
    ] as const) {
      expect(calendarFile({ books: [of], of, now: NOW }, given)).toMatchObject({
        state: 'refused',
        why: 'Nothing here has a date.',
      });
    }
  });

  test('of everything leaves out a notebook from which this device was removed', async () => {
    const { bookOf } = await calendars();
    const of = { ...bookOf('alice'), notebook: { removed: () => ({}) } };
    expect(calendarFile({ books: [of], of, now: NOW }, EVERYTHING).state).toBe('refused');
  });
});
