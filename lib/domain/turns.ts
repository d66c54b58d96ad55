/** The times that one row of a protocol falls due in one secondment, before anything proves that it was done. */
import {
  addDays,
  addMonths,
  dateOf,
  dayInYear,
  daysBetween,
  firstDayOfMonth,
  formatDay,
  formatMonth,
  lastDayOfMonth,
  laterOf,
  monthName,
  yearOf,
  type CalendarDay,
} from './calendar';
import type { EventKind, SecondmentEvent } from './event';
import { pausedDays, type Pause } from './pauses';
import { addPeriod, monthsIn, type Period } from './period';
import type { Bound, DutyRow, Protocol, ProtocolLimits, RowId, Trigger } from './protocol';
import { lastDayAfter } from './secondment-plan';
import type { Secondment } from './secondment';

/** What the notebook knows of the team a secondment is to. */
export interface TeamTerms {
  readonly supervisionEvery?: Period | undefined;
  readonly lastSafetyVisitOn?: CalendarDay | undefined;
  readonly appraisalCycle?: string | undefined;
}

/** A turn of another row that was done; the day is null where nobody recorded it. */
export interface DoneTurn {
  readonly name: string;
  readonly event: SecondmentEvent | null;
  readonly doneOn: CalendarDay | null;
}

export interface Circumstances {
  readonly secondment: Secondment;
  readonly team: TeamTerms | null;
  readonly today: CalendarDay;
  /** Those of this secondment, in order of their days. */
  readonly events: readonly SecondmentEvent[];
  readonly pauses: readonly Pause[];
  readonly doneTurns: (row: RowId) => readonly DoneTurn[];
  /** When the six-month review was held, or is due; null where the protocol has none. */
  readonly review: () => {
    readonly heldOn: CalendarDay | null;
    readonly dueOn: CalendarDay;
  } | null;
}

/** A version of a protocol that a secondment goes through. */
export interface Version {
  readonly protocol: Protocol;
  /** `2010.1`, as a duty remembers it. */
  readonly name: string;
}

export interface Turn {
  /** `1`, `2`, `2026-11`, the year of a leave year, or the id of an event. */
  readonly key: string;
  /** The key, unless a later version gave the turn first: the name that a record of it has. */
  readonly name: string;
  readonly row: DutyRow;
  readonly version: Version;
  readonly title: string;
  readonly dueOn: CalendarDay | null;
  /** Counted from an anchor: the n-th of several, told apart by their days. */
  readonly isCounted: boolean;
  readonly event: SecondmentEvent | null;
  /** The first day on which a meeting can prove it, for what follows an event. */
  readonly opensOn: CalendarDay | null;
  readonly isOurDate: boolean;
  /** Does not apply when it would fall due after the last day. */
  readonly isOverAtEnd: boolean;
  readonly pausedDays: number;
  /** Proved by what the team says of itself. */
  readonly knownDoneOn: CalendarDay | null;
  /** Why it does not apply; empty where it does. */
  readonly notApplicable: string;
}

/** Ten years of months: no mistyped end date makes a screen build more rows. */
const MOST_TURNS = 120;
/** Nobody is absent, or has a concern, so often; a hostile notebook may say so. */
const MOST_EVENTS = 500;

/** What holds for as long as it holds, or has its date in a policy that the protocol only names. */
const WITHOUT_DATE: ReadonlySet<Bound> = new Set<Bound>([
  'standing',
  'policy',
  'by',
  'during',
  'right',
  'rule',
  'equals_default',
  'not_after',
  'max:5d',
]);

const isDated = (row: DutyRow): boolean =>
  row.kind !== 'agreed' && !WITHOUT_DATE.has(row.due.bound);

/** Put off by the pauses it falls in. */
const putOff = (dueOn: CalendarDay, pauses: readonly Pause[], isOverAtEnd: boolean): Due => {
  const days = pauses.length === 0 ? 0 : pausedDays(dueOn, pauses);
  return {
    dueOn: days === 0 ? dueOn : addDays(dueOn, days),
    pausedDays: days,
    isOurDate: false,
    isOverAtEnd,
  };
};

