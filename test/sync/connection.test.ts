/** Rooms of stock y-webrtc over the real signalling server and a network of test channels. */
import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { isSameBytes } from '@/lib/parse/bytes';
import type { Refusal } from '@/lib/sync/admission';
import type { Gate, Rtc } from '@/lib/sync/channel';
import { Clock } from './clock';
import type { Connection, ConnectionOptions } from '@/lib/sync/connection';
import { openSealedLog } from '@/lib/sync/sealed-log';
import type { SealedLog } from '@/lib/sync/sealed-log';
import { FakeNetwork } from './fake-rtc';
import { startSignalServer } from './signal-server';
import type { SignalServer } from './signal-server';

// Every room of y-webrtc listens for the end of the process.
process.setMaxListeners(0);

const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));
const password = 'ab'.repeat(32);

let server: SignalServer;
beforeAll(async () => {
  server = await startSignalServer();
});
afterAll(() => {
  server.stop();
});

const mac = (transcript: Uint8Array, key: string): Uint8Array =>
  Uint8Array.from(createHmac('sha256', key).update(transcript).digest());
const gateOf = (device: string, key = 'members'): Gate => ({
  prove: (transcript) =>
    Promise.resolve(
      Uint8Array.from([...mac(transcript, key), ...new TextEncoder().encode(device)]),
    ),
  check: (transcript, proof) =>
    Promise.resolve(
      isSameBytes(mac(transcript, 'members'), proof.subarray(0, 32))
        ? { state: 'member', device: new TextDecoder().decode(proof.subarray(32)) }
        : { state: 'stranger' },
    ),
});

interface Device {
  readonly log: SealedLog;
  readonly connection: Connection;
  readonly said: string[];
  readonly refusals: { readonly device: string | null; readonly why: Refusal }[];
  /** Resolves when something that this device hears of makes the condition true. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

type Page = Pick<typeof import('@/lib/sync/connection'), 'connect'>;
const source = join(
  dirname(createRequire(import.meta.url).resolve('y-webrtc')),
  '../src/y-webrtc.js',
);
let copies = 0;
/** y-webrtc keeps one list of rooms for each page: a device gets a page, and so a copy, of its own. */
const openPage = async (): Promise<Page> => {
  copies += 1;
  const copy = `${pathToFileURL(source).href}?copy=${copies}`;
  vi.resetModules();
  vi.doMock('y-webrtc', () => import(/* @vite-ignore */ copy));
  return import('@/lib/sync/connection');
};

let rooms = 0;
const freshRoom = (): string => {
  rooms += 1;
  return `room-${process.pid}-${rooms}`;
};

const openDevice = async (
  name: string,
  room: string,
  rtc: Rtc,
  more: Partial<ConnectionOptions> = {},
  page?: Page,
): Promise<Device> => {
  const log = openSealedLog({ name, random, indexedDB: false });
  await log.whenReady;
  const { connect } = page ?? (await openPage());
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const one of waiting) one();
  };
  const said: string[] = [];
  const refusals: { device: string | null; why: Refusal }[] = [];
  log.doc().on('update', () => {
    queueMicrotask(look);
  });
  const connection = connect({
    log,
    room,
    password,
    signalling: [server.address],
    gate: gateOf(name),
    random,
    rtc,
    ...more,
    events: {
      onSideMessage: (bytes, device) => {
        said.push(`${device}: ${new TextDecoder().decode(bytes)}`);
        look();
      },
      onDevices: look,
      onStatus: look,
      onRefused: (refused) => {
        refusals.push(refused);
        look();
      },
    },
  });
  onTestFinished(async () => {
    await connection.destroy();
    await log.close();
  });
  return {
    log,
    connection,
    said,
    refusals,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
};

const cover = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

test('two devices that meet have what both had, and what each appends from then on', async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const alice = await openDevice('alice', room, rtc);
  alice.log.append([cover(1), cover(2)]);
  const bob = await openDevice('bob', room, rtc);
  bob.log.append([cover(3)]);
  await Promise.all([alice, bob].map(({ until, log }) => until(() => log.count() === 3)));
  expect(alice.log.entries()).toEqual(bob.log.entries());
  expect(alice.connection.status()).toEqual({ signalling: 'connected', devices: 1 });
  expect(alice.connection.devices().map(({ device }) => device)).toEqual(['bob']);
  bob.log.append([cover(4)]);
  await alice.until(() => alice.log.count() === 4);
  expect(alice.connection.tell(text('good morning'))).toBe(true);
  expect(alice.connection.tell(text('anybody?'), 'carol')).toBe(false);
  await bob.until(() => bob.said.length > 0);
  expect(bob.said).toEqual(['alice: good morning']);
  expect([...alice.refusals, ...bob.refusals]).toEqual([]);
});

