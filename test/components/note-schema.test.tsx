// @vitest-environment happy-dom
/** What an older editor does to a newer note: nothing. Measured between two forms that share one text. */
import { Editor, getSchema, type Extensions } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Heading } from '@tiptap/extension-heading';
import { ListItem } from '@tiptap/extension-list';
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addressFrom, isSafeAddress } from '@/components/meeting/note-address';
import { noteBinding } from '@/components/meeting/note-guard';
import { isKnownTo, notePartsFrom, notePartsIn } from '@/components/meeting/note-json';
import { boundedSpan, NOTE_FRAGMENT, noteForm } from '@/components/meeting/note-schema';

const SECRET = 'Ada said that she would like to stay';
const paragraph = (text: string, marks: readonly object[] = []) => ({
  type: 'paragraph',
  content: [{ type: 'text', text, marks }],
});
const noteWith = (...content: readonly object[]): Y.Doc => {
  const doc = new Y.Doc();
  prosemirrorJSONToYXmlFragment(
    getSchema(noteForm()),
    { type: 'doc', content },
    doc.getXmlFragment(NOTE_FRAGMENT),
  );
  return doc;
};
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};
const textIn = (doc: Y.Doc): string => doc.getXmlFragment(NOTE_FRAGMENT).toJSON();
const sendTo = (from: Y.Doc, to: Y.Doc): void => {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
};
const without = (...names: readonly string[]): Extensions =>
  noteForm().filter((part) => !names.includes(part.name));
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    queueMicrotask(resolve);
  });

/** An editor as Tiptap binds it, without the guard. */
const unguarded = (doc: Y.Doc, form: Extensions): Editor =>
  new Editor({
    element: document.createElement('div'),
    extensions: [...form, Collaboration.configure({ fragment: doc.getXmlFragment(NOTE_FRAGMENT) })],
  });
const guarded = (
  doc: Y.Doc,
  form: Extensions,
): { readonly editor: Editor; readonly stops: () => number } => {
  let count = 0;
  const editor = new Editor({
    element: document.createElement('div'),
    extensions: [
      ...form,
      noteBinding(doc, () => {
        count += 1;
      }),
    ],
  });
  return { editor, stops: () => count };
};

const UNKNOWN = [
  {
    what: 'a node',
    form: without('blockquote'),
    note: [{ type: 'blockquote', content: [paragraph(SECRET)] }],
  },
  {
    what: 'a mark',
    form: without('highlight'),
    note: [paragraph(SECRET, [{ type: 'highlight' }])],
  },
] as const;

test.for(UNKNOWN)(
  'the trap is real: an editor that lacks $what deletes the text for everyone',
  ({ form, note }) => {
    const newer = noteWith(paragraph('Progress'), ...note);
    const older = copyOf(newer);
    unguarded(older, form);
    sendTo(older, newer);
    expect(textIn(newer)).not.toContain(SECRET);
  },
);

test.for(UNKNOWN)(
  'an editor that lacks $what is never bound and the text stays',
  async ({ form, note }) => {
    const newer = noteWith(paragraph('Progress'), ...note);
    const older = copyOf(newer);
    const { editor, stops } = guarded(older, form);
    await settled();
    expect(stops()).toBe(1);
    expect(editor.isDestroyed).toBe(true);
    expect(Y.encodeStateVector(older)).toEqual(Y.encodeStateVector(newer));
    expect(textIn(older)).toContain(SECRET);
  },
);

test.for(UNKNOWN)(
  'an editor that lacks $what lets go when it arrives in an open note, and the text stays',
  ({ form, note }) => {
    const older = noteWith(paragraph('Progress'));
    const newer = copyOf(older);
    const { editor, stops } = guarded(older, form);
    editor.commands.insertContentAt(1, 'Good ');
    sendTo(older, newer);
    prosemirrorJSONToYXmlFragment(
      getSchema(noteForm()),
      { type: 'doc', content: [paragraph('Good Progress'), ...note] },
      newer.getXmlFragment(NOTE_FRAGMENT),
    );
    sendTo(newer, older);
    expect(stops()).toBe(1);
    expect(editor.isDestroyed).toBe(true);
    expect(textIn(older)).toContain(SECRET);
    sendTo(older, newer);
    expect(textIn(newer)).toContain(SECRET);
  },
);

test('an attribute that an older form lacks survives its opening, and the text survives its editing', () => {
  const newer = noteWith({
    type: 'heading',
    attrs: { level: 4 },
    content: [{ type: 'text', text: SECRET }],
  });
  const older = copyOf(newer);
  const plain = Heading.extend({ addAttributes: () => ({}) });
  const { editor, stops } = guarded(older, [...without('heading'), plain]);
  expect(textIn(older)).toContain('level="4"');
  editor.commands.insertContentAt(1, 'Today ');
  expect(textIn(older)).toContain(`Today ${SECRET}`);
  expect(stops()).toBe(0);
});

