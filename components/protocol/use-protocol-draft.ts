/** The protocol that is being changed, kept by the engine until it is published or given up: locking does not lose it. */
import { useCallback, useEffect, useState } from 'react';
import { ProtocolDraft, readDraft } from './draft';
import { useOrder } from '@/components/use-link';
import type { Answer } from '@/lib/link/contract';

const FORM = 'protocol.draft';
/** What the engine keeps of one form. */
const LONGEST = 200_000;
const TOO_LONG = 'The protocol is too long to be changed here: shorten its texts';
const NOT_KEPT = 'This cannot be kept: the protocol would have too many rows or changes';

interface KeptDraft {
  /** Undefined until the engine was asked; null where there is none. */
  readonly draft: ProtocolDraft | null | undefined;
  /** Done once it is kept. */
  readonly keep: (draft: ProtocolDraft) => Promise<Answer>;
  readonly giveUp: () => Promise<void>;
}

export function useProtocolDraft(): KeptDraft {
  const order = useOrder();
  const [draft, setDraft] = useState<ProtocolDraft | null | undefined>();
  useEffect(() => {
    let isGone = false;
    const restore = async () => {
      const answer = await order('draft', { form: FORM });
      if (!isGone) setDraft(readDraft(answer.state === 'done' ? answer.value : null));
    };
    void restore();
    return () => {
      isGone = true;
    };
  }, [order]);
  const keep = useCallback(
    async (next: ProtocolDraft): Promise<Answer> => {
      const values = JSON.stringify(next);
      // What could not be read back would be lost with everything else in it.
      const isReadable = ProtocolDraft.safeParse(next).success;
      if (values.length > LONGEST || !isReadable) {
        return { state: 'refused', why: isReadable ? TOO_LONG : NOT_KEPT, field: null };
      }
      const answer = await order('keepDraft', { form: FORM, values });
      if (answer.state === 'done') setDraft(next);
      return answer;
    },
    [order],
  );
  const giveUp = useCallback(async () => {
    await order('keepDraft', { form: FORM, values: null });
    setDraft(null);
  }, [order]);
  return { draft, keep, giveUp };
}
