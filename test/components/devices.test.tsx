// @vitest-environment happy-dom
/** My devices, the recovery code, the passphrase, a lost device, and a device that was removed. */
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import { recoveryWords } from '@/components/devices/recovery-words';
import { removedHere } from '@/components/devices/removed';
import { CalendarDay } from '@/lib/domain/calendar';

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
const type = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const heading = (name: string): Promise<HTMLElement> =>
  screen.findByRole('heading', { level: 1, name });

test('my devices do not count the recovery code, and say when it was checked', async () => {
  open('usual', 'my-devices', null);
  await heading('My devices');
  expect(screen.getAllByText(/^Device \d\.$/u)).toHaveLength(2);
  expect(screen.getByText(/Checked on 14 September 2026/u)).toBeTruthy();
});

test.for([
  ['none', false],
  ['not checked', false],
  ['used', false],
  ['checked', true],
] as const)('a recovery code that is %s is good: %s', ([state, isGood]) => {
  expect(recoveryWords(state).isGood).toBe(isGood);
});

test('without a recovery code the screens warn', async () => {
  open('no-code', 'more', null);
  expect(await screen.findByText('No recovery code')).toBeTruthy();
  cleanup();
  open('no-code', 'people', null);
  expect(await screen.findByText('You have no recovery code.')).toBeTruthy();
});

test('a recovery code is made after the passphrase, shown once and checked in part', async () => {
  const link = open('code-unchecked', 'recovery-code', null, {
    answers: {
      makeRecoveryCode: { state: 'done', id: null, value: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF' },
    },
  });
  await heading('Check your recovery code');
  await press(/Make a new one$/u);
  await heading('Make a new recovery code');
  await press('Make a code');
  expect(screen.getByRole('link', { name: 'Enter your passphrase' })).toBeTruthy();
  type('Your passphrase', 'four words are enough');
  await press('Make a code');
  await heading('Your recovery code');
  const groups = screen.getByRole('list', { name: 'Groups of your recovery code' });
  expect(within(groups).getAllByRole('listitem')).toHaveLength(6);
  await press('I have written it down');
  expect(screen.queryByText('CCCCC')).toBeNull();
  type('Group 3', ' CCCCC ');
  await press('Check the code');
  expect(screen.getByRole('link', { name: 'Enter group 6' })).toBeTruthy();
  type('Group 6', 'fffff');
  await press('Check the code');
  await heading('My devices');
  expect(link.given).toEqual([
    { name: 'makeRecoveryCode', order: { passphrase: 'four words are enough' } },
    { name: 'confirmRecoveryCode', order: { part: 'CCCCC fffff' } },
  ]);
});

test('the code and the passphrases are never kept as drafts', async () => {
  const drafts: string[] = [];
  const link = sampleLink({
    ...(SAMPLES['code-made'] ?? { views: {} }),
    place: { screen: 'recovery-code', id: null },
  });
  const watching: SampleLink = {
    ...link,
    order: (name, order) => {
      if (name === 'keepDraft') drafts.push(JSON.stringify(order));
      return link.order(name, order);
    },
  };
  render(<App link={watching} />);
  fireEvent.change(await screen.findByLabelText('Your passphrase'), {
    target: { value: 'four words are enough' },
  });
  await press('Make a code');
  await heading('Your recovery code');
  expect(drafts).toEqual([]);
});

test('a passphrase is changed only for one that is long enough and typed twice alike', async () => {
  const link = open('usual', 'passphrase', null);
  await press('Change passphrase');
  expect(screen.getByRole('link', { name: 'Enter the passphrase that you have now' })).toBeTruthy();
  type('Passphrase now', 'the old passphrase here');
  type('New passphrase', 'four new words here');
  type('New passphrase again', 'four new words');
  await press('Change passphrase');
  expect(screen.getByRole('link', { name: 'The two passphrases are not the same' })).toBeTruthy();
  type('New passphrase again', 'four new words here');
  await press('Change passphrase');
  await heading('Passphrase changed');
  expect(link.given).toEqual([
    {
      name: 'changePassphrase',
      order: { before: 'the old passphrase here', after: 'four new words here' },
    },
  ]);
});

test('another device gets a code of its own', async () => {
  const link = open('own-device', 'my-devices', 'add', {
    answers: { linkDevice: { state: 'done', id: 'i2', value: null } },
  });
  await press('Make a code');
  await heading('Code for another device');
  expect(link.given).toEqual([{ name: 'linkDevice', order: {} }]);
});

test('a lost device goes with those that it let in, unless one is known', async () => {
  const link = open('usual', 'my-devices', 'replace');
  await press('Continue');
  expect(screen.getByRole('link', { name: 'Choose the device that was lost' })).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Device 2' }));
  await press('Continue');
  const box = await screen.findByRole('checkbox', { name: 'Another device of yours' });
  expect(box).toHaveProperty('checked', true);
  expect(screen.getByLabelText('What this device held')).toHaveProperty(
    'value',
    expect.stringContaining('26 transfers'),
  );
  await press('Remove these 2 devices');
  await heading('2 devices were removed');
  expect(screen.getByRole('button', { name: 'Add a device in its place' })).toBeTruthy();
  expect(link.given).toEqual([{ name: 'removeDevices', order: { devices: ['d1b', 'd1c'] } }]);
});

test('one that is known is left in', async () => {
  const link = open('usual', 'remove-device', 'd1b');
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Another device of yours' }));
  await press('Remove this device');
  await heading('The device was removed');
  expect(link.given).toEqual([{ name: 'removeDevices', order: { devices: ['d1b'] } }]);
});

test('a removed device says so everywhere, and offers no change', async () => {
  open('removed', 'today', null);
  await heading('Today');
  const banner = screen.getByRole('banner');
  expect(within(banner).getByText('Removed')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Add a secondment' })).toBeNull();
  fireEvent.click(within(banner).getByRole('link', { name: 'Details' }));
  await heading('This device was removed');
  expect(screen.getByText('Rita Mensah removed this device on 21 November 2026.')).toBeTruthy();
  fireEvent.click(screen.getByRole('link', { name: 'Start again without someone' }));
  expect(await screen.findByRole('button', { name: 'Make the new notebook' })).toBeTruthy();
});

test('who removed this device is said with and without a day', () => {
  expect(removedHere({ by: 'You', on: null })).toBe('You removed this device.');
  expect(removedHere({ by: 'Ada Okafor', on: CalendarDay.parse('2026-12-01') })).toBe(
    'Ada Okafor removed this device on 1 December 2026.',
  );
});
