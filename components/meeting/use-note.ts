/** Opens the note of a meeting for as long as its page is shown. */
import { useCallback, useEffect, useState } from 'react';
import { useLink } from '@/components/use-link';
import type { NoteOpening, NoteReplica } from '@/lib/link/link';
import { notePartsFrom, notePartsIn, type NotePart } from './note-json';
import { NOTE_FRAGMENT, NOTE_SCHEMA_VERSION } from './note-schema';

export type OpenNote =
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly replica: NoteReplica }
  | { readonly state: 'read only'; readonly parts: readonly NotePart[] }
  | { readonly state: 'refused'; readonly why: string };

const DID_NOT_OPEN: NoteOpening = {
  state: 'refused',
  why: 'The notes did not open. Go back and open the meeting again.',
};

const readOnly = (replica: NoteReplica): OpenNote => ({
  state: 'read only',
  parts: notePartsIn(replica.doc.getXmlFragment(NOTE_FRAGMENT)) ?? [],
});

const noteFrom = (opening: NoteOpening): OpenNote =>
  opening.state === 'read only'
    ? { state: 'read only', parts: notePartsFrom(opening.json) }
    : opening;

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
      if (!isGone) setNote(noteFrom(opened));
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
    setNote((now) => (now.state === 'open' ? readOnly(now.replica) : now));
  }, []);

  const isTooNew = minSchema > NOTE_SCHEMA_VERSION;
  return { note: isTooNew && note.state === 'open' ? readOnly(note.replica) : note, tooNew };
}
