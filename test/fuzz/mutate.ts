/** Changes bytes as faults and liars do. */
import type { Bytes } from '@/lib/vault/keys';

import type { Chance } from '../simulate/chance';

const EDGES = [0, 1, 2, 0x3f, 0x40, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff] as const;
/** Numbers at and above every bound there is. */
const LONG_NUMBERS: readonly Uint8Array[] = [
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x80, 0x80, 0x80, 0x00),
  Uint8Array.of(0x80, 0x80, 0x20),
];

const joined = (...parts: readonly Uint8Array[]): Bytes => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

type Way = (bytes: Uint8Array, chance: Chance, pool: readonly Uint8Array[]) => Bytes;

const within = (bytes: Uint8Array, chance: Chance): readonly [number, number] => {
  const from = chance.int(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + chance.int(40))];
};

const WAYS: readonly Way[] = [
  (bytes, chance) => {
    const changed = new Uint8Array(bytes);
    for (let left = 1 + chance.int(3); left > 0; left -= 1) {
      const at = chance.int(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << chance.int(8));
    }
    return changed;
  },
  (bytes, chance) => {
    const changed = new Uint8Array(bytes);
    changed[chance.int(changed.length)] = chance.pick(EDGES);
    return changed;
  },
  // Most lengths and counts stand near the front.
  (bytes, chance) => {
    const changed = new Uint8Array(bytes);
    changed[chance.int(Math.min(changed.length, 12))] = chance.pick(EDGES);
    return changed;
  },
  (bytes, chance) => new Uint8Array(bytes.subarray(0, chance.int(bytes.length))),
  (bytes, chance) => joined(bytes, chance.bytes(1 + chance.int(64))),
  (bytes, chance) => {
    const at = chance.int(bytes.length);
    return joined(bytes.subarray(0, at), chance.bytes(1 + chance.int(8)), bytes.subarray(at));
  },
  (bytes, chance) => {
    const [from, to] = within(bytes, chance);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  (bytes, chance) => {
    const [from, to] = within(bytes, chance);
    return joined(bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to));
  },
  (bytes, chance) => {
    const at = chance.int(bytes.length);
    const number = chance.pick(LONG_NUMBERS);
    return joined(bytes.subarray(0, at), number, bytes.subarray(at + (chance.is(0.5) ? 1 : 0)));
  },
  // A true name in a wrong place.
  (bytes, chance, pool) => {
    const name = pool.length === 0 ? chance.bytes(16) : chance.pick(pool);
    const at = chance.int(Math.max(1, bytes.length - name.length));
    return joined(bytes.subarray(0, at), name, bytes.subarray(at + name.length));
  },
  (_bytes, chance) => chance.bytes(chance.int(200)),
];

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Other bytes than these, made of these. */
export const mutated = (
  bytes: Uint8Array,
  chance: Chance,
  pool: readonly Uint8Array[] = [],
): Bytes => {
  for (;;) {
    let changed = chance.pick(WAYS)(bytes, chance, pool);
    if (chance.is(0.15) && changed.length > 0) changed = chance.pick(WAYS)(changed, chance, pool);
    if (!isSame(changed, bytes)) return changed;
  }
};
