/**
 * Whole lives of secondments in one real browser: what is special to each is done on its screens, the tedious rest by
 * orders. The engine's clock only goes forward, from one life to the next.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsOn } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { foundBy, mustBeDone, openDirectLink, untilOpen, type DirectLink } from './direct-link.ts';
import { fillDate, focusOn, goTo, heading, openRecord, press, PRIYA, waitUntil } from './people.ts';
import { launch, type Profile } from './profile.ts';
import { addWorkingDays } from '@/lib/domain/bank-holidays';
import {
  addDays,
  addMonths,
  CalendarDay,
  firstDayOfMonth,
  formatDay,
  londonDay,
} from '@/lib/domain/calendar';
import type { EventKind } from '@/lib/domain/event';
import { MeetingTime, type MeetingKind } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';
import { defaultEnd, earliestEndAfterNotice, latestEnd } from '@/lib/domain/secondment-plan';
import type { DutyView, SecondmentView } from '@/lib/session/views';

const SHOTS = process.env['SHOTS'] ?? null;

let dir: string;
let profile: Profile;
let link: DirectLink;
let page: Page;
/** As the engine's clock tells it. */
let today: CalendarDay;

beforeAll(async () => {
  ensureBuilt();
  dir = await mkdtemp(path.join(os.tmpdir(), 'liaison-lives-'));
  profile = await launch({ dir });
  link = await openDirectLink(profile);
  await foundBy(link, PRIYA, { notebook: 'Lambeth sample', address: 'wss://meet.example' });
  page = await profile.panel();
  page.setDefaultTimeout(15_000);
  await heading(page, 'Today');
  await travelTo(nextTenth(londonDay(Date.now())));
  await show('today');
});

afterAll(async () => {
  await profile?.close();
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
});

const shoot = async (name: string): Promise<void> => {
  if (SHOTS === null) return;
  // The whole of what scrolls, not only what fits the panel.
  const height = await page.locator('main').evaluate((main) => main.scrollHeight);
  await page.setViewportSize({ width: 360, height: Math.max(800, height + 240) });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
  await page.setViewportSize({ width: 360, height: 800 });
};

/** A day that every month has, so that nothing here hangs on how long a month is. */
const nextTenth = (day: CalendarDay): CalendarDay => addDays(firstDayOfMonth(addMonths(day, 1)), 9);

/** Sets the engine's clock to noon of a day. What the panel shows next is of that day. */
const travelTo = async (day: CalendarDay): Promise<void> => {
  await profile.inEngine(`(() => {
    globalThis.clockOfTheMachine ??= Date.now;
    const ahead = Date.parse('${day}T12:00:00Z') - clockOfTheMachine();
    Date.now = () => clockOfTheMachine() + ahead;
  })()`);
  today = day;
};

/** Shows a place as it is kept, as after the panel was opened anew; again where the panel kept another meanwhile. */
const show = async (screen: string, id: string | null = null): Promise<void> => {
  await waitUntil(
    async () => {
      mustBeDone(await link.order('keepPlace', { place: { screen, id } }), 'keeping a place');
      await page.reload();
      await page.getByRole('heading', { level: 1 }).waitFor();
      const kept = await link.view('place');
      return kept?.screen === screen && kept.id === id ? [] : [`${kept?.screen} ${kept?.id}`];
    },
    `${screen} ${id ?? ''}`,
  );
};

const showRecord = async (id: RecordId): Promise<void> => {
  await show('secondment', id);
  await page.getByRole('heading', { level: 2, name: 'What the protocol asks for' }).waitFor();
};

const dateOf = (day: CalendarDay): Date => new Date(`${day}T12:00:00`);
const fillDay = (question: string, day: CalendarDay): Promise<void> =>
  fillDate(page, question, dateOf(day));

const save = (): Promise<void> => press(page, 'Save', { exact: true });
const sees = (words: string | RegExp): Promise<void> =>
  page.locator('main').getByText(words).first().waitFor();

