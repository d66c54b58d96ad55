// @vitest-environment happy-dom
/** Who is away, the open actions, and the setting of the daily reminder. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { sampleLink, type SampleLink } from '../preview/sample-link';
import { openApp } from '../preview/sample-notebook';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import { MayRemind } from '@/components/today/reminder-setting';

afterEach(cleanup);

const open = (screenName: string, may = true): SampleLink => {
  const usual = SAMPLES['usual'];
  if (usual === undefined) throw new Error('no sample');
  const link = sampleLink({ ...usual, place: { screen: screenName, id: null } });
  render(
    <MayRemind value={() => Promise.resolve(may)}>
      <App link={link} />
    </MayRemind>,
  );
  return link;
};
const type = (label: string, value: string, at = 0) => {
  const field = screen.getAllByLabelText(label)[at];
  if (field === undefined) throw new Error(label);
  fireEvent.change(field, { target: { value } });
};
const typeDay = (at: number, day: string, month: string, year: string) => {
  type('Day', day, at);
  type('Month', month, at);
  type('Year', year, at);
};
const [, ada, rita] = openApp.people;

describe('who is away', () => {
  test('is shown among the people, with the way to say so', () => {
    open('people');
    expect(screen.getByText(/^Ada Okafor is away until 27 November 2026/u)).toBeTruthy();
    fireEvent.click(screen.getByRole('link', { name: 'Say when somebody is away' }));
    expect(screen.getByRole('heading', { level: 1, name: 'Who is away' })).toBeTruthy();
  });

  test('is written down with the days and who covers, and no reason is asked', async () => {
    const link = open('away');
    await screen.findByRole('button', { name: 'Save' });
    expect(screen.queryByLabelText(/reason|why/iu)).toBeNull();
    type('Who is away', ada?.id ?? '');
    typeDay(0, '21', '12', '2026');
    typeDay(1, '4', '1', '2027');
    type('Who covers', rita?.id ?? '');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Saved.');
    expect(link.given).toEqual([
      {
        name: 'create',
        order: {
          kind: 'away',
          fields: { person: ada?.id, from: '2026-12-21', to: '2027-01-04', coveredBy: rita?.id },
        },
      },
    ]);
  });

  test('is asked for again where answers are missing or do not fit', async () => {
    const link = open('away');
    fireEvent.click(await screen.findByRole('button', { name: 'Save' }));
    for (const words of [
      'Choose who is away',
      'Enter the first day away',
      'Enter the last day away',
    ]) {
      expect(screen.getByRole('link', { name: words })).toBeTruthy();
    }
    type('Who is away', ada?.id ?? '');
    type('Who covers', ada?.id ?? '');
    typeDay(0, '21', '12', '2026');
    typeDay(1, '20', '12', '2026');
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    for (const words of [
      'Last day away must be the same as or after the first day',
      'Choose somebody else to cover',
    ]) {
      expect(screen.getByRole('link', { name: words })).toBeTruthy();
    }
    expect(link.given).toEqual([]);
  });

  test('is taken back', async () => {
    const link = open('away');
    fireEvent.click(screen.getByRole('button', { name: /^Remove/u }));
    await screen.findByText('Removed.');
    expect(link.given).toEqual([{ name: 'remove', order: { kind: 'away', id: 'away.ada' } }]);
  });
});

test('open actions say when, whose and in which notebook, and lead there', () => {
  const link = open('more');
  fireEvent.click(screen.getByRole('link', { name: 'Actions' }));
  expect(
    screen.getByText(
      'Due 24 November 2026, in 3 days. Quarterly three-way meeting, A Okafor, Newham. Waiting for you',
    ),
  ).toBeTruthy();
  expect(
    screen.getByText(/^No date\. .* Waiting for R Mensah\. In Hackney notebook$/u),
  ).toBeTruthy();
  fireEvent.click(screen.getByRole('link', { name: 'Ask for a second key' }));
  expect(link.given).toEqual([{ name: 'chooseNotebook', order: { id: 'n2' } }]);
});

describe('the daily reminder', () => {
  test('is off, and is kept once the browser allows it', async () => {
    const link = open('settings');
    const choice = screen.getByLabelText<HTMLSelectElement>(/^Remind me/u);
    expect(choice.value).toBe('');
    fireEvent.change(choice, { target: { value: '08:30' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save reminder' }));
    await screen.findByText('You are reminded at 8:30am.');
    expect(link.given).toEqual([{ name: 'setReminder', order: { at: '08:30' } }]);
  });

  test('is not kept where the browser does not allow it', async () => {
    const link = open('settings', false);
    fireEvent.change(screen.getByLabelText(/^Remind me/u), { target: { value: '08:30' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save reminder' }));
    expect(await screen.findByText(/^Your browser does not let/u)).toBeTruthy();
    expect(link.given).toEqual([]);
  });
});
