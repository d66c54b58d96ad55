/** Two people share a notebook from the invitation on, each with a device of their own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CalendarDay } from '@/lib/domain/calendar';
import { MeetingTime } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import type { NoteSeat } from '@/lib/link/engine-link';
import { ALICE, BOB, PASSPHRASE, twoPeople, type Someone, type TwoPeople } from './two-people';

let people: TwoPeople;
let transfer = '';
beforeAll(async () => {
  people = await twoPeople();
}, 60_000);
afterAll(() => people.close());

const names = (of: Someone): readonly string[] =>
  of.view('people').people.map(({ person }) => person.name);
const team = RecordId.parse(TEAMS[0]?.id);

test('both see both people', async () => {
  const { alice, bob } = people;
  await alice.until(() => names(alice).includes(BOB.name));
  await bob.until(() => names(bob).length === 2);
  expect(names(bob).toSorted()).toEqual([ALICE.name, BOB.name]);
});

test('what one writes the other reads, and it is known to have arrived', async () => {
  const { alice, bob } = people;
  transfer = await alice.must('addTransfer', {
    reference: 'AB-0001',
    dateOfBirth: CalendarDay.parse('2009-06-01'),
    team,
    crn: '',
    caseManager: '',
    secondee: null,
  });
  await bob.until(() => bob.view('transfer', transfer)?.record.reference === 'AB-0001');
  await bob.must('change', {
    kind: 'transfer',
    id: RecordId.parse(transfer),
    fields: { crn: 'X123456' },
  });
  await alice.until(() => alice.view('transfer', transfer)?.record.crn === 'X123456');
  await alice.until(() => {
    const { sync } = alice.view('people');
    return sync.unsent === 0 && sync.here.includes(BOB.name);
  });
  expect(alice.view('people').copies).toBe(2);
});

test('a signed acceptance is genuine for the other person', async () => {
  const { alice, bob } = people;
  await bob.must('acceptTransfer', {
    id: RecordId.parse(transfer),
    responsibleFrom: CalendarDay.parse('2026-12-01'),
  });
  await alice.until(() => alice.view('transfer', transfer)?.acceptance?.isGenuine === true);
  expect(alice.view('transfer', transfer)?.acceptance?.name).toBe(BOB.name);
});

/** A window with a note open, as a panel holds it. */
const windowOf = async (someone: Someone, meeting: string) => {
  const doc = new Y.Doc();
  const told = new Set<() => void>();
  const seating = await someone.session.openNote(meeting, {
    update: (update) => {
      Y.applyUpdate(doc, update, 'engine');
      for (const tell of told) tell();
    },
    presence: () => {
      for (const tell of told) tell();
    },
  });
  if (seating.state !== 'open') throw new Error(seating.state);
  const { seat } = seating;
  doc.clientID = seat.client;
  Y.applyUpdate(doc, seat.update, 'engine');
  const text = doc.getText('note-text');
  return {
    seat,
    text: () => text.toJSON(),
    type: async (words: string): Promise<number> => {
      const updates: Uint8Array[] = [];
      const gather = (update: Uint8Array): void => {
        updates.push(update);
      };
      doc.on('update', gather);
      text.insert(text.length, words);
      doc.off('update', gather);
      const times = await Promise.all(updates.map((update) => seat.write(update)));
      return Math.max(...times);
    },
    until: (isTrue: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isTrue()) return;
          told.delete(look);
          resolve();
        };
        told.add(look);
        look();
      }),
  };
};

let meeting = '';
const seats: NoteSeat[] = [];
test('both write in one note and read the same', async () => {
  const { alice, bob } = people;
  meeting = await alice.must('bookMeeting', {
    kind: 'transfer-planning',
    about: RecordId.parse(transfer),
    startsAt: MeetingTime.parse('2026-11-24T10:00'),
    place: '',
  });
  await bob.until(() => bob.view('meeting', meeting) !== null);
  const [one, other] = await Promise.all([windowOf(alice, meeting), windowOf(bob, meeting)]);
  seats.push(one.seat, other.seat);
  await Promise.all([one.type('from Alice. '), other.type('from Bob. ')]);
  const isWhole = (text: string): boolean => text.includes('Alice') && text.includes('Bob');
  await Promise.all([
    one.until(() => isWhole(one.text())),
    other.until(() => isWhole(other.text())),
  ]);
  expect(one.text()).toBe(other.text());
});

test('a locked device goes on taking in, and reads it all when it is unlocked', async () => {
  const { alice, bob } = people;
  for (const seat of seats) seat.leave();
  await bob.must('lock', {});
  await alice.must('change', {
    kind: 'transfer',
    id: RecordId.parse(transfer),
    fields: { caseManager: 'Cara Sample' },
  });
  await alice.until(() => alice.view('people').sync.unsent === 0);
  expect(bob.view('transfer', transfer)).toBeNull();
  await bob.must('unlock', { passphrase: PASSPHRASE });
  expect(bob.view('transfer', transfer)?.record.caseManager).toBe('Cara Sample');
  const window = await windowOf(bob, meeting);
  expect(window.text()).toContain('from Alice. ');
  window.seat.leave();
});

test('windows start afresh when a note that one of them has open is built anew, and not otherwise', async () => {
  const { alice, bob } = people;
  const person = alice.view('people').people.find((one) => one.person.name === BOB.name)?.person.id;
  if (person === undefined) throw new Error('nobody of that name');
  let told = 0;
  const stop = bob.session.onLock(() => {
    told += 1;
  });
  const canRead = async (access: 'read' | 'write'): Promise<void> => {
    await alice.must('setAccess', { person, section: 'transfers', access });
    await bob.until(() => bob.view('meeting', meeting)?.isReadOnly === (access === 'read'));
  };
  await canRead('read');
  await canRead('write');
  expect(told).toBe(0);
  const window = await windowOf(bob, meeting);
  await canRead('read');
  expect(told).toBeGreaterThan(0);
  window.seat.leave();
  stop();
});
