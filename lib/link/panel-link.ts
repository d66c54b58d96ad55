/** The panel's end of the link: it watches, orders and writes notes, and finds the engine again when it has gone. */
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Answer, Views } from './contract';
import type { Link, NoteOpening, NoteReplica } from './link';
import {
  ENGINE_LOCK,
  EngineMessage,
  LOBBY,
  LobbyMessage,
  panelChannel,
  type PanelMessage,
} from './wire';
import { z } from '@/lib/parse/zod';

const AnswerShape = z.union([
  z.object({
    state: z.literal('done'),
    id: z.string().nullable(),
    value: z.string().nullable(),
  }),
  z.object({ state: z.literal('refused'), why: z.string(), field: z.string().nullable() }),
]);

/** An engine that cannot start is asked again this often, not in a tight loop. */
const WAKE_AGAIN_AFTER_MS = 250;
const PRESENCE_AFTER_MS = 80;
const RESTARTED =
  'The notebook was restarted. Check whether your last change was saved, and try again if it was not.';

export interface PanelSurroundings {
  /** Asks the browser to start the engine page if it is not running. */
  readonly wakeEngine: () => Promise<void>;
  /** Called when the engine has locked: the page reloads itself, so that nothing readable stays in it. */
  readonly onLocked: () => void;
}

interface Watch {
  readonly name: string;
  readonly id: string | null;
  readonly told: (value: unknown) => void;
}

interface OpenReplica {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  number: number;
  savedNumber: number;
  readonly listeners: Set<(savedAt: number | null) => void>;
  readonly settled: Set<() => void>;
}

