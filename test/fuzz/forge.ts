/** What a hostile member can sign and seal with its own real keys: letters and statements with anything in them. */
import { byteWriter, joinBytes } from '@/lib/parse/bytes';
import { sealToDevice, writeKeyBundle } from '@/lib/vault/bundle';
import { CONTENT_KINDS, coverKeyFrom, coverOf } from '@/lib/vault/cover';
import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  invitationIdFromBytes,
  type KeyId,
  keyIdToBytes,
  type LetterId,
  letterIdFromBytes,
  letterIdToBytes,
  type MemberId,
  memberIdFromBytes,
  notebookIdToBytes,
  runIdFromBytes,
  runIdToBytes,
  type SectionId,
  sectionIdToBytes,
  type StatementId,
  statementIdFromBytes,
  statementIdToBytes,
} from '@/lib/vault/ids';
import { type Bytes, keyIdOf, sealerFor } from '@/lib/vault/keys';
import { epochKeys, newestEpoch, type SectionKey } from '@/lib/vault/keyring';
import { bodySealer, NO_LETTER } from '@/lib/vault/letter';
import { pad } from '@/lib/vault/padding';
import { SAYING_NUMBERS, writeSaying } from '@/lib/vault/payload';
import type { KeyHanding, Saying } from '@/lib/vault/saying';
import { askToJoin, NO_KEYS, sectionIdOf } from '@/lib/vault/statement';
import type { Vault } from '@/lib/vault/vault';

import type { Chance } from '../simulate/chance';
import type { Base } from './base';
import { mutated } from './mutate';

type KnownSaying = Exclude<Saying, { readonly kind: 'unknown' }>;

export interface Forger {
  /** A cover that opens, around something that no honest build makes. */
  readonly cover: () => Promise<Bytes>;
}

