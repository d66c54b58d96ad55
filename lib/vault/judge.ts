/** The judge: what a cover is, and whether it may stand. */
import { openCover } from './cover';
import { type Verifier, verifierFor } from './curves';
import {
  type DeviceId,
  deviceIdToBytes,
  type NotebookId,
  NotebookId as NotebookIdSchema,
  type StatementId,
} from './ids';
import { isLetterSigned, type Letter, readLetter } from './letter';
import type { OpenKeyring } from './open-keyring';
import type { SetAsideReason } from './set-aside';
import { readStatement, type Statement } from './statement';

export interface Refusal {
  readonly reason: SetAsideReason;
  readonly device: DeviceId | null;
}

export type Judged =
  | { readonly state: 'letter'; readonly letter: Letter; readonly cover: Uint8Array }
  | { readonly state: 'statement'; readonly statement: Statement; readonly cover: Uint8Array }
  | { readonly state: 'known' }
  | ({ readonly state: 'refused' } & Refusal);

export interface Judge {
  /** Judges what came from elsewhere: everything is verified. Never throws for what came. */
  readonly arrived: (cover: Uint8Array) => Promise<Judged>;
  /** Judges a row of this store: a letter's signature was verified when it came. */
  readonly stored: (cover: Uint8Array) => Promise<Judged>;
}

/** Anyone with the epoch's key could name devices without end. */
const MOST_VERIFIERS = 4096;

export const makeJudge = ({
  notebook,
  keys,
  hasLetter,
  hasStatement,
}: {
  readonly notebook: NotebookId;
  readonly keys: () => OpenKeyring;
  readonly hasLetter: (letter: Letter) => boolean;
  readonly hasStatement: (id: StatementId) => boolean;
}): Judge => {
  const verifiers = new Map<DeviceId, Promise<Verifier>>();
  const verifierOf = (author: DeviceId): Promise<Verifier> => {
    const ready = verifiers.get(author);
    if (ready !== undefined) return ready;
    const verifier = verifierFor(deviceIdToBytes(author));
    if (verifiers.size >= MOST_VERIFIERS) verifiers.clear();
    verifiers.set(author, verifier);
    return verifier;
  };

  const refused = (reason: SetAsideReason, device: DeviceId | null = null): Judged => ({
    state: 'refused',
    reason,
    device,
  });

  const letterIn = async (
    bytes: Uint8Array,
    cover: Uint8Array,
    isStored: boolean,
  ): Promise<Judged> => {
    const read = await readLetter(bytes);
    if (read.state === 'refused') return refused(read.why);
    const { letter } = read;
    if (hasLetter(letter)) return { state: 'known' };
    if (letter.notebook !== notebook) return refused('another notebook');
    const isSigned = isStored || (await isLetterSigned(letter, await verifierOf(letter.author)));
    return isSigned ? { state: 'letter', letter, cover } : refused('not signed by its author');
  };

  const statementIn = async (bytes: Uint8Array, cover: Uint8Array): Promise<Judged> => {
    const read = await readStatement(bytes);
    if (read.state === 'refused') return refused(read.why, read.author);
    const { statement } = read;
    if (hasStatement(statement.id)) return { state: 'known' };
    const about =
      statement.saying.kind === 'found' ? NotebookIdSchema.parse(statement.id) : statement.notebook;
    return about === notebook
      ? { state: 'statement', statement, cover }
      : refused('another notebook');
  };

  const judge = async (cover: Uint8Array, isStored: boolean): Promise<Judged> => {
    const opening = await openCover(cover, keys().coverKeys);
    if (opening.state === 'refused') return refused(opening.why);
    return opening.kind === 'letter'
      ? letterIn(opening.bytes, cover, isStored)
      : statementIn(opening.bytes, cover);
  };

  return {
    arrived: (cover) => judge(cover, false),
    stored: (cover) => judge(cover, true),
  };
};
