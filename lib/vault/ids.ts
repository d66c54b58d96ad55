/**
 * The names by which the vault knows things: lower-case hexadecimal on every interface, bytes in every encoding.
 *
 * They are hexadecimal because bytes cannot be the key of a map, and branded so that no name of one kind passes
 * where another is asked for.
 */
import { fromHex, toHex } from '@/lib/parse/bytes';
import { z } from '@/lib/parse/zod';

import type { Bytes } from './keys';

const hexOf = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`, 'u'));

/** Hash of the founding statement, 32 bytes. */
export const NotebookId = hexOf(32).brand<'NotebookId'>();
export type NotebookId = z.infer<typeof NotebookId>;

/** Ed25519 public key, 32 bytes. A device has no other name. */
export const DeviceId = hexOf(32).brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;

/** A person, 16 random bytes. */
export const MemberId = hexOf(16).brand<'MemberId'>();
export type MemberId = z.infer<typeof MemberId>;

/** A part of a notebook with its own readers, 16 random bytes. */
export const SectionId = hexOf(16).brand<'SectionId'>();
export type SectionId = z.infer<typeof SectionId>;

/** The time between two starts of an engine, 16 random bytes. */
export const RunId = hexOf(16).brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

/** Hash of a letter, 32 bytes. */
export const LetterId = hexOf(32).brand<'LetterId'>();
export type LetterId = z.infer<typeof LetterId>;

/** Hash of a statement, 32 bytes. That of the founding statement is the id of the notebook. */
export const StatementId = hexOf(32).brand<'StatementId'>();
export type StatementId = z.infer<typeof StatementId>;

/** First 16 bytes of a hash over a section key: commits to the key. */
export const KeyId = hexOf(16).brand<'KeyId'>();
export type KeyId = z.infer<typeof KeyId>;

/** One invitation, 16 random bytes. */
export const InvitationId = hexOf(16).brand<'InvitationId'>();
export type InvitationId = z.infer<typeof InvitationId>;

/** Under what name the rows of one notebook rest on this device, 16 bytes; tells nothing about the notebook. */
export const StoreTag = hexOf(16).brand<'StoreTag'>();
export type StoreTag = z.infer<typeof StoreTag>;

export const notebookIdFromBytes = (bytes: Uint8Array): NotebookId =>
  NotebookId.parse(toHex(bytes));
export const notebookIdToBytes = (id: NotebookId): Bytes => fromHex(id);

export const deviceIdFromBytes = (bytes: Uint8Array): DeviceId => DeviceId.parse(toHex(bytes));
export const deviceIdToBytes = (id: DeviceId): Bytes => fromHex(id);

export const memberIdFromBytes = (bytes: Uint8Array): MemberId => MemberId.parse(toHex(bytes));
export const memberIdToBytes = (id: MemberId): Bytes => fromHex(id);

export const sectionIdFromBytes = (bytes: Uint8Array): SectionId => SectionId.parse(toHex(bytes));
export const sectionIdToBytes = (id: SectionId): Bytes => fromHex(id);

export const runIdFromBytes = (bytes: Uint8Array): RunId => RunId.parse(toHex(bytes));
export const runIdToBytes = (id: RunId): Bytes => fromHex(id);

export const letterIdFromBytes = (bytes: Uint8Array): LetterId => LetterId.parse(toHex(bytes));
export const letterIdToBytes = (id: LetterId): Bytes => fromHex(id);

export const statementIdFromBytes = (bytes: Uint8Array): StatementId =>
  StatementId.parse(toHex(bytes));
export const statementIdToBytes = (id: StatementId): Bytes => fromHex(id);

export const keyIdFromBytes = (bytes: Uint8Array): KeyId => KeyId.parse(toHex(bytes));
export const keyIdToBytes = (id: KeyId): Bytes => fromHex(id);

export const invitationIdFromBytes = (bytes: Uint8Array): InvitationId =>
  InvitationId.parse(toHex(bytes));
export const invitationIdToBytes = (id: InvitationId): Bytes => fromHex(id);

export const storeTagFromBytes = (bytes: Uint8Array): StoreTag => StoreTag.parse(toHex(bytes));
