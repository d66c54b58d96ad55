/** Invented views of who may read what: access, sharing, removal, devices, erasing, what was set aside, the log. */
import type { SampleViews } from './sample-link';
import {
  ada,
  jo,
  priya,
  recoveryCode,
  removedLee,
  rita,
  sam,
  secondDevice,
  thisDevice,
  told,
} from './sample-notebook';
import { CalendarDay } from '@/lib/domain/calendar';
import { Person } from '@/lib/domain/people';
import type {
  AccessView,
  ApartView,
  AuditLineView,
  ErasingView,
  MyDevicesView,
  PartView,
  PersonAccessView,
  RemovalView,
  SharingView,
} from '@/lib/session/views';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

const part = (
  change: Pick<AccessView, 'section' | 'title' | 'part' | 'access'> & Partial<AccessView>,
): AccessView => ({ usual: change.access, canChange: true, step: null, ...change });

export const ritasAccess: PersonAccessView = {
  person: rita,
  isMe: false,
  parts: [
    part({
      section: 'directory',
      title: 'People and teams',
      part: 'directory',
      access: 'write',
      canChange: false,
    }),
    part({
      section: 'overview',
      title: 'Overview of all secondments',
      part: 'overview',
      access: null,
    }),
    part({ section: 'transfers', title: 'Transfers', part: 'transfers', access: 'write' }),
    part({
      section: 'secondment/s1',
      title: 'Ada Okafor, Newham',
      part: 'secondment',
      access: 'write',
    }),
    part({
      section: 'secondment/s2',
      title: 'Jay Patel, Hackney',
      part: 'secondment',
      access: 'read',
      usual: null,
    }),
    part({
      section: 'performance/s1',
      title: 'Performance of Ada Okafor',
      part: 'performance',
      access: 'write',
    }),
  ],
};

const samsAccess: PersonAccessView = {
  person: sam,
  isMe: false,
  parts: [
    part({
      section: 'directory',
      title: 'People and teams',
      part: 'directory',
      access: 'write',
      canChange: false,
    }),
    part({
      section: 'overview',
      title: 'Overview of all secondments',
      part: 'overview',
      access: 'read',
    }),
    part({ section: 'transfers', title: 'Transfers', part: 'transfers', access: null }),
    part({
      section: 'secondment/s1',
      title: 'Ada Okafor, Newham',
      part: 'secondment',
      access: 'read',
      usual: null,
      step: 'S14.2',
    }),
  ],
};

const removal: RemovalView = {
  person: rita,
  isMe: false,
  canRemove: true,
  why: null,
  devices: 1,
  holds: [
    { kind: 'secondment', id: 's1', title: 'Ada Okafor, Newham', as: 'Line manager' },
    { kind: 'transfer', id: 't1', title: 'JB-0412', as: 'Case manager' },
    { kind: 'action', id: 'a1', title: 'Book OASys refresher', as: 'Owner' },
  ],
  reads: ['People and teams', 'Transfers', 'Ada Okafor, Newham', 'Performance of Ada Okafor'],
  successors: [priya, ada, jo],
  removed: null,
};

const lee = Person.parse({ id: 'person.lee', name: 'Lee Brown', role: 'secondee' });
const removals: Readonly<Record<string, RemovalView>> = {
  'person.rita': removal,
  'person.lee': {
    ...removal,
    person: lee,
    canRemove: false,
    devices: 0,
    holds: [],
    reads: [],
    removed: removedLee,
  },
  'person.ada': { ...removal, person: ada, holds: [] },
  'person.priya': {
    ...removal,
    person: priya,
    isMe: true,
    canRemove: false,
    why: 'You are the only person who can invite and remove people. Let someone else do this first.',
  },
};

export const myDevices: MyDevicesView = {
  devices: [thisDevice, secondDevice, recoveryCode],
  invitations: [],
  recovery: { state: 'checked', on: day('2026-09-14'), asksFor: [3, 6] },
};

const report = `What a lost device held

Notebook: Newham notebook
Device of: Priya Shah
Last heard of: 18 November 2026
Report made: 21 November 2026

It held, sealed under a passphrase:
- People and teams: 5 people, 2 teams
- Transfers: 26 transfers, 41 documents listed, 12 meetings
- Ada Okafor, Newham: 9 meetings with notes, 14 actions
- Performance of Ada Okafor: 1 meeting
It did not hold 2 changes made after 18 November 2026.`;

export const transferSharing: SharingView = {
  kind: 'transfer',
  id: 'transfer.jb',
  title: 'Transfer JB-0412',
  concerns: 'Newham',
  place: { screen: 'transfer', id: 'transfer.jb' },
  readers: [
    { person: priya, isMe: true, access: 'write', canStop: false, step: null },
    { person: rita, isMe: false, access: 'write', canStop: false, step: null },
    {
      person: Person.parse({
        id: 'person.lin',
        name: 'Lin Chen',
        role: 'probation-practitioner',
      }),
      isMe: false,
      access: 'write',
      canStop: true,
      step: null,
    },
  ],
  canShare: true,
  others: [sam, ada],
};

const secondmentSharing: SharingView = {
  kind: 'secondment',
  id: 's1',
  title: 'Ada Okafor',
  concerns: 'Newham',
  place: { screen: 'secondment', id: 's1' },
  readers: [
    { person: priya, isMe: true, access: 'write', canStop: false, step: null },
    { person: ada, isMe: false, access: 'write', canStop: false, step: null },
    { person: rita, isMe: false, access: 'write', canStop: false, step: null },
  ],
  canShare: true,
  others: [sam],
};

const withoutTold = told.map(({ isTold, ...device }) => ({ ...device, hasErased: isTold }));

