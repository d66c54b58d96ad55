/** The whole panel: it asks the engine how things stand and shows the door, the lock or the notebook. */
import { Door } from '@/components/door/door';
import { Broken, Starting } from '@/components/door/standing';
import { Unlock } from '@/components/door/unlock';
import { Frame } from '@/components/shell/frame';
import { PlainBar } from '@/components/shell/bar';
import { Notebook } from '@/components/shell/notebook';
import { LinkContext, useView } from '@/components/use-link';
import type { Link } from '@/lib/link/link';
import type { AppView } from '@/lib/session/views';

function Outside({ app }: { readonly app: Exclude<AppView, { stage: 'open' }> }) {
  switch (app.stage) {
    case 'starting':
      return <Starting />;
    case 'no notebook':
      return <Door hasDevice={app.hasDevice} join={app.join} />;
    case 'locked':
      return <Unlock lockAfterMinutes={app.lockAfterMinutes} />;
    case 'broken':
      return <Broken why={app.why} />;
  }
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
  return (
    <LinkContext value={link}>
      <Stage />
    </LinkContext>
  );
}
