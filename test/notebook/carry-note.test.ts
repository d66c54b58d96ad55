/** Bringing the text of a note from one place into another, while people write in both. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { carryNote, hasLateText, LATE_WORDS } from '@/lib/notebook/carry-note';
import { follow, partsOf } from '@/lib/notebook/follow-text';
import { noteFragment } from '@/lib/notebook/layout';
import { noteJson } from '@/lib/notebook/note-json';
import { noteText } from '@/lib/notebook/note-text';

const docOf = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
const exchange = (one: Y.Doc, other: Y.Doc): void => {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one, Y.encodeStateVector(other)));
};
const paragraph = (words: string): Y.XmlElement => {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(words)]);
  return element;
};
const add = (doc: Y.Doc, words: string): void => {
  const note = noteFragment(doc);
  note.insert(note.length, [paragraph(words)]);
};
const textAt = (doc: Y.Doc, at: number): Y.XmlText => {
  const element = noteFragment(doc).get(at);
  const text = element instanceof Y.XmlElement ? element.get(0) : null;
  if (!(text instanceof Y.XmlText)) throw new Error('no text there');
  return text;
};
const words = (doc: Y.Doc): string => noteText(noteFragment(doc));
const bring = (
  from: Y.Doc,
  to: Y.Doc,
  names: readonly [string, string] = ['old', 'new'],
): boolean =>
  to.transact(() => carryNote({ place: names[0], doc: from }, { place: names[1], doc: to }));

const pair = (): readonly [Y.Doc, Y.Doc] => {
  const [alice, bob] = [docOf(1), docOf(2)];
  add(alice, 'One.');
  add(alice, 'Two.');
  exchange(alice, bob);
  return [alice, bob];
};

test('a note is copied, and a second time nothing is', () => {
  const [old] = pair();
  const fresh = docOf(3);
  expect(bring(old, fresh)).toBe(true);
  expect(words(fresh)).toBe('One.\nTwo.');
  const before = Y.encodeStateVector(fresh);
  expect(bring(old, fresh)).toBe(false);
  expect(Y.encodeStateVector(fresh)).toEqual(before);
});

test('a note that nobody has written in is not copied', () => {
  const fresh = docOf(3);
  expect(bring(docOf(1), fresh)).toBe(false);
  expect(Y.encodeStateVector(fresh)).toEqual(Y.encodeStateVector(docOf(9)));
});

test('what was written late in the old place comes to the end, by whole paragraphs and said so', () => {
  const [alice, bob] = pair();
  const fresh = docOf(3);
  bring(alice, fresh);
  textAt(fresh, 1).insert(4, ' And more.');
  textAt(bob, 0).insert(4, ' Bob was here.');
  add(bob, 'Three.');
  expect(hasLateText({ place: 'old', doc: bob }, { place: 'new', doc: fresh })).toBe(true);
  bring(bob, fresh);
  expect(words(fresh)).toBe(`One.\nTwo. And more.\n${LATE_WORDS}\nOne. Bob was here.\nThree.`);
  expect(bring(bob, fresh)).toBe(false);
});

test('it goes back into the same sentences, so that whoever writes there meanwhile loses nothing', () => {
  const [alice, bob] = pair();
  const fresh = docOf(3);
  bring(alice, fresh);
  textAt(fresh, 0).insert(4, ' Changed.');
  add(fresh, 'Three.');
  textAt(bob, 0).insert(0, 'Bob: ');
  bring(fresh, alice, ['new', 'old']);
  expect(words(alice)).toBe('One. Changed.\nTwo.\nThree.');
  exchange(alice, bob);
  expect(words(alice)).toBe('Bob: One. Changed.\nTwo.\nThree.');
  expect(words(bob)).toBe(words(alice));
});

const anyText = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c', ' ') });
const anyNote = fc.array(
  fc.record({ kind: fc.constantFrom('paragraph', 'heading', 'bulletList'), text: anyText }),
  { maxLength: 6 },
);
const written = (
  doc: Y.Doc,
  parts: readonly { readonly kind: string; readonly text: string }[],
) => {
  noteFragment(doc).insert(
    0,
    parts.map(({ kind, text }) => {
      const element = new Y.XmlElement(kind);
      element.insert(0, [new Y.XmlText(text)]);
      if (kind === 'heading') element.setAttribute('level', '2');
      return element;
    }),
  );
};

test('one note becomes as another whatever both were, bold words too', () => {
  fc.assert(
    fc.property(anyNote, anyNote, fc.nat(8), (one, other, bold) => {
      const [doc, like] = [docOf(1), docOf(2)];
      written(doc, one);
      written(like, other);
      const [first] = partsOf(noteFragment(like));
      const text = first instanceof Y.XmlElement ? first.get(0) : null;
      if (text instanceof Y.XmlText && text.length > 0) {
        text.format(Math.min(bold, text.length - 1), 1, { bold: {} });
      }
      doc.transact(() => follow(noteFragment(doc), partsOf(noteFragment(like))));
      expect(noteJson(noteFragment(doc))).toEqual(noteJson(noteFragment(like)));
    }),
    { numRuns: 300 },
  );
});

test('every word that anyone wrote in either place is in the new place in the end', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          where: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
          op: fc.constantFrom('add' as const, 'type' as const, 'meet' as const, 'bring' as const),
        }),
        { maxLength: 20 },
      ),
      (steps) => {
        const [oldAlice, oldBob] = pair();
        const [newAlice, newBob] = [docOf(3), docOf(4)];
        const docs = [oldAlice, oldBob, newAlice, newBob] as const;
        bring(oldAlice, newAlice);
        exchange(newAlice, newBob);
        const typed: string[] = [];
        for (const { where, op } of steps) {
          const doc = docs[where];
          const word = `w${typed.length}x`;
          if (op === 'meet') {
            exchange(oldAlice, oldBob);
            exchange(newAlice, newBob);
          } else if (op === 'bring') {
            if (where < 2) bring(oldAlice, newAlice);
            else bring(oldBob, newBob);
          } else {
            typed.push(word);
            if (op === 'add') add(doc, word);
            else textAt(doc, 0).insert(0, word);
          }
        }
        exchange(oldAlice, oldBob);
        bring(oldAlice, newAlice);
        exchange(newAlice, newBob);
        bring(oldBob, newBob);
        exchange(newAlice, newBob);
        const text = words(newAlice);
        for (const word of typed) expect(text).toContain(word);
        expect(words(newBob)).toBe(text);
      },
    ),
    { numRuns: 300 },
  );
});
