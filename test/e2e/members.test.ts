/** Removing people in real browsers: who is here, who was away with unsent edits, and who is removed while away. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { atRest } from './direct-link.ts';
import { openMeeting } from './story.ts';
import {
  ADA,
  NELL,
  noteText,
  openMore,
  PRIYA,
  removeAccess,
  RITA,
  seesNotebook,
  seesRemovedHere,
  seesTold,
  waitUntil,
  writeInNotes,
} from './people.ts';
import {
  changeTransfer,
  comeBack,
  foundWithRecords,
  holdTheSame,
  join,
  MEET_MS,
  openTeam,
  seesTransfer,
  shoot,
  inOrderOf,
  type Browser,
  type Ids,
  type Team,
} from './team.ts';

let team: Team;
let priya: Browser;
let ada: Browser;
let rita: Browser;
let nell: Browser;
let ids: Ids;

beforeAll(async () => {
  ensureBuilt();
  team = await openTeam();
  [priya, ada, rita, nell] = await Promise.all([
    team.open('priya'),
    team.open('ada'),
    team.open('rita'),
    team.open('nell'),
  ]);
  ids = await foundWithRecords(priya.link(), team.meetingPoint.address, {
    founder: PRIYA,
    secondee: ADA,
    lineManager: RITA,
  });
  await join(priya, ada, ADA);
  await join(priya, rita, RITA);
  await join(priya, nell, NELL);
  await holdTheSame([priya, ada, rita]);
});
afterAll(async () => {
  await team?.close();
});

const inOrder = inOrderOf(() => team);

/** Starts a browser where nobody can be met, has its person work, and closes it again. */
const workApart = async (
  browser: Browser,
  person: typeof ADA,
  work: () => Promise<void>,
): Promise<void> => {
  await browser.close();
  await team.meetingPoint.stop();
  await comeBack(browser, person);
  await work();
  await browser.close();
  await team.meetingPoint.comeBack();
};

const OF_ADA = { orderType: 'Written by Ada while away: marlinspike' } as const;
const NOTE_OF_ADA = 'Ada wrote in the notes while away: juniper.';
const OF_PRIYA = { caseManager: 'Written by Priya after the removal: gossamer' } as const;
const OF_RITA = { receivingPdu: 'Written by Rita after the removal: osprey' } as const;
const UNSEEN = { receivingPractitioner: 'Written by Rita, seen by nobody: larkspur' } as const;

test('Ada goes away with edits that nobody has seen', async ({ skip }) => {
  await inOrder(skip, async () => {
    await workApart(ada, ADA, async () => {
      await changeTransfer(ada, ids.transfer, OF_ADA);
      const panel = await ada.panel();
      await seesNotebook(panel);
      await openMeeting(panel);
      await writeInNotes(panel, NOTE_OF_ADA);
      await panel.getByText(/Saved on this device at/u).waitFor();
    });
    const { people } = await priya.link().view('people');
    expect(people.map(({ person }) => person.name)).toContain(ADA.name);
  });
});

test('Nell, who is here, is removed: her screen says so, and she gets nothing more', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    const panel = await priya.panel();
    await removeAccess(panel, NELL, null);
    await seesTold(panel, RITA, 'Told');
    await seesTold(panel, ADA, 'Not told yet');
    await panel.getByText('2 of 3 devices have been told').waitFor();
    await shoot(priya, 'removal-done');
    await seesRemovedHere(await nell.panel(), PRIYA);
    await shoot(nell, 'removed-here');

    const before = await atRest(nell.profile());
    await changeTransfer(priya, ids.transfer, OF_PRIYA);
    await changeTransfer(rita, ids.transfer, OF_RITA);
    for (const browser of [priya, rita]) {
      await seesTransfer(browser, ids.transfer, { ...OF_PRIYA, ...OF_RITA });
    }
    await holdTheSame([priya, rita]);
    expect(await atRest(nell.profile())).toEqual(before);
    const hers = await nell.link().view('transfer', ids.transfer);
    expect(hers?.record.caseManager).toBe('');
    const refused = await nell.link().order('change', {
      kind: 'transfer',
      id: ids.transfer,
      fields: { crn: 'X000001' },
    });
    expect(refused.state).toBe('refused');
    await nell.close();
  });
});

test('Rita is removed while she is away with edits that nobody has seen', async ({ skip }) => {
  await inOrder(skip, async () => {
    await workApart(rita, RITA, () => changeTransfer(rita, ids.transfer, UNSEEN));
    const panel = await priya.panel();
    await removeAccess(panel, RITA, PRIYA);
    await expect(seesTold(panel, ADA, 'Not told yet')).resolves.toBeUndefined();
  });
});

test('Ada comes back after two removals: nothing that she wrote is lost', async ({ skip }) => {
  await inOrder(skip, async () => {
    await comeBack(ada, ADA);
    for (const browser of [priya, ada]) {
      await seesTransfer(browser, ids.transfer, { ...OF_PRIYA, ...OF_RITA, ...OF_ADA });
    }
    const panel = await priya.panel();
    await seesTold(panel, ADA, 'Told');
    await panel.getByText('All 2 devices have been told').waitFor();
    await openMeeting(panel);
    await waitUntil(
      async () => ((await noteText(panel)).includes(NOTE_OF_ADA) ? [] : ['the note of Ada']),
      'what Ada wrote in the notes',
      MEET_MS,
    );
    await expect(holdTheSame([priya, ada])).resolves.toBeUndefined();
  });
});

test('Rita comes back: her screen says so, and what she wrote unseen does not count', async ({
  skip,
}) => {
  await inOrder(skip, async () => {
    await comeBack(rita, RITA);
    await rita.link().until('app', (app) => app.stage === 'open' && app.removed !== null, {
      what: 'Rita is told that she was removed',
      within: MEET_MS,
    });
    await seesRemovedHere(await rita.panel(), PRIYA);
    const written = { crn: 'X412098' } as const;
    await changeTransfer(ada, ids.transfer, written);
    await seesTransfer(priya, ids.transfer, written);
    for (const browser of [priya, ada]) {
      const view = await browser.link().view('transfer', ids.transfer);
      expect(view?.record.receivingPractitioner).toBe('');
    }
    await holdTheSame([priya, ada]);
    const hers = await rita.link().view('transfer', ids.transfer);
    expect(hers?.record.crn).toBe('');
  });
});

test('People and devices tells of both removals', async ({ skip }) => {
  await inOrder(skip, async () => {
    const panel = await priya.panel();
    await openMore(panel, 'People and devices');
    const removed = panel.getByRole('region', { name: 'Removed' });
    await removed.getByText(NELL.name).first().waitFor();
    await expect(removed.getByText(RITA.name).first().waitFor()).resolves.toBeUndefined();
    await shoot(priya, 'people-after-removals');
  });
});
