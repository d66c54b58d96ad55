/** People and devices: who may invite, who is removed, who reads what, and the way out. */
import { afterAll, beforeAll, expect, test } from 'vitest';

import {
  alone,
  ALICE,
  BOB,
  PASSPHRASE,
  twoPeople,
  type Someone,
  type TwoPeople,
} from './two-people';
import { CalendarDay } from '@/lib/domain/calendar';
import { RecordId } from '@/lib/domain/record';

let people: TwoPeople;

beforeAll(async () => {
  people = await twoPeople();
  const { bob } = people;
  await bob.until(() => bob.view('people').people.some(({ person }) => person.name === ALICE.name));
});
afterAll(() => people.close());

const personOf = (who: Someone, name: string): RecordId => {
  const found = who.view('people').people.find(({ person }) => person.name === name);
  if (found === undefined) throw new Error(`${name} is not known`);
  return found.person.id;
};

const teamOf = (who: Someone): RecordId => {
  const app = who.view('app');
  const team = app.stage === 'open' ? app.teams[0] : undefined;
  if (team === undefined) throw new Error('a notebook without teams');
  return team.id;
};

const addTransfer = (who: Someone, reference: string, secondee: RecordId | null = null) =>
  who.must('addTransfer', {
    reference,
    dateOfBirth: CalendarDay.parse('2009-11-23'),
    team: teamOf(who),
    crn: '',
    caseManager: '',
    secondee,
  });

test('one who may not invite cannot remove, appoint or hold', { timeout: 20_000 }, async () => {
  const { bob } = people;
  const alice = personOf(bob, ALICE.name);
  const device = bob.view('people').people.find(({ person }) => person.id === alice)?.devices[0];
  expect(device?.canRemove).toBe(false);
  const answers = await Promise.all([
    bob.order('removeDevices', { devices: [device?.id ?? ''] }),
    bob.order('removeAccess', { person: alice, successor: null }),
    bob.order('setKeeper', { person: alice, may: false }),
    bob.order('setHold', { section: 'transfers', isOn: true }),
  ]);
  expect(answers.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'refused'));
});

test(
  'nobody removes the device they sit at, nor the last who may invite',
  { timeout: 20_000 },
  async () => {
    const { alice } = people;
    const me = personOf(alice, ALICE.name);
    const mine = alice.view('myDevices').devices[0];
    expect(mine).toMatchObject({ isThis: true, canRemove: false });
    expect((await alice.order('removeDevices', { devices: [mine?.id ?? ''] })).state).toBe(
      'refused',
    );
    expect((await alice.order('setKeeper', { person: me, may: false })).state).toBe('refused');
    expect((await alice.order('removeAccess', { person: me, successor: null })).state).toBe(
      'refused',
    );
  },
);

test('who may invite is told to everyone', { timeout: 20_000 }, async () => {
  const { alice, bob } = people;
  const person = personOf(alice, BOB.name);
  const isKeeper = (who: Someone): boolean | undefined =>
    who.view('people').people.find((one) => one.person.id === person)?.mayInvite;
  await alice.must('setKeeper', { person, may: true });
  expect(isKeeper(alice)).toBe(true);
  await bob.until(() => isKeeper(bob) === true);
  expect(bob.view('people').news[0]).toMatchObject({ kind: 'may invite', who: 'You' });
  await alice.must('setKeeper', { person, may: false });
  await bob.until(() => isKeeper(bob) === false);
});

test('it is shown who reads what, by parts with their names', { timeout: 20_000 }, async () => {
  const { alice } = people;
  const person = personOf(alice, BOB.name);
  const parts = alice.view('access', person)?.parts ?? [];
  expect(parts.map(({ section }) => section)).toEqual(
    expect.arrayContaining(['directory', 'overview', 'transfers']),
  );
  expect(parts.find(({ section }) => section === 'transfers')).toMatchObject({
    title: 'Transfers',
    access: 'write',
    usual: 'write',
    canChange: true,
  });
  const row = alice.view('people').people.find((one) => one.person.id === person);
  expect(row?.reads).toContain('Transfers');
  expect(alice.view('parts').find(({ section }) => section === 'transfers')).toMatchObject({
    readers: expect.arrayContaining([ALICE.name, BOB.name]),
    isHeld: false,
    canHold: true,
  });
});

