/**
 * The main story, step by step: two people share a notebook, work while apart, meet again, and both hold all of it; a
 * third joins and loses access again.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openMeetingPoint, type MeetingPoint } from './meeting-point.ts';
import { differencesBetween, notebookSeenBy } from './notebook-seen.ts';
import {
  aboutYou,
  ADA,
  addAction,
  barSays,
  button,
  compareWords,
  fillDate,
  goTo,
  heading,
  invite,
  joinWithCode,
  lock,
  makeRecoveryCode,
  noteText,
  openMore,
  openRecord,
  press,
  PRIYA,
  protect,
  removeAccess,
  RITA,
  sayTheyMatch,
  seesNotebook,
  seesRemovedHere,
  seesTold,
  startNotebook,
  tickAgenda,
  unlock,
  waitUntil,
  writeInNotes,
  type SamplePerson,
} from './people.ts';
import { EXTENSION, launch, type Profile } from './profile.ts';

/** Every text that is typed in the story, but for names and passphrases. Each has a word of its own that nothing else holds. */
export const TYPED = {
  notebook: 'Newham Quillwater notebook',
  lineManager: RITA.name,
  reference: 'JB-0412-PLOVER',
  crn: 'X412098',
  caseManager: 'Tomasz Quillfeather',
  place: 'Room 3, Wrenfield Annexe',
  opening: 'Opened with a cloudberry round of news from both services.',
  // While apart, Ada:
  orderType: 'Youth rehabilitation order (marlinspike sample)',
  outstanding: 'Twelve hours of reparation at the Gossamer allotment',
  ownWords: 'I want to keep the tamarisk bus route and the same Tuesday.',
  packBy: 'Ada Okafor, by the Heronsgate desk',
  packVersion: 'The copy with the yellow gillyflower cover',
  managerByAda: 'Nadia Fernsby-Hawthorn',
  noteOfAda: 'Ada writes apart: the juniper visit went ahead as planned.',
  actionOfAda: 'Send the kestrel referral to the receiving team',
  // While apart, Priya:
  receivingPdu: 'Newham and Barking PDU, Osprey office',
  practitioner: 'Marguerite Saltmarsh',
  managerByPriya: 'Owen Hazelmere-Quince',
  post: 'Court team, Larkspur House',
  noteOfPriya: 'Priya writes apart: leave is agreed by the pennywort rota.',
  actionOfPriya: 'Book the damselfly training day for the whole team',
  issue: 'Who pays for the bullfinch laptop at the annexe',
} as const;

const WRONG_PASSPHRASE = 'walnut candle harbour ribbon';

/** Everything that must be readable nowhere: what was typed, who wrote it, and what opens it. */
export const secretsOf = (codes: readonly string[]): readonly string[] => [
  ...Object.values(TYPED),
  ...[PRIYA, ADA, RITA].flatMap((person) => [
    person.name,
    person.passphrase,
    person.registration,
    person.qualifications,
    person.organisation,
  ]),
  WRONG_PASSPHRASE,
  ...codes,
];

export type Who = 'priya' | 'ada' | 'rita';
const PEOPLE = { priya: PRIYA, ada: ADA, rita: RITA } as const satisfies Record<Who, SamplePerson>;

export interface Stage {
  readonly dir: (who: Who) => string;
  readonly meetingPoint: MeetingPoint;
  /** Starts the browser of someone who has not had one yet. */
  readonly panel: (who: Who) => Promise<Page>;
  readonly profile: (who: Who) => Profile;
  /** Starts a browser anew, if need be after closing it, and unlocks its notebook. */
  readonly openAgain: (who: Who) => Promise<void>;
  /** Invitation codes that were handed over. */
  readonly codes: string[];
  /** Noon of the day that it is in London, on the clock of this machine. */
  readonly today: Date;
  readonly close: () => Promise<void>;
}

/** The notebook's dates are London's, wherever the story is run. */
const londonNoon = (now: Date): Date => {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(now);
  return new Date(`${day}T12:00:00`);
};

