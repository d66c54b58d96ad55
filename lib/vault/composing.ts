/** What this device would say to change who reads and writes, with the keys that have to go along. */
import { handOver, type NamedEpoch, nameEpoch, type Portion } from './hands';
import type { DeviceId, KeyId, MemberId, NotebookId, SectionId } from './ids';
import type { Random } from './keys';
import { type Epoch, makeSectionKey, type SectionKey } from './keyring';
import type { OpenKeyring } from './open-keyring';
import type { Register, RegisterDevice } from './register';
import {
  type Access,
  type Admission,
  LARGEST_PAYLOAD,
  NO_KEYS,
  type Saying,
  sectionIdOf,
  type Spoken,
} from './statement';
import { MOST_LACKING } from './payload';
import { sortVector, type Vector } from './vector';

/** Who speaks, and what this vault knows. */
export interface Speaker {
  readonly notebook: NotebookId;
  readonly device: DeviceId;
  readonly register: Register;
  readonly keys: OpenKeyring;
  readonly vector: Vector;
  /** The ends of these devices' chains as they are held, beyond any bound. */
  readonly heldVector: (devices: ReadonlySet<DeviceId>) => Vector;
  readonly random: Random;
}

export type Composing =
  | { readonly state: 'composed'; readonly saying: Spoken }
  | { readonly state: 'not here' };

const NOT_HERE: Composing = { state: 'not here' };

/** Roughly what a key takes in a statement: inside a bundle and by name. */
const BYTES = {
  keyInBundle: 52,
  epochInBundle: 44,
  bundle: 96,
  cutoff: 88,
  rest: 32 * 1024,
} as const;

const present = (register: Register): readonly RegisterDevice[] =>
  register.members.flatMap(({ devices }) => devices);

const devicesOf = (register: Register, member: MemberId): readonly RegisterDevice[] =>
  register.members.find((one) => one.member === member)?.devices ?? [];

const isHere = (register: Register, member: MemberId): boolean =>
  register.members.some((one) => one.member === member);

const nextEpoch = async ({ register, random }: Speaker): Promise<NamedEpoch> => {
  const numbers = register.epochs.map(({ number }) => number);
  return nameEpoch({ number: Math.max(0, ...numbers) + 1, secret: random(32) });
};

/** The keys of a section that the register knows and this device holds. */
const heldKeysOf = ({ register, keys }: Speaker, section: SectionId): readonly SectionKey[] => {
  const named = new Set(register.keysOf(section).map(({ keyId }) => keyId));
  return keys.keysOf(section).filter(({ keyId }) => named.has(keyId));
};

const heldEpochs = ({ register, keys }: Speaker): readonly NamedEpoch[] =>
  register.epochs.flatMap((epoch) => keys.epochNamed(epoch)?.named ?? []);

/** Makes a key for each of these sections and hands it to its readers, as far as one statement carries. */
const newKeys = async (
  { random }: Speaker,
  sections: readonly { readonly section: SectionId; readonly readers: readonly DeviceId[] }[],
  room: number,
): Promise<ReadonlyMap<DeviceId, readonly SectionKey[]>> => {
  const portions = new Map<DeviceId, SectionKey[]>();
  let left = room;
  for (const { section, readers } of sections) {
    left -= BYTES.keyInBundle * (readers.length + 1);
    // The others get their key from whoever writes there next.
    if (left < 0) break;
    const key = await makeSectionKey(section, random);
    for (const reader of readers) {
      const portion = portions.get(reader) ?? [];
      portion.push(key);
      portions.set(reader, portion);
    }
  }
  return portions;
};

const roomFor = (bundles: number, cutoffs: number): number =>
  LARGEST_PAYLOAD -
  BYTES.rest -
  bundles * (BYTES.bundle + BYTES.epochInBundle) -
  cutoffs * BYTES.cutoff;

/** Whether this device may make a new key of a section. */
const mayWrite = ({ register, device }: Speaker, section: SectionId): boolean =>
  register.accessOf(device, section) === 'write';

