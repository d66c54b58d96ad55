// @vitest-environment happy-dom
/** The meeting screens over sample views: what they show, what they order, what they refuse. */
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { LinkContext } from '@/components/use-link';
import { BookMeeting } from '@/components/meeting/book-meeting';
import { MeetingPage } from '@/components/meeting/meeting';
import { clockFrom, timeWords, weekdayTimeWords } from '@/components/meeting/meeting-words';
import { Meetings } from '@/components/meeting/meetings';
import { noteReferences } from '@/components/meeting/note-references';
import { CalendarDay } from '@/lib/domain/calendar';
import { Action } from '@/lib/domain/meeting';
import { Person } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import type { Link } from '@/lib/link/link';
import type { Place, SecondmentRow, TransferRow } from '@/lib/session/views';
import { sampleLink, type Sample, type SampleLink, type SampleViews } from '../preview/sample-link';
import { fillNote, roomViews } from '../preview/sample-meeting';
import { todayView } from '../preview/sample-notebook';

afterEach(cleanup);

const day = (text: string): CalendarDay => CalendarDay.parse(text);
const person = (id: string, name: string): Person => Person.parse({ id, name, role: 'other' });
const priya = person('person.priya', 'Priya Shah');
const people = [priya, person('person.ada', 'Ada Okafor'), person('person.rita', 'Rita Mensah')];

const secondment: SecondmentRow = {
  id: 'secondment.ada',
  name: 'Ada Okafor',
  team: 'Newham',
  startsOn: day('2026-02-01'),
  endsOn: day('2028-01-31'),
  overdue: 0,
  next: null,
};
const transfer: TransferRow = {
  id: 'transfer.jb',
  reference: 'JB-0412',
  team: 'Newham',
  step: 'Pack',
  turns18On: day('2027-02-14'),
  next: null,
  packSent: 2,
  packAll: 5,
};
const views: SampleViews = {
  app: () => ({
    stage: 'open',
    me: priya,
    today: day('2026-11-24'),
    notebook: { id: 'n1', name: 'Newham' },
    notebooks: [],
    mayInvite: true,
    lockAfterMinutes: 15,
    sync: {
      here: [],
      otherDevices: 1,
      unsent: 0,
      meetingPoint: 'none set',
      savedAt: null,
      storage: 'ok',
      problems: 0,
    },
    overdue: 0,
    toCheck: 0,
    join: null,
    removed: null,
    recovery: 'checked',
    isAuditor: false,
    asksReasons: false,
    teams: [],
    people,
  }),
  today: () => todayView,
  secondments: () => [secondment],
  transfers: () => ({ rows: [transfer], steps: [], monthsTo18: [] }),
  ...roomViews,
};

interface Shown {
  readonly link: SampleLink;
  /** Bookings: the sample link takes any order with a place for a change of screen. */
  readonly given: readonly unknown[];
  readonly places: readonly Place[];
}
const show = async (
  Screen: typeof MeetingPage,
  id: string | null,
  sample: Partial<Sample> = {},
): Promise<Shown> => {
  const link = sampleLink({ views, note: fillNote, ...sample });
  const places: Place[] = [];
  const given: unknown[] = [];
  const order: Link['order'] = (name, order) => {
    if (name !== 'bookMeeting') return link.order(name, order);
    given.push({ name, order });
    return Promise.resolve({ state: 'done', id: 'meeting.new', value: null });
  };
  await act(async () => {
    render(
      <LinkContext value={{ ...link, order }}>
        <Screen id={id} go={(place) => places.push(place)} />
      </LinkContext>,
    );
    await Promise.resolve();
  });
  return { link, given, places };
};
const press = async (name: string | RegExp): Promise<void> => {
  await act(async () => {
    fireEvent.click(screen.getByRole('button', { name }));
    await Promise.resolve();
  });
};
/** The page behind a form is hidden and has labels of its own. */
const field = (label: string): HTMLElement => {
  const found = screen
    .getAllByLabelText(label)
    .find((element) => element.closest('[hidden]') === null);
  if (found === undefined) throw new Error(`no field is shown for ${label}`);
  return found;
};
const type = (label: string, value: string): void => {
  fireEvent.change(field(label), { target: { value } });
};
const typeDate = (date: string, month: string, year: string): void => {
  type('Day', date);
  type('Month', month);
  type('Year', year);
};

