/**
 * Recovery: the device that a recovery code is, and what it opens.
 *
 * It is a device of the register like any other, made from the code alone, so that whoever holds the code needs
 * nothing else. The register lets it do one thing: admit one new device of the same person.
 */
import { sealToDevice } from './bundle';
import { type Device, deviceFrom, type LockedDevice } from './device';
import { type Bytes, deriveKey } from './keys';

/** Ed25519 and X25519 keys, 32 bytes each, by HKDF: 128 random bits need no slow derivation. */
const DEVICE_SECRET_LENGTH = 64;

/** The device that a code's 16 secret bytes are. */
export const recoveryDevice = async (secret: Uint8Array): Promise<Device> =>
  deviceFrom(await deriveKey(secret, 'liaison-notebook/recovery-device/v1', DEVICE_SECRET_LENGTH));

const WRAP = 'liaison-notebook/master-recovery-wrap/v1';

/**
 * The same lock, which the recovery device can open too; null takes that away. What is added has one length and names
 * nobody: a locked disk does not show whose it is.
 */
export const lockForRecovery = async (
  locked: LockedDevice,
  master: { readonly key: Bytes },
  recovery: Pick<Device, 'exchangeKey'> | null,
): Promise<LockedDevice> => {
  const { recovery: _, ...without } = locked;
  return recovery === null
    ? without
    : { ...without, recovery: await sealToDevice(recovery.exchangeKey, WRAP, master.key) };
};

/** The master key that {@link lockForRecovery} sealed to this device, or null. */
export const masterKeyFor = async (
  locked: LockedDevice,
  recovery: Pick<Device, 'openBundle'>,
): Promise<Bytes | null> =>
  locked.recovery === undefined ? null : recovery.openBundle(WRAP, locked.recovery);
