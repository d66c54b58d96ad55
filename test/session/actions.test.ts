/** Open actions: whose they are, where they lead, and in what order; and all notebooks together. */
import { expect, test } from 'vitest';
import { actionsOfAll, type BookOfMany } from '@/lib/session/all-notebooks';
import { RECORD_ORDERS } from '@/lib/session/orders';
import { actionsDue, actionsView } from '@/lib/session/view-actions';
import { begun, must } from './secondment-office';

const acted = async () => {
  const at = await begun();
  const { alice, line } = at.as;
  const add = (text: string, fields: Readonly<Record<string, unknown>>) =>
    RECORD_ORDERS.create(alice.ordering, {
      kind: 'action',
      fields: { about: at.id, text, ...fields },
    });
  const me = alice.looking().me;
  must(await add('No date', { owner: me }));
  must(await add('Later', { owner: me, dueOn: '2026-12-20' }));
  must(await add('Late', { owner: me, dueOn: '2026-11-20' }));
  must(await add('Done', { owner: me, doneOn: '2026-11-20' }));
  must(await add('Of the line manager', { owner: line.looking().me }));
  must(await add('Of somebody outside', { ownerName: 'Sam Outside' }));
  must(await add('Of nobody', {}));
  return at;
};

test('mine come first by their day, then those without one; what is done is not among them', async () => {
  const { as, id } = await acted();
  const { mine, others } = actionsView(as.alice.looking());
  expect(mine.map(({ title, status }) => [title, status?.word ?? null])).toEqual([
    ['Late', 'Overdue'],
    ['Later', 'Not due yet'],
    ['No date', null],
  ]);
  expect(new Map(others.map(({ title, waitingFor }) => [title, waitingFor]))).toEqual(
    new Map([
      ['Of the line manager', 'l Sample'],
      ['Of somebody outside', 'S Outside'],
      ['Of nobody', 'nobody yet'],
    ]),
  );
  expect(new Set(mine.map(({ place }) => `${place.screen} ${place.id ?? ''}`))).toEqual(
    new Set([`secondment ${id}`]),
  );
});

test('those with a day are among what is due', async () => {
  const { as } = await acted();
  expect(
    actionsDue(as.alice.looking())
      .map(({ title }) => title)
      .toSorted(),
  ).toEqual(['Late', 'Later']);
});

test('of several notebooks they stand in one list, and lead to their own', async () => {
  const { as } = await acted();
  const book = (id: string, isRemoved = false): BookOfMany => ({
    notebook: { id, keyring: () => ({ name: `Notebook ${id}` }), removed: () => isRemoved || null },
    due: () => [],
    today: () => {
      throw new Error('not asked here');
    },
    actions: () => actionsView(as.alice.looking()),
  });
  const shown = book('a');
  expect(actionsOfAll([shown, book('gone', true)], shown).mine).toHaveLength(3);
  const { mine } = actionsOfAll([shown, book('b')], shown);
  expect(mine.map(({ title }) => title)).toEqual([
    'Late',
    'Late',
    'Later',
    'Later',
    'No date',
    'No date',
  ]);
  expect(mine.map(({ place }) => place.notebook ?? 'shown').toSorted()).toEqual([
    'b',
    'b',
    'b',
    'shown',
    'shown',
    'shown',
  ]);
  expect(new Set(mine.map(({ key }) => key)).size).toBe(6);
});
