/** People who write in the documents of one section, and the letters that their changes become. */
import * as Y from 'yjs';
import { changeToBodies } from '@/lib/session/change';
import {
  FROM_LETTER,
  openDocuments,
  type Documents,
  type ReadableLetter,
} from '@/lib/session/documents';
import { clientOf } from '@/lib/session/run';

export const SECTION = '5e'.repeat(16);
export const deviceId = (number: number): string => number.toString(16).padStart(2, '0').repeat(32);
export const runId = (number: number): string => number.toString(16).padStart(2, '0').repeat(16);

/** A small generator (mulberry32) of numbers from 0 to below `most`. */
export type Dice = (most: number) => number;
export const diceFrom = (seed: number): Dice => {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
};

/** The update that a change makes; null when it changes nothing. */
export const updateOf = (doc: Y.Doc, change: () => void): Uint8Array | null => {
  const updates: Uint8Array[] = [];
  const gather = (update: Uint8Array, origin: unknown): void => {
    if (origin !== FROM_LETTER) updates.push(update);
  };
  doc.on('update', gather);
  doc.transact(change, 'here');
  doc.off('update', gather);
  return updates.length === 0 ? null : Y.mergeUpdates(updates);
};

export interface Writer {
  readonly author: string;
  readonly documents: Documents;
  /** Changes the records (null) or a note and answers with the letters of the change. */
  readonly edit: (note: string | null, change: (doc: Y.Doc) => void) => readonly ReadableLetter[];
}

export const writer = async (number: number, section = SECTION): Promise<Writer> => {
  const author = deviceId(number);
  const documents = openDocuments([section], null);
  const runs = new Map<string | null, { readonly run: string; readonly client: number }>();
  for (const [index, note] of [null, 'meeting-1', 'meeting-2'].entries()) {
    const run = runId(number * 16 + index);
    runs.set(note, { run, client: await clientOf(author, run, section) });
  }
  return {
    author,
    documents,
    edit: (note, change) => {
      const run = runs.get(note);
      if (run === undefined) throw new Error('a note that nobody sits at');
      const doc = note === null ? documents.records(section) : documents.note(section, note);
      doc.clientID = run.client;
      const update = updateOf(doc, () => change(doc));
      if (update === null) return [];
      if (!documents.noteLocal({ section, note }, update, run.client, author)) {
        throw new Error('a change that nobody could apply');
      }
      return changeToBodies({ note, update }).map((body) => ({
        section,
        author,
        run: run.run,
        body,
      }));
    },
  };
};

const FIELDS = ['startsOn', 'endsOn', 'state'] as const;

/** One random change: of the same few fields, of a list, or of the text of a note. */
export const randomEdit = (one: Writer, dice: Dice): readonly ReadableLetter[] => {
  if (dice(2) === 0) {
    return one.edit(null, (doc) => {
      const records = doc.getMap('secondment');
      const history = doc.getArray('history');
      for (let times = 1 + dice(2); times > 0; times -= 1) {
        const key = `s${dice(2)}/${FIELDS[dice(FIELDS.length)] ?? ''}`;
        if (dice(5) === 0) records.delete(key);
        else records.set(key, dice(1000));
      }
      history.push([dice(1000)]);
    });
  }
  const note = dice(3) === 0 ? 'meeting-2' : 'meeting-1';
  return one.edit(note, (doc) => {
    const fragment = doc.getXmlFragment('note');
    if (fragment.length === 0 || dice(6) === 0) {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText('begun')]);
      fragment.insert(dice(fragment.length + 1), [paragraph]);
      return;
    }
    const at = dice(fragment.length);
    const paragraph = fragment.get(at);
    const text = paragraph instanceof Y.XmlElement ? paragraph.get(0) : null;
    if (dice(8) === 0) fragment.delete(at, 1);
    else if (text instanceof Y.XmlText && text.length > 3 && dice(3) === 0) {
      text.delete(dice(text.length - 2), 2);
    } else if (text instanceof Y.XmlText) {
      text.insert(dice(text.length + 1), 'abcdefgh'.slice(0, 1 + dice(8)));
    }
  });
};

/**
 * What some people write while they hear of each other now and then. Answers with each one's chain: the letters in
 * the order in which they were written.
 */
export const conversation = async (
  seed: number,
  people: number,
  steps: number,
): Promise<readonly (readonly ReadableLetter[])[]> => {
  const dice = diceFrom(seed);
  const writers: Writer[] = [];
  for (let number = 1; number <= people; number += 1) writers.push(await writer(number));
  const chains: ReadableLetter[][] = writers.map(() => []);
  const heard = writers.map(() => writers.map(() => 0));
  for (let step = 0; step < steps; step += 1) {
    const at = dice(people);
    const one = writers[at];
    if (one === undefined) continue;
    const from = dice(people);
    const said = chains[from]?.slice(heard[at]?.[from]) ?? [];
    if (from !== at && said.length > 0) {
      const some = said.slice(0, 1 + dice(said.length));
      await one.documents.apply(some);
      const known = heard[at];
      if (known !== undefined) known[from] = (known[from] ?? 0) + some.length;
    }
    chains[at]?.push(...randomEdit(one, dice));
  }
  for (const { documents } of writers) documents.destroy();
  return chains;
};

/** All letters in one random order that keeps each chain's. */
export const interleaved = <T>(chains: readonly (readonly T[])[], dice: Dice): readonly T[] => {
  const next = chains.map(() => 0);
  const order: T[] = [];
  const left = new Set(chains.flatMap((chain, at) => (chain.length > 0 ? [at] : [])));
  while (left.size > 0) {
    const at = [...left][dice(left.size)] ?? 0;
    const chain = chains[at] ?? [];
    // Now and then a long piece of one chain, as after a partition.
    for (let piece = dice(4) === 0 ? chain.length : 1; piece > 0; piece -= 1) {
      const letter = chain[next[at] ?? 0];
      if (letter === undefined) break;
      order.push(letter);
      next[at] = (next[at] ?? 0) + 1;
    }
    if ((next[at] ?? 0) >= chain.length) left.delete(at);
  }
  return order;
};

export const batches = <T>(items: readonly T[], dice: Dice): readonly (readonly T[])[] => {
  const cut: T[][] = [];
  for (let at = 0; at < items.length;) {
    const size = 1 + dice(dice(3) === 0 ? items.length : 4);
    cut.push(items.slice(at, at + size));
    at += size;
  }
  return cut;
};

export const shuffled = <T>(items: readonly T[], dice: Dice): readonly T[] => {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = dice(at + 1);
    const [a, b] = [order[at], order[other]];
    if (a === undefined || b === undefined) continue;
    order[at] = b;
    order[other] = a;
  }
  return order;
};

/** Everything that a reader could tell two copies apart by. */
export const contentOf = (documents: Documents): string => {
  const docs = documents.all().map(({ section, note, doc }) => {
    const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))];
    return [
      `${section}|${note ?? ''}`,
      note === null
        ? [
            [...doc.getMap('secondment').entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)),
            doc.getArray('history').toJSON(),
          ]
        : doc.getXmlFragment('note').toJSON(),
      clocks.toSorted(([a], [b]) => a - b),
    ] as const;
  });
  return JSON.stringify(docs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
