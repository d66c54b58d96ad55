/** Guests in real browsers: each is shown one record by itself, read only or to change, and nothing of anyone else. */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { mustBeDone } from './direct-link.ts';
import { buildPatched } from './hostile-build.ts';
import {
  FORGED,
  hostileGuest,
  VIC,
  WRITES_ANYWAY,
  writeAnyway,
  type HostileGuest,
} from './hostile-guest.ts';
import {
  ADA,
  goTo,
  heading,
  noteText,
  OLA,
  openMore,
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
import { SET_ASIDE_REASONS } from '@/lib/vault/set-aside';
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
let changedBuild: Promise<string>;
let vic: HostileGuest | null = null;

beforeAll(async () => {
  ensureBuilt();
  team = await openTeam();
  // It is needed last, and is made while the others are at work.
  changedBuild = buildPatched(path.join(team.folder, 'changed'), WRITES_ANYWAY);
  changedBuild.catch(() => {});
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
  await vic?.profile.kill();
  await changedBuild?.catch(() => {});
  await team?.close();
});

const inOrder = inOrderOf(() => team);

const NOTE = 'Opened with a cloudberry round of news.';
const LATER = 'Then the fulmar report was read.';
const HONEST = 'Work goes on: gannet.';

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
    const page = await uma.panel();
    await heading(page, 'Today');
    await page.getByText('Nothing is due').waitFor();
    expect(await page.getByRole('button', { name: /^(?:Add|Book) a/u }).count()).toBe(0);
    await shoot(uma, 'guest-today');
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
    // Her page stays as it is while Priya goes on typing.
    await openMeeting(page);
    await writeInNotes(page, LATER);
    await hers.getByText(LATER).waitFor({ timeout: MEET_MS });
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

test('a guest whose changed build writes all the same is refused by everyone, and work goes on', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    const build = await changedBuild;
    const { people } = await priya.link().view('people');
    const theirs = people.find(({ person }) => person.name === OLA.name);
    if (theirs === undefined) throw new Error('Ola is not known');
    mustBeDone(
      await priya.link().order('shareOne', {
        kind: 'meeting',
        id: ids.meeting,
        person: theirs.person.id,
        access: 'write',
      }),
      'sharing the meeting',
    );
    vic = await hostileGuest(priya, ids, { folder: team.folder, build });
    const [page, olas] = [await priya.panel(), await ola.panel()];
    await ola.link().until('meetings', ({ past }) => past.length === 1, {
      what: 'the meeting at Ola’s',
      within: MEET_MS,
    });
    for (const one of [page, olas]) {
      await goTo(one, 'Meetings');
      await openMeeting(one);
    }
    const screens = [page, olas, await uma.panel()];
    const before = await Promise.all(screens.map(noteText));

    const forged = await writeAnyway(vic, ids);
    expect(forged).toBeGreaterThan(2);
    const words = SET_ASIDE_REASONS['not allowed'];
    await Promise.all(
      [priya, ola, uma].map(({ link }) =>
        link().until(
          'people',
          ({ setAside }) =>
            setAside.some(
              (one) => one.who === VIC.name && one.words === words && one.count === forged,
            ),
          { what: 'all that Vic wrote set aside', within: MEET_MS },
        ),
      ),
    );
    expect(await Promise.all(screens.map(noteText))).toEqual(before);
    for (const { link } of [priya, ola, uma]) {
      const view = await link().view('meeting', ids.meeting);
      expect(view?.record).toMatchObject({ place: '', startsAt: '2026-11-03T10:00' });
      expect(view?.actions).toEqual([]);
    }
    // Nor does Vic seem to write there.
    expect((await page.getByText(/editing too/u).allInnerTexts()).join(' ')).not.toContain('Vic');

    mustBeDone(
      await ola.link().order('change', {
        kind: 'meeting',
        id: ids.meeting,
        fields: { place: HONEST },
      }),
      'an honest change',
    );
    await writeInNotes(page, HONEST);
    await olas.locator('.app-note__text').getByText(HONEST).waitFor({ timeout: MEET_MS });
    await screens[2]?.locator('.app-note__text').getByText(HONEST).waitFor({ timeout: MEET_MS });
    await priya.link().until('meeting', (view) => view?.record.place === HONEST, {
      id: ids.meeting,
      what: 'the change by Ola',
      within: MEET_MS,
    });
    for (const one of screens) expect(await one.locator('main').innerText()).not.toContain(FORGED);

    await openMore(page, 'People and devices');
    const aside = page.getByRole('region', { name: 'Set aside' });
    await aside.getByText(words).waitFor();
    await aside.getByText(`${forged} changes, from ${VIC.name}`).waitFor();
    await aside.scrollIntoViewIfNeeded();
    await shoot(priya, 'set-aside-guest');
  });
});
