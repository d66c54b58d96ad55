/** The number on the toolbar button and the reminder of a day: what they say, and what they say while it is locked. */
import { describe, expect, test } from 'vitest';
import type { BookOfMany } from '@/lib/session/all-notebooks';
import type { Unlocked } from '@/lib/session/keepsake';
import { openReminding } from '@/lib/session/reminding';
import type { DueRow, StatusWord } from '@/lib/session/views';
import { CalendarDay } from '@/lib/domain/calendar';

const due = (dueOn: string, word: StatusWord, waitingFor = 'you'): DueRow => ({
  key: `${dueOn} ${word}`,
  title: 'Something',
  place: { screen: 'duty', id: null },
  concerns: 'A Okafor, Newham',
  dueOn: CalendarDay.parse(dueOn),
  status: { word, days: 1, on: null },
  waitingFor,
});

const notAsked = (): never => {
  throw new Error('not asked here');
};
const bookOf = (rows: () => readonly DueRow[], isRemoved = false): BookOfMany => ({
  notebook: {
    id: 'n',
    keyring: () => ({ name: 'Newham' }),
    removed: () => (isRemoved ? {} : null),
  },
  due: rows,
  today: notAsked,
  actions: notAsked,
});

// A device is nothing but a name for what keeps the setting.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const WHO = {} as Unlocked;
/** A Tuesday. */
const NINE = Date.parse('2026-11-24T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const desk = () => {
  const shown: number[] = [];
  const said: string[] = [];
  const days: number[] = [];
  let kept: Uint8Array | null = null;
  let books: readonly BookOfMany[] | null = [];
  let now = NINE;
  let waiting: (() => void)[] = [];
  const reminding = openReminding({
    showing: { badge: (count) => shown.push(count), remind: (words) => said.push(words) },
    keepsake: {
      put: (_, __, bytes) => {
        kept = bytes;
        return Promise.resolve();
      },
      get: () => Promise.resolve(kept),
    },
    books: () => books,
    onNewDay: () => days.push(now),
    timers: {
      now: () => now,
      later: (_, run) => {
        waiting.push(run);
        return () => {
          waiting = waiting.filter((one) => one !== run);
        };
      },
    },
    now: () => now,
  });
  const look = (of: readonly BookOfMany[] | null): void => {
    books = of;
    reminding.look();
    for (const run of waiting.splice(0)) run();
  };
  return {
    reminding,
    shown,
    said,
    days,
    look,
    at: (instant: number) => {
      now = instant;
      reminding.tick();
    },
    kept: () => kept,
  };
};

const LATE = due('2026-11-20', 'Overdue');
const TODAY = due('2026-11-24', 'Due today');

describe('the number', () => {
  test('counts what is overdue or due today and waits for me, in all notebooks', () => {
    const { look, shown } = desk();
    look([
      bookOf(() => [LATE, due('2026-11-20', 'Overdue', 'R Mensah'), due('2026-11-25', 'Due soon')]),
      bookOf(() => [TODAY, due('2026-11-24', 'Booked')]),
      bookOf(() => [LATE, LATE], true),
    ]);
    expect(shown).toEqual([2]);
  });

  test('goes at once when it is locked, and is not shown twice', () => {
    const { look, shown } = desk();
    const book = bookOf(() => [LATE]);
    look([book]);
    look([book]);
    look(null);
    look(null);
    expect(shown).toEqual([1, 0]);
  });

  test('of many changes is worked out once', () => {
    const { look, reminding } = desk();
    let asked = 0;
    const book = bookOf(() => {
      asked += 1;
      return [];
    });
    look([]);
    asked = 0;
    for (let change = 0; change < 50; change += 1) reminding.look();
    look([book]);
    expect(asked).toBeLessThanOrEqual(2);
  });

  test('is looked at again when another day begins, while it is open', () => {
    const { look, at, days } = desk();
    look([bookOf(() => [])]);
    at(NINE + HOUR);
    at(NINE + DAY);
    look(null);
    at(NINE + 2 * DAY);
    expect(days).toEqual([NINE + DAY]);
  });
});

describe('the reminder', () => {
  test('is off until somebody chooses a time', () => {
    const { look, at, said } = desk();
    look([bookOf(() => [LATE])]);
    at(NINE + 10 * HOUR);
    expect(said).toEqual([]);
  });

  test('comes once a day from that time on, with the number and nothing else', async () => {
    const { reminding, look, at, said } = desk();
    await reminding.choose(WHO, '10:00');
    look([bookOf(() => [LATE, TODAY])]);
    at(NINE + 59 * 60_000);
    expect(said).toEqual([]);
    at(NINE + HOUR);
    at(NINE + 2 * HOUR);
    expect(said).toEqual(['2 things wait for you in Liaison Notebook']);
    at(NINE + DAY + HOUR);
    expect(said).toHaveLength(2);
  });

  test('does not come where nothing waits, nor at a weekend', async () => {
    const { reminding, look, at, said } = desk();
    await reminding.choose(WHO, '10:00');
    look([bookOf(() => [])]);
    at(NINE + HOUR);
    look([bookOf(() => [LATE])]);
    // Saturday and Sunday.
    at(NINE + 4 * DAY + HOUR);
    at(NINE + 5 * DAY + HOUR);
    expect(said).toEqual([]);
    at(NINE + 6 * DAY + HOUR);
    expect(said).toEqual(['1 thing waits for you in Liaison Notebook']);
  });

  test('gives no number while it is locked, and nothing before the first day that is due', async () => {
    const { reminding, look, at, said } = desk();
    await reminding.choose(WHO, '10:00');
    look([bookOf(() => [due('2026-11-25', 'Due soon'), due('2026-11-24', 'Booked')])]);
    look(null);
    at(NINE + HOUR);
    expect(said).toEqual([]);
    at(NINE + DAY + HOUR);
    expect(said).toEqual(['Something waits for you in Liaison Notebook. Unlock it to see what.']);
  });

  test('does not come after the time when it was chosen or unlocked later that day', async () => {
    const { reminding, look, at, said } = desk();
    await reminding.choose(WHO, '08:30');
    look([bookOf(() => [LATE])]);
    at(NINE + HOUR);
    await reminding.unlocked(WHO);
    at(NINE + 2 * HOUR);
    expect(said).toEqual([]);
    expect(reminding.at()).toBe('08:30');
  });

  test('that is switched off stays off, and what cannot be read is none', async () => {
    const { reminding, look, at, said } = desk();
    await reminding.choose(WHO, '10:00');
    await reminding.choose(WHO, null);
    await reminding.unlocked(WHO);
    look([bookOf(() => [LATE])]);
    at(NINE + 2 * HOUR);
    expect(said).toEqual([]);
    expect(reminding.at()).toBeNull();
  });
});
