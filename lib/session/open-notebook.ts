/** One notebook on this device: its vault, its readable documents while unlocked, and the carrier that goes on either way. */
import type * as Y from 'yjs';
import type { Seat, SeatListener } from './note-seats';
import {
  openCheckpoints,
  USUAL_LIMITS,
  type CompactionLimits,
  type ErasureHere,
} from './open-notebook-checkpoints';
import { openOthers, type Others } from './open-notebook-others';
import { UNFIT, type KeptUnfit } from './documents';
import { openReading, type ApartHere, type Reading } from './open-notebook-reading';
import { openSnapshots } from './open-notebook-snapshots';
import { KEPT_BECAUSE } from './compaction';
import { deleteForGood } from './erasing';
import { NOT_SAID, NOT_WRITTEN } from './not-written';
import type { OtherDevice } from './other-devices';
import { sectionNamed, sectionsWithNewKeys, type SectionHere } from './readable-sections';
import { openSuspects, type LetterPlace, type Suspects } from './suspects';
import { bytesToUnsaved, unsavedToBytes } from './unsaved';
import type { Saved } from './writing';
import type { RecordName } from '@/lib/notebook/carry';
import type { ErasedName } from '@/lib/notebook/erasures';
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';
import { jitter, openTimerSet, type Random, type Timers } from '@/lib/sync/timers';
import type { Device, Master } from '@/lib/vault/device';
import {
  notebookIdToBytes,
  RunId,
  SectionId,
  storeTagFromBytes,
  type DeviceId,
  type LetterId,
  type MemberId,
  type NotebookId,
  type StoreTag,
} from '@/lib/vault/ids';
import type { Bytes } from '@/lib/vault/keys';
import { withBundle, type Keyring } from '@/lib/vault/keyring';
import { makeQueue } from '@/lib/vault/queue';
import type { Register } from '@/lib/vault/register';
import type { Spoken } from '@/lib/vault/statement';
import type { RewritableStore } from '@/lib/vault/store';
import {
  openVault,
  type Admitting,
  type Granting,
  type MakingSection,
  type NotStated,
  type Removing,
  type SignedLetter,
  type Stated,
  type Taking,
  type Vault,
} from '@/lib/vault/vault';
import type { Vector } from '@/lib/vault/vector';

/** Something that was kept out or set aside, in words for a person. */
export interface Trouble {
  readonly words: string;
  readonly device: string | null;
  readonly count: number;
}

/** What is kept out of the documents of this device. */
export interface Apart extends ApartHere {
  /** Left out on this device alone: applying them seems to have ended the engine. */
  readonly suspects: readonly LetterPlace[];
}

/** The keys of an unlocked person. */
export interface Open {
  readonly device: Device;
  readonly master: Master;
  readonly keyring: Keyring;
  /** Of a notebook just founded or joined: the statements it begins with. */
  readonly statements?: readonly Uint8Array[];
}

export interface NotebookSurroundings {
  readonly store: RewritableStore;
  readonly random: Random;
  readonly timers: Timers;
  readonly now: () => number;
  readonly iceServers: readonly RTCIceServer[];
  /** Something that a screen may show has changed. */
  readonly onChange: () => void;
  /** When letters give way to checkpoints; as usual without it. */
  readonly compaction?: CompactionLimits;
  /** Where this device keeps its databases. */
  readonly indexedDB?: IDBFactory;
  /** The documents of these sections (by purpose) were built anew, or have closed: whatever shows them starts afresh. */
  readonly onRebuilt: (names: readonly string[]) => void;
  /** Keys came: they are to be kept under seal. What cannot be kept now comes again at the next opening. */
  readonly keepKeyring?: (keyring: Keyring) => Promise<void>;
  /** The name that the notebook knows for a device, for the presence in a note. */
  readonly nameOf: (device: string) => string;
}

/** What came of saying something in the register. `why` is in words for a person. */
export type Said =
  | { readonly state: 'saved' }
  | { readonly state: 'refused'; readonly why: string };
