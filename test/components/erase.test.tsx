// @vitest-environment happy-dom
/** Erasing for good, and legal hold. */
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type SampleLink } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import type { ErasingView } from '@/lib/session/views';

afterEach(cleanup);

const usual = SAMPLES['usual'] ?? { views: {} };
const open = (screenName: string, id: string | null): SampleLink => {
  const link = sampleLink({ ...usual, place: { screen: screenName, id } });
  render(<App link={link} />);
  return link;
};
const press = async (name: string | RegExp): Promise<void> => {
  fireEvent.click(await screen.findByRole('button', { name }));
};
const heading = (name: string): Promise<HTMLElement> =>
  screen.findByRole('heading', { level: 1, name });

test('erasing says what goes and what lies outside, and asks for a confirmation', async () => {
  const link = open('erase', 'transfer/transfer.jb');
  await heading('Erase this for good');
  expect(screen.getByText('2 meetings with their notes')).toBeTruthy();
  for (const words of [/Copies that people have taken/u, /Backups/u, /Parts of a disk/u]) {
    expect(screen.getByText(words)).toBeTruthy();
  }
  await press('Erase for good');
  expect(
    screen.getByRole('link', { name: 'Confirm that this transfer is no longer needed' }),
  ).toBeTruthy();
  expect(link.given).toEqual([]);
  fireEvent.click(screen.getByRole('checkbox', { name: /I may erase it/u }));
  await press('Erase for good');
  expect(link.given).toEqual([{ name: 'erase', order: { kind: 'transfer', id: 'transfer.jb' } }]);
});

test('each device that has erased it is shown, as it happens', async () => {
  const link = open('erase', 'transfer/transfer.old');
  await heading('Erasing');
  expect(screen.getByText('3 of 4 devices have erased it.')).toBeTruthy();
  const before = usual.views.erasing?.('transfer/transfer.old') ?? null;
  if (before === null) throw new Error('the sample has no erasing');
  const done: ErasingView = {
    ...before,
    state: 'done',
    devices: before.devices.map((device) => ({ ...device, hasErased: true })),
  };
  act(() => {
    link.show({ erasing: () => done });
  });
  await heading('Erased for good');
  const list = screen.getByRole('list', { name: 'Which devices have erased it' });
  expect(within(list).getAllByText('Erased')).toHaveLength(4);
});

test('what is on hold is not erased', async () => {
  open('erase', 'transfer/transfer.held');
  expect(await screen.findByText(/Transfers are on hold/u)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Erase for good' })).toBeNull();
});

test('a hold is set and ended part by part', async () => {
  const link = open('parts', null);
  await press('Put on hold for Ada Okafor, Newham');
  await press('End the hold for Transfers');
  expect(link.given).toEqual([
    { name: 'setHold', order: { section: 'secondment/s1', isOn: true } },
    { name: 'setHold', order: { section: 'transfers', isOn: false } },
  ]);
  fireEvent.click(screen.getByRole('link', { name: 'A transfer: being erased' }));
  await heading('Erasing');
});
