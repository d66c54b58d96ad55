/** The session at its desk: founding, locking and unlocking, orders, a full disk. */
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CalendarDay } from '@/lib/domain/calendar';
import { MeetingTime } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import type { OrderOf } from '@/lib/link/contract';
import { systemTimers, type Timers } from '@/lib/sync/timers';
import { openStore, type RewritableStore } from '@/lib/vault/store';
import { ALICE, alone, BOB, MONDAY, PASSPHRASE, someone, type Someone } from './two-people';

const open: Someone[] = [];
const keep = (one: Someone): Someone => {
  open.push(one);
  return one;
};
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const team = RecordId.parse(TEAMS[0]?.id);
const day = (text: string): CalendarDay => CalendarDay.parse(text);
const TRANSFER = {
  reference: 'AB-0001',
  dateOfBirth: day('2009-06-01'),
  team,
  crn: 'X123456',
  caseManager: 'Cara Sample',
  secondee: null,
};
const SECONDMENT = {
  team,
  secondee: { name: 'Bob Sample' },
  lineManager: { name: 'Dan Sample' },
  startsOn: day('2026-12-01'),
  endsOn: day('2028-11-30'),
  endReason: '',
};

const factory = (): Promise<RewritableStore> => openStore({ indexedDB: new IDBFactory() });

/** A disk that outlives the browser that closes. */
const lastingDisk = async (): Promise<RewritableStore> => ({
  ...(await factory()),
  close: () => {},
});

/** A disk on which nothing more fits while `isFull`. */
const smallDisk = async () => {
  const store = await factory();
  const disk = { isFull: false };
  const full = { state: 'full' } as const;
  const small: RewritableStore = {
    ...store,
    append: (tag, covers) => (disk.isFull ? Promise.resolve(full) : store.append(tag, covers)),
    putDevice: (device) => (disk.isFull ? Promise.resolve(full) : store.putDevice(device)),
    putSnapshot: (tag, bytes) =>
      disk.isFull ? Promise.resolve(full) : store.putSnapshot(tag, bytes),
    putSetting: (tag, name, bytes) =>
      disk.isFull ? Promise.resolve(full) : store.putSetting(tag, name, bytes),
  };
  return { disk, small };
};

test('a notebook is founded, locked, and opened again with the passphrase alone', async () => {
  const alice = keep(await alone());
  const id = await alice.must('addTransfer', TRANSFER);
  await alice.must('lock', {});
  expect(alice.view('app')).toMatchObject({ stage: 'locked' });
  expect(
    await alice.order('unlock', { passphrase: 'another passphrase altogether' }),
  ).toMatchObject({
    state: 'refused',
    field: 'passphrase',
  });
  expect(alice.view('app')).toMatchObject({ stage: 'locked' });
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('app')).toMatchObject({ stage: 'open', notebook: { name: 'Sampleton YOT' } });
  expect(alice.view('transfer', id)?.record).toMatchObject({ reference: 'AB-0001' });
});

test('after the browser was closed everything is there again', async () => {
  const store = await lastingDisk();
  const before = await alone({ store });
  const id = await before.must('addTransfer', TRANSFER);
  await before.close();
  const again = keep(await someone({ store }));
  expect(again.view('app')).toMatchObject({ stage: 'locked' });
  await again.must('unlock', { passphrase: PASSPHRASE });
  expect(again.view('transfer', id)?.record.reference).toBe('AB-0001');
});

test('locking leaves nothing to see: no view, no draft in sight, no order', async () => {
  const alice = keep(await alone());
  const id = await alice.must('addTransfer', TRANSFER);
  await alice.must('keepDraft', { form: 'transfer', values: '{"reference":"secret"}' });
  await alice.must('lock', {});
  expect(alice.view('transfers')).toBeNull();
  expect(alice.view('transfer', id)).toBeNull();
  expect(alice.view('place')).toBeNull();
  expect(await alice.order('draft', { form: 'transfer' })).toMatchObject({ value: null });
  expect(
    await alice.order('change', {
      kind: 'transfer',
      id: RecordId.parse(id),
      fields: { crn: 'X1' },
    }),
  ).toMatchObject({ state: 'refused' });
  expect(
    await alice.session.openNote('meeting', { update: () => {}, presence: () => {} }),
  ).toMatchObject({ state: 'refused' });
});

