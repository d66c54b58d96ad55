/** The vault of one notebook: takes in covers, judges them, keeps them durably, and writes one's own. */
import { toHex } from '@/lib/parse/bytes';

import { type Chain, type ChainChange, makeChain } from './chain';
import { coverKeyFrom, type CoverKey, coverOf, openCover } from './cover';
import { type Verifier, verifierFor } from './curves';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdToBytes,
  type LetterId,
  type NotebookId,
  NotebookId as NotebookIdSchema,
  notebookIdToBytes,
  type RunId,
  type SectionId,
  type StatementId,
  type StoreTag,
} from './ids';
import { type Bytes, deriveKey, openUnder, type Random, type Sealer, sealUnder } from './keys';
import { epochKeys, type Keyring, newestEpoch, writingKey } from './keyring';
import {
  bodySealer,
  isLetterSigned,
  LARGEST_WRITTEN_BODY,
  type Letter,
  NO_LETTER,
  openLetterBody,
  readLetter,
  writeLetter,
} from './letter';
import { makeQueue } from './queue';
import { foldRegister, type Register } from './register';
import { type Admission, readStatement, type Statement, writeStatement } from './statement';
import type { Row, Store } from './store';
import { readSummary, type WaitingSummary, writeSummary } from './summary';
import { sortVector, type Vector } from './vector';

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

/** Why something is kept apart, in the words that a person reads. */
export const SET_ASIDE_REASONS = {
  malformed: 'A change was not written in the form that this notebook uses.',
  'newer version': 'A change was written by a newer version. Update this one to read it.',
  'no key': 'A change is locked with a key that this device does not hold.',
  'changed on the way': 'A change was damaged on the way.',
  'another notebook': 'A change belongs to another notebook.',
  'not signed by its author': 'A change was not made by the device that it names.',
  'not asked for': 'Someone tried to let in a device that had not asked for it.',
  'against the rules': 'Someone tried to change who is in this notebook without being allowed to.',
  'author not known': 'A change comes from a device that is not in this notebook yet.',
  'earlier change missing': 'A change waits for an earlier one that has not arrived yet.',
  'two changes with one number':
    'A device sent two different changes under one number. Its copy may have been restored from a backup.',
  'body does not open': 'A change could not be opened with the key that it names.',
} as const;
export type SetAsideReason = keyof typeof SET_ASIDE_REASONS;

export interface SetAside {
  readonly reason: SetAsideReason;
  readonly words: string;
  readonly device: DeviceId | null;
  readonly count: number;
}

export interface Taking {
  /** Became ready now, each chain in order; durable. */
  readonly letters: readonly OpenedLetter[];
  /** Covers that were new here and are now held: statements and letters, ready or waiting. */
  readonly held: number;
  /** Whether the register changed. */
  readonly statements: boolean;
  readonly refused: readonly {
    readonly reason: SetAsideReason;
    readonly device: DeviceId | null;
  }[];
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

const deviceNames = (register: Register): string =>
  register.members.flatMap(({ devices }) => devices.map(({ id }) => id)).join(' ');

type Judged =
  | { readonly state: 'letter'; readonly letter: Letter; readonly cover: Uint8Array }
  | { readonly state: 'statement'; readonly statement: Statement; readonly cover: Uint8Array }
  | { readonly state: 'known' }
  | {
      readonly state: 'refused';
      readonly reason: SetAsideReason;
      readonly device: DeviceId | null;
    };

/** A letter that is durable and not on its chain yet. */
interface Held {
  readonly letter: Letter;
  readonly row: number;
}

interface Arrival {
  readonly ready: readonly Held[];
  readonly reordered: readonly SectionId[];
  /** Authors of chains in which two letters were now found to claim one place. */
  readonly forks: readonly DeviceId[];
}

const chainKey = ({ section, author }: { readonly section: string; readonly author: string }) =>
  `${section} ${author}`;

/** In the order of writing where chains allow it: what a letter builds on in another chain mostly comes before it. */
const inChainOrder = (
  letters: readonly (OpenedLetter & { readonly row: number })[],
): readonly OpenedLetter[] => {
  const latest = new Map<string, number>();
  return letters
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ row, ...letter }) => {
      const key = chainKey(letter);
      // No letter comes before the one that it follows, whichever rests in the later row.
      const after = Math.max(latest.get(key) ?? 0, row);
      latest.set(key, after);
      return { letter, after };
    })
    .toSorted((a, b) => a.after - b.after || a.letter.seq - b.letter.seq)
    .map(({ letter }) => letter);
};

