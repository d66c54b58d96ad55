/** What two connected devices tell each other beside the sealed log: what they hold, where the way is, who writes where. */
import { byteReader, byteWriter, Malformed } from '@/lib/parse/bytes';

const KINDS = { report: 1, way: 2, presence: 3, statements: 4 } as const;
const MOST = 1024 * 1024;
const MOST_STATEMENTS = 4_096;

/** How the sealed log of a device stands. */
export interface Way {
  readonly volume: number;
  /** Hash of the state vector of the outer document: equal when both have received the same updates. */
  readonly log: Uint8Array;
  /** Whether everything in the log has been looked at. */
  readonly isIdle: boolean;
}

export type Side =
  | { readonly kind: 'report'; readonly bytes: Uint8Array }
  | { readonly kind: 'way'; readonly way: Way }
  | { readonly kind: 'presence'; readonly bytes: Uint8Array }
  | { readonly kind: 'statements'; readonly statements: readonly Uint8Array[] };

/** `side := 1 • report | 2 • volume • log(32) • idle | 3 • presence | 4 • count • bytes statement*` */
export const sideToBytes = (side: Side): Uint8Array => {
  switch (side.kind) {
    case 'report':
      return byteWriter().uint(KINDS.report).bytes(side.bytes).finish();
    case 'presence':
      return byteWriter().uint(KINDS.presence).bytes(side.bytes).finish();
    case 'way':
      return byteWriter()
        .uint(KINDS.way)
        .uint(side.way.volume)
        .fixed(side.way.log)
        .uint(side.way.isIdle ? 1 : 0)
        .finish();
    case 'statements': {
      const writer = byteWriter().uint(KINDS.statements).uint(side.statements.length);
      for (const statement of side.statements) writer.bytes(statement);
      return writer.finish();
    }
  }
};

/** Null for what no device of ours sends. */
export const bytesToSide = (bytes: Uint8Array): Side | null => {
  try {
    const reader = byteReader(bytes);
    const kind = reader.uint(KINDS.statements);
    const side = readSide(kind, reader);
    reader.end();
    return side;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

const readSide = (kind: number, reader: ReturnType<typeof byteReader>): Side => {
  if (kind === KINDS.report) return { kind: 'report', bytes: reader.bytes(MOST) };
  if (kind === KINDS.presence) return { kind: 'presence', bytes: reader.bytes(MOST) };
  if (kind === KINDS.statements) {
    const statements: Uint8Array[] = [];
    for (let left = reader.uint(MOST_STATEMENTS); left > 0; left -= 1) {
      statements.push(reader.bytes(MOST));
    }
    return { kind: 'statements', statements };
  }
  if (kind !== KINDS.way) throw new Malformed('an unknown kind of message');
  return {
    kind: 'way',
    way: {
      volume: reader.uint(2 ** 31),
      log: reader.fixed(32),
      isIdle: reader.uint(1) === 1,
    },
  };
};