/** Browsers and the office's signalling server; `folder` takes their profiles and the extension. */
export const openStage = async ({
  folder,
  headless,
  now,
}: {
  readonly folder: string;
  readonly headless: boolean;
  readonly now: Date;
}): Promise<Stage> => {
  const dir = (who: Who): string => path.join(folder, who);
  // A copy, so that a build meanwhile changes nothing under a running browser.
  const extension = path.join(folder, 'extension');
  await cp(EXTENSION, extension, { recursive: true });
  const meetingPoint = await openMeetingPoint();
  const profiles = new Map<Who, Profile>();
  const start = async (who: Who): Promise<void> => {
    profiles.set(who, await launch({ dir: dir(who), extension, headless }));
  };
  const profile = (who: Who): Profile => {
    const found = profiles.get(who);
    if (found === undefined) throw new Error(`the browser of ${who} is not open`);
    return found;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...profiles.values()].map((each) => each.close()));
    await meetingPoint.stop();
  };
  try {
    await start('priya');
    await start('ada');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    dir,
    meetingPoint,
    profile,
    panel: async (who) => {
      if (!profiles.has(who)) await start(who);
      return profile(who).panel();
    },
    openAgain: async (who) => {
      await profile(who).close();
      await start(who);
      const page = await profile(who).panel();
      await unlock(page, PEOPLE[who]);
      await seesNotebook(page);
    },
    codes: [],
    today: londonNoon(now),
    close,
  };
};

export interface Step {
  /** Kebab-case, for the picture's name. */
  readonly name: string;
  readonly says: string;
  /** Whose screens show the step when it is done. */
  readonly shows: readonly Who[];
  readonly run: (stage: Stage) => Promise<void>;
}

const BOTH = ['priya', 'ada'] as const satisfies readonly Who[];

const daysFrom = (day: Date, days: number): Date => {
  const moved = new Date(day);
  moved.setDate(moved.getDate() + days);
  return moved;
};

const monthsFrom = (day: Date, months: number): Date =>
  new Date(day.getFullYear(), day.getMonth() + months, 1);

export const openTransfer = async (page: Page): Promise<void> => {
  await goTo(page, 'Transfers');
  await openRecord(page, TYPED.reference);
  await heading(page, TYPED.reference);
};

const openSecondment = async (page: Page): Promise<void> => {
  await goTo(page, 'Secondments');
  await openRecord(page, ADA.name);
  await page.getByRole('heading', { level: 2, name: 'What the protocol asks for' }).waitFor();
};

/** From the list of the transfer's facts, and back to it. */
const changeCaseManager = async (page: Page, name: string): Promise<void> => {
  await press(page, 'Change who works with them');
  await page.getByLabel('YOT case manager').fill(name);
  await press(page, 'Save');
  await heading(page, 'Change this transfer');
  await seesTexts(page, [name]);
};

const openChanges = async (page: Page): Promise<void> => {
  await openMore(page, 'Changes to check');
  await heading(page, 'Changes to check');
};

export const openMeeting = async (page: Page): Promise<void> => {
  await goTo(page, 'Meetings');
  await openRecord(page, 'Quarterly three-way meeting');
  await page.locator('.app-note__text').waitFor();
};

const seesUpToDate = async (page: Page, other: SamplePerson): Promise<void> => {
  await barSays(page, 'Up to date');
  await openMore(page, 'People and devices');
  await page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: other.name, exact: true }) })
    .getByText('Here now. Up to date.')
    .waitFor();
};

/** Rejects with what differs unless both people hold the same notebook within the time. */
export const holdTheSame = async (stage: Stage): Promise<void> => {
  const [priya, ada] = [await stage.panel('priya'), await stage.panel('ada')];
  await waitUntil(async () => {
    const [one, other] = await Promise.all([notebookSeenBy(priya), notebookSeenBy(ada)]);
    return differencesBetween(one, other);
  }, 'the two notebooks to be equal');
};

const seesTexts = async (page: Page, texts: readonly string[]): Promise<void> => {
  await waitUntil(async () => {
    const shown = await page.locator('main').innerText();
    return texts.filter((text) => !shown.includes(text)).map((text) => `not shown: ${text}`);
  }, 'the texts to be shown');
};

