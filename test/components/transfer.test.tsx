// @vitest-environment happy-dom
/** The transfer screens as a person meets them: by role and label. */
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { AddTransfer } from '@/components/transfer/add-transfer';
import { TransferPage } from '@/components/transfer/transfer';
import { Transfers } from '@/components/transfer/transfers';
import { Person } from '@/lib/domain/people';
import { Transfer } from '@/lib/domain/transfer';
import { openAt } from './places';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { openApp } from '../preview/sample-notebook';
import {
  sampleAcceptedTransfer,
  sampleTransfer,
  sampleTransfers,
} from '../preview/sample-transfer';
import type { Place, TransferView } from '@/lib/session/views';

afterEach(cleanup);

const SCREENS = {
  transfers: Transfers,
  transfer: TransferPage,
  'add-transfer': AddTransfer,
} as const;

function open(
  first: Place,
  change: Partial<Sample> = {},
): { readonly link: SampleLink; readonly places: readonly Place[] } {
  const link = sampleLink({
    views: {
      app: () => openApp,
      transfers: () => sampleTransfers,
      transfer: () => sampleTransfer,
    },
    ...change,
  });
  return { link, places: openAt(SCREENS, link, first) };
}

const record = (view: TransferView, app = openApp): Partial<Sample> => ({
  views: { app: () => app, transfer: () => view },
});
const part = (name: string): Place => ({ screen: 'transfer', id: `transfer.jb|${name}` });
const type = (label: string | RegExp, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const press = (name: string | RegExp): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};
const typeDate = (group: string, day: string, month: string, year: string): void => {
  const boxes = within(screen.getByRole('group', { name: group }));
  fireEvent.change(boxes.getByLabelText('Day'), { target: { value: day } });
  fireEvent.change(boxes.getByLabelText('Month'), { target: { value: month } });
  fireEvent.change(boxes.getByLabelText('Year'), { target: { value: year } });
};
const undecided: TransferView = {
  ...sampleTransfer,
  record: Transfer.parse({
    ...sampleTransfer.record,
    decision: 'not decided',
    decidedOn: null,
    ownWords: '',
    toldOn: null,
  }),
};

test('the list says how many, how soon, and who comes first', () => {
  open({ screen: 'transfers', id: null });
  expect(screen.getByRole('heading', { name: '26 open, by step' })).toBeTruthy();
  expect(screen.getByText('4 turn 18 in less than 1 month. 1 is already 18.')).toBeTruthy();
  expect(screen.getAllByRole('heading', { level: 3 }).map((row) => row.textContent)).toEqual([
    'MK-0198',
    'JB-0412Due soon',
    'RS-0377Overdue',
  ]);
  expect(screen.getByText('Turns 18 on 14 February 2027, in 12 weeks')).toBeTruthy();
});

test('an empty list says so', () => {
  open(
    { screen: 'transfers', id: null },
    {
      views: { app: () => openApp, transfers: () => ({ rows: [], steps: [], monthsTo18: [] }) },
    },
  );
  expect(screen.getByText('No transfers')).toBeTruthy();
});

test('a transfer is added, with the dates that follow from the date of birth', async () => {
  const { link, places } = open(
    { screen: 'add-transfer', id: null },
    { answers: { addTransfer: { state: 'done', id: 'transfer.new', value: null } } },
  );
  await screen.findByLabelText('Reference or initials');
  type('Reference or initials', 'AM-0001');
  typeDate('Date of birth', '14', '2', '2009');
  expect(screen.getByText('Turns 18 on 14 February 2027.')).toBeTruthy();
  type('YOT', 'team.newham');
  type('CRN (optional)', 'x123456');
  press('Add this transfer');
  await screen.findByRole('heading', { level: 1, name: 'JB-0412' });
  expect(link.given).toEqual([
    {
      name: 'addTransfer',
      order: {
        reference: 'AM-0001',
        dateOfBirth: '2009-02-14',
        team: 'team.newham',
        crn: 'X123456',
        caseManager: '',
        secondee: null,
      },
    },
  ]);
  expect(places.at(-1)).toEqual({ screen: 'transfer', id: 'transfer.new' });
});

