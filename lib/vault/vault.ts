/** The vault of one notebook: takes in covers, judges them, keeps them durably, and writes one's own. */
import { toHex } from '@/lib/parse/bytes';

import type { Place } from './chain';
import { coverOf, isCoverUnder, openCover } from './cover';
import type { Device } from './device';
import { openAddressed } from './hands';
import { type HeldLetter, makeHoldings } from './holdings';
import { deviceIdToBytes, type LetterId, type SectionId, type StatementId } from './ids';
import { type Judged, makeJudge, type Refusal } from './judge';
import { type Bytes, openUnder, type Purpose, sealUnder } from './keys';
import { type SectionKey, withBundle } from './keyring';
import {
  LARGEST_WRITTEN_BODY,
  type Letter,
  openLetterBody,
  readLetter,
  writeLetter,
} from './letter';
import { type OpenEpoch, type OpenKeyring, openKeyring } from './open-keyring';
import { makeQueue } from './queue';
import {
  composeAdmission,
  composeGrant,
  composeHanding,
  composeLack,
  composeKeys,
  composeRemoval,
  composeSection,
  composeWithdrawal,
  type Composing,
  type Speaker,
} from './composing';
import { makeTally, SET_ASIDE_REASONS, type SetAsideReason } from './set-aside';
import { LARGEST_PAYLOAD, writeSaying } from './payload';
import { readStatement, type Spoken, type Statement, writeStatement } from './statement';
import type { Row } from './store';
import { readSummary, type Summary, type UnreadKey, writeSummary } from './summary';
import { type ChainEnd, readVector, sortVector, type Vector, writeVector } from './vector';

import type {
  OpenedLetter,
  SignedLetter,
  Taking,
  WritingAll,
  Stating,
  MakingSection,
  Handing,
  NotWritten,
  Draft,
  Dropping,
  VaultOptions,
  Vault,
} from './vault-calls';

export type {
  OpenedLetter,
  SignedLetter,
  Taking,
  Stated,
  MakingSection,
  Handing,
  NotWritten,
  NotStated,
  Admitting,
  Removing,
  Granting,
  VaultOptions,
  Vault,
} from './vault-calls';

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

/** A piece of a cover by which it can be found again in bytes that hold it: it is as good as random. */
const markOf = (cover: Uint8Array): Bytes => new Uint8Array(cover.subarray(9, 33));

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
const MOST_UNREAD_KEYS = 65_536;
const MOST_DROPPED_LATELY = 256;
const LARGEST_REMEMBERED_COVER = 32 * 1024;

type Arrived = Extract<Judged, { readonly state: 'statement' }>;

/** What this vault notes for itself beside the rows, each under a purpose of its own. */
const NOTES = {
  stopped: { name: 'own-chain-stopped', purpose: 'liaison-notebook/own-chain-stopped/v1' },
  bases: { name: 'chain-bases', purpose: 'liaison-notebook/chain-bases/v1' },
} as const satisfies Record<string, { readonly name: string; readonly purpose: Purpose }>;

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

const NOTHING_TAKEN: Taking = {
  letters: [],
  held: 0,
  statements: false,
  refused: [],
  saved: 'saved',
  reordered: [],
  ownChainStopped: false,
  keys: false,
};

const bothTakings = (first: Taking, second: Taking): Taking => {
  const reordered = [...new Set([...first.reordered, ...second.reordered])];
  return {
    letters: [...first.letters, ...second.letters].filter(
      ({ section }) => !reordered.includes(section),
    ),
    held: first.held + second.held,
    statements: first.statements || second.statements,
    refused: [...first.refused, ...second.refused],
    saved: first.saved,
    reordered,
    ownChainStopped: first.ownChainStopped || second.ownChainStopped,
    keys: first.keys || second.keys,
  };
};

/** What is kept and acted on in one strict transaction. */
interface Keeping {
  readonly judged: readonly Judged[];
  readonly refused?: readonly Refusal[];
  /** Letters that are written now: they are no sign of an older copy, and whoever writes knows them. */
  readonly isOwn?: boolean;
}

