/** The plain text of a note. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { noteFragment, noteMeta } from '@/lib/notebook/layout';
import { notePreview, noteText } from '@/lib/notebook/note-text';

const block = (name: string, ...children: readonly (string | Y.XmlElement)[]): Y.XmlElement => {
  const element = new Y.XmlElement(name);
  element.insert(
    0,
    children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child)),
  );
  return element;
};

const noteOf = (...blocks: readonly Y.XmlElement[]): Y.XmlFragment => {
  const note = noteFragment(new Y.Doc());
  note.insert(0, [...blocks]);
  return note;
};

test('blocks become lines, a break within one too, and marks leave no trace', () => {
  const note = noteOf(
    block('heading', 'Wellbeing and workload'),
    block('paragraph', 'Workload is high', block('hardBreak'), 'and steady.'),
    block(
      'bulletList',
      block('listItem', block('paragraph', 'One')),
      block('listItem', block('paragraph', 'Two')),
    ),
    block('paragraph'),
  );
  const first = note.get(0);
  const text = first instanceof Y.XmlElement ? first.get(0) : null;
  if (text instanceof Y.XmlText) text.format(0, 9, { bold: true });
  expect(noteText(note)).toBe('Wellbeing and workload\nWorkload is high\nand steady.\nOne\nTwo');
});

test('a preview is one line and says where it was cut', () => {
  const note = noteOf(block('paragraph', 'One two'), block('paragraph', 'three'));
  expect(notePreview(note)).toBe('One two three');
  expect(notePreview(note, 9)).toBe('One two…');
  expect(noteText(note, 9)).toBe('One two\nth');
});

test('a note without text is empty, and one that nests without end is not followed', () => {
  expect(noteText(noteOf())).toBe('');
  const outer = block('blockquote');
  const note = noteOf(outer);
  let inner = outer;
  for (let depth = 0; depth < 200; depth += 1) {
    const next = new Y.XmlElement('blockquote');
    inner.insert(0, [next]);
    inner = next;
  }
  inner.insert(0, [new Y.XmlText('deep')]);
  expect(noteText(note)).toBe('');
  expect(noteMeta(new Y.Doc()).size).toBe(0);
});
