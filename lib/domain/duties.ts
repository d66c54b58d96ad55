/** What the protocol asks of one secondment, when, and where each thing stands today. */
import { compareDays, daysBetween, type CalendarDay } from './calendar';
import type { SecondmentEvent } from './event';
import type { Meeting, MeetingKind } from './meeting';
import { pausesOf } from './pauses';
import type { Role } from './people';
import { addPeriod } from './period';
import type { DutyGroup, DutyRow, Protocol, RowId } from './protocol';
import {
  bookedByEvent,
  datedMeetings,
  meetingKindOf,
  meetingsByTurn,
  missingOf,
  provedOf,
  type DatedMeeting,
  type Proved,
  type Provable,
} from './proofs';
import type { Evidence, Secondment } from './secondment';
import { doneStatus, isDone, isSettled, openStatus, type Status } from './status';
import { turnsOf, type Circumstances, type TeamTerms, type Turn, type Version } from './turns';
import { throughVersions, versionsOf } from './versions';

export type { TeamTerms } from './turns';

export interface Duty {
  /** Row of the protocol, `S2.3`. */
  readonly duty: string;
  /** `1`, the number of the quarter, the month as `2026-11`, a leave year, or the id of an event. */
  readonly turn: string;
  /** The id that a record of evidence for it has. */
  readonly evidenceId: string;
  readonly title: string;
  readonly section: string;
  readonly kind: DutyRow['kind'];
  readonly group: DutyGroup;
  readonly who: string;
  readonly waitsFor: readonly Role[];
  /** Done by somebody outside the notebook; a member records it on their behalf. */
  readonly isOutside: boolean;
  /** Shown closed under what was agreed, and never overdue. */
  readonly isAgreed: boolean;
  /** The id of the event that it follows. */
  readonly event: string | null;
  /** The version that gives it, as `2010.1`. */
  readonly protocol: string;
  readonly dueOn: CalendarDay | null;
  /** By how many days an agreed pause put it off. */
  readonly pausedDays: number;
  readonly isProtocolDate: boolean;
  /** The reading that settles an open sentence. */
  readonly reading: string | null;
  readonly status: Status;
  readonly evidence: string;
  readonly proof: string;
  readonly reason: string;
  readonly consequence: string;
  /** Whom it goes to now, because it is so late or was missed so often. */
  readonly raise: Role | null;
  /** The row that this one says again. */
  readonly repeats: string | null;
  /** The rows that have to be on file first and are not. */
  readonly missing: readonly string[];
  readonly meetingKind: MeetingKind | null;
  /** The meeting that proves it, or is booked to. */
  readonly meetingId: string | null;
}

export interface DutyQuestion {
  readonly secondment: Secondment;
  /** All versions that the notebook knows, those that ship with it included. */
  readonly protocols: readonly Protocol[];
  /** Evidence, meetings and events of other secondments are passed over. */
  readonly evidence: readonly Evidence[];
  readonly meetings: readonly Meeting[];
  readonly events: readonly SecondmentEvent[];
  readonly team: TeamTerms | null;
  readonly today: CalendarDay;
}

const ENDS_FIRST = 'The secondment ends first.';

const NOT_APPLICABLE: Status = { word: 'Not applicable', days: null, on: null };
const NOT_RECORDED: Status = { word: 'Not recorded', days: null, on: null };
const LATE_START: Status = { word: 'Late start', days: null, on: null };

/**
 * What was due before the secondment was recorded here. A paper that was given, or a declaration that was made,
 * only is not recorded; a meeting or a return was started late.
 */
const beforeRecorded = ({ dueOn, row }: Turn, { recordedOn }: Secondment): Status | null => {
  if (dueOn === null || dueOn > recordedOn) return null;
  const { due } = row;
  const isPaper = due.from === 'start' && due.repeat === undefined && meetingKindOf(row) === null;
  if (dueOn === recordedOn) {
    return isPaper && (due.bound === 'before' || due.bound === 'at') ? NOT_RECORDED : null;
  }
  return isPaper ? NOT_RECORDED : LATE_START;
};

