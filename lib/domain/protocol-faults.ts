/** What is wrong with a protocol although every field of it has the right form: plain sentences, none for a good one. */
import { dayFrom } from './calendar';
import { everyWords, periodWords } from './due-words';
import { meetingTitle } from './meeting-templates';
import { MeetingKind } from './meeting';
import { ROLE_NAMES, type Role } from './people';
import { monthsIn, type Period } from './period';
import { rowsOf, type Bound, type DutyRow, type Protocol, type RowId } from './protocol';
import { monthsInWords } from './secondment-plan';

const MOST_ROWS = 400;

/** Larger offsets mean a slip of the finger, and could leave the calendar. */
const LARGEST: Readonly<Record<string, number>> = { D: 3_660, M: 120, Y: 10, WD: 500 };

/** Control characters, direction marks, invisible ones, halves of a pair: they make a text look other than it is. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const partsOf = (period: Period): { readonly count: number; readonly unit: string } => {
  const [, sign = '', count = '0', unit = 'D'] = /^(-?)P(\d+)(D|M|Y|WD)$/u.exec(period) ?? [];
  return { count: Number(count) * (sign === '-' ? -1 : 1), unit };
};

const isTooLarge = (period: Period): boolean => {
  const { count, unit } = partsOf(period);
  return Math.abs(count) > (LARGEST[unit] ?? 0);
};

const measuresMonths = (period: Period): boolean => /[MY]$/u.test(period);

/** Every text in a value, however deep. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
};

const hasHidden = (value: unknown): boolean => textsIn(value).some((text) => HIDDEN.test(text));

const twice = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, at) => values.indexOf(value) !== at);

/** The rows that a row names, each with how. */
const namedBy = (row: DutyRow): readonly (readonly [how: string, RowId])[] => [
  ...(row.trigger.on === 'done' ? [['its trigger', row.trigger.row] as const] : []),
  ...(row.after === undefined ? [] : [['what comes first', row.after] as const]),
  ...(row.repeats === undefined ? [] : [['what it says again', row.repeats] as const]),
  ...row.proof.flatMap((proof) => {
    if (proof.by === 'row') return [['its proof', proof.row] as const];
    return proof.by === 'rows' ? proof.rows.map((id) => ['its proof', id] as const) : [];
  }),
];

const LIMIT_BOUNDS: ReadonlySet<Bound> = new Set([
  'equals_default',
  'not_after',
  'not_before',
  'max:5d',
]);
const ONLY_LIMITS: ReadonlySet<Bound> = new Set(['equals_default', 'not_after', 'max:5d']);

const periodsOf = ({ due, trigger, proof }: DutyRow): readonly (readonly [string, Period])[] => {
  const periods: readonly (readonly [string, Period | undefined])[] = [
    ['repeat', due.repeat],
    ['grace', due.grace],
    ['shortest length', due.halfWhenUnder],
    ['second due date', due.then?.offset],
    ['length of the event', trigger.on === 'event' ? trigger.longerThan : undefined],
    ...proof.map(
      (one) => ['time before the start', one.by === 'field' ? one.before : undefined] as const,
    ),
  ];
  return periods.flatMap(([name, period]) =>
    period === undefined ? [] : [[name, period] as const],
  );
};

const periodFaults = (row: DutyRow): readonly string[] => {
  const { offset, repeat, halfWhenUnder } = row.due;
  const faults: string[] = [];
  if (isTooLarge(offset)) faults.push(`: its offset of ${periodWords(offset)} is too large`);
  for (const [name, period] of periodsOf(row)) {
    const { count } = partsOf(period);
    if (isTooLarge(period)) faults.push(`: its ${name} of ${periodWords(period)} is too large`);
    if (count > 0) continue;
    faults.push(
      count === 0 && period === repeat
        ? ` repeats ${everyWords(period)}`
        : `: its ${name} has to be longer than nothing`,
    );
  }
  if (halfWhenUnder !== undefined && !measuresMonths(halfWhenUnder)) {
    faults.push(': its shortest length has to be in months or years');
  }
  return faults;
};

const ruleFaults = ({ kind, group, trigger, due }: DutyRow): readonly string[] => {
  const faults: string[] = [];
  const hasNoDay = trigger.on === 'team' || trigger.on === 'protocol';
  if (due.from === 'trigger' && hasNoDay) {
    faults.push(': it is counted from its trigger, which has no day');
  }
  if (due.until !== undefined && due.repeat === undefined) {
    faults.push(': it says until when it repeats, but not how often');
  }
  if (due.until === 'event end' && trigger.on !== 'event') {
    faults.push(': it repeats until an event ends, but no event starts it');
  }
  if (due.then !== undefined && trigger.on !== 'event') {
    faults.push(': it has a second due date, but no event starts it');
  }
  if (kind === 'limit' && !LIMIT_BOUNDS.has(due.bound)) {
    faults.push(': it is a limit, but its bound limits nothing');
  }
  if (kind === 'duty' && ONLY_LIMITS.has(due.bound)) {
    faults.push(': its bound belongs to a limit');
  }
  if (kind !== 'agreed' && group === 'What was agreed') {
    faults.push(': only what was agreed may stand under “What was agreed”');
  }
  return faults;
};

