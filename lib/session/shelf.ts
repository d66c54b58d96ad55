/** All records of an open notebook as they are now, read once and kept until they change. */
import type { OpenNotebook } from './open-notebook';
import { KINDS, SECTIONS, type Kind, type RecordOf, type SectionName } from '@/lib/domain/kinds';
import { RecordId } from '@/lib/domain/record';
import { TEAMS } from '@/lib/domain/teams';
import type { Team } from '@/lib/domain/team';
import { changeWatcher, readAll } from '@/lib/notebook/records';

export interface Shelf {
  readonly all: <K extends Kind>(kind: K) => readonly RecordOf<K>[];
  readonly find: <K extends Kind>(kind: K, id: string | null) => RecordOf<K> | null;
  /** The section that keeps the record with this id, which may be a secondment, a transfer or a meeting. */
  readonly sectionOf: (id: string) => SectionName | null;
  /** The teams that ship with the product, with what this notebook says of them. */
  readonly teams: () => readonly Team[];
  /** Grows whenever a record changes. */
  readonly version: () => number;
  readonly damaged: () => number;
  /** The notebook's documents were built anew: reads them from now on. */
  readonly reopen: () => void;
  readonly close: () => void;
}

/** Where records of a kind may lie: a kind that follows another lies where that one does. */
const sectionsFor = (kind: Kind): readonly SectionName[] => {
  const place = KINDS[kind];
  return 'section' in place ? [place.section] : ['secondments', 'transfers'];
};

export const openShelf = (notebook: Pick<OpenNotebook, 'records'>): Shelf => {
  const kept = new Map<
    Kind,
    {
      readonly records: readonly { readonly id: string }[];
      readonly byId: ReadonlyMap<string, unknown>;
    }
  >();
  const damagedIn = new Map<Kind, number>();
  let version = 0;
  const watch = (): readonly (() => void)[] =>
    SECTIONS.map((section) =>
      changeWatcher(notebook.records(section), ({ ids }) => {
        version += 1;
        for (const kind of ids.keys()) kept.delete(kind);
      }),
    );
  let stops = watch();

  const read = <K extends Kind>(kind: K): readonly RecordOf<K>[] => {
    const known = kept.get(kind);
    // What lies under a kind was read under it just below.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (known !== undefined) return known.records as readonly RecordOf<K>[];
    const parts = sectionsFor(kind).map((section) => readAll(notebook.records(section), kind));
    const records = parts.flatMap((part) => part.records);
    damagedIn.set(
      kind,
      parts.reduce((sum, part) => sum + part.damaged.length, 0),
    );
    kept.set(kind, { records, byId: new Map(records.map((record) => [record.id, record])) });
    return records;
  };

  return {
    all: read,
    find: <K extends Kind>(kind: K, id: string | null): RecordOf<K> | null => {
      if (id === null) return null;
      read(kind);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return (kept.get(kind)?.byId.get(id) ?? null) as RecordOf<K> | null;
    },
    sectionOf: (id) => {
      if (read('secondment').some((record) => record.id === id)) return 'secondments';
      if (read('transfer').some((record) => record.id === id)) return 'transfers';
      const meeting = read('meeting').find((record) => record.id === id);
      if (meeting === undefined) return null;
      return read('transfer').some((record) => record.id === meeting.about)
        ? 'transfers'
        : 'secondments';
    },
    teams: () => {
      const own = read('team');
      const named = new Set<string>(own.map(({ id }) => RecordId.parse(id)));
      return [...TEAMS.filter(({ id }) => !named.has(id)), ...own];
    },
    version: () => version,
    damaged: () => [...damagedIn.values()].reduce((sum, count) => sum + count, 0),
    reopen: () => {
      for (const stop of stops) stop();
      version += 1;
      kept.clear();
      stops = watch();
    },
    close: () => {
      for (const stop of stops) stop();
    },
  };
};
