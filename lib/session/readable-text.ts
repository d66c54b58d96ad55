/** The text that stands in changes which are in no document, for whoever wants to copy it from there. */
import * as Y from 'yjs';
import { soundnessOf } from './sound-update';

const LONGEST_TEXT = 20_000;

interface Gone {
  readonly from: number;
  readonly to: number;
}

/** Text of an item without what the same changes deleted of it. */
const standing = (item: Y.Item, text: string, gone: readonly Gone[]): string => {
  const { clock } = item.id;
  const near = gone.filter(({ from, to }) => from < clock + text.length && clock < to);
  if (near.length === 0) return text;
  return Array.from({ length: text.length }, (_, at) => at)
    .filter((at) => !near.some(({ from, to }) => from <= clock + at && clock + at < to))
    .map((at) => text[at])
    .join('');
};

/** What an item says in words; empty for all else. */
export const wordsOf = (item: Y.Item): string => {
  const { content } = item;
  if (content instanceof Y.ContentString) return content.str;
  if (!(content instanceof Y.ContentAny)) return '';
  return content.arr.filter((value): value is string => typeof value === 'string').join('\n');
};

/**
 * What updates of one writer say, in the order of writing: what was typed on goes on in its line, all else begins a
 * new one. Cut after `most` characters; nothing of an update that is not sound.
 */
export const readableText = (
  updates: readonly Uint8Array[],
  most: number = LONGEST_TEXT,
): string => {
  const read = updates.flatMap((update) => {
    if (soundnessOf(update) !== 'sound') return [];
    try {
      return [Y.decodeUpdate(update)];
    } catch {
      return [];
    }
  });
  const gone = new Map<number, Gone[]>();
  for (const { ds } of read) {
    for (const [client, ranges] of ds.clients) {
      const known = gone.get(client) ?? [];
      known.push(...ranges.map(({ clock, len }) => ({ from: clock, to: clock + len })));
      gone.set(client, known);
    }
  }
  let text = '';
  let end: Y.ID | null = null;
  for (const struct of read.flatMap(({ structs }) => structs)) {
    if (!(struct instanceof Y.Item)) continue;
    const words = wordsOf(struct);
    if (words === '') continue;
    const goesOn = end !== null && Y.compareIDs(struct.origin, end);
    end = Y.createID(struct.id.client, struct.id.clock + struct.length - 1);
    const left = standing(struct, words.slice(0, most), gone.get(struct.id.client) ?? []);
    if (left === '') continue;
    text += text === '' || goesOn ? left : `\n${left}`;
    if (text.length >= most) return text.slice(0, most);
  }
  return text;
};
