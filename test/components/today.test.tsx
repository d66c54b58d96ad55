// @vitest-environment happy-dom
/** Today, by what falls due. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type Sample } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';

afterEach(cleanup);

const sample = (name: string): Sample => SAMPLES[name] ?? { views: {} };
const open = (name: string) => {
  render(<App link={sampleLink(sample(name))} />);
};

test('what is overdue comes first, then the week, then what waits for others', () => {
  open('usual');
  expect(screen.getAllByRole('heading', { level: 2 }).map((each) => each.textContent)).toEqual([
    'Overdue',
    'Due in the next 7 days',
    'Waiting for others',
  ]);
  expect(screen.getByText('Saturday 21 November 2026')).toBeTruthy();
  expect(screen.getByText('20 days overdue')).toBeTruthy();
});

test('a quiet week names what comes next', () => {
  open('quiet');
  expect(screen.getByText('You have nothing due in the next 7 days.')).toBeTruthy();
  expect(
    screen.getByText(
      'Next: Quarterly three-way meeting, J Patel, Hackney, Tuesday 8 December 2026.',
    ),
  ).toBeTruthy();
});

test('a part in which nothing stands says so', () => {
  open('quiet');
  expect(screen.getAllByRole('heading', { level: 2 }).map((each) => each.textContent)).toEqual([
    'Overdue',
    'Due in the next 7 days',
    'Waiting for others',
  ]);
  expect(screen.getByText('Nothing is overdue.')).toBeTruthy();
  expect(screen.getByText('Nothing due soon is waiting for others.')).toBeTruthy();
});

test('the first run says what to do', () => {
  open('alone');
  expect(screen.getByText('You have no secondments yet')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Add a secondment' })).toBeTruthy();
  expect(screen.queryByRole('heading', { level: 2 })).toBeNull();
});

test.for(['today', 'secondments', 'transfers', 'meetings'])(
  'a guest is not offered to add what they may not, on %s',
  (screenName) => {
    render(
      <App link={sampleLink({ ...sample('guest'), place: { screen: screenName, id: null } })} />,
    );
    expect(screen.getByRole('heading', { level: 1 })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^(?:Add|Book) a/u })).toBeNull();
    expect(screen.getByRole('main').textContent).not.toMatch(/(?:Add|Book) a/u);
  },
);

test('two values for one thing are shown until someone chooses', () => {
  open('usual');
  fireEvent.click(screen.getByRole('link', { name: 'Choose which to keep' }));
  expect(screen.getByRole('heading', { level: 1, name: 'Changes to check' })).toBeTruthy();
});
