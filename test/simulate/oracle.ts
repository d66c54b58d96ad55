/** What must hold after healing, whatever happened before it: asked of what the devices show, against what truly happened. */
import { toHex } from '@/lib/parse/bytes';
import type { DeviceId } from '@/lib/vault/ids';
import type { Register } from '@/lib/vault/register';
import type { Bytes } from '@/lib/vault/keys';
import { writeVector } from '@/lib/vault/vector';

import { type Engine, plantKeyring } from './engine';
import { type Acknowledged, type KeyStory, type Party, partyOf, type World } from './world';

interface Running {
  readonly party: Party;
  readonly engine: Engine;
}

/** Honest devices that run and are in their own register: those who must agree. */
export const present = ({ parties }: World): readonly Running[] =>
  parties.flatMap((party) => {
    const { engine, device, isHostile } = party;
    if (isHostile || engine === null || !engine.isReady()) return [];
    return engine.vault().register().isDevice(device.id) ? [{ party, engine }] : [];
  });

const registerParts = (register: Register): Readonly<Record<string, string>> => {
  const members = register.members.map(({ member, devices, isKeeper, grants, role }) => [
    member,
    devices.map(({ id }) => id),
    isKeeper,
    role,
    [...grants].map(([section, access]) => `${section} ${access}`).toSorted(),
  ]);
  const everyone = [
    ...register.members.flatMap(({ devices }) => devices.map(({ id }) => id)),
    ...register.removed.map(({ device }) => device),
  ].toSorted();
  const cutoffs = register.sections.map(({ section }) =>
    everyone.map((device) => register.cutoff(device, section)),
  );
  return {
    heads: JSON.stringify(register.heads),
    statements: JSON.stringify(register.statements.length),
    members: JSON.stringify(members),
    everyone: JSON.stringify(everyone),
    sections: JSON.stringify(register.sections),
    bounds: JSON.stringify(cutoffs),
    epoch: JSON.stringify(register.currentEpoch),
    keys: JSON.stringify(register.sections.map(({ section }) => register.writingKeys(section))),
    'left out': JSON.stringify([...register.leftOut].toSorted()),
  };
};

const pairsOf = (running: readonly Running[]): readonly (readonly [Running, Running])[] => {
  const [first, ...rest] = running;
  return first === undefined ? [] : rest.map((other) => [first, other]);
};

/**
 * Where somebody counts on an honest device that knows itself to be out; null when all have heard. Such a device is no
 * more among those who must agree, and only they are compared: without this whoever is left alone agrees with nobody.
 */
const unheard = (world: World): string | null => {
  const running = present(world);
  const gone = world.parties.filter(
    ({ engine, isHostile }) =>
      !isHostile && engine?.isReady() === true && !running.some((one) => one.engine === engine),
  );
  for (const { party, engine } of running) {
    const other = gone.find(({ device }) => engine.vault().register().isDevice(device.id));
    if (other !== undefined) return `${party.name} has not heard that ${other.name} is out`;
  }
  return null;
};

/** Where two devices that must agree do not; null when all do. */
export const difference = (world: World): string | null => {
  const running = present(world);
  const news = unheard(world);
  if (news !== null) return news;
  for (const [a, b] of pairsOf(running)) {
    const names = `${a.party.name} and ${b.party.name}`;
    const [one, other] = [a.engine.vault(), b.engine.vault()];
    if (toHex(writeVector(one.vector())) !== toHex(writeVector(other.vector()))) {
      return `${names} hold different letters`;
    }
    const [here, there] = [registerParts(one.register()), registerParts(other.register())];
    for (const [what, value] of Object.entries(here)) {
      if (there[what] !== value)
        return `${names} have different ${what}: ${value} and ${there[what]}`;
    }
    const both = one
      .register()
      .sections.map(({ section }) => section)
      .filter((section) => [one, other].every((vault) => vault.holdsKeyOf(section)))
      .filter((section) =>
        [a, b].every(({ party }) => one.register().accessOf(party.device.id, section) !== null),
      );
    if (a.engine.replica().text(both) !== b.engine.replica().text(both)) {
      return `${names} show different letters`;
    }
  }
  return null;
};

