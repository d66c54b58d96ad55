/** At a topic devices find out who lacks which statements, and hand them over: in the open at home, sealed at a door. */
import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { openDoor, type Door, type DoorOptions } from '@/lib/session/door';
import { openStatementIds } from '@/lib/session/statement-ids';
import type { Topics } from '@/lib/sync/rendezvous';
import { statementIdFromBytes, type StatementId } from '@/lib/vault/ids';
import { hashOf, type Bytes } from '@/lib/vault/keys';
import type { Register } from '@/lib/vault/register';
import { Clock } from '../sync/clock';
import { deviceId } from './letters';

/** A line of statements; the first so many are what somebody holds. */
const LINE: readonly Bytes[] = Array.from({ length: 40 }, (_, at) =>
  Uint8Array.from(createHash('sha512').update(String(at)).digest()),
);
const ids = await Promise.all(
  LINE.map(async (bytes) =>
    statementIdFromBytes(await hashOf('liaison-notebook/statement-id/v1', bytes)),
  ),
);

let clock = new Clock();
let heard: { readonly from: string; readonly bytes: Uint8Array }[] = [];
let listening = new Map<string, (bytes: Uint8Array) => void>();
let doors: Door[] = [];
beforeEach(() => {
  for (const door of doors) door.close();
  doors = [];
  clock = new Clock();
  heard = [];
  listening = new Map();
});
/** Everybody hears what another says. */
const topicsOf = (who: string): Pick<Topics, 'join'> => ({
  join: (_topic, onMessage) => {
    listening.set(who, onMessage);
    return {
      publish: (bytes) => {
        heard.push({ from: who, bytes });
        for (const [other, tell] of listening) if (other !== who) tell(bytes);
      },
      leave: () => listening.delete(who),
    };
  },
});
const STEP = 100;
/** Lets hashing and sealing come to their end, and time pass. */
const settle = async (milliseconds: number): Promise<void> => {
  for (let left = milliseconds; left > 0; left -= STEP) {
    // What is being hashed elsewhere was asked for before this and is done when this is.
    for (let turn = 0; turn < 8; turn += 1) {
      await Promise.all(LINE.map((bytes) => hashOf('liaison-notebook/statement-id/v1', bytes)));
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    clock.wind(STEP);
  }
};

interface One {
  readonly name: string;
  held: number;
  readonly door: Door;
}
interface Surroundings {
  readonly held: number;
  readonly as?: DoorOptions['as'];
  /** Devices that this one's register knows, besides itself. */
  readonly knows?: readonly string[];
  readonly removed?: readonly string[];
  readonly awaits?: readonly string[];
}
const someone = (
  number: number,
  { held, as = 'home', knows = [], removed = [], awaits = [] }: Surroundings,
): One => {
  const name = deviceId(number);
  const register = (): Register => {
    const statements = LINE.slice(0, one.held);
    const heads = ids.slice(one.held - 1, one.held);
    const unknownTo = (known: readonly StatementId[]): readonly Bytes[] =>
      statements.slice(Math.max(0, ...known.map((id) => ids.indexOf(id) + 1)));
    // Of a register the door asks nothing else.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return {
      statements,
      heads,
      unknownTo,
      isDevice: (id: string) => id === name || knows.includes(id),
      wasDevice: (id: string) =>
        id === name || knows.includes(id) || removed.includes(id) ? {} : null,
    } as unknown as Register;
  };
  const one: { name: string; held: number; door: Door } = {
    name,
    held,
    door: { callOut: () => {}, close: () => {} },
  };
  one.door = openDoor({
    topic: 'topic',
    seal: async (bytes) => bytes,
    open: async (bytes) => bytes,
    me: name,
    as,
    awaited: () => awaits,
    volume: () => 1,
    register,
    ids: openStatementIds(),
    statementsFor: (device, known) =>
      removed.includes(device)
        ? register().unknownTo(known).slice(0, 1)
        : register().unknownTo(known),
    take: async (statements) => {
      for (const bytes of statements) {
        const at = LINE.findIndex((known) => Buffer.from(known).equals(bytes));
        if (at === one.held) one.held += 1;
      }
    },
    // A seal that only the one to whom it is addressed can break.
    sealTo: async (device, bytes) =>
      knows.includes(device) || removed.includes(device)
        ? Uint8Array.from([...deviceIdBytes(device), ...bytes])
        : null,
    openMine: async (sealed) =>
      Buffer.from(sealed.subarray(0, 32)).equals(deviceIdBytes(name)) ? sealed.slice(32) : null,
    onCall: () => {},
    topics: topicsOf(name),
    // Each waits for another while.
    random: (length) => new Uint8Array(length).fill(number * 50),
    timers: clock,
  });
  doors.push(one.door);
  return one;
};
const deviceIdBytes = (id: string): Uint8Array => Uint8Array.from(Buffer.from(id, 'hex'));

