/**
 * The hall: the one room where records, keys and wires meet. It knows who is unlocked, holds the open notebooks and
 * answers what panels ask.
 */
import { openBook, type Book } from './book';
import { openInviting } from './inviting';
import { openJoining, type Joining } from './joining';
import { FULL, openKeepsake, type Unlocked } from './keepsake';
import { openNotebook, storeTagOf, type OpenNotebook } from './open-notebook';
import { RECORD_ORDERS, type Ordering } from './orders';
import { openShelf, type Shelf } from './shelf';
import { nameOfDevice } from './view-people';
import type { AppView, JoinView, Place } from './views';
import type { Welcome } from './welcome';
import type { Answer, OrderName, OrderOf, ViewName } from '@/lib/link/contract';
import type { Desk, NoteListener, NoteSeating } from '@/lib/link/engine-link';
import { SECTIONS } from '@/lib/domain/kinds';
import { NOTE_FORM } from '@/lib/domain/note-form';
import { isLongEnough, PASSPHRASE_RULE } from '@/lib/domain/passphrase';
import { Person, type AboutMe } from '@/lib/domain/people';
import { noteFragment } from '@/lib/notebook/layout';
import { noteJson } from '@/lib/notebook/note-json';
import { put } from '@/lib/notebook/records';
import { ADDRESS_RULE, isMeetingAddress } from '@/lib/parse/address';
import { toHex } from '@/lib/parse/bytes';
import type { Random, Timers } from '@/lib/sync/timers';
import { lockDevice, makeDevice, unlockDevice } from '@/lib/vault/device';
import { MemberId, sectionIdFromBytes } from '@/lib/vault/ids';
import { readCode } from '@/lib/vault/invitation-code';
import { PASSPHRASE_COST, type PassphraseCost } from '@/lib/vault/keys';
import { makeKeyring, newestEpoch, withBundle, type Keyring } from '@/lib/vault/keyring';
import { foundNotebook } from '@/lib/vault/statement';
import type { Store } from '@/lib/vault/store';

export interface SessionSurroundings {
  readonly store: Store;
  readonly random: Random;
  readonly timers: Timers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly passphraseCost?: PassphraseCost;
  readonly iceServers: readonly RTCIceServer[];
  /** Tells the worker after how many minutes away the notebook locks. */
  readonly lockAfter: (minutes: number) => void;
}

