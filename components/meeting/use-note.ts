/** Opens the note of a meeting for as long as its page is shown. */
import { useCallback, useEffect, useState } from 'react';
import { useLink } from '@/components/use-link';
import type { NoteOpening, NoteReplica } from '@/lib/link/link';
import { NOTE_SCHEMA_VERSION } from './note-schema';

export type OpenNote =
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly replica: NoteReplica }
  /** Shown as it reads now, and not given to an editor. */
  | { readonly state: 'read only' }
  | { readonly state: 'refused'; readonly why: string };

const DID_NOT_OPEN: NoteOpening = {
  state: 'refused',
  why: 'The notes did not open. Go back and open the meeting again.',
};
const READ_ONLY: OpenNote = { state: 'read only' };

/**
 * The note of `meeting`, which stays the same for as long as the caller is shown. A note whose `minSchema` is
 * above this build's is read and never given to an editor; `tooNew` turns an open one into that when newer
 * text arrives while it is open.
 */
export function useNote(
  meeting: string,
  minSchema: number,
): { readonly note: OpenNote; readonly tooNew: () => void } {
  const link = useLink();
  const [note, setNote] = useState<OpenNote>({ state: 'opening' });

  useEffect(() => {
    let isGone = false;
    const opening = link.openNote(meeting).catch(() => DID_NOT_OPEN);
    const show = async (): Promise<void> => {
      const opened = await opening;
      if (!isGone) setNote(opened);
    };
    const close = async (): Promise<void> => {
      const opened = await opening;
      if (opened.state === 'open') await opened.replica.close();
    };
    void show();
    return () => {
      isGone = true;
      void close();
    };
  }, [link, meeting]);

  const tooNew = useCallback(() => {
    setNote((now) => (now.state === 'open' ? READ_ONLY : now));
  }, []);

  const isTooNew = minSchema > NOTE_SCHEMA_VERSION;
  return { note: isTooNew && note.state === 'open' ? READ_ONLY : note, tooNew };
}
