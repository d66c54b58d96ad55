/** A report: what a device says it holds, signed by its certified key and sealed for the members. */
import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';

import {
  type Channel,
  checkSigned,
  CREDENTIAL_LENGTH,
  type Membership,
  type Stranger,
} from './proof';
import { SIGNATURE_LENGTH } from './curves';
import type { DeviceId } from './ids';
import { type Bytes, openUnder, type Random, sealUnder } from './keys';
import { checkPadding, pad } from './padding';
import { readVector, type Vector, writeVector } from './vector';

const SIGNING = 'liaison-notebook/report/v1';
const SEALING = 'liaison-notebook/report-seal/v1';
/** Longest sealed report that is looked at: a vector of every chain that a vector may have fits. */
const LARGEST_REPORT = 2 * 1024 * 1024;

export interface Report {
  readonly device: DeviceId;
  /** Grows with every report of a device, across its restarts: of two reports the higher counter holds. */
  readonly counter: number;
  /** Which volume of the sealed log the device is in. */
  readonly volume: number;
  readonly vector: Vector;
}

/** `report := version • credential(128) • counter • volume • vector • signature(64)`, padded and sealed. */
export const writeReport = async (
  channel: Channel,
  { counter, volume, vector }: Omit<Report, 'device'>,
  random: Random,
): Promise<Bytes> => {
  const signed = byteWriter()
    .uint(1)
    .fixed(channel.credential)
    .uint(counter)
    .uint(volume)
    .bytes(writeVector(vector))
    .finish();
  const signature = await channel.sign(SIGNING, signed);
  return sealUnder(channel.epoch.reportKey, SEALING, pad(joinBytes(signed, signature)), random);
};

export type Reporting =
  | { readonly state: 'report'; readonly report: Report }
  | { readonly state: 'refused'; readonly why: Stranger };

/** Opens and verifies a report. Whether its counter is newer than the last one is for the caller to compare. */
export const readReport = async (
  membership: Membership,
  sealed: Uint8Array,
): Promise<Reporting> => {
  if (sealed.length > LARGEST_REPORT) return { state: 'refused', why: 'malformed' };
  const plain = await openUnder(membership.epoch.reportKey, SEALING, sealed);
  if (plain === null) return { state: 'refused', why: 'does not hold the key of this notebook' };
  try {
    const reader = byteReader(plain);
    if (reader.uint() !== 1) return { state: 'refused', why: 'malformed' };
    const credential = reader.fixed(CREDENTIAL_LENGTH);
    const counter = reader.uint();
    const volume = reader.uint();
    const vector = readVector(reader.bytes(LARGEST_REPORT));
    const signedLength = plain.length - reader.left();
    const signature = reader.fixed(SIGNATURE_LENGTH);
    checkPadding(plain, plain.length - reader.left());
    if (vector === null) return { state: 'refused', why: 'malformed' };
    const checked = await checkSigned(
      membership,
      credential,
      SIGNING,
      plain.subarray(0, signedLength),
      signature,
    );
    return checked.state === 'member'
      ? { state: 'report', report: { device: checked.device, counter, volume, vector } }
      : { state: 'refused', why: checked.why };
  } catch (error) {
    if (error instanceof Malformed) return { state: 'refused', why: 'malformed' };
    throw error;
  }
};
