/**
 * The hall: the one room where records, keys and wires meet. It knows who is unlocked, holds the open notebooks and
 * answers what panels ask.
 */
import { done, LOCKED, refused } from './answer';
import { ACCESS_ORDERS, type AccessOrdering, type Erase } from './access-orders';
import { actionsOfAll, mineNow, todayOfAll } from './all-notebooks';
import { ACTS, isViewed } from './audit-acts';
import { openAuditLog, type AuditLog } from './audit-log';
import { AUDIT_ORDERS } from './audit-orders';
import { grantsFor } from './access-work';
import { apartViews } from './apart';
import { openBook, type Book } from './book';
import { calendarFile } from './calendar-file';
import { openInviting } from './inviting';
import { openJoining, type Joining } from './joining';
import { FULL, openKeepsake, type Unlocked } from './keepsake';
import { MEMBER_ORDERS } from './members';
import { openMembersNews, type MembersNews } from './members-news';
import { openNotebook, storeTagOf, type OpenNotebook } from './open-notebook';
import { RECORD_ORDERS, type Ordering } from './orders';
import { mayChange, openShelf, type Shelf } from './shelf';
import { openPassphrase, readTypedCode } from './passphrase';
import { openPassphraseTries } from './passphrase-tries';
import { openRecovering, type Recovering } from './recovering';
import { openReminding, type Showing } from './reminding';
import { openRecoveryCodes } from './recovering-code';
import { openRecoveryListening } from './recovering-listen';
import { comeBackBy, keyringFrom, readStatements } from './recovering-return';
import { bringLate } from './share';
import { copyInto } from './start-again';
import { isMemberView, MEMBER_VIEWS } from './view-access';
import { auditView } from './view-audit';
import { nameOfDevice, type PeopleSeen } from './view-people';
import type { AppView, JoinView, Place } from './views';
import type { Welcome } from './welcome';
import type { Answer, OrderName, OrderOf, ViewName } from '@/lib/link/contract';
import type { Desk, NoteListener, NoteSeating } from '@/lib/link/engine-link';
import { londonDay, type CalendarDay } from '@/lib/domain/calendar';
import { SECTIONS } from '@/lib/domain/kinds';
import { POLICY_ID } from '@/lib/domain/policy';
import { NOTE_FORM } from '@/lib/domain/note-form';
import { isLongEnough, PASSPHRASE_RULE } from '@/lib/domain/passphrase';
import { Person, standingText, type AboutMe } from '@/lib/domain/people';
import type { ErasedName } from '@/lib/notebook/erasures';
import { noteFragment } from '@/lib/notebook/layout';
import { noteJson } from '@/lib/notebook/note-json';
import { put } from '@/lib/notebook/records';
import { ADDRESS_RULE, isMeetingAddress } from '@/lib/parse/address';
import { toHex } from '@/lib/parse/bytes';
import type { Random, Timers } from '@/lib/sync/timers';
import { lockDevice, makeDevice } from '@/lib/vault/device';
import { MemberId, sectionIdFromBytes } from '@/lib/vault/ids';
import { readCode } from '@/lib/vault/invitation-code';
import { PASSPHRASE_COST, type PassphraseCost } from '@/lib/vault/keys';
import { nameEpoch } from '@/lib/vault/hands';
import { makeSectionKey, newestEpoch, type Keyring } from '@/lib/vault/keyring';
import { foundNotebook } from '@/lib/vault/statement';
import type { RewritableStore } from '@/lib/vault/store';

export interface SessionSurroundings {
  readonly store: RewritableStore;
  readonly random: Random;
  readonly timers: Timers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly passphraseCost?: PassphraseCost;
  readonly iceServers: readonly RTCIceServer[];
  /** Tells the worker after how many minutes away the notebook locks. */
  readonly lockAfter: (minutes: number) => void;
  /** What the browser shows outside the panel. */
  readonly showing?: Showing;
}

export interface Session extends Desk {
  /** The person left the computer, or its screen was locked. */
  readonly away: () => Promise<void>;
  /** A minute or so has passed: time for what comes by the clock. */
  readonly tick: () => void;
  readonly close: () => Promise<void>;
}

const DEFAULT_LOCK_AFTER = 15;
const MOST_DRAFTS = 200;
const MOST_VIEWS = 200;
const JOINING_CLOSES_AFTER_MS = 8_000;

const NO_ADDRESS =
  'Set an address to meet at first: the other device needs a way to find this one.';

const CODES = {
  'not an invitation': 'That is not an invitation code. Copy the whole code and paste it again.',
  'cut short or mistyped':
    'That code is cut short or mistyped. Copy the whole code and paste it again.',
  'from a newer version':
    'That code was made with a newer version. Update your browser extension and try again.',
} as const;