/** Keys that someone should hold and does not; null when nothing lacks. */
export const lack = (world: World): string | null => {
  for (const { party, engine } of present(world)) {
    const vault = engine.vault();
    const register = vault.register();
    if (register.currentEpoch === null) {
      // Only a keeper makes one, and the only keeper may be the hostile one.
      const hasKeeper = present(world).some((other) => register.isKeeper(other.party.device.id));
      if (!hasKeeper) continue;
      return `${party.name} has no epoch to live in`;
    }
    const epoch = register.currentEpoch;
    if (vault.epoch()?.number !== epoch.number) {
      // A hostile keeper can name an epoch whose secret it hands to nobody: the others stay where they are.
      const isHeld = present(world).some(
        ({ engine: other }) => other.vault().epoch()?.number === epoch.number,
      );
      if (!isHeld) continue;
      return `${party.name} is in epoch ${vault.epoch()?.number} of ${register.currentEpoch.number}`;
    }
    for (const { device, section, keyId } of register.lacking) {
      if (device !== party.device.id || section === null) continue;
      const isHeld = present(world).some(({ party: other, engine: of }) => {
        const reads = register.accessOf(other.device.id, section) !== null;
        return reads && of.keyring().sectionKeys.some((key) => key.keyId === keyId);
      });
      if (isHeld) return `${party.name} lacks key ${keyId.slice(0, 6)}, which another holds`;
    }
    for (const { section } of register.sections) {
      const reads = register.accessOf(party.device.id, section) !== null;
      if (reads && !vault.holdsKeyOf(section)) {
        // Keys that no honest reader who remains holds cannot be handed on: who no longer reads may not.
        const isHeld = present(world).some(
          (other) =>
            register.accessOf(other.party.device.id, section) !== null &&
            other.engine.vault().holdsKeyOf(section),
        );
        if (isHeld) return `${party.name} has no key of section ${section.slice(0, 4)}`;
      }
    }
  }
  return null;
};

const isInGoodStanding = (world: World, register: Register, letter: Acknowledged): boolean => {
  const { truth } = world;
  const author = partyOf(world, letter.author);
  if (author === null || !register.isDevice(letter.author)) return false;
  if (register.accessOf(letter.author, letter.section) !== 'write') return false;
  return !truth.bounds.some(
    ({ device, section }) =>
      device === letter.author && (section === null || section === letter.section),
  );
};

/** Every letter that was called saved, by a member who was never bounded, is on every device that reads there. */
const checkAcknowledged = (world: World): void => {
  const running = present(world);
  for (const letter of world.truth.acknowledged) {
    for (const { party, engine } of running) {
      const register = engine.vault().register();
      if (!isInGoodStanding(world, register, letter)) continue;
      if (world.truth.leftOut.size > 0 && isBehindLeftOut(world, letter)) continue;
      if (register.accessOf(party.device.id, letter.section) === null) continue;
      if (!engine.vault().holdsKeyOf(letter.section)) continue;
      const chain = engine.replica().chains().get(`${letter.section} ${letter.author}`) ?? [];
      const there = chain.find(({ seq }) => seq === letter.seq);
      if (there?.body !== letter.body) {
        world.fail(`${party.name} lacks ${letter.body}, which was saved (has ${there?.body})`);
      }
    }
  }
};

/** Nobody falls out of a notebook in which nothing was taken from anyone. */
const checkStanding = (world: World): void => {
  if (world.truth.hasRemovals) return;
  for (const { engine } of present(world)) {
    for (const { first, device, name } of world.parties) {
      if (first !== null && !engine.vault().register().isDevice(device.id)) {
        world.fail(`${name} is out, and nobody removed anyone`);
      }
    }
  }
};

const isBehindLeftOut = ({ truth }: World, letter: Acknowledged): boolean =>
  truth.acknowledged.some(
    (other) =>
      truth.leftOut.has(other.id) &&
      other.author === letter.author &&
      other.section === letter.section &&
      other.seq <= letter.seq,
  );

/** A section that a crash left made, and nobody was told of: who may read it was not noted. */
const isUntold = ({ sections }: World, section: string): boolean =>
  !sections.some((known) => known === section);

/** Nothing is shown that its author might not write, or beyond what counted when the author lost the right. */
const checkAuthors = (world: World): void => {
  const { truth } = world;
  for (const { party, engine } of present(world)) {
    const register = engine.vault().register();
    for (const [name, chain] of engine.replica().chains()) {
      const [section = '', author = ''] = name.split(' ');
      const last = chain.at(-1);
      if (last === undefined || isUntold(world, section)) continue;
      const writer = partyOf(world, author);
      if (writer === null) {
        checkStranger(world, party, register, section, author);
        continue;
      }
      const mayEver = truth.given.some(
        (given) =>
          given.member === writer.member && given.section === section && given.access === 'write',
      );
      if (!mayEver)
        world.fail(`${party.name} shows letters of ${writer.name}, who may not write there`);
      if (!writer.isHostile) {
        for (const { body } of chain) {
          const truly = body === null ? null : truth.written.get(body);
          if (truly !== null && (truly?.author !== author || truly.section !== section)) {
            world.fail(`${party.name} shows ${body} as a letter of ${writer.name}`);
          }
        }
      }
      checkBound(world, party, register, writer, section, last.seq);
    }
  }
};

/** A device that only the hostile one can have let in: as one of its own person, or as a keeper. */
const checkStranger = (
  { truth, parties, fail }: World,
  party: Party,
  register: Register,
  section: string,
  author: string,
): void => {
  const entry = register.wasDevice(author);
  const hostile = parties.find(({ isHostile }) => isHostile);
  const mayLetIn =
    hostile !== undefined &&
    entry !== null &&
    (entry.member === hostile.member || truth.keepers.has(hostile.member));
  const mayWrite = truth.given.some(
    (given) =>
      given.member === hostile?.member && given.section === section && given.access === 'write',
  );
  if (!mayLetIn || !mayWrite) fail(`${party.name} shows letters of a device that nobody let in`);
};

