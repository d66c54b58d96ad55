/** Writing: said to be saved only when it is durable, and no gap after a full disk. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { openDocuments, type Documents } from '@/lib/session/documents';
import { clientOf } from '@/lib/session/run';
import { openWriting, type Saved } from '@/lib/session/writing';
import { Clock } from '../sync/clock';
import { deviceId, runId, SECTION, updateOf } from './letters';

const ALICE = deviceId(0xa1);
const RUN = { id: runId(0xa1), client: await clientOf(ALICE, runId(0xa1), SECTION) };
const FULL = { state: 'not saved', why: 'full' } as const;

/** A disk that a test opens and shuts; each write waits until the test lets it end. */
const disk = () => {
  const bodies: Uint8Array[] = [];
  const waiting: ((saved: Saved | Error) => void)[] = [];
  const asked: (() => void)[] = [];
  return {
    bodies,
    store: (_section: string, _run: string, written: readonly Uint8Array[]): Promise<Saved> =>
      new Promise((resolve, reject) => {
        waiting.push((saved) => {
          if (saved instanceof Error) {
            reject(saved);
            return;
          }
          if (saved.state === 'saved') bodies.push(...written);
          resolve(saved);
        });
        for (const told of asked.splice(0)) told();
      }),
    /** Resolves when a write is waiting for the disk. */
    asked: () =>
      waiting.length > 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            asked.push(resolve);
          }),
    answer: (saved: Saved | Error): void => waiting.shift()?.(saved),
    isAsked: () => waiting.length > 0,
  };
};

const open = () => {
  const documents = openDocuments([SECTION], null);
  const clock = new Clock();
  const on = disk();
  const writing = openWriting({
    name: { section: SECTION, note: null },
    run: RUN,
    device: ALICE,
    documents,
    store: on.store,
    timers: clock,
  });
  const doc = documents.records(SECTION);
  doc.clientID = RUN.client;
  const type = (words: string): Uint8Array => {
    const update = updateOf(doc, () => doc.getText('t').insert(0, words));
    if (update === null) throw new Error('nothing typed');
    return update;
  };
  return { documents, clock, on, writing, type };
};

/** What another device reads from the letters, which it takes only without a gap. */
const readAgain = async (bodies: readonly Uint8Array[]): Promise<Documents> => {
  const documents = openDocuments([SECTION], null);
  const unfit = await documents.apply(
    bodies.map((body) => ({ section: SECTION, author: ALICE, run: RUN.id, body })),
  );
  expect(unfit).toEqual([]);
  return documents;
};
const textIn = (documents: Documents): string => documents.records(SECTION).getText('t').toJSON();

test('nothing is saved before the disk says so', async () => {
  const { on, writing, type } = open();
  let saved: Saved | null = null;
  const writes = writing.write(type('a'), 0).then((answer) => {
    saved = answer;
  });
  await on.asked();
  expect([saved, writing.hasUnsaved()]).toEqual([null, true]);
  on.answer({ state: 'saved', at: 5 });
  await writes;
  expect([saved, writing.hasUnsaved()]).toEqual([{ state: 'saved', at: 5 }, false]);
});

test('changes made within the time of gathering go in one letter', async () => {
  const { on, writing, type, clock } = open();
  const writes = ['a', 'b', 'c'].map((words) => writing.write(type(words), 500));
  clock.wind(499);
  expect(on.isAsked()).toBe(false);
  clock.wind(1);
  await on.asked();
  on.answer({ state: 'saved', at: 1 });
  expect(await Promise.all(writes)).toEqual(writes.map(() => ({ state: 'saved', at: 1 })));
  expect(on.bodies).toHaveLength(1);
  expect(textIn(await readAgain(on.bodies))).toBe('cba');
});

test.for([
  ['a full disk', FULL],
  ['an error of the disk', new Error('the database gave no reason')],
] as const)('after %s the next letter carries what was kept, without a gap', async ([, answer]) => {
  const { on, writing, type } = open();
  const first = writing.write(type('a'), 0);
  await on.asked();
  on.answer(answer);
  expect((await first).state).toBe('not saved');
  expect(writing.hasUnsaved()).toBe(true);
  const second = writing.write(type('b'), 0);
  await on.asked();
  on.answer({ state: 'saved', at: 2 });
  expect(await second).toEqual({ state: 'saved', at: 2 });
  expect([on.bodies.length, writing.hasUnsaved()]).toEqual([1, false]);
  expect(textIn(await readAgain(on.bodies))).toBe('ba');
});

test('what is typed while the disk works goes with the next letter', async () => {
  const { on, writing, type } = open();
  const first = writing.write(type('a'), 0);
  await on.asked();
  const second = writing.write(type('b'), 0);
  on.answer(FULL);
  expect((await first).state).toBe('not saved');
  await on.asked();
  on.answer({ state: 'saved', at: 3 });
  expect((await second).state).toBe('saved');
  expect(textIn(await readAgain(on.bodies))).toBe('ba');
});

test('a full disk is tried again without another change, and whoever waits is told', async () => {
  const { on, writing, type, clock } = open();
  const first = writing.write(type('a'), 0);
  await on.asked();
  on.answer(FULL);
  await first;
  const once = writing.onceSaved();
  clock.wind(10_000);
  await on.asked();
  on.answer({ state: 'saved', at: 9 });
  expect(await once).toBe(9);
  expect(textIn(await readAgain(on.bodies))).toBe('a');
});

test('after closing nothing is held or tried again', async () => {
  const { on, writing, type, clock } = open();
  const first = writing.write(type('a'), 0);
  await on.asked();
  on.answer(FULL);
  await first;
  writing.close();
  clock.wind(60_000);
  expect([on.isAsked(), writing.hasUnsaved()]).toEqual([false, false]);
});

test('a change that somebody else wrote is never stored', async () => {
  const { on, writing } = open();
  const foreign = new Y.Doc();
  foreign.clientID = RUN.client + 1;
  foreign.getText('t').insert(0, 'x');
  await expect(
    Promise.all([writing.write(Y.encodeStateAsUpdate(foreign), 60_000), writing.flush()]),
  ).rejects.toThrow('does not follow');
  expect([on.isAsked(), on.bodies]).toEqual([false, []]);
});
