/** Whether what was typed rests on this device. Nothing is called saved before it is. */
import { useEffect, useState } from 'react';
import { londonTime } from '@/lib/domain/calendar';
import type { NoteReplica } from '@/lib/link/link';

type Saved =
  | { readonly state: 'untouched' }
  | { readonly state: 'known'; readonly at: number | null };

export function SavedState({ replica }: { readonly replica: NoteReplica }) {
  const [saved, setSaved] = useState<Saved>({ state: 'untouched' });
  useEffect(
    () =>
      replica.onSaved((at) => {
        // Told for each key press while something is on its way: the same words are drawn once.
        setSaved((now) => (now.state === 'known' && now.at === at ? now : { state: 'known', at }));
      }),
    [replica],
  );
  return (
    <p className="app-note__saved">
      {saved.state === 'untouched'
        ? 'Changes are saved on this device as you type'
        : saved.at === null
          ? 'Saving…'
          : `Saved on this device at ${londonTime(saved.at)}`}
    </p>
  );
}
