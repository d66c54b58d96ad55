// @vitest-environment happy-dom
/** The secondment screens as a person meets them: by role and label. */
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { AddSecondment } from '@/components/secondment/add-secondment';
import { DutyPage } from '@/components/secondment/duty';
import { SecondmentPage } from '@/components/secondment/secondment';
import { Secondments } from '@/components/secondment/secondments';
import { CalendarDay } from '@/lib/domain/calendar';
import { openAt } from './places';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { openApp, todayView } from '../preview/sample-notebook';
import {
  sampleExtendedSecondment,
  sampleNewSecondment,
  sampleSecondment,
  sampleSecondments,
} from '../preview/sample-secondment';
import type { Place, SecondmentView } from '@/lib/session/views';

afterEach(cleanup);

const SCREENS = {
  secondments: Secondments,
  secondment: SecondmentPage,
  'add-secondment': AddSecondment,
  duty: DutyPage,
} as const;

function open(
  first: Place,
  change: Partial<Sample> = {},
): { readonly link: SampleLink; readonly places: readonly Place[] } {
  const link = sampleLink({
    views: {
      app: () => openApp,
      secondments: () => sampleSecondments,
      secondment: () => sampleSecondment,
    },
    ...change,
  });
  return { link, places: openAt(SCREENS, link, first) };
}

const type = (label: string | RegExp, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const press = (name: string | RegExp): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};
const typeDate = (day: string, month: string, year: string): void => {
  type('Day', day);
  type('Month', month);
  type('Year', year);
};
const duty = (id: string): Place => ({ screen: 'duty', id });

test('the list says who, where, how long and what comes next', () => {
  open({ screen: 'secondments', id: null });
  const rows = screen.getAllByRole('listitem');
  expect(rows[0]?.textContent).toContain('Ada Okafor');
  expect(rows[0]?.textContent).toContain('Newham. 1 February 2026 to 31 January 2028');
  expect(rows[0]?.textContent).toContain('1 overdue');
  expect(rows[0]?.textContent).toContain('20 days overdue. Waiting for you');
});

test('an empty list says what to do', () => {
  const { places } = open(
    { screen: 'secondments', id: null },
    { views: { app: () => openApp, today: () => todayView, secondments: () => [] } },
  );
  expect(screen.getByText('You have no secondments yet')).toBeTruthy();
  press('Add a secondment');
  expect(places).toEqual([{ screen: 'add-secondment', id: null }]);
});

test('a secondment is added question by question, and says how many dates it brings', async () => {
  const { link, places } = open(
    { screen: 'add-secondment', id: null },
    { answers: { addSecondment: { state: 'done', id: 'secondment.new', value: null } } },
  );
  await screen.findByRole('heading', { name: 'Who is being seconded?' });
  type('Probation officer', '+new');
  type('Full name', 'Alice Moreau');
  press('Continue');
  await screen.findByRole('heading', { name: 'Which YOT are they going to?' });
  type('YOT', 'team.newham');
  press('Continue');
  await screen.findByRole('heading', { name: 'When does the secondment start?' });
  typeDate('1', '2', '2027');
  press('Continue');
  await screen.findByLabelText('24 months, to 31 January 2029');
  press('Continue');
  await screen.findByRole('heading', { name: 'Who is the YOT line manager?' });
  type('YOT line manager', '+nobody');
  press('Continue');
  await screen.findByRole('heading', { name: 'Check your answers' });
  expect(screen.getByText('Alice Moreau (new)')).toBeTruthy();
  expect(screen.getByText('31 January 2029 (24 months)')).toBeTruthy();
  expect(
    screen.getByText(
      /We will add [1-9]\d* dates and a monthly sickness return\. The people in this notebook will see it\./u,
    ),
  ).toBeTruthy();
  press('Add this secondment');
  await screen.findByRole('heading', { name: 'Ada Okafor' });
  expect(link.given).toEqual([
    {
      name: 'addSecondment',
      order: {
        team: 'team.newham',
        secondee: { name: 'Alice Moreau' },
        lineManager: null,
        startsOn: '2027-02-01',
        endsOn: '2029-01-31',
        endReason: '',
        kind: 'secondment',
        protocol: '2010',
      },
    },
  ]);
  expect(places.at(-1)).toEqual({ screen: 'secondment', id: 'secondment.new|added' });
});

