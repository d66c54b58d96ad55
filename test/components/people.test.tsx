// @vitest-environment happy-dom
/** People and devices, and inviting someone. */
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import { presenceWords, reachWords } from '@/components/people/people-words';
import { CalendarDay } from '@/lib/domain/calendar';
import type { DeviceView, TwoCopiesView } from '@/lib/session/views';

afterEach(cleanup);

const sample = (name: string): Sample => SAMPLES[name] ?? { views: {} };
const open = (
  name: string,
  screenName: string,
  id: string | null,
  change: Partial<Sample> = {},
): SampleLink => {
  const link = sampleLink({ ...sample(name), place: { screen: screenName, id }, ...change });
  render(<App link={link} />);
  return link;
};

const device: DeviceView = {
  id: 'd',
  isThis: false,
  isHere: false,
  lastSeen: CalendarDay.parse('2026-11-19'),
  lacks: 6,
  admittedBy: 'Priya Shah',
  isRecovery: false,
  isTold: true,
  canRemove: true,
  letIn: [],
};

test.for<readonly [Partial<DeviceView>, string, string | null]>([
  [{}, 'Last seen 19 November 2026', '6 of your changes have not reached Rita yet'],
  [{ lacks: 1 }, 'Last seen 19 November 2026', '1 of your changes has not reached Rita yet'],
  [{ isHere: true, lacks: 0 }, 'Here now', 'Up to date'],
  [{ lastSeen: null, lacks: null }, 'Not seen yet', 'Not known what this device has'],
  [{ isThis: true, isHere: true }, 'This device', null],
])('a device of which %o is known reads as it is', ([change, presence, reach]) => {
  expect(presenceWords({ ...device, ...change })).toBe(presence);
  expect(reachWords({ ...device, ...change }, 'Rita Mensah')).toBe(reach);
});

test('each person stands with a role in full, what has reached them and who let them in', () => {
  open('usual', 'people', null);
  const rita = screen.getByText('Rita Mensah').closest('li');
  expect(rita?.textContent).toContain('YOT line manager. Can invite and remove people');
  expect(rita?.textContent).toContain('Last seen 19 November 2026. 6 of your changes have not');
  expect(rita?.textContent).toContain('Let in by Priya Shah.');
  expect(screen.getByText('Saved at 2:14pm')).toBeTruthy();
});

test('the only copy is never hidden', () => {
  open('alone', 'people', null);
  expect(
    within(screen.getByRole('main')).getByText('Only you have a copy of this notebook.'),
  ).toBeTruthy();
  expect(within(screen.getByRole('banner')).getByText('Only you have a copy')).toBeTruthy();
});

