// @vitest-environment happy-dom
/** What happens in a secondment as a person records, reads and takes it back. */
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import {
  EVENT_GROUPS,
  planChange,
  readEvent,
  startValues,
} from '@/components/secondment/event-words';
import { AddSecondment } from '@/components/secondment/add-secondment';
import { DutyPage } from '@/components/secondment/duty';
import { SecondmentPage } from '@/components/secondment/secondment';
import { Secondments } from '@/components/secondment/secondments';
import { CalendarDay } from '@/lib/domain/calendar';
import { EVENT_KINDS, EVENT_ORDER, SecondmentEvent } from '@/lib/domain/event';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { protocolViewOf } from '../preview/sample-protocol';
import { openAt } from './places';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { openApp } from '../preview/sample-notebook';
import {
  sampleBusySecondment,
  sampleLines,
  sampleNewSecondment,
  sampleReturns,
  sampleSecondment,
  sampleSecondments,
  sampleVacancies,
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
  { view = sampleBusySecondment, ...change }: Partial<Sample> & { view?: SecondmentView } = {},
): { readonly link: SampleLink; readonly places: readonly Place[] } {
  const link = sampleLink({
    views: {
      app: () => openApp,
      secondments: () => sampleSecondments,
      secondment: () => view,
      returns: () => sampleReturns,
      vacancies: () => sampleVacancies,
      protocols: () => ({ lines: sampleLines, mayPublish: true }),
    },
    ...change,
  });
  return { link, places: openAt(SCREENS, link, first) };
}

const at = (part: string): Place => ({ screen: 'secondment', id: `secondment.busy|${part}` });
const press = (name: string | RegExp): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};
const type = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const typeDate = (question: string, typed: string): void => {
  const group = within(screen.getByRole('group', { name: question }));
  const [day = '', month = '', year = ''] = typed.split('/');
  for (const [label, value] of [
    ['Day', day],
    ['Month', month],
    ['Year', year],
  ] as const) {
    fireEvent.change(group.getByLabelText(label), { target: { value } });
  }
};

test('every kind of event stands in one group', () => {
  const kinds = EVENT_GROUPS.flatMap((group) => [...group.kinds]);
  expect(kinds.toSorted()).toEqual([...EVENT_ORDER].toSorted());
});

test.for(EVENT_ORDER)('%s: what is required is among the first questions', (kind) => {
  const { questions } = EVENT_KINDS[kind];
  expect(questions.slice(4).filter(({ isRequired }) => isRequired)).toEqual([]);
});

test('what happened is chosen by its plain name', async () => {
  const { places } = open({ screen: 'secondment', id: 'secondment.busy' });
  press('Record what happened');
  await screen.findByRole('heading', { name: 'What happened?' });
  fireEvent.click(screen.getByRole('link', { name: 'Absence' }));
  await screen.findByRole('heading', { level: 1, name: 'Absence' });
  expect(places.map(({ id }) => id)).toEqual([
    'secondment.busy|record',
    'secondment.busy|record|absence',
  ]);
});

test('who does not read what is about performance is not asked for it', () => {
  open(at('record'), { view: { ...sampleBusySecondment, missing: null } });
  expect(screen.queryByRole('link', { name: 'Performance concern' })).toBeNull();
  expect(screen.getByRole('link', { name: 'Contentious issue' })).toBeTruthy();
});

test('an absence is recorded by its first day, and its form says what is not written', async () => {
  const { link, places } = open(at('record|absence'), {
    answers: { create: { state: 'done', id: 'event.new', value: null } },
  });
  await screen.findByText(/Do not write why: reasons for sickness/u);
  typeDate('First day of absence', '2/11/2026');
  press('Save');
  await expect.poll(() => link.given.length).toBe(1);
  expect(link.given[0]).toEqual({
    name: 'create',
    order: {
      kind: 'event',
      fields: {
        secondment: 'secondment.busy',
        kind: 'absence',
        on: '2026-11-02',
        endedOn: null,
        longTermOn: null,
        triggerOn: null,
      },
    },
  });
  await expect.poll(() => places.at(-1)?.id).toBe('secondment.busy|event|event.new');
});