test('every window is told when the notebook locks', async () => {
  const alice = keep(await alone());
  let told = 0;
  alice.session.onLock(() => {
    told += 1;
  });
  await alice.session.away();
  expect(told).toBe(1);
});

test('while it locks no view fails', async () => {
  const alice = keep(await alone());
  await alice.must('addTransfer', TRANSFER);
  const stop = alice.session.onChange(() => {
    for (const name of ['app', 'today', 'transfers', 'changes', 'people'] as const)
      alice.view(name);
  });
  const locking = alice.must('lock', {});
  for (let turn = 0; turn < 50; turn += 1) {
    for (const name of ['app', 'today', 'transfers', 'changes', 'people'] as const)
      alice.view(name);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  await locking;
  stop();
  expect(alice.view('app')).toMatchObject({ stage: 'locked' });
});

test('unlocking twice opens one notebook', async () => {
  const alice = keep(await alone());
  await alice.must('lock', {});
  const answers = await Promise.all([
    alice.order('unlock', { passphrase: PASSPHRASE }),
    alice.order('unlock', { passphrase: PASSPHRASE }),
  ]);
  expect(answers[0]).toMatchObject({ state: 'done' });
  const id = await alice.must('addTransfer', TRANSFER);
  expect(alice.view('transfer', id)?.record.reference).toBe('AB-0001');
  expect(alice.view('people').setAside).toEqual([]);
});

test('a locked device cannot be founded anew over its keys', async () => {
  const alice = keep(await alone());
  const id = await alice.must('addTransfer', TRANSFER);
  await alice.must('lock', {});
  expect(
    await alice.order('startNotebook', {
      about: BOB,
      passphrase: 'meadow copper window thistle',
      notebookName: 'Another',
      meetingPoints: [],
    }),
  ).toMatchObject({ state: 'refused' });
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('transfer', id)).not.toBeNull();
});

test.for([
  ['a short passphrase', { passphrase: 'short' }, 'passphrase'],
  ['no name', { about: { ...ALICE, name: ' ' } }, 'name'],
  ['no name of the notebook', { notebookName: '' }, 'notebookName'],
  ['an address that is none', { meetingPoints: ['http://example.test'] }, 'meetingPoints'],
] satisfies readonly (readonly [string, Partial<OrderOf<'startNotebook'>>, string])[])(
  'with %s nothing is founded',
  async ([, wrong, field]) => {
    const alice = keep(await someone());
    const answer = await alice.order('startNotebook', {
      about: ALICE,
      passphrase: PASSPHRASE,
      notebookName: 'Sampleton YOT',
      meetingPoints: [],
      ...wrong,
    });
    expect(answer).toMatchObject({ state: 'refused', field });
    expect(await alice.store.device()).toBeNull();
  },
);

test('the longest name of a notebook can be read again', async () => {
  const alice = keep(await someone());
  const notebookName = '福'.repeat(100);
  await alice.must('startNotebook', {
    about: ALICE,
    passphrase: PASSPHRASE,
    notebookName,
    meetingPoints: [],
  });
  await alice.must('lock', {});
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('app')).toMatchObject({ stage: 'open', notebook: { name: notebookName } });
});

test('records are created, changed, removed and kept by order', async () => {
  const alice = keep(await alone());
  const transfer = RecordId.parse(await alice.must('addTransfer', TRANSFER));
  expect(alice.view('transfer', transfer)?.pack.length).toBeGreaterThan(0);
  const action = RecordId.parse(
    await alice
      .must('create', {
        kind: 'action',
        fields: { about: transfer, text: 'Send the pack', owner: 'Cara Sample' },
      })
      .catch(() =>
        alice.must('create', {
          kind: 'action',
          fields: { about: transfer, text: 'Send the pack' },
        }),
      ),
  );
  await alice.must('change', {
    kind: 'action',
    id: action,
    fields: { text: 'Send all of the pack' },
  });
  await alice.must('keepValue', { kind: 'transfer', id: transfer, field: 'crn', value: 'X654321' });
  expect(alice.view('transfer', transfer)?.record.crn).toBe('X654321');
  await alice.must('remove', { kind: 'transfer', id: transfer });
  expect(alice.view('transfer', transfer)).toBeNull();
  expect(
    await alice.order('change', { kind: 'transfer', id: transfer, fields: { crn: 'X1' } }),
  ).toMatchObject({ state: 'refused' });
  expect(await alice.order('create', { kind: 'transfer', fields: { reference: 5 } })).toMatchObject(
    { state: 'refused' },
  );
});

