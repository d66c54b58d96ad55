/** What the protocol asks of one secondment, when, and where each thing stands today. */
import {
  addDays,
  compareDays,
  daysBetween,
  formatMonth,
  lastDayOfMonth,
  firstDayOfMonth,
  laterOf,
  monthName,
  CalendarDay,
} from './calendar';
import type { Meeting, MeetingKind } from './meeting';
import type { Role } from './people';
import { addPeriod, monthsIn } from './period';
import { DUTY_ROWS, isLimit, type DutyGroup, type DutyRow } from './protocol';
import { lastDayAfter } from './secondment-plan';
import type { Evidence, Secondment } from './secondment';
import { doneStatus, openStatus, type Status } from './status';

export interface Duty {
  /** Row of the protocol, `S2.3`. */
  readonly duty: string;
  /** `1`, the number of the quarter, or the month as `2026-11`. */
  readonly turn: string;
  /** The id that a record of evidence for it has. */
  readonly evidenceId: string;
  readonly title: string;
  readonly section: string;
  readonly group: DutyGroup;
  readonly who: string;
  readonly waitsFor: readonly Role[];
  readonly dueOn: CalendarDay | null;
  readonly isProtocolDate: boolean;
  readonly status: Status;
  readonly evidence: string;
  readonly proof: string;
  readonly reason: string;
  readonly consequence: string;
  readonly meetingKind: MeetingKind | null;
  /** The meeting that proves it, or is booked to. */
  readonly meetingId: string | null;
}

export interface DutyQuestion {
  readonly secondment: Secondment;
  /** Evidence and meetings of other secondments are passed over. */
  readonly evidence: readonly Evidence[];
  readonly meetings: readonly Meeting[];
  readonly today: CalendarDay;
}

/** One time that a duty falls due. */
interface Turn {
  readonly turn: string;
  readonly title: string;
  readonly dueOn: CalendarDay | null;
  /** First day of the stretch in which a meeting belongs to this turn; null for a duty that comes once. */
  readonly opensOn: CalendarDay | null;
  readonly isOurDate: boolean;
  readonly endsFirst: boolean;
}

/** Ten years of months: no mistyped end date makes a screen build more rows. */
const MOST_TURNS = 120;

const monthlyTurns = (row: DutyRow, { startsOn, endsOn }: Secondment): readonly Turn[] => {
  const first = firstDayOfMonth(startsOn);
  const turns: Turn[] = [];
  for (let n = 0; n < MOST_TURNS; n += 1) {
    const month = row.due.repeat === undefined ? first : addPeriod(first, row.due.repeat, n);
    if (n > 0 && month > endsOn) break;
    turns.push({
      turn: monthName(month),
      title: `${row.title} for ${formatMonth(month)}`,
      dueOn: addPeriod(lastDayOfMonth(month), row.due.offset),
      opensOn: month,
      isOurDate: false,
      endsFirst: false,
    });
  }
  return turns;
};

const repeatedTurns = (row: DutyRow, { startsOn, endsOn }: Secondment): readonly Turn[] => {
  const { repeat, offset } = row.due;
  if (repeat === undefined) return [];
  const days: CalendarDay[] = [];
  for (let n = 1; n <= MOST_TURNS; n += 1) {
    const day = addPeriod(startsOn, repeat, n);
    if (day > endsOn) break;
    days.push(day);
  }
  // A secondment that ends before the first turn still shows it, as not applicable.
  const shown = days.length === 0 ? [addPeriod(startsOn, offset)] : days;
  return shown.map((dueOn, index) => ({
    turn: String(index + 1),
    title: shown.length === 1 ? row.title : `${row.title} ${index + 1} of ${shown.length}`,
    dueOn,
    opensOn: index === 0 ? startsOn : addDays(shown[index - 1] ?? startsOn, 1),
    isOurDate: false,
    endsFirst: dueOn > endsOn,
  }));
};

const isShorterThan = (months: number, { startsOn, endsOn }: Secondment): boolean =>
  endsOn < lastDayAfter(startsOn, months);

