/** Who should read what: the table of readers, one row of the expectation for each person and part. */
import { expect, test } from 'vitest';
import { AccessChoice, choiceId } from '@/lib/domain/access-choice';
import { CalendarDay } from '@/lib/domain/calendar';
import { readStanding, standingText, type Role } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import {
  accessOf,
  accessSteps,
  desiredAccess,
  NOTHING_UNSAID,
  READERS,
  type Access,
  type AccessFacts,
} from '@/lib/session/access';

const PEOPLE: readonly (readonly [string, Role, boolean])[] = [
  ['spo', 'liaison-spo', true],
  ['line', 'yot-line-manager', true],
  ['head', 'yot-manager', false],
  ['officer', 'secondee', false],
  ['colleague', 'secondee', false],
  ['otherspo', 'liaison-spo', false],
  ['aco', 'aco', false],
  ['case', 'case-manager', false],
  ['hr', 'hr', false],
  ['union', 'trade-union-representative', false],
  ['receiver', 'receiving-officer', false],
  ['practitioner', 'probation-practitioner', false],
  ['auditor', 'auditor', false],
];
const id = (text: string) => RecordId.parse(text);

const choice = (section: string, person: string, access: Access | 'none') =>
  AccessChoice.parse({
    id: choiceId(section, person),
    person,
    section,
    access,
    chosenOn: CalendarDay.parse('2026-11-24'),
  });

const facts = (more: Partial<AccessFacts> = {}): AccessFacts => ({
  people: PEOPLE.map(([person, role, isKeeper]) => ({
    id: person,
    role,
    isKeeper,
    isAuditor: role === 'auditor',
  })),
  secondments: [
    {
      id: id('s1'),
      secondee: id('officer'),
      lineManager: id('line'),
      yotManager: id('head'),
      liaisonSpo: id('spo'),
    },
  ],
  choices: [],
  unsaid: NOTHING_UNSAID,
  homes: new Map([
    ['shared/t1', 'transfers'],
    ['shared/m1', 'performance/s1'],
  ]),
  makers: new Map([['secondment/s1', 'hr']]),
  ...more,
});

const MEMBER = '0b'.repeat(16);

const readers = (section: string, given = facts()): Readonly<Record<string, Access>> =>
  Object.fromEntries(desiredAccess(section, given));

test('everyone reads the directory, and all but guests change it', () => {
  const found = readers('directory');
  expect(Object.keys(found)).toHaveLength(PEOPLE.length);
  expect(
    Object.entries(found)
      .filter(([, access]) => access === 'read')
      .map(([person]) => person),
  ).toEqual(['union', 'receiver', 'auditor']);
});

test('the Assistant Chief Officer reads the overview; those who answer for secondments keep it', () => {
  expect(readers('overview')).toEqual({
    aco: 'read',
    spo: 'write',
    line: 'write',
    head: 'write',
    otherspo: 'write',
  });
});

test('transfers are for those who work on them', () => {
  expect(readers('transfers')).toEqual({
    spo: 'write',
    line: 'write',
    head: 'write',
    officer: 'write',
    colleague: 'write',
    otherspo: 'write',
    case: 'write',
  });
});

test('a secondment is for its four parties and for nobody else of the same role', () => {
  expect(readers('secondment/s1')).toEqual({
    officer: 'write',
    line: 'write',
    head: 'write',
    spo: 'write',
  });
});

test('what is about performance is for its three parties', () => {
  expect(readers('performance/s1')).toEqual({ officer: 'write', line: 'write', spo: 'write' });
});

test('whoever started a secondment holds it until a party has joined who lets others in', () => {
  const without = facts({ people: facts().people.map((one) => ({ ...one, isKeeper: false })) });
  expect(readers('secondment/s1', without)).toMatchObject({ hr: 'write' });
  expect(readers('performance/s1', without)).not.toHaveProperty('hr');
});

