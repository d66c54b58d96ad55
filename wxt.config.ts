import { defineConfig } from 'wxt';
import { noStrangers } from './scripts/build/no-strangers';

/** How the extension is built: one set of entrypoints for Chrome and Edge (MV3) and Firefox (MV2). */
export default defineConfig({
  modules: ['@wxt-dev/module-react'],
  imports: false,
  targetBrowsers: ['chrome', 'firefox'],
  manifest: ({ browser }) => ({
    name: 'Liaison Notebook',
    description:
      'A shared notebook for secondments, youth to adult transfers and three-way meetings.',
    // The toolbar button; a click opens the sidebar.
    [browser === 'firefox' ? 'browser_action' : 'action']: { default_title: 'Liaison Notebook' },
    commands: {
      [browser === 'firefox' ? '_execute_sidebar_action' : '_execute_action']: {
        suggested_key: { default: 'Alt+Shift+N' },
      },
      lock: {
        suggested_key: { default: 'Ctrl+Shift+L' },
        description: 'Lock the notebook',
      },
    },
    permissions: ['unlimitedStorage', 'idle', ...(browser === 'firefox' ? [] : ['offscreen'])],
    // Asked for only when somebody turns the daily reminder on.
    optional_permissions: ['notifications'],
    content_security_policy:
      browser === 'firefox'
        ? "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'"
        : { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'liaison-notebook@example.org',
              strict_min_version: '140.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '140' }),
  }),
  vite: () => ({
    plugins: [noStrangers()],
    css: {
      // One old Internet Explorer hack in govuk-frontend is refused by Lightning CSS without this.
      lightningcss: { errorRecovery: true },
      preprocessorOptions: { scss: { loadPaths: ['.', 'node_modules'], quietDeps: true } },
    },
    build: { target: 'es2023' },
  }),
});
