/** Statements of the register: who is in, said by a device, signed, and linked by hash to what it knew then. */
import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';

import { isSignedBy, SIGNATURE_LENGTH } from './curves';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  type InvitationId,
  invitationIdToBytes,
  type NotebookId,
  notebookIdFromBytes,
  notebookIdToBytes,
  NotebookId as NotebookIdSchema,
  type SectionId,
  sectionIdFromBytes,
  type StatementId,
  statementIdFromBytes,
  statementIdToBytes,
} from './ids';
import { type Bytes, hashOf, type Random } from './keys';
import { LARGEST_PAYLOAD, readSaying, SAYING_NUMBERS, writeSaying } from './payload';
import type { Founding, Saying, Spoken } from './saying';

export type {
  Access,
  Admission,
  DeviceKind,
  Founding,
  Grant,
  KeyHanding,
  Spoken,
  Saying,
} from './saying';
export { LARGEST_PAYLOAD } from './payload';
export { NO_KEYS } from './saying';

const VERSION = 1;
export const MOST_PARENTS = 64;

export interface Statement {
  readonly id: StatementId;
  /** Null in the founding statement, which cannot name its own hash. */
  readonly notebook: NotebookId | null;
  /** Sorted, without repetition. */
  readonly parents: readonly StatementId[];
  readonly author: DeviceId;
  readonly saying: Saying;
  readonly bytes: Bytes;
  /** Signatures were checked: only {@link readStatement} makes statements out of bytes. */
  readonly isVerified: true;
}

const NO_NOTEBOOK = NotebookIdSchema.parse('0'.repeat(64));

const askedFor = (
  notebook: NotebookId,
  inviter: DeviceId,
  invitation: InvitationId,
  exchangeKey: Uint8Array,
): Bytes =>
  joinBytes(
    notebookIdToBytes(notebook),
    deviceIdToBytes(inviter),
    invitationIdToBytes(invitation),
    exchangeKey,
  );

/**
 * A device's signed wish to be admitted by this inviter and invitation with this exchange key. Without the key a
 * keeper could put a known device into the register with an exchange key of their own and read what is sealed to it;
 * without the inviter any member could take the wish out of an admission and make the device one of their own.
 */
export const askToJoin = (
  device: Pick<Device, 'sign' | 'exchangeKey'>,
  notebook: NotebookId,
  inviter: DeviceId,
  invitation: InvitationId,
): Promise<Bytes> =>
  device.sign(
    'liaison-notebook/consent/v1',
    askedFor(notebook, inviter, invitation, device.exchangeKey),
  );

/**
 * The id of a section that a device makes. It is bound to its maker, so that nobody can say an earlier statement about
 * somebody else's section and be taken for its maker.
 */
export const sectionIdOf = async (
  notebook: NotebookId,
  maker: DeviceId,
  nonce: Uint8Array,
): Promise<SectionId> =>
  sectionIdFromBytes(
    (
      await hashOf(
        'liaison-notebook/section-id/v1',
        joinBytes(notebookIdToBytes(notebook), deviceIdToBytes(maker), nonce),
      )
    ).subarray(0, 16),
  );

const statementIdOf = async (bytes: Uint8Array): Promise<StatementId> =>
  statementIdFromBytes(await hashOf('liaison-notebook/statement-id/v1', bytes));

/**
 * Signs a statement. `notebook` is null for the founding one only. Parents and lists without an order of their own are
 * sorted here; more than {@link MOST_PARENTS}, or a saying that nobody could read, is a bug of the caller and throws.
 */
export const writeStatement = async (
  notebook: NotebookId | null,
  parents: readonly StatementId[],
  saying: Spoken,
  device: Pick<Device, 'id' | 'sign'>,
): Promise<Statement> => {
  const sorted = [...new Set(parents)].toSorted();
  if (sorted.length > MOST_PARENTS) throw new Error(`${sorted.length} parents`);
  const payload = writeSaying(saying);
  if (payload.length > LARGEST_PAYLOAD) throw new Error(`statement of ${payload.length} bytes`);
  const number = SAYING_NUMBERS[saying.kind];
  const writer = byteWriter()
    .uint(VERSION)
    .fixed(notebookIdToBytes(notebook ?? NO_NOTEBOOK))
    .uint(sorted.length);
  for (const parent of sorted) writer.fixed(statementIdToBytes(parent));
  const signed = writer.fixed(deviceIdToBytes(device.id)).uint(number).bytes(payload).finish();
  const signature = await device.sign('liaison-notebook/statement/v1', signed);
  const bytes = joinBytes(signed, signature);
  return {
    id: await statementIdOf(bytes),
    notebook,
    parents: sorted,
    author: device.id,
    saying: readSaying(number, payload),
    bytes,
    isVerified: true,
  };
};

