/** Protocols of a notebook: which there are, who may publish a version, and what a version leaves as it was. */
import { expect, test } from 'vitest';
import { addDays, type CalendarDay } from '@/lib/domain/calendar';
import { Protocol } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { protocolToText } from '@/lib/domain/protocol-file';
import { ProtocolRecord } from '@/lib/domain/protocol-record';
import { RecordId } from '@/lib/domain/record';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import { put } from '@/lib/notebook/records';
import { RECORD_ORDERS } from '@/lib/session/orders';
import { problemsOfVersion } from '@/lib/session/protocol-publishing';
import { linesBefore, protocolsKnown } from '@/lib/session/protocols-known';
import { secondmentView } from '@/lib/session/view-duties';
import { protocolsView, protocolView } from '@/lib/session/view-protocols';
import { begun, day, must, NOW, SECONDMENT, TODAY, type Someone } from './secondment-office';
import { alone } from './two-people';

/** The 2010 text of an area that asks for the quarterly meeting every two months. */
const copy = (fields: Partial<Protocol> = {}): Protocol => {
  const quarterly = PROTOCOL_2010.rows['S8.10'];
  if (quarterly === undefined) throw new Error('no such row');
  return Protocol.parse({
    ...PROTOCOL_2010,
    id: 'north',
    version: 1,
    name: 'North London',
    replaces: '2010',
    takesEffectOn: '2027-03-01',
    rows: {
      ...PROTOCOL_2010.rows,
      'S8.10': { ...quarterly, due: { ...quarterly.due, offset: 'P2M', repeat: 'P2M' } },
    },
    changes: [{ row: 'S8.10', was: 'Every three months', is: 'Every two months', why: 'Agreed' }],
    ...fields,
  });
};

const publish = (at: Someone, text: string) => RECORD_ORDERS.publishProtocol(at.ordering, { text });

test('the two that ship are there from the first day', async () => {
  const { as, id } = await begun();
  const { lines } = protocolsView(as.alice.looking(), true);
  expect(lines.map(({ line }) => line)).toEqual(['2010', 'today']);
  expect(lines[0]).toMatchObject({
    isShipped: true,
    versions: [{ id: '2010.1', state: 'in force' }],
    secondments: [{ id, title: 'bob Sample' }],
  });
});

test('a version shows every row in plain words, with the reading that settles it', async () => {
  const { as } = await begun();
  const view = protocolView(as.alice.looking(), '2010.1', false);
  expect(view).toMatchObject({ line: '2010', isShipped: true, isNewest: true, mayPublish: false });
  expect(view?.rows).toHaveLength(102);
  expect(view?.rows.every(({ title, due }) => title !== '' && due !== '')).toBe(true);
  expect(view?.rows.find(({ row }) => row === 'S2.3')?.reading?.id).toBe('A2');
  expect(protocolView(as.alice.looking(), 'nowhere.1', false)).toBeNull();
});

test('a published version changes what is due from its day on, and nothing before it', async () => {
  const { as, id, meet } = await begun();
  const meetings = (today: CalendarDay) =>
    secondmentView(as.line.looking(today), id, [])?.duties.filter(({ duty }) => duty === 'S8.10') ??
    [];
  const before = meetings(TODAY).map(({ dueOn, protocol }) => [dueOn, protocol]);
  must(await publish(as.alice, protocolToText(copy())));
  meet();
  const after = meetings(TODAY).map(({ dueOn, protocol }) => [dueOn, protocol]);
  const past = (rows: typeof before) => rows.filter(([dueOn]) => (dueOn ?? '') < '2027-03-01');
  expect(past(after)).toEqual(past(before));
  expect(after.length).toBeGreaterThan(before.length);
  expect(after.at(-1)?.[1]).toBe('north.1');
  const view = secondmentView(as.line.looking(), id, []);
  expect(view?.protocol).toMatchObject({ line: '2010', id: '2010.1', newer: { id: 'north.1' } });
  const later = secondmentView(as.line.looking(day('2027-04-01')), id, []);
  expect(later?.protocol).toMatchObject({ line: '2010', id: 'north.1', newer: null });
  expect(protocolView(as.line.looking(day('2027-04-01')), 'north.1', true)).toMatchObject({
    secondments: [{ id }],
  });
  expect(
    protocolView(as.line.looking(), 'north.1', true)?.rows.find(({ row }) => row === 'S8.10')
      ?.changes,
  ).toHaveLength(1);
});

