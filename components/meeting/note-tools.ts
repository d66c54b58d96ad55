/** The tools of the note's toolbar: what each does, when it shows as pressed. */
import type { Editor } from '@tiptap/core';

export interface NoteTool {
  readonly name: string;
  /** What stands on the button; the icon of that name where there is one. */
  readonly face: string;
  readonly keys: string | null;
  readonly run: (editor: Editor) => void;
  /** Null for a tool that is not on or off. */
  readonly isOn: ((editor: Editor) => boolean) | null;
}

/** In the first row at 360 pixels. */
export const MAIN_TOOLS = [
  {
    name: 'Bold',
    face: 'B',
    keys: 'Control+B',
    run: (editor) => editor.chain().focus().toggleBold().run(),
    isOn: (editor) => editor.isActive('bold'),
  },
  {
    name: 'Heading',
    face: 'H',
    keys: null,
    run: (editor) => editor.chain().focus().toggleHeading({ level: 3 }).run(),
    isOn: (editor) => editor.isActive('heading', { level: 3 }),
  },
  {
    name: 'Bullets',
    face: 'bullets',
    keys: null,
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
    isOn: (editor) => editor.isActive('bulletList'),
  },
  {
    name: 'Numbers',
    face: 'numbers',
    keys: null,
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    isOn: (editor) => editor.isActive('orderedList'),
  },
] as const satisfies readonly NoteTool[];

export const UNDO = {
  name: 'Undo my last change',
  face: 'undo',
  keys: 'Control+Z',
  run: (editor) => editor.chain().focus().undo().run(),
  isOn: null,
} as const satisfies NoteTool;

/** Shown when More is open. */
export const MORE_TOOLS = [
  {
    name: 'Redo',
    face: 'Redo',
    keys: 'Control+Y',
    run: (editor) => editor.chain().focus().redo().run(),
    isOn: null,
  },
  {
    name: 'Italic',
    face: 'Italic',
    keys: 'Control+I',
    run: (editor) => editor.chain().focus().toggleItalic().run(),
    isOn: (editor) => editor.isActive('italic'),
  },
  {
    name: 'Highlight',
    face: 'Highlight',
    keys: null,
    run: (editor) => editor.chain().focus().toggleHighlight().run(),
    isOn: (editor) => editor.isActive('highlight'),
  },
  {
    name: 'Small heading',
    face: 'Small heading',
    keys: null,
    run: (editor) => editor.chain().focus().toggleHeading({ level: 4 }).run(),
    isOn: (editor) => editor.isActive('heading', { level: 4 }),
  },
  {
    name: 'Tick list',
    face: 'Tick list',
    keys: null,
    run: (editor) => editor.chain().focus().toggleTaskList().run(),
    isOn: (editor) => editor.isActive('taskList'),
  },
  {
    name: 'Quote',
    face: 'Quote',
    keys: null,
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    isOn: (editor) => editor.isActive('blockquote'),
  },
  {
    name: 'Indent',
    face: 'Indent',
    keys: 'Control+]',
    run: (editor) => {
      const item = editor.isActive('taskItem') ? 'taskItem' : 'listItem';
      editor.chain().focus().sinkListItem(item).run();
    },
    isOn: null,
  },
  {
    name: 'Outdent',
    face: 'Outdent',
    keys: 'Control+[',
    run: (editor) => {
      const item = editor.isActive('taskItem') ? 'taskItem' : 'listItem';
      editor.chain().focus().liftListItem(item).run();
    },
    isOn: null,
  },
] as const satisfies readonly NoteTool[];
