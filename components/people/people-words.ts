/** Who has what, in plain words. */
import { formatDay } from '@/lib/domain/calendar';
import type { DeviceView, InvitationView, PersonView } from '@/lib/session/views';

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

/** What of mine has reached a device. This device has it all, so it says nothing. */
export function reachWords(device: DeviceView, name: string): string | null {
  if (device.isThis) {
    return null;
  }
  if (device.lacks === null) {
    return 'Not known what this device has';
  }
  return device.lacks === 0
    ? 'Up to date'
    : `${changes(device.lacks)} not reached ${firstName(name)} yet`;
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
