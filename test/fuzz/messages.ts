/** Everything else that comes from elsewhere: codes, exchange messages, reports, proofs, bundles, vectors and the like. */
import { byteReader, byteWriter, joinBytes } from '@/lib/parse/bytes';
import { bytesToSide, sideToBytes } from '@/lib/session/side-message';
import { bytesToWelcome, welcomeToBytes } from '@/lib/session/welcome';
import { readKeyBundle, sealToDevice, writeKeyBundle } from '@/lib/vault/bundle';
import type { Device } from '@/lib/vault/device';
import { codeBytes, type InvitationCode, readCode } from '@/lib/vault/invitation-code';
import { type Inviter, makeInvitation, openInviter, openJoiner } from '@/lib/vault/invitation';
import { type Bytes, deriveKey, hashOf, openUnder, sealUnder } from '@/lib/vault/keys';
import { epochKeys, newestEpoch } from '@/lib/vault/keyring';
import { pad } from '@/lib/vault/padding';
import { check, type Membership, openChannel, prove } from '@/lib/vault/proof';
import { readRecoveryCode, writeRecoveryCode } from '@/lib/vault/recovery-code';
import { openRecoverer, readHello, writeRecoveryAnswer } from '@/lib/vault/recovery-exchange';
import { readReport, writeReport } from '@/lib/vault/report';
import type { Vault } from '@/lib/vault/vault';
import { readVector, writeVector } from '@/lib/vault/vector';

import type { Chance } from '../simulate/chance';
import type { Base } from './base';
import { mutated } from './mutate';

/** Each answers what was wrong, or null. */
export interface MessageKind {
  readonly kind: string;
  readonly after: () => Promise<string | null>;
  readonly before: () => Promise<string | null>;
}

const OUTER = 'liaison-notebook/invitation-outer/v1';
const NOW = 1_000_000_000;
const CROCKFORD = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ');

const textChanged = (text: string, chance: Chance): string => {
  const at = chance.int(text.length);
  const letter = String.fromCodePoint(chance.pick([45, 48, 65, 90, 97, 122, 0x1f600, 0x131]));
  const ways = [
    text.slice(0, at) + letter + text.slice(at + 1),
    text.slice(0, at),
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + letter.repeat(1 + chance.int(2_000)) + text.slice(at),
  ];
  return chance.pick(ways);
};

/** The same bytes again are not a change; what reads as the same value would be two forms of one. */
const onlyOneForm = (
  changed: Uint8Array,
  read: (bytes: Uint8Array) => Uint8Array | null,
): string | null => {
  const again = read(changed);
  if (again === null) return null;
  const isSame = again.length === changed.length && again.every((byte, at) => byte === changed[at]);
  return isSame ? null : 'was read, and is written otherwise';
};

const requestOf = async (code: InvitationCode, message: Bytes): Promise<Bytes> => {
  const plain = await openUnder(await deriveKey(code.secret, OUTER, 32), OUTER, message);
  if (plain === null) throw new Error('the code does not open it');
  const reader = byteReader(plain);
  reader.uint();
  reader.uint();
  return reader.bytes(plain.length);
};

