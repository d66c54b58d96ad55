/** Every test, in the order in which a fault is cheapest to find: types, lint, dead code, rules, then real browsers. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** More files than this that fail at once are no crash of a browser. */
const MOST_TRIED_AGAIN = 2;

const folder = mkdtempSync(path.join(tmpdir(), 'liaison-notebook-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** @returns the exit code; throws where the command cannot be started */
const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status ?? 1;
};

/** Runs the browser tests, of all files or of those named; gives those that failed, or null if nobody can tell. */
const failedInBrowsers = (files) => {
  const report = path.join(folder, 'report.json');
  rmSync(report, { force: true });
  const code = run('npx', [
    'vitest',
    'run',
    '--project',
    'browser',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...files,
  ]);
  if (code === 0) return [];
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
  return failed.length === 0 ? null : failed;
};

/**
 * A real browser can crash by itself, and the steps of one file stand on each other, so that no single test can be
 * tried again. A file that failed is run once more from its beginning, alone; that it was is said.
 */
const inBrowsers = () => {
  const failed = failedInBrowsers([]);
  if (failed === null) return 1;
  if (failed.length === 0) return 0;
  if (failed.length > MOST_TRIED_AGAIN) return 1;
  const names = failed.map((name) => path.relative(process.cwd(), name));
  console.log(`\nTrying once more, alone: ${names.join(', ')}`);
  if (failedInBrowsers(names)?.length !== 0) return 1;
  console.log(`\nPassed only the second time: ${names.join(', ')}`);
  return 0;
};

const STEPS = [
  ['types', () => run('npm', ['run', '--silent', 'typecheck'])],
  ['lint and format', () => run('npm', ['run', '--silent', 'lint'])],
  ['dead code', () => run('npm', ['run', '--silent', 'unused'])],
  ['rules', () => run('npx', ['vitest', 'run', '--project', 'unit'])],
  ['build', () => run('npm', ['run', '--silent', 'build'])],
  ['real browsers', inBrowsers],
];

for (const [name, work] of STEPS) {
  const started = performance.now();
  console.log(`\n— ${name}`);
  const code = work();
  if (code !== 0) {
    console.error(`\n${name}: failed.`);
    process.exit(code);
  }
  console.log(`${name}: passed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
