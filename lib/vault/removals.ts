/**
 * Decides which removals count when some were made without knowing of each other.
 *
 * A removal *strikes* another when, if it counts, the author of the other has no right to it. What nobody strikes
 * counts. In a ring, where each is struck, the one of the most senior author counts and those that strike it do not.
 */
import type { DeviceId } from './ids';
import { foldUnder, type Fold, hasKeeper } from './register-fold';
import type { Order } from './register-order';
import { addTo, type Ending, isEnding, rightsFrom, withEnding } from './register-rights';
import { brokenRule, type StandingRule } from './register-rules';

/** Why a removal does not count although its author had the right to it. */
export const REMOVAL_RULES = {
  aNotebookKeepsAKeeper: {
    sentence: 'What would leave no keeper with a device does not stand.',
  },
  ofRemovalsInARingTheMostSeniorStands: {
    sentence:
      'Of removals that strike each other in a ring, that of the most senior author stands and what strikes it does not.',
  },
  aRemovalThatLostItsRightIsVoid: {
    sentence: 'A removal whose author lost the right to it through others that stand is void.',
  },
} as const satisfies Record<string, { readonly sentence: string }>;
export type RemovalRule = keyof typeof REMOVAL_RULES;

export interface Decision {
  readonly fold: Fold;
  /** By place: why each removal does not count that does not. */
  readonly refused: ReadonlyMap<number, StandingRule | RemovalRule>;
}

interface Removing {
  readonly at: number;
  readonly saying: Ending;
}

const removingsIn = ({ placed }: Order): readonly Removing[] =>
  placed.flatMap(({ statement: { saying } }, at) => (isEnding(saying) ? [{ at, saying }] : []));

const targetsOf = ({ facts }: Fold, { saying }: Removing): ReadonlySet<DeviceId> => {
  const members = saying.kind === 'remove' ? saying.members : [saying.member];
  const named = saying.kind === 'remove' ? saying.devices : [];
  return new Set([
    ...named,
    ...members.flatMap((member) => (facts.devicesOf.get(member) ?? []).map(({ device }) => device)),
  ]);
};

/** What the targets said that a removal had not seen. */
const unseenBy = (order: Order, fold: Fold, removing: Removing): readonly number[] =>
  [...targetsOf(fold, removing)].flatMap((device) =>
    order
      .placesBy(device)
      .filter((place) => place !== removing.at && !order.hasSeen(removing.at, place)),
  );

interface After {
  /** The fold with one more removal that counts. */
  readonly fold: Fold;
  /** Whether a removal at that place may have lost its right by it. */
  readonly mayTouch: (place: number) => boolean;
}

/** Only a removal that voids something besides removals asks for everything to be judged again. */
const withOneMore = (
  order: Order,
  fold: Fold,
  counting: ReadonlySet<number>,
  removing: Removing,
): After => {
  const unseen = new Set(unseenBy(order, fold, removing));
  if ([...unseen].some((place) => fold.stands[place] === true)) {
    return {
      fold: foldUnder(order, new Set([...counting, removing.at])),
      mayTouch: (place) => place !== removing.at,
    };
  }
  const endings = withEnding(fold.endings, removing.saying, removing.at);
  return {
    fold: { ...fold, endings, rights: rightsFrom(order, fold.facts, endings) },
    mayTouch: (place) => unseen.has(place),
  };
};

const isRight = (order: Order, { facts, rights }: Fold, { at }: Removing): boolean =>
  brokenRule(order, facts, rights, at) === null;

/** For each removal, by place, the places of those that strike it. */
const strikersAmong = (
  order: Order,
  fold: Fold,
  counting: ReadonlySet<number>,
  open: readonly Removing[],
): ReadonlyMap<number, readonly number[]> => {
  const strikers = new Map<number, number[]>();
  for (const striker of open) {
    const { fold: after, mayTouch } = withOneMore(order, fold, counting, striker);
    for (const one of open) {
      if (mayTouch(one.at) && !isRight(order, after, one)) addTo(strikers, one.at, striker.at);
    }
  }
  return strikers;
};

/** Everything from which a removal can be reached by strikes. */
const allStrikersOf = (
  at: number,
  strikers: ReadonlyMap<number, readonly number[]>,
): ReadonlySet<number> => {
  const found = new Set<number>();
  const left = [...(strikers.get(at) ?? [])];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    left.push(...(strikers.get(next) ?? []));
  }
  return found;
};

