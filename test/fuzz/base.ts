/** A small notebook with everyone in it whom an attack needs: kept as disks, so that every attack starts from the same place. */
import type { Device } from '@/lib/vault/device';
import { deviceFrom } from '@/lib/vault/device';
import {
  type DeviceId,
  deviceIdToBytes,
  invitationIdFromBytes,
  letterIdToBytes,
  type MemberId,
  memberIdFromBytes,
  memberIdToBytes,
  type NotebookId,
  runIdFromBytes,
  type SectionId,
  sectionIdFromBytes,
  sectionIdToBytes,
  statementIdToBytes,
} from '@/lib/vault/ids';
import { type Bytes, keyIdOf } from '@/lib/vault/keys';
import { type Keyring, makeSectionKey } from '@/lib/vault/keyring';
import {
  askToJoin,
  foundNotebook,
  type Grant,
  readStatement,
  type Statement,
} from '@/lib/vault/statement';
import { type Handing, openVault, type Vault } from '@/lib/vault/vault';

import type { Chance } from '../simulate/chance';
import type { Clock } from '../simulate/clock';
import { type Disk, emptyDisk, openDisk } from '../simulate/disk';
import { TAG } from '../simulate/engine';

/** Everything at once: here nothing is about time. */
const INSTANT: Clock = {
  now: () => 0,
  later: (_delay, run) => {
    queueMicrotask(run);
  },
  pause: () => Promise.resolve(),
  run: () => Promise.resolve(0),
};

export interface Someone {
  readonly device: Device;
  readonly member: MemberId;
  readonly keyring: Keyring;
  readonly disk: Disk;
  readonly summary: Bytes;
}

export interface Base {
  readonly notebook: NotebookId;
  /** The keeper, who founded it. */
  readonly alice: Someone;
  /** Reads and writes everything. */
  readonly bea: Someone;
  /** Hostile: writes the first section, reads the second, has nothing of the third. */
  readonly mallory: Someone;
  /** Another device of the hostile person, not let in. */
  readonly spare: Device;
  readonly sections: readonly SectionId[];
  /** The name of the epoch that is current when the attack begins. */
  readonly epoch: string | null;
  readonly statements: readonly Statement[];
  /** Every cover that the keeper holds. */
  readonly covers: readonly Bytes[];
  /** Names of all kinds, as bytes. */
  readonly pool: readonly Uint8Array[];
}

const copied = (disk: Disk): Disk => ({
  ...disk,
  rows: new Map(disk.rows),
  snapshots: new Map(disk.snapshots),
  settings: new Map(disk.settings),
  aside: new Map(disk.aside),
});

const openOn = (
  disk: Disk,
  chance: Chance,
  notebook: NotebookId,
  keyring: Keyring,
  device: Device,
  summary: Bytes | null,
): Promise<Vault> =>
  openVault({
    store: openDisk(disk, INSTANT, chance.fork()).store,
    tag: TAG,
    notebook,
    keyring,
    device,
    summary,
    random: chance.fork().bytes,
  });

/** Someone's vault as it was when the attack began. */
export const vaultOf = (base: Base, someone: Someone, chance: Chance): Promise<Vault> =>
  openOn(
    copied(someone.disk),
    chance,
    base.notebook,
    someone.keyring,
    someone.device,
    someone.summary,
  );

const allCovers = async (vault: Vault): Promise<readonly Bytes[]> => {
  const all: Bytes[] = [];
  for await (const batch of vault.covers()) all.push(...batch);
  return all;
};

const saved = <T extends { readonly state: string }>(answer: T): T => {
  if (answer.state !== 'saved') throw new Error(`the base could not be made: ${answer.state}`);
  return answer;
};

const namesOf = (
  statements: readonly Statement[],
  devices: readonly DeviceId[],
  members: readonly MemberId[],
  sections: readonly SectionId[],
  vault: Vault,
): readonly Uint8Array[] => [
  ...statements.map(({ id }) => statementIdToBytes(id)),
  ...devices.map(deviceIdToBytes),
  ...members.map(memberIdToBytes),
  ...sections.map(sectionIdToBytes),
  ...vault.vector().map(({ letter }) => letterIdToBytes(letter)),
];

