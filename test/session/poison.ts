/** Updates that a hostile member could seal in a valid letter, made byte by byte. */
import * as encoding from 'lib0/encoding';

type Encoder = encoding.Encoder;

/** An update of one client from a clock on: `count` structs that `each` writes, and no deletions. */
const madeOf = (
  client: number,
  count: number,
  each: (to: Encoder, at: number) => void,
  from = 0,
): Uint8Array => {
  const to = encoding.createEncoder();
  for (const number of [1, count, client, from]) encoding.writeVarUint(to, number);
  for (let at = 0; at < count; at += 1) each(to, at);
  encoding.writeVarUint(to, 0);
  return encoding.toUint8Array(to);
};

/** The head of an item in a root; `name` makes it a field of it. */
const inRoot = (to: Encoder, kind: number, root: string, name: string | null = null): void => {
  encoding.writeUint8(to, kind | (name === null ? 0 : 0x20));
  encoding.writeVarUint(to, 1);
  encoding.writeVarString(to, root);
  if (name !== null) encoding.writeVarString(to, name);
};

const id = (to: Encoder, client: number, clock: number): void => {
  encoding.writeVarUint(to, client);
  encoding.writeVarUint(to, clock);
};

const list = (depth: number): Uint8Array => {
  const to = encoding.createEncoder();
  for (let at = 0; at < depth; at += 1) {
    encoding.writeUint8(to, 117);
    encoding.writeVarUint(to, 1);
  }
  encoding.writeUint8(to, 126);
  return encoding.toUint8Array(to);
};

/** By what it does; each is the whole update of a client that has written nothing yet. */
export const POISONS: Readonly<Record<string, (client: number) => Uint8Array>> = {
  'a type that nobody knows': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 7, 'note');
      encoding.writeVarUint(to, 99);
    }),
  'content that nobody knows': (client) => madeOf(client, 1, (to) => inRoot(to, 31, 'note')),
  'a document within the document': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 9, 'note');
      encoding.writeVarString(to, 'inner');
      encoding.writeAny(to, {});
    }),
  'lists within lists': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 8, 'history');
      encoding.writeVarUint(to, 1);
      encoding.writeUint8Array(to, list(200_000));
    }),
  'JSON within JSON': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 5, 'note');
      encoding.writeVarString(to, `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    }),
  'elements within elements': (client) =>
    madeOf(client, 50_000, (to, at) => {
      if (at === 0) inRoot(to, 7, 'note');
      else {
        encoding.writeUint8(to, 7);
        encoding.writeVarUint(to, 0);
        id(to, client, at - 1);
      }
      encoding.writeVarUint(to, 4);
    }),
  'a field named __proto__': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 8, 'person', '__proto__');
      encoding.writeVarUint(to, 1);
      encoding.writeAny(to, 'x');
    }),
  'a value with a key __proto__': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 8, 'person', 'p1/name');
      encoding.writeVarUint(to, 1);
      encoding.writeUint8(to, 118);
      encoding.writeVarUint(to, 1);
      encoding.writeVarString(to, '__proto__');
      encoding.writeAny(to, { isAdmin: true });
    }),
  'a key of a megabyte': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 8, 'person', 'k'.repeat(1_000_000));
      encoding.writeVarUint(to, 1);
      encoding.writeAny(to, 'x');
    }),
  'more pieces than bytes can tell': (client) => {
    const to = encoding.createEncoder();
    for (const number of [1, 2 ** 50, client, 0]) encoding.writeVarUint(to, number);
    return encoding.toUint8Array(to);
  },
  'two million gaps': (client) =>
    madeOf(client, 2_000_000, (to) => {
      encoding.writeUint8(to, 0);
      encoding.writeVarUint(to, 1);
    }),
  'four million values': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 8, 'history');
      encoding.writeVarUint(to, 4_000_000);
      for (let at = 0; at < 4_000_000; at += 1) encoding.writeUint8(to, 126);
    }),
  'a length beyond all clocks': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 1, 'note');
      encoding.writeVarUint(to, 2 ** 52);
    }),
  'a piece of no length': (client) =>
    madeOf(client, 1, (to) => {
      inRoot(to, 4, 'note');
      encoding.writeVarString(to, '');
    }),
  // Each is put beside all others: the time grows with the square of their number.
  'a crowd in one place': (client) => {
    const half = 40_000;
    return madeOf(client, 2 * half, (to, at) => {
      if (at < half) {
        if (at === 0) inRoot(to, 4, 'note');
        else {
          encoding.writeUint8(to, 4 | 0x80);
          id(to, client, at - 1);
        }
      } else {
        encoding.writeUint8(to, 4 | 0x40);
        id(to, client, at - half);
      }
      encoding.writeVarString(to, 'x');
    });
  },
  'a million deletions': (client) => {
    const to = encoding.createEncoder();
    for (const number of [0, 1, client, 1_000_000]) encoding.writeVarUint(to, number);
    for (let at = 0; at < 1_000_000; at += 1) {
      encoding.writeVarUint(to, 2 * at);
      encoding.writeVarUint(to, 1);
    }
    return encoding.toUint8Array(to);
  },
};