export const composeRemoval = async (
  speaker: Speaker,
  {
    members,
    devices,
  }: { readonly members: readonly MemberId[]; readonly devices: readonly DeviceId[] },
): Promise<Composing> => {
  const { notebook, register, vector } = speaker;
  const isKnown =
    members.every((member) => isHere(register, member)) &&
    devices.every((device) => register.wasDevice(device) !== null) &&
    members.length + devices.length > 0;
  if (!isKnown) return NOT_HERE;
  const going = new Set<DeviceId>([
    ...devices,
    ...members.flatMap((member) => devicesOf(register, member).map(({ id }) => id)),
  ]);
  // Who is out already is named again so that more of theirs counts: a bound that somebody set too low is raised.
  const gone = new Set([...going].filter((device) => !register.isDevice(device)));
  const cutoffs = sortVector([
    ...vector.filter(({ device }) => going.has(device) && !gone.has(device)),
    ...speaker.heldVector(gone),
  ]);
  const said = { kind: 'remove', members, devices, cutoffs } as const;
  // Who goes does not make the keys of those who stay: a keeper makes them at the next write.
  if (going.has(speaker.device) || gone.size === going.size)
    return { state: 'composed', saying: { ...said, hands: NO_KEYS } };
  const staying = present(register).filter(({ id }) => !going.has(id));
  // Only a keeper may make an epoch; after another's removal of their own device a keeper's next write makes it.
  const epochs = register.isKeeper(speaker.device) ? [await nextEpoch(speaker)] : [];
  const sections = register.sections
    .map(({ section }) => section)
    .filter((section) => mayWrite(speaker, section))
    .filter((section) => [...going].some((device) => register.accessOf(device, section) !== null));
  const keys = await newKeys(
    speaker,
    sections.map((section) => ({
      section,
      readers: staying
        .filter(({ id }) => register.accessOf(id, section) !== null)
        .map(({ id }) => id),
    })),
    roomFor(staying.length, cutoffs.length),
  );
  const hands = await handOver(
    notebook,
    staying.map(({ id, exchangeKey }) => ({
      device: id,
      exchangeKey,
      epochs,
      keys: keys.get(id) ?? [],
    })),
  );
  return { state: 'composed', saying: { ...said, hands } };
};

export const composeWithdrawal = async (
  speaker: Speaker,
  { member, section }: { readonly member: MemberId; readonly section: SectionId },
): Promise<Composing> => {
  const { notebook, register, vector } = speaker;
  if (!isHere(register, member) || !register.sections.some((one) => one.section === section)) {
    return NOT_HERE;
  }
  const going = new Set(devicesOf(register, member).map(({ id }) => id));
  const cutoffs = vector.filter((end) => end.section === section && going.has(end.device));
  const said = { kind: 'withdraw', member, section, cutoffs } as const;
  if (going.has(speaker.device) || !mayWrite(speaker, section)) {
    return { state: 'composed', saying: { ...said, hands: NO_KEYS } };
  }
  const readers = register.readersOf(section).filter(({ id }) => !going.has(id));
  const keys = await newKeys(
    speaker,
    [{ section, readers: readers.map(({ id }) => id) }],
    roomFor(readers.length, cutoffs.length),
  );
  const hands = await handOver(notebook, portionsOf(readers, keys));
  return { state: 'composed', saying: { ...said, hands } };
};

const portionsOf = (
  devices: readonly RegisterDevice[],
  keys: ReadonlyMap<DeviceId, readonly SectionKey[]>,
): readonly Portion[] =>
  devices.map(({ id, exchangeKey }) => ({
    device: id,
    exchangeKey,
    epochs: [],
    keys: keys.get(id) ?? [],
  }));

