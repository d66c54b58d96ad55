/**
 * The hall: the one room where records, keys and wires meet. It knows who is unlocked, holds the open notebooks and
 * answers what panels ask.
 */
import { isAcceptanceSigned } from './acceptance';
import { openInviting, type Inviting } from './inviting';
import { openJoining, type Joining } from './joining';
import { openNotebook, storeTagOf, type OpenNotebook } from './open-notebook';
import { RECORD_ORDERS, type Ordering } from './orders';
import { openShelf, type Shelf } from './shelf';
import { changesToCheck, historyRows } from './view-changes';
import { secondmentRows, secondmentView, type Looking } from './view-duties';
import { meetingsView, meetingView } from './view-meetings';
import { nameOfDevice, peopleView, syncView } from './view-people';
import { dueRows, todayView } from './view-today';
import { transfersView, transferView } from './view-transfers';
import type { AppView, JoinView, Place } from './views';
import type { Welcome } from './welcome';
import type { Answer, OrderName, OrderOf, ViewName } from '@/lib/link/contract';
import type { Desk, NoteListener, NoteSeating } from '@/lib/link/engine-link';
import { londonDay } from '@/lib/domain/calendar';
import { SECTIONS } from '@/lib/domain/kinds';
import { NOTE_FORM } from '@/lib/domain/note-form';
import { AboutMe, Person } from '@/lib/domain/people';
import type { Acceptance } from '@/lib/domain/transfer';
import { noteFragment } from '@/lib/notebook/layout';
import { noteJson } from '@/lib/notebook/note-json';
import { put } from '@/lib/notebook/records';
import { byteReader, byteWriter, toHex } from '@/lib/parse/bytes';
import type { Random, Timers } from '@/lib/sync/timers';
import {
  lockDevice,
  makeDevice,
  relockDevice,
  unlockDevice,
  type Device,
  type LockedDevice,
  type Master,
} from '@/lib/vault/device';
import { MemberId, sectionIdFromBytes, StoreTag } from '@/lib/vault/ids';
import { readCode } from '@/lib/vault/invitation-code';
import { PASSPHRASE_COST, type PassphraseCost } from '@/lib/vault/keys';
import {
  isSignallingAddress,
  makeKeyring,
  newestEpoch,
  withBundle,
  type Keyring,
} from '@/lib/vault/keyring';
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

const PURPOSES = {
  person: 'liaison-notebook/about-me/v1',
  joining: 'liaison-notebook/joining/v1',
  settings: 'liaison-notebook/settings/v1',
  invitations: 'liaison-notebook/invitations/v1',
} as const;
/** Where what belongs to the device and to no notebook rests. */
const DEVICE_TAG = StoreTag.parse('0'.repeat(32));
const DEFAULT_LOCK_AFTER = 15;
const MOST_DRAFTS = 200;
const SHORTEST_PASSPHRASE = { characters: 16, words: 4 } as const;
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

const isLongEnough = (passphrase: string): boolean =>
  passphrase.trim().length >= SHORTEST_PASSPHRASE.characters ||
  passphrase.trim().split(/\s+/u).length >= SHORTEST_PASSPHRASE.words;

interface Unlocked {
  locked: LockedDevice;
  readonly device: Device;
  readonly master: Master;
  keyrings: readonly Keyring[];
  about: AboutMe | null;
}

interface OpenBook {
  readonly notebook: OpenNotebook;
  readonly shelf: Shelf;
  readonly inviting: Inviting;
}

/** One handler for each order, so that a new order without one does not compile. */
type Orders = { readonly [Name in OrderName]: (given: OrderOf<Name>) => Promise<Answer> };

