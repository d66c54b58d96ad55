/**
 * Rewriting what rests on the disk without what is to be erased.
 *
 * A row that is deleted stays in Chromium's files, and deleting it writes it once more, into a log for undoing.
 * Deleting a whole database leaves no such log, and has the browser put the files together anew without it. So what
 * is to stay moves to a database of another name, the old one goes, and random bytes push the rest of it out of the
 * files that are still being written. Measured, not promised: what a disk does with blocks that files have left is
 * beyond a browser.
 */
import type { Random } from './keys';

const NOISE_TABLE = 'noise';
/** Below the size at which a browser keeps a value in a file of its own. */
const NOISE_PIECE = 32 * 1024;
const PIECES_PER_WRITE = 32;
/** Several times what the browser gathers in memory and in its newest files (bytes). */
export const NOISE = 64 * 1024 * 1024;

/** The names that a database goes through: its own, then one with a growing number. */
export const generationOf = (name: string, stored: string): number | null => {
  if (stored === name) return 0;
  const number = stored.startsWith(`${name}~`) ? stored.slice(name.length + 1) : '';
  return /^[1-9]\d{0,8}$/u.test(number) ? Number(number) : null;
};

export const generationName = (name: string, generation: number): string =>
  generation === 0 ? name : `${name}~${generation}`;

export const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('IndexedDB gave no reason'));
    });
  });

/** Resolves when the transaction is durable, not when its requests are answered. */
export const completion = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => {
      resolve();
    });
    transaction.addEventListener('abort', () => {
      reject(transaction.error ?? new DOMException('aborted without a reason', 'AbortError'));
    });
  });

/** Resolves when the database is gone; waits for connections that others hold. */
export const deleteDatabase = async (indexedDB: IDBFactory, name: string): Promise<void> => {
  await answerOf(indexedDB.deleteDatabase(name));
};

/** Writes random bytes into a database that is then deleted. Stops early, without an error, at a full disk. */
export const writeNoise = async (
  indexedDB: IDBFactory,
  name: string,
  random: Random,
  bytes = NOISE,
): Promise<void> => {
  const request = indexedDB.open(name, 1);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(NOISE_TABLE);
  });
  const database = await answerOf(request);
  try {
    for (let written = 0; written < bytes; written += NOISE_PIECE * PIECES_PER_WRITE) {
      const transaction = database.transaction(NOISE_TABLE, 'readwrite');
      const done = completion(transaction);
      for (let piece = 0; piece < PIECES_PER_WRITE; piece += 1) {
        // In no order: in a growing one the browser would never come back to its older files.
        transaction.objectStore(NOISE_TABLE).put(random(NOISE_PIECE), random(16));
      }
      await done;
    }
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    if (!isFull) throw error;
  } finally {
    database.close();
    await deleteDatabase(indexedDB, name);
  }
};
