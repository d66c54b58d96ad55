/** Views of who can read what, of what removing someone means, and of what a lost device held. */
import { usualAccess, type Access } from './access';
import { accessFacts, mayGrantIn, type AccessPlace } from './access-work';
import { partTitle } from './part-title';
import { erasingIn, erasingView } from './view-erasing';
import {
  deviceView,
  letInBy,
  myDevicesView,
  nameOfDevice,
  peopleView,
  removedViews,
  whyNotRemovable,
  type PeopleSeen,
} from './view-people';
import type {
  AccessView,
  HeldView,
  LostDeviceView,
  PartView,
  PersonAccessView,
  RemovalView,
  SharingView,
} from './views';
import { formatDay, londonDay, type CalendarDay } from '@/lib/domain/calendar';
import type { Kind } from '@/lib/domain/kinds';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import { kindsIn, partsOf } from '@/lib/domain/sections';

const placeOf = ({ notebook, shelf, me }: PeopleSeen): AccessPlace => ({
  notebook,
  shelf,
  me: notebook.register().memberOf(me),
});

const accessIn = (seen: PeopleSeen, person: string, section: string): Access | null => {
  const { members, sections } = seen.notebook.register();
  const found = sections.find(({ purpose }) => purpose === section);
  const member = members.find((one) => String(one.member) === person);
  return found === undefined ? null : (member?.grants.get(found.section) ?? null);
};

/** The purposes of the notebook's sections that this version knows, each once. */
const purposesOf = ({ notebook }: PeopleSeen): readonly string[] => [
  ...new Set(
    notebook
      .register()
      .sections.map(({ purpose }) => purpose)
      .filter((purpose) => partsOf(purpose) !== null),
  ),
];

/** The titles of the parts that a person can read. */
const readBy = (seen: PeopleSeen, person: string): readonly string[] =>
  purposesOf(seen)
    .filter((purpose) => accessIn(seen, person, purpose) !== null)
    .flatMap((purpose) => partTitle(seen.shelf, purpose) ?? []);

const accessView = (seen: PeopleSeen, id: string): PersonAccessView | null => {
  const { shelf } = seen;
  const person = shelf.find('person', id);
  if (person === null) return null;
  const place = placeOf(seen);
  const facts = accessFacts(place);
  const standing = facts.people.find((one) => one.id === id);
  const isMe = place.me === id;
  return {
    person,
    isMe,
    parts: purposesOf(seen).flatMap((section): readonly AccessView[] => {
      const parts = partsOf(section);
      const title = partTitle(shelf, section);
      if (parts === null || title === null) return [];
      const choice = facts.choices.find((one) => one.section === section && one.person === id);
      return [
        {
          section,
          title,
          part: parts.kind,
          access: accessIn(seen, id, section),
          usual: standing === undefined ? null : usualAccess(section, standing, facts),
          canChange: !isMe && mayGrantIn(place, section),
          step: choice?.step ?? null,
        },
      ];
    }),
  };
};

const PARTS = [
  ['secondee', 'Seconded officer'],
  ['lineManager', 'Line manager'],
  ['yotManager', 'YOT manager'],
  ['liaisonSpo', 'Liaison SPO'],
] as const;

/** What a person has a part in that is still going on. */
const heldBy = ({ shelf }: PeopleSeen, person: string, today: CalendarDay): readonly HeldView[] => [
  ...shelf
    .all('secondment')
    .filter(({ endsOn }) => endsOn >= today)
    .flatMap((record) =>
      PARTS.filter(([field]) => record[field] === person).map(([, as]): HeldView => ({
        kind: 'secondment',
        id: record.id,
        title: partTitle(shelf, `secondment/${record.id}`) ?? '',
        as,
      })),
    ),
  ...shelf
    .all('transfer')
    .filter(({ secondee, reviewedOn }) => secondee === person && reviewedOn === null)
    .map(({ id, reference }): HeldView => ({
      kind: 'transfer',
      id,
      title: `Transfer ${reference}`,
      as: 'Seconded officer',
    })),
  ...shelf
    .all('action')
    .filter(({ owner, doneOn }) => owner === person && doneOn === null)
    .map(({ id, text }): HeldView => ({ kind: 'action', id, title: text, as: 'Owner' })),
];

