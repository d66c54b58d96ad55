/** What the benchmark runs inside pages: every function here is sent to a browser and uses nothing from outside itself. */
import type { Page } from 'playwright-core';

type Ordering = (name: string, given: unknown) => Promise<string>;
interface Times {
  pressed: number | null;
  painted: number | null;
}

/** What the functions leave in a page for the next one. */
declare global {
  interface Window {
    keys: number[];
    seen: number[];
    order: Ordering;
    times: Times;
  }
}

/** Notes when keys go down in a page (ms since 1970), on the clock that every page of the machine shares. */
const noteKeys = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const keys: number[] = [];
    document.addEventListener(
      'keydown',
      ({ timeStamp }) => keys.push(performance.timeOrigin + timeStamp),
      true,
    );
    window.keys = keys;
  });

/** Notes when one more of the mark is in an element of a page. */
const noteMarks = (page: Page, selector: string, mark: string): Promise<void> =>
  page.evaluate(
    ([wanted = '', what = '']) => {
      const seen: number[] = [];
      const element = document.querySelector(wanted);
      if (element === null) throw new Error(`no ${wanted}`);
      const count = (): number => (element.textContent ?? '').split(what).length - 1;
      const before = count();
      new MutationObserver(() => {
        while (seen.length < count() - before)
          seen.push(performance.timeOrigin + performance.now());
      }).observe(element, { subtree: true, childList: true, characterData: true });
      window.seen = seen;
    },
    [selector, mark],
  );

const MARK = '7';

export interface Typing {
  /** Types one key on the one page and answers after how long (ms) it was on the other. */
  readonly once: () => Promise<number>;
}

export const openTyping = async (from: Page, to: Page, selector: string): Promise<Typing> => {
  await noteKeys(from);
  await noteMarks(to, selector, MARK);
  let count = 0;
  return {
    once: async () => {
      await from.keyboard.press(MARK);
      count += 1;
      await to.waitForFunction((wanted) => window.seen.length >= wanted, count);
      const [seen, pressed] = await Promise.all([
        to.evaluate(() => window.seen.at(-1) ?? Number.NaN),
        from.evaluate(() => window.keys.at(-1) ?? Number.NaN),
      ]);
      return seen - pressed;
    },
  };
};

/** Lets a page of the extension give orders as a panel does, through the same channel. */
export const letOrder = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const panel = crypto.randomUUID();
    const name = `liaison-notebook/panel/${panel}`;
    const channel = new BroadcastChannel(name);
    const lobby = new BroadcastChannel('liaison-notebook/lobby');
    const waiting = new Map<number, (answer: { state: string; id: string; why: string }) => void>();
    let count = 0;
    await new Promise<void>((resolve) => {
      channel.addEventListener('message', ({ data }) => {
        if (data.kind === 'welcome') resolve();
        if (data.kind === 'answer') waiting.get(data.order)?.(data.answer);
      });
      void navigator.locks.request(name, () => {
        lobby.postMessage({ kind: 'panel', panel });
        return new Promise(() => {});
      });
    });
    const order = (which: string, given: unknown): Promise<string> =>
      new Promise((resolve, reject) => {
        count += 1;
        const number = count;
        waiting.set(number, ({ state, id, why }) => {
          waiting.delete(number);
          if (state === 'done') resolve(id);
          else reject(new Error(`${which}: ${why}`));
        });
        channel.postMessage({ kind: 'order', order: number, name: which, given });
      });
    window.order = order;
  });

/** Gives many orders, some at a time; answers with the ids that they gave. */
export const giveOrders = (
  page: Page,
  orders: readonly { readonly name: string; readonly given: unknown }[],
  atOnce = 32,
): Promise<readonly string[]> =>
  page.evaluate(
    async ({ all, some }) => {
      const ids: string[] = [];
      for (let at = 0; at < all.length; at += some) {
        ids.push(
          ...(await Promise.all(
            all.slice(at, at + some).map((one) => window.order(one.name, one.given)),
          )),
        );
      }
      return ids;
    },
    { all: orders, some: atOnce },
  );

export interface Durable {
  readonly ours: readonly number[];
  readonly raw: readonly number[];
}

/** Times one order to its answer beside one strict write of 1 kB, in turns (ms). */
export const timeDurable = (page: Page, id: string, pairs: number): Promise<Durable> =>
  page.evaluate(
    async ({ record, count }) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('bench', 1);
        request.addEventListener('upgradeneeded', () =>
          request.result.createObjectStore('rows', { autoIncrement: true }),
        );
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
      const write = (): Promise<void> =>
        new Promise((resolve, reject) => {
          const transaction = db.transaction('rows', 'readwrite', { durability: 'strict' });
          transaction.addEventListener('complete', () => resolve());
          transaction.addEventListener('abort', () => reject(transaction.error));
          transaction.objectStore('rows').add(crypto.getRandomValues(new Uint8Array(1_000)));
        });
      const change = (round: number): Promise<string> =>
        window.order('change', {
          kind: 'action',
          id: record,
          fields: { text: `Round ${round}`.padEnd(700, ' .') },
        });
      const timed = async (work: () => Promise<unknown>): Promise<number> => {
        const from = performance.now();
        await work();
        return performance.now() - from;
      };
      const ours: number[] = [];
      const raw: number[] = [];
      for (let round = -3; round < count; round += 1) {
        const [own, other] = [await timed(() => change(round)), await timed(write)];
        // The first rounds only warm up.
        if (round < 0) continue;
        ours.push(own);
        raw.push(other);
      }
      db.close();
      indexedDB.deleteDatabase('bench');
      return { ours, raw };
    },
    { record: id, count: pairs },
  );

/** Notes when the unlock button is pressed and when a text has been painted (ms since 1970). */
export const noteOpening = (page: Page, text: string): Promise<void> =>
  page.evaluate((wanted) => {
    const times: Times = { pressed: null, painted: null };
    document.addEventListener(
      'click',
      ({ timeStamp }) => {
        times.pressed ??= performance.timeOrigin + timeStamp;
      },
      true,
    );
    const observer = new MutationObserver(() => {
      if (!(document.querySelector('main')?.textContent ?? '').includes(wanted)) return;
      observer.disconnect();
      requestAnimationFrame(() =>
        setTimeout(() => {
          times.painted = performance.timeOrigin + performance.now();
        }),
      );
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    window.times = times;
  }, text);

export const openingTimes = async (
  page: Page,
): Promise<{ readonly pressed: number; readonly painted: number }> => {
  await page.waitForFunction(() => window.times.painted !== null);
  return page.evaluate(() => ({
    pressed: window.times.pressed ?? Number.NaN,
    painted: window.times.painted ?? Number.NaN,
  }));
};
