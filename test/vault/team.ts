/** Invented colleagues with a vault each, and what passes between them. */
import { IDBFactory } from 'fake-indexeddb';

import { coverKeyFrom, coverOf } from '@/lib/vault/cover';
import { type Device, makeDevice } from '@/lib/vault/device';
import {
  invitationIdFromBytes,
  type LetterId,
  type MemberId,
  memberIdFromBytes,
  type SectionId,
} from '@/lib/vault/ids';
import { epochKeys, type SectionKey } from '@/lib/vault/keyring';
import { bodySealer, writeLetter } from '@/lib/vault/letter';
import { askToJoin, type DeviceKind, type Grant } from '@/lib/vault/statement';
import type { OpenedLetter, Vault } from '@/lib/vault/vault';

import { coversOf, found, type Founded, freshStore, text, vaultOf } from './people';

export interface Colleague {
  readonly device: Device;
  readonly member: MemberId;
  readonly vault: Vault;
  readonly factory: IDBFactory;
}

/** What it saved; a refusal is a fault of the test. */
export const saved = <T extends { readonly state: string }>(
  answer: T,
): Extract<T, { readonly state: 'saved' }> => {
  const isSaved = (one: T): one is Extract<T, { readonly state: 'saved' }> => one.state === 'saved';
  if (!isSaved(answer)) throw new Error(answer.state);
  return answer;
};

const colleague = async (founded: Founded, device: Device, member: MemberId) => {
  const factory = new IDBFactory();
  const keyring =
    device.id === founded.alice.id ? founded.keyring : { ...founded.keyring, sectionKeys: [] };
  const vault = await vaultOf(founded, device, { store: await freshStore(factory), keyring });
  await vault.takeStatements([founded.founding.bytes]);
  return { device, member, vault, factory };
};

/** Alice, who founded, alone. */
export const alone = async (
  seed = 1,
): Promise<{ readonly founded: Founded; readonly alice: Colleague }> => {
  const founded = await found(seed);
  if (founded.founding.saying.kind !== 'found') throw new Error('not a founding');
  const alice = await colleague(founded, founded.alice, founded.founding.saying.member);
  return { founded, alice };
};

export interface Entry {
  readonly grants?: readonly Grant[];
  readonly isKeeper?: boolean;
  readonly member?: MemberId;
  readonly deviceKind?: DeviceKind;
}

export const askIn = async (
  { random, notebook, sections }: Founded,
  by: Colleague,
  device: Device,
  { grants, isKeeper = false, member, deviceKind = 'device' }: Entry = {},
) => {
  const invitation = invitationIdFromBytes(random(16));
  return {
    member: member ?? memberIdFromBytes(random(16)),
    device: device.id,
    exchangeKey: device.exchangeKey,
    deviceKind,
    isKeeper,
    role: 'YOT practitioner',
    invitation,
    consent: await askToJoin(device, notebook, by.device.id, invitation),
    grants: grants ?? sections.map((section) => ({ section, access: 'write' as const })),
  };
};

/** Lets somebody new in. */
export const letIn = async (
  founded: Founded,
  by: Colleague,
  entry: Entry = {},
): Promise<Colleague> => {
  const device = await makeDevice(founded.random);
  const asking = await askIn(founded, by, device, entry);
  saved(await by.vault.admit(asking));
  const newcomer = await colleague(founded, device, asking.member);
  await newcomer.vault.takeStatements(by.vault.register().statements);
  return newcomer;
};

/** Gives one what the other holds: the statements by themselves, as at a door, then the covers. */
export const tell = async (from: Vault, to: Vault): Promise<void> => {
  await to.takeStatements(from.register().unknownTo(to.register().heads));
  await to.take(await coversOf(from));
};

/** Everyone tells everyone, until nobody has anything new. */
export const exchange = async (...colleagues: readonly Pick<Colleague, 'vault'>[]) => {
  const state = () =>
    JSON.stringify(
      colleagues.map(({ vault }) => [vault.vector(), vault.register().heads, vault.lastRow()]),
    );
  for (let round = 0; round < 20; round += 1) {
    const before = state();
    for (const from of colleagues) {
      for (const to of colleagues) if (from !== to) await tell(from.vault, to.vault);
    }
    if (state() === before) return;
  }
  throw new Error('it never comes to rest');
};

/** Stands for a letter that is held and not read. */
export const SEALED = '(sealed)';

export const bodies = (letters: readonly OpenedLetter[]): readonly string[] =>
  letters.map(({ body }) => (body === null ? SEALED : new TextDecoder().decode(body)));

/** What one reads in a section, in no order of its own. */
export const readBy = async ({ vault }: Pick<Colleague, 'vault'>, section?: SectionId) =>
  bodies(await vault.readAll(0, section === undefined ? undefined : new Set([section]))).toSorted();

export const write = async (
  { run }: Founded,
  { vault }: Pick<Colleague, 'vault'>,
  section: SectionId,
  body: string,
) => saved(await vault.write(section, run, text(body)));

/** A letter as a changed build would write it: with these keys, in this place, whatever its own vault says. */
export const forge = async (
  { notebook, random, run }: Founded,
  author: Pick<Device, 'id' | 'sign'>,
  {
    key,
    epoch,
    seq,
    previous,
  }: {
    readonly key: SectionKey;
    readonly epoch: { readonly number: number; readonly secret: Uint8Array<ArrayBuffer> };
    readonly seq: number;
    readonly previous: LetterId;
  },
  body: string,
) => {
  const { id, bytes } = await writeLetter(
    { notebook, section: key.section, keyId: key.keyId, run, seq, previous },
    text(body),
    await bodySealer(key),
    author,
    random,
  );
  const cover = await coverOf(
    'letter',
    bytes,
    await coverKeyFrom(await epochKeys(notebook, epoch)),
  );
  return { id, cover };
};
