/** Sets up what is missing, on Node 20 or newer: the npm packages and, unless told not to, the browsers of the tests. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) {
    console.error(`\n${command} ${args.join(' ')} did not succeed (exit ${status}).`);
    process.exit(status ?? 1);
  }
};

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Node 20 or newer is needed; this is ${process.version}.`);
  process.exit(1);
}

/** The packages are there when npm's own record of them names the same ones as our lock file. */
const hasPackages = () => {
  const installed = 'node_modules/.package-lock.json';
  if (!existsSync(installed) || !existsSync('node_modules/.bin/node')) return false;
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const present = read(installed);
  return Object.entries(read('package-lock.json')).every(
    ([name, { version, optional }]) =>
      name === '' || optional === true || present[name]?.version === version,
  );
};

if (!hasPackages()) {
  console.log('Installing the npm packages.');
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

const isOnPath = (command) =>
  spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;

/** Debian's names: the command to look for and the package that brings it. */
const BROWSERS = [
  { name: 'Chromium', variable: 'CHROMIUM', command: 'chromium', package: 'chromium' },
  { name: 'Firefox', variable: 'FIREFOX', command: 'firefox-esr', package: 'firefox-esr' },
];

if (!process.argv.includes('--no-browsers')) {
  const wanted = BROWSERS.filter(
    ({ name }) => name === 'Chromium' || !process.argv.includes('--chromium-only'),
  );
  const missing = wanted.filter(
    ({ variable, command }) => !isOnPath(process.env[variable] ?? command),
  );
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(' and ');
    const packages = missing.map((browser) => browser.package);
    if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
      const variables = missing.map(({ variable }) => variable);
      console.error(
        `${names} needed and not installed. Install with, for example,\n  sudo apt-get install ${packages.join(' ')}\nor name the command in the environment variable ${variables.join(' or ')}.`,
      );
      process.exit(1);
    }
    console.log(`Installing ${names}.`);
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
}
