/**
 * The readable documents of one open notebook: one for the records of each section and one for each note.
 *
 * They live in the engine's memory only. What comes from a letter is applied by one rule: an update holds structs
 * of the client id that its letter names and of no other, and goes on where that client's last update ended. Yjs
 * itself does not check this, and two updates under one id and clock make copies differ for ever.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import {
  bodyToChange,
  partsToChange,
  type AuditLines,
  type Change,
  type ChangeBody,
  type StatePart,
} from './change';
import { wordsOf } from './readable-text';
import { clientOf } from './run';
import { MOST, soundnessOf } from './sound-update';
import { Malformed } from '@/lib/parse/bytes';
import { makeQueue } from '@/lib/vault/queue';

export interface ReadableLetter {
  readonly section: string;
  readonly author: string;
  readonly run: string;
  readonly body: Uint8Array;
  /** Names the letter where it is set aside. */
  readonly id?: string;
  /**
   * That it is left out: its places are taken and nothing of it is shown. 'whole' for one that was named, 'after' for
   * one that its run wrote after such a one.
   */
  readonly leftOut?: 'whole' | 'after';
}

/** Why a letter was set aside although its seal and signature hold. */
export const UNFIT = {
  'not a change': 'A change that this version cannot read.',
  'another writer': 'A change that claims to be written by somebody else.',
  'out of step': 'A change that does not follow the one before it.',
  'section unknown': 'A change for a part of the notebook that does not exist here.',
  harmful: 'A change that could stop this notebook from working.',
  unfinished: 'A long change of which not every piece has come.',
} as const;
export type Unfit = keyof typeof UNFIT;

export interface UnfitLetter {
  readonly author: string;
  readonly why: Unfit;
  /** The letter; of a large change the first of its letters. */
  readonly letter?: string;
}

/** One that is kept on record, with the section that it was written for. */
export interface KeptUnfit extends UnfitLetter {
  readonly section: string;
}

/** A letter that is left out, as far as it is known: what can be read of it is in its update. */
export interface OutLetter {
  readonly section: string;
  readonly author: string;
  readonly run: string;
  readonly letter: string;
  readonly leftOut: 'whole' | 'after';
  /** Of the change that it ends; null when there is none, or it is too large to be kept for this. */
  readonly update: Uint8Array | null;
}

