/** What proves that a turn of a row was done: a record of it, a meeting, a field, a day of an event, another row. */
import { compareDays, CalendarDay } from './calendar';
import type { SecondmentEvent } from './event';
import type { Meeting, MeetingKind } from './meeting';
import { addPeriod } from './period';
import type { DutyRow, Proof, RowId } from './protocol';
import type { Secondment } from './secondment';
import { isDone, type Status } from './status';
import type { TeamTerms, Turn } from './turns';

export interface DatedMeeting {
  readonly meeting: Meeting;
  readonly on: CalendarDay;
}

/** The day a meeting was held, or is planned for. */
const meetingDay = ({ state, heldOn, startsAt }: Meeting): CalendarDay | null => {
  if (state === 'held' && heldOn !== null) return heldOn;
  const day = CalendarDay.safeParse(startsAt.slice(0, 10));
  return day.success ? day.data : null;
};

/** The meetings of a secondment by day, without those that were cancelled. */
export const datedMeetings = (
  meetings: readonly Meeting[],
  secondment: Secondment,
): readonly DatedMeeting[] =>
  meetings
    .filter(({ about, state }) => about === secondment.id && state !== 'cancelled')
    .flatMap((meeting) => {
      const on = meetingDay(meeting);
      return on === null ? [] : [{ meeting, on }];
    })
    .toSorted((a, b) => compareDays(a.on, b.on) || (a.meeting.id < b.meeting.id ? -1 : 1));

type MeetingProof = Extract<Proof, { readonly by: 'meeting' }>;

const meetingProof = (row: DutyRow): MeetingProof | undefined =>
  row.proof.find((proof): proof is MeetingProof => proof.by === 'meeting');

/** The kind of meeting that proves a row by itself. */
export const meetingKindOf = (row: DutyRow): MeetingKind | null => meetingProof(row)?.kind ?? null;

const proves = (row: DutyRow, kind: MeetingKind): 'itself' | 'also' | null => {
  const proof = meetingProof(row);
  if (proof === undefined) return null;
  if (proof.kind === kind) return 'itself';
  return proof.also?.includes(kind) === true ? 'also' : null;
};

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** A meeting held so long after its due date still stands for the turn that had none. */
const STILL_STANDS = 'P1M';

/**
 * The turns that a meeting may stand for, the best first. What follows an event or another row: the one that
 * opened last. What repeats: the one due next, or the one before while it is under a month late.
 */
const standsFor = ({ meeting, on }: DatedMeeting, turns: readonly Turn[]): readonly Turn[] => {
  if (turns.some(({ opensOn }) => opensOn !== null)) {
    return turns
      .filter(({ opensOn }) => opensOn !== null && opensOn <= on)
      .toSorted((a, b) => compareDays(b.opensOn ?? on, a.opensOn ?? on));
  }
  if (turns.length < 2) return turns;
  const found = turns.findIndex(({ dueOn }) => dueOn !== null && on <= dueOn);
  const index = found === -1 ? turns.length : found;
  const before = turns[index - 1];
  const isLate =
    before !== undefined &&
    before.dueOn !== null &&
    on <= addPeriod(before.dueOn, STILL_STANDS) &&
    proves(before.row, meeting.kind) === 'itself';
  return [...(isLate ? [before] : []), ...turns.slice(index, index + 1)];
};

/** Which meeting stands for which turn of a row, by name; one that was held comes before one that is planned. */
export const meetingsByTurn = (
  turns: readonly Turn[],
  meetings: readonly DatedMeeting[],
): ReadonlyMap<string, DatedMeeting> => {
  const byTurn = new Map<string, DatedMeeting>();
  if (meetings.length === 0 || turns.every(({ row }) => meetingProof(row) === undefined)) {
    return byTurn;
  }
  // A pause can put one turn off beyond the next.
  const inOrder = turns.toSorted((a, b) => compareText(a.dueOn ?? '', b.dueOn ?? ''));
  for (const state of ['held', 'planned'] as const) {
    for (const dated of meetings) {
      if (dated.meeting.state !== state) continue;
      const turn = standsFor(dated, inOrder).find(
        ({ name, row }) => !byTurn.has(name) && proves(row, dated.meeting.kind) !== null,
      );
      if (turn !== undefined) byTurn.set(turn.name, dated);
    }
  }
  return byTurn;
};

/** A duty as far as another row asks for it. */
export interface Provable {
  readonly duty: string;
  readonly turn: string;
  readonly event: string | null;
  readonly status: Status;
}

interface OnFile {
  readonly missing: readonly RowId[];
  /** The day the last of them was done; null where nobody recorded one. */
  readonly doneOn: CalendarDay | null;
}

