/** The sieve: what does not stand is kept up to a bound, and of strangers nothing. */
import { expect, test } from 'vitest';

import {
  type DeviceId,
  deviceIdFromBytes,
  memberIdFromBytes,
  type StatementId,
  statementIdFromBytes,
} from '@/lib/vault/ids';
import type { Statement } from '@/lib/vault/statement';
import { siftStatements } from '@/lib/vault/sieve';

import { found, type Founded } from './people';
import { makeScene, type Party } from './scene';

const member = memberIdFromBytes(new Uint8Array(16).fill(1));
const device = (name: number): DeviceId => deviceIdFromBytes(new Uint8Array(32).fill(name));
const present = device(1);
const removed = device(2);
const stranger = device(3);

const statementBy = ({ founding }: Founded, author: DeviceId, number: number): Statement => ({
  ...founding,
  author,
  id: statementIdFromBytes(new Uint8Array(new BigUint64Array([BigInt(number), 0n, 0n, 0n]).buffer)),
});

const registerThat = (
  refused: readonly StatementId[],
  waiting: readonly StatementId[],
): Parameters<typeof siftStatements>[2] => ({
  refused: refused.map((statement) => ({ statement })),
  waiting,
  isDevice: (id) => id === present,
  wasDevice: (id) => (id === present || id === removed ? { member } : null),
});

test.for([
  ['stands', stranger, 'none', 500, 500],
  ['was refused, by a device that is in', present, 'refused', 500, 256],
  ['was refused, by a device that was removed', removed, 'refused', 500, 64],
  ['was refused, by a stranger', stranger, 'refused', 500, 0],
  ['waits, by a device that is in', present, 'waiting', 500, 256],
  ['waits, by somebody not known yet', stranger, 'waiting', 500, 64],
] as const)('of what %s so much is kept', async ([, author, state, count, kept]) => {
  const founded = await found();
  const news = Array.from({ length: count }, (_, at) => statementBy(founded, author, at + 1));
  const ids = news.map(({ id }) => id);
  const register = registerThat(state === 'refused' ? ids : [], state === 'waiting' ? ids : []);
  const first = siftStatements([], news, register);
  expect(first.kept).toHaveLength(kept);
  expect(first.dropped).toHaveLength(count - kept);
  // What is held already counts as well.
  const more = siftStatements(first.kept, news.slice(-3), register);
  expect(more.kept).toHaveLength(state === 'none' ? 3 : 0);
});

test('large ones are bounded by their bytes', async () => {
  const founded = await found();
  const news = Array.from({ length: 40 }, (_, at) => ({
    ...statementBy(founded, removed, at + 1),
    bytes: new Uint8Array(512 * 1024),
  }));
  const register = registerThat(
    news.map(({ id }) => id),
    [],
  );
  expect(siftStatements([], news, register).kept).toHaveLength(8);
});

/** Cara, who is no keeper, and Bob, who is; Cara's second device was let in while Alice removed Cara. */
const three = async () => {
  const scene = await makeScene();
  const { alice, founding, person, another, admit, remove, fold } = scene;
  const [bob, cara] = [await person(), await person()];
  const bobIn = await admit(alice, [founding], bob, { isKeeper: true });
  const caraIn = await admit(alice, [bobIn], cara);
  const second = await another(cara);
  const secondIn = await admit(cara, [caraIn], second);
  const caraOut = await remove(alice, [caraIn], { members: [cara.member] });
  const base = [founding, bobIn, caraIn, secondIn, caraOut];
  const sift = (held: readonly Statement[], news: readonly Statement[]) =>
    siftStatements(held, news, fold(...held, ...news));
  return { ...scene, bob, cara, caraIn, second, secondIn, caraOut, base, sift };
};

const manyBy = (
  { say }: Pick<Awaited<ReturnType<typeof three>>, 'say'>,
  author: Party,
  seen: readonly Statement[],
  count: number,
): Promise<readonly Statement[]> =>
  Promise.all(
    Array.from({ length: count }, (_, at) =>
      say(author, seen, { kind: 'role', member: author.member, role: `role ${at}` }),
    ),
  );

test('what a device said whose admission a removal voided is kept: others may have built on it', async () => {
  const scene = await three();
  const { second, secondIn, base, fold, sift } = scene;
  const said = await manyBy(scene, second, [secondIn], 1);
  expect(fold(...base).wasDevice(second.device.id)).toBeNull();
  expect(sift(base, said).kept).toEqual(said);
});

test('devices that a removed one makes up have no share of their own', async () => {
  const scene = await three();
  const { cara, caraIn, base, another, admit, sift } = scene;
  const held = [...base];
  for (let at = 0; at < 8; at += 1) {
    const madeUp = await another(cara);
    const madeUpIn = await admit(cara, [caraIn], madeUp);
    const news = [madeUpIn, ...(await manyBy(scene, madeUp, [madeUpIn], 20))];
    held.push(...sift(held, news).kept);
  }
  // One of the share was used before: by the admission that the removal voided.
  expect(held.length - base.length).toBe(63);
});

test('beyond every bound that is kept on which somebody else built', async () => {
  const scene = await three();
  const { bob, second, secondIn, caraOut, base, say, sift } = scene;
  const said = await manyBy(scene, second, [secondIn], 80);
  const held = [...base, ...sift(base, said).kept];
  const { dropped } = sift(held, said.slice(-2));
  expect(dropped).toHaveLength(2);
  const role = { kind: 'role', member: bob.member, role: 'YOT manager' } as const;
  const built = await say(
    bob,
    [caraOut, ...dropped].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    role,
  );
  // All at once, one after the other, and what is built on first.
  expect(sift(held, [...dropped, built]).dropped).toEqual([]);
  expect(sift([...held, built], dropped.slice(0, 1)).dropped).toEqual([]);
  expect(sift([...held, built, ...dropped.slice(0, 1)], dropped.slice(1)).dropped).toEqual([]);
});

test('of removals of their own devices nobody is heeded without end, unless others built on them', async () => {
  const { alice, founding, sections, person, another, admit, remove, say, fold } =
    await makeScene();
  const dan = await person();
  const danIn = await admit(alice, [founding], dan);
  const device = await another(dan);
  const deviceIn = await admit(dan, [danIn], device);
  const base = [founding, danIn, deviceIn];
  const removals: Statement[] = [];
  for (let at = 0; at < 100; at += 1) {
    removals.push(
      await remove(dan, [removals.at(-1) ?? deviceIn], { devices: [device.device.id] }),
    );
  }
  const { kept, dropped } = siftStatements(base, removals, fold(...base, ...removals));
  expect(kept).toHaveLength(64);
  const last = removals.slice(-1);
  const hold = { kind: 'hold', section: sections[0], isOn: true } as const;
  const own = await say(dan, last, hold);
  const theirs = await say(alice, last, hold);
  const all = [...base, ...removals];
  expect(siftStatements([...base, ...kept, own], dropped, fold(...all, own)).kept).toEqual([]);
  expect(siftStatements([...base, ...kept, theirs], dropped, fold(...all, theirs)).dropped).toEqual(
    [],
  );
});