const view = async (id: RecordId): Promise<SecondmentView> => {
  const found = await link.view('secondment', id);
  if (found === null) throw new Error('there is no such secondment');
  return found;
};

const teamNamed = async (name: string): Promise<RecordId> => {
  const app = await untilOpen(link);
  const team = app.stage === 'open' ? app.teams.find((each) => each.name === name) : undefined;
  if (team === undefined) throw new Error(`there is no team ${name}`);
  return team.id;
};

const begin = async (
  name: string,
  team: string,
  startsOn: CalendarDay,
  endsOn = defaultEnd(startsOn),
): Promise<RecordId> => {
  const answer = await link.order('addSecondment', {
    team: await teamNamed(team),
    secondee: { name },
    lineManager: { name: 'Rita Mensah' },
    startsOn,
    endsOn,
    endReason: endsOn === defaultEnd(startsOn) ? '' : 'As agreed',
  });
  return RecordId.parse(mustBeDone(answer, `adding ${name}`));
};

const happened = async (
  secondment: RecordId,
  kind: EventKind,
  fields: Readonly<Record<string, unknown>>,
): Promise<RecordId> => {
  const answer = await link.order('create', {
    kind: 'event',
    fields: { secondment, kind, ...fields },
  });
  return RecordId.parse(mustBeDone(answer, `recording ${kind}`));
};

const book = async (
  about: RecordId,
  kind: MeetingKind,
  on: CalendarDay,
): Promise<{ readonly id: RecordId; readonly hold: () => Promise<void> }> => {
  const answer = await link.order('bookMeeting', {
    kind,
    about,
    startsAt: MeetingTime.parse(`${on}T10:00`),
    place: '',
  });
  const id = RecordId.parse(mustBeDone(answer, `booking ${kind}`));
  return {
    id,
    hold: async () => {
      mustBeDone(await link.order('finishMeeting', { id, heldOn: on }), `holding ${kind}`);
    },
  };
};

const evidence = async (
  secondment: RecordId,
  { evidenceId, duty, turn }: DutyView,
  doneOn: CalendarDay,
): Promise<void> => {
  const fields = { id: evidenceId, secondment, duty, turn, state: 'done', doneOn, proof: 'Sample' };
  mustBeDone(await link.order('create', { kind: 'evidence', fields }), `recording ${duty}`);
};

const dutiesOf = async (id: RecordId, duty: string): Promise<readonly DutyView[]> =>
  (await view(id)).duties.filter((each) => each.duty === duty);

const dutyOf = async (id: RecordId, duty: string): Promise<DutyView> => {
  const [found] = await dutiesOf(id, duty);
  if (found === undefined) throw new Error(`${duty} is not asked for`);
  return found;
};

/** From the record to the form of what happened. */
const recordWhat = async (name: string): Promise<void> => {
  await press(page, 'Record what happened');
  await heading(page, 'What happened?');
  await page.locator('main').getByRole('link', { name, exact: true }).click();
  await heading(page, name);
};

/** On the page of a duty: it was done, today. */
const recordDone = async (proof: string): Promise<void> => {
  await page.getByLabel('It was done').check();
  await fillDay('When was it done?', today);
  await page.getByLabel('What shows that?').fill(proof);
  await save();
  await sees('Marked as done.');
};

/** On the page of an extension or an ending, which by itself moves nothing. */
const moveEndTo = async (id: RecordId, day: CalendarDay): Promise<void> => {
  await press(page, `Change the last day to ${formatDay(day)}`);
  await waitUntil(async () => {
    const { endsOn } = (await view(id)).record;
    return endsOn === day ? [] : [`it ends on ${endsOn}`];
  }, 'the new last day');
};

/** What is refused stands in the summary of errors. */
const isRefused = async (words: string): Promise<void> => {
  await page.locator('.govuk-error-summary').getByText(words).waitFor();
};

