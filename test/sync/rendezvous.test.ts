/** Messages over the real signalling server, over two of them, and past what nobody of ours would send. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { openRendezvous, openTopics } from '@/lib/sync/rendezvous';
import type { Rendezvous, RendezvousStatus } from '@/lib/sync/rendezvous';
import { Clock } from './clock';
import { startSignalServer } from './signal-server';
import type { SignalServer } from './signal-server';

const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));

let servers: readonly SignalServer[] = [];
beforeAll(async () => {
  servers = await Promise.all([startSignalServer(), startSignalServer()]);
});
afterAll(() => {
  for (const server of servers) server.stop();
});
const addresses = (): readonly string[] => servers.map(({ address }) => address);

/** Sockets that a test opens and speaks through by hand. */
const quietSockets = () => {
  const sockets: Quiet[] = [];
  class Quiet extends EventTarget {
    readyState = 0;
    readonly sent: string[] = [];
    readonly url: string;
    constructor(url: string) {
      super();
      this.url = url;
      sockets.push(this);
    }
    send(text: string): void {
      this.sent.push(text);
    }
    close(): void {
      this.readyState = 3;
    }
    open(): void {
      this.readyState = 1;
      this.dispatchEvent(new Event('open'));
    }
    hear(text: string): void {
      this.dispatchEvent(new MessageEvent('message', { data: text }));
    }
  }
  return { sockets, Quiet };
};

interface Party {
  readonly line: Rendezvous;
  readonly heard: Uint8Array[];
  readonly statuses: RendezvousStatus[];
  readonly until: (condition: () => boolean) => Promise<void>;
}

