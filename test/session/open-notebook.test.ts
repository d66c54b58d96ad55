/** Who belongs changes while people share a notebook: what each of them holds, reads and hears afterwards. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { severalPeople, type Several, type Someone } from './several-people';

let several: Several;
afterEach(() => several.close());

const isHere = (one: Someone, other: Someone): boolean =>
  one.notebook.devicesHere().includes(other.device.id);
const met = (one: Someone, other: Someone): Promise<void> => one.until(() => isHere(one, other));
const reads = (one: Someone, key: string, section = 'transfers'): Promise<void> =>
  one.until(() => key in one.reads(section));
const epochOf = (one: Someone): number => one.notebook.register().currentEpoch?.number ?? 0;
const must = async (saying: Promise<{ readonly state: string }>): Promise<void> => {
  expect(await saying).toMatchObject({ state: 'saved' });
};
const remove = (by: Someone, who: Someone): Promise<void> =>
  must(by.notebook.remove({ members: [who.member], devices: [] }));
const sectionId = (one: Someone, name: string) => {
  const found = one.notebook.register().sections.find(({ purpose }) => purpose === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.section;
};

test('two people read what the other writes', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  await alice.write('transfers', 'a', 'from Alice');
  await reads(bob, 'a');
  await bob.write('transfers', 'b', 'from Bob');
  await reads(alice, 'b');
  expect(bob.reads('transfers')).toEqual(alice.reads('transfers'));
});

test('a removal while all are connected: the removed one gets nothing more, the others go on in the new epoch and are equal', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  const cara = await several.admit(alice);
  await alice.write('transfers', 'before', 'all');
  await Promise.all([reads(bob, 'before'), reads(cara, 'before')]);
  await Promise.all([met(alice, bob), met(alice, cara), met(bob, cara)]);

  await remove(alice, cara);
  await cara.until(() => cara.notebook.removed() !== null);
  expect(cara.notebook.removed()).toMatchObject({ by: alice.device.id });
  await cara.until(() => cara.notebook.devicesHere().length === 0);

  await bob.until(() => epochOf(bob) === 2 && isHere(bob, alice));
  await alice.until(() => alice.notebook.isTold(bob.device.id));
  await alice.write('transfers', 'after', 'not for Cara');
  await bob.write('transfers', 'from Bob', 'in the new epoch');
  await Promise.all([reads(bob, 'after'), reads(alice, 'from Bob')]);
  expect(alice.reads('transfers')).toEqual(bob.reads('transfers'));
  expect(cara.reads('transfers')).toEqual({ before: 'all' });
  expect(() => cara.notebook.write('transfers', () => {})).toThrow('may not be changed');
  expect(isHere(alice, cara) || isHere(bob, cara)).toBe(false);
});

test.for([[1], [2]] as const)(
  'who was offline through %i removals finds the door and brings what they wrote',
  async ([removals]) => {
    several = await severalPeople();
    const alice = several.founder;
    const bob = await several.admit(alice);
    await alice.write('transfers', 'early', '1');
    await reads(bob, 'early');
    await bob.goOffline();
    await bob.write('transfers', 'offline', 'written by Bob');
    await bob.write('directory', 'offline', 'by Bob too');

    for (let time = 1; time <= removals; time += 1) {
      const other = await several.admit(alice);
      await other.write('transfers', `other ${time}`, 'seen');
      await reads(alice, `other ${time}`);
      await remove(alice, other);
      await alice.write('transfers', `after ${time}`, 'new');
    }
    expect(epochOf(alice)).toBe(1 + removals);
    expect(alice.notebook.isTold(bob.device.id)).toBe(false);

    await bob.goOnline();
    await Promise.all([
      reads(bob, `after ${removals}`),
      reads(alice, 'offline'),
      reads(alice, 'offline', 'directory'),
    ]);
    await alice.until(() => alice.notebook.isTold(bob.device.id));
    expect(epochOf(bob)).toBe(1 + removals);
    expect(bob.reads('transfers')).toEqual(alice.reads('transfers'));
    expect(bob.reads('transfers')).toMatchObject({ early: '1', offline: 'written by Bob' });
  },
);

test('who was removed while offline hears of it at the door, and of nothing else', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  await alice.write('transfers', 'early', '1');
  await reads(bob, 'early');
  await bob.goOffline();
  await bob.write('transfers', 'late', 'never seen by others');
  await remove(alice, bob);
  const cara = await several.admit(alice);
  await alice.write('transfers', 'after', '2');

  await bob.goOnline();
  await bob.until(() => bob.notebook.removed() !== null);
  expect(bob.notebook.register().wasDevice(cara.device.id)).toBeNull();
  expect(bob.notebook.keyring().epochs).toHaveLength(1);
  // Bob's copy judges what he wrote as all others do, and says so.
  expect(bob.reads('transfers')).toEqual({ early: '1' });
  expect(bob.notebook.troubles()).toMatchObject([{ device: bob.device.id, count: 1 }]);
  await reads(cara, 'after');
  expect(alice.reads('transfers')).toEqual({ early: '1', after: '2' });
});

test('a newcomer admitted by one meets another who has not heard of it', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice, { isKeeper: true });
  await alice.write('transfers', 'first', '1');
  await reads(bob, 'first');
  await Promise.all([alice.goOffline(), bob.until(() => !isHere(bob, alice))]);
  const cara = await several.admit(alice);
  expect(bob.notebook.register().isDevice(cara.device.id)).toBe(false);
  await Promise.all([met(cara, bob), reads(cara, 'first')]);
  expect(bob.notebook.register().isDevice(cara.device.id)).toBe(true);
  await cara.write('transfers', 'from Cara', 'hello');
  await reads(bob, 'from Cara');
});

test('two keepers who were apart and each removed somebody find each other again, in an epoch that neither removed one knows', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice, { isKeeper: true });
  const cara = await several.admit(alice);
  const dan = await several.admit(alice);
  await alice.write('transfers', 'early', '1');
  await Promise.all([bob, cara, dan].map((one) => reads(one, 'early')));
  await Promise.all([cara.close(), dan.close(), alice.goOffline(), bob.goOffline()]);
  await remove(alice, cara);
  await remove(bob, dan);
  await alice.write('transfers', 'from Alice', 'apart');
  await bob.write('transfers', 'from Bob', 'apart');

  await Promise.all([alice.goOnline(), bob.goOnline()]);
  await Promise.all([reads(alice, 'from Bob'), reads(bob, 'from Alice')]);
  await Promise.all([alice.until(() => epochOf(alice) === 3), bob.until(() => epochOf(bob) === 3)]);
  await bob.write('transfers', 'together', 'again');
  await reads(alice, 'together');
  expect(alice.notebook.register().removed).toHaveLength(2);
  expect(alice.reads('transfers')).toEqual(bob.reads('transfers'));
  expect(alice.notebook.keyring().epochs.length).toBeGreaterThan(3);
});

test('a section made at runtime opens for those it is granted to, with its history, and closes again', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  const cara = await several.admit(alice, { grants: { directory: 'read' } });
  expect(cara.sections()).toEqual(['directory:read']);
  expect(() => cara.notebook.write('directory', () => {})).toThrow('may not be changed');

  await must(
    alice.notebook.makeSection('secondment/s1', [{ member: bob.member, access: 'write' }]),
  );
  await alice.write('secondment/s1', 'a', 'from Alice');
  await bob.until(() => bob.sections().includes('secondment/s1:write'));
  await reads(bob, 'a', 'secondment/s1');
  await bob.write('secondment/s1', 'b', 'from Bob');
  await reads(alice, 'b', 'secondment/s1');
  // Cara carries what she cannot read.
  const told: (readonly string[])[] = [];
  cara.notebook.onSections(() => told.push(cara.sections()));
  await cara.until(() =>
    cara.notebook.ownVector().some(({ section }) => section === sectionId(alice, 'secondment/s1')),
  );
  expect(cara.sections()).toEqual(['directory:read']);

  const section = sectionId(alice, 'secondment/s1');
  await must(alice.notebook.grant({ member: cara.member, section, access: 'read' }));
  await cara.until(() => cara.sections().includes('secondment/s1:read'));
  expect(cara.reads('secondment/s1')).toEqual({ a: 'from Alice', b: 'from Bob' });

  await must(alice.notebook.withdraw({ member: cara.member, section }));
  await cara.until(() => cara.sections().length === 1);
  expect(() => cara.notebook.records('secondment/s1')).toThrow('can be read here');
  await bob.write('secondment/s1', 'c', 'not for Cara');
  await reads(alice, 'c', 'secondment/s1');
  expect(told).toEqual([['directory:read', 'secondment/s1:read'], ['directory:read']]);
});

/** A window at a note, as a panel holds it. */
const windowAt = async (one: Someone, section: string) => {
  const doc = new Y.Doc();
  const seat = await one.notebook.sit(section, 'meeting-1', {
    update: (update) => Y.applyUpdate(doc, update, 'engine'),
    presence: () => {},
  });
  doc.clientID = seat.client;
  Y.applyUpdate(doc, seat.update, 'engine');
  return {
    text: () => doc.getText('note').toJSON(),
    type: async (words: string): Promise<number> => {
      const updates: Uint8Array[] = [];
      const gather = (update: Uint8Array): void => {
        updates.push(update);
      };
      doc.on('update', gather);
      doc.getText('note').insert(doc.getText('note').length, words);
      doc.off('update', gather);
      const times = await Promise.all(updates.map((update) => seat.write(update)));
      return Math.max(...times);
    },
  };
};

