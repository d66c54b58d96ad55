/** The shared text of a meeting: several people write in it at once, each undoes only what they wrote. */
import { Extension, type Editor } from '@tiptap/core';
import { Selection } from '@tiptap/pm/state';
import { EditorContent, useEditor } from '@tiptap/react';
import { useEffect, useId, useMemo, useRef } from 'react';
import type { NoteReplica } from '@/lib/link/link';
import { isSafeAddress } from './note-address';
import { noteBinding } from './note-guard';
import { initialsOf, notePresence } from './note-presence';
import { noteForm, type NoteBlockWords } from './note-schema';
import { enterToolbar, NoteToolbar, type NamedPerson } from './note-toolbar';

/** What the page may ask of the text. */
export interface NoteHand {
  /** Puts a reference to a record after the line with the cursor. */
  readonly putReference: (kind: 'action' | 'decision', id: string) => void;
  /** Puts the cursor under the heading with these words; writes the heading at the end when there is none. */
  readonly writeUnder: (heading: string) => void;
  /** The text that is selected, as one line. */
  readonly selectedText: () => string;
}

const LONGEST_SELECTION = 500;

/** Where the first heading with these words ends; null when there is none. */
const endOfHeading = (editor: Editor, heading: string): number | null => {
  let end: number | null = null;
  editor.state.doc.descendants((node, place) => {
    if (end === null && node.type.name === 'heading' && node.textContent.trim() === heading.trim())
      end = place + node.nodeSize;
    return end === null;
  });
  return end;
};

/** Goes to the end of what already stands under a heading: in front of the next one. */
const endOfPart = (editor: Editor, from: number): number => {
  let end = editor.state.doc.content.size;
  editor.state.doc.forEach((node, place) => {
    if (place >= from && place < end && node.type.name === 'heading') end = place;
  });
  return end;
};

/** Blocks after which one writes on in a new line of its own. */
const CLOSED = ['heading', 'noteBlock', 'table'] as const;

/** Puts the cursor into the last line before `end`, or into a new one where none can be written in. */
const goToEnd = (editor: Editor, end: number): void => {
  const last = editor.state.doc.resolve(end).nodeBefore;
  const isClosed = last === null || CLOSED.some((name) => name === last.type.name);
  if (isClosed) editor.commands.insertContentAt(end, { type: 'paragraph' });
  const { doc, tr } = editor.state;
  const place = Selection.findFrom(doc.resolve(isClosed ? end + 2 : end), -1, true);
  if (place !== null) editor.view.dispatch(tr.setSelection(place).scrollIntoView());
  // At once, and not in the next frame: a key may follow.
  editor.view.focus();
};

const handOf = (editor: Editor): NoteHand => ({
  putReference: (kind, id) => {
    const { $to } = editor.state.selection;
    const after = $to.depth === 0 ? editor.state.doc.content.size : $to.after(1);
    editor.commands.insertContentAt(after, {
      type: 'noteBlock',
      attrs: { kind, data: JSON.stringify({ id }) },
    });
    goToEnd(editor, after + 1);
  },
  writeUnder: (heading) => {
    const found = endOfHeading(editor, heading);
    if (found === null) {
      // An empty line that is there stays: someone else may be writing in it now.
      editor.commands.insertContentAt(editor.isEmpty ? 0 : editor.state.doc.content.size, {
        type: 'heading',
        attrs: { level: 3 },
        content: [{ type: 'text', text: heading }],
      });
      goToEnd(editor, editor.state.doc.content.size);
    } else {
      goToEnd(editor, endOfPart(editor, found));
    }
  },
  selectedText: () => {
    const { from, to } = editor.state.selection;
    return editor.state.doc.textBetween(from, to, ' ', ' ').trim().slice(0, LONGEST_SELECTION);
  },
});

export function NoteEditor({
  replica,
  name,
  label,
  people,
  words,
  onAction,
  onDecision,
  onTooNew,
  onHand,
}: {
  readonly replica: NoteReplica;
  /** The writer, as the others see them. */
  readonly name: string;
  /** `Notes for three-way meeting, 24 November 2026`. */
  readonly label: string;
  readonly people: readonly NamedPerson[];
  readonly words: NoteBlockWords;
  readonly onAction: () => void;
  readonly onDecision: () => void;
  /** Called after the editor was unbound because a newer person's text arrived. */
  readonly onTooNew: () => void;
  readonly onHand: (hand: NoteHand | null) => void;
}) {
  const textId = useId();
  const hintId = useId();
  const bar = useRef<HTMLDivElement>(null);
  const extensions = useMemo(
    () => [
      ...noteForm(words),
      noteBinding(replica.doc, onTooNew),
      notePresence(replica.awareness),
      Extension.create({
        name: 'noteToolbarKey',
        addKeyboardShortcuts: () => ({
          'Alt-F10': () => {
            if (bar.current !== null) enterToolbar(bar.current);
            return true;
          },
        }),
      }),
    ],
    [replica, words, onTooNew],
  );
  const editor = useEditor(
    {
      extensions,
      // The page is not drawn again for a key press; each tool watches what concerns it.
      shouldRerenderOnTransaction: false,
      editorProps: {
        attributes: {
          id: textId,
          class: 'app-note__text',
          role: 'textbox',
          'aria-label': label,
          'aria-multiline': 'true',
          'aria-describedby': hintId,
        },
        handleClick: (_view, _place, event) => {
          const link = event.target instanceof Element ? event.target.closest('a') : null;
          if (link === null || !(event.ctrlKey || event.metaKey)) return false;
          const address = link.getAttribute('href') ?? '';
          if (isSafeAddress(address)) window.open(address, '_blank', 'noopener,noreferrer');
          return true;
        },
      },
    },
    [extensions, label],
  );

  useEffect(() => {
    replica.awareness.setLocalStateField('user', { name, initials: initialsOf(name) });
  }, [replica, name]);

  useEffect(() => {
    onHand(handOf(editor));
    return () => {
      onHand(null);
    };
  }, [editor, onHand]);

  return (
    <div className="app-note">
      <NoteToolbar
        editor={editor}
        bar={bar}
        controls={textId}
        people={people}
        onAction={onAction}
        onDecision={onDecision}
      />
      <EditorContent editor={editor} />
      <p className="govuk-visually-hidden" id={hintId}>
        Press Alt and F10 for formatting. Press Escape to come back to the notes.
      </p>
    </div>
  );
}
