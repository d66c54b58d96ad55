/** The notebooks of this device: each is opened with all that belongs to it, followed, put away locked, or closed. */
import { grantsFor } from './access-work';
import { openAuditLog, type AuditLog } from './audit-log';
import { openBook, type Book } from './book';
import type { SessionSurroundings } from './hall';
import { openInviting } from './inviting';
import type { Keepsake, Unlocked } from './keepsake';
import { openMembersNews, type MembersNews } from './members-news';
import { openNotebook, storeTagOf, type OpenNotebook } from './open-notebook';
import { openShelf, type Shelf } from './shelf';
import { nameOfDevice } from './view-people';
import { Person, standingText, type AboutMe } from '@/lib/domain/people';
import { POLICY_ID } from '@/lib/domain/policy';
import { put } from '@/lib/notebook/records';
import type { Keyring } from '@/lib/vault/keyring';

export interface Books {
  readonly books: Map<string, Book>;
  /** Of each open notebook what happened to its people and devices. */
  readonly news: Map<string, MembersNews>;
  /** Of each open notebook the log of what this person sees and does there. */
  readonly logs: Map<string, AuditLog>;
  /** All of this device, locked ones too. */
  readonly notebooks: () => readonly OpenNotebook[];
  /** What is done by itself in a notebook follows what changed in it. */
  readonly look: (id: string) => void;
  /** `statements`: those that a notebook just founded or joined begins with. */
  readonly open: (
    who: Unlocked,
    keyring: Keyring,
    statements?: readonly Uint8Array[],
  ) => Promise<Book>;
  /** A notebook whose keys could not be kept must not stay open: it would be gone after the next start. */
  readonly close: (id: string) => Promise<void>;
  readonly introduce: (notebook: OpenNotebook, person: string, about: AboutMe) => Promise<void>;
  /** Takes the keys out of books that are shown no more; they go on passing sealed changes. */
  readonly putAway: (
    closing: ReadonlyMap<string, Book>,
    ending: ReadonlyMap<string, AuditLog>,
  ) => Promise<void>;
  readonly closeAll: () => Promise<void>;
}

export interface BooksParts extends Pick<
  SessionSurroundings,
  'store' | 'random' | 'timers' | 'now' | 'iceServers'
> {
  readonly keepsake: Keepsake;
  readonly who: () => Unlocked | null;
  /** Something that concerns every notebook has changed, or one notebook alone. */
  readonly changed: () => void;
  readonly changedIn: (id: string) => void;
  /** Sections of a notebook were built anew, or have closed. */
  readonly onRebuilt: (id: string, names: readonly string[]) => void;
}