test('a section that is built anew leaves the open notes of others alone', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  const window = await windowAt(bob, 'directory');
  await window.type('before ');
  await bob.write('transfers', 'x', '1');
  await bob.write('transfers', 'y', '2');
  await reads(alice, 'y');
  const section = sectionId(alice, 'transfers');
  const written = alice.notebook
    .ownVector()
    .find((end) => end.section === section && end.device === bob.device.id);
  if (written === undefined) throw new Error('nothing came');
  await must(alice.notebook.leaveOut(section, [written.letter]));
  await bob.until(() => !('y' in bob.reads('transfers')));
  expect(bob.reads('transfers')).toEqual({ x: '1' });
  expect(alice.reads('transfers')).toEqual({ x: '1' });
  expect(bob.rebuilt).toContain('transfers');
  expect(bob.rebuilt).not.toContain('directory');
  await window.type('and after');
  await alice.until(
    () =>
      alice.notebook.note('directory', 'meeting-1').getText('note').toJSON() === 'before and after',
  );
  expect(window.text()).toBe('before and after');
});

test('a locked device stays where it is, and follows when it is unlocked', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  const cara = await several.admit(alice);
  await met(alice, bob);
  await bob.lock();
  await remove(alice, cara);
  await alice.write('transfers', 'after', 'for Bob');
  await bob.unlock();
  await reads(bob, 'after');
  expect(epochOf(bob)).toBe(2);
});

