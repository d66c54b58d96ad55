/** The words that the meeting screens share. */
import { formatClock, formatDay, weekdayDay } from '@/lib/domain/calendar';
import { CalendarDay } from '@/lib/domain/calendar';
import type { Attendance, Meeting, MeetingKind } from '@/lib/domain/meeting';
import { MEETING_TEMPLATES } from '@/lib/domain/meeting-templates';

/** The day of `2026-11-24T14:00`, or null when it is no real day. */
export const dayOfTime = (time: string): CalendarDay | null =>
  CalendarDay.safeParse(time.slice(0, 10)).data ?? null;

const clockOf = (time: string): string => formatClock(time.slice(11, 16));

/** `24 November 2026, 2pm`. */
export const timeWords = (time: string): string => {
  const day = dayOfTime(time);
  return day === null ? time : `${formatDay(day)}, ${clockOf(time)}`;
};

/** `Tuesday 24 November 2026, 2pm`. */
export const weekdayTimeWords = (time: string): string => {
  const day = dayOfTime(time);
  return day === null ? time : `${weekdayDay(day)}, ${clockOf(time)}`;
};

export const STATE_WORDS = {
  planned: 'Booked',
  held: 'Held',
  cancelled: 'Cancelled',
} as const satisfies Readonly<Record<Meeting['state'], string>>;

export const ATTENDANCE_WORDS = {
  expected: 'Not recorded',
  present: 'Present',
  apologies: 'Apologies',
  absent: 'Absent',
} as const satisfies Readonly<Record<Attendance['state'], string>>;

export const NEED_WORDS = {
  required: 'Required',
  'where appropriate': 'Invited where appropriate',
  invited: 'Invited',
} as const satisfies Readonly<Record<Attendance['need'], string>>;

/** `1 of 2 discussed`. */
export const countWords = (count: number, all: number, what: string): string =>
  `${count} of ${all} ${what}`;

/** The kinds of meeting that belong to a secondment or to a transfer, with their titles. */
export const kindChoices = (
  about: 'secondment' | 'transfer',
): readonly { readonly value: MeetingKind; readonly text: string }[] => {
  const kinds: { readonly value: MeetingKind; readonly text: string }[] = [];
  let kind: MeetingKind;
  for (kind in MEETING_TEMPLATES) {
    const template = MEETING_TEMPLATES[kind];
    if (template.about === about) kinds.push({ value: kind, text: template.title });
  }
  return kinds;
};

/** `2pm`, `2.30 pm`, `14:30` or `noon` as `14:30`; null for what is no time of day. */
export const clockFrom = (typed: string): string | null => {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/gu, '');
  if (text === 'midday' || text === 'noon') return '12:00';
  const [, hours, minutes = '00', half] = /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/u.exec(text) ?? [];
  if (hours === undefined) return null;
  const hour = Number(hours);
  if (Number(minutes) > 59) return null;
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  // A bare "2" could be either end of the day.
  if (half === undefined && (hour > 23 || !/[:.]/u.test(text))) return null;
  const whole = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0);
  return `${String(whole).padStart(2, '0')}:${minutes}`;
};
