/**
 * One transfer or one meeting by itself: moves it into a section of its own and back, with what belongs to it and its
 * notes, and brings over what someone wrote in the old place who had not heard of it.
 */
import { bringNote } from './bring-note';
import type { OpenNotebook } from './open-notebook';
import type { Double, Shelf } from './shelf';
import { sharedSection } from '@/lib/domain/sections';
import { carry, familyOf, hasLate, markMoved, type RecordName } from '@/lib/notebook/carry';
import { hasLateText } from '@/lib/notebook/carry-note';

export type SharingNotebook = Pick<OpenNotebook, 'records' | 'note' | 'write' | 'sit'>;

export interface Move {
  readonly kind: 'transfer' | 'meeting';
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** Null: all of it is durable. Otherwise why not, in words for a person. */
type Moved = string | null;

const meetingsOf = (names: readonly RecordName[]): readonly string[] =>
  names.filter(({ kind }) => kind === 'meeting').map(({ id }) => id);

/** Brings what one place has and the other lacks; said again, it brings nothing. */
export const bring = async (
  notebook: SharingNotebook,
  { kind, id, from, to }: Move,
): Promise<Moved> => {
  const old = notebook.records(from);
  const names = familyOf(old, kind, id);
  if (hasLate(old, notebook.records(to), names)) {
    const { saved } = notebook.write(to, (doc) => carry(old, doc, names));
    const durable = await saved;
    if (durable.state === 'not saved') return durable.why;
  }
  for (const meeting of meetingsOf(names)) {
    const place = { place: from, doc: notebook.note(from, meeting) };
    await bringNote(place, { notebook, section: to }, meeting);
  }
  return null;
};

/** Says in one place where the record is from now on; null: here. */
export const mark = async (
  notebook: SharingNotebook,
  at: string,
  { kind, id }: Pick<Move, 'kind' | 'id'>,
  moved: string | null,
): Promise<Moved> => {
  const { saved } = notebook.write(at, (doc) => markMoved(doc, kind, id, moved));
  const durable = await saved;
  return durable.state === 'not saved' ? durable.why : null;
};

const mayWrite = (shelf: Shelf, at: string): boolean =>
  shelf.sections().some((section) => section.at === at && section.mayWrite);

/** Whether something was written where a record is no longer. */
const isLate = (notebook: SharingNotebook, { kind, id, now, before }: Double): boolean => {
  const old = notebook.records(before);
  const names = familyOf(old, kind, id);
  return (
    hasLate(old, notebook.records(now), names) ||
    meetingsOf(names).some((meeting) =>
      hasLateText(
        { place: before, doc: notebook.note(before, meeting) },
        { place: now, doc: notebook.note(now, meeting) },
      ),
    )
  );
};

/**
 * Brings over all that came late, wherever this device may write: whoever writes next does it first. `isMine` may keep
 * to some of the places.
 */
export const bringLate = async (
  notebook: SharingNotebook,
  shelf: Shelf,
  isMine: (shared: string) => boolean = () => true,
): Promise<Moved> => {
  for (const double of shelf.doubles()) {
    if (
      !isMine(sharedSection(double.id)) ||
      !mayWrite(shelf, double.now) ||
      !isLate(notebook, double)
    )
      continue;
    const { kind, id, now, before } = double;
    const problem = await bring(notebook, { kind, id, from: before, to: now });
    if (problem !== null) return problem;
  }
  return null;
};
