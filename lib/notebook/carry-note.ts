/**
 * Brings the text of a note from one place into another. The text is copied, since a change may only hold what its own
 * writer wrote; how far the other place has been read is kept beside it. Text that was written late in the other place
 * is put at the end, whole paragraph by whole paragraph, under words that say so: nothing is lost, and nobody's
 * sentence is changed.
 */
import { decodeStateVector, encodeStateVector, XmlElement, XmlText } from 'yjs';
import type { Doc } from 'yjs';
import { follow, partsOf, type Part } from './follow-text';
import { noteFragment, noteMeta } from './layout';

export const LATE_WORDS = 'Written in the earlier copy of this note:';

/** A deeper note than anyone's is not followed further. */
const DEEPEST = 40;

const readKey = (place: string): string => `read ${place}`;

/** How far the other place had been read when its text was last brought here; by client the clock. */
const readSoFar = (here: Doc, place: string): ReadonlyMap<number, number> => {
  const stored = noteMeta(here).get(readKey(place));
  if (!(stored instanceof Uint8Array)) return new Map();
  try {
    return decodeStateVector(stored);
  } catch {
    return new Map();
  }
};

/** Whether anything in a part of a note was written after what was read. */
const isLate = (part: Part, read: ReadonlyMap<number, number>, depth = 0): boolean => {
  const own = part._item;
  if (own !== null && own.id.clock >= (read.get(own.id.client) ?? 0)) return true;
  if (depth >= DEEPEST) return false;
  for (let item = part._start; item !== null; item = item.right) {
    if (!item.deleted && item.id.clock + item.length > (read.get(item.id.client) ?? 0)) return true;
  }
  return part instanceof XmlElement && partsOf(part).some((one) => isLate(one, read, depth + 1));
};

const paragraph = (words: string): XmlElement => {
  const element = new XmlElement('paragraph');
  element.insert(0, [new XmlText(words)]);
  return element;
};

/** A place of a note: its section, and the document there. */
export interface NotePlace {
  readonly place: string;
  readonly doc: Doc;
}

/** The paragraphs that were written there and not yet brought here. */
const lateParts = (from: NotePlace, to: NotePlace): readonly Part[] => {
  const read = readSoFar(to.doc, from.place);
  return partsOf(noteFragment(from.doc)).filter((part) => isLate(part, read));
};

export const hasLateText = (from: NotePlace, to: NotePlace): boolean =>
  lateParts(from, to).length > 0;

/**
 * Brings the text over, within a change of `to`. Where all that stands in `to` had been brought to `from` before, `to`
 * becomes as `from` is, by as few changes as may be: whoever writes in it meanwhile goes on in the same sentences.
 * False: there was nothing to bring.
 */
export const carryNote = (from: NotePlace, to: NotePlace): boolean => {
  const late = lateParts(from, to);
  if (late.length === 0) return false;
  const note = noteFragment(to.doc);
  if (hasLateText(to, from)) {
    note.insert(note.length, [paragraph(LATE_WORDS), ...late.map((part) => part.clone())]);
  } else {
    follow(note, partsOf(noteFragment(from.doc)));
  }
  noteMeta(to.doc).set(readKey(from.place), encodeStateVector(from.doc));
  return true;
};