const performanceYearOf = (startsOn: CalendarDay, limits: ProtocolLimits): CalendarDay => {
  const day = dayInYear(yearOf(startsOn), limits.performanceYearStart);
  return day <= startsOn ? day : dayInYear(yearOf(startsOn) - 1, limits.performanceYearStart);
};

const isShorterThan = (months: number, { startsOn, endsOn }: Secondment): boolean =>
  endsOn < lastDayAfter(startsOn, months);

/** Periods of days measure no months, so nothing is shorter than they are. */
const isUnder = (period: Period | undefined, secondment: Secondment): boolean =>
  period !== undefined && !period.endsWith('D') && isShorterThan(monthsIn(period), secondment);

type Due = Pick<Turn, 'dueOn' | 'pausedDays' | 'isOurDate' | 'isOverAtEnd'>;

const NO_DATE: Due = { dueOn: null, pausedDays: 0, isOurDate: false, isOverAtEnd: false };

interface Special {
  readonly title?: string;
  readonly isCounted?: boolean;
  readonly event?: SecondmentEvent | null;
  readonly opensOn?: CalendarDay | null;
  readonly notApplicable?: string;
}

const turnOf = (
  row: DutyRow,
  version: Version,
  key: string,
  due: Due,
  {
    title = row.title,
    isCounted = false,
    event = null,
    opensOn = null,
    notApplicable = '',
  }: Special = {},
): Turn => ({
  key,
  name: key,
  row,
  version,
  title,
  dueOn: due.dueOn,
  pausedDays: due.pausedDays,
  isOurDate: due.isOurDate,
  isOverAtEnd: due.isOverAtEnd,
  isCounted,
  event,
  opensOn,
  knownDoneOn: null,
  notApplicable,
});

/** The date of what comes once, or once for each event; `trigger`: the day that it is counted from. */
const dueOf = (
  row: DutyRow,
  trigger: CalendarDay | null,
  version: Version,
  { secondment, pauses }: Circumstances,
): Due => {
  if (!isDated(row)) return NO_DATE;
  const { startsOn, endsOn } = secondment;
  const { offset, bound, halfWhenUnder } = row.due;
  const isAtStart = row.due.from === 'trigger' && row.trigger.on === 'secondment';
  const from = isAtStart ? 'start' : row.due.from;
  switch (from) {
    case 'start':
      return putOff(laterOf(startsOn, addPeriod(startsOn, offset)), pauses, true);
    case 'end': {
      if (isUnder(halfWhenUnder, secondment)) {
        const half = Math.max(0, Math.floor(daysBetween(startsOn, endsOn) / 2));
        return { ...NO_DATE, dueOn: addDays(startsOn, half), isOurDate: true };
      }
      return { ...NO_DATE, dueOn: laterOf(startsOn, addPeriod(endsOn, offset)) };
    }
    case 'trigger':
      return trigger === null ? NO_DATE : { ...NO_DATE, dueOn: addPeriod(trigger, offset) };
    case 'performance year': {
      const year = performanceYearOf(startsOn, version.protocol.limits);
      const dueOn =
        bound === 'start_on_or_after' ? addDays(addMonths(year, 12), -1) : addPeriod(year, offset);
      return { ...NO_DATE, dueOn: laterOf(startsOn, dueOn), isOurDate: true, isOverAtEnd: true };
    }
    case 'team':
    case 'protocol':
      return NO_DATE;
  }
};

/** A secondment that ends before the first turn still shows it, as not applicable. */
const countedTurns = (
  row: DutyRow,
  version: Version,
  { repeat, anchor }: { readonly repeat: Period; readonly anchor: CalendarDay },
  { secondment, pauses }: Circumstances,
): readonly Turn[] => {
  const { startsOn, endsOn } = secondment;
  const days: CalendarDay[] = [];
  let before: CalendarDay | null = null;
  // An anchor may lie years before the start; only what falls after it counts as a turn.
  for (let n = 1; n <= 2 * MOST_TURNS && days.length < MOST_TURNS; n += 1) {
    const day = addPeriod(anchor, repeat, n);
    if (day > endsOn || (before !== null && day <= before)) break;
    if (day >= startsOn) days.push(day);
    before = day;
  }
  const shown = days.length === 0 ? [laterOf(startsOn, addPeriod(startsOn, repeat))] : days;
  return shown.map((day, index) =>
    turnOf(row, version, String(index + 1), putOff(day, pauses, true), { isCounted: true }),
  );
};

