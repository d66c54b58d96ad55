/** Views of people and devices: who is in, who is here, and the truth about who has what. */
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import type { DeviceView, InvitationView, PeopleView, PersonView, SyncView } from './views';
import { londonDay } from '@/lib/domain/calendar';
import type { Person } from '@/lib/domain/people';
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

/** The name that this notebook knows for a device's person. */
export const nameOfDevice = (notebook: OpenNotebook, shelf: Shelf, device: string): string => {
  const member = notebook.register().memberOf(device);
  return shelf.find('person', member)?.name ?? 'Someone who has just joined';
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

export const peopleView = (
  notebook: OpenNotebook,
  shelf: Shelf,
  me: string,
  invitations: readonly InvitationView[],
): PeopleView => {
  const register = notebook.register();
  const here = new Set(notebook.devicesHere());
  const others = notebook.others();
  const mine = notebook.ownVector();
  const deviceView = (id: string, admittedBy: string | null): DeviceView => {
    const heard = others.get(id) ?? null;
    return {
      id,
      isThis: id === me,
      isHere: here.has(id),
      lastSeen: heard === null ? null : londonDay(heard.seenAt),
      lacks: id === me ? 0 : lacks(mine, me, heard?.vector ?? null),
      admittedBy: admittedBy === null ? '' : nameOfDevice(notebook, shelf, admittedBy),
    };
  };
  const personView = (person: Person): PersonView => {
    const id: string = person.id;
    const member = register.members.find((one) => one.member === id);
    const own: string | null = register.memberOf(me);
    return {
      person,
      isMe: own === id,
      hasJoined: member !== undefined,
      mayInvite: member?.isKeeper ?? false,
      devices: (member?.devices ?? []).map((device) => deviceView(device.id, device.admittedBy)),
    };
  };
  const copies = register.members
    .flatMap(({ devices }) => devices)
    // Someone let in who holds nothing yet is no copy.
    .filter(({ id }) => id === me || (others.get(id)?.vector.length ?? 0) > 0).length;
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
    invitations,
    setAside: notebook.troubles().map(({ words, device, count }) => ({
      words,
      who: device === null ? null : nameOfDevice(notebook, shelf, device),
      count,
    })),
    meetingPoints: notebook.keyring().signalling,
    sync: syncView(notebook, shelf, me),
  };
};
