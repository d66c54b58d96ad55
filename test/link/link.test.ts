/** The link between panels and the engine: what is asked is answered, whatever starts, stops or talks nonsense. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Page } from './pages';
import type { Answer } from '@/lib/link/contract';
import {
  servePanels,
  type Desk,
  type NoteListener,
  type NoteSeating,
} from '@/lib/link/engine-link';
import type { Link } from '@/lib/link/link';
import { openPanelLink } from '@/lib/link/panel-link';
import { LOBBY, panelChannel } from '@/lib/link/wire';

const pages: Page[] = [];
const newPage = (): Page => {
  const page = new Page();
  pages.push(page);
  return page;
};
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

/** Something that happens once, and that a test waits for. */
const once = <Value = void>() => Promise.withResolvers<Value>();

interface FakeDesk extends Desk {
  readonly show: (name: string, value: unknown) => void;
  readonly lock: () => void;
  readonly orders: { readonly name: string; readonly given: unknown }[];
}

const deskOf = (answer: (name: string) => Promise<Answer> = async () => DONE): FakeDesk => {
  const values = new Map<string, unknown>();
  const changes = new Set<() => void>();
  const locks = new Set<() => void>();
  const orders: { name: string; given: unknown }[] = [];
  return {
    orders,
    show: (name, value) => {
      values.set(name, value);
      for (const told of changes) told();
    },
    lock: () => {
      for (const told of locks) told();
    },
    opens: () => {},
    view: (name) => values.get(name) ?? null,
    onChange: (told) => {
      changes.add(told);
      return () => changes.delete(told);
    },
    onLock: (told) => {
      locks.add(told);
      return () => locks.delete(told);
    },
    order: (name, given) => {
      orders.push({ name, given });
      return answer(name);
    },
    openNote: async () => ({ state: 'refused', why: 'no such note' }),
  };
};
const DONE: Answer = { state: 'done', id: 'one', value: null };

const startEngine = (desk: Desk): Page => {
  const page = newPage();
  void page.run(() => servePanels(async () => desk));
  return page;
};

const openPanel = (
  onLocked: () => void = () => {},
): { readonly page: Page; readonly link: Link } => {
  const page = newPage();
  return {
    page,
    link: page.run(() => openPanelLink({ wakeEngine: async () => {}, onLocked })),
  };
};

/** Values as they arrive, and a way to wait until there are so many. */
const watching = (link: Link) => {
  const values: unknown[] = [];
  const waits: { readonly count: number; readonly done: () => void }[] = [];
  const stop = link.watch('place', null, (value) => {
    values.push(value);
    for (const { count, done } of waits) if (values.length >= count) done();
  });
  return {
    values,
    stop,
    until: (count: number): Promise<void> => {
      const { promise, resolve } = once();
      waits.push({ count, done: resolve });
      if (values.length >= count) resolve();
      return promise;
    },
  };
};

/** A page that says to the engine whatever it likes, on the channels of a panel that the engine serves. */
const strangePanel = async () => {
  const page = newPage();
  const panel = crypto.randomUUID();
  const [lobby, channel] = page.run(() => [
    new BroadcastChannel(LOBBY),
    new BroadcastChannel(panelChannel(panel)),
  ]);
  const next = (kind: string): Promise<unknown> =>
    new Promise((resolve) => {
      page.run(() =>
        channel.addEventListener('message', ({ data }) => {
          if (data.kind === kind) resolve(data);
        }),
      );
    });
  const welcome = next('welcome');
  void page.run(() =>
    navigator.locks.request(panelChannel(panel), () => {
      lobby.postMessage({ kind: 'panel', panel });
      return new Promise(() => {});
    }),
  );
  await welcome;
  return {
    next,
    say: (message: unknown): void => channel.postMessage(message),
    sayInLobby: (message: unknown): void => lobby.postMessage(message),
  };
};

const placeOf = (screen: string) => ({ screen, id: null });

test('an order is answered, parsed by its schema', async () => {
  const desk = deskOf();
  startEngine(desk);
  const { link } = openPanel();
  expect(await link.order('unlock', { passphrase: 'lantern orchard' })).toEqual(DONE);
  expect(desk.orders).toEqual([{ name: 'unlock', given: { passphrase: 'lantern orchard' } }]);
  expect(await link.order('setLockAfter', { minutes: 0 })).toMatchObject({ state: 'refused' });
  expect(desk.orders).toHaveLength(1);
});