/** Text of somebody else that stood inside what was left out, and went with it. */
export interface LostText {
  readonly section: string;
  readonly author: string;
  readonly text: string;
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

const missingIn = ({ store }: Y.Doc): readonly number[] => [
  ...(store.pendingStructs?.missing.keys() ?? []),
  ...(store.pendingDs === null ? [] : Y.decodeUpdateV2(store.pendingDs).ds.clients.keys()),
];

/**
 * Where each client of a document ends, with what waits in it: a run goes on after its last letter, whether or not that
 * is in already. Read from the document, since reading a whole state a second time costs as much as opening it.
 */
const endsIn = ({ store }: Y.Doc): ReadonlyMap<number, number> => {
  const ends = new Map(
    [...store.clients.keys()].map((client) => [client, Y.getState(store, client)]),
  );
  const waiting = store.pendingStructs;
  if (waiting === null) return ends;
  for (const [client, clock] of Y.parseUpdateMetaV2(waiting.update).to) {
    ends.set(client, Math.max(clock, ends.get(client) ?? 0));
  }
  return ends;
};

/** An update that Yjs must not be given. */
class Harmful extends Error {}

type Structs = ReturnType<typeof Y.decodeUpdate>['structs'];

/**
 * What an update holds. Yjs and lib0 throw errors of many kinds for bytes that are none; here they are one. Throws
 * {@link Harmful} for what would fill the memory or never end.
 */
const structsOf = (update: Uint8Array): Structs => {
  const soundness = soundnessOf(update);
  if (soundness === 'harmful') throw new Harmful();
  if (soundness === 'not an update') throw new Malformed(soundness);
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

const idOf = (id: Y.ID | null): string => (id === null ? '' : `${id.client} ${id.clock}`);

/** Throws for what Yjs takes and comes to no end with, or a reader of its tree does not. */
const mustEnd = (structs: Structs): void => {
  const together = new Map<string, number>();
  const nested = new Map<number, number>();
  for (const struct of structs) {
    if (struct.length === 0) throw new Harmful();
    if (!(struct instanceof Y.Item)) continue;
    const { origin, parent, rightOrigin, parentSub, id } = struct;
    const place =
      origin === null && parent instanceof Y.ID
        ? `in ${idOf(parent)} ${parentSub ?? ''}`
        : `after ${idOf(origin)} ${origin === null ? `${typeof parent === 'string' ? parent : ''} ${parentSub ?? ''}` : ''}`;
    const here = (together.get(place) ?? 0) + 1;
    if (rightOrigin !== null && here > MOST.together) throw new Harmful();
    together.set(place, here);
    if (!(struct.content instanceof Y.ContentType)) continue;
    // Nesting within one update: whoever builds a deep tree in a hurry.
    const inside = parent instanceof Y.ID && parent.client === id.client ? parent.clock : -1;
    const depth = (nested.get(inside) ?? 0) + 1;
    if (depth > MOST.nested) throw new Harmful();
    nested.set(id.clock, depth);
  }
};

/** The clocks that an update holds, when it holds only those of one client without a gap; null otherwise. */
const spanIn = (structs: Structs, client: number): Span | null | 'nothing' => {
  mustEnd(structs);
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
  if (next > MOST.clock) throw new Harmful();
  return { from: first.id.clock, to: next };
};
const spanOf = (update: Uint8Array, client: number): Span | null | 'nothing' =>
  spanIn(structsOf(update), client);

/**
 * The places of an update from a clock on with nothing in them. `isHeld` says which keep where they lie, so that what others wrote
 * beside them stays where it is; of all others not even that is left, and Yjs drops what hangs on them.
 */
const emptied = (all: Structs, from: number, isHeld: (struct: Y.Item) => boolean): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1();
  const structs = all.filter(({ id, length }) => id.clock + length > from);
  const [first] = structs;
  encoding.writeVarUint(encoder.restEncoder, first === undefined ? 0 : 1);
  if (first !== undefined) {
    encoding.writeVarUint(encoder.restEncoder, structs.length);
    encoder.writeClient(first.id.client);
    encoding.writeVarUint(encoder.restEncoder, Math.max(first.id.clock, from));
    for (const struct of structs) {
      const place =
        struct instanceof Y.Item && isHeld(struct)
          ? new Y.Item(
              struct.id,
              null,
              struct.origin,
              null,
              struct.rightOrigin,
              struct.parent,
              struct.parentSub,
              new Y.ContentDeleted(struct.length),
            )
          : new Y.GC(struct.id, struct.length);
      place.write(encoder, Math.max(0, from - struct.id.clock));
    }
  }
  // It deletes nothing.
  encoding.writeVarUint(encoder.restEncoder, 0);
  return encoder.toUint8Array();
};

const besides = ({ origin, rightOrigin }: Y.Item): readonly Y.ID[] =>
  [origin, rightOrigin].filter((point) => point !== null);

/**
 * Of letters that are left out, the items beside which others wrote: those and what they lie beside themselves. All
 * else gives way, so that a field shows again what stood there before.
 */
const heldPlaces = (out: readonly Structs[], others: readonly Structs[]): ReadonlySet<Y.Item> => {
  const byClient = new Map<number, Y.Item[]>();
  for (const structs of out) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue;
      const list = byClient.get(struct.id.client) ?? [];
      list.push(struct);
      byClient.set(struct.id.client, list);
    }
  }
  const held = new Set<Y.Item>();
  if (byClient.size === 0) return held;
  const points: Y.ID[] = others.flatMap((structs) =>
    structs.flatMap((struct) => (struct instanceof Y.Item ? besides(struct) : [])),
  );
  for (let point = points.pop(); point !== undefined; point = points.pop()) {
    const item = itemAt(byClient.get(point.client) ?? [], point.clock);
    if (item === null || held.has(item)) continue;
    held.add(item);
    points.push(...besides(item));
  }
  return held;
};

