/** The rules by which a statement stands, as sentences. No rule uses a clock or believes a name. */
import type { DeviceId, MemberId } from './ids';
import type { Order } from './register-order';
import type { Facts, LetIn, Rights } from './register-rights';
import type { Saying } from './saying';
import type { Statement } from './statement';

/** What a rule may look at: the statement at a place, its author as the ancestors show it, and what stands before it. */
export interface Judging {
  readonly statement: Statement;
  readonly saying: Saying;
  readonly at: number;
  readonly order: Order;
  readonly facts: Facts;
  readonly rights: Rights;
  /** Null for the founding statement, and for a device whose admission does not stand. */
  readonly author: LetIn | null;
}

interface Rule {
  readonly sentence: string;
  /** What it is about; about everything if it names no kinds. */
  readonly kinds?: readonly Saying['kind'][];
  readonly holds: (judging: Judging) => boolean;
}

/** Purposes of sections of logs begin with it. */
const LOG = 'audit/';

const isFounding = ({ saying }: Judging): boolean => saying.kind === 'found';

const isKeeper = ({ rights, at, author }: Judging): boolean =>
  author !== null && rights.keeperSince(author.member, at) !== null;

const isOwnDevice = ({ facts, order, at, author }: Judging, device: DeviceId): boolean => {
  const named = facts.devices.get(device);
  return (
    author !== null &&
    named !== undefined &&
    named.member === author.member &&
    order.hasSeen(at, named.at)
  );
};

const accessTo = ({ rights, at, author }: Judging, section: string) =>
  author === null ? null : rights.access(author.device, section, at);

const offered = ({ facts, order, at }: Judging, saying: Saying) => {
  if (saying.kind !== 'agree' && saying.kind !== 'erased') return null;
  const checkpoint = facts.checkpoints.get(saying.checkpoint);
  return checkpoint !== undefined && order.hasSeen(at, checkpoint.at) ? checkpoint : null;
};

