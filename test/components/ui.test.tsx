// @vitest-environment happy-dom
/** The base parts: dates as typed, forms and their summaries, drafts that outlive a reload. */
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import * as fc from 'fast-check';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink } from '../preview/sample-link';
import { Button } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { datePart, readDate, typedDay, withDatePart } from '@/components/ui/date-parts';
import { dueWords } from '@/components/ui/due';
import { SummaryList } from '@/components/ui/facts';
import { errorOf, problem, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { PasswordInput, TextInput } from '@/components/ui/text-fields';
import { LinkContext, useDraft } from '@/components/use-link';
import { addDays, CalendarDay } from '@/lib/domain/calendar';

afterEach(cleanup);

test.for([
  ['24/11/2026', { state: 'day', day: '2026-11-24' }],
  [' 4 / 3 /2027', { state: 'day', day: '2027-03-04' }],
  ['29/2/2028', { state: 'day', day: '2028-02-29' }],
  ['', { state: 'empty' }],
  ['//', { state: 'empty' }],
  ['29/2/2027', { state: 'wrong', why: 'Start date must be a real date' }],
  ['31/4/2027', { state: 'wrong', why: 'Start date must be a real date' }],
  ['0/4/2027', { state: 'wrong', why: 'Start date must be a real date' }],
  ['4/13/2027', { state: 'wrong', why: 'Start date must be a real date' }],
  ['four/4/2027', { state: 'wrong', why: 'Start date must be a real date' }],
  ['24/11/', { state: 'wrong', why: 'Start date must include a year' }],
  ['//2026', { state: 'wrong', why: 'Start date must include a day and month' }],
  ['24/11/26', { state: 'wrong', why: 'Year must include 4 numbers' }],
] as const)('a date typed as %s is read as it should be', ([typed, read]) => {
  expect(readDate(typed, 'Start date')).toEqual(read);
});

test('every day that is shown in the boxes is read back as the same day', () => {
  const start = CalendarDay.parse('1990-01-01');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000 }), (days) => {
      const day = addDays(start, days);
      expect(readDate(typedDay(day), 'Date')).toEqual({ state: 'day', day });
    }),
  );
});

test('what is typed in one box never reaches another', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (day, year) => {
      const typed = withDatePart(withDatePart('', 'day', day), 'year', year);
      expect(datePart(typed, 'day')).toBe(day.replaceAll('/', ''));
      expect(datePart(typed, 'month')).toBe('');
      expect(datePart(typed, 'year')).toBe(year.replaceAll('/', ''));
    }),
  );
});

test.for([
  [{ word: 'Overdue', days: 1, on: null }, '1 day overdue'],
  [{ word: 'Overdue', days: 20, on: null }, '20 days overdue'],
  [{ word: 'Due today', days: 0, on: null }, 'today'],
  [{ word: 'Due soon', days: 3, on: null }, 'in 3 days'],
  [{ word: 'Due soon', days: 1, on: null }, 'in 1 day'],
  [{ word: 'Due soon', days: 0, on: null }, 'today'],
  [{ word: 'Due soon', days: -1, on: null }, 'was due yesterday'],
  [{ word: 'Due soon', days: -3, on: null }, 'was due 3 days ago'],
  [{ word: 'Not due yet', days: 40, on: null }, 'in 40 days'],
  [{ word: 'Booked', days: null, on: CalendarDay.parse('2026-11-24') }, 'booked for 24 Nov'],
  [{ word: 'Done late', days: null, on: null }, 'done late'],
] as const)('the status %o reads as %s', ([status, words]) => {
  expect(dueWords(status)).toBe(words);
});

function Question({ onDone }: { readonly onDone: () => void }) {
  const [name, setName] = useState('');
  const [day, setDay] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        const found = [
          ...problem(name === '', 'name', 'Enter your name'),
          ...problem(day === '', 'day', 'Enter the date'),
        ];
        setErrors(found);
        if (found.length === 0) {
          onDone();
        }
      }}
    >
      <TextInput
        id="name"
        label="Your name"
        value={name}
        onChange={setName}
        error={errorOf(errors, 'name')}
      />
      <DateInput
        id="day"
        label="When?"
        value={day}
        onChange={setDay}
        error={errorOf(errors, 'day')}
      />
      <Button>Continue</Button>
    </Form>
  );
}