export const makeBase = async (chance: Chance): Promise<Base> => {
  const random = chance.bytes;
  const sections = Array.from({ length: 3 }, () => sectionIdFromBytes(random(16)));
  const [first, second, third] = sections;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three');
  const [alice, bea, mallory, rob, spare] = await Promise.all(
    Array.from({ length: 5 }, () => deviceFrom(random(64))),
  );
  if (!alice || !bea || !mallory || !rob || !spare) throw new Error('five');
  const member = new Map(
    [alice, bea, mallory, rob].map(({ id }) => [id, memberIdFromBytes(random(16))]),
  );
  const memberOf = (device: Device): MemberId =>
    member.get(device.id) ?? memberIdFromBytes(random(16));
  const secret = random(32);
  const sectionKeys = await Promise.all(sections.map((section) => makeSectionKey(section, random)));
  const { notebook, statement } = await foundNotebook(
    alice,
    {
      member: memberOf(alice),
      role: 'Liaison SPO',
      sections: sections.map((section, at) => ({ section, purpose: `section ${at}` })),
      epoch: await keyIdOf(secret),
      keys: sectionKeys.map(({ section, keyId }) => ({ section, keyId })),
    },
    random,
  );
  const ring: Keyring = {
    notebook,
    name: 'Sampleton YOT',
    epochs: [{ number: 1, secret }],
    sectionKeys,
    signalling: [],
  };
  const aliceDisk = emptyDisk();
  const keeper = await openOn(aliceDisk, chance, notebook, ring, alice, null);
  await keeper.takeStatements([statement.bytes]);
  const run = runIdFromBytes(random(16));
  const write = async (vault: Vault, section: SectionId, words: string): Promise<void> => {
    saved(await vault.write(section, run, new TextEncoder().encode(words)));
  };
  const admit = async (device: Device, grants: readonly Grant[]): Promise<Handing> => {
    const invitation = invitationIdFromBytes(random(16));
    return saved(
      await keeper.admit({
        member: memberOf(device),
        device: device.id,
        exchangeKey: device.exchangeKey,
        deviceKind: 'device',
        isKeeper: false,
        role: 'YOT manager',
        invitation,
        consent: await askToJoin(device, notebook, alice.id, invitation),
        grants,
      }),
    );
  };
  for (const section of sections) await write(keeper, section, `Alice writes ${section}`);
  await admit(
    bea,
    sections.map((section) => ({ section, access: 'write' })),
  );
  await admit(mallory, [
    { section: first, access: 'write' },
    { section: second, access: 'read' },
  ]);
  await admit(rob, [{ section: first, access: 'write' }]);

  const disks = new Map([bea, mallory, rob].map(({ id }) => [id, emptyDisk()]));
  const vaults = new Map<DeviceId, Vault>();
  for (const device of [bea, mallory, rob]) {
    const disk = disks.get(device.id) ?? emptyDisk();
    const bare: Keyring = { ...ring, sectionKeys: [] };
    vaults.set(device.id, await openOn(disk, chance, notebook, bare, device, null));
  }
  const everyone = (): readonly Vault[] => [keeper, ...vaults.values()];
  const exchange = async (): Promise<void> => {
    for (const from of everyone()) {
      for (const to of everyone()) if (from !== to) await to.take(await allCovers(from));
    }
  };
  const at = (device: Device): Vault => {
    const vault = vaults.get(device.id);
    if (vault === undefined) throw new Error('no such vault');
    return vault;
  };
  await exchange();
  await write(at(bea), third, 'Bea writes');
  await write(at(mallory), first, 'Mallory writes');
  await write(at(rob), first, 'Rob writes');
  await exchange();
  const removing = await keeper.remove({ members: [memberOf(rob)], devices: [] });
  saved(removing);
  vaults.delete(rob.id);
  if (removing.state === 'saved') {
    for (const device of [bea, mallory]) await at(device).take([removing.cover]);
  }
  await exchange();
  await write(at(bea), first, 'Bea writes after it');
  await write(at(mallory), first, 'Mallory writes after it');
  await exchange();

  const someone = (device: Device, vault: Vault, disk: Disk): Someone => ({
    device,
    member: memberOf(device),
    keyring: vault.keyring(),
    disk,
    summary: vault.summary(),
  });
  const statements: Statement[] = [];
  for (const bytes of keeper.register().statements) {
    const read = await readStatement(bytes);
    if (read.state === 'read') statements.push(read.statement);
  }
  const of = (device: Device): Disk => disks.get(device.id) ?? emptyDisk();
  return {
    notebook,
    alice: someone(alice, keeper, aliceDisk),
    bea: someone(bea, at(bea), of(bea)),
    mallory: someone(mallory, at(mallory), of(mallory)),
    spare,
    sections,
    epoch: keeper.register().currentEpoch?.keyId ?? null,
    statements,
    covers: await allCovers(keeper),
    pool: namesOf(
      statements,
      [alice.id, bea.id, mallory.id, rob.id, spare.id],
      [...member.values()],
      sections,
      keeper,
    ),
  };
};
