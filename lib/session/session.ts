/**
 * The hall: the one room where records, keys and wires meet. It knows who is unlocked, holds the open notebooks and
 * answers what panels ask.
 */
import { openArriving } from './arriving';
import { done, refused } from './answer';
import { ACTS, isViewed } from './audit-acts';
import type { AuditLog } from './audit-log';
import { openBooks } from './books';
import { startAgain, startNotebook } from './founding';
import type { Hall, SessionSurroundings } from './hall';
import { openKeepsake, type Unlocked } from './keepsake';
import { inNotebook, notebookOrders, type Orders } from './notebook-orders';
import { openPassphrase, readTypedCode } from './passphrase';
import { openPassphraseTries } from './passphrase-tries';
import { openRecoveryCodes } from './recovering-code';
import { openRecoveryListening } from './recovering-listen';
import { openReminding } from './reminding';
import { openSeating } from './seating';
import { openViews } from './session-views';
import type { AppView, Place } from './views';
import type { Desk } from '@/lib/link/engine-link';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { PASSPHRASE_COST } from '@/lib/vault/keys';
import type { Keyring } from '@/lib/vault/keyring';
import { makeQueue } from '@/lib/vault/queue';

export type { SessionSurroundings } from './hall';

export interface Session extends Desk {
  /** The person left the computer, or its screen was locked. */
  readonly away: () => Promise<void>;
  /** A minute or so has passed: time for what comes by the clock. */
  readonly tick: () => void;
  readonly close: () => Promise<void>;
}