const NAMES = {
  new: 'Ada Okafor',
  plain: 'Wren Hollis',
  extended: 'Ezra Quill',
  performance: 'Nadia Fern',
  absent: 'Tamsin Vale',
  acting: 'Jude Marlow',
  notice: 'Oscar Teal',
  moved: 'Iris Bellamy',
} as const;

test('a new user starts a secondment with the keyboard alone, in eight screens', async () => {
  const screens: string[] = [];
  const keys = page.keyboard;
  const arrives = async (title: string): Promise<void> => {
    await heading(page, title);
    screens.push(title);
  };
  const goOn = async (): Promise<void> => {
    await focusOn(page, 'Continue');
    await keys.press('Enter');
  };
  const begunAt = Date.now();
  await arrives('Today');
  await focusOn(page, 'Add a secondment');
  await keys.press('Enter');
  await arrives('Who is being seconded?');
  await focusOn(page, 'Probation officer');
  await keys.type('Someone');
  await focusOn(page, 'Full name');
  await keys.type(NAMES.new);
  await goOn();
  await arrives('Which YOT are they going to?');
  await focusOn(page, 'YOT');
  await keys.type('Newham');
  await goOn();
  await arrives('When does the secondment start?');
  for (const part of ['Day', 'Month', 'Year'] as const) {
    await focusOn(page, part);
    const typed = { Day: today.slice(8), Month: today.slice(5, 7), Year: today.slice(0, 4) };
    await keys.type(typed[part]);
  }
  await keys.press('Enter');
  await arrives('How long is the secondment?');
  await focusOn(page, /^24 months/u);
  await keys.press('ArrowDown');
  await page.getByLabel('Another end date').and(page.locator(':checked')).waitFor();
  await keys.press('ArrowUp');
  await page
    .getByLabel(/^24 months/u)
    .and(page.locator(':checked'))
    .waitFor();
  await goOn();
  await arrives('Who is the YOT line manager?');
  await focusOn(page, 'YOT line manager');
  await keys.type('Not known');
  await goOn();
  await arrives('Check your answers');
  await sees(NAMES.new);
  await focusOn(page, 'Add this secondment');
  await keys.press('Enter');
  await arrives(NAMES.new);
  await sees('Secondment added');
  expect(screens.length).toBeLessThanOrEqual(8);
  expect(Date.now() - begunAt).toBeLessThan(90_000);
});

test('an extension past three years is refused by the screen, and nothing is changed', async () => {
  const startsOn = addMonths(today, -20);
  const id = await begin(NAMES.extended, 'Camden', startsOn);
  const before = (await view(id)).record;
  const exit = await dutyOf(id, 'S2.9');
  const propose = async (newEndsOn: CalendarDay): Promise<void> => {
    await fillDay('Proposed on', today);
    await fillDay('New last day', newEndsOn);
    await page.getByLabel('Reason').fill('The post cannot be filled before then');
  };
  await showRecord(id);
  await recordWhat('Extension');
  await propose(addDays(latestEnd(startsOn), 1));
  await save();
  await isRefused('The secondment cannot be longer than 3 years');
  expect(await view(id)).toMatchObject({ record: before, events: [] });

  // To three years exactly it is a plan like any other, and counts once everybody agreed.
  await propose(latestEnd(startsOn));
  await save();
  await heading(page, 'Extension');
  await sees('Not agreed yet');
  expect((await view(id)).record).toEqual(before);
  await press(page, 'Add or change');
  await fillDay('Officer consulted on', today);
  await fillDay('Probation agreed on', today);
  await fillDay('YOT agreed on', today);
  await page.getByLabel('Agreed', { exact: true }).check();
  await save();
  await moveEndTo(id, latestEnd(startsOn));
  const moved = await dutyOf(id, 'S2.9');
  expect(moved.dueOn).toBe(addMonths(exit.dueOn ?? today, 12));

  // The form of the plan refuses it as well.
  await show('secondment', `${id}|end-date`);
  await fillDay('Last day of the secondment', addDays(latestEnd(startsOn), 1));
  await save();
  await isRefused('The secondment cannot be longer than 3 years');
  expect((await view(id)).record.endsOn).toBe(latestEnd(startsOn));
});

