/** Statements of the register: who is in, said by a device, signed, and linked by hash to what it knew then. */
import { byteReader, byteWriter, joinBytes, Malformed } from '@/lib/parse/bytes';

import { isSignedBy, SIGNATURE_LENGTH } from './curves';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  type InvitationId,
  invitationIdFromBytes,
  invitationIdToBytes,
  type MemberId,
  memberIdFromBytes,
  memberIdToBytes,
  type NotebookId,
  notebookIdFromBytes,
  notebookIdToBytes,
  NotebookId as NotebookIdSchema,
  type SectionId,
  sectionIdFromBytes,
  sectionIdToBytes,
  type StatementId,
  statementIdFromBytes,
  statementIdToBytes,
} from './ids';
import { type Bytes, hashOf, type Random } from './keys';

const VERSION = 1;
export const MOST_PARENTS = 64;
const MOST_SECTIONS = 512;
const LONGEST_SECTION_PURPOSE = 400;
export const LARGEST_PAYLOAD = 64 * 1024;
const LARGEST_BUNDLE = 48 * 1024;

/** What a statement may say, by the number that stands for it; 3 to 7 are kept for remove, grant, appoint, retire and rotate. */
const STATEMENT_KINDS = { found: 1, admit: 2 } as const;

/** A section as the founding statement names it. `purpose` is text for the rooms above. */
export interface SectionEntry {
  readonly section: SectionId;
  readonly purpose: string;
}

/** Makes the notebook. The id of the notebook is the hash of this statement. */
export interface Founding {
  readonly kind: 'found';
  readonly member: MemberId;
  readonly device: DeviceId;
  readonly exchangeKey: Bytes;
  /** 32 random bytes: no two foundings are alike. */
  readonly nonce: Bytes;
  readonly sections: readonly SectionEntry[];
}

/** Lets one device of a person in. */
export interface Admission {
  readonly kind: 'admit';
  readonly member: MemberId;
  readonly device: DeviceId;
  readonly exchangeKey: Bytes;
  /** Whether this person may admit others. */
  readonly isKeeper: boolean;
  readonly invitation: InvitationId;
  /** The device's own signature that it asked for this, see {@link askToJoin}; 64 bytes. */
  readonly consent: Bytes;
  /** A key bundle, sealed to the exchange key. */
  readonly bundle: Bytes;
}

/** A kind that a later version writes; kept, and without effect here. */
export interface UnknownSaying {
  readonly kind: 'unknown';
  readonly number: number;
}

export type Saying = Founding | Admission | UnknownSaying;

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

const askedFor = (notebook: NotebookId, invitation: InvitationId, exchangeKey: Uint8Array): Bytes =>
  joinBytes(notebookIdToBytes(notebook), invitationIdToBytes(invitation), exchangeKey);

/**
 * A device's signed wish to be admitted by this invitation with this exchange key. Without it a keeper could put
 * a known device into the register with an exchange key of their own and read what is sealed to it.
 */
export const askToJoin = (
  device: Pick<Device, 'sign' | 'exchangeKey'>,
  notebook: NotebookId,
  invitation: InvitationId,
): Promise<Bytes> =>
  device.sign('liaison-notebook/consent/v1', askedFor(notebook, invitation, device.exchangeKey));

const payloadOf = (saying: Founding | Admission): Bytes => {
  const writer = byteWriter()
    .fixed(memberIdToBytes(saying.member))
    .fixed(deviceIdToBytes(saying.device))
    .fixed(saying.exchangeKey);
  if (saying.kind === 'found') {
    writer.fixed(saying.nonce).uint(saying.sections.length);
    for (const { section, purpose } of saying.sections) {
      writer.fixed(sectionIdToBytes(section)).text(purpose);
    }
    return writer.finish();
  }
  return writer
    .uint(saying.isKeeper ? 1 : 0)
    .fixed(invitationIdToBytes(saying.invitation))
    .fixed(saying.consent)
    .bytes(saying.bundle)
    .finish();
};

