/** Which sections are open, and what has to be done when that changes. */
import { expect, test } from 'vitest';
import { changeOfSections, sectionNamed, type SectionHere } from '@/lib/session/readable-sections';
import { SectionId } from '@/lib/vault/ids';

const idOf = (name: string): SectionId => SectionId.parse(name.repeat(32));
const section = (name: string, mayWrite = true): SectionHere => ({
  id: idOf(name),
  name: `section ${name}`,
  mayWrite,
});
const names = (sections: readonly SectionHere[]): string =>
  sections.map(({ name }) => name.slice(-1)).join('');

test.for([
  ['nothing changes', 'ab', 'ab', '', ['', '', '', false]],
  ['one opens', 'a', 'ab', '', ['b', '', '', true]],
  ['one closes', 'ab', 'b', '', ['', 'a', '', true]],
  ['one was decided anew', 'ab', 'ab', 'b', ['', '', 'b', false]],
  ['one that is not open was decided anew', 'a', 'a', 'b', ['', '', '', false]],
  ['one that opens was decided anew', 'a', 'ab', 'b', ['b', '', '', true]],
] as const)('%s', ([, before, after, reordered, expected]) => {
  const change = changeOfSections(
    before.split('').map((name) => section(name)),
    after.split('').map((name) => section(name)),
    reordered.split('').map(idOf),
  );
  const { opened, closed, rebuilt, isChanged } = change;
  expect([names(opened), names(closed), names(rebuilt), isChanged]).toEqual(expected);
});

test('where this device may write no more, what it had not saved is undone', () => {
  const change = changeOfSections([section('a')], [section('a', false)], []);
  expect(names(change.rebuilt)).toBe('a');
  expect(changeOfSections([section('a', false)], [section('a')], []).rebuilt).toEqual([]);
});

test('a section is found by its purpose, then by its id', () => {
  const sections = [section('a'), { ...section('b'), name: 'section a' }];
  expect(sectionNamed(sections, 'section a')?.id).toBe(idOf('a'));
  expect(sectionNamed(sections, idOf('b'))?.id).toBe(idOf('b'));
  expect(sectionNamed(sections, 'section b')).toBeUndefined();
});
