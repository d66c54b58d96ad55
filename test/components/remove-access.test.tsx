// @vitest-environment happy-dom
/** One person, removing access in one flow, who has been told, what was set aside, starting again. */
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { removedLee, told } from '../preview/sample-notebook';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';
import { newsWords, removedWords, toldCount } from '@/components/people/people-words';
import { heldWords } from '@/components/people/remove-access';
import type { HeldView, NewsView, RemovalView } from '@/lib/session/views';

afterEach(cleanup);

const usual = SAMPLES['usual'] ?? { views: {} };
const open = (screenName: string, id: string | null, change: Partial<Sample> = {}): SampleLink => {
  const link = sampleLink({ ...usual, place: { screen: screenName, id }, ...change });
  render(<App link={link} />);
  return link;
};
const press = async (name: string | RegExp): Promise<void> => {
  fireEvent.click(await screen.findByRole('button', { name }));
};
const heading = (name: string): Promise<HTMLElement> =>
  screen.findByRole('heading', { level: 1, name });

const news = (change: Partial<NewsView>): NewsView => ({
  key: 'n',
  kind: 'device added',
  who: 'Sam Green',
  by: null,
  at: Date.UTC(2026, 10, 20, 15),
  ...change,
});

test.for<readonly [Partial<NewsView>, string]>([
  [{}, 'Sam Green added another device on 20 November 2026.'],
  [{ kind: 'joined' }, 'Sam Green joined on 20 November 2026.'],
  [{ kind: 'joined', by: 'Rita Mensah' }, 'Rita Mensah let Sam Green in on 20 November 2026.'],
  [
    { kind: 'joined', who: 'You', by: 'Rita Mensah' },
    'Rita Mensah let you in on 20 November 2026.',
  ],
  [{ kind: 'person removed', by: 'You' }, 'You removed access for Sam Green on 20 November 2026.'],
  [{ kind: 'device removed', by: 'Sam Green' }, 'Sam Green removed a device on 20 November 2026.'],
  [{ kind: 'device removed', by: 'You' }, 'You removed a device of Sam Green on 20 November 2026.'],
  [
    { kind: 'device removed', who: 'You', by: 'Rita Mensah' },
    'Rita Mensah removed a device of yours on 20 November 2026.',
  ],
  [
    { kind: 'two changes', who: 'You' },
    'There may be two copies of a device of yours since 20 November 2026.',
  ],
  [{ kind: 'device added', who: 'You' }, 'You added another device on 20 November 2026.'],
  [
    { kind: 'may invite', by: 'You' },
    'Sam Green can invite and remove people since 20 November 2026, by you.',
  ],
  [{ kind: 'recovery code used' }, 'Sam Green used a recovery code on 20 November 2026.'],
])('the news %o reads as one sentence', ([change, words]) => {
  expect(newsWords(news(change))).toBe(words);
});

test('who has been told is counted in words', () => {
  expect(toldCount(told)).toBe('3 of 4 devices have been told');
  expect(toldCount(told.slice(0, 2))).toBe('All 2 devices have been told');
  expect(toldCount(told.slice(2))).toBe('1 of 2 devices has been told');
  expect(toldCount([])).toBe('No other device is in this notebook');
  expect(removedWords(removedLee)).toBe('Removed by you on 20 November 2026');
});

test('what someone holds is counted by kind', () => {
  const held = (kind: HeldView['kind'], id: string): HeldView => ({ kind, id, title: id, as: '' });
  expect(heldWords([held('action', 'a'), held('secondment', 'b'), held('action', 'c')])).toBe(
    '1 secondment and 2 open actions',
  );
});

test('People and devices shows the news, who was removed and how many have been told', () => {
  open('people', null);
  expect(screen.getByText('Sam Green added another device on 20 November 2026.')).toBeTruthy();
  const removed = screen.getByRole('region', { name: 'Removed' });
  expect(removed.textContent).toContain('Lee Brown');
  expect(removed.textContent).toContain('Removed by you on 20 November 2026.');
  expect(within(removed).getByText('3 of 4 devices have been told')).toBeTruthy();
});

test('a person’s page lets people be appointed, and removed', async () => {
  const link = open('person', 'person.rita');
  await press('Stop that Rita Mensah can invite and remove people');
  await press('Allow that Rita Mensah reads the log of who did what');
  expect(link.given).toEqual([
    { name: 'setKeeper', order: { person: 'person.rita', may: false } },
    { name: 'setAuditor', order: { person: 'person.rita', may: true } },
  ]);
  await press('Remove access for Rita Mensah');
  await heading('You are about to remove Rita Mensah');
});

test('a refusal of the engine is shown on the person’s page', async () => {
  const why = 'A notebook needs someone who can invite and remove people.';
  open('person', 'person.rita', { answers: { setKeeper: { state: 'refused', why, field: null } } });
  await press('Stop that Rita Mensah can invite and remove people');
  expect(await screen.findByText(why)).toBeTruthy();
});