test('a performance path: missing steps are listed and a reason asked, then none is missing', async () => {
  const startsOn = addMonths(today, -12);
  const id = await begin(NAMES.performance, 'Hackney', startsOn);
  const endsOn = addMonths(today, 2);
  const decide = async (): Promise<void> => {
    await recordWhat('Notice or ending');
    await fillDay('Notice given or decision made on', today);
    await page.getByLabel('Performance', { exact: true }).check();
    await fillDay('Last day of the secondment', endsOn);
  };
  await showRecord(id);
  await decide();
  await sees('Secondee told of the concern');
  await sees('Performance follow-up meeting');
  await shoot('ending-form');
  await save();
  await isRefused('Enter why it ends although steps of section 9 are missing');
  await press(page, 'Cancel', { exact: true });
  expect(await view(id)).toMatchObject({ events: [] });

  const raised = addMonths(today, -6);
  const concern = await happened(id, 'concern', {
    on: raised,
    what: 'Reports are late',
    words: 'Two reports a month, each on its day',
    consultedOn: addDays(raised, 3),
    yotAgreedOn: addDays(raised, 3),
    reviewEndsOn: addMonths(raised, 2),
    outcome: 'unsatisfactory',
  });
  const told = (await view(id)).duties.filter(({ event }) => event === concern);
  for (const duty of told.filter((each) => each.duty === 'S9.1' || each.duty === 'S9.3')) {
    await evidence(id, duty, addDays(raised, 3));
  }
  const met = addMonths(raised, 2);
  await (await book(id, 'performance', met)).hold();
  expect((await view(id)).missing?.map(({ duty }) => duty)).toEqual(['S9.7']);
  await (await book(id, 'performance-review', addDays(addMonths(met, 2), 1))).hold();
  expect((await view(id)).missing).toEqual([]);

  await showRecord(id);
  await decide();
  await save();
  await heading(page, 'Notice or ending');
  expect(await page.getByText('Steps of section 9 are missing').count()).toBe(0);
  await moveEndTo(id, endsOn);
  await showRecord(id);
  await sees(`${formatDay(startsOn)} to ${formatDay(endsOn)}`);
  expect(await page.getByText('Steps of section 9 are missing').count()).toBe(0);
  expect(await dutyOf(id, 'S6.3')).toMatchObject({ status: { word: 'Done' } });
});

test('notice given by the YOT: less than a month is refused unless all agree', async () => {
  const startsOn = addMonths(today, -6);
  const id = await begin(NAMES.notice, 'Lewisham', startsOn);
  const before = (await view(id)).record;
  const early = addDays(today, 14);
  await showRecord(id);
  await recordWhat('Notice or ending');
  await fillDay('Notice given or decision made on', today);
  await page.getByLabel('The YOT asked').check();
  await fillDay('Last day of the secondment', early);
  await save();
  await isRefused('End date must be at least 1 month after notice was given');
  expect(await view(id)).toMatchObject({ record: before, events: [] });

  await fillDay('Last day of the secondment', earliestEndAfterNotice(today));
  await save();
  await heading(page, 'Notice or ending');
  await moveEndTo(id, earliestEndAfterNotice(today));
  await showRecord(id);
  await sees(`${formatDay(today)}, by the YOT`);

  const [event] = (await view(id)).events;
  await show('secondment', `${id}|event|${event?.id ?? ''}|change`);
  await fillDay('Last day of the secondment', early);
  await save();
  await isRefused('End date must be at least 1 month after notice was given');
  await fillDay('Officer consulted on', today);
  await fillDay('Probation agreed to it on', today);
  await fillDay('YOT agreed to it on', today);
  await save();
  await moveEndTo(id, early);
});

