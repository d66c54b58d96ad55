/** What a person who was just let in is told: the notebook's name and who is in it. Their keys are in the statements. */
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';
import { MemberId } from '@/lib/vault/ids';
import type { Bytes } from '@/lib/vault/keys';

const VERSION = 1;
const LONGEST_NAME = 400;
const LARGEST_STATEMENT = 640 * 1024;
const MOST_STATEMENTS = 16_384;

export interface Welcome {
  readonly name: string;
  /** The person that the newcomer is in this notebook. */
  readonly member: MemberId;
  /** Signed statements, parents before children. One of them hands the newcomer its keys. */
  readonly statements: readonly Uint8Array[];
}

/** `welcome := version • name • member(16 as text) • count • statement*` */
export const welcomeToBytes = ({ name, member, statements }: Welcome): Bytes => {
  const writer = byteWriter().uint(VERSION).text(name).text(member).uint(statements.length);
  for (const statement of statements) writer.bytes(statement);
  return writer.finish();
};

/** Null for bytes that are not a welcome. */
export const bytesToWelcome = (bytes: Uint8Array): Welcome | null => {
  try {
    const reader = byteReader(bytes);
    if (reader.uint() !== VERSION) return null;
    const name = reader.text(LONGEST_NAME);
    const member = MemberId.safeParse(reader.text(32));
    const statements = Array.from({ length: reader.uint(MOST_STATEMENTS) }, () =>
      reader.bytes(LARGEST_STATEMENT),
    );
    reader.end();
    return member.success ? { name, member: member.data, statements } : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};
