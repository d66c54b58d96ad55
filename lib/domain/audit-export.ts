/** The log of who did what as comma-separated values, safe to open in a spreadsheet. */
import type { AuditEntry } from './audit';

/** The columns, in the order and by the names of an HMPPS audit event. */
const COLUMNS = [
  'what',
  'who',
  'when',
  'service',
  'subjectId',
  'subjectType',
  'correlationId',
  'details',
] as const satisfies readonly (keyof AuditEntry)[];

/**
 * A spreadsheet takes a cell that begins so for a formula, and the text of some cells is typed by people. The full-width
 * signs are taken for the plain ones in some languages.
 */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/u;

/** One cell: quoted always, and never a formula. */
const cell = (text: string): string => {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
};

const row = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

/** One row for each line, oldest first, below the names of the columns. Times are ISO 8601 in UTC. */
export const auditToCsv = (entries: readonly AuditEntry[]): string =>
  [
    row(COLUMNS),
    ...entries
      .toSorted((a, b) => a.when - b.when)
      .map((entry) =>
        row(
          COLUMNS.map((column) =>
            column === 'when' ? new Date(entry.when).toISOString() : entry[column],
          ),
        ),
      ),
  ].join('');
