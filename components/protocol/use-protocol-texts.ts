/** The whole text of every version that is known: those that ship, and those that were published here. */
import { useEffect, useMemo, useState } from 'react';
import { useLink } from '@/components/use-link';
import type { Protocol } from '@/lib/domain/protocol';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import type { ProtocolLineView } from '@/lib/session/views';

/** Undefined until all of them are here. */
export function useProtocolTexts(
  lines: readonly ProtocolLineView[],
): readonly Protocol[] | undefined {
  const link = useLink();
  const [texts, setTexts] = useState<ReadonlyMap<string, Protocol>>(new Map());
  const own = lines
    .flatMap(({ versions }) => versions)
    .filter(({ isShipped }) => !isShipped)
    .map(({ id }) => id)
    .join(' ');
  const ids = useMemo(() => (own === '' ? [] : own.split(' ')), [own]);
  useEffect(() => {
    const stops = ids.map((id) =>
      link.watch('protocol', id, (view) => {
        if (view !== null) setTexts((known) => new Map(known).set(id, view.text));
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [link, ids]);
  return useMemo(() => {
    const known = ids.flatMap((id) => texts.get(id) ?? []);
    return known.length === ids.length ? [...SHIPPED_PROTOCOLS, ...known] : undefined;
  }, [ids, texts]);
}
