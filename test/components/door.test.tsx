// @vitest-environment happy-dom
/** The door: starting, joining, comparing words, unlocking. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { joinStep } from '../preview/sample-notebook';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import { addressErrors, readAddresses } from '@/components/door/meeting-address';
import { isLongEnough } from '@/lib/domain/passphrase';
import { ORDERS } from '@/lib/link/contract';
import { ADDRESS_RULE, isMeetingAddress } from '@/lib/parse/address';

afterEach(cleanup);

const sample = (name: string): Sample => SAMPLES[name] ?? { views: {} };

const open = (name: string, change: Partial<Sample> = {}): SampleLink => {
  const link = sampleLink({ ...sample(name), ...change });
  render(<App link={link} />);
  return link;
};
const type = async (label: string, value: string) => {
  fireEvent.change(await screen.findByLabelText(label), { target: { value } });
};
const press = async (name: string) => {
  fireEvent.click(await screen.findByRole('button', { name }));
};
const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

test.for([
  ['correct horse battery staple', true],
  ['a b c d', false],
  ['one two six ten', true],
  ['  one two six ten  ', true],
  ['one two six at', false],
  ['sixteencharacter', true],
  ['fifteencharacte', false],
  ['three short words', true],
  ['just three word', false],
  ['   spaces        ', false],
  ['', false],
] as const)('the passphrase %o is long enough: %o', ([passphrase, isEnough]) => {
  expect(isLongEnough(passphrase)).toBe(isEnough);
});

test.for([
  ['', 0],
  ['wss://meet.example.org', 0],
  ['ws://10.0.0.5:4444\nwss://meet.example.org/room', 0],
  ['https://meet.example.org', 1],
  ['meet.example.org', 1],
  ['wss://', 1],
  ['wss://meet example', 1],
  ['javascript:alert(1)', 1],
] as const)('the address %o has %i errors', ([typed, count]) => {
  expect(addressErrors(typed, 'address')).toHaveLength(count);
});

test.for([
  ['wss://meet.example.org', true],
  ['ws://10.0.0.5:4444/room?one=1', true],
  [`wss://${'a'.repeat(50)}.example/`.padEnd(200, 'r'), true],
  [`wss://${'a'.repeat(50)}.example/`.padEnd(201, 'r'), false],
  ['wss://meet.example.org/a room', false],
  ['wss://meet.example.org\n', false],
  ['wss://büro.example', false],
  ['wss://', false],
  ['wss://[', false],
  ['https://meet.example.org', false],
  ['', false],
] as const)('devices may meet at %o: %o', ([address, may]) => {
  expect(isMeetingAddress(address)).toBe(may);
});

test('addresses stand one on each line', () => {
  expect(readAddresses(' ws://a.example \n\n wss://b.example')).toEqual([
    'ws://a.example',
    'wss://b.example',
  ]);
});

test('a new notebook is started step by step, and the passphrase is never kept as a draft', async () => {
  const link = open('start');
  await press('Continue');
  expect(screen.getByRole('link', { name: 'Choose what you want to do' })).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Start a new notebook' }));
  await press('Continue');

  await heading('About you');
  await press('Continue');
  expect(screen.getByRole('link', { name: 'Enter your name' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Choose your role' })).toBeTruthy();
  await type('Your name', ' Priya Shah ');
  await type('Your role', 'liaison-spo');
  await type('Professional qualifications (optional)', 'DipPS');
  await press('Continue');

  await heading('Your new notebook');
  await type('Name of the notebook', 'Newham YOT');
  await type('Address where devices meet (optional)', 'https://wrong.example');
  await press('Continue');
  expect(screen.getByRole('link', { name: ADDRESS_RULE })).toBeTruthy();
  await type('Address where devices meet (optional)', '');
  await press('Continue');

  await heading('Protect this device');
  await type('Passphrase', 'too short');
  await press('Start the notebook');
  expect(screen.getByRole('link', { name: /at least 4 words/u })).toBeTruthy();
  await type('Passphrase', 'correct horse battery staple');
  await type('Passphrase again', 'correct horse battery stable');
  await press('Start the notebook');
  expect(screen.getByRole('link', { name: 'The two passphrases are not the same' })).toBeTruthy();
  await type('Passphrase again', 'correct horse battery staple');
  await press('Start the notebook');
  await heading('Join or start a notebook');

  expect(link.given).toEqual([
    {
      name: 'startNotebook',
      order: {
        about: {
          name: 'Priya Shah',
          role: 'liaison-spo',
          jobTitle: '',
          grade: '',
          qualifications: 'DipPS',
          registration: '',
          organisation: '',
        },
        passphrase: 'correct horse battery staple',
        notebookName: 'Newham YOT',
        meetingPoints: [],
      },
    },
  ]);
});

test('another device of one’s own is asked for the code and a passphrase, not who one is', async () => {
  const link = open('start');
  fireEvent.click(await screen.findByRole('radio', { name: 'Add this device to my notebook' }));
  await press('Continue');
  await heading('Add this device');
  await type('Invitation code', ' LN1-XXXX ');
  await press('Continue');
  await heading('Protect this device');
  await type('Passphrase', 'correct horse battery staple');
  await type('Passphrase again', 'correct horse battery staple');
  await press('Add this device');
  await heading('Join or start a notebook');
  expect(link.given).toEqual([
    {
      name: 'join',
      order: { about: null, passphrase: 'correct horse battery staple', code: 'LN1-XXXX' },
    },
  ]);
});

test('the name of a notebook has as many characters as the engine takes', async () => {
  open('name');
  const { notebookName } = ORDERS.startNotebook.shape;
  for (const [length, errors] of [
    [101, 1],
    [100, 0],
  ] as const) {
    await type('Name of the notebook', 'n'.repeat(length));
    await press('Continue');
    expect(
      screen.queryAllByRole('link', {
        name: 'Name of the notebook must be 100 characters or fewer',
      }),
    ).toHaveLength(errors);
    expect(notebookName.safeParse('n'.repeat(length)).success).toBe(errors === 0);
  }
  await heading('Protect this device');
});

test('a broken notebook says why, and nothing that the reason may contradict', () => {
  open('broken');
  expect(screen.getByText('People who have a copy can go on working.')).toBeTruthy();
  expect(screen.queryByText(/deleted/u)).toBeNull();
});

test('going back keeps what was typed', async () => {
  open('about');
  await type('Your name', 'Ada Okafor');
  fireEvent.click(screen.getByRole('link', { name: 'Back' }));
  await heading('Join or start a notebook');
  await press('Continue');
  expect(await screen.findByDisplayValue('Ada Okafor')).toBeTruthy();
});

test('a code that is refused says why and keeps the person where they are', async () => {
  const link = open('code', {
    views: {
      app: () => ({ stage: 'no notebook', hasDevice: true, join: null, recovering: null }),
    },
    answers: {
      join: { state: 'refused', why: 'That code ran out at 3:10pm', field: 'code' },
    },
  });
  await type('Invitation code', 'LN1-XXXX');
  await press('Join');
  expect(await screen.findByRole('link', { name: 'That code ran out at 3:10pm' })).toBeTruthy();
  expect(screen.getByDisplayValue('LN1-XXXX')).toBeTruthy();
  expect(link.given).toEqual([
    { name: 'join', order: { about: null, passphrase: null, code: 'LN1-XXXX' } },
  ]);
});

test('words that match are confirmed', async () => {
  const link = open('words');
  for (const word of ['harbour', 'violet', 'ladder']) {
    expect(screen.getByText(word)).toBeTruthy();
  }
  await press('They match');
  expect(link.given).toEqual([{ name: 'confirmJoinWords', order: {} }]);
});

test('words that differ stop the joining at once, and the page stays until it is left', async () => {
  const link = open('words');
  await press('They do not match');
  await heading('Stop');
  expect(link.given).toEqual([{ name: 'stopJoining', order: {} }]);
  act(() => {
    link.show({
      app: () => ({ stage: 'no notebook', hasDevice: true, join: null, recovering: null }),
    });
  });
  expect(screen.getByText('Someone else may be using this code. Do not continue.')).toBeTruthy();
  await press('Go back');
  await heading('Join or start a notebook');
});

test('each step of joining has its own heading, and the focus goes there', async () => {
  const link = open('looking');
  await heading('Looking for the person who invited you');
  for (const [state, words] of [
    ['compare words', 'Compare three words'],
    ['waiting for them', 'Waiting for them to let you in'],
    ['receiving', 'You have been let in'],
    ['refused', 'You have not joined'],
  ] as const) {
    act(() => {
      link.show({
        app: () => ({
          stage: 'no notebook',
          hasDevice: true,
          join: joinStep(state, 'Because.'),
          recovering: null,
        }),
      });
    });
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: words }));
  }
});

test('a wrong passphrase is said in the words of the engine', async () => {
  const why = 'That passphrase does not match. You have 4 tries left before a 1 minute wait';
  const link = open('locked', { answers: { unlock: { state: 'refused', why, field: null } } });
  await press('Unlock');
  expect(screen.getByRole('link', { name: 'Enter your passphrase' })).toBeTruthy();
  await type('Passphrase', 'not the right one');
  await press('Unlock');
  expect(await screen.findByRole('link', { name: why })).toBeTruthy();
  expect(link.given).toHaveLength(1);
});

test('after unlocking the focus is on the heading of the notebook', () => {
  const link = open('locked');
  const usual = sample('usual').views;
  act(() => {
    link.show(usual);
  });
  expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: 'Today' }));
});

test('a device that has a passphrase is not asked for another', async () => {
  const link = open('start', {
    views: { app: () => ({ stage: 'no notebook', hasDevice: true, join: null, recovering: null }) },
    drafts: {
      'door.place': JSON.stringify({ way: 'start', step: 'name' }),
      'door.about': JSON.stringify({ name: 'Ada Okafor', role: 'secondee' }),
    },
  });
  await type('Name of the notebook', 'Hackney YOT');
  await press('Start the notebook');
  await heading('Join or start a notebook');
  expect(link.given[0]).toMatchObject({ name: 'startNotebook', order: { passphrase: '' } });
});
