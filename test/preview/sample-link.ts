/** A link without an engine: sample views, orders that are always done, drafts and place in memory. */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Answer, OrderName, ViewName, Views } from '@/lib/link/contract';
import type { Link, NoteOpening } from '@/lib/link/link';
import type { Place } from '@/lib/session/views';

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
  /** Fills a note when it is opened. */
  readonly note?: (doc: Y.Doc) => void;
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
        const view = views[name];
        if (view !== undefined) {
          told(view(id));
        }
      };
      watchers.add(tell);
      tell();
      return () => {
        watchers.delete(tell);
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
      const doc = new Y.Doc();
      sample.note?.(doc);
      return Promise.resolve({
        state: 'open',
        replica: {
          doc,
          awareness: new Awareness(doc),
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
