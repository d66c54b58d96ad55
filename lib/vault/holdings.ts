/** What a vault holds, in memory: statements and their register, chains, and the letters that wait. */
import { type Chain, type Link, makeChain } from './chain';
import type { DeviceId, LetterId, NotebookId, SectionId, StatementId } from './ids';
import { type Letter, NO_LETTER } from './letter';
import { foldRegister, type Register } from './register';
import type { SetAsideReason } from './set-aside';
import type { Statement } from './statement';
import type { ChainSummary, WaitingSummary } from './summary';
import { sortVector, type Vector } from './vector';

/** A letter and the row in which it rests. */
export interface HeldLetter {
  readonly letter: Letter;
  readonly row: number;
}

export interface Arrival {
  /** Letters whose turn has come, each chain in order. */
  readonly ready: readonly HeldLetter[];
  /** Sections in which a chain was decided anew. */
  readonly reordered: readonly SectionId[];
  /** Authors of chains in which two letters were now found to claim one place. */
  readonly forks: readonly DeviceId[];
}

export interface Holdings {
  readonly hasLetter: (id: LetterId) => boolean;
  readonly hasStatement: (id: StatementId) => boolean;
  readonly register: () => Register;
  readonly statements: () => readonly Statement[];
  /** Adds statements; says whether the register changed by them. */
  readonly learn: (statements: readonly Statement[]) => boolean;
  /** Puts letters on their chains, with those whose authors have become known. */
  readonly arrive: (letters: readonly HeldLetter[]) => Arrival;
  /** Puts a chain in place that an earlier vault had decided. */
  readonly restore: (chain: ChainSummary) => void;
  readonly end: (
    section: SectionId,
    author: DeviceId,
  ) => { readonly seq: number; readonly previous: LetterId };
  readonly isOnChain: (letter: Pick<Letter, 'id' | 'section' | 'author' | 'seq'>) => boolean;
  readonly vector: () => Vector;
  readonly chains: () => readonly ChainSummary[];
  readonly waiting: () => readonly WaitingSummary[];
  readonly apart: () => readonly { readonly reason: SetAsideReason; readonly device: DeviceId }[];
}

interface Entry {
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly chain: Chain;
}

const deviceNames = (register: Register): string =>
  register.members.flatMap(({ devices }) => devices.map(({ id }) => id)).join(' ');

const keyOf = (section: SectionId, author: DeviceId): string => `${section} ${author}`;

/**
 * Empty holdings. Letters of `ownDevice` go onto their chains whether or not it is in the register yet: otherwise one
 * that writes before its admission has arrived would use its numbers twice.
 */
export const makeHoldings = (notebook: NotebookId, ownDevice: DeviceId | null): Holdings => {
  const known = new Set<LetterId>();
  const statements = new Map<StatementId, Statement>();
  const chains = new Map<string, Entry>();
  const besideChains = new Map<LetterId, HeldLetter>();
  const ofUnknownAuthors = new Map<LetterId, HeldLetter>();
  let register = foldRegister(notebook, []);

  const isKnownAuthor = (author: DeviceId): boolean =>
    author === ownDevice || register.isDevice(author);

  const entryFor = (
    section: SectionId,
    author: DeviceId,
    line: readonly LetterId[] = [],
  ): Entry => {
    const key = keyOf(section, author);
    const existing = chains.get(key);
    if (existing !== undefined) return existing;
    const entry = { section, author, chain: makeChain(line) };
    chains.set(key, entry);
    return entry;
  };

  const nowKnown = (): readonly HeldLetter[] => {
    const letters = [...ofUnknownAuthors.values()].filter(({ letter }) =>
      isKnownAuthor(letter.author),
    );
    for (const { letter } of letters) ofUnknownAuthors.delete(letter.id);
    return letters;
  };

  /** Those of one chain. */
  const join = (letters: readonly HeldLetter[]): Arrival => {
    const [first] = letters;
    if (first === undefined) return { ready: [], reordered: [], forks: [] };
    const { section, author } = first.letter;
    const { chain } = entryFor(section, author);
    const wasForked = chain.isForked();
    for (const one of letters) besideChains.set(one.letter.id, one);
    const links: readonly Link[] = letters.map(({ letter: { id, seq, previous } }) => ({
      id,
      seq,
      previous,
    }));
    const change = chain.add(links);
    const taken = change.ready.flatMap((id) => {
      const one = besideChains.get(id);
      besideChains.delete(id);
      return one === undefined ? [] : [one];
    });
    return {
      // Of a chain that was decided anew the whole section is read again: a part of it would be out of place.
      ready: change.isDecidedAnew ? [] : taken,
      reordered: change.isDecidedAnew ? [section] : [],
      forks: chain.isForked() && !wasForked ? [author] : [],
    };
  };

  return {
    hasLetter: (id) => known.has(id),
    hasStatement: (id) => statements.has(id),
    register: () => register,
    statements: () => [...statements.values()],
    learn: (news) => {
      if (news.length === 0) return false;
      for (const statement of news) statements.set(statement.id, statement);
      const before = register;
      register = foldRegister(notebook, [...statements.values()]);
      return (
        register.statements.length !== before.statements.length ||
        deviceNames(register) !== deviceNames(before)
      );
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
      return {
        ready: arrivals.flatMap(({ ready }) => ready),
        reordered: [...new Set(arrivals.flatMap(({ reordered }) => reordered))],
        forks: [...new Set(arrivals.flatMap(({ forks }) => forks))],
      };
    },
    restore: ({ section, author, line }) => {
      for (const id of line) known.add(id);
      entryFor(section, author, line);
    },
    end: (section, author) => {
      const line = chains.get(keyOf(section, author))?.chain.line() ?? [];
      return { seq: line.length, previous: line.at(-1) ?? NO_LETTER };
    },
    isOnChain: ({ id, section, author, seq }) =>
      chains.get(keyOf(section, author))?.chain.line()[seq - 1] === id,
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
    chains: () =>
      [...chains.values()].map(({ section, author, chain }) => ({
        section,
        author,
        line: chain.line(),
      })),
    waiting: () =>
      [...besideChains.values(), ...ofUnknownAuthors.values()].map(
        ({ letter: { id, section, author, seq, previous }, row }) => ({
          section,
          author,
          id,
          seq,
          previous,
          row,
        }),
      ),
    apart: () => [
      ...[...ofUnknownAuthors.values()].map(({ letter }) => ({
        reason: 'author not known' as const,
        device: letter.author,
      })),
      ...[...chains.values()].flatMap(({ author, chain }) => {
        const end = chain.line().length;
        return chain.beside().map(({ seq }) => ({
          reason:
            seq > end
              ? ('earlier change missing' as const)
              : ('two changes with one number' as const),
          device: author,
        }));
      }),
      ...register.refused.map(({ author }) => ({
        reason: 'against the rules' as const,
        device: author,
      })),
    ],
  };
};