test('a transfer that the engine refuses keeps what was typed', async () => {
  open(
    { screen: 'add-transfer', id: null },
    {
      drafts: {
        'add-transfer': JSON.stringify({
          reference: 'AM-0001',
          dateOfBirth: '14/2/2009',
          team: 'team.newham',
          crn: 'X123456',
        }),
      },
      answers: {
        addTransfer: {
          state: 'refused',
          why: 'X123456 is already in a transfer started by J Patel',
          field: 'crn',
        },
      },
    },
  );
  await screen.findByLabelText('Reference or initials');
  press('Add this transfer');
  const found = await screen.findAllByText('X123456 is already in a transfer started by J Patel');
  expect(found.length).toBeGreaterThan(1);
  expect(screen.getByLabelText('CRN (optional)')).toHaveProperty('value', 'X123456');
});

test('a record says how long until 18, its steps, its pack and the young person’s words', () => {
  open({ screen: 'transfer', id: 'transfer.jb' });
  expect(screen.getByText('14 February 2027, in 12 weeks')).toBeTruthy();
  const steps = within(screen.getAllByRole('list')[0] ?? document.body).getAllByRole('listitem');
  expect(steps).toHaveLength(6);
  expect(steps[2]?.getAttribute('aria-current')).toBe('step');
  expect(steps[2]?.textContent).toContain('2 of 5 sent, 1 received');
  expect(screen.getByText(/I want to know who I will see/u)).toBeTruthy();
  expect(screen.getByText('Not copied into NDelius yet.')).toBeTruthy();
});

test('what is not recorded says so', () => {
  open({ screen: 'transfer', id: 'transfer.jb' }, record(undecided));
  expect(screen.getByText('Not decided yet')).toBeTruthy();
  expect(screen.getByText('Add what the young person said.')).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Accept responsibility' })).toBeNull();
});

test('a decision needs a reason, both sides and a day', async () => {
  const { link } = open(part('decision'), record(undecided));
  fireEvent.click(await screen.findByLabelText('Keep with the youth service'));
  type('Reason', '');
  type('Who decided for the youth service', '');
  type('Who decided for Probation', '');
  press('Save');
  const summary = within(await screen.findByRole('alert'));
  expect(summary.getAllByRole('link').map((each) => each.textContent)).toEqual([
    'Enter the reason',
    'Enter who decided for the youth service',
    'Enter who decided for Probation',
    'Enter the date of the decision',
  ]);
  type('Reason', 'Ends soon');
  type('Who decided for the youth service', 'Tom Adeyemi');
  type('Who decided for Probation', 'Ada Okafor');
  typeDate('Date of the decision', '20', '11', '2026');
  press('Save');
  await screen.findByRole('heading', { level: 1, name: 'JB-0412' });
  expect(link.given[0]?.order).toEqual({
    kind: 'transfer',
    id: 'transfer.jb',
    fields: { decision: 'keep', decisionReason: 'Ends soon', decidedOn: '2026-11-20' },
  });
});

test('a document is marked as received with its day and by whom', async () => {
  const { link } = open(part('item|transfer.jb.court-order'));
  fireEvent.click(await screen.findByLabelText('Received'));
  press('Save');
  const summary = within(await screen.findByRole('alert'));
  expect(summary.getByText('Enter the date it was received')).toBeTruthy();
  expect(summary.getByText('Enter who received it')).toBeTruthy();
  typeDate('When was it received?', '21', '11', '2026');
  type('Who received it', 'L Chen');
  press('Save');
  await screen.findByRole('heading', { level: 1, name: 'JB-0412' });
  expect(link.given[0]?.order).toEqual({
    kind: 'packItem',
    id: 'transfer.jb.court-order',
    fields: {
      transfer: 'transfer.jb',
      title: 'Court order',
      state: 'received',
      changedOn: '2026-11-21',
      by: 'L Chen',
      version: '',
      reason: '',
    },
  });
});

test('the pack takes a document only once', async () => {
  open(part('add-item'));
  await screen.findByLabelText('Name of the document');
  type('Name of the document', 'court order');
  press('Save');
  const summary = within(await screen.findByRole('alert'));
  expect(summary.getByText('The pack has a document with that name')).toBeTruthy();
});

test('one of what was said, why not, or when they were told must be there', async () => {
  open(part('words'), record(undecided));
  await screen.findByLabelText('In their own words');
  press('Save');
  const summary = within(await screen.findByRole('alert'));
  expect(
    summary.getByText('Enter what the young person said, or why it is not recorded'),
  ).toBeTruthy();
});

