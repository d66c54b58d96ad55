/** Covers as they rest in the store of truth, and whether they stand in a file of a browser's profile. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { fillDate, goTo, heading, press } from './people.ts';
import type { Profile } from './profile.ts';

export interface Cover {
  readonly row: number;
  /** Two places of it, in hexadecimal: the log of a browser's database cuts what it holds into blocks. */
  readonly pieces: readonly string[];
}

/** Runs in the engine: the rows of the store of truth. */
const ROWS = `(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name));
    database.onversionchange = () => database.close();
    if (database.objectStoreNames.contains('rows')) {
      for (const { row, cover } of await answer(database.transaction('rows').objectStore('rows').getAll())) {
        found.push({ row, pieces: [hex(cover.subarray(200, 232)), hex(cover.subarray(400, 432))] });
      }
    }
    database.close();
  }
  return found;
})()`;
export const rowsOf = async (profile: Profile): Promise<readonly Cover[]> =>
  (await profile.inEngine(ROWS)) as readonly Cover[];

/** Of how many covers some piece stands in a file, and in which. */
export const foundOf = async (
  dir: string,
  covers: readonly Cover[],
): Promise<{ readonly count: number; readonly where: readonly string[] }> => {
  const left = new Map(
    covers.map((cover) => [cover, cover.pieces.map((piece) => Buffer.from(piece, 'hex'))]),
  );
  const where: string[] = [];
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await readFile(file).catch(() => null);
    if (bytes === null) continue;
    for (const [cover, needles] of left) {
      if (!needles.some((needle) => bytes.includes(needle))) continue;
      left.delete(cover);
      where.push(path.relative(dir, file));
    }
  }
  return { count: covers.length - left.size, where: [...new Set(where)] };
};

/** The browser puts its files together behind what it was asked for. */
export const untilGone = async (dir: string, covers: readonly Cover[]): Promise<void> => {
  const until = Date.now() + 30_000;
  for (;;) {
    const { count, where } = await foundOf(dir, covers);
    if (count === 0) return;
    if (Date.now() > until) {
      throw new Error(`${count} of ${covers.length} are still in ${where.join(', ')}`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
};

export const addTransfer = async (page: Page, reference: string): Promise<void> => {
  await goTo(page, 'Transfers');
  await press(page, 'Add a transfer');
  await heading(page, 'Add a transfer');
  await page.getByLabel('Reference or initials').fill(reference);
  await fillDate(page, 'Date of birth', new Date(2009, 5, 3));
  await page.getByLabel('YOT', { exact: true }).selectOption({ label: 'Newham' });
  await press(page, 'Add this transfer');
  await heading(page, reference);
};
