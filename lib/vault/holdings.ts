/** What a vault holds, in memory: statements and their register, chains, and the letters that wait or do not count. */
import {
  BEFORE_THE_FIRST,
  branchesBeside,
  type Chain,
  type Limit,
  type Link,
  makeChain,
  type Place,
} from './chain';
import type { DeviceId, LetterId, NotebookId, RunId, SectionId, StatementId } from './ids';
import type { Letter } from './letter';
import { foldRegister, type Register } from './register';
import type { SetAsideReason } from './set-aside';
import { type Sifted, siftStatements } from './sieve';
import type { Statement } from './statement';
import type { ChainSummary, WaitingSummary } from './summary';
import { sortVector, type Vector } from './vector';

/** A letter and the row in which it rests. */
export interface HeldLetter {
  readonly letter: Letter;
  readonly row: number;
}

/** A letter that is held with all before it and is no part of what counts, and the run that wrote it. */
export type LetterAside = Pick<Letter, 'id' | 'author' | 'run'>;

export interface Arrival {
  /** Letters whose turn has come, each chain in order; none of a section in `reordered`. */
  readonly ready: readonly HeldLetter[];
  /** Sections in which letters that were reported count no longer, or letters count again that are not in `ready`. */
  readonly reordered: readonly SectionId[];
  /** Authors of chains in which two letters were now found to claim one place. */
  readonly forks: readonly DeviceId[];
}

export interface Learning {
  /** Whether the register changed. */
  readonly hasChanged: boolean;
  /** Sections in which other letters count than before. */
  readonly reordered: readonly SectionId[];
}

export interface Holdings {
  /** Whether a letter is held, or was swallowed by a checkpoint. */
  readonly hasLetter: (letter: Pick<Letter, 'id' | 'section' | 'author' | 'seq'>) => boolean;
  readonly isSwallowed: (letter: Pick<Letter, 'section' | 'author' | 'seq'>) => boolean;
  readonly hasStatement: (id: StatementId) => boolean;
  readonly register: () => Register;
  readonly statements: () => readonly Statement[];
  readonly statement: (id: StatementId) => Statement | null;
  /** What the register would be with these as well. */
  readonly registerWith: (news: readonly Statement[]) => Register;
  /** Which new statements are worth keeping: see {@link siftStatements}. */
  readonly sift: (news: readonly Statement[]) => Sifted;
  /** Adds statements, and counts anew the letters that they concern. */
  readonly learn: (statements: readonly Statement[]) => Learning;
  /** Puts letters on their chains, with those whose authors have become known. */
  readonly arrive: (letters: readonly HeldLetter[]) => Arrival;
  /** Puts a chain in place that an earlier vault had decided. */
  readonly restore: (chain: ChainSummary) => void;
  /** Puts a letter beside its chain of which only the place is known. */
  readonly restoreWaiting: (waiting: WaitingSummary) => void;
  /** Makes chains go on from these ends; gives the sections in which other letters count than before. */
  readonly dropTo: (ends: Vector) => readonly SectionId[];
  readonly end: (section: SectionId, author: DeviceId) => Place;
  /** Whether a letter is on its chain and is left out. */
  readonly isLeftOut: (
    letter: Pick<Letter, 'id' | 'section' | 'author' | 'run' | 'seq'>,
  ) => boolean;
  /** Whether a letter is on its chain and nobody has left it out. */
  readonly isReported: (
    letter: Pick<Letter, 'id' | 'section' | 'author' | 'run' | 'seq'>,
  ) => boolean;
  /** See `Vault.aside`. */
  readonly aside: (section: SectionId) => readonly LetterAside[];
  readonly vector: () => Vector;
  /** Where the chains of these devices end when what lies beyond a bound is counted too. */
  readonly heldVector: (devices: ReadonlySet<DeviceId>) => Vector;
  readonly bases: () => Vector;
  readonly chains: () => readonly ChainSummary[];
  readonly waiting: () => readonly WaitingSummary[];
  readonly apart: () => readonly { readonly reason: SetAsideReason; readonly device: DeviceId }[];
}

/** From which number on the letters of a run are left out. */
type Outs = ReadonlyMap<RunId, number>;
const NO_OUTS: Outs = new Map();

interface Entry {
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly chain: Chain;
  outs: Outs;
}

/** A letter that is held and not on its chain; its bytes only as long as they may soon be asked for. */
interface Apart {
  readonly row: number;
  readonly letter: Letter | null;
}

