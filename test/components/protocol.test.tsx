// @vitest-environment happy-dom
/** The protocol screens: reading one, copying and changing it, checking and publishing, files in and out. */
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { openApp } from '../preview/sample-notebook';
import {
  PROTOCOL_EAST,
  protocolViewOf,
  roomViews,
  sampleProtocols,
} from '../preview/sample-protocol';
import { App } from '@/components/app';
import { copyOf, readDraft, type ProtocolDraft } from '@/components/protocol/draft';
import { CalendarDay } from '@/lib/domain/calendar';
import { Protocol } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { protocolToText, readProtocolFile } from '@/lib/domain/protocol-file';
import { z } from '@/lib/parse/zod';
import type { SecondmentRow } from '@/lib/session/views';

const DRAFT = 'protocol.draft';
const day = (text: string): CalendarDay => CalendarDay.parse(text);

const ada: SecondmentRow = {
  id: 's1',
  name: 'Ada Okafor',
  team: 'Newham',
  startsOn: day('2026-12-28'),
  endsOn: day('2028-12-27'),
  overdue: 0,
  next: null,
};

const copy = (change: Partial<Protocol> = {}): ProtocolDraft => {
  const draft = copyOf(PROTOCOL_2010, {
    key: '1',
    lines: sampleProtocols.lines,
    today: openApp.today,
  });
  return { ...draft, protocol: { ...draft.protocol, ...change } };
};

const open = (
  screenName: string,
  id: string | null = null,
  sample: Partial<Sample> = {},
): SampleLink => {
  const link = sampleLink({
    ...sample,
    views: { app: () => openApp, ...roomViews, secondments: () => [ada], ...sample.views },
    place: { screen: screenName, id },
  });
  render(<App link={link} />);
  return link;
};
const openDraft = (
  id: string | null,
  draft: ProtocolDraft = copy(),
  sample: Partial<Sample> = {},
): SampleLink =>
  open('protocol-draft', id, { ...sample, drafts: { [DRAFT]: JSON.stringify(draft) } });

const keptDraft = async (link: SampleLink): Promise<ProtocolDraft | null> => {
  const answer = await link.order('draft', { form: DRAFT });
  const value = answer.state === 'done' ? answer.value : null;
  return readDraft(value);
};
// By text: a whole protocol has hundreds of places, and asking each for its role takes seconds.
const heading = (name: string | RegExp): Promise<HTMLElement> =>
  screen.findByText(name, { selector: 'h1' });
const press = async (name: string): Promise<void> => {
  fireEvent.click(await screen.findByText(name, { selector: 'button' }));
};
const follow = (name: Parameters<typeof screen.getByText>[0]): void => {
  fireEvent.click(screen.getByText(name, { selector: 'a' }));
};
const type = async (label: string | RegExp, text: string): Promise<void> => {
  fireEvent.change(await screen.findByLabelText(label), { target: { value: text } });
};

