/** All records that this device can read of an open notebook, as they are now, read once and kept until they change. */
import { openSectionShelf, type SectionShelf } from './section-shelf';
import type { Kind, RecordOf, SectionName } from '@/lib/domain/kinds';
import { RecordId } from '@/lib/domain/record';
import { kindsIn, partsOf, sharedSection } from '@/lib/domain/sections';
import { TEAMS } from '@/lib/domain/teams';
import type { Team } from '@/lib/domain/team';
import { movedTo } from '@/lib/notebook/carry';
import { sectionOf as placeOf } from '@/lib/notebook/layout';
import type { Doc } from 'yjs';

/** What the shelf needs of an open notebook. */
export interface ShelvedNotebook {
  /** The sections that this device reads; two may have one name, when two people made it at once. */
  readonly sections: () => readonly {
    readonly id: string;
    readonly name: SectionName;
    readonly mayWrite: boolean;
  }[];
  /** By name, or by id where another section of that name comes first. */
  readonly records: (name: string) => Doc;
}

export interface Shelf {
  readonly all: <K extends Kind>(kind: K) => readonly RecordOf<K>[];
  readonly find: <K extends Kind>(kind: K, id: string | null) => RecordOf<K> | null;
  /** The section that keeps the secondment, transfer or meeting with this id now. */
  readonly sectionOf: (id: string) => SectionName | null;
  /** The section that keeps a record now: of any kind, removed ones too. */
  readonly keeperOf: (kind: Kind, id: string) => SectionName | null;
  /** Every readable section, as `records` and `write` name it. */
  readonly sections: () => readonly {
    readonly at: string;
    readonly name: SectionName;
    readonly mayWrite: boolean;
  }[];
  /** A transfer or a meeting that stands in two places because it was shared by itself: where it is, and where it is not. */
  readonly doubles: () => readonly Double[];
  /** The teams that ship with the product, with what this notebook says of them. */
  readonly teams: () => readonly Team[];
  /** Grows whenever a record changes. */
  readonly version: () => number;
  readonly damaged: () => number;
  /** The notebook's documents were built anew: reads them from now on. */
  readonly reopen: () => void;
  readonly close: () => void;
}

/** Whether this person may change the secondment, transfer or meeting with this id. */
export const mayChange = (
  { sections, sectionOf }: Pick<Shelf, 'sections' | 'sectionOf'>,
  id: string,
): boolean => {
  const section = sectionOf(id);
  return sections().some(({ at, mayWrite }) => at === section && mayWrite);
};

export interface Double {
  readonly kind: 'transfer' | 'meeting';
  readonly id: RecordId;
  readonly now: string;
  readonly before: string;
}

interface Kept {
  readonly records: readonly { readonly id: string }[];
  readonly byId: ReadonlyMap<string, unknown>;
  readonly places: ReadonlyMap<string, string>;
}

type Homes = ReadonlyMap<string, string | null>;

const sharedKind = (shared: SectionShelf, id: string): 'transfer' | 'meeting' | null => {
  if (shared.has('transfer', id)) return 'transfer';
  return shared.has('meeting', id) ? 'meeting' : null;
};

/** Whether a section is where a record counts, which stands and falls with its transfer and its meeting. */
const countsHere = (
  homes: Homes,
  part: SectionShelf,
  kind: Kind,
  record: { readonly id: string },
): boolean => {
  const root = part.rootOf(kind, record);
  if (root === null) return false;
  const own = partsOf(part.name);
  return root.every((id) => {
    const home = homes.get(id);
    if (home === undefined) return true;
    return home === null ? own?.kind !== 'shared' || own.of !== id : home === part.at;
  });
};