export type SectionMade =
  | { readonly state: 'saved'; readonly section: SectionId }
  | { readonly state: 'refused'; readonly why: string };

/** This device was removed: by which device, and when (ms) that became known here. */
export interface RemovedHere {
  readonly by: DeviceId;
  readonly at: number;
}

export interface OpenNotebook {
  readonly id: NotebookId;
  readonly keyring: () => Keyring;
  readonly register: () => Register;
  readonly isReadable: () => boolean;
  /** Those that this device reads, in the register's order; none while locked. */
  readonly sections: () => readonly SectionHere[];
  /** Hears when a section was opened or closed, or may be written in or no more; the documents are there by then. */
  readonly onSections: (told: () => void) => () => void;
  /** The readable records of a section, named by its purpose or its id. Throws while locked, and for one not read here. */
  readonly records: (name: string) => Y.Doc;
  readonly note: (name: string, meeting: string) => Y.Doc;
  /** Runs a change of one section's records and has it sealed; `saved` resolves when it is durable. Throws where `mayWrite` is false. */
  readonly write: <Result>(
    name: string,
    change: (doc: Y.Doc) => Result,
  ) => { readonly result: Result; readonly saved: Promise<Saved> };
  readonly sit: (name: string, meeting: string, listener: SeatListener) => Promise<Seat>;
  readonly writerOf: (client: number) => string | null;
  /** Seals and stores bodies that belong to no document; resolves when they are durable, or with why they are not. */
  readonly writeLetters: (
    section: SectionId,
    run: RunId,
    bodies: readonly Uint8Array[],
  ) => Promise<Saved>;
  /** Every letter that is held of these sections, whether it counts or not. None while locked. */
  readonly readLetters: (sections: ReadonlySet<SectionId>) => Promise<readonly SignedLetter[]>;

  /** Each of these resolves when the statement is durable and its documents are as it says, and sends it. */
  readonly makeSection: (
    purpose: string,
    grants: readonly Omit<Granting, 'section'>[],
  ) => Promise<SectionMade>;
  readonly grant: (granting: Granting) => Promise<Said>;
  readonly withdraw: (ending: Omit<Granting, 'access'>) => Promise<Said>;
  readonly remove: (removing: Removing) => Promise<Said>;
  readonly appoint: (member: MemberId) => Promise<Said>;
  readonly retire: (member: MemberId) => Promise<Said>;
  readonly setRole: (member: MemberId, role: string) => Promise<Said>;
  readonly admit: (admitting: Admitting) => Promise<Said>;
  readonly leaveOut: (section: SectionId, letters: readonly LetterId[]) => Promise<Said>;
  readonly hold: (section: SectionId, isOn: boolean) => Promise<Said>;
  readonly handLacking: () => Promise<Said>;
  /**
   * Deletes records with their history and the notes of meetings among them, and has every device erase what brought
   * them. 'saved' when the deletion is durable: what follows is in `erasures`.
   */
  readonly erase: (
    name: string,
    what: ErasedName,
    records: readonly RecordName[] | 'everything',
  ) => Promise<Said>;
  /** What was asked to be erased in the sections that are open, with how far each device is. */
  readonly erasures: () => readonly ErasureHere[];
  /** Any other statement, as that of a checkpoint. */
  readonly state: (saying: Spoken) => Promise<Said>;

  /** Null while this device is in the notebook. */
  readonly removed: () => RemovedHere | null;
  readonly others: () => ReadonlyMap<string, OtherDevice>;
  /** Whether a device has reported since the last change of the members' key: it knows of all removals until then. */
  readonly isTold: (device: string) => boolean;
  readonly devicesHere: () => readonly string[];
  readonly meetingPoint: () => 'none set' | 'not reached' | 'reached';
  readonly ownVector: () => Vector;
  readonly troubles: () => readonly Trouble[];
  /** What is kept out of the documents, letter by letter; nothing while locked. Vaguer counts are in `troubles`. */
  readonly apart: () => Apart;
  /** When all that was written here was last durable; null while something is not. */
  readonly savedAt: () => number | null;
  readonly storage: () => 'ok' | 'full';
  readonly isStopped: () => boolean;
  /** Resolves when all that was written here is durable. */
  readonly flush: () => Promise<void>;
  /** Takes the name, the meeting points and any further keys of this keyring. */
  readonly useKeyring: (keyring: Keyring) => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly unlock: (open: Open) => Promise<void>;
  readonly close: () => Promise<void>;
}