export const STEPS: readonly Step[] = [
  {
    name: 'start-a-notebook',
    says: 'Priya Shah, Liaison SPO, starts a notebook',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await startNotebook(page, {
        person: PRIYA,
        notebook: TYPED.notebook,
        address: stage.meetingPoint.address,
      });
      await barSays(page, 'Only you have a copy');
    },
  },
  {
    name: 'add-a-secondment',
    says: 'She adds the secondment of Ada Okafor to Newham, question by question',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await goTo(page, 'Secondments');
      await press(page, 'Add a secondment');
      await heading(page, 'Who is being seconded?');
      await page
        .getByLabel('Probation officer')
        .selectOption({ label: 'Someone who is not in this list' });
      await page.getByLabel('Full name').fill(ADA.name);
      await press(page, 'Continue');
      await heading(page, 'Which YOT are they going to?');
      await page.getByLabel('YOT', { exact: true }).selectOption({ label: 'Newham' });
      await press(page, 'Continue');
      await heading(page, 'When does the secondment start?');
      await fillDate(page, 'First day of the secondment', monthsFrom(stage.today, -2));
      await press(page, 'Continue');
      await heading(page, 'How long is the secondment?');
      await press(page, 'Continue');
      await heading(page, 'Who is the YOT line manager?');
      await page
        .getByLabel('YOT line manager', { exact: true })
        .selectOption({ label: 'Someone who is not in this list' });
      await page.getByLabel('Full name').fill(TYPED.lineManager);
      await press(page, 'Continue');
      await heading(page, 'Check your answers');
      await press(page, 'Add this secondment');
      await page.getByText('Secondment added').waitFor();
      await seesTexts(page, [TYPED.lineManager]);
    },
  },
  {
    name: 'add-a-transfer',
    says: 'She adds a transfer and sees when to start preparing',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await goTo(page, 'Transfers');
      await press(page, 'Add a transfer');
      await heading(page, 'Add a transfer');
      await page.getByLabel('Reference or initials').fill(TYPED.reference);
      await fillDate(page, 'Date of birth', monthsFrom(stage.today, -(17 * 12 + 5)));
      await page.getByLabel('YOT', { exact: true }).selectOption({ label: 'Newham' });
      await page.getByLabel(/^CRN/u).fill(TYPED.crn);
      await page.getByLabel(/YOT case manager/u).fill(TYPED.caseManager);
      await page.getByLabel(/Seconded probation officer/u).selectOption({ label: ADA.name });
      await press(page, 'Add this transfer');
      await heading(page, TYPED.reference);
      await seesTexts(page, [TYPED.crn, TYPED.caseManager]);
    },
  },
  {
    name: 'book-a-meeting',
    says: 'She books the quarterly three-way meeting and opens its notes',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await openSecondment(page);
      await press(page, 'Book a meeting');
      await heading(page, 'Book a meeting');
      await page
        .getByLabel('Kind of meeting')
        .selectOption({ label: 'Quarterly three-way meeting' });
      await fillDate(page, 'Date', daysFrom(stage.today, 20));
      await page.getByLabel('Time it starts').fill('2pm');
      await page.getByLabel(/^Place/u).fill(TYPED.place);
      await press(page, 'Book the meeting');
      await page.locator('.app-note__text').waitFor();
      await writeInNotes(page, TYPED.opening);
      await page.getByText(/Saved on this device at/u).waitFor();
    },
  },
  {
    name: 'invite',
    says: 'She makes an invitation for Ada: a code that works once',
    shows: ['priya'],
    run: async (stage) => {
      stage.codes.push(await invite(await stage.panel('priya'), ADA));
    },
  },
  {
    name: 'open-the-code',
    says: 'Ada opens the code in her own browser and says who she is',
    shows: ['ada'],
    run: async (stage) => {
      const page = await stage.panel('ada');
      const [code = ''] = stage.codes;
      await joinWithCode(page, code);
      await aboutYou(page, ADA);
      await protect(page, ADA);
      await heading(page, 'Compare three words');
    },
  },
  {
    name: 'compare-three-words',
    says: 'Both read three words to each other: they are the same on both screens',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      await compareWords(await stage.panel('priya'), await stage.panel('ada'));
    },
  },
  {
    name: 'let-in',
    says: 'Both say that they match, and Ada is in',
    shows: ['ada', 'priya'],
    run: async (stage) => {
      await sayTheyMatch(await stage.panel('priya'));
      await sayTheyMatch(await stage.panel('ada'));
      await heading(await stage.panel('ada'), 'Today');
      await heading(await stage.panel('priya'), `${ADA.name} has joined`);
    },
  },
  {
    name: 'both-up-to-date',
    says: 'Both hold the whole notebook',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      await seesUpToDate(await stage.panel('ada'), PRIYA);
      await seesUpToDate(await stage.panel('priya'), ADA);
      await holdTheSame(stage);
    },
  },
  {
    name: 'write-together',
    says: 'Both look at the notes of the meeting: what one writes the other sees',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      const [priya, ada] = [await stage.panel('priya'), await stage.panel('ada')];
      await openMeeting(ada);
      await waitUntil(async () => missingFrom(await noteText(ada), [TYPED.opening]), 'the notes');
      await openMeeting(priya);
      await ada.getByText('Priya is editing too').waitFor();
      await priya.getByText('Ada is editing too').waitFor();
    },
  },
  {
    name: 'cut-off',
    says: 'The signalling server stops and both browsers are closed and opened again: they cannot meet',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      await stage.meetingPoint.stop();
      await Promise.all(BOTH.map((who) => stage.profile(who).close()));
      for (const who of BOTH) await stage.openAgain(who);
      for (const who of BOTH) await barSays(await stage.panel(who), 'Offline');
    },
  },
  {
    name: 'apart-transfer-ada',
    says: 'Apart, Ada records the order, the case manager, what the young person said, and what she sent',
    shows: ['ada'],
    run: async (stage) => {
      const page = await stage.panel('ada');
      await openTransfer(page);
      await press(page, 'Change', { exact: true });
      await press(page, 'Change order');
      await page.getByLabel('Type of order').fill(TYPED.orderType);
      await page.getByLabel('Requirements still to do').fill(TYPED.outstanding);
      await press(page, 'Save');
      await heading(page, 'Change this transfer');
      await seesTexts(page, [TYPED.orderType, TYPED.outstanding]);
      await changeCaseManager(page, TYPED.managerByAda);
      await openTransfer(page);
      await page.getByRole('link', { name: 'Add what they said' }).click();
      await page.getByLabel('In their own words').fill(TYPED.ownWords);
      await press(page, 'Save');
      await heading(page, TYPED.reference);
      await page.locator('.app-duties__item a[href*="|item|"]').first().click();
      await page.getByLabel('Sent', { exact: true }).check();
      await fillDate(page, 'When was it sent?', stage.today);
      await page.getByLabel('Who sent it').fill(TYPED.packBy);
      await page.getByLabel(/^Version/u).fill(TYPED.packVersion);
      await press(page, 'Save');
      await heading(page, TYPED.reference);
      await seesTexts(page, [TYPED.ownWords, TYPED.packBy, TYPED.packVersion]);
    },
  },
  {
    name: 'apart-transfer-priya',
    says: 'Apart, Priya changes other facts of the same transfer, and the case manager too',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await openTransfer(page);
      await press(page, 'Change', { exact: true });
      await press(page, 'Change who works with them');
      await page.getByLabel('Receiving probation delivery unit (PDU)').fill(TYPED.receivingPdu);
      await page.getByLabel('Community probation practitioner').fill(TYPED.practitioner);
      await press(page, 'Save');
      await heading(page, 'Change this transfer');
      await seesTexts(page, [TYPED.receivingPdu, TYPED.practitioner]);
      await changeCaseManager(page, TYPED.managerByPriya);
    },
  },
  {
    name: 'apart-secondment-priya',
    says: 'Apart, Priya records the post that Ada returns to',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await openSecondment(page);
      await press(page, 'Change', { exact: true });
      await press(page, 'Change post to return to');
      await page.getByLabel('Substantive post').fill(TYPED.post);
      await press(page, 'Save');
      await heading(page, 'Change this secondment');
      await seesTexts(page, [TYPED.post]);
    },
  },
  {
    name: 'apart-meeting-ada',
    says: 'Apart, Ada writes in the notes, ticks a heading and adds an action',
    shows: ['ada'],
    run: async (stage) => {
      const page = await stage.panel('ada');
      await openMeeting(page);
      await writeInNotes(page, TYPED.noteOfAda);
      await tickAgenda(page, 'Wellbeing and workload');
      await addAction(page, TYPED.actionOfAda, PRIYA.name);
      await page.getByText(/Saved on this device at/u).waitFor();
    },
  },
  {
    name: 'apart-meeting-priya',
    says: 'Apart, Priya writes in the same notes, ticks another heading and adds another action',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await openMeeting(page);
      await writeInNotes(page, TYPED.noteOfPriya);
      await tickAgenda(page, 'Transfers');
      await addAction(page, TYPED.actionOfPriya, TYPED.lineManager);
      await page.getByText(/Saved on this device at/u).waitFor();
    },
  },
  {
    name: 'meet-again',
    says: 'The signalling server is back: they meet by themselves and are up to date',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      await stage.meetingPoint.comeBack();
      for (const who of BOTH) await barSays(await stage.panel(who), 'Up to date', 180_000);
      await seesUpToDate(await stage.panel('ada'), PRIYA);
      await seesUpToDate(await stage.panel('priya'), ADA);
    },
  },
  {
    name: 'same-notebook',
    says: 'Both notebooks are equal, record by record',
    shows: [],
    run: holdTheSame,
  },
  {
    name: 'nothing-lost-transfer',
    says: 'The transfer shows what both wrote',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      for (const who of BOTH) {
        const page = await stage.panel(who);
        await openTransfer(page);
        await seesTexts(page, [TYPED.ownWords, TYPED.packBy, TYPED.packVersion]);
        await press(page, 'Change', { exact: true });
        await heading(page, 'Change this transfer');
        await seesTexts(page, [
          TYPED.orderType,
          TYPED.outstanding,
          TYPED.receivingPdu,
          TYPED.practitioner,
        ]);
      }
    },
  },
  {
    name: 'nothing-lost-secondment',
    says: 'The secondment shows the post on both screens',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      for (const who of BOTH) {
        const page = await stage.panel(who);
        await openSecondment(page);
        await press(page, 'Change', { exact: true });
        await heading(page, 'Change this secondment');
        await seesTexts(page, [TYPED.post, TYPED.lineManager]);
      }
    },
  },
  {
    name: 'nothing-lost-meeting',
    says: 'The notes hold both texts, the agenda both ticks, and both actions are there',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      const pages = await Promise.all(BOTH.map((who) => stage.panel(who)));
      for (const page of pages) {
        await openMeeting(page);
        await waitUntil(
          async () =>
            missingFrom(await noteText(page), [TYPED.opening, TYPED.noteOfAda, TYPED.noteOfPriya]),
          'both texts in the notes',
        );
        await seesTexts(page, [TYPED.actionOfAda, TYPED.actionOfPriya, 'Agenda: 2 of 7']);
      }
    },
  },
  {
    name: 'both-values',
    says: 'Both changed the case manager: both screens offer both names, and neither is lost',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      for (const who of BOTH) {
        const page = await stage.panel(who);
        await openChanges(page);
        await page.getByLabel(TYPED.managerByAda).waitFor();
        await page.getByLabel(TYPED.managerByPriya).waitFor();
      }
    },
  },
  {
    name: 'choose-a-value',
    says: 'Priya chooses the right one; then nobody is asked any more',
    shows: ['ada'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await page.getByLabel(TYPED.managerByAda).check();
      await press(page, /^Keep this/u);
      for (const who of BOTH) {
        await (await stage.panel(who)).getByText('There are no changes to check').waitFor();
      }
      const ada = await stage.panel('ada');
      await openTransfer(ada);
      await seesTexts(ada, [TYPED.managerByAda]);
    },
  },
  {
    name: 'lock',
    says: 'Ctrl+Shift+L locks the notebook',
    shows: ['priya'],
    run: async (stage) => {
      await lock(await stage.panel('priya'));
      await heading(await stage.panel('priya'), 'Unlock your notebook');
    },
  },
  {
    name: 'wrong-passphrase',
    says: 'A wrong passphrase opens nothing and says so',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await unlock(page, { ...PRIYA, passphrase: WRONG_PASSPHRASE });
      await page.getByText('That passphrase does not match').first().waitFor();
      await heading(page, 'Unlock your notebook');
    },
  },
  {
    name: 'unlock',
    says: 'The right one opens it again, and it is still equal',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await page.getByLabel('Passphrase', { exact: true }).fill(PRIYA.passphrase);
      await button(page, 'Unlock').click();
      await seesNotebook(page);
      await barSays(page, 'Up to date', 120_000);
      await holdTheSame(stage);
    },
  },
  {
    name: 'recovery-code',
    says: 'Priya makes a recovery code, which is shown once, and checks it by typing part of her copy',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      stage.codes.push(await makeRecoveryCode(page, PRIYA, 'Make a recovery code'));
      await page.getByText(/^Checked on/u).waitFor();
    },
  },
  {
    name: 'what-happened',
    says: 'Priya records an issue that goes to the ACO: both screens say what the protocol asks because of it',
    shows: ['priya', 'ada'],
    run: async (stage) => {
      const [priya, ada] = [await stage.panel('priya'), await stage.panel('ada')];
      await openSecondment(priya);
      await press(priya, 'Record what happened');
      await heading(priya, 'What happened?');
      await priya.getByRole('link', { name: 'Contentious issue' }).click();
      await heading(priya, 'Contentious issue');
      await fillDate(priya, 'Raised on', stage.today);
      await priya.getByLabel('What it is about, in a few words').fill(TYPED.issue);
      await priya.getByLabel('What was tried').fill('Asked both offices');
      await fillDate(priya, 'Sent to the Assistant Chief Officer on', stage.today);
      await press(priya, 'Save');
      await seesTexts(priya, [TYPED.issue, 'What the protocol asks for']);
      await openSecondment(ada);
      await ada.getByText(TYPED.issue).first().waitFor();
      await holdTheSame(stage);
    },
  },
  {
    name: 'a-third-person',
    says: 'Rita Mensah, YOT line manager, joins in the same way',
    shows: ['rita'],
    run: async (stage) => {
      const [priya, rita] = [await stage.panel('priya'), await stage.panel('rita')];
      const code = await invite(priya, RITA);
      stage.codes.push(code);
      await joinWithCode(rita, code);
      await aboutYou(rita, RITA);
      await protect(rita, RITA);
      await compareWords(priya, rita);
      await sayTheyMatch(priya);
      await sayTheyMatch(rita);
      await heading(rita, 'Today');
      await heading(priya, `${RITA.name} has joined`);
      await seesUpToDate(rita, PRIYA);
    },
  },
  {
    name: 'remove-access',
    says: 'Rita leaves: Priya removes her access, takes over what she held, and sees who has been told',
    shows: ['priya'],
    run: async (stage) => {
      const page = await stage.panel('priya');
      await removeAccess(page, RITA, PRIYA);
      await seesTold(page, ADA, 'Told');
      await page.getByText('All 2 devices have been told').waitFor();
    },
  },
  {
    name: 'removed',
    says: 'Rita’s screen says so; Priya and Ada go on, and are equal',
    shows: ['rita', 'priya'],
    run: async (stage) => {
      await seesRemovedHere(await stage.panel('rita'), PRIYA);
      await barSays(await stage.panel('priya'), 'Up to date');
      await holdTheSame(stage);
    },
  },
];

/** The texts that are missing, as sentences. */
const missingFrom = (shown: string, texts: readonly string[]): readonly string[] =>
  texts.filter((text) => !shown.includes(text)).map((text) => `not shown: ${text}`);