test('meetings stand under Next and Past, and one that passed says that it was not marked as held', async () => {
  const { places } = await show(Meetings, null);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Meetings');
  const [next, past] = screen.getAllByRole('list');
  expect(within(next ?? document.body).getAllByRole('listitem')).toHaveLength(3);
  expect(within(past ?? document.body).getByText('Not marked as held')).toBeDefined();
  fireEvent.click(screen.getByRole('link', { name: 'Exit meeting' }));
  await press('Book a meeting');
  expect(places).toEqual([
    { screen: 'meeting', id: 'meeting.exit' },
    { screen: 'book-meeting', id: null },
  ]);
});

test('with no meetings, both lists say so', async () => {
  await show(Meetings, null, { views: { ...views, meetings: () => ({ coming: [], past: [] }) } });
  expect(screen.getByText('No meetings booked')).toBeDefined();
  expect(screen.getByText('No meetings recorded')).toBeDefined();
});

test('booking asks each missing question once and leads to it', async () => {
  const { link } = await show(BookMeeting, null);
  await press('Book the meeting');
  const summary = within(screen.getByRole('alert'));
  expect(summary.getAllByRole('link').map((each) => each.textContent)).toEqual([
    'Choose who or what the meeting is about',
    'Choose the kind of meeting',
    'Enter the date of the meeting',
    'Enter the time it starts, like 2pm or 14:30',
  ]);
  expect(link.given).toEqual([]);
});

test('a meeting is booked with its kind, and the page of that meeting opens', async () => {
  const { given, places } = await show(BookMeeting, 'secondment.ada|quarterly');
  expect(screen.getByText(/Who attends/u).closest('p')?.textContent).toContain(
    'Liaison Senior Probation Officer',
  );
  typeDate('8', '12', '2026');
  type('Time it starts', '2.30pm');
  type('Place (optional)', 'Room 4');
  await press('Book the meeting');
  expect(given).toEqual([
    {
      name: 'bookMeeting',
      order: {
        kind: 'quarterly',
        about: 'secondment.ada',
        startsAt: '2026-12-08T14:30',
        place: 'Room 4',
      },
    },
  ]);
  expect(places).toEqual([{ screen: 'meeting', id: 'meeting.new' }]);
});

test('only the kinds of a transfer are offered for a transfer', async () => {
  await show(BookMeeting, 'transfer.jb');
  const kinds = within(screen.getByLabelText('Kind of meeting')).getAllByRole('option');
  expect(kinds.map((each) => each.textContent)).toEqual([
    'Choose one',
    'Transfer planning meeting',
    'Introduction meeting',
    'Three-way handover meeting',
    'Review after transfer',
  ]);
});

test('a meeting shows its notes in an editor with its name, and what was agreed', async () => {
  await show(MeetingPage, 'meeting.quarterly-4');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('24 November 2026, 2pm');
  const notes = screen.getByRole('textbox', {
    name: 'Notes for Quarterly three-way meeting, 24 November 2026, 2pm',
  });
  expect(notes.textContent).toContain('Working with 11 young people.');
  await waitFor(() => {
    expect(notes.textContent).toContain('Action: Book OASys refresher (Ada Okafor, by 12 Dec)');
  });
  expect(screen.getByText('Overdue')).toBeDefined();
  expect(screen.getByText('Saved on this device at 2:14pm')).toBeDefined();
});

test('attendance, agenda and actions are each one small change', async () => {
  const { link } = await show(MeetingPage, 'meeting.quarterly-4');
  await act(async () => {
    type('Priya Shah', 'apologies');
    fireEvent.click(screen.getByLabelText('3. Training'));
    fireEvent.click(screen.getByLabelText('Book OASys refresher'));
    fireEvent.click(screen.getByLabelText('Send the October sickness return'));
    await Promise.resolve();
  });
  expect(link.given).toEqual([
    {
      name: 'change',
      order: {
        kind: 'attendance',
        id: 'meeting.quarterly-4.person.priya',
        fields: { state: 'apologies' },
      },
    },
    {
      name: 'change',
      order: {
        kind: 'agendaItem',
        id: 'meeting.quarterly-4.agenda-2',
        fields: { discussed: true },
      },
    },
    {
      name: 'change',
      order: { kind: 'action', id: 'action.oasys', fields: { doneOn: '2026-11-24' } },
    },
    { name: 'change', order: { kind: 'action', id: 'action.returns', fields: { doneOn: null } } },
  ]);
});

