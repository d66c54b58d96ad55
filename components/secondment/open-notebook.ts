/** The notebook that is open: who I am, today's date, the people and the teams. */
import { useView } from '@/components/use-link';
import type { AppView } from '@/lib/session/views';

export type OpenNotebook = Extract<AppView, { stage: 'open' }>;

/** Null until the engine has told it, and while the notebook is locked. */
export function useOpenNotebook(): OpenNotebook | null {
  const app = useView('app');
  return app?.stage === 'open' ? app : null;
}
