/** The search itself: it finds what is readable, however it is written. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runControl } from './control.ts';
import { searchFolder, searchFrames } from './search.ts';

const TEXT = 'the tamarisk bus route';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'liaison-notebook-search-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.for([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-16LE', Buffer.from(TEXT, 'utf16le')],
  ['UTF-16BE', Buffer.from(TEXT, 'utf16le').swap16()],
] as const)('a text in %s in a deep file is found', async ([encoding, bytes]) => {
  const dir = path.join(folder, encoding, 'deep', 'inside');
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'file'), Buffer.concat([Buffer.from([0, 255, 1]), bytes]));
  const { files, found } = await searchFolder(path.join(folder, encoding), [TEXT, 'another text']);
  expect(files).toBe(1);
  expect(found).toEqual([{ text: TEXT, encoding, where: path.join('deep', 'inside', 'file') }]);
});

test.for([
  ['as it is', [Buffer.from(`{"data":"${TEXT}"}`)]],
  ['cut between two messages', [Buffer.from(TEXT.slice(0, 9)), Buffer.from(TEXT.slice(9))]],
  ['in base64', [Buffer.from(`{"data":"${Buffer.from(`..${TEXT}`).toString('base64')}"}`)]],
] as const)('a text that passes %s is found', ([, frames]) => {
  expect(searchFrames(frames, [TEXT]).found).toHaveLength(1);
});

test('every text is found where plain Yjs kept it', async () => {
  const control = await runControl(path.join(folder, 'control'), [TEXT, 'Marguerite Saltmarsh']);
  expect(control.missed).toEqual([]);
});