/** What a limit's row and the limits both say must be the same. */
const limitFault = (row: DutyRow, { limits }: Protocol): readonly string[] => {
  const { bound, offset, from } = row.due;
  if (row.kind !== 'limit' || bound === 'max:5d') return [];
  const months =
    bound === 'equals_default'
      ? limits.usualMonths
      : bound === 'not_after'
        ? limits.longestMonths
        : limits.noticeMonths;
  if (from === 'end' || !LIMIT_BOUNDS.has(bound)) return [];
  const isSame = measuresMonths(offset) && monthsIn(offset) === months;
  return isSame ? [] : [` says ${periodWords(offset)}, but the limit is ${monthsInWords(months)}`];
};

const rowFaults = (id: RowId, row: DutyRow, protocol: Protocol): readonly string[] => {
  const { rows, readings } = protocol;
  const blank = (['title', 'section'] as const).filter((field) => row[field].trim() === '');
  const faults = [
    ...blank.map((field) => `: ${field} is missing`),
    ...(hasHidden(row) ? [': a text has characters that cannot be seen'] : []),
    ...periodFaults(row),
    ...ruleFaults(row),
    ...limitFault(row, protocol),
    ...namedBy(row).flatMap(([how, other]) =>
      rows[other] === undefined ? [`: ${how} names ${other}, which is not there`] : [],
    ),
    ...(row.reading !== null && readings[row.reading] === undefined
      ? [`: its reading ${row.reading} is not there`]
      : []),
    ...new Set(twice(row.waitsFor).map((role) => `: ${ROLE_NAMES[role]} stands twice`)),
  ];
  return faults.map((fault) => `Row ${id}${fault}`);
};

/** Rows that wait for themselves, each circle once. */
const circles = (protocol: Protocol): readonly string[] => {
  const { rows } = protocol;
  const settled = new Set<RowId>();
  const faults: string[] = [];
  for (const [start] of rowsOf(protocol)) {
    const path: RowId[] = [];
    const onPath = new Set<RowId>();
    const walk = (id: RowId): void => {
      if (onPath.has(id)) {
        const circle = path.slice(path.indexOf(id));
        faults.push(
          circle.length === 1
            ? `Row ${id} waits for itself`
            : `Rows ${circle.slice(0, 5).join(', ')} wait for each other`,
        );
        return;
      }
      const row = rows[id];
      if (settled.has(id) || row === undefined) return;
      path.push(id);
      onPath.add(id);
      for (const other of new Set(namedBy(row).map(([, named]) => named))) walk(other);
      path.pop();
      onPath.delete(id);
      settled.add(id);
    };
    walk(start);
  }
  return faults;
};

const sameTitles = (protocol: Protocol): readonly string[] => {
  const byTitle = Map.groupBy(rowsOf(protocol), ([, { title, section }]) => `${section} ${title}`);
  return [...byTitle.values()]
    .filter(({ length }) => length > 1)
    .map(
      (same) =>
        `Rows ${same
          .map(([id]) => id)
          .slice(0, 5)
          .join(', ')} have the same title`,
    );
};

/** Each year has such a day, leap or not. */
const isYearlyDay = (monthDay: string): boolean =>
  dayFrom(2027, Number(monthDay.slice(0, 2)), Number(monthDay.slice(3))) !== null;

const limitFaults = ({ limits }: Protocol): readonly string[] => [
  ...(limits.longestMonths < limits.usualMonths
    ? ['Limits: the longest length is below the usual one']
    : []),
  ...(limits.noticeMonths > limits.usualMonths
    ? ['Limits: the notice is longer than the usual length']
    : []),
  ...(isYearlyDay(limits.performanceYearStart)
    ? []
    : ['Limits: the start of the performance year is not a day of every year']),
  ...(isYearlyDay(limits.leaveYearEnd)
    ? []
    : ['Limits: the end of the leave year is not a day of every year']),
];

const meetingFaults = ({ meetings }: Protocol): readonly string[] =>
  MeetingKind.options.flatMap((kind) => {
    const meeting = meetings[kind];
    if (meeting === undefined) return [];
    const roles: readonly Role[] = [...meeting.required, ...meeting.whereAppropriate];
    return [...new Set(twice(roles))].map(
      (role) => `Meeting “${meetingTitle(kind)}”: ${ROLE_NAMES[role]} stands twice`,
    );
  });

const frameFaults = (protocol: Protocol): readonly string[] => {
  const count = rowsOf(protocol).length;
  const { rows: _rows, ...frame } = protocol;
  return [
    ...(protocol.name.trim() === '' ? ['The protocol has no name'] : []),
    ...(hasHidden(frame) ? ['The protocol has a text with characters that cannot be seen'] : []),
    ...(protocol.replaces === protocol.id ? ['The protocol replaces itself'] : []),
    ...(count === 0 ? ['The protocol has no rows'] : []),
    ...(count > MOST_ROWS ? [`The protocol has more than ${MOST_ROWS} rows`] : []),
    ...new Set(
      twice(protocol.links.map(({ title }) => title)).map(
        (title) => `Link “${title}” stands twice`,
      ),
    ),
  ];
};

/** Every fault of a protocol whose fields have the right form; also for one that comes from somebody's screen or notebook. */
export const faultsOf = (protocol: Protocol): readonly string[] => {
  const frame = frameFaults(protocol);
  if (rowsOf(protocol).length > MOST_ROWS) return frame;
  return [
    ...frame,
    ...limitFaults(protocol),
    ...meetingFaults(protocol),
    ...rowsOf(protocol).flatMap(([id, row]) => rowFaults(id, row, protocol)),
    ...circles(protocol),
    ...sameTitles(protocol),
  ];
};