export interface Session extends Desk {
  /** The person left the computer, or its screen was locked. */
  readonly away: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const DEFAULT_LOCK_AFTER = 15;
const MOST_DRAFTS = 200;
const MOST_VIEWS = 200;
const JOINING_CLOSES_AFTER_MS = 8_000;

const done = (id: string | null = null, value: string | null = null): Answer => ({
  state: 'done',
  id,
  value,
});
const refused = (why: string, field: string | null = null): Answer => ({
  state: 'refused',
  why,
  field,
});

const LOCKED = 'Unlock your notebook first.';
const CODES = {
  'not an invitation': 'That is not an invitation code. Copy the whole code and paste it again.',
  'cut short or mistyped':
    'That code is cut short or mistyped. Copy the whole code and paste it again.',
  'from a newer version':
    'That code was made with a newer version. Update your browser extension and try again.',
} as const;

/** One handler for each order, so that a new order without one does not compile. */
type Orders = { readonly [Name in OrderName]: (given: OrderOf<Name>) => Promise<Answer> };

export const openSession = async (around: SessionSurroundings): Promise<Session> => {
  const { store, random, timers, now } = around;
  const cost = around.passphraseCost ?? PASSPHRASE_COST;
  const changeListeners = new Set<() => void>();
  const lockListeners = new Set<() => void>();
  const keepsake = openKeepsake(store);
  const books = new Map<string, Book>();
  /** Notebooks that go on passing sealed changes while locked. */
  const lockedBooks = new Map<string, OpenNotebook>();
  const drafts = new Map<string, string>();
  /** Views as they were made last: every panel asks for the same ones after every change. */
  const made = new Map<string, { readonly version: number; readonly value: unknown }>();

  let stage: AppView['stage'] = 'starting';
  let brokenWhy = '';
  let unlocked: Unlocked | null = null;
  let current: string | null = null;
  let joining: Joining | null = null;
  let place: Place | null = null;
  let lockAfterMinutes = DEFAULT_LOCK_AFTER;
  let hasDevice = false;
  let version = 0;
  let working: Promise<unknown> = Promise.resolve();

  const changed = (): void => {
    version += 1;
    for (const told of changeListeners) told();
  };

  /** One step at a time: unlocking, locking, founding and joining never overlap. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = working.then(work, work);
    working = result.catch(() => {});
    return result;
  };

  const book = (): Book | null => (current === null ? null : (books.get(current) ?? null));

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

  const surroundings = (shelfOf: () => Shelf | null, bookOf: () => OpenNotebook | null) => ({
    store,
    random,
    timers,
    now,
    iceServers: around.iceServers,
    onChange: changed,
    onRebuilt: () => {
      shelfOf()?.reopen();
      for (const told of lockListeners) told();
    },
    nameOf: (device: string): string => {
      const [shelf, notebook] = [shelfOf(), bookOf()];
      return shelf === null || notebook === null
        ? 'Someone'
        : nameOfDevice(notebook, shelf, device);
    },
  });

  const settle = async (who: Unlocked, notebook: OpenNotebook, shelf: Shelf): Promise<Book> => {
    const tag = await storeTagOf(who.master, notebook.id);
    const inviting = await openInviting({
      notebook,
      device: who.device,
      kept: await keepsake.get(who, 'invitations', tag),
      keep: (bytes) => keepsake.put(who, 'invitations', bytes, tag),
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
    books.set(notebook.id, opened);
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
    books.delete(id);
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
    const bookOf = (): Book | null => books.get(keyring.notebook) ?? null;
    const notebook = await openNotebook(
      open,
      surroundings(
        () => bookOf()?.shelf ?? null,
        () => bookOf()?.notebook ?? null,
      ),
    );
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

  /** A device for someone who has none yet. */
  const makeUnlocked = async (about: AboutMe, passphrase: string): Promise<Unlocked | Answer> => {
    if (about.name.trim() === '') return refused('Enter your name', 'name');
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
    await keepsake.putAbout(who, about);
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
    const member = MemberId.parse(toHex(random(16)));
    const sections = SECTIONS.map((purpose) => ({
      section: sectionIdFromBytes(random(16)),
      purpose,
    }));
    const { notebook, statement } = await foundNotebook(who.device, member, sections, random);
    const keyring = await makeKeyring(
      {
        notebook,
        name: notebookName.trim(),
        sections: sections.map(({ section }) => section),
        signalling: meetingPoints,
      },
      random,
    );
    const opened = await openOne(who, keyring, [statement.bytes]);
    await introduce(opened.notebook, member, who.about ?? about);
    if (!(await keepsake.putKeyrings(who, [...who.keyrings, keyring]))) {
      await closeBook(notebook);
      return refused(FULL);
    }
    await show(who, notebook);
    return done(notebook);
  };

  const enter = async (
    who: Unlocked,
    welcome: Welcome,
    signalling: readonly string[],
    notebookId: Keyring['notebook'],
  ): Promise<void> => {
    const keyring = withBundle(
      {
        notebook: notebookId,
        name: welcome.name,
        epochs: [],
        sectionKeys: [],
        signalling,
      },
      welcome.bundle,
    );
    if (newestEpoch(keyring) === null) throw new Error('a welcome without a key');
    await openOne(who, keyring, welcome.statements);
    const others = who.keyrings.filter(({ notebook }) => notebook !== notebookId);
    if (!(await keepsake.putKeyrings(who, [...others, keyring]))) {
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
    const kept = await store.device();
    if (kept === null) return refused('There is no notebook on this device.');
    if (kept === 'damaged') {
      return refused('The keys on this device are damaged. Nothing was changed.');
    }
    const opened = await unlockDevice(kept, passphrase, random);
    if (opened.state === 'refused') {
      return opened.why === 'wrong passphrase'
        ? refused('That passphrase does not match. Check it and try again.', 'passphrase')
        : refused('The keys on this device are damaged. Nothing was changed.');
    }
    // Two windows may ask at once; the notebooks are opened once.
    if (unlocked !== null) return done();
    // Deriving the key is slow on purpose; what opening takes is measured from here.
    performance.mark('liaison: key derived');
    // Named one by one: what is unlocked must never be taken for an answer to a panel.
    const { device, master, keyrings } = opened;
    const who: Unlocked = { locked: kept, device, master, keyrings, about: null };
    who.about = await keepsake.about(who);
    unlocked = who;
    let problem: unknown = null;
    for (const keyring of who.keyrings) {
      try {
        await openOne(who, keyring);
      } catch (error) {
        // One notebook that does not open must not keep the others closed.
        problem = error;
      }
    }
    if (problem !== null && books.size === 0) {
      unlocked = null;
      throw problem;
    }
    // Drafts and settings are a comfort: without them the notebook opens all the same.
    const unfinished = await keepsake.takeUnfinished(who).catch(() => null);
    const settings = await keepsake.settings(who).catch(() => null);
    place = unfinished?.place ?? place;
    for (const [form, values] of unfinished?.drafts ?? []) drafts.set(form, values);
    lockAfterMinutes = settings?.lockAfterMinutes ?? DEFAULT_LOCK_AFTER;
    const last = settings?.notebook ?? '';
    const [first] = books.keys();
    current = books.has(last) ? last : (first ?? null);
    stage = current === null ? 'no notebook' : 'open';
    around.lockAfter(lockAfterMinutes);
    changed();
    return done();
  };

  const lock = async (): Promise<Answer> => {
    const who = unlocked;
    if (who === null) return done();
    const closing = [...books];
    const unfinished = { place, drafts: [...drafts] };
    joining?.close();
    joining = null;
    // First nothing is shown or answered any more; then what is left is put away.
    books.clear();
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
      return refused(
        'Set an address to meet at first: the other device needs a way to find this one.',
        'meetingPoints',
      );
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
    return done(await of.inviting.invite(known.id, known.name, mayInvite));
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
    const keyrings = who.keyrings.map((one) => (one.notebook === keyring.notebook ? keyring : one));
    if (!(await keepsake.putKeyrings(who, keyrings))) return refused(FULL);
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
  const onRecords = (work: (ordering: Ordering) => Promise<Answer>): Promise<Answer> =>
    inBook((of, who) => work(ordering(of, who)));

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
    addTransfer: (given) => onRecords((at) => RECORD_ORDERS.addTransfer(at, given)),
    bookMeeting: (given) => onRecords((at) => RECORD_ORDERS.bookMeeting(at, given)),
    finishMeeting: (given) => onRecords((at) => RECORD_ORDERS.finishMeeting(at, given)),
    acceptTransfer: (given) => onRecords((at) => RECORD_ORDERS.acceptTransfer(at, given)),
  };

  const joinView = (): JoinView | null => joining?.view() ?? null;

  const appView = (): AppView => {
    if (stage === 'starting') return { stage };
    if (stage === 'locked') return { stage, lockAfterMinutes };
    if (stage === 'broken') return { stage, why: brokenWhy };
    const of = book();
    const who = unlocked;
    if (stage === 'no notebook' || of === null || who === null) {
      return { stage: 'no notebook', hasDevice: hasDevice && who !== null, join: joinView() };
    }
    return {
      stage: 'open',
      ...of.app(),
      notebooks: [...books.values()].map(({ notebook }) => ({
        id: notebook.id,
        name: notebook.keyring().name ?? '',
      })),
      lockAfterMinutes,
      join: joinView(),
    };
  };

  const view = (name: ViewName, id: string | null): unknown => {
    if (name === 'place') return place;
    const key = `${name}|${id ?? ''}`;
    const known = made.get(key);
    if (known?.version === version) return known.value;
    const of = book();
    const value =
      name === 'app' ? appView() : of === null || stage !== 'open' ? null : of.view(name, id);
    if (made.size > MOST_VIEWS) made.clear();
    made.set(key, { version, value });
    return value;
  };

  const openNote = async (meeting: string, listener: NoteListener): Promise<NoteSeating> => {
    const of = book();
    if (of === null || stage !== 'open') return { state: 'refused', why: LOCKED };
    const record = of.shelf.find('meeting', meeting);
    const section = of.shelf.sectionOf(meeting);
    if (record === null || section === null) {
      return { state: 'refused', why: 'This meeting is no longer in the notebook.' };
    }
    if (record.minSchema > NOTE_FORM) {
      const note = noteFragment(of.notebook.note(section, meeting));
      return { state: 'read only', json: noteJson(note) };
    }
    const seat = await of.notebook.sit(section, meeting, listener);
    return { state: 'open', seat };
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
    order: (name, given) => orders[name](given),
    openNote,
    away: async () => {
      await inTurn(lock);
    },
    close: async () => {
      joining?.close();
      for (const { notebook, inviting } of books.values()) {
        inviting.close();
        await notebook.close();
      }
      for (const notebook of lockedBooks.values()) await notebook.close();
      store.close();
    },
  };
};