test('only who may invite others publishes, and a malformed file changes nothing', async () => {
  const { as, meet } = await begun();
  expect(await publish(as.bob, protocolToText(copy()))).toMatchObject({ state: 'refused' });
  for (const text of ['', '{', '[]', '{"format":1}', JSON.stringify(copy())]) {
    expect(await publish(as.alice, text)).toMatchObject({
      state: 'refused',
    });
  }
  const long = { row: null, was: 'x'.repeat(490), is: 'y'.repeat(490), why: 'z'.repeat(490) };
  const tooLong = copy({ changes: Array.from({ length: 400 }, () => long) });
  expect(await publish(as.alice, protocolToText(tooLong))).toMatchObject({
    state: 'refused',
    why: 'Its texts are longer than 500 KB: shorten them',
  });
  meet();
  expect(protocolsKnown(as.bob.ordering.shelf)).toBe(SHIPPED_PROTOCOLS);
});

test('what ships stays, a version comes once, and none reaches back or goes in a circle', () => {
  const known = [...SHIPPED_PROTOCOLS, copy()];
  const problems = (fields: Partial<Protocol>) => problemsOfVersion(copy(fields), known, TODAY);
  expect(problems({ version: 2 })).toEqual([]);
  expect(problems({ version: 1 })[0]).toContain('the next one is version 2');
  expect(problems({ ...PROTOCOL_2010, version: 2 })[0]).toContain('copy it under a name');
  expect(problems({ version: 2, replaces: RecordId.parse('nowhere') })).toHaveLength(1);
  expect(problems({ version: 2, replaces: RecordId.parse('north') })).toHaveLength(1);
  expect(problems({ version: 2, takesEffectOn: addDays(TODAY, -1) })[0]).toContain('stay as they');
  // One that touches nobody may have begun long ago.
  expect(
    problems({ id: RecordId.parse('east'), replaces: null, takesEffectOn: day('2015-01-01') }),
  ).toEqual([]);
  const south = copy({ id: RecordId.parse('south'), replaces: RecordId.parse('north') });
  expect(linesBefore([...known, south], 'south')).toEqual(['north', '2010']);
  expect(
    problemsOfVersion(
      copy({ version: 2, replaces: RecordId.parse('south') }),
      [...known, south],
      TODAY,
    ),
  ).toEqual(['It replaces a protocol that comes from itself']);
});

test('a record that says it is a version that ships is passed over', async () => {
  const { as } = await begun();
  const text = { ...copy(), id: PROTOCOL_2010.id, version: 1 };
  const record = ProtocolRecord.parse({ id: '2010.1', text });
  put(as.alice.notebook.records('directory'), 'protocol', record, { now: NOW, origin: 'test' });
  expect(protocolsKnown(as.alice.ordering.shelf)).toBe(SHIPPED_PROTOCOLS);
  expect(ProtocolRecord.safeParse({ id: '2010.2', text }).success).toBe(false);
});

test('a session shows protocols, vacancies and returns, and publishes what its person may', async () => {
  const alice = await alone();
  try {
    const id = await alice.must('addSecondment', SECONDMENT);
    expect(alice.view('protocols')).toMatchObject({ mayPublish: true, lines: [{}, {}] });
    await alice.must('publishProtocol', { text: protocolToText(copy()) });
    expect(alice.view('protocols').lines.map(({ line }) => line)).toEqual([
      '2010',
      'today',
      'north',
    ]);
    expect(alice.view('protocol', 'north.1')).toMatchObject({ isShipped: false, mayPublish: true });
    expect(alice.view('protocol', 'north.2')).toBeNull();
    expect(alice.view('secondment', id)?.protocol.newer?.id).toBe('north.1');
    expect(alice.view('returns')).toEqual({ months: [] });
    expect(alice.view('vacancies').some(({ team }) => team.id === SECONDMENT.team)).toBe(false);
    expect(
      await alice.order('nilReturns', { month: '2026-10', secondments: [RecordId.parse(id)] }),
    ).toMatchObject({ state: 'done', value: '0' });
  } finally {
    await alice.close();
  }
});
