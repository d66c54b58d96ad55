/** Whether a protocol file may become a version here: nothing that ships is changed, and no due date that has passed. */
import { isShippedLine, linesBefore } from './protocols-known';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import type { Protocol } from '@/lib/domain/protocol';
import { readProtocolFile } from '@/lib/domain/protocol-file';
import { ProtocolRecord, versionId } from '@/lib/domain/protocol-record';

export type PublishJudgement =
  | { readonly state: 'right'; readonly record: ProtocolRecord }
  /** Plain sentences without a full stop. */
  | { readonly state: 'wrong'; readonly problems: readonly string[] };

/** What stands against a version among those that are known; empty when it may be published on this day. */
export const problemsOfVersion = (
  given: Protocol,
  protocols: readonly Protocol[],
  today: CalendarDay,
): readonly string[] => {
  const { id, version, replaces, takesEffectOn } = given;
  if (isShippedLine(id)) {
    return ['This protocol stays as it is: copy it under a name of your own and change the copy'];
  }
  const known = new Set(protocols.map((one) => one.id));
  const newest = Math.max(0, ...protocols.filter((one) => one.id === id).map((one) => one.version));
  const problems: string[] = [];
  if (version <= newest) {
    problems.push(`Version ${newest} is already here: the next one is version ${newest + 1}`);
  }
  if (replaces !== null && !known.has(replaces)) {
    problems.push(`It replaces “${replaces}”, which is not in this notebook`);
  }
  if (
    replaces !== null &&
    (replaces === id || [replaces, ...linesBefore(protocols, replaces)].includes(id))
  ) {
    problems.push('It replaces a protocol that comes from itself');
  }
  const changesOthers = replaces !== null || newest > 0;
  if (changesOthers && takesEffectOn < today) {
    problems.push(
      `It takes effect on ${formatDay(takesEffectOn)}: choose today or a later day, since due dates that have passed stay as they are`,
    );
  }
  return problems;
};

/** It travels as one change, of which there is a largest; the 2010 text has 58 KB. */
const MOST_BYTES = 500 * 1024;

const bytesOf = (protocol: Protocol): number =>
  new TextEncoder().encode(JSON.stringify(protocol)).length;

export const protocolFrom = (
  text: string,
  protocols: readonly Protocol[],
  today: CalendarDay,
): PublishJudgement => {
  const read = readProtocolFile(text);
  if (read.state === 'refused') return { state: 'wrong', problems: read.faults };
  const problems = problemsOfVersion(read.protocol, protocols, today);
  if (bytesOf(read.protocol) > MOST_BYTES) {
    return { state: 'wrong', problems: ['Its texts are longer than 500 KB: shorten them'] };
  }
  if (problems.length > 0) return { state: 'wrong', problems };
  const record = ProtocolRecord.safeParse({ id: versionId(read.protocol), text: read.protocol });
  return record.success
    ? { state: 'right', record: record.data }
    : { state: 'wrong', problems: ['Its name is too long'] };
};
