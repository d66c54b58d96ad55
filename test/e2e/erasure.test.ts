/** What was erased is in no file of the browser's profile: while it runs, after it closed, and after it started again. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { CHROMIUM } from './profile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = fileURLToPath(new URL('./erasure-page.ts', import.meta.url));

let dir: string;
let server: Server;
let context: BrowserContext;

const openPage = async (): Promise<Page> => {
  const own = server.address();
  if (typeof own !== 'object' || own === null) throw new Error('no port was given');
  context = await chromium.launchPersistentContext(path.join(dir, 'profile'), {
    executablePath: CHROMIUM,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${own.port}/`);
  return page;
};

/** Pieces of one row, in hexadecimal. */
type Pieces = readonly string[];

/** Of how many rows some piece stands in a file of the profile. */
const foundOf = async (rows: readonly Pieces[]): Promise<number> => {
  const left = new Map(rows.map((row) => [row, row.map((piece) => Buffer.from(piece, 'hex'))]));
  const entries = await readdir(path.join(dir, 'profile'), {
    recursive: true,
    withFileTypes: true,
  });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(path.join(entry.parentPath, entry.name)).catch(() => null);
    if (bytes === null) continue;
    for (const [row, needles] of left) {
      if (needles.some((needle) => bytes.includes(needle))) left.delete(row);
    }
  }
  return rows.length - left.size;
};

/** The browser puts its files together behind what it was asked for; rejects when it has not in time. */
const untilGone = async (pieces: readonly Pieces[], within = 20_000): Promise<void> => {
  const until = Date.now() + within;
  for (;;) {
    const found = await foundOf(pieces);
    if (found === 0) return;
    if (Date.now() > until) throw new Error(`${found} of ${pieces.length} are still in the files`);
    await new Promise((resolve) => {
      setTimeout(resolve, 250);
    });
  }
};

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-erasure-'));
  const outDir = path.join(dir, 'page');
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@': ROOT } },
    build: {
      outDir,
      lib: { entry: PAGE, formats: ['iife'], name: 'erasure', fileName: () => 'erasure.js' },
    },
  });
  const script = await readFile(path.join(outDir, 'erasure.js'), 'utf8');
  server = createServer((request, response) => {
    const isScript = request.url === '/erasure.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><title>Erasure</title><script src="/erasure.js"></script>',
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
});

afterAll(async () => {
  await context?.close();
  server?.closeAllConnections();
  server?.close();
  await rm(dir, { recursive: true, force: true });
});

interface InPage {
  readonly writeRows: (count: number) => Promise<readonly Pieces[]>;
  readonly eraseRows: (rows: readonly number[]) => Promise<string>;
}

test('in Chromium, rows that a store rewrote its disk without are in no file, and the others still are', async () => {
  const page = await openPage();
  const pieces = await page.evaluate(
    (count) => (globalThis as unknown as InPage).writeRows(count),
    400,
  );
  expect(await foundOf(pieces)).toBe(400);
  const gone = pieces.filter((_, at) => at % 4 === 0);
  const kept = pieces.filter((_, at) => at % 4 !== 0);
  const rows = pieces.flatMap((_, at) => (at % 4 === 0 ? [at + 1] : []));
  const state = await page.evaluate(
    (erased) => (globalThis as unknown as InPage).eraseRows(erased),
    rows,
  );
  expect(state).toBe('saved');
  await untilGone(gone);
  expect(await foundOf(kept)).toBe(kept.length);
  await context.close();
  expect(await foundOf(gone)).toBe(0);
  await openPage();
  expect(await foundOf(gone)).toBe(0);
  expect(await foundOf(kept)).toBe(kept.length);
});
