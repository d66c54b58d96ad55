/** Invented transfers for the preview: one in the middle of its pack, one accepted, and the list. */
import { CalendarDay } from '@/lib/domain/calendar';
import { Person } from '@/lib/domain/people';
import { Team } from '@/lib/domain/team';
import { Acceptance, PackItem, Transfer } from '@/lib/domain/transfer';
import { stepsOf } from '@/lib/domain/transfer-steps';
import type { TransferRow, TransferView, TransfersView } from '@/lib/session/views';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

const newham = Team.parse({
  id: 'team.newham',
  name: 'Newham',
  label: 'YOT',
  authorities: ['Newham'],
});
const ada = Person.parse({ id: 'person.ada', name: 'Ada Okafor', role: 'secondee' });

const record = Transfer.parse({
  id: 'transfer.jb',
  reference: 'JB-0412',
  dateOfBirth: '2009-02-14',
  crn: 'X123456',
  youthReference: 'NWM-2231',
  team: newham.id,
  caseManager: 'Tom Adeyemi',
  secondee: ada.id,
  receivingPdu: 'Newham PDU',
  receivingPractitioner: 'L Chen',
  orderType: 'Youth rehabilitation order',
  orderEndsOn: '2027-09-30',
  decision: 'transfer',
  decisionReason: 'The order runs seven months past 18 and supervision remains.',
  decidedByYouth: 'Tom Adeyemi',
  decidedByProbation: 'Ada Okafor',
  decidedOn: '2026-10-02',
  identifiedOn: '2026-08-14',
  toldOn: '2026-10-05',
  toldBy: 'Tom Adeyemi, in person',
  ownWords: 'I want to know who I will see and if I still go to the same place on Tuesdays.',
});

const items: readonly PackItem[] = (
  [
    [
      'assessment',
      'Current assessment',
      'received',
      '2026-11-12',
      'Tom Adeyemi',
      '3 November 2026',
    ],
    ['risk', 'Risk assessment and management plan', 'sent', '2026-11-12', 'Tom Adeyemi', ''],
    ['sentence-plan', 'Sentence plan', 'not started', null, '', ''],
    ['court-order', 'Court order', 'not started', null, '', ''],
    ['transition-plan', 'Transition plan', 'not started', null, '', ''],
    ['carers', 'Letter to parents or carers', 'not applicable', '2026-11-12', 'Tom Adeyemi', ''],
  ] as const
).map(([item, title, state, changedOn, by, version]) =>
  PackItem.parse({
    id: `transfer.jb.${item}`,
    transfer: record.id,
    title,
    state,
    changedOn,
    by,
    version,
    reason: state === 'not applicable' ? 'Lives independently.' : '',
  }),
);

export const sampleTransfer: TransferView = {
  record,
  team: newham,
  secondee: ada,
  turns18On: day('2027-02-14'),
  prepareFrom: day('2026-08-14'),
  steps: stepsOf(record, items, null),
  pack: items,
  acceptance: null,
  meetings: [
    {
      id: 'meeting.planning',
      title: 'Transfer planning meeting',
      concerns: 'JB-0412, Newham',
      startsAt: '2026-10-02T11:00',
      state: 'held',
      isPast: true,
    },
  ],
  history: [
    {
      at: Date.UTC(2026, 10, 12, 15, 2),
      by: 'Ada Okafor',
      what: 'Current assessment',
      from: 'Sent',
      to: 'Received',
    },
    {
      at: Date.UTC(2026, 9, 2, 12, 5),
      by: 'Tom Adeyemi',
      what: 'Decision',
      from: 'Not decided yet',
      to: 'Transfer to Probation',
    },
  ],
};

const acceptedRecord = Transfer.parse({
  ...record,
  id: 'transfer.mk',
  reference: 'MK-0198',
  dateOfBirth: '2008-12-01',
  introducedOn: '2026-10-20',
  handoverOn: '2026-11-10',
  responsibleFrom: '2026-12-01',
  copiedToNdeliusOn: '2026-11-19',
});

const acceptedItems = items.map((item) => ({
  ...item,
  state: 'received' as const,
  changedOn: day('2026-11-12'),
  reason: '',
}));
const acceptance = Acceptance.parse({
  id: 'transfer.mk.acceptance.0a1b2c3d',
  transfer: 'transfer.mk',
  statement: 'I accept responsibility from 1 December 2026.',
  responsibleFrom: '2026-12-01',
  name: 'Lin Chen',
  role: 'Community probation practitioner',
  grade: 'Senior Probation Officer',
  qualifications: 'DipPS',
  organisation: 'London Probation',
  signedOn: '2026-11-18',
  device: 'ab'.repeat(32),
  signature: 'cd'.repeat(64),
});

export const sampleAcceptedTransfer: TransferView = {
  ...sampleTransfer,
  record: acceptedRecord,
  turns18On: day('2026-12-01'),
  prepareFrom: day('2026-06-01'),
  steps: stepsOf(acceptedRecord, acceptedItems, acceptance),
  pack: acceptedItems,
  acceptance: { ...acceptance, isGenuine: true },
};

const row = (
  id: string,
  reference: string,
  team: string,
  stepTitle: string,
  turns18On: string,
  packSent: number,
  next: TransferRow['next'],
): TransferRow => ({
  id,
  reference,
  team,
  step: stepTitle,
  turns18On: day(turns18On),
  next,
  packSent,
  packAll: 5,
});

export const sampleTransfers: TransfersView = {
  rows: [
    row('transfer.mk', 'MK-0198', 'Newham', 'Review', '2026-12-01', 5, null),
    row('transfer.jb', 'JB-0412', 'Newham', 'Pack', '2027-02-14', 2, {
      key: 'transfer.jb.pack',
      title: 'JB-0412: send documents',
      place: { screen: 'transfer', id: 'transfer.jb' },
      concerns: 'JB-0412, Newham',
      dueOn: day('2026-11-27'),
      status: { word: 'Due soon', days: 6, on: null },
      waitingFor: 'T Adeyemi',
    }),
    row('transfer.rs', 'RS-0377', 'Hackney', 'Decided', '2027-05-30', 0, {
      key: 'transfer.rs.prepare',
      title: 'RS-0377: start preparing',
      place: { screen: 'transfer', id: 'transfer.rs' },
      concerns: 'RS-0377, Hackney',
      dueOn: day('2026-11-16'),
      status: { word: 'Overdue', days: 5, on: null },
      waitingFor: 'you',
    }),
  ],
  steps: [
    { step: 'Identified', count: 9 },
    { step: 'Decided', count: 5 },
    { step: 'Pack', count: 7 },
    { step: 'Introduction and handover meeting', count: 3 },
    { step: 'Accepted', count: 2 },
    { step: 'Review', count: 0 },
  ],
  monthsTo18: [
    { label: 'Already 18', count: 1 },
    { label: 'Less than 1 month', count: 4 },
    { label: '1 to 2 months', count: 9 },
    { label: '3 to 5 months', count: 6 },
    { label: '6 to 11 months', count: 6 },
    { label: '1 year or more', count: 0 },
  ],
};
