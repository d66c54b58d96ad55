/** A protocol as a file to keep. */
import { saveFile } from '@/components/ui/save-file';
import { protocolToText } from '@/lib/domain/protocol-file';
import type { Protocol } from '@/lib/domain/protocol';

export function saveProtocol(protocol: Protocol): void {
  const name = `protocol-${protocol.id}-${protocol.version}.json`;
  saveFile(protocolToText(protocol), name, 'application/json');
}
