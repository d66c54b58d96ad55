/**
 * What was erased in a section: which record, by whom and when, and nothing that was in it. It stands in the section's
 * own document, so that every device shows it after the record has gone.
 */
import type { Doc, Map as YMap } from 'yjs';
import { z } from '@/lib/parse/zod';

const ERASED_KINDS = ['secondment', 'transfer', 'meeting'] as const;

const Stored = z.object({
  /** Whose device asked for it. */
  by: z.string().max(64),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** The checkpoint that does without it; null until there is one. */
  checkpoint: z.string().max(64).nullable(),
});

export interface ErasedName {
  readonly kind: (typeof ERASED_KINDS)[number];
  readonly id: string;
}

export interface Erasure extends ErasedName {
  readonly by: string;
  readonly at: number;
  readonly checkpoint: string | null;
}

const erasureMap = (doc: Doc): YMap<unknown> => doc.getMap<unknown>('erasures');

/** Within a change of the document. */
export const noteErasure = (doc: Doc, { kind, id, by, at, checkpoint }: Erasure): void => {
  erasureMap(doc).set(`${kind}/${id}`, { by, at, checkpoint });
};

/** Those that can be read; what is damaged or unknown is passed over. */
export const erasuresIn = (doc: Doc): readonly Erasure[] =>
  [...erasureMap(doc)].flatMap(([key, value]): readonly Erasure[] => {
    const [name, id] = key.split('/');
    const kind = ERASED_KINDS.find((one) => one === name);
    const stored = Stored.safeParse(value);
    return kind === undefined || id === undefined || !stored.success
      ? []
      : [{ kind, id, ...stored.data }];
  });
