/** Records in a section: what is written, what is read back, and what two people get who worked apart. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { fieldsOf, KindName, KINDS, SCHEMAS } from '@/lib/domain/kinds';
import { Action, Meeting } from '@/lib/domain/meeting';
import { Person } from '@/lib/domain/people';
import { Evidence } from '@/lib/domain/secondment';
import { Acceptance } from '@/lib/domain/transfer';
import { conflictsIn } from '@/lib/notebook/conflicts';
import { entriesOf, historyOf } from '@/lib/notebook/history';
import { fieldKey, recordMap, REMOVED_FIELD, sectionOf } from '@/lib/notebook/layout';
import {
  change,
  changeWatcher,
  keepValue,
  parseRecord,
  put,
  read,
  readAll,
  remove,
  type RecordsChanged,
} from '@/lib/notebook/records';

const NOW = Date.UTC(2026, 10, 24, 14, 14);
const at = (minutes: number) => ({ now: NOW + minutes * 60_000, origin: 'test' });

const ALICE = 101;
const BOB = 202;
const CAROL = 303;
const writerOf = (client: number): string | null =>
  new Map([
    [ALICE, 'Alice'],
    [BOB, 'Bob'],
    [CAROL, 'Carol'],
  ]).get(client) ?? null;

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};

const exchange = (...docs: readonly Y.Doc[]): void => {
  for (const from of docs) {
    for (const to of docs) {
      if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
    }
  }
};

const person = Person.parse({ id: 'p1', name: 'Ada Okafor', role: 'liaison-spo' });
const action = Action.parse({ id: 'a1', text: 'Send the HR policy', ownerName: 'Ada Okafor' });

const pair = (): readonly [Y.Doc, Y.Doc] => {
  const alice = docOf(ALICE);
  const bob = docOf(BOB);
  put(alice, 'action', action, at(0));
  exchange(alice, bob);
  return [alice, bob];
};

const acceptance = Acceptance.parse({
  id: 't1.acceptance.0a',
  transfer: 't1',
  statement: 'I accept responsibility from 14 February 2027.',
  responsibleFrom: '2027-02-14',
  name: 'L Chen',
  role: 'Community probation practitioner',
  grade: '',
  qualifications: '',
  organisation: '',
  signedOn: '2027-02-12',
  device: '0a'.repeat(32),
  signature: '0b'.repeat(64),
});

test('a record comes back as it was put', () => {
  const doc = docOf(ALICE);
  expect(put(doc, 'person', person, at(0))).toEqual({ state: 'written', fields: ['name', 'role'] });
  expect(read(doc, 'person', 'p1')).toEqual({ state: 'found', record: person });
  expect(readAll(doc, 'person')).toEqual({ records: [person], removed: [], damaged: [] });
  expect(read(doc, 'person', 'p2')).toEqual({ state: 'missing' });
});

test('a change writes only the fields that differ', () => {
  const doc = docOf(ALICE);
  put(doc, 'person', person, at(0));
  const before = entriesOf(doc).length;
  expect(
    change(doc, 'person', 'p1', { name: 'Ada Okafor', jobTitle: 'SPO', grade: '' }, at(1)),
  ).toEqual({ state: 'written', fields: ['jobTitle'] });
  expect(entriesOf(doc)).toHaveLength(before + 1);
  expect(put(doc, 'person', { ...person, jobTitle: 'SPO' }, at(2))).toEqual({
    state: 'written',
    fields: [],
  });
});

test.for([
  ['p9', { name: 'X' }, 'no such record', null],
  ['p1', { nickname: 'X' }, 'unknown field', 'nickname'],
  ['p1', { id: 'p2' }, 'unknown field', 'id'],
  ['p1', { role: 'astronaut' }, 'not a value of this field', 'role'],
  ['p1', { name: 'x'.repeat(501) }, 'not a value of this field', 'name'],
  ['p1', { name: undefined }, 'not a value of this field', 'name'],
] as const)('a change of %s to %o is refused: %s', ([id, fields, reason, field]) => {
  const doc = docOf(ALICE);
  put(doc, 'person', person, at(0));
  const before = Y.encodeStateVector(doc);
  expect(change(doc, 'person', id, fields, at(1))).toMatchObject({
    state: 'refused',
    reason,
    field,
  });
  expect(Y.encodeStateVector(doc)).toEqual(before);
});

test('a record from a form takes its defaults, and refuses a field that it has not', () => {
  expect(parseRecord('action', 'a1', { text: 'Ring HR' })).toMatchObject({
    state: 'parsed',
    record: { id: 'a1', text: 'Ring HR', dueOn: null },
  });
  expect(parseRecord('action', 'a1', { text: 'Ring HR', colour: 'red' })).toMatchObject({
    state: 'refused',
    field: 'colour',
  });
  expect(parseRecord('action', 'a1', {})).toMatchObject({ state: 'refused', field: 'text' });
});

test('what was signed is written once', () => {
  const doc = docOf(ALICE);
  expect(put(doc, 'acceptance', acceptance, at(0)).state).toBe('written');
  expect(put(doc, 'acceptance', acceptance, at(1))).toEqual({ state: 'written', fields: [] });
  const other = { ...acceptance, statement: 'I accept nothing.' };
  expect(put(doc, 'acceptance', other, at(2))).toMatchObject({ reason: 'never changes' });
  expect(change(doc, 'acceptance', acceptance.id, { grade: 'SPO' }, at(2))).toMatchObject({
    reason: 'never changes',
  });
  expect(remove(doc, 'acceptance', acceptance.id, at(2))).toMatchObject({
    reason: 'never changes',
  });
  expect(readAll(doc, 'acceptance').records).toEqual([acceptance]);
});

test('a damaged record is shown as damaged, the rest is read, and a change can mend it', () => {
  const doc = docOf(ALICE);
  put(doc, 'person', person, at(0));
  put(doc, 'person', { ...person, id: Person.shape.id.parse('p2') }, at(0));
  recordMap(doc, 'person').set(fieldKey('p2', 'role'), 17);
  recordMap(doc, 'person').set('not an id at all/name', 'x');
  recordMap(doc, 'acceptance').set('stray', { id: 'another' });
  const all = readAll(doc, 'person');
  expect(all.records).toEqual([person]);
  expect(all.damaged).toEqual([
    { id: 'not an id at all', why: 'The part “id” of this record cannot be read.' },
    { id: 'p2', why: 'The part “role” of this record cannot be read.' },
  ]);
  expect(readAll(doc, 'acceptance').damaged).toHaveLength(1);
  expect(change(doc, 'person', 'p2', { role: 'aco' }, at(1)).state).toBe('written');
  expect(read(doc, 'person', 'p2')).toMatchObject({ state: 'found', record: { role: 'aco' } });
});

test('a field of a newer version survives a change and a put', () => {
  const doc = docOf(ALICE);
  put(doc, 'person', person, at(0));
  recordMap(doc, 'person').set(fieldKey('p1', 'pronouns'), 'she');
  change(doc, 'person', 'p1', { name: 'Ada Eze' }, at(1));
  put(doc, 'person', { ...person, grade: 'SPO' }, at(2));
  expect(recordMap(doc, 'person').get(fieldKey('p1', 'pronouns'))).toBe('she');
});

test('a field with its default is not written, so the defaults are part of the stored form', () => {
  const defaults = KindName.options.map((kind) => [
    kind,
    [...fieldsOf(kind)].flatMap(([field, schema]) => {
      const result = schema.safeParse(undefined);
      return result.success && result.data !== '' && result.data !== null
        ? [`${field}=${JSON.stringify(result.data)}`]
        : [];
    }),
  ]);
  expect(Object.fromEntries(defaults)).toEqual({
    person: [],
    team: ['label="YOT"', 'authorities=[]'],
    away: [],
    overview: ['done=0', 'doneLate=0', 'booked=0', 'notApplicable=0', 'dueOn=[]'],
    secondment: ['shortNoticeAgreed=false', 'protocol="2010"', 'kind="secondment"'],
    event: [],
    protocol: [],
    evidence: ['state="open"'],
    transfer: ['decision="not decided"', 'route="standard"', 'riskDirection="not recorded"'],
    packItem: ['state="not started"'],
    policy: ['asksReasons=false'],
    acceptance: [],
    meeting: ['state="planned"', 'minSchema=1'],
    attendance: ['need="invited"', 'state="expected"'],
    agendaItem: ['discussed=false'],
    action: [],
    decision: [],
    accessChoice: [],
  });
});

test('each kind is listed once, with its schema and its fields', () => {
  expect(KindName.options).toEqual(Object.keys(KINDS));
  expect(Object.keys(SCHEMAS)).toEqual(Object.keys(KINDS));
});

test('two people who edit different fields apart keep both', () => {
  const [alice, bob] = pair();
  change(alice, 'action', 'a1', { dueOn: '2026-12-01' }, at(1));
  change(bob, 'action', 'a1', { ownerName: 'Rita Mensah' }, at(2));
  exchange(alice, bob);
  for (const doc of [alice, bob]) {
    expect(read(doc, 'action', 'a1')).toMatchObject({
      record: { dueOn: '2026-12-01', ownerName: 'Rita Mensah' },
    });
    expect(conflictsIn(doc, writerOf)).toEqual([]);
  }
});

test('two people who record one thing apart meet in one record, and neither loses a field', () => {
  const alice = docOf(ALICE);
  const bob = docOf(BOB);
  const base = { id: 's1.S7.3.2026-11', secondment: 's1', duty: 'S7.3', turn: '2026-11' };
  put(alice, 'evidence', Evidence.parse({ ...base, state: 'done', doneOn: '2026-12-03' }), at(1));
  put(bob, 'evidence', Evidence.parse({ ...base, proof: 'Sent to HR by email' }), at(1));
  exchange(alice, bob);
  expect(read(bob, 'evidence', base.id)).toMatchObject({
    record: { state: 'done', doneOn: '2026-12-03', proof: 'Sent to HR by email' },
  });
  expect(conflictsIn(alice, writerOf)).toEqual([]);
});

test('two people who change one field apart are shown both values and both names', () => {
  const [alice, bob] = pair();
  const long = 'b'.repeat(5_210);
  change(alice, 'action', 'a1', { text: 'Send it by Friday' }, at(1));
  change(bob, 'action', 'a1', { text: long }, at(2));
  exchange(alice, bob);
  for (const doc of [alice, bob]) {
    const [conflict, ...more] = conflictsIn(doc, writerOf);
    expect(more).toEqual([]);
    expect(conflict).toMatchObject({ kind: 'action', record: 'a1', field: 'text' });
    expect(conflict?.options.map(({ by, value }) => [by, value])).toEqual([
      ['Alice', 'Send it by Friday'],
      ['Bob', long],
    ]);
    expect(conflict?.options.map(({ value }) => value)).toContain(conflict?.valueNow);
  }
});

test('the same value written apart is no conflict', () => {
  const [alice, bob] = pair();
  change(alice, 'action', 'a1', { doneOn: '2026-12-01' }, at(1));
  change(bob, 'action', 'a1', { doneOn: '2026-12-01' }, at(2));
  exchange(alice, bob);
  expect(conflictsIn(bob, writerOf)).toEqual([]);
});

test('an ordinary change does not settle a conflict in silence; choosing a value does', () => {
  const [alice, bob] = pair();
  change(alice, 'action', 'a1', { ownerName: 'Alice A' }, at(1));
  change(bob, 'action', 'a1', { ownerName: 'Bob B' }, at(2));
  exchange(alice, bob);
  change(alice, 'action', 'a1', { ownerName: 'Carol C' }, at(3));
  const [conflict] = conflictsIn(alice, writerOf);
  expect(conflict?.options).toHaveLength(2);
  expect(conflict?.options.map(({ value }) => value)).toContain('Carol C');
  expect(keepValue(alice, 'action', 'a1', 'ownerName', 'Bob B', at(4)).state).toBe('written');
  exchange(alice, bob);
  for (const doc of [alice, bob]) {
    expect(conflictsIn(doc, writerOf)).toEqual([]);
    expect(read(doc, 'action', 'a1')).toMatchObject({ record: { ownerName: 'Bob B' } });
  }
});

test('two people who settle one conflict apart with different values are asked again', () => {
  const [alice, bob] = pair();
  change(alice, 'action', 'a1', { ownerName: 'A' }, at(1));
  change(bob, 'action', 'a1', { ownerName: 'B' }, at(2));
  exchange(alice, bob);
  keepValue(alice, 'action', 'a1', 'ownerName', 'A', at(3));
  keepValue(bob, 'action', 'a1', 'ownerName', 'B', at(3));
  exchange(alice, bob);
  expect(
    conflictsIn(alice, writerOf)[0]
      ?.options.map(({ by }) => by)
      .toSorted(),
  ).toEqual(['Alice', 'Bob']);
  keepValue(alice, 'action', 'a1', 'ownerName', 'A', at(4));
  exchange(alice, bob);
  expect(conflictsIn(bob, writerOf)).toEqual([]);
});

test('a removed record is out of the list, is not changed, and comes back when it is put', () => {
  const doc = docOf(ALICE);
  put(doc, 'action', action, at(0));
  expect(remove(doc, 'action', 'a1', at(1)).state).toBe('written');
  expect(remove(doc, 'action', 'a1', at(1))).toEqual({ state: 'written', fields: [] });
  expect(read(doc, 'action', 'a1')).toEqual({
    state: 'removed',
    record: action,
    removedOn: '2026-11-24',
  });
  expect(readAll(doc, 'action')).toMatchObject({ records: [], removed: [action] });
  expect(change(doc, 'action', 'a1', { text: 'x' }, at(2))).toMatchObject({ reason: 'removed' });
  expect(conflictsIn(doc, writerOf)).toEqual([]);
  put(doc, 'action', action, at(3));
  expect(read(doc, 'action', 'a1').state).toBe('found');
  expect(conflictsIn(doc, writerOf)).toEqual([]);
});

test('a removal that met an edit made elsewhere is shown, and either can be kept', () => {
  for (const kept of ['2026-11-24', null]) {
    const [alice, bob] = pair();
    remove(alice, 'action', 'a1', at(1));
    change(bob, 'action', 'a1', { text: 'Send it twice' }, at(2));
    exchange(alice, bob);
    const [conflict, ...more] = conflictsIn(bob, writerOf);
    expect(more).toEqual([]);
    expect(conflict).toMatchObject({
      field: REMOVED_FIELD,
      options: [
        { by: 'Alice', value: '2026-11-24', editedField: null },
        { by: 'Bob', value: null, editedField: 'text' },
      ],
    });
    keepValue(bob, 'action', 'a1', REMOVED_FIELD, kept, at(3));
    exchange(alice, bob);
    expect(conflictsIn(alice, writerOf)).toEqual([]);
    expect(read(alice, 'action', 'a1')).toMatchObject({
      state: kept === null ? 'found' : 'removed',
      record: { text: 'Send it twice' },
    });
  }
});

test('a removed record asks nothing about its fields until it is back', () => {
  const [alice, bob] = pair();
  change(alice, 'action', 'a1', { text: 'A' }, at(1));
  change(bob, 'action', 'a1', { text: 'B' }, at(2));
  exchange(alice, bob);
  remove(alice, 'action', 'a1', at(3));
  expect(conflictsIn(alice, writerOf)).toEqual([]);
  keepValue(alice, 'action', 'a1', REMOVED_FIELD, null, at(4));
  expect(conflictsIn(alice, writerOf).map(({ field }) => field)).toEqual(['text']);
});

test('a conflict in a field that only a newer version knows is left to that version', () => {
  const [alice, bob] = pair();
  for (const doc of [alice, bob]) {
    doc
      .getArray<unknown>('history')
      .push([
        { kind: 'action', record: 'a1', field: 'priority', to: doc.clientID, at: 1, after: [] },
      ]);
  }
  exchange(alice, bob);
  expect(conflictsIn(alice, writerOf)).toEqual([]);
});

test('two removals made apart are one removal', () => {
  const [alice, bob] = pair();
  remove(alice, 'action', 'a1', at(1));
  remove(bob, 'action', 'a1', at(2));
  exchange(alice, bob);
  expect(conflictsIn(alice, writerOf)).toEqual([]);
});

test('the history names the writer by the item, not by what was written', () => {
  const [alice, bob] = pair();
  change(bob, 'action', 'a1', { ownerName: 'Rita Mensah' }, at(5));
  exchange(alice, bob);
  const [line] = historyOf(alice, 'action', 'a1', writerOf);
  expect(line).toMatchObject({
    by: 'Bob',
    field: 'ownerName',
    from: 'Ada Okafor',
    to: 'Rita Mensah',
    at: at(5).now,
  });
  expect(historyOf(alice, 'action', 'a1', () => null).every(({ by }) => by === null)).toBe(true);
});

test('a long text is kept whole once: the entry of the next change tells only its length', () => {
  const doc = docOf(ALICE);
  put(doc, 'action', { ...action, text: 'x'.repeat(5_210) }, at(0));
  change(doc, 'action', 'a1', { text: 'Short' }, at(1));
  expect(historyOf(doc, 'action', 'a1', writerOf)[0]).toMatchObject({
    from: null,
    fromLength: 5_210,
    to: 'Short',
  });
});

test('a strange entry in the history is passed over', () => {
  const doc = docOf(ALICE);
  put(doc, 'action', action, at(0));
  const entries = entriesOf(doc).length;
  doc
    .getArray<unknown>('history')
    .push([
      null,
      'text',
      { kind: 'action', record: '__proto__', field: 'x', at: 0 },
      { kind: 'dragon', record: 'a1', field: 'x', at: 0 },
      { kind: 'action', record: 'a1', field: 'text', at: -1 },
      { kind: 'action', record: 'a1', field: 'text', at: 1, after: ['x'] },
    ]);
  doc.getArray<unknown>('history').push([new Y.Map()]);
  expect(entriesOf(doc)).toHaveLength(entries);
  expect(conflictsIn(doc, writerOf)).toEqual([]);
});

test('a watcher tells kinds and ids of each transaction, and whose it was', () => {
  const [alice, bob] = pair();
  const told: RecordsChanged[] = [];
  const stop = changeWatcher(bob, (changed) => told.push(changed));
  change(alice, 'action', 'a1', { doneOn: '2026-12-01' }, at(1));
  put(alice, 'person', person, at(1));
  exchange(alice, bob);
  change(bob, 'action', 'a1', { doneOn: '2026-12-02' }, { now: NOW, origin: 'panel' });
  stop();
  change(bob, 'action', 'a1', { doneOn: '2026-12-03' }, at(3));
  expect(told).toEqual([
    {
      ids: new Map([
        ['action', new Set(['a1'])],
        ['person', new Set(['p1'])],
      ]),
      origin: null,
      isLocal: false,
    },
    { ids: new Map([['action', new Set(['a1'])]]), origin: 'panel', isLocal: true },
  ]);
});

test('a record lives in the section of what it belongs to', () => {
  const lookup = (id: string) =>
    id === 's1' || id === 'm1' ? 'secondment/s1' : id === 't1' ? 'shared/t1' : null;
  const meeting = Meeting.parse({
    id: 'm2',
    kind: 'handover',
    about: 't1',
    startsAt: '2026-11-24T14:00',
  });
  const evidence = Evidence.parse({ id: 's1.S7.3.1', secondment: 's1', duty: 'S7.3', turn: '1' });
  expect(sectionOf('person', person, lookup)).toBe('directory');
  expect(sectionOf('meeting', meeting, lookup)).toBe('shared/t1');
  expect(sectionOf('evidence', evidence, lookup)).toBe('secondment/s1');
  expect(sectionOf('action', action, lookup)).toBeNull();
  expect(sectionOf('action', Action.parse({ ...action, meeting: 'm1' }), lookup)).toBe(
    'secondment/s1',
  );
  expect(sectionOf('action', Action.parse({ ...action, about: 'gone' }), lookup)).toBeNull();
});

test('what is about performance lives apart from the rest of the secondment, and so does what a meeting there asked for', () => {
  const lookup = (id: string) =>
    id === 's1' ? 'secondment/s1' : id === 'm1' ? 'performance/s1' : null;
  const meeting = Meeting.parse({
    id: 'm2',
    kind: 'performance-review',
    about: 's1',
    startsAt: '2026-11-24T14:00',
  });
  const evidence = (duty: string) =>
    Evidence.parse({ id: `s1.${duty}.1`, secondment: 's1', duty, turn: '1' });
  expect(sectionOf('meeting', meeting, lookup)).toBe('performance/s1');
  expect(sectionOf('evidence', evidence('S9.1'), lookup)).toBe('performance/s1');
  expect(sectionOf('evidence', evidence('S9'), lookup)).toBe('performance/s1');
  expect(sectionOf('evidence', evidence('S91.1'), lookup)).toBe('secondment/s1');
  const asked = Action.parse({ ...action, meeting: 'm1', about: 's1' });
  expect(sectionOf('action', asked, lookup)).toBe('performance/s1');
});

type Step =
  | { readonly op: 'change'; readonly field: 'text' | 'ownerName'; readonly value: string }
  | { readonly op: 'put' | 'remove' | 'keep' | 'send' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    op: fc.constant('change' as const),
    field: fc.constantFrom('text' as const, 'ownerName' as const),
    value: fc.string({ maxLength: 4 }),
  }),
  fc.record({
    op: fc.constantFrom('put' as const, 'remove' as const, 'keep' as const, 'send' as const),
  }),
);

const play = (doc: Y.Doc, id: string, step: Step, minute: number): void => {
  const writing = at(minute);
  if (step.op === 'put') put(doc, 'action', { ...action, id: Action.shape.id.parse(id) }, writing);
  if (step.op === 'remove') remove(doc, 'action', id, writing);
  if (step.op === 'change') change(doc, 'action', id, { [step.field]: step.value }, writing);
  if (step.op === 'keep') {
    const [conflict] = conflictsIn(doc, writerOf);
    if (conflict === undefined) return;
    const value = conflict.options[0]?.value;
    keepValue(doc, 'action', conflict.record, conflict.field, value, writing);
  }
};

test('1,000 random interleavings of three people converge, and choosing settles every conflict', () => {
  const turn = fc.tuple(
    fc.nat({ max: 2 }),
    fc.constantFrom('a1', 'a2'),
    anyStep,
    fc.nat({ max: 2 }),
  );
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 24 }), (turns) => {
      const docs = [docOf(ALICE), docOf(BOB), docOf(CAROL)];
      turns.forEach(([who, id, step, other], minute) => {
        const doc = docs[who];
        const to = docs[other];
        if (doc === undefined || to === undefined) return;
        if (step.op === 'send') exchange(doc, to);
        else play(doc, id, step, minute);
      });
      exchange(...docs);
      exchange(...docs);
      const [alice, ...others] = docs;
      if (alice === undefined) return;
      for (const doc of others) {
        expect(readAll(doc, 'action')).toEqual(readAll(alice, 'action'));
        expect(conflictsIn(doc, writerOf)).toEqual(conflictsIn(alice, writerOf));
        expect(entriesOf(doc)).toEqual(entriesOf(alice));
      }
      for (const { record, field, options } of conflictsIn(alice, writerOf)) {
        expect(options.length).toBeGreaterThan(1);
        keepValue(alice, 'action', record, field, options[0]?.value, at(100));
      }
      // A record that came back may now ask about its fields; one more round settles those.
      for (const { record, field, options } of conflictsIn(alice, writerOf)) {
        expect(field).not.toBe(REMOVED_FIELD);
        keepValue(alice, 'action', record, field, options[0]?.value, at(101));
      }
      expect(conflictsIn(alice, writerOf)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

/** Takes out what Yjs kept waiting and applies it again, until that stops helping. */
const settle = (doc: Y.Doc): void => {
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const waiting = doc.store.pendingStructs;
    if (waiting === null) return;
    doc.store.pendingStructs = null;
    Y.applyUpdateV2(doc, waiting.update);
  }
};