const EARLIER_VISIT = 'Only the last visit is known.';

/**
 * Visits are counted from the last one. One that was made in the secondment proves the turn in whose stretch it
 * fell; of those before it nothing is known but what somebody recorded.
 */
const visitTurns = (
  row: DutyRow,
  version: Version,
  repeat: Period,
  circumstances: Circumstances,
): readonly Turn[] => {
  const { startsOn, endsOn } = circumstances.secondment;
  const last = circumstances.team?.lastSafetyVisitOn;
  if (last === undefined || last <= startsOn) {
    return countedTurns(row, version, { repeat, anchor: last ?? startsOn }, circumstances);
  }
  const fromStart = countedTurns(row, version, { repeat, anchor: startsOn }, circumstances);
  const at = fromStart.findIndex(({ dueOn }) => dueOn !== null && last <= dueOn);
  const until = at === -1 ? fromStart.length - 1 : at;
  const later = countedTurns(row, version, { repeat, anchor: last }, circumstances).filter(
    ({ dueOn }) => dueOn !== null && dueOn > last && dueOn <= endsOn,
  );
  return [
    ...fromStart
      .slice(0, until + 1)
      .map((turn, index) =>
        index === until
          ? { ...turn, knownDoneOn: last }
          : { ...turn, notApplicable: EARLIER_VISIT },
      ),
    ...later.map((turn, index) => {
      const key = String(until + 2 + index);
      return { ...turn, key, name: key };
    }),
  ];
};

const monthlyTurns = (
  row: DutyRow,
  version: Version,
  { secondment, pauses }: Circumstances,
): readonly Turn[] => {
  const { startsOn, endsOn } = secondment;
  const first = firstDayOfMonth(startsOn);
  const turns: Turn[] = [];
  for (let n = 0; n < MOST_TURNS; n += 1) {
    const month = addMonths(first, n);
    // The calendar stops at its last year: there is no month after it.
    if (n > 0 && (month > endsOn || dateOf(month) !== 1)) break;
    const due = isDated(row)
      ? putOff(addPeriod(lastDayOfMonth(month), row.due.offset), pauses, false)
      : NO_DATE;
    const title = `${row.title} for ${formatMonth(month)}`;
    turns.push(turnOf(row, version, monthName(month), due, { title }));
  }
  return turns;
};

const leaveYearTurns = (
  row: DutyRow,
  version: Version,
  circumstances: Circumstances,
): readonly Turn[] => {
  const { startsOn, endsOn, leaveYearEnd } = circumstances.secondment;
  const monthDay = leaveYearEnd === '' ? version.protocol.limits.leaveYearEnd : leaveYearEnd;
  const turns: Turn[] = [];
  for (let n = 0; n < MOST_TURNS; n += 1) {
    const year = yearOf(startsOn) + n;
    const end = dayInYear(year, monthDay);
    if (end > endsOn || year > yearOf(endsOn)) break;
    if (end < startsOn) continue;
    const title = `${row.title}, leave year to ${formatDay(end)}`;
    turns.push(
      turnOf(row, version, String(year), dueOf(row, end, version, circumstances), { title }),
    );
  }
  return turns;
};

/** Told apart by what they are about; the others by their first day. Nothing of a procedure stands in a title. */
const NAMED: ReadonlySet<EventKind> = new Set<EventKind>([
  'course',
  'responsibility',
  'skill',
  'appraisal',
  'policy-changed',
  'leave',
]);

const eventTitle = (row: DutyRow, event: SecondmentEvent): string =>
  NAMED.has(event.kind) && event.what.trim() !== ''
    ? `${row.title}: ${event.what.trim()}`
    : `${row.title} (from ${formatDay(event.on)})`;

type EventTrigger = Extract<Trigger, { readonly on: 'event' }>;

