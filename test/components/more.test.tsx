// @vitest-environment happy-dom
/** More, settings and about. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';

afterEach(cleanup);

const sample = (name: string): Sample => SAMPLES[name] ?? { views: {} };
const open = (name: string, screenName: string): SampleLink => {
  const link = sampleLink({ ...sample(name), place: { screen: screenName, id: null } });
  render(<App link={link} />);
  return link;
};

test('the menu counts what is to check and shows the key of the lock', () => {
  open('usual', 'more');
  expect(screen.getByText('1 to check')).toBeTruthy();
  expect(screen.getByText('Ctrl+Shift+L')).toBeTruthy();
  expect(screen.queryByText('Open another notebook')).toBeNull();
});

test('another notebook is opened on Today', async () => {
  const link = open('several', 'more');
  fireEvent.click(screen.getByRole('button', { name: 'Hackney notebook' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Today' })).toBeTruthy();
  expect(link.given).toEqual([{ name: 'chooseNotebook', order: { id: 'n2' } }]);
});

test.for([
  ['', 'Enter the minutes after which the notebook locks'],
  ['0', 'Minutes must be a whole number between 1 and 240'],
  ['241', 'Minutes must be a whole number between 1 and 240'],
  ['1.5', 'Minutes must be a whole number between 1 and 240'],
  ['ten', 'Minutes must be a whole number between 1 and 240'],
] as const)('locking after %o minutes is refused', async ([typed, words]) => {
  const link = open('usual', 'settings');
  fireEvent.change(screen.getByLabelText(/^Minutes/u), { target: { value: typed } });
  fireEvent.click(screen.getByRole('button', { name: 'Save settings' }));
  expect(screen.getByRole('link', { name: words })).toBeTruthy();
  expect(link.given).toEqual([]);
});

test('the minutes before the lock are kept and said', async () => {
  const link = open('usual', 'settings');
  fireEvent.change(screen.getByLabelText(/^Minutes/u), { target: { value: '5' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save settings' }));
  expect(
    await screen.findByText('The notebook now locks after 5 minutes without use.'),
  ).toBeTruthy();
  expect(link.given).toEqual([{ name: 'setLockAfter', order: { minutes: 5 } }]);
});

test('about says where the official record stays', () => {
  open('usual', 'about');
  expect(screen.getByText(/The official record stays in NDelius/u)).toBeTruthy();
  expect(screen.getByText(/MIT licence/u)).toBeTruthy();
});