test('after a restart everything is as it was, keys of later epochs too', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  const cara = await several.admit(alice);
  await remove(alice, cara);
  await alice.write('transfers', 'after', 'x');
  await reads(bob, 'after');
  const again = await bob.restart();
  expect(again.reads('transfers')).toEqual({ after: 'x' });
  await met(again, alice);
  await again.write('transfers', 'again', 'y');
  await reads(alice, 'again');
  await cara.until(() => cara.notebook.removed() !== null);
  expect((await cara.restart()).notebook.removed()).toMatchObject({ by: alice.device.id });
});

test('keys that could not be kept are found again at the next opening, also beside a snapshot', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice, { grants: { directory: 'write' } });
  const cara = await several.admit(alice);
  await alice.write('transfers', 'early', 'before Bob read here');
  const section = sectionId(alice, 'transfers');
  await bob.until(() => bob.notebook.ownVector().some((end) => end.section === section));
  // Locking makes a snapshot, in which that section is not.
  await bob.lock();
  await bob.unlock();
  await must(alice.notebook.grant({ member: bob.member, section, access: 'write' }));
  await remove(alice, cara);
  await alice.write('transfers', 'late', 'in the new epoch');
  await reads(bob, 'late');

  const again = await bob.restart('as at first');
  expect(again.reads('transfers')).toEqual(alice.reads('transfers'));
  await again.write('transfers', 'from Bob', 'x');
  await reads(alice, 'from Bob');
});

test('somebody who returns finds who stayed locked all the time, through one who is unlocked', async () => {
  several = await severalPeople();
  const alice = several.founder;
  const bob = await several.admit(alice);
  const cara = await several.admit(alice);
  await Promise.all([met(bob, alice), met(bob, cara)]);
  await bob.lock();
  await cara.goOffline();
  await cara.write('transfers', 'from Cara', 'offline');
  const dan = await several.admit(alice);
  await remove(alice, dan);
  await bob.until(() => bob.notebook.register().removed.length === 1);
  expect(bob.notebook.devicesHere()).not.toContain(dan.device.id);
  await cara.goOnline();
  await reads(alice, 'from Cara');
  await bob.unlock();
  await reads(bob, 'from Cara');
  expect([alice, bob, cara].map(epochOf)).toEqual([2, 2, 2]);
});