/** Opens the vault of one notebook: what the summary does not cover is read from the store. */
export const openVault = async (options: VaultOptions): Promise<Vault> => {
  const { store, tag, notebook, device, random } = options;
  const ownDevice = device?.id ?? options.ownDevice ?? null;
  const inTurn = makeQueue();
  const holdings = makeHoldings(notebook, ownDevice);
  const tally = makeTally();
  const acceptedCovers = new Set<string>();
  const refusedCovers = new Map<string, SetAsideReason>();
  /** Statements whose keys for this device were taken. */
  const receivedFrom = new Set<StatementId>();
  const unread = new Map<string, UnreadKey>();
  /** Statements that were not worth keeping when they came, by the time at which they did. */
  const droppedLately = new Map<StatementId, Arrived>();

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

  /**
   * The first clean epoch that this device holds, and not merely the newest: a keeper can name one whose secret it
   * hands to nobody, and one that came with a removal that does not count is held by some only. All must meet in one.
   */
  const covering = (): OpenEpoch | null => {
    const { cleanEpochs, epochs } = holdings.register();
    for (const epoch of cleanEpochs) {
      const held = keys.epochNamed(epoch);
      if (held !== null) return held;
    }
    const known = epochs
      .flatMap((epoch) => keys.epochNamed(epoch) ?? [])
      .toSorted((a, b) => b.named.number - a.named.number);
    return known[0] ?? keys.newest;
  };

  const noteUnread = ({ section, keyId }: UnreadKey): void => {
    if (unread.size < MOST_UNREAD_KEYS) unread.set(`${section} ${keyId}`, { section, keyId });
  };

  const openLetter = async (letter: Letter): Promise<OpenedLetter> => {
    const { id, section, author, run, seq } = letter;
    const sealer = keys.sealerOf(letter);
    if (sealer === null) noteUnread(letter);
    const body = sealer === null ? null : await openLetterBody(letter, sealer);
    if (sealer !== null && body === null) tally.add('body does not open', author);
    return { id, section, author, run, seq, body };
  };

  const openAll = (letters: readonly HeldLetter[]): Promise<readonly OpenedLetter[]> =>
    inParallel(letters, ({ letter }) => openLetter(letter));

  const putNote = async (
    { name, purpose }: (typeof NOTES)[keyof typeof NOTES],
    bytes: Uint8Array,
  ): Promise<'saved' | 'full'> => {
    const key = keys.noteKeys.at(-1);
    if (key === undefined) return 'saved';
    const sealed = await sealUnder(key, purpose, bytes, random);
    return (await store.putSetting(tag, name, sealed)).state;
  };

  const note = async ({
    name,
    purpose,
  }: (typeof NOTES)[keyof typeof NOTES]): Promise<Bytes | null> => {
    const sealed = await store.setting(tag, name);
    if (sealed === null) return null;
    for (const key of keys.noteKeys) {
      const plain = await openUnder(key, purpose, sealed);
      if (plain !== null) return plain;
    }
    return null;
  };

  const isUnreadable = async (one: (typeof NOTES)[keyof typeof NOTES]): Promise<boolean> =>
    (await store.setting(tag, one.name)) !== null && (await note(one)) === null;

  const appended = (rows: readonly number[]): void => {
    lastRow = Math.max(lastRow, ...rows.slice(-1));
    openedLetters = null;
  };

  /** Takes the keys that standing statements hold for this device; gives the sections that can be read better now. */
  const receiveKeys = async (): Promise<{
    readonly hasNew: boolean;
    readonly sections: readonly SectionId[];
  }> => {
    if (device === null) return { hasNew: false, sections: [] };
    const news = holdings
      .register()
      .bundlesFor(device.id)
      .filter(({ statement }) => !receivedFrom.has(statement));
    const handed = await inParallel(news, (bundle) =>
      openAddressed(notebook, device, bundle, keys),
    );
    for (const [at, { isFalse }] of handed.entries()) {
      const statement = news[at]?.statement;
      if (statement === undefined) continue;
      receivedFrom.add(statement);
      if (isFalse) tally.add('keys do not open', holdings.statement(statement)?.author ?? null);
    }
    const epochs = handed.flatMap((one) => one.epochs);
    const sectionKeys = handed.flatMap((one) => one.sectionKeys);
    if (epochs.length + sectionKeys.length === 0) return { hasNew: false, sections: [] };
    keys = await openKeyring(notebook, withBundle(keys.keyring, { epochs, sectionKeys }));
    // What was locked is judged again when it comes again.
    tally.forget('no key');
    for (const [fingerprint, reason] of refusedCovers) {
      if (reason === 'no key') refusedCovers.delete(fingerprint);
    }
    const sections = new Set<SectionId>();
    for (const { section, keyId } of sectionKeys) {
      if (unread.delete(`${section} ${keyId}`)) sections.add(section);
    }
    return { hasNew: true, sections: [...sections] };
  };

  const remember = (one: Arrived): void => {
    if (one.cover.length > LARGEST_REMEMBERED_COVER) return;
    droppedLately.set(one.statement.id, one);
    const [oldest] = droppedLately.keys();
    if (droppedLately.size > MOST_DROPPED_LATELY && oldest !== undefined) {
      droppedLately.delete(oldest);
    }
  };

  /** What arrived, and what it or a waiting statement had seen of those that were dropped: they may not come again. */
  const withDropped = (arrived: readonly Arrived[]): readonly Arrived[] => {
    if (droppedLately.size === 0 || arrived.length === 0) return arrived;
    const all = [...arrived];
    const waiting = holdings.register().waiting.flatMap((id) => holdings.statement(id) ?? []);
    const left = [...arrived.map(({ statement }) => statement), ...waiting];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      for (const parent of next.parents) {
        const dropped = droppedLately.get(parent);
        if (dropped === undefined) continue;
        droppedLately.delete(parent);
        all.push(dropped);
        left.push(dropped.statement);
      }
    }
    return unique(all, ({ statement }) => statement.id);
  };

  /** Keeps what was judged good, then acts on it: the strict write comes before anything is reported. */
  const keep = async ({ judged, refused = [], isOwn = false }: Keeping): Promise<Taking> => {
    const nothing: Taking = { ...NOTHING_TAKEN, refused };
    const arrived = withDropped(
      unique(
        judged.filter((one) => one.state === 'statement'),
        ({ statement }) => statement.id,
      ),
    );
    const letters = unique(
      judged.filter((one) => one.state === 'letter'),
      ({ letter }) => letter.id,
    );
    const sifted = holdings.sift(arrived.map(({ statement }) => statement));
    const keptIds = new Set(sifted.kept.map(({ id }) => id));
    const statements = arrived.filter(({ statement }) => keptIds.has(statement.id));
    for (const one of arrived) if (!keptIds.has(one.statement.id)) remember(one);
    const dropped = sifted.dropped.map(({ author }): Refusal => {
      tally.add('against the rules', author);
      return { reason: 'against the rules', device: author };
    });
    const covers = [...statements, ...letters].map(({ cover }) => cover);
    if (covers.length === 0) return { ...nothing, refused: [...refused, ...dropped] };
    const isStopping =
      !isOwn && !isStopped && letters.some(({ letter }) => letter.author === ownDevice);
    // Before the letters: once they are held, nothing tells them from letters written here.
    if (isStopping && ownDevice !== null) {
      const noted = await putNote(NOTES.stopped, deviceIdToBytes(ownDevice));
      if (noted === 'full') return { ...nothing, saved: 'full' };
    }
    const appending = await store.append(tag, covers);
    if (appending.state === 'full') return { ...nothing, saved: 'full' };
    appended(appending.rows);
    isStopped ||= isStopping;
    for (const cover of covers) acceptedCovers.add(fingerprintOf(cover));

    const refusedBefore = new Set(holdings.register().refused.map(({ statement }) => statement));
    const learning = holdings.learn(statements.map(({ statement }) => statement));
    const againstTheRules = holdings
      .register()
      .refused.filter(({ statement }) => !refusedBefore.has(statement))
      .map(({ author }): Refusal => ({ reason: 'against the rules', device: author }));
    const arrival = holdings.arrive(
      letters.map(({ letter }, at) => ({
        letter,
        row: appending.rows[statements.length + at] ?? 0,
      })),
    );
    const received = learning.hasChanged
      ? await receiveKeys()
      : { hasNew: false, sections: [] as const };
    const reordered = [
      ...new Set([...learning.reordered, ...arrival.reordered, ...received.sections]),
    ];
    const writtenNow = isOwn ? new Set(letters.map(({ letter }) => letter.id)) : null;
    const ready = arrival.ready.filter(
      ({ letter }) => !reordered.includes(letter.section) && writtenNow?.has(letter.id) !== true,
    );
    return {
      letters: await openAll(ready),
      held: covers.length,
      statements: learning.hasChanged,
      refused: [
        ...refused,
        ...dropped,
        ...againstTheRules,
        ...arrival.forks.map((author): Refusal => ({
          reason: 'two changes with one number',
          device: author,
        })),
      ],
      saved: 'saved',
      reordered,
      ownChainStopped: isStopping,
      keys: received.hasNew,
    };
  };

  const noteRefusal = (fingerprint: string, { reason, device: author }: Refusal): void => {
    // The same cover comes again at every start: it counts once.
    if (refusedCovers.has(fingerprint)) return;
    if (refusedCovers.size >= MOST_REMEMBERED_REFUSALS) refusedCovers.clear();
    refusedCovers.set(fingerprint, reason);
    tally.add(reason, author);
  };

  const takeNow = async (covers: readonly Uint8Array[]): Promise<Taking> => {
    let fresh = covers
      .map((cover) => ({ cover, fingerprint: fingerprintOf(cover) }))
      .filter(({ fingerprint }) => !acceptedCovers.has(fingerprint));
    let whole = NOTHING_TAKEN;
    for (;;) {
      const judged = await inParallel(fresh, ({ cover }) => judge.arrived(cover));
      const locked = fresh.filter((_, at) => {
        const one = judged[at];
        return one?.state === 'refused' && one.reason === 'no key';
      });
      const taking = await keep({ judged });
      // What was kept before is reported; the rest may come again.
      if (taking.saved === 'full') return whole.held > 0 ? whole : taking;
      whole = bothTakings(whole, taking);
      // A statement of this batch may have brought the key to the rest of it.
      const isAgain = taking.keys && locked.length > 0;
      const refused: Refusal[] = [];
      for (const [at, one] of judged.entries()) {
        const fingerprint = fresh[at]?.fingerprint;
        if (fingerprint === undefined) continue;
        if (one.state === 'known') acceptedCovers.add(fingerprint);
        if (one.state !== 'refused' || (isAgain && one.reason === 'no key')) continue;
        refused.push({ reason: one.reason, device: one.device });
        noteRefusal(fingerprint, one);
      }
      whole = bothTakings(whole, { ...NOTHING_TAKEN, refused });
      if (!isAgain) return whole;
      fresh = locked;
    }
  };

  const takeStatements = async (news: readonly Uint8Array[]): Promise<Taking> => {
    const epoch = covering();
    if (epoch === null) throw new Error('a keyring without an epoch');
    return takeNow(await inParallel(news, (bytes) => coverOf('statement', bytes, epoch.coverKey)));
  };

  const speaker = (own: Device): Speaker => ({
    notebook,
    device: own.id,
    register: holdings.register(),
    keys,
    vector: holdings.vector(),
    heldVector: holdings.heldVector,
    random,
  });

  /** Signs a statement on top of what is known; null when the register would not let it stand. */
  const sign = async (saying: Spoken, own: Device): Promise<Statement | null> => {
    const statement = await writeStatement(notebook, holdings.register().heads, saying, own);
    const checked = await readStatement(statement.bytes);
    if (checked.state === 'refused') return null;
    const { refused, waiting } = holdings.registerWith([statement]);
    const isApart =
      refused.some((one) => one.statement === statement.id) ||
      waiting.includes(statement.id) ||
      holdings.sift([statement]).kept.length === 0;
    return isApart ? null : statement;
  };

  const state = async (saying: Spoken): Promise<Stating> => {
    const epoch = covering();
    if (device === null || epoch === null) return { state: 'locked' };
    if (writeSaying(saying).length > LARGEST_PAYLOAD) return { state: 'too large' };
    const statement = await sign(saying, device);
    if (statement === null) return { state: 'against the rules' };
    // Under the epoch before: who has not heard of this one could not open it.
    const cover = await coverOf('statement', statement.bytes, epoch.coverKey);
    const taking = await keep({ judged: [{ state: 'statement', statement, cover }] });
    if (taking.saved === 'full') return { state: 'full' };
    return { state: 'saved', statement: statement.id, cover, taking };
  };

  const compose = async (
    composing: (speaking: Speaker) => Promise<Composing>,
  ): Promise<Stating> => {
    if (device === null) return { state: 'locked' };
    const composed = await composing(speaker(device));
    return composed.state === 'composed' ? state(composed.saying) : composed;
  };

  /** Whether what let this device in has arrived and does not stand: who said it was removed by somebody who had not heard. */
  const isVoid = (own: Device): boolean =>
    holdings.register().refused.some(({ statement }) => {
      const saying = holdings.statement(statement)?.saying;
      return saying?.kind === 'admit' && saying.device === own.id;
    });

  /** What a section is written under: 'new' when a key has to be made first. */
  const keyToWrite = (
    section: SectionId,
    own: Device,
  ): SectionKey | 'new' | 'no key' | 'not allowed' | 'removed' => {
    const register = holdings.register();
    const held = keys.keysOf(section);
    // Before its admission has arrived a device has only what its welcome held.
    if (register.wasDevice(own.id) === null) {
      return isVoid(own) ? 'removed' : (held.at(-1) ?? 'no key');
    }
    if (!register.isDevice(own.id)) return 'removed';
    const access = register.accessOf(own.id, section);
    if (access === null) return 'no key';
    if (access === 'read') return 'not allowed';
    for (const keyId of register.writingKeys(section)) {
      const key = held.find((one) => one.keyId === keyId);
      if (key !== undefined) return key;
    }
    return 'new';
  };

  interface Prepared {
    readonly keys: OpenKeyring;
    readonly epoch: OpenEpoch;
    readonly keyOf: ReadonlyMap<SectionId, SectionKey>;
    readonly statement: Statement | null;
  }

  /** Finds or makes what is needed to write in these sections; nothing is kept yet. */
  const prepare = async (
    sections: ReadonlySet<SectionId>,
    own: Device,
    before: OpenEpoch,
  ): Promise<Prepared | NotWritten> => {
    const keyOf = new Map<SectionId, SectionKey>();
    const keyless: SectionId[] = [];
    for (const section of sections) {
      const key = keyToWrite(section, own);
      if (key === 'new') keyless.push(section);
      else if (typeof key === 'string') return key;
      else keyOf.set(section, key);
    }
    const register = holdings.register();
    const isNewEpoch = register.currentEpoch === null && register.isKeeper(own.id);
    if (keyless.length === 0 && !isNewEpoch) return { keys, epoch: before, keyOf, statement: null };
    const made = await composeKeys(speaker(own), { sections: keyless, isNewEpoch });
    const statement = await sign(made.saying, own);
    if (statement === null) return 'no key';
    const opened = await openKeyring(
      notebook,
      withBundle(keys.keyring, { epochs: made.epochs, sectionKeys: made.keys }),
    );
    for (const key of made.keys) keyOf.set(key.section, key);
    const current = holdings.registerWith([statement]).currentEpoch;
    const epoch = (current === null ? null : opened.epochNamed(current)) ?? before;
    return { keys: opened, epoch, keyOf, statement };
  };

  const writeAll = async (drafts: readonly Draft[]): Promise<WritingAll> => {
    const before = covering();
    if (device === null || before === null) return { state: 'locked' };
    if (isStopped) return { state: 'stopped' };
    if (drafts.some(({ body }) => body.length > LARGEST_WRITTEN_BODY)) {
      return { state: 'too large' };
    }
    const prepared = await prepare(new Set(drafts.map(({ section }) => section)), device, before);
    if (typeof prepared === 'string') return { state: prepared };
    const { keyOf, epoch, statement } = prepared;
    const ends = new Map<SectionId, Place>();
    const written: { letter: Letter; body: Bytes; cover: Bytes }[] = [];
    for (const { section, run, body } of drafts) {
      const key = keyOf.get(section);
      const sealer = key === undefined ? null : prepared.keys.sealerOf(key);
      if (key === undefined || sealer === null) return { state: 'no key' };
      const end = ends.get(section) ?? holdings.end(section, device.id);
      const { bytes } = await writeLetter(
        { notebook, section, keyId: key.keyId, run, seq: end.seq + 1, previous: end.letter },
        body,
        sealer,
        device,
        random,
      );
      const read = await readLetter(bytes);
      if (read.state === 'refused') throw new Error(`wrote a letter that is ${read.why}`);
      const { letter } = read;
      ends.set(section, { seq: letter.seq, letter: letter.id });
      const cover = await coverOf('letter', bytes, epoch.coverKey);
      written.push({ letter, body: new Uint8Array(body), cover });
    }
    // Under the epoch before: this vault must open it again before the keyring with the new keys is kept.
    const foreword =
      statement === null
        ? []
        : [{ statement, cover: await coverOf('statement', statement.bytes, before.coverKey) }];
    const held = keys;
    keys = prepared.keys;
    const taking = await keep({
      judged: [
        ...foreword.map((one): Judged => ({ state: 'statement', ...one })),
        ...written.map(({ letter, cover }): Judged => ({ state: 'letter', letter, cover })),
      ],
      isOwn: true,
    });
    if (taking.saved === 'full') {
      keys = held;
      return { state: 'full' };
    }
    return {
      state: 'saved',
      statements: foreword.map(({ cover }) => cover),
      taking: { ...taking, keys: taking.keys || statement !== null },
      written: written.map(({ letter: { id, section, author, run, seq }, body, cover }) => ({
        letter: { id, section, author, run, seq, body },
        cover,
      })),
    };
  };

  /** That this device lacks the keys that it was handed and that do not open: only then somebody hands them again. */
  const ownLack = (): Spoken | null => {
    if (device === null) return null;
    const said = holdings
      .statements()
      .flatMap(({ author, saying }) => (author === device.id ? [saying] : []));
    return composeLack({ register: holdings.register(), keys, device: device.id }, said);
  };

  const handLacking = async (): Promise<Handing> => {
    if (device === null) return { state: 'locked' };
    const lack = ownLack();
    if (lack !== null) return state(lack);
    const saying = await composeHanding(speaker(device));
    return saying === null ? { state: 'nothing lacking' } : state(saying);
  };

  const dropTo = async (id: StatementId): Promise<Dropping> => {
    const checkpoint = holdings.register().checkpoints.find((one) => one.id === id);
    if (checkpoint === undefined) return { state: 'not here' };
    const { ends } = checkpoint;
    // Where the chains go on must be noted, and a note that cannot be read may say more than is known here.
    if (keys.noteKeys.length === 0 || (await isUnreadable(NOTES.bases))) {
      return { state: 'not here' };
    }
    // Where both are at one place, the chain stays on its own: so does what is noted.
    const further = holdings
      .bases()
      .filter(
        (base) =>
          !ends.some(
            ({ section, device: author, seq }) =>
              section === base.section && author === base.device && seq > base.seq,
          ),
      );
    const isHeld = (end: ChainEnd): boolean =>
      further.some(
        ({ section, device: author }) => section === end.section && author === end.device,
      );
    const bases = sortVector([...further, ...ends.filter((end) => !isHeld(end))]);
    // First where the chains go on: letters without their beginning would wait for ever.
    if ((await putNote(NOTES.bases, writeVector(bases))) === 'full') return { state: 'full' };
    const reordered = holdings.dropTo(ends);
    openedLetters = null;
    const epoch = covering();
    const rows: number[] = [];
    const marks: Bytes[] = [];
    for await (const batch of store.rows(tag, 0)) {
      const found = await inParallel(batch, async ({ row, cover }) => {
        const opening = await openCover(cover, keys.coverKeys);
        if (opening.state === 'refused' || opening.kind !== 'letter') return [];
        const read = await readLetter(opening.bytes);
        if (read.state === 'refused' || !holdings.isSwallowed(read.letter)) return [];
        const travelling =
          epoch === null ? cover : await coverOf('letter', opening.bytes, epoch.coverKey);
        return [{ row, marks: unique([markOf(cover), markOf(travelling)], toHex) }];
      });
      for (const one of found.flat()) {
        rows.push(one.row);
        marks.push(...one.marks);
      }
    }
    return { state: 'dropped', rows, marks, reordered };
  };

  /** Takes in rows of the store; one that does not open is moved aside and the rest goes on. Gives those without a key. */
  const absorb = async (
    rows: readonly Row[],
  ): Promise<{ readonly letters: readonly OpenedLetter[]; readonly locked: readonly Row[] }> => {
    const judged = await inParallel(rows, async ({ row, cover }) => ({
      row,
      cover,
      one: await judge.stored(cover),
    }));
    const locked: Row[] = [];
    for (const { row, cover, one } of judged) {
      if (one.state !== 'refused') {
        acceptedCovers.add(fingerprintOf(cover));
        continue;
      }
      if (one.reason === 'no key') {
        locked.push({ row, cover });
        continue;
      }
      tally.add(one.reason, one.device);
      if (one.reason === 'changed on the way' || one.reason === 'malformed') {
        await store.moveAside(tag, row, SET_ASIDE_REASONS[one.reason]);
      }
    }
    lastRow = rows.reduce((most, { row }) => Math.max(most, row), lastRow);
    const learning = holdings.learn(
      judged.flatMap(({ one }) => (one.state === 'statement' ? [one.statement] : [])),
    );
    const letters = judged.flatMap(({ one, row }) =>
      one.state === 'letter' ? [{ letter: one.letter, row }] : [],
    );
    const { ready, reordered } = holdings.arrive(unique(letters, ({ letter }) => letter.id));
    const received = learning.hasChanged ? await receiveKeys() : null;
    isReorderedAtOpening ||=
      reordered.length + learning.reordered.length + (received?.sections.length ?? 0) > 0;
    return { letters: await openAll(ready), locked };
  };

  /** Absorbs rows, and those again that had no key until a statement among them brought it. */
  const absorbAll = async (
    batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  ): Promise<readonly OpenedLetter[]> => {
    const opened: OpenedLetter[] = [];
    let locked: Row[] = [];
    for await (const rows of batches) {
      const absorbed = await absorb(rows);
      opened.push(...absorbed.letters);
      locked.push(...absorbed.locked);
    }
    while (locked.length > 0) {
      const again = await absorb(locked);
      opened.push(...again.letters);
      if (again.locked.length === locked.length) break;
      locked = [...again.locked];
    }
    for (const { cover } of locked) {
      noteRefusal(fingerprintOf(cover), { reason: 'no key', device: null });
    }
    return opened;
  };

  /** Acts on what was noted; says whether other letters count for it. */
  const heedNotes = async (): Promise<boolean> => {
    const stopped = await note(NOTES.stopped);
    isStopped ||= stopped !== null && toHex(stopped) === ownDevice;
    const noted = await note(NOTES.bases);
    const bases = noted === null ? null : readVector(noted);
    return bases !== null && holdings.dropTo(bases).length > 0;
  };

  const summary = await usableSummary(options);
  // A key has come since under which letters were reported without their bodies.
  if (summary?.unread.some(keys.hasKey) === true) return openVault({ ...options, summary: null });
  const openedAfter = summary?.lastRow ?? 0;
  const waitingRows = summary?.waiting.flatMap(({ row }) => (row === 0 ? [] : [row])) ?? [];
  if (summary !== null) {
    lastRow = summary.lastRow;
    for (const key of summary.unread) noteUnread(key);
    const read = await inParallel(summary.statements, (bytes) => readStatement(bytes));
    holdings.learn(read.flatMap((one) => (one.state === 'read' ? [one.statement] : [])));
    for (const chain of summary.chains) holdings.restore(chain);
    for (const one of summary.waiting) if (one.row === 0) holdings.restoreWaiting(one);
    isReorderedAtOpening ||= (await receiveKeys()).sections.length > 0;
  }
  const before = keys;
  if (await heedNotes()) isReorderedAtOpening = true;
  // Those that waited wait again, by the same door as everything else.
  if (summary !== null) await absorbAll([await store.rowsAt(tag, waitingRows)]);
  const opened = await absorbAll(store.rows(tag, openedAfter));
  // A note may lie under an epoch that only a statement among the rows brought.
  if (keys !== before && (await heedNotes())) isReorderedAtOpening = true;
  // What the summary calls decided is not: whatever was built beside it must be built again.
  if (summary !== null && isReorderedAtOpening) return openVault({ ...options, summary: null });
  openedLetters = isReorderedAtOpening ? null : opened;
  // Without knowing where its own chain goes on, this device would use its numbers twice.
  isStopped ||= device !== null && (await isUnreadable(NOTES.bases));

  const onChain = async (
    { row, cover }: Row,
    sections: ReadonlySet<SectionId> | null,
    isWanted: (letter: Letter) => boolean = holdings.isReported,
  ): Promise<readonly { readonly letter: OpenedLetter; readonly row: number }[]> => {
    const opening = await openCover(cover, keys.coverKeys);
    if (opening.state === 'refused' || opening.kind !== 'letter') return [];
    const read = await readLetter(opening.bytes);
    if (read.state === 'refused' || !isWanted(read.letter)) return [];
    if (sections !== null && !sections.has(read.letter.section)) return [];
    return [{ letter: await openLetter(read.letter), row }];
  };

  const readAll = async (
    afterRow: number,
    sections: ReadonlySet<SectionId> | null,
  ): Promise<readonly OpenedLetter[]> => {
    const letters = openedLetters;
    // They are handed out once: the memory is worth more than a second reading.
    openedLetters = null;
    if (letters !== null && afterRow === openedAfter && sections === null) return letters;
    const found: { readonly letter: OpenedLetter; readonly row: number }[] = [];
    const isAfterSummary = afterRow === openedAfter && afterRow > 0;
    const readRows = (rows: readonly Row[]) => inParallel(rows, (row) => onChain(row, sections));
    if (isAfterSummary) {
      found.push(...(await readRows(await store.rowsAt(tag, waitingRows))).flat());
    }
    for await (const rows of store.rows(tag, afterRow)) {
      found.push(...(await readRows(rows)).flat());
    }
    return inChainOrder(unique(found, ({ letter }) => letter.id));
  };

  const readLeftOut = async (): Promise<readonly OpenedLetter[]> => {
    if (holdings.register().leftOut.size === 0) return [];
    const found: { readonly letter: OpenedLetter; readonly row: number }[] = [];
    for await (const rows of store.rows(tag, 0)) {
      found.push(
        ...(await inParallel(rows, (row) => onChain(row, null, holdings.isLeftOut))).flat(),
      );
    }
    return inChainOrder(unique(found, ({ letter }) => letter.id));
  };

  const readAside = async (
    section: SectionId,
    named: ReadonlySet<LetterId>,
  ): Promise<readonly OpenedLetter[]> => {
    const wanted = holdings.aside(section).filter(({ id }) => named.has(id));
    if (wanted.length === 0) return [];
    const ids = new Set(wanted.map(({ id }) => id));
    const found = new Map<LetterId, OpenedLetter>();
    for await (const rows of store.rows(tag, 0)) {
      const read = await inParallel(rows, (row) => onChain(row, null, ({ id }) => ids.has(id)));
      for (const { letter } of read.flat()) found.set(letter.id, letter);
    }
    return wanted.flatMap(({ id }) => found.get(id) ?? []);
  };

  const readHeld = async (sections: ReadonlySet<SectionId>): Promise<readonly SignedLetter[]> => {
    const counting = new Set<string>();
    const isWanted = (letter: Letter): boolean => {
      if (holdings.isReported(letter)) counting.add(letter.id);
      return true;
    };
    const found: { readonly letter: OpenedLetter; readonly row: number }[] = [];
    for await (const rows of store.rows(tag, 0)) {
      found.push(...(await inParallel(rows, (row) => onChain(row, sections, isWanted))).flat());
    }
    return inChainOrder(unique(found, ({ letter }) => letter.id)).map((letter) => ({
      ...letter,
      counts: counting.has(letter.id),
    }));
  };

  /** Parents before children, and those that wait behind them. */
  const orderedStatements = (): readonly Bytes[] => {
    const { statements, waiting } = holdings.register();
    return [...statements, ...waiting.flatMap((id) => holdings.statement(id)?.bytes ?? [])];
  };

  const covers = async function* (without: Vector = []): AsyncGenerator<readonly Bytes[]> {
    const reach = new Map(without.map((end) => [`${end.section} ${end.device}`, end.seq]));
    const isWithout = async (letter: Uint8Array): Promise<boolean> => {
      const read = await readLetter(letter);
      if (read.state === 'refused') return false;
      const { section, author, seq } = read.letter;
      return seq <= (reach.get(`${section} ${author}`) ?? 0);
    };
    const epoch = covering();
    if (epoch === null) return;
    const { coverKey } = epoch;
    const statements = await inParallel(orderedStatements(), (bytes) =>
      coverOf('statement', bytes, coverKey),
    );
    if (statements.length > 0) yield statements;
    const given = new Set(statements.map(fingerprintOf));
    for await (const rows of store.rows(tag, 0)) {
      const batch = await inParallel(rows, async ({ cover }): Promise<readonly Bytes[]> => {
        const isUnder = isCoverUnder(cover, coverKey);
        if (isUnder && given.has(fingerprintOf(cover))) return [];
        if (isUnder && reach.size === 0) return [cover];
        const opening = await openCover(cover, keys.coverKeys);
        if (opening.state === 'refused' || opening.kind !== 'letter') return [];
        if (reach.size > 0 && (await isWithout(opening.bytes))) return [];
        return [await coverOf('letter', opening.bytes, coverKey)];
      });
      if (batch.flat().length > 0) yield batch.flat();
    }
  };

  return {
    take: (news) => inTurn(() => takeNow(news)),
    takeStatements: (news) => inTurn(() => takeStatements(news)),
    write: (section, run, body) =>
      inTurn(async () => {
        const writing = await writeAll([{ section, run, body }]);
        if (writing.state !== 'saved') return writing;
        const { written, ...foreword } = writing;
        const [one] = written;
        if (one === undefined) throw new Error('nothing was written');
        return { ...foreword, ...one };
      }),
    writeAll: (drafts) => inTurn(() => writeAll(drafts)),
    state: (saying) => inTurn(() => state(saying)),
    admit: (admitting) => inTurn(() => compose((by) => composeAdmission(by, admitting))),
    remove: (removing) => inTurn(() => compose((by) => composeRemoval(by, removing))),
    withdraw: (ending) => inTurn(() => compose((by) => composeWithdrawal(by, ending))),
    grant: (granting) => inTurn(() => compose((by) => composeGrant(by, granting))),
    makeSection: (purpose, grants) =>
      inTurn(async (): Promise<MakingSection> => {
        let section: SectionId | null = null;
        const stating = await compose(async (by) => {
          const composed = await composeSection(by, purpose, grants);
          if (composed.state === 'composed' && composed.saying.kind === 'section') {
            ({ section } = composed.saying);
          }
          return composed;
        });
        if (stating.state !== 'saved') return stating;
        if (section === null) throw new Error('a section without a name');
        return { ...stating, section };
      }),
    handLacking: () => inTurn(handLacking),
    hasUnopened: () => ownLack() !== null,
    renewKey: (section) =>
      inTurn(async (): Promise<Stating> => {
        if (device === null) return { state: 'locked' };
        const made = await composeKeys(speaker(device), { sections: [section], isNewEpoch: false });
        return made.keys.length === 0 ? { state: 'not here' } : state(made.saying);
      }),
    register: holdings.register,
    vector: holdings.vector,
    readAll: (afterRow, sections) => inTurn(() => readAll(afterRow, sections ?? null)),
    readLeftOut: () => inTurn(readLeftOut),
    aside: holdings.aside,
    readAside: (section, named) => inTurn(() => readAside(section, named)),
    readHeld: (sections) => inTurn(() => readHeld(sections)),
    covers,
    summary: () =>
      writeSummary({
        lastRow,
        statements: holdings.statements().map(({ bytes }) => bytes),
        chains: holdings.chains(),
        waiting: holdings.waiting(),
        unread: [...unread.values()],
      }),
    openedAfter,
    lastRow: () => lastRow,
    setAside: () => {
      const all = makeTally(tally.entries());
      for (const { reason, device: author } of holdings.apart()) all.add(reason, author);
      return all.entries();
    },
    isStopped: () => isStopped,
    keyring: () => keys.keyring,
    epoch: () => covering()?.epoch ?? null,
    holdsKeyOf: (section) => keys.keysOf(section).length > 0,
    useKeyring: (next) =>
      inTurn(async () => {
        keys = await openKeyring(notebook, next);
        receivedFrom.clear();
        await receiveKeys();
        openedLetters = null;
      }),
    dropTo: (checkpoint) => inTurn(() => dropTo(checkpoint)),
    bases: holdings.bases,
  };
};
