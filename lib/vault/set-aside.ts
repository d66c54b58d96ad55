/** What is kept apart and why, in the words that a person reads. */
import type { DeviceId } from './ids';

export const SET_ASIDE_REASONS = {
  malformed: 'A change was not written in the form that this notebook uses.',
  'newer version': 'A change was written by a newer version. Update this one to read it.',
  'no key': 'A change is locked with a key that this device does not hold.',
  'changed on the way': 'A change was damaged on the way.',
  'another notebook': 'A change belongs to another notebook.',
  'not signed by its author': 'A change was not made by the device that it names.',
  'not asked for': 'Someone tried to let in a device that had not asked for it.',
  'against the rules': 'Someone tried to change who is in this notebook without being allowed to.',
  'author not known': 'A change comes from a device that is not in this notebook yet.',
  'not allowed': 'A change by a person or device that may not write here.',
  'keys do not open': 'Someone sent keys to this device that are not what they were said to be.',
  'earlier change missing': 'A change waits for an earlier one that has not arrived yet.',
  'two changes with one number':
    'A device sent two different changes under one number. Its copy may have been restored from a backup.',
  'body does not open': 'A change could not be opened with the key that it names.',
} as const;
export type SetAsideReason = keyof typeof SET_ASIDE_REASONS;

export interface SetAside {
  readonly reason: SetAsideReason;
  readonly words: string;
  /** Null when nobody can be named: what does not open names no author. */
  readonly device: DeviceId | null;
  readonly count: number;
}

/** Counts by reason and device. */
export interface Tally {
  readonly add: (reason: SetAsideReason, device: DeviceId | null) => void;
  /** Takes back all counts of a reason: what it was said of is judged again. */
  readonly forget: (reason: SetAsideReason) => void;
  readonly entries: () => readonly SetAside[];
}

export const makeTally = (start: readonly SetAside[] = []): Tally => {
  const counts = new Map<string, SetAside>();
  const keyOf = (reason: SetAsideReason, device: DeviceId | null): string =>
    `${reason} ${device ?? ''}`;
  for (const entry of start) counts.set(keyOf(entry.reason, entry.device), entry);
  return {
    add: (reason, device) => {
      const key = keyOf(reason, device);
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.set(key, { reason, device, count, words: SET_ASIDE_REASONS[reason] });
    },
    forget: (reason) => {
      for (const [key, entry] of counts) if (entry.reason === reason) counts.delete(key);
    },
    entries: () => [...counts.values()],
  };
};
