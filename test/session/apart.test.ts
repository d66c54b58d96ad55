/** What a hostile member seals in valid letters, on the devices of others: named, left out for everyone, never in the way. */
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { apartViews } from '@/lib/session/apart';
import { changeToBodies, LARGEST_PART } from '@/lib/session/change';
import { clientOf } from '@/lib/session/run';
import { openShelf } from '@/lib/session/shelf';
import { openSuspects } from '@/lib/session/suspects';
import { RunId, type LetterId } from '@/lib/vault/ids';
import { POISONS } from './poison';
import { severalPeople, type Closed, type Several, type Someone } from './several-people';

let people: Several | null = null;
afterEach(async () => {
  await people?.close();
  people = null;
});

const begun = async () => {
  people = await severalPeople();
  const alice = people.founder;
  const bob = await people.admit(alice);
  await alice.write('transfers', 'from Alice', 'kept');
  await bob.until(() => bob.reads('transfers')['from Alice'] === 'kept');
  return { alice, bob };
};

const sectionOf = ({ notebook }: Someone) => {
  const section = notebook.sections().find(({ name }) => name === 'transfers');
  if (section === undefined) throw new Error('no transfers');
  return section.id;
};

const RUN = RunId.parse('ab'.repeat(16));

/** Seals bodies past every rule of the session; answers with the names of the letters. */
const plant = async (
  { openVault }: Closed,
  section: ReturnType<typeof sectionOf>,
  bodies: readonly Uint8Array[],
): Promise<readonly LetterId[]> => {
  const vault = await openVault();
  const written = await vault.writeAll(bodies.map((body) => ({ section, run: RUN, body })));
  if (written.state !== 'saved') throw new Error(written.state);
  return written.written.map(({ letter }) => letter.id);
};

const setTo = (client: number, values: Readonly<Record<string, string>>): readonly Uint8Array[] => {
  const doc = new Y.Doc();
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const [key, value] of Object.entries(values)) doc.getMap('test').set(key, value);
  return updates.flatMap((update) => changeToBodies({ note: null, update }));
};

test('what a keeper leaves out is gone for everyone with the rest of its run, and offered as text', async () => {
  const { alice, bob } = await begun();
  const section = sectionOf(bob);
  const client = await clientOf(bob.device.id, RUN, section);
  let planted: readonly LetterId[] = [];
  const bobAgain = await bob.whileClosed(async (closed) => {
    planted = await plant(
      closed,
      section,
      setTo(client, { 'from Alice': 'spoiled', later: 'still wanted' }),
    );
  });
  await alice.until(() => alice.reads('transfers')['later'] === 'still wanted');
  await alice.write('transfers', 'beside', 'from Alice, who had read it');
  const [first, second] = planted;
  if (first === undefined || second === undefined) throw new Error('nothing planted');
  expect(await bobAgain.notebook.leaveOut(section, [first])).toMatchObject({ state: 'refused' });
  expect(await alice.notebook.leaveOut(section, [first])).toEqual({ state: 'saved' });
  const wanted = { 'from Alice': 'kept', beside: 'from Alice, who had read it' };
  expect(alice.reads('transfers')).toEqual(wanted);
  await bobAgain.until(() => bobAgain.reads('transfers')['later'] === undefined);
  await bobAgain.until(() => bobAgain.reads('transfers')['beside'] !== undefined);
  expect(bobAgain.reads('transfers')).toEqual(wanted);
  for (const one of [alice, bobAgain]) {
    expect(one.notebook.apart().leftOut).toMatchObject([
      { letter: first, leftOut: 'whole', author: bob.device.id },
      { letter: second, leftOut: 'after', author: bob.device.id },
    ]);
  }
  const shown = ({ notebook, device }: Someone) =>
    apartViews({ notebook, shelf: openShelf(notebook), me: device.id });
  const view = {
    letter: `${section}/${first}`,
    words: 'A change that was left out for everyone.',
    part: 'Transfers',
    shown: 'spoiled',
    followed: 'still wanted',
    state: 'left out',
    canLeaveOut: false,
  };
  expect(shown(alice)).toMatchObject([view]);
  expect(shown(bobAgain)).toMatchObject([view]);
  // It stays so, and Bob goes on writing.
  const [aliceLater, bobLater] = [await alice.restart(), await bobAgain.restart()];
  expect(aliceLater.reads('transfers')).toEqual(wanted);
  await bobLater.write('transfers', 'again', 'from Bob');
  await aliceLater.until(() => aliceLater.reads('transfers')['again'] === 'from Bob');
});

