/** Views of people and devices: who is in, who is here, and the truth about who has what. */
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import { TWICE, twiceKey, type NewsItem } from './members-news';
import { partTitle } from './part-title';
import type {
  DeviceView,
  InvitationView,
  MyDevicesView,
  NewsView,
  PeopleView,
  PersonView,
  RemovedView,
  SyncView,
  ToldView,
  TwoCopiesView,
} from './views';
import { londonDay } from '@/lib/domain/calendar';
import { readStanding, type Person } from '@/lib/domain/people';
import type { Register, RegisterDevice } from '@/lib/vault/register';
import type { Vector } from '@/lib/vault/vector';

/** How many letters of `mine` another device is not known to have; null when nothing was heard of it. */
const lacks = (mine: Vector, me: string, theirs: Vector | null): number | null => {
  if (theirs === null) return null;
  return mine
    .filter(({ device }) => device === me)
    .reduce((sum, { section, device, seq }) => {
      const held = theirs.find((end) => end.section === section && end.device === device)?.seq ?? 0;
      return sum + Math.max(0, seq - held);
    }, 0);
};

/** Own letters that no other device is known to have. */
const nowhereElse = (notebook: OpenNotebook, me: string): number => {
  const mine = notebook.ownVector().filter(({ device }) => device === me);
  const others = [...notebook.others().values()].filter(({ device }) => device !== me);
  return mine.reduce((sum, { section, seq }) => {
    const most = Math.max(
      0,
      ...others.map(
        ({ vector }) =>
          vector.find((end) => end.section === section && end.device === me)?.seq ?? 0,
      ),
    );
    return sum + Math.max(0, seq - most);
  }, 0);
};

/** What the bar counts: "Up to date" is true only when everyone who is here has everything. */
const unsent = (notebook: OpenNotebook, me: string): number => {
  const mine = notebook.ownVector();
  const here = notebook.devicesHere().filter((device) => device !== me);
  const lacking = here.map((device) => {
    const theirs = notebook.others().get(device)?.vector ?? [];
    return lacks(mine, me, theirs) ?? 0;
  });
  return lacking.length === 0 ? nowhereElse(notebook, me) : Math.max(...lacking);
};

/** The name that this notebook knows for a device's person, of one who was removed too. */
export const nameOfDevice = (notebook: OpenNotebook, shelf: Shelf, device: string): string => {
  const member = notebook.register().wasDevice(device)?.member ?? null;
  return shelf.find('person', member)?.name ?? 'Someone who has just joined';
};

const nameOfMember = (shelf: Shelf, member: string | null): string =>
  shelf.find('person', member)?.name ?? 'Someone who has just joined';

/** The same, but `You` for the person at this screen: what happened is told to them in their own words. */
const nameToMe = (
  { notebook, shelf, me }: Pick<PeopleSeen, 'notebook' | 'shelf' | 'me'>,
  member: string | null,
): string =>
  member !== null && notebook.register().wasDevice(me)?.member === member
    ? 'You'
    : nameOfMember(shelf, member);

/** The devices, still present, that one let in, and that those let in, nearest first. */
export const letInBy = (register: Register, device: string): readonly RegisterDevice[] => {
  const all = register.members.flatMap(({ devices }) => devices);
  // What was removed in between has let in others too.
  const isFrom = (one: RegisterDevice): boolean => {
    const seen = new Set<string>([one.id]);
    for (
      let by = one.admittedBy;
      by !== null && !seen.has(by);
      by = register.wasDevice(by)?.admittedBy ?? null
    ) {
      if (by === device) return true;
      seen.add(by);
    }
    return false;
  };
  return all.filter((one) => one.id !== device && isFrom(one));
};

/** What views of people and devices are made from. */
export interface PeopleSeen {
  readonly notebook: OpenNotebook;
  readonly shelf: Shelf;
  /** This device. */
  readonly me: string;
  readonly invitations: readonly InvitationView[];
  readonly news: readonly NewsItem[];
  readonly recovery: MyDevicesView['recovery'];
}

