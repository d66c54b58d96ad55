/** Who has what, in plain words. */
import { formatDay, londonDay } from '@/lib/domain/calendar';
import type {
  DeviceView,
  InvitationView,
  NewsView,
  PersonView,
  RemovedView,
  ToldView,
} from '@/lib/session/views';

function changes(count: number): string {
  return count === 1 ? '1 of your changes has' : `${count} of your changes have`;
}

/** `Here now`, or the day only: a time would say too much about when someone works. */
export function presenceWords(device: DeviceView): string {
  if (device.isThis) {
    return 'This device';
  }
  if (device.isHere) {
    return 'Here now';
  }
  return device.lastSeen === null ? 'Not seen yet' : `Last seen ${formatDay(device.lastSeen)}`;
}

/** What of mine has reached a device. This device has it all, so it says nothing. `name` is null for one of my own. */
export function reachWords(device: DeviceView, name: string | null): string | null {
  if (device.isThis) {
    return null;
  }
  if (device.lacks === null) {
    return 'Not known what this device has';
  }
  return device.lacks === 0
    ? 'Up to date'
    : `${changes(device.lacks)} not reached ${name === null ? 'it' : firstName(name)} yet`;
}

export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}

/** People that an invitation could be for: written down here, but without a device. */
export function withoutDevice(people: readonly PersonView[]): readonly PersonView[] {
  return people.filter(({ hasJoined, isMe }) => !hasJoined && !isMe);
}

const INVITATION_WORDS = {
  waiting: 'Waiting for them to use the code',
  'compare words': 'Compare the three words',
  'letting them in': 'Letting them in',
  joined: 'Joined',
  stopped: 'Stopped',
  'ran out': 'Ran out',
} as const satisfies Record<InvitationView['state'], string>;

export function invitationWords(state: InvitationView['state']): string {
  return INVITATION_WORDS[state];
}

export function isOver(invitation: InvitationView): boolean {
  return (
    invitation.state === 'joined' ||
    invitation.state === 'stopped' ||
    invitation.state === 'ran out'
  );
}

/** What the engine calls the person at this screen. */
const ME = 'You';

/** A name within a sentence: the engine's `You` without its capital. */
export function within(name: string): string {
  return name === ME ? 'you' : name;
}

/** What belongs to someone, within a sentence: `a device of Ada`, `a device of yours`. */
export function ownedBy(name: string): string {
  return name === ME ? 'yours' : name;
}

/** The named words of each kind of news; `who` and `by` are names, `on` a day. */
const NEWS = {
  joined: ({ who, by }, on) =>
    by === null ? `${who} joined on ${on}.` : `${by} let ${within(who)} in on ${on}.`,
  'device added': ({ who }, on) => `${who} added another device on ${on}.`,
  'device removed': ({ who, by }, on) =>
    by === null || by === who
      ? `${who} removed a device on ${on}.`
      : `${by} removed a device of ${ownedBy(who)} on ${on}.`,
  'person removed': ({ who, by }, on) =>
    by === null
      ? `Access was removed for ${within(who)} on ${on}.`
      : `${by} removed access for ${within(who)} on ${on}.`,
  'may invite': ({ who, by }, on) =>
    `${who} can invite and remove people since ${on}${by === null ? '' : `, by ${within(by)}`}.`,
  'may not invite': ({ who, by }, on) =>
    `${who} can no longer invite and remove people since ${on}${
      by === null ? '' : `, by ${within(by)}`
    }.`,
  'recovery code made': ({ who }, on) => `${who} made a recovery code on ${on}.`,
  'recovery code used': ({ who }, on) => `${who} used a recovery code on ${on}.`,
  'two changes': ({ who }, on) =>
    `There may be two copies of a device of ${ownedBy(who)} since ${on}.`,
} as const satisfies Record<NewsView['kind'], (news: NewsView, on: string) => string>;

export function newsWords(news: NewsView): string {
  return NEWS[news.kind](news, formatDay(londonDay(news.at)));
}

/** `Removed by you on 20 November 2026` */
export function removedWords({ by, on }: RemovedView): string {
  return `Removed by ${within(by)}${on === null ? '' : ` on ${formatDay(on)}`}`;
}

/** `All 4 devices have been told`, `3 of 4 devices have been told`. */
export function toldCount(told: readonly Pick<ToldView, 'isTold'>[]): string {
  const heard = told.filter(({ isTold }) => isTold).length;
  if (told.length === 0) return 'No other device is in this notebook';
  if (heard < told.length) {
    return `${heard} of ${told.length} devices ${heard === 1 ? 'has' : 'have'} been told`;
  }
  return heard === 1 ? 'The only device has been told' : `All ${heard} devices have been told`;
}

/** Devices that people work on; a recovery code is none. */
export function workingDevices(devices: readonly DeviceView[]): readonly DeviceView[] {
  return devices.filter(({ isRecovery }) => !isRecovery);
}