test('two editors with one form write into one text', () => {
  const alice = noteWith(paragraph('Progress'));
  const bob = copyOf(alice);
  const hers = guarded(alice, noteForm());
  const his = guarded(bob, noteForm());
  hers.editor.commands.insertContentAt(1, 'Alice. ');
  his.editor.commands.insertContentAt(9, '. Bob');
  sendTo(alice, bob);
  sendTo(bob, alice);
  expect(textIn(alice)).toBe(textIn(bob));
  expect(hers.editor.getText()).toBe('Alice. Progress. Bob');
  expect(his.editor.getText()).toBe('Alice. Progress. Bob');
});

test('undo takes back only what this person wrote', () => {
  const alice = noteWith(paragraph('Progress'));
  const bob = copyOf(alice);
  const hers = guarded(alice, noteForm());
  hers.editor.commands.insertContentAt(1, 'Alice. ');
  sendTo(alice, bob);
  const his = guarded(bob, noteForm());
  his.editor.commands.insertContentAt(his.editor.state.doc.content.size - 1, '. Bob');
  sendTo(bob, alice);
  hers.editor.commands.undo();
  expect(hers.editor.getText()).toBe('Progress. Bob');
});

/** One item of two paragraphs: one person takes the first away, the other puts the second into a deeper list. */
const joinedItem = (): Y.Doc => {
  const item = (...content: readonly object[]) => ({
    type: 'bulletList',
    content: [{ type: 'listItem', content }],
  });
  const alice = noteWith(item(paragraph('First'), paragraph('Second')));
  const bob = copyOf(alice);
  const itemIn = (doc: Y.Doc): Y.XmlElement => {
    const [found] = [
      ...doc
        .getXmlFragment(NOTE_FRAGMENT)
        .createTreeWalker((each) => each instanceof Y.XmlElement && each.nodeName === 'listItem'),
    ];
    if (!(found instanceof Y.XmlElement)) throw new Error('no list item');
    return found;
  };
  itemIn(alice).delete(0, 1);
  const list = new Y.XmlElement('bulletList');
  const deeper = new Y.XmlElement('listItem');
  const line = new Y.XmlElement('paragraph');
  line.insert(0, [new Y.XmlText(SECRET)]);
  deeper.insert(0, [line]);
  list.insert(0, [deeper]);
  bob.transact(() => {
    itemIn(bob).delete(1, 1);
    itemIn(bob).insert(1, [list]);
  });
  sendTo(alice, bob);
  return bob;
};

test('the trap is real: an ordered content rule deletes what two people made together', () => {
  const doc = joinedItem();
  unguarded(doc, [...without('listItem'), ListItem]);
  expect(textIn(doc)).not.toContain(SECRET);
});

test('what two people made together in one list item stays', () => {
  const doc = joinedItem();
  const { stops } = guarded(doc, noteForm());
  expect(textIn(doc)).toContain(SECRET);
  expect(stops()).toBe(0);
});

test('no content rule asks for an order and every attribute has a default', () => {
  const { nodes } = getSchema(noteForm());
  for (const [name, { spec }] of Object.entries(nodes)) {
    expect(`${name}: ${spec.content ?? ''}`).toMatch(/: (|\w+[*+]|\((\w+ \| )+\w+\)\*)$/u);
    for (const attribute of Object.values(spec.attrs ?? {}))
      expect(attribute).toHaveProperty('default');
  }
});

test('the first form is frozen: a change of it needs a new number', () => {
  const { nodes, marks } = getSchema(noteForm());
  const formOf = (types: typeof nodes | typeof marks) =>
    Object.fromEntries(
      Object.entries(types)
        .map(([name, { spec }]): [string, string[]] => [name, Object.keys(spec.attrs ?? {})])
        .toSorted(([one], [other]) => one.localeCompare(other)),
    );
  expect(formOf(nodes)).toEqual({
    blockquote: [],
    bulletList: [],
    doc: [],
    hardBreak: [],
    heading: ['level'],
    listItem: [],
    mention: ['id', 'label', 'mentionSuggestionChar'],
    noteBlock: ['kind', 'data'],
    orderedList: ['start', 'type'],
    paragraph: [],
    table: [],
    tableCell: ['colspan', 'rowspan', 'colwidth', 'align'],
    tableHeader: ['colspan', 'rowspan', 'colwidth', 'align'],
    tableRow: [],
    taskItem: ['checked'],
    taskList: [],
    text: [],
  });
  expect(formOf(marks)).toEqual({ bold: [], highlight: [], italic: [], link: ['href'] });
});

