/** A protocol that changes in the middle of a secondment: past dues keep their dates, later ones follow the new rule. */
import { expect, test } from 'vitest';
import { day, doneOn, dutiesOn, dutyOn, eventOf, turnsOn, wordsOn, type Given } from './duty-cases';
import type { DutyRow, Protocol, RowId } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import { RecordId } from '@/lib/domain/record';
import { versionsOf } from '@/lib/domain/versions';

const HALFWAY = '2028-02-01';

interface Changed {
  readonly id?: string;
  readonly version?: number;
  readonly replaces?: string | null;
  readonly from?: string;
  readonly rows?: Readonly<Record<RowId, Partial<DutyRow> | null>>;
}

/** The 2010 text with some rows changed, added or (null) left out. */
const versionOf = ({
  id = '2010',
  version = 2,
  replaces = null,
  from = HALFWAY,
  rows = {},
}: Changed): Protocol => {
  const all: Record<RowId, DutyRow> = { ...PROTOCOL_2010.rows };
  for (const [row, fields] of Object.entries(rows)) {
    const base = all[row] ?? all['S5.2'];
    if (fields === null || base === undefined) delete all[row];
    else all[row] = { ...base, ...fields };
  }
  return {
    ...PROTOCOL_2010,
    id: RecordId.parse(id),
    version,
    replaces: replaces === null ? null : RecordId.parse(replaces),
    takesEffectOn: day(from),
    rows: all,
  };
};

const under = (...later: readonly Protocol[]): Given => ({ protocols: [PROTOCOL_2010, ...later] });

const datesOf = (row: string, given: Given): readonly string[] =>
  dutiesOn('2027-01-10', given)
    .filter(({ duty }) => duty === row)
    .map(({ turn, dueOn, protocol }) => `${turn} ${dueOn ?? ''} ${protocol}`);

const everyTwoMonths = versionOf({
  rows: {
    'S8.10': {
      due: { from: 'start', offset: 'P2M', bound: 'on_or_before', repeat: 'P2M', until: 'end' },
    },
  },
});

test('a new interval counts from its day on; what was due before keeps its date and its version', () => {
  expect(datesOf('S8.10', under(everyTwoMonths))).toEqual([
    '1 2027-05-01 2010.1',
    '2 2027-08-01 2010.1',
    '3 2027-11-01 2010.1',
    '4 2028-02-01 2010.2',
    '7-2010.2 2028-04-01 2010.2',
    '8-2010.2 2028-06-01 2010.2',
    '6 2028-08-01 2010.2',
    '10-2010.2 2028-10-01 2010.2',
    '11-2010.2 2028-12-01 2010.2',
  ]);
  const title = dutyOn('2027-01-10', 'S8.10', '6', under(everyTwoMonths)).title;
  expect(title).toBe('Quarterly three-way meeting 7 of 9');
});

test('a later version gives a turn of its own the same name as the version before did', () => {
  const third = { ...everyTwoMonths, version: 3, takesEffectOn: day('2028-05-15') };
  const names = datesOf('S8.10', under(everyTwoMonths, third));
  expect(names).toContain('7-2010.2 2028-04-01 2010.2');
  expect(names).toContain('8-2010.2 2028-06-01 2010.3');
  expect(names).toContain('6 2028-08-01 2010.3');
});

test('monthly returns follow the new rule from the month that falls due under it', () => {
  const sooner = versionOf({
    rows: { 'S7.3': { due: { from: 'trigger', offset: 'P3D', bound: 'on_or_before' } } },
  });
  const dates = datesOf('S7.3', under(sooner));
  expect(dates).toHaveLength(24);
  expect(dates.slice(10, 13)).toEqual([
    '2027-12 2028-01-07 2010.1',
    '2028-01 2028-02-03 2010.2',
    '2028-02 2028-03-03 2010.2',
  ]);
});

test('a due date that the new rule would have had before its own first day falls on that day', () => {
  const year = versionOf({
    rows: { 'S2.9': { due: { from: 'end', offset: '-P2Y', bound: 'on_or_before' } } },
  });
  expect(datesOf('S2.9', under(year))).toEqual(['1 2028-02-01 2010.2']);
  const past = versionOf({
    rows: { 'S2.4': { due: { from: 'start', offset: 'P12M', bound: 'on_or_before' } } },
  });
  expect(datesOf('S2.4', under(past))).toEqual(['1 2027-08-01 2010.1']);
});

test('a row that is new asks for what falls due from its day on, one that is gone for nothing more', () => {
  const changed = versionOf({
    rows: {
      X1: { title: 'Handbook given', due: { from: 'end', offset: '-P1M', bound: 'on_or_before' } },
      X2: { title: 'Badge given', due: { from: 'start', offset: 'P14D', bound: 'on_or_before' } },
      'S8.10': null,
      'S2.9': null,
    },
  });
  expect(datesOf('X1', under(changed))).toEqual(['1-2010.2 2028-12-31 2010.2']);
  expect(datesOf('X2', under(changed))).toEqual([]);
  expect(datesOf('S8.10', under(changed)).map((text) => text.slice(0, 1))).toEqual(['1', '2', '3']);
  expect(datesOf('S2.9', under(changed))).toEqual([]);
  const met = { ...under(changed), evidence: [doneOn('X1', '2028-12-01', '1-2010.2')] };
  expect(wordsOn('2029-02-01', 'X1', '1-2010.2', met)).toBe('Done 1 December 2028');
});

