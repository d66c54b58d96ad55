/** Invented people who make statements of the register, with what each had seen under control. */
import { type Device, makeDevice } from '@/lib/vault/device';
import {
  type DeviceId,
  invitationIdFromBytes,
  type KeyId,
  keyIdFromBytes,
  type LetterId,
  letterIdFromBytes,
  type MemberId,
  memberIdFromBytes,
  type NotebookId,
  type SectionId,
  sectionIdFromBytes,
  type StatementId,
} from '@/lib/vault/ids';
import type { Random } from '@/lib/vault/keys';
import { foldRegister, type Register } from '@/lib/vault/register';
import {
  type Admission,
  type KeyHanding,
  NO_KEYS,
  type Removal,
  type Spoken,
} from '@/lib/vault/saying';
import {
  askToJoin,
  foundNotebook,
  sectionIdOf,
  type Statement,
  writeStatement,
} from '@/lib/vault/statement';

import { chance } from './people';

/** A person with one device; {@link Scene.another} gives them a second. */
export interface Party {
  readonly member: MemberId;
  readonly device: Device;
}

export type AdmissionOptions = Partial<
  Pick<Admission, 'deviceKind' | 'isKeeper' | 'role' | 'invitation' | 'grants' | 'hands' | 'member'>
>;

export interface Scene {
  readonly random: Random;
  readonly notebook: NotebookId;
  readonly alice: Party;
  readonly founding: Statement;
  readonly sections: readonly [SectionId, SectionId];
  readonly epoch: KeyId;
  readonly keys: readonly [KeyId, KeyId];
  readonly person: () => Promise<Party>;
  readonly another: (party: Party) => Promise<Party>;
  /** Says something in knowledge of these statements only. */
  readonly say: (author: Party, seen: readonly Statement[], saying: Spoken) => Promise<Statement>;
  readonly admit: (
    author: Party,
    seen: readonly Statement[],
    newcomer: Party,
    options?: AdmissionOptions,
  ) => Promise<Statement>;
  readonly remove: (
    author: Party,
    seen: readonly Statement[],
    whom: Partial<Pick<Removal, 'members' | 'devices' | 'cutoffs' | 'hands'>>,
  ) => Promise<Statement>;
  readonly makeSection: (
    author: Party,
    seen: readonly Statement[],
    purpose: string,
    hands?: KeyHanding,
  ) => Promise<{ readonly section: SectionId; readonly statement: Statement }>;
  readonly fold: (...statements: readonly Statement[]) => Register;
}

export const aKey = (random: Random): KeyId => keyIdFromBytes(random(16));
export const aLetter = (random: Random): LetterId => letterIdFromBytes(random(32));

const SEALED = new Uint8Array([1, 2, 3]);

/** Hands epochs and section keys to devices; what is sealed in it opens nothing. */
export const handing = (
  to: readonly DeviceId[],
  {
    epochs = [],
    keys = [],
  }: {
    readonly epochs?: readonly (readonly [number, KeyId])[];
    readonly keys?: readonly (readonly [SectionId, KeyId])[];
  },
): KeyHanding => ({
  epochs: epochs.map(([number, keyId]) => ({ number, keyId })),
  keys: keys.map(([section, keyId]) => ({ section, keyId })),
  bundles: to.toSorted().map((device) => ({
    device,
    epochs: epochs.map((_, at) => at),
    keys: keys.map((_, at) => at),
    sealed: SEALED,
  })),
});

export const makeScene = async (seed = 1): Promise<Scene> => {
  const random = chance(seed);
  const person = async (): Promise<Party> => ({
    member: memberIdFromBytes(random(16)),
    device: await makeDevice(random),
  });
  const alice = await person();
  const sections: readonly [SectionId, SectionId] = [
    sectionIdFromBytes(random(16)),
    sectionIdFromBytes(random(16)),
  ];
  const epoch = aKey(random);
  const keys: readonly [KeyId, KeyId] = [aKey(random), aKey(random)];
  const { notebook, statement: founding } = await foundNotebook(
    alice.device,
    {
      member: alice.member,
      role: 'YOT manager',
      sections: [
        { section: sections[0], purpose: 'directory' },
        { section: sections[1], purpose: 'transfers' },
      ],
      epoch,
      keys: [
        { section: sections[0], keyId: keys[0] },
        { section: sections[1], keyId: keys[1] },
      ],
    },
    random,
  );
  const say: Scene['say'] = (author, seen, saying) =>
    writeStatement(
      notebook,
      seen.map(({ id }): StatementId => id),
      saying,
      author.device,
    );
  return {
    random,
    notebook,
    alice,
    founding,
    sections,
    epoch,
    keys,
    person,
    another: async ({ member }) => ({ member, device: await makeDevice(random) }),
    say,
    admit: async (author, seen, { member, device }, options = {}) => {
      const invitation = options.invitation ?? invitationIdFromBytes(random(16));
      return say(author, seen, {
        kind: 'admit',
        member: options.member ?? member,
        device: device.id,
        exchangeKey: device.exchangeKey,
        deviceKind: options.deviceKind ?? 'device',
        isKeeper: options.isKeeper ?? false,
        role: options.role ?? 'YOT practitioner',
        invitation,
        consent: await askToJoin(device, notebook, author.device.id, invitation),
        grants: options.grants ?? [],
        hands: options.hands ?? NO_KEYS,
      });
    },
    remove: (author, seen, { members = [], devices = [], cutoffs = [], hands = NO_KEYS }) =>
      say(author, seen, { kind: 'remove', members, devices, cutoffs, hands }),
    makeSection: async (author, seen, purpose, hands = NO_KEYS) => {
      const nonce = random(16);
      const section = await sectionIdOf(notebook, author.device.id, nonce);
      const statement = await say(author, seen, {
        kind: 'section',
        section,
        nonce,
        purpose,
        grants: [],
        hands,
      });
      return { section, statement };
    },
    fold: (...statements) => foldRegister(notebook, statements),
  };
};

/** Everything that a register says, in a form that can be compared. */
export const answerOf = (register: Register) => {
  const devices = [
    ...register.members.flatMap((member) => member.devices.map(({ id }) => id)),
    ...register.removed.map(({ device }) => device),
  ];
  return {
    members: register.members,
    removed: register.removed,
    sections: register.sections.map(({ section }) => ({
      section,
      readers: register.readersOf(section).map(({ id }) => id),
      access: devices.map((device) => register.accessOf(device, section)),
      cutoffs: devices.map((device) => register.cutoff(device, section)),
      keys: register.keysOf(section),
      writing: register.writingKeys(section),
      isHeld: register.isHeld(section),
    })),
    epochs: register.epochs,
    currentEpoch: register.currentEpoch,
    lacking: register.lacking,
    leftOut: register.leftOut,
    checkpoints: register.checkpoints,
    heads: register.heads,
    refused: register.refused,
    waiting: register.waiting,
  };
};

/** Which rule refused a statement; null when it stands. */
export const ruleAgainst = (register: Register, { id }: Statement): string | null =>
  register.refused.find(({ statement }) => statement === id)?.rule ?? null;
