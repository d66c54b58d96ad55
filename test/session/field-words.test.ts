/** The words for stored values: what history and changes to check show to a person. */
import { expect, test } from 'vitest';
import { fieldTitle, valueShown } from '@/lib/session/field-words';
import type { Shelf } from '@/lib/session/shelf';

const shelf: Shelf = {
  all: () => [],
  find: () => null,
  sectionOf: () => null,
  keeperOf: () => null,
  sections: () => [],
  doubles: () => [],
  teams: () => [],
  version: () => 0,
  damaged: () => 0,
  reopen: () => {},
  close: () => {},
};

test.for([
  ['role', 'yot-line-manager', 'YOT line manager'],
  ['decision', 'keep', 'Keep with the youth service'],
  ['decision', 'not decided', 'Not decided yet'],
  ['state', 'not started', 'Not sent'],
  ['state', 'not applicable', 'Not applicable'],
  ['need', 'where appropriate', 'Where appropriate'],
  ['startsAt', '2026-11-24T14:00', '24 November 2026, 2pm'],
  ['endsOn', '2028-08-31', '31 August 2028'],
  ['about', '0123456789abcdef0123456789abcdef', 'Another record'],
  ['discussed', true, 'Yes'],
  ['doneOn', null, 'Not recorded'],
  ['ownWords', 'state', 'state'],
] as const)('%s %s is shown as %s', ([field, value, shown]) => {
  expect(valueShown(shelf, field, value)).toBe(shown);
});

test('a field is called what the screens call it', () => {
  expect(fieldTitle('endsOn')).toBe('End date');
  expect(fieldTitle('caseManager')).toBe('Case manager');
  expect(fieldTitle('crn')).toBe('CRN');
});