type Tally = Map<string, { reason: SetAsideReason; device: DeviceId | null; count: number }>;

const increment = (tally: Tally, reason: SetAsideReason, device: DeviceId | null): void => {
  const key = `${reason} ${device ?? ''}`;
  const entry = tally.get(key) ?? { reason, device, count: 0 };
  entry.count += 1;
  tally.set(key, entry);
};

interface ChainEntry {
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly chain: Chain;
}

const MOST_VERIFIERS = 4096;
const MOST_REMEMBERED_REFUSALS = 20_000;
const STOPPED = 'own-chain-stopped';

/** Opens the vault of one notebook: what the summary does not cover is read from the store. */
export const openVault = async (options: VaultOptions): Promise<Vault> => {
  const { store, tag, notebook, device, random } = options;
  const ownDevice = device?.id ?? options.ownDevice ?? null;
  const inTurn = makeQueue();

  let { keyring } = options;
  let coverKeys: readonly CoverKey[] = [];
  let writingCoverKey: CoverKey | null = null;
  let stoppedKeys: readonly Bytes[] = [];
  const bodySealers = new Map<string, Promise<Sealer>>();

  const known = new Set<LetterId>();
  const chains = new Map<string, ChainEntry>();
  /** Letters beside their chains, and letters whose author is not in the register. */
  const held = new Map<LetterId, Held>();
  const unknownAuthors = new Map<LetterId, Held>();
  const statements = new Map<StatementId, Statement>();
  const verifiers = new Map<DeviceId, Promise<Verifier>>();
  const acceptedCovers = new Set<string>();
  const refusedCovers = new Set<string>();
  const refusals: Tally = new Map();
  let register = foldRegister(notebook, []);
  let lastRow = 0;
  let isStopped = false;
  let openedLetters: readonly OpenedLetter[] | null = null;
  let isReorderedAtOpening = false;

  const useKeyring = async (next: Keyring): Promise<void> => {
    const newest = newestEpoch(next);
    const entries = await Promise.all(
      next.epochs.map(async (epoch) => ({
        epoch,
        key: await coverKeyFrom(await epochKeys(notebook, epoch)),
        stopped: await deriveKey(
          epoch.secret,
          'liaison-notebook/own-chain-stopped/v1',
          32,
          notebookIdToBytes(notebook),
        ),
      })),
    );
    keyring = next;
    coverKeys = entries.map(({ key }) => key);
    stoppedKeys = entries.map(({ stopped }) => stopped);
    writingCoverKey = entries.find(({ epoch }) => epoch === newest)?.key ?? null;
    bodySealers.clear();
  };

  const sealerOf = (section: SectionId, keyId: string): Promise<Sealer> | null => {
    const name = `${section} ${keyId}`;
    const ready = bodySealers.get(name);
    if (ready !== undefined) return ready;
    const key = keyring.sectionKeys.find(
      (candidate) => candidate.section === section && candidate.keyId === keyId,
    );
    if (key === undefined) return null;
    const sealer = bodySealer(key);
    bodySealers.set(name, sealer);
    return sealer;
  };

  const verifierOf = (author: DeviceId): Promise<Verifier> => {
    const ready = verifiers.get(author);
    if (ready !== undefined) return ready;
    const verifier = verifierFor(deviceIdToBytes(author));
    // Anyone with the epoch key could name devices without end.
    if (verifiers.size >= MOST_VERIFIERS) verifiers.clear();
    verifiers.set(author, verifier);
    return verifier;
  };

  const count = (reason: SetAsideReason, author: DeviceId | null): void => {
    increment(refusals, reason, author);
  };

  const openBody = async (letter: Letter): Promise<Bytes | null> => {
    const sealer = sealerOf(letter.section, letter.keyId);
    if (sealer === null) return null;
    const body = await openLetterBody(letter, await sealer);
    if (body === null) count('body does not open', letter.author);
    return body;
  };

  const openLetter = async (letter: Letter): Promise<OpenedLetter> => {
    const { id, section, author, run, seq } = letter;
    return { id, section, author, run, seq, body: await openBody(letter) };
  };

  const entryFor = (section: SectionId, author: DeviceId, chain = makeChain()): ChainEntry => {
    const key = chainKey({ section, author });
    const existing = chains.get(key);
    if (existing !== undefined) return existing;
    const entry = { section, author, chain };
    chains.set(key, entry);
    return entry;
  };

  const refusal = (reason: SetAsideReason, author: DeviceId | null = null): Judged => ({
    state: 'refused',
    reason,
    device: author,
  });

  const judgeLetter = async (
    bytes: Uint8Array,
    cover: Uint8Array,
    isOurs: boolean,
  ): Promise<Judged> => {
    const read = await readLetter(bytes);
    if (read.state === 'refused') return refusal(read.why);
    const { letter } = read;
    if (known.has(letter.id)) return { state: 'known' };
    if (letter.notebook !== notebook) return refusal('another notebook');
    // A row of this store was verified when it came.
    if (!isOurs && !(await isLetterSigned(letter, await verifierOf(letter.author)))) {
      return refusal('not signed by its author');
    }
    return { state: 'letter', letter, cover };
  };

  const judgeStatement = async (bytes: Uint8Array, cover: Uint8Array): Promise<Judged> => {
    const read = await readStatement(bytes);
    if (read.state === 'refused') return refusal(read.why, read.author);
    const { statement } = read;
    if (statements.has(statement.id)) return { state: 'known' };
    const isAbout =
      statement.saying.kind === 'found'
        ? NotebookIdSchema.parse(statement.id) === notebook
        : statement.notebook === notebook;
    return isAbout ? { state: 'statement', statement, cover } : refusal('another notebook');
  };

  const judge = async (cover: Uint8Array, isOurs = false): Promise<Judged> => {
    const opening = await openCover(cover, coverKeys);
    if (opening.state === 'refused') return refusal(opening.why);
    return opening.kind === 'letter'
      ? judgeLetter(opening.bytes, cover, isOurs)
      : judgeStatement(opening.bytes, cover);
  };

  /** Adds statements; says whether the register changed by them. */
  const learn = (news: readonly Statement[]): boolean => {
    if (news.length === 0) return false;
    for (const statement of news) statements.set(statement.id, statement);
    const stoodBefore = register.statements.length;
    const devicesBefore = deviceNames(register);
    register = foldRegister(notebook, [...statements.values()]);
    return register.statements.length !== stoodBefore || deviceNames(register) !== devicesBefore;
  };

  /** Puts letters that are durable on their chains, with those that waited for their authors. */
  const arrive = (news: readonly Held[]): Arrival => {
    const arrived: Held[] = [...news];
    for (const [id, waiting] of unknownAuthors) {
      if (register.isDevice(waiting.letter.author)) {
        unknownAuthors.delete(id);
        arrived.push(waiting);
      }
    }
    const groups = new Map<string, Held[]>();
    for (const one of arrived) {
      known.add(one.letter.id);
      if (!register.isDevice(one.letter.author)) {
        unknownAuthors.set(one.letter.id, one);
        continue;
      }
      held.set(one.letter.id, one);
      const key = chainKey(one.letter);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
    const ready: Held[] = [];
    const reordered = new Set<SectionId>();
    const forks = new Set<DeviceId>();
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const { section, author } = first.letter;
      const { chain } = entryFor(section, author);
      const wasForked = chain.isForked();
      const change = chain.add(group.map(({ letter }) => letter));
      if (chain.isForked() && !wasForked) forks.add(author);
      if (change.isDecidedAnew) reordered.add(section);
      ready.push(...takeHeld(change));
    }
    return { ready, reordered: [...reordered], forks: [...forks] };
  };

  const takeHeld = ({ ready, isDecidedAnew }: ChainChange): readonly Held[] => {
    const taken = ready.flatMap((id) => {
      const one = held.get(id);
      held.delete(id);
      return one === undefined ? [] : [one];
    });
    // Of a chain that was decided anew the whole section is read again: a part of it would be out of place.
    return isDecidedAnew ? [] : taken;
  };

  const isForeignOwnLetter = ({ letter }: Pick<Held, 'letter'>): boolean =>
    letter.author === ownDevice;

  const stop = async (): Promise<'saved' | 'full'> => {
    const [key] = stoppedKeys;
    if (ownDevice === null || key === undefined) return 'saved';
    const sealed = await sealUnder(
      key,
      'liaison-notebook/own-chain-stopped/v1',
      deviceIdToBytes(ownDevice),
      random,
    );
    return (await store.putSetting(tag, STOPPED, sealed)).state;
  };

  const wasStopped = async (): Promise<boolean> => {
    const sealed = await store.setting(tag, STOPPED);
    if (sealed === null) return false;
    for (const key of stoppedKeys) {
      const plain = await openUnder(key, 'liaison-notebook/own-chain-stopped/v1', sealed);
      if (plain !== null) return toHex(plain) === ownDevice;
    }
    return false;
  };

  const nothingTaken: Taking = {
    letters: [],
    held: 0,
    statements: false,
    refused: [],
    saved: 'saved',
    reordered: [],
    ownChainStopped: false,
  };

  /** Keeps what was judged good, then acts on it: the strict write comes before anything is reported. */
  const keep = async (judged: readonly Judged[], refused: Taking['refused']): Promise<Taking> => {
    const newStatements = unique(
      judged.filter((one) => one.state === 'statement'),
      ({ statement }) => statement.id,
    );
    const newLetters = unique(
      judged.filter((one) => one.state === 'letter'),
      ({ letter }) => letter.id,
    );
    const isStopping = !isStopped && newLetters.some(isForeignOwnLetter);
    if (isStopping && (await stop()) === 'full') return { ...nothingTaken, refused, saved: 'full' };
    const covers = [...newStatements, ...newLetters].map(({ cover }) => cover);
    const appending = await store.append(tag, covers);
    if (appending.state === 'full') return { ...nothingTaken, refused, saved: 'full' };
    if (isStopping) isStopped = true;
    lastRow = Math.max(lastRow, ...appending.rows.slice(-1));
    for (const cover of covers) acceptedCovers.add(fingerprintOf(cover));
    if (covers.length > 0) openedLetters = null;

    const refusedBefore = new Set(register.refused.map(({ statement }) => statement));
    const hasChanged = learn(newStatements.map(({ statement }) => statement));
    const againstTheRules = register.refused
      .filter(({ statement }) => !refusedBefore.has(statement))
      .map(({ author }) => ({ reason: 'against the rules' as const, device: author }));
    const { ready, reordered, forks } = arrive(
      newLetters.map(({ letter }, at) => ({
        letter,
        row: appending.rows[newStatements.length + at] ?? 0,
      })),
    );
    return {
      letters: await inParallel(ready, ({ letter }) => openLetter(letter)),
      held: covers.length,
      statements: hasChanged,
      refused: [
        ...refused,
        ...againstTheRules,
        ...forks.map((author) => ({
          reason: 'two changes with one number' as const,
          device: author,
        })),
      ],
      saved: 'saved',
      reordered,
      ownChainStopped: isStopping,
    };
  };

  const takeNow = async (covers: readonly Uint8Array[]): Promise<Taking> => {
    const fresh = covers
      .map((cover) => ({ cover, fingerprint: fingerprintOf(cover) }))
      .filter(({ fingerprint }) => !acceptedCovers.has(fingerprint));
    const refused: { reason: SetAsideReason; device: DeviceId | null }[] = [];
    const judged = await inParallel(fresh, async ({ cover, fingerprint }) => {
      const one = await judge(cover);
      if (one.state === 'known') acceptedCovers.add(fingerprint);
      if (one.state === 'refused') {
        refused.push({ reason: one.reason, device: one.device });
        if (!refusedCovers.has(fingerprint)) {
          if (refusedCovers.size >= MOST_REMEMBERED_REFUSALS) refusedCovers.clear();
          refusedCovers.add(fingerprint);
          count(one.reason, one.device);
        }
      }
      return one;
    });
    return keep(judged, refused);
  };

  const takeStatements = async (news: readonly Uint8Array[]): Promise<Taking> => {
    const key = writingCoverKey;
    if (key === null) throw new Error('a keyring without an epoch');
    const covers = await inParallel(news, (bytes) => coverOf('statement', bytes, key, random));
    return takeNow(covers);
  };

  const writeAll = async (drafts: readonly Draft[]): Promise<WritingAll> => {
    if (device === null || writingCoverKey === null) return { state: 'locked' };
    if (isStopped) return { state: 'stopped' };
    const ends = new Map<string, { seq: number; previous: LetterId }>();
    const written: { letter: Letter; body: Bytes; cover: Bytes }[] = [];
    for (const { section, run, body } of drafts) {
      if (body.length > LARGEST_WRITTEN_BODY) return { state: 'too large' };
      const key = writingKey(keyring, section);
      const sealer = key === null ? null : await sealerOf(section, key.keyId);
      if (key === null || sealer === null) return { state: 'no key' };
      const name = chainKey({ section, author: device.id });
      const line = chains.get(name)?.chain.line() ?? [];
      const end = ends.get(name) ?? { seq: line.length, previous: line.at(-1) ?? NO_LETTER };
      const head = {
        notebook,
        section,
        keyId: key.keyId,
        run,
        seq: end.seq + 1,
        previous: end.previous,
      };
      const { bytes } = await writeLetter(head, body, sealer, device, random);
      const read = await readLetter(bytes);
      if (read.state === 'refused') throw new Error(`wrote a letter that is ${read.why}`);
      ends.set(name, { seq: head.seq, previous: read.letter.id });
      written.push({
        letter: read.letter,
        body: new Uint8Array(body),
        cover: await coverOf('letter', bytes, writingCoverKey, random),
      });
    }
    const appending = await store.append(
      tag,
      written.map(({ cover }) => cover),
    );
    if (appending.state === 'full') return { state: 'full' };
    if (written.length > 0) openedLetters = null;
    lastRow = Math.max(lastRow, ...appending.rows.slice(-1));
    return {
      state: 'saved',
      written: written.map(({ letter, body, cover }) => {
        known.add(letter.id);
        acceptedCovers.add(fingerprintOf(cover));
        entryFor(letter.section, letter.author).chain.add([letter]);
        const { id, section, author, run, seq } = letter;
        return { letter: { id, section, author, run, seq, body }, cover };
      }),
    };
  };

  const state = async (saying: Admission): Promise<Stating> => {
    if (device === null || writingCoverKey === null) return { state: 'locked' };
    const statement = await writeStatement(notebook, register.heads, saying, device);
    const checked = await readStatement(statement.bytes);
    const wouldBe = foldRegister(notebook, [...statements.values(), statement]);
    const stands = wouldBe.statements.length > register.statements.length;
    if (checked.state === 'refused' || !stands) return { state: 'against the rules' };
    const cover = await coverOf('statement', statement.bytes, writingCoverKey, random);
    const taking = await keep([{ state: 'statement', statement, cover }], []);
    return taking.saved === 'full' ? { state: 'full' } : { state: 'saved', cover };
  };

  /** Judges rows of the store again; one that does not open is moved aside and the rest goes on. */
  const judgeRows = async (
    rows: readonly Row[],
  ): Promise<readonly { readonly row: number; readonly judged: Judged }[]> => {
    const judged = await inParallel(rows, async ({ row, cover }) => ({
      row,
      cover,
      judged: await judge(cover, true),
    }));
    for (const one of judged) {
      if (one.judged.state !== 'refused') {
        acceptedCovers.add(fingerprintOf(one.cover));
        continue;
      }
      const { reason } = one.judged;
      count(reason, one.judged.device);
      if (reason === 'changed on the way' || reason === 'malformed') {
        await store.moveAside(tag, one.row, SET_ASIDE_REASONS[reason]);
      }
    }
    return judged;
  };

  /** Takes in what rests in the store after a row. */
  const absorbRows = async (rows: readonly Row[]): Promise<readonly OpenedLetter[]> => {
    const judged = await judgeRows(rows);
    lastRow = rows.reduce((most, { row }) => Math.max(most, row), lastRow);
    learn(
      judged.flatMap((one) => (one.judged.state === 'statement' ? [one.judged.statement] : [])),
    );
    const letters = judged.flatMap((one) =>
      one.judged.state === 'letter' ? [{ letter: one.judged.letter, row: one.row }] : [],
    );
    const { ready, reordered } = arrive(unique(letters, ({ letter }) => letter.id));
    isReorderedAtOpening ||= reordered.length > 0;
    return inParallel(ready, ({ letter }) => openLetter(letter));
  };

  await useKeyring(options.keyring);
  const summary = options.summary === null ? null : readSummary(options.summary);
  const openedAfter = summary?.lastRow ?? 0;
  const waitingRows: readonly number[] = summary?.waiting.map(({ row }) => row) ?? [];
  if (summary !== null) {
    lastRow = summary.lastRow;
    const read = await inParallel(summary.statements, (bytes) => readStatement(bytes));
    learn(read.flatMap((one) => (one.state === 'read' ? [one.statement] : [])));
    for (const { section, author, line } of summary.chains) {
      for (const id of line) known.add(id);
      entryFor(section, author, makeChain(line));
    }
    // Those that waited wait again, by the same door as everything else.
    await absorbRows(await store.rowsAt(tag, waitingRows));
    lastRow = Math.max(lastRow, summary.lastRow);
  }
  isStopped = await wasStopped();
  const opened: OpenedLetter[] = [];
  for await (const rows of store.rows(tag, openedAfter)) opened.push(...(await absorbRows(rows)));
  // What the summary calls decided is not: whatever was built beside it must be built again.
  if (summary !== null && isReorderedAtOpening) return openVault({ ...options, summary: null });
  openedLetters = isReorderedAtOpening ? null : opened;

  /** The letters on the chains that rest in some rows, each chain in order. */
  const readRows = async (
    batches: AsyncIterable<readonly Row[]>,
  ): Promise<readonly OpenedLetter[]> => {
    const found = new Map<LetterId, OpenedLetter & { readonly row: number }>();
    for await (const rows of batches) {
      const letters = await inParallel(rows, async ({ row, cover }) => {
        const opening = await openCover(cover, coverKeys);
        if (opening.state === 'refused' || opening.kind !== 'letter') return null;
        const read = await readLetter(opening.bytes);
        if (read.state === 'refused') return null;
        const { letter } = read;
        const line = chains.get(chainKey(letter))?.chain.line() ?? [];
        return line[letter.seq - 1] === letter.id ? { ...(await openLetter(letter)), row } : null;
      });
      for (const letter of letters) if (letter !== null) found.set(letter.id, letter);
    }
    return inChainOrder([...found.values()]);
  };

  const readAll = async (afterRow: number): Promise<readonly OpenedLetter[]> => {
    if (openedLetters !== null && afterRow === openedAfter) {
      const letters = openedLetters;
      // They are kept for the first reading only: the memory is worth more than a second one.
      openedLetters = null;
      return letters;
    }
    const isAfterSummary = afterRow === openedAfter && afterRow > 0;
    return readRows(
      (async function* () {
        if (isAfterSummary) yield await store.rowsAt(tag, waitingRows);
        yield* store.rows(tag, afterRow);
      })(),
    );
  };

  const waiting = (): readonly WaitingSummary[] =>
    [...held.values(), ...unknownAuthors.values()].map(({ letter, row }) => ({
      section: letter.section,
      author: letter.author,
      id: letter.id,
      seq: letter.seq,
      previous: letter.previous,
      row,
    }));

  const setAside = (): readonly SetAside[] => {
    const live = new Map([...refusals].map(([key, entry]) => [key, { ...entry }]));
    const add = (reason: SetAsideReason, author: DeviceId | null): void => {
      increment(live, reason, author);
    };
    for (const { letter } of unknownAuthors.values()) add('author not known', letter.author);
    for (const { author, chain } of chains.values()) {
      const end = chain.line().length;
      for (const { seq } of chain.beside()) {
        add(seq > end ? 'earlier change missing' : 'two changes with one number', author);
      }
    }
    for (const { author } of register.refused) add('against the rules', author);
    return [...live.values()].map((entry) => ({
      ...entry,
      words: SET_ASIDE_REASONS[entry.reason],
    }));
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
    register: () => register,
    vector: () =>
      sortVector(
        [...chains.values()].flatMap(({ section, author, chain }) => {
          const line = chain.line();
          const letter = line.at(-1);
          return letter === undefined
            ? []
            : [{ section, device: author, seq: line.length, letter }];
        }),
      ),
    readAll: (afterRow) => inTurn(() => readAll(afterRow)),
    covers: async function* () {
      for await (const rows of store.rows(tag, 0)) yield rows.map(({ cover }) => cover);
    },
    summary: () =>
      writeSummary({
        lastRow,
        statements: [...statements.values()].map(({ bytes }) => bytes),
        chains: [...chains.values()].map(({ section, author, chain }) => ({
          section,
          author,
          line: chain.line(),
        })),
        waiting: waiting(),
      }),
    openedAfter,
    lastRow: () => lastRow,
    setAside,
    isStopped: () => isStopped,
    useKeyring: (next) => inTurn(() => useKeyring(next)),
  };
};
