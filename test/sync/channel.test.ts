/** The channel under y-webrtc: frames, the proof of both ends, and the guard behind it. */
import { createHmac, randomBytes } from 'node:crypto';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { isSameBytes } from '@/lib/parse/bytes';
import type { Refusal } from '@/lib/sync/admission';
import { fingerprintOf, guardedRtc, transcriptOf } from '@/lib/sync/channel';
import type { Gate, GuardedChannel, GuardedConnection, OpenChannel } from '@/lib/sync/channel';
import { Clock } from './clock';
import { CHROMIUM_MOST, FakeChannel, FakeNetwork } from './fake-rtc';

const random = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(randomBytes(length));

const mac = (transcript: Uint8Array, key: string): Uint8Array =>
  Uint8Array.from(createHmac('sha256', key).update(transcript).digest());
const nameAt = 32;
/** A gate of members who share a key and say their name: enough to stand for device keys here. */
const gateOf = (device: string, key = 'members'): Gate => ({
  prove: (transcript) =>
    Promise.resolve(
      Uint8Array.from([...mac(transcript, key + device), ...new TextEncoder().encode(device)]),
    ),
  check: (transcript, proof) => {
    const claimed = new TextDecoder().decode(proof.subarray(nameAt));
    const right = mac(transcript, `members${claimed}`);
    return Promise.resolve(
      isSameBytes(right, proof.subarray(0, nameAt))
        ? { state: 'member', device: claimed }
        : { state: 'stranger' },
    );
  },
});

interface End {
  readonly connection: () => GuardedConnection;
  readonly opened: Promise<OpenChannel>;
  readonly refused: Promise<{ readonly device: string | null; readonly why: Refusal }>;
  readonly said: { readonly bytes: Uint8Array; readonly device: string }[];
  readonly onSaid: (listener: () => void) => void;
  readonly closed: OpenChannel[];
}

const makeEnd = (
  network: FakeNetwork,
  gate: Gate,
  clock: Clock,
  room = 'room',
  bans = new Map<string, number>(),
): End => {
  const opened = Promise.withResolvers<OpenChannel>();
  const refused = Promise.withResolvers<{ device: string | null; why: Refusal }>();
  const said: { bytes: Uint8Array; device: string }[] = [];
  const closed: OpenChannel[] = [];
  let listen = (): void => {};
  const { RTCPeerConnection } = guardedRtc(network.rtc, {
    room,
    gate,
    random,
    timers: clock,
    bans,
    onOpen: opened.resolve,
    onClosed: (channel) => {
      closed.push(channel);
    },
    onSideMessage: (bytes, device) => {
      said.push({ bytes, device });
      listen();
    },
    onRefused: refused.resolve,
  });
  return {
    connection: () => new RTCPeerConnection({ iceServers: [] }),
    opened: opened.promise,
    refused: refused.promise,
    said,
    onSaid: (listener) => {
      listen = listener;
    },
    closed,
  };
};

interface Pair {
  readonly alice: GuardedConnection;
  readonly bob: GuardedConnection;
  readonly aliceChannel: GuardedChannel;
  readonly bobChannel: Promise<GuardedChannel>;
}

const isGuarded = (event: unknown): event is { readonly channel: GuardedChannel } =>
  typeof event === 'object' && event !== null && 'channel' in event;

/** What simple-peer does for two ends, without simple-peer. `change` stands for whoever carries the descriptions. */
const meet = async (
  a: End,
  b: End,
  change: (sdp: string) => string = (sdp) => sdp,
): Promise<Pair> => {
  const [alice, bob] = [a.connection(), b.connection()];
  const incoming = Promise.withResolvers<GuardedChannel>();
  bob.ondatachannel = (event) => {
    if (isGuarded(event)) incoming.resolve(event.channel);
  };
  const aliceChannel = alice.createDataChannel('label');
  await alice.setLocalDescription(await alice.createOffer());
  const offer = alice.localDescription;
  void bob.setRemoteDescription({ type: 'offer', sdp: change(offer?.sdp ?? '') });
  await Promise.resolve();
  await Promise.resolve();
  await bob.setLocalDescription(await bob.createAnswer());
  void alice.setRemoteDescription({ type: 'answer', sdp: change(bob.localDescription?.sdp ?? '') });
  return { alice, bob, aliceChannel, bobChannel: incoming.promise };
};

const openPair = async (): Promise<
  Pair & { readonly network: FakeNetwork; readonly clock: Clock; readonly a: End; readonly b: End }
> => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const a = makeEnd(network, gateOf('alice'), clock);
  const b = makeEnd(network, gateOf('bob'), clock);
  const pair = await meet(a, b);
  await Promise.all([a.opened, b.opened]);
  return { ...pair, network, clock, a, b };
};

const nextMessage = (channel: GuardedChannel): Promise<Uint8Array> =>
  new Promise((resolve) => {
    channel.onmessage = (event) => {
      if (typeof event !== 'object' || event === null || !('data' in event)) return;
      if (event.data instanceof ArrayBuffer) resolve(new Uint8Array(event.data));
    };
  });

const updateMessage = (update: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  syncProtocol.writeUpdate(encoder, update);
  return encoding.toUint8Array(encoder);
};
const covers = (count: number, length: number): Uint8Array => {
  const doc = new Y.Doc();
  doc.getArray('log').push(Array.from({ length: count }, () => random(length)));
  return updateMessage(Y.encodeStateAsUpdate(doc));
};

test('both ends know each other by device when the channel opens, and not before', async () => {
  const { a, b, aliceChannel } = await openPair();
  expect((await a.opened).device).toBe('bob');
  expect((await b.opened).device).toBe('alice');
  expect(aliceChannel.readyState).toBe('open');
});

test('an end that signs more slowly than it checks still speaks in turn', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const quick = gateOf('alice');
  const checked = Promise.withResolvers<void>();
  const slow: Gate = {
    prove: async (transcript) => {
      await checked.promise;
      return quick.prove(transcript);
    },
    check: async (transcript, proof) => {
      const verdict = await quick.check(transcript, proof);
      setTimeout(checked.resolve);
      return verdict;
    },
  };
  const [a, b] = [makeEnd(network, slow, clock), makeEnd(network, gateOf('bob'), clock)];
  await meet(a, b);
  const [toBob, toAlice] = await Promise.race([
    Promise.all([a.opened, b.opened]),
    b.refused.then(({ why }) => Promise.reject(new Error(why))),
  ]);
  expect([toBob.device, toAlice.device]).toEqual(['bob', 'alice']);
});

test.for([2, 20])('%i MB go through a channel that takes 256 KiB at most', async (megabytes) => {
  const { network, aliceChannel, bobChannel } = await openPair();
  const message = covers(megabytes * 100, 10_000);
  const arrived = nextMessage(await bobChannel);
  aliceChannel.send(message);
  expect(isSameBytes(await arrived, message)).toBe(true);
  const highest = network.connections.flatMap(({ channels }) => channels.map((one) => one.highest));
  expect(Math.max(...highest)).toBeLessThan(2 * 1024 * 1024);
  expect(message.length).toBeGreaterThan(CHROMIUM_MOST);
});

test('a side message overtakes a long one and arrives with its device', async () => {
  const { a, b, aliceChannel, bobChannel } = await openPair();
  const order: string[] = [];
  const arrived = nextMessage(await bobChannel);
  const said = new Promise<void>((resolve) => {
    b.onSaid(() => {
      order.push('side');
      resolve();
    });
  });
  aliceChannel.send(covers(500, 10_000));
  const toBob = await a.opened;
  toBob.tell(Uint8Array.of(1, 2, 3));
  await Promise.all([said, arrived.then(() => order.push('log'))]);
  expect(order).toEqual(['side', 'log']);
  expect(b.said).toEqual([{ bytes: Uint8Array.of(1, 2, 3), device: 'alice' }]);
});

test('a stranger is refused and the channel never opens', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const a = makeEnd(network, gateOf('alice'), clock);
  const m = makeEnd(network, gateOf('mallory', 'guessed'), clock);
  const { aliceChannel } = await meet(a, m);
  expect(await a.refused).toEqual({ device: null, why: 'stranger' });
  expect(aliceChannel.readyState).toBe('closed');
  expect(() => {
    aliceChannel.send(Uint8Array.of(1));
  }).toThrow('not open');
});

test('a proof that is sent back to its maker counts for nothing', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const alice = gateOf('alice');
  let alicesProof: Uint8Array | undefined;
  const a = makeEnd(
    network,
    {
      ...alice,
      prove: async (transcript) => {
        alicesProof = await alice.prove(transcript);
        return alicesProof;
      },
    },
    clock,
  );
  const waits = Promise.withResolvers<Uint8Array>();
  const mirror = makeEnd(
    network,
    {
      prove: () => waits.promise,
      check: (_, proof) => {
        waits.resolve(proof);
        return Promise.resolve({ state: 'member', device: 'anybody' });
      },
    },
    clock,
  );
  await meet(a, mirror);
  expect(await a.refused).toEqual({ device: null, why: 'stranger' });
  expect(await waits.promise).toEqual(alicesProof);
});