export const openSession = async (around: SessionSurroundings): Promise<Session> => {
  const { store, random, timers, now } = around;
  const cost = around.passphraseCost ?? PASSPHRASE_COST;
  const changeListeners = new Set<() => void>();
  const lockListeners = new Set<() => void>();
  const books = new Map<string, OpenBook>();
  /** Notebooks that go on passing sealed changes while locked. */
  const lockedBooks = new Map<string, OpenNotebook>();
  const drafts = new Map<string, string>();
  const genuine = new Map<string, boolean>();

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

  const book = (): OpenBook | null => (current === null ? null : (books.get(current) ?? null));

  const looking = (of: OpenBook): Looking => ({
    shelf: of.shelf,
    me: unlocked === null ? null : of.notebook.register().memberOf(unlocked.device.id),
    today: londonDay(now()),
  });

  const seal = async (
    who: Unlocked,
    name: keyof typeof PURPOSES,
    bytes: Uint8Array,
    tag: StoreTag = DEVICE_TAG,
  ): Promise<void> => {
    const saving = await store.putSetting(tag, name, await who.master.seal(PURPOSES[name], bytes));
    if (saving.state === 'full') throw new Error(FULL);
  };
  const sealed = async (
    who: Unlocked,
    name: keyof typeof PURPOSES,
    tag: StoreTag = DEVICE_TAG,
  ): Promise<Uint8Array | null> => {
    const kept = await store.setting(tag, name);
    return kept === null ? null : who.master.open(PURPOSES[name], kept);
  };

  const keepKeyrings = async (who: Unlocked, keyrings: readonly Keyring[]): Promise<boolean> => {
    const locked = await relockDevice(who.locked, {
      device: who.device,
      keyrings,
      master: who.master,
    });
    if ((await store.putDevice(locked)).state === 'full') return false;
    who.locked = locked;
    who.keyrings = keyrings;
    return true;
  };

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
      for (const told of lockListeners) told();
    },
    nameOf: (device: string): string => {
      const [shelf, notebook] = [shelfOf(), bookOf()];
      return shelf === null || notebook === null
        ? 'Someone'
        : nameOfDevice(notebook, shelf, device);
    },
  });

  const settle = async (who: Unlocked, notebook: OpenNotebook): Promise<OpenBook> => {
    const shelf = openShelf(notebook);
    const tag = await storeTagOf(who.master, notebook.id);
    const inviting = await openInviting({
      notebook,
      device: who.device,
      kept: await sealed(who, 'invitations', tag),
      keep: (bytes) => seal(who, 'invitations', bytes, tag),
      introduce: (person, about) => introduce(notebook, person, about),
      notebookName: () => notebook.keyring().name ?? '',
      onChange: changed,
      now,
      random,
      timers,
    });
    const opened = { notebook, shelf, inviting };
    books.set(notebook.id, opened);
    return opened;
  };

  const openOne = async (
    who: Unlocked,
    keyring: Keyring,
    statements?: readonly Uint8Array[],
  ): Promise<OpenBook> => {
    const open = {
      device: who.device,
      master: who.master,
      keyring,
      ...(statements === undefined ? {} : { statements }),
    };
    const waiting = lockedBooks.get(keyring.notebook);
    if (waiting !== undefined) {
      lockedBooks.delete(keyring.notebook);
      await waiting.unlock(open);
      return settle(who, waiting);
    }
    let opened: OpenBook | null = null;
    const notebook = await openNotebook(
      open,
      surroundings(
        () => opened?.shelf ?? null,
        () => opened?.notebook ?? null,
      ),
    );
    opened = await settle(who, notebook);
    return opened;
  };

  const settings = async (who: Unlocked): Promise<void> => {
    const kept = await sealed(who, 'settings');
    if (kept === null) return;
    const reader = byteReader(kept);
    if (reader.uint() !== 1) return;
    lockAfterMinutes = reader.uint(240);
    const last = reader.text(64);
    if (books.has(last) || who.keyrings.some(({ notebook }) => notebook === last)) current = last;
    around.lockAfter(lockAfterMinutes);
  };
  const keepSettings = (who: Unlocked): Promise<void> =>
    seal(
      who,
      'settings',
      byteWriter()
        .uint(1)
        .uint(lockAfterMinutes)
        .text(current ?? '')
        .finish(),
    );

  const keepAbout = (who: Unlocked, about: AboutMe): Promise<void> => {
    who.about = about;
    return seal(who, 'person', new TextEncoder().encode(JSON.stringify(about)));
  };
  const aboutMe = async (who: Unlocked): Promise<AboutMe | null> => {
    const kept = await sealed(who, 'person');
    if (kept === null) return null;
    return AboutMe.safeParse(JSON.parse(new TextDecoder().decode(kept))).data ?? null;
  };

  /** A device for someone who has none yet. */
  const makeUnlocked = async (about: AboutMe, passphrase: string): Promise<Unlocked | Answer> => {
    if (about.name.trim() === '') return refused('Enter your name', 'name');
    if (!isLongEnough(passphrase)) {
      return refused('Passphrase must be at least 4 words or 16 characters', 'passphrase');
    }
    const device = await makeDevice(random);
    const { locked, master } = await lockDevice({ device, keyrings: [] }, passphrase, cost, random);
    if ((await store.putDevice(locked)).state === 'full') return refused(FULL);
    const who: Unlocked = { locked, device, master, keyrings: [], about };
    hasDevice = true;
    await keepAbout(who, about);
    return who;
  };

  const startNotebook = async ({
    about,
    passphrase,
    notebookName,
    meetingPoints,
  }: OrderOf<'startNotebook'>): Promise<Answer> => {
    const wrong = meetingPoints.find((address) => !isSignallingAddress(address));
    if (wrong !== undefined) {
      return refused('Address must begin with ws:// or wss://', 'meetingPoints');
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
    if (!(await keepKeyrings(who, [...who.keyrings, keyring]))) return refused(FULL);
    current = notebook;
    stage = 'open';
    await keepSettings(who);
    around.lockAfter(lockAfterMinutes);
    changed();
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
    if (!(await keepKeyrings(who, [...others, keyring]))) throw new Error(FULL);
    await store.deleteSetting(DEVICE_TAG, 'joining');
    current = notebookId;
    stage = 'open';
    await keepSettings(who);
    around.lockAfter(lockAfterMinutes);
    // The other side hears that the keys have arrived before its meeting place closes.
    const finished = joining;
    joining = null;
    timers.later(JOINING_CLOSES_AFTER_MS, () => finished?.close());
    changed();
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
    const marked = await sealed(who, 'joining');
    const invitation = new TextEncoder().encode(read.code.invitation);
    joining = await openJoining({
      code: read.code,
      device: who.device,
      about: me,
      hasConfirmed: marked !== null && toHex(marked) === toHex(invitation),
      keepConfirmed: () => seal(who, 'joining', invitation),
      enter: (welcome) => enter(who, welcome, read.code.signalling, read.code.notebook),
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
    const who: Unlocked = { ...opened, locked: kept, about: null };
    who.about = await aboutMe(who);
    unlocked = who;
    for (const keyring of who.keyrings) await openOne(who, keyring);
    await settings(who);
    current ??= who.keyrings[0]?.notebook ?? null;
    stage = current === null ? 'no notebook' : 'open';
    around.lockAfter(lockAfterMinutes);
    changed();
    return done();
  };

  const lock = async (): Promise<Answer> => {
    if (unlocked === null) return done();
    joining?.close();
    joining = null;
    for (const [id, { notebook, shelf, inviting }] of books) {
      inviting.close();
      shelf.close();
      await notebook.lock();
      lockedBooks.set(id, notebook);
    }
    books.clear();
    drafts.clear();
    genuine.clear();
    place = null;
    unlocked = null;
    stage = 'locked';
    for (const told of lockListeners) told();
    changed();
    return done();
  };

  const ordering = (of: OpenBook, device: Device): Ordering => ({
    notebook: of.notebook,
    shelf: of.shelf,
    looking: () => looking(of),
    device,
    newId: () => toHex(random(16)),
    now,
  });

  const invite = async (
    of: OpenBook,
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
    if (of.notebook.register().members.some(({ member }) => member === String(known.id))) {
      return refused(`${known.name} is in this notebook already.`);
    }
    if (typeof person !== 'string') await introduce(of.notebook, known.id, known);
    return done(await of.inviting.invite(known.id, known.name, mayInvite));
  };

  const setMeetingPoints = async (
    of: OpenBook,
    who: Unlocked,
    addresses: readonly string[],
  ): Promise<Answer> => {
    if (!addresses.every(isSignallingAddress)) {
      return refused('Address must begin with ws:// or wss://', 'meetingPoints');
    }
    const keyring = { ...of.notebook.keyring(), signalling: addresses };
    const keyrings = who.keyrings.map((one) => (one.notebook === keyring.notebook ? keyring : one));
    if (!(await keepKeyrings(who, keyrings))) return refused(FULL);
    await of.notebook.useKeyring(keyring);
    changed();
    return done();
  };

  /** Runs an order that needs an open, unlocked notebook. */
  const inBook = async (
    work: (of: OpenBook, who: Unlocked) => Promise<Answer>,
  ): Promise<Answer> => {
    const of = book();
    return of === null || unlocked === null ? refused(LOCKED) : work(of, unlocked);
  };
  const onRecords = (work: (ordering: Ordering) => Promise<Answer>): Promise<Answer> =>
    inBook((of, who) => work(ordering(of, who.device)));

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
    setMeetingPoints: ({ addresses }) => inBook((of, who) => setMeetingPoints(of, who, addresses)),
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

  const isGenuine =
    (of: OpenBook) =>
    (acceptance: Acceptance): boolean => {
      const key = `${acceptance.id}|${acceptance.signature}`;
      const known = genuine.get(key);
      if (known !== undefined) return known;
      genuine.set(key, false);
      void isAcceptanceSigned(of.notebook.id, acceptance).then((isSigned) => {
        genuine.set(key, isSigned && of.notebook.register().isDevice(acceptance.device));
        changed();
      });
      return false;
    };

  // Views are asked for by every panel after every change: what several of them need is made once.
  const perVersion = <Result>(make: (of: OpenBook) => Result): ((of: OpenBook) => Result) => {
    let kept: { readonly of: OpenBook; readonly version: number; readonly value: Result } | null =
      null;
    return (of) => {
      if (kept?.of !== of || kept.version !== version) kept = { of, version, value: make(of) };
      return kept.value;
    };
  };
  const dueNow = perVersion((of) => dueRows(looking(of), isGenuine(of)));
  const toCheckNow = perVersion((of) => changesToCheck(of.notebook, of.shelf));

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
    const eye = looking(of);
    const me =
      of.shelf.find('person', eye.me) ??
      Person.parse({ ...(who.about ?? { name: '', role: 'other' }), id: eye.me ?? 'me' });
    return {
      stage: 'open',
      me,
      today: eye.today,
      notebook: { id: of.notebook.id, name: of.notebook.keyring().name ?? '' },
      notebooks: [...books.values()].map(({ notebook }) => ({
        id: notebook.id,
        name: notebook.keyring().name ?? '',
      })),
      mayInvite: of.notebook.register().isKeeper(who.device.id),
      lockAfterMinutes,
      sync: syncView(of.notebook, of.shelf, who.device.id),
      overdue: dueNow(of).filter(
        ({ status, waitingFor }) =>
          waitingFor === 'you' && (status.word === 'Overdue' || status.word === 'Due today'),
      ).length,
      toCheck: toCheckNow(of).length,
      join: joinView(),
      teams: of.shelf.teams(),
      people: of.shelf.all('person'),
    };
  };

  const insideView = (of: OpenBook, who: Unlocked, name: ViewName, id: string | null): unknown => {
    switch (name) {
      case 'today':
        return todayView(looking(of), dueNow(of), toCheckNow(of).length);
      case 'secondments':
        return secondmentRows(looking(of));
      case 'secondment':
        return id === null
          ? null
          : secondmentView(
              looking(of),
              id,
              historyRows(of.notebook, of.shelf, 'secondments', 'secondment', id),
            );
      case 'transfers':
        return transfersView(looking(of), isGenuine(of));
      case 'transfer':
        return id === null
          ? null
          : transferView(
              looking(of),
              id,
              historyRows(of.notebook, of.shelf, 'transfers', 'transfer', id),
              isGenuine(of),
            );
      case 'meetings':
        return meetingsView(looking(of));
      case 'meeting':
        return id === null ? null : meetingView(looking(of), id);
      case 'people':
        return peopleView(of.notebook, of.shelf, who.device.id, of.inviting.views());
      case 'changes':
        return toCheckNow(of);
      case 'place':
        return place;
      case 'app':
        return appView();
    }
  };

  const made = new Map<string, { readonly version: number; readonly value: unknown }>();
  const view = (name: ViewName, id: string | null): unknown => {
    if (name === 'place') return place;
    const key = `${name}|${id ?? ''}`;
    const known = made.get(key);
    if (known?.version === version) return known.value;
    const of = book();
    const value =
      name === 'app'
        ? appView()
        : of === null || unlocked === null
          ? null
          : insideView(of, unlocked, name, id);
    if (made.size > 200) made.clear();
    made.set(key, { version, value });
    return value;
  };

  const openNote = async (meeting: string, listener: NoteListener): Promise<NoteSeating> => {
    const of = book();
    if (of === null) return { state: 'refused', why: LOCKED };
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

const FULL =
  'This device is full. Nothing was changed: delete files you do not need and try again.';