test('a form left empty says in its summary what is needed', async () => {
  const { link } = open(at('record|course'));
  await screen.findByRole('heading', { name: 'Course' });
  press('Save');
  const summary = within(await screen.findByRole('alert'));
  expect(summary.getByText('Enter the date for ‘Needed or offered since’')).toBeTruthy();
  expect(summary.getByText('Enter name of the course')).toBeTruthy();
  expect(link.given).toEqual([]);
});

test('what can wait is asked for on demand, and takes the focus', async () => {
  open(at('record|extension'));
  await screen.findByRole('heading', { name: 'Extension' });
  expect(screen.queryByRole('group', { name: 'YOT agreed on' })).toBeNull();
  press('Show 5 more questions');
  expect(screen.getByRole('group', { name: 'YOT agreed on' })).toBeTruthy();
  expect(document.activeElement?.id).toBe('probationAgreedOn');
});

test('an extension past three years is refused in the words of the protocol', async () => {
  const why =
    'The secondment cannot be longer than 3 years. Section 2 allows 2 years and one extension of up to 1 year';
  open(at('record|extension'), {
    answers: { create: { state: 'refused', why, field: 'newEndsOn' } },
  });
  await screen.findByText(/An extension may reach 31 January 2029\./u);
  typeDate('Proposed on', '10/11/2026');
  typeDate('New last day', '1/2/2029');
  type('Reason', 'To finish the project');
  press('Save');
  expect(within(await screen.findByRole('alert')).getByText(why)).toBeTruthy();
});

test('an ending for performance lists the steps that are missing and asks for a reason', async () => {
  const { link } = open(at('record|ending'));
  await screen.findByRole('heading', { name: 'Notice or ending' });
  fireEvent.click(screen.getByLabelText('Performance'));
  expect(screen.getByText('Performance follow-up meeting')).toBeTruthy();
  typeDate('Notice given or decision made on', '18/11/2026');
  press('Save');
  expect(
    within(await screen.findByRole('alert')).getByText(
      'Enter why it ends although steps of section 9 are missing',
    ),
  ).toBeTruthy();
  type('What was decided, and why', 'Both sides agreed');
  press('Save');
  await expect.poll(() => link.given.length).toBe(1);
});

const eventOf = (fields: object): SecondmentEvent =>
  SecondmentEvent.parse({ id: 'e', secondment: 's', on: '2026-11-18', ...fields });

const READS = { missing: [], carryOverDays: 5 } as const;

test.for([
  {
    fields: { kind: 'absence', endedOn: '2026-11-17' },
    words: 'The last day must be the same as or after the first day',
  },
  {
    fields: { kind: 'issue', what: 'Desk', toAcoOn: '2026-11-19' },
    words: 'Enter what was tried before it goes to the Assistant Chief Officer',
  },
  {
    fields: { kind: 'leave-carried', days: 7 },
    words: 'Enter why more than 5 days are carried over',
  },
])('asked for: $words', ({ fields, words }) => {
  const event = eventOf(fields);
  const { errors } = readEvent(event.kind, startValues(event), READS);
  expect(errors.map(({ text }) => text)).toEqual([words]);
});

test('what was recorded is read back as it was, for every kind', () => {
  for (const kind of EVENT_ORDER) {
    const { questions } = EVENT_KINDS[kind];
    const event = eventOf({
      kind,
      ...Object.fromEntries(
        questions.map(({ field, form, options }) => [
          field,
          form === 'day'
            ? '2026-11-18'
            : form === 'number'
              ? 3
              : form === 'choice'
                ? options[0]?.value
                : 'words',
        ]),
      ),
    });
    const { fields, errors } = readEvent(kind, startValues(event), READS);
    expect(errors).toEqual([]);
    expect(SecondmentEvent.parse({ ...fields, id: 'e', secondment: 's', kind })).toEqual(event);
  }
});

const END = { endsOn: CalendarDay.parse('2028-01-31') };
const AGREED = {
  consultedOn: '2026-11-01',
  probationAgreedOn: '2026-11-02',
  yotAgreedOn: '2026-11-03',
};

