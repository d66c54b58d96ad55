/** The note of a meeting as it reads now, for a page on which nobody writes in it. */
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import type { NoteView } from './views';
import { noteFragment } from '@/lib/notebook/layout';
import { noteJson } from '@/lib/notebook/note-json';

/** Null where there is no such meeting. Made anew at every change: a note is no record, and the shelf does not watch it. */
export const noteView = (
  { notebook, shelf }: { readonly notebook: Pick<OpenNotebook, 'note'>; readonly shelf: Shelf },
  meeting: string,
): NoteView | null => {
  const section = shelf.sectionOf(meeting);
  if (section === null || shelf.find('meeting', meeting) === null) return null;
  return { json: noteJson(noteFragment(notebook.note(section, meeting))) };
};
