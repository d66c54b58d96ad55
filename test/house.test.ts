/** The plan of the house, enforced: which room may import which room and which package. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

interface Room {
  /** Rooms it may import from. */
  readonly rooms: readonly string[];
  /** Rooms of which it may import types only. */
  readonly types?: readonly string[];
  readonly packages: readonly string[];
}

const YJS = ['yjs', 'y-protocols', 'lib0'] as const;

/** An allow-list: what is not here is refused, a room that is not here too. The longest name that fits decides. */
const PLAN: Readonly<Record<string, Room>> = {
  'lib/parse': { rooms: [], packages: ['zod'] },
  'lib/domain': { rooms: ['lib/parse'], packages: [] },
  'lib/notebook': { rooms: ['lib/domain', 'lib/parse'], packages: ['yjs'] },
  'lib/vault': { rooms: ['lib/parse'], packages: ['hash-wasm', '@hpke/core', '@scure/bip39'] },
  'lib/sync': {
    rooms: ['lib/parse'],
    packages: [...YJS, 'y-indexeddb', 'y-webrtc', 'simple-peer'],
  },
  'lib/session': {
    rooms: ['lib/domain', 'lib/notebook', 'lib/vault', 'lib/sync', 'lib/parse'],
    types: ['lib/link'],
    packages: [...YJS],
  },
  'lib/link': { rooms: ['lib/domain', 'lib/parse'], types: ['lib/session'], packages: [...YJS] },
  'lib/browser': { rooms: ['lib/parse'], packages: ['wxt'] },
  components: {
    rooms: ['lib/domain', 'lib/link', 'lib/parse'],
    types: ['lib/session'],
    packages: ['react', 'react-dom', '@tiptap', 'yjs', 'y-protocols'],
  },
  entrypoints: {
    // The composition root: it makes the store and the clock and hands them in.
    rooms: ['lib/browser', 'lib/session', 'lib/link', 'lib/vault', 'lib/sync', 'components'],
    packages: ['react', 'react-dom', 'wxt'],
  },
};

interface Import {
  readonly from: string;
  readonly isType: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gu;

const importsOf = (source: string): readonly Import[] =>
  [...source.matchAll(IMPORT)].flatMap(([, type, from, dynamic]) => {
    const name = from ?? dynamic;
    return name === undefined ? [] : [{ from: name, isType: type !== undefined }];
  });

const roomOf = (file: string): string | null =>
  Object.keys(PLAN).find((room) => file.startsWith(`${room}/`)) ?? null;

/** Every import of a file that the plan does not allow, as a sentence. */
const trespassesOf = (file: string, source: string): readonly string[] => {
  const room = roomOf(file);
  const plan = room === null ? undefined : PLAN[room];
  if (room === null || plan === undefined) return [`${file} is in no room of the plan`];
  return importsOf(source).flatMap(({ from, isType }) => {
    const inside = from.startsWith('@/')
      ? from.slice(2)
      : from.startsWith('.')
        ? path.posix.join(path.posix.dirname(file), from)
        : null;
    if (inside === null) {
      const isAllowed = plan.packages.some((name) => from === name || from.startsWith(`${name}/`));
      return isAllowed ? [] : [`${file} imports the package ${from}`];
    }
    const other = roomOf(inside);
    if (other === room) return [];
    if (other !== null && plan.rooms.includes(other)) return [];
    if (other !== null && isType && plan.types?.includes(other) === true) return [];
    return [`${file} imports ${inside}`];
  });
};

const ROOT = path.resolve(import.meta.dirname, '..');
const files = ['lib', 'components', 'entrypoints'].flatMap((top) =>
  readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name))
    .map((name) => `${top}/${name.split(path.sep).join('/')}`),
);

test('every import keeps to the plan', () => {
  const trespasses = files.flatMap((file) =>
    trespassesOf(file, readFileSync(path.join(ROOT, file), 'utf8')),
  );
  expect(trespasses).toEqual([]);
});

test('the plan looked at every room', () => {
  const seen = new Set(files.map((file) => roomOf(file)));
  expect(seen).toEqual(new Set(Object.keys(PLAN)));
});

test.for([
  ['lib/domain/x.ts', "import * as Y from 'yjs';"],
  ['lib/domain/x.ts', "import { seal } from '@/lib/vault/keys';"],
  ['lib/sync/x.ts', "import { open } from '../vault/cover';"],
  ['lib/sync/x.ts', "import type { Letter } from '@/lib/vault/letter';"],
  ['lib/vault/x.ts', "export { put } from '@/lib/notebook/records';"],
  ['lib/vault/x.ts', "const a = await import('yjs');"],
  ['components/x.tsx', "import { openVault } from '@/lib/vault/vault';"],
  ['components/x.tsx', "import { openSession } from '@/lib/session/session';"],
  ['components/x.tsx', "import { browser } from 'wxt/browser';"],
  ['lib/extras/x.ts', ''],
  ['lib/notebook/x.ts', "import { z } from 'zod';"],
] as const)('the plan refuses %s with %s', ([file, source]) => {
  expect(trespassesOf(file, source)).toHaveLength(1);
});

test('no folder has a name that says nothing', () => {
  const names = files.flatMap((file) => path.posix.dirname(file).split('/'));
  expect(names.filter((name) => /^(?:utils?|helpers?|common|misc|shared)$/u.test(name))).toEqual(
    [],
  );
});

test('every file begins with a sentence that says what it is', () => {
  const silent = files.filter(
    (file) => !/^(?:\/\/ @[^\n]*\n)?\/\*\*/u.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );
  expect(silent).toEqual([]);
});
