/** The receiver's signed acceptance: exactly which words the device key signs, and whether a signature fits them. */
import { byteWriter, fromHex, toHex } from '@/lib/parse/bytes';
import type { Acceptance } from '@/lib/domain/transfer';
import { formatDay } from '@/lib/domain/calendar';
import { isSignedBy } from '@/lib/vault/curves';
import type { Device } from '@/lib/vault/device';

const PURPOSE = 'liaison-notebook/acceptance/v1';

export type Signed = Omit<Acceptance, 'signature'>;

export const acceptanceWords = (responsibleFrom: Acceptance['responsibleFrom']): string =>
  `I accept responsibility from ${formatDay(responsibleFrom)}.`;

/** `notebook • id • transfer • statement • from • name • role • grade • qualifications • organisation • on • device` */
const signedBytes = (notebook: string, acceptance: Signed): Uint8Array =>
  byteWriter()
    .fixed(fromHex(notebook))
    .text(acceptance.id)
    .text(acceptance.transfer)
    .text(acceptance.statement)
    .text(acceptance.responsibleFrom)
    .text(acceptance.name)
    .text(acceptance.role)
    .text(acceptance.grade)
    .text(acceptance.qualifications)
    .text(acceptance.organisation)
    .text(acceptance.signedOn)
    .fixed(fromHex(acceptance.device))
    .finish();

export const signAcceptance = async (
  device: Device,
  notebook: string,
  acceptance: Signed,
): Promise<Acceptance> => ({
  ...acceptance,
  signature: toHex(await device.sign(PURPOSE, signedBytes(notebook, acceptance))),
});

/** Whether the device that it names signed exactly this. Whose device that is, the register knows. */
export const isAcceptanceSigned = (notebook: string, acceptance: Acceptance): Promise<boolean> =>
  isSignedBy(
    fromHex(acceptance.device),
    PURPOSE,
    signedBytes(notebook, acceptance),
    fromHex(acceptance.signature),
  );
