/** Who did what, through sessions as people use them: what is written down, who reads it, and reasons. */
import { expect, onTestFinished, test } from 'vitest';
import { alone, BOB, PASSPHRASE, twoPeople, type Someone } from './two-people';
import { CalendarDay } from '@/lib/domain/calendar';
import { RecordId } from '@/lib/domain/record';

const TRANSFER = {
  reference: 'JB-0412',
  dateOfBirth: CalendarDay.parse('2008-12-01'),
  crn: 'X000001',
  caseManager: 'Casey Sample',
  secondee: null,
};

const addTransfer = async (by: Someone): Promise<RecordId> => {
  const app = by.view('app');
  const team = app.stage === 'open' ? app.teams[0]?.id : undefined;
  if (team === undefined) throw new Error('no team');
  return RecordId.parse(await by.must('addTransfer', { ...TRANSFER, team }));
};

const linesOf = (one: Someone, whose: 'all' | null = null): readonly string[] =>
  one
    .view('audit', whose)
    .lines.map(({ who, what, subject, details }) => [who, what, subject, details].join(' | '));

const asksReasons = (one: Someone): boolean => {
  const app = one.view('app');
  return app.stage === 'open' && app.asksReasons;
};

test('what a person opens and does is on their own list, without a word of what it says', async () => {
  const alice = await alone();
  onTestFinished(() => alice.close());
  const transfer = await addTransfer(alice);
  await alice.must('change', {
    kind: 'transfer',
    id: transfer,
    fields: { ownWords: 'I am scared' },
  });
  expect(alice.view('transfer', transfer)).not.toBeNull();
  expect(alice.view('transfer', transfer)).not.toBeNull();
  alice.session.opens('transfer', transfer);
  expect(alice.view('transfer', transfer)).not.toBeNull();
  expect(alice.view('transfer', 'nowhere')).toBeNull();
  expect(linesOf(alice).toSorted()).toEqual([
    'Alice Sample | add | Transfer JB-0412 | ',
    'Alice Sample | change | Transfer JB-0412 | What the young person said',
    'Alice Sample | view | Transfer JB-0412 | 2 times',
  ]);
  expect(JSON.stringify(alice.view('audit'))).not.toContain('scared');
});

test('an order that was refused leaves no line', async () => {
  const alice = await alone();
  onTestFinished(() => alice.close());
  const refused = await alice.order('setReasons', { isOn: true });
  expect(refused.state).toBe('done');
  expect((await alice.order('exportAudit', {})).state).toBe('refused');
  expect(linesOf(alice)).toHaveLength(1);
});

test('what was gathered outlives a lock', async () => {
  const alice = await alone();
  await addTransfer(alice);
  await alice.must('lock', {});
  await alice.must('unlock', { passphrase: PASSPHRASE });
  await alice.until(() => linesOf(alice).length === 1);
  expect(linesOf(alice)).toEqual(['Alice Sample | add | Transfer JB-0412 | ']);
  await alice.close();
});

test('reasons are off until somebody who may invite others asks for them', async () => {
  const alice = await alone();
  onTestFinished(() => alice.close());
  const transfer = await addTransfer(alice);
  expect(asksReasons(alice)).toBe(false);
  await alice.must('setReasons', { isOn: true });
  expect(asksReasons(alice)).toBe(true);
  expect(
    await alice.order('giveReason', { kind: 'transfer', id: transfer, reason: ' ' }),
  ).toMatchObject({ state: 'refused', field: 'reason' });
  await alice.must('giveReason', { kind: 'transfer', id: transfer, reason: 'Supervision' });
  expect(alice.view('transfer', transfer)).not.toBeNull();
  expect(linesOf(alice)).toContain('Alice Sample | view | Transfer JB-0412 | Reason: Supervision');
  await alice.must('setReasons', { isOn: false });
  expect(asksReasons(alice)).toBe(false);
});

test('a named auditor reads and exports what another person did, and nobody else does', async () => {
  const { alice, bob, close } = await twoPeople();
  onTestFinished(close);
  const meOf = () => bob.view('people').people.find(({ isMe }) => isMe)?.person.id;
  await bob.until(() => meOf() !== undefined);
  const me = meOf();
  if (me === undefined) throw new Error('no Bob');
  expect((await bob.order('exportAudit', {})).state).toBe('refused');
  expect((await bob.order('setReasons', { isOn: true })).state).toBe('refused');
  await alice.must('setAuditor', { person: me, may: true });
  await bob.until(() => {
    const app = bob.view('app');
    return app.stage === 'open' && app.isAuditor;
  });
  const transfer = await addTransfer(alice);
  expect(alice.view('transfer', transfer)).not.toBeNull();
  expect(linesOf(alice, 'all')).toEqual([]);
  expect((await alice.order('exportAudit', {})).state).toBe('refused');
  // Written when the hour is over, or now, since she leaves.
  await alice.must('lock', {});
  await bob.until(() => linesOf(bob, 'all').some((line) => line.startsWith('Alice Sample | view')));
  expect(linesOf(bob, 'all')).toEqual(
    expect.arrayContaining([
      'Alice Sample | add | Transfer JB-0412 | ',
      'Alice Sample | view | Transfer JB-0412 | ',
    ]),
  );
  expect(linesOf(bob)).toEqual([]);
  const exported = await bob.order('exportAudit', {});
  const file = exported.state === 'done' ? (exported.value ?? '') : '';
  expect(file.split('\r\n')[0]).toBe(
    '"what","who","when","service","subjectId","subjectType","correlationId","details"',
  );
  expect(file).toMatch(
    new RegExp(
      `"view","Alice Sample \\([0-9a-f]{32}\\)","2026-11-23T09:00:00.000Z","liaison-notebook","${transfer}","transfer"`,
      'u',
    ),
  );
  expect(linesOf(bob)).toEqual([`${BOB.name} | export | The log of who did what | `]);
});