test('a secondment moved by three months halfway: dues move, booked meetings stay', async () => {
  const startsOn = addMonths(today, -12);
  const id = await begin(NAMES.moved, 'Islington', startsOn);
  const { record } = await view(id);
  const quarterly = await book(id, 'quarterly', addDays(today, 10));
  const exit = await book(id, 'exit', addMonths(today, 6));
  const due = await dutyOf(id, 'S2.9');
  const standing = await dutyOf(id, 'S2.4');
  const later = defaultEnd(addMonths(startsOn, 3));
  await showRecord(id);
  await press(page, 'Change', { exact: true });
  await press(page, 'Change last day');
  await fillDay('Last day of the secondment', later);
  await page.getByLabel('Why the end differs from 2 years').fill('Long absence made up for');
  await save();
  await heading(page, 'Change this secondment');
  await sees(formatDay(later));
  const after = await view(id);
  expect(after.record.endsOn).toBe(later);
  expect((await dutyOf(id, 'S2.9')).dueOn).toBe(addMonths(due.dueOn ?? today, 3));
  expect((await dutyOf(id, 'S2.4')).dueOn).toBe(standing.dueOn);
  expect((await dutyOf(id, 'S2.9')).meetingId).toBe(exit.id);
  for (const { id: meeting } of [quarterly, exit]) {
    expect(after.meetings.find((row) => row.id === meeting)).toBeDefined();
  }
  expect(
    (await link.view('meeting', exit.id))?.record.startsAt.startsWith(addMonths(today, 6)),
  ).toBe(true);
  await showRecord(id);
  await page.locator('summary', { hasText: /^Show \d+ changes?$/u }).click();
  await sees(new RegExp(formatDay(record.endsOn), 'u'));
});

test('an absence of six weeks: asked on day 21, contact every week, cover at a month, return', async () => {
  const id = await begin(NAMES.absent, 'Southwark', addMonths(today, -8));
  const from = today;
  await showRecord(id);
  await recordWhat('Absence');
  await sees(/Do not write why/u);
  await fillDay('First day of absence', from);
  await save();
  await heading(page, 'Absence');
  const [event] = (await view(id)).events;
  const absence = `${id}|event|${event?.id ?? ''}`;
  const LONG = 'Is it likely to be long-term?';
  await travelTo(addDays(from, 19));
  await show('secondment', absence);
  await sees('Contact during absence');
  expect(await page.getByText(LONG).count()).toBe(0);

  await travelTo(addDays(from, 20));
  await show('secondment', absence);
  await sees(LONG);
  await shoot('absence-event');
  const contacts = await dutiesOf(id, 'S7.4');
  expect(contacts.map(({ dueOn }) => dueOn).slice(0, 3)).toEqual(
    [7, 14, 21].map((days) => addDays(from, days)),
  );
  await page.locator('main').getByRole('link', { name: 'Contact during absence' }).first().click();
  await heading(page, 'Contact during absence');
  await recordDone('By telephone, the line manager');
  await show('secondment', absence);
  await press(page, 'Add or change');
  await fillDay('Marked as likely to be long-term on', today);
  await save();
  await heading(page, 'Absence');
  expect(await page.getByText(LONG).count()).toBe(0);

  await travelTo(addMonths(from, 1));
  expect((await dutyOf(id, 'S14.1')).dueOn).toBe(addWorkingDays(addMonths(from, 1), 5));
  await show('secondment', absence);
  await sees('Cover for a long absence discussed');
  await (await book(id, 'cover', today)).hold();
  await show('secondment', absence);
  await page
    .locator('main')
    .getByRole('link', { name: 'Cover options given to the Assistant Chief Officer' })
    .click();
  await heading(page, 'Cover options given to the Assistant Chief Officer');
  await recordDone('Sent by post');
  expect((await dutyOf(id, 'S14.3')).waitingFor).toBe('Assistant Chief Officer');

  await travelTo(addDays(from, 42));
  for (const contact of await dutiesOf(id, 'S7.4')) {
    const { dueOn, status } = contact;
    if (dueOn !== null && dueOn <= today && status.word !== 'Done') {
      await evidence(id, contact, dueOn);
    }
  }
  await show('secondment', absence);
  await press(page, 'Add or change');
  await fillDay('Last day of absence', addDays(today, -1));
  await save();
  await heading(page, 'Absence');
  await page.locator('main').getByRole('link', { name: 'Return-to-work interview' }).click();
  await heading(page, 'Return-to-work interview');
  await recordDone('Held at the office');
  expect((await view(id)).events).toMatchObject([{ isOpen: false }]);
  expect(
    (await dutiesOf(id, 'S7.4')).every(({ status }) =>
      /^(?:Done|Not applicable)/u.test(status.word),
    ),
  ).toBe(true);
});

