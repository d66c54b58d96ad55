/**
 * The register: who is in a notebook, who reads and writes what, and who holds which key. Folds statements, in whatever
 * order and however often they came, to one answer.
 *
 * Authority comes only from the key that signed a statement, as the ancestors of that statement show it. No rule
 * uses a clock. Statements are judged by depth, then hash, which every device that holds the same ones computes alike.
 */
import type {
  DeviceId,
  InvitationId,
  KeyId,
  LetterId,
  MemberId,
  NotebookId,
  SectionId,
  StatementId,
} from './ids';
import type { Bytes } from './keys';
import { type Fold, foldsAsKnown } from './register-fold';
import { type Addressed, audienceOf, type BroughtIn, keysFrom } from './register-keys';
import { type Order, orderStatements, type PlacingRule, PLACING_RULES } from './register-order';
import type { LetIn } from './register-rights';
import { type StandingRule, STANDING_RULES } from './register-rules';
import { type Decision, decideRemovals, type RemovalRule, REMOVAL_RULES } from './removals';
import type { Access, DeviceKind, EpochName, KeyName } from './saying';
import { MOST_PARENTS, type Statement } from './statement';
import type { Vector } from './vector';

/** Why a handing of keys does not stand. */
const HANDING_RULES = {
  whoHandsKeysHoldsThem: {
    sentence:
      'A handing of keys stands if its author holds one of them, or may bring it in: an epoch as a keeper, a key by writing the section.',
  },
} as const;

/** Why a checkpoint does not stand that none of the rules of standing forbids. */
const CHECKPOINT_RULES = {
  aCheckpointEndsWhatItHasSeen: {
    sentence:
      'A checkpoint names only chains of devices that somebody had let write the section, as far as it had seen.',
  },
} as const;

/** Every rule with its sentence, for the documents and for the reason given. */
export const REGISTER_RULES = {
  ...PLACING_RULES,
  ...STANDING_RULES,
  ...REMOVAL_RULES,
  ...HANDING_RULES,
  ...CHECKPOINT_RULES,
} as const satisfies Record<string, { readonly sentence: string }>;
export type RegisterRule =
  | PlacingRule
  | StandingRule
  | RemovalRule
  | keyof typeof HANDING_RULES
  | keyof typeof CHECKPOINT_RULES;

export interface RegisterDevice {
  readonly id: DeviceId;
  readonly member: MemberId;
  /** X25519 public key, 32 bytes. */
  readonly exchangeKey: Bytes;
  readonly deviceKind: DeviceKind;
  /** Whether its member is a keeper. */
  readonly isKeeper: boolean;
  /** Null for the founder's device. */
  readonly admittedBy: DeviceId | null;
  readonly invitation: InvitationId | null;
  /** The statement that let it in. */
  readonly statement: StatementId;
}

export interface RegisterMember {
  readonly member: MemberId;
  /** Present ones, in the order in which they were let in; at least one. */
  readonly devices: readonly RegisterDevice[];
  readonly isKeeper: boolean;
  /** Text for the rooms above. */
  readonly role: string;
  /** The most that one of the devices may do; see {@link Register.accessOf}. */
  readonly grants: ReadonlyMap<SectionId, Access>;
}

/** A device that is out, and whose statement took it out. */
export interface RemovedDevice {
  readonly device: DeviceId;
  readonly member: MemberId;
  readonly by: DeviceId;
  readonly statement: StatementId;
}

export interface RegisterSection {
  readonly section: SectionId;
  readonly purpose: string;
  readonly maker: MemberId;
  /** Whether the maker was a keeper where it was made. */
  readonly isByKeeper: boolean;
}

/** A key that statements hand to devices. */
export interface KnownKey {
  readonly keyId: KeyId;
  /** The statement that brought it in. */
  readonly statement: StatementId;
  /** Every device that was handed it as one of us, and whoever brought it in: present, removed or voided since. */
  readonly audience: ReadonlySet<DeviceId>;
}

export interface KnownEpoch extends KnownKey {
  readonly number: number;
}

/** A key that a present device should hold and that no statement hands to it, or none that it could open. */
export interface LackingKey {
  readonly device: DeviceId;
  /** Null for an epoch. */
  readonly section: SectionId | null;
  /** Null for a key of a section. */
  readonly epoch: number | null;
  readonly keyId: KeyId;
}