test('an action needs words and an owner; then it is written and named in the notes', async () => {
  const { link } = await show(MeetingPage, 'meeting.quarterly-4', {
    answers: { create: { state: 'done', id: 'action.laptop', value: null } },
  });
  await press('Add action');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Add an action');
  await press('Add action');
  expect(within(screen.getByRole('alert')).getAllByRole('link')).toHaveLength(2);
  type('What will be done?', 'Send the dates');
  type('Who will do it?', 'person.ada');
  typeDate('12', '12', '2026');
  await press('Add action');
  expect(link.given).toEqual([
    {
      name: 'create',
      order: {
        kind: 'action',
        fields: {
          text: 'Send the dates',
          owner: 'person.ada',
          ownerName: 'Ada Okafor',
          dueOn: '2026-12-12',
          meeting: 'meeting.quarterly-4',
          about: 'secondment.ada',
        },
      },
    },
  ]);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('24 November 2026, 2pm');
  expect(screen.getByRole('textbox', { name: /^Notes for/u }).textContent).toContain(
    'Action: Ask for a second docking station at the YOT',
  );
});

test('an action for someone outside the notebook is kept by name', async () => {
  const { link } = await show(MeetingPage, 'meeting.quarterly-4');
  await press('Add action');
  type('What will be done?', 'Book the room');
  type('Who will do it?', 'someone else');
  type('Name', 'Sam Reid');
  await press('Add action');
  expect(link.given).toMatchObject([
    { order: { fields: { owner: null, ownerName: 'Sam Reid', dueOn: null } } },
  ]);
});

test('a decision is changed and a form that is left changes nothing', async () => {
  const { link } = await show(MeetingPage, 'meeting.quarterly-4');
  await press(/^Change Ada keeps Tuesdays/u);
  await press('Cancel');
  expect(link.given).toEqual([]);
  await press(/^Change Ada keeps Tuesdays/u);
  type('What was decided?', 'Ada keeps Tuesdays until May.');
  await press('Save');
  expect(link.given).toEqual([
    {
      name: 'change',
      order: {
        kind: 'decision',
        id: 'meeting.quarterly-4.decision-0',
        fields: { text: 'Ada keeps Tuesdays until May.' },
      },
    },
  ]);
});

test('a meeting is marked as held today or before, never for a day to come', async () => {
  const { link } = await show(MeetingPage, 'meeting.quarterly-4');
  await press('Mark as held');
  expect(screen.getByText(/Attendance is not recorded for 1 person/u)).toBeDefined();
  typeDate('25', '11', '2026');
  await press('Mark as held');
  expect(screen.getByRole('alert').textContent).toContain('must be today or in the past');
  typeDate('24', '11', '2026');
  await press('Mark as held');
  expect(link.given).toEqual([
    { name: 'finishMeeting', order: { id: 'meeting.quarterly-4', heldOn: '2026-11-24' } },
  ]);
});

test('for a transfer it asks whether the notes hold what must not be shared', async () => {
  const { link } = await show(MeetingPage, 'meeting.handover');
  await press('Mark as held');
  typeDate('23', '11', '2026');
  fireEvent.click(screen.getByLabelText('Yes'));
  await press('Mark as held');
  await waitFor(() => {
    expect(link.given.map(({ name }) => name)).toEqual(['change', 'finishMeeting']);
  });
  expect(link.given[0]).toMatchObject({ order: { fields: { sensitive: true } } });
});

test('a refusal is said in its own words', async () => {
  await show(MeetingPage, 'meeting.quarterly-4', {
    answers: {
      change: { state: 'refused', why: 'This device is nearly full. Save a backup', field: null },
    },
  });
  await act(async () => {
    type('Priya Shah', 'present');
    await Promise.resolve();
  });
  expect(screen.getByRole('alert').textContent).toContain('This device is nearly full');
});

