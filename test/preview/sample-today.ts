/** Who is away, the daily reminder, and Today of two notebooks, for the preview. */
import type { SampleViews } from './sample-link';
import { openApp, todayView } from './sample-notebook';
import { Away } from '@/lib/domain/away';
import { CalendarDay } from '@/lib/domain/calendar';
import type { ActionRow, AwayRow, TodayView } from '@/lib/session/views';

const [, ada, rita] = openApp.people;

const adaAway: AwayRow = {
  id: 'away.ada',
  record: Away.parse({
    id: 'away.ada',
    person: ada?.id ?? 'ada',
    from: '2026-11-16',
    to: '2026-11-27',
    coveredBy: rita?.id ?? 'rita',
  }),
  isMe: false,
  isNow: true,
  words: 'Ada Okafor is away until 27 November 2026. Rita Mensah covers.',
};

/** Rows of two notebooks, and somebody who is away. */
export const todayOfTwo: TodayView = {
  ...todayView,
  away: [adaAway],
  overdue: todayView.overdue.map((row) => ({
    ...row,
    notebook: 'Hackney notebook',
    place: { ...row.place, notebook: 'n2' },
  })),
  waiting: todayView.waiting.map((row) => ({
    ...row,
    notebook: 'Newham notebook',
    away: 'Rita Mensah is away until 27 November 2026. Sam Lee covers',
  })),
};

const send: ActionRow = {
  key: 'action.send',
  title: 'Send the training plan to Rita',
  place: { screen: 'meeting', id: 'm1' },
  concerns: 'Quarterly three-way meeting, A Okafor, Newham',
  dueOn: CalendarDay.parse('2026-11-24'),
  status: { word: 'Due soon', days: 3, on: null },
  waitingFor: 'you',
};
const ask: ActionRow = {
  ...send,
  key: 'action.ask',
  title: 'Ask for a second key',
  dueOn: null,
  status: null,
  waitingFor: 'R Mensah',
  notebook: 'Hackney notebook',
  place: { screen: 'meeting', id: 'm2', notebook: 'n2' },
};

export const roomViews: SampleViews = {
  actions: () => ({ mine: [send], others: [ask] }),
  away: () => ({ rows: [adaAway], mayChange: true }),
  reminder: () => ({ at: null }),
};
