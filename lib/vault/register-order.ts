/** Puts statements into the one order in which every device judges them, and tells which had seen which. */
import {
  type DeviceId,
  type NotebookId,
  NotebookId as NotebookIdSchema,
  type StatementId,
} from './ids';
import type { Statement } from './statement';

export interface Placed {
  readonly statement: Statement;
  /** 1 for the founding statement; one more than the deepest parent. */
  readonly depth: number;
}

/** Statements are spoken of by their place in the order: 0 is the founding, `end` is after the last. */
export interface Order {
  readonly placed: readonly Placed[];
  readonly end: number;
  readonly placeOf: (id: StatementId) => number | null;
  readonly placesBy: (author: DeviceId) => readonly number[];
  /** Whether one is an ancestor of the other. The end has seen all, and nothing has seen the end. */
  readonly hasSeen: (later: number, earlier: number) => boolean;
  /** Those that can never stand, whatever else comes, and that nobody needs to hold. */
  readonly outside: readonly { readonly statement: Statement; readonly rule: PlacingRule }[];
  /** Those whose parents have not all arrived. */
  readonly waiting: readonly Statement[];
}

interface Ancestry {
  readonly notebook: NotebookId;
  /** Whether an ancestor founds the notebook with this device or admits it, rightly or not. */
  readonly isNamed: (device: DeviceId) => boolean;
  readonly hasOutsideParent: boolean;
}

interface Rule {
  readonly sentence: string;
  readonly holds: (statement: Statement, ancestry: Ancestry) => boolean;
}

/**
 * What a statement and its ancestors alone decide. One that breaks such a rule is out for good, so that a stranger
 * cannot make anyone keep anything. Read from top to bottom.
 */
export const PLACING_RULES = {
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
  nothingIsBuiltOnAStranger: {
    sentence: 'What builds on a statement that breaks one of these rules breaks them too.',
    holds: (_, { hasOutsideParent }) => !hasOutsideParent,
  },
  onlyADeviceOfTheRegisterSpeaks: {
    sentence: 'A statement is made by a device that one of its ancestors admits.',
    holds: ({ author, saying }, { isNamed }) => saying.kind === 'found' || isNamed(author),
  },
} as const satisfies Record<string, Rule>;
export type PlacingRule = keyof typeof PLACING_RULES;

const placingRules = Object.keys(PLACING_RULES).filter(
  (name): name is PlacingRule => name in PLACING_RULES,
);

/** Gives every statement whose ancestors are all here its depth, in the order of depth, then hash. */
const byDepth = (
  byId: ReadonlyMap<StatementId, Statement>,
): { readonly reached: readonly Placed[]; readonly waiting: readonly Statement[] } => {
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
    const deepest = statement.parents.reduce(
      (most, parent) => Math.max(most, depths.get(parent) ?? 0),
      0,
    );
    depths.set(statement.id, deepest + 1);
    for (const child of children.get(statement.id) ?? []) {
      const left = (missing.get(child.id) ?? 0) - 1;
      missing.set(child.id, left);
      if (left === 0) ready.push(child);
    }
  }
  const reached: Placed[] = [];
  const waiting: Statement[] = [];
  for (const statement of byId.values()) {
    const depth = depths.get(statement.id);
    if (depth === undefined) waiting.push(statement);
    else reached.push({ statement, depth });
  }
  reached.sort((a, b) => a.depth - b.depth || (a.statement.id < b.statement.id ? -1 : 1));
  waiting.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { reached, waiting };
};

/** Sets of places, one bit each: a row needs as many as there are places before it. */
const makeRows = () => {
  const rows: Uint32Array[] = [];
  const has = (later: number, earlier: number): boolean => {
    const word = rows[later]?.[earlier >>> 5];
    return word !== undefined && ((word >>> (earlier & 31)) & 1) === 1;
  };
  return {
    has,
    /** The row of the union of some rows and their own places. */
    union: (places: readonly number[]): Uint32Array => {
      const row = new Uint32Array((rows.length >>> 5) + 1);
      for (const place of places) {
        rows[place]?.forEach((word, at) => {
          row[at] = (row[at] ?? 0) | word;
        });
        row[place >>> 5] = (row[place >>> 5] ?? 0) | (1 << (place & 31));
      }
      return row;
    },
    add: (row: Uint32Array): void => {
      rows.push(row);
    },
  };
};

const note = (places: Map<DeviceId, number[]>, device: DeviceId, place: number): void => {
  const noted = places.get(device);
  if (noted === undefined) places.set(device, [place]);
  else noted.push(place);
};

const isBitIn = (row: Uint32Array, place: number): boolean =>
  (((row[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;

/** Orders verified statements. The same set gives the same order, however often and in whatever order they came. */
export const orderStatements = (notebook: NotebookId, statements: readonly Statement[]): Order => {
  const { reached, waiting } = byDepth(
    new Map(statements.map((statement) => [statement.id, statement])),
  );
  const placed: Placed[] = [];
  const places = new Map<StatementId, number>();
  const placesBy = new Map<DeviceId, number[]>();
  const naming = new Map<DeviceId, number[]>();
  const outside: { readonly statement: Statement; readonly rule: PlacingRule }[] = [];
  const rows = makeRows();
  for (const one of reached) {
    const { statement } = one;
    const parents = statement.parents.flatMap((parent) => places.get(parent) ?? []);
    const row = rows.union(parents);
    const ancestry: Ancestry = {
      notebook,
      isNamed: (device) => naming.get(device)?.some((place) => isBitIn(row, place)) === true,
      hasOutsideParent: parents.length < statement.parents.length,
    };
    const rule = placingRules.find((name) => !PLACING_RULES[name].holds(statement, ancestry));
    if (rule !== undefined) {
      outside.push({ statement, rule });
      continue;
    }
    const place = placed.length;
    placed.push(one);
    rows.add(row);
    places.set(statement.id, place);
    note(placesBy, statement.author, place);
    const { saying } = statement;
    if (saying.kind === 'found' || saying.kind === 'admit') note(naming, saying.device, place);
  }
  const end = placed.length;
  return {
    placed,
    end,
    placeOf: (id) => places.get(id) ?? null,
    placesBy: (author) => placesBy.get(author) ?? [],
    hasSeen: (later, earlier) => earlier < later && (later === end || rows.has(later, earlier)),
    outside,
    waiting,
  };
};
