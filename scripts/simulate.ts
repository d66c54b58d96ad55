/**
 * `npm run simulate`: the vaults, registers and sync of many devices, one of them hostile, under every fault at once.
 *
 * `--schedules N` in all, `--real K` of them with the real WebCrypto and the rest with a stand-in, `--seed S` the first
 * seed, `--only SEED` one schedule with its whole trace (with `--real 1` on the real WebCrypto), `--broken RULE` with
 * a rule broken on purpose, to see that it is noticed.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Broken } from '../test/simulate/engine.ts';
import type { Figures, Outcome } from '../test/simulate/schedule.ts';
import { shareOut, takeShare } from '../test/simulate/shares.ts';
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

const runShare = async (
  isOwn: (piece: number) => boolean,
  tell: (news: News) => void,
): Promise<void> => {
  const { runSchedule } = await load();
  for (let at = 0; at < schedules; at += 1) {
    if (!isOwn(at)) continue;
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
    tell(
      outcome.failures.length > 0
        ? { kind: 'failed', outcome: { ...outcome, trace: outcome.trace.slice(-30) }, isReal }
        : { kind: 'done', figures: outcome.figures, ms },
    );
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
  const sums: Record<string, number> = {};
  let done = 0;
  let failed = 0;
  let slowest = 0;
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

  const { elapsed, processes, isWhole } = await shareOut({
    script: import.meta.url,
    pieces: schedules,
    hear,
    report: (soFar) => {
      console.log(`${soFar}: ${done} of ${schedules} schedules, ${failed} failed`);
    },
  });
  const figures = Object.entries(sums).map(
    ([name, sum]) => `${name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)} ${sum}`,
  );
  console.log(`In all: ${figures.join(', ')}; the slowest schedule took ${slowest.toFixed(0)} ms.`);
  console.log(
    `${done} schedules (${real} with the real WebCrypto) from seed ${first} in ${elapsed} on ${processes} processes: ${failed} failed.`,
  );
  if (failed > 0 || done < schedules || !isWhole) process.exitCode = 1;
};

if (values.share !== undefined) {
  await takeShare(values.share, runShare);
} else if (values.only !== undefined) await runOne(Number(values.only));
else await runAll();
