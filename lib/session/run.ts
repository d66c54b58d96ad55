/** The Yjs client id that one run of one device may write under in one section. */
import { byteWriter, fromHex } from '@/lib/parse/bytes';

/**
 * 53 bits of SHA-256 over device, run and section: nobody can write under the id of another without the
 * other's device key, since the letter that carries the change names all three and is signed.
 */
export const clientOf = async (device: string, run: string, section: string): Promise<number> => {
  const named = byteWriter()
    .text('liaison-notebook/client-id/v1')
    .fixed(fromHex(device))
    .fixed(fromHex(run))
    .fixed(fromHex(section))
    .finish();
  const hash = new DataView(await crypto.subtle.digest('SHA-256', named));
  return (hash.getUint32(0) & 0x1f_ff_ff) * 2 ** 32 + hash.getUint32(4);
};
