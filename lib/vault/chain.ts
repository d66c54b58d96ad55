/**
 * One chain: the letters of one author in one section, each naming the one before it.
 *
 * An honest chain is a line. If two letters claim one place (a profile restored from a backup, or a lie), the longer
 * branch is the chain, and of equally long ones the branch whose first letter has the lower id: every device that
 * holds the same letters decides alike, and one stray letter does not displace hundreds. What lies beyond a limit
 * takes no part in it. A chain whose beginning a checkpoint has swallowed goes on from its base.
 */
import type { LetterId, RunId } from './ids';
import { NO_LETTER } from './letter';

export interface Link {
  readonly id: LetterId;
  /** From 1. */
  readonly seq: number;
  readonly previous: LetterId;
  readonly run: RunId;
}

/** A place on a chain; before the first letter it is number 0 and {@link NO_LETTER}. */
export interface Place {
  readonly seq: number;
  readonly letter: LetterId;
}

export const BEFORE_THE_FIRST: Place = { seq: 0, letter: NO_LETTER };

/** Letters with higher numbers do not count, nor does another letter than this one at the number itself. */
export interface Limit {
  readonly seq: number;
  /** Null when only the number is known. */
  readonly letter: LetterId | null;
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
  /** Sets up to where letters count; null for no limit. */
  readonly limitTo: (limit: Limit | null) => ChainChange;
  /** Forgets everything up to a place and goes on from there, whatever was held before it. */
  readonly dropTo: (base: Place) => ChainChange;
  readonly base: () => Place;
  /** The chain without gaps: the letter with sequence number n is at n - 1 - `base().seq`. */
  readonly line: () => readonly LetterId[];
  /** The run of each letter of the line. */
  readonly runs: () => readonly RunId[];
  readonly end: () => Place;
  /** Where it would end without the limit, going on from where it ends. */
  readonly heldEnd: () => Place;
  /** The letter of the line with this number, or null. */
  readonly at: (seq: number) => LetterId | null;
  /** What is not on it: waits for an earlier letter, or claims a place that another one has. */
  readonly beside: () => readonly Link[];
  /** What does not count because of the limit. */
  readonly beyond: () => readonly Link[];
  /** All that is held above the base: the line, what is beside it and what is beyond the limit. */
  readonly links: () => readonly Link[];
  /** Whether two letters that count claim one place. */
  readonly isForked: () => boolean;
}

export interface ChainStart {
  readonly base?: Place;
  readonly line?: readonly LetterId[];
  /** One for each letter of the line. */
  readonly runs?: readonly RunId[];
}

/**
 * The letters up to the pinned one, if all of them are here and each has its number: a bound that gives a letter another
 * number than its own pins nothing, as whoever had the letter before the bound must decide as whoever had it after.
 */
const lineTo = (
  pin: Place,
  links: ReadonlyMap<LetterId, Link>,
  base: Place,
): readonly Link[] | null => {
  const line: Link[] = [];
  let next = pin.letter;
  for (let { seq } = pin; seq > base.seq; seq -= 1) {
    const link = links.get(next);
    if (link?.seq !== seq) return null;
    line.push(link);
    next = link.previous;
  }
  return next === base.letter ? line.toReversed() : null;
};

const decide = (links: readonly Link[], base: Place, limit: Limit | null): readonly Link[] => {
  const pinned =
    limit === null || limit.letter === null
      ? null
      : lineTo(
          { seq: limit.seq, letter: limit.letter },
          new Map(links.map((link) => [link.id, link])),
          base,
        );
  if (pinned !== null) return pinned;
  const followers = new Map<LetterId, Link[]>();
  for (const link of links) {
    const siblings = followers.get(link.previous) ?? [];
    siblings.push(link);
    followers.set(link.previous, siblings);
  }
  const next = ({ letter, seq }: Place): readonly Link[] =>
    (followers.get(letter) ?? []).filter((follower) => follower.seq === seq + 1);
  const heights = new Map<LetterId, number>();
  const heightOf = ({ id }: Link): number => heights.get(id) ?? 0;
  for (const link of links.toSorted((a, b) => b.seq - a.seq)) {
    const above = next({ letter: link.id, seq: link.seq });
    heights.set(
      link.id,
      above.reduce((most, follower) => Math.max(most, heightOf(follower)), 0) + 1,
    );
  }
  const line: Link[] = [];
  let place = base;
  for (;;) {
    const [best] = next(place).toSorted(
      (a, b) => heightOf(b) - heightOf(a) || (a.id < b.id ? -1 : 1),
    );
    if (best === undefined) return line;
    line.push(best);
    place = { seq: best.seq, letter: best.id };
  }
};

/**
 * Of these links those that hang together with the base and are not on the line: each branch to its end, what goes on
 * from the line first, then the longer ones. The same links in any order give the same answer.
 */