const onceTurn = (row: DutyRow, secondment: Secondment): Turn => {
  const { startsOn, endsOn } = secondment;
  const { anchor, offset, halfWhenUnder } = row.due;
  const once = { turn: '1', title: row.title, opensOn: null, isOurDate: false, endsFirst: false };
  if (anchor === 'start') {
    const dueOn = addPeriod(startsOn, offset);
    return { ...once, dueOn, endsFirst: dueOn > endsOn };
  }
  if (anchor !== 'end') return { ...once, dueOn: null };
  if (halfWhenUnder !== undefined && isShorterThan(monthsIn(halfWhenUnder), secondment)) {
    const half = Math.floor(daysBetween(startsOn, endsOn) / 2);
    return { ...once, dueOn: addDays(startsOn, Math.max(0, half)), isOurDate: true };
  }
  return { ...once, dueOn: laterOf(startsOn, addPeriod(endsOn, offset)) };
};

const turnsOf = (row: DutyRow, secondment: Secondment): readonly Turn[] => {
  if (row.due.anchor === 'month_end') return monthlyTurns(row, secondment);
  return row.due.repeat === undefined
    ? [onceTurn(row, secondment)]
    : repeatedTurns(row, secondment);
};

/** The day a meeting was held, or is planned for. */
const meetingDay = (meeting: Meeting): CalendarDay | null => {
  if (meeting.state === 'held' && meeting.heldOn !== null) return meeting.heldOn;
  const day = CalendarDay.safeParse(meeting.startsAt.slice(0, 10));
  return day.success ? day.data : null;
};

interface DatedMeeting {
  readonly meeting: Meeting;
  readonly on: CalendarDay;
}