test('somebody in the middle with a certificate of their own is noticed by both ends', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const a = makeEnd(network, gateOf('alice'), clock);
  const b = makeEnd(network, gateOf('bob'), clock);
  const own = 'AB:'.repeat(31) + 'AB';
  await meet(a, b, (sdp) => sdp.replace(/sha-256 \S+/u, `sha-256 ${own}`));
  const refusals = await Promise.race([a.refused, b.refused]);
  expect(refusals).toEqual({ device: null, why: 'stranger' });
});

test('members of another room are strangers here', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const a = makeEnd(network, gateOf('alice'), clock, 'room');
  const b = makeEnd(network, gateOf('bob'), clock, 'another room');
  await meet(a, b);
  expect((await Promise.race([a.refused, b.refused])).why).toBe('stranger');
});

test('an end that never answers is left after 15 seconds', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  network.drops = () => true;
  const a = makeEnd(network, gateOf('alice'), clock);
  const b = makeEnd(network, gateOf('bob'), clock);
  const { aliceChannel } = await meet(a, b);
  const opened = new Promise<void>((resolve) => {
    network.connections[0]?.channels[0]?.addEventListener('open', () => {
      resolve();
    });
  });
  await opened;
  clock.wind(15_001);
  expect(await a.refused).toEqual({ device: null, why: 'no-answer' });
  expect(aliceChannel.readyState).toBe('closed');
});

test('a device that deletes is shut out, its message does not arrive, and it stays out for a while', async () => {
  const { clock, network, a, b, aliceChannel, bobChannel } = await openPair();
  const doc = new Y.Doc();
  doc.getArray('log').push([random(8)]);
  doc.getArray('log').delete(0, 1);
  let arrived = 0;
  const channel = await bobChannel;
  channel.onmessage = () => {
    arrived += 1;
  };
  aliceChannel.send(updateMessage(Y.encodeStateAsUpdate(doc)));
  expect(await b.refused).toEqual({ device: 'alice', why: 'deletion' });
  expect(arrived).toBe(0);
  expect(channel.readyState).toBe('closed');
  expect(b.closed).toHaveLength(1);

  // The same end of Bob's meets Alice again, on a new connection.
  const again = async (): Promise<GuardedChannel> => {
    const alice = makeEnd(network, gateOf('alice'), clock);
    const { alice: connection, aliceChannel: channel } = await meet(alice, b);
    await new Promise<void>((resolve) => {
      channel.onopen = () => {
        resolve();
      };
      connection.oniceconnectionstatechange = () => {
        if (connection.iceConnectionState === 'failed') resolve();
      };
    });
    return channel;
  };
  const refusedChannel = await again();
  expect(refusedChannel.readyState).not.toBe('open');
  clock.wind(600_001);
  expect((await again()).readyState).toBe('open');
  expect((await a.opened).device).toBe('bob');
});

test('who is shut out of one room is shut out of the next that shares the list', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const bans = new Map<string, number>();
  const alice = (room: string): End => makeEnd(network, gateOf('alice'), clock, room);
  const bob = (room: string): End => makeEnd(network, gateOf('bob'), clock, room, bans);
  const first = bob('room');
  const { aliceChannel, bobChannel } = await meet(alice('room'), first);
  await first.opened;
  await bobChannel;
  const doc = new Y.Doc();
  doc.getArray('log').push([random(8)]);
  doc.getArray('log').delete(0, 1);
  aliceChannel.send(updateMessage(Y.encodeStateAsUpdate(doc)));
  expect((await first.refused).why).toBe('deletion');

  const next = bob('the next room');
  await meet(alice('the next room'), next);
  expect((await next.refused).why).toBe('banned');
});

test('who speaks before the proof is refused', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const a = makeEnd(network, gateOf('alice'), clock);
  const raw = new network.rtc.RTCPeerConnection();
  const alice = a.connection();
  alice.createDataChannel('label');
  await alice.setLocalDescription(await alice.createOffer());
  raw.addEventListener('datachannel', (event) => {
    const channel = 'channel' in event ? event.channel : undefined;
    if (!(channel instanceof FakeChannel)) return;
    channel.addEventListener('open', () => {
      channel.send(Uint8Array.of(0, 1, 0, 3));
    });
  });
  await raw.setRemoteDescription({ type: 'offer', sdp: alice.localDescription?.sdp ?? '' });
  await raw.setLocalDescription(await raw.createAnswer());
  void alice.setRemoteDescription({ type: 'answer', sdp: raw.localDescription?.sdp ?? '' });
  expect(await a.refused).toEqual({ device: null, why: 'out-of-turn' });
});

