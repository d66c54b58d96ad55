/** A protocol as a file: what is written is read back, and whatever else comes is answered with a plain list. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import {
  LONGEST_PROTOCOL_FILE,
  protocolToText,
  readProtocolFile,
} from '@/lib/domain/protocol-file';
import { faultsOf } from '@/lib/domain/protocol-faults';
import { Protocol } from '@/lib/domain/protocol';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';

const TEXT = protocolToText(PROTOCOL_2010);

const faultsIn = (text: string): readonly string[] => {
  const read = readProtocolFile(text);
  return read.state === 'read' ? [] : read.faults;
};

const fresh = (): unknown => JSON.parse(TEXT);

const IDS = Object.keys(PROTOCOL_2010.rows);

type Path = readonly string[];

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : null),
    value,
  );

/** Sets what stands at a path, or takes it away where there is no value. */
const put = (value: unknown, path: Path, given: unknown): void => {
  const parent = at(value, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined)
    throw new Error('no place');
  if (given === undefined) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, given);
};

type Change = readonly [path: string, value: unknown];

/** The faults of the 2010 protocol with some things changed; the path is one of the protocol. */
const faultsWith = (...changes: readonly Change[]): readonly string[] => {
  const file = fresh();
  for (const [path, value] of changes) put(file, ['protocol', ...path.split('/')], value);
  return faultsIn(JSON.stringify(file));
};

test.for(SHIPPED_PROTOCOLS)('$name comes back as it was', (protocol) => {
  expect(readProtocolFile(protocolToText(protocol))).toEqual({ state: 'read', protocol });
});

test('the text does not depend on the order of the fields, and ends with a line', () => {
  const turned = Protocol.parse(Object.fromEntries(Object.entries(PROTOCOL_2010).toReversed()));
  expect(protocolToText(turned)).toBe(TEXT);
  expect(TEXT.startsWith('{\n  "file": "Liaison Notebook protocol",\n')).toBe(true);
  expect(TEXT.endsWith('}\n')).toBe(true);
});

test('an editor may put its mark before the first letter', () => {
  expect(readProtocolFile(`\uFEFF${TEXT}`).state).toBe('read');
});

test.for([
  ['nothing', ''],
  ['a word', 'protocol'],
  ['a number', '12'],
  ['null', 'null'],
  ['a list', '[]'],
  ['another file', '{"file":"Another","protocol":{}}'],
  ['half a file', TEXT.slice(0, TEXT.length / 2)],
  ['more after the end', `${TEXT}{}`],
  ['a hundred thousand brackets', '['.repeat(100_000)],
  ['braces as deep', '{"a":'.repeat(100_000)],
  ['quotes that never end', '"\\'.repeat(500_000)],
  ['commas', ','.repeat(1_000_000)],
  ['bytes of a picture', '\u0089PNG\r\n\u001A\n\u0000\u0000'],
] as const)('%s is no protocol file', ([, text]) => {
  const [first, ...others] = faultsIn(text);
  expect(first).toMatch(/^This is not a protocol file of Liaison Notebook/u);
  expect(others).toEqual([]);
});

test('a file above 2 MB is not looked into', () => {
  expect(faultsIn(TEXT + ' '.repeat(LONGEST_PROTOCOL_FILE))).toEqual([
    'The file is larger than 2 MB',
  ]);
  expect(TEXT.length).toBeLessThan(LONGEST_PROTOCOL_FILE / 10);
});

