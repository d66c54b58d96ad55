/** Measured numbers as people read them: median, range, the slow end, and how two of them compare. */

export interface Figures {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** 95 of 100 were at most this. */
  readonly p95: number;
  readonly count: number;
}

/** Throws for no values at all: a measurement that measured nothing must not look like one. */
export const figuresOf = (values: readonly number[]): Figures => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    if (value === undefined) throw new Error('nothing was measured');
    return value;
  };
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle) ? (at(0.5) + (sorted[middle - 1] ?? 0)) / 2 : at(0.5);
  return { median, least: at(0), most: at(1), p95: at(0.95), count: sorted.length };
};

const digits = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

export const inMs = ({ median, least, most, count }: Figures): string =>
  `${digits(median)} ms (${digits(least)} to ${digits(most)}, n=${count})`;

/** How many times `plain` one thing is. */
export const ratio = (ours: number, plain: number): string => `${(ours / plain).toFixed(2)}×`;

/** Rows as a table of plain text, each column as wide as its widest cell. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
};
