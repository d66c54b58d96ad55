/** Two people with real devices, and the parts of the notebook that each of them reads. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CalendarDay } from '@/lib/domain/calendar';
import { MeetingTime } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import { BOB, twoPeople, type Someone, type TwoPeople } from './two-people';

let people: TwoPeople;
beforeAll(async () => {
  people = await twoPeople();
}, 60_000);
afterAll(() => people.close());

const team = RecordId.parse(TEAMS[0]?.id);
const idOf = (of: Someone, name: string): RecordId => {
  const found = of.view('people').people.find(({ person }) => person.name === name);
  return RecordId.parse(found?.person.id);
};
const secondment = (secondee: RecordId | { readonly name: string }) =>
  ({
    team,
    secondee,
    lineManager: null,
    startsOn: CalendarDay.parse('2026-12-01'),
    endsOn: CalendarDay.parse('2028-11-30'),
    endReason: '',
  }) as const;
const meeting = (about: string, kind: 'quarterly' | 'performance') =>
  ({
    kind,
    about: RecordId.parse(about),
    startsAt: MeetingTime.parse('2026-12-08T14:00'),
    place: '',
  }) as const;

test('a secondment is read by its parties and not by another seconded officer', async () => {
  const { alice, bob } = people;
  await alice.until(() =>
    alice.view('people').people.some(({ person }) => person.name === BOB.name),
  );
  const own = await alice.must('addSecondment', secondment(idOf(alice, BOB.name)));
  const other = await alice.must('addSecondment', secondment({ name: 'Cara Sample' }));
  await bob.until(() => bob.view('secondment', own) !== null);
  // Whatever is written after it has arrived with it.
  const last = await alice.must('bookMeeting', meeting(own, 'quarterly'));
  await bob.until(() => bob.view('meeting', last) !== null);
  expect(bob.view('secondment', other)).toBeNull();
  expect(bob.view('secondments').map(({ id }) => id)).toEqual([own]);
  await bob.must('change', {
    kind: 'secondment',
    id: RecordId.parse(own),
    fields: { notes: 'Hi' },
  });
  await alice.until(() => alice.view('secondment', own)?.record.notes === 'Hi');
});

test('what is about performance is read by the other party', async () => {
  const { alice, bob } = people;
  const [own] = bob.view('secondments');
  const id = await bob.must('bookMeeting', meeting(own?.id ?? '', 'performance'));
  await alice.until(() => alice.view('meeting', id) !== null);
  expect(alice.view('meeting', id)?.agenda.length).toBeGreaterThan(0);
});

test('who may only read a part reads its notes and sits at none', async () => {
  const { alice, bob } = people;
  const own = bob.view('secondments')[0]?.id ?? '';
  const id = await bob.must('bookMeeting', meeting(own, 'quarterly'));
  await alice.until(() => alice.view('meeting', id) !== null);
  const section = `secondment/${own}`;
  const person = idOf(alice, BOB.name);
  await alice.must('setAccess', { person, section, access: 'read' });
  await bob.until(() => bob.view('meeting', id)?.isReadOnly === true);
  const listener = { update: () => {}, presence: () => {} };
  expect(await bob.session.openNote(id, listener)).toEqual({ state: 'read only' });
  // What is typed elsewhere shows without opening it again.
  const typing = await alice.session.openNote(id, listener);
  if (typing.state !== 'open') throw new Error('Alice does not sit at the note');
  const doc = new Y.Doc();
  doc.clientID = typing.seat.client;
  Y.applyUpdate(doc, typing.seat.update);
  const line = new Y.XmlElement('paragraph');
  line.insert(0, [new Y.XmlText('Typed by Alice')]);
  doc.getXmlFragment('note').push([line]);
  expect(JSON.stringify(bob.view('note', id))).not.toContain('Typed by Alice');
  void typing.seat.write(Y.encodeStateAsUpdate(doc));
  await bob.until(() => JSON.stringify(bob.view('note', id)).includes('Typed by Alice'));
  typing.seat.leave();
  await alice.must('setAccess', { person, section, access: 'write' });
  await bob.until(() => bob.view('meeting', id)?.isReadOnly === false);
  const seating = await bob.session.openNote(id, listener);
  expect(seating.state).toBe('open');
});

test('someone who takes a part in a secondment reads all that was written before', async () => {
  const { alice, bob } = people;
  const other = alice.view('secondments').find(({ name }) => name === 'Cara Sample')?.id ?? '';
  await alice.must('bookMeeting', meeting(other, 'quarterly'));
  await alice.must('change', {
    kind: 'secondment',
    id: RecordId.parse(other),
    fields: { yotManager: idOf(alice, BOB.name) },
  });
  await bob.until(() => bob.view('secondment', other)?.meetings.length === 1);
  expect(bob.view('secondments').map(({ id }) => id)).toContain(other);
  await alice.must('change', {
    kind: 'secondment',
    id: RecordId.parse(other),
    fields: { yotManager: null },
  });
  await bob.until(() => bob.view('secondment', other) === null);
  expect(bob.view('secondments').map(({ isOverviewOnly }) => isOverviewOnly)).toEqual([undefined]);
});

test('someone who reads no transfers gets one by itself, to read, until it is taken back', async () => {
  const { alice, bob } = people;
  const person = idOf(alice, BOB.name);
  const add = (reference: string) =>
    alice.must('addTransfer', {
      reference,
      dateOfBirth: CalendarDay.parse('2009-06-01'),
      team,
      crn: '',
      caseManager: '',
      secondee: null,
    });
  const id = RecordId.parse(await add('AB-0001'));
  await add('CD-0002');
  await bob.until(() => bob.view('transfers').rows.length === 2);
  await bob.must('change', { kind: 'transfer', id, fields: { crn: 'X111111' } });
  await alice.until(() => alice.view('transfer', id)?.record.crn === 'X111111');

  await alice.must('setAccess', { person, section: 'transfers', access: null });
  await bob.until(() => bob.view('transfers').rows.length === 0);
  await alice.must('shareOne', { kind: 'transfer', id, person, access: 'read' });
  await bob.until(() => bob.view('transfers').rows.length === 1);
  expect(bob.view('transfer', id)).toMatchObject({ record: { crn: 'X111111' } });
  expect(bob.view('transfer', id)?.pack.length).toBeGreaterThan(3);
  expect(
    await bob.order('change', { kind: 'transfer', id, fields: { crn: 'X222222' } }),
  ).toMatchObject({ state: 'refused' });
  expect(alice.view('transfers').rows).toHaveLength(2);
  // Who wrote it before it was shared is still told, to those who read it then.
  expect(alice.view('transfer', id)?.history).toContainEqual(
    expect.objectContaining({ what: 'CRN', to: 'X111111', by: BOB.name }),
  );

  await alice.must('stopSharing', { kind: 'transfer', id, person });
  await bob.until(() => bob.view('transfers').rows.length === 0);
  expect(alice.view('transfer', id)).toMatchObject({ record: { crn: 'X111111' } });
  expect(alice.view('changes')).toEqual([]);
});
