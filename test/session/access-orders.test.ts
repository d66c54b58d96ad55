/** Orders that say who reads what, and orders about records that bring readers with them: six people, one notebook. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { AccessChoice, choiceId } from '@/lib/domain/access-choice';
import { CalendarDay, londonDay } from '@/lib/domain/calendar';
import { MeetingTime } from '@/lib/domain/meeting';
import { Person, type Role } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { noteFragment } from '@/lib/notebook/layout';
import { noteText } from '@/lib/notebook/note-text';
import { put } from '@/lib/notebook/records';
import { ACCESS_ORDERS, type AccessOrdering } from '@/lib/session/access-orders';
import { grantsFor, reconcile } from '@/lib/session/access-work';
import { keepOverview, RECORD_ORDERS } from '@/lib/session/orders';
import { openShelf } from '@/lib/session/shelf';
import { openUsher } from '@/lib/session/usher';
import { secondmentRows, secondmentView } from '@/lib/session/view-duties';
import { makeDevice } from '@/lib/vault/device';
import {
  begin,
  join,
  ledger,
  member,
  plainNotebook,
  type Ledger,
  type PlainNotebook,
} from './plain-notebook';

const NOW = Date.UTC(2026, 10, 24, 9);
const TODAY = londonDay(NOW);
const team = RecordId.parse(TEAMS[0]?.id);
const day = (text: string): CalendarDay => CalendarDay.parse(text);

const PEOPLE = [
  ['alice', 'liaison-spo', true],
  ['line', 'yot-line-manager', true],
  ['head', 'yot-manager', false],
  ['bob', 'secondee', false],
  ['aco', 'aco', false],
  ['union', 'trade-union-representative', false],
  ['receiver', 'receiving-officer', false],
] as const satisfies readonly (readonly [string, Role, boolean])[];
type Name = (typeof PEOPLE)[number][0];
const idOf = (name: Name): RecordId =>
  RecordId.parse(member(PEOPLE.findIndex(([one]) => one === name) + 1));

interface Someone {
  readonly ordering: AccessOrdering;
  readonly notebook: PlainNotebook;
}

interface Office {
  readonly of: Ledger;
  readonly as: Readonly<Record<Name, Someone>>;
  /** Everyone takes what everyone has. */
  readonly meet: () => void;
  /** By name of a person what they have in a section. */
  readonly readers: (purpose: string) => Readonly<Record<string, string>>;
  readonly erased: string[];
}

const must = (answer: Answer): string => {
  if (answer.state === 'refused') throw new Error(answer.why);
  return answer.id ?? '';
};

const random = (length: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(length);
  crypto.getRandomValues(bytes);
  return bytes;
};
let made = 0xb00;

const office = async (): Promise<Office> => {
  const of = ledger();
  const founder = member(1);
  for (const purpose of ['directory', 'overview', 'transfers']) begin(of, purpose, founder);
  const erased: string[] = [];
  const someone = async (name: Name): Promise<Someone> => {
    const me = member(PEOPLE.findIndex(([one]) => one === name) + 1);
    const notebook = plainNotebook(of, me);
    const shelf = openShelf(notebook);
    return {
      notebook,
      ordering: {
        notebook,
        shelf,
        looking: () => ({ shelf, me, today: TODAY }),
        device: await makeDevice(random),
        newId: () => {
          made += 1;
          return made.toString(16).padStart(32, '0');
        },
        now: () => NOW,
        erase: async (section, records) => {
          erased.push(`${section}: ${records === 'everything' ? records : records.length}`);
          return { state: 'saved' };
        },
      },
    };
  };
  const as: Readonly<Record<Name, Someone>> = {
    alice: await someone('alice'),
    line: await someone('line'),
    head: await someone('head'),
    bob: await someone('bob'),
    aco: await someone('aco'),
    union: await someone('union'),
    receiver: await someone('receiver'),
  };
  const all = [
    ['directory', 'write'],
    ['overview', 'write'],
    ['transfers', 'write'],
  ] as const;
  join(of, founder, 'liaison-spo', true, all);
  for (const [name, role] of PEOPLE) {
    const person = Person.parse({ id: idOf(name), name: `${name} Sample`, role });
    put(as.alice.notebook.records('directory'), 'person', person, { now: NOW, origin: 'test' });
  }
  for (const [name, role, isKeeper] of PEOPLE.slice(1)) {
    const { notebook, ordering } = as.alice;
    const place = { notebook, shelf: ordering.shelf, me: founder };
    const grants = grantsFor(place, { id: idOf(name), role, isKeeper });
    const one = member(PEOPLE.findIndex(([other]) => other === name) + 1);
    of.members.push({
      member: one,
      isKeeper,
      role,
      grants: new Map(grants.map(({ section, access }) => [section, access])),
    });
  }
  const notebooks = Object.values(as).map(({ notebook }) => notebook);
  return {
    of,
    as,
    erased,
    meet: () => {
      for (const one of notebooks) for (const other of notebooks) one.hear(other);
    },
    readers: (purpose) => {
      const section = of.sections.find((one) => one.purpose === purpose)?.section;
      return Object.fromEntries(
        PEOPLE.flatMap(([name]) => {
          const found = of.members.find((one) => String(one.member) === idOf(name));
          const access = section === undefined ? undefined : found?.grants.get(section);
          return access === undefined ? [] : [[name, access]];
        }),
      );
    },
  };
};