interface Said {
  readonly evidence: Evidence | undefined;
  readonly meeting: DatedMeeting | undefined;
  readonly proved: Proved | null;
}

const doneOf = ({ evidence, proved }: Said): Proved | null =>
  evidence?.state === 'done' ? { doneOn: evidence.doneOn } : proved;

/** A booking whose day has passed proves nothing until someone says that it was held. */
const bookedStatus = (
  turn: Turn,
  { evidence, meeting }: Said,
  today: CalendarDay,
): Status | null => {
  let first: CalendarDay | null = null;
  const bookings = [
    evidence?.state === 'booked' ? evidence.bookedFor : null,
    meeting?.on ?? null,
    bookedByEvent(turn),
  ];
  for (const on of bookings) {
    if (on !== null && on >= today && (first === null || on < first)) first = on;
  }
  return first === null ? null : { word: 'Booked', days: daysBetween(today, first), on: first };
};

const whyNot = (turn: Turn, endsOn: CalendarDay): string => {
  if (turn.notApplicable !== '') return turn.notApplicable;
  return turn.isOverAtEnd && turn.dueOn !== null && turn.dueOn > endsOn ? ENDS_FIRST : '';
};

const statusOf = (
  turn: Turn,
  said: Said,
  { secondment, today }: Pick<DutyQuestion, 'secondment' | 'today'>,
): Status => {
  const { dueOn, row, version } = turn;
  const done = doneOf(said);
  if (row.kind === 'agreed') return done === null ? NOT_RECORDED : doneStatus(done.doneOn, null);
  const graceEndsOn =
    dueOn === null || row.due.grace === undefined ? dueOn : addPeriod(dueOn, row.due.grace);
  if (done !== null) return doneStatus(done.doneOn, graceEndsOn);
  if (said.evidence?.state === 'not applicable' || whyNot(turn, secondment.endsOn) !== '') {
    return NOT_APPLICABLE;
  }
  const booked = bookedStatus(turn, said, today);
  if (booked !== null) return booked;
  if (dueOn === null || graceEndsOn === null) return NOT_RECORDED;
  return (
    beforeRecorded(turn, secondment) ??
    openStatus({
      dueOn,
      today,
      graceEndsOn,
      dueSoonDays: version.protocol.limits.dueSoonDays,
    })
  );
};

const NONE: readonly RowId[] = [];

/** The rows that a row asks for as a whole and that are not on file. */
const missingFor = (
  { proof }: DutyRow,
  dutiesOfRow: (row: RowId) => readonly Duty[],
): readonly RowId[] => {
  for (const one of proof) if (one.by === 'rows') return missingOf(one.rows, dutiesOfRow).missing;
  return NONE;
};

/** What has to wait says so, but only while it is far off: nothing that is due soon is hidden behind it. */
const afterOthers = (
  duty: Duty,
  after: RowId | undefined,
  dutiesOfRow: (row: RowId) => readonly Duty[],
): Duty => {
  if (after === undefined || duty.status.word !== 'Not due yet') return duty;
  const waits = dutiesOfRow(after).some(
    (other) =>
      !isSettled(other.status) &&
      (duty.event === null || other.event === null || duty.event === other.event),
  );
  return waits
    ? { ...duty, status: { word: 'Cannot start yet', days: duty.status.days, on: null } }
    : duty;
};

/** Marks what goes to somebody else by now. What was missed in a row ends with the first that was not. */
const withRaises = (
  duties: readonly Duty[],
  rows: readonly DutyRow[],
  today: CalendarDay,
): readonly Duty[] => {
  if (!rows.some(({ raise }) => raise !== undefined)) return duties;
  let missed = 0;
  return duties.map((duty, index) => {
    const raise = rows[index]?.raise;
    missed = duty.status.word === 'Overdue' ? missed + 1 : 0;
    if (raise === undefined || missed === 0 || duty.dueOn === null) return duty;
    const isSoLate = raise.lateBy === undefined || today > addPeriod(duty.dueOn, raise.lateBy);
    const isSoOften = raise.missedInARow === undefined || missed >= raise.missedInARow;
    return isSoLate && isSoOften ? { ...duty, raise: raise.to } : duty;
  });
};

