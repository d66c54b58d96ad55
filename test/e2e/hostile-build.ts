/** Builds the extension as a person with bad intentions would change it: a copy of the sources with named patches. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const SOURCES = [
  'lib',
  'components',
  'entrypoints',
  'public',
  'scripts',
  'wxt.config.ts',
  'package.json',
  'tsconfig.json',
] as const;

/** One change of one source file. What it replaces must be there exactly once. */
export interface Patch {
  readonly name: string;
  /** Relative to the project. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const applyPatch = async (folder: string, { name, file, find, replace }: Patch): Promise<void> => {
  const place = path.join(folder, file);
  const parts = (await readFile(place, 'utf8')).split(find);
  if (parts.length !== 2) {
    throw new Error(`the patch "${name}" fits ${parts.length - 1} places in ${file}, not one`);
  }
  await writeFile(place, parts.join(replace));
};

/** Builds into a folder, which must not exist yet, and returns where the extension lies. */
export const buildPatched = async (folder: string, patches: readonly Patch[]): Promise<string> => {
  await mkdir(folder, { recursive: true });
  for (const source of SOURCES) {
    await cp(path.join(PROJECT, source), path.join(folder, source), { recursive: true });
  }
  await symlink(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const patch of patches) await applyPatch(folder, patch);
  // A test runner leaves its own mode in the environment, and a build would take it over.
  const { NODE_ENV: _mode, VITEST: _runner, ...environment } = process.env;
  const wxt = path.join(PROJECT, 'node_modules/wxt/bin/wxt.mjs');
  await promisify(execFile)(process.execPath, [wxt, 'build'], { cwd: folder, env: environment });
  return path.join(folder, '.output/chrome-mv3');
};