const SECONDMENT: OrderOf<'addSecondment'> = {
  team,
  secondee: idOf('bob'),
  lineManager: idOf('line'),
  startsOn: day('2026-12-01'),
  endsOn: day('2028-11-30'),
  endReason: '',
};
const TRANSFER: OrderOf<'addTransfer'> = {
  reference: 'AB-0001',
  dateOfBirth: day('2009-06-01'),
  team,
  crn: '',
  caseManager: '',
  secondee: null,
};

const begun = async () => {
  const at = await office();
  at.meet();
  const id = RecordId.parse(
    must(await RECORD_ORDERS.addSecondment(at.as.alice.ordering, SECONDMENT)),
  );
  at.meet();
  return { ...at, id };
};
const book = (at: Someone, about: RecordId, kind: OrderOf<'bookMeeting'>['kind']) =>
  RECORD_ORDERS.bookMeeting(at.ordering, {
    kind,
    about,
    startsAt: MeetingTime.parse('2026-12-08T14:00'),
    place: '',
  });

test('those who join are granted what is theirs by role', async () => {
  const { readers } = await office();
  expect(readers('transfers')).toEqual({
    alice: 'write',
    line: 'write',
    head: 'write',
    bob: 'write',
  });
  expect(readers('overview')).toEqual({
    alice: 'write',
    line: 'write',
    head: 'write',
    aco: 'read',
  });
  expect(readers('directory')).toMatchObject({ union: 'read', receiver: 'read', bob: 'write' });
});

test('a secondment gets a section that only its parties read', async () => {
  const { readers, as, id } = await begun();
  expect(readers(`secondment/${id}`)).toEqual({ alice: 'write', line: 'write', bob: 'write' });
  expect(as.bob.ordering.shelf.find('secondment', id)).not.toBeNull();
  expect(as.head.ordering.shelf.find('secondment', id)).toBeNull();
});

test('the Assistant Chief Officer sees names, dates and how its duties stand, and nothing to open', async () => {
  const { as, id, meet } = await begun();
  const [row, ...more] = secondmentRows(as.aco.ordering.looking());
  expect(more).toEqual([]);
  expect(row).toMatchObject({ id, name: 'bob Sample', isOverviewOnly: true, overdue: 0 });
  expect(row?.next?.title).not.toBe('');
  expect(secondmentView(as.aco.ordering.looking(), id, [])).toBeNull();
  await RECORD_ORDERS.change(as.alice.ordering, {
    kind: 'secondment',
    id,
    fields: { liaisonSpo: idOf('alice'), endsOn: '2028-10-31', endReason: 'Return agreed' },
  });
  meet();
  expect(secondmentRows(as.aco.ordering.looking())[0]).toMatchObject({ endsOn: '2028-10-31' });
  expect(JSON.stringify(as.aco.notebook.records('overview').toJSON())).not.toContain(
    'Return agreed',
  );
});

