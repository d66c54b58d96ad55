/** Who is away and who covers. */
import { describe, expect, test } from 'vitest';
import { Away, awayOn, coverOf } from '@/lib/domain/away';
import { CalendarDay } from '@/lib/domain/calendar';

const day = (text: string): CalendarDay => CalendarDay.parse(text);
const away = (person: string, from: string, to: string, coveredBy: string | null = null): Away =>
  Away.parse({ id: `away.${person}.${from}`, person, from, to, coveredBy });

describe('an absence', () => {
  const all = [away('ada', '2026-12-21', '2027-01-04', 'rita')];
  test.for([
    ['2026-12-20', null],
    ['2026-12-21', '2027-01-04'],
    ['2027-01-04', '2027-01-04'],
    ['2027-01-05', null],
  ] as const)('on %s', ([on, until]) => {
    expect(awayOn(all, 'ada', day(on))?.to ?? null).toBe(until);
    expect(coverOf(all, 'ada', day(on))).toBe(until === null ? null : 'rita');
  });

  test('of two that overlap the one that lasts longest counts', () => {
    const both = [...all, away('ada', '2026-12-28', '2027-02-01', 'sam')];
    expect(awayOn(both, 'ada', day('2026-12-29'))?.to).toBe('2027-02-01');
    expect(coverOf(both, 'ada', day('2026-12-29'))).toBe('sam');
  });

  test('that ends before it begins is none', () => {
    expect(awayOn([away('ada', '2026-12-21', '2026-12-01')], 'ada', day('2026-12-10'))).toBeNull();
  });
});

describe('cover', () => {
  const on = day('2026-12-23');
  const from = '2026-12-21';
  const to = '2026-12-31';
  test('passes on while the one who covers is away too', () => {
    expect(coverOf([away('a', from, to, 'b'), away('b', from, to, 'c')], 'a', on)).toBe('c');
  });
  test('ends with nobody where two cover for each other', () => {
    expect(coverOf([away('a', from, to, 'b'), away('b', from, to, 'a')], 'a', on)).toBeNull();
  });
  test('of oneself is none', () => {
    expect(coverOf([away('a', from, to, 'a')], 'a', on)).toBeNull();
  });
  test('of somebody who is here is none', () => {
    expect(coverOf([away('b', from, to, 'a')], 'a', on)).toBeNull();
  });
});
