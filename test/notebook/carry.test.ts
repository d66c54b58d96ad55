/** Bringing records from one place into another, as often as needed, with nothing lost that was written in either. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Meeting } from '@/lib/domain/meeting';
import { Acceptance, PackItem, Transfer } from '@/lib/domain/transfer';
import { carry, familyOf, hasLate, markMoved, movedTo } from '@/lib/notebook/carry';
import { conflictsIn } from '@/lib/notebook/conflicts';
import { entriesOf, headsOf } from '@/lib/notebook/history';
import { fieldKey, recordMap } from '@/lib/notebook/layout';
import { change, put, read, remove } from '@/lib/notebook/records';

const NOW = Date.UTC(2026, 10, 24, 14, 14);
const at = (minutes: number) => ({ now: NOW + minutes * 60_000, origin: 'test' });

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
const exchange = (one: Y.Doc, other: Y.Doc): void => {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one, Y.encodeStateVector(other)));
};

const transfer = Transfer.parse({
  id: 't1',
  reference: 'AB-0001',
  dateOfBirth: '2009-06-01',
  team: 'team.newham',
});
const item = PackItem.parse({ id: 't1.assessment', transfer: 't1', title: 'Current assessment' });
const meeting = Meeting.parse({
  id: 'm1',
  kind: 'handover',
  about: 't1',
  startsAt: '2026-11-24T14:00',
});

/** The transfer in its old place, on two devices that both have it. */
const pair = (): readonly [Y.Doc, Y.Doc] => {
  const [alice, bob] = [docOf(101), docOf(202)];
  put(alice, 'transfer', transfer, at(0));
  put(alice, 'packItem', item, at(0));
  exchange(alice, bob);
  return [alice, bob];
};
const move = (from: Y.Doc, to: Y.Doc): boolean =>
  to.transact(() => carry(from, to, familyOf(from, 'transfer', 't1')));

test('a record is carried with what belongs to it, and a second time nothing is', () => {
  const [old] = pair();
  put(old, 'meeting', meeting, at(1));
  put(old, 'transfer', Transfer.parse({ ...transfer, id: 't2' }), at(1));
  const fresh = docOf(303);
  expect(move(old, fresh)).toBe(true);
  expect(read(fresh, 'transfer', 't1')).toEqual({ state: 'found', record: transfer });
  expect(read(fresh, 'packItem', item.id)).toEqual({ state: 'found', record: item });
  expect(read(fresh, 'meeting', 'm1')).toEqual({ state: 'found', record: meeting });
  expect(read(fresh, 'transfer', 't2')).toEqual({ state: 'missing' });
  const before = Y.encodeStateVector(fresh);
  expect(move(old, fresh)).toBe(false);
  expect(hasLate(old, fresh, familyOf(old, 'transfer', 't1'))).toBe(false);
  expect(Y.encodeStateVector(fresh)).toEqual(before);
});

test('whoever reads only the new place is not shown what it was before', () => {
  const [old] = pair();
  change(old, 'transfer', 't1', { outstanding: 'first words' }, at(1));
  change(old, 'transfer', 't1', { outstanding: 'second words' }, at(2));
  const fresh = docOf(303);
  move(old, fresh);
  expect(JSON.stringify(entriesOf(fresh))).toContain('second words');
  expect(JSON.stringify(entriesOf(fresh))).not.toContain('first words');
});

test('a late edit of a field that nobody touched since takes its place', () => {
  const [alice, bob] = pair();
  const fresh = docOf(303);
  move(alice, fresh);
  change(bob, 'transfer', 't1', { crn: 'X111111' }, at(1));
  exchange(alice, bob);
  expect(hasLate(alice, fresh, familyOf(alice, 'transfer', 't1'))).toBe(true);
  move(alice, fresh);
  expect(read(fresh, 'transfer', 't1')).toMatchObject({ record: { crn: 'X111111' } });
  expect(conflictsIn(fresh, () => null)).toEqual([]);
});

