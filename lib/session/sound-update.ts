/**
 * Looks through an update before Yjs does: how much it would unfold to, how deep it nests and under which names.
 *
 * Yjs builds everything that an update names before anyone can look at it, and reads nested values by recursion, so
 * how deep it gets depends on the browser. What is judged here is judged by its bytes alone, alike on every device, and
 * without making more than one value at a time.
 */

/** How much one update may hold. Nothing that people write comes near. */
export const MOST = {
  structs: 500_000,
  deletions: 500_000,
  /** Values inside values: entries of lists and objects. */
  values: 2_000_000,
  depth: 32,
  /** Characters of the name of a field, an element or a root. */
  name: 2_000,
  /** Characters of one value that is written as JSON. */
  json: 256 * 1024,
  /** Where a run may arrive in one document. */
  clock: 2 ** 40,
  /** Elements within elements. */
  nested: 100,
  /** Items that one update puts in one and the same place: Yjs compares each with all others there. */
  together: 5_000,
} as const;

export type Soundness = 'sound' | 'not an update' | 'harmful';

class NotAnUpdate extends Error {}
class Harmful extends Error {}

const BELOW_SKIP = 0b1_1111;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_NAME = 0x20;
const SKIP = 10;

/** Setting this key on an object changes what the object is. */
const isHarmfulName = (name: string): boolean => name === '__proto__' || name.length > MOST.name;

const text = new TextDecoder('utf-8', { fatal: true });

/** Throws for JSON that nests deeper than values may; counts its values roughly, never too low. */
const valuesInJson = (json: string): number => {
  let depth = 0;
  let values = 1;
  let isQuoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at];
    if (isQuoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === '[' || sign === '{') {
      depth += 1;
      values += 1;
      if (depth > MOST.depth) throw new Harmful();
    } else if (sign === ']' || sign === '}') depth -= 1;
    else if (sign === ',') values += 1;
  }
  return values;
};

const scan = (bytes: Uint8Array): void => {
  let at = 0;
  let values = 0;
  const byte = (): number => {
    const found = bytes[at];
    if (found === undefined) throw new NotAnUpdate();
    at += 1;
    return found;
  };
  const skip = (length: number): void => {
    if (length > bytes.length - at) throw new NotAnUpdate();
    at += length;
  };
  const uint = (): number => {
    let number = 0;
    let factor = 1;
    for (;;) {
      const next = byte();
      number += (next & 0x7f) * factor;
      if (number > Number.MAX_SAFE_INTEGER) throw new NotAnUpdate();
      if (next < 0x80) return number;
      factor *= 0x80;
    }
  };
  const words = (most: number): string => {
    const length = uint();
    // At most three bytes for each unit of UTF-16.
    if (length > most * 3) throw new Harmful();
    const from = at;
    skip(length);
    try {
      return text.decode(bytes.subarray(from, at));
    } catch {
      throw new NotAnUpdate();
    }
  };
  const name = (): void => {
    if (isHarmfulName(words(MOST.name))) throw new Harmful();
  };
  const count = (more: number): void => {
    values += more;
    if (values > MOST.values) throw new Harmful();
  };
  const id = (): void => {
    uint();
    if (uint() > MOST.clock) throw new Harmful();
  };
  const json = (): void => {
    const written = words(MOST.json);
    count(valuesInJson(written));
    if (/"(?:__proto__|[^"]*\\u[^"]*)"\s*:/u.test(written)) throw new Harmful();
  };

  /** One value as lib0 writes it, without recursion: `open` holds how many entries each list or object still has. */
  const value = (): void => {
    const open: { left: number; readonly isObject: boolean }[] = [];
    do {
      const inside = open.at(-1);
      if (inside !== undefined) {
        if (inside.left === 0) {
          open.pop();
          continue;
        }
        inside.left -= 1;
        if (inside.isObject) name();
      }
      count(1);
      const kind = byte();
      if (kind === 118 || kind === 117) {
        const left = uint();
        if (left > bytes.length - at) throw new NotAnUpdate();
        open.push({ left, isObject: kind === 118 });
        if (open.length > MOST.depth) throw new Harmful();
      } else if (kind === 119 || kind === 116) skip(uint());
      else if (kind === 125) while (byte() >= 0x80);
      else if (kind === 124) skip(4);
      else if (kind === 123 || kind === 122) skip(8);
      else if (kind < 116 || kind > 127) throw new NotAnUpdate();
    } while (open.length > 0);
  };

  const content = (kind: number): void => {
    switch (kind) {
      case 1:
        if (uint() > MOST.clock) throw new Harmful();
        return;
      case 2:
        for (let left = uint(); left > 0; left -= 1) json();
        return;
      case 3:
      case 4:
        skip(uint());
        return;
      case 5:
        json();
        return;
      case 6:
        name();
        json();
        return;
      case 7: {
        const type = uint();
        if (type > 6) throw new NotAnUpdate();
        // Nothing here writes hooks.
        if (type === 5) throw new Harmful();
        if (type === 3) name();
        return;
      }
      case 8:
        for (let left = uint(); left > 0; left -= 1) value();
        return;
      case 9:
        // A document within a document: nothing here writes one.
        throw new Harmful();
      default:
        throw new NotAnUpdate();
    }
  };

  const struct = (): void => {
    const info = byte();
    const kind = info & BELOW_SKIP;
    if (info === SKIP || kind === 0) {
      if (uint() > MOST.clock) throw new Harmful();
      return;
    }
    if ((info & HAS_ORIGIN) !== 0) id();
    if ((info & HAS_RIGHT_ORIGIN) !== 0) id();
    if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
      if (uint() === 1) name();
      else id();
      if ((info & HAS_NAME) !== 0) name();
    }
    content(kind);
  };

  let structs = 0;
  for (let clients = uint(); clients > 0; clients -= 1) {
    const more = uint();
    structs += more;
    if (structs > MOST.structs) throw new Harmful();
    uint();
    if (uint() > MOST.clock) throw new Harmful();
    for (let left = more; left > 0; left -= 1) struct();
  }
  let deletions = 0;
  for (let clients = uint(); clients > 0; clients -= 1) {
    uint();
    for (let left = uint(); left > 0; left -= 1) {
      deletions += 1;
      if (deletions > MOST.deletions) throw new Harmful();
      // A clock and a length.
      id();
    }
  }
  if (at !== bytes.length) throw new NotAnUpdate();
};

/** Whether Yjs may be given an update at all. Says nothing of whose it is and where it goes. */
export const soundnessOf = (update: Uint8Array): Soundness => {
  try {
    scan(update);
    return 'sound';
  } catch (error) {
    if (error instanceof NotAnUpdate) return 'not an update';
    if (error instanceof Harmful) return 'harmful';
    throw error;
  }
};
