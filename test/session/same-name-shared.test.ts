/** A section that somebody makes under the name of one in which a record is shared. */
import { expect, test } from 'vitest';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import { put } from '@/lib/notebook/records';
import { markMoved } from '@/lib/notebook/carry';
import { Transfer } from '@/lib/domain/transfer';
import { openShelf } from '@/lib/session/shelf';
import { alice, bob, day, mallory, office, WHEN } from './office';
import { plainNotebook } from './plain-notebook';

const aTransfer = (id: RecordId) =>
  Transfer.parse({
    id,
    reference: 'AB-0001',
    dateOfBirth: day('2009-06-01'),
    team: TEAMS[0]?.id,
  });

test('a record that was shared stays in the section that it moved to', async () => {
  const { of, a, m } = office();
  await a.makeSection('transfers', []);
  const t = RecordId.parse('d'.repeat(32));
  const transfer = aTransfer(t);
  const name = `shared/${t}`;
  put(a.records('transfers'), 'transfer', transfer, WHEN);
  await a.makeSection(name, [{ member: mallory, access: 'read' }]);
  put(a.records(name), 'transfer', transfer, WHEN);
  markMoved(a.records('transfers'), 'transfer', t, name);
  await m.makeSection(name, [{ member: alice, access: 'write' }]);
  const theirs = of.sections.at(-1)?.section ?? '';
  put(a.records(theirs), 'transfer', { ...transfer, reference: 'XX-0009' }, WHEN);
  const shelf = openShelf(a);
  expect(shelf.keeperOf('transfer', t)).toBe(name);
  expect(shelf.find('transfer', t)?.reference).toBe('AB-0001');
});

test('a guest goes on seeing what is shared, whoever makes another section of its name', async () => {
  const { of, a, m } = office();
  const t = RecordId.parse('d'.repeat(32));
  const name = `shared/${t}`;
  await a.makeSection(name, [{ member: bob, access: 'read' }]);
  put(a.records(name), 'transfer', aTransfer(t), WHEN);
  const b = plainNotebook(of, bob);
  b.hear(a);
  await m.makeSection(name, [{ member: bob, access: 'read' }]);
  put(b.records(of.sections.at(-1)?.section ?? ''), 'transfer', aTransfer(t), WHEN);
  expect(openShelf(b).keeperOf('transfer', t)).toBe(name);
});
