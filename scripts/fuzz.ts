/**
 * `npm run fuzz`: changed covers, statements, invitations and the rest, half of them changed before a hostile member
 * signed and sealed them with its own real keys.
 *
 * `--count N` in all, `--real` with the real WebCrypto for everything (otherwise one in ten), `--seed S`,
 * `--only ROUND` one round of a seed.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { AttackReport } from '../test/fuzz/attack.ts';
import { shareOut, takeShare } from '../test/simulate/shares.ts';
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
  // The slow ones are spread evenly, so that no process is left alone with them.
  crypto: values.real || at % 10 === Math.floor(at / 10) % 10 ? 'real' : 'stub',
}));

const load = async () => {
  readSource();
  return import('../test/fuzz/attack.ts');
};

const runShare = async (
  isOwn: (piece: number) => boolean,
  tell: (report: AttackReport) => void,
): Promise<void> => {
  const { attack } = await load();
  for (const part of parts.filter((_, at) => isOwn(at))) tell(await attack(part));
};

const runOne = async (only: number): Promise<void> => {
  const { attack } = await load();
  const report = await attack({ seed, only, count, crypto: values.real ? 'real' : 'stub' });
  console.log(report);
  if (report.failures.length > 0) process.exitCode = 1;
};

const MOST_SHOWN = 10;

const runAll = async (): Promise<void> => {
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
  const { elapsed, processes, isWhole } = await shareOut({
    script: import.meta.url,
    pieces: parts.length,
    hear,
    report: (soFar) => {
      console.log(`${soFar}: ${done} of ${count}, ${failures.length} failures`);
    },
  });
  for (const [kind, times] of Object.entries(kinds).toSorted(([, a], [, b]) => b - a)) {
    console.log(`  ${String(times).padStart(9)} ${kind}`);
  }
  console.log(`The slowest: ${slowest.kind}, ${slowest.ms.toFixed(1)} ms.`);
  console.log(
    `${done} in ${elapsed} on ${processes} processes: ${after} changed after sealing, ${before} before, of which ${heeded} were within the hostile member's rights; ${failures.length} failures.`,
  );
  if (failures.length > 0 || done < count || !isWhole) process.exitCode = 1;
};

if (values.share !== undefined) {
  await takeShare(values.share, runShare);
} else if (values.only !== undefined) await runOne(Number(values.only));
else await runAll();