test('a form with errors focuses its summary, which leads to the fields', () => {
  let done = 0;
  render(
    <Question
      onDone={() => {
        done += 1;
      }}
    />,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
  expect(done).toBe(0);
  expect(document.activeElement?.textContent).toContain('There is a problem');
  expect(screen.getByLabelText('Your name').getAttribute('aria-invalid')).toBe('true');
  fireEvent.click(screen.getByRole('link', { name: 'Enter the date' }));
  expect(document.activeElement).toBe(screen.getByLabelText('Day'));

  fireEvent.change(screen.getByLabelText('Your name'), { target: { value: 'Ada' } });
  fireEvent.change(screen.getByLabelText('Month'), { target: { value: '11' } });
  fireEvent.keyDown(screen.getByLabelText('Year'), { key: 'Enter', ctrlKey: true });
  expect(done).toBe(1);
  expect(screen.queryByText('There is a problem')).toBeNull();
});

test('a passphrase can be shown', () => {
  render(
    <PasswordInput id="p" label="Passphrase" value="four words at least" onChange={() => {}} />,
  );
  const field = screen.getByLabelText('Passphrase');
  expect(field.getAttribute('type')).toBe('password');
  fireEvent.click(screen.getByRole('button', { name: 'Show passphrase' }));
  expect(field.getAttribute('type')).toBe('text');
});

test('radios answer by their words and show what belongs to the chosen one', () => {
  let chosen = '';
  const choices = [
    { value: 'a', text: 'This date' },
    { value: 'b', text: 'Another date', more: <p>Which?</p> },
  ];
  const view = render(
    <Radios
      id="r"
      label="Which date?"
      value=""
      choices={choices}
      onChange={(value) => {
        chosen = value;
      }}
    />,
  );
  expect(screen.queryByText('Which?')).toBeNull();
  fireEvent.click(screen.getByRole('radio', { name: 'Another date' }));
  expect(chosen).toBe('b');
  view.rerender(
    <Radios id="r" label="Which date?" value="b" choices={choices} onChange={() => {}} />,
  );
  expect(screen.getByText('Which?')).toBeTruthy();
});

test('a fact that nobody wrote down says so', () => {
  render(<SummaryList facts={[{ key: 'Grade', value: '' }]} />);
  expect(screen.getByText('Not recorded')).toBeTruthy();
});

function Draft() {
  const draft = useDraft('test', { one: '', two: 'as it was' });
  return draft.isReady ? (
    <>
      <TextInput
        id="one"
        label="One"
        value={draft.values.one}
        onChange={(value) => {
          draft.set('one', value);
        }}
      />
      <p>{draft.values.two}</p>
      <button type="button" onClick={draft.clear}>
        Clear
      </button>
    </>
  ) : null;
}

test('what was typed is there after a reload and gone after it was sent', async () => {
  const link = sampleLink({ views: {} });
  const panel = (
    <LinkContext value={link}>
      <Draft />
    </LinkContext>
  );
  const first = render(panel);
  fireEvent.change(await screen.findByLabelText('One'), { target: { value: 'half a name' } });
  first.unmount();
  const second = render(panel);
  expect(await screen.findByDisplayValue('half a name')).toBeTruthy();
  expect(screen.getByText('as it was')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
  second.unmount();
  render(panel);
  await waitFor(() => {
    expect(screen.getByLabelText('One')).toHaveProperty('value', '');
  });
});

test.for(['not json', '[1,2]', '"text"', '{"one":7,"three":"x"}', 'null'])(
  'a kept draft that reads %s is an empty draft',
  async (kept) => {
    render(
      <LinkContext value={sampleLink({ views: {}, drafts: { test: kept } })}>
        <Draft />
      </LinkContext>,
    );
    expect(await screen.findByLabelText('One')).toHaveProperty('value', '');
  },
);