const datedMeetings = (
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

/**
 * Which meeting stands for which turn; a meeting that was held comes before one that is planned.
 *
 * A duty that comes once takes the first. A repeated one takes the meeting that falls in its stretch; a
 * meeting held up to a month after the due date still stands for the turn that had none.
 */
const meetingsByTurn = (
  row: DutyRow,
  turns: readonly Turn[],
  meetings: readonly DatedMeeting[],
): ReadonlyMap<string, DatedMeeting> => {
  const byTurn = new Map<string, DatedMeeting>();
  if (row.meetingKind === null) return byTurn;
  const take = (turn: Turn | undefined, meeting: DatedMeeting): boolean => {
    if (turn === undefined || byTurn.has(turn.turn)) return false;
    byTurn.set(turn.turn, meeting);
    return true;
  };
  const stretchOf = (on: CalendarDay): number => {
    const index = turns.findIndex(({ dueOn }) => dueOn !== null && on <= dueOn);
    return index === -1 ? turns.length : index;
  };
  for (const state of ['held', 'planned'] as const) {
    for (const meeting of meetings) {
      if (meeting.meeting.state !== state) continue;
      const isOwnKind = meeting.meeting.kind === row.meetingKind;
      if (!isOwnKind && row.alsoProvedBy?.includes(meeting.meeting.kind) !== true) continue;
      const index = row.due.repeat === undefined ? 0 : stretchOf(meeting.on);
      const before = turns[index - 1];
      const isLate =
        isOwnKind &&
        before !== undefined &&
        before.dueOn !== null &&
        meeting.on <= addPeriod(before.dueOn, 'P1M');
      if (isLate && take(before, meeting)) continue;
      take(turns[index], meeting);
    }
  }
  return byTurn;
};

interface FieldProof {
  readonly doneOn: CalendarDay | null;
}

const fieldProof = (row: DutyRow, secondment: Secondment): FieldProof | null => {
  if (row.field === undefined) return null;
  if (row.field !== 'ppdaAgreedOn') return secondment[row.field] === null ? null : { doneOn: null };
  return secondment.ppdaAgreedOn === null ? null : { doneOn: secondment.ppdaAgreedOn };
};

interface Proofs {
  readonly evidence: Evidence | undefined;
  readonly meeting: DatedMeeting | undefined;
  readonly field: FieldProof | null;
}

const ENDS_FIRST = 'The secondment ends first.';

const statusOf = (
  row: DutyRow,
  turn: Turn,
  { evidence, meeting, field }: Proofs,
  { secondment, today }: DutyQuestion,
): Status => {
  const { dueOn } = turn;
  const graceEndsOn =
    dueOn === null || row.due.grace === undefined ? dueOn : addPeriod(dueOn, row.due.grace);
  if (evidence?.state === 'done') return doneStatus(evidence.doneOn, graceEndsOn);
  if (meeting?.meeting.state === 'held') return doneStatus(meeting.on, graceEndsOn);
  if (field !== null) return doneStatus(field.doneOn, graceEndsOn);
  if (evidence?.state === 'not applicable' || turn.endsFirst) {
    return { word: 'Not applicable', days: null, on: null };
  }
  // A booking whose day has passed proves nothing until someone says that it was held.
  const bookedFor = evidence?.state === 'booked' ? evidence.bookedFor : null;
  const [first] = [bookedFor, meeting?.on ?? null]
    .flatMap((on) => (on === null || on < today ? [] : [on]))
    .toSorted(compareDays);
  if (first !== undefined) {
    return { word: 'Booked', days: daysBetween(today, first), on: first };
  }
  if (dueOn === null || graceEndsOn === null) return { word: 'Not recorded', days: null, on: null };
  if (dueOn < secondment.recordedOn) return { word: 'Late start', days: null, on: null };
  return openStatus({ dueOn, today, graceEndsOn });
};

const isSettled = ({ word }: Status): boolean =>
  word === 'Done' || word === 'Done late' || word === 'Not applicable';

/** What has to wait says so, but only while it is far off: nothing that is due soon is hidden behind it. */
const afterOthers = (
  duties: readonly Duty[],
  afterOf: ReadonlyMap<string, string>,
): readonly Duty[] =>
  duties.map((duty) => {
    const first = afterOf.get(duty.duty);
    const waits =
      duty.status.word === 'Not due yet' &&
      duties.some((other) => other.duty === first && !isSettled(other.status));
    return waits
      ? { ...duty, status: { word: 'Cannot start yet', days: duty.status.days, on: null } }
      : duty;
  });

/**
 * Every duty of a secondment with its status, in the order of the protocol. The n-th repeat is counted from
 * the start itself; an end that moves moves what hangs on it. No due date is before the start.
 */
export const dutiesOf = (question: DutyQuestion): readonly Duty[] => {
  const { secondment } = question;
  const evidenceById = new Map(
    question.evidence
      .filter((record) => record.secondment === secondment.id)
      .map((record) => [`${record.duty}.${record.turn}`, record]),
  );
  const meetings = datedMeetings(question.meetings, secondment);
  const rows = DUTY_ROWS.filter(([, row]) => !isLimit(row));
  const duties = rows.flatMap(([duty, row]) => {
    const turns = turnsOf(row, secondment);
    const byTurn = meetingsByTurn(row, turns, meetings);
    const field = fieldProof(row, secondment);
    return turns.map((turn): Duty => {
      const evidence = evidenceById.get(`${duty}.${turn.turn}`);
      const meeting = byTurn.get(turn.turn);
      const status = statusOf(row, turn, { evidence, meeting, field }, question);
      const isEndsFirst = turn.endsFirst && status.word === 'Not applicable';
      return {
        duty,
        turn: turn.turn,
        evidenceId: `${secondment.id}.${duty}.${turn.turn}`,
        title: turn.title,
        section: row.section,
        group: row.group,
        who: row.who,
        waitsFor: row.waitsFor,
        dueOn: turn.dueOn,
        isProtocolDate: row.dateFrom === 'protocol' && !turn.isOurDate,
        status,
        evidence: row.evidence,
        proof: evidence?.proof ?? '',
        reason:
          isEndsFirst && evidence?.state !== 'not applicable'
            ? ENDS_FIRST
            : (evidence?.reason ?? ''),
        consequence: row.consequence,
        meetingKind: row.meetingKind,
        meetingId: meeting?.meeting.id ?? null,
      };
    });
  });
  return afterOthers(
    duties,
    new Map(rows.flatMap(([duty, row]) => (row.after === undefined ? [] : [[duty, row.after]]))),
  );
};

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

/** The marks of the picture of a secondment, by day. */
export const marksOf = (duties: readonly Duty[]): readonly DutyMark[] =>
  duties
    .flatMap((duty): readonly DutyMark[] => {
      const state = markState(duty.status);
      const on = duty.status.on ?? duty.dueOn;
      if (state === null || on === null) return [];
      return [{ on, title: duty.title, state, isTick: duty.group === 'Monthly sickness returns' }];
    })
    .toSorted((a, b) => compareDays(a.on, b.on));