test.for([
  {
    name: 'an extension that is not agreed changes nothing',
    fields: { kind: 'extension', newEndsOn: '2028-07-31', outcome: 'agreed' },
    change: null,
  },
  {
    name: 'an agreed extension moves the end, with its reason',
    fields: {
      kind: 'extension',
      newEndsOn: '2028-07-31',
      outcome: 'agreed',
      words: 'A project',
      ...AGREED,
    },
    change: { endsOn: '2028-07-31', endReason: 'A project' },
  },
  {
    name: 'notice by the YOT moves the end and is noted',
    fields: { kind: 'ending', newEndsOn: '2026-12-31', endingFor: 'yot' },
    change: {
      endsOn: '2026-12-31',
      noticeOn: '2026-11-18',
      noticeBy: 'the YOT',
      endReason: 'The YOT asked',
    },
  },
  {
    name: 'of an ending for performance nothing is told to those who do not read of it',
    fields: {
      kind: 'ending',
      newEndsOn: '2026-12-01',
      endingFor: 'performance',
      words: 'Reports late',
      ...AGREED,
    },
    change: {
      endsOn: '2026-12-01',
      noticeOn: '2026-11-18',
      noticeBy: '',
      shortNoticeAgreed: true,
    },
  },
])('$name', ({ fields, change }) => {
  expect(planChange(eventOf(fields), END)).toEqual(change);
});

test('an event says what is not agreed, what it brings, and whether it is for long', () => {
  open({ screen: 'secondment', id: 'secondment.busy' });
  expect(screen.getByText('Not agreed yet: Probation agreed on; YOT agreed on')).toBeTruthy();
  expect(screen.getByText('since 2 November 2026. 2 overdue')).toBeTruthy();
  expect(screen.getByText('2 settled or over')).toBeTruthy();
  expect(screen.getByText('Steps of section 9 are missing')).toBeTruthy();
  expect(screen.getByText(/A newer version takes effect on 1 April 2027/u)).toBeTruthy();
  expect(screen.getByText('Dates that fall in it are moved by its days.')).toBeTruthy();
});

test('only what changed is sent', async () => {
  const { link } = open(at('event|event.absence|change'));
  await screen.findByRole('group', { name: 'Last day of absence' });
  typeDate('Last day of absence', '20/11/2026');
  press('Save');
  await expect.poll(() => link.given.length).toBe(1);
  expect(link.given[0]).toEqual({
    name: 'change',
    order: { kind: 'event', id: 'event.absence', fields: { endedOn: '2026-11-20' } },
  });
});

test('an event is taken back and brought back', async () => {
  const { link } = open(at('event|event.course'));
  press('Take back');
  await screen.findByRole('heading', { name: 'Taken back' });
  press('Bring it back');
  await screen.findByRole('heading', { name: 'Course' });
  expect(link.given).toEqual([
    { name: 'remove', order: { kind: 'event', id: 'event.course' } },
    {
      name: 'keepValue',
      order: { kind: 'event', id: 'event.course', field: 'removedOn', value: null },
    },
  ]);
});

test('an ending moves the last day when it is told to', async () => {
  const { link } = open(at('event|event.ending'));
  press('Change the last day to 31 January 2027');
  await expect.poll(() => link.given.length).toBe(1);
  expect(link.given[0]?.name).toBe('change');
});

test('who may only read is offered no change', () => {
  open(at('event|event.ending'), { view: { ...sampleBusySecondment, mayChange: false } });
  expect(screen.queryAllByRole('button')).toEqual([]);
});

test('what was agreed is closed and never overdue; a limit is no date', () => {
  open({ screen: 'secondment', id: 'secondment.ada' }, { view: sampleSecondment });
  const agreed = screen.getByText('What was agreed').closest('details');
  expect(agreed?.open).toBe(false);
  expect(agreed?.querySelector('.govuk-tag')).toBeNull();
  expect(agreed?.textContent).toContain('Section 2. A limit of the plan');
});

test('a duty of an event leads to it, and says to whom it goes now', async () => {
  open({ screen: 'duty', id: 'secondment.busy|S7.4|event.absence.2' });
  expect(await screen.findByRole('link', { name: 'Absence, since 2 November 2026' })).toBeTruthy();
  expect(screen.getByText('Assistant Chief Officer')).toBeTruthy();
});

