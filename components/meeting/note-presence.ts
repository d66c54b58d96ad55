/** Who else has the note open, and where they write. */
import { Extension } from '@tiptap/core';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { NoteReplica } from '@/lib/link/link';

type Awareness = NoteReplica['awareness'];

export interface OtherWriter {
  readonly client: number;
  readonly name: string;
  readonly initials: string;
}

const LONGEST_NAME = 200;
const TONES = 6;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, LONGEST_NAME).trim() : '';

/** Up to two capital letters: `AO` for Ada Okafor. */
export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/u).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => word?.charAt(0).toUpperCase() ?? '').join('');
};

/** The same colour for the same name on every screen; colour never stands without the name. */
export const toneOf = (name: string): number =>
  Array.from(name, (letter) => letter.codePointAt(0) ?? 0).reduce(
    (tone, code) => (tone * 31 + code) % 65_521,
    0,
  ) % TONES;

/** The other people in the note, by name; one person with two windows counts once. */
export const othersIn = (awareness: Awareness): readonly OtherWriter[] => {
  const byName = new Map<string, OtherWriter>();
  for (const [client, state] of awareness.getStates()) {
    if (client === awareness.clientID || !isObject(state)) continue;
    const user: unknown = state['user'];
    if (!isObject(user)) continue;
    const name = textOf(user['name']);
    if (name === '' || byName.has(name)) continue;
    byName.set(name, {
      client,
      name,
      initials: textOf(user['initials']).slice(0, 3) || initialsOf(name),
    });
  }
  return [...byName.values()].toSorted((one, other) => one.name.localeCompare(other.name));
};

const firstName = (name: string): string => name.split(/\s+/u)[0] ?? name;

/** `Ada and Rita are editing too`; empty when nobody is. */
export const presenceWords = (others: readonly OtherWriter[]): string => {
  const [one, two, ...more] = others.map((other) => firstName(other.name));
  if (one === undefined) return '';
  if (two === undefined) return `${one} is editing too`;
  if (more.length === 0) return `${one} and ${two} are editing too`;
  return `${one}, ${two} and ${more.length} ${more.length === 1 ? 'other' : 'others'} are editing too`;
};

const isPlace = (place: unknown): boolean =>
  isObject(place) &&
  [place['type'], place['item']].every(
    (id) =>
      id === undefined ||
      id === null ||
      (isObject(id) && typeof id['client'] === 'number' && typeof id['clock'] === 'number'),
  );

/** Whether someone's cursor has the shape that the editor can place; a malformed one would stop the editor. */
export const isCursor = (cursor: unknown): boolean =>
  isObject(cursor) && isPlace(cursor['anchor']) && isPlace(cursor['head']);

/**
 * Marks where others write: a thin line that shows the name when pointed at. At 360 pixels a standing label
 * would cover the text, so the names stand in the list above the note.
 */
export const notePresence = (awareness: Awareness): Extension =>
  Extension.create({
    name: 'notePresence',
    addProseMirrorPlugins: () => [
      yCursorPlugin(awareness, {
        awarenessStateFilter: (mine: number, theirs: number, state: unknown) =>
          mine !== theirs && isObject(state) && isCursor(state['cursor']),
        cursorBuilder: (user: { readonly name: unknown }) => {
          const caret = document.createElement('span');
          const name = textOf(user.name);
          caret.className = `app-note__caret app-tone-${toneOf(name)}`;
          caret.dataset['name'] = name;
          caret.title = name;
          caret.setAttribute('aria-hidden', 'true');
          return caret;
        },
        selectionBuilder: (user: { readonly name: unknown }) => ({
          class: `app-note__selection app-tone-${toneOf(textOf(user.name))}`,
        }),
      }),
    ],
  });
