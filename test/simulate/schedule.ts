/** One schedule: people, faults and a hostile device drawn from a seed, then healing, then judgement. */
import { hash } from 'node:crypto';

import { LetterId, type SectionId } from '@/lib/vault/ids';
import type { Access, Grant } from '@/lib/vault/statement';
import type { Vector } from '@/lib/vault/vector';

import { type Chance, makeChance } from './chance';
import type { Broken } from './engine';
import { makeHostile } from './hostile';
import { difference, judgeWorld, lack, present } from './oracle';
import { type CryptoKind, putCrypto } from './world-crypto';
import { makeWorld, type Party, type World } from './world';

export interface ScheduleOptions {
  readonly seed: number;
  readonly crypto: CryptoKind;
  readonly broken?: Broken;
}

export interface Outcome {
  readonly seed: number;
  /** Over the whole trace: the same for two runs of one seed. */
  readonly hash: string;
  readonly failures: readonly string[];
  readonly trace: readonly string[];
  readonly figures: Figures;
}

export interface Figures {
  readonly devices: number;
  readonly events: number;
  readonly messages: number;
  readonly letters: number;
  readonly statements: number;
  readonly crashes: number;
  readonly removals: number;
  readonly hostileActs: number;
  /** Durable writes: the places between which a crash can fall. */
  readonly writes: number;
}

const HORIZON_MS = 8_000;
const HEALING_ROUNDS = 60;
const ROUND_MS = 700;

const drawPeople = (chance: Chance): readonly number[] => {
  const devices = 3 + chance.int(chance.is(0.15) ? 6 : 3);
  const people: number[] = [0];
  let last = 0;
  for (let index = 1; index < devices; index += 1) {
    if (last === 0 || chance.is(0.7)) people.push((last += 1));
    else people.push(chance.int(last + 1));
  }
  return people;
};

const drawGrants = (world: World, chance: Chance): readonly Grant[] => {
  const grants = world.sections.flatMap((section): readonly Grant[] =>
    chance.is(0.75) ? [{ section, access: chance.is(0.8) ? 'write' : 'read' }] : [],
  );
  const [first] = world.sections;
  return grants.length > 0 || first === undefined ? grants : [{ section: first, access: 'write' }];
};

const isKeeperIn = (party: Party): boolean =>
  party.engine?.isReady() === true && party.engine.vault().register().isKeeper(party.device.id);

const ready = ({ parties }: World): readonly Party[] =>
  parties.filter(({ engine }) => engine?.isReady() === true);

const keepers = (world: World): readonly Party[] => ready(world).filter(isKeeperIn);

const writeSomething = async (world: World, party: Party, chance: Chance): Promise<void> => {
  const { engine, device } = party;
  if (engine === null || !engine.isReady()) return;
  const register = engine.vault().register();
  const open = register.sections
    .map(({ section }) => section)
    .filter((section) => register.accessOf(device.id, section) === 'write');
  if (open.length === 0) return;
  await writeIn(world, party, chance.pick(open));
};

const writeIn = async (world: World, party: Party, section: SectionId): Promise<void> => {
  const { engine, device } = party;
  if (engine === null || !engine.isReady()) return;
  const body = `${party.name}/${world.truth.written.size}`;
  world.truth.written.set(body, { section, author: device.id });
  await engine.write(section, body);
};

const removeSomeone = async (world: World, by: Party, chance: Chance): Promise<void> => {
  const targets = world.parties.filter(
    (party) => party.first !== null && (party.index !== 0 || chance.is(0.1)),
  );
  if (targets.length === 0) return;
  const hostile = targets.find(({ isHostile }) => isHostile);
  const target = hostile !== undefined && chance.is(0.5) ? hostile : chance.pick(targets);
  if (target === by && !chance.is(0.2)) return;
  const isWhole = chance.is(0.6);
  const devices = world.parties.filter((party) =>
    isWhole ? party.member === target.member : party === target,
  );
  await world.change(by, `remove ${target.name}${isWhole ? ' wholly' : ''}`, (vault) => {
    const vector = vault.vector();
    // Noted before it is tried: a crash may leave it done and untold.
    world.truth.hasRemovals = true;
    for (const { device } of devices) {
      const seqs = vector.flatMap(({ section, device: author, seq }) =>
        author === device.id ? [[section, seq] as const] : [],
      );
      // Who is out and is named again: all counts that the remover holds, also what came later.
      const isAgain = !isWhole && !vault.register().isDevice(device.id);
      const all = world.sections.map((section) => [section, Number.POSITIVE_INFINITY] as const);
      world.truth.bounds.push({
        device: device.id,
        section: null,
        seqs: new Map(isAgain ? all : seqs),
        byHostile: by.isHostile,
        at: world.clock.now(),
      });
    }
    return vault.remove({
      members: isWhole ? [target.member] : [],
      devices: isWhole ? [] : [target.device.id],
    });
  });
};

