/** Stock y-webrtc sees only what it can handle of what a signalling server passes on. */
import * as buffer from 'lib0/buffer';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { watchSocket } from '@/lib/sync/signalling';
import type { SignallingSocket } from '@/lib/sync/signalling';

const makeKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

/** As y-webrtc seals a message. */
const seal = async (key: CryptoKey, content: unknown): Promise<string> => {
  const plain = encoding.createEncoder();
  encoding.writeAny(plain, JSON.parse(JSON.stringify(content)));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    key,
    Uint8Array.from(encoding.toUint8Array(plain)),
  );
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, 'AES-GCM');
  encoding.writeVarUint8Array(encoder, iv);
  encoding.writeVarUint8Array(encoder, new Uint8Array(sealed));
  return buffer.toBase64(encoding.toUint8Array(encoder));
};

interface Watched {
  readonly socket: SignallingSocket & { connected: boolean };
  readonly emitted: unknown[];
  readonly sent: unknown[];
  readonly key: CryptoKey;
  /** Offers a message and a good one after it; true when the first was passed on too. */
  readonly passes: (message: unknown) => Promise<boolean>;
}

const watch = async (): Promise<Watched> => {
  const emitted: unknown[] = [];
  const sent: unknown[] = [];
  const key = await makeKey();
  let listen = (): void => {};
  const socket = {
    connected: true,
    providers: { size: 1 },
    emit: (_name: string, args: readonly unknown[]): void => {
      emitted.push(args[0]);
      listen();
    },
    send: (message: unknown): void => {
      sent.push(message);
    },
    on: (): void => {},
    off: (): void => {},
  };
  const room = {
    key: Promise.resolve(key),
    isKnown: (peer: string) => peer === 'known',
    openly: (handle: () => void) => handle(),
  };
  watchSocket(socket, new Map([['room', room]]));
  const good = {
    type: 'publish',
    topic: 'room',
    data: await seal(key, { type: 'announce', from: 'the good one' }),
  };
  return {
    socket,
    emitted,
    sent,
    key,
    passes: async (message) => {
      const before = emitted.length;
      const goodCame = new Promise<void>((resolve) => {
        listen = () => {
          if (JSON.stringify(emitted.at(-1)).includes('"the good one"')) resolve();
        };
      });
      socket.emit('message', [message, socket]);
      socket.emit('message', [good, socket]);
      await goodCame;
      return emitted.length === before + 2;
    },
  };
};

const signal = (from: string, signal: unknown): unknown => ({
  type: 'signal',
  from,
  to: 'me',
  token: 1.5,
  signal,
});

test.for<readonly [string, unknown, boolean]>([
  ['an announcement', { type: 'announce', from: 'b' }, true],
  ['an offer', signal('b', { type: 'offer', sdp: 'v=0' }), true],
  ['an address', signal('b', { type: 'candidate', candidate: { candidate: 'c' } }), true],
  ['an answer to an offer', signal('known', { type: 'answer', sdp: 'v=0' }), true],
  ['an answer to nothing', signal('b', { type: 'answer', sdp: 'v=0' }), false],
  ['a wish to negotiate again', signal('b', { type: 'renegotiate', renegotiate: true }), false],
  ['a wish for pictures', signal('b', { type: 'transceiverRequest' }), false],
  ['a signal without content', { type: 'signal', from: 'b', to: 'me' }, false],
  ['an endless name', { type: 'announce', from: 'b'.repeat(1000) }, false],
  ['no object', 5, false],
])('of what is sealed for the room: %s', async ([, content, expected]) => {
  const { key, passes } = await watch();
  expect(await passes({ type: 'publish', topic: 'room', data: await seal(key, content) })).toBe(
    expected,
  );
});

test('what is sealed under another key, for another room or not at all is dropped', async () => {
  const { key, passes } = await watch();
  const content = { type: 'announce', from: 'b' };
  const other = await makeKey();
  expect(await passes({ type: 'publish', topic: 'room', data: await seal(other, content) })).toBe(
    false,
  );
  expect(await passes({ type: 'publish', topic: 'other', data: await seal(key, content) })).toBe(
    false,
  );
  expect(await passes({ type: 'publish', topic: 'room', data: content })).toBe(false);
  expect(await passes({ type: 'publish', topic: 'room', data: '%' })).toBe(false);
  expect(await passes({ type: 'publish', topic: 'room', data: 'A'.repeat(200_000) })).toBe(false);
  expect(await passes(null)).toBe(false);
});

test('nothing is said into a socket that is not connected, and a second watch changes nothing', async () => {
  const { socket, sent } = await watch();
  watchSocket(socket, new Map());
  socket.send('one');
  socket.connected = false;
  socket.send('two');
  expect(sent).toEqual(['one']);
});

test('while a message is handled opened, nothing leaves the socket', async () => {
  const sent: unknown[] = [];
  const key = await makeKey();
  let isOpen = false;
  const handled = new Promise<void>((resolve) => {
    const socket = {
      connected: true,
      providers: { size: 1 },
      emit: (): void => {
        expect(isOpen).toBe(true);
        socket.send('in the open');
        resolve();
      },
      send: (message: unknown): void => {
        sent.push(message);
      },
      on: (): void => {},
      off: (): void => {},
    };
    const room = {
      key: Promise.resolve(key),
      isKnown: () => true,
      openly: (handle: () => void): void => {
        isOpen = true;
        handle();
        isOpen = false;
        socket.send('under seal');
      },
    };
    watchSocket(socket, new Map([['room', room]]));
    void seal(key, { type: 'announce', from: 'b' }).then((data) =>
      Reflect.apply(socket.emit, socket, ['message', [{ type: 'publish', topic: 'room', data }]]),
    );
  });
  await handled;
  await Promise.resolve();
  expect(isOpen).toBe(false);
  expect(sent).toEqual(['under seal']);
});