const removalView = (seen: PeopleSeen, id: string, today: CalendarDay): RemovalView | null => {
  const { notebook, shelf } = seen;
  const person = shelf.find('person', id);
  if (person === null) return null;
  const register = notebook.register();
  const member = register.members.find((one) => String(one.member) === id);
  const removed =
    member === undefined
      ? (removedViews(seen).find(({ key, isPerson }) => isPerson && key.startsWith(`${id} `)) ??
        null)
      : null;
  const why = removed === null ? whyNotRemovable(seen, id) : null;
  return {
    person,
    isMe: String(register.memberOf(seen.me)) === id,
    canRemove: removed === null && why === null,
    why,
    devices: (member?.devices ?? []).filter(({ deviceKind }) => deviceKind === 'device').length,
    holds: heldBy(seen, id, today),
    reads: readBy(seen, id),
    successors: shelf
      .all('person')
      .filter((one) => one.id !== id)
      .filter((one) => register.members.some(({ member: other }) => String(other) === one.id)),
    removed,
  };
};

/** What a record is called in a list for a report: a young person's own name stands in none of them. */
const recordNames = ({ shelf }: PeopleSeen, at: string, name: string): readonly string[] => {
  const isHere = (kind: Kind, id: string): boolean => shelf.keeperOf(kind, id) === at;
  const counted = (kind: Kind, one: string, more: string): readonly string[] => {
    const count = kindsIn(name).includes(kind)
      ? shelf.all(kind).filter(({ id }) => isHere(kind, id)).length
      : 0;
    return count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${more}`];
  };
  const named = (kind: Kind, nameOf: (id: string) => string): readonly string[] =>
    kindsIn(name).includes(kind)
      ? shelf
          .all(kind)
          .filter(({ id }) => isHere(kind, id))
          .map(({ id }) => nameOf(id))
      : [];
  return [
    ...named('person', (id) => shelf.find('person', id)?.name ?? ''),
    ...named('transfer', (id) => `Transfer ${shelf.find('transfer', id)?.reference ?? ''}`),
    ...named('secondment', (id) => `Secondment ${partTitle(shelf, `secondment/${id}`) ?? ''}`),
    ...named('meeting', (id) => {
      const meeting = shelf.find('meeting', id);
      return meeting === null
        ? ''
        : `${meetingTitle(meeting.kind)}, ${meeting.startsAt.replace('T', ' ')}, with its notes`;
    }),
    ...counted('evidence', 'record of a duty', 'records of duties'),
    ...counted('event', 'absence, course or other event', 'absences, courses and other events'),
    ...counted('packItem', 'document of a transfer', 'documents of transfers'),
    ...counted('action', 'action', 'actions'),
    ...counted('decision', 'decision', 'decisions'),
  ];
};

/**
 * What a device held, as far as this one can tell: the notebook, the parts whose keys it was handed, the records in them
 * that can be read here, and when it was last heard of. Plain text, for a report of a breach.
 */
const lostDeviceReport = (seen: PeopleSeen, device: string): string => {
  const { notebook, shelf } = seen;
  const register = notebook.register();
  const own = register.wasDevice(device);
  if (own === null) return '';
  const heard = notebook.others().get(device)?.seenAt ?? null;
  const held = register.sections.filter(
    ({ section }) =>
      register.accessOf(device, section) !== null ||
      register.keysOf(section).some(({ audience }) => audience.has(own.id)),
  );
  const lines = [
    `Device of ${nameOfDevice(notebook, shelf, device)}`,
    `Notebook: ${notebook.keyring().name ?? ''}`,
    heard === null
      ? 'This device was never heard of by the one that wrote this list.'
      : `Last heard of on ${formatDay(londonDay(heard))}.`,
    register.isDevice(device)
      ? 'It still has access.'
      : 'Its access was removed: it receives nothing that was written since.',
    'Everything on it is sealed under a passphrase. A copy already taken cannot be recalled.',
    '',
    'Parts of the notebook that it could read, with what is in them now:',
  ];
  for (const { section, purpose } of held) {
    lines.push('', partTitle(shelf, purpose) ?? 'A part that this version does not know');
    const here = shelf
      .sections()
      .find(({ at, name }) => at === purpose || (name === purpose && at === String(section)));
    if (here === undefined) {
      lines.push('- what is in it cannot be read on the device that wrote this list');
      continue;
    }
    const names = recordNames(seen, here.at, here.name);
    lines.push(...(names.length === 0 ? ['- nothing'] : names.map((name) => `- ${name}`)));
  }
  return lines.join('\n');
};

const lostDeviceView = (seen: PeopleSeen, id: string): LostDeviceView | null => {
  const { notebook, shelf, me } = seen;
  const register = notebook.register();
  const device = register.wasDevice(id);
  if (device === null) return null;
  return {
    device: deviceView(seen, device),
    name: nameOfDevice(notebook, shelf, id),
    isMine: register.memberOf(me) === device.member,
    report: lostDeviceReport(seen, id),
    // Who came back by the code that a lost device had let in is at this screen now.
    letIn: letInBy(register, id).flatMap((one) => {
      if (one.id === me) return [];
      const heard = notebook.others().get(one.id)?.seenAt ?? null;
      return {
        device: one.id,
        name: nameOfDevice(notebook, shelf, one.id),
        isRecovery: one.deviceKind === 'recovery',
        lastSeen: heard === null ? null : londonDay(heard),
      };
    }),
  };
};

const SHARED_KINDS = ['secondment', 'transfer', 'meeting'] as const;

/** Who can read one record, by `secondment/<id>`, `transfer/<id>` or `meeting/<id>`. */
const sharingView = (seen: PeopleSeen, name: string): SharingView | null => {
  const { notebook, shelf } = seen;
  const [kindName, id = ''] = name.split('/');
  const kind = SHARED_KINDS.find((one) => one === kindName);
  if (kind === undefined || shelf.find(kind, id) === null) return null;
  const section = shelf.keeperOf(kind, id);
  if (section === null) return null;
  const meeting = kind === 'meeting' ? shelf.find('meeting', id) : null;
  const about = meeting?.about ?? id;
  const of = shelf.find('transfer', about) === null ? 'secondment' : 'transfer';
  const concerns = partTitle(shelf, of === 'transfer' ? `shared/${about}` : `secondment/${about}`);
  const place = placeOf(seen);
  const choices = shelf.all('accessChoice').filter((choice) => choice.section === section);
  const isShared = partsOf(section)?.kind === 'shared';
  const may = mayGrantIn(place, section);
  const members = notebook.register().members.map(({ member }) => String(member));
  const people = shelf.all('person').filter((person) => members.includes(person.id));
  const readers = people.flatMap((person): SharingView['readers'] => {
    const access = accessIn(seen, person.id, section);
    if (access === null) return [];
    const choice = choices.find((one) => one.person === person.id);
    const isMe = place.me === person.id;
    const canStop = isShared && choice !== undefined && may && !isMe;
    return [{ person, isMe, access, canStop, step: choice?.step ?? null }];
  });
  return {
    kind,
    id,
    title: meeting === null ? (concerns ?? '') : meetingTitle(meeting.kind),
    concerns: meeting === null ? '' : (concerns ?? ''),
    place: { screen: kind, id },
    readers,
    canShare: kind !== 'secondment' && may,
    others: people.filter((person) => !readers.some((one) => one.person.id === person.id)),
  };
};

/** Every part that this device reads. */
const partViews = (seen: PeopleSeen): readonly PartView[] => {
  const { notebook, shelf, me } = seen;
  const register = notebook.register();
  const readable = new Set(shelf.sections().map(({ name }) => name));
  return purposesOf(seen)
    .filter((purpose) => readable.has(purpose))
    .flatMap((section): readonly PartView[] => {
      const parts = partsOf(section);
      const title = partTitle(shelf, section);
      if (parts === null || title === null) return [];
      return [
        {
          section,
          title,
          part: parts.kind,
          readers: shelf
            .all('person')
            .filter((person) => accessIn(seen, person.id, section) !== null)
            .map(({ name }) => name),
          isHeld: register.sections.some(
            (one) => one.purpose === section && register.isHeld(one.section),
          ),
          canHold: register.isKeeper(me),
          erasing: erasingIn(seen, section),
        },
      ];
    });
};

/** The views of people, devices and access, each by its name. */
export const MEMBER_VIEWS = {
  people: (seen: PeopleSeen) => peopleView(seen),
  myDevices: (seen: PeopleSeen) => myDevicesView(seen),
  parts: (seen: PeopleSeen) => partViews(seen),
  access: (seen: PeopleSeen, id: string | null) => (id === null ? null : accessView(seen, id)),
  removal: (seen: PeopleSeen, id: string | null, today: CalendarDay) =>
    id === null ? null : removalView(seen, id, today),
  lostDevice: (seen: PeopleSeen, id: string | null) =>
    id === null ? null : lostDeviceView(seen, id),
  sharing: (seen: PeopleSeen, id: string | null) => (id === null ? null : sharingView(seen, id)),
  erasing: (seen: PeopleSeen, id: string | null) => (id === null ? null : erasingView(seen, id)),
} as const;

export const isMemberView = (name: string): name is keyof typeof MEMBER_VIEWS =>
  Object.hasOwn(MEMBER_VIEWS, name);
