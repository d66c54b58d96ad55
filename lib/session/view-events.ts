/** What happened in a secondment, as its screen lists it, and what an ending for performance would lack. */
import type { Shelf } from './shelf';
import type { EventRow, MissingStep, PauseRow } from './views';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Duty } from '@/lib/domain/duties';
import {
  EVENT_KINDS,
  eventWords,
  isAgreedPause,
  isOfPerformance,
  isOpenEvent,
  lacksOf,
  type SecondmentEvent,
} from '@/lib/domain/event';
import { missingOf } from '@/lib/domain/proofs';
import { rowsOf, type DutyRow, type Protocol } from '@/lib/domain/protocol';
import { performanceSection } from '@/lib/domain/sections';

const newestFirst = (a: SecondmentEvent, b: SecondmentEvent): number => {
  if (a.on !== b.on) return a.on < b.on ? 1 : -1;
  return a.id < b.id ? -1 : 1;
};

export const eventRows = (
  events: readonly SecondmentEvent[],
  duties: readonly Duty[],
  today: CalendarDay,
): readonly EventRow[] => {
  const byEvent = Map.groupBy(duties, ({ event }) => event);
  return events.toSorted(newestFirst).map((record) => ({
    id: record.id,
    record,
    name: EVENT_KINDS[record.kind].name,
    words: eventWords(record),
    isOpen: isOpenEvent(record, today),
    lacks: lacksOf(record),
    isOfPerformance: isOfPerformance(record),
    duties: (byEvent.get(record.id) ?? []).map(({ evidenceId }) => evidenceId),
  }));
};

export const pauseRows = (events: readonly SecondmentEvent[]): readonly PauseRow[] =>
  events
    .filter(({ kind }) => kind === 'pause')
    .toSorted(newestFirst)
    .map((pause) => ({
      id: pause.id,
      from: pause.on,
      to: pause.endedOn,
      isAgreed: isAgreedPause(pause),
      lacks: lacksOf(pause),
      words: eventWords(pause),
    }));

const isGate = ({ trigger }: DutyRow): boolean =>
  trigger.on === 'event' && trigger.kind === 'ending' && trigger.endingFor === 'performance';

/** The rows that have to be on file before an ending for performance, as the protocol's own rule names them. */
const stepsBefore = (protocol: Protocol): readonly (readonly [string, DutyRow])[] => {
  const rows = rowsOf(protocol);
  const named = new Set(
    rows
      .filter(([, row]) => isGate(row))
      .flatMap(([, { proof }]) => proof.flatMap((one) => (one.by === 'rows' ? one.rows : []))),
  );
  return rows.filter(([id]) => named.has(id));
};

/** Null where this person does not read what is about performance: nothing recorded would look like nothing done. */
export const missingSteps = (
  shelf: Pick<Shelf, 'sections'>,
  secondment: string,
  protocol: Protocol | null,
  duties: readonly Duty[],
): readonly MissingStep[] | null => {
  const part = performanceSection(secondment);
  if (protocol === null || !shelf.sections().some(({ name }) => name === part)) return null;
  const steps = stepsBefore(protocol);
  const turnsOf = (row: string): readonly Duty[] => duties.filter(({ duty }) => duty === row);
  const { missing } = missingOf(
    steps.map(([id]) => id),
    turnsOf,
  );
  return steps
    .filter(([id]) => missing.includes(id))
    .map(([duty, { title, section }]) => ({
      duty,
      title,
      section,
      evidenceId: turnsOf(duty).at(-1)?.evidenceId ?? null,
    }));
};