const saved: { name: string; text: Promise<string> }[] = [];
beforeEach(() => {
  saved.length = 0;
  let blob: Blob | null = null;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((given) => {
    blob = given instanceof Blob ? given : null;
    return 'blob:file';
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {});
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
    this: HTMLAnchorElement,
  ) {
    saved.push({ name: this.download, text: blob?.text() ?? Promise.resolve('') });
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('the list says which protocols there are, since when, and which secondments go by each', async () => {
  open('more');
  follow('Protocols');
  await heading('Protocols');
  const [first, , own] = within(screen.getByRole('list', { name: 'Protocols' })).getAllByText(
    /Version 1/u,
  );
  expect(first?.textContent).toContain('since 1 September 2010. Comes with the notebook, London');
  expect(own?.textContent).toContain('from 1 January 2027. Your own, East London');
  expect(screen.getByText('1 secondment started under it')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Ada Okafor, Newham' })).toBeTruthy();
  expect(
    screen.getByText(
      'Its secondments go on under East London protocol from the day it takes effect.',
    ),
  ).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Read a protocol from a file' })).toBeTruthy();
});

test('who may not publish reads and saves, and is offered neither copy nor file', async () => {
  const views = {
    protocols: () => ({ ...sampleProtocols, mayPublish: false }),
    protocol: (id: string | null) => {
      const view = roomViews.protocol?.(id) ?? null;
      return view === null ? null : { ...view, mayPublish: false };
    },
  };
  open('protocols', null, { views });
  await heading('Protocols');
  expect(screen.queryByText('Read a protocol from a file')).toBeNull();
  follow(PROTOCOL_2010.name);
  await heading(PROTOCOL_2010.name);
  expect(screen.getByText('Save to a file', { selector: 'button' })).toBeTruthy();
  expect(screen.queryByText('Copy and edit')).toBeNull();
});

test('a protocol shows its rows by section, its readings, who attends, limits and what is not attached', async () => {
  open('protocol', '2010.1');
  await heading(PROTOCOL_2010.name);
  expect(screen.getByText('1 September 2010')).toBeTruthy();
  const section = screen.getByRole('list', { name: 'Section 2' });
  expect(within(section).getByText('Within 14 days of the start')).toBeTruthy();
  expect(screen.getAllByRole('list', { name: /^Section \d+$/u })).toHaveLength(18);
  expect(screen.getByText(/A2: “at the beginning”/u)).toBeTruthy();
  expect(
    within(screen.getByRole('list', { name: 'Readings' })).getAllByRole('listitem'),
  ).toHaveLength(Object.keys(PROTOCOL_2010.readings).length);
  const meetings = screen.getByRole('list', { name: 'Meetings' });
  expect(within(meetings).getByText('Six-month review')).toBeTruthy();
  expect(screen.getByText('36 months')).toBeTruthy();
  expect(screen.getAllByText('Policy not attached')).toHaveLength(PROTOCOL_2010.links.length);
});

test('what differs from the text it was copied from stands with was, is and why', async () => {
  open('protocol', 'east-london.1');
  await heading('East London protocol');
  const changes = screen.getByRole('list', { name: 'Changes' });
  expect(within(changes).getByText('When: Within 14 days of the start')).toBeTruthy();
  expect(within(changes).getByText('When: Within 7 days of the start')).toBeTruthy();
  expect(within(changes).getByText('Both boards agreed a week in October 2026')).toBeTruthy();
});

test('a policy with a web address is opened from its full address, anything else is only shown', async () => {
  const links = [
    { title: 'Leave', place: 'https://newham.example/leave' },
    { title: 'Capability', place: 'javascript:alert(1)' },
    { title: 'Conduct', place: 'Shared drive, HR folder' },
  ];
  const views = {
    protocol: () => protocolViewOf({ ...PROTOCOL_EAST, links }, false),
  };
  open('protocol', 'east-london.1', { views });
  await heading('East London protocol');
  const list = screen.getByRole('list', { name: 'Appendices and policies' });
  expect(within(list).getAllByRole('link')).toHaveLength(1);
  expect(within(list).getByText('https://newham.example/leave').getAttribute('rel')).toContain(
    'noreferrer',
  );
  expect(within(list).getByText('javascript:alert(1)')).toBeTruthy();
});

test('a protocol that is not here is said to be missing', async () => {
  open('protocol', 'other.1');
  expect(await screen.findByText('This protocol is not in this notebook')).toBeTruthy();
});

test('a copy is a protocol of its own, from a day that is to come, and changes nothing yet', async () => {
  const link = open('protocol', '2010.1');
  await press('Copy and edit');
  await heading(`${PROTOCOL_2010.name}, our copy`);
  const draft = await keptDraft(link);
  expect(draft?.protocol).toMatchObject({
    id: 'secondment-protocol-september-2010-our-copy',
    version: 1,
    replaces: null,
    takesEffectOn: '2026-12-01',
    changes: [],
  });
  expect(screen.getByText('Nothing is changed yet.')).toBeTruthy();
  expect(link.given).toEqual([]);
});

test('one’s own protocol is changed in its next version', async () => {
  const link = open('protocol', 'east-london.1');
  await press('Change it in a new version');
  await heading('East London protocol');
  const draft = await keptDraft(link);
  expect(draft?.protocol).toMatchObject({
    id: 'east-london',
    version: 2,
    replaces: '2010',
    // No earlier than the version before it, which is still to come.
    takesEffectOn: '2027-01-01',
  });
});

test('another draft is given up only when that is said', async () => {
  const link = open('protocol', 'east-london.1', {
    drafts: { [DRAFT]: JSON.stringify(copy({ name: 'Half done' })) },
  });
  await press('Copy and edit');
  expect(await screen.findByText(/You are changing Half done/u)).toBeTruthy();
  expect((await keptDraft(link))?.protocol.name).toBe('Half done');
  await press('Give it up and copy this one');
  await heading('East London protocol, our copy');
});

test('a row is given another date with a reason, and the change is marked', async () => {
  const link = openDraft('row/S2.3');
  await heading('S2.3: Opening meeting');
  await type('How long', '7');
  expect(screen.getByText('In words: Within 7 days of the start')).toBeTruthy();
  await press('Keep this change');
  expect(screen.getByRole('link', { name: 'Enter why you change this' })).toBeTruthy();
  await type(/^Why/u, 'Agreed by both boards');
  await press('Keep this change');
  await heading(`${PROTOCOL_2010.name}, our copy`);
  const draft = await keptDraft(link);
  expect(draft?.protocol.rows['S2.3']).toMatchObject({
    due: { offset: 'P7D', from: 'start' },
    dateFrom: 'protocol',
  });
  expect(draft?.protocol.changes).toEqual([
    {
      row: 'S2.3',
      was: 'When: Within 14 days of the start',
      is: 'When: Within 7 days of the start',
      why: 'Agreed by both boards',
    },
  ]);
});

test('a repeat, a delay and a day before the end are asked for in words', async () => {
  openDraft('row/S2.3');
  await type('How long', '2');
  await type('Unit', 'months');
  await type('Before or after', 'before');
  await type('Counted from', 'end');
  expect(screen.getByText('In words: At least 2 months before the end')).toBeTruthy();
  await type('Overdue only so much later', '5');
  await type('Unit of the delay', 'working days');
  expect(screen.getByText(/overdue only 5 working days later/u)).toBeTruthy();
  await type('How long', 'soon');
  await press('Keep this change');
  expect(screen.getByRole('link', { name: 'Enter a whole number' })).toBeTruthy();
});

test('a row is added beside another, and left out again without a trace', async () => {
  const link = openDraft('add/S5.1e');
  await heading('Add a row');
  await type('Title', 'Fire safety leaflet given');
  await type(/^Why/u, 'The new building asks for it');
  await press('Keep this change');
  await heading(/our copy/u);
  const draft = await keptDraft(link);
  const id = draft?.protocol.changes[0]?.row ?? '';
  expect(id).toMatch(/^S5\.\d+$/u);
  expect(PROTOCOL_2010.rows[id]).toBeUndefined();
  expect(draft?.protocol.rows[id]).toMatchObject({ title: 'Fire safety leaflet given', proof: [] });
  follow(`${id}: Fire safety leaflet given`);
  await heading(`${id}: Fire safety leaflet given`);
  fireEvent.click(screen.getByRole('checkbox', { name: 'Leave this row out of the protocol' }));
  await type(/^Why/u, 'Not needed after all');
  await press('Keep this change');
  await heading(/our copy/u);
  expect((await keptDraft(link))?.protocol.changes).toEqual([]);
});

test('limits are numbers, and the rows that say them follow', async () => {
  const link = openDraft('limits');
  await type('Longest, with an extension', '12');
  await press('Keep this change');
  expect(
    screen.getByRole('link', { name: 'The longest length must not be below the usual length' }),
  ).toBeTruthy();
  await type('Longest, with an extension', '48');
  await type('Leave year ends: day', '40');
  await press('Keep this change');
  expect(
    screen.getByRole('link', { name: 'Leave year ends: enter a day of the month' }),
  ).toBeTruthy();
  await type('Leave year ends: day', '31');
  await type(/^Why/u, 'Agreed for four years');
  await press('Keep this change');
  await heading(/our copy/u);
  const draft = await keptDraft(link);
  expect(draft?.protocol.limits.longestMonths).toBe(48);
  expect(draft?.protocol.rows['S2.2']?.due.offset).toBe('P48M');
  expect(readProtocolFile(protocolToText(Protocol.parse(draft?.protocol))).state).toBe('read');
});

test('readings, attendees, names of roles, parties and links are changed each on a page', async () => {
  const link = openDraft('reading/A2');
  await type('How they are read', 'Within a week of the start.');
  await type(/^Why/u, 'Agreed');
  await press('Keep this change');
  await heading(/our copy/u);
  follow('Opening meeting');
  await heading('Opening meeting');
  fireEvent.click(
    within(screen.getByRole('group', { name: 'Where appropriate' })).getByRole('checkbox', {
      name: 'Human Resources',
    }),
  );
  await type(/^Why/u, 'They asked to come');
  await press('Keep this change');
  await heading(/our copy/u);
  follow('Names of roles');
  await type('YOT manager', 'YJS manager');
  await type(/^Why/u, 'The team has another name');
  await press('Keep this change');
  await heading(/our copy/u);
  follow((_, element) => element?.textContent === 'Change who agreed it');
  await type(/^Organisations/u, 'Probation Service\n\nNewham Council');
  await type(/^Why/u, 'Two of us');
  await press('Keep this change');
  await heading(/our copy/u);
  follow(/^Appendix 2/u);
  await type(/^Where it is/u, 'https://newham.example/attendance');
  await type(/^Why/u, 'It is there now');
  await press('Keep this change');
  await heading(/our copy/u);
  const draft = await keptDraft(link);
  expect(draft?.protocol.changes.map(({ is }) => is)).toEqual([
    'Reading A2: Within a week of the start.',
    expect.stringContaining('where appropriate: Human Resources'),
    'YOT manager: YJS manager',
    'Agreed by: Probation Service; Newham Council',
    'Link: Appendix 2: Attendance Management Policy (section 7), https://newham.example/attendance',
  ]);
  expect(screen.queryByText('https://newham.example/attendance', { selector: 'a' })).toBeNull();
});

test('name, area, day and what it replaces are one page', async () => {
  const link = openDraft('about');
  await type('Name', 'South London protocol');
  await type(/^Area/u, 'South London');
  await type('Day', '31');
  await type('Month', '2');
  await type('Year', '2027');
  await press('Keep this change');
  expect(
    screen.getByRole('link', { name: 'Date it takes effect must be a real date' }),
  ).toBeTruthy();
  await type('Day', '28');
  await type('Which protocol it replaces', '2010');
  await press('Keep this change');
  await heading('South London protocol');
  expect((await keptDraft(link))?.protocol).toMatchObject({
    id: 'south-london-protocol',
    area: 'South London',
    takesEffectOn: '2027-02-28',
    replaces: '2010',
  });
});

test('giving up is asked twice, and leaves nothing', async () => {
  const link = openDraft(null);
  await press('Give up these changes');
  expect(await keptDraft(link)).not.toBeNull();
  await press('Yes, give it up');
  await heading('Protocols');
  expect(await keptDraft(link)).toBeNull();
});

const weekly = (): ProtocolDraft => {
  const { protocol } = copy({
    replaces: PROTOCOL_2010.id,
    takesEffectOn: day('2027-01-05'),
  });
  const opening = protocol.rows['S2.3'];
  const review = protocol.rows['S2.4'];
  if (opening === undefined || review === undefined) throw new Error('the 2010 text has changed');
  return copy({
    ...protocol,
    rows: {
      ...protocol.rows,
      'S2.3': { ...opening, due: { ...opening.due, offset: 'P10D' } },
      'S2.4': { ...review, due: { ...review.due, offset: 'P5M' } },
    },
  });
};

test('the check says whose dates move and that those before the day stay, and publishes', async () => {
  const link = openDraft('check', weekly(), {
    answers: { publishProtocol: { state: 'done', id: 'east-london.1', value: null } },
  });
  await heading('Check before you publish');
  const dates = await screen.findByRole('list', { name: 'Dates of Ada Okafor, Newham' });
  // The version before it has the opening meeting on 4 January, which is past by then.
  expect(within(dates).queryByText(/Opening meeting/u)).toBeNull();
  expect(
    within(dates).getByText('Six-month review: 28 June 2027 becomes 28 May 2027'),
  ).toBeTruthy();
  expect(screen.getByText(/What is due before 5 January 2027 keeps its date/u)).toBeTruthy();
  await press('Publish');
  await heading('East London protocol');
  const [given] = link.given;
  expect(given?.name).toBe('publishProtocol');
  const { text } = z.object({ text: z.string() }).parse(given?.order);
  const read = readProtocolFile(text);
  expect(read.state === 'read' ? read.protocol.rows['S2.4']?.due.offset : null).toBe('P5M');
  expect(await keptDraft(link)).toBeNull();
});

test('a protocol that replaces nothing moves nobody’s dates', async () => {
  openDraft('check');
  expect(await screen.findByText(/No running secondment is under it/u)).toBeTruthy();
});

test('what is wrong is listed and is not published', async () => {
  const { protocol } = copy();
  const { 'S2.4': _left, ...rows } = protocol.rows;
  const link = openDraft('check', copy({ rows }));
  expect((await screen.findAllByText(/names S2\.4, which is not there/u)).length).toBeGreaterThan(
    0,
  );
  await press('Publish');
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(link.given).toEqual([]);
});

test('a refusal is shown line by line and the draft stays', async () => {
  const link = openDraft('check', copy(), {
    answers: {
      publishProtocol: { state: 'refused', why: 'The first thing\nThe second thing', field: null },
    },
  });
  await press('Publish');
  const alert = await screen.findByRole('alert');
  expect(
    within(alert)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['The first thing', 'The second thing']);
  expect(await keptDraft(link)).not.toBeNull();
});

test('a protocol is saved to a file that can be read back', async () => {
  open('protocol', 'east-london.1');
  await press('Save to a file');
  const [file] = saved;
  expect(file?.name).toBe('protocol-east-london-1.json');
  const read = readProtocolFile((await file?.text) ?? '');
  expect(read).toMatchObject({ state: 'read', protocol: { name: PROTOCOL_EAST.name } });
});

const choose = async (text: string, name = 'protocol.json'): Promise<void> => {
  const input = await screen.findByLabelText('Protocol file');
  fireEvent.change(input, { target: { files: [new File([text], name)] } });
};

test('a file that is right is shown before anything is published, as the next version of its line', async () => {
  const link = open('protocol-file');
  await choose(protocolToText(PROTOCOL_EAST), 'east.json');
  await heading('Check before you publish');
  const draft = await keptDraft(link);
  expect(draft?.protocol).toMatchObject({ id: 'east-london', version: 2 });
  expect(draft?.from).toBe('file east.json');
  expect(link.given).toEqual([]);
});

test('a file of a protocol that ships becomes a copy', async () => {
  const link = open('protocol-file');
  await choose(protocolToText(PROTOCOL_2010));
  await heading('Check before you publish');
  expect((await keptDraft(link))?.protocol.id).toBe('secondment-protocol-september-2010');
});

const fileOf = (protocol: unknown): string =>
  JSON.stringify({ file: 'Liaison Notebook protocol', protocol });
const withRepeat = (repeat: string) => {
  const row = PROTOCOL_2010.rows['S2.3'];
  return {
    ...PROTOCOL_2010,
    rows: { ...PROTOCOL_2010.rows, 'S2.3': { ...row, due: { ...row?.due, repeat } } },
  };
};

test.for([
  ['nothing', '', /not a protocol file/u],
  ['no JSON', '<script>alert(1)</script>', /not a protocol file/u],
  ['another file', '{"name":"x"}', /not a protocol file/u],
  ['a file cut off', protocolToText(PROTOCOL_2010).slice(0, 5_000), /part of it is missing/u],
  [
    'a reach into objects',
    protocolToText(PROTOCOL_2010).replace('"format": 1', '"__proto__": {"x": 1}, "format": 1'),
    /“__proto__” is not allowed/u,
  ],
  ['a very deep file', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, /not a protocol file/u],
  ['a file that is too large', 'x'.repeat(2_000_001), /larger than 2 MB/u],
  [
    'an unknown field',
    fileOf({ ...PROTOCOL_2010, onLoad: 'fetch("https://evil.example")' }),
    /“onLoad” is not known/u,
  ],
  ['a repeat of no days', fileOf(withRepeat('P0D')), /Row S2\.3 repeats every 0 days/u],
] as const)('%s answers with what is wrong and changes nothing', async ([, text, words]) => {
  const before = JSON.stringify(copy({ name: 'Half done' }));
  const link = open('protocol-file', null, { drafts: { [DRAFT]: before } });
  await choose(text);
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(words);
  expect(screen.getByText(/This file cannot be used. Nothing was changed/u)).toBeTruthy();
  expect(link.given).toEqual([]);
  expect(await keptDraft(link)).toEqual(readDraft(before));
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
});

test('markup in a file is shown as text', async () => {
  open('protocol-file');
  await choose(fileOf({ ...PROTOCOL_2010, id: 'other', name: '<img src=x onerror=alert(1)>' }));
  await heading('Check before you publish');
  expect(await screen.findByText('<img src=x onerror=alert(1)>')).toBeTruthy();
  await waitFor(() => {
    expect(document.querySelector('img')).toBeNull();
  });
});
