/** The records of one section as they are now, and which of them belong there. */
import { type Kind, type SectionName } from '@/lib/domain/kinds';
import { kindsIn, partsOf } from '@/lib/domain/sections';
import { holds } from '@/lib/notebook/carry';
import { changeWatcher, readAll, type AllRecords } from '@/lib/notebook/records';
import type { Doc } from 'yjs';

export interface SectionShelf {
  /** How `records` and `write` name it. */
  readonly at: string;
  readonly name: SectionName;
  readonly mayWrite: boolean;
  readonly doc: Doc;
  readonly all: <K extends Kind>(kind: K) => AllRecords<K>;
  /** Whether anything of a record stands here, readable or not. */
  readonly has: (kind: Kind, id: string) => boolean;
  /**
   * The transfer and the meeting that a record stands and falls with here, outermost first; empty for one that stands
   * by itself, null for one that does not belong here.
   */
  readonly rootOf: (kind: Kind, record: { readonly id: string }) => readonly string[] | null;
  readonly damaged: () => number;
  readonly close: () => void;
}

export interface SectionShelfParts {
  readonly at: string;
  readonly name: SectionName;
  readonly mayWrite: boolean;
  readonly doc: Doc;
  readonly onChange: () => void;
}

const fieldOf = (record: object, field: string): string | null => {
  const value: unknown = Reflect.get(record, field);
  return typeof value === 'string' ? value : null;
};

export const openSectionShelf = ({
  at,
  name,
  mayWrite,
  doc,
  onChange,
}: SectionShelfParts): SectionShelf => {
  const parts = partsOf(name);
  const kept = new Map<Kind, AllRecords<Kind>>();
  const stop = changeWatcher(doc, ({ ids }) => {
    for (const kind of ids.keys()) kept.delete(kind);
    roots.clear();
    onChange();
  });

  const all = <K extends Kind>(kind: K): AllRecords<K> => {
    const known = kept.get(kind) ?? readAll(doc, kind);
    kept.set(kind, known);
    // What lies under a kind was read under it.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return known as AllRecords<K>;
  };

  /** By id of a transfer or a meeting that stands here, removed or not, what it is about. */
  const roots = new Map<'transfer' | 'meeting', ReadonlyMap<string, string>>();
  const standing = (kind: 'transfer' | 'meeting'): ReadonlyMap<string, string> => {
    const known = roots.get(kind);
    if (known !== undefined) return known;
    const { records, removed } = all(kind);
    const found = new Map(
      [...records, ...removed].map(
        (record) => [record.id, fieldOf(record, 'about') ?? ''] as const,
      ),
    );
    roots.set(kind, found);
    return found;
  };

  /** What a record that names this id stands and falls with; null when that is not here. */
  const rootOfId = (id: string): readonly string[] | null => {
    if (parts === null) return null;
    if ((parts.kind === 'secondment' || parts.kind === 'performance') && parts.of === id) return [];
    if (parts.kind === 'transfers' || (parts.kind === 'shared' && parts.of === id)) {
      if (standing('transfer').has(id)) return [id];
    }
    return null;
  };
  const rootOfMeeting = (id: string): readonly string[] | null => {
    const about = standing('meeting').get(id);
    if (about === undefined) return null;
    const isShared = parts?.kind === 'shared' && parts.of === id;
    const root = isShared ? [] : rootOfId(about);
    return root === null ? null : [...root, id];
  };

  const rootOf = (kind: Kind, record: { readonly id: string }): readonly string[] | null => {
    if (parts === null || !kindsIn(name).includes(kind)) return null;
    switch (kind) {
      case 'person':
      case 'team':
      case 'away':
      case 'policy':
      case 'protocol':
      case 'overview':
        return [];
      case 'accessChoice':
        return fieldOf(record, 'section') === name ? [] : null;
      case 'secondment':
        return parts.kind === 'secondment' && parts.of === record.id ? [] : null;
      case 'transfer':
        return parts.kind === 'transfers' || (parts.kind === 'shared' && parts.of === record.id)
          ? [record.id]
          : null;
      case 'evidence':
      case 'event':
        return rootOfId(fieldOf(record, 'secondment') ?? '');
      case 'packItem':
      case 'acceptance':
        return rootOfId(fieldOf(record, 'transfer') ?? '');
      case 'meeting':
        return rootOfMeeting(record.id);
      case 'attendance':
      case 'agendaItem':
      case 'decision':
        return rootOfMeeting(fieldOf(record, 'meeting') ?? '');
      case 'action': {
        const meeting = fieldOf(record, 'meeting');
        return meeting === null ? rootOfId(fieldOf(record, 'about') ?? '') : rootOfMeeting(meeting);
      }
    }
  };

  return {
    at,
    name,
    mayWrite,
    doc,
    all,
    has: (kind, id) => holds(doc, kind, id),
    rootOf,
    damaged: () => kindsIn(name).reduce((sum, kind) => sum + all(kind).damaged.length, 0),
    close: stop,
  };
};