test.for([
  ['a field that is missing', 'rows/S2.3/section', undefined, 'Row S2.3: section is missing'],
  ['a field that is empty', 'rows/S2.3/title', '', 'Row S2.3: title is empty'],
  ['a field of spaces', 'rows/S2.3/title', '  ', 'Row S2.3: title is missing'],
  [
    'a text that is too long',
    'rows/S2.3/who',
    'x'.repeat(501),
    'Row S2.3: who is longer than 500 characters',
  ],
  [
    'a choice that is not there',
    'rows/S2.3/kind',
    'wish',
    'Row S2.3: kind “wish” is not one that can be chosen',
  ],
  [
    'a cause that is not there',
    'rows/S2.3/trigger',
    { on: 'full moon' },
    'Row S2.3: trigger cause “full moon” is not one that can be chosen',
  ],
  [
    'a period in another form',
    'rows/S2.3/due/offset',
    'two weeks',
    'Row S2.3: due date offset “two weeks” has not the right form',
  ],
  ['a number for a text', 'rows/S2.3/who', 7, 'Row S2.3: who has not the right form'],
  ['a field that nobody knows', 'rows/S2.3/run', 'alert(1)', 'Row S2.3: “run” is not known'],
  [
    'a field of the protocol that nobody knows',
    'script',
    '',
    'The protocol: “script” is not known',
  ],
  [
    'a row whose name is none',
    'rows/<b>',
    PROTOCOL_2010.rows['S2.3'],
    'Row “<b>” has a name that is not allowed',
  ],
  [
    'a limit that is no number',
    'limits/noticeMonths',
    'one',
    'Limits: notice in months “one” has not the right form',
  ],
  [
    'a limit that is too large',
    'limits/usualMonths',
    1_000,
    'Limits: usual length in months is more than 120',
  ],
  [
    'a meeting that is not there',
    'meetings/party',
    {},
    'The protocol: meetings “party” is not known',
  ],
  [
    'a meeting without its people',
    'meetings/opening/required',
    undefined,
    'Meeting “Opening meeting”: people who have to attend is missing',
  ],
  ['a repeat of nothing', 'rows/S8.10/due/repeat', 'P0D', 'Row S8.10 repeats every 0 days'],
  [
    'a repeat backwards',
    'rows/S8.10/due/repeat',
    '-P3M',
    'Row S8.10: its repeat has to be longer than nothing',
  ],
  [
    'an offset that leaves the calendar',
    'rows/S2.4/due/offset',
    'P9999Y',
    'Row S2.4: its offset of 9999 years is too large',
  ],
  [
    'a length in days where months count',
    'rows/S2.9/due/halfWhenUnder',
    'P300D',
    'Row S2.9: its shortest length has to be in months or years',
  ],
  [
    'a trigger that names no row',
    'rows/S9.7/trigger',
    { on: 'done', row: 'S99.1' },
    'Row S9.7: its trigger names S99.1, which is not there',
  ],
  [
    'a proof that names no row',
    'rows/S8.2/proof',
    [{ by: 'row', row: 'S99.1' }],
    'Row S8.2: its proof names S99.1, which is not there',
  ],
  ['a row that waits for itself', 'rows/S2.9/after', 'S2.9', 'Row S2.9 waits for itself'],
  [
    'rows that wait for each other',
    'rows/S2.9/after',
    'S2.10',
    'Rows S2.9, S2.10 wait for each other',
  ],
  [
    'a row counted from a trigger without a day',
    'rows/S1.2/due/from',
    'trigger',
    'Row S1.2: it is counted from its trigger, which has no day',
  ],
  [
    'an end of an event that nothing starts',
    'rows/S8.10/due/until',
    'event end',
    'Row S8.10: it repeats until an event ends, but no event starts it',
  ],
  [
    'an until without a repeat',
    'rows/S2.4/due/until',
    'end',
    'Row S2.4: it says until when it repeats, but not how often',
  ],
  [
    'a duty hidden among what was agreed',
    'rows/S2.4/group',
    'What was agreed',
    'Row S2.4: only what was agreed may stand under “What was agreed”',
  ],
  [
    'a duty with the bound of a limit',
    'rows/S2.4/due/bound',
    'not_after',
    'Row S2.4: its bound belongs to a limit',
  ],
  [
    'a limit with the bound of a duty',
    'rows/S18.4/due/bound',
    'at',
    'Row S18.4: it is a limit, but its bound limits nothing',
  ],
  [
    'a reading that is not there',
    'readings/A8',
    undefined,
    'Row S6.1: its reading A8 is not there',
  ],
  [
    'a longest length below the usual one',
    'limits/longestMonths',
    12,
    'Limits: the longest length is below the usual one',
  ],
  [
    'a limit that its row does not know of',
    'limits/usualMonths',
    18,
    'Row S2.1 says 2 years, but the limit is 18 months',
  ],
  [
    'a day that most years have not',
    'limits/leaveYearEnd',
    '02-29',
    'Limits: the end of the leave year is not a day of every year',
  ],
  [
    'a role twice at a meeting',
    'meetings/cover/whereAppropriate',
    ['liaison-spo'],
    'Meeting “Cover for absence”: Liaison Senior Probation Officer stands twice',
  ],
  [
    'a role that is waited for twice',
    'rows/S2.3/waitsFor',
    ['aco', 'aco', 'aco'],
    'Row S2.3: Assistant Chief Officer stands twice',
  ],
  [
    'two rows with one title',
    'rows/S2.3/title',
    'Exit meeting',
    'Rows S2.3, S2.9 have the same title',
  ],
  [
    'letters that turn the direction of a line',
    'rows/S2.3/title',
    'Opening \u202Egniteem',
    'Row S2.3: a text has characters that cannot be seen',
  ],
  [
    'a control character',
    'name',
    'Protocol\u0007',
    'The protocol has a text with characters that cannot be seen',
  ],
  [
    'half a pair',
    'area',
    'London \uD83D',
    'The protocol has a text with characters that cannot be seen',
  ],
  ['a protocol that replaces itself', 'replaces', '2010', 'The protocol replaces itself'],
  ['no rows at all', 'rows', {}, 'The protocol has no rows'],
] as const)('%s is named', ([, path, value, fault]) => {
  expect(faultsWith([path, value])).toContain(fault);
});

test('what is named out of the file can be read safely', () => {
  const [fault] = faultsWith(['rows/S2.3/kind', `\u202E\u0000${'long '.repeat(90)}`]);
  expect(fault).toMatch(/^Row S2\.3: kind “��(?:long ){7}lon…” is not one that can be chosen$/u);
});

