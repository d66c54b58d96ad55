/** Who is away and who covers: what each person is shown, and whom a duty then waits for. */
import { describe, expect, test } from 'vitest';
import { RECORD_ORDERS } from '@/lib/session/orders';
import { awayView } from '@/lib/session/view-away';
import { secondmentView } from '@/lib/session/view-duties';
import { dueRows, todayView } from '@/lib/session/view-today';
import { RecordId } from '@/lib/domain/record';
import { begun, day, must, type Name } from './secondment-office';

const LATER = day('2026-12-02');

/** The line manager is away from 1 to 7 December, and the senior covers. */
const covered = async (coveredBy: Name | null = 'alice') => {
  const at = await begun();
  const idOf = (name: Name): string => at.as[name].looking().me ?? '';
  const id = must(
    await RECORD_ORDERS.create(at.as.bob.ordering, {
      kind: 'away',
      fields: {
        person: idOf('line'),
        from: '2026-12-01',
        to: '2026-12-07',
        coveredBy: coveredBy === null ? null : idOf(coveredBy),
      },
    }),
  );
  at.meet();
  const rowsOf = (name: Name, today = LATER) => dueRows(at.as[name].looking(today), () => null);
  return { ...at, away: id, rowsOf };
};

const waitingOf = (rows: readonly { readonly waitingFor: string }[], who: string): number =>
  rows.filter(({ waitingFor }) => waitingFor === who).length;

describe('while the line manager is away', () => {
  test('what waited for them waits for whoever covers, who is told why', async () => {
    const { rowsOf } = await covered();
    const before = rowsOf('alice', day('2026-11-30'));
    const during = rowsOf('alice');
    const lines = waitingOf(before, 'line Sample') + waitingOf(before, 'l Sample');
    expect(lines).toBeGreaterThan(0);
    expect(waitingOf(during, 'you')).toBeGreaterThan(waitingOf(before, 'you'));
    expect(during.flatMap(({ away }) => away ?? [])).toContain(
      'You cover for line Sample, who is away until 7 December 2026',
    );
  });

  test('everyone else sees who covers', async () => {
    const { rowsOf, as, id } = await covered();
    const words = 'line Sample is away until 7 December 2026. alice Sample covers';
    expect(rowsOf('head').flatMap(({ away }) => away ?? [])).toContain(words);
    const record = secondmentView(as.head.looking(LATER), id, []);
    expect(record?.duties.flatMap(({ away }) => away ?? [])).toContain(words);
  });

  test('they see it themselves, and the duties stay theirs', async () => {
    const { rowsOf } = await covered();
    const mine = rowsOf('line').filter(({ waitingFor }) => waitingFor === 'you');
    expect(mine.length).toBeGreaterThan(0);
    expect(new Set(mine.map(({ away }) => away))).toEqual(
      new Set(['You are away until 7 December 2026. alice Sample covers']),
    );
  });

  test('that nobody covers is said', async () => {
    const { rowsOf } = await covered(null);
    expect(rowsOf('head').flatMap(({ away }) => away ?? [])).toContain(
      'line Sample is away until 7 December 2026. Nobody is named to cover',
    );
  });

  test('nothing is said before and after', async () => {
    const { rowsOf } = await covered();
    for (const on of ['2026-11-30', '2026-12-08']) {
      expect(rowsOf('head', day(on)).flatMap(({ away }) => away ?? [])).toEqual([]);
    }
  });
});

test('Today names who is away today, the list also who will be', async () => {
  const { as } = await covered();
  const todayOf = (on: string) =>
    todayView(as.head.looking(day(on)), [], 0).away.map(({ words }) => words);
  expect(todayOf('2026-11-30')).toEqual([]);
  expect(todayOf('2026-12-07')).toEqual([
    'line Sample is away until 7 December 2026. alice Sample covers.',
  ]);
  const listOf = (name: Name, on: string) => awayView(as[name].looking(day(on)));
  expect(listOf('alice', '2026-11-30').rows.map(({ words }) => words)).toEqual([
    'line Sample is away from 1 December 2026 to 7 December 2026. You will cover.',
  ]);
  expect(listOf('line', '2026-12-01').rows.map(({ words }) => words)).toEqual([
    'You are away until 7 December 2026. alice Sample covers.',
  ]);
  expect(listOf('head', '2026-12-08').rows).toEqual([]);
  expect(listOf('bob', '2026-12-01').mayChange).toBe(true);
});

test('an absence can be taken back, and one that ends before it begins is shown nowhere', async () => {
  const { as, away, meet } = await covered();
  must(await RECORD_ORDERS.remove(as.alice.ordering, { kind: 'away', id: RecordId.parse(away) }));
  must(
    await RECORD_ORDERS.create(as.alice.ordering, {
      kind: 'away',
      fields: { person: 'somebody', from: '2026-12-09', to: '2026-12-01' },
    }),
  );
  meet();
  expect(awayView(as.head.looking(day('2026-12-01'))).rows).toEqual([]);
});