export const makeMessages = async (
  base: Base,
  vault: Vault,
  chance: Chance,
): Promise<readonly MessageKind[]> => {
  const { notebook, alice, mallory, spare, pool } = base;
  const random = chance.bytes;
  const changed = (bytes: Uint8Array): Bytes => mutated(bytes, chance, pool);
  const epoch = newestEpoch(mallory.keyring);
  if (epoch === null) throw new Error('no epoch');
  const keys = await epochKeys(notebook, epoch);
  const membership: Membership = { notebook, epoch: keys, register: vault.register() };
  const channel = await openChannel(mallory.device, notebook, keys, random);

  const invitation = await makeInvitation(
    { notebook, inviter: alice.device.id, signalling: [], expiresAt: NOW + 600_000 },
    random,
  );
  const { code } = invitation;
  const codeHash = await hashOf('liaison-notebook/invitation-code/v1', codeBytes(code));
  const outerKey = await deriveKey(code.secret, OUTER, 32);
  const inviter = (): Promise<Inviter> =>
    openInviter({ invitation, device: alice.device, keep: async () => undefined, random });
  const joiner = (device: Device) => openJoiner({ code, device, random });
  const outer = async (side: number, kind: number, payload: Uint8Array): Promise<Bytes> => {
    const padded = pad(byteWriter().uint(side).uint(kind).bytes(payload).finish());
    return sealUnder(outerKey, OUTER, chance.is(0.8) ? padded : changed(padded), random);
  };
  const firstOf = (outbox: readonly Bytes[]): Bytes => {
    const [message] = outbox;
    if (message === undefined) throw new Error('nothing to say');
    return message;
  };

  const report = (): Promise<Bytes> =>
    writeReport(channel, { counter: 1, volume: 1, vector: vault.vector() }, random);
  const signedAnew = async (
    seal: 'liaison-notebook/report-seal/v1' | 'liaison-notebook/channel-proof/v1',
    sealed: Bytes,
  ): Promise<Bytes> => {
    const plain = await openUnder(keys.reportKey, seal, sealed);
    if (plain === null) throw new Error('own words do not open');
    return sealUnder(keys.reportKey, seal, changed(plain), random);
  };

  const parsers: readonly (readonly [
    string,
    Bytes,
    (bytes: Uint8Array) => Promise<string | null>,
  ])[] = [
    [
      'a vector',
      writeVector(vault.vector()),
      async (bytes) =>
        onlyOneForm(bytes, (these) => {
          const read = readVector(these);
          return read === null ? null : writeVector(read);
        }),
    ],
    [
      'a welcome',
      welcomeToBytes({
        name: 'Sampleton YOT',
        member: mallory.member,
        statements: vault.register().statements,
      }),
      async (bytes) =>
        onlyOneForm(bytes, (these) => {
          const read = bytesToWelcome(these);
          return read === null ? null : welcomeToBytes(read);
        }),
    ],
    [
      'words beside the log',
      new Uint8Array(sideToBytes({ kind: 'presence', bytes: random(40) })),
      async (bytes) =>
        onlyOneForm(bytes, (these) => {
          const read = bytesToSide(these);
          return read === null ? null : sideToBytes(read);
        }),
    ],
  ];

  const secret = random(16);
  const recoveryText = await writeRecoveryCode(secret);
  const recovery = await openRecoverer(spare, random);

  return [
    ...parsers.map(([kind, bytes, look]): MessageKind => {
      const work = (): Promise<string | null> => look(changed(bytes));
      return { kind, after: work, before: work };
    }),
    {
      kind: 'an invitation code',
      after: async () => {
        const typed = textChanged(invitation.text, chance);
        const read = await readCode(typed);
        if (read.state !== 'read') return null;
        const strip = (text: string): string => text.replaceAll(/[\s​-‍⁠﻿]/gu, '');
        return strip(typed) === strip(invitation.text) ? null : `took ${typed}`;
      },
      before: async () => {
        const bytes = changed(codeBytes(code));
        const sum = await hashOf('liaison-notebook/invitation-checksum/v1', bytes);
        const text = `LN1-${Buffer.from(joinBytes(bytes, sum.slice(0, 4))).toString('base64url')}`;
        const read = await readCode(text);
        return read.state === 'read' ? onlyOneForm(bytes, () => codeBytes(read.code)) : null;
      },
    },
    {
      kind: 'a request to join',
      after: async () => {
        const side = await inviter();
        const message = changed(firstOf((await joiner(spare)).outbox()));
        const answer = await side.take(message, NOW);
        return answer === 'ignored' ? null : `was ${answer}`;
      },
      before: async () => {
        const side = await inviter();
        const request = await requestOf(code, firstOf((await joiner(spare)).outbox()));
        const body = request.slice(0, -64);
        const signed = chance.is(0.8) ? changed(body) : body;
        const signature = await spare.sign(
          'liaison-notebook/invitation-request/v1',
          joinBytes(codeHash, signed),
        );
        const kind = chance.is(0.8) ? 1 : chance.int(9);
        await side.take(
          await outer(chance.is(0.9) ? 1 : 2, kind, joinBytes(signed, signature)),
          NOW,
        );
        const { state } = side.view();
        // Whoever asks is answered with words; nothing goes on before a person has compared them.
        return ['waiting', 'words', 'ended'].includes(state) ? null : `came to ${state}`;
      },
    },
    {
      kind: 'an answer to a request',
      after: async () => {
        const [asking, side] = [await joiner(spare), await inviter()];
        await side.take(firstOf(asking.outbox()), NOW);
        const answer = await asking.take(changed(firstOf(side.outbox())));
        return answer === 'ignored' ? null : `was ${answer}`;
      },
      before: async () => {
        const [asking, side] = [await joiner(spare), await inviter()];
        await side.take(firstOf(asking.outbox()), NOW);
        const reveal = await requestOf(code, firstOf(side.outbox()));
        const kind = chance.is(0.7) ? 2 : chance.int(9);
        await asking.take(await outer(chance.is(0.9) ? 2 : 1, kind, changed(reveal)));
        const { state } = asking.view();
        return state === 'asking' || state === 'ended' ? null : `came to ${state}`;
      },
    },
    {
      kind: 'a report',
      after: async () => {
        const read = await readReport(membership, changed(await report()));
        return read.state === 'refused' ? null : 'was taken';
      },
      before: async () => {
        const anew = await signedAnew('liaison-notebook/report-seal/v1', await report());
        const read = await readReport(membership, anew);
        // Its own counter and vector it may choose; a name it may not.
        if (read.state === 'refused') return null;
        return read.report.device === mallory.device.id ? null : 'spoke as another';
      },
    },
    {
      kind: 'a proof',
      after: async () => {
        const transcript = random(32);
        const checking = await check(
          membership,
          transcript,
          changed(await prove(channel, transcript, random)),
        );
        return checking.state === 'stranger' ? null : 'was taken';
      },
      before: async () => {
        const transcript = random(32);
        const anew = await signedAnew(
          'liaison-notebook/channel-proof/v1',
          await prove(channel, transcript, random),
        );
        const checking = await check(membership, transcript, anew);
        return checking.state === 'stranger' ? null : 'was taken';
      },
    },
    {
      kind: 'a key bundle',
      after: async () => {
        const purpose = 'liaison-notebook/keys-bundle/v1';
        const bundle = writeKeyBundle(mallory.keyring);
        const sealed = await sealToDevice(alice.device.exchangeKey, purpose, bundle);
        const opened = await alice.device.openBundle(purpose, changed(sealed));
        return opened === null ? null : 'was opened';
      },
      before: async () => {
        const read = await readKeyBundle(changed(writeKeyBundle(mallory.keyring)));
        return read === null || read.sectionKeys.every(({ keyId }) => keyId.length === 32)
          ? null
          : 'has keys without a name';
      },
    },
    {
      kind: 'a recovery code',
      after: async () => {
        const typed = textChanged(recoveryText, chance);
        const read = await readRecoveryCode(typed);
        if (read.state === 'refused') return null;
        return read.secret.every((byte, at) => byte === secret[at]) ? null : `took ${typed}`;
      },
      before: async () => {
        const read = await readRecoveryCode(
          Array.from({ length: 30 }, () => chance.pick(CROCKFORD)).join(''),
        );
        // One in four million is right by chance; here that would be a wonder.
        return read.state === 'refused' ? null : 'took a code made up';
      },
    },
    {
      kind: 'a call for recovery',
      after: async () => {
        const hello = await readHello(spare.id, changed(recovery.hello));
        return hello === null ? null : 'was heard';
      },
      before: async () => {
        const hello = await readHello(spare.id, recovery.hello);
        if (hello === null) return 'a true one was not heard';
        const answers = await writeRecoveryAnswer(
          { id: spare.id, exchangeKey: spare.exchangeKey },
          chance.is(0.5) ? hello : random(32),
          { notebook, name: 'Sampleton YOT', signalling: [], statements: [random(30)] },
          random,
        );
        await recovery.take(changed(firstOf(answers)));
        return null;
      },
    },
  ];
};
