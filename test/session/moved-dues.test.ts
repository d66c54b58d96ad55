/** A moved secondment moves its dates: where one was before is worked out from the history of the record. */
import { expect, test } from 'vitest';
import type { RecordId } from '@/lib/domain/record';
import { RECORD_ORDERS } from '@/lib/session/orders';
import { historyOf, type HistoryLine } from '@/lib/notebook/history';
import { movedDues, secondmentView } from '@/lib/session/view-duties';
import { begun, day, must, type Someone } from './secondment-office';

const change = async (
  at: Someone,
  id: RecordId,
  fields: Readonly<Record<string, unknown>>,
  now: number,
): Promise<void> => {
  must(
    await RECORD_ORDERS.change(
      { ...at.ordering, now: () => now },
      { kind: 'secondment', id, fields },
    ),
  );
};

const historyHere = ({ notebook, ordering }: Someone, id: RecordId): readonly HistoryLine[] =>
  historyOf(
    notebook.records(ordering.shelf.keeperOf('secondment', id) ?? ''),
    'secondment',
    id,
    () => null,
  );

/** Six months before the end of the secondment, and one that only its start gives. */
const BEFORE_END = 'S6.4';
const OPENING = 'S2.3';

test('a duty says where it was due until the end was moved, and one that did not move says nothing', async () => {
  const { as, id } = await begun();
  const now = Date.UTC(2026, 11, 3, 10);
  await change(as.alice, id, { endsOn: '2028-11-30', endReason: 'To finish a project' }, now);
  const looking = as.alice.looking();
  const view = secondmentView(looking, id, []);
  const all = [...(view?.duties ?? [])];
  const history = historyHere(as.alice, id);
  const dues = (duty: string, turn: string) =>
    movedDues(looking, history, { secondment: id, duty, turn });
  const moved = all.filter(({ duty, turn }) => dues(duty, turn).length > 0);
  expect(moved.map(({ duty }) => duty)).toContain(BEFORE_END);
  expect(moved.map(({ duty }) => duty)).not.toContain(OPENING);
  const end = moved.find(({ duty }) => duty === BEFORE_END);
  const [before, ...more] = dues(BEFORE_END, end?.turn ?? '');
  expect(more).toEqual([]);
  expect(before).toMatchObject({ moved: 'end', on: day('2026-12-03') });
  expect(before?.dueOn.slice(0, 7)).toBe('2028-02');
  expect(end?.dueOn?.slice(0, 7)).toBe('2028-05');
});

test('start and end that were moved together are one move, and several moves stand newest first', async () => {
  const { as, id } = await begun();
  await change(as.alice, id, { endsOn: '2028-09-30' }, Date.UTC(2026, 10, 25, 9));
  await change(
    as.alice,
    id,
    { startsOn: '2026-12-01', endsOn: '2028-11-30' },
    Date.UTC(2026, 10, 26, 9),
  );
  const looking = as.alice.looking();
  const history = historyHere(as.alice, id);
  const where = { secondment: id, turn: '1' };
  expect(movedDues(looking, history, { ...where, duty: OPENING })).toEqual([
    { dueOn: expect.any(String), moved: 'start and end', on: '2026-11-26' },
  ]);
  expect(
    movedDues(looking, history, { ...where, duty: BEFORE_END }).map(({ moved, on }) => [moved, on]),
  ).toEqual([
    ['start and end', '2026-11-26'],
    ['end', '2026-11-25'],
  ]);
  expect(movedDues(looking, history, { ...where, duty: 'S99' })).toEqual([]);
  expect(movedDues(looking, history, { ...where, secondment: 'none', duty: OPENING })).toEqual([]);
});