/** Keys sealed to one device, as a statement carries them; the names are what it says that it holds. */
export interface AddressedBundle {
  readonly statement: StatementId;
  readonly epochs: readonly EpochName[];
  readonly keys: readonly KeyName[];
  readonly sealed: Bytes;
}

export interface Checkpoint {
  readonly id: StatementId;
  readonly section: SectionId;
  readonly ends: Vector;
  /** 32 bytes. */
  readonly hash: Bytes;
  readonly isErasure: boolean;
  readonly author: DeviceId;
  /** Devices that read the section and came to the same hash, in the order of their statements. */
  readonly agreed: readonly DeviceId[];
  /** Devices that no longer hold what it replaces. */
  readonly erased: readonly DeviceId[];
  readonly depth: number;
}

export interface RefusedStatement {
  readonly statement: StatementId;
  readonly author: DeviceId;
  readonly rule: RegisterRule;
}

/** Up to where the letters of one chain count. */
export interface Bound {
  readonly seq: number;
  /** The last that counts; null when no removal that set the bound names one. */
  readonly letter: LetterId | null;
}

export interface Register {
  readonly notebook: NotebookId;
  /** Those with a device that is present, in the order in which they were let in: the founder first. */
  readonly members: readonly RegisterMember[];
  /** Devices that were let in and are out. */
  readonly removed: readonly RemovedDevice[];
  /** Those that a keeper made first, then in their order: of several of one purpose the first is meant. */
  readonly sections: readonly RegisterSection[];
  /** A present device. */
  readonly device: (id: string) => RegisterDevice | null;
  readonly isDevice: (id: string) => boolean;
  /** Whether it is a present device of a keeper. */
  readonly isKeeper: (id: string) => boolean;
  readonly memberOf: (id: string) => MemberId | null;
  /** A device that is present or was removed. */
  readonly wasDevice: (id: string) => RegisterDevice | null;
  /** What a present device may do in a section. */
  readonly accessOf: (device: string, section: string) => Access | null;
  /** Present devices that may read a section, recovery codes included. */
  readonly readersOf: (section: string) => readonly RegisterDevice[];
  /** Letters of that chain with a higher number do not count; null is no bound, 0 is for who never might write. */
  readonly cutoff: (device: string, section: string) => number | null;
  /** The same, with the letter that the removals that set it name at that number. */
  readonly bound: (device: string, section: string) => Bound | null;
  readonly epochs: readonly KnownEpoch[];
  /** The epoch to seal under; null while every one is known to a device that is out: a keeper must make a new one. */
  readonly currentEpoch: EpochName | null;
  /** The epochs that nobody knows who is out, the current one first. */
  readonly cleanEpochs: readonly EpochName[];
  /** All keys of a section, in the order in which they were brought in. */
  readonly keysOf: (section: string) => readonly KnownKey[];
  /** The keys that nobody knows who does not read the section, the one to write under first; none: the next writer makes one. */
  readonly writingKeys: (section: string) => readonly KeyId[];
  readonly lacking: readonly LackingKey[];
  /** What statements hand to one device, in their order. */
  readonly bundlesFor: (device: string) => readonly AddressedBundle[];
  readonly leftOut: ReadonlySet<LetterId>;
  /** By depth, then hash. */
  readonly checkpoints: readonly Checkpoint[];
  readonly isHeld: (section: string) => boolean;
  /** What the next statement names as its parents. */
  readonly heads: readonly StatementId[];
  /** The bytes of all statements that a new member must hold to come to this answer, parents before children. */
  readonly statements: readonly Bytes[];
  /** Statements that are not among these and not ancestors of them, parents before children; waiting ones last. */
  readonly unknownTo: (heads: readonly StatementId[]) => readonly Bytes[];
  /** Statements that are held and do not stand, each with the first rule that it breaks. */
  readonly refused: readonly RefusedStatement[];
  /** Statements whose parents have not all arrived. */
  readonly waiting: readonly StatementId[];
}

const NO_LETTERS: Bound = { seq: 0, letter: null };

/** The larger bound: who names too small a one takes away nothing that another removal knows. */
const largerOf = (a: Bound, b: Bound): Bound => {
  if (a.seq !== b.seq) return a.seq > b.seq ? a : b;
  if (a.letter === null || b.letter === null) return a.letter === null ? b : a;
  // Two removals that saw different branches: one answer, whichever came first.
  return a.letter < b.letter ? a : b;
};

