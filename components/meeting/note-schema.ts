/** The frozen first form of a meeting note: every node and mark that an editor of version 1 knows. */
import { NOTE_FORM } from '@/lib/domain/note-form';
import { mergeAttributes, Node } from '@tiptap/core';
import type { Extensions } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { Highlight } from '@tiptap/extension-highlight';
import { Italic } from '@tiptap/extension-italic';
import { Link } from '@tiptap/extension-link';
import { BulletList, ListItem, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list';
import { Mention } from '@tiptap/extension-mention';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { isSafeAddress } from './note-address';

/**
 * The form that this build can edit. A note whose `minSchema` is higher is shown and never edited.
 *
 * The form is frozen because of what an editor does with a part that it does not know: the binding
 * between Yjs and the editor deletes an unknown node, and the text under an unknown mark, as soon as the
 * note opens, and that deletion travels to everyone. There is no server that keeps an older version. So
 * the first form is wide, new kinds of content go into `noteBlock` (a kind and JSON), and anything else
 * raises this number together with the note's `minSchema`.
 */
export const NOTE_SCHEMA_VERSION = NOTE_FORM;

/** The name of the shared text inside a note's document. */
export const NOTE_FRAGMENT = 'note';

/** What a `noteBlock` shows, looked up elsewhere: the note itself holds only a reference. */
export interface NoteBlockWords {
  readonly wordsOf: (kind: string, data: string) => string;
  /** Calls `told` whenever the words may have changed. Returns the way to stop. */
  readonly watch: (told: () => void) => () => void;
}

const noWords: NoteBlockWords = {
  wordsOf: (kind) => (kind === '' ? 'Something added to the notes' : `Added to the notes: ${kind}`),
  watch: () => () => {},
};

/*
 * A list item and a task item take any blocks in any order, unlike Tiptap's own "paragraph block*". Two
 * people may each make a change that is allowed alone and break an ordered rule together; the binding
 * then deletes the item with its text. Rules of the shape "any number of these" cannot be broken so.
 * Tab is not bound anywhere in the note: it leaves the editor, and Control with a bracket indents.
 */
const FreeListItem = ListItem.extend({
  content: 'block+',
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      'Mod-]': () => this.editor.commands.sinkListItem(this.name),
      'Mod-[': () => this.editor.commands.liftListItem(this.name),
    };
  },
});

const FreeTaskItem = TaskItem.extend({
  content: 'block+',
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      'Mod-]': () => this.editor.commands.sinkListItem(this.name),
      'Mod-[': () => this.editor.commands.liftListItem(this.name),
    };
  },
}).configure({
  nested: true,
  a11y: { checkboxLabel: (node) => node.textContent || 'Empty line' },
});

/** The note stands under a second-level heading, so its own headings are of the third and fourth level. */
const NoteHeading = Heading.extend({
  parseHTML: () => [
    { tag: 'h1', attrs: { level: 3 } },
    { tag: 'h2', attrs: { level: 3 } },
    { tag: 'h3', attrs: { level: 3 } },
    { tag: 'h4', attrs: { level: 4 } },
    { tag: 'h5', attrs: { level: 4 } },
    { tag: 'h6', attrs: { level: 4 } },
  ],
}).configure({ levels: [3, 4] });

/** Only the address is kept: a class, a target or a relation that someone else wrote is nobody's business. */
const NoteLink = Link.extend({
  addAttributes: () => ({ href: { default: null } }),
}).configure({
  openOnClick: false,
  autolink: false,
  defaultProtocol: 'https',
  HTMLAttributes: { target: '_blank', rel: 'noopener noreferrer nofollow' },
  isAllowedUri: (address) => isSafeAddress(address),
});

const MOST_CELLS_JOINED = 20;
const span = (name: 'colspan' | 'rowspan') => ({
  default: 1,
  parseHTML: (cell: HTMLElement) => boundedSpan(cell.getAttribute(name)),
  renderHTML: (values: Record<string, unknown>) => ({ [name]: boundedSpan(values[name]) }),
});
/** How many cells one cell covers: 1 to 20, since the number may come from anyone. */
export function boundedSpan(value: unknown): number {
  const number = Math.trunc(Number(value));
  return number >= 1 && number <= MOST_CELLS_JOINED ? number : 1;
}
const cellAttributes = () => ({
  colspan: span('colspan'),
  rowspan: span('rowspan'),
  colwidth: { default: null, rendered: false },
  align: { default: null, rendered: false },
});

/** Without the table plugins: they would change the note by themselves on opening, and take the Tab key. */
const NoteTable = Table.extend({
  addProseMirrorPlugins: () => [],
  addKeyboardShortcuts: () => ({}),
  addNodeView: null,
  renderHTML: ({ HTMLAttributes }) => ['table', mergeAttributes(HTMLAttributes), ['tbody', 0]],
});

/** A mention is put in from a menu of names, so the part that listens for an at sign is left out. */
const NoteMention = Mention.extend({
  addProseMirrorPlugins: () => [],
});

/**
 * The one generic block: a `kind` and `data` as JSON, such as a reference to an action. It is called
 * `noteBlock` because `block` is already the name of the group that all blocks belong to.
 */
const NoteBlock = Node.create<{ words: NoteBlockWords }>({
  name: 'noteBlock',
  group: 'block',
  atom: true,
  selectable: true,
  addOptions: () => ({ words: noWords }),
  addAttributes: () => ({
    kind: { default: '', parseHTML: (element) => element.getAttribute('data-kind') ?? '' },
    data: { default: '{}', parseHTML: (element) => element.getAttribute('data-data') ?? '{}' },
  }),
  parseHTML: () => [{ tag: 'div[data-note-block]' }],
  renderHTML: ({ node }) => [
    'div',
    {
      'data-note-block': '',
      'data-kind': String(node.attrs['kind']),
      'data-data': String(node.attrs['data']),
    },
  ],
  renderText({ node }) {
    return this.options.words.wordsOf(String(node.attrs['kind']), String(node.attrs['data']));
  },
  addNodeView() {
    const { words } = this.options;
    return ({ node }) => {
      const dom = document.createElement('div');
      dom.className = 'app-note__block';
      let shown = node;
      const show = (): void => {
        const text = words.wordsOf(String(shown.attrs['kind']), String(shown.attrs['data']));
        if (dom.textContent !== text) dom.textContent = text;
      };
      show();
      const stop = words.watch(show);
      return {
        dom,
        update: (next) => {
          if (next.type !== shown.type) return false;
          shown = next;
          show();
          return true;
        },
        ignoreMutation: () => true,
        destroy: stop,
      };
    };
  },
});

/** All nodes and marks of version 1, in the order that decides what a fresh line is: a paragraph. */
export const noteForm = (words: NoteBlockWords = noWords): Extensions => [
  Document,
  Paragraph,
  Text,
  NoteHeading,
  BulletList,
  OrderedList,
  FreeListItem,
  TaskList,
  FreeTaskItem,
  Blockquote,
  NoteTable,
  TableRow,
  TableCell.extend({ addAttributes: cellAttributes }),
  TableHeader.extend({ addAttributes: cellAttributes }),
  HardBreak,
  NoteMention,
  NoteBlock.configure({ words }),
  Bold,
  Italic,
  NoteLink,
  Highlight,
];
