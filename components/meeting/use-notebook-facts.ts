/** Who writes here, who else there is and what day it is, without the parts of the notebook that change all the time. */
import { useMemo, useSyncExternalStore } from 'react';
import { useLink } from '@/components/use-link';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Person } from '@/lib/domain/people';
import type { Link } from '@/lib/link/link';

export interface NotebookFacts {
  readonly me: Person;
  readonly today: CalendarDay;
  readonly people: readonly Person[];
}

function factsStore(link: Link) {
  let facts: NotebookFacts | null = null;
  let key = '';
  return {
    read: (): NotebookFacts | null => facts,
    subscribe: (changed: () => void): (() => void) =>
      link.watch('app', null, (app) => {
        if (app.stage !== 'open') return;
        const { me, today, people } = app;
        const now = JSON.stringify([me, today, people]);
        if (now === key) return;
        key = now;
        facts = { me, today, people };
        changed();
      }),
  };
}

/**
 * Null until the notebook is open. The whole view is told again for every change that is sent or saved; a page
 * with an editor must not be drawn again for each of those.
 */
export function useNotebookFacts(): NotebookFacts | null {
  const link = useLink();
  const store = useMemo(() => factsStore(link), [link]);
  return useSyncExternalStore(store.subscribe, store.read);
}
