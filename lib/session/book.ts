/** One open notebook as the session holds it: its records, its invitations and the views that screens ask for. */
import { readsAllLogs } from './audit-log';
import { openGenuine } from './genuine';
import type { Inviting } from './inviting';
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import { openUsher, type Usher } from './usher';
import { changesToCheck, historyLines, historyRows } from './view-changes';
import { protocolsView, protocolView } from './view-protocols';
import { vacancyRows } from './view-vacancies';
import {
  movedDues,
  returnsView,
  secondmentRows,
  secondmentView,
  summaryView,
  type Looking,
} from './view-duties';
import { meetingsView, meetingView } from './view-meetings';
import { syncView } from './view-people';
import { actionsView } from './view-actions';
import { awayView } from './view-away';
import { dueRows, todayView } from './view-today';
import { transfersView, transferView } from './view-transfers';
import type { ActionsView, AppView, ChangeToCheck, DueRow, TodayView } from './views';
import { londonDay } from '@/lib/domain/calendar';
import { Person, type AboutMe } from '@/lib/domain/people';
import { POLICY_ID } from '@/lib/domain/policy';
import type { ViewName } from '@/lib/link/contract';

type OpenView = Extract<AppView, { stage: 'open' }>;

const MOST_VIEWS = 100;

/** The views that are made of what records say; the others are of people, devices and the session. */
export type RecordView = Extract<
  ViewName,
  | 'today'
  | 'secondments'
  | 'secondment'
  | 'movedDues'
  | 'summary'
  | 'returns'
  | 'vacancies'
  | 'protocols'
  | 'protocol'
  | 'transfers'
  | 'transfer'
  | 'meetings'
  | 'meeting'
  | 'changes'
  | 'away'
  | 'actions'
>;

export interface Book {
  readonly notebook: OpenNotebook;
  readonly shelf: Shelf;
  readonly inviting: Inviting;
  readonly looking: () => Looking;
  /** To be called whenever something has changed: lets people in where they should read and cannot yet. */
  readonly usher: Usher;
  /** The part of the app's view that this notebook knows. */
  readonly app: () => Omit<
    OpenView,
    'stage' | 'notebooks' | 'lockAfterMinutes' | 'join' | 'removed' | 'recovery' | 'overdue'
  >;
  /** What is still to be done by a day, soonest first. */
  readonly due: () => readonly DueRow[];
  /** Today in this notebook alone. */
  readonly today: () => TodayView;
  /** Open actions of this notebook alone. */
  readonly actions: () => ActionsView;
  /** A view of records by name; null for a record that is not there. */
  readonly view: (name: RecordView, id: string | null) => unknown;
}

export interface BookParts {
  readonly notebook: OpenNotebook;
  readonly shelf: Shelf;
  readonly inviting: Inviting;
  /** This device, and what its person said of themselves before the record has arrived. */
  readonly device: string;
  readonly about: () => AboutMe | null;
  readonly now: () => number;
  readonly onChange: () => void;
}

export const openBook = (parts: BookParts): Book => {
  const { notebook, shelf, inviting, device } = parts;
  let checked = 0;
  const isGenuine = openGenuine(notebook, () => {
    checked += 1;
    parts.onChange();
  });
  const looking = (): Looking => ({
    shelf,
    me: notebook.register().memberOf(device),
    today: londonDay(parts.now()),
  });

  // Much changes that no record shows (who is here, what has arrived): what records say is made once per change of theirs.
  const made = new Map<string, unknown>();
  let madeFor = '';
  const once = <Result>(name: string, make: () => Result): Result => {
    const { me, today } = looking();
    const now = `${shelf.version()} ${checked} ${me ?? ''} ${today}`;
    if (now !== madeFor || made.size > MOST_VIEWS) {
      made.clear();
      madeFor = now;
    }
    if (!made.has(name)) made.set(name, make());
    // What lies under a name was made under it.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return made.get(name) as Result;
  };
  const due = (): readonly DueRow[] => once('due', () => dueRows(looking(), isGenuine));
  const toCheck = (): readonly ChangeToCheck[] =>
    once('to check', () => changesToCheck(notebook, shelf));

  const today = (): TodayView =>
    once('today alone', () => todayView(looking(), due(), toCheck().length));

  const actions = (): ActionsView => once('actions alone', () => actionsView(looking()));

  /** As `publishProtocol` asks: whoever lets others in, where they may change the directory. */
  const mayPublish = (): boolean =>
    notebook.register().isKeeper(device) &&
    shelf.sections().some(({ name, mayWrite }) => name === 'directory' && mayWrite);

  const recordView = (name: RecordView, id: string | null): unknown => {
    switch (name) {
      case 'today':
        return today();
      case 'away':
        return awayView(looking());
      case 'actions':
        return actions();
      case 'secondments':
        return secondmentRows(looking());
      case 'secondment':
        return id === null
          ? null
          : secondmentView(looking(), id, historyRows(notebook, shelf, 'secondment', id));
      case 'movedDues': {
        const [secondment = '', duty = '', turn = ''] = (id ?? '').split('|');
        const lines = historyLines(notebook, shelf, 'secondment', secondment);
        return movedDues(looking(), lines, { secondment, duty, turn });
      }
      case 'summary': {
        const [secondment = '', part = ''] = (id ?? '').split('|');
        return summaryView(looking(), secondment, part === 'performance');
      }
      case 'returns':
        return returnsView(looking());
      case 'vacancies':
        return vacancyRows(looking());
      case 'protocols':
        return protocolsView(looking(), mayPublish());
      case 'protocol':
        return id === null ? null : protocolView(looking(), id, mayPublish());
      case 'transfers':
        return transfersView(looking(), isGenuine);
      case 'transfer':
        return id === null
          ? null
          : transferView(looking(), id, historyRows(notebook, shelf, 'transfer', id), isGenuine);
      case 'meetings':
        return meetingsView(looking());
      case 'meeting':
        return id === null ? null : meetingView(looking(), id);
      case 'changes':
        return toCheck();
    }
  };

  return {
    notebook,
    shelf,
    inviting,
    looking,
    usher: openUsher({
      place: () => ({ notebook, shelf, me: looking().me }),
      isOpen: () => notebook.isReadable() && notebook.removed() === null,
    }),
    app: () => {
      const { me, today } = looking();
      const unknown = parts.about() ?? { name: '', role: 'other' };
      return {
        me: shelf.find('person', me) ?? Person.parse({ ...unknown, id: me ?? 'me' }),
        today,
        notebook: { id: notebook.id, name: notebook.keyring().name ?? '' },
        mayInvite: notebook.register().isKeeper(device),
        sync: syncView(notebook, shelf, device),
        toCheck: toCheck().length,
        isAuditor: readsAllLogs(notebook.register(), me),
        asksReasons: shelf.find('policy', POLICY_ID)?.asksReasons ?? false,
        teams: shelf.teams(),
        people: shelf.all('person'),
      };
    },
    due,
    today,
    actions,
    view: (name, id) => once(`${name} ${id ?? ''}`, () => recordView(name, id)),
  };
};
