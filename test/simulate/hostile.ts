/** A device of a member that means harm: it has its own real keys, everything it was ever sent, and a changed build. */
import { coverKeyFrom, coverOf } from '@/lib/vault/cover';
import { type Device, deviceFrom } from '@/lib/vault/device';
import {
  invitationIdFromBytes,
  type LetterId,
  letterIdFromBytes,
  memberIdFromBytes,
  runIdFromBytes,
  type SectionId,
  type StatementId,
} from '@/lib/vault/ids';
import { type Bytes, keyIdOf } from '@/lib/vault/keys';
import { epochKeys, type SectionKey } from '@/lib/vault/keyring';
import { bodySealer, NO_LETTER, writeLetter } from '@/lib/vault/letter';
import {
  askToJoin,
  NO_KEYS,
  readStatement,
  sectionIdOf,
  type Saying,
  writeStatement,
} from '@/lib/vault/statement';

import type { Engine } from './engine';
import type { Party, World } from './world';

type Spoken = Exclude<Saying, { readonly kind: 'unknown' | 'found' }>;

export interface Hostile {
  /** Does one thing that no honest build does. */
  readonly act: () => Promise<void>;
}

const ACTS = [
  'equivocate',
  'leave a gap',
  'speak as another',
  'write where it may not',
  'change a cover',
  'cut a cover short',
  'play back',
  'cover junk',
  'forge a statement',
  'forge a statement',
  'forge a statement',
  'forge a statement',
  'write as nobody',
  'forge a clock',
] as const;

/** What a lie could bring about, were it heeded because the liar happens to have the right. */
const noteForged = (world: World, party: Party, saying: Spoken): void => {
  const mayStand = world.truth.keepers.has(party.member);
  const about = (member: string, id: string): readonly Party[] =>
    world.parties.filter((other) => other.member === member || other.device.id === id);
  const bounded =
    saying.kind === 'remove'
      ? world.parties.filter(
          ({ member, device }) =>
            saying.members.includes(member) || saying.devices.includes(device.id),
        )
      : saying.kind === 'withdraw'
        ? about(saying.member, '')
        : [];
  for (const { member, device } of bounded) {
    if (!mayStand && member !== party.member) continue;
    world.truth.hasRemovals = true;
    world.truth.bounds.push({
      device: device.id,
      section: saying.kind === 'withdraw' ? saying.section : null,
      seqs: new Map(),
      byHostile: true,
      at: world.clock.now(),
    });
  }
  if (saying.kind === 'retire') world.truth.hasRemovals ||= mayStand;
};

