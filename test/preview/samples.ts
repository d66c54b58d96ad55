/** The cases that the preview can show, by name; `usual` is an open notebook on an ordinary day. */
import { myDevices } from './sample-access';
import type { Sample, SampleViews } from './sample-link';
import { fillNote } from './sample-meeting';
import { sampleNewSecondment, sampleSecondment, sampleSecondments } from './sample-secondment';
import { todayOfTwo } from './sample-today';
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
const WAYS: Readonly<Record<string, string>> = { code: 'join', recover: 'recover' };
const door = (step: string): Sample =>
  outside(
    { stage: 'no notebook', hasDevice: false, join: null, recovering: null },
    { 'door.place': JSON.stringify({ way: WAYS[step] ?? 'start', step }) },
  );
const joining = (join: ReturnType<typeof joinStep>): Sample =>
  outside({ stage: 'no notebook', hasDevice: true, join, recovering: null });
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
        people: peopleView.people
          .slice(0, 1)
          .map((each) => ({ ...each, devices: each.devices.slice(0, 1) })),
        copies: 1,
        news: [],
        removed: [],
        twoCopies: [],
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
  'two notebooks': open(
    {
      notebooks: [
        { id: 'n1', name: 'Newham notebook' },
        { id: 'n2', name: 'Hackney notebook' },
      ],
    },
    { today: () => todayOfTwo },
  ),
  secondee: open({ mayInvite: false }),
  guest: {
    ...open(
      { mayInvite: false, overdue: 0, toCheck: 0 },
      {
        meeting: (id) => {
          const view = usual.meeting?.(id) ?? null;
          return view === null ? null : { ...view, isReadOnly: true };
        },
        today: () => ({
          ...quietToday,
          next: null,
          isEmpty: true,
          mayAdd: { secondment: false, transfer: false, meeting: false },
        }),
        changes: () => [],
        secondments: () => [],
        transfers: () => ({ rows: [], steps: [], monthsTo18: [] }),
      },
    ),
    note: fillNote,
    isNoteShownOnly: true,
  },
  'two-copies': open(
    {},
    {
      people: () => ({
        ...peopleView,
        news: [
          {
            key: 'n0',
            kind: 'two changes',
            who: 'Sam Green',
            by: null,
            at: Date.UTC(2026, 10, 20, 16, 30),
          },
          ...peopleView.news,
        ],
        twoCopies: [
          {
            device: 'd6',
            name: 'Sam Green',
            number: 2,
            isThis: false,
            isMine: false,
            since: openApp.today,
            canRemove: true,
          },
        ],
      }),
    },
  ),
  'no-code': open(
    { recovery: 'none' },
    { myDevices: () => ({ ...myDevices, recovery: { state: 'none', on: null, asksFor: [] } }) },
  ),
  'code-unchecked': open(
    { recovery: 'not checked' },
    {
      myDevices: () => ({
        ...myDevices,
        recovery: { state: 'not checked', on: openApp.today, asksFor: [3, 6] },
      }),
    },
  ),
  'code-made': {
    ...open({ recovery: 'none' }),
    answers: {
      makeRecoveryCode: {
        state: 'done',
        id: null,
        value: 'QD7W2-9KXM4-T1BRA-6HNC8-VZ3E5-PJ0GY',
      },
    },
  },
  removed: open({
    removed: { by: 'Rita Mensah', on: openApp.today },
    mayInvite: false,
    overdue: 0,
  }),
  auditor: open({ isAuditor: true }),
  reasons: open({ asksReasons: true }),
  'own-device': open(
    {},
    {
      people: () => ({
        ...peopleView,
        invitations: peopleView.invitations.map((each) => ({
          ...each,
          id: 'i2',
          personId: openApp.me.id,
          name: openApp.me.name,
          isOwnDevice: true,
        })),
      }),
    },
  ),
  locked: outside({
    stage: 'locked',
    lockAfterMinutes: 15,
    waitUntil: null,
    recovering: null,
  }),
  'locked-wait': outside({
    stage: 'locked',
    lockAfterMinutes: 15,
    waitUntil: Date.now() + 58_000,
    recovering: null,
  }),
  recovering: outside({
    stage: 'no notebook',
    hasDevice: false,
    join: null,
    recovering: { state: 'looking for others', why: null },
  }),
  'recover-refused': outside({
    stage: 'no notebook',
    hasDevice: false,
    join: null,
    recovering: {
      state: 'refused',
      why: 'This code was used or replaced. Ask someone in the notebook to invite you again.',
    },
  }),
  broken: outside({
    stage: 'broken',
    why: 'The notebook was written by a newer version. Update your browser extension.',
  }),
  start: outside({ stage: 'no notebook', hasDevice: false, join: null, recovering: null }),
  about: door('about'),
  name: door('name'),
  protect: door('protect'),
  code: door('code'),
  recover: door('recover'),
  looking: joining(joinStep('looking for them')),
  words: joining(joinStep('compare words')),
  waiting: joining(joinStep('waiting for them')),
  receiving: joining(joinStep('receiving')),
  refused: joining(joinStep('refused', 'That code has been used. Ask Priya Shah for a new one.')),
  'invite-words': invitation({ state: 'compare words', words: ['harbour', 'violet', 'ladder'] }),
  'invite-joined': invitation({ state: 'joined' }),
  'invite-ran-out': invitation({ state: 'ran out' }),
};
