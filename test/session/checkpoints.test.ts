/** Letters give way to checkpoints among people who share a notebook, and nothing is lost on the way. */
import { afterEach, expect, test } from 'vitest';
import { USUAL_LIMITS } from '@/lib/session/open-notebook-checkpoints';
import { severalPeople, type Several, type Someone } from './several-people';

const MS_PER_DAY = 86_400_000;
const LIMITS = {
  ...USUAL_LIMITS,
  letters: 10,
  lookAfter: 20,
  lookSpan: 20,
  offerAfter: 300,
  offerSpan: 300,
  againAfter: 500,
  noise: 0,
};

let several: Several | null = null;
afterEach(async () => {
  await several?.close();
  several = null;
});

const sectionOf = ({ notebook }: Someone, purpose: string) => {
  const found = notebook.register().sections.find((one) => one.purpose === purpose);
  if (found === undefined) throw new Error(`no section ${purpose}`);
  return found.section;
};
const checkpoints = (of: Someone, purpose = 'transfers') =>
  of.notebook.register().checkpoints.filter(({ section }) => section === sectionOf(of, purpose));
/** How many letters of a section rest on this device below where the others say its chains end. */
const loose = (of: Someone): Promise<number> =>
  of.notebook.readLetters(new Set([sectionOf(of, 'transfers')])).then((letters) => letters.length);

