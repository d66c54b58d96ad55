/** The page that the benchmark measures beside the notebook: plain Yjs with y-webrtc and y-indexeddb. Runs in the browser. */
import { IndexeddbPersistence } from 'y-indexeddb';
import { WebrtcProvider } from 'y-webrtc';
import * as Y from 'yjs';

const strictly = (db: IDBDatabase): Promise<void> =>
  new Promise((resolve, reject) => {
    // A strict transaction on the same stores ends after those before it, and on the disk.
    const last = db.transaction(['updates', 'custom'], 'readwrite', { durability: 'strict' });
    last.addEventListener('complete', () => resolve());
    last.addEventListener('abort', () => reject(last.error));
    last.objectStore('custom').put('all', 'durable');
  });

/** A note that shows what is typed anywhere in the page, on this and every other device in the room. */
const openNote = async (room: string, signalling: string): Promise<void> => {
  const doc = new Y.Doc();
  const kept = new IndexeddbPersistence(room, doc);
  await kept.whenSynced;
  const provider = new WebrtcProvider(room, doc, {
    signaling: [signalling],
    filterBcConns: true,
    peerOpts: { config: { iceServers: [] } },
  });
  const note = document.createElement('p');
  note.id = 'note';
  document.body.replaceChildren(note);
  const text = doc.getText('note');
  text.observe(() => {
    note.textContent = text.toJSON();
  });
  document.addEventListener('keydown', ({ key }) => text.insert(text.length, key));
  await new Promise<void>((resolve) => {
    provider.on('peers', ({ webrtcPeers }: { readonly webrtcPeers: readonly string[] }) => {
      if (webrtcPeers.length > 0) resolve();
    });
  });
};

type Fields = Readonly<Record<string, string>>;

/** Writes records, one key for each field and one transaction for each record, until they are durable. */
const writeRecords = async (records: readonly Fields[]): Promise<void> => {
  const doc = new Y.Doc();
  const kept = new IndexeddbPersistence('records', doc);
  await kept.whenSynced;
  const map = doc.getMap('records');
  for (const [index, fields] of records.entries()) {
    doc.transact(() => {
      for (const [field, value] of Object.entries(fields)) map.set(`${index}/${field}`, value);
    });
  }
  if (kept.db === null) throw new Error('the database is not open');
  await strictly(kept.db);
  await kept.destroy();
};

/** Opens the same records and shows those that have a reference; answers how long that took (ms). */
const openRecords = async (): Promise<number> => {
  const from = performance.now();
  const doc = new Y.Doc();
  const kept = new IndexeddbPersistence('records', doc);
  await kept.whenSynced;
  const list = document.createElement('ul');
  for (const [key, value] of doc.getMap('records')) {
    if (!key.endsWith('/reference')) continue;
    const row = document.createElement('li');
    row.textContent = String(value);
    list.append(row);
  }
  document.body.replaceChildren(list);
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
  const took = performance.now() - from;
  await kept.destroy();
  return took;
};

Object.assign(globalThis, { plain: { openNote, writeRecords, openRecords } });