test('only the date that was changed is sent', async () => {
  const { link } = open(part('dates'));
  await screen.findByRole('group', { name: 'Handover meeting held' });
  typeDate('Handover meeting held', '20', '11', '2026');
  press('Save');
  await screen.findByRole('heading', { level: 1, name: 'JB-0412' });
  expect(link.given[0]?.order).toEqual({
    kind: 'transfer',
    id: 'transfer.jb',
    fields: { handoverOn: '2026-11-20' },
  });
});

test('cancelling forgets what was typed', async () => {
  const { link } = open(part('return'));
  await screen.findByLabelText('Why, and what is missing');
  type('Why, and what is missing', 'No court order');
  press('Cancel');
  await screen.findByRole('heading', { level: 1, name: 'JB-0412' });
  fireEvent.click(screen.getByRole('link', { name: 'Return to the YOT' }));
  expect(await screen.findByLabelText('Why, and what is missing')).toHaveProperty('value', '');
  expect(link.given).toEqual([]);
});

test('acceptance must be confirmed and is signed from the agreed day', async () => {
  const receiver = Person.parse({
    id: 'person.lin',
    name: 'Lin Chen',
    role: 'probation-practitioner',
    grade: 'Band 4',
  });
  const { link, places } = open(
    { screen: 'transfer', id: 'transfer.jb' },
    record(sampleTransfer, { ...openApp, me: receiver }),
  );
  press('Accept responsibility');
  expect(places).toEqual([part('accept')]);
  await screen.findByText('Not everything has reached you');
  press('Accept and sign');
  const summary = within(await screen.findByRole('alert'));
  expect(summary.getByText('Confirm that you accept responsibility')).toBeTruthy();
  expect(summary.getByText('Enter your professional qualifications')).toBeTruthy();
  type('Your professional qualifications', 'DipPS');
  fireEvent.click(screen.getByLabelText('I accept responsibility from 14 February 2027.'));
  press('Accept and sign');
  await screen.findByRole('heading', { level: 1, name: 'JB-0412' });
  expect(link.given).toEqual([
    {
      name: 'change',
      order: {
        kind: 'person',
        id: 'person.lin',
        fields: { grade: 'Band 4', qualifications: 'DipPS' },
      },
    },
    {
      name: 'acceptTransfer',
      order: { id: 'transfer.jb', responsibleFrom: '2027-02-14' },
    },
  ]);
});

test('an acceptance is shown with name, role, qualifications and its signature', () => {
  open({ screen: 'transfer', id: 'transfer.mk' }, record(sampleAcceptedTransfer));
  expect(screen.getByText(/Senior Probation Officer, DipPS, London Probation/u)).toBeTruthy();
  expect(screen.getByText('The signature fits these words and this person.')).toBeTruthy();
  expect(screen.getByText(/Copied into NDelius on 19 November 2026/u)).toBeTruthy();
});

test('a signature that does not fit is said at the top and at the words', () => {
  const { acceptance } = sampleAcceptedTransfer;
  if (acceptance === null) throw new Error('the sample is accepted');
  open(
    { screen: 'transfer', id: 'transfer.mk' },
    record({ ...sampleAcceptedTransfer, acceptance: { ...acceptance, isGenuine: false } }),
  );
  expect(screen.getByText('The acceptance cannot be trusted')).toBeTruthy();
  expect(screen.getByText(/Do not rely on it\. Ask them to accept again\./u)).toBeTruthy();
});

test('the stamp says that it was copied into NDelius', async () => {
  const { link } = open({ screen: 'transfer', id: 'transfer.jb' });
  press('I have copied this into NDelius');
  await expect.poll(() => link.given.length).toBe(1);
  expect(link.given[0]?.order).toEqual({
    kind: 'transfer',
    id: 'transfer.jb',
    fields: { copiedToNdeliusOn: '2026-11-21' },
  });
});

test('a CRN of another form is refused', async () => {
  open(part('identity'));
  await screen.findByLabelText('CRN');
  type('CRN', '12345');
  press('Save');
  const summary = within(await screen.findByRole('alert'));
  expect(summary.getByText('CRN must be 1 letter and 6 numbers')).toBeTruthy();
});

test('a record that is gone says so', () => {
  open(
    { screen: 'transfer', id: 'transfer.gone' },
    { views: { app: () => openApp, transfer: () => null } },
  );
  expect(screen.getByRole('heading', { name: 'There is no such transfer' })).toBeTruthy();
});
