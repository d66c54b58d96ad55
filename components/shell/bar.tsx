/** The black bar: which notebook, whether it is up to date, the lock, and more. */
import type { ReactNode } from 'react';
import { LOCK_KEY } from './lock-key';
import type { SyncMark, SyncWords } from './sync-words';
import { PlaceLink, type Go } from '@/components/ui/button';

const MARKS: Readonly<Record<SyncMark, ReactNode>> = {
  good: (
    <>
      <circle cx="7" cy="7" r="7" fill="#0f7a52" />
      <path d="M3.5 7.2 6 9.7l4.6-5" fill="none" stroke="#fff" strokeWidth="1.8" />
    </>
  ),
  sending: (
    <>
      <circle cx="7" cy="7" r="6" fill="none" stroke="#fff" strokeWidth="2" />
      <path d="M7 10.5v-6M4.4 6.6 7 4l2.6 2.6" fill="none" stroke="#fff" strokeWidth="1.6" />
    </>
  ),
  offline: (
    <>
      <circle cx="7" cy="7" r="6" fill="none" stroke="#fff" strokeWidth="2" />
      <path d="m3 11 8-8" stroke="#fff" strokeWidth="2" />
    </>
  ),
  alone: (
    <>
      <path d="M7 .8 13.6 13H.4Z" fill="#ffdd00" />
      <path d="M7 5v4m0 1.2v1.5" stroke="#0b0c0c" strokeWidth="1.6" />
    </>
  ),
  trouble: (
    <>
      <rect width="14" height="14" fill="#ca3535" />
      <path d="m4 4 6 6m0-6-6 6" stroke="#fff" strokeWidth="1.8" />
    </>
  ),
};

export function Bar({
  name,
  state,
  go,
  onLock,
}: {
  readonly name: string;
  /** How this copy stands. */
  readonly state: SyncWords;
  readonly go: Go;
  readonly onLock: () => void;
}) {
  const { mark, words } = state;
  return (
    <div className="app-bar">
      <div className="app-bar__name">
        <div className="app-bar__title">{name}</div>
        <div className="app-bar__state">
          <svg className="app-bar__mark" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
            {MARKS[mark]}
          </svg>
          {words}
        </div>
      </div>
      <button
        type="button"
        className="app-bar__button"
        title={`Lock (${LOCK_KEY.shown})`}
        aria-keyshortcuts={LOCK_KEY.aria}
        onClick={onLock}
      >
        Lock
      </button>
      <PlaceLink place={{ screen: 'more', id: null }} go={go} className="app-bar__button">
        More
      </PlaceLink>
    </div>
  );
}

/** The bar before a notebook is open: the name of the product alone. */
export function PlainBar() {
  return (
    <header className="app-bar">
      <div className="app-bar__name">
        <div className="app-bar__title">Liaison Notebook</div>
      </div>
    </header>
  );
}
