/** Drafts of protocols: ids, marks of what changed, and that what the forms make is what the notebook accepts. */
import { expect, test } from 'vitest';
import { openApp } from '../preview/sample-notebook';
import { PROTOCOL_EAST, sampleProtocols } from '../preview/sample-protocol';
import {
  copyOf,
  draftOfFile,
  lineFor,
  marked,
  nextRowId,
  nextVersionOf,
  readDraft,
  withLimits,
  withoutRow,
  withReading,
  withRow,
  withRowAdded,
} from '@/components/protocol/draft';
import { partsOfPeriod, periodOf } from '@/components/protocol/protocol-words';
import type { Period } from '@/lib/domain/period';
import type { DutyRow, Protocol } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { protocolToText } from '@/lib/domain/protocol-file';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import { protocolFrom } from '@/lib/session/protocol-publishing';

const { lines } = sampleProtocols;
const start = { key: '1', lines, today: openApp.today };
const KNOWN = [...SHIPPED_PROTOCOLS, PROTOCOL_EAST];
const rowOf = (protocol: Protocol, id: string): DutyRow => {
  const row = protocol.rows[id];
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
};
const titled = (protocol: Protocol, title: string, why: string): Protocol =>
  marked(protocol, withRow(protocol, 'S2.3', { ...rowOf(protocol, 'S2.3'), title }), 'S2.3', why);

test.for([
  ['Südlondon: Protokoll!', 'sudlondon-protokoll'],
  ['  ', 'protocol'],
  ['伦敦', 'protocol'],
  ['East London', 'east-london-2'],
  ['2010', '2010-2'],
  ['__proto__', 'proto'],
] as const)('the id of %o is one that no line has', ([name, id]) => {
  expect(lineFor(name, lines)).toBe(id);
});

test('a second edit joins the first, and taking it back leaves nothing', () => {
  const once = titled(PROTOCOL_2010, 'First meeting', 'Plainer');
  const twice = titled(once, 'Opening talk', 'Plainer still');
  expect(twice.changes).toEqual([
    {
      row: 'S2.3',
      was: 'Title: Opening meeting',
      is: 'Title: Opening talk',
      why: 'Plainer still',
    },
  ]);
  expect(titled(twice, 'Opening meeting', 'It was better').changes).toEqual([]);
});

test('a text longer than a mark may be is shortened, and its mark stays', () => {
  const long = 'word '.repeat(99).trim();
  const edited = withReading(PROTOCOL_2010, 'A2', { words: 'x', reading: long });
  const { changes } = marked(PROTOCOL_2010, edited, null, 'why '.repeat(200));
  expect(changes.every(({ is, why }) => is.length <= 500 && why.length <= 500)).toBe(true);
  expect(changes).toHaveLength(2);
});

test('a date that is changed is the protocol’s own; other words leave it as it was', () => {
  const row = rowOf(PROTOCOL_2010, 'S2.3');
  expect(row.dateFrom).toBe('reading');
  const other = { ...row, due: { ...row.due, offset: 'P7D' as const } };
  expect(withRow(PROTOCOL_2010, 'S2.3', other).protocol.rows['S2.3']?.dateFrom).toBe('protocol');
  const words = { ...row, title: 'x' };
  expect(withRow(PROTOCOL_2010, 'S2.3', words).protocol.rows['S2.3']?.dateFrom).toBe('reading');
});

test('a number that a row had once is not given again', () => {
  const first = withRowAdded(PROTOCOL_2010, 'S2.3', 'A visit', 'Asked for');
  expect(nextRowId(PROTOCOL_2010, 'S2.3')).toBe(first.id);
  expect(nextRowId(first.protocol, 'S2.3')).not.toBe(first.id);
  const last = Object.keys(PROTOCOL_2010.rows).findLast((id) => id.startsWith('S2.')) ?? '';
  expect(nextRowId(withoutRow(PROTOCOL_2010, last, 'Not here'), 'S2.3')).toBe(first.id);
});

test('a row that is left out is marked once, whatever was changed in it before', () => {
  const before = titled(PROTOCOL_2010, 'Opening talk', 'Plainer');
  expect(withoutRow(before, 'S2.3', 'Not held here').changes).toEqual([
    { row: 'S2.3', was: 'Row: Opening talk', is: 'Row: left out', why: 'Not held here' },
  ]);
});

test('the rows that bound a plan follow the limits, others do not', () => {
  const { protocol } = withLimits(PROTOCOL_2010, {
    ...PROTOCOL_2010.limits,
    usualMonths: 18,
    noticeMonths: 2,
  });
  const moved = Object.keys(protocol.rows).filter(
    (id) => protocol.rows[id]?.due.offset !== PROTOCOL_2010.rows[id]?.due.offset,
  );
  expect(moved.length).toBeGreaterThanOrEqual(2);
  expect(moved.every((id) => protocol.rows[id]?.kind === 'limit')).toBe(true);
});

test.for(['P14D', '-P6M', 'P5WD', 'P1Y', 'P0D'] as const)(
  '%s is asked for and read back',
  (one) => {
    expect(periodOf(partsOfPeriod(one))).toBe(one satisfies Period);
  },
);

test.for([
  ['', 'days', false],
  ['1.5', 'days', false],
  ['-3', 'days', false],
  ['99999', 'days', false],
  ['5', 'working days', true],
] as const)('%o %s is no period', ([count, unit, isBefore]) => {
  expect(periodOf({ count, unit, isBefore })).toBeNull();
});

const edited = (protocol: Protocol): Protocol => {
  const added = withRowAdded(protocol, 'S5.1e', 'Fire safety leaflet given', 'New building');
  const limits = withLimits(added.protocol, { ...protocol.limits, longestMonths: 48 });
  return titled(marked(added.protocol, limits, null, 'Agreed'), 'Opening talk', 'Plainer');
};

test.for([
  ['a copy of 2010', copyOf(PROTOCOL_2010, start)],
  ['the next version of one’s own', nextVersionOf(PROTOCOL_EAST, start)],
  ['a file of 2010', draftOfFile(PROTOCOL_2010, 'a.json', start)],
  [
    'a file from elsewhere that replaces what is not here',
    draftOfFile(
      {
        ...PROTOCOL_EAST,
        id: lineFor('Elsewhere', lines),
        replaces: lineFor('Nowhere', lines),
      },
      'b.json',
      start,
    ),
  ],
] as const)('%s, once edited, is accepted and can be kept', ([, draft]) => {
  const next = { ...draft, protocol: edited(draft.protocol) };
  expect(readDraft(JSON.stringify(next))).toEqual(next);
  const judged = protocolFrom(protocolToText(next.protocol), KNOWN, openApp.today);
  expect(judged).toMatchObject({ state: 'right' });
});

test.for([null, '', '{', '[]', '{"key":"1"}', '"text"'])('%o is no draft', (kept) => {
  expect(readDraft(kept)).toBeNull();
});
