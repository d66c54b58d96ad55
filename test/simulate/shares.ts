/** Shares long work out among processes of one script, one for each processor, and hears what each of them found. */
import { fork } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const REPORT_MS = 15_000;

interface Shared<News> {
  /** `import.meta.url` of the script: each process runs it again, with `--share` and {@link takeShare}. */
  readonly script: string;
  /** No more processes than this have anything to do. */
  readonly pieces: number;
  readonly hear: (news: News) => void;
  /** Called now and then, to say how far it is. */
  readonly report: (elapsed: string) => void;
}

interface Finished {
  readonly elapsed: string;
  readonly processes: number;
  /** Whether no process died on the way. */
  readonly isWhole: boolean;
}

/** Resolves when every process has ended. */
export const shareOut = async <News>({
  script,
  pieces,
  hear,
  report,
}: Shared<News>): Promise<Finished> => {
  const processes = Math.min(os.availableParallelism(), pieces);
  const started = performance.now();
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const reporting = setInterval(() => {
    report(elapsed());
  }, REPORT_MS);
  const runShare = (at: number): Promise<number> =>
    new Promise((resolve) => {
      const share = [...process.argv.slice(2), '--share', `${at}/${processes}`];
      const child = fork(fileURLToPath(script), share);
      child.on('message', (news: News) => {
        hear(news);
      });
      child.on('exit', (code) => {
        resolve(code ?? 1);
      });
    });
  const codes = await Promise.all(Array.from({ length: processes }, (_, at) => runShare(at)));
  clearInterval(reporting);
  return { elapsed: elapsed(), processes, isWhole: codes.every((code) => code === 0) };
};

/** In one of those processes: does the pieces that are its own, and tells the process that started it. */
export const takeShare = async (
  share: string,
  work: (isOwn: (piece: number) => boolean, tell: (news: unknown) => void) => Promise<void>,
): Promise<void> => {
  const [at = 0, processes = 1] = share.split('/').map(Number);
  await work(
    (piece) => piece % processes === at,
    (news) => process.send?.(news),
  );
  process.disconnect();
};
