/** Lines of the log of who did what, and the file that they become. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  auditEntry,
  AuditLine,
  LONGEST_DETAILS,
  toDetails,
  type AuditEntry,
} from '@/lib/domain/audit';
import { auditToCsv } from '@/lib/domain/audit-export';

const LINE: AuditLine = {
  what: 'view',
  when: Date.parse('2026-11-23T09:10:00Z'),
  subjectId: 'transfer.jb',
  subjectType: 'transfer',
  correlationId: '00112233445566ff',
  times: 1,
  details: '',
};

test('a line has the names of an HMPPS audit event and no other', () => {
  expect(Object.keys(auditEntry(LINE, 'bob')).toSorted()).toEqual(
    [
      'what',
      'who',
      'when',
      'service',
      'subjectId',
      'subjectType',
      'correlationId',
      'details',
    ].toSorted(),
  );
});

test('how often a record was opened is said before the reason', () => {
  expect(auditEntry({ ...LINE, times: 3 }, 'bob').details).toBe('3 times');
  expect(auditEntry({ ...LINE, times: 3, details: 'Reason: Supervision' }, 'bob').details).toBe(
    '3 times; Reason: Supervision',
  );
});

test.for([
  ['another thing done', { what: 'delete' }],
  ['a time before 1970', { when: -1 }],
  ['a part of a millisecond', { when: 0.5 }],
  ['an id of two lines', { subjectId: 'a\nb' }],
  ['an id that is too long', { subjectId: 'a'.repeat(201) }],
  ['a type that is no word', { subjectType: '=cmd' }],
  ['half a correlation', { correlationId: '0011' }],
  ['never', { times: 0 }],
  ['details of two lines', { details: 'a\r\nb' }],
  ['details that are too long', { details: 'a'.repeat(LONGEST_DETAILS + 1) }],
  ['a name of one’s own', { who: 'somebody else' }],
] as const)('a line with %s is none', ([, changed]) => {
  expect(AuditLine.safeParse(LINE).success).toBe(true);
  expect(AuditLine.safeParse({ ...LINE, ...changed }).success).toBe(false);
});

test('whatever is typed fits into a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 650 }), (text) => {
      expect(AuditLine.safeParse({ ...LINE, details: toDetails(text) }).success).toBe(true);
    }),
    { numRuns: 25 },
  );
});

const ENTRY: AuditEntry = auditEntry(LINE, 'Bob Sample (0b0b)');

test('the file has one row for each line, oldest first', () => {
  const later = { ...ENTRY, when: ENTRY.when + 1, what: 'change' as const };
  expect(auditToCsv([later, ENTRY])).toBe(
    [
      '"what","who","when","service","subjectId","subjectType","correlationId","details"',
      '"view","Bob Sample (0b0b)","2026-11-23T09:10:00.000Z","liaison-notebook","transfer.jb","transfer","00112233445566ff",""',
      '"change","Bob Sample (0b0b)","2026-11-23T09:10:00.001Z","liaison-notebook","transfer.jb","transfer","00112233445566ff",""',
      '',
    ].join('\r\n'),
  );
});

test.for(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '"=1"'])(
  'a cell that begins with %j is no formula',
  (text) => {
    const [, row = ''] = auditToCsv([{ ...ENTRY, who: text, details: text }]).split('\r\n"view"');
    const guarded = text.startsWith('"') ? text : `'${text}`;
    expect(row).toContain(`"${guarded.replaceAll('"', '""')}"`);
  },
);

/** Reads quoted comma-separated values as a spreadsheet does. */
const cellsOf = (csv: string): readonly string[] =>
  [...csv.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/gu)].map(([, cell = '']) =>
    cell.replaceAll('""', '"'),
  );

test('whatever is in a line, its cells are what it says and none of them is a formula', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '"', ','), fc.string())
      .map((of) => of.join('')),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ who: text, subjectId: text, details: text })), (lines) => {
      const cells = cellsOf(auditToCsv(lines.map((line) => ({ ...ENTRY, ...line })))).slice(8);
      expect(cells).toHaveLength(lines.length * 8);
      for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/u);
      lines.forEach(({ who, details }, at) => {
        expect([who, `'${who}`]).toContain(cells[at * 8 + 1]);
        expect([details, `'${details}`]).toContain(cells[at * 8 + 7]);
      });
    }),
  );
});