const PURPOSES = {
  setting: 'liaison-notebook/setting/v1',
  tag: 'liaison-notebook/store-tag/v1',
  cache: 'liaison-notebook/cache-name/v1',
  unsaved: 'liaison-notebook/unsaved/v1',
} as const;

const MS = {
  /** Keys that somebody lacks are handed by whoever comes to it first, not by all at once. */
  handAfter: 1_000,
  handSpan: 4_000,
  meetAfter: 150,
} as const;

export const storeTagOf = async (master: Master, notebook: NotebookId): Promise<StoreTag> =>
  storeTagFromBytes(await master.derive(PURPOSES.tag, 16, notebookIdToBytes(notebook)));

/** Opens a notebook whose keys this device holds. Resolves when its records can be read; meeting others goes on behind. */
export const openNotebook = async (
  first: Open,
  surroundings: NotebookSurroundings,
): Promise<OpenNotebook> => {
  const { store, random, timers, now } = surroundings;
  const id = first.keyring.notebook;
  const me = first.device.id;
  const tag = await storeTagOf(first.master, id);

  let vault: Vault;
  let reading: Reading | null = null;
  let others: Others | null = null;
  let master: Master | null = null;
  let savedAt: number | null = null;
  let storage: 'ok' | 'full' = 'ok';
  let sealedUnsaved: Bytes | null = null;
  let suspects: Suspects | null = null;
  let removal: RemovedHere | null = null;
  let isClosed = false;
  /** Taking in, snapshots, locking and unlocking use vault and documents together: one at a time. */
  const inTurn = makeQueue();
  const troubles = new Map<string, Trouble>();
  const waiting = openTimerSet(timers);
  const { later } = waiting;
  const sectionListeners = new Set<() => void>();

  const changed = (): void => {
    if (!isClosed) surroundings.onChange();
  };
  const noteTrouble = (words: string, device: string | null, count = 1): void => {
    const key = `${device ?? ''}|${words}`;
    troubles.set(key, { words, device, count: (troubles.get(key)?.count ?? 0) + count });
    changed();
  };

  /** False when the disk is full, or while locked. */
  const putSetting = async (name: string, bytes: Uint8Array): Promise<boolean> => {
    if (master === null) return false;
    const sealed = await master.seal(PURPOSES.setting, bytes);
    return (await store.putSetting(tag, name, sealed)).state === 'saved';
  };
  const setting = async (name: string): Promise<Uint8Array | null> => {
    const sealed = await store.setting(tag, name);
    return sealed === null || master === null ? null : master.open(PURPOSES.setting, sealed);
  };

  const mustRead = (): Reading => {
    if (reading === null) throw new Error(NOT_WRITTEN.locked);
    return reading;
  };

  const snapshots = openSnapshots({
    store,
    tag,
    vault: () => vault,
    current: () => (reading === null || master === null ? null : { reading, master }),
    inTurn,
    later,
  });

  /** Only what an unlocked vault holds: a locked one has let go of its keys, and they must not be lost for good. */
  const keepKeys = (): void => {
    if (reading !== null) surroundings.keepKeyring?.(vault.keyring()).catch(() => {});
  };

  /** What this device said or wrote goes to the others; what came of it is followed here. In turn. */
  const follow = async (taking: Taking): Promise<void> => {
    try {
      if (taking.reordered.length > 0) await snapshots.forget();
      if (reading !== null) {
        await reading.apply(
          taking.letters.filter(({ section }) => !taking.reordered.includes(section)),
        );
        if (taking.statements || taking.keys || taking.reordered.length > 0) {
          await reading.follow(taking.reordered);
        }
      }
    } catch (error) {
      // The vault has what the documents lack: a snapshot of both would leave it out for ever.
      snapshots.refuse();
      throw error;
    }
    snapshots.grew(taking.letters.length);
    if (taking.keys) keepKeys();
    if (taking.statements || taking.keys) {
      await noteRemoval();
      // Never waited for here: leaving a place waits for what is still being taken in.
      void others?.look();
      handSoon();
      changed();
    }
    if (taking.statements || taking.letters.length > 0 || taking.held > 0) checkpoints.look();
  };

  const noteRemoval = async (): Promise<void> => {
    const register = vault.register();
    const entry = register.removed.find(({ device }) => device === me);
    if (register.isDevice(me) || entry === undefined) {
      removal = null;
      return;
    }
    if (removal?.by === entry.by) return;
    const kept = await setting('removed');
    removal = { by: entry.by, at: (kept === null ? null : readTime(kept)) ?? now() };
    if (kept === null) await putSetting('removed', byteWriter().uint(removal.at).finish());
  };

  /** Every epoch is known to somebody who is out: a keeper has to make a new one, before anybody goes on. */
  const lacksEpoch = (): boolean => {
    const { currentEpoch, isKeeper } = vault.register();
    return currentEpoch === null && isKeeper(me);
  };
  const makeEpoch = (): Promise<void> =>
    inTurn(async () => {
      if (reading === null || !lacksEpoch()) return;
      // A writing of nothing says only what every writing would have to say first.
      const written = await vault.writeAll([]);
      if (written.state !== 'saved') return;
      others?.say(written.statements);
      await follow(written.taking);
    });

  let isHandDue = false;
  let handedAt = '';
  const handSoon = (): void => {
    const { lacking, heads } = vault.register();
    // What was handed to this device and does not open is said in the same way: others then hand it again.
    const isNeeded = lacking.length > 0 || vault.hasUnopened() || lacksEpoch();
    if (isHandDue || reading === null || !isNeeded) return;
    // What could not be handed by this device then cannot be now either, until somebody says something.
    if (handedAt === heads.join()) return;
    isHandDue = true;
    later(MS.handAfter + jitter(random, MS.handSpan), () => {
      isHandDue = false;
      handedAt = vault.register().heads.join();
      if (lacksEpoch()) void makeEpoch();
      else if (vault.register().lacking.length > 0 || vault.hasUnopened()) {
        void say((of) => of.handLacking());
      }
    });
  };

  const take = (
    covers: readonly Uint8Array[],
  ): Promise<{ readonly junk: number; readonly full: boolean }> =>
    inTurn(async () => {
      const taking = await vault.take(covers);
      if (taking.saved === 'full') {
        storage = 'full';
        changed();
        return { junk: 0, full: true };
      }
      await follow(taking);
      return {
        junk: taking.refused.filter(({ device }) => device === null).length,
        full: false,
      };
    });
  const takeStatements = (statements: readonly Uint8Array[]): Promise<void> =>
    inTurn(async () => {
      if (statements.length > 0) await follow(await vault.takeStatements(statements));
    });

  type Outcome<Result> = Result | { readonly state: 'refused'; readonly why: string };
  /** Says something in the register, has the documents follow it, and sends it. */
  const say = <Result extends Stated>(
    saying: (of: Vault) => Promise<Result | { readonly state: NotStated | 'nothing lacking' }>,
  ): Promise<Outcome<Result>> =>
    inTurn(async (): Promise<Outcome<Result>> => {
      if (reading === null) return { state: 'refused', why: NOT_SAID.locked };
      const said = await saying(vault);
      if (!isStated(said)) return { state: 'refused', why: NOT_SAID[said.state] };
      others?.say([said.cover]);
      await follow(said.taking);
      return said;
    });
  const said = async (saying: Promise<Outcome<Stated>>): Promise<Said> => {
    const outcome = await saying;
    return outcome.state === 'saved' ? { state: 'saved' } : outcome;
  };

  /** Seals and stores what this device writes. Not in turn: a section that is built anew waits for its last writing. */
  const keepWriting = async (
    section: string,
    run: string,
    bodies: readonly Uint8Array[],
  ): Promise<Saved> => {
    const written = await vault.writeAll(
      bodies.map((body) => ({ section: SectionId.parse(section), run: RunId.parse(run), body })),
    );
    if (written.state !== 'saved') {
      if (written.state === 'full') storage = 'full';
      changed();
      return { state: 'not saved', why: NOT_WRITTEN[written.state] };
    }
    storage = 'ok';
    savedAt = now();
    const { taking } = written;
    others?.say(written.statements);
    others?.send(written.written.map(({ cover }) => cover));
    if (taking.keys) keepKeys();
    if (taking.statements || taking.keys) void inTurn(() => follow(taking));
    snapshots.grew(written.written.length);
    checkpoints.look();
    changed();
    return { state: 'saved', at: savedAt };
  };

  const checkpoints = await openCheckpoints({
    store,
    tag,
    me,
    limits: surroundings.compaction ?? USUAL_LIMITS,
    indexedDB: surroundings.indexedDB ?? globalThis.indexedDB,
    vault: () => vault,
    master: () => (reading === null ? null : master),
    reading: () => reading,
    inTurn,
    later,
    random,
    now,
    setting,
    putSetting,
    isSuspect: (section) => suspects?.all().some((place) => place.section === section) === true,
    forgetSnapshot: () => snapshots.forget(),
    refuseSnapshots: snapshots.refuse,
    heed: async (stating) => {
      if (stating.state !== 'saved') return false;
      others?.say([stating.cover]);
      await follow(stating.taking);
      return true;
    },
    keepWriting,
    nextVolume: async () => {
      await others?.nextVolume();
    },
    noteTrouble,
    onChange: changed,
  });

  const startReading = async ({ device, master: of, keyring, statements }: Open): Promise<void> => {
    const snapshot = await snapshots.kept(of);
    vault = await openVault({
      store,
      tag,
      notebook: id,
      keyring,
      device,
      summary: snapshot?.vault ?? null,
      random,
    });
    if (statements !== undefined) await vault.takeStatements(statements);
    if (vault.register().sections.length === 0) {
      throw new Error('a notebook without its founding statement');
    }
    // Before anything is read: what is lacking is found while reading.
    snapshots.begin(0);
    const suspecting = await openSuspects(store, tag, of);
    suspects = suspecting;
    const isUsable = snapshot !== null && vault.openedAfter === snapshot.afterRow;
    const before = isUsable ? snapshot.documents : null;
    let isOpening = true;
    const opening = await openReading({
      device,
      vault,
      before,
      baseOf: (section) => checkpoints.baseOf(section, of),
      store: keepWriting,
      tellPresence: (bytes) => others?.tellPresence(bytes),
      nameOf: surroundings.nameOf,
      onRebuilt: (names) => {
        if (!isOpening) surroundings.onRebuilt(names);
      },
      onSections: () => {
        if (!isOpening) for (const told of sectionListeners) told();
      },
      onChange: changed,
      noteTrouble,
      suspects: suspecting.all,
      timers,
      random,
      now,
    });
    const letters = await vault.readAll(isUsable ? vault.openedAfter : 0);
    // Without letters nothing new can end the engine.
    if (letters.length > 0) await suspecting.begin(null);
    await opening.begin(letters, suspecting.isCareful ? suspecting.begin : null);
    if (before !== null) {
      // Keys that came after the last snapshot open letters that it knows of and could not read.
      const known = new Set(before.states.map(({ section }) => section));
      const unknown = opening
        .sections()
        .flatMap((section) => (known.has(section.id) ? [] : section.id));
      const stale = [...sectionsWithNewKeys(keyring, vault.keyring()), ...unknown];
      if (stale.length > 0) await opening.follow(stale);
    }
    if (letters.length > 0 || suspecting.isCareful) await suspecting.end();
    isOpening = false;
    // Last: an opening that fails on the way leaves nothing readable behind.
    reading = opening;
    master = of;
    savedAt = now();
    if (vault.keyring() !== keyring) keepKeys();
    await noteRemoval();
    handSoon();
    snapshots.grew(letters.length);
    await checkpoints.begin();
  };

  await startReading(first);
  others = await openOthers({
    notebook: id,
    me,
    vault: () => vault,
    without: checkpoints.without,
    device: () => reading?.device ?? null,
    take,
    takeStatements,
    hearPresence: (bytes, from) => reading?.hearPresence(bytes, from),
    onGone: (devices) => {
      for (const device of devices) reading?.forgetDevice(device);
    },
    setting,
    putSetting,
    cacheNames: await first.master.derive(PURPOSES.cache, 32, notebookIdToBytes(id)),
    signalling: () => vault.keyring().signalling,
    iceServers: surroundings.iceServers,
    onChange: changed,
    onRefused: (device, words) => noteTrouble(words, device),
    random,
    timers,
    now,
  });
  const meeting = others;
  // What was asked for is shown first: going to meet others begins with reading every sealed change.
  later(MS.meetAfter, () => void meeting.look());

  const apart = (): Apart => {
    const here = reading?.apart();
    const { leftOut } = vault.register();
    if (here === undefined) return { unfit: [], lost: [], leftOut: [], suspects: [] };
    const isOut = (id: string): boolean => [...leftOut].some((one) => one === id);
    return { ...here, suspects: suspects?.all().filter(({ id }) => !isOut(id)) ?? [] };
  };

  const flush = async (): Promise<void> => {
    await reading?.flush();
  };

  return {
    id,
    keyring: () => vault.keyring(),
    register: () => vault.register(),
    isReadable: () => reading !== null,
    sections: () => reading?.sections() ?? [],
    onSections: (told) => {
      sectionListeners.add(told);
      return () => sectionListeners.delete(told);
    },
    records: (name) => mustRead().records(name),
    note: (name, meetingId) => mustRead().note(name, meetingId),
    write: (name, change) => mustRead().write(name, change),
    sit: (name, meetingId, listener) => mustRead().sit(name, meetingId, listener),
    writerOf: (client) => reading?.writerOf(client) ?? null,
    writeLetters: (section, run, bodies) => keepWriting(section, run, bodies),
    readLetters: (sections) => (reading === null ? Promise.resolve([]) : vault.readHeld(sections)),

    makeSection: async (purpose, grants) => {
      const made = await say<Extract<MakingSection, Stated>>((of) =>
        of.makeSection(purpose, grants),
      );
      return made.state === 'saved' ? { state: 'saved', section: made.section } : made;
    },
    grant: (granting) => said(say((of) => of.grant(granting))),
    withdraw: (ending) => said(say((of) => of.withdraw(ending))),
    remove: (removing) => said(say((of) => of.remove(removing))),
    appoint: (member) => said(say((of) => of.state({ kind: 'appoint', member }))),
    retire: (member) => said(say((of) => of.state({ kind: 'retire', member }))),
    setRole: (member, role) => said(say((of) => of.state({ kind: 'role', member, role }))),
    admit: (admitting) => said(say((of) => of.admit(admitting))),
    leaveOut: (section, letters) =>
      said(say((of) => of.state({ kind: 'leaveOut', section, letters }))),
    hold: (section, isOn) => said(say((of) => of.state({ kind: 'hold', section, isOn }))),
    handLacking: () => said(say((of) => of.handLacking())),
    erase: async (name, what, records) => {
      const here = reading;
      if (here === null) return { state: 'refused', why: NOT_SAID.locked };
      const section = sectionNamed(here.sections(), name);
      if (section === undefined || !section.mayWrite) {
        return { state: 'refused', why: NOT_WRITTEN['not allowed'] };
      }
      if (vault.register().isHeld(section.id)) {
        return { state: 'refused', why: KEPT_BECAUSE['on hold'] };
      }
      const problem = await deleteForGood(here, section.id, { by: me, at: now(), what, records });
      if (problem !== null) return { state: 'refused', why: problem };
      await checkpoints.eraseNow(section.id);
      return { state: 'saved' };
    },
    erasures: checkpoints.erasures,
    state: (saying) => said(say((of) => of.state(saying))),

    removed: () => removal,
    others: () => meeting.all(),
    isTold: (device) => meeting.isTold(device),
    devicesHere: () => meeting.devicesHere(),
    meetingPoint: () => meeting.meetingPoint(),
    ownVector: () => vault.vector(),
    apart,
    troubles: () => [
      ...troubles.values(),
      ...unfitTroubles(apart()),
      ...(vault.isStopped() ? [{ words: NOT_WRITTEN.stopped, device: me, count: 1 }] : []),
      ...vault.setAside().map(({ words, device, count }) => ({ words, device, count })),
    ],
    savedAt: () => (reading?.hasUnsaved() === true ? null : savedAt),
    storage: () => storage,
    isStopped: () => vault.isStopped(),
    flush,
    useKeyring: (ring) =>
      inTurn(async () => {
        // A locked notebook is given no keys back.
        if (reading === null) return;
        const { name, signalling } = ring;
        await vault.useKeyring({ ...withBundle(vault.keyring(), ring), name, signalling });
        await reading.follow([]);
      }).then(() => meeting.meetAgain()),
    lock: () =>
      inTurn(async () => {
        const held = reading;
        const of = master;
        if (held === null || of === null) return;
        await checkpoints.noteRows();
        // From here on nobody reads or writes; what was on its way is waited for.
        reading = null;
        const unsaved = await held.end();
        if (unsaved.length > 0) {
          sealedUnsaved = await of.seal(PURPOSES.unsaved, unsavedToBytes(unsaved));
        } else {
          // What no letter carries must not be in a snapshot: what builds on it could never travel. Without one,
          // opening takes longer and nothing is lost.
          await snapshots.make(held, of).catch(() => {});
        }
        master = null;
        held.destroy();
        vault = await openVault({
          store,
          tag,
          notebook: id,
          keyring: { ...vault.keyring(), name: null, sectionKeys: [] },
          device: null,
          ownDevice: me,
          summary: vault.summary(),
          random,
        });
      }),
    unlock: (open) =>
      inTurn(async () => {
        await startReading(open);
        const sealed = sealedUnsaved;
        sealedUnsaved = null;
        const opened = sealed === null ? null : await open.master.open(PURPOSES.unsaved, sealed);
        if (opened !== null) mustRead().takeUp(bytesToUnsaved(opened));
        void meeting.look();
        changed();
      }),
    close: async () => {
      await flush();
      isClosed = true;
      waiting.close();
      await meeting.close();
      await inTurn(async () => {});
      reading?.destroy();
      reading = null;
    },
  };
};

/** One for each device and reason; what is still on its way is no trouble yet. */
const unfitTroubles = ({ unfit, suspects }: Apart): readonly Trouble[] => {
  const found = [
    ...unfit.filter(({ why }: KeptUnfit) => why !== 'unfinished'),
    ...suspects.map(({ author }) => ({ author, why: 'harmful' as const })),
  ];
  return [...Map.groupBy(found, ({ author, why }) => `${author} ${why}`).values()].flatMap((of) => {
    const [first] = of;
    return first === undefined
      ? []
      : [{ words: UNFIT[first.why], device: first.author, count: of.length }];
  });
};

const isStated = <Result extends { readonly state: 'saved' }>(
  outcome: Result | { readonly state: NotStated | 'nothing lacking' },
): outcome is Result => outcome.state === 'saved';

const readTime = (bytes: Uint8Array): number | null => {
  try {
    return byteReader(bytes).uint();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