test('a note of a newer form is read and never given to an editor', async () => {
  let doc: Y.Doc | null = null;
  await show(MeetingPage, 'meeting.newer', {
    note: (opened) => {
      doc = opened;
      fillNote(opened);
      const callout = new Y.XmlElement('callout');
      callout.insert(0, [new Y.XmlText('Something newer')]);
      opened.getXmlFragment('note').push([callout]);
    },
  });
  expect(screen.queryByRole('textbox', { name: /^Notes for/u })).toBeNull();
  expect(screen.queryByRole('toolbar')).toBeNull();
  expect(screen.getByText('You can read this note but not change it.')).toBeDefined();
  const notes = screen.getByRole('region', { name: /^Notes for/u });
  expect(notes.textContent).toContain('Working with 11 young people.');
  expect(notes.textContent).toContain('Something newer');
  expect(doc).toBeInstanceOf(Y.Doc);
  expect(JSON.stringify(doc)).toContain('Something newer');
});

test('a note whose record is behind its text is read all the same', async () => {
  await show(MeetingPage, 'meeting.quarterly-4', {
    note: (opened) => {
      fillNote(opened);
      const callout = new Y.XmlElement('callout');
      callout.insert(0, [new Y.XmlText('Something newer')]);
      opened.getXmlFragment('note').push([callout]);
    },
  });
  await waitFor(() => {
    expect(screen.getByText('You can read this note but not change it.')).toBeDefined();
  });
  expect(screen.getByRole('region', { name: /^Notes for/u }).textContent).toContain(
    'Something newer',
  );
});

test('a note that one may only read follows what others write, and takes nothing', async () => {
  const docs: Y.Doc[] = [];
  await show(MeetingPage, 'meeting.quarterly-4', {
    views: {
      ...views,
      meeting: (id) => {
        const view = views.meeting?.(id) ?? null;
        return view === null ? null : { ...view, isReadOnly: true };
      },
    },
    note: (opened) => {
      docs.push(opened);
      fillNote(opened);
    },
    isNoteShownOnly: true,
  });
  const notes = await screen.findByRole('region', { name: /^Notes for/u });
  expect(notes.textContent).toContain('Working with 11 young people.');
  expect(screen.queryByRole('textbox', { name: /^Notes for/u })).toBeNull();
  expect(screen.queryByRole('toolbar')).toBeNull();
  expect(notes.querySelector('[contenteditable]')).toBeNull();
  // Nor is anything else offered that would be refused.
  for (const box of screen.getAllByRole('checkbox')) expect(box).toHaveProperty('disabled', true);
  expect(screen.queryByRole('button', { name: /^(?:Add|Change|Mark|Write)/u })).toBeNull();
  expect(screen.queryByRole('combobox')).toBeNull();
  const line = new Y.XmlElement('paragraph');
  line.insert(0, [new Y.XmlText('Typed by another meanwhile')]);
  act(() => {
    docs[0]?.getXmlFragment('note').push([line]);
  });
  expect(notes.textContent).toContain('Typed by another meanwhile');
});

test('a meeting that is not here says so', async () => {
  await show(MeetingPage, 'meeting.nowhere');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('This meeting is not here');
});

test.for([
  ['2pm', '14:00'],
  ['2.30 pm', '14:30'],
  ['2:05 AM', '02:05'],
  ['12am', '00:00'],
  ['12pm', '12:00'],
  ['midday', '12:00'],
  ['noon', '12:00'],
  ['14:30', '14:30'],
  ['9:15', '09:15'],
  ['2', null],
  ['25:00', null],
  ['13pm', null],
  ['2:75pm', null],
  ['', null],
  ['soon', null],
] as const)('the time %j is %j', ([typed, clock]) => {
  expect(clockFrom(typed)).toBe(clock);
});

test('times read as the house writes them, and what is no time stays as it is', () => {
  expect(timeWords('2026-11-24T14:00')).toBe('24 November 2026, 2pm');
  expect(weekdayTimeWords('2026-11-24T14:05')).toBe('Tuesday 24 November 2026, 2:05pm');
  expect(timeWords('2026-02-30T14:00')).toBe('2026-02-30T14:00');
});

test('a reference of any shape has words', () => {
  const words = noteReferences();
  const action = Action.parse({
    id: RecordId.parse('a1'),
    text: 'Book',
    ownerName: 'Ada Okafor',
    doneOn: day('2026-11-24'),
  });
  words.set([action], []);
  expect(words.wordsOf('action', '{"id":"a1"}')).toBe('Action, done: Book (Ada Okafor)');
  expect(words.wordsOf('action', 'not json')).toBe('Action: removed, or not here yet');
  expect(words.wordsOf('decision', '[]')).toBe('Decision: removed, or not here yet');
  expect(words.wordsOf('vote', '{}')).toBe('Something added with a newer version of the notebook');
});