export const composeGrant = async (
  speaker: Speaker,
  {
    member,
    section,
    access,
  }: { readonly member: MemberId; readonly section: SectionId; readonly access: Access },
): Promise<Composing> => {
  const { notebook, register } = speaker;
  if (!isHere(register, member) || !register.sections.some((one) => one.section === section)) {
    return NOT_HERE;
  }
  const audiences = new Map(
    register.keysOf(section).map(({ keyId, audience }) => [keyId, audience]),
  );
  const held = heldKeysOf(speaker, section);
  const devices = devicesOf(register, member);
  const hands = await handOver(
    notebook,
    fitting(
      devices.map(({ id, exchangeKey }) => ({
        device: id,
        exchangeKey,
        epochs: [],
        keys: held.filter(({ keyId }) => audiences.get(keyId)?.has(id) !== true),
      })),
    ),
  );
  return { state: 'composed', saying: { kind: 'grant', member, section, access, hands } };
};

export const composeSection = async (
  speaker: Speaker,
  purpose: string,
  grants: readonly { readonly member: MemberId; readonly access: Access }[],
): Promise<Composing> => {
  const { notebook, register, random, device } = speaker;
  const own = register.memberOf(device);
  if (own === null || !grants.every(({ member }) => isHere(register, member))) return NOT_HERE;
  const nonce = random(16);
  const section = await sectionIdOf(notebook, device, nonce);
  const others = grants.filter(({ member }) => member !== own);
  const readers = [own, ...others.map(({ member }) => member)].flatMap((member) =>
    devicesOf(register, member),
  );
  const keys = await newKeys(
    speaker,
    [{ section, readers: readers.map(({ id }) => id) }],
    roomFor(readers.length, 0),
  );
  const hands = await handOver(notebook, portionsOf(readers, keys));
  return {
    state: 'composed',
    saying: { kind: 'section', section, nonce, purpose, grants: others, hands },
  };
};

/** As much of the portions as one statement carries; what is left over is lacking, and handed later. */
const fitting = (portions: readonly Portion[]): readonly Portion[] => {
  let left = LARGEST_PAYLOAD - BYTES.rest;
  return portions.map((portion) => {
    left -= BYTES.bundle;
    const epochs = portion.epochs.slice(
      0,
      Math.max(0, Math.floor(left / (2 * BYTES.epochInBundle))),
    );
    left -= epochs.length * 2 * BYTES.epochInBundle;
    const keys = portion.keys.slice(0, Math.max(0, Math.floor(left / (2 * BYTES.keyInBundle))));
    left -= keys.length * 2 * BYTES.keyInBundle;
    return { ...portion, epochs, keys };
  });
};

export const composeAdmission = async (
  speaker: Speaker,
  admitting: Omit<Admission, 'kind' | 'hands'>,
): Promise<Composing> => {
  const { notebook, register } = speaker;
  const isOwn = register.memberOf(speaker.device) === admitting.member;
  const inherited = register.sections.filter(
    ({ section }) => isOwn && register.accessOf(speaker.device, section) !== null,
  );
  const sections = new Set<SectionId>(
    [...admitting.grants, ...inherited].map(({ section }) => section),
  );
  const hands = await handOver(
    notebook,
    fitting([
      {
        device: admitting.device,
        exchangeKey: admitting.exchangeKey,
        // The newest first: were they too many, the oldest could wait.
        epochs: heldEpochs(speaker).toReversed(),
        keys: [...sections].flatMap((section) => heldKeysOf(speaker, section)),
      },
    ]),
  );
  return { state: 'composed', saying: { ...admitting, kind: 'admit', hands } };
};