test('an order that only another version knows is refused', async () => {
  const desk = deskOf();
  startEngine(desk);
  await openPanel().link.order('lock', {});
  const stranger = await strangePanel();
  const answered = stranger.next('answer');
  stranger.say({ kind: 'order', order: 1, name: 'toCome', given: {} });
  expect(await answered).toMatchObject({ answer: { state: 'refused' } });
  expect(desk.orders).toHaveLength(1);
});

test('what is asked before the engine is there is asked when it is', async () => {
  const desk = deskOf();
  const { link } = openPanel();
  const watched = watching(link);
  const answer = link.order('lock', {});
  desk.show('place', placeOf('today'));
  startEngine(desk);
  expect(await answer).toEqual(DONE);
  await watched.until(1);
  expect(watched.values).toEqual([placeOf('today')]);
});

test('a watched value comes at once and again only when it changes', async () => {
  const desk = deskOf();
  desk.show('place', placeOf('today'));
  startEngine(desk);
  const { link } = openPanel();
  const watched = watching(link);
  await watched.until(1);
  desk.show('place', placeOf('today'));
  desk.show('transfers', 'something else');
  // The answer to an order comes after every value that was told before it.
  await link.order('lock', {});
  desk.show('place', placeOf('people'));
  await watched.until(2);
  expect(watched.values).toEqual([placeOf('today'), placeOf('people')]);
  watched.stop();
  const other = watching(link);
  desk.show('place', placeOf('meetings'));
  await other.until(1);
  expect(watched.values).toHaveLength(2);
});

test('a fault of the engine is answered too, and other panels do not notice', async () => {
  const desk = deskOf((name) =>
    name === 'lock' ? Promise.reject(new Error('a bug')) : Promise.resolve(DONE),
  );
  startEngine(desk);
  const [one, other] = [openPanel(), openPanel()];
  expect(await one.link.order('lock', {})).toMatchObject({ state: 'refused' });
  expect(await other.link.order('confirmJoinWords', {})).toEqual(DONE);
});

test('when the engine is started anew, orders in flight are refused and the rest goes on', async () => {
  const { promise: asked, resolve: isAsked } = once();
  const first = deskOf(() => {
    isAsked();
    return new Promise(() => {});
  });
  first.show('place', placeOf('old'));
  const page = startEngine(first);
  const { link } = openPanel();
  const watched = watching(link);
  await watched.until(1);
  const answer = link.order('lock', {});
  await asked;
  page.close();
  const second = deskOf();
  second.show('place', placeOf('new'));
  startEngine(second);
  expect(await answer).toMatchObject({
    state: 'refused',
    why: expect.stringContaining('restarted'),
  });
  await watched.until(2);
  expect(watched.values).toEqual([placeOf('old'), placeOf('new')]);
  expect(await link.order('lock', {})).toEqual(DONE);
});

test('two engines never work at once', async () => {
  const [first, second] = [deskOf(), deskOf()];
  const page = startEngine(first);
  startEngine(second);
  const { link } = openPanel();
  await link.order('lock', {});
  expect([first.orders.length, second.orders.length]).toEqual([1, 0]);
  const restarted = watching(link);
  await restarted.until(1);
  page.close();
  second.show('place', placeOf('second'));
  await restarted.until(2);
  await link.order('lock', {});
  expect(second.orders).toHaveLength(1);
});

test('every panel hears that the notebook has locked', async () => {
  const desk = deskOf();
  startEngine(desk);
  const [a, b] = [once(), once()];
  const panels = [openPanel(a.resolve), openPanel(b.resolve)];
  await Promise.all(panels.map(({ link }) => link.order('confirmJoinWords', {})));
  desk.lock();
  await Promise.all([a.promise, b.promise]);
  expect(panels).toHaveLength(2);
});

test('junk on every channel changes nothing', async () => {
  const desk = deskOf();
  startEngine(desk);
  const { link } = openPanel();
  await link.order('lock', {});
  const stranger = await strangePanel();
  const junk: unknown[] = [
    null,
    'watch',
    { kind: 'watch', watch: -1, name: 'app', id: null },
    { kind: 'watch', watch: 1, name: '__proto__', id: null },
    { kind: 'order', order: 1, name: 'toString', given: {} },
    { kind: 'note update', replica: 9, number: 1, update: [1, 2, 3] },
    { kind: 'note update', replica: 9, number: 1, update: Uint8Array.of(1, 2, 3) },
    { kind: 'close note', replica: 9 },
    { kind: 'unwatch', watch: 77 },
  ];
  for (const message of junk) {
    stranger.say(message);
    stranger.sayInLobby(message);
  }
  // What is watched after all of that is answered after it was heard.
  const heard = stranger.next('value');
  stranger.say({ kind: 'watch', watch: 2, name: 'place', id: null });
  expect(await heard).toMatchObject({ watch: 2 });
  expect(await link.order('lock', {})).toEqual(DONE);
  expect(desk.orders.map(({ name }) => name)).toEqual(['lock', 'lock']);
});