const saidOpenly = (at: number): boolean =>
  heard.some(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(LINE[at] ?? [])));

test('whoever is behind is brought up, whichever of them calls', async () => {
  const alice = someone(1, { held: 40 });
  const bob = someone(2, { held: 3 });
  await settle(5_000);
  expect([alice.held, bob.held]).toEqual([40, 40]);
  // What both have long held is not said again.
  expect(saidOpenly(0)).toBe(false);
  expect(saidOpenly(39)).toBe(true);
});

test('several who lack the same are told once, by one of those who know', async () => {
  const people = [40, 40, 40, 5, 5].map((held, at) => someone(at + 1, { held }));
  await settle(8_000);
  expect(people.map(({ held }) => held)).toEqual([40, 40, 40, 40, 40]);
  const times = heard.filter(({ bytes }) =>
    Buffer.from(bytes).includes(Buffer.from(LINE[39] ?? [])),
  ).length;
  expect(times).toBe(1);
});

test('at a door nobody speaks before they are called, and then to the caller alone', async () => {
  const bob = deviceId(2);
  const keeper = someone(1, { held: 40, as: 'door', knows: [bob] });
  await settle(10_000);
  expect(heard).toEqual([]);
  const returned = someone(2, { held: 10, knows: [keeper.name] });
  await settle(5_000);
  expect(returned.held).toBe(40);
  expect(heard.filter(({ from }) => from === keeper.name)).toHaveLength(1);
});

test('who comes back with statements of their own hands them in at the door', async () => {
  const keeper = someone(1, { held: 10, as: 'door', knows: [deviceId(2)] });
  someone(2, { held: 30 });
  await settle(8_000);
  expect(keeper.held).toBe(30);
});

test('a door asks a stranger to show what let it in', async () => {
  const keeper = someone(1, { held: 10, as: 'door' });
  someone(2, { held: 12 });
  await settle(8_000);
  expect(keeper.held).toBe(12);
});

test('a removed device hears at the door what removed it and nothing more', async () => {
  const bob = deviceId(2);
  someone(1, { held: 40, as: 'door', removed: [bob] });
  const returned = someone(2, { held: 10 });
  await settle(15_000);
  expect(returned.held).toBeGreaterThan(10);
  expect(saidOpenly(39)).toBe(false);
});

test('two who have both left an epoch bring each other up at its door, under seal', async () => {
  const [alice, bob] = [deviceId(1), deviceId(2)];
  const one = someone(1, { held: 40, as: 'door', knows: [bob], awaits: [bob] });
  await settle(5_000);
  const other = someone(2, { held: 20, as: 'door', knows: [alice], awaits: [alice] });
  await settle(15_000);
  expect([one.held, other.held]).toEqual([40, 40]);
  const quiet = heard.length;
  await settle(15_000);
  expect(heard).toHaveLength(quiet);
});

test('nobody makes a door speak without end', async () => {
  const bob = deviceId(2);
  const keeper = someone(1, { held: 40, as: 'door', knows: [bob] });
  const caller = someone(2, { held: 10 });
  await settle(250);
  caller.door.close();
  const bytes = heard[0]?.bytes ?? new Uint8Array();
  for (let time = 0; time < 100; time += 1) {
    listening.get(keeper.name)?.(bytes);
    await settle(500);
  }
  const answers = heard.filter(({ from }) => from === keeper.name).length;
  expect(answers).toBeGreaterThan(1);
  expect(answers).toBeLessThanOrEqual(6);
});