test('an acting-up of a week', async () => {
  await goTo(page, 'Secondments');
  await press(page, 'Add a secondment');
  await page
    .getByLabel('Probation officer')
    .selectOption({ label: 'Someone who is not in this list' });
  await page.getByLabel('Full name').fill(NAMES.acting);
  await press(page, 'Continue');
  await page.getByLabel('YOT', { exact: true }).selectOption({ label: 'Brent' });
  await press(page, 'Continue');
  await fillDay('First day of the secondment', today);
  await press(page, 'Continue');
  await heading(page, 'How long is the secondment?');
  await page.getByLabel(/^Acting up/u).check();
  await fillDay('Last day of acting up', addDays(today, 6));
  await press(page, 'Continue');
  await heading(page, 'Who is the YOT line manager?');
  await page
    .getByLabel('YOT line manager', { exact: true })
    .selectOption({ label: 'Not known yet' });
  await press(page, 'Continue');
  await heading(page, 'Check your answers');
  await press(page, 'Add this secondment');
  await sees('Secondment added');
  await sees('Acting up');
  const [row] = (await link.view('secondments')).filter(({ name }) => name === NAMES.acting);
  const id = RecordId.parse(row?.id);
  const kept = await view(id);
  expect(kept.record).toMatchObject({ kind: 'acting up', endsOn: addDays(today, 6) });
  // What would fall after its end does not apply; the exit meeting is half way.
  expect(kept.duties.find(({ duty }) => duty === 'S2.4')?.status.word).toBe('Not applicable');
  const exit = kept.duties.find(({ duty }) => duty === 'S2.9')?.dueOn ?? '';
  expect(exit > today && exit <= kept.record.endsOn).toBe(true);
  await travelTo(addDays(today, 7));
  await show('secondments');
  await page.locator('summary', { hasText: /^Ended: \d+$/u }).click();
  await openRecord(page, NAMES.acting);
  await heading(page, NAMES.acting);
});

