/** Which versions of a protocol a secondment goes through, and how a new version takes over what falls due from its day on. */
import { earlierOf, laterOf, type CalendarDay } from './calendar';
import type { Protocol } from './protocol';
import { versionId } from './protocol-record';
import type { Secondment } from './secondment';
import type { Turn, Version } from './turns';

/** The line of everybody who never chose another. */
const FIRST_LINE = '2010';

const inOrder = (a: Protocol, b: Protocol): number => {
  if (a.takesEffectOn !== b.takesEffectOn) return a.takesEffectOn < b.takesEffectOn ? -1 : 1;
  if (a.version !== b.version) return a.version - b.version;
  return a.id < b.id ? -1 : 1;
};

/** Those of the named line, those that replace one of them, and their later versions. */
const lineOf = (line: string, protocols: readonly Protocol[]): readonly Protocol[] => {
  const found = new Set(protocols.filter(({ id }) => id === line));
  const joins = (one: Protocol): boolean =>
    [...found].some(
      (other) =>
        other.id === one.replaces ||
        (other.id === one.id && other.takesEffectOn <= one.takesEffectOn),
    );
  for (let size = -1; found.size > size && found.size > 0;) {
    size = found.size;
    for (const one of protocols) if (!found.has(one) && joins(one)) found.add(one);
  }
  return [...found].toSorted(inOrder);
};

/**
 * The versions of a secondment in order: the one in force when it starts, then each that takes effect later. A
 * secondment older than its protocol is under the first version of it.
 */
export const versionsOf = (
  { protocol: line, startsOn }: Pick<Secondment, 'protocol' | 'startsOn'>,
  protocols: readonly Protocol[],
): readonly Version[] => {
  const own = lineOf(line, protocols);
  const all = own.length > 0 ? own : lineOf(FIRST_LINE, protocols);
  const named = own.length > 0 ? line : FIRST_LINE;
  const first =
    all.findLast(({ takesEffectOn }) => takesEffectOn <= startsOn) ??
    all.find(({ id }) => id === named);
  if (first === undefined) return [];
  const later = all
    .slice(all.indexOf(first) + 1)
    // Of two that take effect on one day the later one counts alone.
    .filter((one, at, rest) => rest[at + 1]?.takesEffectOn !== one.takesEffectOn);
  return [first, ...later].map((protocol) => ({
    protocol,
    name: versionId(protocol),
  }));
};

/** What is counted is the same turn where it falls on the same day; everything else where it has the same key. */
const fellowKey = ({ key, isCounted, event, dueOn }: Turn): string =>
  isCounted ? `${event?.id ?? ''}|${dueOn ?? ''}` : key;

/** What has no date has none to keep: it is worded as the version does that is in force, or was at the end. */
const isInForce = (
  { protocol }: Version,
  { today, endsOn }: { readonly today: CalendarDay; readonly endsOn: CalendarDay },
): boolean => protocol.takesEffectOn <= earlierOf(today, endsOn);

/**
 * The turns of one row through all its versions. What is due before a version takes effect stays as it was; a
 * turn that the new version would have had earlier than its own first day is due on that day.
 */
export const throughVersions = (
  byVersion: readonly { readonly version: Version; readonly turns: readonly Turn[] }[],
  clock: { readonly today: CalendarDay; readonly endsOn: CalendarDay },
): readonly Turn[] => {
  const [first, ...later] = byVersion;
  let given = first?.turns ?? [];
  for (const { version, turns } of later) {
    const from = version.protocol.takesEffectOn;
    const isWorded = isInForce(version, clock);
    const stays = ({ dueOn }: Turn): boolean => (dueOn === null ? !isWorded : dueOn < from);
    const fellows = new Map(given.map((turn) => [fellowKey(turn), turn]));
    const taken = turns.flatMap((turn): readonly Turn[] => {
      const fellow = fellows.get(fellowKey(turn));
      if (fellow !== undefined) {
        if (stays(fellow)) return [];
        const dueOn = turn.dueOn === null ? null : laterOf(turn.dueOn, from);
        return [{ ...turn, dueOn, name: fellow.name }];
      }
      return stays(turn) ? [] : [{ ...turn, name: `${turn.key}-${version.name}` }];
    });
    given = [...given.filter(stays), ...taken];
  }
  return given;
};
