/** The vault of one notebook: takes in covers, judges them, keeps them durably, and writes one's own. */
import { toHex } from '@/lib/parse/bytes';

import { coverOf, openCover } from './cover';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdToBytes,
  type LetterId,
  type NotebookId,
  type RunId,
  type SectionId,
  type StoreTag,
} from './ids';
import { type HeldLetter, makeHoldings } from './holdings';
import { type Judged, makeJudge, type Refusal } from './judge';
import { type Bytes, openUnder, type Random, sealUnder } from './keys';
import type { Keyring } from './keyring';
import {
  LARGEST_WRITTEN_BODY,
  type Letter,
  openLetterBody,
  readLetter,
  writeLetter,
} from './letter';
import { openKeyring } from './open-keyring';
import { makeQueue } from './queue';
import { foldRegister, type Register } from './register';
import { makeTally, SET_ASIDE_REASONS, type SetAside } from './set-aside';
import { type Admission, readStatement, writeStatement } from './statement';
import type { Row, Store } from './store';
import { readSummary, type Summary, writeSummary } from './summary';
import type { Vector } from './vector';

/** A letter that verified, in the order of its chain. */
export interface OpenedLetter {
  readonly id: LetterId;
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly run: RunId;
  /** From 1, without gaps within a chain of author and section. */
  readonly seq: number;
  /** The change; null when this device has no key to the section. */
  readonly body: Bytes | null;
}

export interface Taking {
  /** Became ready now, each chain in order; durable. */
  readonly letters: readonly OpenedLetter[];
  /** Covers that were new here and are now held: statements and letters, ready or waiting. */
  readonly held: number;
  /** Whether the register changed. */
  readonly statements: boolean;
  readonly refused: readonly Refusal[];
  /** With 'full' nothing was kept or reported, and the same covers may be taken again later. */
  readonly saved: 'saved' | 'full';
  /** Sections in which a chain was decided anew after letters of it had been reported: rebuild them from `readAll`. */
  readonly reordered: readonly SectionId[];
  /** Our own chain was seen with letters that we did not write: this profile is an older copy of itself. */
  readonly ownChainStopped: boolean;
}

export type Writing =
  | { readonly state: 'saved'; readonly letter: OpenedLetter; readonly cover: Bytes }
  | { readonly state: NotWritten };
export type WritingAll =
  | {
      readonly state: 'saved';
      readonly written: readonly { readonly letter: OpenedLetter; readonly cover: Bytes }[];
    }
  | { readonly state: NotWritten };
export type Stating =
  | { readonly state: 'saved'; readonly cover: Bytes }
  | { readonly state: NotWritten | 'against the rules' };

/**
 * Why nothing was written. 'full': the disk is. 'locked': no device was given. 'stopped': see `ownChainStopped`.
 * 'no key': this device does not read the section. 'too large': the body is above {@link LARGEST_WRITTEN_BODY}.
 */
export type NotWritten = 'full' | 'locked' | 'stopped' | 'no key' | 'too large';

export interface Draft {
  readonly section: SectionId;
  readonly run: RunId;
  readonly body: Uint8Array;
}

export interface VaultOptions {
  readonly store: Store;
  readonly tag: StoreTag;
  readonly notebook: NotebookId;
  readonly keyring: Keyring;
  /** Null in a locked engine: it takes in and passes on, and neither reads nor writes. */
  readonly device: Device | null;
  /** Which device this profile is, for a locked engine that has no `device`; a vault with one knows. */
  readonly ownDevice?: DeviceId;
  /** What an earlier vault's `summary()` gave, or null. It must have been kept under seal. */
  readonly summary: Uint8Array | null;
  readonly random: Random;
}