test('a secondment is planned, and a plan that the protocol does not allow is refused', async () => {
  const alice = keep(await alone());
  const id = RecordId.parse(await alice.must('addSecondment', SECONDMENT));
  expect(alice.view('secondment', id)).toMatchObject({
    people: { secondee: { name: 'Bob Sample' }, lineManager: { name: 'Dan Sample' } },
  });
  const tooLong = { endsOn: day('2031-01-01') };
  expect(await alice.order('addSecondment', { ...SECONDMENT, ...tooLong })).toMatchObject({
    state: 'refused',
    field: 'endsOn',
  });
  expect(await alice.order('change', { kind: 'secondment', id, fields: tooLong })).toMatchObject({
    state: 'refused',
    field: 'endsOn',
  });
  expect(alice.view('secondment', id)?.record.endsOn).toBe('2028-11-30');
  expect(alice.view('secondments')).toHaveLength(1);
});

test('a meeting is booked, held and its note written', async () => {
  const alice = keep(await alone());
  const about = RecordId.parse(await alice.must('addTransfer', TRANSFER));
  const id = RecordId.parse(
    await alice.must('bookMeeting', {
      kind: 'transfer-planning',
      about,
      startsAt: MeetingTime.parse('2026-11-24T10:00'),
      place: 'Room 1',
    }),
  );
  expect(alice.view('meeting', id)?.agenda.length).toBeGreaterThan(0);
  const seating = await alice.session.openNote(id, { update: () => {}, presence: () => {} });
  if (seating.state !== 'open') throw new Error(seating.state);
  const doc = new Y.Doc();
  doc.clientID = seating.seat.client;
  doc.getText('t').insert(0, 'What was agreed');
  await seating.seat.write(Y.encodeStateAsUpdate(doc));
  seating.seat.leave();
  await alice.must('finishMeeting', { id, heldOn: day('2026-11-23') });
  await alice.must('lock', {});
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('meeting', id)?.record).toMatchObject({ state: 'held', heldOn: '2026-11-23' });
  const again = await alice.session.openNote(id, { update: () => {}, presence: () => {} });
  if (again.state !== 'open') throw new Error(again.state);
  const read = new Y.Doc();
  Y.applyUpdate(read, again.seat.update);
  expect(read.getText('t').toJSON()).toBe('What was agreed');
});

test('an acceptance is signed and shown as genuine', async () => {
  const alice = keep(await alone());
  const id = RecordId.parse(await alice.must('addTransfer', TRANSFER));
  await alice.must('acceptTransfer', { id, responsibleFrom: day('2026-12-01') });
  await alice.until(() => alice.view('transfer', id)?.acceptance?.isGenuine === true);
  expect(alice.view('transfer', id)?.acceptance).toMatchObject({
    name: ALICE.name,
    grade: 'SPO',
    statement: 'I accept responsibility from 1 December 2026.',
  });
});

test('settings, place and drafts are kept', async () => {
  const alice = keep(await alone());
  await alice.must('setLockAfter', { minutes: 30 });
  await alice.must('keepPlace', { place: { screen: 'transfers', id: null } });
  expect(alice.view('place')).toEqual({ screen: 'transfers', id: null });
  await alice.must('keepDraft', { form: 'f', values: 'typed' });
  expect(await alice.order('draft', { form: 'f' })).toMatchObject({ value: 'typed' });
  await alice.must('keepDraft', { form: 'f', values: null });
  expect(await alice.order('draft', { form: 'f' })).toMatchObject({ value: null });
  await alice.must('lock', {});
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('app')).toMatchObject({ stage: 'open', lockAfterMinutes: 30 });
});

test('nobody is invited without an address to meet at', async () => {
  const alice = keep(await alone());
  expect(
    await alice.order('invite', { person: { name: 'Bob', role: 'secondee' }, mayInvite: false }),
  ).toMatchObject({ state: 'refused', field: 'meetingPoints' });
  expect(await alice.order('join', { about: null, passphrase: null, code: 'junk' })).toMatchObject({
    state: 'refused',
    field: 'code',
  });
  expect(await alice.order('chooseNotebook', { id: 'none' })).toMatchObject({ state: 'refused' });
});

