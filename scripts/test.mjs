/** Every test, in the order in which a fault is cheapest to find: types, lint, dead code, rules, then real browsers. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';

const STEPS = [
  ['types', 'npm', ['run', '--silent', 'typecheck']],
  ['lint and format', 'npm', ['run', '--silent', 'lint']],
  ['dead code', 'npm', ['run', '--silent', 'unused']],
  ['rules', 'npx', ['vitest', 'run', '--project', 'unit']],
  ['build', 'npm', ['run', '--silent', 'build']],
  ['real browsers', 'npx', ['vitest', 'run', '--project', 'browser']],
];

for (const [name, command, args] of STEPS) {
  const started = performance.now();
  console.log(`\n— ${name}`);
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) {
    console.error(`\n${name}: failed.`);
    process.exit(status ?? 1);
  }
  console.log(`${name}: passed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
