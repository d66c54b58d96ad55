/** What is seen of all open notebooks at once: Today, and the number of things that wait for the person. */
import type { Book } from './book';
import { isMine } from './view-duties';
import { soonestActions } from './view-actions';
import type { ActionRow, ActionsView, DueRow, TodayView } from './views';
import { compareDays } from '@/lib/domain/calendar';

/** The part of an open notebook that is looked at here. */
export interface BookOfMany {
  readonly notebook: {
    readonly id: string;
    readonly keyring: () => { readonly name: string | null };
    readonly removed: () => unknown;
  };
  readonly due: Book['due'];
  readonly today: Book['today'];
  readonly actions: Book['actions'];
}

/** A notebook from which this device was removed asks nothing of anyone any more. */
const standing = <Of extends BookOfMany>(books: readonly Of[]): readonly Of[] =>
  books.filter(({ notebook }) => notebook.removed() === null);

/** Everything that waits for the person at this device, in all notebooks. */
export const mineIn = (books: readonly BookOfMany[]): readonly DueRow[] =>
  standing(books).flatMap(({ due }) => due().filter(isMine));

export const isNow = ({ status }: DueRow): boolean =>
  status.word === 'Overdue' || status.word === 'Due today';

/** How many of them are overdue or due today. */
export const mineNow = (books: readonly BookOfMany[]): number => mineIn(books).filter(isNow).length;

/** A row that says its notebook, and leads there first where another one is shown. */
const named =
  ({ notebook }: BookOfMany, isShown: boolean) =>
  <Row extends DueRow | ActionRow>(row: Row): Row => ({
    ...row,
    // A copy of a notebook has records of the same names.
    key: `${notebook.id} ${row.key}`,
    notebook: notebook.keyring().name ?? '',
    place: isShown ? row.place : { ...row.place, notebook: notebook.id },
  });

const soonestFirst = (rows: readonly DueRow[]): readonly DueRow[] =>
  rows.toSorted((a, b) => compareDays(a.dueOn, b.dueOn));

/** The notebooks that this person is in, without the one that is shown. */
const othersThan = (books: readonly BookOfMany[], shown: BookOfMany): readonly BookOfMany[] =>
  standing(books).filter(({ notebook }) => notebook.id !== shown.notebook.id);

export const actionsOfAll = (books: readonly BookOfMany[], shown: BookOfMany): ActionsView => {
  const own = shown.actions();
  const others = othersThan(books, shown);
  if (others.length === 0) return own;
  const all = [
    { actions: own, name: named(shown, true) },
    ...others.map((one) => ({ actions: one.actions(), name: named(one, false) })),
  ];
  const rowsOf = (part: keyof ActionsView): readonly ActionRow[] =>
    soonestActions(all.flatMap(({ actions, name }) => actions[part].map((row) => name(row))));
  return { mine: rowsOf('mine'), others: rowsOf('others') };
};

/** Today in all notebooks; what can be added or is to be checked is that of the one which is shown. */
export const todayOfAll = (books: readonly BookOfMany[], shown: BookOfMany): TodayView => {
  const own = shown.today();
  const others = othersThan(books, shown);
  if (others.length === 0) return own;
  const all = [
    { today: own, name: named(shown, true) },
    ...others.map((one) => ({ today: one.today(), name: named(one, false) })),
  ];
  const rowsOf = (part: 'overdue' | 'week' | 'waiting'): readonly DueRow[] =>
    soonestFirst(all.flatMap(({ today, name }) => today[part].map((row) => name(row))));
  const [next] = soonestFirst(
    all.flatMap(({ today, name }) => (today.next === null ? [] : [name(today.next)])),
  );
  const away = all.flatMap(({ today }) => today.away);
  return {
    ...own,
    overdue: rowsOf('overdue'),
    week: rowsOf('week'),
    waiting: rowsOf('waiting'),
    next: next ?? null,
    // One person may be away in several notebooks.
    away: away.filter(({ words }, at) => away.findIndex((one) => one.words === words) === at),
    isEmpty: all.every(({ today }) => today.isEmpty),
  };
};
