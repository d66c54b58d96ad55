/** Several people's browsers that meet at one point, each with its panel and a direct link, for tests of who is in. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';
import {
  foundBy,
  letIn,
  mustBeDone,
  openDirectLink,
  unlockBy,
  untilOpen,
  type DirectLink,
} from './direct-link';
import { openMeetingPoint, type MeetingPoint } from './meeting-point';
import { differencesBetween, notebookSeenBy } from './notebook-seen';
import { waitUntil, type SamplePerson } from './people';
import { EXTENSION, launch, type Profile } from './profile';
import { z } from '@/lib/parse/zod';
import { RecordId } from '@/lib/domain/record';
import { CalendarDay } from '@/lib/domain/calendar';
import { MeetingTime } from '@/lib/domain/meeting';

export const MEET_MS = 120_000;
const SHOTS = process.env['SHOTS'] ?? null;

export interface Browser {
  readonly link: () => DirectLink;
  readonly panel: () => Promise<Page>;
  readonly profile: () => Profile;
  readonly close: () => Promise<void>;
  /** Starts it anew on the same profile. The notebook is locked. */
  readonly start: () => Promise<void>;
}

export interface Team {
  readonly folder: string;
  readonly meetingPoint: MeetingPoint;
  /** What stands on every screen, by the name of the browser, for whoever has to find out why a step failed. */
  readonly screens: () => Promise<string>;
  readonly open: (name: string) => Promise<Browser>;
  readonly close: () => Promise<void>;
}

