/** What the person at this screen may add; nothing until the engine has told it. */
import { useView } from '@/components/use-link';
import type { TodayView } from '@/lib/session/views';

const NOTHING: TodayView['mayAdd'] = { secondment: false, transfer: false, meeting: false };

export function useMayAdd(): TodayView['mayAdd'] {
  return useView('today')?.mayAdd ?? NOTHING;
}