test('an overview that says what it should is not written again', async () => {
  const { as } = await begun();
  const before = Y.encodeStateVector(as.alice.notebook.records('overview'));
  await keepOverview(as.alice.ordering);
  expect(Y.encodeStateVector(as.alice.notebook.records('overview'))).toEqual(before);
});

test('a removed secondment leaves the overview', async () => {
  const { as, id, meet } = await begun();
  await RECORD_ORDERS.remove(as.alice.ordering, { kind: 'secondment', id });
  meet();
  expect(secondmentRows(as.aco.ordering.looking())).toEqual([]);
});

test('a new party is let in and the one before no more', async () => {
  const { as, id, readers } = await begun();
  must(
    await RECORD_ORDERS.change(as.alice.ordering, {
      kind: 'secondment',
      id,
      fields: { lineManager: idOf('head') },
    }),
  );
  expect(readers(`secondment/${id}`)).toEqual({ alice: 'write', head: 'write', bob: 'write' });
});

test('what is about performance has a section from the day of the secondment, for its three parties', async () => {
  const { as, id, readers, meet } = await begun();
  await RECORD_ORDERS.change(as.alice.ordering, {
    kind: 'secondment',
    id,
    fields: { yotManager: idOf('head') },
  });
  // From the first day: a section that came later would tell everyone that something has begun.
  expect(readers(`performance/${id}`)).toEqual({ alice: 'write', line: 'write', bob: 'write' });
  meet();
  expect(await book(as.head, id, 'performance')).toMatchObject({ state: 'refused' });
  const meeting = must(await book(as.bob, id, 'performance'));
  expect(readers(`performance/${id}`)).toEqual({ alice: 'write', line: 'write', bob: 'write' });
  meet();
  expect(as.line.ordering.shelf.find('meeting', meeting)).not.toBeNull();
  expect(as.head.ordering.shelf.find('meeting', meeting)).toBeNull();
  expect(as.head.ordering.shelf.all('agendaItem')).toEqual([]);
  must(
    await RECORD_ORDERS.create(as.line.ordering, {
      kind: 'evidence',
      fields: { id: `${id}.S9.1.1`, secondment: id, duty: 'S9.1', turn: '1', state: 'done' },
    }),
  );
  expect(as.line.ordering.shelf.keeperOf('evidence', `${id}.S9.1.1`)).toBe(`performance/${id}`);
  meet();
  expect(JSON.stringify(as.aco.notebook.records('overview').toJSON())).not.toContain('erformance');
});

test.for([
  ['S1.5', 'read', undefined],
  ['S14.2', 'read', undefined],
  ['S9.5', 'read', 'write'],
] as const)('step %s brings the Assistant Chief Officer in', async ([step, there, performance]) => {
  const { as, id, readers, meet } = await begun();
  expect(
    await ACCESS_ORDERS.bringInAco(as.alice.ordering, {
      person: idOf('bob'),
      secondment: id,
      step,
    }),
  ).toMatchObject({ state: 'refused', field: 'person' });
  must(
    await ACCESS_ORDERS.bringInAco(as.alice.ordering, {
      person: idOf('aco'),
      secondment: id,
      step,
    }),
  );
  expect(readers(`secondment/${id}`)['aco']).toBe(there);
  expect(readers(`performance/${id}`)['aco']).toBe(performance);
  meet();
  expect(secondmentRows(as.aco.ordering.looking())).toMatchObject([{ id }]);
  expect(secondmentView(as.aco.ordering.looking(), id, [])).not.toBeNull();
  expect(
    await RECORD_ORDERS.change(as.aco.ordering, { kind: 'secondment', id, fields: { notes: 'x' } }),
  ).toMatchObject({ state: 'refused' });
  // And stays in when the parties change.
  await RECORD_ORDERS.change(as.alice.ordering, {
    kind: 'secondment',
    id,
    fields: { yotManager: idOf('head') },
  });
  expect(readers(`secondment/${id}`)['aco']).toBe(there);
});

