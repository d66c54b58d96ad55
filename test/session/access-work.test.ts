/** What somebody can bring about who may not let others in, by a record or by a section of their own: nothing. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AccessChoice, choiceId } from '@/lib/domain/access-choice';
import { RecordId } from '@/lib/domain/record';
import { Secondment } from '@/lib/domain/secondment';
import { TEAMS } from '@/lib/domain/teams';
import { put, remove } from '@/lib/notebook/records';
import { ensureSection, letIn, reconcile } from '@/lib/session/access-work';
import { openShelf } from '@/lib/session/shelf';
import { SectionId } from '@/lib/vault/ids';
import { alice, bob, day, line, mallory, office, WHEN } from './office';
import { plainNotebook, type Ledger } from './plain-notebook';

const id = RecordId.parse('c'.repeat(32));
const record = (fields: object) =>
  Secondment.parse({
    id,
    team: TEAMS[0]?.id,
    secondee: bob,
    lineManager: line,
    liaisonSpo: alice,
    startsOn: day('2026-12-01'),
    endsOn: day('2028-11-30'),
    endReason: '',
    recordedOn: day('2026-11-24'),
    ...fields,
  });
const has = (of: Ledger, one: string, section: string) =>
  of.members.find(({ member: other }) => other === one)?.grants.get(SectionId.parse(section));

test('a choice in a section of the same name that somebody made lets nobody into the true one', async () => {
  const { of, a, m } = office();
  const name = `secondment/${id}`;
  await a.makeSection(name, [
    { member: bob, access: 'write' },
    { member: line, access: 'write' },
  ]);
  put(a.records(name), 'secondment', record({}), WHEN);
  const real = of.sections[1]?.section ?? '';
  await m.makeSection(name, [{ member: alice, access: 'write' }]);
  put(
    m.records(name),
    'accessChoice',
    AccessChoice.parse({
      id: choiceId(name, mallory),
      person: mallory,
      section: name,
      access: 'write',
      chosenOn: day('2026-11-24'),
    }),
    WHEN,
  );
  put(
    m.records(name),
    'accessChoice',
    AccessChoice.parse({
      id: choiceId(name, line),
      person: line,
      section: name,
      access: 'none',
      chosenOn: day('2026-11-24'),
    }),
    WHEN,
  );
  a.hear(m);
  const place = { notebook: a, shelf: openShelf(a), me: alice };
  await letIn(place);
  await reconcile(place, [name]);
  expect([has(of, mallory, real), has(of, line, real)]).toEqual([undefined, 'write']);
});

test('who makes a section of the same name is not taken for the maker of the true one', async () => {
  const { of, a, m } = office();
  const name = `secondment/${id}`;
  await a.makeSection(name, [{ member: bob, access: 'write' }]);
  put(a.records(name), 'secondment', record({ liaisonSpo: null, lineManager: null }), WHEN);
  const real = of.sections[1]?.section ?? '';
  await m.makeSection(name, []);
  const place = { notebook: a, shelf: openShelf(a), me: alice };
  await letIn(place);
  expect(has(of, mallory, real)).toBeUndefined();
});

test('a section that no party made is not the one for performance, and keeps none from being made', async () => {
  const { of, a, m } = office();
  await a.makeSection(`secondment/${id}`, [{ member: bob, access: 'write' }]);
  put(a.records(`secondment/${id}`), 'secondment', record({}), WHEN);
  const name = `performance/${id}`;
  await m.makeSection(name, []);
  const b = plainNotebook(of, bob);
  b.hear(a);
  const place = { notebook: b, shelf: openShelf(b), me: bob };
  expect(await ensureSection(place, name)).toBe('there');
  expect(b.sections().filter((one) => one.name === name)).toHaveLength(1);
  expect(has(of, mallory, of.sections.at(-1)?.section ?? '')).toBeUndefined();
});

test('nothing about performance is written where somebody waits for it', async () => {
  const { of, a, m } = office();
  await a.makeSection(`secondment/${id}`, [{ member: bob, access: 'write' }]);
  put(a.records(`secondment/${id}`), 'secondment', record({}), WHEN);
  await m.makeSection(`performance/${id}`, [{ member: bob, access: 'write' }]);
  const b = plainNotebook(of, bob);
  b.hear(a);
  const place = { notebook: b, shelf: openShelf(b), me: bob };
  expect(await ensureSection(place, `performance/${id}`)).toBe('refused');
});

const chosen = (section: string, person: string, access: 'read' | 'write' | 'none') =>
  AccessChoice.parse({
    id: choiceId(section, person),
    person,
    section,
    access,
    chosenOn: day('2026-11-24'),
  });

test('who writes a secondment and may not let others in makes nobody a party of what is about performance', async () => {
  const { of, a, m } = office();
  const name = `secondment/${id}`;
  await a.makeSection(
    name,
    [bob, line, mallory].map((one) => ({ member: one, access: 'write' as const })),
  );
  put(a.records(name), 'secondment', record({ yotManager: mallory }), WHEN);
  await a.makeSection(
    `performance/${id}`,
    [bob, line].map((one) => ({ member: one, access: 'write' as const })),
  );
  m.hear(a);
  put(
    m.records(name),
    'secondment',
    record({ yotManager: mallory, lineManager: mallory, secondee: mallory }),
    WHEN,
  );
  a.hear(m);
  const place = { notebook: a, shelf: openShelf(a), me: alice };
  await letIn(place);
  await reconcile(place, [name, `performance/${id}`]);
  const performance = of.sections[2]?.section ?? '';
  expect([mallory, bob, line].map((one) => has(of, one, performance))).toEqual([
    undefined,
    'write',
    'write',
  ]);
  expect(has(of, line, of.sections[1]?.section ?? '')).toBe('write');
});

test('a keeper who does not read about performance names nobody who shall', async () => {
  const { of, a, m } = office();
  const name = `secondment/${id}`;
  for (const one of of.members) if (one.member === mallory) one.isKeeper = true;
  await a.makeSection(name, [{ member: mallory, access: 'write' }]);
  put(a.records(name), 'secondment', record({ yotManager: mallory }), WHEN);
  await a.makeSection(`performance/${id}`, []);
  m.hear(a);
  put(m.records(name), 'secondment', record({ yotManager: mallory, lineManager: mallory }), WHEN);
  a.hear(m);
  await letIn({ notebook: a, shelf: openShelf(a), me: alice });
  expect(has(of, mallory, of.sections[2]?.section ?? '')).toBeUndefined();
  expect(has(of, mallory, of.sections[1]?.section ?? '')).toBe('write');
});

test('a party that someone may name who started the secondment is let in, though nobody there lets others in', async () => {
  const { of } = office();
  const b = plainNotebook(of, bob);
  const name = `secondment/${id}`;
  await b.makeSection(name, []);
  await b.makeSection(`performance/${id}`, []);
  put(b.records(name), 'secondment', record({ liaisonSpo: alice }), WHEN);
  await letIn({ notebook: b, shelf: openShelf(b), me: bob });
  for (const { section } of of.sections.slice(1)) {
    expect([alice, line].map((one) => has(of, one, section))).toEqual(['write', 'write']);
  }
});

test('a choice of someone who may not choose lets nobody in or out, nor does taking one away', async () => {
  const { of, a, m } = office();
  const name = `secondment/${id}`;
  await a.makeSection(
    name,
    [bob, line, mallory].map((one) => ({ member: one, access: 'write' as const })),
  );
  put(a.records(name), 'secondment', record({ yotManager: mallory }), WHEN);
  put(a.records(name), 'accessChoice', chosen(name, bob, 'none'), WHEN);
  const place = { notebook: a, shelf: openShelf(a), me: alice };
  await reconcile(place, [name]);
  const real = of.sections[1]?.section ?? '';
  expect(has(of, bob, real)).toBeUndefined();
  m.hear(a);
  const doc = m.records(name);
  put(doc, 'accessChoice', chosen(name, line, 'none'), WHEN);
  remove(doc, 'accessChoice', choiceId(name, bob), WHEN);
  a.hear(m);
  await letIn(place);
  await reconcile(place, [name]);
  expect([bob, line].map((one) => has(of, one, real))).toEqual([undefined, 'write']);
  // Nor does wiping it out.
  for (const key of doc.getMap('accessChoice').keys()) doc.getMap('accessChoice').delete(key);
  a.hear(m);
  await letIn(place);
  await reconcile(place, [name]);
  expect([bob, line].map((one) => has(of, one, real))).toEqual([undefined, 'write']);
});

test('whatever someone writes into a secondment who may not let others in, nobody has more or less for it', async () => {
  const people = fc.constantFrom(alice, bob, line, mallory);
  const act = fc.oneof(
    fc.record({
      field: fc.constantFrom('secondee', 'lineManager', 'yotManager', 'liaisonSpo'),
      to: fc.option(people),
    }),
    fc.record({ person: people, access: fc.constantFrom('read', 'write', 'none') }),
    fc.record({ wiped: fc.nat({ max: 30 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 6 }), async (acts) => {
      const { of, a, m } = office();
      const name = `secondment/${id}`;
      await a.makeSection(
        name,
        [bob, line, mallory].map((one) => ({ member: one, access: 'write' as const })),
      );
      await a.makeSection(
        `performance/${id}`,
        [bob, line].map((one) => ({ member: one, access: 'write' as const })),
      );
      put(a.records(name), 'secondment', record({ yotManager: mallory }), WHEN);
      m.hear(a);
      const said = of.said.length;
      const doc = m.records(name);
      for (const one of acts) {
        if ('field' in one) {
          doc.getMap('secondment').set(`${id}/${one.field}`, one.to);
        } else if ('person' in one) {
          put(doc, 'accessChoice', chosen(name, one.person, one.access), WHEN);
        } else {
          const map = doc.getMap(one.wiped % 2 === 0 ? 'secondment' : 'accessChoice');
          const key = [...map.keys()][one.wiped];
          if (key !== undefined) map.delete(key);
        }
      }
      a.hear(m);
      const place = { notebook: a, shelf: openShelf(a), me: alice };
      await letIn(place);
      await reconcile(place, [name, `performance/${id}`]);
      expect(of.said.slice(said)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
