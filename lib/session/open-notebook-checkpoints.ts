/**
 * Checkpoints of one open notebook: where its sections begin, which ones are offered here, compared and agreed to, when
 * letters give way to them, and erasing on this disk.
 *
 * Every step is one that may be the last: nothing is forgotten before what stands for it is durable, and what was broken
 * off is found again at the next opening.
 */
import { openBaseStates, type BaseState, type BaseStates } from './base-states';
import {
  hashOfState,
  joinStates,
  makeState,
  readState,
  stateBodies,
  stateIn,
  type ChainedLetter,
} from './checkpoint-state';
import {
  bytesToDays,
  covers,
  dayOf,
  daysToBytes,
  DISAGREES,
  isAgreed,
  isApart,
  isOneLine,
  isSamePlace,
  joinedEnds,
  lastOldRow,
  LETTERS_PER_CHECKPOINT,
  LOOSE_DAYS,
  mayForget,
  noteDay,
  shouldPropose,
  type DayEnd,
  type ReadersThen,
  type StandingCheckpoint,
} from './compaction';
import type { DocumentsBefore } from './documents';
import { databasesWith } from './erased-check';
import { NOT_WRITTEN } from './not-written';
import type { Reading } from './open-notebook-reading';
import type { Saved } from './writing';
import { erasuresIn, noteErasure, type Erasure } from '@/lib/notebook/erasures';
import { byteReader, byteWriter, fromHex, isSameBytes, Malformed, toHex } from '@/lib/parse/bytes';
import { deleteLog } from '@/lib/sync/sealed-log';
import { jitter, type Random } from '@/lib/sync/timers';
import type { Master } from '@/lib/vault/device';
import { SectionId, StatementId, type DeviceId, type StoreTag } from '@/lib/vault/ids';
import { NOISE } from '@/lib/vault/overwrite';
import { makeQueue, type Queue } from '@/lib/vault/queue';
import { foldRegister, type RegisterDevice } from '@/lib/vault/register';
import { readStatement, type Spoken } from '@/lib/vault/statement';
import type { RewritableStore } from '@/lib/vault/store';
import type { OpenedLetter, Vault } from '@/lib/vault/vault';
import type { Dropping, Stating } from '@/lib/vault/vault-calls';
import { sortVector, writeVector, type ChainEnd, type Vector } from '@/lib/vault/vector';

/** When and how much; what is usual unless a test says otherwise. */
export interface CompactionLimits {
  readonly looseDays: number;
  readonly letters: number;
  /** The wait before a look at what is to do, and up to how much longer by chance (ms). */
  readonly lookAfter: number;
  readonly lookSpan: number;
  /** The same for offering a checkpoint: not all writers at once. */
  readonly offerAfter: number;
  readonly offerSpan: number;
  /** The wait before an erasing that could not be finished is tried again (ms). */
  readonly againAfter: number;
  /** Random bytes that are written over what was erased. */
  readonly noise: number;
}

export const USUAL_LIMITS: CompactionLimits = {
  looseDays: LOOSE_DAYS,
  letters: LETTERS_PER_CHECKPOINT,
  lookAfter: 500,
  lookSpan: 1_000,
  offerAfter: 60_000,
  offerSpan: 600_000,
  againAfter: 60_000,
  noise: NOISE,
};

const WORDS = {
  full: 'This device is full, so it could not erase what was to be erased. Delete files you do not need: it tries again.',
  left: 'This device could not erase yet what was to be erased. It tries again.',
  back: 'Something that was written after access had ended is here again: another device put it together with the rest before it heard.',
  fallen:
    'What was put together in a part of the notebook does not count any more, as who put it together was removed. Others may hold something else.',
  lacking: 'The beginning of a part of the notebook is not on this device yet.',
} as const;

const NO_CHECKPOINT = new Uint8Array(32);
/** Lines of an audit are no document: nothing else would hold them. */
const AUDIT = 'audit/';
const WAY = 'liaison-notebook-way-';
const DAYS_TRIED = 4;
const MARK_LENGTH = 24;
const MOST_ERASING = 10_000;
const MOST_MARKS = 10_000_000;

export interface CheckpointsParts {
  readonly store: RewritableStore;
  readonly tag: StoreTag;
  readonly me: DeviceId;
  readonly limits: CompactionLimits;
  /** Where this origin keeps databases. */
  readonly indexedDB: IDBFactory;
  readonly vault: () => Vault;
  readonly master: () => Master | null;
  readonly reading: () => Reading | null;
  readonly inTurn: Queue;
  readonly later: (milliseconds: number, run: () => void) => void;
  readonly random: Random;
  readonly now: () => number;
  readonly setting: (name: string) => Promise<Uint8Array | null>;
  /** False when the disk is full. */
  readonly putSetting: (name: string, bytes: Uint8Array) => Promise<boolean>;
  /** Whether a letter of this section seems to have ended the engine: its state is not made here. */
  readonly isSuspect: (section: SectionId) => boolean;
  readonly forgetSnapshot: () => Promise<void>;
  /** From now on none is made, as the documents may lack what the vault calls decided. */
  readonly refuseSnapshots: () => void;
  /** In turn: what came of a statement is followed and sent. */
  readonly heed: (stating: Stating) => Promise<boolean>;
  readonly keepWriting: (
    section: string,
    run: string,
    bodies: readonly Uint8Array[],
  ) => Promise<Saved>;
  readonly nextVolume: () => Promise<void>;
  readonly noteTrouble: (words: string, device: string | null) => void;
  readonly onChange: () => void;
}