/** Those in rings that nothing outside the ring strikes. */
const inRings = (
  open: readonly Removing[],
  strikers: ReadonlyMap<number, readonly number[]>,
): readonly Removing[] => {
  const reach = new Map(open.map(({ at }) => [at, allStrikersOf(at, strikers)]));
  return open.filter(({ at }) =>
    [...(reach.get(at) ?? [])].every((other) => reach.get(other)?.has(at) === true),
  );
};

/**
 * Earlier made a keeper, then earlier let in, then earlier in the order; who is no keeper comes last. Nobody can make
 * themselves more senior by naming old parents: only a keeper makes a keeper.
 */
const bySeniority = (order: Order, { facts, rights }: Fold) => {
  const rankOf = ({ at }: Removing): readonly [number, number, number] => {
    const author = order.placed[at]?.statement.author;
    const device = author === undefined ? undefined : facts.devices.get(author);
    if (device === undefined) return [order.end, order.end, at];
    return [rights.keeperSince(device.member, at) ?? order.end, device.at, at];
  };
  return (a: Removing, b: Removing): number => {
    const [keeperA, deviceA, atA] = rankOf(a);
    const [keeperB, deviceB, atB] = rankOf(b);
    return keeperA - keeperB || deviceA - deviceB || atA - atB;
  };
};

type Attempt =
  | { readonly state: 'decided'; readonly decision: Decision }
  | { readonly state: 'lost'; readonly at: number };

/** Decides all but the banned; says so when one that counted lost its right. */
const attempt = (order: Order, banned: ReadonlySet<number>): Attempt => {
  const counting = new Set<number>();
  const counted: Removing[] = [];
  const refused = new Map<number, StandingRule | RemovalRule>();
  let fold = foldUnder(order, counting);
  let open = removingsIn(order).filter(({ at }) => !banned.has(at));
  for (const at of banned) refused.set(at, 'aRemovalThatLostItsRightIsVoid');

  const close = ({ at }: Removing, rule: StandingRule | RemovalRule): void => {
    refused.set(at, rule);
    open = open.filter((one) => one.at !== at);
  };

  while (open.length > 0) {
    for (const one of open) {
      const rule = brokenRule(order, fold.facts, fold.rights, one.at);
      // Somebody may speak because of a removal: who was let in again after it.
      const mayGain = open.some(({ at }) => order.hasSeen(one.at, at));
      if (rule !== null && !mayGain) close(one, rule);
    }
    const able = open.filter((one) => isRight(order, fold, one));
    const strikers = strikersAmong(order, fold, counting, able);
    const free = able.filter(({ at }) => !strikers.has(at));
    const seniorFirst = bySeniority(order, fold);
    const chosen =
      free.length > 0
        ? free.toSorted(seniorFirst)
        : inRings(able, strikers).toSorted(seniorFirst).slice(0, 1);
    for (const one of chosen) {
      // Two that count together may take what neither takes alone: then it is refused in the next round.
      if (!isRight(order, fold, one)) continue;
      const { fold: after, mayTouch } = withOneMore(order, fold, counting, one);
      if (!hasKeeper(order, after)) {
        close(one, 'aNotebookKeepsAKeeper');
        continue;
      }
      const lost = counted.find((other) => mayTouch(other.at) && !isRight(order, after, other));
      if (lost !== undefined) return { state: 'lost', at: lost.at };
      counting.add(one.at);
      counted.push(one);
      fold = after;
      open = open.filter(({ at }) => at !== one.at);
      for (const striker of open.filter(({ at }) => strikers.get(one.at)?.includes(at) === true)) {
        close(striker, 'ofRemovalsInARingTheMostSeniorStands');
      }
    }
    // Once more from the start: what was given in knowledge of a removal may count for more now that it stands.
    fold = foldUnder(order, counting);
  }
  return { state: 'decided', decision: { fold, refused } };
};

/** Ends: whenever it starts again, one more removal is banned, and no ban is lifted. */
export const decideRemovals = (order: Order): Decision => {
  const banned = new Set<number>();
  for (;;) {
    const tried = attempt(order, banned);
    if (tried.state === 'decided') return tried.decision;
    banned.add(tried.at);
  }
};