test('a device that floods the side is shut out', async () => {
  const { a, b } = await openPair();
  const toBob = await a.opened;
  for (let count = 0; count <= 3000; count += 1) toBob.tell(Uint8Array.of(1));
  expect(await b.refused).toEqual({ device: 'alice', why: 'flood' });
  expect(b.said).toHaveLength(3000);
});

test('a later description cannot put another certificate in place of the first', async () => {
  const { a, alice, aliceChannel } = await openPair();
  void alice.setRemoteDescription({
    type: 'offer',
    sdp: `a=fingerprint:sha-256 ${'CD:'.repeat(31)}CD`,
  });
  expect((await a.refused).why).toBe('bad-fingerprint');
  expect(aliceChannel.readyState).toBe('closed');
});

test('two that offer at the same moment end up on one channel', async () => {
  const network = new FakeNetwork();
  const clock = new Clock();
  const a = makeEnd(network, gateOf('alice'), clock);
  const b = makeEnd(network, gateOf('bob'), clock);
  const [alice, bob] = [a.connection(), b.connection()];
  const [fromAlice, fromBob] = [alice.createDataChannel('a'), bob.createDataChannel('b')];
  await alice.setLocalDescription(await alice.createOffer());
  await bob.setLocalDescription(await bob.createOffer());
  // Bob's token is the older one here: he takes her offer and gives his own up.
  await bob.setRemoteDescription({ type: 'offer', sdp: alice.localDescription?.sdp ?? '' });
  await bob.setLocalDescription(await bob.createAnswer());
  await alice.setRemoteDescription({ type: 'answer', sdp: bob.localDescription?.sdp ?? '' });
  await Promise.all([a.opened, b.opened]);
  const message = covers(3, 100);
  const atBob = nextMessage(fromBob);
  fromAlice.send(message);
  expect(await atBob).toEqual(message);
  const atAlice = nextMessage(fromAlice);
  fromBob.send(message);
  expect(await atAlice).toEqual(message);
});

test('a channel that opens before the answer can be read waits for it', async () => {
  const network = new FakeNetwork();
  network.isLate = true;
  const clock = new Clock();
  const a = makeEnd(network, gateOf('alice'), clock);
  const b = makeEnd(network, gateOf('bob'), clock);
  await meet(a, b);
  expect((await a.opened).device).toBe('bob');
  expect((await b.opened).device).toBe('alice');
});

const print = 'AB:'.repeat(31) + 'AB';
test.for<readonly [string, string, boolean]>([
  ['one line', `v=0\r\na=fingerprint:sha-256 ${print}\r\n`, true],
  [
    'the same twice',
    `a=fingerprint:sha-256 ${print}\na=fingerprint:sha-256 ${print.toLowerCase()}`,
    true,
  ],
  ['none', 'v=0\r\n', false],
  [
    'two that differ',
    `a=fingerprint:sha-256 ${print}\na=fingerprint:sha-256 ${print.replace('AB', 'CD')}`,
    false,
  ],
  ['another hash beside it', `a=fingerprint:sha-256 ${print}\na=fingerprint:sha-1 AB:AB`, false],
  ['one that is cut short', `a=fingerprint:sha-256 ${print.slice(3)}`, false],
  ['more behind it', `a=fingerprint:sha-256 ${print} ${print}`, false],
])('the fingerprint of a description: %s', ([, sdp, isRead]) => {
  expect(fingerprintOf(sdp) !== undefined).toBe(isRead);
});

test('the two ends prove different things, and each the same as the other checks', () => {
  const meeting = {
    room: 'room',
    fingerprints: { offerer: random(32), answerer: random(32) },
    nonces: { offerer: random(32), answerer: random(32) },
  };
  expect(transcriptOf(meeting, 'offerer')).toEqual(transcriptOf({ ...meeting }, 'offerer'));
  expect(transcriptOf(meeting, 'offerer')).not.toEqual(transcriptOf(meeting, 'answerer'));
  expect(transcriptOf({ ...meeting, room: 'other' }, 'offerer')).not.toEqual(
    transcriptOf(meeting, 'offerer'),
  );
});