/** The item that holds a clock, of items in the order of their clocks. */
const itemAt = (items: readonly Y.Item[], clock: number): Y.Item | null => {
  let from = 0;
  let to = items.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const item = items[middle];
    if (item === undefined) return null;
    if (clock < item.id.clock) to = middle;
    else if (clock >= item.id.clock + item.length) from = middle + 1;
    else return item;
  }
  return null;
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
  /** Whether everything received is in, and nothing waits for what has not come. */
  readonly isSettled: () => boolean;
  /** The clients on whose writing something waits. */
  readonly missing: () => ReadonlySet<number>;
  /** What was set aside and what waits to be whole, oldest first; of a great many the first. */
  readonly unfit: () => readonly KeptUnfit[];
  readonly lost: () => readonly LostText[];
  /** The letters that are left out, each chain in order. */
  readonly leftOut: () => readonly OutLetter[];
  /** Whether something came that hangs on what gave way to a letter left out: these documents are to be built again. */
  readonly isStale: () => boolean;
  /** What is no part of any document and must outlive them: a snapshot carries it. */
  readonly rest: () => DocumentsRest;
  readonly all: () => readonly (DocumentName & { readonly doc: Y.Doc })[];
  readonly writers: () => ReadonlyMap<number, string>;
  readonly destroy: () => void;
}

/** The parts of a large change that have come so far, and the run that writes them. */
interface Gathered {
  readonly run: string;
  readonly of: number;
  readonly bytes: Uint8Array[];
  /** The first of its letters, and how that is left out: so is the whole change. */
  readonly letter?: string;
  readonly leftOut?: ReadableLetter['leftOut'];
}

/** Where in a document a letter was left out. */
export interface Vacancy {
  readonly name: DocumentName;
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** What documents know beside what is written in them. */
export interface DocumentsRest {
  /** Large changes that are not whole: a chain may end in one, and go on later or never. */
  readonly parts: readonly {
    readonly author: string;
    readonly section: string;
    readonly run: string;
    readonly of: number;
    readonly bytes: readonly Uint8Array[];
    readonly letter: string | null;
  }[];
  readonly unfit: readonly KeptUnfit[];
  readonly lost: readonly LostText[];
  readonly vacancies: readonly Vacancy[];
}

/** So many are named; there may be more. */
const MOST_UNFIT = 2_000;
const MOST_LOST = 2_000;
const LONGEST_LOST = 2_000;
/** Bytes of updates that are left out and kept to be read, of one and of all together. */
const LARGEST_OUT = { one: 1024 * 1024, all: 8 * 1024 * 1024 } as const;

const chainOf = ({ author, section }: Pick<ReadableLetter, 'author' | 'section'>): string =>
  `${author}|${section}`;

const partsKey = (chain: string): Pick<ReadableLetter, 'author' | 'section'> => {
  const at = chain.indexOf('|');
  return { author: chain.slice(0, at), section: chain.slice(at + 1) };
};

const NOTHING_YET: Gathered = { run: '', of: 0, bytes: [] };

const isVacantIn = (
  vacancies: readonly Vacancy[],
  name: DocumentName,
  { client, clock }: Y.ID,
): boolean =>
  vacancies.some(
    (one) =>
      one.client === client &&
      one.from <= clock &&
      clock < one.to &&
      keyOf(one.name) === keyOf(name),
  );

/** What a snapshot brings: documents as they were and who wrote under which client id. */
export interface DocumentsBefore {
  readonly states: readonly (DocumentName & { readonly state: Uint8Array })[];
  readonly writers: ReadonlyMap<number, string>;
  readonly rest?: DocumentsRest;
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
    for (const [client, clock] of endsIn(doc)) {
      clocks.set(`${keyOf({ section, note })}|${client}`, clock);
    }
  }
  const isHere = ({ section }: { readonly section: string }): boolean => sections.includes(section);
  const setAside: KeptUnfit[] = (before?.rest?.unfit ?? []).filter(isHere);
  const lost: LostText[] = (before?.rest?.lost ?? []).filter(isHere);
  const vacancies: Vacancy[] = (before?.rest?.vacancies ?? []).filter(({ name }) => isHere(name));
  let isStale = false;
  const outs = new Map<string, OutLetter>();
  let outBytes = 0;
  for (const { author, section, run, of, bytes, letter } of before?.rest?.parts ?? []) {
    if (!isHere({ section })) continue;
    const begun: Gathered = { run, of, bytes: [...bytes] };
    parts.set(chainOf({ author, section }), letter === null ? begun : { ...begun, letter });
  }

