/** Lost devices, forgotten passphrases and second devices, between real sessions. */
import { afterAll, beforeAll, expect, test } from 'vitest';

import {
  ALICE,
  BOB,
  openPage,
  PASSPHRASE,
  someone,
  twoPeople,
  type Someone,
  type TwoPeople,
} from './two-people';
import { CalendarDay } from '@/lib/domain/calendar';
import { RecordId } from '@/lib/domain/record';

let people: TwoPeople;
const more: Someone[] = [];

beforeAll(async () => {
  people = await twoPeople();
});
afterAll(async () => {
  await Promise.all(more.map((each) => each.close()));
  await people.close();
});

const another = async (): Promise<Someone> => {
  const one = await someone({ openSession: (await openPage()).openSession });
  more.push(one);
  return one;
};

const NEW_PASSPHRASE = 'harbour quilted lantern morning';

const groupsOf = (code: string, asked: readonly number[]): string =>
  asked.map((group) => code.split('-')[group - 1] ?? '').join(' ');

const makeCode = async (who: Someone, passphrase = PASSPHRASE): Promise<string> => {
  const made = await who.order('makeRecoveryCode', { passphrase });
  if (made.state === 'refused') throw new Error(made.why);
  return made.value ?? '';
};

const recoveriesOf = (who: Someone): number =>
  who.view('myDevices').devices.filter(({ isRecovery }) => isRecovery).length;

let code = '';

test('a code counts only when it was copied', { timeout: 30_000 }, async () => {
  const { alice, bob } = people;
  expect(bob.view('myDevices').recovery.state).toBe('none');
  code = await makeCode(bob);
  const { state, asksFor } = bob.view('myDevices').recovery;
  expect(state).toBe('not checked');
  expect(recoveriesOf(bob)).toBe(0);
  const wrong = await bob.order('confirmRecoveryCode', { part: 'AAAAA BBBBB' });
  expect(wrong).toMatchObject({ state: 'refused', field: 'part' });
  await bob.must('confirmRecoveryCode', { part: groupsOf(code, asksFor) });
  expect(bob.view('myDevices').recovery.state).toBe('checked');
  expect(recoveriesOf(bob)).toBe(1);
  await alice.until(() =>
    alice
      .view('people')
      .news.some(({ kind, who }) => kind === 'recovery code made' && who === BOB.name),
  );
});

test('a new code takes the old one away', { timeout: 30_000 }, async () => {
  const { bob } = people;
  const old = code;
  code = await makeCode(bob);
  const { asksFor } = bob.view('myDevices').recovery;
  await bob.must('confirmRecoveryCode', { part: groupsOf(code, asksFor) });
  expect(code).not.toBe(old);
  expect(recoveriesOf(bob)).toBe(1);
  await bob.must('lock', {});
  expect(
    await bob.order('recover', { code: old, passphrase: NEW_PASSPHRASE, addresses: [] }),
  ).toMatchObject({
    state: 'refused',
    field: 'code',
  });
  await bob.must('unlock', { passphrase: PASSPHRASE });
});

test(
  'a forgotten passphrase: the code opens the same device under a new one',
  { timeout: 30_000 },
  async () => {
    const { bob } = people;
    const { devices } = bob.view('myDevices');
    await bob.must('lock', {});
    await bob.must('recover', { code, passphrase: NEW_PASSPHRASE, addresses: [] });
    expect(bob.view('app')).toMatchObject({ stage: 'open', recovery: 'used' });
    expect(bob.view('myDevices').devices.map(({ id }) => id)).toEqual(devices.map(({ id }) => id));
    await bob.must('lock', {});
    expect((await bob.order('unlock', { passphrase: PASSPHRASE })).state).toBe('refused');
    await bob.must('unlock', { passphrase: NEW_PASSPHRASE });
  },
);

test(
  'a lost device: the code brings everything to a new one, which removes the lost one',
  { timeout: 60_000 },
  async () => {
    const { alice, bob, server } = people;
    const app = alice.view('app');
    if (app.stage !== 'open') throw new Error(app.stage);
    const transfer = await alice.must('addTransfer', {
      reference: 'JB-0412',
      dateOfBirth: CalendarDay.parse('2009-11-23'),
      team: app.teams[0]?.id ?? RecordId.parse('none'),
      crn: '',
      caseManager: '',
      secondee: null,
    });
    await bob.until(() => bob.view('transfer', transfer) !== null);
    const lost = bob.view('myDevices').devices.find(({ isThis }) => isThis)?.id ?? '';
    await bob.close();

    const again = await another();
    await again.must('recover', { code, passphrase: NEW_PASSPHRASE, addresses: [server.address] });
    await again.until(() => again.view('app').stage === 'open');
    await again.until(() => again.view('transfer', transfer) !== null);
    expect(again.view('app')).toMatchObject({ recovery: 'used', me: { name: BOB.name } });
    await alice.until(() =>
      alice
        .view('people')
        .news.some(({ kind, who }) => kind === 'recovery code used' && who === BOB.name),
    );

    const seen = again.view('lostDevice', lost);
    const mine = again.view('myDevices').devices;
    const recovery = mine.find(({ isRecovery }) => isRecovery)?.id ?? '';
    // What the lost device let in: the code, and by the code this device, which cannot remove itself.
    expect(seen?.letIn.map(({ device }) => device)).toContain(recovery);
    expect(seen?.report).toContain('Transfer JB-0412');
    expect(seen?.report).toContain(BOB.name);
    await again.must('removeDevices', { devices: [lost, recovery] });
    await alice.until(
      () =>
        alice
          .view('people')
          .people.find(({ person }) => person.name === BOB.name)
          ?.devices.every(({ id }) => id !== lost) ?? false,
    );
    expect(again.view('app')).toMatchObject({ stage: 'open', removed: null });
    const fresh = await makeCode(again, NEW_PASSPHRASE);
    await again.must('confirmRecoveryCode', { part: fresh });
    expect(again.view('myDevices').recovery.state).toBe('checked');
    await again.close();
    more.pop();
  },
);

test(
  'a second device: the words are compared on one that is in, and everyone hears of it',
  { timeout: 60_000 },
  async () => {
    const { alice } = people;
    const invitation = await alice.must('linkDevice', {});
    const invited = () => alice.view('myDevices').invitations.find(({ id }) => id === invitation);
    const second = await another();
    // The notebook knows whose device it is: nothing is asked again.
    await second.must('join', {
      about: null,
      passphrase: PASSPHRASE,
      code: invited()?.code ?? '',
    });
    await alice.until(() => invited()?.words.length === 3);
    await second.until(() => {
      const app = second.view('app');
      return app.stage === 'no notebook' && app.join?.words.length === 3;
    });
    await second.must('confirmJoinWords', {});
    await alice.must('confirmInvitationWords', { id: invitation });
    await second.until(() => second.view('app').stage === 'open');
    await second.until(() => second.view('transfers').rows.length === 1);
    expect(second.view('app')).toMatchObject({ me: ALICE, mayInvite: true });
    expect(alice.view('myDevices').devices.filter(({ isRecovery }) => !isRecovery)).toHaveLength(2);
    expect(alice.view('people').news[0]).toMatchObject({
      kind: 'device added',
      who: 'You',
      by: null,
    });
  },
);
