/** Who else writes in the note now: initials, and the same in words. */
import { useMemo, useSyncExternalStore } from 'react';
import type { NoteReplica } from '@/lib/link/link';
import { othersIn, presenceWords, toneOf, type OtherWriter } from './note-presence';

const keyOf = (others: readonly OtherWriter[]): string =>
  others.map(({ name, initials }) => `${name} ${initials}`).join('\n');

/** Keeps the same list until a person comes or goes, so that a moving cursor draws nothing again. */
function presenceStore({ awareness }: NoteReplica) {
  let others = othersIn(awareness);
  return {
    read: (): readonly OtherWriter[] => others,
    subscribe: (changed: () => void): (() => void) => {
      const look = (): void => {
        const now = othersIn(awareness);
        if (keyOf(now) === keyOf(others)) return;
        others = now;
        changed();
      };
      awareness.on('change', look);
      return () => {
        awareness.off('change', look);
      };
    },
  };
}

export function Presence({ replica }: { readonly replica: NoteReplica }) {
  const store = useMemo(() => presenceStore(replica), [replica]);
  const others = useSyncExternalStore(store.subscribe, store.read);
  return others.length === 0 ? null : (
    <p className="app-presence">
      {others.map(({ client, name, initials }) => (
        <span
          key={client}
          className={`app-presence__person app-tone-${toneOf(name)}`}
          title={name}
          aria-hidden="true"
        >
          {initials}
        </span>
      ))}
      <span>{presenceWords(others)}</span>
    </p>
  );
}
