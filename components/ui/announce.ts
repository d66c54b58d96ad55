/** The way to say something to a screen reader, once, without moving the focus. */
import { createContext, use } from 'react';

export const Announcer = createContext<(words: string) => void>(() => {});

/** For transitions only, such as `Marked as done.`; never for each keystroke or remote edit. */
export function useAnnounce(): (words: string) => void {
  return use(Announcer);
}