test('past dues keep status and evidence when the version comes', () => {
  const given: Given = {
    evidence: [doneOn('S8.10', '2027-05-03', '1'), doneOn('S2.4', '2027-08-01')],
  };
  const both = { ...given, ...under(everyTwoMonths) };
  expect(turnsOn('2028-03-01', 'S8.10', both).slice(0, 3)).toEqual(
    turnsOn('2028-03-01', 'S8.10', given).slice(0, 3),
  );
});

test('an event before the change that is due after it follows the new rule', () => {
  const slower = versionOf({
    rows: { 'S7.5': { due: { from: 'trigger', offset: 'P10D', bound: 'on_or_before' } } },
  });
  const early = eventOf('absence', '2028-01-10', { endedOn: '2028-01-20' });
  const across = eventOf('absence', '2028-01-24', { endedOn: '2028-01-31' });
  const given = { ...under(slower), events: [early, across] };
  expect(datesOf('S7.5', given)).toEqual([
    `${early.id} 2028-01-25 2010.1`,
    `${across.id} 2028-02-10 2010.2`,
  ]);
});

test('what has no date is worded as the version does that is in force on the day', () => {
  const worded = versionOf({ rows: { 'S4.1': { title: 'Terms stay' } } });
  expect(dutyOn('2028-01-31', 'S4.1', '1', under(worded)).title).toBe(
    'Existing terms and conditions stay',
  );
  expect(dutyOn('2028-02-01', 'S4.1', '1', under(worded))).toMatchObject({
    title: 'Terms stay',
    protocol: '2010.2',
  });
  const ended = { ...under(worded), secondment: { endsOn: '2028-01-15' } };
  expect(dutyOn('2028-06-01', 'S4.1', '1', ended).protocol).toBe('2010.1');
});

const namesOf = (line: string, startsOn: string, ...protocols: readonly Protocol[]) =>
  versionsOf({ protocol: line, startsOn: day(startsOn) }, protocols).map(({ name }) => name);

test('a line goes on under what replaces it, through any chain; another line does not', () => {
  const area = versionOf({ id: 'area', version: 1, replaces: '2010', from: '2027-06-01' });
  const next = versionOf({ id: 'next', version: 1, replaces: 'area', from: '2028-06-01' });
  const other = versionOf({ id: 'other', version: 1, from: '2027-07-01' });
  const all = [next, other, PROTOCOL_2010, area];
  expect(namesOf('2010', '2027-02-01', ...all)).toEqual(['2010.1', 'area.1', 'next.1']);
  expect(namesOf('area', '2027-02-01', ...all)).toEqual(['area.1', 'next.1']);
  expect(namesOf('2010', '2029-02-01', ...all)).toEqual(['next.1']);
  expect(namesOf('other', '2029-02-01', ...all)).toEqual(['other.1']);
  expect(namesOf('nowhere', '2027-02-01', PROTOCOL_2010, other)).toEqual(['2010.1']);
  expect(namesOf('2010', '2009-02-01', PROTOCOL_2010)).toEqual(['2010.1']);
  expect(namesOf('2010', '2027-02-01')).toEqual([]);
  expect(dutiesOn('2027-02-01', { protocols: [] })).toEqual([]);
});

test('of two that take effect on one day the later version counts', () => {
  const second = versionOf({});
  const third = versionOf({ version: 3 });
  expect(namesOf('2010', '2027-02-01', third, PROTOCOL_2010, second)).toEqual(['2010.1', '2010.3']);
});

test('the two protocols that ship are two lines with the same dates', () => {
  const dates = (protocol: string): readonly unknown[] =>
    dutiesOn('2027-01-10', {
      protocols: SHIPPED_PROTOCOLS,
      secondment: { protocol },
    }).map(({ duty, turn, dueOn }) => [duty, turn, dueOn]);
  expect(dates('today')).toEqual(dates('2010'));
});

test('rows that ask each other in a circle are followed no further', () => {
  const circle = versionOf({
    from: '2026-01-01',
    rows: {
      X1: { trigger: { on: 'done', row: 'X2' }, proof: [{ by: 'row', row: 'X2' }] },
      X2: { trigger: { on: 'secondment' }, proof: [{ by: 'row', row: 'X1' }], after: 'X1' },
      X3: { proof: [{ by: 'rows', rows: ['X3', 'X1'] }] },
    },
  });
  const duties = dutiesOn('2027-02-01', under(circle));
  expect(duties.some(({ duty }) => duty === 'X2')).toBe(true);
  expect(duties.some(({ duty }) => duty === 'X1')).toBe(false);
});