const titleOf = (turn: Turn, index: number, of: number): string => {
  if (!turn.isCounted) return turn.title;
  if (turn.event !== null) return `${turn.title}, ${turn.key.split('.').at(-1) ?? ''}`;
  return of === 1 ? turn.title : `${turn.title} ${index + 1} of ${of}`;
};

const isReview = ({ trigger, proof }: DutyRow): boolean =>
  trigger.on !== 'done' &&
  proof.some((one) => one.by === 'meeting' && one.kind === 'six-month-review');

/** Rows that ask each other in a long chain, or in a circle, are followed no further. */
const DEEPEST = 40;

/** All evidence of the secondment, by row and turn; of two records for one turn always the same one counts. */
const evidenceByTurn = (
  evidence: readonly Evidence[],
  { id }: Secondment,
): ReadonlyMap<string, Evidence> => {
  const byTurn = new Map<string, Evidence>();
  for (const record of evidence) {
    if (record.secondment !== id) continue;
    const key = `${id}.${record.duty}.${record.turn}`;
    const known = byTurn.get(key);
    if (known === undefined || record.id < known.id) byTurn.set(key, record);
  }
  return byTurn;
};

const rowIdsOf = (versions: readonly Version[]): readonly RowId[] => [
  ...new Set(versions.flatMap(({ protocol }) => Object.keys(protocol.rows))),
];

/**
 * Every duty of a secondment with its status, in the order of the protocol; limits of a plan are none. The n-th
 * repeat is counted from its anchor itself; an end that moves moves what hangs on it.
 */
export const dutiesOf = (question: DutyQuestion): readonly Duty[] => {
  const { secondment, today } = question;
  const versions = versionsOf(secondment, question.protocols);
  const evidence = evidenceByTurn(question.evidence, secondment);
  const meetings = datedMeetings(question.meetings, secondment);
  const events = question.events
    .filter((event) => event.secondment === secondment.id)
    .toSorted((a, b) => compareDays(a.on, b.on) || (a.id < b.id ? -1 : 1));
  const ids = rowIdsOf(versions);
  const found = new Map<RowId, readonly Duty[]>();
  const asked = new Set<RowId>();

  const circumstances: Circumstances = {
    secondment,
    team: question.team,
    today,
    events,
    pauses: pausesOf(events, today),
    doneTurns: (row) =>
      dutiesOfRow(row)
        .filter(({ status }) => isDone(status))
        .map(({ turn, event, status }) => ({
          name: turn,
          event: events.find(({ id }) => id === event) ?? null,
          doneOn: status.on,
        })),
    review: () => {
      const row = ids.find((id) => versions.some(({ protocol }) => isReviewRow(protocol, id)));
      const review = row === undefined ? undefined : dutiesOfRow(row)[0];
      if (review === undefined || review.dueOn === null) return null;
      return {
        heldOn: isDone(review.status) ? review.status.on : null,
        dueOn: review.dueOn,
      };
    },
  };

  const isReviewRow = (protocol: Protocol, id: RowId): boolean => {
    const row = protocol.rows[id];
    return row !== undefined && isReview(row);
  };

  const turnsOfVersion = (version: Version, id: RowId): readonly Turn[] => {
    const row = version.protocol.rows[id];
    if (row === undefined || row.kind === 'limit') return [];
    const turns = turnsOf(row, version, circumstances);
    // What was agreed stands there even while no event asks for it.
    return row.kind === 'agreed' && turns.length === 0
      ? turnsOf({ ...row, trigger: { on: 'secondment' } }, version, circumstances)
      : turns;
  };

  const turnsOfRow = (id: RowId): readonly Turn[] =>
    throughVersions(
      versions.map((version) => ({ version, turns: turnsOfVersion(version, id) })),
      { today, endsOn: secondment.endsOn },
    );

  const dutyOf = (
    id: RowId,
    turn: Turn,
    meeting: DatedMeeting | undefined,
    title: string,
  ): Duty => {
    const { row } = turn;
    const evidenceId = `${secondment.id}.${id}.${turn.name}`;
    const record = evidence.get(evidenceId);
    const proved = provedOf(turn, { secondment, team: question.team, meeting, dutiesOfRow });
    const status = statusOf(turn, { evidence: record, meeting, proved }, question);
    const isOurs = status.word === 'Not applicable' && record?.state !== 'not applicable';
    return {
      duty: id,
      turn: turn.name,
      evidenceId,
      title,
      section: row.section,
      kind: row.kind,
      group: row.group,
      who: row.who,
      waitsFor: row.waitsFor,
      isOutside: row.isOutside,
      isAgreed: row.kind === 'agreed',
      event: turn.event?.id ?? null,
      protocol: turn.version.name,
      dueOn: turn.dueOn,
      pausedDays: turn.pausedDays,
      isProtocolDate: row.dateFrom === 'protocol' && !turn.isOurDate,
      reading: row.reading,
      status,
      evidence: row.evidence,
      proof: record?.proof ?? '',
      reason: isOurs ? whyNot(turn, secondment.endsOn) : (record?.reason ?? ''),
      consequence: row.consequence,
      raise: null,
      repeats: row.repeats ?? null,
      missing: missingFor(row, dutiesOfRow),
      meetingKind: meetingKindOf(row),
      meetingId: meeting?.meeting.id ?? null,
    };
  };

  const dutiesOfRow = (id: RowId): readonly Duty[] => {
    const known = found.get(id);
    if (known !== undefined) return known;
    if (asked.has(id) || asked.size > DEEPEST) return [];
    asked.add(id);
    const turns = turnsOfRow(id);
    const byTurn = meetingsByTurn(turns, meetings);
    const duties = withRaises(
      turns.map((turn, index) =>
        afterOthers(
          dutyOf(id, turn, byTurn.get(turn.name), titleOf(turn, index, turns.length)),
          turn.row.after,
          dutiesOfRow,
        ),
      ),
      turns.map(({ row }) => row),
      today,
    );
    asked.delete(id);
    found.set(id, duties);
    return duties;
  };

  return ids.flatMap((id) => dutiesOfRow(id));
};

