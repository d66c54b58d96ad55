/**
 * One chain: the letters of one author in one section, each naming the one before it.
 *
 * An honest chain is a line. If two letters claim one place (a profile restored from a backup, or a lie), the longer
 * branch is the chain, and of equally long ones the branch whose first letter has the lower id: every device that
 * holds the same letters decides alike, and one stray letter does not displace hundreds.
 */
import type { LetterId } from './ids';
import { NO_LETTER } from './letter';

export interface Link {
  readonly id: LetterId;
  /** From 1. */
  readonly seq: number;
  readonly previous: LetterId;
}

export interface ChainChange {
  /** Letters that are now on the chain and were not, in order. */
  readonly ready: readonly LetterId[];
  /** Whether letters that were on the chain have left it: what was built from it must be built again. */
  readonly isDecidedAnew: boolean;
}

export interface Chain {
  /** Adds links that were not added before. */
  readonly add: (links: readonly Link[]) => ChainChange;
  /** The chain without gaps: the letter with sequence number n is at n - 1. */
  readonly line: () => readonly LetterId[];
  /** What is not on it: waits for an earlier letter, or claims a place that another one has. */
  readonly beside: () => readonly Link[];
  /** Whether two letters claim one place. */
  readonly isForked: () => boolean;
}

const decide = (links: readonly Link[]): LetterId[] => {
  const followers = new Map<LetterId, Link[]>();
  for (const link of links) {
    const siblings = followers.get(link.previous) ?? [];
    siblings.push(link);
    followers.set(link.previous, siblings);
  }
  const next = ({ id, seq }: Pick<Link, 'id' | 'seq'>): readonly Link[] =>
    (followers.get(id) ?? []).filter((follower) => follower.seq === seq + 1);
  const heights = new Map<LetterId, number>();
  const heightOf = ({ id }: Link): number => heights.get(id) ?? 0;
  for (const link of links.toSorted((a, b) => b.seq - a.seq)) {
    heights.set(
      link.id,
      next(link).reduce((most, follower) => Math.max(most, heightOf(follower)), 0) + 1,
    );
  }
  const line: LetterId[] = [];
  let at: Pick<Link, 'id' | 'seq'> = { id: NO_LETTER, seq: 0 };
  for (;;) {
    const [best] = next(at).toSorted((a, b) => heightOf(b) - heightOf(a) || (a.id < b.id ? -1 : 1));
    if (best === undefined) return line;
    line.push(best.id);
    at = best;
  }
};

/** A chain with this line and these links beside it, as another one gave them. */
export const makeChain = (
  startLine: readonly LetterId[] = [],
  startBeside: readonly Link[] = [],
): Chain => {
  let line: LetterId[] = [...startLine];
  const beside = new Map<LetterId, Link>();
  const besideBySeq = new Map<number, LetterId>();
  let isForked = false;

  const put = (link: Link): void => {
    if (link.seq <= line.length || besideBySeq.has(link.seq)) isForked = true;
    beside.set(link.id, link);
    besideBySeq.set(link.seq, link.id);
  };
  for (const link of startBeside) put(link);

  const extend = (): LetterId[] => {
    const ready: LetterId[] = [];
    for (;;) {
      const seq = line.length + 1;
      const link = beside.get(besideBySeq.get(seq) ?? NO_LETTER);
      if (link === undefined || link.previous !== (line.at(-1) ?? NO_LETTER)) return ready;
      beside.delete(link.id);
      besideBySeq.delete(seq);
      line.push(link.id);
      ready.push(link.id);
    }
  };

  const allLinks = (): readonly Link[] => [
    ...line.map((id, at) => ({ id, seq: at + 1, previous: line[at - 1] ?? NO_LETTER })),
    ...beside.values(),
  ];

  const decideAnew = (): ChainChange => {
    const links = allLinks();
    const decided = decide(links);
    const fork = line.findIndex((id, at) => decided[at] !== id);
    const kept = fork === -1 ? line.length : fork;
    const isDecidedAnew = kept < line.length;
    line = decided;
    const onLine = new Set(decided);
    beside.clear();
    besideBySeq.clear();
    for (const link of links) if (!onLine.has(link.id)) put(link);
    return { ready: line.slice(kept), isDecidedAnew };
  };

  return {
    add: (links) => {
      for (const link of links) put(link);
      return isForked ? decideAnew() : { ready: extend(), isDecidedAnew: false };
    },
    line: () => line,
    beside: () => [...beside.values()],
    isForked: () => isForked,
  };
};