test('a field that was written in both places keeps the new value and shows both', () => {
  const [alice, bob] = pair();
  const fresh = docOf(303);
  move(alice, fresh);
  change(fresh, 'transfer', 't1', { reference: 'AB-0002' }, at(1));
  change(bob, 'transfer', 't1', { reference: 'AB-0003' }, at(2));
  move(bob, fresh);
  expect(read(fresh, 'transfer', 't1')).toMatchObject({ record: { reference: 'AB-0002' } });
  expect(conflictsIn(fresh, () => null)).toMatchObject([
    { field: 'reference', options: [{ value: 'AB-0002' }, { value: 'AB-0003' }] },
  ]);
});

test('what was written apart in the old place is still written apart in the new one', () => {
  const [alice, bob] = pair();
  change(alice, 'transfer', 't1', { crn: 'X111111' }, at(1));
  change(bob, 'transfer', 't1', { crn: 'X222222' }, at(2));
  exchange(alice, bob);
  const fresh = docOf(303);
  move(alice, fresh);
  const [was] = conflictsIn(alice, () => null);
  const [is] = conflictsIn(fresh, () => null);
  expect(is?.valueNow).toBe(was?.valueNow);
  expect(is?.options.map(({ value }) => value)).toEqual(was?.options.map(({ value }) => value));
});

test('a record that was added late in the old place comes along, a signed one too', () => {
  const [alice, bob] = pair();
  const fresh = docOf(303);
  move(alice, fresh);
  const late = PackItem.parse({ id: 't1.plan', transfer: 't1', title: 'Sentence plan' });
  const signed = Acceptance.parse({
    id: 't1.acceptance.0a',
    transfer: 't1',
    statement: 'I accept responsibility from 14 February 2027.',
    responsibleFrom: '2027-02-14',
    name: 'L Chen',
    role: '',
    grade: '',
    qualifications: '',
    organisation: '',
    signedOn: '2027-02-12',
    device: '0a'.repeat(32),
    signature: '0b'.repeat(64),
  });
  put(bob, 'packItem', late, at(1));
  put(bob, 'acceptance', signed, at(1));
  move(bob, fresh);
  expect(read(fresh, 'packItem', late.id)).toEqual({ state: 'found', record: late });
  expect(read(fresh, 'acceptance', signed.id)).toEqual({ state: 'found', record: signed });
});

test('a late removal that did not see an edit in the new place is shown beside it', () => {
  const [alice, bob] = pair();
  const fresh = docOf(303);
  move(alice, fresh);
  change(fresh, 'packItem', item.id, { version: '2' }, at(1));
  remove(bob, 'packItem', item.id, at(2));
  move(bob, fresh);
  expect(read(fresh, 'packItem', item.id).state).toBe('removed');
  expect(conflictsIn(fresh, () => null)).toMatchObject([
    { record: item.id, field: 'removedOn', options: [{}, { editedField: 'version' }] },
  ]);
});

test('a late removal that saw everything leaves nothing to choose', () => {
  const [alice, bob] = pair();
  const fresh = docOf(303);
  move(alice, fresh);
  remove(bob, 'packItem', item.id, at(2));
  move(bob, fresh);
  expect(read(fresh, 'packItem', item.id).state).toBe('removed');
  expect(conflictsIn(fresh, () => null)).toEqual([]);
});

test('it goes back the same way', () => {
  const [old] = pair();
  const fresh = docOf(303);
  move(old, fresh);
  change(fresh, 'transfer', 't1', { crn: 'X333333' }, at(1));
  expect(move(fresh, old)).toBe(true);
  expect(read(old, 'transfer', 't1')).toMatchObject({ record: { crn: 'X333333' } });
  expect(conflictsIn(old, () => null)).toEqual([]);
  expect(move(fresh, old)).toBe(false);
  expect(move(old, fresh)).toBe(false);
});

