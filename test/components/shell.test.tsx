// @vitest-environment happy-dom
/** The shell: what it says of the copy, where it leads, what the keys do. */
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type Sample } from '../preview/sample-link';
import { alone, offline, openApp, upToDate } from '../preview/sample-notebook';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import { syncWords, transitionWords } from '@/components/shell/sync-words';
import type { SyncView } from '@/lib/session/views';

afterEach(cleanup);

const sample = (name: string): Sample => SAMPLES[name] ?? { views: {} };

test.for<readonly [string, SyncView, string, string | null]>([
  ['all have all', upToDate, 'Up to date', null],
  ['one is on its way', { ...upToDate, unsent: 1 }, '1 change not sent yet', null],
  ['some are on their way', { ...upToDate, unsent: 4 }, '4 changes not sent yet', null],
  ['not yet durable', { ...upToDate, savedAt: null }, 'Saving', null],
  ['offline', offline, 'Offline', '4 changes saved on this device.'],
  [
    'offline and not yet durable',
    { ...offline, savedAt: null },
    'Offline',
    'Your last changes are not saved yet.',
  ],
  [
    'nobody here',
    { ...upToDate, here: [] },
    'No one else is online',
    'Changes are saved on this device.',
  ],
  ['alone', alone, 'Only you have a copy', 'Invite someone to keep a second copy.'],
  [
    'full',
    { ...alone, storage: 'full', savedAt: null },
    'Not saving',
    'This device is full. Your last changes are not saved.',
  ],
])('when %s the bar and the strip say so', ([, sync, words, strip]) => {
  expect(syncWords(sync)).toMatchObject({ words, strip });
});

test('nothing is called saved before it is', () => {
  for (const sync of [upToDate, offline, alone]) {
    const { words, strip } = syncWords({ ...sync, savedAt: null });
    expect(`${words} ${strip ?? ''}`).not.toMatch(/(?<!not |are not )saved (?!yet)/u);
    expect(words).not.toBe('Up to date');
  }
});

test('only a turn is said aloud', () => {
  expect(transitionWords('good', upToDate)).toBeNull();
  expect(transitionWords('good', { ...upToDate, unsent: 1 })).toBeNull();
  expect(transitionWords('good', offline)).toBe('Offline. 4 changes saved on this device.');
  expect(transitionWords('offline', { ...upToDate, here: ['Ada Okafor', 'Rita Mensah'] })).toBe(
    'Back online. Up to date with Ada Okafor and 1 other.',
  );
});

test('the navigation marks where the person is and counts what is overdue', async () => {
  render(<App link={sampleLink(sample('usual'))} />);
  const nav = screen.getByRole('navigation', { name: 'Notebook' });
  const today = within(nav).getByRole('link', { name: 'Today 1 overdue' });
  expect(today.getAttribute('aria-current')).toBe('page');
  fireEvent.click(within(nav).getByRole('link', { name: 'Transfers' }));
  expect(within(nav).getByRole('link', { name: 'Transfers' }).getAttribute('aria-current')).toBe(
    'page',
  );
  expect(document.activeElement?.tagName).toBe('H1');
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
});

test('a reloaded panel comes back to the place where it was', () => {
  render(<App link={sampleLink({ ...sample('usual'), place: { screen: 'people', id: null } })} />);
  expect(screen.getByRole('heading', { level: 1, name: 'People and devices' })).toBeTruthy();
});

test('a place that this version does not know shows Today', () => {
  render(
    <App link={sampleLink({ ...sample('usual'), place: { screen: 'constructor', id: 'x' } })} />,
  );
  expect(screen.getByRole('heading', { level: 1, name: 'Today' })).toBeTruthy();
});

test('the lock is a button and a key', () => {
  const link = sampleLink(sample('usual'));
  render(<App link={link} />);
  fireEvent.click(screen.getByRole('button', { name: 'Lock' }));
  fireEvent.keyDown(document.body, { code: 'KeyL', key: 'L', ctrlKey: true, shiftKey: true });
  expect(link.given.map(({ name }) => name)).toEqual(['lock', 'lock']);
});

test('Alt and a number goes to that part', () => {
  render(<App link={sampleLink(sample('usual'))} />);
  fireEvent.keyDown(document.body, { code: 'Digit3', key: '3', altKey: true });
  expect(screen.getByRole('link', { name: 'Transfers' }).getAttribute('aria-current')).toBe('page');
  fireEvent.keyDown(document.body, { code: 'Digit2', key: '2', altKey: true, ctrlKey: true });
  expect(screen.getByRole('link', { name: 'Transfers' }).getAttribute('aria-current')).toBe('page');
});

test('going offline is said once in the live region, and shown in the strip', () => {
  const link = sampleLink(sample('usual'));
  render(<App link={link} />);
  expect(screen.getByRole('status').textContent).toBe('');
  act(() => {
    link.show({ app: () => ({ ...openApp, sync: offline }) });
  });
  expect(screen.getByRole('status').textContent).toBe('Offline. 4 changes saved on this device.');
  expect(within(screen.getByRole('banner')).getByText('Offline')).toBeTruthy();
});

test('what comes in never moves the focus', () => {
  const link = sampleLink({ ...sample('usual'), place: { screen: 'invite', id: null } });
  render(<App link={link} />);
  const box = screen.getByRole('checkbox', { name: 'They can invite and remove people too' });
  box.focus();
  act(() => {
    link.show({ app: () => ({ ...openApp, overdue: 7, sync: offline }) });
  });
  expect(document.activeElement).toBe(box);
});

test('a notebook that cannot be opened says why', () => {
  render(<App link={sampleLink(sample('broken'))} />);
  expect(
    screen.getByRole('heading', { level: 1, name: 'There is a problem with the notebook' }),
  ).toBeTruthy();
  expect(screen.getByText(/newer version/u)).toBeTruthy();
});
