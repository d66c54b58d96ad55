/** What a reference in the notes shows: the words of the action or the decision that it points to, as they are now. */
import { shortDay } from '@/lib/domain/calendar';
import type { Action, Decision } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';
import type { NoteBlockWords } from './note-schema';

export interface NoteReferences extends NoteBlockWords {
  readonly set: (actions: readonly Action[], decisions: readonly Decision[]) => void;
}

/** The id in the data of a reference, or null when there is none. */
const idFrom = (data: string): string | null => {
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === 'object' && parsed !== null && 'id' in parsed
      ? (RecordId.safeParse(parsed.id).data ?? null)
      : null;
  } catch {
    return null;
  }
};

const actionWords = ({ text, ownerName, dueOn, doneOn }: Action): string => {
  const who = [ownerName, dueOn === null ? '' : `by ${shortDay(dueOn)}`]
    .filter((part) => part !== '')
    .join(', ');
  return `${doneOn === null ? 'Action' : 'Action, done'}: ${text}${who === '' ? '' : ` (${who})`}`;
};

/** Losing a reference never loses the record: the record stands apart from the text. */
export const noteReferences = (): NoteReferences => {
  let actionsNow: readonly Action[] = [];
  let decisionsNow: readonly Decision[] = [];
  const watchers = new Set<() => void>();
  return {
    set: (actions, decisions) => {
      actionsNow = actions;
      decisionsNow = decisions;
      for (const told of watchers) told();
    },
    wordsOf: (kind, data) => {
      const id = idFrom(data);
      if (kind === 'action') {
        const action = actionsNow.find((each) => each.id === id);
        return action === undefined ? 'Action: removed, or not here yet' : actionWords(action);
      }
      if (kind === 'decision') {
        const decision = decisionsNow.find((each) => each.id === id);
        return decision === undefined
          ? 'Decision: removed, or not here yet'
          : `Decision: ${decision.text}`;
      }
      return 'Something added with a newer version of the notebook';
    },
    watch: (told) => {
      watchers.add(told);
      return () => {
        watchers.delete(told);
      };
    },
  };
};
