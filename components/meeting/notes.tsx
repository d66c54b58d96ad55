/** The notes of a meeting: the editor, or what was written when it may only be read. */
import { useMemo } from 'react';
import { Alert } from '@/components/ui/alert';
import { useView } from '@/components/use-link';
import { Presence } from './presence';
import { SavedState } from './saved-state';
import { NoteEditor, type NoteHand } from './note-editor';
import { notePartsFrom } from './note-json';
import { NoteReader } from './note-reader';
import type { NoteBlockWords } from './note-schema';
import type { NamedPerson } from './note-toolbar';
import type { OpenNote } from './use-note';

const OPENING = <p className="app-quiet">Opening the notes…</p>;

/** Follows what others write, as it arrives. */
function LiveNote({
  meeting,
  label,
  words,
}: {
  readonly meeting: string;
  readonly label: string;
  readonly words: NoteBlockWords;
}) {
  const view = useView('note', meeting);
  const parts = useMemo(() => notePartsFrom(view?.json), [view]);
  return view === undefined ? OPENING : <NoteReader parts={parts} label={label} words={words} />;
}

export function Notes({
  meeting,
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
  readonly meeting: string;
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
  if (note.state === 'opening') return OPENING;
  if (note.state === 'refused') return <Alert kind="error" title={note.why} />;
  return note.state === 'read only' ? (
    <>
      <Alert kind="warning" title="You can read this note but not change it.">
        <p>
          {isShownOnly
            ? 'This meeting was opened to you to read. What others write shows here as it arrives.'
            : 'It was written with a newer version of the notebook. Update your browser extension to edit.'}
        </p>
      </Alert>
      <LiveNote meeting={meeting} label={label} words={words} />
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
