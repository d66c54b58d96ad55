/** The figures of the benchmark. */
import { expect, test } from 'vitest';
import { figuresOf, inMs, ratio, table } from './figures';

test('median, range and slow end', () => {
  expect(figuresOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5, p95: 5, count: 3 });
  expect(figuresOf([4, 1, 3, 2]).median).toBe(2.5);
  expect(figuresOf(Array.from({ length: 100 }, (_, at) => at)).p95).toBe(95);
  expect(() => figuresOf([])).toThrow('nothing was measured');
});

test('they read as a table', () => {
  expect(inMs(figuresOf([1, 2, 30]))).toBe('2.0 ms (1.0 to 30, n=3)');
  expect(ratio(3, 2)).toBe('1.50×');
  expect(
    table([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
  ).toBe('| a   | bb |\n|-----|----|\n| ccc | d  |');
});