test('a page left empty says what is missing and takes the focus there', async () => {
  open({ screen: 'add-secondment', id: 'start' });
  await screen.findByLabelText('Day');
  press('Continue');
  const summary = await screen.findByRole('alert');
  expect(within(summary).getByText('Enter the date the secondment starts')).toBeTruthy();
  expect(document.activeElement?.contains(summary)).toBe(true);
});

test('what was typed is there again after a reload', async () => {
  open(
    { screen: 'add-secondment', id: 'start' },
    { drafts: { 'add-secondment': JSON.stringify({ startsOn: '29/2/2028', who: 'person.ada' }) } },
  );
  const year = await screen.findByLabelText('Year');
  expect(year).toHaveProperty('value', '2028');
});

test.for([
  {
    why: 'more than three years',
    endsOn: '1/2/2030',
    reason: 'A project',
    words:
      'The secondment cannot be longer than 3 years. Section 2 allows 2 years and one extension of up to 1 year',
  },
  {
    why: 'another length without a reason',
    endsOn: '31/7/2027',
    reason: '',
    words: 'Enter why the end differs from 2 years',
  },
])('$why is refused', async ({ endsOn, reason, words }) => {
  const draft = { startsOn: '1/2/2027', length: 'other', endsOn, endReason: reason };
  const { places } = open(
    { screen: 'add-secondment', id: 'end' },
    { drafts: { 'add-secondment': JSON.stringify(draft) } },
  );
  await screen.findByLabelText('Another end date');
  press('Continue');
  expect((await screen.findAllByText(words)).length).toBeGreaterThan(0);
  expect(places).toEqual([]);
});

test('an answer is changed from the last page and leads back to it', async () => {
  const { places } = open({ screen: 'add-secondment', id: 'check' });
  await screen.findByRole('heading', { name: 'Check your answers' });
  press('Change YOT');
  await screen.findByRole('heading', { name: 'Which YOT are they going to?' });
  type('YOT', 'team.hackney');
  press('Continue');
  await screen.findByRole('heading', { name: 'Check your answers' });
  expect(screen.getByText('Hackney')).toBeTruthy();
  expect(places.map(({ id }) => id)).toEqual(['yot|check', 'check']);
});

test('a refusal of the engine is said on the last page', async () => {
  const draft = {
    who: 'person.ada',
    team: 'team.newham',
    startsOn: '1/2/2027',
    manager: '+nobody',
  };
  open(
    { screen: 'add-secondment', id: 'check' },
    {
      drafts: { 'add-secondment': JSON.stringify(draft) },
      answers: {
        addSecondment: {
          state: 'refused',
          why: 'Ada Okafor is on a secondment then',
          field: 'who',
        },
      },
    },
  );
  await screen.findByRole('heading', { name: 'Check your answers' });
  press('Add this secondment');
  expect(await screen.findByText('Ada Okafor is on a secondment then')).toBeTruthy();
});

test('a record says its period, its people, its finding and what presses', () => {
  open({ screen: 'secondment', id: 'secondment.ada' });
  expect(screen.getByRole('heading', { level: 1, name: 'Ada Okafor' })).toBeTruthy();
  expect(screen.getByText('1 February 2026 to 31 January 2028 (24 months)')).toBeTruthy();
  expect(screen.getByText('You')).toBeTruthy();
  expect(
    screen.getByText('1 overdue, 1 booked, 6 to come and 10 done. Monthly returns: 9 of 24 done.'),
  ).toBeTruthy();
  expect(screen.getByRole('img').getAttribute('aria-label')).toContain('1 February 2026');
  expect(screen.getByText('Section 8. Was due 1 November 2026. Waiting for you')).toBeTruthy();
  expect(screen.getByText('Overdue', { selector: '.govuk-tag' })).toBeTruthy();
});

