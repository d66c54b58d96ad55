/** Builds the extension for Chrome and Edge, once, where it is not built yet. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { EXTENSION } from './profile.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Throws with what the build said when it fails. Does nothing where EXTENSION names one that is built already. */
export const buildExtension = (): void => {
  if (process.env['EXTENSION'] !== undefined) return;
  const wxt = path.join(ROOT, 'node_modules/wxt/bin/wxt.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [wxt, 'build'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The extension was not built.\n${stdout}\n${stderr}`);
};

export const ensureBuilt = (): void => {
  if (!existsSync(path.join(EXTENSION, 'manifest.json'))) buildExtension();
};