test('a receiving officer gets one transfer and nothing else, and it is taken back', async () => {
  const { as, readers, meet } = await begun();
  const id = RecordId.parse(must(await RECORD_ORDERS.addTransfer(as.alice.ordering, TRANSFER)));
  must(await RECORD_ORDERS.addTransfer(as.alice.ordering, { ...TRANSFER, reference: 'CD-0002' }));
  meet();
  const guest = idOf('receiver');
  const share = { kind: 'transfer', id, person: guest, access: 'write' } as const;
  must(await ACCESS_ORDERS.shareOne(as.alice.ordering, share));
  expect(readers(`shared/${id}`)).toEqual({ ...readers('transfers'), receiver: 'write' });
  meet();
  const { ordering } = as.receiver;
  expect(ordering.shelf.all('transfer').map(({ reference }) => reference)).toEqual(['AB-0001']);
  expect(ordering.shelf.all('packItem').length).toBeGreaterThan(3);
  must(await RECORD_ORDERS.acceptTransfer(ordering, { id, responsibleFrom: day('2027-06-01') }));
  meet();
  expect(as.bob.ordering.shelf.all('acceptance')).toHaveLength(1);
  expect(as.bob.ordering.shelf.all('transfer')).toHaveLength(2);
  must(await ACCESS_ORDERS.stopSharing(as.alice.ordering, { kind: 'transfer', id, person: guest }));
  expect(readers(`shared/${id}`)).toEqual(readers('transfers'));
  meet();
  expect(as.bob.ordering.shelf.sectionOf(id)).toBe('transfers');
  expect(as.bob.ordering.shelf.all('acceptance')).toHaveLength(1);
  // Shared again it goes to the same place, with what is new.
  must(await ACCESS_ORDERS.shareOne(as.line.ordering, { ...share, access: 'read' }));
});

test('only someone who may let others in, or made the place, shares; and not with whoever reads it already', async () => {
  const { as, meet } = await begun();
  const id = RecordId.parse(must(await RECORD_ORDERS.addTransfer(as.alice.ordering, TRANSFER)));
  meet();
  const share = { kind: 'transfer', id, access: 'read' } as const;
  expect(
    await ACCESS_ORDERS.shareOne(as.alice.ordering, { ...share, person: idOf('bob') }),
  ).toMatchObject({ state: 'refused', field: 'person' });
  must(await ACCESS_ORDERS.shareOne(as.alice.ordering, { ...share, person: idOf('receiver') }));
  meet();
  expect(
    await ACCESS_ORDERS.shareOne(as.bob.ordering, { ...share, person: idOf('union') }),
  ).toMatchObject({ state: 'refused' });
  expect(
    await ACCESS_ORDERS.shareOne(as.receiver.ordering, { ...share, person: idOf('union') }),
  ).toMatchObject({ state: 'refused' });
});

test('a trade union representative reads one performance meeting with its note, and changes nothing', async () => {
  const { as, id, readers, meet } = await begun();
  const meeting = RecordId.parse(must(await book(as.alice, id, 'performance')));
  const other = must(await book(as.alice, id, 'quarterly'));
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText('What was said.')]);
  noteFragment(as.alice.notebook.note(`performance/${id}`, meeting)).insert(0, [paragraph]);
  must(
    await ACCESS_ORDERS.shareOne(as.alice.ordering, {
      kind: 'meeting',
      id: meeting,
      person: idOf('union'),
      access: 'read',
    }),
  );
  expect(readers(`shared/${meeting}`)).toEqual({ ...readers(`performance/${id}`), union: 'read' });
  meet();
  const { shelf } = as.union.ordering;
  expect(shelf.all('meeting').map((one) => one.id)).toEqual([meeting]);
  expect(shelf.find('meeting', other)).toBeNull();
  expect(shelf.all('secondment')).toEqual([]);
  expect(noteText(noteFragment(as.union.notebook.note(`shared/${meeting}`, meeting)))).toBe(
    'What was said.',
  );
  expect(
    await RECORD_ORDERS.finishMeeting(as.union.ordering, { id: meeting, heldOn: TODAY }),
  ).toMatchObject({ state: 'refused' });
  must(await RECORD_ORDERS.finishMeeting(as.bob.ordering, { id: meeting, heldOn: TODAY }));
  meet();
  expect(shelf.find('meeting', meeting)?.state).toBe('held');
});

