/** A link without an engine: sample views, orders that are always done, drafts and place in memory. */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Answer, OrderName, ViewName, Views } from '@/lib/link/contract';
import type { Link, NoteOpening } from '@/lib/link/link';
import { noteFragment } from '@/lib/notebook/layout';
import { noteJson } from '@/lib/notebook/note-json';
import type { NoteView, Place } from '@/lib/session/views';

/** What a preview shows: each view by the id it is asked for. */
export type SampleViews = {
  readonly [Name in ViewName]?: (id: string | null) => Views[Name];
};

export interface Sample {
  readonly views: SampleViews;
  readonly place?: Place;
  /** Kept drafts by form name, as JSON. */
  readonly drafts?: Readonly<Record<string, string>>;
  /** Answers to orders; an order that is not named is done. */
  readonly answers?: { readonly [Name in OrderName]?: Answer };
  /** Fills the one note that there is. */
  readonly note?: (doc: Y.Doc) => void;
  /** The note is shown, and not this person's to change. */
  readonly isNoteShownOnly?: boolean;
}

export interface SampleLink extends Link {
  /** The orders that were given, oldest first. */
  readonly given: readonly { readonly name: OrderName; readonly order: unknown }[];
  /** Tells every watcher anew, from other views. */
  readonly show: (views: SampleViews) => void;
}

const DONE: Answer = { state: 'done', id: null, value: null };

function isPlaceOrder(order: unknown): order is { readonly place: Place } {
  return typeof order === 'object' && order !== null && 'place' in order;
}

export function sampleLink(sample: Sample): SampleLink {
  const drafts = new Map(Object.entries(sample.drafts ?? {}));
  const given: { name: OrderName; order: unknown }[] = [];
  let views: SampleViews = { ...sample.views, place: () => sample.place ?? null };
  const watchers = new Set<() => void>();
  const note = new Y.Doc();
  sample.note?.(note);
  const noteView = (): NoteView => ({ json: noteJson(noteFragment(note)) });
  return {
    given,
    show: (next) => {
      views = { ...views, ...next };
      for (const retell of watchers) {
        retell();
      }
    },
    watch: (name, id, told) => {
      const tell = () => {
        const view = name === 'note' ? noteView : views[name];
        if (view !== undefined) {
          // Each view lies under its own name.
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion
          told(view(id) as Parameters<typeof told>[0]);
        }
      };
      watchers.add(tell);
      if (name === 'note') note.on('update', tell);
      tell();
      return () => {
        watchers.delete(tell);
        note.off('update', tell);
      };
    },
    order: (name, order) => {
      if (isPlaceOrder(order)) {
        return Promise.resolve(DONE);
      }
      if ('form' in order) {
        if ('values' in order) {
          if (order.values === null) {
            drafts.delete(order.form);
          } else {
            drafts.set(order.form, order.values);
          }
          return Promise.resolve(DONE);
        }
        return Promise.resolve({ ...DONE, value: drafts.get(order.form) ?? null });
      }
      given.push({ name, order });
      return Promise.resolve(sample.answers?.[name] ?? DONE);
    },
    openNote: (): Promise<NoteOpening> => {
      if (sample.isNoteShownOnly === true) return Promise.resolve({ state: 'read only' });
      return Promise.resolve({
        state: 'open',
        replica: {
          doc: note,
          awareness: new Awareness(note),
          onSaved: (told) => {
            told(Date.UTC(2026, 10, 24, 14, 14));
            return () => {};
          },
          close: () => Promise.resolve(),
        },
      });
    },
  };
}