/** What is being erased or was, with the devices that had to. */
export interface ErasureHere extends Erasure {
  /** Purpose of the section. */
  readonly section: string;
  readonly devices: readonly { readonly device: DeviceId; readonly hasErased: boolean }[];
}

export interface Checkpoints {
  /** What the documents of a section begin with; null for nothing. `of`: the master while opening. */
  readonly baseOf: (section: SectionId, of: Master) => Promise<DocumentsBefore | null>;
  /** After an opening: what was broken off goes on. */
  readonly begin: () => Promise<void>;
  /** Looks soon at what is to do: when letters or statements came. */
  readonly look: () => void;
  /** Notes up to which row was written today. */
  readonly noteRows: () => Promise<void>;
  /** Offers a checkpoint of a section of which a record was just deleted. In no turn. */
  readonly eraseNow: (section: SectionId) => Promise<void>;
  /** Letters that no log may hold any more, as they are erased everywhere. */
  readonly without: () => Vector;
  readonly erasures: () => readonly ErasureHere[];
}

/** One erasure that this device has begun and not yet confirmed. */
interface Erasing {
  readonly checkpoint: StatementId;
  readonly section: SectionId;
  readonly marks: readonly Uint8Array[];
}

const erasingToBytes = (all: readonly Erasing[]): Uint8Array => {
  const writer = byteWriter().uint(1).uint(all.length);
  for (const { checkpoint, section, marks } of all) {
    writer.fixed(fromHex(checkpoint)).fixed(fromHex(section)).uint(marks.length);
    for (const mark of marks) writer.fixed(mark);
  }
  return writer.finish();
};

const bytesToErasing = (bytes: Uint8Array): readonly Erasing[] => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) return [];
    const all: Erasing[] = [];
    for (let left = reader.uint(MOST_ERASING); left > 0; left -= 1) {
      const checkpoint = StatementId.parse(toHex(reader.fixed(32)));
      const section = SectionId.parse(toHex(reader.fixed(16)));
      const marks: Uint8Array[] = [];
      for (let more = reader.uint(MOST_MARKS); more > 0; more -= 1) {
        marks.push(reader.fixed(MARK_LENGTH));
      }
      all.push({ checkpoint, section, marks });
    }
    return all;
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
};

/** Letters that can be read, or null when one of them cannot: then nothing may be said about them all. */
const readableOf = (letters: readonly OpenedLetter[]): readonly ChainedLetter[] | null => {
  const readable = letters.flatMap(({ section, author, run, seq, body }) =>
    body === null ? [] : [{ section, author, run, seq, body }],
  );
  return readable.length === letters.length ? readable : null;
};

/** Whether no chain that ends where another one begins here ends there with another letter. */
const standsOn = (ends: Vector, bases: Vector): boolean =>
  bases.every((base) =>
    ends.some(
      ({ device, seq, letter }) =>
        device === base.device && (seq > base.seq || (seq === base.seq && letter === base.letter)),
    ),
  );

const joiningOf = ({ id }: StandingCheckpoint, bases: Vector): string =>
  `${id} ${toHex(writeVector(bases))}`;

const seqIn = (ends: Vector, device: string): number =>
  ends.find((end) => end.device === device)?.seq ?? 0;

