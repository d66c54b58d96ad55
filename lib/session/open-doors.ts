/** At the doors of which epochs a device waits for those who have not heard yet that they have passed. */
import type { OtherDevice } from './other-devices';
import type { DeviceId, KeyId } from '@/lib/vault/ids';
import type { NamedEpoch } from '@/lib/vault/hands';
import type { Register } from '@/lib/vault/register';

const isNewer = (a: NamedEpoch, b: NamedEpoch): boolean =>
  a.number > b.number || (a.number === b.number && a.keyId < b.keyId);

/**
 * The present devices that have not yet reported in an epoch, and the removed ones: these never report, and are to hear
 * whenever they come back that they were removed. A recovery device meets nobody.
 */
export const awaitedAtDoors = (
  { members, removed, wasDevice }: Pick<Register, 'members' | 'removed' | 'wasDevice'>,
  others: ReadonlyMap<string, OtherDevice>,
  home: KeyId,
  me: DeviceId,
): readonly DeviceId[] => [
  ...members
    .flatMap(({ devices }) => devices)
    .filter(({ id, deviceKind }) => id !== me && deviceKind !== 'recovery')
    .filter(({ id }) => others.get(id)?.epoch !== home)
    .map(({ id }) => id),
  ...removed
    .map(({ device }) => device)
    .filter((device) => device !== me && wasDevice(device)?.deviceKind !== 'recovery'),
];

/** More doors than this are not kept open: the oldest go first. */
const MOST_DOORS = 16;

/** The other epochs that somebody may still be in who is awaited; newest first. */
export const doorEpochs = (
  held: readonly NamedEpoch[],
  home: NamedEpoch,
  awaited: readonly DeviceId[],
  others: ReadonlyMap<string, OtherDevice>,
): readonly NamedEpoch[] => {
  const numbers = awaited.map((device) => {
    const last = others.get(device)?.epoch;
    return held.find(({ keyId }) => keyId === last)?.number ?? 0;
  });
  const first = Math.min(...numbers);
  return held
    .filter(({ keyId, number }) => keyId !== home.keyId && number >= first)
    .toSorted((a, b) => (isNewer(a, b) ? -1 : 1))
    .slice(0, MOST_DOORS);
};
