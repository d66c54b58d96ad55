/** What a panel holds of the engine: views to watch, orders to give, a note to write in. */
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Answer, OrderName, OrderOf, ViewName, Views } from './contract';

/** A panel's own copy of one open note, kept equal to the engine's. */
export interface NoteReplica {
  readonly doc: Y.Doc;
  /** Who is here and where they write; other people's entries carry {name, initials}. */
  readonly awareness: Awareness;
  /** Called with the time (ms) at which all that was typed so far was durable; null while something is not. */
  readonly onSaved: (told: (savedAt: number | null) => void) => () => void;
  /** Sends what is left and waits until it is durable. */
  readonly close: () => Promise<void>;
}

export type NoteOpening =
  | { readonly state: 'open'; readonly replica: NoteReplica }
  /** Not this person's to change, or written with a newer form: shown by the view `note`, never edited. */
  | { readonly state: 'read only' }
  | { readonly state: 'refused'; readonly why: string };

export interface Link {
  /** Calls `told` at once when the value is known, and again at each change. Returns the way to stop. */
  readonly watch: <Name extends ViewName>(
    name: Name,
    id: string | null,
    told: (value: Views[Name]) => void,
  ) => () => void;
  readonly order: <Name extends OrderName>(name: Name, order: OrderOf<Name>) => Promise<Answer>;
  readonly openNote: (meeting: string) => Promise<NoteOpening>;
}
