/** The threat model: the document says what the table says, and every row names a test and a patch that are there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { threatModel } from './sabotage/document';
import { ADVERSARIES, THREATS } from './sabotage/threats';

const root = path.resolve(import.meta.dirname, '..');
const fileAt = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** The names of the plain tests of a file, as they are written there. */
const testsIn = (source: string): readonly string[] =>
  [...source.matchAll(/\btest\(\s*(?<quote>['"])(?<name>(?:\\.|(?!\k<quote>).)*)\k<quote>/gsu)].map(
    ({ groups }) => (groups?.['name'] ?? '').replaceAll(/\\(?<letter>.)/gu, '$<letter>'),
  );

test('the document says what the table says', () => {
  expect(fileAt('docs/threat-model.md')).toBe(threatModel());
});

test('every adversary has something that they can and something that they cannot do', () => {
  for (const [name, { can }] of Object.entries(ADVERSARIES)) {
    expect(can.length).toBeGreaterThan(0);
    expect(THREATS.filter(({ adversary }) => adversary === name).length).toBeGreaterThan(3);
  }
});

test('no sentence stands twice, and each is one', () => {
  const sentences = THREATS.map(({ cannot }) => cannot);
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/u);
});

test('every row names a test that is there', () => {
  const known = new Map<string, readonly string[]>();
  for (const { file } of THREATS.map((threat) => threat.test)) {
    if (!known.has(file)) known.set(file, testsIn(fileAt(file)));
  }
  const missing = THREATS.filter(
    ({ test: { file, name } }) => known.get(file)?.filter((one) => one === name).length !== 1,
  );
  expect(missing.map(({ test: { file, name } }) => `${file}: ${name}`)).toEqual([]);
});

test('every patch fits its file exactly once, and changes it', () => {
  const unfit = THREATS.filter(({ patch: { file, find, replace } }) => {
    const parts = fileAt(file).split(find);
    return parts.length !== 2 || find === replace;
  });
  expect(unfit.map(({ patch: { file, find } }) => `${file}: ${find}`)).toEqual([]);
});