const DEFAULT_LOCK_AFTER = 15;
const MOST_DRAFTS = 200;

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
  const drafts = new Map<string, string>();

  let stage: AppView['stage'] = 'starting';
  let brokenWhy = '';
  let unlocked: Unlocked | null = null;
  let current: string | null = null;
  let place: Place | null = null;
  let lockAfterMinutes = DEFAULT_LOCK_AFTER;
  let version = 0;
  const inTurn = makeQueue();

  const reminding = openReminding({
    showing: around.showing ?? null,
    keepsake,
    books: () => (unlocked === null ? null : [...books.values()]),
    onNewDay: () => changed(),
    timers,
    now,
  });
  const tell = (): void => {
    version += 1;
    reminding.look();
    listening.look(opened.notebooks());
    for (const told of changeListeners) told();
  };
  const changed = (): void => {
    for (const id of books.keys()) opened.look(id);
    tell();
  };
  /** A keystroke in one of many notebooks is not looked at in the others. */
  const changedIn = (id: string): void => {
    opened.look(id);
    tell();
  };
  const startWindowsAfresh = (): void => {
    for (const told of lockListeners) told();
  };

  const opened = openBooks({
    store,
    random,
    timers,
    now,
    iceServers: around.iceServers,
    keepsake,
    who: () => unlocked,
    changed,
    changedIn,
    onRebuilt: (id, names) => {
      if (seating.isAtOneOf(id, names)) startWindowsAfresh();
    },
  });
  const { books, news, logs } = opened;
  const log = (): AuditLog | undefined => logs.get(current ?? '');

  const keepSettings = (who: Unlocked): Promise<void> =>
    keepsake.putSettings(who, { lockAfterMinutes, notebook: current ?? '' });

  const hall: Hall = {
    store,
    random,
    timers,
    now,
    cost,
    keepsake,
    books: opened,
    who: () => unlocked,
    here: () => {
      const of = books.get(current ?? '');
      return stage !== 'open' || of === undefined || unlocked === null
        ? null
        : { of, who: unlocked };
    },
    admit: (who) => {
      unlocked = who;
    },
    waitForNotebook: () => {
      if (stage !== 'open') stage = 'no notebook';
      changed();
    },
    show: async (who, id) => {
      current = id;
      stage = 'open';
      await keepSettings(who);
      around.lockAfter(lockAfterMinutes);
      changed();
    },
    inTurn,
    changed,
  };
  const seating = openSeating(hall.here, (id) => logs.get(id));
  const arriving = openArriving(hall, recoveryCodes);
  const { made, view } = openViews({
    hall,
    moment: () => ({ stage, brokenWhy, lockAfterMinutes, place, version }),
    passphrases,
    recoveryCodes,
    arriving,
    reminding,
  });

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
      await opened.open(who, keyring);
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
        await opened.open(who, next);
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
    if (kept === null || unlocked !== null) return arriving.recover(given);
    const opening = await passphrases.openByCode(given.code, given.passphrase);
    if (opening.state === 'refused') return opening.answer;
    // The code is used up in every notebook, so all of them are opened first.
    for (const keyring of await openFirst(opening.who)) await openBehind(opening.who, keyring);
    const typed = await readTypedCode(given.code);
    if (typed.state === 'read') await recoveryCodes.used(opening.who, typed.recovery);
    changed();
    return done();
  };

  const lock = async (): Promise<Answer> => {
    const who = unlocked;
    if (who === null) return done();
    const closing = new Map(books);
    const ending = new Map(logs);
    const unfinished = { place, drafts: [...drafts] };
    arriving.close();
    recoveryCodes.close();
    // First nothing is shown or answered any more; then what is left is put away.
    books.clear();
    news.clear();
    logs.clear();
    made.clear();
    drafts.clear();
    place = null;
    unlocked = null;
    seating.clear();
    stage = 'locked';
    startWindowsAfresh();
    changed();
    // What was typed and not yet sent waits under seal for the next unlocking. A full disk must not stop the lock.
    await keepsake.putUnfinished(who, unfinished).catch(() => {});
    await opened.putAway(closing, ending);
    // Who comes back by a code is heard by a locked device too.
    tell();
    return done();
  };

  const orders: Orders = {
    ...notebookOrders(hall),
    startNotebook: (given) => inTurn(() => startNotebook(hall, given)),
    startAgain: (given) =>
      inTurn(() => inNotebook(hall, ({ of, who }) => startAgain(hall, of, who, given))),
    join: (given) => inTurn(() => arriving.join(given)),
    confirmJoinWords: async () => {
      await arriving.confirmWords();
      return done();
    },
    stopJoining: async () => {
      await arriving.stopJoining();
      return done();
    },
    unlock: ({ passphrase }) => inTurn(() => unlock(passphrase)),
    lock: () => inTurn(lock),
    changePassphrase: (given) =>
      inTurn(() => inNotebook(hall, ({ who }) => passphrases.change(who, given))),
    makeRecoveryCode: ({ passphrase }) =>
      inTurn(() =>
        inNotebook(hall, async ({ who }) => {
          const answer = await recoveryCodes.make(who, passphrase);
          changed();
          return answer;
        }),
      ),
    confirmRecoveryCode: ({ part }) =>
      inTurn(() =>
        inNotebook(hall, async ({ who }) => {
          const notebooks = [...books.values()].map(({ notebook }) => notebook);
          const answer = await recoveryCodes.confirm(who, notebooks, part);
          changed();
          return answer;
        }),
      ),
    recover: (given) => inTurn(() => recover(given)),
    stopRecovering: async () => {
      arriving.stopRecovering();
      return done();
    },
    setLockAfter: ({ minutes }) =>
      inNotebook(hall, async ({ who }) => {
        lockAfterMinutes = minutes;
        around.lockAfter(lockAfterMinutes);
        await keepSettings(who);
        changed();
        return done();
      }),
    setReminder: ({ at }) =>
      inNotebook(hall, async ({ who }) => {
        await reminding.choose(who, at);
        changed();
        return done();
      }),
    chooseNotebook: ({ id }) =>
      inNotebook(hall, async ({ who }) => {
        if (!books.has(id)) return refused('That notebook is not here.');
        current = id;
        await keepSettings(who);
        changed();
        return done();
      }),
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
    openNote: seating.sit,
    away: async () => {
      await inTurn(lock);
    },
    tick: reminding.tick,
    close: async () => {
      reminding.close();
      arriving.close();
      listening.close();
      await opened.closeAll();
      store.close();
    },
  };
};