export const openTeam = async (): Promise<Team> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'liaison-notebook-team-'));
  // A copy, so that a build meanwhile changes nothing under a running browser.
  const extension = path.join(folder, 'extension');
  await cp(EXTENSION, extension, { recursive: true });
  const meetingPoint = await openMeetingPoint();
  const browsers: Browser[] = [];
  const screens = new Map<string, () => Promise<string>>();
  return {
    folder,
    meetingPoint,
    screens: async () => {
      const texts = [...screens].map(async ([name, text]) => `${name}:\n${await text()}`);
      return (await Promise.all(texts)).join('\n\n');
    },
    open: async (name) => {
      const dir = path.join(folder, name);
      let profile: Profile | null = null;
      let link: DirectLink | null = null;
      const open = <Thing>(thing: Thing | null): Thing => {
        if (thing === null) throw new Error(`the browser of ${name} is closed`);
        return thing;
      };
      const browser: Browser = {
        link: () => open(link),
        profile: () => open(profile),
        panel: () => open(profile).panel(),
        close: async () => {
          const closing = profile;
          profile = null;
          link = null;
          await closing?.close();
        },
        start: async () => {
          profile = await launch({ dir, extension });
          link = await openDirectLink(profile);
        },
      };
      browsers.push(browser);
      screens.set(name, async () => {
        if (profile === null) return 'closed';
        const panel = await profile.panel();
        if (SHOTS !== null) {
          await panel.screenshot({ path: path.join(SHOTS, `failed-${name}.png`) }).catch(() => {});
        }
        return panel.locator('body').innerText();
      });
      await browser.start();
      return browser;
    },
    close: async () => {
      await Promise.all(browsers.map((browser) => browser.close()));
      await meetingPoint.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
};

/** With SHOTS set to a folder, a picture of the panel as it stands goes there. */
export const shoot = async (browser: Browser, name: string): Promise<void> => {
  if (SHOTS === null) return;
  const panel = await browser.panel();
  await panel.screenshot({ path: path.join(SHOTS, `${name}.png`) });
};

/** Unlocks a browser that was started anew. */
export const comeBack = async (browser: Browser, person: SamplePerson): Promise<void> => {
  await browser.start();
  await unlockBy(browser.link(), person);
  await untilOpen(browser.link());
};

export const TEXTS = {
  notebook: 'Newham sample notebook',
  reference: 'JB-0412-PLOVER',
  otherReference: 'KL-0977-DUNLIN',
  otherManager: 'Tomasz Quillfeather',
} as const;

export interface Ids {
  readonly secondment: RecordId;
  readonly meeting: RecordId;
  readonly transfer: RecordId;
  readonly otherTransfer: RecordId;
}

/** A notebook with one secondment, one meeting about it, and two transfers. */
export const foundWithRecords = async (
  link: DirectLink,
  address: string,
  {
    founder,
    secondee,
    lineManager,
  }: {
    readonly founder: SamplePerson;
    readonly secondee: SamplePerson;
    readonly lineManager: SamplePerson | null;
  },
): Promise<Ids> => {
  await foundBy(link, founder, { notebook: TEXTS.notebook, address });
  const app = await untilOpen(link);
  const team = app.stage === 'open' ? app.teams[0] : undefined;
  if (team === undefined) throw new Error('a notebook without teams');
  const day = (text: string): CalendarDay => CalendarDay.parse(text);
  const secondment = await link.order('addSecondment', {
    team: team.id,
    secondee: { name: secondee.name },
    lineManager: lineManager === null ? null : { name: lineManager.name },
    startsOn: day('2026-11-02'),
    endsOn: day('2028-11-01'),
    endReason: '',
  });
  const about = RecordId.parse(mustBeDone(secondment, 'adding a secondment'));
  const meeting = await link.order('bookMeeting', {
    kind: 'quarterly',
    about,
    startsAt: MeetingTime.parse('2026-11-03T10:00'),
    place: '',
  });
  const addTransfer = async (reference: string, caseManager: string): Promise<RecordId> => {
    const added = await link.order('addTransfer', {
      reference,
      dateOfBirth: day('2009-03-02'),
      team: team.id,
      crn: '',
      caseManager,
      secondee: null,
    });
    return RecordId.parse(mustBeDone(added, 'adding a transfer'));
  };
  return {
    secondment: about,
    meeting: RecordId.parse(mustBeDone(meeting, 'booking a meeting')),
    transfer: await addTransfer(TEXTS.reference, ''),
    otherTransfer: await addTransfer(TEXTS.otherReference, TEXTS.otherManager),
  };
};

export const join = async (
  inviter: Browser,
  newcomer: Browser,
  person: SamplePerson,
): Promise<void> => letIn(inviter.link(), newcomer.link(), person);

/** Rejects with what differs unless all hold the same notebook within the time. */
export const holdTheSame = async (browsers: readonly Browser[]): Promise<void> => {
  await waitUntil(
    async () => {
      const [first, ...others] = await Promise.all(
        browsers.map((browser) => notebookSeenBy(browser.link().page)),
      );
      if (first === undefined) return ['nobody'];
      return others.flatMap((other) => differencesBetween(first, other));
    },
    'the notebooks to be equal',
    MEET_MS,
  );
};

/** How a person writes one field of the transfer. */
export const changeTransfer = async (
  { link }: Browser,
  id: RecordId,
  fields: Readonly<Record<string, string>>,
): Promise<void> => {
  mustBeDone(await link().order('change', { kind: 'transfer', id, fields }), 'changing a transfer');
};

/** Waits until a browser shows these fields of a transfer. */
export const seesTransfer = async (
  { link }: Browser,
  id: RecordId,
  fields: Readonly<Record<string, string>>,
): Promise<void> => {
  const shows = z.object(
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, z.literal(value)])),
  );
  await link().until('transfer', (view) => shows.safeParse(view?.record).success, {
    id,
    what: `the transfer with ${JSON.stringify(fields)}`,
    within: MEET_MS,
  });
};

/**
 * Runs tests that rest on each other: after a failure the rest is skipped instead of waiting in vain, and what stood on
 * every screen is printed.
 */
export const inOrderOf = (
  team: () => Team,
): ((skip: (why: string) => never, run: () => Promise<void>) => Promise<void>) => {
  let hasFailed = false;
  return async (skip, run) => {
    if (hasFailed) skip('an earlier step failed');
    try {
      await run();
    } catch (error) {
      hasFailed = true;
      console.error(await team().screens().catch(String));
      throw error;
    }
  };
};