test('15,000 entries of 20 MB reach a device that comes later', { timeout: 60_000 }, async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const alice = await openDevice('alice', room, rtc);
  alice.log.append(Array.from({ length: 15_000 }, () => random(1333)));
  const bob = await openDevice('bob', room, rtc);
  await bob.until(() => bob.log.count() === 15_000);
  expect(bob.log.health()).toEqual({ state: 'sound' });
});

test('devices that join at the same moment all meet', async () => {
  const { rtc } = new FakeNetwork();
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      const room = freshRoom();
      const pages = [await openPage(), await openPage()];
      const [alice, bob] = await Promise.all([
        openDevice('alice', room, rtc, {}, pages[0]),
        openDevice('bob', room, rtc, {}, pages[1]),
      ]);
      await alice.until(() => alice.connection.devices().length === 1);
      await bob.until(() => bob.connection.devices().length === 1);
      expect([...alice.refusals, ...bob.refusals]).toEqual([]);
    }),
  );
});

test('nobody outside is asked for the way unless a policy names them', async () => {
  const network = new FakeNetwork();
  const room = freshRoom();
  const iceServers = [{ urls: 'stun:stun.example.invalid' }];
  const alice = await openDevice('alice', room, network.rtc);
  await alice.until(() => alice.connection.status().signalling === 'connected');
  const bob = await openDevice('bob', room, network.rtc, { iceServers });
  await bob.until(() => bob.connection.devices().length === 1);
  const asked = network.settings.map((settings) => settings?.iceServers);
  expect(asked.toSorted((a, b) => (a?.length ?? 0) - (b?.length ?? 0))).toEqual([[], iceServers]);
});

test('under another password nobody is met, and nothing breaks', async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const alice = await openDevice('alice', room, rtc);
  await alice.until(() => alice.connection.status().signalling === 'connected');
  const mallory = await openDevice('mallory', room, rtc, { password: 'cd'.repeat(32) });
  await mallory.until(() => mallory.connection.status().signalling === 'connected');
  const bob = await openDevice('bob', room, rtc);
  await bob.until(() => bob.connection.devices().length === 1);
  expect(mallory.connection.devices()).toEqual([]);
  expect(alice.connection.devices().map(({ device }) => device)).toEqual(['bob']);
});

test('junk on the wire of a room does not disturb it', async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const alice = await openDevice('alice', room, rtc);
  await alice.until(() => alice.connection.status().signalling === 'connected');
  const socket = new WebSocket(server.address);
  await new Promise((resolve) => {
    socket.on('open', resolve);
  });
  for (const data of ['%%%', 'AAAA', '', 5, null, { from: 'x' }]) {
    socket.send(JSON.stringify({ type: 'publish', topic: room, data }));
  }
  socket.send('junk');
  const bob = await openDevice('bob', room, rtc);
  await bob.until(() => bob.connection.devices().length === 1);
  socket.close();
  expect([...alice.refusals, ...bob.refusals]).toEqual([]);
});

test('who knows the password and is no member gets nothing', async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const alice = await openDevice('alice', room, rtc);
  alice.log.append([cover(1)]);
  const mallory = await openDevice('mallory', room, rtc, { gate: gateOf('mallory', 'guessed') });
  await alice.until(() => alice.refusals.length > 0);
  expect(alice.refusals[0]).toEqual({ device: null, why: 'stranger' });
  expect(mallory.log.count()).toBe(0);
  expect(mallory.connection.devices()).toEqual([]);
  expect(mallory.connection.tell(text('let me in'))).toBe(false);
});

test('a member who deletes is shut out, and the shared copy stays whole', async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const alice = await openDevice('alice', room, rtc);
  alice.log.append([cover(1), cover(2)]);
  const mallory = await openDevice('mallory', room, rtc);
  await mallory.until(() => mallory.log.count() === 2);
  mallory.log.doc().getArray('log').delete(0, 2);
  await alice.until(() => alice.refusals.length > 0);
  expect(alice.refusals).toEqual([{ device: 'mallory', why: 'deletion' }]);
  expect(alice.log.count()).toBe(2);
  expect(alice.log.health()).toEqual({ state: 'sound' });
  expect(alice.connection.devices()).toEqual([]);
});

