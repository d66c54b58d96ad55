/** The duties of each secondment, worked out again only when something of that secondment has changed. */
import { protocolsKnown } from './protocols-known';
import type { Shelf } from './shelf';
import type { CalendarDay } from '@/lib/domain/calendar';
import { dutiesOf, type Duty } from '@/lib/domain/duties';
import type { SecondmentEvent } from '@/lib/domain/event';
import type { Meeting } from '@/lib/domain/meeting';
import type { Evidence, Secondment } from '@/lib/domain/secondment';
import { partsOf } from '@/lib/domain/sections';
import { teamFacts, type Team } from '@/lib/domain/team';
import { isDutyOfPerformance } from '@/lib/notebook/layout';

/** What is recorded of one secondment. */
interface Recorded {
  readonly evidence: readonly Evidence[];
  readonly meetings: readonly Meeting[];
  readonly events: readonly SecondmentEvent[];
}
const NOTHING: Recorded = { evidence: [], meetings: [], events: [] };

interface Desk {
  version: number;
  /** By secondment, as the shelf stands. */
  recorded: ReadonlyMap<string, Recorded>;
  teams: ReadonlyMap<string, Team>;
  readonly done: Map<
    string,
    { readonly from: readonly unknown[]; readonly duties: readonly Duty[] }
  >;
}

const desks = new WeakMap<Shelf, Desk>();

const recordedBy = (shelf: Shelf): ReadonlyMap<string, Recorded> => {
  const found = new Map<
    string,
    { evidence: Evidence[]; meetings: Meeting[]; events: SecondmentEvent[] }
  >();
  for (const { id } of shelf.all('secondment')) {
    found.set(id, { evidence: [], meetings: [], events: [] });
  }
  for (const one of shelf.all('evidence')) found.get(one.secondment)?.evidence.push(one);
  for (const one of shelf.all('meeting')) found.get(one.about)?.meetings.push(one);
  for (const one of shelf.all('event')) found.get(one.secondment)?.events.push(one);
  return found;
};

const deskOf = (shelf: Shelf): Desk => {
  const version = shelf.version();
  const known = desks.get(shelf);
  if (known?.version === version) return known;
  const desk: Desk = {
    version,
    recorded: recordedBy(shelf),
    teams: new Map(shelf.teams().map((team) => [team.id, team])),
    done: known?.done ?? new Map(),
  };
  desks.set(shelf, desk);
  for (const key of desk.done.keys()) {
    if (!desk.recorded.has(key.split(' ', 1)[0] ?? '')) desk.done.delete(key);
  }
  return desk;
};

/** A record that did not change is the same object: the shelf reads again only the part that something changed in. */
const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

interface Question {
  readonly shelf: Shelf;
  readonly today: CalendarDay;
}

const workOut = (
  { shelf, today }: Question,
  desk: Desk,
  key: string,
  secondment: Secondment,
  { evidence, meetings, events }: Recorded,
): readonly Duty[] => {
  const protocols = protocolsKnown(shelf);
  const team = desk.teams.get(secondment.team) ?? null;
  const from = [
    secondment,
    team,
    protocols,
    today,
    ...evidence,
    null,
    ...meetings,
    null,
    ...events,
  ];
  const known = desk.done.get(key);
  if (known !== undefined && isSame(known.from, from)) return known.duties;
  const duties = dutiesOf({
    secondment,
    protocols,
    evidence,
    meetings,
    events,
    team: team === null ? null : teamFacts(team),
    today,
  });
  desk.done.set(key, { from, duties });
  return duties;
};

/** Every duty of a secondment, as this person can know it. */
export const dutiesFor = (question: Question, secondment: Secondment): readonly Duty[] => {
  const desk = deskOf(question.shelf);
  const recorded = desk.recorded.get(secondment.id) ?? NOTHING;
  return workOut(question, desk, secondment.id, secondment, recorded);
};

/**
 * The duties without all that is about performance, as everyone works them out who reads the secondment: whatever
 * they read beside it.
 */
export const plainDutiesFor = (question: Question, secondment: Secondment): readonly Duty[] => {
  const { shelf } = question;
  const desk = deskOf(shelf);
  const recorded = desk.recorded.get(secondment.id) ?? NOTHING;
  const apart = new Set(
    shelf
      .sections()
      .filter(({ name }) => partsOf(name)?.kind === 'performance')
      .map(({ at }) => at),
  );
  const isPlain =
    (kind: 'evidence' | 'meeting' | 'event') =>
    ({ id }: { readonly id: string }): boolean =>
      !apart.has(shelf.keeperOf(kind, id) ?? '');
  const duties = workOut(question, desk, `${secondment.id} plain`, secondment, {
    evidence: recorded.evidence.filter(isPlain('evidence')),
    meetings: recorded.meetings.filter(isPlain('meeting')),
    events: recorded.events.filter(isPlain('event')),
  });
  return duties.filter(({ duty }) => !isDutyOfPerformance(duty));
};

/** The duties as they were before the secondment was moved, with all that is recorded of it today. */
export const dutiesAsIf = ({ shelf, today }: Question, moved: Secondment): readonly Duty[] => {
  const desk = deskOf(shelf);
  const team = desk.teams.get(moved.team) ?? null;
  return dutiesOf({
    secondment: moved,
    protocols: protocolsKnown(shelf),
    ...(desk.recorded.get(moved.id) ?? NOTHING),
    team: team === null ? null : teamFacts(team),
    today,
  });
};

export const eventsAbout = ({ shelf }: Question, id: string): readonly SecondmentEvent[] =>
  deskOf(shelf).recorded.get(id)?.events ?? [];