test('where it has moved is said beside the record and does not come along', () => {
  const [old] = pair();
  expect(movedTo(old, 'transfer', 't1')).toBeUndefined();
  markMoved(old, 'transfer', 't1', 'shared/t1');
  expect(movedTo(old, 'transfer', 't1')).toBe('shared/t1');
  const fresh = docOf(303);
  move(old, fresh);
  expect(movedTo(fresh, 'transfer', 't1')).toBeUndefined();
  markMoved(old, 'transfer', 't1', null);
  expect(movedTo(old, 'transfer', 't1')).toBeNull();
  expect(read(old, 'transfer', 't1')).toEqual({ state: 'found', record: transfer });
});

test('a meeting that was shared by itself stays where it went', () => {
  const [old] = pair();
  put(old, 'meeting', meeting, at(1));
  markMoved(old, 'meeting', 'm1', 'shared/m1');
  expect(familyOf(old, 'transfer', 't1')).not.toContainEqual({ kind: 'meeting', id: 'm1' });
  expect(familyOf(old, 'meeting', 'm1')).toEqual([{ kind: 'meeting', id: 'm1' }]);
});

type Step =
  | { readonly op: 'edit'; readonly where: 0 | 1 | 2 | 3; readonly field: 'crn' | 'reference' }
  | { readonly op: 'carry'; readonly who: 0 | 1; readonly back: boolean }
  | { readonly op: 'meet' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('edit' as const),
      where: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
      field: fc.constantFrom('crn' as const, 'reference' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('carry' as const),
      who: fc.constantFrom(0 as const, 1 as const),
      back: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ op: 'meet' as const }) },
);

test('whatever two people write in both places, in any order, survives or was replaced by someone who saw it', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 24 }), (steps) => {
      const [oldAlice, oldBob] = pair();
      const [newAlice, newBob] = [docOf(303), docOf(404)];
      const olds = [oldAlice, oldBob] as const;
      const news = [newAlice, newBob] as const;
      const docs = [...olds, ...news] as const;
      move(oldAlice, newAlice);
      exchange(newAlice, newBob);
      let count = 0;
      for (const step of steps) {
        count += 1;
        if (step.op === 'meet') {
          exchange(...olds);
          exchange(...news);
        } else if (step.op === 'carry') {
          const [from, to] = [olds[step.who], news[step.who]];
          if (step.back) move(to, from);
          else move(from, to);
        } else {
          change(docs[step.where], 'transfer', 't1', { [step.field]: `v${count}` }, at(count));
        }
      }
      exchange(...olds);
      exchange(...news);
      move(oldAlice, newAlice);
      exchange(...news);
      expect(move(oldBob, newBob)).toBe(false);
      const entries = entriesOf(newAlice).filter(({ kind }) => kind === 'transfer');
      const everything = [...entries, ...entriesOf(oldAlice)].filter(
        ({ kind }) => kind === 'transfer',
      );
      const byId = new Map(everything.map((entry) => [entry.id, entry]));
      // Everything that an entry replaces, repeats or is repeated by, near and far.
      const reaches = (id: string, found = new Set<string>()): Set<string> => {
        if (found.has(id)) return found;
        found.add(id);
        const entry = byId.get(id);
        for (const next of entry?.after ?? []) reaches(next, found);
        if (entry?.carried !== null && entry?.carried !== undefined) reaches(entry.carried, found);
        for (const other of everything) if (other.carried === id) reaches(other.id, found);
        return found;
      };
      for (const field of ['crn', 'reference'] as const) {
        const heads = headsOf(entries.filter((entry) => entry.field === field));
        const reached = new Set(heads.flatMap(({ id }) => [...reaches(id)]));
        for (const entry of everything.filter((one) => one.field === field)) {
          expect(reached).toContain(entry.id);
        }
        // And what stands is one of those that nobody replaced.
        const stands = recordMap(newAlice, 'transfer').get(fieldKey('t1', field));
        const possible = heads.length === 0 ? [stands] : heads.map(({ to }) => to);
        expect(possible).toContain(stands);
      }
      expect(JSON.stringify(recordMap(newAlice, 'transfer').toJSON())).toBe(
        JSON.stringify(recordMap(newBob, 'transfer').toJSON()),
      );
    }),
    { numRuns: 300 },
  );
});