test('closing one of two rooms on one address leaves the other as it was', async () => {
  const { rtc } = new FakeNetwork();
  const [first, second] = [freshRoom(), freshRoom()];
  const page = await openPage();
  const aliceHere = await openDevice('alice', first, rtc, {}, page);
  const aliceThere = await openDevice('alice', second, rtc, {}, page);
  const bob = await openDevice('bob', second, rtc);
  await bob.until(() => bob.connection.devices().length === 1);
  await aliceThere.until(() => aliceThere.connection.devices().length === 1);
  await aliceHere.connection.destroy();
  expect(aliceThere.connection.status()).toEqual({ signalling: 'connected', devices: 1 });
  aliceThere.log.append([cover(1)]);
  await bob.until(() => bob.log.count() === 1);
  const carol = await openDevice('carol', second, rtc);
  await aliceThere.until(() => aliceThere.connection.devices().length === 2);
  await carol.until(() => carol.log.count() === 1);
});

test('a room that was closed can be opened again at once', async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const page = await openPage();
  const first = await openDevice('alice', room, rtc, {}, page);
  const bob = await openDevice('bob', room, rtc);
  await bob.until(() => bob.connection.devices().length === 1);
  await first.connection.destroy();
  await bob.until(() => bob.connection.devices().length === 0);
  const again = await openDevice('alice', room, rtc, {}, page);
  again.log.append([cover(5)]);
  await bob.until(() => bob.log.count() === 1);
  expect(() =>
    page.connect({
      log: again.log,
      room,
      password,
      signalling: [],
      gate: gateOf('alice'),
      random,
      rtc,
    }),
  ).toThrow('open already');
});

test('a meeting that finds no way is given up and tried again', async () => {
  const network = new FakeNetwork();
  network.isUp = false;
  const clock = new Clock();
  const room = freshRoom();
  const tried = new Promise<void>((resolve) => {
    network.onMeeting = resolve;
  });
  const alice = await openDevice('alice', room, network.rtc, { timers: clock });
  const bob = await openDevice('bob', room, network.rtc, { timers: clock });
  await tried;
  network.isUp = true;
  clock.wind(12_600);
  await alice.until(() => alice.connection.devices().length === 1);
  await bob.until(() => bob.connection.devices().length === 1);
  expect([...alice.refusals, ...bob.refusals]).toEqual([]);
});

test('a device that is said to be about and is not met makes this one announce itself again', async () => {
  const { rtc } = new FakeNetwork();
  const room = freshRoom();
  const clock = new Clock();
  const socket = new WebSocket(server.address);
  await new Promise((resolve) => {
    socket.on('open', resolve);
  });
  let heard = 0;
  let listen = (): void => {};
  socket.on('message', () => {
    heard += 1;
    listen();
  });
  const untilHeard = (count: number): Promise<void> =>
    new Promise((resolve) => {
      listen = () => {
        if (heard >= count) resolve();
      };
      listen();
    });
  socket.send(JSON.stringify({ type: 'subscribe', topics: [room] }));
  const alice = await openDevice('alice', room, rtc, { timers: clock });
  await untilHeard(1);
  alice.connection.expectPeers(1);
  clock.wind(15_000);
  await untilHeard(2);
  // Longer at the second time.
  clock.wind(15_000);
  clock.wind(15_000);
  await untilHeard(3);
  socket.close();
  expect(heard).toBe(3);
});

test.for<readonly [string, readonly string[], string]>([
  ['no address', [], 'none set'],
  ['an address where nobody is', ['ws://127.0.0.1:9'], 'not reached'],
  ['an address that is none', ['not an address', 'https://example.invalid'], 'not reached'],
])('with %s the signalling is told as such', async ([, signalling, expected]) => {
  const { rtc } = new FakeNetwork();
  const device = await openDevice('alice', freshRoom(), rtc, { signalling });
  expect(device.connection.status()).toEqual({ signalling: expected, devices: 0 });
});

test('a password of another form is a mistake and not a room', async () => {
  const { rtc } = new FakeNetwork();
  await expect(openDevice('alice', freshRoom(), rtc, { password: 'secret' })).rejects.toThrow('64');
});