test('the rest of the duties is shown by group', () => {
  open({ screen: 'secondment', id: 'secondment.ada' });
  press(/^Show \d+ more$/u);
  expect(screen.getByText('First month: 7 of 8 done')).toBeTruthy();
  expect(screen.getByText('Monthly sickness returns: 9 of 24 done')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'HR policy given' })).toBeTruthy();
});

test('an extension stands in the legend', () => {
  open(
    { screen: 'secondment', id: 'secondment.extended' },
    { views: { app: () => openApp, secondment: () => sampleExtendedSecondment } },
  );
  expect(screen.getByText('extension')).toBeTruthy();
});

test('a record just added says its first date', () => {
  const view: SecondmentView = { ...sampleNewSecondment, duties: sampleSecondment.duties };
  open(
    { screen: 'secondment', id: 'secondment.jay|added' },
    { views: { app: () => openApp, secondment: () => view } },
  );
  expect(screen.getByText('Secondment added')).toBeTruthy();
  expect(screen.getAllByText(/^First date: /u)).toHaveLength(1);
});

test('a record that is gone says so', () => {
  open(
    { screen: 'secondment', id: 'secondment.gone' },
    { views: { app: () => openApp, secondment: () => null } },
  );
  expect(screen.getByRole('heading', { name: 'There is no such secondment' })).toBeTruthy();
});

test('a new end date is sent alone, with its reason', async () => {
  const { link } = open({ screen: 'secondment', id: 'secondment.ada|end-date' });
  await screen.findByLabelText('Day');
  typeDate('31', '7', '2028');
  type('Why the end differs from 2 years', 'To finish the project');
  press('Save');
  await screen.findByRole('heading', { name: 'Change this secondment' });
  expect(link.given).toEqual([
    {
      name: 'change',
      order: {
        kind: 'secondment',
        id: 'secondment.ada',
        fields: { endsOn: '2028-07-31', endReason: 'To finish the project' },
      },
    },
  ]);
});

test('an end past three years is refused', async () => {
  const { link } = open({ screen: 'secondment', id: 'secondment.ada|end-date' });
  await screen.findByLabelText('Day');
  typeDate('1', '2', '2029');
  type('Why the end differs from 2 years', 'To finish the project');
  press('Save');
  expect(await screen.findByRole('alert')).toHaveProperty(
    'textContent',
    expect.stringContaining('The secondment cannot be longer than 3 years.'),
  );
  expect(link.given).toEqual([]);
});

test('a line manager whom nobody knows is added first', async () => {
  const { link } = open(
    { screen: 'secondment', id: 'secondment.ada|line-manager' },
    { answers: { create: { state: 'done', id: 'person.bob', value: null } } },
  );
  await screen.findByLabelText('YOT line manager');
  type('YOT line manager', '+new');
  type('Full name', 'Bob Nwosu');
  press('Save');
  await screen.findByRole('heading', { name: 'Change this secondment' });
  expect(link.given.map(({ name, order }) => ({ name, order }))).toEqual([
    {
      name: 'create',
      order: { kind: 'person', fields: { name: 'Bob Nwosu', role: 'yot-line-manager' } },
    },
    {
      name: 'change',
      order: {
        kind: 'secondment',
        id: 'secondment.ada',
        fields: { lineManager: 'person.bob' },
      },
    },
  ]);
});

