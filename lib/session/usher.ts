/**
 * Lets people in where they should read and cannot yet: someone who joined by another's invitation, a part that was
 * made while they were away. It only ever gives: to take access away is for people.
 */
import { accessPlaceKey, letIn, type AccessPlace } from './access-work';
import { bringLate, type SharingNotebook } from './share';

export interface UsherParts {
  readonly place: () => AccessPlace & { readonly notebook: SharingNotebook };
  /** Whether records can be read and written now. */
  readonly isOpen: () => boolean;
}

export interface Usher {
  /** Something has changed; looks, once for many calls, at whether anything is to be done. */
  readonly look: () => void;
  /** Resolves when what was seen so far is done. */
  readonly settled: () => Promise<void>;
}

export const openUsher = ({ place, isOpen }: UsherParts): Usher => {
  let seen = '';
  let work: Promise<void> = Promise.resolve();
  let isWaiting = false;

  const doIt = async (): Promise<void> => {
    isWaiting = false;
    if (!isOpen()) return;
    const now = place();
    const key = accessPlaceKey(now);
    if (key === seen) return;
    seen = key;
    await letIn(now);
    // Late edits of a shared record: by the device of whoever began to share it, so that not all do it at once.
    const { me } = now;
    const mine = new Set(
      now.notebook
        .register()
        .sections.filter(({ maker }) => maker === me)
        .map(({ purpose }) => purpose),
    );
    await bringLate(now.notebook, now.shelf, (section) => mine.has(section));
  };

  return {
    look: () => {
      if (isWaiting) return;
      isWaiting = true;
      // An error here is one of an order that nobody gave: the next change tries again.
      work = work.then(doIt).catch(() => {
        seen = '';
      });
    },
    settled: () => work,
  };
};
