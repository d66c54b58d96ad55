/** What is seen and done, gathered by hours until an hour is over. Pure: lines and the time are arguments. */
import { hourOf, MOST_LINES, MOST_WAITING, type AuditHour } from './audit-body';
import { MOST_TIMES, type AuditLine } from '@/lib/domain/audit';

export type NewLine = Omit<AuditLine, 'times'>;

const isSameView = (a: NewLine, b: NewLine): boolean =>
  a.what === 'view' &&
  b.what === 'view' &&
  a.subjectType === b.subjectType &&
  a.subjectId === b.subjectId &&
  a.details === b.details;

/** With one more line. Views of one subject for one reason within an hour are one line with a count. */
export const gather = (hours: readonly AuditHour[], line: NewLine): readonly AuditHour[] => {
  const hour = hourOf(line.when);
  const at = hours.findIndex(
    (one) => one.hour === hour && one.lines.some((known) => isSameView(known, line)),
  );
  if (at !== -1) {
    return hours.map((one, index) =>
      index === at
        ? {
            hour,
            lines: one.lines.map((known) =>
              isSameView(known, line)
                ? { ...known, times: Math.min(known.times + 1, MOST_TIMES) }
                : known,
            ),
          }
        : one,
    );
  }
  const added: AuditLine = { ...line, times: 1 };
  const open = hours.findIndex((one) => one.hour === hour && one.lines.length < MOST_LINES);
  if (open === -1) return [...hours, { hour, lines: [added] }].slice(-MOST_WAITING);
  return hours.map((one, index) => (index === open ? { hour, lines: [...one.lines, added] } : one));
};

/** The hours that are over, or full, and those that go on gathering. */
export const dueHours = (
  hours: readonly AuditHour[],
  now: number,
): { readonly due: readonly AuditHour[]; readonly rest: readonly AuditHour[] } => {
  const isDue = ({ hour, lines }: AuditHour): boolean =>
    hour !== hourOf(now) || lines.length >= MOST_LINES;
  return { due: hours.filter(isDue), rest: hours.filter((one) => !isDue(one)) };
};
