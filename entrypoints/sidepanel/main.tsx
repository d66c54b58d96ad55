/** The sidebar: a view of the engine, made anew whenever the browser opens or reloads it. */
import '@/components/style/app.scss';
import { createRoot } from 'react-dom/client';
import { App } from '@/components/app';
import { MayRemind } from '@/components/today/reminder-setting';
import { wakeEngine } from '@/lib/browser/from-panel';
import { mayRemind } from '@/lib/browser/reminder';
import { openPanelLink } from '@/lib/link/panel-link';

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no place for the app');

// What a locked notebook leaves on a page is only gone when the page is.
const link = openPanelLink({ wakeEngine, onLocked: () => window.location.reload() });
createRoot(root).render(
  <MayRemind value={mayRemind}>
    <App link={link} />
  </MayRemind>,
);
