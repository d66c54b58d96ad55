/** A protocol as a file to keep. */
import { protocolToText } from '@/lib/domain/protocol-file';
import type { Protocol } from '@/lib/domain/protocol';

/** Hands it to the browser, which asks where to or puts it with the downloads. */
export function saveProtocol(protocol: Protocol): void {
  const text = protocolToText(protocol);
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `protocol-${protocol.id}-${protocol.version}.json`;
  link.click();
  // The browser reads it after the click.
  window.setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