const untilLoose = async (of: Someone, most: number): Promise<void> => {
  for (;;) {
    if ((await loose(of)) <= most) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
};

const writeMany = async (of: Someone, count: number, name: string): Promise<void> => {
  for (let at = 0; at < count; at += 1) await of.write('transfers', `${name} ${at}`, `said ${at}`);
};
/** What was written until now becomes old, once every device has noted on which day it was. */
const daysPass = async (clock: { ahead: number }, people: readonly Someone[]): Promise<void> => {
  await Promise.all(people.map((of) => of.untilNoted()));
  clock.ahead += 20 * MS_PER_DAY;
};
const keys = (of: Someone): number => Object.keys(of.reads('transfers')).length;

test('three people compact what is old, and a newcomer and an absent one have everything after it', async () => {
  const clock = { ahead: 0 };
  several = await severalPeople({ compaction: LIMITS, clock });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const cora = await several.admit(alice);
  await cora.until(() => cora.sections().length === 2);
  await writeMany(alice, 15, 'alice');
  await writeMany(bob, 5, 'bob');
  await cora.until(() => keys(cora) === 20);
  await alice.until(() => keys(alice) === 20);
  await bob.until(() => keys(bob) === 20);
  await cora.goOffline();
  await writeMany(cora, 3, 'unsent');
  await daysPass(clock, [alice, bob, cora]);
  await writeMany(alice, 2, 'late');
  await alice.until(() => checkpoints(alice).some(({ agreed }) => agreed.length > 0));
  await untilLoose(alice, 6);
  await untilLoose(bob, 6);
  expect(keys(alice)).toBe(22);

  // Who was away comes back with what nobody has seen.
  await cora.goOnline();
  await cora.until(() => keys(cora) === 25);
  await alice.until(() => keys(alice) === 25);
  await bob.until(() => keys(bob) === 25);
  await untilLoose(cora, 10);
  expect(cora.reads('transfers')).toEqual(alice.reads('transfers'));

  // Who comes now never saw the letters.
  const dora = await several.admit(alice);
  await dora.until(() => dora.sections().length === 2 && keys(dora) === 25);
  expect(dora.reads('transfers')).toEqual(alice.reads('transfers'));
  await untilLoose(dora, 15);
  await dora.write('transfers', 'from dora', 'Hello');
  await bob.until(() => bob.reads('transfers')['from dora'] === 'Hello');
  const again = await dora.restart();
  expect(again.reads('transfers')).toEqual(bob.reads('transfers'));
  const bobAgain = await bob.restart();
  expect(bobAgain.reads('transfers')).toEqual(again.reads('transfers'));
  expect(again.notebook.troubles()).toEqual([]);
}, 60_000);

const ways = async (): Promise<readonly string[]> =>
  (await indexedDB.databases()).flatMap(({ name }) =>
    name?.startsWith('liaison-notebook-way-') === true ? name : [],
  );
/** Resolves when so many of these logs, in which dropped letters still lie, have been left behind. */
const untilLeft = async (before: readonly string[], count: number): Promise<void> => {
  for (;;) {
    const now = new Set(await ways());
    if (before.filter((name) => !now.has(name)).length >= count) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
};

/** Two of four compact while the other two are away, and those two while the first are: neither hears of the other. */
const compactApart = async (
  people: readonly Someone[],
  clock: { ahead: number },
): Promise<void> => {
  const [alice, bob, cora, dora] = people;
  if (alice === undefined || bob === undefined || cora === undefined || dora === undefined) {
    throw new Error('four people');
  }
  await writeMany(alice, 12, 'all');
  for (const of of people) await of.until(() => keys(of) === 12);
  for (const of of people) await of.goOffline();
  for (const [of, other, name] of [
    [alice, bob, 'first'],
    [cora, dora, 'second'],
  ] as const) {
    const logs = await ways();
    await writeMany(of, 12, name);
    await of.goOnline();
    await other.goOnline();
    await other.until(() => keys(other) === 24);
    await daysPass(clock, [of, other]);
    await of.write('directory', name, 'was here');
    await untilLoose(of, 8);
    await untilLoose(other, 8);
    await untilLeft(logs, 2);
    await of.goOffline();
    await other.goOffline();
  }
};

test('what two pairs agreed on apart from each other comes together on all, and on whoever comes then', async () => {
  const clock = { ahead: 0 };
  several = await severalPeople({ compaction: LIMITS, clock });
  const { founder } = several;
  const people = [founder];
  for (let more = 0; more < 3; more += 1) people.push(await several.admit(founder));
  await compactApart(people, clock);
  for (const of of people) await of.goOnline();
  await Promise.all(people.map((of) => of.until(() => keys(of) === 36)));
  await Promise.all(people.map((of) => untilLoose(of, 8)));
  const late = await several.admit(founder);
  await late.until(() => late.sections().length === 2 && keys(late) === 36);
  // It goes on: what comes now is compared, agreed on and dropped to by all.
  await writeMany(late, 12, 'late');
  await Promise.all(people.map((of) => of.until(() => keys(of) === 48)));
  await daysPass(clock, [...people, late]);
  await late.write('transfers', 'the last', 'word');
  await Promise.all([...people, late].map((of) => untilLoose(of, 8)));
  const again = await Promise.all([...people, late].map((of) => of.restart()));
  await Promise.all(again.map((of) => of.until(() => keys(of) === 49)));
  for (const of of again) {
    expect(of.reads('transfers')).toEqual(again[0]?.reads('transfers'));
    await of.until(() => of.notebook.troubles().length === 0);
  }
});

test('what is under a legal hold stays as it is', async () => {
  const clock = { ahead: 0 };
  several = await severalPeople({ compaction: LIMITS, clock });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  await writeMany(alice, 15, 'alice');
  await bob.until(() => keys(bob) === 15);
  await alice.notebook.hold(sectionOf(alice, 'transfers'), true);
  await daysPass(clock, [alice, bob]);
  await alice.write('directory', 'another', 'part');
  await bob.until(() => bob.reads('directory')['another'] === 'part');
  const what = { kind: 'transfer', id: 'f'.repeat(32) } as const;
  expect(await alice.notebook.erase('transfers', what, [])).toMatchObject({ state: 'refused' });
  await new Promise((resolve) => {
    setTimeout(resolve, 600);
  });
  expect(checkpoints(alice)).toEqual([]);
  expect(await loose(alice)).toBe(15);
  // Once it ends, what waited goes on.
  await alice.notebook.hold(sectionOf(alice, 'transfers'), false);
  await untilLoose(alice, 6);
  expect(keys(alice)).toBe(15);
});

test('a device that does not read a part forgets what two who do have agreed on, and passes on the rest', async () => {
  const clock = { ahead: 0 };
  several = await severalPeople({ compaction: LIMITS, clock });
  const { founder: alice } = several;
  const dan = await several.admit(alice, { grants: { directory: 'write' } });
  const bob = await several.admit(alice);
  await writeMany(alice, 15, 'alice');
  await bob.until(() => keys(bob) === 15);
  const rowsOf = (of: Someone) =>
    of.notebook.ownVector().find(({ section }) => section === sectionOf(of, 'transfers'))?.seq ?? 0;
  await dan.until(() => rowsOf(dan) === 15);
  await daysPass(clock, [alice, bob, dan]);
  await bob.write('transfers', 'late', 'one');
  await untilLoose(bob, 6);
  await untilLoose(dan, 6);
  expect(dan.sections()).toEqual(['directory:write']);
  // Let in later, it reads all of it.
  await alice.notebook.grant({
    member: dan.member,
    section: sectionOf(alice, 'transfers'),
    access: 'write',
  });
  await dan.until(() => dan.sections().length === 2 && keys(dan) === 16);
  expect(dan.reads('transfers')).toEqual(bob.reads('transfers'));
});

test('an erasure is agreed on, carried out and confirmed by every device, and its entry stays', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const bob = await several.admit(alice);
  const dan = await several.admit(alice, { grants: { directory: 'write' } });
  const id = 'ab'.repeat(16);
  const { saved } = alice.notebook.write('transfers', (doc) => {
    doc.getMap('transfer').set(`${id}/reference`, 'JB-0412 secret');
    doc.getMap('transfer').set(`${'cd'.repeat(16)}/reference`, 'stays');
  });
  await saved;
  const has = (of: Someone): boolean =>
    of.notebook.records('transfers').getMap('transfer').has(`${id}/reference`);
  await bob.until(() => has(bob));
  const before = await loose(bob);
  expect(before).toBeGreaterThan(0);
  const keysBefore = alice.notebook.register().keysOf(sectionOf(alice, 'transfers')).length;
  const said = await alice.notebook.erase('transfers', { kind: 'transfer', id }, [
    { kind: 'transfer', id },
  ]);
  expect(said).toEqual({ state: 'saved' });
  const isDone = (of: Someone): boolean => {
    const [one] = of.notebook.erasures();
    return one !== undefined && one.devices.every(({ hasErased }) => hasErased);
  };
  await Promise.all([alice, bob].map((of) => of.until(() => isDone(of))));
  const [seen] = bob.notebook.erasures();
  expect(seen).toMatchObject({ kind: 'transfer', id, by: alice.device.id, section: 'transfers' });
  expect(seen?.devices.map(({ device }) => device).toSorted()).toEqual(
    [alice, bob, dan].map(({ device }) => device.id).toSorted(),
  );
  const keysAfter = alice.notebook.register().keysOf(sectionOf(alice, 'transfers')).length;
  expect(keysAfter).toBeGreaterThan(keysBefore);
  for (const of of [alice, bob]) {
    expect(has(of)).toBe(false);
    expect(of.notebook.records('transfers').getMap('transfer').size).toBe(1);
  }
  const [aliceAgain, bobAgain] = [await alice.restart(), await bob.restart()];
  expect(has(aliceAgain)).toBe(false);
  expect(bobAgain.notebook.records('transfers').getMap('transfer').toJSON()).toEqual(
    aliceAgain.notebook.records('transfers').getMap('transfer').toJSON(),
  );
  await aliceAgain.write('transfers', 'after', 'it');
  await bobAgain.until(() => bobAgain.reads('transfers')['after'] === 'it');
}, 60_000);

test('an erasure over letters that a removal takes away meanwhile is offered again without them, and done', async () => {
  several = await severalPeople({ compaction: LIMITS });
  const { founder: alice } = several;
  const kim = await several.admit(alice, { isKeeper: true });
  const cora = await several.admit(alice);
  await cora.write('transfers', 'early', 'by Cora');
  await Promise.all([alice, kim].map((of) => of.until(() => keys(of) === 1)));
  await kim.goOffline();
  await alice.until(() => !alice.notebook.devicesHere().includes(kim.device.id));
  await cora.write('transfers', 'late', 'by Cora');
  await alice.until(() => keys(alice) === 2);
  const what = { kind: 'transfer', id: 'ab'.repeat(16) } as const;
  await alice.notebook.write('transfers', (doc) => {
    doc.getMap('transfer').set(`${what.id}/reference`, 'secret');
  }).saved;
  expect(await alice.notebook.erase('transfers', what, [what])).toEqual({ state: 'saved' });
  expect(checkpoints(alice)).toHaveLength(1);
  // Kim has heard of neither the late letter nor the erasure.
  await kim.notebook.remove({ members: [cora.member], devices: [] });
  await kim.goOnline();
  const isDone = (of: Someone): boolean =>
    of.notebook
      .erasures()
      .some(({ devices }) => devices.length === 2 && devices.every(({ hasErased }) => hasErased));
  await Promise.all([alice, kim].map((of) => of.until(() => isDone(of))));
  expect(kim.reads('transfers')).toEqual({ early: 'by Cora' });
  expect(alice.reads('transfers')).toEqual(kim.reads('transfers'));
});

/** Chance that comes again with its seed. */
const diceFrom = (seed: number) => {
  let state = seed;
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
};

test.for([1, 2, 3, 4])(
  'edits, absences, restarts and compaction in an order by chance (%d) end equal on all',
  async (seed) => {
    const dice = diceFrom(seed);
    const clock = { ahead: 0 };
    several = await severalPeople({ compaction: LIMITS, clock });
    const { founder } = several;
    const people = [founder, await several.admit(founder), await several.admit(founder)];
    const expected = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      const who = dice(people.length);
      const of = people[who];
      if (of === undefined) continue;
      const act = dice(12);
      if (act === 0) await of.goOffline();
      else if (act <= 2) await of.goOnline();
      else if (act === 3 && step % 3 === 0) await daysPass(clock, people);
      else if (act === 4) people[who] = await of.restart();
      else {
        // Some are written over again and again, others once.
        const key = dice(2) === 0 ? `often ${dice(4)}` : `${who} ${step}`;
        expected.add(key);
        await of.write('transfers', key, `${seed} ${step} ${'x'.repeat(dice(200))}`);
      }
    }
    for (const of of people) await of.goOnline();
    const same = (): boolean =>
      new Set(
        people.map((of) =>
          JSON.stringify(
            Object.entries(of.reads('transfers')).toSorted(([a], [b]) => (a < b ? -1 : 1)),
          ),
        ),
      ).size === 1 && keys(people[0] ?? founder) === expected.size;
    while (!same()) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    await daysPass(clock, people);
    const [first] = people;
    if (first === undefined) throw new Error('nobody');
    await first.write('transfers', 'the last', 'word');
    expected.add('the last');
    while (!same() || checkpoints(first).length === 0) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    const again = await Promise.all(people.map((of) => of.restart()));
    for (const of of again) {
      expect(Object.keys(of.reads('transfers')).toSorted()).toEqual([...expected].toSorted());
      expect(of.reads('transfers')).toEqual(again[0]?.reads('transfers'));
      // A letter may come before the one that it follows.
      await of.until(() => of.notebook.troubles().length === 0);
    }
  },
);