export const branchesBeside = (
  links: readonly Link[],
  base: Place,
  line: ReadonlySet<LetterId>,
): readonly Link[] => {
  const followers = Map.groupBy(links, ({ previous }) => previous);
  const after = (place: Place): readonly Link[] =>
    (followers.get(place.letter) ?? []).filter(({ seq }) => seq === place.seq + 1);
  const heights = new Map<LetterId, number>();
  const heightOf = ({ id }: Link): number => heights.get(id) ?? 0;
  for (const link of links.toSorted((a, b) => b.seq - a.seq)) {
    const above = after({ letter: link.id, seq: link.seq }).map(heightOf);
    heights.set(link.id, above.reduce((most, height) => Math.max(most, height), 0) + 1);
  }
  // The last is taken first.
  const followersOf = (place: Place): readonly Link[] =>
    after(place).toSorted(
      (a, b) =>
        Number(line.has(a.id)) - Number(line.has(b.id)) ||
        heightOf(a) - heightOf(b) ||
        (a.id < b.id ? 1 : -1),
    );
  const found: Link[] = [];
  const left = [...followersOf(base)];
  for (let link = left.pop(); link !== undefined; link = left.pop()) {
    if (!line.has(link.id)) found.push(link);
    left.push(...followersOf({ seq: link.seq, letter: link.id }));
  }
  return found;
};

const NOTHING_CHANGED: ChainChange = { ready: [], isDecidedAnew: false };

/** A chain with this base and line, as another one gave them. */
export const makeChain = (start: ChainStart = {}): Chain => {
  let base = start.base ?? BEFORE_THE_FIRST;
  let line: LetterId[] = [...(start.line ?? [])];
  let runs: RunId[] = [...(start.runs ?? [])];
  let limit: Limit | null = null;
  const beside = new Map<LetterId, Link>();
  const besideBySeq = new Map<number, LetterId>();
  const beyond = new Map<LetterId, Link>();
  let isForked = false;

  const counts = ({ id, seq }: Pick<Link, 'id' | 'seq'>): boolean =>
    limit === null ||
    seq < limit.seq ||
    (seq === limit.seq && (limit.letter === null || limit.letter === id));

  const endSeq = (): number => base.seq + line.length;
  const end = (): Place => {
    const letter = line.at(-1);
    return letter === undefined ? base : { seq: endSeq(), letter };
  };

  const put = (link: Link): void => {
    if (link.seq <= base.seq) return;
    if (!counts(link)) {
      beyond.set(link.id, link);
      return;
    }
    if (link.seq <= endSeq() || besideBySeq.has(link.seq)) isForked = true;
    beside.set(link.id, link);
    besideBySeq.set(link.seq, link.id);
  };

  const extend = (): LetterId[] => {
    const ready: LetterId[] = [];
    for (;;) {
      const { seq, letter } = end();
      const link = beside.get(besideBySeq.get(seq + 1) ?? NO_LETTER);
      if (link === undefined || link.previous !== letter) return ready;
      beside.delete(link.id);
      besideBySeq.delete(link.seq);
      line.push(link.id);
      runs.push(link.run);
      ready.push(link.id);
    }
  };

  const lineLinks = (): readonly Link[] =>
    line.flatMap((id, at) => {
      const run = runs[at];
      const previous = at === 0 ? base.letter : line[at - 1];
      if (run === undefined || previous === undefined) throw new Error('a letter without a run');
      return [{ id, seq: base.seq + at + 1, previous, run }];
    });

  /** Decides from all links that are here which ones are the chain. */
  const decideAnew = (links: readonly Link[]): ChainChange => {
    const before = line;
    const beforeSeq = base.seq;
    const decided = decide(links.filter(counts), base, limit);
    line = decided.map(({ id }) => id);
    runs = decided.map(({ run }) => run);
    beside.clear();
    besideBySeq.clear();
    beyond.clear();
    isForked = false;
    const onLine = new Set(line);
    for (const link of links) if (!onLine.has(link.id)) put(link);
    const fork = before.findIndex((id, at) => line[beforeSeq + at - base.seq] !== id);
    return fork === -1
      ? { ready: line.slice(before.length), isDecidedAnew: false }
      : { ready: line.slice(fork), isDecidedAnew: true };
  };

  const allLinks = (): readonly Link[] => [...lineLinks(), ...beside.values(), ...beyond.values()];

  return {
    add: (links) => {
      for (const link of links) put(link);
      return isForked ? decideAnew(allLinks()) : { ready: extend(), isDecidedAnew: false };
    },
    limitTo: (next) => {
      if (next?.seq === limit?.seq && next?.letter === limit?.letter) return NOTHING_CHANGED;
      limit = next;
      return decideAnew(allLinks());
    },
    dropTo: (next) => {
      if (next.seq <= base.seq) return NOTHING_CHANGED;
      const isOnLine = line[next.seq - base.seq - 1] === next.letter;
      const links = allLinks().filter(({ seq }) => seq > next.seq);
      const kept = isOnLine ? line.slice(next.seq - base.seq) : [];
      const wasBeyond = isOnLine ? null : line;
      base = next;
      line = kept;
      const change = decideAnew(links);
      // On another branch than the checkpoint, or short of it: what was built here must be built again.
      return wasBeyond === null ? change : { ready: line, isDecidedAnew: true };
    },
    base: () => base,
    line: () => line,
    runs: () => runs,
    end,
    heldEnd: () => {
      const last = beyond.size === 0 ? undefined : decide(allLinks(), end(), null).at(-1);
      return last === undefined ? end() : { seq: last.seq, letter: last.id };
    },
    at: (seq) => line[seq - base.seq - 1] ?? null,
    beside: () => [...beside.values()],
    beyond: () => [...beyond.values()],
    links: allLinks,
    isForked: () => isForked,
  };
};
