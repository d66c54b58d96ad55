/** The shelf over sections that come and go: where a record counts, and which records count nowhere. */
import { expect, test } from 'vitest';
import { Meeting } from '@/lib/domain/meeting';
import { Person } from '@/lib/domain/people';
import { Secondment, Evidence } from '@/lib/domain/secondment';
import { PackItem, Transfer } from '@/lib/domain/transfer';
import type { Kind, RecordOf } from '@/lib/domain/kinds';
import { put } from '@/lib/notebook/records';
import { openShelf } from '@/lib/session/shelf';
import { begin, join, ledger, member, plainNotebook, type PlainNotebook } from './plain-notebook';

const ALICE = member(1);
const AT = { now: Date.UTC(2026, 10, 24), origin: 'test' };

const write = <K extends Kind>(
  notebook: PlainNotebook,
  section: string,
  kind: K,
  record: RecordOf<K>,
): void => {
  put(notebook.records(section), kind, record, AT);
};

const transfer = (id: string) =>
  Transfer.parse({ id, reference: id, dateOfBirth: '2009-06-01', team: 'team.newham' });
const secondment = (id: string) =>
  Secondment.parse({
    id,
    team: 'team.newham',
    secondee: 'p1',
    startsOn: '2026-12-01',
    endsOn: '2028-11-30',
    recordedOn: '2026-11-24',
  });
const meeting = (id: string, about: string) =>
  Meeting.parse({ id, kind: 'handover', about, startsAt: '2026-11-24T14:00' });

const alice = (...purposes: readonly string[]) => {
  const of = ledger();
  for (const purpose of purposes) begin(of, purpose, ALICE);
  join(
    of,
    ALICE,
    'liaison-spo',
    true,
    purposes.map((purpose) => [purpose, 'write'] as const),
  );
  const notebook = plainNotebook(of, ALICE);
  return { of, notebook, shelf: openShelf(notebook) };
};

test('records of one kind are read from every section that keeps them', () => {
  const { notebook, shelf } = alice('directory', 'secondment/s1', 'secondment/s2');
  write(notebook, 'secondment/s1', 'secondment', secondment('s1'));
  write(notebook, 'secondment/s2', 'secondment', secondment('s2'));
  expect(shelf.all('secondment').map(({ id }) => id)).toEqual(['s1', 's2']);
  expect(shelf.sectionOf('s2')).toBe('secondment/s2');
  expect(shelf.keeperOf('secondment', 's1')).toBe('secondment/s1');
});

test('a section that comes is read, and one that goes is not any more', () => {
  const { of, notebook, shelf } = alice('directory');
  expect(shelf.all('secondment')).toEqual([]);
  const before = shelf.version();
  const section = begin(of, 'secondment/s1', ALICE);
  of.members[0]?.grants.set(section, 'write');
  expect(shelf.version()).toBeGreaterThan(before);
  write(notebook, 'secondment/s1', 'secondment', secondment('s1'));
  expect(shelf.all('secondment')).toHaveLength(1);
  of.members[0]?.grants.delete(section);
  expect(shelf.all('secondment')).toEqual([]);
  expect(shelf.sectionOf('s1')).toBeNull();
});

test('two sections that were made at once for one purpose are both read, each by a name of its own', () => {
  const { of, notebook, shelf } = alice('secondment/s1', 'performance/s1', 'performance/s1');
  write(notebook, 'secondment/s1', 'secondment', secondment('s1'));
  const [, , again] = of.sections;
  if (again === undefined) throw new Error('made at once');
  const second = again.section;
  of.members[0]?.grants.set(second, 'write');
  const evidence = (id: string) =>
    Evidence.parse({ id, secondment: 's1', duty: 'S9.1', turn: '1', state: 'done' });
  write(notebook, 'performance/s1', 'evidence', evidence('s1.S9.1.1'));
  write(notebook, second, 'evidence', evidence('s1.S9.1.2'));
  expect(shelf.all('evidence')).toHaveLength(2);
  expect(shelf.keeperOf('evidence', 's1.S9.1.2')).toBe(second);
});

test.for([
  [
    'a person outside the directory',
    'shared/t1',
    'person',
    Person.parse({ id: 'p9', name: 'X', role: 'aco' }),
  ],
  ['another secondment', 'secondment/s1', 'secondment', secondment('s9')],
  ['another transfer in a shared place', 'shared/t1', 'transfer', transfer('t9')],
  [
    'a document of a transfer that is elsewhere',
    'shared/t1',
    'packItem',
    PackItem.parse({ id: 't9.x', transfer: 't9', title: 'X' }),
  ],
  ['a meeting about something elsewhere', 'secondment/s1', 'meeting', meeting('m9', 't1')],
  ['a secondment among transfers', 'transfers', 'secondment', secondment('s9')],
] as const)('%s counts nowhere', ([, section, kind, record]) => {
  const { notebook, shelf } = alice('directory', 'transfers', 'secondment/s1', 'shared/t1');
  write(notebook, 'transfers', 'transfer', transfer('t1'));
  write(notebook, 'secondment/s1', 'secondment', secondment('s1'));
  put<Kind>(notebook.records(section), kind, record, AT);
  expect(shelf.find(kind, record.id)).toBeNull();
  expect(shelf.all(kind).some(({ id }) => id === record.id)).toBe(false);
});

test('a change in one section is seen, and the shelf tells by its version', () => {
  const { notebook, shelf } = alice('transfers');
  const before = shelf.version();
  write(notebook, 'transfers', 'transfer', transfer('t1'));
  expect(shelf.version()).toBeGreaterThan(before);
  expect(shelf.find('transfer', 't1')?.reference).toBe('t1');
  notebook.records('transfers').getMap('transfer').set('t1/reference', 7);
  expect(shelf.find('transfer', 't1')).toBeNull();
  expect(shelf.damaged()).toBe(1);
  expect(shelf.keeperOf('transfer', 't1')).toBe('transfers');
});
