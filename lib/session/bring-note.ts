/** Brings the text of a note from one place to another, in a seat of its own as a window has. */
import * as Y from 'yjs';
import type { OpenNotebook } from './open-notebook';
import { carryNote, hasLateText, type NotePlace } from '@/lib/notebook/carry-note';

/** Brings what the old place has and the section lacks; resolves when that is durable. Said again, it brings nothing. */
export const bringNote = async (
  old: NotePlace,
  to: { readonly notebook: Pick<OpenNotebook, 'note' | 'sit'>; readonly section: string },
  meeting: string,
): Promise<void> => {
  const { notebook, section } = to;
  if (!hasLateText(old, { place: section, doc: notebook.note(section, meeting) })) return;
  const seat = await notebook.sit(section, meeting, { update: () => {}, presence: () => {} });
  const doc = new Y.Doc();
  try {
    doc.clientID = seat.client;
    Y.applyUpdate(doc, seat.update);
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.transact(() => carryNote(old, { place: section, doc }));
    for (const update of updates) await seat.write(update);
  } finally {
    seat.leave();
    doc.destroy();
  }
};