/** What an erasure is called when the record has gone: the first of those that go together. */
const erasedName = (section: string, records: Parameters<Erase>[1]): ErasedName => {
  const first = records === 'everything' ? undefined : records[0];
  return first?.kind === 'transfer' || first?.kind === 'meeting'
    ? { kind: first.kind, id: first.id }
    : { kind: 'secondment', id: section.slice(section.indexOf('/') + 1) };
};

/** One handler for each order, so that a new order without one does not compile. */
type Orders = { readonly [Name in OrderName]: (given: OrderOf<Name>) => Promise<Answer> };

export const openSession = async (around: SessionSurroundings): Promise<Session> => {
  const { store, random, timers, now } = around;
  const cost = around.passphraseCost ?? PASSPHRASE_COST;
  const changeListeners = new Set<() => void>();
  const lockListeners = new Set<() => void>();
  const keepsake = openKeepsake(store);
  const passphrases = openPassphrase({
    store,
    keepsake,
    tries: await openPassphraseTries(store, timers),
    cost,
    random,
  });
  const recoveryCodes = openRecoveryCodes({ keepsake, passphrase: passphrases, now, random });
  const listening = openRecoveryListening({ random, timers });
  const books = new Map<string, Book>();
  /** Notebooks that go on passing sealed changes while locked. */
  const lockedBooks = new Map<string, OpenNotebook>();
  const news = new Map<string, MembersNews>();
  /** Of each open notebook the log of what this person sees and does there. */
  const logs = new Map<string, AuditLog>();
  const drafts = new Map<string, string>();
  /** Views as they were made last: every panel asks for the same ones after every change. */
  const made = new Map<string, { readonly version: number; readonly value: unknown }>();

  let stage: AppView['stage'] = 'starting';
  let brokenWhy = '';
  let unlocked: Unlocked | null = null;
  let current: string | null = null;
  let joining: Joining | null = null;
  let recovering: Recovering | null = null;
  let place: Place | null = null;
  let lockAfterMinutes = DEFAULT_LOCK_AFTER;
  let hasDevice = false;
  let version = 0;
  let working: Promise<unknown> = Promise.resolve();

  /** What is done by itself in a notebook follows what changed in it. */
  const lookIn = (id: string): void => {
    const of = books.get(id);
    if (of === undefined) return;
    news.get(id)?.look(of.notebook.register());
    of.usher.look();
    logs.get(id)?.look();
  };
  const allBooks = (): readonly Book[] => [...books.values()];
  const reminding = openReminding({
    showing: around.showing ?? null,
    keepsake,
    books: () => (unlocked === null ? null : allBooks()),
    onNewDay: () => changed(),
    timers,
    now,
  });
  const tell = (): void => {
    version += 1;
    reminding.look();
    listening.look([
      ...[...books.values()].map(({ notebook }) => notebook),
      ...lockedBooks.values(),
    ]);
    for (const told of changeListeners) told();
  };
  /** Something of the device or its person has changed, which concerns every notebook. */
  const changed = (): void => {
    for (const id of books.keys()) lookIn(id);
    tell();
  };
  /** A keystroke in one of many notebooks is not looked at in the others. */
  const changedIn = (id: string): void => {
    lookIn(id);
    tell();
  };

  /** One step at a time: unlocking, locking, founding and joining never overlap. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = working.then(work, work);
    working = result.catch(() => {});
    return result;
  };

  const book = (): Book | null => (current === null ? null : (books.get(current) ?? null));
  const log = (): AuditLog | null => (current === null ? null : (logs.get(current) ?? null));

  const introduce = async (
    notebook: OpenNotebook,
    person: string,
    about: AboutMe,
  ): Promise<void> => {
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
    iceServers: around.iceServers,
    onChange: () => changedIn(notebook),
    keepKeyring: async (keyring: Keyring) => {
      const who = unlocked;
      // One that is being opened for the first time is kept by whoever opens it.
      if (who?.keyrings.some((known) => known.notebook === notebook) !== true) return;
      await keepsake.putKeyring(who, keyring);
    },
    onRebuilt: () => {
      books.get(notebook)?.shelf.reopen();
      for (const told of lockListeners) told();
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

  /** A notebook whose keys could not be kept must not stay open: it would be gone after the next start. */
  const closeBook = async (id: string): Promise<void> => {
    const of = books.get(id);
    const audit = logs.get(id);
    books.delete(id);
    news.delete(id);
    logs.delete(id);
    await audit?.end();
    of?.inviting.close();
    of?.shelf.close();
    await of?.notebook.close();
  };

  const openOne = async (
    who: Unlocked,
    keyring: Keyring,
    statements?: readonly Uint8Array[],
  ): Promise<Book> => {
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
  };

  const keepSettings = (who: Unlocked): Promise<void> =>
    keepsake.putSettings(who, { lockAfterMinutes, notebook: current ?? '' });
  /** Shows a notebook that has just been founded, joined or unlocked. */
  const show = async (who: Unlocked, id: string): Promise<void> => {
    current = id;
    stage = 'open';
    await keepSettings(who);
    around.lockAfter(lockAfterMinutes);
    changed();
  };

  /** A device for someone who has none yet. `about` is null for one whom a notebook knows. */
  const makeUnlocked = async (
    about: AboutMe | null,
    passphrase: string,
  ): Promise<Unlocked | Answer> => {
    if (about?.name.trim() === '') return refused('Enter your name', 'name');
    if (!isLongEnough(passphrase)) {
      return refused(PASSPHRASE_RULE, 'passphrase');
    }
    // The keys of a device are never written over: they may open a notebook.
    if ((await store.device()) !== null) return refused(LOCKED);
    const device = await makeDevice(random);
    const { locked, master } = await lockDevice({ device, keyrings: [] }, passphrase, cost, random);
    if ((await store.putDevice(locked)).state === 'full') return refused(FULL);
    const who: Unlocked = { locked, device, master, keyrings: [], about };
    hasDevice = true;
    if (about !== null) await keepsake.putAbout(who, about);
    return who;
  };

  const startNotebook = async ({
    about,
    passphrase,
    notebookName,
    meetingPoints,
  }: OrderOf<'startNotebook'>): Promise<Answer> => {
    const wrong = meetingPoints.find((address) => !isMeetingAddress(address));
    if (wrong !== undefined) {
      return refused(ADDRESS_RULE, 'meetingPoints');
    }
    if (notebookName.trim() === '') return refused('Enter a name for the notebook', 'notebookName');
    const who = unlocked ?? (await makeUnlocked(about, passphrase));
    if ('state' in who) return who;
    unlocked = who;
    const opened = await foundFor(who, {
      member: MemberId.parse(toHex(random(16))),
      about: who.about ?? about,
      name: notebookName.trim(),
      signalling: meetingPoints,
    });
    if (opened === null) return refused(FULL);
    await show(who, opened.notebook.id);
    return done(opened.notebook.id);
  };

  /** A new notebook of which this device is the first. Null: the device is full, and nothing was changed. */
  const foundFor = async (
    who: Unlocked,
    {
      member,
      about,
      name,
      signalling,
    }: {
      readonly member: MemberId;
      readonly about: AboutMe;
      readonly name: string;
      readonly signalling: readonly string[];
    },
  ): Promise<Book | null> => {
    const sections = SECTIONS.map((purpose) => ({
      section: sectionIdFromBytes(random(16)),
      purpose,
    }));
    const epoch = await nameEpoch({ number: 1, secret: random(32) });
    const sectionKeys = await Promise.all(
      sections.map(({ section }) => makeSectionKey(section, random)),
    );
    const role = standingText({ role: about.role, isAuditor: false });
    const { notebook, statement } = await foundNotebook(
      who.device,
      { member, role, sections, epoch: epoch.keyId, keys: sectionKeys },
      random,
    );
    const keyring: Keyring = {
      notebook,
      name,
      epochs: [{ number: epoch.number, secret: epoch.secret }],
      sectionKeys,
      signalling,
    };
    const opened = await openOne(who, keyring, [statement.bytes]);
    await introduce(opened.notebook, member, about);
    if (await keepsake.putKeyring(who, opened.notebook.keyring())) return opened;
    await closeBook(notebook);
    return null;
  };

  const startAgain = async (
    of: Book,
    who: Unlocked,
    { without, notebookName }: OrderOf<'startAgain'>,
  ): Promise<Answer> => {
    if (notebookName.trim() === '') return refused('Enter a name for the notebook', 'notebookName');
    const member = of.notebook.register().wasDevice(who.device.id)?.member;
    if (member === undefined) return refused(LOCKED);
    const me = of.shelf.find('person', member) ?? who.about;
    if (me === null) return refused('Say who you are first.', 'name');
    const opened = await foundFor(who, {
      member,
      about: me,
      name: notebookName.trim(),
      signalling: of.notebook.keyring().signalling,
    });
    if (opened === null) return refused(FULL);
    const problem = await copyInto(of, opened.notebook, without);
    if (problem !== null) {
      return refused(`The new notebook was made, but not everything is in it. ${problem}`);
    }
    await show(who, opened.notebook.id);
    return done(opened.notebook.id);
  };

  const enter = async (
    who: Unlocked,
    welcome: Welcome,
    signalling: readonly string[],
    notebookId: Keyring['notebook'],
  ): Promise<void> => {
    const keyring = await keyringFrom(
      who.device,
      { notebook: notebookId, name: welcome.name, signalling },
      await readStatements(welcome.statements),
    );
    if (newestEpoch(keyring) === null) throw new Error('a welcome without a key');
    const opened = await openOne(who, keyring, welcome.statements);
    if (!(await keepsake.putKeyring(who, opened.notebook.keyring()))) {
      await closeBook(notebookId);
      throw new Error(FULL);
    }
    await keepsake.forget('joining');
    // The other side hears that the keys have arrived before its meeting place closes.
    const finished = joining;
    joining = null;
    timers.later(JOINING_CLOSES_AFTER_MS, () => finished?.close());
    await show(who, notebookId);
  };

  const join = async ({ about, passphrase, code }: OrderOf<'join'>): Promise<Answer> => {
    const read = await readCode(code);
    if (read.state === 'refused') return refused(CODES[read.why], 'code');
    if (read.code.signalling.length === 0) {
      return refused(
        'This code names no address to meet at. Ask for one made where an address is set.',
        'code',
      );
    }
    const who =
      unlocked ??
      (about === null || passphrase === null
        ? refused(LOCKED)
        : await makeUnlocked(about, passphrase));
    if ('state' in who) return who;
    unlocked = who;
    if (who.keyrings.some(({ notebook }) => notebook === read.code.notebook)) {
      return refused('You are in this notebook already.', 'code');
    }
    const me = about ?? who.about;
    if (me === null) return refused('Say who you are first.', 'name');
    joining?.close();
    const marked = await keepsake.get(who, 'joining');
    const invitation = new TextEncoder().encode(read.code.invitation);
    joining = await openJoining({
      code: read.code,
      device: who.device,
      about: me,
      hasConfirmed: marked !== null && toHex(marked) === toHex(invitation),
      keepConfirmed: () => keepsake.put(who, 'joining', invitation),
      enter: (welcome) =>
        inTurn(async () => {
          if (unlocked !== who) throw new Error('the notebook was locked while joining');
          await enter(who, welcome, read.code.signalling, read.code.notebook);
        }),
      onChange: changed,
      random,
      timers,
    });
    if (stage !== 'open') stage = 'no notebook';
    changed();
    return done();
  };

  const unlock = async (passphrase: string): Promise<Answer> => {
    const opening = await passphrases.open(passphrase);
    if (opening.state === 'refused') {
      // When the next try is taken is part of what is shown.
      changed();
      return opening.answer;
    }
    const { who } = opening;
    for (const keyring of await openFirst(who)) void inTurn(() => openBehind(who, keyring));
    return done();
  };

  /** Opens one more notebook of the person at this device, unless it was locked meanwhile. */
  const openBehind = async (who: Unlocked, keyring: Keyring): Promise<void> => {
    if (unlocked !== who) return;
    try {
      await openOne(who, keyring);
    } catch {
      // One notebook that does not open must not keep the others closed; it is tried again at the next unlocking.
    }
    changed();
  };

  /**
   * Shows the notebook that was shown last to the person who has just unlocked this device, or the first that opens.
   * Gives the others, which are opened behind it: somebody with 32 notebooks must not wait for all of them.
   */
  const openFirst = async (who: Unlocked): Promise<readonly Keyring[]> => {
    // Two windows may ask at once; the notebooks are opened once.
    if (unlocked !== null) return [];
    unlocked = who;
    await recoveryCodes.open(who);
    // Drafts and settings are a comfort: without them the notebook opens all the same.
    const settings = await keepsake.settings(who).catch(() => null);
    const last = settings?.notebook ?? '';
    const left = who.keyrings.toSorted(
      (a, b) => Number(b.notebook === last) - Number(a.notebook === last),
    );
    let problem: unknown = null;
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      try {
        await openOne(who, next);
        break;
      } catch (error) {
        problem = error;
      }
    }
    if (problem !== null && books.size === 0) {
      unlocked = null;
      throw problem;
    }
    const unfinished = await keepsake.takeUnfinished(who).catch(() => null);
    place = unfinished?.place ?? place;
    for (const [form, values] of unfinished?.drafts ?? []) drafts.set(form, values);
    lockAfterMinutes = settings?.lockAfterMinutes ?? DEFAULT_LOCK_AFTER;
    await reminding.unlocked(who);
    const [first] = books.keys();
    current = first ?? null;
    stage = current === null ? 'no notebook' : 'open';
    around.lockAfter(lockAfterMinutes);
    changed();
    return left;
  };

  /** Opens this device without its passphrase, or brings a notebook to one that holds none. */
  const recover = async (given: OrderOf<'recover'>): Promise<Answer> => {
    const kept = await store.device();
    if (kept === null || unlocked !== null) return recoverHere(given);
    const opening = await passphrases.openByCode(given.code, given.passphrase);
    if (opening.state === 'refused') return opening.answer;
    // The code is used up in every notebook, so all of them are opened first.
    for (const keyring of await openFirst(opening.who)) await openBehind(opening.who, keyring);
    const typed = await readTypedCode(given.code);
    if (typed.state === 'read') await recoveryCodes.used(opening.who, typed.recovery);
    changed();
    return done();
  };

  const recoverHere = async ({
    code,
    passphrase,
    addresses,
  }: OrderOf<'recover'>): Promise<Answer> => {
    const typed = await readTypedCode(code);
    if (typed.state === 'refused') return typed.answer;
    if (addresses.length === 0) {
      return refused('Enter the address where your colleagues meet', 'addresses');
    }
    if (!addresses.every(isMeetingAddress)) return refused(ADDRESS_RULE, 'addresses');
    const who = unlocked ?? (await makeUnlocked(null, passphrase));
    if ('state' in who) return who;
    unlocked = who;
    recovering?.close();
    recovering = await openRecovering({
      recovery: typed.recovery,
      signalling: addresses,
      comeBack: (answer) =>
        inTurn(async () => {
          if (unlocked !== who) throw new Error('the notebook was locked while coming back');
          return comeBackBy({
            who,
            recovery: typed.recovery,
            answer,
            open: openOne,
            close: closeBook,
            keepsake,
            random,
            show: async (id) => {
              await recoveryCodes.used(who, typed.recovery);
              await show(who, id);
            },
          });
        }),
      onChange: changed,
      random,
      timers,
    });
    if (stage !== 'open') stage = 'no notebook';
    changed();
    return done();
  };

  const lock = async (): Promise<Answer> => {
    const who = unlocked;
    if (who === null) return done();
    const closing = [...books];
    const ending = new Map(logs);
    const unfinished = { place, drafts: [...drafts] };
    joining?.close();
    joining = null;
    recovering?.close();
    recovering = null;
    recoveryCodes.close();
    // First nothing is shown or answered any more; then what is left is put away.
    books.clear();
    news.clear();
    logs.clear();
    made.clear();
    drafts.clear();
    place = null;
    unlocked = null;
    stage = 'locked';
    for (const told of lockListeners) told();
    changed();
    // What was typed and not yet sent waits under seal for the next unlocking. A full disk must not stop the lock.
    await keepsake.putUnfinished(who, unfinished).catch(() => {});
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
    return done();
  };

  const ordering = (of: Book, who: Unlocked): Ordering => ({
    notebook: of.notebook,
    shelf: of.shelf,
    looking: of.looking,
    device: who.device,
    newId: () => toHex(random(16)),
    now,
  });

  const invite = async (
    of: Book,
    who: Unlocked,
    { person, mayInvite }: OrderOf<'invite'>,
  ): Promise<Answer> => {
    if (!of.notebook.register().isKeeper(who.device.id)) {
      return refused('Only a person who may invite others can do this.');
    }
    if (of.notebook.keyring().signalling.length === 0) {
      return refused(NO_ADDRESS, 'meetingPoints');
    }
    if (typeof person !== 'string' && person.name.trim() === '') {
      return refused('Enter the name of the person', 'name');
    }
    const known =
      typeof person === 'string'
        ? of.shelf.find('person', person)
        : Person.parse({ id: toHex(random(16)), name: person.name.trim(), role: person.role });
    if (known === null) return refused('That person is no longer in the notebook.');
    // Someone who was let in and never arrived may be invited again.
    const hasArrived = of.notebook
      .register()
      .members.filter(({ member }) => member === String(known.id))
      .some(({ devices }) =>
        devices.some(({ id }) => id === who.device.id || of.notebook.others().has(id)),
      );
    if (hasArrived) return refused(`${known.name} is in this notebook already.`);
    if (typeof person !== 'string') await introduce(of.notebook, known.id, known);
    const { id, name } = known;
    return done(await of.inviting.invite({ person: id, name, mayInvite, isOwnDevice: false }));
  };

  /** Anyone may let in another device of their own; the words are compared on one that is in. */
  const linkDevice = async (of: Book, who: Unlocked): Promise<Answer> => {
    const person = of.notebook.register().memberOf(who.device.id);
    if (person === null) return refused('This device is not in the notebook any more.');
    if (of.notebook.keyring().signalling.length === 0) return refused(NO_ADDRESS, 'meetingPoints');
    const name = of.shelf.find('person', person)?.name ?? who.about?.name ?? '';
    return done(await of.inviting.invite({ person, name, mayInvite: false, isOwnDevice: true }));
  };

  const setMeetingPoints = async (
    of: Book,
    who: Unlocked,
    addresses: readonly string[],
  ): Promise<Answer> => {
    if (!addresses.every(isMeetingAddress)) {
      return refused(ADDRESS_RULE, 'meetingPoints');
    }
    const keyring = { ...of.notebook.keyring(), signalling: addresses };
    if (!(await keepsake.putKeyring(who, keyring))) return refused(FULL);
    await of.notebook.useKeyring(keyring);
    changed();
    return done();
  };

  /** Runs an order that needs an open, unlocked notebook. */
  const inBook = async (work: (of: Book, who: Unlocked) => Promise<Answer>): Promise<Answer> => {
    const of = book();
    return of === null || unlocked === null || stage !== 'open'
      ? refused(LOCKED)
      : work(of, unlocked);
  };
  const onAccess = (work: (ordering: AccessOrdering) => Promise<Answer>): Promise<Answer> =>
    inBook((of, who) =>
      work({
        ...ordering(of, who),
        erase: (section, records) =>
          of.notebook.erase(section, erasedName(section, records), records),
      }),
    );
  const onRecords = (work: (ordering: Ordering) => Promise<Answer>): Promise<Answer> =>
    inBook((of, who) => work(ordering(of, who)));
  const onLog = (
    work: (ordering: Ordering & { readonly log: AuditLog }) => Promise<Answer>,
  ): Promise<Answer> =>
    inBook(async (of, who) => {
      const audit = logs.get(of.notebook.id);
      return audit === undefined ? refused(LOCKED) : work({ ...ordering(of, who), log: audit });
    });

  const orders: Orders = {
    startNotebook: (given) => inTurn(() => startNotebook(given)),
    join: (given) => inTurn(() => join(given)),
    confirmJoinWords: async () => {
      await joining?.confirm();
      return done();
    },
    stopJoining: async () => {
      await joining?.refuse();
      joining?.close();
      joining = null;
      changed();
      return done();
    },
    unlock: ({ passphrase }) => inTurn(() => unlock(passphrase)),
    lock: () => inTurn(lock),
    keepPlace: async (given) => {
      ({ place } = given);
      return done();
    },
    keepDraft: async ({ form, values }) => {
      if (unlocked === null && stage !== 'no notebook') return done();
      if (values === null) drafts.delete(form);
      else if (drafts.size < MOST_DRAFTS || drafts.has(form)) drafts.set(form, values);
      return done();
    },
    draft: async ({ form }) => done(null, drafts.get(form) ?? null),
    invite: (given) => inBook((of, who) => invite(of, who, given)),
    confirmInvitationWords: ({ id }) =>
      inBook(async (of) => {
        await of.inviting.confirm(id);
        return done();
      }),
    stopInvitation: ({ id }) =>
      inBook(async (of) => {
        await of.inviting.stop(id);
        return done();
      }),
    setMeetingPoints: ({ addresses }) =>
      inTurn(() => inBook((of, who) => setMeetingPoints(of, who, addresses))),
    setLockAfter: ({ minutes }) =>
      inBook(async (_, who) => {
        lockAfterMinutes = minutes;
        around.lockAfter(lockAfterMinutes);
        await keepSettings(who);
        changed();
        return done();
      }),
    setReminder: ({ at }) =>
      inBook(async (_, who) => {
        await reminding.choose(who, at);
        changed();
        return done();
      }),
    calendarFile: (given) =>
      inBook(async (of) => calendarFile({ books: allBooks(), of, now: now() }, given)),
    chooseNotebook: ({ id }) =>
      inBook(async (_, who) => {
        if (!books.has(id)) return refused('That notebook is not here.');
        current = id;
        await keepSettings(who);
        changed();
        return done();
      }),
    create: (given) => onRecords((at) => RECORD_ORDERS.create(at, given)),
    change: (given) => onRecords((at) => RECORD_ORDERS.change(at, given)),
    remove: (given) => onRecords((at) => RECORD_ORDERS.remove(at, given)),
    keepValue: (given) => onRecords((at) => RECORD_ORDERS.keepValue(at, given)),
    addSecondment: (given) => onRecords((at) => RECORD_ORDERS.addSecondment(at, given)),
    nilReturns: (given) => onRecords((at) => RECORD_ORDERS.nilReturns(at, given)),
    publishProtocol: (given) => onRecords((at) => RECORD_ORDERS.publishProtocol(at, given)),
    addTransfer: (given) => onRecords((at) => RECORD_ORDERS.addTransfer(at, given)),
    bookMeeting: (given) => onRecords((at) => RECORD_ORDERS.bookMeeting(at, given)),
    finishMeeting: (given) => onRecords((at) => RECORD_ORDERS.finishMeeting(at, given)),
    acceptTransfer: (given) => onRecords((at) => RECORD_ORDERS.acceptTransfer(at, given)),
    removeAccess: (given) => onAccess((at) => ACCESS_ORDERS.removeAccess(at, given)),
    removeDevices: (given) => onRecords((at) => MEMBER_ORDERS.removeDevices(at, given)),
    takeBack: (given) => onRecords((at) => MEMBER_ORDERS.takeBack(at, given)),
    setKeeper: (given) => onRecords((at) => MEMBER_ORDERS.setKeeper(at, given)),
    setAccess: (given) => onAccess((at) => ACCESS_ORDERS.setAccess(at, given)),
    bringInAco: (given) => onAccess((at) => ACCESS_ORDERS.bringInAco(at, given)),
    shareOne: (given) => onAccess((at) => ACCESS_ORDERS.shareOne(at, given)),
    stopSharing: (given) => onAccess((at) => ACCESS_ORDERS.stopSharing(at, given)),
    linkDevice: () => inBook(linkDevice),
    makeRecoveryCode: ({ passphrase }) =>
      inTurn(() =>
        inBook(async (_, who) => {
          const answer = await recoveryCodes.make(who, passphrase);
          changed();
          return answer;
        }),
      ),
    confirmRecoveryCode: ({ part }) =>
      inTurn(() =>
        inBook(async (_, who) => {
          const notebooks = [...books.values()].map(({ notebook }) => notebook);
          const answer = await recoveryCodes.confirm(who, notebooks, part);
          changed();
          return answer;
        }),
      ),
    recover: (given) => inTurn(() => recover(given)),
    stopRecovering: async () => {
      recovering?.close();
      recovering = null;
      changed();
      return done();
    },
    changePassphrase: (given) => inTurn(() => inBook((_, who) => passphrases.change(who, given))),
    leaveOut: (given) => onRecords((at) => MEMBER_ORDERS.leaveOut(at, given)),
    erase: (given) => onAccess((at) => ACCESS_ORDERS.erase(at, given)),
    setHold: (given) => onRecords((at) => MEMBER_ORDERS.setHold(at, given)),
    startAgain: (given) => inTurn(() => inBook((of, who) => startAgain(of, who, given))),
    exportAudit: (given) => onLog((at) => AUDIT_ORDERS.exportAudit(at, given)),
    setAuditor: (given) => onAccess((at) => ACCESS_ORDERS.setAuditor(at, given)),
    setReasons: (given) => onLog((at) => AUDIT_ORDERS.setReasons(at, given)),
    giveReason: (given) => onLog((at) => AUDIT_ORDERS.giveReason(at, given)),
  };

  const joinView = (): JoinView | null => joining?.view() ?? null;

  const removedFrom = ({ notebook, shelf }: Book): { by: string; on: CalendarDay } | null => {
    const removed = notebook.removed();
    return removed === null
      ? null
      : { by: nameOfDevice(notebook, shelf, removed.by), on: londonDay(removed.at) };
  };

  const appView = (): AppView => {
    if (stage === 'starting') return { stage };
    if (stage === 'locked') {
      const wait = passphrases.wait();
      return {
        stage,
        lockAfterMinutes,
        waitUntil: wait === 0 ? null : now() + wait,
        recovering: null,
      };
    }
    if (stage === 'broken') return { stage, why: brokenWhy };
    const of = book();
    const who = unlocked;
    if (stage === 'no notebook' || of === null || who === null) {
      return {
        stage: 'no notebook',
        hasDevice: hasDevice && who !== null,
        join: joinView(),
        recovering: recovering?.view() ?? null,
      };
    }
    return {
      stage: 'open',
      ...of.app(),
      removed: removedFrom(of),
      recovery: recoveryCodes.view(of.notebook.register(), who.device.id).state,
      notebooks: [...books.values()].map(({ notebook }) => ({
        id: notebook.id,
        name: notebook.keyring().name ?? '',
      })),
      lockAfterMinutes,
      overdue: mineNow(allBooks()),
      join: joinView(),
    };
  };

  const seenBy = (of: Book, who: Unlocked): PeopleSeen => {
    const { notebook, shelf, inviting } = of;
    return {
      notebook,
      shelf,
      me: who.device.id,
      invitations: inviting.views(),
      news: news.get(notebook.id)?.items() ?? [],
      recovery: recoveryCodes.view(notebook.register(), who.device.id),
    };
  };

  const openView = (name: Exclude<ViewName, 'app' | 'place'>, id: string | null): unknown => {
    const of = book();
    const who = unlocked;
    if (of === null || who === null || stage !== 'open') return null;
    if (name === 'audit') {
      return auditView(of.shelf, log()?.lines(id === 'all' ? 'all' : 'mine') ?? []);
    }
    if (name === 'today') return todayOfAll(allBooks(), of);
    if (name === 'actions') return actionsOfAll(allBooks(), of);
    if (name === 'reminder') return { at: reminding.at() };
    if (name === 'apart') {
      return apartViews({ notebook: of.notebook, shelf: of.shelf, me: who.device.id });
    }
    return isMemberView(name)
      ? MEMBER_VIEWS[name](seenBy(of, who), id, of.looking().today)
      : of.view(name, id);
  };

  const view = (name: ViewName, id: string | null): unknown => {
    if (name === 'place') return place;
    // It grows with what is seen, which is no change of the notebook.
    if (name === 'audit') return openView(name, id);
    const value = viewOf(name, id);
    // The one place by which a record reaches a screen.
    if (value !== null && id !== null && isViewed(name)) log()?.saw(name, id);
    return value;
  };

  const viewOf = (name: Exclude<ViewName, 'place'>, id: string | null): unknown => {
    const key = `${name}|${id ?? ''}`;
    const known = made.get(key);
    if (known?.version === version) return known.value;
    const value = name === 'app' ? appView() : openView(name, id);
    if (made.size > MOST_VIEWS) made.clear();
    made.set(key, { version, value });
    return value;
  };

  const sawNote = (meeting: string): void => {
    log()?.opens('note', meeting);
    log()?.saw('note', meeting);
  };

  const openNote = async (meeting: string, listener: NoteListener): Promise<NoteSeating> => {
    const of = book();
    if (of === null || stage !== 'open') return { state: 'refused', why: LOCKED };
    const record = of.shelf.find('meeting', meeting);
    const section = of.shelf.sectionOf(meeting);
    if (record === null || section === null) {
      return { state: 'refused', why: 'This meeting is no longer in the notebook.' };
    }
    if (record.minSchema > NOTE_FORM || !mayChange(of.shelf, meeting)) {
      const note = noteFragment(of.notebook.note(section, meeting));
      sawNote(meeting);
      return { state: 'read only', json: noteJson(note) };
    }
    // What was written late where this meeting stood before belongs in front of whoever sits down now.
    const problem = await bringLate(of.notebook, of.shelf);
    if (problem !== null) return { state: 'refused', why: problem };
    const seat = await of.notebook.sit(section, meeting, listener);
    sawNote(meeting);
    const audit = logs.get(of.notebook.id);
    // All that is written in one place at a note is one act.
    const correlation = audit?.newCorrelation();
    const changing = [
      { what: 'change', subjectType: 'note', subjectId: meeting, details: '' },
    ] as const;
    return {
      state: 'open',
      seat: {
        ...seat,
        write: (update) => {
          audit?.record(changing, correlation);
          return seat.write(update);
        },
      },
    };
  };

  const start = async (): Promise<void> => {
    store.on((event) => {
      if (event.kind !== 'store was emptied') return;
      // The keys are still in memory while it is unlocked: without them what others hold could not be read again.
      if (unlocked !== null) void store.putDevice(unlocked.locked);
      stage = 'broken';
      brokenWhy =
        'The notebook on this device was deleted by the browser or by another window. What was shared before is still with the other people.';
      changed();
    });
    const kept = await store.device();
    hasDevice = kept !== null;
    if (kept === 'damaged') {
      stage = 'broken';
      brokenWhy = 'The keys on this device are damaged. Nothing was changed.';
    } else {
      stage = kept === null ? 'no notebook' : 'locked';
    }
    changed();
  };
  await start();

  return {
    view,
    onChange: (told) => {
      changeListeners.add(told);
      return () => changeListeners.delete(told);
    },
    onLock: (told) => {
      lockListeners.add(told);
      return () => lockListeners.delete(told);
    },
    opens: (name, id) => {
      if (id !== null && isViewed(name)) log()?.opens(name, id);
    },
    order: async (name, given) => {
      // Of the notebook in which it was given: an order may open another one.
      const audit = log();
      const answer = await orders[name](given);
      if (answer.state === 'done') audit?.record(ACTS[name](given, answer.id));
      return answer;
    },
    openNote,
    away: async () => {
      await inTurn(lock);
    },
    tick: reminding.tick,
    close: async () => {
      reminding.close();
      joining?.close();
      recovering?.close();
      listening.close();
      for (const { notebook, inviting } of books.values()) {
        inviting.close();
        await logs
          .get(notebook.id)
          ?.end()
          .catch(() => {});
        await notebook.close();
      }
      for (const notebook of lockedBooks.values()) await notebook.close();
      store.close();
    },
  };
};
