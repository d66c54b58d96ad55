/** How the preview page is built: the same style settings as the extension. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  logLevel: 'warn',
  resolve: { alias: { '@': root } },
  css: {
    lightningcss: { errorRecovery: true },
    preprocessorOptions: {
      scss: { loadPaths: [root, `${root}/node_modules`], quietDeps: true, silenceDeprecations: [] },
    },
  },
  build: { target: 'es2023', emptyOutDir: true },
});