  const setApart = (unfit: UnfitLetter, section: string): UnfitLetter => {
    if (setAside.length < MOST_UNFIT) setAside.push({ ...unfit, section });
    return unfit;
  };

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
    body: Exclude<ChangeBody, StatePart | AuditLines>,
    before: Gathered | null,
  ): Change | 'more to come' => {
    if (body.kind === 'whole') return body.change;
    const gathered: Gathered =
      body.part === 0
        ? {
            run: letter.run,
            of: body.parts,
            bytes: [],
            ...(letter.id === undefined ? {} : { letter: letter.id }),
            ...(letter.leftOut === undefined ? {} : { leftOut: letter.leftOut }),
          }
        : (before ?? NOTHING_YET);
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
    /** Only where something is left out: of thousands of letters they would fill the memory. */
    readonly structs: Structs;
    /** Of what is left out, the first clock that has no place yet. */
    readonly from: number;
    readonly letter: ReadableLetter;
    readonly leftOut: ReadableLetter['leftOut'];
  }

  /** Judges one letter; what it answers with `update` may be applied. Null: nothing to apply, or more to come. */
  const judge = (
    letter: ReadableLetter,
    client: number,
    before: Gathered | null,
    isHollow: boolean,
  ): Fit | Unfit | null => {
    if (!isHere(letter)) return 'section unknown';
    try {
      const body = bodyToChange(letter.body);
      // A state is read by whoever opens the section from it, and audits are no document.
      if (body.kind === 'state' || body.kind === 'audit') return null;
      const change = changeOf(letter, body, before);
      if (change === 'more to come') return null;
      const name: DocumentName = { section: letter.section, note: change.note };
      const structs = structsOf(change.update);
      const span = spanIn(structs, client);
      if (span === null) return 'another writer';
      keepOut(letter, change.update);
      const from = clocks.get(`${keyOf(name)}|${client}`) ?? 0;
      if (span !== 'nothing') {
        const isOut = letter.leftOut !== undefined;
        // Of two branches of one run the second gives places for what it has above the first.
        const isBranch = isOut && span.from < from && from < span.to;
        if (!isOut && isVacantIn(vacancies, name, { client, clock: span.from })) {
          // It counts, and its places were given as if it did not.
          isStale = true;
          return null;
        }
        if (!isBranch && !goesOn(name, client, span)) return 'out of step';
        clocks.set(`${keyOf(name)}|${client}`, span.to);
        if (isOut) vacate({ name, client, from, to: span.to });
      }
      writers.set(client, letter.author);
      const leftOut = body.kind === 'part' ? (before?.leftOut ?? letter.leftOut) : letter.leftOut;
      const kept = isHollow ? structs : [];
      return { name, update: change.update, structs: kept, from, letter, leftOut };
    } catch (error) {
      if (error instanceof Malformed) return 'not a change';
      if (error instanceof Harmful) return 'harmful';
      throw error;
    }
  };

  const vacate = (vacancy: Vacancy): void => {
    const last = vacancies.at(-1);
    const goesOnFromLast =
      last !== undefined &&
      last.client === vacancy.client &&
      last.to === vacancy.from &&
      keyOf(last.name) === keyOf(vacancy.name);
    if (goesOnFromLast) vacancies.splice(-1, 1, { ...last, to: vacancy.to });
    else vacancies.push(vacancy);
  };

  const keepOut = (letter: ReadableLetter, update: Uint8Array | null): void => {
    const { section, author, run, id, leftOut } = letter;
    if (id === undefined || leftOut === undefined || outs.has(id)) return;
    const size = update?.length ?? 0;
    const isKept = size <= LARGEST_OUT.one && outBytes + size <= LARGEST_OUT.all;
    if (isKept) outBytes += size;
    outs.set(id, { section, author, run, letter: id, leftOut, update: isKept ? update : null });
  };

  const unfitOf = ({ author, id }: ReadableLetter, why: Unfit): UnfitLetter =>
    id === undefined ? { author, why } : { author, why, letter: id };

  const judgeAll = (
    letters: readonly (readonly [ReadableLetter, number])[],
    isHollow: boolean,
  ): { readonly fits: readonly Fit[]; readonly unfit: readonly UnfitLetter[] } => {
    const unfit: UnfitLetter[] = [];
    const fits: Fit[] = [];
    for (const [letter, client] of letters) {
      const before = takeGathered(letter);
      const judged = judge(letter, client, before, isHollow);
      keepOut(letter, null);
      // The letter that broke off a large change stands by itself; the unfinished change is what is set aside.
      const isBrokenOff =
        before !== null && before.bytes.length < before.of && parts.get(chainOf(letter)) !== before;
      const { author, section } = letter;
      if (isBrokenOff) {
        const begun = before.letter === undefined ? {} : { letter: before.letter };
        unfit.push(setApart({ author, why: 'not a change', ...begun }, section));
      }
      if (judged === null) continue;
      if (typeof judged !== 'string') fits.push(judged);
      // What is left out is named as such, and may be given again.
      else if (letter.leftOut === undefined) {
        const first = judged === 'harmful' ? before?.letter : undefined;
        const named = first === undefined ? letter : { ...letter, id: first };
        unfit.push(setApart(unfitOf(named, judged), section));
      }
    }
    return { fits, unfit };
  };

  /**
   * Keeps the text of others that went with what was left out; `doc` holds all of it by now. Yjs drops what is deleted
   * as well: only what hangs on a place that was left out counts, or on what went with it.
   */
  const keepLost = (doc: Y.Doc, name: DocumentName, fits: readonly Fit[]): void => {
    const dropped = fits.flatMap(({ structs, letter }) =>
      structs.flatMap((struct) => {
        if (!(struct instanceof Y.Item)) return [];
        if (struct.id.clock >= Y.getState(doc.store, struct.id.client)) return [];
        // Yjs says that it gives an item, and gives a gap where one was dropped.
        const there: unknown = Y.getItem(doc.store, struct.id);
        return there instanceof Y.GC ? [{ item: struct, letter }] : [];
      }),
    );
    const gone = [...vacancies];
    let left = dropped;
    for (;;) {
      const found = left.filter(({ item }) =>
        pointsOf(item).some((point) => isVacantIn(gone, name, point)),
      );
      if (found.length === 0) return;
      left = left.filter((one) => !found.includes(one));
      for (const { item, letter } of found) {
        const { client, clock } = item.id;
        gone.push({ name, client, from: clock, to: clock + item.length });
        const text = wordsOf(item).slice(0, LONGEST_LOST);
        if (text === '' || lost.length >= MOST_LOST) continue;
        lost.push({ section: letter.section, author: letter.author, text });
      }
    }
  };

  /** Applies what fits one document; one transaction, since thousands of letters then cost one round of observers. */
  const applyTo = (
    name: DocumentName,
    fits: readonly Fit[],
    placed: readonly Vacancy[],
  ): readonly UnfitLetter[] => {
    const doc = docOf(name);
    const unfit: UnfitLetter[] = [];
    const sound = fits.filter(({ leftOut }) => leftOut === undefined);
    const out = fits.filter(({ leftOut }) => leftOut !== undefined);
    const held = heldPlaces(
      out.map(({ structs }) => structs),
      sound.map(({ structs }) => structs),
    );
    const hangs = ({ structs }: Fit): boolean =>
      structs.some(
        (struct) =>
          struct instanceof Y.Item &&
          besides(struct).some((point) => isVacantIn(placed, name, point)),
      );
    isStale ||= placed.length > 0 && sound.some(hangs);
    try {
      doc.transact(() => {
        for (const { update, letter } of sound) {
          try {
            Y.applyUpdate(doc, update, FROM_LETTER);
          } catch {
            // The rules above leave no update that Yjs is known to throw at. If one is found, the letter is durable
            // and comes again at every opening: it must never keep the notebook closed.
            unfit.push(setApart(unfitOf(letter, 'harmful'), letter.section));
          }
        }
        for (const { structs, from } of out) {
          Y.applyUpdate(
            doc,
            emptied(structs, from, (struct) => held.has(struct)),
            FROM_LETTER,
          );
        }
      }, FROM_LETTER);
      applyWhatWaits(doc);
    } catch {
      // What waited, or what was left out, does harm itself; nobody can say which letter it was.
      const [first] = fits;
      if (first !== undefined) {
        const { author } = first.letter;
        unfit.push(setApart({ author, why: 'harmful' }, name.section));
      }
    }
    if (vacancies.some((one) => keyOf(one.name) === keyOf(name))) {
      keepLost(doc, name, sound);
    }
    return unfit;
  };

  const applyInTurn = async (
    letters: readonly ReadableLetter[],
  ): Promise<readonly UnfitLetter[]> => {
    const withClients: (readonly [ReadableLetter, number])[] = [];
    for (const letter of letters) withClients.push([letter, await clientFor(letter)]);
    const placed = [...vacancies];
    const isHollow = placed.length > 0 || letters.some(({ leftOut }) => leftOut !== undefined);
    const { fits, unfit } = judgeAll(withClients, isHollow);
    const changed: DocumentName[] = [];
    const all = [...unfit];
    for (const of of Map.groupBy(fits, ({ name }) => keyOf(name)).values()) {
      const [first] = of;
      if (first === undefined) continue;
      changed.push(first.name);
      all.push(...applyTo(first.name, of, placed));
    }
    if (changed.length > 0) for (const told of listeners) told(changed);
    return all;
  };
  /** Of what is left out nobody waits for the rest. */
  const unfinished = (): readonly (readonly [string, Gathered])[] =>
    [...parts].filter(([, { leftOut }]) => leftOut === undefined);
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
      unfinished().length === 0 &&
      [...docs.values()].every(
        ({ doc }) => doc.store.pendingStructs === null && doc.store.pendingDs === null,
      ),
    unfit: () => [
      ...setAside,
      ...unfinished().map(([chain, { letter }]): KeptUnfit => {
        const { author, section } = partsKey(chain);
        return { section, author, why: 'unfinished', ...(letter === undefined ? {} : { letter }) };
      }),
    ],
    missing: () => new Set([...docs.values()].flatMap(({ doc }) => missingIn(doc))),
    lost: () => lost,
    leftOut: () => [...outs.values()],
    isStale: () => isStale,
    rest: () => ({
      parts: [...parts].map(([chain, { run, of, bytes, letter }]) => ({
        ...partsKey(chain),
        run,
        of,
        bytes,
        letter: letter ?? null,
      })),
      unfit: setAside,
      lost,
      vacancies,
    }),
    all: () => [...docs.values()],
    writers: () => writers,
    destroy: () => {
      for (const { doc } of docs.values()) doc.destroy();
      docs.clear();
    },
  };
};