test('someone’s access is set by hand, stays so, and nobody sets their own', async () => {
  const { as, id, readers } = await begun();
  const section = `secondment/${id}`;
  const set = (person: Name, access: 'read' | 'write' | null) =>
    ACCESS_ORDERS.setAccess(as.alice.ordering, { person: idOf(person), section, access });
  must(await set('head', 'read'));
  must(await set('bob', 'read'));
  expect(readers(section)).toEqual({ alice: 'write', line: 'write', bob: 'read', head: 'read' });
  await RECORD_ORDERS.change(as.alice.ordering, {
    kind: 'secondment',
    id,
    fields: { liaisonSpo: idOf('alice'), yotManager: idOf('head') },
  });
  expect(readers(section)).toMatchObject({ bob: 'read', head: 'read' });
  must(await set('head', null));
  expect(readers(section)).not.toHaveProperty('head');
  expect(await set('alice', 'read')).toMatchObject({ state: 'refused' });
  expect(
    await ACCESS_ORDERS.setAccess(as.bob.ordering, {
      person: idOf('head'),
      section,
      access: 'read',
    }),
  ).toMatchObject({ state: 'refused' });
});

test('whoever leaves hands over what is going on, and their name stays on what is over', async () => {
  const { as, id, readers, meet } = await begun();
  const transfer = must(
    await RECORD_ORDERS.addTransfer(as.alice.ordering, { ...TRANSFER, secondee: idOf('line') }),
  );
  const action = (text: string, doneOn: CalendarDay | null) =>
    RECORD_ORDERS.create(as.alice.ordering, {
      kind: 'action',
      fields: { text, about: id, owner: idOf('line'), ownerName: 'line Sample', doneOn },
    });
  const open = must(await action('Ring HR', null));
  const over = must(await action('Ring IT', TODAY));
  meet();
  must(
    await ACCESS_ORDERS.removeAccess(as.alice.ordering, {
      person: idOf('line'),
      successor: idOf('head'),
    }),
  );
  meet();
  const { shelf } = as.alice.ordering;
  expect(shelf.find('secondment', id)?.lineManager).toBe(idOf('head'));
  expect(shelf.find('transfer', transfer)?.secondee).toBe(idOf('head'));
  expect(shelf.find('action', open)).toMatchObject({
    owner: idOf('head'),
    ownerName: 'head Sample',
  });
  expect(shelf.find('action', over)?.owner).toBe(idOf('line'));
  expect(readers(`secondment/${id}`)).toEqual({ alice: 'write', head: 'write', bob: 'write' });
  expect(readers('directory')).not.toHaveProperty('line');
});

test('only someone who may invite removes, and nobody removes themselves', async () => {
  const { as } = await begun();
  for (const [who, person] of [
    ['bob', 'line'],
    ['alice', 'alice'],
  ] as const) {
    expect(
      await ACCESS_ORDERS.removeAccess(as[who].ordering, { person: idOf(person), successor: null }),
    ).toMatchObject({ state: 'refused' });
  }
});

test('a role counts when a keeper has set it; one’s own record gives nobody anything', async () => {
  const { as, of, readers, meet } = await begun();
  await RECORD_ORDERS.change(as.bob.ordering, {
    kind: 'person',
    id: idOf('bob'),
    fields: { role: 'liaison-spo' },
  });
  meet();
  const place = { notebook: as.alice.notebook, shelf: as.alice.ordering.shelf, me: member(1) };
  await reconcile(place, ['overview']);
  expect(readers('overview')).not.toHaveProperty('bob');
  await RECORD_ORDERS.change(as.alice.ordering, {
    kind: 'person',
    id: idOf('bob'),
    fields: { role: 'yot-manager' },
  });
  expect(of.members.find(({ member: one }) => String(one) === idOf('bob'))?.role).toBe(
    'yot-manager',
  );
  expect(readers('overview')).toMatchObject({ bob: 'write' });
});

test('an auditor keeps their role', async () => {
  const { as, of } = await begun();
  const audit = { person: idOf('head'), may: true };
  expect(await ACCESS_ORDERS.setAuditor(as.bob.ordering, audit)).toMatchObject({
    state: 'refused',
  });
  must(await ACCESS_ORDERS.setAuditor(as.alice.ordering, audit));
  const head = of.members.find(({ member: one }) => String(one) === idOf('head'));
  expect(head?.role).toBe('yot-manager auditor');
  must(await ACCESS_ORDERS.setAuditor(as.alice.ordering, { ...audit, may: false }));
  expect(head?.role).toBe('yot-manager');
});