/** A row is on file for an event when it was done at each of its turns there. */
const onFile = (
  rows: readonly RowId[],
  event: string | null,
  dutiesOfRow: (row: RowId) => readonly Provable[],
): OnFile => {
  const missing: RowId[] = [];
  const days: CalendarDay[] = [];
  for (const row of rows) {
    const duties = dutiesOfRow(row).filter((one) => one.event === null || one.event === event);
    if (duties.length === 0 || !duties.every(({ status }) => isDone(status))) missing.push(row);
    for (const { status } of duties) if (status.on !== null) days.push(status.on);
  }
  return { missing, doneOn: days.toSorted(compareDays).at(-1) ?? null };
};

/** Rows that are not on file, for the one event that got furthest; all of them where there is none. */
export const missingOf = (
  rows: readonly RowId[],
  dutiesOfRow: (row: RowId) => readonly Provable[],
): OnFile => {
  const events = new Set(rows.flatMap((row) => dutiesOfRow(row).map(({ event }) => event ?? '')));
  const each = [...events]
    .toSorted(compareText)
    .map((event) => onFile(rows, event === '' ? null : event, dutiesOfRow));
  return each.reduce<OnFile>(
    (best, one) => (one.missing.length < best.missing.length ? one : best),
    each[0] ?? { missing: rows, doneOn: null },
  );
};

export interface Witnesses {
  readonly secondment: Secondment;
  readonly team: TeamTerms | null;
  readonly meeting: DatedMeeting | undefined;
  readonly dutiesOfRow: (row: RowId) => readonly Provable[];
}

/** The day is null where it is proved without one. */
export interface Proved {
  readonly doneOn: CalendarDay | null;
}

type FieldProof = Extract<Proof, { readonly by: 'field' }>;

/** Two fields say when something was done; the others only say that it is known. */
const dayOfField = ({ field, before }: FieldProof, secondment: Secondment): Proved | null => {
  const value = secondment[field];
  if (value === null || value.trim() === '') return null;
  if (before !== undefined) {
    const day = CalendarDay.safeParse(value);
    const isLongEnough = day.success && addPeriod(day.data, before) <= secondment.startsOn;
    return isLongEnough ? { doneOn: null } : null;
  }
  if (field === 'ppdaAgreedOn' || field === 'noticeOn') return { doneOn: secondment[field] };
  return { doneOn: null };
};

/**
 * The last of the days, where all are filled. A booking counts as done, as the reading of "addressed" has it, on a
 * day that nobody recorded.
 */
const dayOfEvent = (
  { day, and = [] }: Extract<Proof, { readonly by: 'event' }>,
  event: SecondmentEvent | null,
): Proved | null => {
  if (event === null) return null;
  let doneOn: CalendarDay | null = null;
  for (const each of [day, ...and]) {
    const on = event[each];
    if (on === null) return null;
    if (each !== 'bookedFor' && (doneOn === null || on > doneOn)) doneOn = on;
  }
  return { doneOn };
};

/** The same turn of the other row, else the one of the same event, else its only one. */
const dayOfRow = (
  row: RowId,
  { name, event }: Turn,
  dutiesOfRow: Witnesses['dutiesOfRow'],
): Proved | null => {
  const duties = dutiesOfRow(row);
  const found =
    duties.find(({ turn }) => turn === name) ??
    duties.find((other) => other.event !== null && other.event === event?.id) ??
    (duties.length === 1 ? duties[0] : undefined);
  return found !== undefined && isDone(found.status) ? { doneOn: found.status.on } : null;
};

const provedBy = (proof: Proof, turn: Turn, witnesses: Witnesses): Proved | null => {
  const { secondment, team, meeting, dutiesOfRow } = witnesses;
  switch (proof.by) {
    case 'meeting':
      return meeting?.meeting.state === 'held' ? { doneOn: meeting.on } : null;
    case 'field':
      return dayOfField(proof, secondment);
    case 'event':
      return dayOfEvent(proof, turn.event);
    case 'team':
      return proof.fact === 'seconded' || (team?.appraisalCycle ?? '').trim() !== ''
        ? { doneOn: null }
        : null;
    case 'row':
      return dayOfRow(proof.row, turn, dutiesOfRow);
    case 'rows': {
      const { missing, doneOn } = missingOf(proof.rows, dutiesOfRow);
      return missing.length === 0 ? { doneOn } : null;
    }
  }
};

/** The first proof that holds; null where none does. */
export const provedOf = (turn: Turn, witnesses: Witnesses): Proved | null => {
  if (turn.knownDoneOn !== null) return { doneOn: turn.knownDoneOn };
  for (const proof of turn.row.proof) {
    const proved = provedBy(proof, turn, witnesses);
    if (proved !== null) return proved;
  }
  return null;
};

/** The day that a course is booked for, where taking it is what the row asks. */
export const bookedByEvent = ({ row, event }: Turn): CalendarDay | null =>
  event?.kind === 'course' &&
  row.proof.some(
    (proof) => proof.by === 'event' && (proof.day === 'endedOn' || proof.day === 'completedOn'),
  )
    ? event.bookedFor
    : null;
