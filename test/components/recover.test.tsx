// @vitest-environment happy-dom
/** Coming back by a recovery code, and the wait after wrong passphrases. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import { waitWords } from '@/components/door/try-wait';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const open = (name: string, change: Partial<Sample> = {}): SampleLink => {
  const link = sampleLink({ ...(SAMPLES[name] ?? { views: {} }), ...change });
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

const CODE = 'QD7W2-9KXM4-T1BRA-6HNC8-VZ3E5-PJ0GY';
const PASSPHRASE = 'four new words here';

test('a forgotten passphrase: the code and a new passphrase open this device', async () => {
  const link = open('locked');
  await press('I have a recovery code');
  await press('Continue');
  expect(screen.getByRole('link', { name: 'Enter your recovery code' })).toBeTruthy();
  type('Recovery code', CODE);
  await press('Continue');
  await heading('Protect this device');
  type('Passphrase', PASSPHRASE);
  type('Passphrase again', PASSPHRASE);
  await press('Open the notebook');
  expect(link.given).toEqual([
    { name: 'recover', order: { code: CODE, passphrase: PASSPHRASE, addresses: [] } },
  ]);
});

test('what is wrong with the code is said where the code stands', async () => {
  const why = 'That code is mistyped. Check each group.';
  open('locked', { answers: { recover: { state: 'refused', why, field: 'code' } } });
  await press('I have a recovery code');
  type('Recovery code', 'QD7W2');
  await press('Continue');
  type('Passphrase', PASSPHRASE);
  type('Passphrase again', PASSPHRASE);
  await press('Open the notebook');
  await heading('Use a recovery code');
  expect(screen.getByText(why)).toBeTruthy();
  expect(screen.getByLabelText('Recovery code')).toHaveProperty('value', 'QD7W2');
});

test('a lost device: another browser asks for the code and where to meet', async () => {
  const link = open('start');
  fireEvent.click(await screen.findByRole('radio', { name: 'I have a recovery code' }));
  await press('Continue');
  await press('Continue');
  expect(
    screen.getByRole('link', { name: 'Enter the address where your devices meet' }),
  ).toBeTruthy();
  type('Recovery code', CODE);
  type('Address where your devices meet', 'wss://meet.newham.example');
  await press('Continue');
  await heading('Protect this device');
  type('Passphrase', PASSPHRASE);
  type('Passphrase again', PASSPHRASE);
  await press('Open the notebook');
  expect(link.given).toEqual([
    {
      name: 'recover',
      order: { code: CODE, passphrase: PASSPHRASE, addresses: ['wss://meet.newham.example'] },
    },
  ]);
});

test('looking for the notebook can be stopped, and a refusal is said', async () => {
  const link = open('recovering');
  await heading('Looking for your notebook');
  await press('Stop');
  expect(link.given).toEqual([{ name: 'stopRecovering', order: {} }]);
  cleanup();
  open('recover-refused');
  expect(await screen.findByText(/This code was used or replaced/u)).toBeTruthy();
});

test.for([
  [58_000, '58 seconds'],
  [57_001, '58 seconds'],
  [1_000, '1 second'],
  [1, '1 second'],
  [120_000, '2 minutes'],
] as const)('a wait of %d ms reads %s', ([ms, words]) => {
  expect(waitWords(ms)).toBe(words);
});

test('the wait is counted down for the eye and said at its start and its end only', () => {
  vi.useFakeTimers();
  const link = open('locked', {
    views: {
      app: () => ({
        stage: 'locked',
        lockAfterMinutes: 15,
        waitUntil: Date.now() + 3_000,
        recovering: null,
      }),
    },
  });
  const said = (): string =>
    screen
      .getAllByRole('status')
      .map((status) => status.textContent)
      .join('');
  expect(said()).toBe('You can try again in 3 seconds.');
  act(() => {
    vi.advanceTimersByTime(1_000);
  });
  expect(screen.getByText('You can try again in 2 seconds.')).toBeTruthy();
  expect(said()).toBe('You can try again in 3 seconds.');
  fireEvent.change(screen.getByLabelText('Passphrase'), { target: { value: 'a guess' } });
  fireEvent.click(screen.getByRole('button', { name: 'Unlock' }));
  expect(screen.getByRole('link', { name: 'You cannot try again yet' })).toBeTruthy();
  expect(link.given).toEqual([]);
  act(() => {
    vi.advanceTimersByTime(2_000);
  });
  expect(said()).toBe('You can try again now.');
  expect(screen.queryByText(/You can try again in/u)).toBeNull();
  expect(screen.queryByText('There is a problem')).toBeNull();
});
