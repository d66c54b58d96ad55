/** The frame of every page: what stands above, one scroll area, the actions at the foot, the live region. */
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { ActionSlot } from '@/components/ui/action-bar';
import { Announcer } from '@/components/ui/announce';

/** How long one announcement stands before the next, in ms, so that a screen reader is not flooded. */
const BETWEEN_ANNOUNCEMENTS = 30_000;

function useAnnouncements(): { readonly said: string; readonly say: (words: string) => void } {
  const [said, setSaid] = useState('');
  const waiting = useRef<{ readonly timer: number; words: string | null } | null>(null);
  useEffect(
    () => () => {
      if (waiting.current !== null) {
        window.clearTimeout(waiting.current.timer);
      }
    },
    [],
  );
  const say = useCallback((words: string) => {
    if (waiting.current !== null) {
      waiting.current.words = words;
      return;
    }
    setSaid(words);
    const rest = () => {
      const next = waiting.current?.words ?? null;
      waiting.current = null;
      if (next !== null) {
        setSaid(next);
        waiting.current = { timer: window.setTimeout(rest, BETWEEN_ANNOUNCEMENTS), words: null };
      }
    };
    waiting.current = { timer: window.setTimeout(rest, BETWEEN_ANNOUNCEMENTS), words: null };
  }, []);
  return useMemo(() => ({ said, say }), [said, say]);
}

/** `top` holds the header and the navigation; `children` the screen. */
export function Frame({
  top,
  children,
}: {
  readonly top: ReactNode;
  readonly children: ReactNode;
}) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const { said, say } = useAnnouncements();
  const main = useRef<HTMLElement>(null);
  return (
    <Announcer value={say}>
      <ActionSlot value={slot}>
        <div className="app-shell">
          <a
            href="#main"
            className="govuk-skip-link"
            onClick={(event) => {
              event.preventDefault();
              main.current?.focus();
            }}
          >
            Skip to main content
          </a>
          {top}
          <main className="app-main" id="main" tabIndex={-1} ref={main}>
            {children}
          </main>
          <footer className="app-foot" ref={setSlot} />
          <output aria-live="polite" className="govuk-visually-hidden">
            {said}
          </output>
        </div>
      </ActionSlot>
    </Announcer>
  );
}