const changeAccess = async (world: World, by: Party, chance: Chance): Promise<void> => {
  const target = chance.pick(world.parties.filter(({ first }) => first !== null));
  const section = chance.pick(world.sections);
  const access: Access = chance.is(0.75) ? 'write' : 'read';
  const note = (): void => {
    world.truth.given.push({ member: target.member, section, access, at: world.clock.now() });
  };
  if (chance.is(0.55)) {
    note();
    // Less than before bounds what was written before it.
    if (access === 'read') boundAll(world, target, section, by);
    const stating = await world.change(by, `grant ${target.name} ${access}`, (vault) =>
      vault.grant({ member: target.member, section, access }),
    );
    if (stating?.state === 'saved') note();
    return;
  }
  world.truth.hasRemovals = true;
  await world.change(by, `withdraw from ${target.name}`, (vault) => {
    boundAll(world, target, section, by, vault.vector());
    return vault.withdraw({ member: target.member, section });
  });
};

const boundAll = (
  world: World,
  target: Party,
  section: SectionId,
  by: Party,
  vector: Vector = [],
): void => {
  for (const { member, device } of world.parties) {
    if (member !== target.member) continue;
    const end = vector.find((one) => one.device === device.id && one.section === section);
    world.truth.bounds.push({
      device: device.id,
      section,
      seqs: new Map(end === undefined ? [] : [[section, end.seq]]),
      byHostile: by.isHostile,
      at: world.clock.now(),
    });
  }
};

const changeKeepers = async (world: World, by: Party, chance: Chance): Promise<void> => {
  const target = chance.pick(world.parties.filter(({ first }) => first !== null));
  const kind = chance.pick(['appoint', 'appoint', 'retire', 'role'] as const);
  const { member } = target;
  if (kind === 'retire') world.truth.hasRemovals = true;
  if (kind === 'appoint') world.truth.keepers.add(member);
  await world.change(by, `${kind} ${target.name}`, (vault) =>
    vault.state(kind === 'role' ? { kind, member, role: 'Liaison SPO' } : { kind, member }),
  );
};

const makeSection = async (world: World, by: Party, chance: Chance): Promise<void> => {
  if (world.sections.length >= 5) return;
  const member = chance.pick(world.parties.filter(({ first }) => first !== null)).member;
  await world.change(by, 'make a section', async (vault) => {
    const making = await vault.makeSection(`secondment/${chance.int(1_000)}`, [
      { member, access: 'write' },
    ]);
    if (making.state !== 'saved') return making;
    const at = world.clock.now();
    const { section } = making;
    world.sections.push(section);
    world.truth.given.push(
      { member, section, access: 'write', at },
      { member: by.member, section, access: 'write', at },
    );
    return making;
  });
};

const leaveOut = async (world: World, by: Party, chance: Chance): Promise<void> => {
  const letters = world.truth.acknowledged;
  if (letters.length === 0) return;
  const letter = chance.pick(letters);
  const held = by.engine?.replica().chains().get(`${letter.section} ${letter.author}`) ?? [];
  const shown = held.find(({ body }) => body === letter.body);
  if (shown === undefined) return;
  world.truth.leftOut.add(letter.id);
  await world.change(by, `leave out ${letter.body}`, (vault) =>
    vault.state({
      kind: 'leaveOut',
      section: letter.section,
      letters: [LetterId.parse(letter.id)],
    }),
  );
};

const letInSomeone = async (world: World, chance: Chance): Promise<void> => {
  const outside = world.parties.filter(({ first }) => first === null);
  const inviters = ready(world).filter((party) => isKeeperIn(party));
  if (outside.length === 0 || inviters.length === 0) return;
  const newcomer = chance.pick(outside);
  const own = ready(world).filter(({ member }) => member === newcomer.member);
  const inviter = chance.pick(own.length > 0 && chance.is(0.5) ? own : inviters);
  await world.admit(inviter, newcomer, chance.is(0.4), drawGrants(world, chance));
};

const meetAll = (world: World, chance: Chance, span: number): void => {
  for (const party of ready(world)) {
    world.clock.later(chance.int(span), () => {
      void party.engine?.meet().catch(() => undefined);
    });
  }
};

/** What the open notebook does by itself a while after the register changed. */
const handAll = (world: World): void => {
  for (const { isHostile, device, engine } of ready(world)) {
    if (isHostile || engine === null) continue;
    const register = engine.vault().register();
    if (register.currentEpoch === null && register.isKeeper(device.id)) {
      void engine.makeEpoch().catch(() => undefined);
    } else if (register.lacking.length > 0) {
      void engine.change('hand what lacks', (vault) => vault.handLacking()).catch(() => undefined);
    }
  }
};

const heal = async (world: World, chance: Chance): Promise<boolean> => {
  for (let round = 0; round < HEALING_ROUNDS; round += 1) {
    meetAll(world, chance, ROUND_MS / 2);
    await world.clock.run(world.clock.now() + ROUND_MS);
    if (difference(world) === null && lack(world) === null) return true;
    if (round % 3 === 2) handAll(world);
  }
  return false;
};

interface Counts {
  crashes: number;
  removals: number;
  hostileActs: number;
  writes: number;
}

