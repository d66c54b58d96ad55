/** The engine's end of the link: it parses what panels say, asks the desk, and keeps every watched view current. */
import { ORDERS, type Answer, type OrderName, type OrderOf, type ViewName } from './contract';
import {
  ENGINE_LOCK,
  LOBBY,
  LobbyMessage,
  PanelMessage,
  panelChannel,
  type EngineMessage,
} from './wire';

export interface NoteListener {
  readonly update: (update: Uint8Array) => void;
  readonly presence: (update: Uint8Array) => void;
}

export interface NoteSeat {
  readonly client: number;
  readonly update: Uint8Array;
  readonly presence: Uint8Array | null;
  /** Resolves with the time (ms) once the update is durable on this device. */
  readonly write: (update: Uint8Array) => Promise<number>;
  readonly show: (presence: Uint8Array) => void;
  readonly leave: () => void;
}

export type NoteSeating =
  | { readonly state: 'open'; readonly seat: NoteSeat }
  /** Shown by the view `note`, never edited. */
  | { readonly state: 'read only' }
  | { readonly state: 'refused'; readonly why: string };

/** What the engine can do for a panel. */
export interface Desk {
  /** A panel begins to watch a view, which is then asked for again after every change. */
  readonly opens: (name: ViewName, id: string | null) => void;
  readonly view: (name: ViewName, id: string | null) => unknown;
  readonly onChange: (told: () => void) => () => void;
  readonly onLock: (told: () => void) => () => void;
  readonly order: <Name extends OrderName>(name: Name, given: OrderOf<Name>) => Promise<Answer>;
  readonly openNote: (meeting: string, listener: NoteListener) => Promise<NoteSeating>;
}

const VIEW_NAMES: Readonly<Record<ViewName, true>> = {
  app: true,
  today: true,
  actions: true,
  secondments: true,
  secondment: true,
  movedDues: true,
  summary: true,
  returns: true,
  vacancies: true,
  protocols: true,
  protocol: true,
  transfers: true,
  transfer: true,
  meetings: true,
  meeting: true,
  note: true,
  people: true,
  away: true,
  reminder: true,
  access: true,
  removal: true,
  myDevices: true,
  lostDevice: true,
  sharing: true,
  erasing: true,
  parts: true,
  apart: true,
  audit: true,
  changes: true,
  place: true,
};
const isViewName = (name: string): name is ViewName => Object.hasOwn(VIEW_NAMES, name);
const isOrderName = (name: string): name is OrderName => Object.hasOwn(ORDERS, name);

/** Views are computed again this long after a change, so that a burst of changes costs one. */
const REFRESH_AFTER_MS = 15;

const FAULT =
  'There is a problem with the notebook. What was saved before is safe. Try again, or reload this panel.';

const refused = (why: string): Answer => ({ state: 'refused', why, field: null });

