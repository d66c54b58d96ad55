/** The whole panel: it asks the engine how things stand and shows the door, the lock or the notebook. */
import { useCallback, useRef } from 'react';
import { Door } from '@/components/door/door';
import { Broken, Starting } from '@/components/door/standing';
import { Unlock } from '@/components/door/unlock';
import { Frame } from '@/components/shell/frame';
import { PlainBar } from '@/components/shell/bar';
import { Notebook } from '@/components/shell/notebook';
import { Arrival } from '@/components/ui/heading';
import { LinkContext, useView } from '@/components/use-link';
import type { Link } from '@/lib/link/link';
import type { AppView } from '@/lib/session/views';

function Outside({ app }: { readonly app: Exclude<AppView, { stage: 'open' }> }) {
  switch (app.stage) {
    case 'starting':
      return <Starting />;
    case 'no notebook':
      return <Door hasDevice={app.hasDevice} join={app.join} recovering={app.recovering} />;
    case 'locked':
      return <Unlock lockAfterMinutes={app.lockAfterMinutes} waitUntil={app.waitUntil} />;
    case 'broken':
      break;
  }
  return <Broken why={app.why} />;
}

function Stage() {
  const app = useView('app');
  if (app?.stage === 'open') {
    // Another notebook is another set of screens: nothing of the first may stay drawn.
    return <Notebook key={app.notebook.id} app={app} />;
  }
  return (
    <Frame top={<PlainBar />}>
      <Outside app={app ?? { stage: 'starting' }} />
    </Frame>
  );
}

export function App({ link }: { readonly link: Link }) {
  const isFirst = useRef(true);
  // The first heading after opening leaves the focus where the browser put it; every later one takes it.
  const arrived = useCallback((heading: HTMLElement) => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    heading.focus({ preventScroll: true });
    heading.closest('main')?.scrollTo(0, 0);
  }, []);
  return (
    <LinkContext value={link}>
      <Arrival value={arrived}>
        <Stage />
      </Arrival>
    </LinkContext>
  );
}
