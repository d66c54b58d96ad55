/** Calendar files: the form of RFC 5545, and updates that replace what was there before. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CalendarDay } from '@/lib/domain/calendar';
import { calendarText, escapeText, foldLine, type CalendarEntry } from '@/lib/domain/ics';

const NOW = Date.UTC(2026, 10, 24, 9, 30, 5);
const entry: CalendarEntry = {
  key: 'abc.S8.3.3',
  on: CalendarDay.parse('2026-12-31'),
  title: 'Quarterly three-way meeting, Newham',
  details: 'Section 8 of the secondment protocol.\nOpen Liaison Notebook.',
  isOff: false,
};

const unfold = (text: string): string => text.replaceAll('\r\n ', '');
const linesOf = (text: string): readonly string[] => unfold(text).split('\r\n').slice(0, -1);
const valueOf = (text: string, name: string): string | undefined =>
  linesOf(text)
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1);
const unescape = (text: string): string =>
  text.replaceAll(/\\(.)/gu, (_, mark: string) => (mark === 'n' ? '\n' : mark));

/** What a calendar can hold: any text without control characters. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 300 })
  // oxlint-disable-next-line no-control-regex
  .map((raw) => raw.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/gu, ''));

test('one thing that is due is one whole day on which nobody is busy', () => {
  expect(linesOf(calendarText([entry], NOW))).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Liaison Notebook//Due dates//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    'UID:abc.S8.3.3@liaison-notebook',
    'DTSTAMP:20261124T093005Z',
    'LAST-MODIFIED:20261124T093005Z',
    'SEQUENCE:217675805',
    'DTSTART;VALUE=DATE:20261231',
    'DTEND;VALUE=DATE:20270101',
    String.raw`SUMMARY:Quarterly three-way meeting\, Newham`,
    String.raw`DESCRIPTION:Section 8 of the secondment protocol.\nOpen Liaison Notebook.`,
    'STATUS:CONFIRMED',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
});

test('a later file has the same name for a thing and a higher number', () => {
  const before = calendarText([entry], NOW);
  const after = calendarText([{ ...entry, on: CalendarDay.parse('2027-01-14') }], NOW + 1_000);
  expect(valueOf(after, 'UID')).toBe(valueOf(before, 'UID'));
  expect(Number(valueOf(after, 'SEQUENCE'))).toBeGreaterThan(Number(valueOf(before, 'SEQUENCE')));
  expect(valueOf(after, 'DTSTART;VALUE=DATE')).toBe('20270114');
});

test('what need not be done any more is taken away', () => {
  expect(valueOf(calendarText([{ ...entry, isOff: true }], NOW), 'STATUS')).toBe('CANCELLED');
});

test('a clock that is wrong by far still gives a number that calendars read', () => {
  for (const at of [0, Date.UTC(2400, 0, 1)]) {
    const sequence = Number(valueOf(calendarText([entry], at), 'SEQUENCE'));
    expect(sequence).toBeGreaterThanOrEqual(0);
    expect(sequence).toBeLessThanOrEqual(2_147_483_647);
  }
});

test('a line is folded at 75 octets and reads as before', () => {
  fc.assert(
    fc.property(text, (raw) => {
      const line = raw.replaceAll('\n', '');
      const folded = foldLine(line);
      expect(unfold(folded)).toBe(line);
      for (const part of folded.split('\r\n')) {
        expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(75);
      }
    }),
  );
});

test('a text reads as before, and brings no line of its own into the file', () => {
  fc.assert(
    fc.property(text, text, (title, details) => {
      expect(unescape(escapeText(title))).toBe(title);
      const file = calendarText([{ ...entry, title, details }], NOW);
      expect(linesOf(file)).toHaveLength(18);
      expect(unescape(valueOf(file, 'SUMMARY') ?? '')).toBe(title);
      expect(unescape(valueOf(file, 'DESCRIPTION') ?? '')).toBe(details);
    }),
  );
});

test('control characters are left out and line ends are one', () => {
  expect(escapeText('a\u0000b\r\nc\rd')).toBe(String.raw`ab\nc\nd`);
});
