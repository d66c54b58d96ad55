/** Windows at the notes of meetings: who may sit down, what of it is logged, and which of them a rebuilt part concerns. */
import { LOCKED } from './answer';
import type { AuditLog } from './audit-log';
import type { Here } from './hall';
import { sectionNamed } from './readable-sections';
import { bringLate } from './share';
import { mayChange } from './shelf';
import { NOTE_FORM } from '@/lib/domain/note-form';
import type { NoteListener, NoteSeating } from '@/lib/link/engine-link';

export interface Seating {
  readonly sit: (meeting: string, listener: NoteListener) => Promise<NoteSeating>;
  /**
   * Whether a window has a note of these sections of a notebook open: what it writes there would go nowhere, so the
   * windows start afresh. Everything else that a window shows is a view, which follows by itself.
   */
  readonly isAtOneOf: (notebook: string, names: readonly string[]) => boolean;
  /** Called at each locking: every window starts afresh. */
  readonly clear: () => void;
}

/** A window that sits at a note, or was about to when it could not. */
interface Place {
  readonly notebook: string;
  readonly section: string;
  isSeated: boolean;
}

export const openSeating = (
  here: () => Here | null,
  logOf: (notebook: string) => AuditLog | undefined,
): Seating => {
  const places = new Set<Place>();

  return {
    sit: async (meeting, listener) => {
      const of = here()?.of;
      if (of === undefined) return { state: 'refused', why: LOCKED };
      const { notebook, shelf } = of;
      const record = shelf.find('meeting', meeting);
      const section = shelf.sectionOf(meeting);
      if (record === null || section === null) {
        return { state: 'refused', why: 'This meeting is no longer in the notebook.' };
      }
      // The view `note` shows it, and is what the log knows of it.
      if (record.minSchema > NOTE_FORM || !mayChange(shelf, meeting)) return { state: 'read only' };
      const place: Place = {
        notebook: notebook.id,
        section: sectionNamed(notebook.sections(), section)?.name ?? section,
        isSeated: false,
      };
      places.add(place);
      // What was written late where this meeting stood before belongs in front of whoever sits down now.
      const problem = await bringLate(notebook, shelf);
      if (problem !== null) return { state: 'refused', why: problem };
      const seat = await notebook.sit(section, meeting, listener);
      place.isSeated = true;
      const log = logOf(notebook.id);
      log?.opens('note', meeting);
      log?.saw('note', meeting);
      // All that is written in one place at a note is one act.
      const correlation = log?.newCorrelation();
      const changing = [
        { what: 'change', subjectType: 'note', subjectId: meeting, details: '' },
      ] as const;
      return {
        state: 'open',
        seat: {
          ...seat,
          write: (update) => {
            log?.record(changing, correlation);
            return seat.write(update);
          },
          leave: () => {
            places.delete(place);
            seat.leave();
          },
        },
      };
    },
    isAtOneOf: (notebook, names) => {
      const at = [...places].filter(
        (place) => place.notebook === notebook && names.includes(place.section),
      );
      // Whoever could not sit down asks anew after starting afresh; whoever sits leaves by it.
      for (const place of at) if (!place.isSeated) places.delete(place);
      return at.length > 0;
    },
    clear: () => places.clear(),
  };
};