export const deviceView = (
  { notebook, shelf, me }: Pick<PeopleSeen, 'notebook' | 'shelf' | 'me'>,
  device: RegisterDevice,
): DeviceView => {
  const register = notebook.register();
  const heard = notebook.others().get(device.id) ?? null;
  const isThis = device.id === me;
  const isMine = register.memberOf(me) === device.member;
  return {
    id: device.id,
    isThis,
    isHere: notebook.devicesHere().includes(device.id),
    lastSeen: heard === null ? null : londonDay(heard.seenAt),
    lacks: isThis ? 0 : lacks(notebook.ownVector(), me, heard?.vector ?? null),
    admittedBy: device.admittedBy === null ? '' : nameOfDevice(notebook, shelf, device.admittedBy),
    isRecovery: device.deviceKind === 'recovery',
    isTold: isThis || notebook.isTold(device.id),
    canRemove: !isThis && register.isDevice(device.id) && (isMine || register.isKeeper(me)),
    letIn: letInBy(register, device.id).map(({ id }) => id),
  };
};

/** Which present devices have heard of the last change of who is in; recovery codes hear nothing. */
export const toldViews = ({
  notebook,
  shelf,
  me,
}: Pick<PeopleSeen, 'notebook' | 'shelf' | 'me'>): readonly ToldView[] =>
  notebook.register().members.flatMap(({ member, devices }) => {
    const own = devices.filter(({ deviceKind }) => deviceKind === 'device');
    return own.map((device, at): ToldView => {
      const { isThis, isHere, lastSeen, isTold } = deviceView({ notebook, shelf, me }, device);
      return {
        device: device.id,
        name: nameToMe({ notebook, shelf, me }, member),
        number: own.length === 1 ? null : at + 1,
        isThis,
        isHere,
        lastSeen,
        isTold,
      };
    });
  });

/** What was removed, one for each person and change; the latest first. */
export const removedViews = (seen: PeopleSeen): readonly RemovedView[] => {
  const { notebook, news } = seen;
  const register = notebook.register();
  const isPresent = new Set<string>(register.members.map(({ member }) => member));
  const devices = register.removed.filter(
    ({ device }) => register.wasDevice(device)?.deviceKind === 'device',
  );
  const told = toldViews(seen);
  const changes = Map.groupBy(devices, ({ member, statement }) => `${member} ${statement}`);
  return [...changes].toReversed().flatMap(([key, gone]): readonly RemovedView[] => {
    const [first] = gone;
    if (first === undefined) return [];
    const { member, by } = first;
    const isPerson = !isPresent.has(member);
    const heard = news.find(({ kind, member: whose, key: named }) =>
      isPerson
        ? kind === 'person removed' && whose === member
        : gone.some(({ device }) => named === `device removed ${device}`),
    );
    return [
      {
        key,
        name: nameToMe(seen, member),
        isPerson,
        devices: gone.length,
        by: nameToMe(seen, register.wasDevice(by)?.member ?? null),
        on: heard === undefined ? null : londonDay(heard.at),
        told,
      },
    ];
  });
};

/** Devices that may be one of two copies, while they are in the notebook. */
const twoCopiesViews = (seen: PeopleSeen): readonly TwoCopiesView[] => {
  const register = seen.notebook.register();
  const devices = toldViews(seen);
  return seen.news.flatMap(({ key, kind, at }): readonly TwoCopiesView[] => {
    if (kind !== 'two changes') return [];
    const told = devices.find(({ device }) => twiceKey(device) === key);
    const device = told === undefined ? null : register.device(told.device);
    if (told === undefined || device === null) return [];
    const { name, number, isThis } = told;
    const { canRemove } = deviceView(seen, device);
    const isMine = register.memberOf(seen.me) === device.member;
    return [{ device: device.id, name, number, isThis, isMine, since: londonDay(at), canRemove }];
  });
};

const newsViews = (seen: PeopleSeen): readonly NewsView[] =>
  seen.news.map(({ key, kind, member, by, at }) => ({
    key,
    kind,
    who: nameToMe(seen, member),
    by: by === null ? null : nameToMe(seen, by),
    at,
  }));

