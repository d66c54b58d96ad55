/** Start again without some people: everything that this device reads of a notebook, copied into a new one. */
import { bringNote } from './bring-note';
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import { KINDS, type Kind } from '@/lib/domain/kinds';
import { kindsIn, partsOf } from '@/lib/domain/sections';
import { carry, type RecordName } from '@/lib/notebook/carry';

/** Records of one change: far below what one sealed change may hold. */
const AT_ONCE = 20;

/** Who reads what is decided anew in a new notebook, and the log of the old one stays with it. */
const isCopied = (kind: Kind): boolean => kind !== 'accessChoice';

const recordsIn = (
  shelf: Shelf,
  { at, name }: { readonly at: string; readonly name: string },
): readonly RecordName[] =>
  kindsIn(name)
    .filter(isCopied)
    .flatMap((kind) =>
      shelf
        .all(kind)
        .filter(({ id }) => shelf.keeperOf(kind, id) === at)
        .map(({ id }) => ({ kind, id })),
    );

/** Ids that records name, so that nobody who is named in one stays without a name. */
const namedIn = (shelf: Shelf): string =>
  Object.keys(KINDS)
    .filter((kind): kind is Kind => kind in KINDS && kind !== 'person' && kind !== 'accessChoice')
    .flatMap((kind) => shelf.all(kind).map((record) => JSON.stringify(record)))
    .join('\n');

/**
 * Copies every record and note that can be read, with its history. People in `without` come along only as names that
 * records hold. Null when all of it is durable, otherwise why not, in words for a person.
 */
export const copyInto = async (
  from: { readonly notebook: OpenNotebook; readonly shelf: Shelf },
  to: OpenNotebook,
  without: readonly string[],
): Promise<string | null> => {
  const named = namedIn(from.shelf);
  const isLeftOut = ({ kind, id }: RecordName): boolean =>
    kind === 'person' && without.includes(id) && !named.includes(id);
  for (const section of from.shelf.sections()) {
    const { at, name } = section;
    const parts = partsOf(name);
    if (parts === null || parts.kind === 'audit') continue;
    const names = recordsIn(from.shelf, section).filter((one) => !isLeftOut(one));
    if (names.length === 0) continue;
    if (!to.sections().some((one) => one.name === name)) {
      const made = await to.makeSection(name, []);
      if (made.state === 'refused') return made.why;
    }
    const source = from.notebook.records(at);
    for (let first = 0; first < names.length; first += AT_ONCE) {
      const some = names.slice(first, first + AT_ONCE);
      const { saved } = to.write(name, (doc) => carry(source, doc, some));
      const durable = await saved;
      if (durable.state === 'not saved') return durable.why;
    }
    for (const { id } of names.filter(({ kind }) => kind === 'meeting')) {
      // A place that no note of the new notebook can have.
      const old = { place: `${from.notebook.id} ${at}`, doc: from.notebook.note(at, id) };
      await bringNote(old, { notebook: to, section: name }, id);
    }
  }
  return null;
};
