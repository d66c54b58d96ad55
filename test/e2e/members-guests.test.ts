/** Guests in real browsers: each is shown one record by itself, read only or to change, and nothing of anyone else. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import {
  ADA,
  goTo,
  heading,
  noteText,
  OLA,
  openRecord,
  press,
  PRIYA,
  seesNotebook,
  UMA,
  waitUntil,
  writeInNotes,
  type SamplePerson,
} from './people.ts';
import { openMeeting } from './story.ts';
import {
  changeTransfer,
  foundWithRecords,
  join,
  MEET_MS,
  openTeam,
  seesTransfer,
  shoot,
  inOrderOf,
  TEXTS,
  type Browser,
  type Ids,
  type Team,
} from './team.ts';

let team: Team;
let priya: Browser;
let uma: Browser;
let ola: Browser;
let ids: Ids;

beforeAll(async () => {
  ensureBuilt();
  team = await openTeam();
  [priya, uma, ola] = await Promise.all([team.open('priya'), team.open('uma'), team.open('ola')]);
  ids = await foundWithRecords(priya.link(), team.meetingPoint.address, {
    founder: PRIYA,
    secondee: ADA,
    lineManager: null,
  });
  await join(priya, uma, UMA);
  await join(priya, ola, OLA);
});
afterAll(async () => {
  await team?.close();
});

const inOrder = inOrderOf(() => team);

const NOTE = 'Opened with a cloudberry round of news.';

/** From the page of a record to the list of those who read it, with one more. */
const share = async (
  page: Page,
  person: SamplePerson,
  access: 'Read only' | 'Read and change',
): Promise<void> => {
  await page.locator('main').getByRole('link', { name: 'Who can read this' }).click();
  await heading(page, 'Who can read this');
  await press(page, 'Share with one person');
  await heading(page, 'Share with one person');
  await page.getByLabel(person.name).check();
  await page.getByLabel(access).check();
  await press(page, 'Share', { exact: true });
  await heading(page, 'Who can read this');
  await page
    .getByRole('list', { name: 'Who can read this' })
    .getByRole('listitem')
    .filter({ hasText: person.name })
    .getByText(access === 'Read only' ? /Can read\.$/u : 'Can read and change')
    .waitFor();
};

/** Everything that a browser shows of young people and of secondments, by the engine's own lists. */
const listsOf = async ({ link }: Browser) => {
  const [transfers, secondments, meetings] = [
    await link().view('transfers'),
    await link().view('secondments'),
    await link().view('meetings'),
  ];
  return {
    transfers: transfers.rows.map(({ reference }) => reference),
    secondments: secondments.map(({ name }) => name),
    meetings: [...meetings.coming, ...meetings.past].map(({ id }) => id),
  };
};

test('guests who have joined see nothing until something is shared with them', async ({ skip }) => {
  await inOrder(skip, async () => {
    for (const guest of [uma, ola]) {
      expect(await listsOf(guest)).toEqual({ transfers: [], secondments: [], meetings: [] });
    }
  });
});

test('Uma, of the trade union, is shown one meeting, to read', async ({ skip }) => {
  await inOrder(skip, async () => {
    const page = await priya.panel();
    await seesNotebook(page);
    await openMeeting(page);
    await writeInNotes(page, NOTE);
    await page.getByText(/Saved on this device at/u).waitFor();
    await share(page, UMA, 'Read only');
    await shoot(priya, 'shared-meeting');

    const hers = await uma.panel();
    await goTo(hers, 'Meetings');
    await hers.locator('main').getByRole('link').first().waitFor({ timeout: MEET_MS });
    await openMeeting(hers);
    await waitUntil(
      async () => ((await noteText(hers)).includes(NOTE) ? [] : ['the note']),
      'the note of the meeting',
      MEET_MS,
    );
    await shoot(uma, 'guest-meeting');
    expect(await listsOf(uma)).toEqual({ transfers: [], secondments: [], meetings: [ids.meeting] });
  });
});

test('nothing that Uma sends by another way is written', async ({ skip }) => {
  await inOrder(skip, async () => {
    const orders = [
      ['change', { kind: 'meeting', id: ids.meeting, fields: { place: 'Forged place' } }],
      ['create', { kind: 'action', fields: { meeting: ids.meeting, text: 'Forged', owner: null } }],
      ['shareOne', { kind: 'meeting', id: ids.meeting, person: ids.meeting, access: 'write' }],
      ['setAccess', { person: ids.meeting, section: 'transfers', access: 'write' }],
    ] as const;
    for (const [name, given] of orders) {
      const answer = await uma.link().order(name, given);
      expect(`${name}: ${answer.state}`).toBe(`${name}: refused`);
    }
    const hers = await uma.panel();
    await hers.getByText('You can read this note but not change it.').waitFor();
    await hers.getByText('This meeting was opened to you to read.').waitFor();
    expect(await hers.getByRole('textbox', { name: /^Notes/u }).count()).toBe(0);
    expect(await hers.getByRole('button', { name: 'Mark as held' }).count()).toBe(0);
    const view = await priya.link().view('meeting', ids.meeting);
    expect(view?.record.place).toBe('');
    expect(view?.actions).toEqual([]);
  });
});

test('Ola, who receives a young person, is shown that one transfer, to change', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    const page = await priya.panel();
    await goTo(page, 'Transfers');
    await openRecord(page, TEXTS.reference);
    await heading(page, TEXTS.reference);
    await share(page, OLA, 'Read and change');
    await shoot(priya, 'shared-transfer');

    await seesTransfer(ola, ids.transfer, { reference: TEXTS.reference });
    expect(await listsOf(ola)).toEqual({
      transfers: [TEXTS.reference],
      secondments: [],
      meetings: [],
    });
    const theirs = await ola.panel();
    await goTo(theirs, 'Transfers');
    await theirs.getByText(TEXTS.reference).first().waitFor();
    expect(await theirs.locator('body').innerText()).not.toContain(TEXTS.otherReference);
    await openRecord(theirs, TEXTS.reference);
    await heading(theirs, TEXTS.reference);
    await shoot(ola, 'guest-transfer');
    expect(await ola.link().view('transfer', ids.otherTransfer)).toBeNull();

    const written = { receivingPractitioner: 'Written by Ola: saltmarsh' } as const;
    await changeTransfer(ola, ids.transfer, written);
    await seesTransfer(priya, ids.transfer, written);
  });
});

test('when sharing stops, Ola gets no more of it', async ({ skip }) => {
  await inOrder(skip, async () => {
    const page = await priya.panel();
    await heading(page, 'Who can read this');
    await press(page, /^Stop sharing/u);
    await page.getByText('Stopped sharing.').first().waitFor({ state: 'attached' });
    const later = { receivingPdu: 'Written after sharing stopped: osprey' } as const;
    await changeTransfer(priya, ids.transfer, later);
    await ola.link().until('transfers', ({ rows }) => rows.length === 0, {
      what: 'the transfer gone from the screen of Ola',
      within: MEET_MS,
    });
    const answer = await ola.link().order('change', {
      kind: 'transfer',
      id: ids.transfer,
      fields: { receivingPractitioner: 'Forged' },
    });
    expect(answer.state).toBe('refused');
    await seesTransfer(priya, ids.transfer, later);
  });
});
