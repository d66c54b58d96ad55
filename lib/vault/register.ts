/**
 * The register: who is in a notebook. Folds statements, in whatever order and however often they came, to one answer.
 *
 * Authority comes only from the key that signed a statement, as the ancestors of that statement show it. No rule
 * uses a clock. Statements are judged by depth, then hash, which every device that holds the same ones computes alike.
 */
import {
  type DeviceId,
  type InvitationId,
  type MemberId,
  type NotebookId,
  NotebookId as NotebookIdSchema,
  type SectionId,
  type StatementId,
} from './ids';
import type { Bytes } from './keys';
import { type Admission, type Founding, MOST_PARENTS, type Statement } from './statement';

export interface RegisterDevice {
  readonly id: DeviceId;
  readonly member: MemberId;
  /** X25519 public key, 32 bytes. */
  readonly exchangeKey: Bytes;
  readonly isKeeper: boolean;
  /** Null for the founder's device. */
  readonly admittedBy: DeviceId | null;
  readonly invitation: InvitationId | null;
  /** The sealed key bundle of its admission; null for the founder's device. */
  readonly bundle: Bytes | null;
  /** The statement that let it in. */
  readonly statement: StatementId;
}

export interface RegisterMember {
  readonly member: MemberId;
  readonly devices: readonly RegisterDevice[];
  readonly isKeeper: boolean;
}

export interface RefusedStatement {
  readonly statement: StatementId;
  readonly author: DeviceId;
  readonly rule: RegisterRule;
}

export interface Register {
  readonly notebook: NotebookId;
  /** In the order in which they were let in: the founder first. */
  readonly members: readonly RegisterMember[];
  readonly sections: readonly { readonly section: SectionId; readonly purpose: string }[];
  readonly device: (id: string) => RegisterDevice | null;
  readonly isDevice: (id: string) => boolean;
  readonly isKeeper: (id: string) => boolean;
  readonly memberOf: (id: string) => MemberId | null;
  /** What the next statement names as its parents. */
  readonly heads: readonly StatementId[];
  /** The bytes of all standing statements, parents before children: what a new member is handed. */
  readonly statements: readonly Bytes[];
  readonly refused: readonly RefusedStatement[];
  /** Statements whose parents have not all arrived. */
  readonly waiting: readonly StatementId[];
}

interface Standing {
  readonly notebook: NotebookId;
  readonly devices: ReadonlyMap<DeviceId, RegisterDevice>;
  /** Invitations in use, each under the device that issued it. */
  readonly invitations: ReadonlySet<string>;
  readonly isAncestor: (ancestor: StatementId, of: Statement) => boolean;
}

interface Rule {
  /** For the log and the documents: what holds for every statement that stands. */
  readonly sentence: string;
  readonly holds: (statement: Statement, standing: Standing) => boolean;
}

// An invitation lives in the device that issued it, so only that device can use it twice: were the id alone
// compared, another keeper who learned it could displace the one who was let in by it.
const invitationKey = (author: DeviceId, { invitation }: Admission): string =>
  `${author} ${invitation}`;

const knownAuthor = (statement: Statement, standing: Standing): RegisterDevice | null => {
  const device = standing.devices.get(statement.author);
  return device !== undefined && standing.isAncestor(device.statement, statement) ? device : null;
};

/** Read from top to bottom; the first rule that does not hold is the reason given. */
export const REGISTER_RULES = {
  aKindMustBeKnown: {
    sentence: 'A statement of a kind that this version does not know changes nothing.',
    holds: ({ saying }) => saying.kind !== 'unknown',
  },
  theFoundingStatementIsTheNotebook: {
    sentence: 'A notebook has one founding statement: the one whose hash is its name.',
    holds: ({ id, saying }, { notebook }) =>
      saying.kind !== 'found' || NotebookIdSchema.parse(id) === notebook,
  },
  theFounderSignsTheFounding: {
    sentence: 'The founding statement has no parents and is signed by the device that it lets in.',
    holds: ({ author, parents, saying, notebook }) =>
      saying.kind !== 'found' ||
      (parents.length === 0 && notebook === null && saying.device === author),
  },
  aStatementNamesItsNotebook: {
    sentence: 'Every later statement names the notebook that it is about.',
    holds: (statement, { notebook }) =>
      statement.saying.kind === 'found' || statement.notebook === notebook,
  },
  onlyTheFoundingStatementHasNoParents: {
    sentence: 'Every later statement names what its author had seen.',
    holds: ({ parents, saying }) => saying.kind === 'found' || parents.length > 0,
  },
  onlyADeviceOfTheRegisterSpeaks: {
    sentence: 'A statement is made by a device that its own ancestors have let in.',
    holds: (statement, standing) =>
      statement.saying.kind === 'found' || knownAuthor(statement, standing) !== null,
  },
  onlyAKeeperAdmits: {
    sentence: 'Only a keeper admits a device.',
    holds: (statement, standing) =>
      statement.saying.kind !== 'admit' || knownAuthor(statement, standing)?.isKeeper === true,
  },
  aDeviceIsAdmittedOnce: {
    sentence: 'A device is admitted once; the first admission stands.',
    holds: ({ saying }, { devices }) => saying.kind !== 'admit' || !devices.has(saying.device),
  },
  anInvitationAdmitsOneDevice: {
    sentence: 'An invitation admits one device; the first admission stands.',
    holds: ({ author, saying }, { invitations }) =>
      saying.kind !== 'admit' || !invitations.has(invitationKey(author, saying)),
  },
} as const satisfies Record<string, Rule>;
export type RegisterRule = keyof typeof REGISTER_RULES;

