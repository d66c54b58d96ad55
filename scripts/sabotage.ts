/**
 * `npm run sabotage`: takes each defence out of a copy of the product, one at a time, and asks whether its test notices.
 *
 * The defences are the rows of the threat model (`test/sabotage/threats.ts`). First every named test must pass on the
 * copy as it is; then each row's small patch is applied alone and its test must fail. `--row TEXT` takes only the rows
 * whose sentence holds the text. It ends with 0 only if every test noticed. `--write` only writes the table down, as
 * `docs/threat-model.md`.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { createVitest, type Vitest } from 'vitest/node';
import { threatModel } from '../test/sabotage/document.ts';
import type { Row, Test } from '../test/sabotage/threat.ts';
import { THREATS } from '../test/sabotage/threats.ts';

/** Milliseconds. Many a test waits for something that a sabotaged product never does. */
const LONGEST_TEST = 30_000;

const { values: options } = parseArgs({
  options: { row: { type: 'string', default: '' }, write: { type: 'boolean', default: false } },
});
const root = path.resolve(import.meta.dirname, '..');
if (options.write) {
  writeFileSync(path.join(root, 'docs/threat-model.md'), threatModel());
  process.exit(0);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'liaison-notebook-sabotage-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => process.exit(130));

/** What git knows or would take in: the product without what was built or installed. */
const filesOfTheProduct = (): readonly string[] =>
  spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .stdout.split('\n')
    .filter((file) => file !== '');

/** A copy of the product and a test runner that stays: starting one anew for each row takes most of the time. */
interface Copy {
  readonly at: string;
  readonly vitest: Vitest;
}

const makeCopy = async (name: string): Promise<Copy> => {
  const at = path.join(folder, name);
  for (const file of filesOfTheProduct()) {
    mkdirSync(path.dirname(path.join(at, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(at, file));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(at, 'node_modules'));
  // The types of the build are made by the set-up and asked for by the compiler options.
  cpSync(path.join(root, '.wxt'), path.join(at, '.wxt'), { recursive: true });
  const vitest = await createVitest('test', {
    root: at,
    project: ['unit'],
    watch: false,
    reporters: [{}],
    testTimeout: LONGEST_TEST,
  });
  return { at, vitest };
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);

/** How each of these tests ended, by its name; one that did not run is missing. */
const run = async (
  { at, vitest }: Copy,
  tests: readonly Test[],
): Promise<ReadonlyMap<string, string>> => {
  vitest.setGlobalTestNamePattern(
    new RegExp(tests.map(({ name }) => escaped(name)).join('|'), 'u'),
  );
  const files = [...new Set(tests.map(({ file }) => path.join(at, file)))];
  const { testModules } = await vitest.runTestSpecifications(
    await vitest.globTestSpecifications(files),
  );
  return new Map(
    testModules
      .flatMap(({ children }) => [...children.allTests()])
      .map((one) => [one.name, one.result().state]),
  );
};

/** Applies the patch, runs the test and puts the file back; null when the test noticed. */
const sabotage = async (copy: Copy, { patch, test }: Row): Promise<string | null> => {
  const file = path.join(copy.at, patch.file);
  const sound = readFileSync(file, 'utf8');
  if (sound.split(patch.find).length !== 2)
    return `the patch does not fit ${patch.file} exactly once`;
  const put = (source: string): void => {
    writeFileSync(file, source);
    copy.vitest.invalidateFile(file);
  };
  put(sound.replace(patch.find, () => patch.replace));
  try {
    const ended = (await run(copy, [test])).get(test.name) ?? 'did not run';
    return ended === 'failed' ? null : `the test ${ended}`;
  } finally {
    put(sound);
  }
};

const rows = THREATS.filter(({ cannot }) => cannot.includes(options.row));
const started = performance.now();
const copies: Copy[] = [];
for (let at = 1; at <= Math.min(os.availableParallelism(), 4); at += 1) {
  copies.push(await makeCopy(`copy-${at}`));
}
const [first] = copies;
if (first === undefined || rows.length === 0) throw new Error('nothing to do');

const sound = await run(
  first,
  rows.map(({ test }) => test),
);
const waiting = rows.filter(({ test }) => sound.get(test.name) === 'passed');
let unnoticed = rows.length - waiting.length;
for (const { test } of rows.filter((row) => !waiting.includes(row))) {
  console.log(`NOT GREEN  ${test.file} › ${test.name}: ${sound.get(test.name) ?? 'did not run'}`);
}
console.log(`${waiting.length} of ${rows.length} tests pass on the product as it is.`);

const work = async (copy: Copy): Promise<void> => {
  for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
    const why = await sabotage(copy, row);
    if (why !== null) unnoticed += 1;
    console.log(`${why === null ? 'noticed  ' : 'UNNOTICED'}  ${row.adversary}: ${row.cannot}`);
    if (why !== null) console.log(`           ${row.test.file} › ${row.test.name}: ${why}`);
  }
  await copy.vitest.close();
};
await Promise.all(copies.map(work));
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`\n${rows.length - unnoticed} of ${rows.length} noticed, in ${seconds} s`);
process.exit(unnoticed === 0 ? 0 : 1);
