/** Views of protocols: the lines and their versions, who is under which, and one version with its rows in plain words. */
import { isShippedLine, protocolsKnown, protocolWithId, versionOn } from './protocols-known';
import { teamName, type Looking } from './view-duties';
import type {
  ProtocolLineView,
  ProtocolRowView,
  ProtocolsView,
  ProtocolVersionView,
  ProtocolView,
  UnderProtocol,
} from './views';
import { dueWords } from '@/lib/domain/due-words';
import { ROLE_NAMES } from '@/lib/domain/people';
import { rowsOf, type DutyRow, type Protocol } from '@/lib/domain/protocol';
import { versionId } from '@/lib/domain/protocol-record';
import type { Secondment } from '@/lib/domain/secondment';

const underOf = (looking: Looking, { id, secondee, team }: Secondment): UnderProtocol => ({
  id,
  title: looking.shelf.find('person', secondee)?.name ?? 'Not named',
  team: teamName(looking, team),
});

const newestFirst = (a: Protocol, b: Protocol): number => b.version - a.version;

const versionViews = (
  versions: readonly Protocol[],
  today: string,
): readonly ProtocolVersionView[] => {
  const inForce = versions
    .filter(({ takesEffectOn }) => takesEffectOn <= today)
    .toSorted((a, b) =>
      a.takesEffectOn === b.takesEffectOn
        ? a.version - b.version
        : a.takesEffectOn < b.takesEffectOn
          ? -1
          : 1,
    )
    .at(-1);
  return versions.toSorted(newestFirst).map((one) => ({
    id: versionId(one),
    version: one.version,
    name: one.name,
    takesEffectOn: one.takesEffectOn,
    isShipped: isShippedLine(one.id),
    state: one === inForce ? 'in force' : one.takesEffectOn > today ? 'to come' : 'replaced',
    rowCount: rowsOf(one).length,
    changeCount: one.changes.length,
  }));
};

export const protocolsView = (looking: Looking, mayPublish: boolean): ProtocolsView => {
  const { shelf, today } = looking;
  const protocols = protocolsKnown(shelf);
  const secondments = shelf.all('secondment');
  const lines = [...Map.groupBy(protocols, ({ id }) => id)].map(
    ([line, versions]): ProtocolLineView => {
      const newest = versions.toSorted(newestFirst)[0];
      return {
        line,
        name: newest?.name ?? line,
        area: newest?.area ?? '',
        isShipped: isShippedLine(line),
        replaces: newest?.replaces ?? null,
        replacedBy: [
          ...new Set(protocols.filter(({ replaces }) => replaces === line).map(({ id }) => id)),
        ],
        versions: versionViews(versions, today),
        secondments: secondments
          .filter(({ protocol }) => protocol === line)
          .map((one) => underOf(looking, one)),
      };
    },
  );
  return { lines, mayPublish };
};

const readingOf = (protocol: Protocol, { reading }: DutyRow): ProtocolRowView['reading'] => {
  const found = reading === null ? undefined : protocol.readings[reading];
  return reading === null || found === undefined ? null : { id: reading, ...found };
};

const rowView = (protocol: Protocol, [id, row]: readonly [string, DutyRow]): ProtocolRowView => ({
  row: id,
  title: row.title,
  section: row.section,
  group: row.group,
  kind: row.kind,
  modal: row.modal,
  who: row.who,
  waitsFor: row.waitsFor.map((role) => protocol.roleNames[role] ?? ROLE_NAMES[role]),
  due: dueWords(row, protocol.rows),
  evidence: row.evidence,
  consequence: row.consequence,
  isProtocolDate: row.dateFrom === 'protocol',
  reading: readingOf(protocol, row),
  changes: protocol.changes
    .filter((change) => change.row === id)
    .map(({ was, is, why }) => ({ was, is, why })),
});

/** By `<line>.<version>`. */
export const protocolView = (
  looking: Looking,
  id: string,
  mayPublish: boolean,
): ProtocolView | null => {
  const { shelf, today } = looking;
  const protocols = protocolsKnown(shelf);
  const text = protocolWithId(protocols, id);
  if (text === null) return null;
  return {
    id,
    line: text.id,
    version: text.version,
    isShipped: isShippedLine(text.id),
    isNewest: protocols.every((one) => one.id !== text.id || one.version <= text.version),
    mayPublish,
    text,
    rows: rowsOf(text).map((row) => rowView(text, row)),
    secondments: shelf
      .all('secondment')
      .filter((one) => versionOn(one, protocols, today)?.now === text)
      .map((one) => underOf(looking, one)),
  };
};
