/**
 * The readable documents of one open notebook: one for the records of each section and one for each note.
 *
 * They live in the engine's memory only. What comes from a letter is applied by one rule: an update holds structs
 * of the client id that its letter names and of no other, and goes on where that client's last update ended. Yjs
 * itself does not check this, and two updates under one id and clock make copies differ for ever.
 */
import * as Y from 'yjs';
import { bodyToChange, partsToChange, type Change, type ChangeBody } from './change';
import { clientOf } from './run';
import { Malformed } from '@/lib/parse/bytes';
import { makeQueue } from '@/lib/vault/queue';

export interface ReadableLetter {
  readonly section: string;
  readonly author: string;
  readonly run: string;
  readonly body: Uint8Array;
}

/** Why a letter was set aside although its seal and signature hold. */
export const UNFIT = {
  'not a change': 'A change that this version cannot read.',
  'another writer': 'A change that claims to be written by somebody else.',
  'out of step': 'A change that does not follow the one before it.',
  'section unknown': 'A change for a part of the notebook that does not exist here.',
} as const;
export type Unfit = keyof typeof UNFIT;

export interface UnfitLetter {
  readonly author: string;
  readonly why: Unfit;
}

/** Which document: the records of a section, or one note that belongs to it. */
export interface DocumentName {
  readonly section: string;
  readonly note: string | null;
}

/** The origin of what a letter brought; panels and orders have origins of their own. */
export const FROM_LETTER = Symbol('from a letter');

const keyOf = ({ section, note }: DocumentName): string => `${section}|${note ?? ''}`;

/**
 * Yjs can hold every update and still keep some of them waiting. Taken out and applied again, they go in, for as
 * long as each time fewer are left.
 */
const applyWhatWaits = (doc: Y.Doc): void => {
  let left = Number.POSITIVE_INFINITY;
  for (;;) {
    const waiting = doc.store.pendingStructs;
    const waitingDeletions = doc.store.pendingDs;
    const size = (waiting?.update.length ?? 0) + (waitingDeletions?.length ?? 0);
    if (size === 0 || size >= left) return;
    left = size;
    doc.store.pendingStructs = null;
    doc.store.pendingDs = null;
    doc.transact(() => {
      if (waiting !== null) Y.applyUpdateV2(doc, waiting.update, FROM_LETTER);
      if (waitingDeletions !== null) Y.applyUpdateV2(doc, waitingDeletions, FROM_LETTER);
    }, FROM_LETTER);
  }
};

/** What an update holds. Yjs and lib0 throw errors of many kinds for bytes that are none; here they are one. */
const structsOf = (update: Uint8Array): ReturnType<typeof Y.decodeUpdate>['structs'] => {
  try {
    return Y.decodeUpdate(update).structs;
  } catch {
    throw new Malformed('not an update');
  }
};

interface Span {
  readonly from: number;
  readonly to: number;
}

const pointsOf = ({ origin, rightOrigin, parent }: Y.Item): readonly Y.ID[] =>
  [origin, rightOrigin, parent].filter((point): point is Y.ID => point instanceof Y.ID);
const isAhead = (point: Y.ID, { client, clock }: Y.ID): boolean =>
  point.client === client && point.clock >= clock;

/** The clocks that an update holds, when it holds only those of one client without a gap; null otherwise. */
const spanOf = (update: Uint8Array, client: number): Span | null | 'nothing' => {
  const structs = structsOf(update);
  const [first] = structs;
  if (first === undefined) return 'nothing';
  let next = first.id.clock;
  for (const struct of structs) {
    if (struct.id.client !== client || struct.id.clock !== next) return null;
    if (!(struct instanceof Y.Item) && !(struct instanceof Y.GC)) return null;
    // Yjs throws in the middle of an update for an item that hangs on itself or on a later one of its own writer.
    if (struct instanceof Y.Item && pointsOf(struct).some((id) => isAhead(id, struct.id)))
      return null;
    next += struct.length;
  }
  return { from: first.id.clock, to: next };
};

/** Whether an update holds structs of this client only, without a gap. */
export const isWrittenBy = (update: Uint8Array, client: number): boolean =>
  spanOf(update, client) !== null;

