/** The wait after wrong passphrases: counted down for the eye, said once at its start and once at its end. */
import { useCallback, useState, useSyncExternalStore } from 'react';

const SECOND = 1_000;

/** `42 seconds`, `1 second`, `2 minutes` */
export function waitWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / SECOND));
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}

/** Milliseconds until `until` (ms since 1970), told again each second; 0 when the wait is over. */
export function useWait(until: number | null): number {
  const subscribe = useCallback(
    (changed: () => void) => {
      const timer =
        until === null
          ? null
          : window.setInterval(() => {
              changed();
              if (Date.now() >= until && timer !== null) window.clearInterval(timer);
            }, SECOND);
      return () => {
        if (timer !== null) window.clearInterval(timer);
      };
    },
    [until],
  );
  // Whole seconds, so that the same second gives the same value.
  return useSyncExternalStore(subscribe, () =>
    until === null ? 0 : Math.max(0, Math.ceil((until - Date.now()) / SECOND) * SECOND),
  );
}

/** `left` in ms. Give it the end of the wait as its key: it stays when the wait is over, so that the end is said. */
export function TryWait({ left }: { readonly left: number }) {
  const [first] = useState(left);
  const isOver = left === 0;
  return (
    <>
      {isOver ? null : (
        <p className="app-wait" aria-hidden="true">
          You can try again in {waitWords(left)}.
        </p>
      )}
      <output className="govuk-visually-hidden">
        {first === 0
          ? ''
          : isOver
            ? 'You can try again now.'
            : `You can try again in ${waitWords(first)}.`}
      </output>
    </>
  );
}
