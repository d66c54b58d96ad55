/**
 * Fuzzing: what was changed after sealing is refused by everyone; what a hostile member changed before signing and
 * sealing it with its own real keys gets one verdict on every device and has no effect beyond its rights.
 */
import { toHex } from '@/lib/parse/bytes';
import type { Bytes } from '@/lib/vault/keys';
import type { Register } from '@/lib/vault/register';
import type { Vault } from '@/lib/vault/vault';
import { writeVector } from '@/lib/vault/vector';

import { type Chance, makeChance } from '../simulate/chance';
import { type CryptoKind, putCrypto } from '../simulate/world-crypto';
import { type Base, makeBase, vaultOf } from './base';
import { makeForger } from './forge';
import { makeMessages } from './messages';
import { mutated } from './mutate';

export interface AttackOptions {
  /** How many changed things, half of them changed after sealing. */
  readonly count: number;
  readonly seed: number;
  readonly crypto: CryptoKind;
  /** One round only, told in the report of a failure. */
  readonly only?: number;
}

export interface AttackReport {
  readonly done: number;
  readonly after: number;
  readonly before: number;
  /** How many of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Of those that were changed before sealing: how many were heeded, being within the rights of the hostile member. */
  readonly heeded: number;
  readonly slowest: { readonly kind: string; readonly ms: number };
  readonly failures: readonly string[];
}

const COVERS_A_ROUND = 40;
const MESSAGES_A_ROUND = 40;

const bySection = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1;

/** What of a register must not depend on what a member says who may not say it; by name, for telling what differs. */
const untouchable = (
  base: Base,
  register: Register,
  vault: Vault,
): Readonly<Record<string, string>> => {
  const { mallory, spare, sections } = base;
  const isTheirs = (device: string): boolean => device === mallory.device.id || device === spare.id;
  const [first, second, third] = sections;
  const own = new Set<string>(
    register.sections.flatMap(({ section, maker }) => (maker === mallory.member ? [section] : [])),
  );
  const inBase = (section: string): boolean => !own.has(section);
  const others = register.members.filter(({ member }) => member !== mallory.member);
  return {
    members: JSON.stringify(
      others.map(({ member, devices, isKeeper, role, grants }) => [
        member,
        devices.map(({ id }) => id),
        isKeeper,
        role,
        [...grants].filter(([section]) => inBase(section)).toSorted(bySection),
      ]),
    ),
    'the hostile person': JSON.stringify(
      register.members
        .filter(({ member }) => member === mallory.member)
        .map(({ devices, isKeeper }) => [devices.every(({ id }) => isTheirs(id)), isKeeper]),
    ),
    'what the hostile person may do': JSON.stringify(
      sections.map((section) => {
        // By whatever device is left: anyone may take out their own.
        const devices = register.members
          .filter(({ member }) => member === mallory.member)
          .flatMap((member) => member.devices);
        const [access, ...others] = new Set(
          devices.map(({ id }) => register.accessOf(id, section)),
        );
        return [access ?? null, others.length === 0];
      }),
    ),
    sections: JSON.stringify(register.sections.filter(({ section }) => inBase(section))),
    // Whoever holds an epoch's key can say that it gave it to an outsider; then a keeper makes another.
    'the epoch': JSON.stringify([
      register.currentEpoch === null || register.currentEpoch.keyId === base.epoch,
      register.epochs.length,
    ]),
    keys: JSON.stringify(
      [second, third].map((section) =>
        section === undefined ? [] : register.keysOf(section).map(({ keyId }) => keyId),
      ),
    ),
    'what is left out or held': JSON.stringify([
      register.leftOut.size,
      sections.map((section) => register.isHeld(section)),
    ]),
    'who was removed': JSON.stringify(
      register.removed.filter(({ device }) => !isTheirs(device)).map(({ device }) => device),
    ),
    bounds: JSON.stringify(
      [...others.flatMap(({ devices }) => devices.map(({ id }) => id))].map((device) =>
        sections.map((section) => register.cutoff(device, section)),
      ),
    ),
    letters: JSON.stringify(
      vault
        .vector()
        .filter(({ device, section }) => {
          if (!isTheirs(device)) return true;
          return section !== first && inBase(section);
        })
        .map((end) => [end.section, end.device, end.seq, end.letter]),
    ),
  };
};

/** Everything on which two devices must come to one answer. */
const verdict = (vault: Vault): string => {
  const register = vault.register();
  const everyone = [
    ...register.members.flatMap(({ devices }) => devices.map(({ id }) => id)),
    ...register.removed.map(({ device }) => device),
  ].toSorted();
  return JSON.stringify([
    toHex(writeVector(vault.vector())),
    register.heads,
    register.members.map(({ member, devices, isKeeper, role, grants }) => [
      member,
      devices.map(({ id }) => id),
      isKeeper,
      role,
      [...grants].toSorted(bySection),
    ]),
    register.refused.map(({ statement, rule }) => `${statement} ${rule}`).toSorted(),
    register.waiting,
    register.sections.map(({ section }) => [
      everyone.map((device) => register.cutoff(device, section)),
      register.writingKeys(section),
      register.isHeld(section),
    ]),
    register.currentEpoch,
    register.checkpoints.map(({ id, agreed, erased }) => [id, agreed, erased]),
  ]);
};