test('a full disk says so, and what was written is there when there is room again', async () => {
  const { disk, small } = await smallDisk();
  const alice = keep(await alone({ store: small }));
  const first = await alice.must('addTransfer', TRANSFER);
  disk.isFull = true;
  const answer = await alice.order('addTransfer', { ...TRANSFER, reference: 'AB-0002', crn: '' });
  expect(answer).toMatchObject({ state: 'refused', field: null });
  expect(alice.view('app')).toMatchObject({ sync: { storage: 'full', savedAt: null } });
  disk.isFull = false;
  await alice.must('change', {
    kind: 'transfer',
    id: RecordId.parse(first),
    fields: { crn: 'X999999' },
  });
  expect(alice.view('app')).toMatchObject({ sync: { storage: 'ok', savedAt: MONDAY } });
  await alice.must('lock', {});
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(
    alice
      .view('transfers')
      .rows.map(({ reference }) => reference)
      .toSorted(),
  ).toEqual(['AB-0001', 'AB-0002']);
  expect(alice.view('people').setAside).toEqual([]);
});

test('what a full disk refused outlives a lock', async () => {
  const { disk, small } = await smallDisk();
  const alice = keep(await alone({ store: small }));
  disk.isFull = true;
  await alice.order('addTransfer', TRANSFER);
  await alice.must('lock', {});
  disk.isFull = false;
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('transfers').rows.map(({ reference }) => reference)).toEqual(['AB-0001']);
});

test('two people who record the same duty meet in one record, and recording it again changes it', async () => {
  const alice = await alone();
  const secondment = await alice.must('addSecondment', SECONDMENT);
  const id = `${secondment}.S5.1a.1`;
  const evidence = {
    id,
    secondment,
    duty: 'S5.1a',
    turn: '1',
    state: 'done',
    doneOn: '2026-11-20',
  };
  expect(await alice.must('create', { kind: 'evidence', fields: evidence })).toBe(id);
  const duty = () =>
    alice.view('secondment', secondment)?.duties.find(({ evidenceId }) => evidenceId === id);
  expect(duty()?.status.on).toBe('2026-11-20');
  await alice.must('create', {
    kind: 'evidence',
    fields: { ...evidence, state: 'not applicable', doneOn: null, reason: 'No HR policy is kept' },
  });
  expect(duty()?.status.word).toBe('Not applicable');
});

test('what a full disk refused is not tried behind a lock, nor written twice after it', async () => {
  const { disk, small } = await smallDisk();
  const store: RewritableStore = { ...small, close: () => {} };
  // What is to be tried again later is held until the test says so.
  const late = new Set<() => void>();
  const timers: Timers = {
    now: systemTimers.now,
    later: (milliseconds, run) => {
      if (milliseconds !== 10_000) return systemTimers.later(milliseconds, run);
      late.add(run);
      return () => late.delete(run);
    },
  };
  const alice = await alone({ store, timers });
  disk.isFull = true;
  await alice.order('addTransfer', TRANSFER);
  expect(late.size).toBeGreaterThan(0);
  await alice.must('lock', {});
  expect(late.size).toBe(0);
  disk.isFull = false;
  await alice.must('unlock', { passphrase: PASSPHRASE });
  for (const run of late) run();
  await alice.must('setLockAfter', { minutes: 20 });
  await alice.close();
  const again = keep(await someone({ store }));
  await again.must('unlock', { passphrase: PASSPHRASE });
  expect(again.view('transfers').rows).toHaveLength(1);
  expect(again.view('people').setAside).toEqual([]);
});

test('a notebook of many changes opens from its snapshot as it was', async () => {
  const store = await lastingDisk();
  const alice = await alone({ store });
  const id = RecordId.parse(await alice.must('addTransfer', TRANSFER));
  for (let time = 0; time < 30; time += 1) {
    await alice.must('change', { kind: 'transfer', id, fields: { crn: `X${100_000 + time}` } });
  }
  await alice.must('lock', {});
  await alice.close();
  const again = keep(await someone({ store }));
  await again.must('unlock', { passphrase: PASSPHRASE });
  expect(again.view('transfer', id)?.record.crn).toBe('X100029');
  await again.must('change', { kind: 'transfer', id, fields: { crn: 'X200000' } });
  await again.must('lock', {});
  await again.must('unlock', { passphrase: PASSPHRASE });
  expect(again.view('transfer', id)?.record.crn).toBe('X200000');
  expect(again.view('people').setAside).toEqual([]);
});
