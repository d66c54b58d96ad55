/** What the background does for the engine, which can do it nowhere else. */
import { lockAfter } from './away';
import { showBadge } from './badge';
import { showReminder } from './reminder';
import type { ToWorker } from './worker-words';

export const doForEngine = (asked: Exclude<ToWorker, { kind: 'wake engine' }>): void => {
  switch (asked.kind) {
    case 'lock after':
      lockAfter(asked.minutes);
      return;
    case 'badge':
      showBadge(asked.count);
      return;
    case 'remind':
      void showReminder(asked.words).catch(() => {});
  }
};