const shown = async (vault: Vault): Promise<string> =>
  (await vault.readAll(0))
    .map(({ section, author, seq, id, body }) =>
      [
        section,
        author,
        seq.toString().padStart(8, '0'),
        id,
        body === null ? '' : toHex(body),
      ].join(),
    )
    .toSorted()
    .join('\n');

const OF_THEIRS: readonly string[] = ['the hostile person', 'what the hostile person may do'];
const isOf = ({ mallory, spare }: Base, device: string): boolean =>
  device === mallory.device.id || device === spare.id;

interface Tally {
  after: number;
  before: number;
  heeded: number;
  readonly kinds: Map<string, number>;
  slowest: { kind: string; ms: number };
  readonly failures: string[];
}

const round = async (base: Base, chance: Chance, tally: Tally, name: string): Promise<void> => {
  const fail = (what: string): void => {
    tally.failures.push(`${name}: ${what}`);
  };
  const timed = async <T>(kind: string, work: () => Promise<T>): Promise<T | null> => {
    tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1);
    const from = performance.now();
    try {
      return await work();
    } catch (error) {
      fail(
        `${kind} threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return null;
    } finally {
      const ms = performance.now() - from;
      if (ms > tally.slowest.ms) tally.slowest = { kind, ms };
    }
  };

  const one = await vaultOf(base, base.alice, chance);
  const other = await vaultOf(base, base.bea, chance);
  const before = untouchable(base, one.register(), one);
  const letters = one.register().statements.length;

  const broken = Array.from({ length: COVERS_A_ROUND }, () =>
    mutated(chance.pick(base.covers), chance, base.pool),
  );
  for (const cover of broken) {
    const taking = await timed('a cover changed after sealing', () => one.take([cover]));
    tally.after += 1;
    if (taking !== null && taking.held > 0)
      fail(`held a cover changed after sealing ${toHex(cover)}`);
  }
  const taken = await timed('covers changed after sealing, together', () => other.take(broken));
  if (taken !== null && taken.held > 0) fail('held a cover changed after sealing');

  const forger = await makeForger(base, one, chance.fork());
  const forged: Bytes[] = [];
  for (let left = COVERS_A_ROUND; left > 0; left -= 1) {
    const made = await timed('forging', forger.cover);
    if (made !== null) forged.push(made);
  }
  for (const cover of forged) {
    const taking = await timed('a cover changed before sealing', () => one.take([cover]));
    tally.before += 1;
    tally.heeded += taking?.held ?? 0;
  }
  const mixed = chance.shuffled(forged);
  const cut = chance.int(mixed.length);
  for (const part of [mixed.slice(0, cut), mixed.slice(cut)]) {
    await timed('covers changed before sealing, together', () => other.take(part));
  }
  if (verdict(one) !== verdict(other)) {
    fail(`two verdicts:\n${verdict(one)}\n${verdict(other)}`);
  }
  if ((await shown(one)) !== (await shown(other))) fail('two readings');
  if (one.register().statements.length < letters) fail('statements of others fell');
  for (const [device, vault] of [
    ['one', one],
    ['the other', other],
  ] as const) {
    const now = untouchable(base, vault.register(), vault);
    // Whoever took out the last of their own devices has no rights left: that is within their rights.
    const { removed, members } = vault.register();
    const hasLeft =
      !members.some(({ member }) => member === base.mallory.member) &&
      removed.every(({ member, by }) => member !== base.mallory.member || isOf(base, by));
    for (const [what, value] of Object.entries(before)) {
      if (hasLeft && OF_THEIRS.includes(what)) continue;
      if (now[what] !== value) fail(`on ${device}, ${what} changed from ${value} to ${now[what]}`);
    }
  }

  const messages = await makeMessages(base, one, chance.fork());
  for (let left = MESSAGES_A_ROUND; left > 0; left -= 1) {
    const message = chance.pick(messages);
    const isAfter = left % 2 === 0;
    const wrong = await timed(
      `${message.kind}, changed ${isAfter ? 'after' : 'before'} sealing`,
      isAfter ? message.after : message.before,
    );
    if (isAfter) tally.after += 1;
    else tally.before += 1;
    if (wrong !== null) fail(`${message.kind}: ${wrong}`);
  }
};

export const attack = async ({
  count,
  seed,
  crypto,
  only,
}: AttackOptions): Promise<AttackReport> => {
  putCrypto(crypto, makeChance(seed));
  const base = await makeBase(makeChance(seed));
  const tally: Tally = {
    after: 0,
    before: 0,
    heeded: 0,
    kinds: new Map(),
    slowest: { kind: 'nothing', ms: 0 },
    failures: [],
  };
  for (let at = only ?? 0; tally.after + tally.before < count; at += 1) {
    await round(base, makeChance(seed * 1_000_003 + at), tally, `round ${at} of seed ${seed}`);
    if (only !== undefined || tally.failures.length > 20) break;
  }
  return {
    ...tally,
    done: tally.after + tally.before,
    kinds: Object.fromEntries(tally.kinds),
  };
};
