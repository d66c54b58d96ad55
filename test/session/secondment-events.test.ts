/** What happens in a secondment: recorded, changed, taken back, and read only by those whose business it is. */
import { expect, test } from 'vitest';
import { CalendarDay } from '@/lib/domain/calendar';
import { RecordId } from '@/lib/domain/record';
import { RECORD_ORDERS } from '@/lib/session/orders';
import { dutiesFor, plainDutiesFor } from '@/lib/session/duty-desk';
import {
  openReturns,
  returnsView,
  secondmentRows,
  secondmentView,
} from '@/lib/session/view-duties';
import { dueRows } from '@/lib/session/view-today';
import { vacancyRows } from '@/lib/session/view-vacancies';
import type { SecondmentView } from '@/lib/session/views';
import {
  begun,
  day,
  must,
  office,
  SECONDMENT,
  TEAM,
  TODAY,
  type Someone,
} from './secondment-office';

const record = async (
  at: Someone,
  secondment: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<RecordId> =>
  RecordId.parse(
    must(
      await RECORD_ORDERS.create(at.ordering, { kind: 'event', fields: { secondment, ...fields } }),
    ),
  );

const seen = (at: Someone, id: string, today: CalendarDay = TODAY): SecondmentView => {
  const view = secondmentView(at.looking(today), id, []);
  if (view === null) throw new Error('no such secondment');
  return view;
};

test('an absence is recorded, shown with its duties, changed and taken back', async () => {
  const { as, id } = await begun();
  const event = await record(as.line, id, { kind: 'absence', on: '2026-11-02' });
  const [row, ...more] = seen(as.line, id).events;
  expect(more).toEqual([]);
  expect(row).toMatchObject({ id: event, name: 'Absence', isOpen: true, isOfPerformance: false });
  expect(row?.duties.length).toBeGreaterThan(0);
  must(
    await RECORD_ORDERS.change(as.line.ordering, {
      kind: 'event',
      id: event,
      fields: { endedOn: '2026-11-06' },
    }),
  );
  const after = seen(as.line, id);
  expect(after.events[0]).toMatchObject({
    isOpen: false,
    words: '2 November 2026 to 6 November 2026',
  });
  expect(after.duties.some((duty) => duty.duty === 'S7.5' && duty.event === event)).toBe(true);
  must(await RECORD_ORDERS.remove(as.line.ordering, { kind: 'event', id: event }));
  expect(seen(as.line, id).events).toEqual([]);
});

test('a concern and what is recorded of it is read by the three parties alone', async () => {
  const { as, id, meet } = await begun();
  const concern = await record(as.line, id, { kind: 'concern', on: '2026-11-16' });
  expect(as.line.ordering.shelf.keeperOf('event', concern)).toBe(`performance/${id}`);
  const told = seen(as.line, id).duties.find(
    ({ duty, event }) => duty === 'S9.1' && event === concern,
  );
  must(
    await RECORD_ORDERS.create(as.line.ordering, {
      kind: 'evidence',
      fields: {
        id: told?.evidenceId,
        secondment: id,
        duty: 'S9.1',
        turn: told?.turn,
        state: 'done',
        doneOn: '2026-11-17',
      },
    }),
  );
  meet();
  expect(seen(as.alice, id).events).toHaveLength(1);
  expect(seen(as.head, id).events).toEqual([]);
  expect(seen(as.head, id).missing).toBeNull();
  expect(seen(as.head, id).duties.some(({ section }) => section === '9')).toBe(false);
  expect(seen(as.alice, id).missing?.map(({ duty }) => duty)).toEqual([
    'S9.2',
    'S9.3',
    'S9.5',
    'S9.6',
    'S9.7',
  ]);
});

test('evidence of a row that follows a concern lies with the concern', async () => {
  const { as, id } = await begun();
  const concern = await record(as.line, id, { kind: 'concern', on: '2026-11-16' });
  const absence = await record(as.line, id, { kind: 'absence', on: '2026-11-02' });
  const write = async (duty: string, turn: string): Promise<string | null> => {
    const name = `${id}.${duty}.${turn}`;
    must(
      await RECORD_ORDERS.create(as.line.ordering, {
        kind: 'evidence',
        fields: { id: name, secondment: id, duty, turn, state: 'done' },
      }),
    );
    return as.line.ordering.shelf.keeperOf('evidence', name);
  };
  expect(await write('X1', `${concern}.2`)).toBe(`performance/${id}`);
  expect(await write('S6.3', '1')).toBe(`performance/${id}`);
  expect(await write('S10.4', '1')).toBe(`performance/${id}`);
  expect(await write('S7.5', absence)).toBe(`secondment/${id}`);
  expect(await write('S2.3', '1')).toBe(`secondment/${id}`);
});

test('an ending that becomes one for performance moves among its readers, and back', async () => {
  const { as, id, meet } = await begun();
  const ending = await record(as.alice, id, { kind: 'ending', on: '2026-11-20', words: 'Talks' });
  meet();
  expect(seen(as.head, id).events).toHaveLength(1);
  const change = async (fields: Readonly<Record<string, unknown>>) =>
    RECORD_ORDERS.change(as.alice.ordering, { kind: 'event', id: ending, fields });
  must(await change({ endingFor: 'performance', words: 'Section 9 was gone through' }));
  meet();
  expect(seen(as.head, id).events).toEqual([]);
  expect(seen(as.line, id)).toMatchObject({
    endsForPerformance: true,
    events: [{ record: { words: 'Section 9 was gone through' } }],
  });
  expect(JSON.stringify(as.head.notebook.records(`secondment/${id}`).toJSON())).not.toContain(
    'Section 9 was gone',
  );
  must(await change({ endingFor: 'yot' }));
  meet();
  expect(seen(as.head, id).events).toHaveLength(1);
  expect(seen(as.line, id).events).toHaveLength(1);
});

test('the overview says the same whoever writes it, and nothing of performance', async () => {
  const { as, id, meet } = await begun();
  await record(as.line, id, { kind: 'concern', on: '2026-11-16' });
  await record(as.line, id, { kind: 'ending', endingFor: 'performance', on: '2026-11-20' });
  await record(as.line, id, { kind: 'absence', on: '2026-11-16' });
  meet();
  const of = (at: Someone) => {
    const secondment = at.ordering.shelf.find('secondment', id);
    return secondment === null ? [] : plainDutiesFor(at.looking(), secondment);
  };
  expect(of(as.line)).toEqual(of(as.head));
  expect(of(as.line).some(({ event }) => event !== null)).toBe(true);
  expect(JSON.stringify(as.aco.notebook.records('overview').toJSON())).not.toMatch(/oncern|rform/u);
});

test('section 2: an extension past three years is refused as a plan, and recorded once it has happened', async () => {
  const { as, id } = await begun();
  const extend = (newEndsOn: string) =>
    RECORD_ORDERS.create(as.alice.ordering, {
      kind: 'event',
      fields: { secondment: id, kind: 'extension', on: '2026-11-20', newEndsOn, words: 'Asked' },
    });
  expect(await extend('2029-09-01')).toMatchObject({ state: 'refused', field: 'newEndsOn' });
  expect(await extend('2029-08-31')).toMatchObject({ state: 'done' });
  expect(seen(as.alice, id).events[0]?.lacks).toHaveLength(3);
});

test('section 6: an ending with less than a month is refused until all three agree', async () => {
  const { as, id } = await begun();
  const ending = {
    secondment: id,
    kind: 'ending',
    endingFor: 'yot',
    on: '2026-11-20',
    newEndsOn: '2026-12-10',
  };
  const create = (fields: Readonly<Record<string, unknown>>) =>
    RECORD_ORDERS.create(as.alice.ordering, { kind: 'event', fields });
  expect(await create(ending)).toMatchObject({ state: 'refused', field: 'newEndsOn' });
  expect(
    await create({
      ...ending,
      consultedOn: '2026-11-20',
      probationAgreedOn: '2026-11-21',
      yotAgreedOn: '2026-11-21',
    }),
  ).toMatchObject({ state: 'done' });
  // What has happened is recorded.
  expect(await create({ ...ending, on: '2026-11-10', newEndsOn: '2026-11-20' })).toMatchObject({
    state: 'done',
  });
});

test('what was agreed stands apart, and is never on Today', async () => {
  const { as, id } = await begun();
  const view = seen(as.alice, id);
  expect(view.agreed.length).toBeGreaterThan(10);
  expect(view.duties.some(({ isAgreed }) => isAgreed)).toBe(false);
  for (const { status } of view.agreed) expect(['Not recorded', 'Done']).toContain(status.word);
  const keys = new Set(dueRows(as.alice.looking(), () => true).map(({ key }) => key));
  for (const { evidenceId } of view.agreed) expect(keys.has(evidenceId)).toBe(false);
  expect(view.protocol).toMatchObject({ line: '2010', id: '2010.1', newer: null });
});

test('a duty of somebody outside waits for that role, one of the ACO for the ACO', async () => {
  const { as, id, meet } = await begun();
  const view = seen(as.alice, id);
  const outside = view.duties.filter(
    ({ isOutside, status }) =>
      isOutside && !['Done', 'Done late', 'Not applicable'].includes(status.word),
  );
  expect(outside.length).toBeGreaterThan(0);
  for (const { waitingFor } of outside) expect(['you', '', 'nobody yet']).not.toContain(waitingFor);
  await record(as.alice, id, { kind: 'issue', on: '2026-11-20', toAcoOn: '2026-11-21' });
  meet();
  expect(seen(as.alice, id).duties.find(({ duty }) => duty === 'S1.5')?.waitingFor).toBe(
    'Assistant Chief Officer',
  );
});

test('nil returns of a month are one tap for all of a manager’s officers', async () => {
  const { as, id, meet } = await begun();
  const second = RecordId.parse(
    must(
      await RECORD_ORDERS.addSecondment(as.alice.ordering, {
        ...SECONDMENT,
        secondee: { name: 'Cy Sample' },
      }),
    ),
  );
  meet();
  const later = day('2026-12-02');
  const { months } = returnsView(as.line.looking(later));
  expect(months.map(({ month, rows }) => [month, rows.length])).toEqual([['2026-11', 2]]);
  expect(returnsView(as.alice.looking(later)).months).toEqual([]);
  await record(as.alice, second, { kind: 'absence', on: '2026-11-10', endedOn: '2026-11-12' });
  meet();
  const [month] = returnsView(as.line.looking(later)).months;
  expect(month?.rows.map(({ secondment, wasAbsent }) => [secondment, wasAbsent])).toEqual([
    [id, false],
    [second, true],
  ]);
  const at = { ...as.line.ordering, looking: () => as.line.looking(later) };
  const asked = { month: '2026-11', secondments: [id, second] };
  expect(await RECORD_ORDERS.nilReturns(at, asked)).toMatchObject({ state: 'done', value: '2' });
  expect(await RECORD_ORDERS.nilReturns(at, asked)).toMatchObject({ state: 'done', value: '0' });
  expect(returnsView(as.line.looking(later)).months).toEqual([]);
  const found = seen(as.line, second, later).duties.find(({ turn }) => turn === '2026-11');
  expect(found).toMatchObject({ status: { word: 'Done' }, proof: 'Nil return: no absence' });
  const secondment = as.line.ordering.shelf.find('secondment', id);
  expect(secondment === null ? null : openReturns(as.line.looking(later), secondment)).toEqual([]);
});

test('acting up is started with its kind, and an unknown protocol is refused', async () => {
  const { as } = await office();
  const add = (given: object) =>
    RECORD_ORDERS.addSecondment(as.alice.ordering, { ...SECONDMENT, ...given });
  expect(await add({ protocol: 'elsewhere' })).toMatchObject({
    state: 'refused',
    field: 'protocol',
  });
  must(
    await add({
      kind: 'acting up',
      protocol: 'today',
      startReason: 'Cover',
      endsOn: day('2026-09-07'),
    }),
  );
  const [row] = secondmentRows(as.alice.looking());
  expect(row).toMatchObject({ kind: 'acting up', isOver: true });
});

test('a team is vacant from the day after its last secondment, and nobody’s breach', async () => {
  const { as, meet } = await begun({ startsOn: day('2024-09-01'), endsOn: day('2026-08-31') });
  const rows = vacancyRows(as.alice.looking());
  expect(rows[0]).toMatchObject({
    team: { id: TEAM },
    since: '2026-09-01',
    words: 'Vacant since 1 September 2026',
    isKnown: true,
  });
  expect(rows.slice(1).every(({ isKnown, since }) => !isKnown && since === null)).toBe(true);
  meet();
  expect(vacancyRows(as.aco.looking())[0]?.since).toBe('2026-09-01');
  // Who does not read the overview is not told that others' teams are vacant.
  expect(vacancyRows(as.bob.looking())).toEqual([]);
  const { team } = rows[0] ?? {};
  must(
    await RECORD_ORDERS.create(as.alice.ordering, {
      kind: 'team',
      fields: { ...team, vacancyRaisedOn: '2026-09-10', fundingClaimedOn: '2026-01-02' },
    }),
  );
  expect(vacancyRows(as.alice.looking())[0]).toMatchObject({
    raisedOn: '2026-09-10',
    fundingClaimedOn: null,
  });
});

test('duties are worked out again only for the secondment that changed', async () => {
  const { as, id } = await begun();
  const other = RecordId.parse(
    must(
      await RECORD_ORDERS.addSecondment(as.alice.ordering, {
        ...SECONDMENT,
        secondee: { name: 'Cy Sample' },
      }),
    ),
  );
  const duties = (of: string) => {
    const secondment = as.alice.ordering.shelf.find('secondment', of);
    return secondment === null ? [] : dutiesFor(as.alice.looking(), secondment);
  };
  const before = { changed: duties(id), other: duties(other) };
  await record(as.alice, id, { kind: 'absence', on: '2026-11-02' });
  expect(duties(other)).toBe(before.other);
  expect(duties(id).length).toBeGreaterThan(before.changed.length);
});