export interface Vault {
  readonly take: (covers: readonly Uint8Array[]) => Promise<Taking>;
  /** Takes statements that came without covers, as in a welcome. */
  readonly takeStatements: (statements: readonly Uint8Array[]) => Promise<Taking>;
  readonly write: (section: SectionId, run: RunId, body: Uint8Array) => Promise<Writing>;
  /** All in one transaction, in order. */
  readonly writeAll: (drafts: readonly Draft[]) => Promise<WritingAll>;
  /** Signs a statement on top of what is known, if the rules let this device make it. */
  readonly state: (saying: Admission) => Promise<Stating>;
  readonly register: () => Register;
  readonly vector: () => Vector;
  /** Letters on the chains, in order: all of them with 0; with `openedAfter`, those that the summary did not have. */
  readonly readAll: (afterRow: number) => Promise<readonly OpenedLetter[]>;
  /** Every cover held, in batches: for filling the way again. */
  readonly covers: () => AsyncIterable<readonly Bytes[]>;
  readonly summary: () => Bytes;
  /** The row up to which the summary that this vault was opened with went; 0 without one. */
  readonly openedAfter: number;
  readonly lastRow: () => number;
  readonly setAside: () => readonly SetAside[];
  readonly isStopped: () => boolean;
  /** From now on this keyring opens and seals. */
  readonly useKeyring: (keyring: Keyring) => Promise<void>;
}

const PARALLEL = 512;

/** Runs in parallel, a bounded number at a time: WebCrypto works on other threads. */
const inParallel = async <T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += PARALLEL) {
    results.push(...(await Promise.all(items.slice(at, at + PARALLEL).map(work))));
  }
  return results;
};

/**
 * Knows a cover again that was accepted before, without hashing it: initialisation vector, authentication tag and a
 * sum over all bytes. Whoever forges the sum only makes us pass over a forgery of what we hold.
 */
const fingerprintOf = (cover: Uint8Array): string => {
  let sum = 0;
  for (const byte of cover) sum = Math.imul(sum ^ byte, 16_777_619);
  return `${toHex(cover.subarray(9, 21))}${toHex(cover.subarray(-16))}${sum}`;
};

const unique = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] => [
  ...new Map(items.map((item) => [nameOf(item), item])).values(),
];

/** In the order of writing where chains allow it: what a letter builds on in another chain mostly comes before it. */
const inChainOrder = (
  letters: readonly { readonly letter: OpenedLetter; readonly row: number }[],
): readonly OpenedLetter[] => {
  const latest = new Map<string, number>();
  return letters
    .toSorted((a, b) => a.letter.seq - b.letter.seq)
    .map(({ letter, row }) => {
      const key = `${letter.section} ${letter.author}`;
      // No letter comes before the one that it follows, whichever rests in the later row.
      const after = Math.max(latest.get(key) ?? 0, row);
      latest.set(key, after);
      return { letter, after };
    })
    .toSorted((a, b) => a.after - b.after || a.letter.seq - b.letter.seq)
    .map(({ letter }) => letter);
};

const MOST_REMEMBERED_REFUSALS = 20_000;
const STOPPED = 'own-chain-stopped';
const STOPPED_PURPOSE = 'liaison-notebook/own-chain-stopped/v1';

/** The summary, unless the bytes are not one or the store is not the one that it was made of. */
const usableSummary = async ({
  summary,
  store,
  tag,
}: Pick<VaultOptions, 'summary' | 'store' | 'tag'>): Promise<Summary | null> => {
  const read = summary === null ? null : readSummary(summary);
  if (read === null || read.lastRow === 0) return read;
  const there = await store.rowsAt(tag, [read.lastRow]);
  return there.length === 1 ? read : null;
};

