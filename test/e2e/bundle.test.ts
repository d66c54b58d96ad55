/** The built extension: it names no host of anyone, and asks for nothing that it does not need. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { EXTENSION } from './profile.ts';

/** Names in the bundle that nothing ever connects to. Every other one is refused. */
const NEVER_CALLED = {
  'http://www.w3.org': 'names of XML namespaces',
  'http://json-schema.org': 'names of JSON Schema versions, within zod',
  'https://json-schema.org': 'names of JSON Schema versions, within zod',
  'https://react.dev': 'where an error message of React says to read on',
  'https://prosemirror.net': 'where an error message of ProseMirror says to read on',
  'https://rolldown.rs': 'where an error message of the bundler says to read on',
  'https://github.com': 'where an error message of a library says to read on',
  'wss://meet.example.org': 'the example beside a question',
} as const satisfies Readonly<Record<string, string>>;

const ADDRESS = /\b(?:https?|wss?):\/\/[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9](?::\d+)?/gu;
const ICE_SERVER = /["'`](?:stuns?|turns?):[A-Za-z0-9][^"'`]*/gu;

const files = (): readonly { readonly name: string; readonly text: string }[] =>
  readdirSync(EXTENSION, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { name: path.relative(EXTENSION, file), text: readFileSync(file, 'latin1') };
    });

const namesIn = (text: string): readonly string[] => [
  ...(text.match(ADDRESS) ?? []),
  ...(text.match(ICE_SERVER) ?? []),
];

beforeAll(() => {
  ensureBuilt();
});

test('the bundle names no host that could be called', () => {
  const strangers = files().flatMap(({ name, text }) =>
    [...new Set(namesIn(text))]
      .filter((host) => !Object.hasOwn(NEVER_CALLED, host))
      .map((host) => `${name}: ${host}`),
  );
  expect(strangers).toEqual([]);
});

test('every name that is allowed is still there', () => {
  const named = new Set(files().flatMap(({ text }) => namesIn(text)));
  expect(Object.keys(NEVER_CALLED).filter((host) => !named.has(host))).toEqual([]);
});

test.for([
  'fetch("https://telemetry.example.com/x")',
  "new WebSocket('wss://y-webrtc-eu.fly.dev')",
  '{urls:["stun:stun.l.google.com:19302"]}',
  '{urls:`turn:turn.example.net`}',
])('the search sees %s', (text) => {
  expect(namesIn(text)).toHaveLength(1);
});

test('the manifest asks for no host and puts nothing into pages', () => {
  const manifest: unknown = JSON.parse(readFileSync(path.join(EXTENSION, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({ manifest_version: 3 });
  for (const refused of [
    'host_permissions',
    'optional_host_permissions',
    'content_scripts',
    'externally_connectable',
    'web_accessible_resources',
  ]) {
    expect(manifest).not.toHaveProperty(refused);
  }
});

test('the manifest asks for these permissions and no other', () => {
  const manifest: { readonly permissions: readonly string[] } = JSON.parse(
    readFileSync(path.join(EXTENSION, 'manifest.json'), 'utf8'),
  );
  expect(manifest.permissions.toSorted()).toEqual([
    'idle',
    'offscreen',
    'sidePanel',
    'unlimitedStorage',
  ]);
});