export const openShelf = (notebook: ShelvedNotebook): Shelf => {
  let version = 0;
  let kept = new Map<Kind, Kept>();
  let open = new Map<string, SectionShelf>();
  let homes: Homes | null = null;
  /** The list that was followed last: the notebook makes a new one whenever a section comes, goes or is built anew. */
  let followed: ReturnType<ShelvedNotebook['sections']> | null = null;
  let parts: readonly SectionShelf[] = [];

  const changed = (): void => {
    version += 1;
    kept = new Map();
    homes = null;
  };

  /** Sections come and go with what this device may read, and their documents are now and then built anew. */
  const follow = (): readonly SectionShelf[] => {
    const sections = notebook.sections();
    if (sections === followed) return parts;
    const named = new Set<string>();
    const next = new Map<string, SectionShelf>();
    let isSame = true;
    for (const { id, name, mayWrite } of sections) {
      const at = named.has(name) ? id : name;
      named.add(name);
      const doc = notebook.records(at);
      const known = open.get(at);
      if (known !== undefined && known.doc === doc && known.mayWrite === mayWrite) {
        next.set(at, known);
        continue;
      }
      isSame = false;
      next.set(at, openSectionShelf({ at, name, mayWrite, doc, onChange: changed }));
    }
    followed = sections;
    if (isSame && next.size === open.size) return parts;
    for (const [at, shelf] of open) if (next.get(at) !== shelf) shelf.close();
    open = next;
    parts = [...next.values()];
    changed();
    return parts;
  };

  /**
   * By id, every transfer and meeting that has a section of its own: that section while it counts there, null when it
   * is back. Where it counts, the place that it came from says; whoever reads no other place has only the one.
   */
  const sharedNow = (parts: readonly SectionShelf[]): Homes => {
    if (homes !== null) return homes;
    const found = new Map<string, string | null>();
    for (const shared of parts) {
      const what = partsOf(shared.name);
      if (what?.kind !== 'shared') continue;
      // Whoever makes another section of that name afterwards draws nothing into it.
      if (typeof found.get(what.of) === 'string') continue;
      const kind = sharedKind(shared, what.of);
      if (kind === null) continue;
      const others = parts.filter(({ name, has }) => name !== shared.name && has(kind, what.of));
      const isShared =
        others.length === 0 ||
        others.some((part) => movedTo(part.doc, kind, what.of) === shared.name);
      found.set(what.of, isShared ? shared.at : null);
    }
    homes = found;
    return found;
  };

  const read = (kind: Kind): Kept => {
    const parts = follow();
    const isHere = (part: SectionShelf, record: { readonly id: string }): boolean =>
      countsHere(sharedNow(parts), part, kind, record);
    const known = kept.get(kind);
    if (known !== undefined) return known;
    const places = new Map<string, string>();
    const records: { readonly id: string }[] = [];
    const seen = new Set<string>();
    for (const part of parts) {
      if (!kindsIn(part.name).includes(kind)) continue;
      const { records: found, removed } = part.all(kind);
      for (const record of removed) {
        if (isHere(part, record) && !places.has(record.id)) places.set(record.id, part.at);
      }
      for (const record of found) {
        if (!isHere(part, record)) continue;
        // Two sections of one name may hold one record; what stands first is shown.
        if (seen.has(record.id)) continue;
        seen.add(record.id);
        places.set(record.id, part.at);
        records.push(record);
      }
    }
    const made: Kept = {
      records,
      byId: new Map(records.map((record) => [record.id, record])),
      places,
    };
    kept.set(kind, made);
    return made;
  };

  const all = <K extends Kind>(kind: K): readonly RecordOf<K>[] =>
    // What lies under a kind was read under it.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    read(kind).records as readonly RecordOf<K>[];

  const keeperOf = (kind: Kind, id: string): SectionName | null => {
    const place = read(kind).places.get(id);
    if (place !== undefined) return place;
    // A damaged record is nowhere else than where its key is.
    return (
      follow().find((part) => kindsIn(part.name).includes(kind) && part.has(kind, id))?.at ?? null
    );
  };

  return {
    all,
    find: <K extends Kind>(kind: K, id: string | null): RecordOf<K> | null =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      id === null ? null : ((read(kind).byId.get(id) ?? null) as RecordOf<K> | null),
    keeperOf,
    sectionOf: (id) =>
      read('secondment').places.get(id) ??
      read('transfer').places.get(id) ??
      read('meeting').places.get(id) ??
      null,
    sections: () => follow().map(({ at, name, mayWrite }) => ({ at, name, mayWrite })),
    doubles: () => {
      const parts = follow();
      return [...sharedNow(parts)].flatMap(([of, at]): readonly Double[] => {
        const id = RecordId.parse(of);
        const shared = parts.find(({ name }) => name === sharedSection(id));
        const kind = shared === undefined ? null : sharedKind(shared, id);
        if (shared === undefined || kind === null) return [];
        const others = parts.filter((part) => part !== shared && part.has(kind, id));
        if (at !== null) return others.map((part) => ({ kind, id, now: at, before: part.at }));
        const now = read(kind).places.get(id);
        return now === undefined ? [] : [{ kind, id, now, before: shared.at }];
      });
    },
    teams: () => {
      const own = all('team');
      const named = new Set<string>(own.map(({ id }) => id));
      return [...TEAMS.filter(({ id }) => !named.has(id)), ...own];
    },
    version: () => {
      follow();
      return version;
    },
    damaged: () => follow().reduce((sum, part) => sum + part.damaged(), 0),
    reopen: () => {
      for (const part of open.values()) part.close();
      open = new Map();
      parts = [];
      followed = null;
      changed();
    },
    close: () => {
      for (const part of open.values()) part.close();
    },
  };
};

/** The section in which a new record belongs, as the shelf stands. */
export const sectionForNew = <K extends Kind>(
  shelf: Pick<Shelf, 'sectionOf' | 'keeperOf'>,
  kind: K,
  record: RecordOf<K>,
): SectionName | null =>
  placeOf(kind, record, (id) => shelf.sectionOf(id) ?? shelf.keeperOf('event', id));
