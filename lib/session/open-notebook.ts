/** One notebook on this device: its vault, its readable documents while unlocked, and the carrier that goes on either way. */
import * as Y from 'yjs';
import { openCarrier, type Carrier } from './carrier';
import {
  FROM_LETTER,
  openDocuments,
  UNFIT,
  type Documents,
  type ReadableLetter,
  type Unfit,
} from './documents';
import { openNoteSeats, type NoteSeats, type Seat, type SeatListener } from './note-seats';
import { bytesToOthers, othersToBytes, type OtherDevice } from './other-devices';
import { clientOf } from './run';
import { bytesToSnapshot, snapshotToBytes } from './snapshot';
import { bytesToUnsaved, unsavedToBytes, type UnsavedChange } from './unsaved';
import { openWriting, type Run, type Saved, type Writing } from './writing';
import type { SectionName } from '@/lib/domain/kinds';
import { byteReader, byteWriter, toHex } from '@/lib/parse/bytes';
import type { Random, Timers } from '@/lib/sync/timers';
import type { Device, Master } from '@/lib/vault/device';
import {
  RunId,
  SectionId,
  storeTagFromBytes,
  notebookIdToBytes,
  type NotebookId,
  type StoreTag,
} from '@/lib/vault/ids';
import { deriveKey, openUnder, sealUnder, type Bytes } from '@/lib/vault/keys';
import {
  epochKeys,
  newestEpoch,
  writingKey,
  type EpochKeys,
  type Keyring,
} from '@/lib/vault/keyring';
import { check, openChannel, prove, type Channel } from '@/lib/vault/proof';
import { readReport, writeReport } from '@/lib/vault/report';
import type { Admission } from '@/lib/vault/statement';
import type { Store } from '@/lib/vault/store';
import { openVault, type OpenedLetter, type Vault } from '@/lib/vault/vault';
import { lackedBy, type Vector } from '@/lib/vault/vector';

/** Something that was kept out or set aside, in words for a person. */
export interface Trouble {
  readonly words: string;
  readonly device: string | null;
  readonly count: number;
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
  readonly store: Store;
  readonly random: Random;
  readonly timers: Timers;
  readonly now: () => number;
  readonly iceServers: readonly RTCIceServer[];
  /** Something that a screen may show has changed. */
  readonly onChange: () => void;
  /** The documents were built anew: whatever shows them starts afresh. */
  readonly onRebuilt: () => void;
  /** The name that the notebook knows for a device, for the presence in a note. */
  readonly nameOf: (device: string) => string;
}

export interface OpenNotebook {
  readonly id: NotebookId;
  readonly keyring: () => Keyring;
  readonly register: () => ReturnType<Vault['register']>;
  readonly isReadable: () => boolean;
  /** The readable records of a section. Throws while locked. */
  readonly records: (name: SectionName) => Y.Doc;
  readonly note: (name: SectionName, meeting: string) => Y.Doc;
  /** Runs a change of one section's records and has it sealed; `saved` resolves when it is durable. */
  readonly write: <Result>(
    name: SectionName,
    change: (doc: Y.Doc) => Result,
  ) => { readonly result: Result; readonly saved: Promise<Saved> };
  readonly sit: (name: SectionName, meeting: string, listener: SeatListener) => Promise<Seat>;
  readonly writerOf: (client: number) => string | null;
  readonly admit: (admission: Admission) => Promise<'saved' | 'refused'>;
  readonly others: () => ReadonlyMap<string, OtherDevice>;
  readonly devicesHere: () => readonly string[];
  readonly meetingPoint: () => 'none set' | 'not reached' | 'reached';
  readonly ownVector: () => Vector;
  readonly troubles: () => readonly Trouble[];
  /** When all that was written here was last durable; null while something is not. */
  readonly savedAt: () => number | null;
  readonly storage: () => 'ok' | 'full';
  readonly isStopped: () => boolean;
  /** Resolves when all that was written here is durable. */
  readonly flush: () => Promise<void>;
  readonly useKeyring: (keyring: Keyring) => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly unlock: (open: Open) => Promise<void>;
  readonly close: () => Promise<void>;
}

