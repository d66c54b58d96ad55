/** An office's signalling server on loopback with an ear in front of it: it can stop, come back, and keeps all that passed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer, type RawData } from 'ws';

const SCRIPT = fileURLToPath(new URL('../../scripts/signal.mjs', import.meta.url));

export interface MeetingPoint {
  /** Stays the same when it stops and comes back. */
  readonly address: string;
  readonly stop: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  /** Every frame that passed so far, in both directions, as it was read on the way. */
  readonly passed: () => readonly Buffer[];
}

/** The servers that still run: none outlives the process that started it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

const bytesOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);

const startServer = async (): Promise<{
  readonly address: string;
  readonly child: ChildProcess;
}> => {
  const child = spawn(process.execPath, [SCRIPT, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /ws:\S+/u.exec(line)?.[0];
    if (address !== undefined) return { address, child };
  }
  throw new Error('the signalling server did not start');
};

/** Passes frames from one socket to the other, and keeps each. What comes before the other is open waits. */
const pass = (from: WebSocket, to: WebSocket, passed: Buffer[]): void => {
  const waiting: { readonly bytes: Buffer; readonly binary: boolean }[] = [];
  from.on('message', (data, binary) => {
    const bytes = bytesOf(data);
    passed.push(bytes);
    if (to.readyState === WebSocket.OPEN) to.send(bytes, { binary });
    else waiting.push({ bytes, binary });
  });
  to.on('open', () => {
    for (const { bytes, binary } of waiting.splice(0)) to.send(bytes, { binary });
  });
  from.on('close', () => to.terminate());
  from.on('error', () => to.terminate());
};

export const openMeetingPoint = async (): Promise<MeetingPoint> => {
  const passed: Buffer[] = [];
  let port = 0;
  let close: (() => Promise<void>) | null = null;

  const comeBack = async (): Promise<void> => {
    if (close !== null) return;
    const { address, child } = await startServer();
    const ear = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false });
    await once(ear, 'listening');
    const own = ear.address();
    if (typeof own !== 'object' || own === null) throw new Error('no port was given');
    port = own.port;
    ear.on('connection', (browser) => {
      const server = new WebSocket(address, { perMessageDeflate: false });
      pass(browser, server, passed);
      pass(server, browser, passed);
    });
    close = async () => {
      for (const browser of ear.clients) browser.terminate();
      await new Promise<void>((resolve) => {
        ear.close(() => resolve());
      });
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    };
  };

  await comeBack();
  return {
    address: `ws://127.0.0.1:${port}`,
    comeBack,
    stop: async () => {
      const stopping = close;
      close = null;
      await stopping?.();
    },
    passed: () => passed,
  };
};