test('a row that stands twice is named, since only the last would count', () => {
  const double = TEXT.replace('"S2.3": {', '"S2.4": {');
  expect(faultsIn(double)).toContain('The name “S2.4” stands twice in one place');
  const escaped = TEXT.replace('"S2.3": {', String.raw`"S2\u002e4": {`);
  expect(faultsIn(escaped)).toContain('The name “S2.4” stands twice in one place');
});

test.for(['__proto__', 'constructor', 'prototype', String.raw`\u005f_proto__`])(
  'the name %s is refused wherever it stands, and touches nothing',
  (name) => {
    for (const place of ['"rows": {', '"limits": {', '"protocol": {', '"due": {']) {
      const text = TEXT.replace(place, `${place}"${name}": {"isOutside": true, "hacked": 1},`);
      expect(faultsIn(text)).toContain(
        `The name “${String(JSON.parse(`"${name}"`))}” is not allowed`,
      );
    }
    expect(Reflect.get({}, 'hacked')).toBeUndefined();
    expect(Reflect.get({}, 'isOutside')).toBeUndefined();
  },
);

test('fifty faults are listed, and how many more there are', () => {
  const faults = faultsWith(...IDS.map((id): Change => [`rows/${id}/section`, undefined]));
  expect(faults).toHaveLength(51);
  expect(faults.at(-1)).toBe('and 52 more');
});

test('a circle through many rows ends', () => {
  const changes = IDS.map((id, n): Change => [`rows/${id}/after`, IDS[(n + 1) % IDS.length]]);
  expect(faultsWith(...changes)).toContain('Rows S1.1, S1.2, S1.3, S1.4, S1.5 wait for each other');
});

const isPlain = (fault: string): boolean =>
  fault.length < 300 && !/[\p{Cc}\p{Cf}\p{Cs}]|undefined|\[object|Error/u.test(fault);

const BEFORE = JSON.stringify(SHIPPED_PROTOCOLS);

/** Whatever comes in: an answer, plain words, and nothing changed. */
const answersPlainly = (text: string): void => {
  const read = readProtocolFile(text);
  if (read.state === 'read') {
    expect(faultsOf(read.protocol)).toEqual([]);
    expect(readProtocolFile(protocolToText(read.protocol))).toEqual(read);
    return;
  }
  expect(read.faults.length).toBeGreaterThan(0);
  expect(read.faults.length).toBeLessThanOrEqual(51);
  expect(read.faults.filter((fault) => !isPlain(fault))).toEqual([]);
};

test('any text is answered', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json()), answersPlainly),
    { numRuns: 200 },
  );
  expect(JSON.stringify(SHIPPED_PROTOCOLS)).toBe(BEFORE);
});

test('a file with letters cut out, put in or doubled is answered', () => {
  const cut = fc.record({
    from: fc.nat(TEXT.length),
    length: fc.nat(400),
    put: fc.string({ unit: 'binary', maxLength: 20 }),
  });
  fc.assert(
    fc.property(cut, ({ from, length, put }) => {
      answersPlainly(TEXT.slice(0, from) + put + TEXT.slice(from + length));
    }),
    { numRuns: 150 },
  );
  expect(JSON.stringify(SHIPPED_PROTOCOLS)).toBe(BEFORE);
});

/** Every place in a value, as the keys that lead there. */
const placesIn = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]))]
    : [path];

const PLACES = placesIn(fresh()).filter((path) => path.length > 0);

test('a file with any one value taken away or replaced by any other is answered', () => {
  const change = fc.record({
    path: fc.constantFrom(...PLACES),
    value: fc.option(fc.jsonValue({ maxDepth: 3 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(change, ({ path, value }) => {
      const file = fresh();
      put(file, path, value);
      answersPlainly(JSON.stringify(file));
    }),
    { numRuns: 200 },
  );
  expect(JSON.stringify(SHIPPED_PROTOCOLS)).toBe(BEFORE);
});

test('a protocol with other texts, days and limits comes back as it was', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ,.'é“”-]{0,60}$/u);
  const change = fc.record({
    name: word,
    area: word,
    titles: fc.uniqueArray(word, { minLength: 102, maxLength: 102 }),
    dueSoonDays: fc.integer({ min: 0, max: 120 }),
    offset: fc.constantFrom('P1D', 'P30D', 'P2M', 'P1Y', 'P500WD', '-P6M'),
    version: fc.integer({ min: 1, max: 10_000 }),
  });
  fc.assert(
    fc.property(change, ({ name, area, titles, dueSoonDays, offset, version }) => {
      const file = fresh();
      put(file, ['protocol', 'name'], name);
      put(file, ['protocol', 'area'], area);
      put(file, ['protocol', 'version'], version);
      put(file, ['protocol', 'limits', 'dueSoonDays'], dueSoonDays);
      put(file, ['protocol', 'rows', 'S2.3', 'due', 'offset'], offset);
      for (const [n, id] of IDS.entries()) put(file, ['protocol', 'rows', id, 'title'], titles[n]);
      const made = Protocol.parse(at(file, ['protocol']));
      expect(readProtocolFile(protocolToText(made))).toEqual({ state: 'read', protocol: made });
    }),
    { numRuns: 30 },
  );
});
