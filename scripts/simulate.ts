/**
 * `npm run simulate`: the vaults, registers and sync of many devices, one of them hostile, under every fault at once.
 *
 * `--schedules N` in all, `--real K` of them with the real WebCrypto and the rest with a stand-in, `--seed S` the first
 * seed, `--only SEED` one schedule with its whole trace (with `--real 1` on the real WebCrypto), `--broken RULE` with
 * a rule broken on purpose, to see that it is noticed.
 */
import { fork } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Broken } from '../test/simulate/engine.ts';
import type { Figures, Outcome } from '../test/simulate/schedule.ts';
import { readSource } from '../test/simulate/source.ts';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100000' },
    real: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    broken: { type: 'string', default: 'none' },
    /** Inside only: which of how many processes this is. */
    share: { type: 'string' },
  },
});
const schedules = Number(values.schedules);
const real = Math.min(Number(values.real), schedules);
const first = Number(values.seed);
const broken = values.broken as Broken;

/** What one process tells the one that started it. */
type News =
  | { readonly kind: 'done'; readonly figures: Figures; readonly ms: number }
  | { readonly kind: 'failed'; readonly outcome: Outcome; readonly isReal: boolean };

const load = async () => {
  readSource();
  return import('../test/simulate/schedule.ts');
};

const lastLines = (trace: readonly string[]): string =>
  trace
    .slice(-30)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n');

const runShare = async (share: number, shares: number): Promise<void> => {
  const { runSchedule } = await load();
  for (let at = share; at < schedules; at += shares) {
    // The slow ones are spread evenly, so that no process is left alone with them.
    const isReal =
      Math.floor((at * real) / schedules) !== Math.floor(((at + 1) * real) / schedules);
    const started = performance.now();
    const outcome = await runSchedule({
      seed: first + at,
      crypto: isReal ? 'real' : 'stub',
      broken,
    });
    const ms = performance.now() - started;
    const news: News =
      outcome.failures.length > 0
        ? { kind: 'failed', outcome: { ...outcome, trace: outcome.trace.slice(-30) }, isReal }
        : { kind: 'done', figures: outcome.figures, ms };
    process.send?.(news);
  }
};

const runOne = async (seed: number): Promise<void> => {
  const { runSchedule } = await load();
  const crypto = values.real === '1' ? 'real' : 'stub';
  const outcome = await runSchedule({ seed, crypto, broken });
  console.log(outcome.trace.join('\n'));
  console.log(outcome.figures, outcome.hash);
  if (outcome.failures.length > 0) {
    console.log(`FAILED\n${outcome.failures.join('\n')}`);
    process.exitCode = 1;
  }
};

const MOST_SHOWN = 10;

const runAll = async (): Promise<void> => {
  const shares = os.availableParallelism();
  const started = performance.now();
  const sums: Record<string, number> = {};
  let done = 0;
  let failed = 0;
  let slowest = 0;
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const progress = setInterval(() => {
    console.log(`${elapsed()}: ${done} of ${schedules} schedules, ${failed} failed`);
  }, 15_000);

  const hear = (news: News): void => {
    done += 1;
    if (news.kind === 'done') {
      slowest = Math.max(slowest, news.ms);
      for (const [name, value] of Object.entries(news.figures)) {
        sums[name] = (sums[name] ?? 0) + value;
      }
      return;
    }
    failed += 1;
    if (failed > MOST_SHOWN) return;
    const { seed, failures, trace } = news.outcome;
    const again = `npm run simulate -- --only ${seed}${news.isReal ? ' --real 1' : ''}`;
    console.log(`\nSchedule ${seed} failed:\n  ${failures.slice(0, 5).join('\n  ')}`);
    console.log(`  The end of its trace (all of it: ${again}):\n${lastLines(trace)}\n`);
  };

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
          child.on('message', (news: News) => {
            hear(news);
          });
          child.on('exit', (code) => {
            resolve(code ?? 1);
          });
        }),
    ),
  );
  clearInterval(progress);
  const figures = Object.entries(sums).map(
    ([name, sum]) => `${name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)} ${sum}`,
  );
  console.log(`In all: ${figures.join(', ')}; the slowest schedule took ${slowest.toFixed(0)} ms.`);
  console.log(
    `${done} schedules (${real} with the real WebCrypto) from seed ${first} in ${elapsed()} on ${shares} processes: ${failed} failed.`,
  );
  if (failed > 0 || done < schedules || codes.some((code) => code !== 0)) process.exitCode = 1;
};

if (values.share !== undefined) {
  const [share = 0, shares = 1] = values.share.split('/').map(Number);
  await runShare(share, shares);
  process.disconnect();
} else if (values.only !== undefined) await runOne(Number(values.only));
else await runAll();
