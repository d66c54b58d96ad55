/** At which doors a device waits. */
import { expect, test } from 'vitest';
import { awaitedAtDoors, doorEpochs } from '@/lib/session/open-doors';
import type { OtherDevice } from '@/lib/session/other-devices';
import type { NamedEpoch } from '@/lib/vault/hands';
import { DeviceId, KeyId } from '@/lib/vault/ids';
import type { Register } from '@/lib/vault/register';

const device = (name: string): DeviceId => DeviceId.parse(name.repeat(64));
const [ALICE, BOB, CARA, CODE] = ['a', 'b', 'c', 'd'].map(device);
const epoch = (number: number): NamedEpoch => ({
  number,
  secret: new Uint8Array(32),
  keyId: KeyId.parse(String(number).repeat(32)),
});
const held = [1, 2, 3].map(epoch);
const home = epoch(3);

/** Who has last reported in which epoch. */
const heard = (said: Readonly<Record<string, number>>): ReadonlyMap<string, OtherDevice> =>
  new Map(
    Object.entries(said).map(([name, number]) => [
      device(name),
      { device: device(name), counter: 1, vector: [], epoch: epoch(number).keyId, seenAt: 0 },
    ]),
  );
// Only who is present and what kind of device each has is looked at.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const register = {
  members: [
    {
      devices: [
        { id: ALICE, deviceKind: 'device' },
        { id: BOB, deviceKind: 'device' },
        { id: CARA, deviceKind: 'device' },
        { id: CODE, deviceKind: 'recovery' },
      ],
    },
  ],
  removed: [],
  wasDevice: () => null,
} as unknown as Pick<Register, 'members' | 'removed' | 'wasDevice'>;

test.for([
  [{}, [BOB, CARA], [2, 1]],
  [{ b: 3 }, [CARA], [2, 1]],
  [{ b: 3, c: 2 }, [CARA], [2]],
  [{ b: 1, c: 2 }, [BOB, CARA], [2, 1]],
  [{ b: 3, c: 3 }, [], []],
] as const)(
  'after reports in the epochs %j doors are kept as they should',
  ([said, untold, doors]) => {
    const others = heard(said);
    const awaited = awaitedAtDoors(register, others, home.keyId, DeviceId.parse(ALICE));
    expect(awaited).toEqual(untold);
    const open = doorEpochs(held, home, awaited, others);
    expect(open.map(({ number }) => number)).toEqual(doors);
  },
);

test('a door is kept for those who were removed, however often all others have reported', () => {
  const removed = { device: DeviceId.parse(CARA), member: null, by: null, statement: null };
  const others = heard({ b: 3, c: 2 });
  const awaited = awaitedAtDoors(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    { members: [], removed: [removed], wasDevice: () => null } as unknown as Register,
    others,
    home.keyId,
    DeviceId.parse(ALICE),
  );
  expect(doorEpochs(held, home, awaited, others).map(({ number }) => number)).toEqual([2]);
});
