/** The templates against the table of duties. */
import { expect, test } from 'vitest';
import { MeetingKind } from '@/lib/domain/meeting';
import { meetingTitle, templateOf } from '@/lib/domain/meeting-templates';

test.for(MeetingKind.options)('%s has people, headings and a hint', (kind) => {
  const template = templateOf(kind);
  expect(template.required.length).toBeGreaterThan(1);
  expect(template.headings.at(-1)).toBe('Actions');
  expect(new Set(template.headings).size).toBe(template.headings.length);
  expect(template.hint).toMatch(/\.$/u);
  expect(meetingTitle(kind)).toBe(template.title);
  expect((template.section === null) === (template.about === 'transfer')).toBe(true);
});