test('axe has nothing against the screens of a busy secondment, at 360 px', async () => {
  const rows = await link.view('secondments');
  const id = RecordId.parse(rows.find(({ name }) => name === NAMES.performance)?.id);
  await happened(id, 'absence', { on: addDays(today, -25) });
  await happened(id, 'issue', { on: addDays(today, -5), what: 'Desk and laptop' });
  await happened(id, 'course', { on: today, what: 'Safeguarding, level 2', mandatoryFor: 'both' });
  const app = await untilOpen(link);
  mustBeDone(
    await link.order('change', {
      kind: 'secondment',
      id,
      fields: { lineManager: app.stage === 'open' ? app.me.id : null },
    }),
    'becoming the line manager, for whom the returns wait',
  );
  const action = { about: id, text: 'Order a second screen', owner: null, dueOn: today };
  mustBeDone(await link.order('create', { kind: 'action', fields: action }), 'adding an action');
  const { events, duties } = await view(id);
  const [vacancy] = await link.view('vacancies');
  const { lines } = await link.view('protocols');
  const [duty] = duties;
  const places: readonly (readonly [string, string | null])[] = [
    ['secondment', id],
    ['secondment', `${id}|record`],
    ['secondment', `${id}|record|absence`],
    ['secondment', `${id}|record|ending`],
    ['secondment', `${id}|event|${events[0]?.id ?? ''}`],
    ['secondment', `${id}|facts`],
    ['duty', `${id}|${duty?.duty ?? ''}|${duty?.turn ?? ''}`],
    ['secondments', 'returns'],
    ['secondments', `vacancy|${vacancy?.team.id ?? ''}`],
    ['protocols', null],
    ['protocol', lines[0]?.versions[0]?.id ?? ''],
    ['actions', null],
    ['away', null],
  ];
  const look = async (name: string): Promise<void> => {
    expect(await page.evaluate(() => window.innerWidth)).toBe(360);
    const wide = await page.evaluate(() =>
      Math.max(
        ...[document.documentElement, ...document.querySelectorAll('main')].map(
          ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
        ),
      ),
    );
    expect.soft(`${name}: ${wide} px too wide`).toBe(`${name}: 0 px too wide`);
    expect.soft(await faultsOn(page), name).toEqual([]);
    await shoot(name.replaceAll(/[^a-z]+/gu, '-'));
  };
  for (const [screen, place] of places) {
    await show(screen, place);
    await look(`${screen} ${(place ?? '').replace(id, '').replace(/[\dA-Z].*$/u, '')}`);
  }
  await show('protocol', lines[0]?.versions[0]?.id ?? '');
  await press(page, 'Copy and edit');
  await heading(page, /our copy$/u);
  await look('protocol draft');
});

const isSettled = ({ status: { word } }: DutyView): boolean =>
  word === 'Done' || word === 'Done late' || word === 'Not applicable';

test('a plain two years: every date is met on its day, and nothing is left over', async () => {
  await travelTo(nextTenth(today));
  const startsOn = today;
  const id = await begin(NAMES.plain, 'Merton', startsOn);
  const { endsOn } = (await view(id)).record;
  for (let round = 0; round < 200; round += 1) {
    const open = (await view(id)).duties.filter(
      (duty) => duty.kind === 'duty' && !duty.isAgreed && !isSettled(duty),
    );
    const now = open.filter(({ dueOn }) => dueOn === null || dueOn <= today);
    const next = open.map(({ dueOn }) => dueOn ?? today).toSorted()[0];
    if (next === undefined) break;
    if (now.length === 0) await travelTo(next);
    for (const duty of now) {
      const month = /^\d{4}-\d{2}$/u.test(duty.turn) ? duty.turn : null;
      if (month !== null) {
        mustBeDone(await link.order('nilReturns', { month, secondments: [id] }), month);
      } else if (duty.meetingKind !== null && duty.status.word !== 'Cannot start yet') {
        await (await book(id, duty.meetingKind, duty.dueOn ?? today)).hold();
      } else await evidence(id, duty, duty.dueOn ?? today);
    }
  }
  await travelTo(addMonths(endsOn, 1));
  const whole = await view(id);
  expect(whole.duties.filter((duty) => duty.kind === 'duty' && !isSettled(duty))).toEqual([]);
  expect(whole.duties.filter(({ status }) => status.word === 'Done late')).toEqual([]);
  // It begins within a month, and so touches 25 of them.
  expect(whole.duties.filter(({ duty }) => duty === 'S7.3')).toHaveLength(25);
  await show('secondments');
  await page.locator('summary', { hasText: /^Ended: \d+$/u }).click();
  await openRecord(page, NAMES.plain);
  await sees('Nothing is overdue, due soon or booked.');
  await press(page, 'Change', { exact: true });
  await press(page, 'Change after the end');
  await page.getByLabel('Back to the substantive post').check();
  await save();
  await heading(page, 'Change this secondment');
  await showRecord(id);
  await sees('After the end');
  await shoot('over');
});
