/** An open notebook: bar, strip, navigation, and the screen of the place where the person is. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { Bar } from './bar';
import { Frame } from './frame';
import { isLockKey } from './lock-key';
import { Navigation, partScreen } from './navigation';
import { Screen } from './routes';
import {
  REMOVED_HERE,
  syncWords,
  transitionWords,
  type SyncMark,
  type SyncWords,
} from './sync-words';
import { ReasonGate } from '@/components/access/reason-gate';
import { JoinProgress } from '@/components/door/join-progress';
import { ReadingOnly } from '@/components/ui/action-bar';
import { PlaceLink, type Go } from '@/components/ui/button';
import { useAnnounce } from '@/components/ui/announce';
import { useOrder, useView } from '@/components/use-link';
import type { AppView, Place, SyncView } from '@/lib/session/views';

/** Screens whose main action needs nobody else: they work on a device that was removed. */
const GO_ON_WHEN_REMOVED: ReadonlySet<string> = new Set([
  'start-again',
  'join',
  'settings',
  'passphrase',
]);

const HOME: Place = { screen: 'today', id: null };

/** Where the person is: the kept place until they go somewhere. */
function usePlace(): { readonly place: Place | null; readonly go: Go } {
  const order = useOrder();
  const kept = useView('place');
  const [gone, setGone] = useState<Place | null>(null);
  const go = useCallback<Go>(
    (place) => {
      const { screen, id, notebook } = place;
      // Where it lies in another notebook, that one's screens come in the place of these, and begin at the kept place.
      setGone((now) => (notebook === undefined ? place : (now ?? kept ?? HOME)));
      void order('keepPlace', { place: { screen, id } });
      if (notebook !== undefined) void order('chooseNotebook', { id: notebook });
    },
    [order, kept],
  );
  // Until the engine has told the kept place, nothing is drawn: Today would flash and take the focus.
  const place = gone ?? (kept === undefined ? null : (kept ?? HOME));
  return { place, go };
}

function SyncAnnouncer({ sync }: { readonly sync: SyncView }) {
  const say = useAnnounce();
  const before = useRef<SyncMark | null>(null);
  useEffect(() => {
    const words = before.current === null ? null : transitionWords(before.current, sync);
    before.current = syncWords(sync).mark;
    if (words !== null) {
      say(words);
    }
  }, [say, sync]);
  return null;
}

function Strip({
  state,
  details,
  go,
}: {
  readonly state: SyncWords;
  /** The screen that says more. */
  readonly details: string;
  readonly go: Go;
}) {
  const { strip, mark } = state;
  if (strip === null) {
    return null;
  }
  return (
    <div
      className={`app-strip${mark === 'alone' || mark === 'trouble' ? ' app-strip--warning' : ''}`}
    >
      <span>{strip}</span>
      <PlaceLink place={{ screen: details, id: null }} go={go}>
        Details
      </PlaceLink>
    </div>
  );
}

/** The keys of the notebook; none is a single letter. */
function useKeys(go: Go, lock: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isLockKey(event)) {
        event.preventDefault();
        lock();
        return;
      }
      const screen =
        event.altKey && !event.ctrlKey && !event.shiftKey && /^Digit[1-4]$/u.test(event.code)
          ? partScreen(Number(event.code.slice(-1)))
          : null;
      if (screen !== null) {
        event.preventDefault();
        go({ screen, id: null });
      }
    };
    document.addEventListener('keydown', pressed);
    return () => {
      document.removeEventListener('keydown', pressed);
    };
  }, [go, lock]);
}

export function Notebook({ app }: { readonly app: Extract<AppView, { stage: 'open' }> }) {
  const { place, go } = usePlace();
  const order = useOrder();
  const lock = useCallback(() => {
    void order('lock', {});
  }, [order]);
  useKeys(go, lock);
  const state = app.removed === null ? syncWords(app.sync) : REMOVED_HERE;
  return (
    <Frame
      top={
        <>
          <header className="app-header">
            <Bar name={app.notebook.name} state={state} go={go} onLock={lock} />
            <Strip state={state} details={app.removed === null ? 'people' : 'removed'} go={go} />
          </header>
          <Navigation screen={place?.screen ?? ''} overdue={app.overdue} go={go} />
        </>
      }
    >
      {app.removed === null ? <SyncAnnouncer sync={app.sync} /> : null}
      <JoinProgress join={app.join}>
        {place === null ? null : (
          <ReadingOnly value={app.removed !== null && !GO_ON_WHEN_REMOVED.has(place.screen)}>
            <ReasonGate isOn={app.asksReasons} place={place} go={go}>
              <Screen
                key={`${place.screen}/${place.id ?? ''}`}
                screen={place.screen}
                id={place.id}
                go={go}
              />
            </ReasonGate>
          </ReadingOnly>
        )}
      </JoinProgress>
    </Frame>
  );
}
