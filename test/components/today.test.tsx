// @vitest-environment happy-dom
/** Today, by what falls due. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
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

const openTwo = (answers: Sample['answers'] = {}) => {
  const link = sampleLink({ ...sample('two notebooks'), answers });
  render(<App link={link} />);
  return link;
};

test('a row of another notebook says so, and its notebook is opened before its place', () => {
  const link = openTwo();
  expect(screen.getByText('In Hackney notebook')).toBeTruthy();
  fireEvent.click(screen.getByRole('link', { name: 'Quarterly three-way meeting' }));
  expect(link.given).toEqual([{ name: 'chooseNotebook', order: { id: 'n2' } }]);
  // The screens of the other notebook come with its view; until then nothing of it is asked for here.
  expect(screen.getByRole('heading', { level: 1, name: 'Today' })).toBeTruthy();
});

test('with one notebook no row says which', () => {
  open('usual');
  expect(screen.queryByText(/^In /u)).toBeNull();
});

test('who is away stands at the top, and who covers beside what waits for them', () => {
  openTwo();
  expect(
    screen.getByText('Ada Okafor is away until 27 November 2026. Rita Mensah covers.'),
  ).toBeTruthy();
  expect(
    screen.getAllByText(/Waiting for Rita Mensah\. Rita Mensah is away .* Sam Lee covers/u),
  ).toHaveLength(2);
});

test('what is due is saved as a calendar file', async () => {
  const made = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:calendar');
  const link = openTwo({ calendarFile: { state: 'done', id: null, value: 'BEGIN:VCALENDAR' } });
  fireEvent.click(screen.getByText('Add these dates to your calendar'));
  fireEvent.click(screen.getByRole('button', { name: 'Save what waits for you' }));
  await vi.waitFor(() => {
    expect(made).toHaveBeenCalledOnce();
  });
  expect(link.given).toEqual([{ name: 'calendarFile', order: { what: 'mine', id: null } }]);
  made.mockRestore();
});

test('that nothing has a date is said', async () => {
  openTwo({ calendarFile: { state: 'refused', why: 'Nothing here has a date.', field: null } });
  fireEvent.click(screen.getByText('Add these dates to your calendar'));
  fireEvent.click(screen.getByRole('button', { name: 'Save everything' }));
  expect(await screen.findByText('Nothing here has a date.')).toBeTruthy();
});
