/** The ids of the statements that a register holds: what devices compare to find out who lacks which. */
import { MOST_IDS } from './beacon';
import { statementIdFromBytes, type StatementId } from '@/lib/vault/ids';
import { hashOf, type Bytes } from '@/lib/vault/keys';
import type { Register } from '@/lib/vault/register';

const MOST_ASIDE = 40;

export interface StatementIds {
  /** All statements that are held, also those that wait or do not stand. */
  readonly all: (register: Register) => Promise<readonly StatementId[]>;
  /**
   * The heads and some before them, at distances that double: whoever has grown apart long ago still finds one that
   * both hold, and sends little more than what is lacking.
   */
  readonly trail: (register: Register) => Promise<readonly StatementId[]>;
}

export const openStatementIds = (): StatementIds => {
  const known = new WeakMap<Bytes, Promise<StatementId>>();
  const idOf = (bytes: Bytes): Promise<StatementId> => {
    const id =
      known.get(bytes) ??
      hashOf('liaison-notebook/statement-id/v1', bytes).then(statementIdFromBytes);
    known.set(bytes, id);
    return id;
  };
  return {
    all: (register) => Promise.all(register.unknownTo([]).map(idOf)),
    trail: async (register) => {
      const { statements, heads } = register;
      // What stands on nothing that the heads build on: unnamed, it would be handed over again and again.
      const aside = register.unknownTo(heads).slice(0, MOST_ASIDE);
      const places = new Set([0]);
      for (let back = 1; back <= statements.length; back *= 2) places.add(statements.length - back);
      const some = statements.filter((_bytes, at) => places.has(at));
      const named = await Promise.all([...aside, ...some].map(idOf));
      return [...new Set([...heads, ...named])].slice(0, MOST_IDS);
    },
  };
};
