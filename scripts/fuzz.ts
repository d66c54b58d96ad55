/**
 * `npm run fuzz`: changed covers, statements, invitations and the rest, half of them changed before a hostile member
 * signed and sealed them with its own real keys.
 *
 * `--count N` in all, `--real` with the real WebCrypto for everything (otherwise one in ten), `--seed S`,
 * `--only ROUND` one round of a seed.
 */
import { fork } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { AttackReport } from '../test/fuzz/attack.ts';
import { readSource } from '../test/simulate/source.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    real: { type: 'boolean', default: false },
    only: { type: 'string' },
    /** Inside only: which part of the work this process does. */
    share: { type: 'string' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);

/** One piece of work: a notebook of its own, and so many attacks on it. */
interface Part {
  readonly seed: number;
  readonly count: number;
  readonly crypto: 'real' | 'stub';
}

const PART = 10_000;
const parts: readonly Part[] = Array.from({ length: Math.ceil(count / PART) }, (_, at) => ({
  seed: seed + at,
  count: Math.min(PART, count - at * PART),
  crypto: values.real || at % 10 === 0 ? 'real' : 'stub',
}));

const load = async () => {
  readSource();
  return import('../test/fuzz/attack.ts');
};

const runShare = async (share: number, shares: number): Promise<void> => {
  const { attack } = await load();
  for (const part of parts.filter((_, at) => at % shares === share)) {
    process.send?.(await attack(part));
  }
};

const runOne = async (only: number): Promise<void> => {
  const { attack } = await load();
  const report = await attack({ seed, only, count, crypto: values.real ? 'real' : 'stub' });
  console.log(report);
  if (report.failures.length > 0) process.exitCode = 1;
};

const MOST_SHOWN = 10;

const runAll = async (): Promise<void> => {
  const shares = Math.min(os.availableParallelism(), parts.length);
  const started = performance.now();
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const kinds: Record<string, number> = {};
  const failures: string[] = [];
  let [done, after, before, heeded] = [0, 0, 0, 0];
  let slowest: AttackReport['slowest'] = { kind: 'nothing', ms: 0 };
  const hear = (report: AttackReport): void => {
    done += report.done;
    after += report.after;
    before += report.before;
    heeded += report.heeded;
    for (const [kind, times] of Object.entries(report.kinds)) {
      kinds[kind] = (kinds[kind] ?? 0) + times;
    }
    if (report.slowest.ms > slowest.ms) slowest = report.slowest;
    for (const failure of report.failures) {
      if (failures.length < MOST_SHOWN) console.log(`\nFAILED ${failure.slice(0, 2_000)}\n`);
      failures.push(failure);
    }
  };
  const progress = setInterval(() => {
    console.log(`${elapsed()}: ${done} of ${count}, ${failures.length} failures`);
  }, 15_000);
  const codes = await Promise.all(
    Array.from(
      { length: shares },
      (_, share) =>
        new Promise<number>((resolve) => {
          const child = fork(fileURLToPath(import.meta.url), [
            ...process.argv.slice(2),
            '--share',
            `${share}/${shares}`,
          ]);
          child.on('message', (report: AttackReport) => {
            hear(report);
          });
          child.on('exit', (code) => {
            resolve(code ?? 1);
          });
        }),
    ),
  );
  clearInterval(progress);
  for (const [kind, times] of Object.entries(kinds).toSorted(([, a], [, b]) => b - a)) {
    console.log(`  ${String(times).padStart(9)} ${kind}`);
  }
  console.log(`The slowest: ${slowest.kind}, ${slowest.ms.toFixed(1)} ms.`);
  console.log(
    `${done} in ${elapsed()} on ${shares} processes: ${after} changed after sealing, ${before} before, of which ${heeded} were within the hostile member's rights; ${failures.length} failures.`,
  );
  if (failures.length > 0 || done < count || codes.some((code) => code !== 0)) process.exitCode = 1;
};

if (values.share !== undefined) {
  const [share = 0, shares = 1] = values.share.split('/').map(Number);
  await runShare(share, shares);
  process.disconnect();
} else if (values.only !== undefined) await runOne(Number(values.only));
else await runAll();
