/** What becomes of an invitation while it waits. */
import { expect, test } from 'vitest';

import { BOB, openPage, PASSPHRASE, someone, twoPeople } from './two-people';
import { RecordId } from '@/lib/domain/record';

const CARA = { ...BOB, name: 'Cara Sample', role: 'probation-practitioner' } as const;

test(
  'nobody is let in by a role that another wrote into their record meanwhile',
  { timeout: 60_000 },
  async () => {
    const people = await twoPeople();
    const { alice, bob } = people;
    const cara = await someone({ openSession: (await openPage()).openSession });
    await alice.until(() => alice.view('people').people.length === 2);
    const invitation = await alice.must('invite', {
      person: { name: CARA.name, role: CARA.role },
      mayInvite: false,
    });
    const personOf = (who: typeof alice) =>
      who.view('people').people.find(({ person }) => person.name === CARA.name)?.person;
    await bob.until(() => personOf(bob) !== undefined);
    await bob.must('change', {
      kind: 'person',
      id: RecordId.parse(personOf(bob)?.id),
      fields: { role: 'liaison-spo' },
    });
    await alice.until(() => personOf(alice)?.role === 'liaison-spo');
    const mine = () => alice.view('people').invitations.find(({ id }) => id === invitation);
    await cara.must('join', { about: CARA, passphrase: PASSPHRASE, code: mine()?.code ?? '' });
    await alice.until(() => mine()?.words.length === 3);
    await cara.must('confirmJoinWords', {});
    await alice.must('confirmInvitationWords', { id: invitation });
    await alice.until(() => mine()?.state === 'stopped' || mine()?.state === 'joined');
    expect(mine()).toMatchObject({ state: 'stopped' });
    expect(mine()?.why).toContain('role');
    const isIn = alice
      .view('people')
      .people.some(({ person, devices }) => person.name === CARA.name && devices.length > 0);
    expect(isIn).toBe(false);
    await cara.close();
    await people.close();
  },
);