const join = (topic: string, signalling: readonly string[]): Party => {
  const heard: Uint8Array[] = [];
  const statuses: RendezvousStatus[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const one of waiting) one();
  };
  const line = openRendezvous({
    signalling,
    topic,
    random,
    onMessage: (bytes) => {
      heard.push(bytes);
      look();
    },
    onStatus: (status) => {
      statuses.push(status);
      look();
    },
  });
  onTestFinished(() => {
    line.close();
  });
  return {
    line,
    heard,
    statuses,
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

test('what one publishes the other hears, once, over both servers', async () => {
  const bob = join('once', addresses());
  const alice = join('once', addresses());
  const stands = Uint8Array.of(0);
  // An open socket is not yet known at the server: what was heard shows that both stand on the topic, at both servers.
  const asking = setInterval(() => {
    alice.line.publish(stands);
    bob.line.publish(stands);
  }, 50);
  await Promise.all([alice, bob].map(({ until, heard }) => until(() => heard.length > 0)));
  clearInterval(asking);
  const long = random(2 * 1024 * 1024);
  long[0] = 3;
  alice.line.publish(Uint8Array.of(1));
  alice.line.publish(Uint8Array.of(1));
  alice.line.publish(long);
  const told = ({ heard }: Party): readonly Uint8Array[] => heard.filter(([first]) => first !== 0);
  await bob.until(() => told(bob).some(({ length }) => length === long.length));
  bob.line.publish(Uint8Array.of(2));
  await alice.until(() => told(alice).length > 0);
  expect(told(bob)).toEqual([Uint8Array.of(1), Uint8Array.of(1), long]);
  expect(told(alice)).toEqual([Uint8Array.of(2)]);
});

test('what is published before there is a connection waits for it', async () => {
  const bob = join('waits', addresses().slice(0, 1));
  await bob.until(() => bob.line.status() === 'connected');
  const alice = join('waits', addresses().slice(0, 1));
  alice.line.publish(Uint8Array.of(7));
  await bob.until(() => bob.heard.length === 1);
  expect(bob.heard).toEqual([Uint8Array.of(7)]);
  expect(alice.statuses).toEqual(['connected']);
});

test('two that join one topic both hear it once, and one that leaves takes nothing from the other', () => {
  const { sockets, Quiet } = quietSockets();
  const topics = openTopics({
    signalling: [],
    random,
    timers: new Clock(),
    WebSocket: Quiet,
  });
  const heard: string[] = [];
  const join = (name: string, signalling: readonly string[]) =>
    topics.join('both', ([first]) => heard.push(`${name} ${first}`), signalling);
  const one = join('one', ['ws://127.0.0.1:8', 'ws://127.0.0.1:9']);
  const two = join('two', ['ws://127.0.0.1:9']);
  expect(sockets.map(({ url }) => url)).toEqual(['ws://127.0.0.1:8', 'ws://127.0.0.1:9']);
  const [at8, at9] = sockets;
  at8?.open();
  at9?.open();
  one.publish(Uint8Array.of(1));
  // The server sends it to all who are subscribed, whoever said it; from two servers it comes twice.
  const said = at9?.sent.at(-1) ?? '';
  expect(at8?.sent.at(-1)).toBe(said);
  at9?.hear(said);
  at8?.hear(said);
  expect(heard.splice(0)).toEqual(['two 1']);
  const alien = JSON.stringify({
    type: 'publish',
    topic: 'both',
    data: Buffer.from([...random(16), 2]).toString('base64'),
  });
  at9?.hear(alien);
  at8?.hear(alien);
  at9?.hear(alien);
  expect(heard.splice(0)).toEqual(['one 2', 'two 2']);
  one.leave();
  expect([at8?.readyState, at9?.readyState]).toEqual([3, 1]);
  expect(at9?.sent.at(-1)).toBe(said);
  two.leave();
  expect(at9?.readyState).toBe(3);
});

test('other topics and junk are not heard', async () => {
  const bob = join('clean', addresses().slice(0, 1));
  await bob.until(() => bob.line.status() === 'connected');
  const socket = new WebSocket(servers[0]?.address ?? '');
  await new Promise((resolve) => {
    socket.on('open', resolve);
  });
  const publish = (data: unknown, topic = 'clean'): void => {
    socket.send(JSON.stringify({ type: 'publish', topic, data }));
  };
  for (const data of ['', '%%%', 5, null, ['AAAA'], 'AAAA', Buffer.alloc(16).toString('base64')]) {
    publish(data);
  }
  publish(Buffer.alloc(3 * 1024 * 1024).toString('base64'));
  publish(Buffer.alloc(32).toString('base64'), 'another');
  publish(Buffer.from([...random(16), 9]).toString('base64'));
  await bob.until(() => bob.heard.length > 0);
  socket.close();
  expect(bob.heard).toEqual([Uint8Array.of(9)]);
});

test('a message has its bounds', () => {
  const alice = join('bounds', []);
  expect(alice.line.status()).toBe('none set');
  expect(() => {
    alice.line.publish(new Uint8Array());
  }).toThrow(RangeError);
  expect(() => {
    alice.line.publish(new Uint8Array(2 * 1024 * 1024 + 1));
  }).toThrow(RangeError);
});

test('a server that falls silent or goes is tried again after a while that grows', () => {
  const clock = new Clock();
  const { sockets, Quiet } = quietSockets();
  const statuses: RendezvousStatus[] = [];
  const line = openRendezvous({
    signalling: ['ws://127.0.0.1:9'],
    topic: 'quiet',
    random,
    timers: clock,
    WebSocket: Quiet,
    onMessage: () => {},
    onStatus: (status) => {
      statuses.push(status);
    },
  });
  const open = (): void => sockets.at(-1)?.open();
  open();
  for (let count = 0; count < 3; count += 1) clock.wind(20_000);
  expect(sockets[0]?.sent.slice(1)).toEqual(['{"type":"ping"}', '{"type":"ping"}']);
  expect(statuses).toEqual(['connected', 'not reached']);
  clock.wind(1000);
  expect(sockets).toHaveLength(2);
  sockets[1]?.dispatchEvent(new Event('error'));
  clock.wind(900);
  expect(sockets).toHaveLength(2);
  clock.wind(1100);
  expect(sockets).toHaveLength(3);
  open();
  expect(statuses.at(-1)).toBe('connected');
  line.close();
  clock.wind(100_000);
  expect(sockets).toHaveLength(3);
});