const toErase: ErasingView = {
  kind: 'transfer',
  id: 'transfer.jb',
  title: 'Transfer JB-0412',
  belongings: ['5 documents in the pack', '2 meetings with their notes', 'Its history'],
  canErase: true,
  why: null,
  state: 'not asked',
  by: null,
  on: null,
  devices: [],
};
const erasing: ErasingView = {
  ...toErase,
  id: 'transfer.old',
  title: 'A transfer',
  belongings: [],
  canErase: false,
  state: 'under way',
  by: 'You',
  on: day('2026-11-20'),
  devices: withoutTold,
};
const erasures: Readonly<Record<string, ErasingView>> = {
  'transfer/transfer.jb': toErase,
  'transfer/transfer.old': erasing,
  'transfer/transfer.done': {
    ...erasing,
    state: 'done',
    devices: withoutTold.map((device) => ({ ...device, hasErased: true })),
  },
  'transfer/transfer.held': {
    ...toErase,
    canErase: false,
    why: 'Transfers are on hold. Nothing in this part can be erased until the hold ends.',
  },
};

const notebookPart = (
  change: Pick<PartView, 'section' | 'title' | 'part'> & Partial<PartView>,
): PartView => ({
  readers: ['Priya Shah', 'Ada Okafor', 'Rita Mensah'],
  isHeld: false,
  canHold: true,
  erasing: [],
  ...change,
});
export const parts: readonly PartView[] = [
  notebookPart({
    section: 'directory',
    title: 'People and teams',
    part: 'directory',
    readers: ['Priya Shah', 'Ada Okafor', 'Rita Mensah', 'Sam Green'],
  }),
  notebookPart({
    section: 'overview',
    title: 'Overview of all secondments',
    part: 'overview',
    readers: ['Priya Shah', 'Sam Green'],
  }),
  notebookPart({
    section: 'transfers',
    title: 'Transfers',
    part: 'transfers',
    isHeld: true,
    erasing: [erasing],
  }),
  notebookPart({ section: 'secondment/s1', title: 'Ada Okafor, Newham', part: 'secondment' }),
];

export const apart: readonly ApartView[] = [
  {
    letter: 'l1',
    words: 'Written by a device that this notebook does not know.',
    who: null,
    part: null,
    on: day('2026-11-19'),
    shown: '',
    state: 'kept apart',
    takeBack: null,
    canLeaveOut: false,
    followed: '',
  },
  {
    letter: 'l2',
    words: 'A change that stops the notes of a meeting from opening.',
    who: 'Rita Mensah',
    part: 'Ada Okafor, Newham',
    on: day('2026-11-20'),
    shown:
      'Three-way meeting, 24 November 2026\nNotes: “Progress since July. Working with 11 young people.”',
    state: 'harmful',
    takeBack: null,
    canLeaveOut: true,
    followed: '',
  },
  {
    letter: 'l3',
    words: 'A change that stops the notes of a meeting from opening.',
    who: 'Rita Mensah',
    part: 'Ada Okafor, Newham',
    on: day('2026-11-12'),
    shown: 'Induction meeting, 12 November 2026',
    state: 'left out',
    takeBack: null,
    canLeaveOut: false,
    followed:
      'Induction meeting, 12 November 2026\nNotes: Ada has met the court team. Desk and laptop are in place.',
  },
  {
    letter: 'removed/d4',
    words: '12 changes by Alice Sample were set aside when access was removed.',
    who: 'Alice Sample',
    part: null,
    on: null,
    shown: '',
    state: 'kept apart',
    canLeaveOut: false,
    takeBack: 'd4',
    followed: '',
  },
];

const line = (
  change: Pick<AuditLineView, 'key' | 'at' | 'what' | 'subject'> & Partial<AuditLineView>,
): AuditLineView => ({ who: 'Priya Shah', details: '', ...change });
export const auditLines: readonly AuditLineView[] = [
  line({
    key: 'a1',
    at: Date.UTC(2026, 10, 21, 14, 10),
    what: 'view',
    subject: 'Transfer JB-0412',
    details: 'Cover for a colleague',
  }),
  line({
    key: 'a2',
    at: Date.UTC(2026, 10, 21, 14, 2),
    what: 'change',
    subject: 'Transfer JB-0412',
    details: 'Court order: sent',
  }),
  line({
    key: 'a3',
    at: Date.UTC(2026, 10, 20, 11, 40),
    what: 'share',
    subject: 'Transfer JB-0412',
    details: 'With Lin Chen',
  }),
];

export const roomViews: SampleViews = {
  access: (id) => (id === sam.id ? samsAccess : ritasAccess),
  removal: (id) => removals[id ?? ''] ?? null,
  myDevices: () => myDevices,
  lostDevice: (id) => ({
    device: { ...secondDevice, id: id ?? '' },
    name: 'Priya Shah',
    isMine: true,
    report,
    letIn: [{ device: 'd1c', name: 'Priya Shah', isRecovery: false, lastSeen: day('2026-11-17') }],
  }),
  sharing: (id) => (id?.startsWith('secondment') === true ? secondmentSharing : transferSharing),
  erasing: (id) => erasures[id ?? ''] ?? null,
  parts: () => parts,
  apart: () => apart,
  audit: (id) => ({
    lines:
      id === 'all'
        ? [
            line({
              key: 'b1',
              who: 'Rita Mensah',
              at: Date.UTC(2026, 10, 21, 15, 1),
              what: 'export',
              subject: 'Ada Okafor, Newham',
            }),
            ...auditLines,
          ]
        : auditLines,
    hasMore: false,
  }),
};
