/** The state of this copy in the words of the bar and of the strip. */
import type { SyncView } from '@/lib/session/views';

export type SyncMark = 'good' | 'sending' | 'offline' | 'alone' | 'trouble';

export interface SyncWords {
  readonly mark: SyncMark;
  /** Short, for the bar. */
  readonly words: string;
  /** A whole sentence for the strip beneath it; null where the bar says it all. */
  readonly strip: string | null;
}

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}

/** What is saved is said only when the engine knows it: `savedAt` is null while something is not. */
function savedHere(sync: SyncView): string {
  if (sync.savedAt === null) {
    return 'Your last changes are not saved yet.';
  }
  return sync.unsent === 0
    ? 'Changes are saved on this device.'
    : `${changes(sync.unsent)} saved on this device.`;
}

/** The first rule that fits gives the words. */
export function syncWords(sync: SyncView): SyncWords {
  if (sync.storage === 'full') {
    return {
      mark: 'trouble',
      words: 'Not saving',
      strip: 'This device is full. Your last changes are not saved.',
    };
  }
  if (sync.otherDevices === 0) {
    return {
      mark: 'alone',
      words: 'Only you have a copy',
      strip: 'Invite someone to keep a second copy.',
    };
  }
  if (sync.here.length === 0) {
    return sync.meetingPoint === 'reached'
      ? {
          mark: 'offline',
          words: 'No one else is online',
          strip: savedHere(sync),
        }
      : { mark: 'offline', words: 'Offline', strip: savedHere(sync) };
  }
  if (sync.savedAt === null) {
    return { mark: 'sending', words: 'Saving', strip: null };
  }
  if (sync.unsent > 0) {
    return { mark: 'sending', words: `${changes(sync.unsent)} not sent yet`, strip: null };
  }
  return { mark: 'good', words: 'Up to date', strip: null };
}

/** What stands instead on a device that was removed: nothing is sent or received any more. */
export const REMOVED_HERE: SyncWords = {
  mark: 'trouble',
  words: 'Removed',
  strip: 'This device was removed. You can read what is here.',
};

/** What a screen reader is told when the state turned from one to another; null says nothing. */
export function transitionWords(before: SyncMark, sync: SyncView): string | null {
  const now = syncWords(sync);
  if (before === now.mark) {
    return null;
  }
  if (now.mark === 'offline' || now.mark === 'trouble') {
    return `${now.words}. ${now.strip ?? ''}`;
  }
  const [first, ...others] = sync.here;
  if (before === 'offline' && first !== undefined) {
    const rest =
      others.length === 0 ? '' : ` and ${others.length} other${others.length === 1 ? '' : 's'}`;
    return now.mark === 'good'
      ? `Back online. Up to date with ${first}${rest}.`
      : `Back online with ${first}${rest}.`;
  }
  return null;
}
