/** The notebook as one panel is told it: every record by the link's own messages, so that two people's can be compared. */
import type { Page } from 'playwright-core';

export interface SeenNotebook {
  /** Each view by its name and id, as text. */
  readonly views: Readonly<Record<string, string>>;
}

type Asked = readonly [view: string, id: string | null];
type Told = Readonly<Record<string, unknown>>;

/** Watches views as a second panel of the same browser would, and resolves with their values. */
const ask = (page: Page, asked: readonly Asked[]): Promise<readonly unknown[]> =>
  page.evaluate(async (wanted) => {
    const panel = crypto.randomUUID();
    // These names are the ones of lib/link/wire.ts.
    const name = `liaison-notebook/panel/${panel}`;
    const lobby = new BroadcastChannel('liaison-notebook/lobby');
    const channel = new BroadcastChannel(name);
    const told = new Map<number, unknown>();
    const all = new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error('the engine did not answer')), 20_000);
      channel.addEventListener('message', ({ data }) => {
        if (data.kind === 'welcome') {
          wanted.forEach(([view, id], watch) => {
            channel.postMessage({ kind: 'watch', watch, name: view, id });
          });
        }
        if (data.kind === 'value') told.set(data.watch, data.value);
        if (told.size === wanted.length) resolve();
      });
    });
    await navigator.locks.request(name, async () => {
      lobby.postMessage({ kind: 'panel', panel });
      await all;
    });
    lobby.close();
    channel.close();
    return wanted.map((_each, watch) => told.get(watch));
  }, asked);

/** What is told to each person in their own words, and is no part of the notebook. */
const PERSONAL = ['waitingFor', 'next'] as const;

const asText = (value: unknown): string => {
  // Two people who are told nothing would seem to hold the same.
  if (value === undefined || value === null) throw new Error('a view was not told');
  return JSON.stringify(
    value,
    (key, inner: unknown) => {
      if (PERSONAL.some((personal) => personal === key)) return undefined;
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
      return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    },
    1,
  );
};

const rowsOf = (value: unknown): readonly { readonly id: string }[] =>
  Array.isArray(value) ? value : [];

export const notebookSeenBy = async (page: Page): Promise<SeenNotebook> => {
  const [secondments, transfers, meetings, people, changes, app] = await ask(page, [
    ['secondments', null],
    ['transfers', null],
    ['meetings', null],
    ['people', null],
    ['changes', null],
    ['app', null],
  ]);
  const { rows: transferRows } = transfers as Told;
  const { coming, past } = meetings as Told;
  const asked: readonly Asked[] = [
    ...rowsOf(secondments).map(({ id }): Asked => ['secondment', id]),
    ...rowsOf(transferRows).map(({ id }): Asked => ['transfer', id]),
    ...[...rowsOf(coming), ...rowsOf(past)].map(({ id }): Asked => ['meeting', id]),
  ];
  const records = await ask(page, asked);
  const { people: rows } = people as Told;
  const views: Record<string, string> = {
    secondments: asText(secondments),
    transfers: asText(transfers),
    meetings: asText(meetings),
    changes: asText(changes),
    notebook: asText((app as Told)['notebook']),
    people: asText(
      rowsOf(rows)
        .map((row) => (row as unknown as Told)['person'] as { readonly id: string })
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ),
  };
  for (const [index, [view, id]] of asked.entries()) {
    views[`${view} ${id ?? ''}`] = asText(records[index]);
  }
  return { views };
};

/** Each difference as a sentence, with the first line at which two values part. */
export const differencesBetween = (one: SeenNotebook, other: SeenNotebook): readonly string[] =>
  [...new Set([...Object.keys(one.views), ...Object.keys(other.views)])].flatMap((name) => {
    const [first = 'missing', second = 'missing'] = [one.views[name], other.views[name]];
    if (first === second) return [];
    const [lines, others] = [first.split('\n'), second.split('\n')];
    const at = lines.findIndex((line, index) => line !== others[index]);
    const around = (all: readonly string[]): string =>
      all.slice(Math.max(0, at - 2), at + 2).join(' ');
    return [`${name}: ${around(lines)} / ${around(others)}`];
  });
