// @vitest-environment happy-dom
/** Who can read what: a person's parts, sharing one record, bringing the ACO in, reasons, the log. */
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ritasAccess } from '../preview/sample-access';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { splitId, unusualWords } from '@/components/access/access-words';
import { recordOf } from '@/components/access/reason-gate';
import { App } from '@/components/app';
import type { AccessView } from '@/lib/session/views';

afterEach(cleanup);

const open = (
  name: string,
  screenName: string,
  id: string | null,
  change: Partial<Sample> = {},
): SampleLink => {
  const sample = SAMPLES[name] ?? { views: {} };
  const link = sampleLink({ ...sample, place: { screen: screenName, id }, ...change });
  render(<App link={link} />);
  return link;
};
const press = async (name: string | RegExp): Promise<void> => {
  fireEvent.click(await screen.findByRole('button', { name }));
};
const choose = async (name: string): Promise<void> => {
  fireEvent.click(await screen.findByRole('radio', { name }));
};
const heading = (name: string): Promise<HTMLElement> =>
  screen.findByRole('heading', { level: 1, name });

const part: AccessView = {
  section: 'transfers',
  title: 'Transfers',
  part: 'transfers',
  access: 'read',
  usual: 'read',
  canChange: true,
  step: null,
};

test.for<readonly [Partial<AccessView>, string | null]>([
  [{}, null],
  [{ usual: null }, 'Not usual for this role'],
  [{ usual: 'write' }, 'Usual for this role: Can read and change'],
  [{ usual: null, step: 'S1.5' }, 'Brought in for a contentious issue'],
])('access of which %o is known says why it is not as usual', ([change, words]) => {
  expect(unusualWords({ ...part, ...change })).toBe(words);
});

test('a part of a person is named after the first bar', () => {
  expect(splitId('person.rita')).toEqual(['person.rita', null]);
  expect(splitId('person.rita|secondment/s1')).toEqual(['person.rita', 'secondment/s1']);
  expect(splitId(null)).toEqual(['', null]);
});

test('what a person can read is changed part by part', async () => {
  const link = open('usual', 'access', ritasAccess.person.id);
  const row = (
    await screen.findByText('Jay Patel, Hackney', { selector: '.app-rows__head > span' })
  ).closest('li');
  expect(row?.textContent).toContain('Can read.Not usual for this role.');
  expect(screen.queryByRole('link', { name: 'Change People and teams' })).toBeNull();
  fireEvent.click(screen.getByRole('link', { name: 'Change Transfers' }));
  await heading('Transfers');
  expect(screen.getByRole('radio', { name: 'Can read and change' })).toHaveProperty(
    'checked',
    true,
  );
  await choose('Cannot read');
  expect(screen.getByText(/Rita keeps what is already on their devices/u)).toBeTruthy();
  await press('Save');
  await heading('What Rita can read');
  expect(link.given).toEqual([
    { name: 'setAccess', order: { person: 'person.rita', section: 'transfers', access: null } },
  ]);
});

test('one transfer is shared with one person, to read or to change', async () => {
  const link = open('usual', 'sharing', 'transfer/transfer.jb');
  await press('Share with one person');
  await press('Share');
  expect(screen.getByRole('link', { name: 'Choose who to share with' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Choose what they can do' })).toBeTruthy();
  await choose('Sam Green');
  await choose('Read only');
  await press('Share');
  await heading('Who can read this');
  expect(link.given).toEqual([
    {
      name: 'shareOne',
      order: { kind: 'transfer', id: 'transfer.jb', person: 'person.sam', access: 'read' },
    },
  ]);
});

test('sharing is stopped for those it was shared with, and only for those', async () => {
  const link = open('usual', 'sharing', 'transfer/transfer.jb');
  expect(await screen.findAllByRole('button', { name: /^Stop sharing/u })).toHaveLength(1);
  await press('Stop sharing with Lin Chen');
  expect(link.given).toEqual([
    { name: 'stopSharing', order: { kind: 'transfer', id: 'transfer.jb', person: 'person.lin' } },
  ]);
});

test('the ACO is brought in to one secondment by a step of the protocol, said in words', async () => {
  const link = open('usual', 'sharing', 'secondment/s1');
  await press('Bring in the ACO');
  await press('Bring in');
  expect(screen.getByRole('link', { name: 'Choose why' })).toBeTruthy();
  await choose('Long-term cover');
  expect(
    screen.getByText(/Sam can then read the secondment with its notes and absences/u),
  ).toBeTruthy();
  await press('Bring in');
  await heading('Who can read this');
  expect(link.given).toEqual([
    {
      name: 'bringInAco',
      order: { person: 'person.sam', secondment: 's1', step: 'S14.2' },
    },
  ]);
});

test('a record leads to who can read it and to erasing it', async () => {
  open('usual', 'transfer', 'transfer.jb');
  const controls = await screen.findByRole('region', { name: 'Access and erasing' });
  expect(within(controls).getByRole('link', { name: 'Erase this for good' })).toBeTruthy();
  fireEvent.click(within(controls).getByRole('link', { name: 'Who can read this' }));
  expect(await heading('Who can read this')).toBeTruthy();
});

test('a record that opens is known by its place', () => {
  expect(recordOf({ screen: 'transfer', id: 'transfer.jb|facts' })).toEqual({
    kind: 'transfer',
    id: 'transfer.jb',
  });
  expect(recordOf({ screen: 'transfers', id: null })).toBeNull();
  expect(recordOf({ screen: 'secondment', id: null })).toBeNull();
});

test('where reasons are asked for, a record opens after one was given', async () => {
  const link = open('reasons', 'transfer', 'transfer.jb');
  await heading('Why do you open this transfer?');
  await press('Continue');
  expect(screen.getByRole('link', { name: 'Choose why you open this' })).toBeTruthy();
  await choose('Another reason');
  await press('Continue');
  expect(screen.getByRole('link', { name: 'Enter why you open this' })).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: ' Complaint ' } });
  await press('Continue');
  await heading('JB-0412');
  expect(link.given).toEqual([
    { name: 'giveReason', order: { kind: 'transfer', id: 'transfer.jb', reason: 'Complaint' } },
  ]);
});

test('each person reads their own lines; those who invite switch reasons on', async () => {
  const link = open('usual', 'audit', null);
  const lines = await screen.findByRole('list', { name: 'What you did' });
  expect(lines.textContent).toContain('Opened Transfer JB-0412');
  expect(screen.queryByRole('link', { name: /everyone’s lines/u })).toBeNull();
  await press(/^Switch on/u);
  expect(link.given).toEqual([{ name: 'setReasons', order: { isOn: true } }]);
});

test('the auditor reads everyone’s lines and exports them', async () => {
  const link = open('auditor', 'audit', 'all', {
    answers: { exportAudit: { state: 'done', id: null, value: 'what,who,when' } },
  });
  const lines = await screen.findByRole('list', { name: 'What everyone did' });
  expect(lines.textContent).toContain('Rita Mensah: exported Ada Okafor, Newham');
  await press('Export all lines');
  expect(await screen.findByRole('button', { name: 'Save the file' })).toBeTruthy();
  expect(link.given).toEqual([{ name: 'exportAudit', order: {} }]);
});

test('nobody else is offered the export', async () => {
  open('usual', 'audit', 'all');
  await heading('Who did what: everyone');
  expect(screen.queryByRole('button', { name: 'Export all lines' })).toBeNull();
});
