/** Who has which right where in the register: a right is given by a statement that stands, and ended by a removal. */
import type { DeviceId, InvitationId, MemberId, SectionId, StatementId } from './ids';
import type { Bytes } from './keys';
import type { Order } from './register-order';
import type { Access, DeviceKind, Removal, Retirement, Saying, Withdrawal } from './saying';

/** A device as the statement that let it in has it. `at` is the place of that statement. */
export interface LetIn {
  readonly at: number;
  readonly device: DeviceId;
  readonly member: MemberId;
  readonly exchangeKey: Bytes;
  readonly deviceKind: DeviceKind;
  /** Null for the founder's device. */
  readonly admittedBy: DeviceId | null;
  readonly invitation: InvitationId | null;
  /** Itself, and the devices of the same member through which it was let in, nearest first: what they have, it has. */
  readonly lineage: readonly DeviceId[];
}

export interface Given {
  readonly at: number;
  readonly access: Access;
}

export interface Made {
  readonly at: number;
  readonly maker: MemberId;
  readonly purpose: string;
}

/** What the statements that stand have brought about, whether or not it was ended. Places are in ascending order. */
export interface Facts {
  readonly devices: Map<DeviceId, LetIn>;
  readonly devicesOf: Map<MemberId, LetIn[]>;
  /** Where each member was made a keeper. */
  readonly keepers: Map<MemberId, number[]>;
  readonly roles: Map<MemberId, string>;
  /** By device and section, see {@link pairOf}: a device that was not there when a right was given does not have it. */
  readonly grants: Map<string, Given[]>;
  readonly sections: Map<SectionId, Made>;
  readonly checkpoints: Map<StatementId, { readonly at: number; readonly section: SectionId }>;
  readonly holds: Map<SectionId, { readonly at: number; readonly isOn: boolean }[]>;
  /** What can be used once, and was: invitations by the device that issued them, and recovery codes. */
  readonly usedInvitations: Map<DeviceId, Set<InvitationId>>;
  readonly usedCodes: Set<DeviceId>;
}

/** The removals that count, by what they end. */
export interface Endings {
  readonly devices: ReadonlyMap<DeviceId, readonly number[]>;
  readonly members: ReadonlyMap<MemberId, readonly number[]>;
  readonly keepers: ReadonlyMap<MemberId, readonly number[]>;
  /** By member and section. */
  readonly grants: ReadonlyMap<string, readonly number[]>;
}

export type Ending = Removal | Retirement | Withdrawal;

export const pairOf = (id: MemberId | DeviceId, section: string): string => `${id} ${section}`;

export const isEnding = (saying: Saying): saying is Ending =>
  saying.kind === 'remove' || saying.kind === 'retire' || saying.kind === 'withdraw';

export const noFacts = (): Facts => ({
  devices: new Map(),
  devicesOf: new Map(),
  keepers: new Map(),
  roles: new Map(),
  grants: new Map(),
  sections: new Map(),
  checkpoints: new Map(),
  holds: new Map(),
  usedInvitations: new Map(),
  usedCodes: new Set(),
});

export const addTo = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
};

/** The removals at these places, by what they end. */
export const endingsFrom = (
  endings: Iterable<{ readonly at: number; readonly saying: Ending }>,
): Endings => {
  const devices = new Map<DeviceId, number[]>();
  const members = new Map<MemberId, number[]>();
  const keepers = new Map<MemberId, number[]>();
  const grants = new Map<string, number[]>();
  for (const { at, saying } of endings) {
    if (saying.kind === 'retire') addTo(keepers, saying.member, at);
    else if (saying.kind === 'withdraw') addTo(grants, pairOf(saying.member, saying.section), at);
    else {
      for (const device of saying.devices) addTo(devices, device, at);
      for (const member of saying.members) addTo(members, member, at);
    }
  }
  return { devices, members, keepers, grants };
};

const withPlaces = <K>(
  places: ReadonlyMap<K, readonly number[]>,
  keys: readonly K[],
  at: number,
): ReadonlyMap<K, readonly number[]> => {
  if (keys.length === 0) return places;
  const more = new Map(places);
  for (const key of keys) more.set(key, [...(places.get(key) ?? []), at]);
  return more;
};

/** The same and one more removal; what is handed in stays as it is. */
export const withEnding = (endings: Endings, saying: Ending, at: number): Endings => {
  if (saying.kind === 'retire') {
    return { ...endings, keepers: withPlaces(endings.keepers, [saying.member], at) };
  }
  if (saying.kind === 'withdraw') {
    const pair = pairOf(saying.member, saying.section);
    return { ...endings, grants: withPlaces(endings.grants, [pair], at) };
  }
  return {
    ...endings,
    devices: withPlaces(endings.devices, saying.devices, at),
    members: withPlaces(endings.members, saying.members, at),
  };
};