export const openCheckpoints = async (parts: CheckpointsParts): Promise<Checkpoints> => {
  const { store, tag, me, limits, vault, inTurn, random, now } = parts;
  const erasingInTurn = makeQueue();
  const disputed = new Set<StatementId>();
  /** What does not go together with the place from which this device tried. */
  const unjoinable = new Set<string>();
  /** Sections of which it was said that they begin with what no longer counts. */
  const fallen = new Set<SectionId>();
  /** Who read the section when a checkpoint was offered. Its ancestors never change. */
  const thenOf = new Map<StatementId, readonly RegisterDevice[]>();
  const presentThen = new Map<string, readonly DeviceId[]>();
  /** On which day a section was last found not to be settled. */
  const triedOn = new Map<SectionId, number>();
  /** Sections that were opened without what they begin with. */
  const lacking = new Set<SectionId>();
  let days: readonly DayEnd[] | null = null;
  let isLookDue = false;
  let isOfferDue = false;
  let isAgainDue = false;

  const basesOf = (section: SectionId): Vector =>
    vault()
      .bases()
      .filter((base) => base.section === section);
  const standing = (section: SectionId): readonly StandingCheckpoint[] =>
    vault()
      .register()
      .checkpoints.filter((checkpoint) => checkpoint.section === section);
  const statesUnder = (master: Master): BaseStates => openBaseStates(store, tag, master);

  const noteThen = async ({ id, section }: StandingCheckpoint): Promise<ReadersThen> => {
    const known = thenOf.get(id);
    if (known !== undefined) return known;
    const register = vault().register();
    const after = new Set(register.unknownTo([id]).map(toHex));
    const before = register.statements.filter((bytes) => !after.has(toHex(bytes)));
    const read = await Promise.all(before.map((bytes) => readStatement(bytes)));
    const folded = foldRegister(
      register.notebook,
      read.flatMap((one) => (one.state === 'read' ? [one.statement] : [])),
    );
    const then = folded.readersOf(section);
    thenOf.set(id, then);
    presentThen.set(
      id,
      folded.members.flatMap(({ devices }) =>
        devices.flatMap(({ id: device, deviceKind }) => (deviceKind === 'device' ? device : [])),
      ),
    );
    return then;
  };

  /**
   * The state of a checkpoint as its author's letters carry it, whether or not these count by now. Nobody writes above an
   * end of their own that they made up, so only what stands there is looked at.
   */
  const carriedBy = async ({ section, author, ends, hash }: StandingCheckpoint) => {
    const own = ends.find(({ device }) => device === author);
    const all = (await vault().readHeld(new Set([section]))).filter(
      (letter) => letter.author === author,
    );
    const there = all.filter(({ seq }) => seq === own?.seq);
    if (there.length > 0 && !there.some(({ id }) => id === own?.letter)) return null;
    const letters = all.flatMap(({ seq, body }) =>
      body !== null && seq > (own?.seq ?? 0) ? [{ seq, body }] : [],
    );
    return stateIn(letters, hash);
  };

  /** What a section of this device begins with, and the checkpoint that says so. */
  const baseHere = async (
    section: SectionId,
    of: Master,
  ): Promise<{ readonly checkpoint: StatementId; readonly state: Uint8Array } | null> => {
    const bases = basesOf(section);
    const kept = await statesUnder(of).find(section, bases);
    if (kept !== null) return kept;
    for (const checkpoint of standing(section)) {
      if (!isSamePlace(checkpoint.ends, bases)) continue;
      const carried = await carriedBy(checkpoint);
      if (carried !== null) return { checkpoint: checkpoint.id, state: carried.bytes };
    }
    return null;
  };

  const baseOf: Checkpoints['baseOf'] = async (section, of) => {
    lacking.delete(section);
    if (basesOf(section).length === 0) return null;
    const base = await baseHere(section, of);
    const read = base === null ? null : readState(section, base.state);
    if (read === null) {
      // The next opening must come here again, and not find documents that end in nothing.
      parts.refuseSnapshots();
      lacking.add(section);
      parts.noteTrouble(WORDS.lacking, null);
    }
    return read;
  };

  interface Below {
    readonly id: StatementId | null;
    readonly ends: Vector;
    readonly state: Uint8Array | null;
  }

  /** What a checkpoint was made on top of, if this device can make the same on top of it. */
  const below = async (
    section: SectionId,
    named: Uint8Array,
    of: Master,
  ): Promise<Below | null> => {
    const bases = basesOf(section);
    if (isSameBytes(named, NO_CHECKPOINT)) {
      return bases.length === 0 ? { id: null, ends: [], state: null } : null;
    }
    const id = toHex(named);
    const mine = bases.length === 0 ? null : await baseHere(section, of);
    if (mine !== null && mine.checkpoint === id) {
      return { id: mine.checkpoint, ends: bases, state: mine.state };
    }
    const checkpoint = standing(section).find((one) => one.id === id);
    if (checkpoint === undefined || !covers(checkpoint.ends, bases)) return null;
    // A state that nobody but its author may have made is no ground: what stands on it would look as if it were made here.
    const isMade = checkpoint.author === me || checkpoint.agreed.includes(me);
    const register = vault().register();
    if (!isMade && !isAgreed(register, checkpoint, await noteThen(checkpoint))) return null;
    const carried = await carriedBy(checkpoint);
    return carried === null
      ? null
      : { id: checkpoint.id, ends: checkpoint.ends, state: carried.bytes };
  };

  /** The letters that count between two places; null when this device does not hold them all, or cannot read one. */
  const between = async (
    section: SectionId,
    from: Vector,
    to: Vector,
  ): Promise<readonly ChainedLetter[] | null> => {
    const reach = new Map(
      vault()
        .vector()
        .map((end) => [`${end.section} ${end.device}`, end]),
    );
    const isReached = to.every(({ device, seq, letter }) => {
      const end = reach.get(`${section} ${device}`);
      return end !== undefined && (end.seq > seq || (end.seq === seq && end.letter === letter));
    });
    if (!isReached || !covers(to, from)) return null;
    const letters = await vault().readAll(0, new Set([section]));
    const places = new Set(letters.map(({ author, seq, id }) => `${author} ${seq} ${id}`));
    const isOnLine = to.every(
      ({ device, seq, letter }) =>
        seqIn(from, device) === seq || places.has(`${device} ${seq} ${letter}`),
    );
    return isOnLine
      ? readableOf(
          letters.filter(
            ({ author, seq }) => seq > seqIn(from, author) && seq <= seqIn(to, author),
          ),
        )
      : null;
  };

  /** Says something of a checkpoint; in turn. */
  const say = async (saying: Spoken): Promise<boolean> => parts.heed(await vault().state(saying));

  /** Compares what this device holds with an open checkpoint; whether it could. */
  const compare = async (checkpoint: StandingCheckpoint, of: Master): Promise<boolean> => {
    const { id, section, ends, hash, author } = checkpoint;
    const carried = await carriedBy(checkpoint);
    if (carried === null) return false;
    const under = await below(section, carried.before, of);
    if (under === null) return false;
    const letters = await between(section, under.ends, ends);
    if (letters === null) return false;
    const before = under.state === null ? null : readState(section, under.state);
    if (under.state !== null && before === null) return false;
    const made = await makeState(section, before, letters);
    if (made.state === 'made' && isSameBytes(made.hash, hash)) {
      // What comes back out of it is looked at as well: it is all that will be left.
      if (readState(section, carried.bytes) === null) return false;
      await say({ kind: 'agree', checkpoint: id });
      return true;
    }
    disputed.add(id);
    parts.noteTrouble(DISAGREES, author);
    return true;
  };

  const erasingNow = async (): Promise<readonly Erasing[]> => {
    const kept = await parts.setting('erasing');
    return kept === null ? [] : bytesToErasing(kept);
  };
  const keepErasing = (all: readonly Erasing[]): Promise<boolean> =>
    parts.putSetting('erasing', erasingToBytes(all));

  /** Lets the letters under a checkpoint go. In turn; `to` is null for a section that is not read here. */
  const drop = async (
    checkpoint: StandingCheckpoint,
    to: (BaseState & { readonly hash: Uint8Array }) | null,
    of: Master,
  ): Promise<void> => {
    const { id, section, ends, isErasure } = checkpoint;
    if (to !== null) {
      if ((await statesUnder(of).put(section, to, basesOf(section))) === 'full') return;
      // Read back before anything goes that it stands for.
      const back = await statesUnder(of).find(section, to.ends);
      if (back === null || !isSameBytes(await hashOfState(back.state), to.hash)) return;
    }
    if (isErasure) {
      const all = await erasingNow();
      if (!all.some((one) => one.checkpoint === id)) {
        if (!(await keepErasing([...all, { checkpoint: id, section, marks: [] }]))) return;
      }
    }
    await parts.forgetSnapshot();
    let dropping: Dropping;
    try {
      dropping = await vault().dropTo(id);
      if (dropping.state !== 'dropped') return;
      if (dropping.reordered.length > 0) await parts.reading()?.follow(dropping.reordered);
    } catch (error) {
      // The chains may go on from here already, and the documents not.
      parts.refuseSnapshots();
      throw error;
    }
    await statesUnder(of).tidy(section, to === null ? null : basesOf(section));
    if (isErasure) {
      finishSoon();
      return;
    }
    await store.deleteRows(tag, dropping.rows);
    // One device is enough: the others go along, and whoever comes later brings back what is dropped by then. Of several
    // checkpoints at one place each author may have dropped to another's.
    const isMine = standing(section).some(
      (one) => one.author === me && isSamePlace(one.ends, ends),
    );
    if (isMine) parts.nextVolume().catch(() => {});
  };

  /**
   * Goes on from what this device begins with and another checkpoint together. People who did not meet agreed on two
   * that are apart: each covers letters which only its state may still bring.
   */
  const join = async (checkpoint: StandingCheckpoint, of: Master): Promise<void> => {
    const { section, ends, author } = checkpoint;
    const bases = basesOf(section);
    const giveUp = (): void => {
      unjoinable.add(joiningOf(checkpoint, bases));
      parts.noteTrouble(DISAGREES, author);
    };
    if (!isOneLine(bases, ends)) return giveUp();
    if (!(await isOwnThere(checkpoint))) {
      parts.noteTrouble(NOT_WRITTEN.stopped, me);
      return;
    }
    const mine = await baseHere(section, of);
    const carried = await carriedBy(checkpoint);
    if (mine === null || carried === null) return;
    const joined = await joinStates(section, mine.state, carried.bytes);
    if (joined === null) return giveUp();
    const to = joinedEnds(bases, ends);
    const letters = await between(section, bases, to);
    if (letters !== null) {
      // Who can still compare takes nobody's word.
      const made = await makeState(section, readState(section, mine.state), letters);
      if (made.state !== 'made' || !isSameBytes(made.hash, joined.hash)) return giveUp();
    }
    // Whoever joins the same two begins with the same bytes, so these name it.
    const name = StatementId.parse(toHex(joined.hash));
    const { bytes: state, hash } = joined;
    await drop(checkpoint, { checkpoint: name, ends: to, state, hash }, of);
    const brought = to.filter(({ device, seq }) => seq > seqIn(bases, device));
    const isThere = isSamePlace(basesOf(section), to);
    if (isThere && isBeyond(section, brought)) parts.noteTrouble(WORDS.back, author);
  };
  /**
   * Where this device stands: at a checkpoint or nowhere yet, at two together, or at one that no longer counts, as it fell
   * with a removal.
   */
  const standsAt = async (section: SectionId, of: Master): Promise<'one' | 'two' | 'fallen'> => {
    const bases = basesOf(section);
    if (bases.length === 0) return 'one';
    if (standing(section).some(({ ends }) => isSamePlace(ends, bases))) return 'one';
    const kept = await statesUnder(of).find(section, bases);
    if (kept === null) return 'one';
    // What was joined is called by the hash of its own state.
    return kept.checkpoint === toHex(await hashOfState(kept.state)) ? 'two' : 'fallen';
  };
  /**
   * Whether one of the two that were joined is an erasure which the other had not seen: the letters that carry the other
   * may hold what was erased, and go only with a further erasure.
   */
  const isBesideErasure = async (section: SectionId, of: Master): Promise<boolean> => {
    if ((await standsAt(section, of)) !== 'two') return false;
    const bases = basesOf(section);
    const under = standing(section).filter(({ ends }) => covers(bases, ends));
    return under.some(
      (one) => one.isErasure && under.some((other) => isApart(one.ends, other.ends)),
    );
  };
  /** Whether some of this was written by somebody after their removal, as far as the removal knew. */
  const isBeyond = (section: SectionId, ends: Vector): boolean =>
    ends.some(({ device, seq }) => seq > (vault().register().cutoff(device, section) ?? seq));
  /** Whether this device went on to another place by it. */
  const joinAll = async (section: SectionId, of: Master): Promise<boolean> => {
    const before = basesOf(section);
    for (const checkpoint of standing(section)) {
      const bases = basesOf(section);
      if (bases.length === 0 || !isApart(checkpoint.ends, bases)) continue;
      if (unjoinable.has(joiningOf(checkpoint, bases))) continue;
      const then = await noteThen(checkpoint);
      if (isAgreed(vault().register(), checkpoint, then)) await join(checkpoint, of);
    }
    return !isSamePlace(before, basesOf(section));
  };

  const isAudit = (section: SectionId): boolean =>
    vault()
      .register()
      .sections.some((one) => one.section === section && one.purpose.startsWith(AUDIT));

  /** Whether this device's own chain goes at least to where a checkpoint says: otherwise it is an older copy of itself. */
  const isOwnThere = async ({ section, ends }: StandingCheckpoint): Promise<boolean> => {
    const said = ends.find(({ device }) => device === me);
    if (said === undefined || seqIn(basesOf(section), me) > said.seq) return true;
    const isSaid = (end: ChainEnd): boolean =>
      end.section === section &&
      end.device === me &&
      end.seq === said.seq &&
      end.letter === said.letter;
    if ([...vault().vector(), ...vault().bases()].some(isSaid)) return true;
    const own = vault()
      .vector()
      .find((end) => end.section === section && end.device === me);
    if (own === undefined || own.seq < said.seq) return false;
    // On another branch what this device wrote would go with it.
    const there = (await vault().readHeld(new Set([section]))).filter(
      ({ author, seq }) => author === me && seq === said.seq,
    );
    return there.some(({ id, counts }) => id === said.letter && (counts || there.length === 1));
  };

  /**
   * Whether a checkpoint must wait for one that goes elsewhere and to which this device has agreed, or which is agreed on.
   * Were both agreed on, some would drop to the one and some to the other. Of two to which nobody else has agreed the
   * one with the lower id comes first; what others have agreed on waits for nothing.
   */
  const mustWait = async (other: StandingCheckpoint, of: Master): Promise<boolean> => {
    const register = vault().register();
    if (isAgreed(register, other, await noteThen(other))) return false;
    for (const one of standing(other.section)) {
      if (!isApart(one.ends, other.ends) || !covers(one.ends, basesOf(one.section))) continue;
      if (isAgreed(register, one, await noteThen(one))) {
        // Whose state is not here may never come: then the other goes first, and the two are joined if it does.
        if ((await carriedBy(one)) !== null) return true;
        continue;
      }
      const isOwn = one.author === me || one.agreed.includes(me);
      if (isOwn && one.id < other.id && !(await isDead(one, of))) return true;
    }
    return false;
  };

  const isDisputed = (section: SectionId): boolean =>
    standing(section).some(({ id }) => disputed.has(id));
  const isBehind = ({ section, ends }: StandingCheckpoint): boolean => {
    const bases = basesOf(section);
    return !covers(ends, bases) || isSamePlace(ends, bases);
  };

  /** Compares all that is open; gives what must not go on somebody's word, or null where nothing may go at all. */
  const compareAll = async (
    section: SectionId,
    isRead: boolean,
    of: Master,
  ): Promise<ReadonlySet<StatementId> | null> => {
    const canCompare = new Set<StatementId>();
    for (const checkpoint of standing(section)) {
      const { id, author, agreed } = checkpoint;
      if (isBehind(checkpoint) || vault().register().isHeld(section)) continue;
      await noteThen(checkpoint);
      if (!isRead || author === me || agreed.includes(me)) continue;
      // Nothing on top of what this device does not hold alike.
      if (isDisputed(section) || parts.isSuspect(section)) return null;
      if (await mustWait(checkpoint, of)) canCompare.add(id);
      else if (await compare(checkpoint, of)) canCompare.add(id);
    }
    return isDisputed(section) ? null : canCompare;
  };

  /** Drops the first that may go; whether one went. */
  const dropOne = async (
    section: SectionId,
    isRead: boolean,
    canCompare: ReadonlySet<StatementId>,
    of: Master,
  ): Promise<boolean> => {
    const bases = basesOf(section);
    for (const checkpoint of standing(section)) {
      const then = thenOf.get(checkpoint.id);
      if (then === undefined || isBehind(checkpoint)) continue;
      const register = vault().register();
      const asked = { me, then, canCompare: canCompare.has(checkpoint.id) };
      if (mayForget(register, checkpoint, asked).state !== 'may') continue;
      if (!standsOn(checkpoint.ends, bases)) {
        parts.noteTrouble(DISAGREES, checkpoint.author);
        continue;
      }
      if (!(await isOwnThere(checkpoint))) {
        parts.noteTrouble(NOT_WRITTEN.stopped, me);
        continue;
      }
      // A reader without its key could not keep what the letters come to.
      if (!isRead && register.accessOf(me, section) !== null) continue;
      const state = isRead ? await carriedBy(checkpoint) : null;
      if (isRead && (state === null || readState(section, state.bytes) === null)) continue;
      const { id, ends, hash } = checkpoint;
      const to = state === null ? null : { checkpoint: id, ends, state: state.bytes, hash };
      await drop(checkpoint, to, of);
      if (!isSamePlace(bases, basesOf(section))) return true;
    }
    return false;
  };

  /** Compares, joins and drops until nothing more goes. In turn. */
  const settleSection = async (section: SectionId, of: Master): Promise<void> => {
    const isRead = parts
      .reading()
      ?.sections()
      .some(({ id }) => id === section);
    const isJoinable = (): boolean =>
      isRead === true && !parts.isSuspect(section) && !vault().register().isHeld(section);
    // After each step more may be comparable, and what is must not be taken on somebody's word.
    for (let goesOn = true; goesOn;) {
      const canCompare = await compareAll(section, isRead === true, of);
      if (canCompare === null) return;
      goesOn =
        (isJoinable() && (await joinAll(section, of))) ||
        (await dropOne(section, isRead === true, canCompare, of));
    }
    if (isRead === true && !fallen.has(section) && (await standsAt(section, of)) === 'fallen') {
      fallen.add(section);
      parts.noteTrouble(WORDS.fallen, null);
    }
  };

  const without = (): Vector => {
    const register = vault().register();
    const ends = new Map<string, ChainEnd>();
    for (const checkpoint of register.checkpoints) {
      const then = thenOf.get(checkpoint.id);
      if (!checkpoint.isErasure || then === undefined || register.isHeld(checkpoint.section)) {
        continue;
      }
      if (!isAgreed(register, checkpoint, then)) continue;
      for (const end of checkpoint.ends) {
        const key = `${end.section} ${end.device}`;
        if ((ends.get(key)?.seq ?? 0) < end.seq) ends.set(key, end);
      }
    }
    return [...ends.values()];
  };
  /** Also while locked: a locked device fills logs as well. */
  const noteErasures = async (): Promise<void> => {
    for (const checkpoint of vault().register().checkpoints) {
      if (checkpoint.isErasure) await noteThen(checkpoint);
    }
  };

  const settle = (): Promise<void> =>
    inTurn(async () => {
      await noteErasures();
      const of = parts.master();
      if (of === null || parts.reading() === null || !vault().register().isDevice(me)) return;
      const sections = new Set(
        [...vault().register().checkpoints, ...vault().bases()].map(({ section }) => section),
      );
      const open = parts.reading()?.sections() ?? [];
      for (const section of [...lacking]) {
        if (!open.some(({ id }) => id === section)) continue;
        const base = await baseHere(section, of);
        if (base !== null && readState(section, base.state) !== null) {
          await parts.reading()?.follow([section]);
        }
      }
      // What one section does not survive must not keep the others from it.
      const failed: unknown[] = [];
      for (const section of sections) {
        if (isAudit(section)) continue;
        await settleSection(section, of).catch((error: unknown) => failed.push(error));
      }
      if (failed.length > 0) throw failed[0];
    });

  /** Makes a checkpoint of a section up to some ends and says it. In turn. */
  const offer = async (
    section: SectionId,
    ends: Vector,
    isErasure: boolean,
    of: Master,
  ): Promise<StatementId | 'not settled' | 'not said'> => {
    // What was left out or set aside must stay for people to see, and hangs together with what follows it.
    if (parts.isSuspect(section)) return 'not settled';
    const leftOut = await vault().readLeftOut();
    if (leftOut.some((letter) => letter.section === section)) return 'not settled';
    const under = await newestBelow(section, ends, of);
    if (under === null) return 'not settled';
    const letters = await between(section, under.ends, ends);
    if (letters === null) return 'not settled';
    const before = under.state === null ? null : readState(section, under.state);
    if (under.state !== null && before === null) return 'not settled';
    const made = await makeState(section, before, letters);
    if (made.state !== 'made' || (made.isUnfit && !isErasure)) return 'not settled';
    const named = {
      hash: made.hash,
      before: under.id === null ? NO_CHECKPOINT : fromHex(under.id),
    };
    // What is written from now on, this state first, is under a key that opens nothing of what is erased.
    if (isErasure && !(await parts.heed(await vault().renewKey(section)))) return 'not said';
    const bodies = await stateBodies(made.bytes, named);
    const saved = await parts.keepWriting(section, toHex(random(16)), bodies);
    if (saved.state !== 'saved') return 'not said';
    const stating = await vault().state({
      kind: 'checkpoint',
      section,
      ends,
      hash: made.hash,
      isErasure,
    });
    if (stating.state !== 'saved') return 'not said';
    await parts.heed(stating);
    return stating.statement;
  };

  /** The last checkpoint that this device holds alike, so that those who drop to it first can still compare. */
  const newestBelow = async (
    section: SectionId,
    ends: Vector,
    of: Master,
  ): Promise<Below | null> => {
    const bases = basesOf(section);
    const mine = standing(section)
      .filter(({ author, agreed }) => author === me || agreed.includes(me))
      .filter((one) => covers(one.ends, bases) && covers(ends, one.ends))
      .filter((one) => !isSamePlace(one.ends, bases));
    for (const one of mine.toReversed()) {
      // What nobody agrees to any more is no ground for what they should agree to.
      if (await isDead(one, of)) continue;
      const under = await below(section, fromHex(one.id), of);
      if (under !== null) return under;
    }
    if (bases.length === 0) return { id: null, ends: [], state: null };
    const base = await baseHere(section, of);
    return base === null ? null : { id: base.checkpoint, ends: bases, state: base.state };
  };

  const endsOf = (section: SectionId, letters: readonly OpenedLetter[]): Vector => {
    const ends = new Map<string, ChainEnd>(basesOf(section).map((base) => [base.device, base]));
    for (const { author, seq, id } of letters) {
      if ((ends.get(author)?.seq ?? 0) < seq) {
        ends.set(author, { section, device: author, seq, letter: id });
      }
    }
    return sortVector([...ends.values()]);
  };

  /** Whether nobody will ever be able to agree to a checkpoint, as far as this device can tell. */
  const isDead = async (checkpoint: StandingCheckpoint, of: Master): Promise<boolean> => {
    const { section, ends } = checkpoint;
    const bases = basesOf(section);
    if (isSamePlace(ends, bases)) return false;
    if (isAgreed(vault().register(), checkpoint, await noteThen(checkpoint))) return false;
    if (!covers(ends, bases)) return true;
    // A removal that came meanwhile took away letters under it: whoever has heard of that holds another state.
    const beyondBases = ends.filter(({ device, seq }) => seq > seqIn(bases, device));
    if (isBeyond(section, beyondBases)) return true;
    const carried = await carriedBy(checkpoint);
    return carried !== null && (await below(section, carried.before, of)) === null;
  };

  const isOpenIn = async (section: SectionId, of: Master): Promise<boolean> => {
    const bases = basesOf(section);
    for (const checkpoint of standing(section)) {
      if (isSamePlace(checkpoint.ends, bases) || !covers(checkpoint.ends, bases)) continue;
      if (!(await isDead(checkpoint, of))) return true;
    }
    return false;
  };

  const offerOld = async (section: SectionId, today: number, of: Master): Promise<void> => {
    const register = vault().register();
    const bases = basesOf(section);
    const held = vault()
      .vector()
      .filter((end) => end.section === section)
      .reduce((sum, { device, seq }) => sum + seq - seqIn(bases, device), 0);
    // What two checkpoints come to together is in no letter: whoever comes now needs one that says it.
    const isAtOnce = (await standsAt(section, of)) === 'two' && !isBeyond(section, bases);
    const isErasure = isAtOnce && (await isBesideErasure(section, of));
    const least = isAtOnce ? 1 : limits.letters;
    const asked = {
      section,
      me,
      going: held,
      isOpen: false,
      isDisputed: isDisputed(section),
      least,
    };
    if (triedOn.get(section) === today || !shouldPropose(register, asked)) return;
    if (await isOpenIn(section, of)) return;
    const all = await vault().readAll(0, new Set([section]));
    let row = isAtOnce ? vault().lastRow() : lastOldRow(days ?? [], today, limits.looseDays);
    for (let tries = 0; tries < DAYS_TRIED && row > 0; tries += 1) {
      const younger = new Map<string, number>();
      for (const { author, seq } of await vault().readAll(row, new Set([section]))) {
        younger.set(author, Math.min(younger.get(author) ?? seq, seq));
      }
      const old = all.filter(({ author, seq }) => seq < (younger.get(author) ?? seq + 1));
      if (old.length < least) return;
      const outcome = await offer(section, endsOf(section, old), isErasure, of);
      if (outcome !== 'not settled') return;
      // Something waits for a letter that came later: further back it may not.
      const last = row;
      row = (days ?? []).findLast((end) => end.row < last)?.row ?? 0;
    }
    triedOn.set(section, today);
  };

  /** Offers what is to be erased and has no checkpoint yet, or one that nobody can agree to any more. In turn. */
  const offerErasures = async (section: SectionId, of: Master): Promise<void> => {
    const reading = parts.reading();
    const here = reading?.sections().find(({ id }) => id === section);
    if (reading === null || here === undefined || !here.mayWrite) return;
    if (vault().register().isHeld(section)) return;
    const mine = erasuresIn(reading.records(section)).filter(({ by }) => by === me);
    const waiting: Erasure[] = [];
    for (const erasure of mine) {
      const known = standing(section).find(({ id }) => id === erasure.checkpoint);
      if (known === undefined || (await isDead(known, of))) {
        waiting.push(erasure);
      }
    }
    if (waiting.length === 0 || isDisputed(section)) return;
    await reading.flush();
    const letters = await vault().readAll(0, new Set([section]));
    const checkpoint = await offer(section, endsOf(section, letters), true, of);
    if (checkpoint === 'not settled' || checkpoint === 'not said') return;
    // Not waited for here: whoever writes is not in turn.
    reading
      .write(section, (doc) => {
        for (const erasure of waiting) noteErasure(doc, { ...erasure, checkpoint });
      })
      .saved.catch(() => {});
  };

  const offerAll = (): Promise<void> =>
    inTurn(async () => {
      const of = parts.master();
      const reading = parts.reading();
      if (of === null || reading === null || vault().isStopped()) return;
      await noteRows();
      for (const { id, mayWrite } of reading.sections()) {
        if (!mayWrite || isAudit(id)) continue;
        await offerErasures(id, of);
        await offerOld(id, dayOf(now()), of);
      }
    });

  /** As it is now: another drop may have begun meanwhile. */
  const erasingBut = async (some: readonly Erasing[]): Promise<readonly Erasing[]> => {
    const named = new Set(some.map(({ checkpoint }) => checkpoint));
    return (await erasingNow()).filter(({ checkpoint }) => !named.has(checkpoint));
  };
  const isDropped = ({ checkpoint, section }: Erasing): boolean => {
    const known = standing(section).find(({ id }) => id === checkpoint);
    return known !== undefined && covers(basesOf(section), known.ends);
  };

  /** A way that is left for another place meanwhile comes to no next volume; its log is found and deleted all the same. */
  const orAfter = (milliseconds: number, work: Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      parts.later(milliseconds, resolve);
      work.then(resolve, reject);
    });

  /** Erases on this disk what was dropped for an erasure, looks whether it is gone, and says so. In no turn. */
  const finishErasing = (): Promise<void> =>
    erasingInTurn(async () => {
      if (parts.reading() === null) return;
      const begun = await erasingNow();
      if (begun.length === 0) return;
      const rows = new Set<number>();
      const all: Erasing[] = [];
      for (const erasing of begun) {
        // Once more: what broke off in between has left rows behind. Never the first time: whether its state is here, and
        // fits what this device begins with by now, is looked at where letters are let go.
        const dropping = await inTurn(async () =>
          isDropped(erasing) ? vault().dropTo(erasing.checkpoint) : null,
        );
        if (dropping === null || dropping.state !== 'dropped') continue;
        for (const row of dropping.rows) rows.add(row);
        const marks = new Map(
          [...erasing.marks, ...dropping.marks].map((mark) => [toHex(mark), mark]),
        );
        all.push({ ...erasing, marks: [...marks.values()] });
        // In turn: between its two steps a drop has a state here that nothing begins with yet.
        const isTidy = await inTurn(async () => {
          const of = parts.master();
          const { section } = erasing;
          const isReader = vault().register().accessOf(me, section) !== null;
          return of !== null && statesUnder(of).tidy(section, isReader ? basesOf(section) : null);
        });
        // It goes on when it is unlocked.
        if (parts.master() === null) return;
        if (!isTidy) {
          parts.noteTrouble(WORDS.left, me);
          return finishLater();
        }
      }
      if (all.length === 0) return look();
      const isKept = await inTurn(async () => keepErasing([...(await erasingBut(all)), ...all]));
      if (!isKept) return isFull();
      await orAfter(limits.againAfter, parts.nextVolume());
      const marks = all.flatMap((one) => one.marks);
      for (const name of await databasesWith(parts.indexedDB, marks)) {
        if (name.startsWith(WAY)) await deleteLog(name);
      }
      await parts.forgetSnapshot();
      const saving = await store.rewrite(tag, [...rows], random, limits.noise);
      if (saving.state === 'full') return isFull();
      const left = await databasesWith(parts.indexedDB, marks);
      if (left.length > 0) {
        parts.noteTrouble(WORDS.left, me);
        return finishLater();
      }
      await inTurn(async () => {
        const rest: Erasing[] = [];
        for (const erasing of all) {
          const { checkpoint } = erasing;
          const known = vault()
            .register()
            .checkpoints.find(({ id }) => id === checkpoint);
          const of = parts.master();
          if (of === null || (await isBesideErasure(erasing.section, of))) {
            rest.push(erasing);
            continue;
          }
          const isSaid =
            known?.erased.includes(me) === true || (await say({ kind: 'erased', checkpoint }));
          if (!isSaid && known !== undefined) rest.push(erasing);
        }
        await keepErasing([...(await erasingBut(all)), ...rest]);
      });
      parts.onChange();
    });
  const isFull = (): void => {
    parts.noteTrouble(WORDS.full, me);
    finishLater();
  };
  const finishSoon = (): void => {
    // An error of the disk is no reason to stop.
    finishErasing().catch(finishLater);
  };
  const finishLater = (): void => {
    if (isAgainDue) return;
    isAgainDue = true;
    parts.later(limits.againAfter, () => {
      isAgainDue = false;
      finishSoon();
    });
  };

  const noteRows = async (): Promise<void> => {
    // What cannot be noted counts as younger, and stays longer.
    await noteDayNow().catch(() => {});
  };
  const noteDayNow = async (): Promise<void> => {
    if (days === null) {
      const kept = await parts.setting('days');
      days = kept === null ? [] : bytesToDays(kept);
    }
    const noted = noteDay(days, dayOf(now()), vault().lastRow());
    if (noted === days) return;
    days = noted;
    await parts.putSetting('days', daysToBytes(noted));
  };

  const look = (): void => {
    if (!isLookDue) {
      isLookDue = true;
      parts.later(limits.lookAfter + jitter(random, limits.lookSpan), () => {
        isLookDue = false;
        settle().catch(() => {});
      });
    }
    if (isOfferDue) return;
    isOfferDue = true;
    parts.later(limits.offerAfter + jitter(random, limits.offerSpan), () => {
      isOfferDue = false;
      offerAll()
        .then(settle)
        .catch(() => {});
    });
  };

  return {
    baseOf,
    begin: async () => {
      await noteErasures();
      await noteRows();
      look();
      finishSoon();
    },
    look,
    noteRows,
    eraseNow: async (section) => {
      await inTurn(async () => {
        const of = parts.master();
        if (of !== null) await offerErasures(section, of);
      });
      await settle();
    },
    without,
    erasures: () => {
      const reading = parts.reading();
      if (reading === null) return [];
      const register = vault().register();
      return reading.sections().flatMap(({ id, name }) =>
        erasuresIn(reading.records(id)).map((erasure): ErasureHere => {
          const known = register.checkpoints.find((one) => one.id === erasure.checkpoint);
          const then =
            presentThen.get(erasure.checkpoint ?? '') ??
            register.members.flatMap(({ devices }) =>
              devices.flatMap((device) => (device.deviceKind === 'device' ? device.id : [])),
            );
          return {
            ...erasure,
            section: name,
            devices: then
              .filter((device) => register.isDevice(device))
              .map((device) => ({ device, hasErased: known?.erased.includes(device) === true })),
          };
        }),
      );
    },
  };
};
