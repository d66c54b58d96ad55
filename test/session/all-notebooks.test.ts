/** Somebody with two notebooks: one Today and one number for both, and a row of the other one leads there. */
import { expect, test } from 'vitest';
import { RecordId } from '@/lib/domain/record';
import { CalendarDay } from '@/lib/domain/calendar';
import { TEAMS } from '@/lib/domain/teams';
import { ALICE, alone, PASSPHRASE, type Someone } from './two-people';

const addSecondment = (alice: Someone, name: string): Promise<string> =>
  alice.must('addSecondment', {
    team: RecordId.parse(TEAMS[0]?.id),
    secondee: { name },
    lineManager: null,
    startsOn: CalendarDay.parse('2026-11-02'),
    endsOn: CalendarDay.parse('2028-11-01'),
    endReason: '',
  });

const openApp = (alice: Someone) => {
  const app = alice.view('app');
  if (app.stage !== 'open') throw new Error(app.stage);
  return app;
};

test('Today, the number and the calendar are of both notebooks', async () => {
  const alice = await alone();
  const first = openApp(alice).notebook.id;
  await addSecondment(alice, 'Ada Okafor');
  const before = alice.view('today');
  const rowsBefore = [...before.overdue, ...before.week, ...before.waiting];
  expect(rowsBefore.length).toBeGreaterThan(0);
  expect(
    rowsBefore.every(({ notebook, place }) => notebook === undefined && !('notebook' in place)),
  ).toBe(true);
  const count = openApp(alice).overdue;

  const second = await alice.must('startNotebook', {
    about: ALICE,
    passphrase: PASSPHRASE,
    notebookName: 'Hackney',
    meetingPoints: [],
  });
  expect(alice.view('today').isEmpty).toBe(false);
  await addSecondment(alice, 'Jas Patel');
  const { overdue, week, waiting } = alice.view('today');
  const rows = [...overdue, ...week, ...waiting];
  expect(rows).toHaveLength(2 * rowsBefore.length);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  expect(new Set(rows.map(({ notebook }) => notebook))).toEqual(
    new Set(['Sampleton YOT', 'Hackney']),
  );
  // What stands in the one that is shown is opened there, the rest in its own.
  for (const { notebook, place } of rows) {
    expect(place.notebook).toBe(notebook === 'Hackney' ? undefined : first);
  }
  expect(week.map(({ dueOn }) => dueOn)).toEqual(week.map(({ dueOn }) => dueOn).toSorted());
  expect(openApp(alice).overdue).toBe(2 * count);

  const file = await alice.order('calendarFile', { what: 'everything', id: null });
  const uids = (file.state === 'done' ? (file.value ?? '') : '').match(/^UID:/gmu) ?? [];
  await alice.must('chooseNotebook', { id: first });
  expect(alice.view('today').overdue.map(({ key }) => key)).toEqual(overdue.map(({ key }) => key));
  expect(alice.view('today').week.some(({ place }) => place.notebook === second)).toBe(
    rows.some(({ notebook }) => notebook === 'Hackney') && week.length > 0,
  );
  expect(uids.length).toBeGreaterThan(rows.length);
  await alice.close();
});

test('the time of the reminder is kept on this device', async () => {
  const alice = await alone();
  expect(alice.view('reminder')).toEqual({ at: null });
  await alice.must('setReminder', { at: '08:30' });
  expect(alice.view('reminder')).toEqual({ at: '08:30' });
  await alice.must('lock', {});
  expect(alice.view('reminder')).toBeNull();
  await alice.must('unlock', { passphrase: PASSPHRASE });
  expect(alice.view('reminder')).toEqual({ at: '08:30' });
  alice.session.tick();
  await alice.must('setReminder', { at: null });
  expect(alice.view('reminder')).toEqual({ at: null });
  await alice.close();
});