export interface Documents {
  readonly records: (section: string) => Y.Doc;
  /** The note of a meeting; an empty one when nobody has written yet. */
  readonly note: (section: string, note: string) => Y.Doc;
  /** Applies letters, each chain in order; batches are taken one after the other. */
  readonly apply: (letters: readonly ReadableLetter[]) => Promise<readonly UnfitLetter[]>;
  /** Whether a change made on this device is one that a letter of its client can carry next. */
  readonly isNext: (name: DocumentName, update: Uint8Array, client: number) => boolean;
  /**
   * Says that a change made on this device is in its document, so that the next one of its run is known to
   * follow. False for one that no letter could carry: it holds what another wrote, or leaves a gap.
   */
  readonly noteLocal: (
    name: DocumentName,
    update: Uint8Array,
    client: number,
    device: string,
  ) => boolean;
  /** Hears the names of the documents that letters changed, once per batch. */
  readonly onApplied: (told: (changed: readonly DocumentName[]) => void) => () => void;
  /** The device that wrote under a Yjs client id, as its signed letters say. */
  readonly writerOf: (client: number) => string | null;
  /** Whether everything received is in; a snapshot is made only then. */
  readonly isSettled: () => boolean;
  readonly all: () => readonly (DocumentName & { readonly doc: Y.Doc })[];
  readonly writers: () => ReadonlyMap<number, string>;
  readonly destroy: () => void;
}

/** The parts of a large change that have come so far, and the run that writes them. */
interface Gathered {
  readonly run: string;
  readonly of: number;
  readonly bytes: Uint8Array[];
}

const chainOf = ({ author, section }: Pick<ReadableLetter, 'author' | 'section'>): string =>
  `${author}|${section}`;

const NOTHING_YET: Gathered = { run: '', of: 0, bytes: [] };

/** What a snapshot brings: documents as they were and who wrote under which client id. */
export interface DocumentsBefore {
  readonly states: readonly (DocumentName & { readonly state: Uint8Array })[];
  readonly writers: ReadonlyMap<number, string>;
}