test('notice needs a day that has come and a name', async () => {
  open({ screen: 'secondment', id: 'secondment.ada|notice' });
  await screen.findByLabelText('Day');
  typeDate('1', '12', '2026');
  press('Save');
  const summary = await screen.findByRole('alert');
  expect(within(summary).getByText('Date of notice must be today or in the past')).toBeTruthy();
  expect(within(summary).getByText('Enter who gave notice')).toBeTruthy();
});

test('a duty that a meeting proves leads to arranging it', async () => {
  const { places } = open(duty('secondment.ada|S8.10|3'));
  expect(await screen.findByText('Overdue 20 days')).toBeTruthy();
  await screen.findByRole('button', { name: 'Book a meeting' });
  press('Book a meeting');
  expect(places).toEqual([{ screen: 'book-meeting', id: 'secondment.ada|quarterly' }]);
});

test('a duty is recorded as done with its day and proof, and can be undone', async () => {
  const { link } = open(duty('secondment.ada|S7.3|2026-11'));
  expect(await screen.findByText('Date chosen here: the protocol gives none.')).toBeTruthy();
  fireEvent.click(await screen.findByLabelText('It was done'));
  typeDate('20', '11', '2026');
  type('What shows that?', 'Nil return, sent to HR');
  press('Save');
  await screen.findByText('Marked as done.');
  press('Undo');
  await expect.poll(() => link.given.length).toBe(2);
  const about = {
    id: 'secondment.ada.S7.3.2026-11',
    secondment: 'secondment.ada',
    duty: 'S7.3',
    turn: '2026-11',
  };
  expect(link.given.map(({ order }) => order)).toEqual([
    {
      kind: 'evidence',
      fields: {
        ...about,
        state: 'done',
        doneOn: '2026-11-20',
        bookedFor: null,
        proof: 'Nil return, sent to HR',
        reason: '',
      },
    },
    {
      kind: 'evidence',
      fields: { ...about, state: 'open', doneOn: null, bookedFor: null, proof: '', reason: '' },
    },
  ]);
});

test.for([
  { choice: 'It does not apply', words: 'Enter why it does not apply' },
  { choice: 'It is booked', words: 'Enter the date it is booked for' },
  { choice: 'It was done', words: 'Enter the date it was done' },
  { choice: null, words: 'Select what happened' },
])('"$choice" alone is not enough: $words', async ({ choice, words }) => {
  const { link } = open(duty('secondment.ada|S15.1|1'));
  await screen.findByLabelText('It was done');
  if (choice !== null) fireEvent.click(screen.getByLabelText(choice));
  press('Save');
  expect(within(await screen.findByRole('alert')).getByText(words)).toBeTruthy();
  expect(link.given).toEqual([]);
});

test('a duty cannot be done in the future', async () => {
  open(duty('secondment.ada|S15.1|1'));
  fireEvent.click(await screen.findByLabelText('It was done'));
  const tomorrow = CalendarDay.parse('2026-11-22');
  expect(openApp.today < tomorrow).toBe(true);
  typeDate('22', '11', '2026');
  type('What shows that?', 'Seen');
  press('Save');
  expect(await screen.findByRole('alert')).toHaveProperty(
    'textContent',
    expect.stringContaining('Date done must be today or in the past'),
  );
});

test('a duty that is no longer there says so', () => {
  open(duty('secondment.ada|S99.9|1'));
  expect(screen.getByRole('heading', { name: 'There is no such date' })).toBeTruthy();
});

test('a duty says where it was due before the secondment was moved', async () => {
  open(duty('secondment.ada|S2.4|1'), {
    views: {
      app: () => openApp,
      secondment: () => sampleSecondment,
      movedDues: (id) =>
        id === 'secondment.ada|S2.4|1'
          ? [
              {
                dueOn: CalendarDay.parse('2028-07-31'),
                moved: 'end',
                on: CalendarDay.parse('2028-03-03'),
              },
            ]
          : [],
    },
  });
  expect(
    await screen.findByText('Was due 31 July 2028, until the end was moved on 3 March 2028.'),
  ).toBeTruthy();
});