/** Opens the link of this page. It never fails: what it is asked waits until the engine answers. */
export const openPanelLink = ({ wakeEngine, onLocked }: PanelSurroundings): Link => {
  const panel = crypto.randomUUID();
  const channel = new BroadcastChannel(panelChannel(panel));
  const lobby = new BroadcastChannel(LOBBY);
  const watches = new Map<number, Watch>();
  const orders = new Map<number, (answer: Answer) => void>();
  const openings = new Map<number, (opening: NoteOpening) => void>();
  const replicas = new Map<number, OpenReplica>();
  let count = 0;
  /** What is said before the engine listens; null once it does. */
  let kept: PanelMessage[] | null = [];

  const say = (message: PanelMessage): void => {
    if (kept === null) channel.postMessage(message);
    else kept.push(message);
  };
  const enter = (): void => {
    lobby.postMessage({ kind: 'panel', panel } satisfies LobbyMessage);
  };

  const replicaOf = (
    replica: number,
    client: number,
    update: Uint8Array,
    presence: Uint8Array | null,
  ): NoteReplica => {
    const doc = new Y.Doc();
    doc.clientID = client;
    Y.applyUpdate(doc, update, 'engine');
    const awareness = new Awareness(doc);
    if (presence !== null) applyAwarenessUpdate(awareness, presence, 'engine');
    const open: OpenReplica = {
      doc,
      awareness,
      number: 0,
      savedNumber: 0,
      listeners: new Set(),
      settled: new Set(),
    };
    replicas.set(replica, open);
    doc.on('update', (made: Uint8Array, origin: unknown) => {
      if (origin === 'engine') return;
      open.number += 1;
      for (const told of open.listeners) told(null);
      say({ kind: 'note update', replica, number: open.number, update: made });
    });
    let telling: ReturnType<typeof setTimeout> | null = null;
    awareness.on(
      'update',
      (
        { added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>,
        origin: unknown,
      ) => {
        if (origin === 'engine') return;
        if (![...added, ...updated, ...removed].includes(doc.clientID)) return;
        // The editor says its place again after every change of others: one message tells the last of them.
        telling ??= setTimeout(() => {
          telling = null;
          if (!replicas.has(replica)) return;
          const update = encodeAwarenessUpdate(awareness, [doc.clientID]);
          say({ kind: 'note presence', replica, update });
        }, PRESENCE_AFTER_MS);
      },
    );
    return {
      doc,
      awareness,
      onSaved: (told) => {
        open.listeners.add(told);
        return () => open.listeners.delete(told);
      },
      close: async () => {
        if (open.savedNumber < open.number) {
          await new Promise<void>((resolve) => open.settled.add(resolve));
        }
        say({ kind: 'close note', replica });
        replicas.delete(replica);
        awareness.destroy();
        doc.destroy();
      },
    };
  };

  channel.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = EngineMessage.safeParse(event.data);
    // The panel's own messages come back on its channel only to the engine; anything else is not for it.
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.kind) {
      case 'welcome': {
        const waiting = kept ?? [];
        kept = null;
        for (const said of waiting) say(said);
        return;
      }
      case 'value':
        watches.get(message.watch)?.told(message.value);
        return;
      case 'answer': {
        const waiting = orders.get(message.order);
        orders.delete(message.order);
        waiting?.(AnswerShape.parse(message.answer));
        return;
      }
      case 'note opened': {
        const waiting = openings.get(message.order);
        openings.delete(message.order);
        if (waiting === undefined) return;
        const replica = replicaOf(
          message.replica,
          message.client,
          message.update,
          message.presence,
        );
        waiting({ state: 'open', replica });
        return;
      }
      case 'note read only': {
        const waiting = openings.get(message.order);
        openings.delete(message.order);
        waiting?.({ state: 'read only' });
        return;
      }
      case 'note refused': {
        const waiting = openings.get(message.order);
        openings.delete(message.order);
        waiting?.({ state: 'refused', why: message.why });
        return;
      }
      case 'note update': {
        const open = replicas.get(message.replica);
        if (open !== undefined) Y.applyUpdate(open.doc, message.update, 'engine');
        return;
      }
      case 'note presence': {
        const open = replicas.get(message.replica);
        if (open !== undefined) applyAwarenessUpdate(open.awareness, message.update, 'engine');
        return;
      }
      case 'note saved': {
        const open = replicas.get(message.replica);
        if (open === undefined) return;
        open.savedNumber = Math.max(open.savedNumber, message.number);
        if (open.savedNumber < open.number) return;
        for (const told of open.listeners) told(message.at);
        for (const resolve of open.settled) resolve();
        open.settled.clear();
      }
    }
  });

  lobby.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = LobbyMessage.safeParse(event.data);
    if (!parsed.success) return;
    if (parsed.data.kind === 'locked') onLocked();
    if (parsed.data.kind !== 'engine') return;
    if (kept !== null) {
      enter();
      return;
    }
    // A new engine knows nothing of this panel. An open note would be written into the void: start afresh.
    if (replicas.size > 0) {
      onLocked();
      return;
    }
    kept = [];
    for (const [watch, { name, id }] of watches) say({ kind: 'watch', watch, name, id });
    for (const end of orders.values()) end({ state: 'refused', why: RESTARTED, field: null });
    for (const end of openings.values()) end({ state: 'refused', why: RESTARTED });
    orders.clear();
    openings.clear();
    enter();
  });

  // Held for as long as this page lives; the engine waits for it to learn that the panel has gone. So the
  // panel says its name only once it holds the lock.
  void navigator.locks.request(panelChannel(panel), () => {
    enter();
    return new Promise<never>(() => {});
  });
  const watchEngine = async (): Promise<void> => {
    for (;;) {
      await wakeEngine();
      // Waits behind the living engine; it is granted only when there is none.
      await navigator.locks.request(ENGINE_LOCK, { mode: 'shared' }, async () => {});
      await new Promise((resolve) => {
        setTimeout(resolve, WAKE_AGAIN_AFTER_MS);
      });
    }
  };
  void watchEngine();

  return {
    watch: (name, id, told) => {
      count += 1;
      const watch = count;
      // The engine is part of this extension and builds the value by the same table of views.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      watches.set(watch, { name, id, told: (value) => told(value as Views[typeof name]) });
      say({ kind: 'watch', watch, name, id });
      return () => {
        watches.delete(watch);
        say({ kind: 'unwatch', watch });
      };
    },
    order: (name, given) =>
      new Promise((end) => {
        count += 1;
        orders.set(count, end);
        say({ kind: 'order', order: count, name, given });
      }),
    openNote: (meeting) =>
      new Promise((end) => {
        count += 1;
        openings.set(count, end);
        say({ kind: 'open note', order: count, meeting });
      }),
  };
};