test('access is removed in one flow that names the successor', async () => {
  const link = open('remove-access', 'person.rita');
  await press('Continue');
  await heading('Who takes over');
  await press('Continue');
  expect(screen.getByRole('link', { name: 'Choose who takes over from Rita' })).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Ada Okafor' }));
  await press('Continue');
  await heading('Check before you remove access');
  expect(screen.getByText('1 secondment, 1 transfer and 1 open action')).toBeTruthy();
  expect(screen.getByText(/A copy that was already taken cannot be recalled/u)).toBeTruthy();
  expect(link.given).toEqual([]);
  await press('Remove access');
  expect(link.given).toEqual([
    { name: 'removeAccess', order: { person: 'person.rita', successor: 'person.ada' } },
  ]);
});

test('what is held may be left with nobody, and the answer changed on the last page', async () => {
  const link = open('remove-access', 'person.rita');
  await press('Continue');
  fireEvent.click(screen.getByRole('radio', { name: 'Ada Okafor' }));
  await press('Continue');
  await press('Change who takes over');
  await heading('Who takes over');
  fireEvent.click(screen.getByRole('radio', { name: 'Nobody yet' }));
  await press('Continue');
  await press('Remove access');
  expect(link.given).toEqual([
    { name: 'removeAccess', order: { person: 'person.rita', successor: null } },
  ]);
});

test('nobody is asked for where nothing is held', async () => {
  open('remove-access', 'person.ada');
  await press('Continue');
  await heading('Check before you remove access');
  expect(screen.queryByText('Takes over')).toBeNull();
});

test('after the removal each device shows, live, whether it has been told', async () => {
  const link = open('remove-access', 'person.lee');
  await heading('Lee Brown no longer has access');
  const list = (): HTMLElement => screen.getByRole('list', { name: 'Who has been told' });
  expect(within(list()).getByText('Not told yet')).toBeTruthy();
  expect(screen.getByText(/may go on sharing its own changes with Lee/u)).toBeTruthy();
  const before = usual.views.removal?.('person.lee') ?? null;
  if (before === null) throw new Error('the sample has no removal');
  const after: RemovalView = {
    ...before,
    removed: { ...removedLee, told: told.map((device) => ({ ...device, isTold: true })) },
  };
  act(() => {
    link.show({ removal: () => after });
  });
  expect(within(list()).queryByText('Not told yet')).toBeNull();
  expect(screen.getByText('All 4 devices have been told.')).toBeTruthy();
});

test('someone who cannot be removed is not, and the way out is named', async () => {
  open('remove-access', 'person.priya');
  expect(await screen.findByText(/You are the only person who can invite/u)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Remove access' })).toBeNull();
  expect(screen.getByRole('link', { name: 'Start again without someone' })).toBeTruthy();
});

test('a change that does harm can be looked at and left out', async () => {
  const link = open('apart', null);
  const [, harmful] = await screen.findAllByRole('link', { name: /A change that stops/u });
  expect(screen.getAllByText('Kept apart')).toHaveLength(2);
  fireEvent.click(
    screen.getAllByRole('link', { name: /A change that stops/u })[0] ?? document.body,
  );
  expect(harmful).toBeTruthy();
  expect(await screen.findByText(/Progress since July/u)).toBeTruthy();
  await press('Leave this change out');
  expect(link.given).toEqual([{ name: 'leaveOut', order: { letter: 'l2' } }]);
});

test('what followed a change that was left out is there to copy', async () => {
  open('apart', 'l3');
  const text = await screen.findByLabelText('What followed the change');
  expect(text).toHaveProperty('value', expect.stringContaining('Ada has met the court team'));
  expect(screen.queryByRole('button', { name: 'Leave this change out' })).toBeNull();
});

test('what a removed device wrote can be counted again', async () => {
  const link = open('apart', null);
  fireEvent.click(await screen.findByRole('link', { name: /12 changes by Alice Sample/u }));
  await press('Count them again');
  expect(link.given).toEqual([{ name: 'takeBack', order: { device: 'd4' } }]);
});

test('starting again asks whom to leave out and for a name', async () => {
  const link = open('start-again', null);
  await press('Make the new notebook');
  expect(screen.getByRole('link', { name: 'Choose who to leave out' })).toBeTruthy();
  expect(screen.queryByRole('checkbox', { name: 'Jo Patel' })).toBeNull();
  fireEvent.click(screen.getByRole('checkbox', { name: 'Rita Mensah' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Sam Green' }));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Sam Green' }));
  fireEvent.change(screen.getByLabelText('Name of the new notebook'), {
    target: { value: ' Newham 2 ' },
  });
  await press('Make the new notebook');
  expect(link.given).toEqual([
    { name: 'startAgain', order: { without: ['person.rita'], notebookName: 'Newham 2' } },
  ]);
});
