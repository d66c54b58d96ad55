/** The cases that the preview can show, by name; `usual` is an open notebook on an ordinary day. */
import type { Sample, SampleViews } from './sample-link';
import { sampleNewSecondment, sampleSecondment, sampleSecondments } from './sample-secondment';
import { sampleAcceptedTransfer, sampleTransfer, sampleTransfers } from './sample-transfer';
import {
  alone,
  changeToCheck,
  joinStep,
  offline,
  openApp,
  peopleView,
  quietToday,
  todayView,
  type OpenApp,
} from './sample-notebook';
import type { AppView, InvitationView, PeopleView } from '@/lib/session/views';

/** Other rooms add their own: each `sample-<room>.ts` that exports `roomViews` is taken in. */
const rooms = import.meta.glob<{ readonly roomViews?: SampleViews }>('./sample-*.ts', {
  eager: true,
});
const roomViews: SampleViews = Object.assign(
  {},
  ...Object.values(rooms).map((room) => room.roomViews ?? {}),
);

const usual: SampleViews = {
  app: () => openApp,
  today: () => todayView,
  people: () => peopleView,
  changes: () => [changeToCheck],
  secondments: () => sampleSecondments,
  secondment: (id) =>
    id === sampleNewSecondment.record.id ? sampleNewSecondment : sampleSecondment,
  transfers: () => sampleTransfers,
  transfer: (id) =>
    id === sampleAcceptedTransfer.record.id ? sampleAcceptedTransfer : sampleTransfer,
  ...roomViews,
};

const outside = (app: AppView, drafts: Readonly<Record<string, string>> = {}): Sample => ({
  views: { ...usual, app: () => app },
  drafts,
});
const open = (change: Partial<OpenApp>, views: SampleViews = {}): Sample => ({
  views: { ...usual, app: () => ({ ...openApp, ...change }), ...views },
});
const door = (step: string): Sample =>
  outside(
    { stage: 'no notebook', hasDevice: false, join: null },
    { 'door.place': JSON.stringify({ way: step === 'code' ? 'join' : 'start', step }) },
  );
const joining = (join: ReturnType<typeof joinStep>): Sample =>
  outside({ stage: 'no notebook', hasDevice: true, join });
const invitation = (change: Partial<InvitationView>): Sample => {
  const people: PeopleView = {
    ...peopleView,
    invitations: peopleView.invitations.map((each) => ({ ...each, ...change })),
  };
  return open({}, { people: () => people });
};

export const SAMPLES: Readonly<Record<string, Sample>> = {
  usual: { views: usual },
  offline: open({ sync: offline }, { people: () => ({ ...peopleView, sync: offline }) }),
  alone: open(
    { sync: alone, overdue: 0, toCheck: 0, people: [openApp.me] },
    {
      today: () => ({ ...quietToday, next: null, isEmpty: true }),
      people: () => ({
        people: peopleView.people.slice(0, 1),
        copies: 1,
        invitations: [],
        setAside: [],
        meetingPoints: [],
        sync: alone,
      }),
      changes: () => [],
      secondments: () => [],
      transfers: () => ({ rows: [], steps: [], monthsTo18: [] }),
      meetings: () => ({ coming: [], past: [] }),
    },
  ),
  full: open({ sync: { ...openApp.sync, storage: 'full', savedAt: null } }),
  quiet: open({ overdue: 0, toCheck: 0 }, { today: () => quietToday, changes: () => [] }),
  several: open({
    notebooks: [
      { id: 'n1', name: 'Newham notebook' },
      { id: 'n2', name: 'Hackney notebook' },
    ],
  }),
  secondee: open({ mayInvite: false }),
  locked: outside({ stage: 'locked', lockAfterMinutes: 15 }),
  broken: outside({
    stage: 'broken',
    why: 'The notebook was written by a newer version. Update your browser extension.',
  }),
  start: outside({ stage: 'no notebook', hasDevice: false, join: null }),
  about: door('about'),
  name: door('name'),
  protect: door('protect'),
  code: door('code'),
  looking: joining(joinStep('looking for them')),
  words: joining(joinStep('compare words')),
  waiting: joining(joinStep('waiting for them')),
  receiving: joining(joinStep('receiving')),
  refused: joining(joinStep('refused', 'That code has been used. Ask Priya Shah for a new one.')),
  'invite-words': invitation({ state: 'compare words', words: ['harbour', 'violet', 'ladder'] }),
  'invite-joined': invitation({ state: 'joined' }),
  'invite-ran-out': invitation({ state: 'ran out' }),
};
