/** Runs many schedules, and says of each that failed what a person needs to run it again. */
import { type Outcome, runSchedule } from './schedule';

const MOST_TOLD = 5;

export const told = ({ seed, failures, trace }: Outcome): string =>
  [
    `schedule ${seed}: ${failures.slice(0, 3).join('; ')}`,
    `all of it: npm run simulate -- --only ${seed}`,
    ...trace.slice(-12),
  ].join('\n');

/** With a stand-in for WebCrypto; empty when none failed. */
export const faultsIn = async (first: number, last: number): Promise<string> => {
  const failed: string[] = [];
  for (let seed = first; seed <= last && failed.length < MOST_TOLD; seed += 1) {
    const outcome = await runSchedule({ seed, crypto: 'stub' });
    if (outcome.failures.length > 0) failed.push(told(outcome));
  }
  return failed.join('\n\n');
};
