/** One person's browser: a Chromium profile of its own with the built extension and the real side panel. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { chromium, type Browser, type Page } from 'playwright-core';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Where `npm run build` puts the extension for Chrome and Edge. */
export const EXTENSION = path.resolve(
  process.env['EXTENSION'] ?? path.join(import.meta.dirname, '../../.output/chrome-mv3'),
);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=DialMediaRouteProvider,OptimizationHints,MediaRouter',
  '--password-store=basic',
];
const START_MS = 30_000;

export interface Profile {
  readonly dir: string;
  /** Where a person can look into this browser with the developer tools of another. */
  readonly devTools: string;
  readonly browser: Browser;
  readonly extensionId: string;
  /** The sidebar as the person sees it: 360 px wide beside the page. */
  readonly panel: () => Promise<Page>;
  readonly closePanel: () => Promise<void>;
  /** Evaluates an expression in the page that holds the engine, which Playwright does not list. */
  readonly inEngine: (expression: string) => Promise<unknown>;
  /** As a power cut would: nothing is flushed or said. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Launch {
  readonly dir: string;
  readonly extension?: string;
  readonly headless?: boolean;
  readonly width?: number;
}

interface Target {
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

interface ExtensionApi {
  readonly windows: { readonly getCurrent: () => Promise<{ readonly id: number }> };
  readonly sidePanel: { readonly open: (where: { readonly windowId: number }) => Promise<void> };
}

const evaluateIn = (address: string, expression: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.addEventListener('error', () => reject(new Error('the engine page cannot be reached')));
    socket.addEventListener('open', () =>
      socket.send(
        JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression, awaitPromise: true, returnByValue: true },
        }),
      ),
    );
    socket.addEventListener('message', ({ data }) => {
      const said = JSON.parse(String(data)) as {
        readonly id?: number;
        readonly result?: {
          readonly result?: { readonly value?: unknown };
          readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
        };
      };
      if (said.id !== 1) return;
      socket.close();
      const failed = said.result?.exceptionDetails;
      if (failed === undefined) resolve(said.result?.result?.value);
      else reject(new Error(failed.exception?.description ?? 'the expression failed'));
    });
  });

/** Browsers that still run: none outlives the process that started it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
});

/** To the whole family: helper processes of the browser must not outlive it. */
const signal = (child: ChildProcess, name: 'SIGKILL' | 'SIGTERM'): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    child.kill(name);
  }
};

const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Waits for the port that the browser chose and wrote into its profile. */
const debuggingPort = async (dir: string, child: ChildProcess): Promise<number> => {
  const file = path.join(dir, 'DevToolsActivePort');
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`Chromium ended with ${child.exitCode}`);
    const text = await readFile(file, 'utf8').catch(() => '');
    const [port] = text.split('\n');
    if (port !== undefined && /^\d+$/u.test(port) && text.includes('\n')) return Number(port);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error('Chromium did not start in time');
};

const poll = async <Value>(ask: () => Promise<Value | null>, what: string): Promise<Value> => {
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    const value = await ask();
    if (value !== null) return value;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`${what} did not appear in time`);
};

/** Starts Chromium on a profile folder. A profile that is there already is opened as it is. */
export const launch = async ({
  dir,
  extension = EXTENSION,
  headless = true,
  width = 1280,
}: Launch): Promise<Profile> => {
  await mkdir(dir, { recursive: true });
  await rm(path.join(dir, 'DevToolsActivePort'), { force: true });
  const child = spawn(
    CHROMIUM,
    [
      ...FLAGS,
      ...(headless ? ['--headless=new'] : []),
      `--user-data-dir=${dir}`,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      '--remote-debugging-port=0',
      `--window-size=${width},800`,
      'about:blank',
    ],
    { stdio: 'ignore', detached: true },
  );
  running.add(child);
  child.once('exit', () => running.delete(child));
  try {
    return await attach(dir, child);
  } catch (error) {
    signal(child, 'SIGKILL');
    throw error;
  }
};

const attach = async (dir: string, child: ChildProcess): Promise<Profile> => {
  const port = await debuggingPort(dir, child);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no context');
  const worker = await poll(
    () =>
      Promise.resolve(
        context.serviceWorkers().find((one) => one.url().startsWith('chrome-extension://')) ?? null,
      ),
    'the worker of the extension',
  );
  const extensionId = new URL(worker.url()).host;
  const address = `http://127.0.0.1:${port}`;
  const panelUrl = `chrome-extension://${extensionId}/sidepanel.html`;
  /** Playwright lists the side panel only to a client that connects after it was opened. */
  let panelBrowser: Browser | null = null;
  const openPage = (): Page | null =>
    panelBrowser
      ?.contexts()
      .flatMap((one) => one.pages())
      .find((page) => page.url() === panelUrl && !page.isClosed()) ?? null;

  const openPanel = async (): Promise<void> => {
    // The side panel opens only for a person's click on a page of the extension.
    const opener = await context.newPage();
    await opener.goto(`chrome-extension://${extensionId}/manifest.json`);
    await opener.evaluate(async () => {
      const { windows, sidePanel } = (globalThis as unknown as { chrome: ExtensionApi }).chrome;
      const { id } = await windows.getCurrent();
      const button = document.createElement('button');
      button.id = 'open-panel';
      button.textContent = 'Open the panel';
      button.addEventListener('click', () => void sidePanel.open({ windowId: id }));
      document.body.replaceChildren(button);
    });
    await opener.click('#open-panel');
    await poll(
      async () => ((await targets()).some(({ url }) => url === panelUrl) ? true : null),
      'the side panel',
    );
    await opener.close();
  };

  const targets = async (): Promise<readonly Target[]> => {
    const answer = await fetch(`${address}/json/list`);
    const list: unknown = await answer.json();
    return Array.isArray(list) ? (list as Target[]) : [];
  };

  const panel = async (): Promise<Page> => {
    const open = openPage();
    if (open !== null) return open;
    if (!(await targets()).some(({ url }) => url === panelUrl)) await openPanel();
    await panelBrowser?.close();
    panelBrowser = await chromium.connectOverCDP(address);
    return poll(() => Promise.resolve(openPage()), 'the side panel');
  };

  const stop = async (name: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    signal(child, name);
    await exited(child);
  };

  return {
    dir,
    devTools: address,
    browser,
    extensionId,
    panel,
    closePanel: async () => {
      await openPage()?.close();
      await panelBrowser?.close();
      panelBrowser = null;
    },
    inEngine: async (expression) => {
      const engine = await poll(
        async () => (await targets()).find(({ url }) => url.endsWith('/engine.html')) ?? null,
        'the engine page',
      );
      return evaluateIn(engine.webSocketDebuggerUrl, expression);
    },
    kill: () => stop('SIGKILL'),
    close: async () => {
      await panelBrowser?.close().catch(() => {});
      await browser.close().catch(() => {});
      await stop('SIGTERM');
    },
  };
};
