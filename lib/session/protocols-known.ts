/** The protocols that a notebook knows: those that ship with the product and those that were published in it. */
import type { Shelf } from './shelf';
import type { CalendarDay } from '@/lib/domain/calendar';
import { earlierOf } from '@/lib/domain/calendar';
import type { Protocol } from '@/lib/domain/protocol';
import { versionId } from '@/lib/domain/protocol-record';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import type { Secondment } from '@/lib/domain/secondment';
import { versionsOf } from '@/lib/domain/versions';

const SHIPPED_LINES: ReadonlySet<string> = new Set(SHIPPED_PROTOCOLS.map(({ id }) => id));

/** A line that ships stays as it ships: an area copies it under a name of its own. */
export const isShippedLine = (line: string): boolean => SHIPPED_LINES.has(line);

/** The same list as long as nothing was published: what is made from it can be kept. */
const lists = new WeakMap<object, readonly Protocol[]>();

export const protocolsKnown = ({ all }: Pick<Shelf, 'all'>): readonly Protocol[] => {
  const records = all('protocol');
  const own = records.filter(({ text }) => !isShippedLine(text.id));
  const [first] = own;
  if (first === undefined) return SHIPPED_PROTOCOLS;
  // What is published is never changed: as many under the same first record are the same ones.
  const known = lists.get(first);
  const isSame =
    known?.length === SHIPPED_PROTOCOLS.length + own.length &&
    own.every(({ text }, at) => known[SHIPPED_PROTOCOLS.length + at] === text);
  if (known !== undefined && isSame) return known;
  const list = [...SHIPPED_PROTOCOLS, ...own.map(({ text }) => text)];
  lists.set(first, list);
  return list;
};

export const protocolWithId = (protocols: readonly Protocol[], id: string): Protocol | null =>
  protocols.find((one) => versionId(one) === id) ?? null;

/** The version that a secondment is under on a day; null only where not even the first line is known. */
export const versionOn = (
  secondment: Pick<Secondment, 'protocol' | 'startsOn' | 'endsOn'>,
  protocols: readonly Protocol[],
  today: CalendarDay,
): { readonly now: Protocol; readonly later: Protocol | null } | null => {
  const versions = versionsOf(secondment, protocols).map(({ protocol }) => protocol);
  const [first] = versions;
  if (first === undefined) return null;
  const until = earlierOf(today, secondment.endsOn);
  const now = versions.findLast(({ takesEffectOn }) => takesEffectOn <= until) ?? first;
  const later = versions.find(
    ({ takesEffectOn }) => takesEffectOn > until && takesEffectOn <= secondment.endsOn,
  );
  return { now, later: later === undefined || later === now ? null : later };
};

/** All lines that a line comes from, nearest first, without itself; stops where they go in a circle. */
export const linesBefore = (protocols: readonly Protocol[], line: string): readonly string[] => {
  const found: string[] = [];
  const waiting = [line];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const { id, replaces } of protocols) {
      if (id !== at || replaces === null || replaces === line || found.includes(replaces)) continue;
      found.push(replaces);
      waiting.push(replaces);
    }
  }
  return found;
};
