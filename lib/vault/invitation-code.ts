/** The code of an invitation: what one person sends another by chat or mail, to be pasted. */
import { isMeetingAddress, LONGEST_ADDRESS } from '@/lib/parse/address';
import {
  byteReader,
  byteWriter,
  isSameBytes,
  joinBytes,
  Malformed,
  toHex,
} from '@/lib/parse/bytes';

import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  type InvitationId,
  invitationIdFromBytes,
  invitationIdToBytes,
  type NotebookId,
  notebookIdFromBytes,
  notebookIdToBytes,
} from './ids';
import { type Bytes, deriveKey, hashOf } from './keys';
import { MOST_ADDRESSES } from './keyring';

const VERSION = 1;
const CHECKSUM_LENGTH = 4;
const LONGEST_CODE = 8192;

export interface InvitationCode {
  readonly notebook: NotebookId;
  readonly inviter: DeviceId;
  readonly invitation: InvitationId;
  /** 32 bytes: names the meeting place and seals what passes there. */
  readonly secret: Bytes;
  /** 32 bytes: fixes what the inviter will reveal, see `commitmentTo`. */
  readonly commitment: Bytes;
  /** Minutes since 1970, by the clock of the inviter's device. */
  readonly expiresAtMinute: number;
  readonly signalling: readonly string[];
}

export type CodeReading =
  | { readonly state: 'read'; readonly code: InvitationCode }
  | {
      readonly state: 'refused';
      readonly why: 'not an invitation' | 'cut short or mistyped' | 'from a newer version';
    };

/** The exact bytes of a code; both ends hash these. */
export const codeBytes = (code: InvitationCode): Bytes => {
  const writer = byteWriter()
    .uint(VERSION)
    .fixed(notebookIdToBytes(code.notebook))
    .fixed(deviceIdToBytes(code.inviter))
    .fixed(invitationIdToBytes(code.invitation))
    .fixed(code.secret)
    .fixed(code.commitment)
    .uint(code.expiresAtMinute)
    .uint(code.signalling.length);
  for (const address of code.signalling) writer.text(address);
  return writer.finish();
};

const checksumOf = async (bytes: Uint8Array): Promise<Bytes> =>
  (await hashOf('liaison-notebook/invitation-checksum/v1', bytes)).slice(0, CHECKSUM_LENGTH);

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Null for text that {@link toBase64Url} would not have written. */
const fromBase64Url = (text: string): Bytes | null => {
  if (!/^[\w-]+$/u.test(text) || text.length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  );
  return toBase64Url(bytes) === text ? bytes : null;
};

/** `LN1-` and base64url of `code • checksum(4)`. */
export const writeCode = async (code: InvitationCode): Promise<string> => {
  const bytes = codeBytes(code);
  return `LN${VERSION}-${toBase64Url(joinBytes(bytes, await checksumOf(bytes)))}`;
};

/** Reads a pasted code. Spaces and line breaks, which mail and chat put in, are ignored. */
export const readCode = async (pasted: string): Promise<CodeReading> => {
  const text = pasted.replaceAll(/[\s\u200B-\u200D\u2060\uFEFF]/gu, '');
  const [, version, encoded] = /^LN(\d{1,4})-(.*)$/u.exec(text) ?? [];
  if (version === undefined || encoded === undefined) {
    return { state: 'refused', why: 'not an invitation' };
  }
  if (Number(version) > VERSION) return { state: 'refused', why: 'from a newer version' };
  if (version !== String(VERSION)) return { state: 'refused', why: 'not an invitation' };
  const mistyped: CodeReading = { state: 'refused', why: 'cut short or mistyped' };
  const joined = encoded.length > LONGEST_CODE ? null : fromBase64Url(encoded);
  if (joined === null || joined.length <= CHECKSUM_LENGTH) return mistyped;
  const bytes = joined.slice(0, -CHECKSUM_LENGTH);
  if (!isSameBytes(joined.subarray(-CHECKSUM_LENGTH), await checksumOf(bytes))) return mistyped;
  const code = parseCode(bytes);
  return code === null ? { state: 'refused', why: 'not an invitation' } : { state: 'read', code };
};

const parseCode = (bytes: Uint8Array): InvitationCode | null => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return null;
    const code: InvitationCode = {
      notebook: notebookIdFromBytes(reader.fixed(32)),
      inviter: deviceIdFromBytes(reader.fixed(32)),
      invitation: invitationIdFromBytes(reader.fixed(16)),
      secret: reader.fixed(32),
      commitment: reader.fixed(32),
      expiresAtMinute: reader.uint(),
      signalling: Array.from({ length: reader.uint(MOST_ADDRESSES) }, () =>
        reader.text(LONGEST_ADDRESS),
      ),
    };
    reader.end();
    return code.signalling.every(isMeetingAddress) ? code : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/** The name of the meeting place at the signalling servers, 64 hexadecimal digits. */
export const topicOf = async ({ secret }: Pick<InvitationCode, 'secret'>): Promise<string> =>
  toHex(await deriveKey(secret, 'liaison-notebook/invitation-topic/v1', 32));