export const makeForger = async (base: Base, vault: Vault, chance: Chance): Promise<Forger> => {
  const { mallory, notebook, pool } = base;
  const { device, keyring } = mallory;
  const random = chance.bytes;
  const epoch = newestEpoch(keyring);
  if (epoch === null) throw new Error('no epoch');
  const keys = await epochKeys(notebook, epoch);
  const coverKey = await coverKeyFrom(keys);
  const coverSealer = await sealerFor(keys.coverKey, 'liaison-notebook/cover/v1');
  const register = vault.register();
  const members = register.members.map(({ member }) => member);
  const devices = register.members.flatMap((member) => member.devices);
  const vector = vault.vector();

  const aMember = (): MemberId =>
    chance.is(0.9) ? chance.pick(members) : memberIdFromBytes(random(16));
  const aDevice = (): DeviceId =>
    chance.is(0.9) ? chance.pick(devices).id : deviceIdFromBytes(random(32));
  const aSection = (): SectionId => chance.pick(base.sections);
  const aStatement = (): StatementId =>
    chance.is(0.8) ? chance.pick(base.statements).id : statementIdFromBytes(random(32));
  const aLetter = (): LetterId =>
    chance.is(0.7) ? chance.pick(vector).letter : letterIdFromBytes(random(32));
  const someEnds = () =>
    vector
      .filter(() => chance.is(0.5))
      .map((end) => ({ ...end, seq: chance.is(0.5) ? end.seq : 1 + chance.int(2 ** 31) }));

  const someHands = async (): Promise<KeyHanding> => {
    if (chance.is(0.4)) return NO_KEYS;
    const to = chance.pick(devices);
    const secret = random(32);
    const key = random(32);
    const section = aSection();
    const held: SectionKey = { section, key, keyId: await keyIdOf(key) };
    const number = chance.pick([1, 2, 3, 1_000, Number.MAX_SAFE_INTEGER]);
    const bundle = writeKeyBundle({ epochs: [{ number, secret }], sectionKeys: [held] });
    const sealed = await sealToDevice(
      to.exchangeKey,
      'liaison-notebook/keys-bundle/v1',
      chance.is(0.5) ? bundle : mutated(bundle, chance, pool),
      notebookIdToBytes(notebook),
    );
    return {
      epochs: [{ number, keyId: await keyIdOf(secret) }],
      keys: [{ section, keyId: held.keyId }],
      bundles: [{ device: to.id, epochs: [0], keys: [0], sealed }],
    };
  };

  const sayings: readonly (() => Promise<KnownSaying>)[] = [
    async () => {
      const invitation = invitationIdFromBytes(random(16));
      return {
        kind: 'admit',
        member: aMember(),
        device: base.spare.id,
        exchangeKey: base.spare.exchangeKey,
        deviceKind: chance.is(0.7) ? 'device' : 'recovery',
        isKeeper: chance.is(0.5),
        role: 'YOT manager',
        invitation,
        consent: await askToJoin(base.spare, notebook, device.id, invitation),
        grants: base.sections.map((section) => ({ section, access: 'write' })),
        hands: await someHands(),
      };
    },
    async () => ({
      kind: 'remove',
      members: chance.is(0.6) ? [aMember()] : [],
      devices: chance.is(0.6) ? [aDevice()] : [],
      cutoffs: someEnds(),
      hands: await someHands(),
    }),
    async () => {
      const section = aSection();
      return {
        kind: 'withdraw',
        member: aMember(),
        section,
        cutoffs: someEnds().filter((end) => end.section === section),
        hands: await someHands(),
      };
    },
    async () => ({
      kind: 'grant',
      member: aMember(),
      section: aSection(),
      access: chance.is(0.6) ? 'write' : 'read',
      hands: await someHands(),
    }),
    async () => {
      const nonce = random(16);
      return {
        kind: 'section',
        section: chance.is(0.5) ? aSection() : await sectionIdOf(notebook, device.id, nonce),
        nonce,
        purpose: 'directory',
        grants: [{ member: aMember(), access: 'write' }],
        hands: await someHands(),
      };
    },
    async () => ({ kind: 'appoint', member: aMember() }),
    async () => ({ kind: 'retire', member: aMember() }),
    async () => ({ kind: 'role', member: aMember(), role: 'Auditor' }),
    async () => ({ kind: 'hand', hands: await someHands() }),
    async () => ({ kind: 'leaveOut', section: aSection(), letters: [aLetter()] }),
    async () => {
      const section = aSection();
      return {
        kind: 'checkpoint',
        section,
        ends: someEnds().filter((end) => end.section === section),
        hash: random(32),
        isErasure: chance.is(0.5),
      };
    },
    async () => ({ kind: 'agree', checkpoint: aStatement() }),
    async () => ({ kind: 'erased', checkpoint: aStatement() }),
    async () => ({ kind: 'hold', section: aSection(), isOn: chance.is(0.5) }),
  ];

  const someSaying = async (): Promise<{ readonly kind: number; readonly payload: Bytes }> => {
    if (chance.is(0.25)) {
      const { saying } = chance.pick(base.statements);
      if (saying.kind !== 'unknown') {
        return { kind: SAYING_NUMBERS[saying.kind], payload: writeSaying(saying) };
      }
    }
    const saying = await chance.pick(sayings)();
    return { kind: SAYING_NUMBERS[saying.kind], payload: writeSaying(saying) };
  };

  const statement = async (): Promise<Bytes> => {
    const { kind, payload } = await someSaying();
    const parents = [
      ...new Set(
        chance.is(0.6) ? register.heads : [aStatement(), ...(chance.is(0.3) ? [aStatement()] : [])],
      ),
    ];
    const ordered = chance.is(0.97) ? parents.toSorted() : parents.toReversed();
    const writer = byteWriter()
      .uint(chance.is(0.99) ? 1 : chance.int(4))
      .fixed(chance.is(0.98) ? notebookIdToBytes(notebook) : random(32))
      .uint(ordered.length);
    for (const parent of ordered) writer.fixed(statementIdToBytes(parent));
    writer
      .fixed(deviceIdToBytes(chance.is(0.93) ? device.id : aDevice()))
      .uint(chance.is(0.96) ? kind : chance.int(256))
      .bytes(chance.is(0.45) ? mutated(payload, chance, pool) : payload);
    const written = writer.finish();
    const signed = chance.is(0.85) ? written : mutated(written, chance, pool);
    return joinBytes(signed, await device.sign('liaison-notebook/statement/v1', signed));
  };

  const ownKey = async (
    section: SectionId,
  ): Promise<{ readonly keyId: KeyId; readonly key: Bytes }> => {
    const held = keyring.sectionKeys.filter((one) => one.section === section);
    if (held.length > 0 && chance.is(0.9)) return chance.pick(held);
    const key = random(32);
    return { key, keyId: await keyIdOf(key) };
  };

  const letter = async (): Promise<Bytes> => {
    const section = aSection();
    const { key, keyId } = await ownKey(section);
    const author = chance.is(0.9) ? device.id : aDevice();
    const end = vector.find((one) => one.section === section && one.device === author);
    const isNext = chance.is(0.7);
    const seq = isNext ? (end?.seq ?? 0) + 1 : chance.pick([0, 1, 2, 3, 100, 2 ** 40]);
    const previous = isNext ? (end?.letter ?? NO_LETTER) : chance.is(0.5) ? aLetter() : NO_LETTER;
    const head = byteWriter()
      .uint(chance.is(0.99) ? 1 : chance.int(4))
      .fixed(chance.is(0.97) ? notebookIdToBytes(notebook) : random(32))
      .fixed(sectionIdToBytes(section))
      .fixed(keyIdToBytes(keyId))
      .fixed(deviceIdToBytes(author))
      .fixed(runIdToBytes(runIdFromBytes(random(16))))
      .uint(seq)
      .fixed(letterIdToBytes(previous))
      .finish();
    const sealer = await bodySealer({ section, key, keyId });
    const body = await sealer.seal(random(chance.int(120)), random, head);
    const plain = byteWriter()
      .fixed(head)
      .bytes(chance.is(0.85) ? body : mutated(body, chance, pool))
      .finish();
    const signed = chance.is(0.7) ? plain : mutated(plain, chance, pool);
    return joinBytes(signed, await device.sign('liaison-notebook/letter/v1', signed));
  };

  const cover = async (): Promise<Bytes> => {
    const kind = chance.is(0.5) ? 'letter' : 'statement';
    const inside = kind === 'letter' ? await letter() : await statement();
    // Beyond 512 KiB nothing is written; an empty one is one too.
    const bytes = chance.is(0.05) ? mutated(inside, chance, pool) : inside;
    if (chance.is(0.9)) return coverOf(kind, bytes, coverKey);
    const head = joinBytes(Uint8Array.of(1), keys.coverTag);
    const content = pad(byteWriter().uint(CONTENT_KINDS[kind]).bytes(bytes).finish());
    return joinBytes(head, await coverSealer.seal(mutated(content, chance, pool), random, head));
  };

  return { cover };
};