/** Draws what happens at one moment and lets it happen; what it leads to goes on by itself. */
const happen = (
  world: World,
  chance: Chance,
  counts: Counts,
  actHostile: () => Promise<void>,
): Promise<unknown> => {
  const some = ready(world);
  if (some.length === 0) return Promise.resolve();
  const party = chance.pick(some);
  const honestKeepers = keepers(world).filter(({ isHostile }) => !isHostile || chance.is(0.3));
  const keeper = honestKeepers.length === 0 ? null : chance.pick(honestKeepers);
  const draw = chance.int(100);
  if (draw < 40) return writeSomething(world, party, chance);
  if (draw < 54) return party.engine?.meet() ?? Promise.resolve();
  if (draw < 60) {
    counts.crashes += 1;
    counts.writes += party.engine?.written() ?? 0;
    world.crash(party);
    world.clock.later(chance.int(3_000), () => {
      world.start(party);
    });
    return Promise.resolve();
  }
  if (draw < 65) return party.engine?.keepSnapshot() ?? Promise.resolve();
  if (draw < 68) {
    world.network.partition(chance.is(0.4) ? null : world.parties.map(() => chance.int(2)));
    return Promise.resolve();
  }
  if (draw < 70) {
    party.disk.isFull = !party.disk.isFull;
    return Promise.resolve();
  }
  if (draw < 75) return letInSomeone(world, chance);
  if (keeper === null) return Promise.resolve();
  if (draw < 79) {
    counts.removals += 1;
    return removeSomeone(world, keeper, chance);
  }
  if (draw < 83) return changeAccess(world, keeper, chance);
  if (draw < 85) return changeKeepers(world, keeper, chance);
  if (draw < 87) return makeSection(world, chance.is(0.7) ? keeper : party, chance);
  if (draw < 88) return leaveOut(world, keeper, chance);
  if (draw < 90) return world.change(party, 'hand what lacks', (vault) => vault.handLacking());
  counts.hostileActs += 1;
  return actHostile();
};

export const runSchedule = async ({
  seed,
  crypto,
  broken = 'none',
}: ScheduleOptions): Promise<Outcome> => {
  const chance = makeChance(seed);
  const settle = putCrypto(crypto, chance.fork());
  const people = drawPeople(chance);
  const hostile = chance.is(0.75) ? 1 + chance.int(people.length - 1) : null;
  const world = await makeWorld({
    chance: chance.fork(),
    settle,
    people,
    hostile,
    sectionCount: 2 + chance.int(2),
    broken,
  });
  const counts: Counts = { crashes: 0, removals: 0, hostileActs: 0, writes: 0 };
  await world.clock.run(500);

  // Some are let in before anything goes wrong.
  const early = 1 + chance.int(people.length - 1);
  for (const newcomer of world.parties.slice(1, 1 + early)) {
    const [founder] = world.parties;
    if (founder === undefined) break;
    void world.admit(founder, newcomer, chance.is(0.35), drawGrants(world, chance));
    await world.clock.run(world.clock.now() + 400);
  }

  const hostileParty = world.parties.find(({ isHostile }) => isHostile);
  const attacker = hostileParty === undefined ? null : makeHostile(world, hostileParty);
  const actHostile = async (): Promise<void> => attacker?.act();

  world.network.setFaults({
    drop: chance.pick([0, 0.05, 0.3]),
    duplicate: chance.pick([0, 0.05, 0.3]),
    delay: chance.pick([30, 300, 2_000]),
  });
  const steps = 12 + chance.int(36);
  const from = world.clock.now();
  for (let step = 0; step < steps; step += 1) {
    world.clock.later(chance.int(HORIZON_MS), () => {
      happen(world, chance, counts, actHostile).catch((error: unknown) => {
        world.fail(`a step threw ${String(error)}`);
      });
    });
  }
  let events = await world.clock.run(from + HORIZON_MS);

  world.network.partition(null);
  world.network.setFaults({ drop: 0, duplicate: 0, delay: 30 });
  for (const party of world.parties) {
    party.disk.isFull = false;
    world.start(party);
  }
  events += await world.clock.run(world.clock.now() + 4_000);
  await heal(world, chance);
  // Once more by everyone, under whatever keys there are now.
  for (const { party } of present(world)) {
    world.clock.later(chance.int(300), () => {
      void writeSomething(world, party, chance).catch(() => undefined);
    });
  }
  events += await world.clock.run(world.clock.now() + 600);
  await heal(world, chance);
  await judgeWorld(world);

  const register = present(world)[0]?.engine.vault().register();
  for (const { engine } of world.parties) counts.writes += engine?.written() ?? 0;
  return {
    seed,
    hash: hash('sha256', world.trace.join('\n'), 'hex'),
    failures: [...world.failures],
    trace: world.trace,
    figures: {
      devices: people.length,
      events,
      messages: world.network.sent(),
      letters: world.truth.acknowledged.length,
      statements: register?.statements.length ?? 0,
      ...counts,
    },
  };
};