/** A desk with one note, as the session keeps it: told of what a seat writes, and able to write itself. */
const noteDesk = () => {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, 'begun ');
  const seats = new Set<NoteListener>();
  const left = once();
  const isDurable = once<number>();
  let hold: Promise<void> = Promise.resolve();
  const desk: Desk = {
    ...deskOf(),
    openNote: async (_meeting, listener): Promise<NoteSeating> => {
      seats.add(listener);
      const update = Y.encodeStateAsUpdate(doc);
      await hold;
      return {
        state: 'open',
        seat: {
          client: 77,
          update,
          presence: null,
          write: async (made) => {
            Y.applyUpdate(doc, made);
            return isDurable.promise;
          },
          show: () => {},
          leave: () => {
            seats.delete(listener);
            left.resolve();
          },
        },
      };
    },
  };
  return {
    desk,
    doc,
    seats,
    left: left.promise,
    isDurable,
    holdOpenings: (until: Promise<void>) => {
      hold = until;
    },
    /** Somebody else types. */
    type: (words: string): void => {
      const before = Y.encodeStateVector(doc);
      doc.getText('t').insert(doc.getText('t').length, words);
      const update = Y.encodeStateAsUpdate(doc, before);
      for (const seat of seats) seat.update(update);
    },
  };
};

const openedNote = async (link: Link) => {
  const opening = await link.openNote('meeting-1');
  if (opening.state !== 'open') throw new Error(opening.state);
  return opening.replica;
};

test('a note is written on both sides and called saved only when it is durable', async () => {
  const { desk, doc, type, isDurable, left } = noteDesk();
  startEngine(desk);
  const { link } = openPanel();
  const replica = await openedNote(link);
  expect(replica.doc.clientID).toBe(77);
  const saved: (number | null)[] = [];
  const isSaved = once();
  replica.onSaved((at) => {
    saved.push(at);
    if (at !== null) isSaved.resolve();
  });
  const heard = once();
  replica.doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin === 'engine') heard.resolve();
  });
  replica.doc.getText('t').insert(0, 'mine ');
  type('theirs');
  await heard.promise;
  expect(saved).toEqual([null]);
  isDurable.resolve(5);
  await isSaved.promise;
  expect(saved).toEqual([null, 5]);
  expect(doc.getText('t').toJSON()).toBe(replica.doc.getText('t').toJSON());
  await replica.close();
  await left;
});

test('what is written while a note is being opened is in it', async () => {
  const { desk, type, seats, holdOpenings } = noteDesk();
  const hold = once();
  holdOpenings(hold.promise);
  startEngine(desk);
  const { link } = openPanel();
  const opening = openedNote(link);
  await link.order('confirmJoinWords', {});
  expect(seats.size).toBe(1);
  type('in between');
  hold.resolve();
  const replica = await opening;
  await link.order('confirmJoinWords', {});
  expect(replica.doc.getText('t').toJSON()).toBe('begun in between');
});

test.for(['before', 'after'] as const)(
  'a panel that goes %s its note is open leaves its seat',
  async (when) => {
    const { desk, left, seats, holdOpenings, type } = noteDesk();
    const hold = once();
    holdOpenings(hold.promise);
    startEngine(desk);
    const { link, page } = openPanel();
    const opening = openedNote(link);
    await link.order('confirmJoinWords', {});
    if (when === 'after') {
      hold.resolve();
      await opening;
    }
    page.close();
    hold.resolve();
    await left;
    type('nobody is there');
    expect(seats.size).toBe(0);
  },
);

test('a note that was open when the engine ended is opened afresh by reloading', async () => {
  const { desk } = noteDesk();
  const page = startEngine(desk);
  const reload = once();
  const { link } = openPanel(reload.resolve);
  await openedNote(link);
  page.close();
  startEngine(deskOf());
  await reload.promise;
  expect(page.isOpen).toBe(false);
});