test('a duty says how an open sentence is read, and leads to the fact that proves it', async () => {
  const views: Sample['views'] = {
    app: () => openApp,
    secondment: () => sampleNewSecondment,
    protocol: () => protocolViewOf(PROTOCOL_2010, true),
  };
  const { places } = open({ screen: 'duty', id: 'secondment.jay|S2.3|1' }, { views });
  expect(await screen.findByText('Within 14 days of the start.')).toBeTruthy();
  cleanup();
  const second = open({ screen: 'duty', id: 'secondment.jay|S4.1|1' }, { views });
  fireEvent.click(await screen.findByRole('link', { name: 'Record what proves it' }));
  expect(second.places).toEqual([{ screen: 'secondment', id: 'secondment.jay|terms' }]);
  expect(places).toEqual([]);
});

test('nil returns of all officers are one tap', async () => {
  const { link } = open(
    { screen: 'secondments', id: null },
    { answers: { nilReturns: { state: 'done', id: null, value: '2' } } },
  );
  press(/^Nil return for 2 officers/u);
  await screen.findByText('Nil return recorded for 2 officers.');
  expect(link.given).toEqual([
    {
      name: 'nilReturns',
      order: { month: '2026-10', secondments: ['secondment.ada', 'secondment.jay'] },
    },
  ]);
});

test('who was absent is left out of the nil returns', async () => {
  const { link } = open({ screen: 'secondments', id: 'returns' });
  fireEvent.click(screen.getByLabelText('Jay Patel'));
  press(/^Nil return for 1 officer/u);
  await expect.poll(() => link.given.length).toBe(1);
  expect(link.given[0]?.order).toEqual({ month: '2026-10', secondments: ['secondment.ada'] });
});

test('a vacant post is closed, and its funding claim is recorded with the team', async () => {
  const { link } = open({ screen: 'secondments', id: null });
  const vacant = screen.getByText('Vacant posts: 1').closest('details');
  expect(vacant?.open).toBe(false);
  fireEvent.click(screen.getByRole('link', { name: 'Camden YOT' }));
  await screen.findByRole('group', { name: 'Funding for the vacant post claimed on' });
  typeDate('Funding for the vacant post claimed on', '1/6/2026');
  press('Save');
  await expect.poll(() => link.given.length).toBe(1);
  expect(link.given[0]?.order).toMatchObject({
    kind: 'team',
    fields: { id: 'team.camden', name: 'Camden', fundingClaimedOn: '2026-06-01' },
  });
});

test('what comes after the secondment is recorded with the officer’s own words', async () => {
  const { link } = open(at('after'));
  fireEvent.click(await screen.findByLabelText('Back to the substantive post'));
  type('What the officer takes from the secondment', 'More patience');
  press('Save');
  await expect.poll(() => link.given.length).toBe(1);
  expect(link.given[0]?.order).toEqual({
    kind: 'secondment',
    id: 'secondment.busy',
    fields: { afterEnd: 'back to the post', reflection: 'More patience' },
  });
});

test('the protocol is asked for where there is more than one', async () => {
  open({ screen: 'add-secondment', id: 'yot' });
  const group = await screen.findByRole('group', { name: 'Which protocol gives the dates?' });
  expect(within(group).getAllByRole('radio')).toHaveLength(sampleLines.length);
});

test('acting up is short, and says so when it is not', async () => {
  const draft = { startsOn: '1/2/2027', length: 'acting up', endsOn: '31/3/2027' };
  const { places } = open(
    { screen: 'add-secondment', id: 'end' },
    { drafts: { 'add-secondment': JSON.stringify(draft) } },
  );
  await screen.findByLabelText('Acting up, for less than 4 weeks');
  press('Continue');
  expect(
    within(await screen.findByRole('alert')).getByText(
      'Acting up is for less than 4 weeks. Record this as a secondment',
    ),
  ).toBeTruthy();
  typeDate('Last day of acting up', '7/2/2027');
  press('Continue');
  expect(places.map(({ id }) => id)).toEqual(['manager']);
});