const servePanel = (panel: string, desk: Desk, onGone: () => void): (() => void) => {
  const channel = new BroadcastChannel(panelChannel(panel));
  const watches = new Map<
    number,
    { readonly name: ViewName; readonly id: string | null; last: string }
  >();
  const seats = new Map<number, NoteSeat>();
  let replicas = 0;
  let isClosed = false;
  const say = (message: EngineMessage): void => {
    // What was begun for a panel may end after it has gone.
    if (!isClosed) channel.postMessage(message);
  };

  const refresh = (): void => {
    for (const [watch, watched] of watches) {
      try {
        const value = desk.view(watched.name, watched.id);
        const text = JSON.stringify(value);
        if (text === watched.last) continue;
        watched.last = text;
        say({ kind: 'value', watch, value });
      } catch {
        // A record that cannot be shown must not keep the other views from being told.
      }
    }
  };
  let refreshing: ReturnType<typeof setTimeout> | null = null;
  const refreshSoon = (): void => {
    refreshing ??= setTimeout(() => {
      refreshing = null;
      refresh();
    }, REFRESH_AFTER_MS);
  };
  const stopWatching = desk.onChange(refreshSoon);

  const orderOf = async (name: string, given: unknown): Promise<Answer> => {
    try {
      return await answerTo(name, given);
    } catch {
      // A fault must not leave a person waiting; what it holds may be about people, so it is not repeated here.
      return refused(FAULT);
    }
  };
  const answerTo = async (name: string, given: unknown): Promise<Answer> => {
    if (!isOrderName(name))
      return refused('This window is from another version. Close it and open it again.');
    const parsed = ORDERS[name].safeParse(given);
    if (!parsed.success)
      return refused('That could not be read. Check what you typed and try again.');
    // The schema of this very name parsed it; TypeScript sees only the union of all orders.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-assertion
    return desk.order(name, parsed.data as never);
  };

  const seatingOf = async (meeting: string, listener: NoteListener): Promise<NoteSeating> => {
    try {
      return await desk.openNote(meeting, listener);
    } catch {
      return { state: 'refused', why: FAULT };
    }
  };

  /** The time at which it was durable; null when it was not, and the panel goes on showing that. */
  const write = async (seat: NoteSeat, update: Uint8Array): Promise<number | null> => {
    try {
      return await seat.write(update);
    } catch {
      return null;
    }
  };

  const openNote = async (order: number, meeting: string): Promise<void> => {
    replicas += 1;
    const replica = replicas;
    // The panel knows the replica only once it was told of it; what comes before that must wait.
    let early: EngineMessage[] | null = [];
    const tell = (message: EngineMessage): void => {
      if (early === null) say(message);
      else early.push(message);
    };
    const seating = await seatingOf(meeting, {
      update: (update) => tell({ kind: 'note update', replica, update }),
      presence: (update) => tell({ kind: 'note presence', replica, update }),
    });
    switch (seating.state) {
      case 'open': {
        if (isClosed) {
          seating.seat.leave();
          return;
        }
        seats.set(replica, seating.seat);
        const { client, update, presence } = seating.seat;
        say({ kind: 'note opened', order, replica, client, update, presence });
        for (const message of early) say(message);
        early = null;
        return;
      }
      case 'read only':
        say({ kind: 'note read only', order });
        return;
      case 'refused':
        say({ kind: 'note refused', order, why: seating.why });
    }
  };

  const hear = async (message: PanelMessage): Promise<void> => {
    switch (message.kind) {
      case 'watch':
        if (!isViewName(message.name)) return;
        desk.opens(message.name, message.id);
        watches.set(message.watch, { name: message.name, id: message.id, last: '' });
        refresh();
        return;
      case 'unwatch':
        watches.delete(message.watch);
        return;
      case 'order':
        say({
          kind: 'answer',
          order: message.order,
          answer: await orderOf(message.name, message.given),
        });
        return;
      case 'open note':
        await openNote(message.order, message.meeting);
        return;
      case 'note update': {
        const seat = seats.get(message.replica);
        const at = seat === undefined ? null : await write(seat, message.update);
        if (at !== null) {
          say({ kind: 'note saved', replica: message.replica, number: message.number, at });
        }
        return;
      }
      case 'note presence':
        seats.get(message.replica)?.show(message.update);
        return;
      case 'close note':
        seats.get(message.replica)?.leave();
        seats.delete(message.replica);
    }
  };

  channel.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = PanelMessage.safeParse(event.data);
    if (parsed.success) void hear(parsed.data);
  });

  const close = (): void => {
    stopWatching();
    if (refreshing !== null) clearTimeout(refreshing);
    for (const seat of seats.values()) seat.leave();
    seats.clear();
    isClosed = true;
    channel.close();
  };
  // The panel holds this lock for as long as it lives.
  void navigator.locks.request(panelChannel(panel), async () => {
    close();
    onGone();
  });
  say({ kind: 'welcome' });
  return close;
};

/**
 * Serves every panel of this browser for as long as this page lives. Waits for the engine lock first, so that
 * two engine pages never work at once.
 */
export const servePanels = async (openDesk: () => Promise<Desk>): Promise<never> => {
  const done = new Promise<never>(() => {});
  return navigator.locks.request(ENGINE_LOCK, async () => {
    const desk = await openDesk();
    const panels = new Set<string>();
    const lobby = new BroadcastChannel(LOBBY);
    const say = (message: LobbyMessage): void => lobby.postMessage(message);
    lobby.addEventListener('message', (event: MessageEvent<unknown>) => {
      const parsed = LobbyMessage.safeParse(event.data);
      if (!parsed.success || parsed.data.kind !== 'panel') return;
      const { panel } = parsed.data;
      if (panels.has(panel)) return;
      panels.add(panel);
      servePanel(panel, desk, () => panels.delete(panel));
    });
    desk.onLock(() => say({ kind: 'locked' }));
    say({ kind: 'engine' });
    return done;
  });
};
