/** Starts the signalling server of `npm run signal` on a free port of loopback, for tests. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface SignalServer {
  readonly address: string;
  readonly stop: () => void;
}

export const startSignalServer = async (): Promise<SignalServer> => {
  const script = fileURLToPath(new URL('../../scripts/signal.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /ws:\S+/u.exec(line)?.[0];
    if (address !== undefined) return { address, stop: () => child.kill() };
  }
  throw new Error('the signalling server did not start');
};