const readPayload = (kind: number, payload: Uint8Array): Saying => {
  const reader = byteReader(payload);
  if (kind === STATEMENT_KINDS.found) {
    const founding: Founding = {
      kind: 'found',
      member: memberIdFromBytes(reader.fixed(16)),
      device: deviceIdFromBytes(reader.fixed(32)),
      exchangeKey: reader.fixed(32),
      nonce: reader.fixed(32),
      sections: Array.from({ length: reader.uint(MOST_SECTIONS) }, () => ({
        section: sectionIdFromBytes(reader.fixed(16)),
        purpose: reader.text(LONGEST_SECTION_PURPOSE),
      })),
    };
    reader.end();
    return founding;
  }
  if (kind === STATEMENT_KINDS.admit) {
    const admission: Admission = {
      kind: 'admit',
      member: memberIdFromBytes(reader.fixed(16)),
      device: deviceIdFromBytes(reader.fixed(32)),
      exchangeKey: reader.fixed(32),
      isKeeper: reader.uint(1) === 1,
      invitation: invitationIdFromBytes(reader.fixed(16)),
      consent: reader.fixed(SIGNATURE_LENGTH),
      bundle: reader.bytes(LARGEST_BUNDLE),
    };
    reader.end();
    return admission;
  }
  return { kind: 'unknown', number: kind };
};

const statementIdOf = async (bytes: Uint8Array): Promise<StatementId> =>
  statementIdFromBytes(await hashOf('liaison-notebook/statement-id/v1', bytes));

/**
 * Signs a statement. `notebook` is null for the founding one only. Parents are sorted here; more than
 * {@link MOST_PARENTS} is a bug of the caller and throws.
 */
export const writeStatement = async (
  notebook: NotebookId | null,
  parents: readonly StatementId[],
  saying: Founding | Admission,
  device: Pick<Device, 'id' | 'sign'>,
): Promise<Statement> => {
  if (parents.length > MOST_PARENTS) throw new Error(`${parents.length} parents`);
  const sorted = [...new Set(parents)].toSorted();
  const writer = byteWriter()
    .uint(VERSION)
    .fixed(notebookIdToBytes(notebook ?? NO_NOTEBOOK))
    .uint(sorted.length);
  for (const parent of sorted) writer.fixed(statementIdToBytes(parent));
  const signed = writer
    .fixed(deviceIdToBytes(device.id))
    .uint(STATEMENT_KINDS[saying.kind])
    .bytes(payloadOf(saying))
    .finish();
  const signature = await device.sign('liaison-notebook/statement/v1', signed);
  const bytes = joinBytes(signed, signature);
  return {
    id: await statementIdOf(bytes),
    notebook,
    parents: sorted,
    author: device.id,
    saying,
    bytes,
    isVerified: true,
  };
};

/** Founds a notebook: the statement, whose hash is the notebook's id. */
export const foundNotebook = async (
  device: Device,
  member: MemberId,
  sections: readonly SectionEntry[],
  random: Random,
): Promise<{ readonly notebook: NotebookId; readonly statement: Statement }> => {
  const statement = await writeStatement(
    null,
    [],
    {
      kind: 'found',
      member,
      device: device.id,
      exchangeKey: device.exchangeKey,
      nonce: random(32),
      sections,
    },
    device,
  );
  return { notebook: NotebookIdSchema.parse(statement.id), statement };
};

export type StatementReading =
  | { readonly state: 'read'; readonly statement: Statement }
  | {
      readonly state: 'refused';
      readonly why: 'malformed' | 'newer version' | 'not signed by its author' | 'not asked for';
      readonly author: DeviceId | null;
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
    const kind = reader.uint(255);
    const payload = reader.bytes(LARGEST_PAYLOAD);
    const signature = reader.fixed(SIGNATURE_LENGTH);
    reader.end();
    const isSorted = parents.every((parent, at) => {
      const before = parents[at - 1];
      return before === undefined || before < parent;
    });
    if (!isSorted) return { state: 'refused', why: 'malformed', author: null };
    const saying = readPayload(kind, payload);
    const isSigned = await isSignedBy(
      authorKey,
      'liaison-notebook/statement/v1',
      bytes.subarray(0, bytes.length - SIGNATURE_LENGTH),
      signature,
    );
    if (!isSigned) return { state: 'refused', why: 'not signed by its author', author: null };
    const author = deviceIdFromBytes(authorKey);
    if (saying.kind === 'admit') {
      const hasAsked = await isSignedBy(
        deviceIdToBytes(saying.device),
        'liaison-notebook/consent/v1',
        askedFor(named, saying.invitation, saying.exchangeKey),
        saying.consent,
      );
      if (!hasAsked) return { state: 'refused', why: 'not asked for', author };
    }
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