/** What has to be on file before a secondment ends for performance; section 9, as reading A13 has it. */
const PERFORMANCE_STEPS: readonly RowId[] = ['S9.1', 'S9.2', 'S9.3', 'S9.5', 'S9.6', 'S9.7'];

/** The steps of section 9 that are not on file, of the concern that got furthest; section 6. */
export const stepsMissingForPerformance = (
  duties: readonly Provable[],
  steps: readonly RowId[] = PERFORMANCE_STEPS,
): readonly RowId[] => missingOf(steps, (row) => duties.filter(({ duty }) => duty === row)).missing;

export interface DutyMark {
  readonly on: CalendarDay;
  readonly title: string;
  readonly state: 'done' | 'overdue' | 'to come' | 'booked';
  /** Monthly returns are drawn as small ticks. */
  readonly isTick: boolean;
}

const markState = ({ word }: Status): DutyMark['state'] | null => {
  switch (word) {
    case 'Done':
    case 'Done late':
      return 'done';
    case 'Overdue':
      return 'overdue';
    case 'Booked':
      return 'booked';
    case 'Due today':
    case 'Due soon':
    case 'Not due yet':
    case 'Cannot start yet':
      return 'to come';
    // What fell due before it was recorded here has no mark: it would look like a fault.
    case 'Late start':
    case 'Not applicable':
    case 'Not recorded':
      return null;
    default:
      return word satisfies never;
  }
};

/** The marks of the picture of a secondment, by day; what was agreed, and what says another row again, has none. */
export const marksOf = (duties: readonly Duty[]): readonly DutyMark[] =>
  duties
    .flatMap((duty): readonly DutyMark[] => {
      const state = markState(duty.status);
      const on = duty.status.on ?? duty.dueOn;
      if (state === null || on === null || duty.isAgreed || duty.repeats !== null) return [];
      return [{ on, title: duty.title, state, isTick: duty.group === 'Monthly sickness returns' }];
    })
    .toSorted((a, b) => compareDays(a.on, b.on));