test('opening a note writes nothing', () => {
  const doc = noteWith(
    paragraph('Progress'),
    { type: 'taskList', content: [{ type: 'taskItem', content: [paragraph('Tick')] }] },
    {
      type: 'table',
      content: [
        { type: 'tableRow', content: [{ type: 'tableCell', content: [paragraph('one')] }] },
        {
          type: 'tableRow',
          content: [
            { type: 'tableCell', content: [paragraph('two')] },
            { type: 'tableCell', attrs: { colspan: 1_000_000_000 }, content: [paragraph('three')] },
          ],
        },
      ],
    },
    { type: 'noteBlock', attrs: { kind: 'action', data: '{"id":"a1"}' } },
  );
  const before = Y.encodeStateVector(doc);
  const { editor, stops } = guarded(doc, noteForm());
  expect(stops()).toBe(0);
  expect(editor.getText()).toContain('three');
  expect(Y.encodeStateVector(doc)).toEqual(before);
});

test('what is pasted is cleaned: no pictures, no scripts, no strange addresses, headings under the page', () => {
  const { editor } = guarded(new Y.Doc(), noteForm());
  editor.view.pasteHTML(
    '<h1>Progress</h1><p style="color:red">Kept <img src="https://example.org/pixel.gif">' +
      '<a href="javascript:alert(1)">bad</a> <a href="https://example.org" class="x">good</a></p><script>no()</script>',
  );
  const html = editor.getHTML();
  expect(html).toContain('<h3>Progress</h3>');
  expect(html).toContain('href="https://example.org"');
  expect(html).not.toMatch(/img|script|style|class=|pixel/u);
  expect(html).toContain('bad');
});

test.for([
  ['https://example.org/a?b#c', true],
  ['http://example.org', true],
  ['mailto:ada@example.org', true],
  ['javascript:alert(1)', false],
  ['java\nscript:alert(1)', false],
  ['data:text/html,x', false],
  ['file:///etc/passwd', false],
  ['chrome-extension://abc/page.html', false],
  ['/relative', false],
  ['', false],
] as const)('the address %j may be linked: %s', ([address, isSafe]) => {
  expect(isSafeAddress(address)).toBe(isSafe);
});

test.for([
  ['example.org', 'https://example.org'],
  [' www.example.org/path ', 'https://www.example.org/path'],
  ['ada@example.org', 'mailto:ada@example.org'],
  ['https://example.org', 'https://example.org'],
  ['javascript:alert(1)', null],
  ['two words', null],
] as const)('typed as an address, %j means %j', ([typed, address]) => {
  expect(addressFrom(typed)).toBe(address);
});

test('JSON of any shape is read without throwing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(typeof isKnownTo(getSchema(noteForm()), notePartsFrom(json))).toBe('boolean');
    }),
  );
});

interface Branch {
  readonly name: string;
  readonly text: string;
  readonly branches: readonly Branch[];
}
const NAMES = [...Object.keys(getSchema(noteForm()).nodes), 'callout'].filter(
  (name) => name !== 'doc' && name !== 'text',
);
const { branch } = fc.letrec<{ branch: Branch }>((tie) => ({
  branch: fc.record({
    name: fc.constantFrom('paragraph', 'bulletList', 'listItem', ...NAMES),
    text: fc.stringMatching(/^[a-z]{0,4}$/u),
    branches: fc.oneof({ maxDepth: 4 }, fc.constant([]), fc.array(tie('branch'), { maxLength: 3 })),
  }),
}));
const grow = (parent: Y.XmlFragment, { name, text, branches }: Branch): void => {
  const element = new Y.XmlElement(name);
  parent.push([element]);
  if (text !== '') element.push([new Y.XmlText(text)]);
  for (const each of branches) grow(element, each);
};
const lettersIn = (doc: Y.Doc): string =>
  doc
    .getXmlFragment(NOTE_FRAGMENT)
    .toJSON()
    .replaceAll(/<[^>]*>/gu, '');

test('whatever stands in a note, opening it loses no letter', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(branch, { maxLength: 4 }), async (branches) => {
      const doc = new Y.Doc();
      for (const each of branches) grow(doc.getXmlFragment(NOTE_FRAGMENT), each);
      const letters = lettersIn(doc);
      const { editor } = guarded(doc, noteForm());
      await settled();
      expect(lettersIn(doc)).toBe(letters);
      if (!editor.isDestroyed) editor.destroy();
    }),
    { numRuns: 300 },
  );
});

test('text that nests deeper than anyone writes is read, and never given to an editor', () => {
  const doc = new Y.Doc();
  let parent: Y.XmlFragment = doc.getXmlFragment(NOTE_FRAGMENT);
  for (let depth = 0; depth < 500; depth += 1) {
    const quote = new Y.XmlElement('blockquote');
    parent.insert(0, [quote]);
    parent = quote;
  }
  const parts = notePartsIn(doc.getXmlFragment(NOTE_FRAGMENT));
  expect(parts).toHaveLength(1);
  expect(isKnownTo(getSchema(noteForm()), parts)).toBe(false);
});

test.for([
  [1, 1],
  ['3', 3],
  [0, 1],
  [1e9, 1],
  [null, 1],
  ['x', 1],
] as const)('a cell that says it covers %j covers %j', ([said, covered]) => {
  expect(boundedSpan(said)).toBe(covered);
});