test('someone who may not invite is not offered it', () => {
  open('secondee', 'people', null);
  expect(screen.queryByRole('button', { name: 'Invite someone' })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Invite Jo' })).toBeNull();
});

test('someone new is invited by name and role', async () => {
  const link = open('usual', 'invite', null, {
    answers: { invite: { state: 'done', id: 'i1', value: null } },
  });
  fireEvent.click(await screen.findByRole('radio', { name: 'Someone else' }));
  fireEvent.click(screen.getByRole('button', { name: 'Make a code' }));
  expect(screen.getByRole('link', { name: 'Enter their name' })).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Their name'), { target: { value: ' Sam Green ' } });
  fireEvent.change(screen.getByLabelText('Their role'), { target: { value: 'aco' } });
  fireEvent.click(screen.getByRole('checkbox', { name: 'They can invite and remove people too' }));
  fireEvent.click(screen.getByRole('button', { name: 'Make a code' }));
  expect(await screen.findByLabelText('Invitation code for Jo Patel')).toBeTruthy();
  expect(link.given).toEqual([
    {
      name: 'invite',
      order: { person: { name: 'Sam Green', role: 'aco' }, mayInvite: true },
    },
  ]);
});

test('a person without a device is invited from their own row', async () => {
  const link = open('usual', 'people', null);
  fireEvent.click(screen.getByRole('link', { name: 'Invite Jo' }));
  const jo = await screen.findByRole('radio', { name: 'Jo Patel' });
  expect(jo).toHaveProperty('checked', true);
  fireEvent.click(screen.getByRole('button', { name: 'Make a code' }));
  await screen.findByRole('heading', { level: 1, name: 'People and devices' });
  expect(link.given).toEqual([
    { name: 'invite', order: { person: 'person.jo', mayInvite: false } },
  ]);
});

test('the words of an invitation are confirmed or stop it', async () => {
  const link = open('invite-words', 'invite', 'i1');
  fireEvent.click(screen.getByRole('button', { name: 'They match' }));
  fireEvent.click(screen.getByRole('button', { name: 'They do not match' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Stop' })).toBeTruthy();
  expect(link.given).toEqual([
    { name: 'confirmInvitationWords', order: { id: 'i1' } },
    { name: 'stopInvitation', order: { id: 'i1' } },
  ]);
});

test('a device that may be one of two copies is named, with the day and what to do', () => {
  open('two-copies', 'people', null);
  const alert = screen.getByText('There may be two copies of Sam Green’s device 2.').closest('div');
  expect(alert?.parentElement?.textContent).toContain(
    'Since 21 November 2026 two devices seem to write as this one.',
  );
  expect(alert?.parentElement?.textContent).toContain(
    'Ask Sam which it was, then remove the device.',
  );
  fireEvent.click(screen.getByRole('link', { name: 'remove the device' }));
  expect(screen.getByRole('heading', { level: 1, name: 'Remove a device' })).toBeTruthy();
});

test.for<readonly [Partial<TwoCopiesView>, string, string]>([
  [{ canRemove: false }, 'Sam Green’s device 2', 'tell a person who can invite and remove people'],
  [{ isMine: true, name: 'You', number: 2 }, 'your device 2', 'add a new one'],
  [{ isMine: true, isThis: true, name: 'You' }, 'this device', 'remove this one from there'],
])('two copies of a device of which %o is known', ([change, name, advice]) => {
  const people = sample('two-copies').views.people?.(null);
  const [view] = people?.twoCopies ?? [];
  if (people === undefined || view === undefined) throw new Error('a sample without two copies');
  open('usual', 'apart', null, {
    views: {
      ...sample('usual').views,
      people: () => ({ ...people, twoCopies: [{ ...view, ...change }] }),
    },
  });
  const main = screen.getByRole('main');
  expect(main.textContent).toContain(`There may be two copies of ${name}.`);
  expect(main.textContent).toContain(advice);
});

test('the addresses where devices meet are changed together', async () => {
  const link = open('usual', 'people', null);
  fireEvent.click(screen.getByRole('button', { name: 'Change addresses' }));
  const box = await screen.findByLabelText('Addresses where devices meet');
  fireEvent.change(box, { target: { value: 'wss://a.example\nnot an address' } });
  fireEvent.click(screen.getByRole('button', { name: 'Keep these addresses' }));
  expect(screen.getByRole('link', { name: /must begin with ws:\/\//u })).toBeTruthy();
  fireEvent.change(box, { target: { value: 'wss://a.example\nws://b.example' } });
  fireEvent.click(screen.getByRole('button', { name: 'Keep these addresses' }));
  await screen.findByRole('button', { name: 'Change addresses' });
  expect(link.given).toEqual([
    { name: 'setMeetingPoints', order: { addresses: ['wss://a.example', 'ws://b.example'] } },
  ]);
});

test('without an address to meet at, an invitation asks for one first', async () => {
  const link = open('alone', 'invite', null);
  await screen.findByRole('heading', { level: 1, name: 'Set an address first' });
  const box = await screen.findByLabelText('Addresses where devices meet');
  fireEvent.change(box, { target: { value: 'ws://10.0.0.5:4444' } });
  fireEvent.click(screen.getByRole('button', { name: 'Keep these addresses' }));
  await waitFor(() => {
    expect(link.given).toEqual([
      { name: 'setMeetingPoints', order: { addresses: ['ws://10.0.0.5:4444'] } },
    ]);
  });
});
