/** The preview page: `?case=offline&screen=people&id=…` draws that screen over sample views. */
import { createRoot } from 'react-dom/client';
import { sampleLink } from './sample-link';
import { SAMPLES } from './samples';
import { App } from '@/components/app';
import '@/components/style/app.scss';

const asked = new URLSearchParams(window.location.search);
const sample = SAMPLES[asked.get('case') ?? 'usual'];
const root = document.querySelector('#root');
if (sample === undefined || root === null) {
  throw new Error(`no such case; there are ${Object.keys(SAMPLES).join(', ')}`);
}
const screen = asked.get('screen');
createRoot(root).render(
  <App
    link={sampleLink({
      ...sample,
      ...(screen === null ? {} : { place: { screen, id: asked.get('id') } }),
    })}
  />,
);
