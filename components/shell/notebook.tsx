/** An open notebook: bar, strip, navigation, and the screen of the place where the person is. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { Bar } from './bar';
import { Frame } from './frame';
import { Navigation, partScreen } from './navigation';
import { Screen } from './routes';
import { syncWords, transitionWords, type SyncMark } from './sync-words';
import { JoinProgress } from '@/components/door/join-progress';
import { PlaceLink, type Go } from '@/components/ui/button';
import { useAnnounce } from '@/components/ui/announce';
import { useOrder, useView } from '@/components/use-link';
import type { AppView, Place, SyncView } from '@/lib/session/views';

const HOME: Place = { screen: 'today', id: null };

/** Where the person is: the kept place until they go somewhere. */
function usePlace(): { readonly place: Place | null; readonly go: Go } {
  const order = useOrder();
  const kept = useView('place');
  const [gone, setGone] = useState<Place | null>(null);
  const go = useCallback<Go>(
    (place) => {
      setGone(place);
      void order('keepPlace', { place: { screen: place.screen, id: place.id } });
    },
    [order],
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

function Strip({ sync, go }: { readonly sync: SyncView; readonly go: Go }) {
  const { strip, mark } = syncWords(sync);
  if (strip === null) {
    return null;
  }
  return (
    <div
      className={`app-strip${mark === 'alone' || mark === 'trouble' ? ' app-strip--warning' : ''}`}
    >
      <span>{strip}</span>
      <PlaceLink place={{ screen: 'people', id: null }} go={go}>
        Details
      </PlaceLink>
    </div>
  );
}

/** The keys of the notebook; none is a single letter. */
function useKeys(go: Go, lock: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey && event.shiftKey && event.code === 'KeyL') {
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
  return (
    <Frame
      top={
        <>
          <header className="app-header">
            <Bar name={app.notebook.name} sync={app.sync} go={go} onLock={lock} />
            <Strip sync={app.sync} go={go} />
          </header>
          <Navigation screen={place?.screen ?? ''} overdue={app.overdue} go={go} />
        </>
      }
    >
      <SyncAnnouncer sync={app.sync} />
      <JoinProgress join={app.join}>
        {place === null ? null : (
          <Screen
            key={`${place.screen}/${place.id ?? ''}`}
            screen={place.screen}
            id={place.id}
            go={go}
          />
        )}
      </JoinProgress>
    </Frame>
  );
}