/** The day that an event makes a row fall due from; null where it does not. */
const triggerDay = (trigger: EventTrigger, event: SecondmentEvent): CalendarDay | null => {
  if (event.kind !== trigger.kind && trigger.also?.includes(event.kind) !== true) return null;
  const { mandatoryFor } = trigger;
  if (mandatoryFor !== undefined && !mandatoryFor.some((one) => one === event.mandatoryFor)) {
    return null;
  }
  if (trigger.outcome !== undefined && event.outcome !== trigger.outcome) return null;
  if (trigger.endingFor !== undefined && event.endingFor !== trigger.endingFor) return null;
  const day = event[trigger.day];
  if (day === null || trigger.longerThan === undefined) return day;
  const long = addPeriod(event.on, trigger.longerThan);
  return event.endedOn !== null && event.endedOn < long ? null : laterOf(day, long);
};

interface Happened {
  readonly event: SecondmentEvent;
  /** The day that the row counts from. */
  readonly day: CalendarDay;
}

/** Each repeat that fell in the event, and the next one while it goes on. */
const repeatsOf = (
  row: DutyRow,
  version: Version,
  { event, day, repeat }: Happened & { readonly repeat: Period },
  { secondment, today }: Circumstances,
): readonly Turn[] => {
  const over = row.due.until === 'event end' ? event.endedOn : null;
  const last = over !== null && over < secondment.endsOn ? over : secondment.endsOn;
  const title = eventTitle(row, event);
  const turns: Turn[] = [];
  let before: CalendarDay | null = null;
  for (let n = 1; n <= MOST_TURNS; n += 1) {
    const dueOn = addPeriod(day, repeat, n);
    if (dueOn > last || (before !== null && dueOn <= before)) break;
    if (over === null && before !== null && before > today) break;
    const due = { ...NO_DATE, dueOn };
    turns.push(
      turnOf(row, version, `${event.id}.${n}`, due, {
        title,
        isCounted: true,
        event,
        opensOn: event.on,
      }),
    );
    before = dueOn;
  }
  return turns;
};

/** The event once, and a second time from another of its days where the rule says so. */
const eventTurn = (
  row: DutyRow,
  version: Version,
  { event, day }: Happened,
  circumstances: Circumstances,
): readonly Turn[] => {
  const title = eventTitle(row, event);
  const due = dueOf(row, day, version, circumstances);
  const first = turnOf(row, version, event.id, due, { title, event, opensOn: event.on });
  const { then } = row.due;
  const second = then === undefined ? null : event[then.day];
  if (then === undefined || second === null || !isDated(row)) return [first];
  const dueThen = { ...NO_DATE, dueOn: addPeriod(second, then.offset) };
  return [
    first,
    turnOf(row, version, `${event.id}.2`, dueThen, {
      title: `${title}, 2`,
      event,
      opensOn: second,
    }),
  ];
};

/** What has to happen before the start is asked of what came up before it. */
const isInTime = (row: DutyRow, event: SecondmentEvent, { startsOn }: Secondment): boolean =>
  row.due.from !== 'start' || event.on <= startsOn;

const eventTurns = (
  row: DutyRow,
  version: Version,
  trigger: EventTrigger,
  circumstances: Circumstances,
): readonly Turn[] => {
  const repeat = isDated(row) ? row.due.repeat : undefined;
  const turns: Turn[] = [];
  let events = 0;
  for (const event of circumstances.events) {
    const day = triggerDay(trigger, event);
    if (day === null || !isInTime(row, event, circumstances.secondment)) continue;
    events += 1;
    if (events > MOST_EVENTS) break;
    turns.push(
      ...(repeat === undefined
        ? eventTurn(row, version, { event, day }, circumstances)
        : repeatsOf(row, version, { event, day, repeat }, circumstances)),
    );
  }
  return turns;
};

const doneTurns = (
  row: DutyRow,
  version: Version,
  after: RowId,
  circumstances: Circumstances,
): readonly Turn[] =>
  circumstances.doneTurns(after).map(({ name, event, doneOn }) =>
    turnOf(row, version, name, dueOf(row, doneOn, version, circumstances), {
      title: event === null ? row.title : eventTitle(row, event),
      event,
      opensOn: doneOn,
    }),
  );

