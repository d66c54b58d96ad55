/** Pages of one browser inside one process: each has channels and locks that end when it is closed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { BroadcastChannel as NodeChannel } from 'node:worker_threads';
import { vi } from 'vitest';

interface Held {
  readonly page: Page;
  readonly mode: LockMode;
}
interface Wanted extends Held {
  readonly grant: () => void;
}

const where = new AsyncLocalStorage<Page>();
const here = (): Page => {
  const page = where.getStore();
  if (page === undefined) throw new Error('outside of every page');
  return page;
};

const held = new Map<string, Held[]>();
const wanted = new Map<string, Wanted[]>();

const grantNext = (name: string): void => {
  const holders = held.get(name) ?? [];
  const queue = wanted.get(name) ?? [];
  held.set(name, holders);
  for (;;) {
    const [next] = queue;
    const isFree =
      holders.length === 0 ||
      (next?.mode === 'shared' && holders.every(({ mode }) => mode === 'shared'));
    if (next === undefined || !isFree) return;
    queue.shift();
    holders.push(next);
    next.grant();
  }
};

type Work = () => unknown;
/** The part of the lock manager that the link uses. */
const request = (
  name: string,
  ...rest: readonly [Work] | readonly [LockOptions, Work]
): Promise<unknown> => {
  const page = here();
  const [options, work] = rest.length === 1 ? [{}, rest[0]] : rest;
  return new Promise((resolve, reject) => {
    const want: Wanted = {
      page,
      mode: options.mode ?? 'exclusive',
      grant: () => {
        where.run(page, () => {
          Promise.resolve()
            .then(work)
            .then(resolve, reject)
            .finally(() => {
              release(name, (one) => one === want);
            });
        });
      },
    };
    wanted.set(name, [...(wanted.get(name) ?? []), want]);
    grantNext(name);
  });
};

const release = (name: string, isGone: (one: Held) => boolean): void => {
  held.set(
    name,
    (held.get(name) ?? []).filter((one) => !isGone(one)),
  );
  grantNext(name);
};

/** A channel of the browser that belongs to the page in which it is made: the part that the link uses. */
class PageChannel {
  readonly #page: Page = here();
  readonly #channel: NodeChannel;

  constructor(name: string) {
    this.#channel = new NodeChannel(name);
    this.#channel.unref();
    this.#page.channels.add(this);
  }

  addEventListener(_type: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.#channel.addEventListener('message', (event) => {
      if (!this.#page.isOpen || !('data' in event)) return;
      const { data } = event;
      where.run(this.#page, () => listener({ data }));
    });
  }

  postMessage(message: unknown): void {
    if (this.#page.isOpen) this.#channel.postMessage(message);
  }

  close(): void {
    this.#channel.close();
  }
}

export class Page {
  readonly channels = new Set<PageChannel>();
  isOpen = true;

  /** Runs something as a script of this page. */
  readonly run = <Result>(script: () => Result): Result => where.run(this, script);

  /** As when the browser discards the page: its channels fall silent and its locks are free. */
  close(): void {
    this.isOpen = false;
    for (const channel of this.channels) channel.close();
    for (const [name, queue] of wanted)
      wanted.set(
        name,
        queue.filter(({ page }) => page !== this),
      );
    for (const name of held.keys()) release(name, ({ page }) => page === this);
  }
}

vi.stubGlobal('BroadcastChannel', PageChannel);
vi.stubGlobal('navigator', { locks: { request } });
