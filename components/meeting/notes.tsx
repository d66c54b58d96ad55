/** The notes of a meeting: the editor, or what was written when it may only be read. */
import { Alert } from '@/components/ui/alert';
import { Presence } from './presence';
import { SavedState } from './saved-state';
import { NoteEditor, type NoteHand } from './note-editor';
import { NoteReader } from './note-reader';
import type { NoteBlockWords } from './note-schema';
import type { NamedPerson } from './note-toolbar';
import type { OpenNote } from './use-note';

export function Notes({
  note,
  isShownOnly,
  name,
  label,
  people,
  words,
  onAction,
  onDecision,
  onTooNew,
  onHand,
}: {
  readonly note: OpenNote;
  /** This person may read the meeting and not change it. */
  readonly isShownOnly: boolean;
  readonly name: string;
  readonly label: string;
  readonly people: readonly NamedPerson[];
  readonly words: NoteBlockWords;
  readonly onAction: () => void;
  readonly onDecision: () => void;
  readonly onTooNew: () => void;
  readonly onHand: (hand: NoteHand | null) => void;
}) {
  if (note.state === 'opening') return <p className="app-quiet">Opening the notes…</p>;
  if (note.state === 'refused') return <Alert kind="error" title={note.why} />;
  return note.state === 'read only' ? (
    <>
      <Alert kind="warning" title="You can read this note but not change it.">
        <p>
          {isShownOnly
            ? 'This meeting was opened to you to read. Open it again to see what was written since.'
            : 'It was written with a newer version of the notebook. Update your browser extension to edit.'}
        </p>
      </Alert>
      <NoteReader parts={note.parts} label={label} words={words} />
    </>
  ) : (
    <>
      <Presence replica={note.replica} />
      <NoteEditor
        replica={note.replica}
        name={name}
        label={label}
        people={people}
        words={words}
        onAction={onAction}
        onDecision={onDecision}
        onTooNew={onTooNew}
        onHand={onHand}
      />
      <SavedState replica={note.replica} />
    </>
  );
}