/** Opens the vault of one notebook: what the summary does not cover is read from the store. */
export const openVault = async (options: VaultOptions): Promise<Vault> => {
  const { store, tag, notebook, device, random } = options;
  const ownDevice = device?.id ?? options.ownDevice ?? null;
  const inTurn = makeQueue();
  const holdings = makeHoldings(notebook, ownDevice);
  const tally = makeTally();
  const acceptedCovers = new Set<string>();
  const refusedCovers = new Set<string>();

  let keys = await openKeyring(notebook, options.keyring);
  let lastRow = 0;
  let isStopped = false;
  /** What opening brought, kept for the first `readAll`. */
  let openedLetters: readonly OpenedLetter[] | null = null;
  let isReorderedAtOpening = false;

  const judge = makeJudge({
    notebook,
    keys: () => keys,
    hasLetter: holdings.hasLetter,
    hasStatement: holdings.hasStatement,
  });

  const openLetter = async (letter: Letter): Promise<OpenedLetter> => {
    const { id, section, author, run, seq } = letter;
    const sealer = keys.sealerOf(letter);
    const body = sealer === null ? null : await openLetterBody(letter, sealer);
    if (sealer !== null && body === null) tally.add('body does not open', author);
    return { id, section, author, run, seq, body };
  };

  const openAll = (letters: readonly HeldLetter[]): Promise<readonly OpenedLetter[]> =>
    inParallel(letters, ({ letter }) => openLetter(letter));

  const noteStopped = async (): Promise<'saved' | 'full'> => {
    const key = keys.stoppedKeys.at(-1);
    if (ownDevice === null || key === undefined) return 'saved';
    const sealed = await sealUnder(key, STOPPED_PURPOSE, deviceIdToBytes(ownDevice), random);
    return (await store.putSetting(tag, STOPPED, sealed)).state;
  };

  const wasStopped = async (): Promise<boolean> => {
    const sealed = await store.setting(tag, STOPPED);
    if (sealed === null) return false;
    for (const key of keys.stoppedKeys) {
      const plain = await openUnder(key, STOPPED_PURPOSE, sealed);
      if (plain !== null) return toHex(plain) === ownDevice;
    }
    return false;
  };

  const appended = (rows: readonly number[]): void => {
    lastRow = Math.max(lastRow, ...rows.slice(-1));
    openedLetters = null;
  };

  /** Keeps what was judged good, then acts on it: the strict write comes before anything is reported. */
  const keep = async (judged: readonly Judged[], refused: readonly Refusal[]): Promise<Taking> => {
    const nothing: Taking = {
      letters: [],
      held: 0,
      statements: false,
      refused,
      saved: 'saved',
      reordered: [],
      ownChainStopped: false,
    };
    const statements = unique(
      judged.filter((one) => one.state === 'statement'),
      ({ statement }) => statement.id,
    );
    const letters = unique(
      judged.filter((one) => one.state === 'letter'),
      ({ letter }) => letter.id,
    );
    const covers = [...statements, ...letters].map(({ cover }) => cover);
    if (covers.length === 0) return nothing;
    const isStopping = !isStopped && letters.some(({ letter }) => letter.author === ownDevice);
    // Before the letters: once they are held, nothing tells them from letters written here.
    if (isStopping && (await noteStopped()) === 'full') return { ...nothing, saved: 'full' };
    const appending = await store.append(tag, covers);
    if (appending.state === 'full') return { ...nothing, saved: 'full' };
    appended(appending.rows);
    isStopped ||= isStopping;
    for (const cover of covers) acceptedCovers.add(fingerprintOf(cover));

    const refusedBefore = new Set(holdings.register().refused.map(({ statement }) => statement));
    const hasChanged = holdings.learn(statements.map(({ statement }) => statement));
    const againstTheRules = holdings
      .register()
      .refused.filter(({ statement }) => !refusedBefore.has(statement))
      .map(({ author }): Refusal => ({ reason: 'against the rules', device: author }));
    const { ready, reordered, forks } = holdings.arrive(
      letters.map(({ letter }, at) => ({
        letter,
        row: appending.rows[statements.length + at] ?? 0,
      })),
    );
    return {
      letters: await openAll(ready),
      held: covers.length,
      statements: hasChanged,
      refused: [
        ...refused,
        ...againstTheRules,
        ...forks.map((author): Refusal => ({
          reason: 'two changes with one number',
          device: author,
        })),
      ],
      saved: 'saved',
      reordered,
      ownChainStopped: isStopping,
    };
  };

  const noteRefusal = (fingerprint: string, { reason, device: author }: Refusal): void => {
    // The same cover comes again at every start: it counts once.
    if (refusedCovers.has(fingerprint)) return;
    if (refusedCovers.size >= MOST_REMEMBERED_REFUSALS) refusedCovers.clear();
    refusedCovers.add(fingerprint);
    tally.add(reason, author);
  };

  const takeNow = async (covers: readonly Uint8Array[]): Promise<Taking> => {
    const fresh = covers
      .map((cover) => ({ cover, fingerprint: fingerprintOf(cover) }))
      .filter(({ fingerprint }) => !acceptedCovers.has(fingerprint));
    const refused: Refusal[] = [];
    const judged = await inParallel(fresh, async ({ cover, fingerprint }) => {
      const one = await judge.arrived(cover);
      if (one.state === 'known') acceptedCovers.add(fingerprint);
      if (one.state === 'refused') {
        refused.push({ reason: one.reason, device: one.device });
        noteRefusal(fingerprint, one);
      }
      return one;
    });
    return keep(judged, refused);
  };

  const takeStatements = async (news: readonly Uint8Array[]): Promise<Taking> => {
    const key = keys.writingCoverKey;
    if (key === null) throw new Error('a keyring without an epoch');
    return takeNow(await inParallel(news, (bytes) => coverOf('statement', bytes, key, random)));
  };

  const writeAll = async (drafts: readonly Draft[]): Promise<WritingAll> => {
    const { writingCoverKey } = keys;
    if (device === null || writingCoverKey === null) return { state: 'locked' };
    if (isStopped) return { state: 'stopped' };
    const ends = new Map<SectionId, { readonly seq: number; readonly previous: LetterId }>();
    const written: { letter: Letter; body: Bytes; cover: Bytes }[] = [];
    for (const { section, run, body } of drafts) {
      if (body.length > LARGEST_WRITTEN_BODY) return { state: 'too large' };
      const writing = keys.writing(section);
      if (writing === null) return { state: 'no key' };
      const end = ends.get(section) ?? holdings.end(section, device.id);
      const { keyId } = writing.key;
      const { bytes } = await writeLetter(
        { notebook, section, keyId, run, seq: end.seq + 1, previous: end.previous },
        body,
        writing.sealer,
        device,
        random,
      );
      const read = await readLetter(bytes);
      if (read.state === 'refused') throw new Error(`wrote a letter that is ${read.why}`);
      const { letter } = read;
      ends.set(section, { seq: letter.seq, previous: letter.id });
      const cover = await coverOf('letter', bytes, writingCoverKey, random);
      written.push({ letter, body: new Uint8Array(body), cover });
    }
    const appending = await store.append(
      tag,
      written.map(({ cover }) => cover),
    );
    if (appending.state === 'full') return { state: 'full' };
    appended(appending.rows);
    holdings.arrive(written.map(({ letter }, at) => ({ letter, row: appending.rows[at] ?? 0 })));
    return {
      state: 'saved',
      written: written.map(({ letter, body, cover }) => {
        acceptedCovers.add(fingerprintOf(cover));
        const { id, section, author, run, seq } = letter;
        return { letter: { id, section, author, run, seq, body }, cover };
      }),
    };
  };

  const state = async (saying: Admission): Promise<Stating> => {
    const { writingCoverKey } = keys;
    if (device === null || writingCoverKey === null) return { state: 'locked' };
    const before = holdings.register();
    const statement = await writeStatement(notebook, before.heads, saying, device);
    const checked = await readStatement(statement.bytes);
    const after = foldRegister(notebook, [...holdings.statements(), statement]);
    const stands = after.statements.length > before.statements.length;
    if (checked.state === 'refused' || !stands) return { state: 'against the rules' };
    const cover = await coverOf('statement', statement.bytes, writingCoverKey, random);
    const taking = await keep([{ state: 'statement', statement, cover }], []);
    return taking.saved === 'full' ? { state: 'full' } : { state: 'saved', cover };
  };

  /** Takes in rows of the store; one that does not open is moved aside and the rest goes on. */
  const absorb = async (rows: readonly Row[]): Promise<readonly OpenedLetter[]> => {
    const judged = await inParallel(rows, async ({ row, cover }) => ({
      row,
      cover,
      one: await judge.stored(cover),
    }));
    for (const { row, cover, one } of judged) {
      if (one.state !== 'refused') {
        acceptedCovers.add(fingerprintOf(cover));
        continue;
      }
      tally.add(one.reason, one.device);
      if (one.reason === 'changed on the way' || one.reason === 'malformed') {
        await store.moveAside(tag, row, SET_ASIDE_REASONS[one.reason]);
      }
    }
    lastRow = rows.reduce((most, { row }) => Math.max(most, row), lastRow);
    holdings.learn(judged.flatMap(({ one }) => (one.state === 'statement' ? [one.statement] : [])));
    const letters = judged.flatMap(({ one, row }) =>
      one.state === 'letter' ? [{ letter: one.letter, row }] : [],
    );
    const { ready, reordered } = holdings.arrive(unique(letters, ({ letter }) => letter.id));
    isReorderedAtOpening ||= reordered.length > 0;
    return openAll(ready);
  };

  const summary = await usableSummary(options);
  const openedAfter = summary?.lastRow ?? 0;
  const waitingRows = summary?.waiting.map(({ row }) => row) ?? [];
  if (summary !== null) {
    lastRow = summary.lastRow;
    const read = await inParallel(summary.statements, (bytes) => readStatement(bytes));
    holdings.learn(read.flatMap((one) => (one.state === 'read' ? [one.statement] : [])));
    for (const chain of summary.chains) holdings.restore(chain);
    // Those that waited wait again, by the same door as everything else.
    await absorb(await store.rowsAt(tag, waitingRows));
  }
  isStopped = await wasStopped();
  const opened: OpenedLetter[] = [];
  for await (const rows of store.rows(tag, openedAfter)) opened.push(...(await absorb(rows)));
  // What the summary calls decided is not: whatever was built beside it must be built again.
  if (summary !== null && isReorderedAtOpening) return openVault({ ...options, summary: null });
  openedLetters = isReorderedAtOpening ? null : opened;

  const onChain = async ({
    row,
    cover,
  }: Row): Promise<readonly { readonly letter: OpenedLetter; readonly row: number }[]> => {
    const opening = await openCover(cover, keys.coverKeys);
    if (opening.state === 'refused' || opening.kind !== 'letter') return [];
    const read = await readLetter(opening.bytes);
    if (read.state === 'refused' || !holdings.isOnChain(read.letter)) return [];
    return [{ letter: await openLetter(read.letter), row }];
  };

  const readAll = async (afterRow: number): Promise<readonly OpenedLetter[]> => {
    const letters = openedLetters;
    // They are handed out once: the memory is worth more than a second reading.
    openedLetters = null;
    if (letters !== null && afterRow === openedAfter) return letters;
    const found: { readonly letter: OpenedLetter; readonly row: number }[] = [];
    const isAfterSummary = afterRow === openedAfter && afterRow > 0;
    if (isAfterSummary) {
      found.push(...(await inParallel(await store.rowsAt(tag, waitingRows), onChain)).flat());
    }
    for await (const rows of store.rows(tag, afterRow)) {
      found.push(...(await inParallel(rows, onChain)).flat());
    }
    return inChainOrder(unique(found, ({ letter }) => letter.id));
  };

  return {
    take: (covers) => inTurn(() => takeNow(covers)),
    takeStatements: (news) => inTurn(() => takeStatements(news)),
    write: (section, run, body) =>
      inTurn(async () => {
        const writing = await writeAll([{ section, run, body }]);
        if (writing.state !== 'saved') return writing;
        const [one] = writing.written;
        if (one === undefined) throw new Error('nothing was written');
        return { state: 'saved', ...one };
      }),
    writeAll: (drafts) => inTurn(() => writeAll(drafts)),
    state: (saying) => inTurn(() => state(saying)),
    register: holdings.register,
    vector: holdings.vector,
    readAll: (afterRow) => inTurn(() => readAll(afterRow)),
    covers: async function* () {
      for await (const rows of store.rows(tag, 0)) yield rows.map(({ cover }) => cover);
    },
    summary: () =>
      writeSummary({
        lastRow,
        statements: holdings.statements().map(({ bytes }) => bytes),
        chains: holdings.chains(),
        waiting: holdings.waiting(),
      }),
    openedAfter,
    lastRow: () => lastRow,
    setAside: () => {
      const all = makeTally(tally.entries());
      for (const { reason, device: author } of holdings.apart()) all.add(reason, author);
      return all.entries();
    },
    isStopped: () => isStopped,
    useKeyring: (next) =>
      inTurn(async () => {
        keys = await openKeyring(notebook, next);
        openedLetters = null;
      }),
  };
};