const onceTurn = (
  row: DutyRow,
  version: Version,
  trigger: CalendarDay | null,
  circumstances: Circumstances,
): Turn => turnOf(row, version, '1', dueOf(row, trigger, version, circumstances));

const LATTER_PART_MONTHS = 6;
const LAST_THREE_MONTHS = 9;

type Fact = Extract<Trigger, { readonly on: 'fact' }>['fact'];

interface FactSaid {
  /** Null where nobody recorded it yet. */
  readonly holds: boolean | null;
  readonly on: CalendarDay | null;
  /** Why it does not apply; empty for what is not worth a line until it happens. */
  readonly otherwise: string;
}

const startedLate = (
  months: number,
  otherwise: string,
  limits: ProtocolLimits,
  { startsOn }: Secondment,
): FactSaid => ({
  holds: startsOn >= addMonths(performanceYearOf(startsOn, limits), months),
  on: startsOn,
  otherwise,
});

const factOf = (fact: Fact, limits: ProtocolLimits, circumstances: Circumstances): FactSaid => {
  const { secondment, events, today } = circumstances;
  switch (fact) {
    case 'notice given':
      return { holds: secondment.noticeOn !== null, on: secondment.noticeOn, otherwise: '' };
    case 'newly qualified': {
      const { qualifiedOn, startsOn } = secondment;
      return {
        holds:
          qualifiedOn === null
            ? null
            : addMonths(qualifiedOn, limits.newlyQualifiedMonths) > startsOn,
        on: startsOn,
        otherwise: 'Not newly qualified at the start.',
      };
    }
    case 'started in the latter part of the performance year':
      return startedLate(
        LATTER_PART_MONTHS,
        'The secondment did not start in the latter part of the performance year.',
        limits,
        secondment,
      );
    case 'started in the last three months of the performance year':
      return startedLate(
        LAST_THREE_MONTHS,
        'The secondment did not start in the last three months of the performance year.',
        limits,
        secondment,
      );
    case 'concern open at the six-month review': {
      const review = circumstances.review();
      if (review === null) return { holds: false, on: null, otherwise: '' };
      const at = review.heldOn ?? laterOf(today, review.dueOn);
      const isOpen = ({ kind, on, endedOn, outcome }: SecondmentEvent): boolean =>
        kind === 'concern' &&
        on <= at &&
        (endedOn === null ? outcome !== 'satisfactory' : endedOn > at);
      return {
        holds: events.some(isOpen),
        on: review.heldOn ?? review.dueOn,
        otherwise: '',
      };
    }
  }
};

const factTurns = (
  row: DutyRow,
  version: Version,
  fact: Fact,
  circumstances: Circumstances,
): readonly Turn[] => {
  const { holds, on, otherwise } = factOf(fact, version.protocol.limits, circumstances);
  if (holds === true) return [onceTurn(row, version, on, circumstances)];
  if (otherwise === '') return [];
  const notApplicable = holds === null ? '' : otherwise;
  return [turnOf(row, version, '1', NO_DATE, { notApplicable })];
};

/** The turns of one row, as one version of a protocol has it. */
export const turnsOf = (
  row: DutyRow,
  version: Version,
  circumstances: Circumstances,
): readonly Turn[] => {
  const { trigger, due } = row;
  const { startsOn } = circumstances.secondment;
  switch (trigger.on) {
    case 'month':
      return monthlyTurns(row, version, circumstances);
    case 'leave year':
      return leaveYearTurns(row, version, circumstances);
    case 'event':
      return eventTurns(row, version, trigger, circumstances);
    case 'done':
      return doneTurns(row, version, trigger.row, circumstances);
    case 'fact':
      return factTurns(row, version, trigger.fact, circumstances);
    case 'secondment':
    case 'team':
    case 'protocol': {
      const every = circumstances.team?.supervisionEvery;
      const repeat = due.bound === 'repeat' ? (due.repeat ?? every) : due.repeat;
      if (repeat === undefined || !isDated(row)) {
        return [onceTurn(row, version, startsOn, circumstances)];
      }
      return due.from === 'team' && due.bound !== 'repeat'
        ? visitTurns(row, version, repeat, circumstances)
        : countedTurns(row, version, { repeat, anchor: startsOn }, circumstances);
    }
  }
};
