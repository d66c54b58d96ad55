/** How a screen reaches the engine: views to watch, orders to give, drafts that outlive a reload. */
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Answer, OrderName, OrderOf, ViewName, Views } from '@/lib/link/contract';
import type { Link } from '@/lib/link/link';

export const LinkContext = createContext<Link | null>(null);

/** The link of this panel. Throws outside a `LinkContext`. */
export function useLink(): Link {
  const link = useContext(LinkContext);
  if (link === null) {
    throw new Error('a screen was drawn outside a LinkContext');
  }
  return link;
}

function watchStore<Name extends ViewName>(link: Link, name: Name, id: string | null) {
  let value: Views[Name] | undefined;
  return {
    read: (): Views[Name] | undefined => value,
    subscribe: (changed: () => void): (() => void) =>
      link.watch(name, id, (told) => {
        value = told;
        changed();
      }),
  };
}

/** The newest value of a view; undefined until the engine has told it, null where there is no such record. */
export function useView<Name extends ViewName>(
  name: Name,
  id: string | null = null,
): Views[Name] | undefined {
  const link = useLink();
  const store = useMemo(() => watchStore(link, name, id), [link, name, id]);
  return useSyncExternalStore(store.subscribe, store.read);
}

export type GiveOrder = <Name extends OrderName>(
  name: Name,
  order: OrderOf<Name>,
) => Promise<Answer>;

/** Gives an order. An engine that went away is an answer in plain words, so that no screen waits for ever. */
export function useOrder(): GiveOrder {
  const link = useLink();
  return useCallback(
    async (name, order) => {
      try {
        return await link.order(name, order);
      } catch {
        return {
          state: 'refused',
          why: 'The notebook did not answer. Check what you typed and try again',
          field: null,
        };
      }
    },
    [link],
  );
}

/** What was typed in a form: one string per question (a date is `24/11/2026`, a tick is `yes` or nothing). */
export type DraftValues<Question extends string> = Readonly<Record<Question, string>>;

export interface Draft<Question extends string> {
  readonly values: DraftValues<Question>;
  readonly set: (question: Question, value: string) => void;
  /** Forgets the draft; call it once the order was done. */
  readonly clear: () => void;
  /** False until the kept draft was asked for, so that a form does not flash empty. */
  readonly isReady: boolean;
}

function readDraft(kept: string | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (kept === null) {
    return found;
  }
  try {
    const parsed: unknown = JSON.parse(kept);
    if (typeof parsed === 'object' && parsed !== null) {
      for (const [question, value] of Object.entries(parsed)) {
        if (typeof value === 'string') {
          found.set(question, value);
        }
      }
    }
  } catch {
    // A draft that cannot be read is an empty draft: it is only what was typed, never a record.
  }
  return found;
}

/**
 * The values of a form, kept by the engine at every change, in its memory only. `start` gives the questions and their first
 * answers; it is read once.
 */
export function useDraft<Question extends string>(
  form: string,
  start: DraftValues<Question>,
): Draft<Question> {
  const order = useOrder();
  const first = useRef(start);
  const latest = useRef(start);
  const touched = useRef(false);
  const [values, setValues] = useState(start);
  const [isReady, setIsReady] = useState(false);

  useEffect(() => {
    let isGone = false;
    const restore = async () => {
      const answer = await order('draft', { form });
      if (isGone) {
        return;
      }
      if (answer.state === 'done' && !touched.current) {
        const kept = readDraft(answer.value);
        const restored: Record<Question, string> = { ...first.current };
        for (const question in restored) {
          restored[question] = kept.get(question) ?? restored[question];
        }
        latest.current = restored;
        setValues(restored);
      }
      setIsReady(true);
    };
    void restore();
    return () => {
      isGone = true;
    };
  }, [form, order]);

  const set = useCallback(
    (question: Question, value: string) => {
      touched.current = true;
      latest.current = { ...latest.current, [question]: value };
      setValues(latest.current);
      void order('keepDraft', { form, values: JSON.stringify(latest.current) });
    },
    [form, order],
  );
  const clear = useCallback(() => {
    latest.current = first.current;
    setValues(first.current);
    void order('keepDraft', { form, values: null });
  }, [form, order]);

  return { values, set, clear, isReady };
}
