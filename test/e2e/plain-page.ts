/** What a page without any of our care would do: plain Yjs, kept by plain y-indexeddb. Runs in the browser. */
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

/** Writes each text into a plain document and resolves once the rows are durable. */
const writePlainly = async (texts: readonly string[]): Promise<void> => {
  const doc = new Y.Doc();
  const kept = new IndexeddbPersistence('plain', doc);
  await kept.whenSynced;
  for (const [index, text] of texts.entries()) doc.getMap('plain').set(String(index), text);
  await kept.set('written', 'all');
  const { db } = kept;
  if (db === null) throw new Error('the database is not open');
  // A strict transaction on the same stores ends after those before it, and on the disk.
  const last = db.transaction(['updates', 'custom'], 'readwrite', { durability: 'strict' });
  await new Promise((resolve, reject) => {
    last.addEventListener('complete', resolve);
    last.addEventListener('abort', reject);
    last.objectStore('custom').put('all', 'durable');
  });
};

Object.assign(globalThis, { writePlainly });
