/** The views that panels ask for, each made once for every change, and what of them is logged as seen. */
import { actionsOfAll, mineNow, todayOfAll } from './all-notebooks';
import { apartViews } from './apart';
import type { Arriving } from './arriving';
import { isViewed } from './audit-acts';
import type { Book } from './book';
import type { Hall, Here } from './hall';
import type { Passphrase } from './passphrase';
import type { RecoveryCodes } from './recovering-code';
import type { Reminding } from './reminding';
import { isMemberView, MEMBER_VIEWS } from './view-access';
import { auditView } from './view-audit';
import { noteView } from './view-note';
import { nameOfDevice, type PeopleSeen } from './view-people';
import type { AppView, Place } from './views';
import { londonDay, type CalendarDay } from '@/lib/domain/calendar';
import type { ViewName } from '@/lib/link/contract';

/** What the session is at when it is looked at. */
export interface Moment {
  readonly stage: AppView['stage'];
  readonly brokenWhy: string;
  readonly lockAfterMinutes: number;
  readonly place: Place | null;
  /** Another one after every change. */
  readonly version: number;
}

export interface ViewsParts {
  readonly hall: Pick<Hall, 'books' | 'who' | 'here' | 'now'>;
  readonly moment: () => Moment;
  readonly passphrases: Pick<Passphrase, 'wait'>;
  readonly recoveryCodes: Pick<RecoveryCodes, 'view'>;
  readonly arriving: Pick<Arriving, 'joinView' | 'recoveringView'>;
  readonly reminding: Pick<Reminding, 'at'>;
}

export interface SessionViews {
  readonly view: (name: ViewName, id: string | null) => unknown;
  /** Views as they were made last: every panel asks for the same ones after every change. */
  readonly made: Map<string, { readonly version: number; readonly value: unknown }>;
}

const MOST_VIEWS = 200;

export const openViews = (parts: ViewsParts): SessionViews => {
  const { hall, moment, passphrases, recoveryCodes, arriving, reminding } = parts;
  const { books, news, logs } = hall.books;
  const made: SessionViews['made'] = new Map();

  const removedFrom = ({ notebook, shelf }: Book): { by: string; on: CalendarDay } | null => {
    const removed = notebook.removed();
    return removed === null
      ? null
      : { by: nameOfDevice(notebook, shelf, removed.by), on: londonDay(removed.at) };
  };

  const openApp = ({ of, who }: Here, lockAfterMinutes: number): AppView => ({
    stage: 'open',
    ...of.app(),
    removed: removedFrom(of),
    recovery: recoveryCodes.view(of.notebook.register(), who.device.id).state,
    notebooks: [...books.values()].map(({ notebook }) => ({
      id: notebook.id,
      name: notebook.keyring().name ?? '',
    })),
    lockAfterMinutes,
    overdue: mineNow([...books.values()]),
    join: arriving.joinView(),
  });

  const appView = (): AppView => {
    const { stage, lockAfterMinutes, brokenWhy } = moment();
    switch (stage) {
      case 'starting':
        return { stage };
      case 'locked': {
        const wait = passphrases.wait();
        return {
          stage,
          lockAfterMinutes,
          waitUntil: wait === 0 ? null : hall.now() + wait,
          recovering: null,
        };
      }
      case 'broken':
        return { stage, why: brokenWhy };
      case 'no notebook':
      case 'open': {
        const here = hall.here();
        if (here !== null) return openApp(here, lockAfterMinutes);
        return {
          stage: 'no notebook',
          hasDevice: hall.who() !== null,
          join: arriving.joinView(),
          recovering: arriving.recoveringView(),
        };
      }
    }
  };

  const seenBy = ({ of, who }: Here): PeopleSeen => {
    const { notebook, shelf, inviting } = of;
    return {
      notebook,
      shelf,
      me: who.device.id,
      invitations: inviting.views(),
      news: news.get(notebook.id)?.items() ?? [],
      recovery: recoveryCodes.view(notebook.register(), who.device.id),
    };
  };

  const openView = (name: Exclude<ViewName, 'app' | 'place'>, id: string | null): unknown => {
    const here = hall.here();
    if (here === null) return null;
    const { of, who } = here;
    const { notebook, shelf } = of;
    if (name === 'audit') {
      return auditView(shelf, logs.get(notebook.id)?.lines(id === 'all' ? 'all' : 'mine') ?? []);
    }
    if (name === 'today') return todayOfAll([...books.values()], of);
    if (name === 'actions') return actionsOfAll([...books.values()], of);
    if (name === 'reminder') return { at: reminding.at() };
    if (name === 'note') return id === null ? null : noteView(of, id);
    if (name === 'apart') return apartViews({ notebook, shelf, me: who.device.id });
    return isMemberView(name)
      ? MEMBER_VIEWS[name](seenBy(here), id, of.looking().today)
      : of.view(name, id);
  };

  const viewOf = (name: Exclude<ViewName, 'place'>, id: string | null): unknown => {
    const { version } = moment();
    const key = `${name}|${id ?? ''}`;
    const known = made.get(key);
    if (known?.version === version) return known.value;
    const value = name === 'app' ? appView() : openView(name, id);
    if (made.size > MOST_VIEWS) made.clear();
    made.set(key, { version, value });
    return value;
  };

  return {
    made,
    view: (name, id) => {
      if (name === 'place') return moment().place;
      // It grows with what is seen, which is no change of the notebook.
      if (name === 'audit') return openView(name, id);
      const value = viewOf(name, id);
      // The one place by which a record reaches a screen.
      if (value !== null && id !== null && isViewed(name)) {
        logs.get(hall.here()?.of.notebook.id ?? '')?.saw(name, id);
      }
      return value;
    },
  };
};