export const openBooks = (parts: BooksParts): Books => {
  const { store, random, timers, now, iceServers, keepsake, changed } = parts;
  const books = new Map<string, Book>();
  const news = new Map<string, MembersNews>();
  const logs = new Map<string, AuditLog>();
  /** Notebooks that go on passing sealed changes while locked. */
  const lockedBooks = new Map<string, OpenNotebook>();

  const introduce: Books['introduce'] = async (notebook, person, about) => {
    const { saved } = notebook.write('directory', (doc) =>
      put(doc, 'person', Person.parse({ ...about, id: person }), { now: now(), origin: 'order' }),
    );
    await saved;
  };

  /** By the name of the notebook alone: these live on while it is locked, and must keep nothing of its keys alive. */
  const surroundings = (notebook: string) => ({
    store,
    random,
    timers,
    now,
    iceServers,
    onChange: () => parts.changedIn(notebook),
    keepKeyring: async (keyring: Keyring) => {
      const who = parts.who();
      // One that is being opened for the first time is kept by whoever opens it.
      if (who?.keyrings.some((known) => known.notebook === notebook) !== true) return;
      await keepsake.putKeyring(who, keyring);
    },
    onRebuilt: (names: readonly string[]) => {
      books.get(notebook)?.shelf.reopen();
      parts.onRebuilt(notebook, names);
    },
    nameOf: (device: string): string => {
      const of = books.get(notebook);
      return of === undefined ? 'Someone' : nameOfDevice(of.notebook, of.shelf, device);
    },
  });

  const settle = async (who: Unlocked, notebook: OpenNotebook, shelf: Shelf): Promise<Book> => {
    const tag = await storeTagOf(who.master, notebook.id);
    const inviting = await openInviting({
      notebook,
      device: who.device,
      kept: await keepsake.get(who, 'invitations', tag),
      keep: (bytes) => keepsake.put(who, 'invitations', bytes, tag),
      rightsOf: ({ person, mayInvite, isOwnDevice }) => {
        const record = shelf.find('person', person);
        if (isOwnDevice || record === null) return { role: '', grants: [] };
        const me = notebook.register().memberOf(who.device.id);
        const standing = { role: record.role, isAuditor: record.role === 'auditor' };
        return {
          role: standingText(standing),
          grants: grantsFor(
            { notebook, shelf, me },
            { id: person, ...standing, isKeeper: mayInvite },
          ),
        };
      },
      introduce: (person, about) => introduce(notebook, person, about),
      notebookName: () => notebook.keyring().name ?? '',
      onChange: changed,
      now,
      random,
      timers,
    });
    const opened = openBook({
      notebook,
      shelf,
      inviting,
      device: who.device.id,
      about: () => who.about,
      now,
      onChange: changed,
    });
    const told = openMembersNews({
      kept: await keepsake.get(who, 'news', tag),
      keep: (bytes) => keepsake.put(who, 'news', bytes, tag),
      aside: notebook.troubles,
      now,
    });
    told.look(notebook.register());
    const audit = openAuditLog({
      notebook,
      place: () => ({ notebook, shelf, me: opened.looking().me }),
      device: who.device.id,
      kept: await keepsake.get(who, 'audit', tag),
      keep: (bytes) => keepsake.put(who, 'audit', bytes, tag),
      asksReasons: () => shelf.find('policy', POLICY_ID)?.asksReasons ?? false,
      onChange: changed,
      now,
      random,
      timers,
    });
    news.set(notebook.id, told);
    books.set(notebook.id, opened);
    logs.set(notebook.id, audit);
    audit.look();
    return opened;
  };

  const settleOrClose = async (who: Unlocked, notebook: OpenNotebook): Promise<Book> => {
    try {
      return await settle(who, notebook, openShelf(notebook));
    } catch (error) {
      await notebook.close();
      throw error;
    }
  };

  return {
    books,
    news,
    logs,
    notebooks: () => [
      ...[...books.values()].map(({ notebook }) => notebook),
      ...lockedBooks.values(),
    ],
    look: (id) => {
      const of = books.get(id);
      if (of === undefined) return;
      news.get(id)?.look(of.notebook.register());
      of.usher.look();
      logs.get(id)?.look();
    },
    open: async (who, keyring, statements) => {
      const open = {
        device: who.device,
        master: who.master,
        keyring,
        ...(statements === undefined ? {} : { statements }),
      };
      const waiting = lockedBooks.get(keyring.notebook);
      if (waiting !== undefined) {
        lockedBooks.delete(keyring.notebook);
        try {
          await waiting.unlock(open);
        } catch (error) {
          await waiting.close().catch(() => {});
          throw error;
        }
        return settleOrClose(who, waiting);
      }
      const notebook = await openNotebook(open, surroundings(keyring.notebook));
      return settleOrClose(who, notebook);
    },
    close: async (id) => {
      const of = books.get(id);
      const audit = logs.get(id);
      books.delete(id);
      news.delete(id);
      logs.delete(id);
      await audit?.end();
      of?.inviting.close();
      of?.shelf.close();
      await of?.notebook.close();
    },
    introduce,
    putAway: async (closing, ending) => {
      for (const [id, { notebook, shelf, inviting }] of closing) {
        inviting.close();
        // While it can still be sealed; what cannot be written now is kept and written at the next unlocking.
        await ending
          .get(id)
          ?.end()
          .catch(() => {});
        shelf.close();
        try {
          await notebook.lock();
          lockedBooks.set(id, notebook);
        } catch {
          // One that cannot go on passing sealed changes is opened anew at the next unlocking.
          await notebook.close().catch(() => {});
        }
      }
    },
    closeAll: async () => {
      for (const { notebook, inviting } of books.values()) {
        inviting.close();
        await logs
          .get(notebook.id)
          ?.end()
          .catch(() => {});
        await notebook.close();
      }
      for (const notebook of lockedBooks.values()) await notebook.close();
    },
  };
};
