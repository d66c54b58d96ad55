/** Judges statements one after the other in their order, with a given set of removals that count. */
import type { LetterId } from './ids';
import type { Order } from './register-order';
import {
  addTo,
  type Endings,
  endingsFrom,
  type Facts,
  type Given,
  isEnding,
  noFacts,
  pairOf,
  type Reach,
  type Rights,
  rightsFrom,
} from './register-rights';
import { brokenRule, isFirstDevice, type StandingRule } from './register-rules';
import type { Admission, Founding } from './saying';
import type { Statement } from './statement';

export interface Fold {
  readonly facts: Facts;
  readonly endings: Endings;
  readonly rights: Rights;
  /** By place. Of removals it holds those that count. */
  readonly stands: readonly boolean[];
  /** By place: why a statement does not stand; removals that do not count have no reason here. */
  readonly broken: ReadonlyMap<number, StandingRule>;
  readonly leftOut: ReadonlySet<LetterId>;
}

const letIn = (
  facts: Facts,
  at: number,
  author: Statement['author'],
  saying: Founding | Admission,
): void => {
  const { member, device, exchangeKey } = saying;
  const isFounder = saying.kind === 'found';
  const by = facts.devices.get(author);
  const entry = {
    at,
    device,
    member,
    exchangeKey,
    deviceKind: isFounder ? ('device' as const) : saying.deviceKind,
    admittedBy: isFounder ? null : author,
    invitation: isFounder ? null : saying.invitation,
    lineage: [device, ...(by?.member === member ? by.lineage : [])],
  };
  facts.devices.set(device, entry);
  addTo(facts.devicesOf, member, entry);
};

const NOTHING: ReadonlySet<number> = new Set();

/** Folds under the removals at these places, as if nothing had been said at those that are passed over. */
export const foldUnder = (
  order: Order,
  counting: ReadonlySet<number>,
  passedOver: ReadonlySet<number> = NOTHING,
  reach: Reach = 'beside',
): Fold => {
  const facts = noFacts();
  const endings = endingsFrom(
    [...counting].flatMap((at) => {
      const saying = order.placed[at]?.statement.saying;
      return saying !== undefined && isEnding(saying) ? [{ at, saying }] : [];
    }),
  );
  const rights = rightsFrom(order, facts, endings, reach);
  const broken = new Map<number, StandingRule>();
  const leftOut = new Set<LetterId>();

  /** Reaches the devices of theirs that its author had seen, and through them those that they let in. */
  const grant = (member: Founding['member'], section: string, given: Given): void => {
    for (const { at, device } of facts.devicesOf.get(member) ?? []) {
      const isSeen = at === given.at || order.hasSeen(given.at, at);
      if (isSeen) addTo(facts.grants, pairOf(device, section), given);
    }
  };

  /** What an admission gives besides the device itself. */
  const admit = (at: number, author: Statement['author'], saying: Admission): void => {
    const by = facts.devices.get(author);
    if (by === undefined) throw new Error('admitted by nobody');
    const isFirst = isFirstDevice({ order, facts, rights }, saying.member, at);
    const isByKeeper = rights.keeperSince(by.member, at) !== null;
    for (const { section, access } of saying.grants) {
      if (!rights.decidesOn(author, section, at)) continue;
      addTo(facts.grants, pairOf(saying.device, section), { at, access });
    }
    if (isFirst && isByKeeper) {
      facts.roles.set(saying.member, saying.role);
      if (saying.isKeeper) addTo(facts.keepers, saying.member, at);
    }
    if (by.deviceKind === 'recovery') facts.usedCodes.add(author);
    const used = facts.usedInvitations.get(author) ?? new Set();
    facts.usedInvitations.set(author, used.add(saying.invitation));
    letIn(facts, at, author, saying);
  };

  const apply = (at: number, { id, author, saying }: Statement): void => {
    switch (saying.kind) {
      case 'found': {
        letIn(facts, at, author, saying);
        addTo(facts.keepers, saying.member, at);
        facts.roles.set(saying.member, saying.role);
        for (const { section, purpose } of saying.sections) {
          facts.sections.set(section, { at, maker: saying.member, purpose });
          grant(saying.member, section, { at, access: 'write' });
        }
        break;
      }
      case 'admit': {
        admit(at, author, saying);
        break;
      }
      case 'grant': {
        grant(saying.member, saying.section, { at, access: saying.access });
        break;
      }
      case 'section': {
        const maker = facts.devices.get(author)?.member;
        if (maker === undefined) throw new Error('made by nobody');
        facts.sections.set(saying.section, { at, maker, purpose: saying.purpose });
        grant(maker, saying.section, { at, access: 'write' });
        for (const { member, access } of saying.grants) {
          grant(member, saying.section, { at, access });
        }
        break;
      }
      case 'appoint': {
        addTo(facts.keepers, saying.member, at);
        break;
      }
      case 'role': {
        facts.roles.set(saying.member, saying.role);
        break;
      }
      case 'leaveOut': {
        for (const letter of saying.letters) leftOut.add(letter);
        break;
      }
      case 'checkpoint': {
        facts.checkpoints.set(id, { at, section: saying.section });
        break;
      }
      case 'hold': {
        addTo(facts.holds, saying.section, { at, isOn: saying.isOn });
        break;
      }
      case 'remove':
      case 'retire':
      case 'withdraw':
      case 'hand':
      case 'lack':
      case 'agree':
      case 'erased':
      case 'unknown': {
        break;
      }
    }
  };

  const stands = order.placed.map(({ statement }, at) => {
    if (isEnding(statement.saying)) return counting.has(at);
    if (passedOver.has(at)) return false;
    const rule = brokenRule(order, facts, rights, at);
    if (rule !== null) {
      broken.set(at, rule);
      return false;
    }
    apply(at, statement);
    return true;
  });
  return { facts, endings, rights, stands, broken, leftOut };
};