const NOTHING_COUNTS: Limit = { seq: 0, letter: null };

const keyOf = (section: SectionId, author: DeviceId): string => `${section} ${author}`;

const outsOf = (chain: Chain, leftOut: ReadonlySet<LetterId>): Outs => {
  if (leftOut.size === 0) return NO_OUTS;
  const outs = new Map<RunId, number>();
  const runs = chain.runs();
  for (const [at, id] of chain.line().entries()) {
    const run = runs[at];
    if (run !== undefined && leftOut.has(id) && !outs.has(run)) {
      outs.set(run, chain.base().seq + at + 1);
    }
  }
  return outs;
};

const isSameOuts = (a: Outs, b: Outs): boolean =>
  a.size === b.size && [...a].every(([run, from]) => b.get(run) === from);

/**
 * Empty holdings. Letters of `ownDevice` go onto their chains whether or not it is in the register yet: otherwise one
 * that writes before its admission has arrived would use its numbers twice.
 */
export const makeHoldings = (notebook: NotebookId, ownDevice: DeviceId | null): Holdings => {
  const known = new Set<LetterId>();
  const statements = new Map<StatementId, Statement>();
  const chains = new Map<string, Entry>();
  const apart = new Map<LetterId, Apart>();
  const ofUnknownAuthors = new Map<LetterId, HeldLetter>();
  const runs = new Map<RunId, RunId>();
  let register = foldRegister(notebook, []);
  let tried: { readonly news: readonly Statement[]; readonly register: Register } | null = null;

  // One string for each run instead of one for each letter.
  const sameRun = (run: RunId): RunId => {
    const held = runs.get(run) ?? run;
    runs.set(held, held);
    return held;
  };

  const isKnownAuthor = (author: DeviceId): boolean =>
    author === ownDevice || register.wasDevice(author) !== null;

  const limitOf = (section: SectionId, author: DeviceId): Limit | null => {
    if (register.wasDevice(author) === null) return author === ownDevice ? null : NOTHING_COUNTS;
    return register.bound(author, section);
  };

  const registerWith = (news: readonly Statement[]): Register => {
    if (news.length === 0) return register;
    const isTried =
      tried !== null &&
      tried.news.length === news.length &&
      tried.news.every(({ id }, at) => news[at]?.id === id);
    if (tried === null || !isTried) {
      const folded = foldRegister(notebook, [...statements.values(), ...news]);
      tried = { news, register: folded };
    }
    return tried.register;
  };

  const entryFor = (section: SectionId, author: DeviceId): Entry => {
    const key = keyOf(section, author);
    const existing = chains.get(key);
    if (existing !== undefined) return existing;
    const entry = { section, author, chain: makeChain(), outs: NO_OUTS };
    entry.chain.limitTo(limitOf(section, author));
    chains.set(key, entry);
    return entry;
  };

  const isOut = ({ outs }: Entry, { run, seq }: Pick<Letter, 'run' | 'seq'>): boolean =>
    (outs.get(run) ?? Number.POSITIVE_INFINITY) <= seq;

  /** Whether other letters of the line are left out than before. */
  const leaveOutAnew = (entry: Entry): boolean => {
    const outs = outsOf(entry.chain, register.leftOut);
    if (isSameOuts(outs, entry.outs)) return false;
    entry.outs = outs;
    return true;
  };

  const nowKnown = (): readonly HeldLetter[] => {
    const letters = [...ofUnknownAuthors.values()].filter(({ letter }) =>
      isKnownAuthor(letter.author),
    );
    for (const { letter } of letters) ofUnknownAuthors.delete(letter.id);
    return letters;
  };

  const forgetBeyond = (chain: Chain): void => {
    // What does not count may never be asked for; a writer without the right must not fill the memory.
    for (const { id } of chain.beyond()) {
      const one = apart.get(id);
      if (one !== undefined && one.letter !== null) apart.set(id, { row: one.row, letter: null });
    }
  };

  /** Those of one chain. */
  const join = (letters: readonly HeldLetter[]): Arrival => {
    const [first] = letters;
    if (first === undefined) return { ready: [], reordered: [], forks: [] };
    const { section, author } = first.letter;
    const entry = entryFor(section, author);
    const { chain } = entry;
    const wasForked = chain.isForked();
    for (const { letter, row } of letters) {
      if (letter.seq > chain.base().seq) apart.set(letter.id, { letter, row });
    }
    const change = chain.add(
      letters.map(({ letter: { id, seq, previous, run } }): Link => ({
        id,
        seq,
        previous,
        run: sameRun(run),
      })),
    );
    const taken: HeldLetter[] = [];
    let isComplete = !change.isDecidedAnew;
    for (const id of change.ready) {
      const one = apart.get(id);
      apart.delete(id);
      if (one === undefined || one.letter === null) isComplete = false;
      else taken.push({ letter: one.letter, row: one.row });
    }
    forgetBeyond(chain);
    // What is now left out was not on the chain before, unless it was decided anew: nobody was told of it.
    leaveOutAnew(entry);
    return {
      // Of a chain that was decided anew the whole section is read again: a part of it would be out of place.
      ready: isComplete ? taken.filter(({ letter }) => !isOut(entry, letter)) : [],
      reordered: isComplete ? [] : [section],
      forks: chain.isForked() && !wasForked ? [author] : [],
    };
  };

  /** Counts anew; true when other letters count than before. */
  const recount = (entry: Entry, limit: Limit | null): boolean => {
    const { chain } = entry;
    const before = chain.line();
    const change = chain.limitTo(limit);
    for (const id of change.ready) apart.delete(id);
    if (change.isDecidedAnew) {
      const onLine = new Set(chain.line());
      // Their bytes rest in the store; which row, only the store can tell.
      for (const id of before) if (!onLine.has(id)) apart.set(id, { row: 0, letter: null });
    }
    const hasMoved = change.isDecidedAnew || change.ready.length > 0;
    return leaveOutAnew(entry) || hasMoved;
  };

  return {
    hasLetter: ({ id, section, author, seq }) =>
      known.has(id) || seq <= (chains.get(keyOf(section, author))?.chain.base().seq ?? 0),
    isSwallowed: ({ section, author, seq }) =>
      seq <= (chains.get(keyOf(section, author))?.chain.base().seq ?? 0),
    hasStatement: (id) => statements.has(id),
    register: () => register,
    statements: () => [...statements.values()],
    statement: (id) => statements.get(id) ?? null,
    registerWith,
    sift: (news) =>
      news.length === 0
        ? { kept: [], dropped: [] }
        : siftStatements([...statements.values()], news, registerWith(news)),
    learn: (news) => {
      if (news.length === 0) return { hasChanged: false, reordered: [] };
      const before = register;
      register = registerWith(news);
      tried = null;
      for (const statement of news) statements.set(statement.id, statement);
      const reordered = [...chains.values()].flatMap((entry) =>
        recount(entry, limitOf(entry.section, entry.author)) ? [entry.section] : [],
      );
      return {
        hasChanged:
          register.statements.length !== before.statements.length ||
          register.refused.length !== before.refused.length ||
          register.heads.join(' ') !== before.heads.join(' '),
        reordered: [...new Set(reordered)],
      };
    },
    arrive: (letters) => {
      for (const { letter } of letters) known.add(letter.id);
      const groups = new Map<string, HeldLetter[]>();
      for (const one of [...letters, ...nowKnown()]) {
        const { id, section, author } = one.letter;
        if (isKnownAuthor(author)) {
          const group = groups.get(keyOf(section, author)) ?? [];
          group.push(one);
          groups.set(keyOf(section, author), group);
        } else {
          ofUnknownAuthors.set(id, one);
        }
      }
      const arrivals = [...groups.values()].map(join);
      const reordered = new Set(arrivals.flatMap((arrival) => arrival.reordered));
      return {
        ready: arrivals
          .flatMap(({ ready }) => ready)
          .filter(({ letter }) => !reordered.has(letter.section)),
        reordered: [...reordered],
        forks: [...new Set(arrivals.flatMap(({ forks }) => forks))],
      };
    },
    restore: ({ section, author, base, line, runs: lineRuns }) => {
      for (const id of line) known.add(id);
      const chain = makeChain({ base, line, runs: lineRuns.map(sameRun) });
      const entry = { section, author, chain, outs: NO_OUTS };
      chains.set(keyOf(section, author), entry);
      recount(entry, limitOf(section, author));
    },
    restoreWaiting: ({ section, author, row, ...link }) => {
      known.add(link.id);
      apart.set(link.id, { row, letter: null });
      entryFor(section, author).chain.add([{ ...link, run: sameRun(link.run) }]);
    },
    dropTo: (ends) => {
      const reordered = new Set<SectionId>();
      for (const { section, device, seq, letter } of ends) {
        const entry = entryFor(section, device);
        const before = entry.chain.links();
        const change = entry.chain.dropTo({ seq, letter });
        const kept = new Set(entry.chain.links().map(({ id }) => id));
        for (const { id } of before) {
          if (kept.has(id)) continue;
          known.delete(id);
          apart.delete(id);
        }
        for (const id of change.ready) apart.delete(id);
        leaveOutAnew(entry);
        if (change.isDecidedAnew || change.ready.length > 0) reordered.add(section);
      }
      for (const [id, { letter }] of ofUnknownAuthors) {
        const base = chains.get(keyOf(letter.section, letter.author))?.chain.base().seq ?? 0;
        if (letter.seq > base) continue;
        ofUnknownAuthors.delete(id);
        known.delete(id);
      }
      return [...reordered];
    },
    end: (section, author) => entryFor(section, author).chain.end(),
    isLeftOut: ({ id, section, author, run, seq }) => {
      const entry = chains.get(keyOf(section, author));
      return entry?.chain.at(seq) === id && isOut(entry, { run, seq });
    },
    isReported: ({ id, section, author, run, seq }) => {
      const entry = chains.get(keyOf(section, author));
      return entry?.chain.at(seq) === id && !isOut(entry, { run, seq });
    },
    aside: (section) => {
      const unknown = [...ofUnknownAuthors.values()].flatMap(({ letter }) =>
        letter.section === section ? [letter] : [],
      );
      const besides = [...chains.values()].flatMap(({ author, chain, section: of }) =>
        of === section && chain.beside().length + chain.beyond().length > 0 ? [author] : [],
      );
      const authors = new Set([...besides, ...unknown.map(({ author }) => author)]);
      return [...authors].toSorted().flatMap((author): readonly LetterAside[] => {
        const chain = chains.get(keyOf(section, author))?.chain;
        const links: readonly Link[] = [
          ...(chain?.links() ?? []),
          ...unknown.filter((letter) => letter.author === author),
        ];
        return branchesBeside(links, chain?.base() ?? BEFORE_THE_FIRST, new Set(chain?.line())).map(
          ({ id, run }) => ({ id, author, run }),
        );
      });
    },
    vector: () =>
      sortVector(
        [...chains.values()].flatMap(({ section, author, chain }) => {
          const { seq, letter } = chain.end();
          return seq === 0 ? [] : [{ section, device: author, seq, letter }];
        }),
      ),
    heldVector: (devices) =>
      sortVector(
        [...chains.values()].flatMap(({ section, author, chain }) => {
          if (!devices.has(author)) return [];
          const { seq, letter } = chain.heldEnd();
          return seq === 0 ? [] : [{ section, device: author, seq, letter }];
        }),
      ),
    bases: () =>
      sortVector(
        [...chains.values()].flatMap(({ section, author, chain }) => {
          const { seq, letter } = chain.base();
          return seq === 0 ? [] : [{ section, device: author, seq, letter }];
        }),
      ),
    chains: () =>
      [...chains.values()].map(({ section, author, chain }) => ({
        section,
        author,
        base: chain.base(),
        line: chain.line(),
        runs: chain.runs(),
      })),
    waiting: () => [
      ...[...chains.values()].flatMap(({ section, author, chain }) =>
        [...chain.beside(), ...chain.beyond()].map((link) => ({
          ...link,
          section,
          author,
          row: apart.get(link.id)?.row ?? 0,
        })),
      ),
      ...[...ofUnknownAuthors.values()].map(
        ({ letter: { id, section, author, seq, previous, run }, row }) => ({
          section,
          author,
          id,
          seq,
          previous,
          run,
          row,
        }),
      ),
    ],
    apart: () => [
      ...[...ofUnknownAuthors.values()].map(({ letter }) => ({
        reason: 'author not known' as const,
        device: letter.author,
      })),
      ...[...chains.values()].flatMap(({ author, chain }) => {
        const { seq: end } = chain.end();
        return [
          ...chain.beside().map(({ seq }) => ({
            reason:
              seq > end
                ? ('earlier change missing' as const)
                : ('two changes with one number' as const),
            device: author,
          })),
          ...chain.beyond().map(() => ({ reason: 'not allowed' as const, device: author })),
        ];
      }),
      ...register.refused.map(({ author }) => ({
        reason: 'against the rules' as const,
        device: author,
      })),
    ],
  };
};