test('the single changes of three people give one notebook in every order of arrival', () => {
  const docs = [docOf(ALICE), docOf(BOB), docOf(CAROL)];
  const updates: Uint8Array[] = [];
  for (const doc of docs) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'test') updates.push(update);
    });
  }
  for (let minute = 0; minute < 30; minute += 1) {
    const doc = docs[minute % 3];
    if (doc === undefined) continue;
    if (minute % 7 === 0) play(doc, 'a1', { op: 'put' }, minute);
    play(doc, 'a1', { op: 'change', field: 'text', value: `text ${minute}` }, minute);
    if (minute % 11 === 5) play(doc, 'a1', { op: 'remove' }, minute);
    if (minute % 5 === 4) exchange(...docs);
  }
  exchange(...docs);
  const [alice] = docs;
  if (alice === undefined) return;
  fc.assert(
    fc.property(
      fc.shuffledSubarray(updates, { minLength: updates.length, maxLength: updates.length }),
      (shuffled) => {
        const late = docOf(404);
        for (const update of shuffled) Y.applyUpdate(late, update);
        settle(late);
        expect(readAll(late, 'action')).toEqual(readAll(alice, 'action'));
        expect(entriesOf(late)).toEqual(entriesOf(alice));
        expect(conflictsIn(late, writerOf)).toEqual(conflictsIn(alice, writerOf));
      },
    ),
    { numRuns: 500 },
  );
});