/** So many admissions of one device are looked at: a device answers one invitation, or two that were sent at once. */
const MOST_ADMISSIONS = 4;

/**
 * In the first fold the first admission of each device stands; in each that follows, of devices that several let in, the
 * one after it, which those went by who had heard of no other.
 */
const foldsByAdmission = (
  order: Order,
  counting: ReadonlySet<number>,
  reach: Reach,
): readonly [Fold, ...Fold[]] => {
  const passedOver = new Set<number>();
  const first = foldUnder(order, counting, NOTHING, reach);
  const folds: [Fold, ...Fold[]] = [first];
  for (let last = first; folds.length < MOST_ADMISSIONS;) {
    const again = [...last.broken].flatMap(([at, rule]) => {
      const saying = order.placed[at]?.statement.saying;
      if (rule !== 'aDeviceIsAdmittedOnce' || saying?.kind !== 'admit') return [];
      return last.facts.devices.get(saying.device)?.at ?? [];
    });
    if (again.length === 0) break;
    for (const at of again) passedOver.add(at);
    last = foldUnder(order, counting, passedOver, reach);
    folds.push(last);
  }
  return folds;
};

/**
 * Folds by what people may have gone by who had not heard of everything: in which no removal counts; in which those that
 * count do so only for who had seen them; and the same with those that were made by right and are void.
 */
export const foldsAsKnown = (order: Order, fold: Fold): readonly Fold[] => {
  const without = foldsByAdmission(order, NOTHING, 'beside');
  const endings = order.placed.flatMap(({ statement }, at) =>
    isEnding(statement.saying) ? [at] : [],
  );
  if (endings.length === 0) return without;
  const counting = endings.filter((at) => fold.stands[at] === true);
  const seen = foldsByAdmission(order, new Set(counting), 'seen');
  const [{ facts, rights }] = seen;
  const byRight = endings.filter(
    (at) => fold.stands[at] === true || brokenRule(order, facts, rights, at) === null,
  );
  if (byRight.length === counting.length) return [...without, ...seen];
  return [...without, ...seen, ...foldsByAdmission(order, new Set(byRight), 'seen')];
};

/** Whether someone is left who may let people in and take them out, on a device that is more than a code on paper. */
export const hasKeeper = (
  order: Order,
  { facts, rights }: Pick<Fold, 'facts' | 'rights'>,
): boolean =>
  [...facts.keepers.keys()].some(
    (member) =>
      rights.keeperSince(member, order.end) !== null &&
      facts.devicesOf
        .get(member)
        ?.some(
          ({ device, deviceKind }) => deviceKind === 'device' && rights.isIn(device, order.end),
        ),
  );