test('a guest reads one record by itself, and whoever read it before goes on', () => {
  const found = readers(
    'shared/t1',
    facts({ choices: [choice('shared/t1', 'receiver', 'write')] }),
  );
  expect(found).toEqual({ ...readers('transfers'), receiver: 'write' });
  const meeting = readers('shared/m1', facts({ choices: [choice('shared/m1', 'union', 'read')] }));
  expect(meeting).toEqual({ officer: 'write', line: 'write', spo: 'write', union: 'read' });
});

test('each person has their own log, and the auditor reads every one', () => {
  const given = facts({
    people: [
      ...facts().people,
      { id: MEMBER, role: 'hr', isAuditor: false, isKeeper: false },
      { id: 'second', role: 'yot-manager', isAuditor: true, isKeeper: false },
    ],
  });
  expect(readers(`audit/${MEMBER}`, given)).toEqual({
    [MEMBER]: 'write',
    auditor: 'read',
    second: 'read',
  });
});

test('a choice counts over the role, in its own part only', () => {
  const given = facts({
    choices: [
      choice('secondment/s1', 'aco', 'read'),
      choice('secondment/s1', 'head', 'none'),
      choice('transfers', 'case', 'read'),
    ],
  });
  expect(readers('secondment/s1', given)).toEqual({
    officer: 'write',
    line: 'write',
    spo: 'write',
    aco: 'read',
  });
  expect(readers('transfers', given)).toMatchObject({ case: 'read' });
  expect(readers('performance/s1', given)).not.toHaveProperty('aco');
});

test('a part that this version does not know is nobody’s by role', () => {
  expect(readers('minutes/1')).toEqual({});
  expect(readers('directory/x')).toEqual({});
});

test('every part has its sentences, each a sentence', () => {
  const all = Object.values(READERS).flatMap((sentences) => sentences.map(({ words }) => words));
  expect(new Set(all).size).toBe(all.length);
  for (const words of all) expect(words).toMatch(/^[A-Z].*\.$/u);
});

const now = (access: Readonly<Record<string, Access>>, granters: readonly string[] = ['spo']) => ({
  section: 'secondment/s1',
  access: new Map(Object.entries(access)),
  granters: new Set(granters),
});
const everyone = new Set(PEOPLE.map(([person]) => person));

test('what is missing is given first, then what is too much is taken', () => {
  const steps = accessSteps(
    now({ spo: 'write', line: 'read', case: 'write' }),
    facts(),
    everyone,
    'spo',
  );
  expect(steps.map(({ member, access }) => [member, access])).toEqual([
    ['line', 'write'],
    ['head', 'write'],
    ['officer', 'write'],
    ['case', null],
  ]);
});

test('nothing is said where everyone has what they should, or has not joined', () => {
  const joined = new Set(['spo', 'line', 'head']);
  expect(
    accessSteps(now({ spo: 'write', line: 'write', head: 'write' }), facts(), joined, 'spo'),
  ).toEqual([]);
});

test('nobody takes their own access, a stranger is left, and the last who may give access stays', () => {
  const given = facts({ people: facts().people.filter(({ id: one }) => one !== 'colleague') });
  const steps = accessSteps(
    now({ aco: 'write', colleague: 'write', case: 'write' }, ['case']),
    given,
    new Set(['aco', 'colleague', 'case']),
    'aco',
  );
  expect(steps).toEqual([]);
});

test('a choice is met whatever the role', () => {
  const given = facts({ choices: [choice('overview', 'officer', 'read')] });
  const [officer] = given.people.filter(({ id: one }) => one === 'officer');
  expect(officer === undefined ? null : accessOf('overview', officer, given)).toBe('read');
});

test.for([
  ['secondee', { role: 'secondee', isAuditor: false }],
  ['hr auditor', { role: 'hr', isAuditor: true }],
  ['auditor', { role: 'auditor', isAuditor: true }],
  ['', null],
  ['keeper', null],
  ['hr  auditor', null],
  ['hr auditor auditor', null],
] as const)('the register says %s', ([text, standing]) => {
  expect(readStanding(text)).toEqual(standing);
  expect(standing === null ? text : standingText(standing)).toBe(text);
});