/** Keys that others lack and this device holds and may hand on; null when there are none. */
export const composeHanding = async (speaker: Speaker): Promise<Spoken | null> => {
  const { notebook, register, keys, device } = speaker;
  const portions = new Map<DeviceId, { epochs: NamedEpoch[]; keys: SectionKey[] }>();
  const own = register.device(device);
  if (own === null) return null;
  for (const lacking of register.lacking) {
    if (lacking.device === device) continue;
    const portion = portions.get(lacking.device) ?? { epochs: [], keys: [] };
    portions.set(lacking.device, portion);
    if (lacking.epoch !== null) {
      const epoch = keys.epochNamed({ number: lacking.epoch, keyId: lacking.keyId });
      if (epoch !== null) portion.epochs.push(epoch.named);
    } else if (lacking.section !== null && register.accessOf(device, lacking.section) !== null) {
      const { section, keyId } = lacking;
      const key = keys.keysOf(section).find((one) => one.keyId === keyId);
      if (key !== undefined) portion.keys.push(key);
    }
  }
  const filled = [...portions].flatMap(([id, portion]): readonly Portion[] => {
    const to = register.device(id);
    const isEmpty = portion.epochs.length + portion.keys.length === 0;
    return to === null || isEmpty ? [] : [{ device: id, exchangeKey: to.exchangeKey, ...portion }];
  });
  if (filled.length === 0) return null;
  return { kind: 'hand', hands: await handOver(notebook, fitting(filled)) };
};

/** So often a device says of one key that it does not open: whoever answers may lie as well. */
const MOST_LACKS = 3;

/** The keys that were handed to this device and do not open, unless it has said so of late; null when there are none. */
export const composeLack = (
  { register, keys, device }: Pick<Speaker, 'register' | 'keys' | 'device'>,
  said: readonly Saying[],
): Spoken | null => {
  const times = (keyId: KeyId): number =>
    said.filter(
      (one) =>
        one.kind === 'lack' &&
        (one.epochs.includes(keyId) || one.keys.some((key) => key.keyId === keyId)),
    ).length;
  const bundles = register.isDevice(device) ? register.bundlesFor(device) : [];
  const known = new Set(register.epochs.map(({ keyId }) => keyId));
  const closedEpochs = bundles
    .flatMap(({ epochs }) => epochs)
    .filter((epoch) => known.has(epoch.keyId) && !keys.hasEpoch(epoch));
  const closedKeys = bundles
    .flatMap((bundle) => bundle.keys)
    .filter((key) => register.accessOf(device, key.section) !== null && !keys.hasKey(key));
  if (closedEpochs.length + closedKeys.length === 0) return null;
  const lacking = new Set(
    register.lacking.flatMap((one) => (one.device === device ? one.keyId : [])),
  );
  const isNew = (keyId: KeyId): boolean => !lacking.has(keyId) && times(keyId) < MOST_LACKS;
  const epochs = [...new Set(closedEpochs.map(({ keyId }) => keyId))].filter(isNew);
  const open = new Map(closedKeys.map((key) => [`${key.section} ${key.keyId}`, key]));
  const sectionKeys = [...open.values()].filter(({ keyId }) => isNew(keyId));
  if (epochs.length + sectionKeys.length === 0) return null;
  return {
    kind: 'lack',
    epochs: epochs.slice(0, MOST_LACKING),
    keys: sectionKeys.slice(0, MOST_LACKING),
  };
};

/** A first clean key for each of these sections, and an epoch if there has to be one. */
export const composeKeys = async (
  speaker: Speaker,
  {
    sections,
    isNewEpoch,
  }: { readonly sections: readonly SectionId[]; readonly isNewEpoch: boolean },
): Promise<{
  readonly saying: Spoken;
  readonly epochs: readonly Epoch[];
  readonly keys: readonly SectionKey[];
}> => {
  const { notebook, register } = speaker;
  const epochs = isNewEpoch ? [await nextEpoch(speaker)] : [];
  const everyone = present(register);
  const keys = await newKeys(
    speaker,
    sections.map((section) => ({
      section,
      readers: register.readersOf(section).map(({ id }) => id),
    })),
    roomFor(everyone.length, 0),
  );
  const hands = await handOver(
    notebook,
    portionsOf(everyone, keys).map((portion) => ({ ...portion, epochs })),
  );
  return {
    saying: { kind: 'hand', hands },
    epochs: epochs.map(({ number, secret }) => ({ number, secret })),
    keys: [...(keys.get(speaker.device) ?? [])],
  };
};
