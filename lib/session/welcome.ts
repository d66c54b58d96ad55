/** What a person who was just let in is handed: the notebook's name, its keys and who is in it. */
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';
import { readKeyBundle, writeKeyBundle, type KeyBundle } from '@/lib/vault/bundle';
import { MemberId } from '@/lib/vault/ids';
import type { Bytes } from '@/lib/vault/keys';

const VERSION = 1;
const LONGEST_NAME = 400;
const LARGEST_BUNDLE = 64 * 1024;
const LARGEST_STATEMENT = 80 * 1024;
const MOST_STATEMENTS = 4_096;

export interface Welcome {
  readonly name: string;
  /** The person that the newcomer is in this notebook. */
  readonly member: MemberId;
  readonly bundle: KeyBundle;
  /** Signed statements, parents before children. */
  readonly statements: readonly Uint8Array[];
}

/** `welcome := version • name • member(16 as text) • key-bundle • count • statement*` */
export const welcomeToBytes = ({ name, member, bundle, statements }: Welcome): Bytes => {
  const writer = byteWriter()
    .uint(VERSION)
    .text(name)
    .text(member)
    .bytes(writeKeyBundle(bundle))
    .uint(statements.length);
  for (const statement of statements) writer.bytes(statement);
  return writer.finish();
};

/** Null for bytes that are not a welcome. */
export const bytesToWelcome = async (bytes: Uint8Array): Promise<Welcome | null> => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return null;
    const name = reader.text(LONGEST_NAME);
    const member = MemberId.safeParse(reader.text(32));
    const bundle = await readKeyBundle(reader.bytes(LARGEST_BUNDLE));
    const statements = Array.from({ length: reader.uint(MOST_STATEMENTS) }, () =>
      reader.bytes(LARGEST_STATEMENT),
    );
    reader.end();
    if (!member.success || bundle === null) return null;
    return { name, member: member.data, bundle, statements };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
