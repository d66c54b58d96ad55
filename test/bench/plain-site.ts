/** The plain page, bundled from the same packages and served on loopback. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const PAGE = fileURLToPath(new URL('./plain-page.ts', import.meta.url));

export interface PlainSite {
  readonly url: string;
  readonly close: () => void;
}

/** `dir` takes the bundle. */
export const openPlainSite = async (dir: string): Promise<PlainSite> => {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: dir,
      lib: { entry: PAGE, formats: ['iife'], name: 'page', fileName: () => 'plain.js' },
    },
  });
  const script = await readFile(path.join(dir, 'plain.js'), 'utf8');
  const server = createServer((request, response) => {
    const isScript = request.url === '/plain.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><title>Plain</title><body><script src="/plain.js"></script>',
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const own = server.address();
  if (typeof own !== 'object' || own === null) throw new Error('no port was given');
  return {
    url: `http://127.0.0.1:${own.port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