/** Rights as they are at one place: as its ancestors show them, less what was ended without its having been seen. */
export interface Rights {
  readonly isIn: (device: DeviceId, at: number) => boolean;
  /** The same by the ancestors of that place alone, whatever was ended beside it. */
  readonly wasIn: (device: DeviceId, at: number) => boolean;
  /** Whether a device might read a section by the ancestors of that place alone. */
  readonly mightRead: (device: DeviceId, section: string, at: number) => boolean;
  /** The removals that ended a device, in order. */
  readonly endingsOfDevice: (device: DeviceId, at: number) => readonly number[];
  /** The removals that ended a grant, in order. */
  readonly endingsOfGrant: (
    member: MemberId,
    section: string,
    given: number,
    at: number,
  ) => readonly number[];
  /** The place of the earliest statement by which a member is a keeper; null for who is none. */
  readonly keeperSince: (member: MemberId, at: number) => number | null;
  /** What a device and those through which it was let in were granted. */
  readonly givenTo: (device: DeviceId, section: string) => readonly Given[];
  readonly access: (device: DeviceId, section: string, at: number) => Access | null;
  /** Whether a device decides who reads and writes a section: writes it, and its member is a keeper or the maker. */
  readonly decidesOn: (device: DeviceId, section: SectionId, at: number) => boolean;
  readonly isHeld: (section: SectionId, at: number) => boolean;
}

const NONE: readonly number[] = [];

/** Whether a removal ends also what was said beside it, or only what was said in knowledge of it. */
export type Reach = 'beside' | 'seen';

export const rightsFrom = (
  { hasSeen }: Pick<Order, 'hasSeen'>,
  facts: Facts,
  endings: Endings,
  reach: Reach = 'beside',
): Rights => {
  /** A removal ends nothing for what it had seen itself, nor for itself. */
  const countsAt = (ending: number, at: number): boolean =>
    reach === 'seen' ? hasSeen(at, ending) : ending !== at && !hasSeen(ending, at);
  /** What was given in knowledge of a removal is not ended by it. */
  const ends = (ending: number, given: number, at: number): boolean =>
    countsAt(ending, at) && !hasSeen(given, ending);
  const isKnown = (given: number, at: number): boolean => given === at || hasSeen(at, given);

  const endingsOfMember = (member: MemberId, given: number, at: number): readonly number[] =>
    endings.members.get(member)?.filter((ending) => ends(ending, given, at)) ?? NONE;

  const endingsOfDevice: Rights['endingsOfDevice'] = (device, at) => {
    const letIn = facts.devices.get(device);
    if (letIn === undefined) return NONE;
    // By its own name a device is out for ever; a person may be let in again.
    const own = endings.devices.get(device)?.filter((ending) => countsAt(ending, at)) ?? NONE;
    const all = endingsOfMember(letIn.member, letIn.at, at);
    if (own.length === 0) return all;
    return [...new Set([...own, ...all])].toSorted((a, b) => a - b);
  };

  const endingsOfGrant: Rights['endingsOfGrant'] = (member, section, given, at) => {
    const own =
      endings.grants.get(pairOf(member, section))?.filter((one) => ends(one, given, at)) ?? NONE;
    const all = endingsOfMember(member, given, at);
    return own.length === 0 ? all : [...own, ...all].toSorted((a, b) => a - b);
  };

  const keeperSince: Rights['keeperSince'] = (member, at) =>
    facts.keepers
      .get(member)
      ?.find(
        (given) =>
          isKnown(given, at) &&
          endings.keepers.get(member)?.some((ending) => ends(ending, given, at)) !== true &&
          endingsOfMember(member, given, at).length === 0,
      ) ?? null;

  const givenTo: Rights['givenTo'] = (device, section) => {
    const lineage = facts.devices.get(device)?.lineage ?? [];
    return lineage.flatMap((one) => facts.grants.get(pairOf(one, section)) ?? []);
  };

  const access: Rights['access'] = (device, section, at) => {
    const member = facts.devices.get(device)?.member;
    if (member === undefined) return null;
    const given = givenTo(device, section).filter(
      (one) => isKnown(one.at, at) && endingsOfGrant(member, section, one.at, at).length === 0,
    );
    if (given.length === 0) return null;
    return given.some((one) => one.access === 'write') ? 'write' : 'read';
  };

  const wasIn: Rights['wasIn'] = (device, at) => {
    const letIn = facts.devices.get(device);
    return (
      letIn !== undefined &&
      isKnown(letIn.at, at) &&
      !endingsOfDevice(device, at).some((ending) => hasSeen(at, ending))
    );
  };

  return {
    isIn: (device, at) => {
      const letIn = facts.devices.get(device);
      return (
        letIn !== undefined && isKnown(letIn.at, at) && endingsOfDevice(device, at).length === 0
      );
    },
    wasIn,
    mightRead: (device, section, at) => {
      const member = facts.devices.get(device)?.member;
      return (
        member !== undefined &&
        wasIn(device, at) &&
        givenTo(device, section).some(
          (one) =>
            isKnown(one.at, at) &&
            !endingsOfGrant(member, section, one.at, at).some((ending) => hasSeen(at, ending)),
        )
      );
    },
    endingsOfDevice,
    endingsOfGrant,
    keeperSince,
    givenTo,
    access,
    decidesOn: (device, section, at) => {
      const member = facts.devices.get(device)?.member;
      return (
        member !== undefined &&
        access(device, section, at) === 'write' &&
        (facts.sections.get(section)?.maker === member || keeperSince(member, at) !== null)
      );
    },
    isHeld: (section, at) => {
      const holds = facts.holds.get(section)?.filter((hold) => isKnown(hold.at, at)) ?? [];
      return holds.some(
        (on) => on.isOn && !holds.some((off) => !off.isOn && hasSeen(off.at, on.at)),
      );
    },
  };
};
