/** A calendar file (RFC 5545) of days on which something is due. Pure: the entries and the time are arguments. */
import { addDays, type CalendarDay } from './calendar';

export interface CalendarEntry {
  /** The same for ever for the same thing, so that a calendar knows it again. */
  readonly key: string;
  readonly on: CalendarDay;
  readonly title: string;
  readonly details: string;
  /** It need not be done any more: a calendar that has it takes it away. */
  readonly isOff: boolean;
}

/** Octets of a line without its end. */
const LONGEST_LINE = 75;
const LINE_END = '\r\n';
const FROM_MS = Date.UTC(2020, 0, 1);
/** The largest number of the format. */
const LAST_SEQUENCE = 2_147_483_647;

/** A text as a value; what cannot be written in one is left out. */
export const escapeText = (text: string): string =>
  text
    .replaceAll(/\r\n?/gu, '\n')
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/gu, '')
    .replaceAll(/[\\;,]/gu, (mark) => `\\${mark}`)
    .replaceAll('\n', String.raw`\n`);

const octetsOf = (character: string): number => new TextEncoder().encode(character).length;

/** One line as the lines that it is written in: none above 75 octets, no character cut in two. */
export const foldLine = (line: string): string => {
  let folded = '';
  let length = 0;
  for (const character of line) {
    const octets = octetsOf(character);
    if (length + octets > LONGEST_LINE) {
      // The space at the beginning counts.
      folded += `${LINE_END} `;
      length = 1;
    }
    folded += character;
    length += octets;
  }
  return folded;
};

const dateOf = (day: CalendarDay): string => day.replaceAll('-', '');

const stampOf = (now: number): string =>
  `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;

/** Grows with time, so that what is written later takes the place of what was written before. */
const sequenceAt = (now: number): number =>
  Math.min(Math.max(Math.floor((now - FROM_MS) / 1_000), 0), LAST_SEQUENCE);

const eventLines = (entry: CalendarEntry, now: number): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${escapeText(entry.key)}@liaison-notebook`,
  `DTSTAMP:${stampOf(now)}`,
  `LAST-MODIFIED:${stampOf(now)}`,
  `SEQUENCE:${sequenceAt(now)}`,
  `DTSTART;VALUE=DATE:${dateOf(entry.on)}`,
  `DTEND;VALUE=DATE:${dateOf(addDays(entry.on, 1))}`,
  `SUMMARY:${escapeText(entry.title)}`,
  `DESCRIPTION:${escapeText(entry.details)}`,
  `STATUS:${entry.isOff ? 'CANCELLED' : 'CONFIRMED'}`,
  // Something is due that day; nobody is busy all day.
  'TRANSP:TRANSPARENT',
  'END:VEVENT',
];

/** The whole file. `now`: milliseconds since 1970. */
export const calendarText = (entries: readonly CalendarEntry[], now: number): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Liaison Notebook//Due dates//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...entries.flatMap((entry) => eventLines(entry, now)),
    'END:VCALENDAR',
  ]
    .map((line) => `${foldLine(line)}${LINE_END}`)
    .join('');
