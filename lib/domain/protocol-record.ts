/** A version of a protocol as a record: written once, since due dates rest on it. */
import { Protocol } from './protocol';
import { RecordId } from './record';
import { z } from '@/lib/parse/zod';

/** `london.2`. */
export const versionId = ({ id, version }: Pick<Protocol, 'id' | 'version'>): string =>
  `${id}.${version}`;

export const ProtocolRecord = z
  .object({ id: RecordId, text: Protocol })
  .refine(({ id, text }) => id === versionId(text), { path: ['id'] });
export type ProtocolRecord = z.infer<typeof ProtocolRecord>;
