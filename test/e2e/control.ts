/** The control of the search: a profile in which plain Yjs kept the same texts, where they must be found. */
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { CHROMIUM } from './profile.ts';
import { searchFolder, type Searched } from './search.ts';

const PAGE = fileURLToPath(new URL('./plain-page.ts', import.meta.url));

const bundle = async (outDir: string): Promise<string> => {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir,
      lib: { entry: PAGE, formats: ['iife'], name: 'plain', fileName: () => 'plain.js' },
    },
  });
  return readFile(path.join(outDir, 'plain.js'), 'utf8');
};

export interface Control {
  readonly dir: string;
  readonly whileRunning: Searched;
  readonly afterClosing: Searched;
  /** Texts that the search did not find in either: it proves nothing for them. */
  readonly missed: readonly string[];
}

/** `dir` is an empty folder of its own. */
export const runControl = async (dir: string, texts: readonly string[]): Promise<Control> => {
  await mkdir(dir, { recursive: true });
  const script = await bundle(path.join(dir, 'page'));
  const server = createServer((request, response) => {
    const isScript = request.url === '/plain.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><title>Plain</title><script src="/plain.js"></script>',
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const profile = path.join(dir, 'profile');
  try {
    const own = server.address();
    if (typeof own !== 'object' || own === null) throw new Error('no port was given');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    let whileRunning: Searched;
    try {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${own.port}/`);
      await page.evaluate(async (written) => {
        const { writePlainly } = globalThis as unknown as {
          writePlainly: (texts: readonly string[]) => Promise<void>;
        };
        await writePlainly(written);
      }, texts);
      whileRunning = await searchFolder(profile, texts);
    } finally {
      await context.close();
    }
    const afterClosing = await searchFolder(profile, texts);
    const seen = new Set([...whileRunning.found, ...afterClosing.found].map(({ text }) => text));
    return {
      dir: profile,
      whileRunning,
      afterClosing,
      missed: texts.filter((text) => !seen.has(text)),
    };
  } finally {
    server.closeAllConnections();
    server.close();
  }
};