/** Founds a notebook: the statement, whose hash is the notebook's id. */
export const foundNotebook = async (
  device: Pick<Device, 'id' | 'sign' | 'exchangeKey'>,
  founding: Pick<Founding, 'member' | 'role' | 'sections' | 'epoch' | 'keys'>,
  random: Random,
): Promise<{ readonly notebook: NotebookId; readonly statement: Statement }> => {
  const { member, role, sections, epoch, keys } = founding;
  const statement = await writeStatement(
    null,
    [],
    {
      kind: 'found',
      member,
      device: device.id,
      exchangeKey: device.exchangeKey,
      nonce: random(32),
      role,
      sections,
      epoch,
      keys,
    },
    device,
  );
  return { notebook: NotebookIdSchema.parse(statement.id), statement };
};

/** Why bytes are no statement. */
export type StatementRefusal =
  | 'malformed'
  | 'newer version'
  | 'not signed by its author'
  | 'not asked for';

export type StatementReading =
  | { readonly state: 'read'; readonly statement: Statement }
  | {
      readonly state: 'refused';
      readonly why: StatementRefusal;
      /** Null when nobody is known to have signed it. */
      readonly author: DeviceId | null;
    };

/** What cannot be told from the signature alone. */
const objectionTo = async (
  saying: Saying,
  notebook: NotebookId,
  author: DeviceId,
): Promise<StatementRefusal | null> => {
  if (saying.kind === 'admit') {
    const hasAsked = await isSignedBy(
      deviceIdToBytes(saying.device),
      'liaison-notebook/consent/v1',
      askedFor(notebook, author, saying.invitation, saying.exchangeKey),
      saying.consent,
    );
    return hasAsked ? null : 'not asked for';
  }
  if (saying.kind === 'section') {
    const isOwn = (await sectionIdOf(notebook, author, saying.nonce)) === saying.section;
    return isOwn ? null : 'malformed';
  }
  return null;
};

/** Parses a statement strictly and checks its signature, and the consent of the device that it admits. */
export const readStatement = async (bytes: Uint8Array): Promise<StatementReading> => {
  try {
    const reader = byteReader(bytes);
    const version = reader.uint();
    if (version !== VERSION) {
      return {
        state: 'refused',
        why: version > VERSION ? 'newer version' : 'malformed',
        author: null,
      };
    }
    const named = notebookIdFromBytes(reader.fixed(32));
    const parents = Array.from({ length: reader.uint(MOST_PARENTS) }, () =>
      statementIdFromBytes(reader.fixed(32)),
    );
    const authorKey = reader.fixed(32);
    const number = reader.uint(255);
    const payload = reader.bytes(LARGEST_PAYLOAD);
    const signature = reader.fixed(SIGNATURE_LENGTH);
    reader.end();
    const isSorted = parents.every((parent, at) => {
      const before = parents[at - 1];
      return before === undefined || before < parent;
    });
    if (!isSorted) return { state: 'refused', why: 'malformed', author: null };
    const saying = readSaying(number, payload);
    const isSigned = await isSignedBy(
      authorKey,
      'liaison-notebook/statement/v1',
      bytes.subarray(0, bytes.length - SIGNATURE_LENGTH),
      signature,
    );
    if (!isSigned) return { state: 'refused', why: 'not signed by its author', author: null };
    const author = deviceIdFromBytes(authorKey);
    const objection = await objectionTo(saying, named, author);
    if (objection !== null) return { state: 'refused', why: objection, author };
    return {
      state: 'read',
      statement: {
        id: await statementIdOf(bytes),
        notebook: named === NO_NOTEBOOK ? null : named,
        parents,
        author,
        saying,
        bytes: bytes.slice(),
        isVerified: true,
      },
    };
  } catch (error) {
    if (error instanceof Malformed) return { state: 'refused', why: 'malformed', author: null };
    throw error;
  }
};
