/** Binds an editor to a note only while the editor's form takes all of it. */
import { Collaboration } from '@tiptap/extension-collaboration';
import { Plugin } from '@tiptap/pm/state';
import type { Extension } from '@tiptap/core';
import type { Schema } from '@tiptap/pm/model';
import type { NoteReplica } from '@/lib/link/link';
import { isKnownTo, notePartsIn } from './note-json';
import { NOTE_FRAGMENT } from './note-schema';

type NoteDoc = NoteReplica['doc'];

const isKnown = (doc: NoteDoc, schema: Schema): boolean =>
  isKnownTo(schema, notePartsIn(doc.getXmlFragment(NOTE_FRAGMENT)));

/**
 * Calls `stop` when a change from elsewhere brings a part that `schema` does not know, before anything that
 * is bound to the note hears of that change: `stop` has to unbind at once. Returns the way to end the watch.
 */
const guardNote = (doc: NoteDoc, schema: Schema, stop: () => void): (() => void) => {
  const check = (transaction: { readonly local: boolean }): void => {
    if (!transaction.local && !isKnown(doc, schema)) stop();
  };
  doc.on('beforeObserverCalls', check);
  return () => {
    doc.off('beforeObserverCalls', check);
  };
};

/**
 * The binding between a note and an editor. The record's `minSchema` already keeps an older editor away,
 * but it travels apart from the text and may arrive later, and a bound editor deletes what it does not know.
 * So the text itself is looked at in the moment of binding and again at each change from elsewhere; when it
 * does not fit, nothing is bound, the editor is destroyed and `onTooNew` is called.
 */
export const noteBinding = (doc: NoteDoc, onTooNew: () => void): Extension =>
  Collaboration.extend({
    addProseMirrorPlugins() {
      const { editor } = this;
      const { schema } = editor;
      const guard = new Plugin({
        view: () => ({
          destroy: guardNote(doc, schema, () => {
            if (editor.isDestroyed) return;
            editor.destroy();
            onTooNew();
          }),
        }),
      });
      if (isKnown(doc, schema)) return [guard, ...(this.parent?.() ?? [])];
      queueMicrotask(() => {
        if (!editor.isDestroyed) editor.destroy();
        onTooNew();
      });
      return [];
    },
  }).configure({ fragment: doc.getXmlFragment(NOTE_FRAGMENT) });
