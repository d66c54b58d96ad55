/**
 * The proof of membership that opens a channel: a key certified by a device of the register signs what both ends saw.
 *
 * The channel key is apart from the device key so that a locked engine, which has dropped that one, still shows that
 * it belongs and can sign nothing else.
 */
import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';

import {
  isSignedBy,
  PUBLIC_KEY_LENGTH,
  SECRET_LENGTH,
  SIGNATURE_LENGTH,
  signerFrom,
} from './curves';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  type NotebookId,
  notebookIdToBytes,
} from './ids';
import { type Bytes, openUnder, type Purpose, type Random, sealUnder } from './keys';
import type { EpochKeys } from './keyring';
import type { Register } from './register';

/** The part of an epoch that a locked engine keeps for this. */
export type ReportingEpoch = Pick<EpochKeys, 'number' | 'reportKey'>;

/** Where a credential holds: in one notebook, during one epoch. */
export interface Membership {
  readonly notebook: NotebookId;
  readonly epoch: ReportingEpoch;
  readonly register: Pick<Register, 'isDevice'>;
}

/** What a locked engine keeps in memory. */
export interface Channel {
  readonly device: DeviceId;
  readonly notebook: NotebookId;
  readonly epoch: ReportingEpoch;
  /** `device(32) • channel key(32) • certificate(64)` */
  readonly credential: Bytes;
  /** Signs by the channel key. */
  readonly sign: (purpose: Purpose, bytes: Uint8Array) => Promise<Bytes>;
}

const certified = (notebook: NotebookId, epoch: number, channelKey: Uint8Array): Bytes =>
  byteWriter().fixed(notebookIdToBytes(notebook)).uint(epoch).fixed(channelKey).finish();

/** Makes a fresh channel key and has the device certify it: once per unlock, notebook and epoch. */
export const openChannel = async (
  device: Device,
  notebook: NotebookId,
  epoch: ReportingEpoch,
  random: Random,
): Promise<Channel> => {
  const signer = await signerFrom(random(SECRET_LENGTH));
  const certificate = await device.sign(
    'liaison-notebook/channel-certificate/v1',
    certified(notebook, epoch.number, signer.publicKey),
  );
  return {
    device: device.id,
    notebook,
    epoch,
    credential: joinBytes(deviceIdToBytes(device.id), signer.publicKey, certificate),
    sign: signer.sign,
  };
};

export type Stranger =
  | 'does not hold the key of this notebook'
  | 'malformed'
  | 'not in this notebook'
  | 'not certified by its device'
  | 'not signed by its key';

export type Checking =
  | { readonly state: 'member'; readonly device: DeviceId }
  | { readonly state: 'stranger'; readonly why: Stranger };

export const CREDENTIAL_LENGTH = 2 * PUBLIC_KEY_LENGTH + SIGNATURE_LENGTH;

/** Whether the holder of a credential signed these bytes, and as which device of the register. */
export const checkSigned = async (
  { notebook, epoch, register }: Membership,
  credential: Uint8Array,
  purpose: Purpose,
  signed: Uint8Array,
  signature: Uint8Array,
): Promise<Checking> => {
  const reader = byteReader(credential);
  const deviceKey = reader.fixed(PUBLIC_KEY_LENGTH);
  const channelKey = reader.fixed(PUBLIC_KEY_LENGTH);
  const certificate = reader.fixed(SIGNATURE_LENGTH);
  reader.end();
  const device = deviceIdFromBytes(deviceKey);
  if (!register.isDevice(device)) return { state: 'stranger', why: 'not in this notebook' };
  const isCertified = await isSignedBy(
    deviceKey,
    'liaison-notebook/channel-certificate/v1',
    certified(notebook, epoch.number, channelKey),
    certificate,
  );
  if (!isCertified) return { state: 'stranger', why: 'not certified by its device' };
  return (await isSignedBy(channelKey, purpose, signed, signature))
    ? { state: 'member', device }
    : { state: 'stranger', why: 'not signed by its key' };
};

const SIGNING = 'liaison-notebook/channel/v1';
const SEALING = 'liaison-notebook/channel-proof/v1';

/**
 * The proof for one transcript, sealed under the epoch's report key so that the wire shows no device id.
 * `proof := version • credential(128) • signature(64)`
 */
export const prove = async (
  channel: Channel,
  transcript: Uint8Array,
  random: Random,
): Promise<Bytes> =>
  sealUnder(
    channel.epoch.reportKey,
    SEALING,
    byteWriter()
      .uint(1)
      .fixed(channel.credential)
      .fixed(await channel.sign(SIGNING, transcript))
      .finish(),
    random,
  );

/** Checks the other end's proof against the transcript that this end saw. Never throws for what was sent. */
export const check = async (
  membership: Membership,
  transcript: Uint8Array,
  proof: Uint8Array,
): Promise<Checking> => {
  const plain = await openUnder(membership.epoch.reportKey, SEALING, proof);
  if (plain === null) return { state: 'stranger', why: 'does not hold the key of this notebook' };
  try {
    const reader = byteReader(plain);
    if (reader.uint() !== 1) return { state: 'stranger', why: 'malformed' };
    const credential = reader.fixed(CREDENTIAL_LENGTH);
    const signature = reader.fixed(SIGNATURE_LENGTH);
    reader.end();
    return await checkSigned(membership, credential, SIGNING, transcript, signature);
  } catch (error) {
    if (error instanceof Malformed) return { state: 'stranger', why: 'malformed' };
    throw error;
  }
};