/** Statements that are not ancestors of these, as places. */
const unseenBy = (order: Order, heads: readonly StatementId[]): readonly number[] => {
  const known = heads.flatMap((id) => order.placeOf(id) ?? []);
  const seen = new Set(known);
  return order.placed.flatMap((_, at) =>
    seen.has(at) || known.some((head) => order.hasSeen(head, at)) ? [] : [at],
  );
};

/** The ends of what is held, whether it stands or not: the next statement has seen all of it. */
const headsOf = (order: Order, stands: readonly boolean[]): readonly StatementId[] => {
  const named = new Set(order.placed.flatMap(({ statement }) => statement.parents));
  return (
    order.placed
      .flatMap(({ statement: { id } }, at) => (named.has(id) ? [] : [{ id, at }]))
      // Where there are more than a statement may name, those that stand and those that have seen most come first.
      .toSorted((a, b) => Number(stands[b.at]) - Number(stands[a.at]) || b.at - a.at)
      .slice(0, MOST_PARENTS)
      .map(({ id }) => id)
      .toSorted()
  );
};

/**
 * Places of checkpoints that end a chain of which their ancestors know nothing: whoever stands for letters of somebody has
 * seen that they were let in, and then those who read by that time are asked. A right counts here also where a removal that
 * came beside it took it away: the bounds of removals are for letters, and no checkpoint falls because of one.
 */
const endingUnseen = (order: Order, folds: readonly Fold[]): ReadonlySet<number> => {
  const mightWrite = (device: DeviceId, section: string, at: number): boolean =>
    folds.some(({ rights }) =>
      rights
        .givenTo(device, section)
        .some((given) => given.access === 'write' && order.hasSeen(at, given.at)),
    );
  return new Set(
    order.placed.flatMap(({ statement: { saying } }, at) =>
      saying.kind !== 'checkpoint' ||
      saying.ends.every(({ device, section }) => mightWrite(device, section, at))
        ? []
        : [at],
    ),
  );
};

const refusedBy = (
  order: Order,
  { fold, refused }: Decision,
  idle: ReadonlySet<number>,
  unseen: ReadonlySet<number>,
): readonly RefusedStatement[] => [
  ...order.outside.map(({ statement: { id, author }, rule }) => ({ statement: id, author, rule })),
  ...order.placed.flatMap(({ statement: { id, author } }, at) => {
    const rule =
      fold.broken.get(at) ??
      refused.get(at) ??
      (idle.has(at) ? ('whoHandsKeysHoldsThem' as const) : undefined) ??
      (unseen.has(at) ? ('aCheckpointEndsWhatItHasSeen' as const) : undefined);
    return rule === undefined ? [] : [{ statement: id, author, rule }];
  }),
];

const checkpointsIn = (order: Order, stands: readonly boolean[]): readonly Checkpoint[] => {
  const answers = new Map<
    StatementId,
    { readonly agreed: Set<DeviceId>; readonly erased: Set<DeviceId> }
  >();
  const standing = order.placed.filter((_, at) => stands[at] === true);
  for (const {
    statement: { author, saying },
  } of standing) {
    if (saying.kind !== 'agree' && saying.kind !== 'erased') continue;
    const so = answers.get(saying.checkpoint) ?? { agreed: new Set(), erased: new Set() };
    (saying.kind === 'agree' ? so.agreed : so.erased).add(author);
    answers.set(saying.checkpoint, so);
  }
  return standing.flatMap(({ statement: { id, author, saying }, depth }) => {
    if (saying.kind !== 'checkpoint') return [];
    const { section, ends, hash, isErasure } = saying;
    const agreed = [...(answers.get(id)?.agreed ?? [])];
    const erased = [...(answers.get(id)?.erased ?? [])];
    return [{ id, section, ends, hash, isErasure, author, agreed, erased, depth }];
  });
};