const PURPOSES = {
  snapshot: 'liaison-notebook/snapshot/v1',
  setting: 'liaison-notebook/setting/v1',
  beacon: 'liaison-notebook/beacon/v1',
  presence: 'liaison-notebook/presence/v1',
  tag: 'liaison-notebook/store-tag/v1',
  cache: 'liaison-notebook/cache-name/v1',
  unsaved: 'liaison-notebook/unsaved/v1',
} as const;

const MS = {
  snapshotAfter: 4_000,
  keepOthersAfter: 3_000,
  meetAgainAfter: 10_000,
} as const;
/** A snapshot is made again after so many new letters. */
const LETTERS_PER_SNAPSHOT = 200;

export const storeTagOf = async (master: Master, notebook: NotebookId): Promise<StoreTag> =>
  storeTagFromBytes(await master.derive(PURPOSES.tag, 16, notebookIdToBytes(notebook)));

/** The part of an open notebook that is there only while it is unlocked. */
interface Reading {
  readonly device: Device;
  readonly master: Master;
  documents: Documents;
  runs: ReadonlyMap<string, Run>;
  readonly writings: Map<string, Writing>;
  readonly presenceKeys: ReadonlyMap<string, Bytes>;
  seats: NoteSeats;
}

/** Opens a notebook whose keys this device holds. Resolves when its records can be read; meeting others goes on behind. */
export const openNotebook = async (
  first: Open,
  surroundings: NotebookSurroundings,
): Promise<OpenNotebook> => {
  const { store, random, timers, now } = surroundings;
  const id = first.keyring.notebook;
  const tag = await storeTagOf(first.master, id);
  const epoch = newestEpoch(first.keyring);
  if (epoch === null) throw new Error('a keyring without an epoch');
  const keys: EpochKeys = await epochKeys(id, epoch);
  const cacheNames = await first.master.derive(PURPOSES.cache, 32, notebookIdToBytes(id));

  let keyring = first.keyring;
  let vault: Vault;
  let reading: Reading | null = null;
  let channel: Channel;
  let carrier: Carrier | null = null;
  let carrierOpening: Promise<void> | null = null;
  let savedAt: number | null = null;
  let storage: 'ok' | 'full' = 'ok';
  let lettersSinceSnapshot = 0;
  let reportCounter = 0;
  let sealedUnsaved: Bytes | null = null;
  let isClosed = false;
  /** While the documents are built anew nothing may be written into the old ones. */
  let isRebuilding = false;
  /** Taking in, snapshots, locking and unlocking use vault and documents together: one at a time. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work, work);
    turn = result.catch(() => {});
    return result;
  };
  let others = new Map<string, OtherDevice>();
  const troubles = new Map<string, Trouble>();
  const timersSet = new Set<() => void>();

  const later = (milliseconds: number, run: () => void): void => {
    const cancel = timers.later(milliseconds, () => {
      timersSet.delete(cancel);
      if (!isClosed) run();
    });
    timersSet.add(cancel);
  };
  const changed = (): void => {
    if (!isClosed) surroundings.onChange();
  };

  const noteTrouble = (words: string, device: string | null, count = 1): void => {
    const key = `${device ?? ''}|${words}`;
    troubles.set(key, { words, device, count: (troubles.get(key)?.count ?? 0) + count });
    changed();
  };

  const putSetting = async (name: string, bytes: Uint8Array): Promise<void> => {
    const master = reading?.master;
    if (master === undefined) return;
    await store.putSetting(tag, name, await master.seal(PURPOSES.setting, bytes));
  };
  const setting = async (master: Master, name: string): Promise<Uint8Array | null> => {
    const sealed = await store.setting(tag, name);
    return sealed === null ? null : master.open(PURPOSES.setting, sealed);
  };

  const sectionNamed = (name: SectionName): string => {
    const found = vault.register().sections.find(({ purpose }) => purpose === name);
    if (found === undefined) throw new Error(`this notebook has no section ${name}`);
    return found.section;
  };

  const mustRead = (): Reading => {
    if (reading === null) throw new Error('the notebook is locked');
    return reading;
  };
  const mustWrite = (): Reading => {
    if (isRebuilding) throw new Error('the notebook is being put in order');
    return mustRead();
  };

  /** Made in turn: what the vault has and the documents not yet would be skipped for ever at the next opening. */
  const makeSnapshot = async (held: Reading | null): Promise<void> => {
    if (held === null || !held.documents.isSettled()) return;
    if ([...held.writings.values()].some((writing) => writing.hasUnsaved())) return;
    lettersSinceSnapshot = 0;
    const afterRow = vault.lastRow();
    const bytes = await snapshotToBytes(afterRow, vault.summary(), held.documents);
    await store.putSnapshot(tag, await held.master.seal(PURPOSES.snapshot, bytes));
  };
  let isSnapshotDue = false;
  const snapshotSoon = (): void => {
    if (isSnapshotDue || lettersSinceSnapshot < LETTERS_PER_SNAPSHOT) return;
    isSnapshotDue = true;
    later(MS.snapshotAfter, () => {
      isSnapshotDue = false;
      void inTurn(() => makeSnapshot(reading));
    });
  };

  let areOthersDue = false;
  const keepOthersSoon = (): void => {
    if (areOthersDue) return;
    areOthersDue = true;
    later(MS.keepOthersAfter, () => {
      areOthersDue = false;
      void putSetting('others', othersToBytes(others));
    });
  };

  const readable = (letters: readonly OpenedLetter[]): readonly ReadableLetter[] =>
    letters.flatMap(({ section, author, run, body }) =>
      body === null ? [] : [{ section, author, run, body }],
    );

  const applyLetters = async (into: Documents, letters: readonly OpenedLetter[]): Promise<void> => {
    const unfit = await into.apply(readable(letters));
    for (const { author, why } of unfit) noteTrouble(UNFIT[why satisfies Unfit], author);
  };

  const makeRuns = async (device: Device): Promise<ReadonlyMap<string, Run>> => {
    const runs = new Map<string, Run>();
    for (const { section } of vault.register().sections) {
      const run = toHex(random(16));
      runs.set(section, { id: run, client: await clientOf(device.id, run, section) });
    }
    return runs;
  };

  const writingFor = (held: Reading, section: string, note: string | null, run: Run): Writing => {
    const key = `${section}|${note ?? ''}|${run.id}`;
    const known = held.writings.get(key);
    if (known !== undefined) return known;
    const writing = openWriting({
      name: { section, note },
      run,
      device: held.device.id,
      documents: held.documents,
      timers,
      store: async (into, runId, bodies) => {
        const written = await vault.writeAll(
          bodies.map((body) => ({ section: SectionId.parse(into), run: RunId.parse(runId), body })),
        );
        if (written.state !== 'saved') {
          if (written.state === 'full') storage = 'full';
          changed();
          return { state: 'not saved', why: NOT_WRITTEN[written.state] };
        }
        storage = 'ok';
        savedAt = now();
        lettersSinceSnapshot += written.written.length;
        carrier?.send(written.written.map(({ cover }) => cover));
        snapshotSoon();
        changed();
        return { state: 'saved', at: savedAt };
      },
    });
    held.writings.set(key, writing);
    return writing;
  };

  const seatsOver = (
    documents: Documents,
    device: Device,
    presenceKeys: ReadonlyMap<string, Bytes>,
  ): NoteSeats =>
    openNoteSeats({
      device: device.id,
      note: (section, note) => documents.note(section, note),
      writingFor: (section, note, run) => writingFor(mustWrite(), section, note, run),
      done: (section, note, run) => {
        const key = `${section}|${note}|${run.id}`;
        if (reading?.writings.get(key)?.hasUnsaved() === false) reading.writings.delete(key);
      },
      keys: presenceKeys,
      tell: (bytes) => carrier?.tellPresence(bytes),
      nameOf: surroundings.nameOf,
      random,
    });

  const startReading = async ({
    device,
    master,
    keyring: ring,
    statements,
  }: Open): Promise<void> => {
    const sealed = await store.snapshot(tag);
    const opened = sealed === null ? null : await master.open(PURPOSES.snapshot, sealed);
    const snapshot = opened === null ? null : await bytesToSnapshot(opened);
    vault = await openVault({
      store,
      tag,
      notebook: id,
      keyring: ring,
      device,
      summary: snapshot?.vault ?? null,
      random,
    });
    if (statements !== undefined) await vault.takeStatements(statements);
    const sections = vault.register().sections.map(({ section }) => section);
    if (sections.length === 0) throw new Error('a notebook without its founding statement');
    const isUsable = snapshot !== null && vault.openedAfter === snapshot.afterRow;
    const documents = openDocuments(sections, isUsable ? snapshot.documents : null);
    const presenceKeys = new Map<string, Bytes>();
    for (const section of sections) {
      const key = writingKey(ring, SectionId.parse(section));
      if (key !== null) presenceKeys.set(section, await deriveKey(key.key, PURPOSES.presence, 32));
    }
    const runs = await makeRuns(device);
    const writings = new Map<string, Writing>();
    const opening: Reading = {
      device,
      master,
      documents,
      runs,
      writings,
      presenceKeys,
      seats: seatsOver(documents, device, presenceKeys),
    };
    useRuns(opening);
    const letters = await vault.readAll(isUsable ? vault.openedAfter : 0);
    await applyLetters(documents, letters);
    lettersSinceSnapshot = letters.length;
    const kept = await setting(master, 'others');
    if (kept !== null) others = new Map([...bytesToOthers(kept), ...others]);
    channel = await openChannel(device, id, keys, random);
    // Last: an opening that fails on the way leaves nothing readable behind.
    reading = opening;
    savedAt = now();
    snapshotSoon();
  };

  /** Ends the writing of the documents that are going: what is not durable is handed back. */
  const endWriting = async (held: Reading): Promise<readonly UnsavedChange[]> => {
    const writings = [...held.writings.values()];
    // Each tells whoever wrote; here it only matters that nothing is on its way any more.
    await Promise.allSettled(writings.map((writing) => writing.flush()));
    const unsaved = writings.flatMap((writing) => writing.unsaved() ?? []);
    for (const writing of writings) writing.close();
    held.writings.clear();
    held.seats.close();
    return unsaved;
  };

  /** Writes again, under the runs that they belong to, changes that were not durable. */
  const takeUp = (held: Reading, unsaved: readonly UnsavedChange[]): void => {
    for (const { name, run, update } of unsaved) {
      const doc =
        name.note === null
          ? held.documents.records(name.section)
          : held.documents.note(name.section, name.note);
      Y.applyUpdate(doc, update, 'order');
      // It is tried again until it is durable.
      writingFor(held, name.section, name.note, run)
        .write(update, 0)
        .catch(() => {});
    }
  };

  const useRuns = ({ documents, runs }: Pick<Reading, 'documents' | 'runs'>): void => {
    for (const [section, { client }] of runs) documents.records(section).clientID = client;
  };

  /** A chain was decided anew: the documents that had the other letters are built again from the vault. */
  const rebuild = async (): Promise<void> => {
    const held = reading;
    if (held === null) return;
    isRebuilding = true;
    // Open windows write into what is going: they start afresh now, and again when the new documents are there.
    surroundings.onRebuilt();
    try {
      const unsaved = await endWriting(held);
      await store.deleteSnapshot(tag);
      const documents = openDocuments(
        vault.register().sections.map(({ section }) => section),
        null,
      );
      await applyLetters(documents, await vault.readAll(0));
      held.documents.destroy();
      held.documents = documents;
      held.runs = await makeRuns(held.device);
      useRuns(held);
      held.seats = seatsOver(documents, held.device, held.presenceKeys);
      takeUp(held, unsaved);
    } finally {
      isRebuilding = false;
    }
    surroundings.onRebuilt();
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
      if (taking.reordered.length > 0) await rebuild();
      else if (reading !== null) await applyLetters(reading.documents, taking.letters);
      lettersSinceSnapshot += taking.letters.length;
      snapshotSoon();
      return {
        junk: taking.refused.filter(({ device }) => device === null).length,
        full: false,
      };
    });

  const startCarrier = async (volume: number): Promise<void> => {
    const opened = await openCarrier({
      take,
      covers: () => vault.covers(),
      report: async (inVolume) => {
        reportCounter = Math.max(reportCounter + 1, now());
        return writeReport(
          channel,
          { counter: reportCounter, volume: inVolume, vector: vault.vector() },
          random,
        );
      },
      hearReport: async (bytes, from) => {
        const heard = await readReport(
          { notebook: id, epoch: keys, register: vault.register() },
          bytes,
        );
        if (heard.state !== 'report' || heard.report.device !== from) return 'unreadable';
        const { counter, vector } = heard.report;
        if (counter > (others.get(from)?.counter ?? 0)) {
          others.set(from, { device: from, counter, vector, seenAt: now() });
          keepOthersSoon();
        }
        return lackedBy(vector, vault.vector()).length > 0 ? 'lacks' : 'has all';
      },
      hearPresence: (bytes, from) => void reading?.seats.hear(bytes, from),
      gate: {
        prove: (transcript) => prove(channel, transcript, random),
        check: (transcript, proof) =>
          check({ notebook: id, epoch: keys, register: vault.register() }, transcript, proof),
      },
      room: async (of) => ({
        name: await keys.roomName(of),
        password: await keys.signallingPassword(of),
      }),
      cacheName: async (of) =>
        `liaison-notebook-way-${toHex(await deriveKey(cacheNames, PURPOSES.cache, 16, byteWriter().uint(of).finish()))}`,
      beacon: {
        topic: keys.beaconTopic,
        seal: (bytes) => sealUnder(keys.beaconKey, PURPOSES.beacon, bytes, random),
        open: (sealed) => openUnder(keys.beaconKey, PURPOSES.beacon, sealed),
      },
      me: channel.device,
      signalling: keyring.signalling,
      iceServers: surroundings.iceServers,
      volume,
      keepVolume: (of) => putSetting('volume', byteWriter().uint(of).finish()),
      onChange: changed,
      onRefused: (device, words) => noteTrouble(words, device),
      random,
      timers,
    });
    if (isClosed) await opened.close();
    else carrier = opened;
    changed();
  };

  const openCarrierBehind = async (master: Master): Promise<void> => {
    const kept = await setting(master, 'volume');
    const volume = kept === null ? 1 : byteReader(kept).uint();
    carrierOpening = startCarrier(volume);
    await carrierOpening;
  };
  /** Leaves the places where devices meet and goes to those that the keyring names now; one change after another. */
  const meetAgain = async (): Promise<void> => {
    await carrierOpening;
    const before = carrier;
    if (before === null || isClosed) return;
    carrier = null;
    carrierOpening = before.close().then(() => startCarrier(before.volume()));
    await carrierOpening;
  };

  await startReading(first);
  // Meeting others is not needed for working: it is tried again when it cannot begin.
  const meet = (): void => {
    openCarrierBehind(first.master).catch(() => later(MS.meetAgainAfter, meet));
  };
  meet();

  const flush = async (): Promise<void> => {
    const held = reading;
    if (held === null) return;
    await Promise.allSettled([...held.writings.values()].map((writing) => writing.flush()));
  };

  return {
    id,
    keyring: () => keyring,
    register: () => vault.register(),
    isReadable: () => reading !== null,
    records: (name) => mustRead().documents.records(sectionNamed(name)),
    note: (name, meeting) => mustRead().documents.note(sectionNamed(name), meeting),
    write: (name, change) => {
      const held = mustWrite();
      const section = sectionNamed(name);
      const doc = held.documents.records(section);
      const run = held.runs.get(section);
      if (run === undefined) throw new Error('a section without a run');
      const updates: Uint8Array[] = [];
      const gather = (update: Uint8Array, origin: unknown): void => {
        if (origin !== FROM_LETTER) updates.push(update);
      };
      doc.on('update', gather);
      try {
        const result = doc.transact(() => change(doc), 'order');
        const writing = writingFor(held, section, null, run);
        const writes = updates.map((update) => writing.write(update, 0));
        const [last] = writes.slice(-1);
        return { result, saved: last ?? Promise.resolve({ state: 'saved', at: now() }) };
      } finally {
        doc.off('update', gather);
        changed();
      }
    },
    sit: (name, meeting, listener) => mustRead().seats.sit(sectionNamed(name), meeting, listener),
    writerOf: (client) => reading?.documents.writerOf(client) ?? null,
    admit: (admission) =>
      inTurn(async () => {
        const stating = await vault.state(admission);
        if (stating.state !== 'saved') return 'refused';
        carrier?.send([stating.cover]);
        changed();
        return 'saved';
      }),
    others: () => others,
    devicesHere: () => carrier?.devicesHere() ?? [],
    meetingPoint: () =>
      carrier?.meetingPoint() ?? (keyring.signalling.length === 0 ? 'none set' : 'not reached'),
    ownVector: () => vault.vector(),
    troubles: () => [
      ...troubles.values(),
      ...(vault.isStopped()
        ? [{ words: NOT_WRITTEN.stopped, device: channel.device, count: 1 }]
        : []),
      ...vault.setAside().map(({ words, device, count }) => ({ words, device, count })),
    ],
    savedAt: () =>
      reading !== null && [...reading.writings.values()].some((writing) => writing.hasUnsaved())
        ? null
        : savedAt,
    storage: () => storage,
    isStopped: () => vault.isStopped(),
    flush,
    useKeyring: (ring) =>
      inTurn(async () => {
        // A locked notebook is given no keys back.
        if (reading === null) return;
        keyring = ring;
        await vault.useKeyring(ring);
      }).then(meetAgain),
    lock: () =>
      inTurn(async () => {
        const held = reading;
        if (held === null) return;
        // From here on nobody reads or writes; what was on its way is waited for.
        reading = null;
        const unsaved = await endWriting(held);
        if (unsaved.length > 0) {
          sealedUnsaved = await held.master.seal(PURPOSES.unsaved, unsavedToBytes(unsaved));
        } else {
          // What no letter carries must not be in a snapshot: what builds on it could never travel. Without one,
          // opening takes longer and nothing is lost.
          await makeSnapshot(held).catch(() => {});
        }
        held.documents.destroy();
        keyring = { ...keyring, sectionKeys: [] };
        vault = await openVault({
          store,
          tag,
          notebook: id,
          keyring,
          device: null,
          ownDevice: held.device.id,
          summary: vault.summary(),
          random,
        });
      }),
    unlock: (open) =>
      inTurn(async () => {
        keyring = open.keyring;
        await startReading(open);
        const sealed = sealedUnsaved;
        sealedUnsaved = null;
        const opened = sealed === null ? null : await open.master.open(PURPOSES.unsaved, sealed);
        if (opened !== null) takeUp(mustRead(), bytesToUnsaved(opened));
        changed();
      }),
    close: async () => {
      await flush();
      isClosed = true;
      for (const cancel of timersSet) cancel();
      await carrierOpening;
      await carrier?.close();
      await turn;
      reading?.seats.close();
      reading?.documents.destroy();
      reading = null;
    },
  };
};

const NOT_WRITTEN = {
  full: 'This device is full. Your change is kept until there is room: delete files you do not need.',
  locked: 'The notebook is locked.',
  stopped:
    'This copy of the notebook is older than what was already sent from this device, as after restoring a backup. It can be read but not changed.',
  'no key': 'You may read this part of the notebook but not change it.',
  'too large': 'That is too much text to add at once. Add it in smaller parts.',
} as const;