test(
  'removing someone hands over, tells each device, and lists what a device held',
  { timeout: 60_000 },
  async () => {
    const { alice, bob } = people;
    const [me, person] = [personOf(alice, ALICE.name), personOf(alice, BOB.name)];
    const transfer = await addTransfer(alice, 'JB-0413', person);
    await bob.until(() => bob.view('transfer', transfer) !== null);
    const before = alice.view('removal', person);
    expect(before).toMatchObject({ canRemove: true, devices: 1, removed: null });
    expect(before?.holds).toMatchObject([{ kind: 'transfer', title: 'Transfer JB-0413' }]);
    expect(before?.successors.map(({ name }) => name)).toEqual([ALICE.name]);
    const device =
      alice.view('people').people.find((one) => one.person.id === person)?.devices[0]?.id ?? '';

    await alice.must('removeAccess', { person, successor: me });
    expect(alice.view('transfer', transfer)?.record.secondee).toBe(me);
    const after = alice.view('removal', person);
    expect(after).toMatchObject({ canRemove: false, devices: 0 });
    expect(after?.removed).toMatchObject({
      name: BOB.name,
      isPerson: true,
      devices: 1,
      by: 'You',
    });
    expect(after?.removed?.told).toMatchObject([{ isThis: true, isTold: true }]);
    expect(alice.view('people').news[0]).toMatchObject({
      kind: 'person removed',
      who: BOB.name,
      by: 'You',
    });
    await bob.until(() => {
      const app = bob.view('app');
      return app.stage === 'open' && app.removed?.by === ALICE.name;
    });
    const held = alice.view('lostDevice', device);
    expect(held).toMatchObject({ name: BOB.name, isMine: false });
    expect(held?.report).toContain('Its access was removed');
    expect(held?.report).toContain('- Transfer JB-0413');
  },
);

test(
  'starting again makes a notebook of one person with everything in it',
  { timeout: 60_000 },
  async () => {
    const { bob } = people;
    const alice = personOf(bob, ALICE.name);
    const { rows } = bob.view('transfers');
    await bob.must('startAgain', { without: [alice], notebookName: 'Sampleton, without' });
    const app = bob.view('app');
    if (app.stage !== 'open') throw new Error(app.stage);
    expect(app.notebook.name).toBe('Sampleton, without');
    expect(app.removed).toBeNull();
    expect(app.mayInvite).toBe(true);
    expect(bob.view('transfers').rows.map(({ reference }) => reference)).toEqual(
      rows.map(({ reference }) => reference),
    );
    const joined = bob.view('people').people.filter(({ hasJoined }) => hasJoined);
    expect(joined.map(({ person }) => person.name)).toEqual([BOB.name]);
    await addTransfer(bob, 'JB-0500');
    await bob.must('lock', {});
    await bob.must('unlock', { passphrase: PASSPHRASE });
    expect(bob.view('transfers').rows.map(({ reference }) => reference)).toContain('JB-0500');
  },
);

test(
  'a changed passphrase opens, the one before does not, and wrong ones slow down',
  { timeout: 30_000 },
  async () => {
    const alice = await alone();
    const after = 'another plain sample passphrase';
    expect(
      await alice.order('changePassphrase', { before: 'not the one at all', after }),
    ).toMatchObject({ state: 'refused', field: 'before' });
    expect(
      await alice.order('changePassphrase', { before: PASSPHRASE, after: 'short' }),
    ).toMatchObject({ state: 'refused', field: 'after' });
    await alice.must('changePassphrase', { before: PASSPHRASE, after });
    await alice.must('lock', {});
    for (let tries = 0; tries < 2; tries += 1) {
      expect((await alice.order('unlock', { passphrase: PASSPHRASE })).state).toBe('refused');
    }
    const app = alice.view('app');
    expect(app.stage === 'locked' && app.waitUntil !== null).toBe(true);
    expect(await alice.order('unlock', { passphrase: after })).toMatchObject({
      state: 'refused',
      why: 'Too many wrong passphrases. You can try again in 2 seconds.',
    });
    await alice.close();
  },
);