/** Read from top to bottom; the first rule that does not hold is the reason given. */
export const STANDING_RULES = {
  aKindMustBeKnown: {
    sentence: 'A statement of a kind that this version does not know changes nothing.',
    kinds: ['unknown'],
    holds: ({ saying }) => saying.kind !== 'unknown',
  },
  aDeviceSpeaksByAnAdmissionThatStands: {
    sentence: 'What a device says stands only if the admission stands that let it in.',
    holds: (judging) =>
      isFounding(judging) ||
      (judging.author !== null && judging.order.hasSeen(judging.at, judging.author.at)),
  },
  aRemovedDeviceSpeaksNoMore: {
    sentence: 'Of what a removed device said, only that stands which the removal had seen.',
    holds: (judging) =>
      isFounding(judging) ||
      (judging.author !== null && judging.rights.isIn(judging.author.device, judging.at)),
  },
  aRecoveryCodeOnlyLetsADeviceIn: {
    sentence: 'A recovery code does nothing but admit a device of the same person.',
    holds: ({ saying, author }) =>
      author?.deviceKind !== 'recovery' ||
      (saying.kind === 'admit' &&
        saying.member === author.member &&
        saying.deviceKind === 'device'),
  },
  aRecoveryCodeIsUsedOnce: {
    sentence: 'A recovery code admits one device; the first admission stands.',
    holds: ({ author, facts }) =>
      author?.deviceKind !== 'recovery' || !facts.usedCodes.has(author.device),
  },
  onlyAKeeperAdmits: {
    sentence: 'Only a keeper admits other people; everyone may admit further devices of their own.',
    kinds: ['admit'],
    holds: (judging) =>
      judging.saying.kind !== 'admit' ||
      isKeeper(judging) ||
      judging.author?.member === judging.saying.member,
  },
  aDeviceIsAdmittedOnce: {
    sentence: 'A device is admitted once; the first admission stands, also after its removal.',
    kinds: ['admit'],
    holds: ({ saying, facts }) => saying.kind !== 'admit' || !facts.devices.has(saying.device),
  },
  aKeeperAdmitsTheFirstDevice: {
    sentence:
      'A keeper admits the first device of a person; a device or recovery code of theirs admits the next.',
    kinds: ['admit'],
    // A device in the name of somebody else would be handed what that person reads.
    holds: (judging) =>
      judging.saying.kind !== 'admit' ||
      judging.author?.member === judging.saying.member ||
      isFirstDevice(judging, judging.saying.member, judging.at),
  },
  anInvitationAdmitsOneDevice: {
    sentence: 'An invitation admits one device; the first admission stands.',
    kinds: ['admit'],
    holds: ({ saying, statement, facts }) =>
      saying.kind !== 'admit' ||
      // An invitation lives in the device that issued it, so only that device can use it twice: were the id alone
      // compared, another keeper who learned it could displace the one who was let in by it.
      facts.usedInvitations.get(statement.author)?.has(saying.invitation) !== true,
  },
  onlyAKeeperRemoves: {
    sentence: 'Only a keeper removes other people; everyone may remove devices of their own.',
    kinds: ['remove'],
    holds: (judging) => {
      const { saying } = judging;
      if (saying.kind !== 'remove' || isKeeper(judging)) return true;
      return (
        saying.members.length === 0 &&
        saying.devices.every((device) => isOwnDevice(judging, device))
      );
    },
  },
  onlyAKeeperAppoints: {
    sentence: 'Only a keeper appoints and retires keepers and sets roles.',
    kinds: ['appoint', 'retire', 'role'],
    holds: (judging) => {
      const { kind } = judging.saying;
      return (kind !== 'appoint' && kind !== 'retire' && kind !== 'role') || isKeeper(judging);
    },
  },
  onlyAKeeperLeavesOut: {
    sentence: 'Only a keeper leaves letters out and sets or lifts a hold.',
    kinds: ['leaveOut', 'hold'],
    holds: (judging) => {
      const { kind } = judging.saying;
      return (kind !== 'leaveOut' && kind !== 'hold') || isKeeper(judging);
    },
  },
  onlyWhoDecidesOnASectionGrantsIt: {
    sentence:
      'Access to a section is granted and withdrawn by a keeper or its maker who writes it.',
    kinds: ['grant', 'withdraw'],
    holds: ({ saying, author, rights, at }) =>
      (saying.kind !== 'grant' && saying.kind !== 'withdraw') ||
      (author !== null && rights.decidesOn(author.device, saying.section, at)),
  },
  aSectionIsMadeOnce: {
    sentence: 'A section is made once; the first statement that makes it stands.',
    kinds: ['section'],
    holds: ({ saying, facts }) => saying.kind !== 'section' || !facts.sections.has(saying.section),
  },
  onlyAReaderOffersACheckpoint: {
    sentence: 'A checkpoint is offered by who reads the section, one that erases by who writes it.',
    kinds: ['checkpoint'],
    holds: (judging) => {
      const { saying } = judging;
      if (saying.kind !== 'checkpoint') return true;
      const access = accessTo(judging, saying.section);
      return saying.isErasure ? access === 'write' : access !== null;
    },
  },
  aLogIsNeverReplaced: {
    sentence: 'No checkpoint is offered of a section whose purpose begins with `audit/`.',
    kinds: ['checkpoint'],
    holds: ({ saying, facts }) =>
      saying.kind !== 'checkpoint' ||
      facts.sections.get(saying.section)?.purpose.startsWith(LOG) !== true,
  },
  nothingIsReplacedUnderAHold: {
    sentence: 'Where a hold is known to be on, no checkpoint is offered.',
    kinds: ['checkpoint'],
    holds: ({ saying, rights, at }) =>
      saying.kind !== 'checkpoint' || !rights.isHeld(saying.section, at),
  },
  onlyAnOfferIsAnswered: {
    sentence:
      'Agreements and confirmations answer a checkpoint that stands and that they had seen.',
    kinds: ['agree', 'erased'],
    holds: (judging) => {
      const { saying } = judging;
      return (
        (saying.kind !== 'agree' && saying.kind !== 'erased') || offered(judging, saying) !== null
      );
    },
  },
  onlyAReaderAgrees: {
    sentence: 'Only who reads the section agrees with a checkpoint.',
    kinds: ['agree'],
    holds: (judging) => {
      if (judging.saying.kind !== 'agree') return true;
      const checkpoint = offered(judging, judging.saying);
      return checkpoint !== null && accessTo(judging, checkpoint.section) !== null;
    },
  },
} as const satisfies Record<string, Rule>;
export type StandingRule = keyof typeof STANDING_RULES;

const standingRules = Object.keys(STANDING_RULES).filter(
  (name): name is StandingRule => name in STANDING_RULES,
);

const rulesByKind = new Map<Saying['kind'], readonly StandingRule[]>();
const rulesFor = (kind: Saying['kind']): readonly StandingRule[] => {
  const known = rulesByKind.get(kind);
  if (known !== undefined) return known;
  const rules = standingRules.filter((name) => {
    const { kinds }: Rule = STANDING_RULES[name];
    return kinds?.includes(kind) !== false;
  });
  rulesByKind.set(kind, rules);
  return rules;
};

/** The first rule that a statement breaks, or null. */
export const brokenRule = (
  order: Order,
  facts: Facts,
  rights: Rights,
  at: number,
): StandingRule | null => {
  const statement = order.placed[at]?.statement;
  if (statement === undefined) throw new Error(`no statement at ${at}`);
  const author = facts.devices.get(statement.author) ?? null;
  const judging = { statement, saying: statement.saying, at, order, facts, rights, author };
  return (
    rulesFor(statement.saying.kind).find((name) => !STANDING_RULES[name].holds(judging)) ?? null
  );
};

/** Whether the statement at a place had seen no device of that member, or the removal of each that it had seen. */
export const isFirstDevice = (
  { order, facts, rights }: Pick<Judging, 'order' | 'facts' | 'rights'>,
  member: MemberId,
  at: number,
): boolean =>
  facts.devicesOf
    .get(member)
    ?.some((one) => order.hasSeen(at, one.at) && rights.wasIn(one.device, at)) !== true;