test('someone who joined by another’s invitation is let in by whoever may, without an order', async () => {
  const { as, of, id, readers, meet } = await begun();
  const section = of.sections.find(({ purpose }) => purpose === `secondment/${id}`)?.section;
  const bob = of.members.find(({ member: one }) => String(one) === idOf('bob'));
  if (section === undefined || bob === undefined) throw new Error('no section');
  bob.grants.delete(section);
  meet();
  const { notebook, ordering } = as.alice;
  const usher = openUsher({
    place: () => ({ notebook, shelf: ordering.shelf, me: member(1) }),
    isOpen: () => true,
  });
  usher.look();
  usher.look();
  await usher.settled();
  expect(readers(`secondment/${id}`)).toMatchObject({ bob: 'write' });
  const said = of.said.length;
  usher.look();
  await usher.settled();
  expect(of.said).toHaveLength(said);
});

test('erasing a record names every place in which it stands', async () => {
  const { as, erased, id, meet } = await begun();
  await book(as.alice, id, 'performance');
  const transfer = RecordId.parse(
    must(await RECORD_ORDERS.addTransfer(as.alice.ordering, TRANSFER)),
  );
  must(
    await ACCESS_ORDERS.shareOne(as.alice.ordering, {
      kind: 'transfer',
      id: transfer,
      person: idOf('receiver'),
      access: 'read',
    }),
  );
  meet();
  must(await ACCESS_ORDERS.erase(as.alice.ordering, { kind: 'secondment', id }));
  expect(erased.splice(0)).toEqual([
    `secondment/${id}: everything`,
    `performance/${id}: everything`,
    `overview: 1`,
  ]);
  must(await ACCESS_ORDERS.erase(as.alice.ordering, { kind: 'transfer', id: transfer }));
  expect(erased.map((one) => one.split(':')[0])).toEqual([`shared/${transfer}`, 'transfers']);
});

test('a party that somebody named who may not let others in waits for someone who may', async () => {
  const { as, id, meet, readers } = await begun();
  must(
    await RECORD_ORDERS.change(as.alice.ordering, {
      kind: 'secondment',
      id,
      fields: { yotManager: idOf('head'), lineManager: null },
    }),
  );
  meet();
  expect(readers(`performance/${id}`)).toEqual({ alice: 'write', bob: 'write' });
  must(
    await RECORD_ORDERS.change(as.head.ordering, {
      kind: 'secondment',
      id,
      fields: { lineManager: idOf('head') },
    }),
  );
  meet();
  const { notebook, ordering } = as.alice;
  const usher = openUsher({
    place: () => ({ notebook, shelf: ordering.shelf, me: member(1) }),
    isOpen: () => true,
  });
  usher.look();
  await usher.settled();
  expect(readers(`performance/${id}`)).toEqual({ alice: 'write', bob: 'write' });
  // Saved as it is by one who may let others in.
  must(
    await RECORD_ORDERS.change(ordering, {
      kind: 'secondment',
      id,
      fields: { lineManager: idOf('head') },
    }),
  );
  expect(readers(`performance/${id}`)).toEqual({
    alice: 'write',
    bob: 'write',
    head: 'write',
  });
});

test('a choice of someone who may not choose waits until someone who may makes the same', async () => {
  const { as, id, meet, readers } = await begun();
  const section = `secondment/${id}`;
  put(
    as.bob.notebook.records(section),
    'accessChoice',
    AccessChoice.parse({
      id: choiceId(section, idOf('aco')),
      person: idOf('aco'),
      section,
      access: 'read',
      chosenOn: TODAY,
    }),
    { now: NOW, origin: 'test' },
  );
  meet();
  const { notebook, ordering } = as.alice;
  await reconcile({ notebook, shelf: ordering.shelf, me: member(1) }, [section]);
  expect(readers(section)).not.toHaveProperty('aco');
  must(await ACCESS_ORDERS.setAccess(ordering, { person: idOf('aco'), section, access: 'read' }));
  expect(readers(section)).toHaveProperty('aco', 'read');
});