test('a notebook opens with every poison in it, says so by device, and is the same without its snapshot', async () => {
  const { alice, bob } = await begun();
  const section = sectionOf(bob);
  const names = Object.keys(POISONS);
  const bobAgain = await bob.whileClosed(async (closed) => {
    const vault = await closed.openVault();
    for (const [at, name] of names.entries()) {
      const run = RunId.parse((at + 1).toString(16).padStart(32, '0'));
      const update = POISONS[name]?.(await clientOf(bob.device.id, run, section));
      if (update === undefined) throw new Error(name);
      const bodies = changeToBodies({ note: null, update });
      const written = await vault.writeAll(bodies.map((body) => ({ section, run, body })));
      expect(written.state).toBe('saved');
    }
  });
  await bobAgain.write('transfers', 'after all', 'sound');
  await alice.until(() => alice.reads('transfers')['after all'] === 'sound');
  const told = ({ notebook }: Someone) =>
    notebook
      .troubles()
      .filter(({ device }) => device === bob.device.id)
      .reduce((sum, { count }) => sum + count, 0);
  expect(told(alice)).toBe(names.length);
  await alice.lock();
  await alice.unlock();
  expect(told(alice)).toBe(names.length);
  const again = await alice.whileClosed(async ({ store, tag }) => store.deleteSnapshot(tag));
  expect(told(again)).toBe(names.length);
  expect(again.notebook.apart().unfit).toHaveLength(names.length);
  expect(again.reads('transfers')).toEqual({ 'from Alice': 'kept', 'after all': 'sound' });
});

test('a large change that never ends stops no snapshot', async () => {
  const { alice, bob } = await begun();
  const section = sectionOf(bob);
  const client = await clientOf(bob.device.id, RUN, section);
  const bobAgain = await bob.whileClosed(async (closed) => {
    const whole = setTo(client, { long: 'x'.repeat(2 * LARGEST_PART) });
    await plant(closed, section, whole.slice(0, 1));
  });
  await alice.until(() => alice.notebook.apart().unfit.length === 1);
  expect(alice.notebook.apart().unfit).toMatchObject([
    { why: 'unfinished', author: bob.device.id },
  ]);
  await alice.lock();
  await alice.unlock();
  expect(alice.notebook.apart().unfit).toHaveLength(1);
  const again = await alice.whileClosed(async ({ store, tag }) => {
    expect(await store.snapshot(tag)).not.toBeNull();
  });
  expect(again.reads('transfers')).toEqual({ 'from Alice': 'kept' });
  await bobAgain.close();
});

test('an opening that found a mark leaves the letter in it apart on this device, and says so', async () => {
  const { alice, bob } = await begun();
  const section = sectionOf(bob);
  const client = await clientOf(bob.device.id, RUN, section);
  let planted: readonly LetterId[] = [];
  await bob.whileClosed(async (closed) => {
    planted = await plant(closed, section, setTo(client, { suspect: 'a', after: 'b' }));
  });
  await alice.until(() => alice.reads('transfers')['after'] === 'b');
  const [id] = planted;
  if (id === undefined) throw new Error('nothing planted');
  // As if the engine had died: first while all was applied, then at this letter.
  const careful = await alice.whileClosed(async ({ store, tag, master }) => {
    await store.deleteSnapshot(tag);
    await (await openSuspects(store, tag, master)).begin(null);
  });
  expect(careful.reads('transfers')).toEqual({ 'from Alice': 'kept', suspect: 'a', after: 'b' });
  expect(careful.notebook.apart().suspects).toEqual([]);
  const again = await careful.whileClosed(async ({ store, tag, master }) => {
    await store.deleteSnapshot(tag);
    const letter = { id, section, author: bob.device.id, run: RUN, seq: 1 };
    await (await openSuspects(store, tag, master)).begin(letter);
  });
  expect(again.reads('transfers')).toEqual({ 'from Alice': 'kept' });
  expect(again.notebook.apart().suspects).toMatchObject([{ id, author: bob.device.id }]);
  expect(again.notebook.troubles()).toContainEqual({
    words: 'A change that could stop this notebook from working.',
    device: bob.device.id,
    count: 1,
  });
  // What was left out for everyone is no suspicion any more.
  expect(await again.notebook.leaveOut(section, [id])).toEqual({ state: 'saved' });
  expect(again.notebook.apart().suspects).toEqual([]);
  expect((await again.restart()).reads('transfers')).toEqual({ 'from Alice': 'kept' });
});