const checkBound = (
  { truth, fail }: World,
  party: Party,
  register: Register,
  writer: Party,
  section: string,
  lastSeq: number,
): void => {
  if (register.isDevice(writer.device.id)) return;
  const removals = truth.bounds.filter(
    ({ device, section: only }) =>
      device === writer.device.id && (only === null || only === section),
  );
  if (removals.length === 0 || removals.some(({ byHostile }) => byHostile)) return;
  const most = Math.max(
    ...removals.map(({ seqs }) =>
      Math.max(0, ...[...seqs].flatMap(([of, seq]) => (of === section ? [seq] : []))),
    ),
  );
  if (lastSeq > most) {
    const bound = register.cutoff(writer.device.id, section);
    fail(
      `${party.name} shows letter ${lastSeq} of ${writer.name}, removed at ${most} (bound ${bound} in ${section})`,
    );
  }
};

/**
 * Whether a device that the writer knew to be out may have come by the key of the letter all the same: somebody else
 * who held it knew, then or later, that the device may read there. What took its access away was void, it was given
 * access again, or whoever handed it the key had not heard of its going. A key that it had already, as far as its
 * maker or the writer knew, was not to be written under.
 */
export const mayHaveKey = (
  story: KeyStory,
  { author, at }: Pick<Acknowledged, 'author' | 'at'>,
  device: DeviceId,
): boolean => {
  const byWriter = story.handable.get(`${author} ${device}`);
  if (story.madeFor.has(device) || (byWriter !== undefined && byWriter <= at)) return false;
  return [...story.handable.keys()].some((name) => {
    const [holder, reader] = name.split(' ');
    return reader === device && holder !== device;
  });
};

/** Nobody was given a body of a section that nobody gave them, nor one written after they were known to be out. */
const checkBodies = (world: World): void => {
  const { truth } = world;
  const letters = new Map(truth.acknowledged.map((letter) => [letter.body, letter]));
  for (const party of world.parties) {
    for (const body of truth.shown.get(party.device.id) ?? []) {
      const written = truth.written.get(body);
      if (written === undefined || isUntold(world, written.section)) continue;
      const given = truth.given.filter(
        ({ member, section }) => member === party.member && section === written.section,
      );
      if (given.length === 0) world.fail(`${party.name} was given ${body}, which it may not read`);
      const letter = letters.get(body);
      // What a device wrote it knows: that it took itself for out tells nobody anything.
      if (written.author === party.device.id) continue;
      if (letter?.excluded.has(party.device.id) !== true) continue;
      const story = truth.keys.get(letter.keyId);
      if (story === undefined || !mayHaveKey(story, letter, party.device.id)) {
        world.fail(`${party.name} was given ${body}, written after it was out`);
      }
    }
  }
};

/** Hands to whoever is hostile or out everything that was ever on the way, as someone who taps every wire would have. */
const tap = async (world: World): Promise<void> => {
  const all = new Map<string, Bytes>();
  for (const { engine } of present(world)) {
    for (const [name, cover] of engine.logOf()) all.set(name, cover);
  }
  for (const { party, engine } of world.parties.flatMap((party) =>
    party.engine?.isReady() === true ? [{ party, engine: party.engine }] : [],
  )) {
    const isOut = !engine.vault().register().isDevice(party.device.id);
    if (party.isHostile || isOut) engine.overhear([...all.values()]);
  }
  await world.clock.run(world.clock.now() + 2_000);
};

/** Whoever is out starts again with every key of those who stayed. */
const leakKeys = async (world: World): Promise<void> => {
  const [first, ...others] = present(world).map(({ engine }) => engine.keyring());
  if (first === undefined) return;
  const all = [first, ...others];
  const leaked = {
    ...first,
    epochs: [
      ...new Map(all.flatMap(({ epochs }) => epochs.map((one) => [one.number, one]))).values(),
    ],
    sectionKeys: [
      ...new Map(
        all.flatMap(({ sectionKeys }) => sectionKeys.map((one) => [one.keyId, one])),
      ).values(),
    ],
  };
  for (const party of world.parties) {
    if (party.engine?.isReady() !== true) continue;
    if (party.engine.vault().register().isDevice(party.device.id)) continue;
    world.crash(party);
    plantKeyring(party.disk, leaked);
    world.start(party);
  }
  await world.clock.run(world.clock.now() + 2_000);
};

export const judgeWorld = async (world: World): Promise<void> => {
  const different = difference(world);
  if (different !== null) world.fail(`after healing ${different}`);
  const lacking = lack(world);
  if (lacking !== null) world.fail(`after healing ${lacking}`);
  await checkReadings(world);
  checkAcknowledged(world);
  checkStanding(world);
  checkAuthors(world);
  if (world.broken === 'whoever is out finds the keys') await leakKeys(world);
  await tap(world);
  checkBodies(world);
};

/** What was reported piece by piece is what reading everything gives. */
const checkReadings = async (world: World): Promise<void> => {
  for (const { engine } of present(world)) engine.compareWithReading();
  await world.clock.run(world.clock.now() + 2_000);
};
