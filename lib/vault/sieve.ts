/**
 * The sieve: which statements are kept that do not stand.
 *
 * Any holder of an epoch's key, also one who was removed, can make statements without end. What stands is always
 * kept, and so is all that it had seen: without that it would wait for ever. A refused statement may stand later, when
 * a removal that hit it falls, and one that waits for its ancestors may turn out to be anyone's. Both are kept up to a
 * bound, and so are removals that a member makes of what is their own.
 */
import type { DeviceId, MemberId, StatementId } from './ids';
import type { RefusedStatement, Register, RegisterDevice } from './register';
import type { Statement } from './statement';

export interface Sifted {
  readonly kept: readonly Statement[];
  /** Not kept: they may come again. */
  readonly dropped: readonly Statement[];
}

interface Share {
  readonly statements: number;
  readonly bytes: number;
}

const MIB = 1024 * 1024;

/**
 * How much is kept that does not stand, of one who is or was in the register and of all others together. For a device
 * that was let in by somebody who had no right to it, or lost it, answers who let it in: otherwise every device that a
 * removed one makes up would have a share of its own.
 */
const SHARES = {
  present: { statements: 256, bytes: 8 * MIB },
  removed: { statements: 64, bytes: 4 * MIB },
  unknown: { statements: 64, bytes: 4 * MIB },
} as const satisfies Record<string, Share>;

/** Of removals of one's own devices, and of one's own access: each can void something, and then all is judged again. */
const MOST_OWN_REMOVALS = 64;

/** What a register says of statements and their authors. */
type Judgement = Pick<Register, 'waiting' | 'isDevice'> & {
  readonly refused: readonly Pick<RefusedStatement, 'statement'>[];
  readonly wasDevice: (id: string) => Pick<RegisterDevice, 'member'> | null;
};

/** Whose share a statement is counted under. */
type Payer = DeviceId | 'unknown';

const admittersIn = (statements: readonly Statement[]): ReadonlyMap<DeviceId, DeviceId> => {
  const admitters = new Map<DeviceId, DeviceId>();
  for (const { author, saying } of statements) {
    // The consent in an admission names its author: nobody else can put it on another's account.
    if (saying.kind === 'admit' && !admitters.has(saying.device)) {
      admitters.set(saying.device, author);
    }
  }
  return admitters;
};

/** The member whose own devices or access a removal takes away, if that is all that it does. */
const ownRemovalBy = (
  { author, saying }: Statement,
  { wasDevice }: Pick<Judgement, 'wasDevice'>,
): MemberId | null => {
  const member = wasDevice(author)?.member ?? null;
  if (member === null) return null;
  if (saying.kind === 'withdraw') return saying.member === member ? member : null;
  if (saying.kind !== 'remove') return null;
  const isOwn =
    saying.members.every((one) => one === member) &&
    saying.devices.every((device) => (wasDevice(device)?.member ?? member) === member);
  return isOwn ? member : null;
};

/** Everything that one of these had seen. */
const ancestorsOf = (
  starts: readonly Statement[],
  byId: ReadonlyMap<StatementId, Statement>,
): ReadonlySet<StatementId> => {
  const found = new Set<StatementId>();
  const left = [...starts];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const parent of next.parents) {
      if (found.has(parent)) continue;
      found.add(parent);
      const statement = byId.get(parent);
      if (statement !== undefined) left.push(statement);
    }
  }
  return found;
};

/** `register` is the one that holds `held` and `news`. */
export const siftStatements = (
  held: readonly Statement[],
  news: readonly Statement[],
  register: Judgement,
): Sifted => {
  const refused = new Set(register.refused.map(({ statement }) => statement));
  const waiting = new Set(register.waiting);
  const isApart = ({ id }: Statement): boolean => refused.has(id) || waiting.has(id);
  const isSimple = news.every((one) => !isApart(one) && ownRemovalBy(one, register) === null);
  if (isSimple) return { kept: news, dropped: [] };

  const all = [...held, ...news];
  const byId = new Map(all.map((statement) => [statement.id, statement]));
  const admitters = admittersIn(all);
  const payerOf = (author: DeviceId): Payer => {
    const seen = new Set<DeviceId>();
    for (let one: DeviceId | undefined = author; one !== undefined; one = admitters.get(one)) {
      if (register.wasDevice(one) !== null) return one;
      if (seen.has(one)) break;
      seen.add(one);
    }
    return 'unknown';
  };

  const shareOf = (payer: Payer): keyof typeof SHARES => {
    if (payer === 'unknown') return 'unknown';
    return register.isDevice(payer) ? 'present' : 'removed';
  };
  const used = new Map<Payer, { statements: number; bytes: number }>();
  /** Counts a statement that does not stand under a share; false when the share is used up. */
  const fits = (payer: Payer, { bytes }: Statement): boolean => {
    const so = used.get(payer) ?? { statements: 0, bytes: 0 };
    used.set(payer, so);
    const share = SHARES[shareOf(payer)];
    if (so.statements + 1 > share.statements || so.bytes + bytes.length > share.bytes) return false;
    so.statements += 1;
    so.bytes += bytes.length;
    return true;
  };
  /** Who answers for a statement that a waiting one had seen, besides its author. */
  const namedBy = new Map<StatementId, Payer>();
  const noteWaiting = ({ id, parents }: Statement, payer: Payer): void => {
    if (!waiting.has(id)) return;
    for (const parent of parents) if (!namedBy.has(parent)) namedBy.set(parent, payer);
  };
  const ownRemovals = new Map<MemberId, number>();
  const fitsAsRemoval = (statement: Statement): boolean => {
    const member = ownRemovalBy(statement, register);
    if (member === null) return true;
    const count = (ownRemovals.get(member) ?? 0) + 1;
    if (count > MOST_OWN_REMOVALS) return false;
    ownRemovals.set(member, count);
    return true;
  };

  for (const statement of held) {
    fitsAsRemoval(statement);
    if (!isApart(statement)) continue;
    const payer = payerOf(statement.author);
    fits(payer, statement);
    noteWaiting(statement, payer);
  }
  const kept = new Set<StatementId>();
  const keep = (statement: Statement, payer: Payer): boolean => {
    if (!fits(payer, statement)) return false;
    kept.add(statement.id);
    noteWaiting(statement, payer);
    return true;
  };
  for (const statement of news) {
    const isInBounds = fitsAsRemoval(statement);
    if (!isInBounds) continue;
    const payer = payerOf(statement.author);
    if (!isApart(statement)) kept.add(statement.id);
    else if (payer !== 'unknown' || waiting.has(statement.id)) keep(statement, payer);
  }
  const notKept = (): readonly Statement[] => news.filter(({ id }) => !kept.has(id));
  const keepNamed = (one: Statement): boolean => {
    const payer = namedBy.get(one.id);
    return payer !== undefined && keep(one, payer);
  };
  while (notKept().filter(keepNamed).length > 0);

  const isNew = new Set(news.map(({ id }) => id));
  const standing = all.filter((one) => !isApart(one) && (kept.has(one.id) || !isNew.has(one.id)));
  const memberOf = ({ author }: Statement): MemberId | null =>
    register.wasDevice(author)?.member ?? null;
  for (const [member, theirs] of Map.groupBy(notKept(), memberOf)) {
    // What others built on is kept; nobody brings back what was too much of their own by building on it.
    const seen = ancestorsOf(
      standing.filter((one) => member === null || memberOf(one) !== member),
      byId,
    );
    for (const { id } of theirs) if (seen.has(id)) kept.add(id);
  }
  return { kept: news.filter(({ id }) => kept.has(id)), dropped: notKept() };
};