export const openDocuments = (
  sections: readonly string[],
  before: DocumentsBefore | null,
): Documents => {
  const docs = new Map<string, DocumentName & { readonly doc: Y.Doc }>();
  const writers = new Map<number, string>(before?.writers ?? []);
  /** The clock at which the next update of a client in a document begins. */
  const clocks = new Map<string, number>();
  /** By author and section: a large change is written in one piece, so a chain is in the middle of one at most. */
  const parts = new Map<string, Gathered>();
  const clients = new Map<string, Promise<number>>();
  const listeners = new Set<(changed: readonly DocumentName[]) => void>();

  const docOf = (name: DocumentName): Y.Doc => {
    const key = keyOf(name);
    const known = docs.get(key);
    if (known !== undefined) return known.doc;
    const doc = new Y.Doc();
    docs.set(key, { section: name.section, note: name.note, doc });
    return doc;
  };
  for (const section of sections) docOf({ section, note: null });
  for (const { section, note, state } of before?.states ?? []) {
    const doc = docOf({ section, note });
    Y.applyUpdateV2(doc, state, FROM_LETTER);
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
      clocks.set(`${keyOf({ section, note })}|${client}`, clock);
    }
  }

  const clientFor = ({ author, run, section }: Omit<ReadableLetter, 'body'>): Promise<number> => {
    const key = `${author}|${run}|${section}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const made = clientOf(author, run, section);
    clients.set(key, made);
    return made;
  };

  /** Takes what a chain has gathered out of waiting; whatever comes now must go on with it or it was never finished. */
  const takeGathered = (letter: ReadableLetter): Gathered | null => {
    const gathered = parts.get(chainOf(letter)) ?? null;
    parts.delete(chainOf(letter));
    return gathered;
  };

  const changeOf = (
    letter: ReadableLetter,
    body: ChangeBody,
    before: Gathered | null,
  ): Change | 'more to come' => {
    if (body.kind === 'whole') return body.change;
    const gathered: Gathered =
      body.part === 0 ? { run: letter.run, of: body.parts, bytes: [] } : (before ?? NOTHING_YET);
    if (
      gathered.run !== letter.run ||
      gathered.of !== body.parts ||
      gathered.bytes.length !== body.part
    ) {
      throw new Malformed('a part out of order');
    }
    gathered.bytes.push(body.bytes);
    if (gathered.bytes.length === body.parts) return partsToChange(gathered.bytes);
    parts.set(chainOf(letter), gathered);
    return 'more to come';
  };

  /** Whether an update goes on where its client's last one in that document ended. */
  const goesOn = (name: DocumentName, client: number, span: Span): boolean =>
    span.from === (clocks.get(`${keyOf(name)}|${client}`) ?? 0);

  interface Fit {
    readonly name: DocumentName;
    readonly update: Uint8Array;
    readonly author: string;
  }

  /** Judges one letter; what it answers with `update` may be applied. Null: a part, with more to come. */
  const judge = (
    letter: ReadableLetter,
    client: number,
    before: Gathered | null,
  ): Fit | Unfit | null => {
    if (!sections.includes(letter.section)) return 'section unknown';
    try {
      const change = changeOf(letter, bodyToChange(letter.body), before);
      if (change === 'more to come') return null;
      const name: DocumentName = { section: letter.section, note: change.note };
      const span = spanOf(change.update, client);
      if (span === null) return 'another writer';
      if (span !== 'nothing') {
        if (!goesOn(name, client, span)) return 'out of step';
        clocks.set(`${keyOf(name)}|${client}`, span.to);
      }
      writers.set(client, letter.author);
      return { name, update: change.update, author: letter.author };
    } catch (error) {
      if (error instanceof Malformed) return 'not a change';
      throw error;
    }
  };

  const applyInTurn = async (
    letters: readonly ReadableLetter[],
  ): Promise<readonly UnfitLetter[]> => {
    const withClients: (readonly [ReadableLetter, number])[] = [];
    for (const letter of letters) withClients.push([letter, await clientFor(letter)]);
    const unfit: UnfitLetter[] = [];
    const fits = new Map<string, Fit[]>();
    for (const [letter, client] of withClients) {
      const before = takeGathered(letter);
      const judged = judge(letter, client, before);
      // The letter that broke off a large change stands by itself; the unfinished change is what is set aside.
      const isBrokenOff =
        before !== null && before.bytes.length < before.of && parts.get(chainOf(letter)) !== before;
      if (isBrokenOff) {
        unfit.push({ author: letter.author, why: 'not a change' });
      }
      if (judged === null) continue;
      if (typeof judged === 'string') {
        unfit.push({ author: letter.author, why: judged });
        continue;
      }
      const key = keyOf(judged.name);
      const list = fits.get(key);
      if (list === undefined) fits.set(key, [judged]);
      else list.push(judged);
    }
    const changed: DocumentName[] = [];
    for (const list of fits.values()) {
      const [first] = list;
      if (first === undefined) continue;
      const doc = docOf(first.name);
      changed.push(first.name);
      // One transaction for the batch: thousands of letters cost one round of observers.
      doc.transact(() => {
        for (const { update, author } of list) {
          try {
            Y.applyUpdate(doc, update, FROM_LETTER);
          } catch {
            // The rules above leave no update that Yjs is known to throw at. If one is found, the letter is durable
            // and comes again at every opening: it must never keep the notebook closed.
            unfit.push({ author, why: 'not a change' });
          }
        }
      }, FROM_LETTER);
      applyWhatWaits(doc);
    }
    if (changed.length > 0) for (const told of listeners) told(changed);
    return unfit;
  };
  // Finding a client id takes time: a later batch must not overtake an earlier one of the same chain.
  const inTurn = makeQueue();

  return {
    records: (section) => docOf({ section, note: null }),
    note: (section, note) => docOf({ section, note }),
    apply: (letters) => inTurn(() => applyInTurn(letters)),
    isNext: (name, update, client) => {
      const span = spanOf(update, client);
      return span === 'nothing' || (span !== null && goesOn(name, client, span));
    },
    noteLocal: (name, update, client, device) => {
      const span = spanOf(update, client);
      if (span === null) return false;
      writers.set(client, device);
      if (span === 'nothing') return true;
      if (!goesOn(name, client, span)) return false;
      clocks.set(`${keyOf(name)}|${client}`, span.to);
      return true;
    },
    onApplied: (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    writerOf: (client) => writers.get(client) ?? null,
    isSettled: () =>
      parts.size === 0 &&
      [...docs.values()].every(
        ({ doc }) => doc.store.pendingStructs === null && doc.store.pendingDs === null,
      ),
    all: () => [...docs.values()],
    writers: () => writers,
    destroy: () => {
      for (const { doc } of docs.values()) doc.destroy();
      docs.clear();
    },
  };
};