export const makeHostile = (world: World, party: Party): Hostile => {
  const chance = world.chance.fork();
  const random = chance.bytes;
  const { device } = party;
  /** Covers it keeps, of every epoch it saw. */
  const kept: Bytes[] = [];
  const ownStatements: Bytes[] = [];
  let nobody: Device | null = null;

  const others = (): readonly Party[] =>
    world.parties.filter((other) => other !== party && other.engine !== null);

  const send = (engine: Engine, covers: readonly Bytes[]): void => {
    for (const other of others()) {
      if (chance.is(0.7)) engine.push(covers, other.device.id);
    }
  };

  const anEpoch = (engine: Engine) => chance.pick(engine.keyring().epochs);
  const aKey = (engine: Engine): SectionKey | null => {
    const { sectionKeys } = engine.keyring();
    return sectionKeys.length === 0 ? null : chance.pick(sectionKeys);
  };

  const covered = async (
    engine: Engine,
    kind: 'letter' | 'statement',
    bytes: Uint8Array,
  ): Promise<Bytes> => {
    const epoch = (chance.is(0.8) ? engine.vault().epoch() : null) ?? anEpoch(engine);
    return coverOf(kind, bytes, await coverKeyFrom(await epochKeys(world.notebook, epoch)));
  };

  const endOf = (
    engine: Engine,
    section: SectionId,
    author: string,
  ): { readonly seq: number; readonly previous: LetterId } => {
    const end = engine
      .vault()
      .vector()
      .find((one) => one.section === section && one.device === author);
    return { seq: end?.seq ?? 0, previous: end?.letter ?? NO_LETTER };
  };

  const letter = async (
    engine: Engine,
    author: Pick<Device, 'id' | 'sign'>,
    {
      section,
      seq,
      previous,
      key,
    }: {
      readonly section: SectionId;
      readonly seq: number;
      readonly previous: LetterId;
      readonly key: SectionKey;
    },
    body: string,
  ): Promise<Bytes> => {
    const { bytes } = await writeLetter(
      {
        notebook: world.notebook,
        section,
        keyId: key.keyId,
        run: runIdFromBytes(random(16)),
        seq,
        previous,
      },
      new TextEncoder().encode(body),
      await bodySealer(key),
      author,
      random,
    );
    return covered(engine, 'letter', bytes);
  };

  const someParents = async (engine: Engine): Promise<readonly StatementId[]> => {
    const { heads, statements } = engine.vault().register();
    if (chance.is(0.4)) return heads;
    // Not the newest that it knows: as if it had not yet heard of its removal.
    const read = await readStatement(chance.pick(statements));
    return read.state === 'read' ? [read.statement.id] : heads;
  };

  const someSaying = async (engine: Engine): Promise<Spoken> => {
    const register = engine.vault().register();
    const someone = chance.pick(world.parties);
    const section = chance.pick(world.sections);
    nobody ??= await deviceFrom(random(64));
    const invitation = invitationIdFromBytes(random(16));
    const cutoffs = chance.is(0.5)
      ? engine.vault().vector()
      : [{ section, device: device.id, seq: 1_000, letter: letterIdFromBytes(random(32)) }];
    const admitted = chance.is(0.7) ? nobody : someone.device;
    const ways: readonly (() => Promise<Spoken> | Spoken)[] = [
      async () => ({
        kind: 'admit',
        member: chance.is(0.5) ? party.member : memberIdFromBytes(random(16)),
        device: admitted.id,
        exchangeKey: admitted.exchangeKey,
        deviceKind: chance.is(0.7) ? 'device' : 'recovery',
        isKeeper: chance.is(0.5),
        role: 'YOT manager',
        invitation,
        // Nobody else asks it for anything.
        consent:
          admitted === nobody
            ? await askToJoin(admitted, world.notebook, device.id, invitation)
            : random(64),
        grants: world.sections.map((each) => ({ section: each, access: 'write' })),
        hands: NO_KEYS,
      }),
      () => ({ kind: 'remove', members: [someone.member], devices: [], cutoffs, hands: NO_KEYS }),
      () => ({
        kind: 'remove',
        members: [],
        devices: [someone.device.id],
        cutoffs,
        hands: NO_KEYS,
      }),
      () => ({ kind: 'withdraw', member: someone.member, section, cutoffs, hands: NO_KEYS }),
      () => ({ kind: 'grant', member: party.member, section, access: 'write', hands: NO_KEYS }),
      async () => {
        const nonce = random(16);
        const made = await sectionIdOf(world.notebook, device.id, nonce);
        return {
          kind: 'section',
          section: chance.is(0.5) ? section : made,
          nonce,
          purpose: 'transfers',
          grants: [],
          hands: NO_KEYS,
        };
      },
      () => ({ kind: 'appoint', member: party.member }),
      () => ({ kind: 'retire', member: someone.member }),
      () => ({ kind: 'role', member: party.member, role: 'Auditor' }),
      async () => ({
        kind: 'hand',
        hands: {
          epochs: [
            { number: (register.currentEpoch?.number ?? 1) + 1, keyId: await keyIdOf(random(32)) },
          ],
          keys: [{ section, keyId: await keyIdOf(random(32)) }],
          bundles: [{ device: someone.device.id, epochs: [0], keys: [0], sealed: random(80) }],
        },
      }),
      () => ({ kind: 'leaveOut', section, letters: [letterIdFromBytes(random(32))] }),
      () => ({ kind: 'hold', section, isOn: true }),
    ];
    return chance.pick(ways)();
  };

  const body = (): string => `x${party.name}/${chance.int(1_000_000)}`;

  const act = async (): Promise<void> => {
    const { engine } = party;
    if (engine === null || !engine.isReady()) return;
    kept.push(...[...engine.logOf().values()].filter(() => kept.length < 400 && chance.is(0.3)));
    const key = aKey(engine);
    const what = chance.pick(ACTS);
    world.trace.push(`${world.clock.now()} ${party.name} means to ${what}`);
    const section = key?.section ?? chance.pick(world.sections);
    const end = endOf(engine, section, device.id);
    switch (what) {
      case 'equivocate': {
        if (key === null) return;
        for (const other of chance.shuffled(others()).slice(0, 2)) {
          const next = { section, seq: end.seq + 1, previous: end.previous, key };
          engine.push([await letter(engine, device, next, body())], other.device.id);
        }
        return;
      }
      case 'leave a gap': {
        if (key === null) return;
        const previous = letterIdFromBytes(random(32));
        const seq = end.seq + 2 + chance.int(5);
        send(engine, [await letter(engine, device, { section, seq, previous, key }, body())]);
        return;
      }
      case 'forge a clock': {
        if (key === null) return;
        const seq = chance.pick([2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER]);
        const head = {
          section,
          seq,
          previous: end.seq === 0 ? letterIdFromBytes(random(32)) : end.previous,
          key,
        };
        send(engine, [await letter(engine, device, head, body())]);
        return;
      }
      case 'speak as another': {
        if (key === null) return;
        const { id } = chance.pick(world.parties).device;
        const theirs = endOf(engine, section, id);
        const head = { section, seq: theirs.seq + 1, previous: theirs.previous, key };
        send(engine, [await letter(engine, { id, sign: device.sign }, head, body())]);
        return;
      }
      case 'write where it may not': {
        const foreign = chance.pick(world.sections);
        const theirs = endOf(engine, foreign, device.id);
        const secret = random(32);
        const any = key ?? { section: foreign, key: secret, keyId: await keyIdOf(secret) };
        const head = { section: foreign, seq: theirs.seq + 1, previous: theirs.previous, key: any };
        send(engine, [await letter(engine, device, head, body())]);
        return;
      }
      case 'write as nobody': {
        if (key === null) return;
        nobody ??= await deviceFrom(random(64));
        const head = { section, seq: 1, previous: NO_LETTER, key };
        send(engine, [await letter(engine, nobody, head, body())]);
        return;
      }
      case 'change a cover':
      case 'cut a cover short': {
        if (kept.length === 0) return;
        const cover = chance.pick(kept);
        const changed = new Uint8Array(cover);
        const at = chance.int(changed.length);
        changed[at] = (changed[at] ?? 0) ^ (1 << chance.int(8));
        send(engine, [what === 'change a cover' ? changed : changed.slice(0, at)]);
        return;
      }
      case 'play back': {
        send(engine, chance.shuffled(kept).slice(0, 12));
        return;
      }
      case 'cover junk': {
        const junk = random(chance.int(300));
        send(engine, [await covered(engine, chance.is(0.5) ? 'letter' : 'statement', junk)]);
        return;
      }
      case 'forge a statement': {
        const saying = await someSaying(engine);
        const statement = await writeStatement(
          world.notebook,
          await someParents(engine),
          saying,
          chance.is(0.85) || nobody === null ? device : nobody,
        );
        world.trace.push(`${world.clock.now()} ${party.name} says ${saying.kind}`);
        noteForged(world, party, saying);
        ownStatements.push(statement.bytes);
        send(engine, [await covered(engine, 'statement', statement.bytes)]);
        if (chance.is(0.5)) await engine.sayAtDoors(ownStatements.slice(-4));
        return;
      }
    }
  };

  return { act };
};