/** Why someone cannot be removed from this screen, in plain words; null when they can. */
export const whyNotRemovable = (
  { notebook, me }: Pick<PeopleSeen, 'notebook' | 'me'>,
  person: string,
): string | null => {
  const register = notebook.register();
  const member = register.members.find((one) => String(one.member) === person);
  if (member === undefined) return 'This person is not in the notebook.';
  if (member.devices.some(({ id }) => id === me)) {
    return 'Nobody removes themselves. Ask another person who may invite others.';
  }
  return register.isKeeper(me) ? null : 'Only a person who may invite others can do this.';
};

export const syncView = (notebook: OpenNotebook, shelf: Shelf, me: string): SyncView => {
  const devices = notebook.register().members.flatMap((member) => member.devices);
  // Someone whose name has not arrived yet is announced when it has.
  const here = notebook
    .devicesHere()
    .flatMap((device) => shelf.find('person', notebook.register().memberOf(device))?.name ?? []);
  return {
    here: [...new Set(here)],
    otherDevices: devices.filter(({ id }) => id !== me).length,
    unsent: unsent(notebook, me),
    meetingPoint: notebook.meetingPoint(),
    savedAt: notebook.savedAt(),
    storage: notebook.storage(),
    problems: notebook.troubles().reduce((sum, { count }) => sum + count, 0),
  };
};

export const peopleView = (seen: PeopleSeen): PeopleView => {
  const { notebook, shelf, me, invitations } = seen;
  const register = notebook.register();
  const others = notebook.others();
  const personView = (person: Person): PersonView => {
    const id: string = person.id;
    const member = register.members.find((one) => String(one.member) === id);
    return {
      person,
      isMe: String(register.memberOf(me)) === id,
      hasJoined: member !== undefined,
      mayInvite: member?.isKeeper ?? false,
      isAuditor: readStanding(member?.role ?? '')?.isAuditor ?? false,
      canRemove: whyNotRemovable(seen, id) === null,
      canAppoint: member !== undefined && register.isKeeper(me),
      devices: (member?.devices ?? []).map((device) => deviceView(seen, device)),
      reads:
        member === undefined
          ? []
          : register.sections
              .filter(({ section }) => member.grants.has(section))
              .flatMap(({ purpose }) => partTitle(shelf, purpose) ?? []),
    };
  };
  const copies = register.members
    .flatMap(({ devices }) => devices)
    // Someone let in who holds nothing yet is no copy.
    .filter(({ id }) => id === me || (others.get(id)?.vector.length ?? 0) > 0).length;
  const twoCopies = twoCopiesViews(seen);
  const isCopied = new Set<string | null>(twoCopies.map(({ device }) => device));
  return {
    people: shelf
      .all('person')
      .map(personView)
      .toSorted(
        (a, b) =>
          Number(b.isMe) - Number(a.isMe) ||
          Number(b.hasJoined) - Number(a.hasJoined) ||
          a.person.name.localeCompare(b.person.name),
      ),
    copies,
    news: newsViews(seen),
    removed: removedViews(seen),
    twoCopies,
    invitations: invitations.filter(({ isOwnDevice }) => !isOwnDevice),
    setAside: notebook
      .troubles()
      // These are said with what to do about them.
      .filter(({ words, device }) => words !== TWICE || !isCopied.has(device))
      .map(({ words, device, count }) => ({
        words,
        who: device === null ? null : nameOfDevice(notebook, shelf, device),
        count,
      })),
    meetingPoints: notebook.keyring().signalling,
    sync: syncView(notebook, shelf, me),
  };
};

export const myDevicesView = (seen: PeopleSeen): MyDevicesView => {
  const { notebook, me, invitations, recovery } = seen;
  const register = notebook.register();
  const member = register.memberOf(me);
  return {
    devices: register.members
      .filter((one) => one.member === member)
      .flatMap(({ devices }) => devices)
      .map((device) => deviceView(seen, device)),
    invitations: invitations.filter(({ isOwnDevice }) => isOwnDevice),
    recovery,
  };
};