/** Folds verified statements to the register of one notebook. Pure: the same set gives the same answer. */
export const foldRegister = (notebook: NotebookId, statements: readonly Statement[]): Register => {
  const order = orderStatements(notebook, statements);
  const decision = decideRemovals(order);
  const { facts, rights, stands, leftOut } = decision.fold;
  const { end, placed } = order;
  const known = foldsAsKnown(order, decision.fold);
  const { broughtIn, bundles, idle, blind } = keysFrom(order, decision.fold, known);
  const unseen = endingUnseen(order, [decision.fold, ...known]);
  const standing = stands.map((one, at) => one && !idle.has(at) && !unseen.has(at));
  const idAt = (at: number): StatementId => {
    const statement = placed[at]?.statement;
    if (statement === undefined) throw new Error(`no statement at ${at}`);
    return statement.id;
  };

  const deviceFrom = (letIn: LetIn): RegisterDevice => ({
    id: letIn.device,
    member: letIn.member,
    exchangeKey: letIn.exchangeKey,
    deviceKind: letIn.deviceKind,
    isKeeper: rights.keeperSince(letIn.member, end) !== null,
    admittedBy: letIn.admittedBy,
    invitation: letIn.invitation,
    statement: idAt(letIn.at),
  });
  const all = new Map<string, RegisterDevice>();
  const present = new Map<string, RegisterDevice>();
  const removed: RemovedDevice[] = [];
  for (const letIn of facts.devices.values()) {
    const { device, member } = letIn;
    const entry = deviceFrom(letIn);
    all.set(device, entry);
    const by = rights.endingsOfDevice(device, end)[0];
    const remover = by === undefined ? undefined : placed[by]?.statement;
    if (remover === undefined) present.set(device, entry);
    else removed.push({ device, member, by: remover.author, statement: remover.id });
  }

  // Anyone makes a section, under any name and on parents as old as they like: that draws nothing away from a keeper's.
  const sections = [...facts.sections]
    .map(([section, { at, purpose, maker }]) => {
      const isByKeeper = rights.keeperSince(maker, at) !== null;
      return { section, purpose, maker, isByKeeper };
    })
    .toSorted((a, b) => Number(b.isByKeeper) - Number(a.isByKeeper));
  const accessBy = new Map<string, ReadonlyMap<string, Access>>();
  for (const { id } of present.values()) {
    const all = sections.flatMap(({ section }) => {
      const access = rights.access(id, section, end);
      return access === null ? [] : [[section, access] as const];
    });
    accessBy.set(id, new Map(all));
  }
  const members = [...facts.devicesOf.keys()].flatMap((member): readonly RegisterMember[] => {
    const devices = [...present.values()].filter((device) => device.member === member);
    if (devices.length === 0) return [];
    const grants = sections.flatMap(({ section }) => {
      const given = devices.flatMap(({ id }) => accessBy.get(id)?.get(section) ?? []);
      if (given.length === 0) return [];
      return [[section, given.includes('write') ? 'write' : 'read'] as const];
    });
    return [
      {
        member,
        devices,
        isKeeper: rights.keeperSince(member, end) !== null,
        role: facts.roles.get(member) ?? '',
        grants: new Map(grants),
      },
    ];
  });

  const accessOf = (device: string, section: string): Access | null =>
    accessBy.get(device)?.get(section) ?? null;
  const readersOf = (section: string): readonly RegisterDevice[] =>
    [...present.values()].filter(({ id }) => accessOf(id, section) !== null);

  /** What these removals say of one chain; what any other says of it counts for nothing. */
  const boundOf = (endings: readonly number[], device: string, section: string): Bound =>
    endings.reduce((most, at) => {
      const saying = placed[at]?.statement.saying;
      if (saying?.kind !== 'remove' && saying?.kind !== 'withdraw') return most;
      const chain = saying.cutoffs.find(
        (cutoff) => cutoff.device === device && cutoff.section === section,
      );
      return chain === undefined ? most : largerOf(most, { seq: chain.seq, letter: chain.letter });
    }, NO_LETTERS);

  const bound = (device: string, section: string): Bound | null => {
    const entry = all.get(device);
    if (entry === undefined) return NO_LETTERS;
    const ofDevice = rights.endingsOfDevice(entry.id, end);
    let largest = NO_LETTERS;
    for (const { at, access } of rights.givenTo(entry.id, section)) {
      if (access !== 'write') continue;
      const endings = new Set([
        ...ofDevice,
        ...rights.endingsOfGrant(entry.member, section, at, end),
      ]);
      if (endings.size === 0) return null;
      largest = largerOf(largest, boundOf([...endings], device, section));
    }
    return largest;
  };

  const knownKey = (key: BroughtIn): KnownKey => ({
    keyId: key.keyId,
    statement: key.statement,
    audience: key.isStanding ? audienceOf(key.keyId, broughtIn) : new Set(key.holders.keys()),
  });
  const epochs = broughtIn.flatMap((key) =>
    key.number === null || !key.isStanding ? [] : [{ ...knownKey(key), number: key.number }],
  );
  const cleanEpochs = epochs
    .filter(({ audience }) => [...audience].every((device) => present.has(device)))
    .toSorted((a, b) => b.number - a.number)
    .map(({ number, keyId }): EpochName => ({ number, keyId }));

  const keysBySection = new Map<string, BroughtIn[]>();
  for (const key of broughtIn) {
    if (key.section === null) continue;
    const others = keysBySection.get(key.section) ?? [];
    // Of one key that several statements brought in the first that stands is named.
    const same = others.findIndex(({ keyId }) => keyId === key.keyId);
    if (same === -1) others.push(key);
    else if (key.isStanding && others[same]?.isStanding === false) others[same] = key;
    keysBySection.set(key.section, others);
  }
  const keysOf = (section: string): readonly KnownKey[] =>
    (keysBySection.get(section) ?? []).map(knownKey);
  const writingKeys = (section: string): readonly KeyId[] =>
    (keysBySection.get(section) ?? [])
      .filter(
        (key) =>
          key.isStanding &&
          [...knownKey(key).audience].every((device) => accessOf(device, section) !== null),
      )
      .toSorted((a, b) => b.at - a.at)
      .map(({ keyId }) => keyId);

  const lackingNow = (): readonly LackingKey[] => {
    const lackingOf = (
      { keyId, audience }: KnownKey,
      devices: readonly RegisterDevice[],
      section: SectionId | null,
      epoch: number | null,
    ): readonly LackingKey[] => {
      const unopened = blind(keyId);
      return devices.flatMap(({ id }) =>
        audience.has(id) && !unopened.has(id) ? [] : [{ device: id, section, epoch, keyId }],
      );
    };
    return [
      ...epochs.flatMap((epoch) => lackingOf(epoch, [...present.values()], null, epoch.number)),
      ...sections.flatMap(({ section }) => {
        const readers = readersOf(section);
        return keysOf(section).flatMap((key) => lackingOf(key, readers, section, null));
      }),
    ];
  };
  let lacking: readonly LackingKey[] | null = null;
  const addressed: ReadonlyMap<string, readonly Addressed[]> = bundles;

  return {
    notebook,
    members,
    removed,
    sections,
    device: (id) => present.get(id) ?? null,
    isDevice: (id) => present.has(id),
    isKeeper: (id) => present.get(id)?.isKeeper === true,
    memberOf: (id) => present.get(id)?.member ?? null,
    wasDevice: (id) => all.get(id) ?? null,
    accessOf,
    readersOf,
    cutoff: (device, section) => bound(device, section)?.seq ?? null,
    bound,
    epochs,
    currentEpoch: cleanEpochs[0] ?? null,
    cleanEpochs,
    keysOf,
    writingKeys,
    get lacking() {
      lacking ??= lackingNow();
      return lacking;
    },
    bundlesFor: (device) =>
      (addressed.get(device) ?? []).map(({ at, bundle, hands }) => ({
        statement: idAt(at),
        epochs: bundle.epochs.flatMap((place) => hands.epochs[place] ?? []),
        keys: bundle.keys.flatMap((place) => hands.keys[place] ?? []),
        sealed: bundle.sealed,
      })),
    leftOut,
    checkpoints: checkpointsIn(order, standing),
    isHeld: (section) => {
      const known = sections.find((one) => one.section === section);
      return known !== undefined && rights.isHeld(known.section, end);
    },
    heads: headsOf(order, standing),
    statements: placed.map(({ statement }) => statement.bytes),
    unknownTo: (heads) => [
      ...unseenBy(order, heads).flatMap((at) => placed[at]?.statement.bytes ?? []),
      ...order.waiting.map(({ bytes }) => bytes),
    ],
    refused: refusedBy(order, decision, idle, unseen),
    waiting: order.waiting.map(({ id }) => id),
  };
};