const ruleNames = Object.keys(REGISTER_RULES).filter(
  (name): name is RegisterRule => name in REGISTER_RULES,
);

const entryOf = ({ id, author }: Statement, saying: Founding | Admission): RegisterDevice => ({
  id: saying.device,
  member: saying.member,
  exchangeKey: saying.exchangeKey,
  isKeeper: saying.kind === 'found' || saying.isKeeper,
  admittedBy: saying.kind === 'found' ? null : author,
  invitation: saying.kind === 'found' ? null : saying.invitation,
  bundle: saying.kind === 'found' ? null : saying.bundle,
  statement: id,
});

interface Placed {
  readonly statement: Statement;
  readonly depth: number;
}

/** Gives every statement whose ancestors are all here its depth; the others wait. */
const placeByDepth = (
  byId: ReadonlyMap<StatementId, Statement>,
): { readonly placed: readonly Placed[]; readonly waiting: readonly StatementId[] } => {
  const depths = new Map<StatementId, number>();
  const missing = new Map<StatementId, number>();
  const children = new Map<StatementId, Statement[]>();
  const ready: Statement[] = [];
  for (const statement of byId.values()) {
    missing.set(statement.id, statement.parents.length);
    if (statement.parents.length === 0) ready.push(statement);
    for (const parent of statement.parents) {
      const siblings = children.get(parent) ?? [];
      siblings.push(statement);
      children.set(parent, siblings);
    }
  }
  for (let statement = ready.pop(); statement !== undefined; statement = ready.pop()) {
    const parentDepths = statement.parents.map((parent) => depths.get(parent) ?? 0);
    depths.set(statement.id, 1 + Math.max(0, ...parentDepths));
    for (const child of children.get(statement.id) ?? []) {
      const left = (missing.get(child.id) ?? 0) - 1;
      missing.set(child.id, left);
      if (left === 0) ready.push(child);
    }
  }
  const placed = [...byId.values()]
    .flatMap((statement) => {
      const depth = depths.get(statement.id);
      return depth === undefined ? [] : [{ statement, depth }];
    })
    .toSorted((a, b) => a.depth - b.depth || (a.statement.id < b.statement.id ? -1 : 1));
  return { placed, waiting: [...byId.keys()].filter((id) => !depths.has(id)).toSorted() };
};

/** True when `ancestor` is among the statements that `of` builds on, directly or not. */
const hasAncestor = (
  ancestor: StatementId,
  of: Statement,
  byId: ReadonlyMap<StatementId, Statement>,
): boolean => {
  const seen = new Set<StatementId>();
  const open = [...of.parents];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === ancestor) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(byId.get(id)?.parents ?? []));
  }
  return false;
};

/** Folds verified statements to the register of one notebook. Pure: the same set gives the same answer. */
export const foldRegister = (notebook: NotebookId, statements: readonly Statement[]): Register => {
  const byId = new Map(statements.map((statement) => [statement.id, statement]));
  const { placed, waiting } = placeByDepth(byId);
  const devices = new Map<DeviceId, RegisterDevice>();
  const invitations = new Set<string>();
  const standing: Standing = {
    notebook,
    devices,
    invitations,
    isAncestor: (ancestor, of) => hasAncestor(ancestor, of, byId),
  };
  const stood: Statement[] = [];
  const refused: RefusedStatement[] = [];
  let sections: Register['sections'] = [];
  for (const { statement } of placed) {
    const { id, author, saying } = statement;
    const broken = ruleNames.find((name) => !REGISTER_RULES[name].holds(statement, standing));
    if (broken !== undefined || saying.kind === 'unknown') {
      refused.push({ statement: id, author, rule: broken ?? 'aKindMustBeKnown' });
      continue;
    }
    stood.push(statement);
    devices.set(saying.device, entryOf(statement, saying));
    if (saying.kind === 'found') ({ sections } = saying);
    else invitations.add(invitationKey(author, saying));
  }
  return {
    notebook,
    members: membersOf([...devices.values()]),
    sections,
    device: (id) => find(devices, id),
    isDevice: (id) => find(devices, id) !== null,
    isKeeper: (id) => find(devices, id)?.isKeeper === true,
    memberOf: (id) => find(devices, id)?.member ?? null,
    heads: headsOf(stood),
    statements: stood.map(({ bytes }) => bytes),
    refused,
    waiting,
  };
};

const find = (devices: ReadonlyMap<string, RegisterDevice>, id: string): RegisterDevice | null =>
  devices.get(id) ?? null;

const membersOf = (devices: readonly RegisterDevice[]): readonly RegisterMember[] =>
  [...new Set(devices.map(({ member }) => member))].map((member) => {
    const own = devices.filter((device) => device.member === member);
    return { member, devices: own, isKeeper: own.some(({ isKeeper }) => isKeeper) };
  });

const headsOf = (stood: readonly Statement[]): readonly StatementId[] => {
  const named = new Set(stood.flatMap(({ parents }) => parents));
  return stood
    .map(({ id }) => id)
    .filter((id) => !named.has(id))
    .toSorted()
    .slice(0, MOST_PARENTS);
};
