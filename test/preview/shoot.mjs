/**
 * Takes a picture of one screen over sample views and prints what axe finds:
 * node test/preview/shoot.mjs <screen> [id|-] [out.png] [width] [--case=offline] [--height=640] [--press="Continue"]...
 * A press names a button, link, radio, tick box or summary; `--type="Label=text"` fills a field before them. `--no-build` uses the last build.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const options = process.argv.slice(2).filter((word) => word.startsWith('--'));
const [screen = 'today', id = '-', out = join(tmpdir(), `${screen}.png`), width = '360'] = words;
const option = (name, otherwise) =>
  options.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const presses = options
  .filter((word) => word.startsWith('--press='))
  .map((word) => word.slice('--press='.length));

const typed = options
  .filter((word) => word.startsWith('--type='))
  .map((word) => word.slice('--type='.length).split('=', 2));

// One build for each process: colleagues may take pictures at the same time.
const folder = join(tmpdir(), `liaison-preview-${userInfo().uid}-${option('build', process.ppid)}`);
if (!options.includes('--no-build') || !existsSync(join(folder, 'index.html'))) {
  await build({
    configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
    build: { outDir: folder },
  });
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (path === '/favicon.ico') {
    response.writeHead(204).end();
    return;
  }
  const file = join(folder, path === '/' ? 'index.html' : path);
  if (!file.startsWith(folder) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' });
  response.end(readFileSync(file));
});
await new Promise((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
try {
  const page = await browser.newPage({
    viewport: { width: Number(width), height: Number(option('height', '640')) },
  });
  page.on('pageerror', (error) => {
    process.stdout.write(`error in the page: ${error.message}\n`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') {
      process.stdout.write(`console: ${message.text()}\n`);
    }
  });
  const query = new URLSearchParams({ screen, case: option('case', 'usual') });
  if (id !== '-') {
    query.set('id', id);
  }
  await page.goto(`http://127.0.0.1:${server.address().port}/?${query}`);
  await page.waitForSelector('h1', { timeout: 10_000 });
  for (const [label, text] of typed) {
    await page.getByLabel(label, { exact: true }).fill(text, { timeout: 5_000 });
  }
  for (const name of presses) {
    const found = page
      .getByRole('button', { name })
      .or(page.getByRole('link', { name }))
      .or(page.getByRole('radio', { name }))
      .or(page.getByRole('checkbox', { name }))
      .or(page.locator('summary', { hasText: name }));
    await found.first().click({ timeout: 5_000 });
  }
  await page.screenshot({ path: out });
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    const main = document.querySelector('main');
    return {
      violations: violations.map(
        (each) => `${each.id}: ${each.help}\n  ${each.nodes.map((node) => node.html).join('\n  ')}`,
      ),
      isWide:
        document.documentElement.scrollWidth > window.innerWidth ||
        (main !== null && main.scrollWidth > main.clientWidth),
      height: main?.scrollHeight ?? 0,
    };
  });
  process.stdout.write(
    `${out}\naxe: ${found.violations.length} violations\n${found.violations.join('\n')}${
      found.isWide ? 'wider than the panel\n' : ''
    }main is ${found.height} px high\n`,
  );
} finally {
  await browser.close();
  server.close();
}
