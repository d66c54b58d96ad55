/** Invented people with devices, a notebook between them, and chance that repeats itself. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';

import { type Device, makeDevice } from '@/lib/vault/device';
import {
  type DeviceId,
  invitationIdFromBytes,
  memberIdFromBytes,
  type NotebookId,
  type RunId,
  runIdFromBytes,
  type SectionId,
  sectionIdFromBytes,
  storeTagFromBytes,
} from '@/lib/vault/ids';
import { handOver, nameEpoch } from '@/lib/vault/hands';
import type { Random } from '@/lib/vault/keys';
import { type Keyring, makeSectionKey } from '@/lib/vault/keyring';
import { type Admission, askToJoin, foundNotebook, type Statement } from '@/lib/vault/statement';
import { openStore, type Store } from '@/lib/vault/store';
import { openVault, type Vault } from '@/lib/vault/vault';

/** A small generator (mulberry32): the same seed gives the same bytes. Not for secrets. */
export const chance = (seed: number): Random => {
  let state = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return (mixed ^ (mixed >>> 14)) & 255;
    });
};

export const CHEAP = { memoryKiB: 8, passes: 1 } as const;
export const tag = storeTagFromBytes(new Uint8Array(16).fill(7));
export const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

export interface Founded {
  readonly random: Random;
  readonly alice: Device;
  readonly notebook: NotebookId;
  readonly keyring: Keyring;
  readonly sections: readonly [SectionId, SectionId];
  readonly founding: Statement;
  readonly run: RunId;
}

/** Alice founds a notebook with two sections. */
export const found = async (seed = 1): Promise<Founded> => {
  const random = chance(seed);
  const alice = await makeDevice(random);
  const sections: readonly [SectionId, SectionId] = [
    sectionIdFromBytes(random(16)),
    sectionIdFromBytes(random(16)),
  ];
  const epoch = await nameEpoch({ number: 1, secret: random(32) });
  const sectionKeys = await Promise.all(sections.map((section) => makeSectionKey(section, random)));
  const { notebook, statement } = await foundNotebook(
    alice,
    {
      member: memberIdFromBytes(random(16)),
      role: 'YOT manager',
      sections: sections.map((section, at) => ({ section, purpose: `section ${at}` })),
      epoch: epoch.keyId,
      keys: sectionKeys,
    },
    random,
  );
  const keyring: Keyring = {
    notebook,
    name: 'Sampleton YOT',
    epochs: [{ number: 1, secret: epoch.secret }],
    sectionKeys,
    signalling: [],
  };
  const run = runIdFromBytes(random(16));
  return { random, alice, notebook, keyring, sections, founding: statement, run };
};

/** What a keeper says to let a device in. */
export const admissionOf = async (
  { random, notebook, keyring, alice }: Pick<Founded, 'random' | 'notebook' | 'keyring' | 'alice'>,
  device: Device,
  {
    inviter = alice.id,
    ...options
  }: Partial<
    Pick<Admission, 'isKeeper' | 'invitation' | 'member' | 'deviceKind' | 'role' | 'grants'>
  > & { readonly inviter?: DeviceId } = {},
): Promise<Admission> => {
  const invitation = options.invitation ?? invitationIdFromBytes(random(16));
  return {
    kind: 'admit',
    member: options.member ?? memberIdFromBytes(random(16)),
    device: device.id,
    exchangeKey: device.exchangeKey,
    deviceKind: options.deviceKind ?? 'device',
    isKeeper: options.isKeeper ?? false,
    role: options.role ?? 'YOT practitioner',
    invitation,
    consent: await askToJoin(device, notebook, inviter, invitation),
    grants:
      options.grants ??
      [...new Set(keyring.sectionKeys.map(({ section }) => section))].map((section) => ({
        section,
        access: 'write',
      })),
    hands: await handOver(notebook, [
      {
        device: device.id,
        exchangeKey: device.exchangeKey,
        epochs: await Promise.all(keyring.epochs.map(nameEpoch)),
        keys: keyring.sectionKeys,
      },
    ]),
  };
};

export const freshStore = (factory: IDBFactory = new IDBFactory()): Promise<Store> =>
  openStore({ indexedDB: factory });

export interface OpenOptions {
  readonly store?: Store;
  readonly keyring?: Keyring;
  readonly summary?: Uint8Array | null;
}

export const vaultOf = async (
  { notebook, keyring, random }: Founded,
  device: Device | null,
  { store, keyring: other, summary = null }: OpenOptions = {},
): Promise<Vault> =>
  openVault({
    store: store ?? (await freshStore()),
    tag,
    notebook,
    keyring: other ?? keyring,
    device,
    summary,
    random,
  });

export const coversOf = async (vault: Vault): Promise<readonly Uint8Array<ArrayBuffer>[]> => {
  const all: Uint8Array<ArrayBuffer>[] = [];
  for await (const batch of vault.covers()) all.push(...batch);
  return all;
};
