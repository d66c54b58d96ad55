/** Speaks the panel's own protocol with the engine from a bare page of the extension: for loads that no hand could type. */
import type { BrowserContext, Page } from 'playwright-core';
import { waitUntil, type SamplePerson } from './people';
import type { Profile } from './profile';
import { Role, ROLE_NAMES } from '@/lib/domain/people';
import type { Answer, OrderName, OrderOf, ViewName, Views } from '@/lib/link/contract';

const ANSWER_MS = 30_000;
/** An order may open, seal or erase a whole notebook before it is answered. */
const ORDER_MS = 120_000;
const ASK_AGAIN_MS = 100;

/** What the page keeps for itself. */
interface LinkInPage {
  readonly order: (name: string, given: unknown) => Promise<unknown>;
  readonly view: (name: string, id: string | null) => Promise<unknown>;
  readonly note: (meeting: string) => Promise<readonly number[]>;
}

export interface DirectLink {
  readonly page: Page;
  readonly order: <Name extends OrderName>(name: Name, given: OrderOf<Name>) => Promise<Answer>;
  readonly view: <Name extends ViewName>(name: Name, id?: string) => Promise<Views[Name]>;
  /** Asks for a view again and again until it is as wanted. */
  readonly until: <Name extends ViewName>(
    name: Name,
    isWanted: (value: Views[Name]) => boolean,
    wanted: { readonly what: string; readonly id?: string; readonly within?: number },
  ) => Promise<Views[Name]>;
  /** The whole state of a note, as one Yjs update. */
  readonly note: (meeting: string) => Promise<Uint8Array>;
}

const installLink = (): void => {
  const panel = crypto.randomUUID();
  const channelName = `liaison-notebook/panel/${panel}`;
  const channel = new BroadcastChannel(channelName);
  const lobby = new BroadcastChannel('liaison-notebook/lobby');
  const answers = new Map<number, (value: unknown) => void>();
  const values = new Map<number, (value: unknown) => void>();
  let count = 0;
  let kept: unknown[] | null = [];
  const say = (message: unknown): void => {
    if (kept === null) channel.postMessage(message);
    else kept.push(message);
  };
  channel.addEventListener('message', ({ data }) => {
    switch (data.kind) {
      case 'welcome':
        for (const said of kept ?? []) channel.postMessage(said);
        kept = null;
        return;
      case 'answer':
        answers.get(data.order)?.(data.answer);
        answers.delete(data.order);
        return;
      case 'note opened':
        answers.get(data.order)?.(data);
        answers.delete(data.order);
        return;
      case 'note refused':
        answers.get(data.order)?.(null);
        answers.delete(data.order);
        return;
      case 'value':
        values.get(data.watch)?.(data.value);
        values.delete(data.watch);
        channel.postMessage({ kind: 'unwatch', watch: data.watch });
    }
  });
  const enter = (): void => lobby.postMessage({ kind: 'panel', panel });
  lobby.addEventListener('message', ({ data }) => {
    if (data.kind === 'engine') enter();
  });
  void navigator.locks.request(channelName, () => {
    enter();
    return new Promise<never>(() => {});
  });
  const link: LinkInPage = {
    order: (name, given) =>
      new Promise((resolve) => {
        count += 1;
        answers.set(count, resolve);
        say({ kind: 'order', order: count, name, given });
      }),
    view: (name, id) =>
      new Promise((resolve) => {
        count += 1;
        values.set(count, resolve);
        say({ kind: 'watch', watch: count, name, id });
      }),
    note: async (meeting) => {
      const opened = await new Promise<unknown>((resolve) => {
        count += 1;
        answers.set(count, resolve);
        say({ kind: 'open note', order: count, meeting });
      });
      if (opened === null) throw new Error('the note did not open');
      const { replica, update } = opened as { replica: number; update: Uint8Array };
      say({ kind: 'close note', replica });
      return [...update];
    },
  };
  Object.assign(globalThis, { link });
};

/** A page whose browser is killed may never answer. */
export const within = async <Result>(
  milliseconds: number,
  what: string,
  work: Promise<Result>,
): Promise<Result> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in time: ${what}`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

const contextOf = ({ browser }: Profile): BrowserContext => {
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no context');
  return context;
};

/** Opens a bare page of the extension and enters the engine's lobby from it. */
export const openDirectLink = async (profile: Profile): Promise<DirectLink> => {
  const page = await within(ANSWER_MS, 'a new page', contextOf(profile).newPage());
  page.setDefaultTimeout(ANSWER_MS);
  await page.goto(`chrome-extension://${profile.extensionId}/manifest.json`);
  await page.evaluate(installLink);

  const view = <Name extends ViewName>(name: Name, id?: string): Promise<Views[Name]> =>
    within(
      ANSWER_MS,
      `the view ${name}`,
      page.evaluate(
        ([asked, about]) => (globalThis as unknown as { link: LinkInPage }).link.view(asked, about),
        [name, id ?? null] as const,
      ) as Promise<Views[Name]>,
    );

  return {
    page,
    order: (name, given) =>
      within(
        ORDER_MS,
        `the order ${name}`,
        page.evaluate(
          ([asked, what]) =>
            (globalThis as unknown as { link: LinkInPage }).link.order(asked, what),
          [name, given] as const,
        ) as Promise<Answer>,
      ),
    view,
    until: async (name, isWanted, { what, id, within: limit = ANSWER_MS }) => {
      const end = Date.now() + limit;
      for (;;) {
        const value = await view(name, id);
        if (isWanted(value)) return value;
        if (Date.now() > end)
          throw new Error(`not in time: ${what}: ${JSON.stringify(value)?.slice(0, 2_000)}`);
        await new Promise((resolve) => {
          setTimeout(resolve, ASK_AGAIN_MS);
        });
      }
    },
    note: async (meeting) =>
      new Uint8Array(
        await page.evaluate(
          (asked) => (globalThis as unknown as { link: LinkInPage }).link.note(asked),
          meeting,
        ),
      ),
  };
};

const aboutOf = ({
  name,
  jobTitle,
  grade,
  qualifications,
  registration,
  organisation,
}: SamplePerson) => ({ name, jobTitle, grade, qualifications, registration, organisation });

export const mustBeDone = (answer: Answer, what: string): string => {
  if (answer.state === 'refused') throw new Error(`${what}: ${answer.why}`);
  return answer.id ?? '';
};

export const foundBy = async (
  link: DirectLink,
  person: SamplePerson,
  { notebook, address }: { readonly notebook: string; readonly address: string },
): Promise<void> => {
  const answer = await link.order('startNotebook', {
    about: { ...aboutOf(person), role: 'liaison-spo' },
    passphrase: person.passphrase,
    notebookName: notebook,
    meetingPoints: [address],
  });
  mustBeDone(answer, 'starting a notebook');
};

/** A browser that is killed while it unlocks has counted a try; after several in a row the next one has to wait. */
const HAS_TO_WAIT = /^Too many wrong passphrases/u;

export const unlockBy = async (link: DirectLink, { passphrase }: SamplePerson): Promise<void> => {
  await waitUntil(async () => {
    const answer = await link.order('unlock', { passphrase });
    if (answer.state === 'refused' && HAS_TO_WAIT.test(answer.why)) return [answer.why];
    mustBeDone(answer, 'unlocking');
    return [];
  }, 'unlocking');
};

const ROLES: readonly Role[] = Role.options;

const roleOf = ({ role }: SamplePerson): Role =>
  ROLES.find((one) => ROLE_NAMES[one] === role) ?? 'other';

/** An invitation: its id and its code. A person of that name who has not joined is the one who is invited. */
export const invitationBy = async (
  link: DirectLink,
  person: SamplePerson,
): Promise<{ readonly id: string; readonly code: string }> => {
  const { name } = person;
  const { people } = await link.view('people');
  const known = people.find((one) => one.person.name === name && !one.hasJoined);
  const answer = await link.order('invite', {
    person: known?.person.id ?? { name, role: roleOf(person) },
    mayInvite: false,
  });
  const id = mustBeDone(answer, `inviting ${name}`);
  const { invitations } = await link.view('people');
  const made = invitations.find((one) => one.id === id);
  if (made === undefined) throw new Error('the invitation is not shown');
  return { id, code: made.code };
};

export const askToJoin = async (
  link: DirectLink,
  person: SamplePerson,
  code: string,
): Promise<Answer> =>
  link.order('join', {
    about: { ...aboutOf(person), role: roleOf(person) },
    passphrase: person.passphrase,
    code,
  });

/** The three words as the joining device shows them. */
const wordsOfJoiner = async (link: DirectLink): Promise<readonly string[]> => {
  const app = await link.until(
    'app',
    (value) => value.stage === 'no notebook' && value.join?.state === 'compare words',
    { what: 'words to compare on the joining device' },
  );
  return app.stage === 'no notebook' ? (app.join?.words ?? []) : [];
};

export const wordsOfInviter = async (link: DirectLink, id: string): Promise<readonly string[]> => {
  const { invitations } = await link.until(
    'people',
    (value) => value.invitations.some((one) => one.id === id && one.state === 'compare words'),
    { what: 'words to compare on the inviting device' },
  );
  return invitations.find((one) => one.id === id)?.words ?? [];
};

export const untilOpen = (link: DirectLink) =>
  link.until('app', ({ stage }) => stage === 'open', { what: 'the notebook open' });

/** Lets a newcomer in, both comparing the words. */
export const letIn = async (
  inviter: DirectLink,
  newcomer: DirectLink,
  person: SamplePerson,
): Promise<void> => {
  const { id, code } = await invitationBy(inviter, person);
  mustBeDone(await askToJoin(newcomer, person, code), 'joining');
  const [ours, theirs] = await Promise.all([wordsOfJoiner(newcomer), wordsOfInviter(inviter, id)]);
  if (ours.length !== 3 || ours.join(' ') !== theirs.join(' ')) {
    throw new Error(`the words differ: ${ours.join(' ')} / ${theirs.join(' ')}`);
  }
  await inviter.order('confirmInvitationWords', { id });
  await newcomer.order('confirmJoinWords', {});
  await untilOpen(newcomer);
};

/** How many sealed changes rest in this browser, and how many bytes they have. */
export const atRest = async (
  profile: Profile,
): Promise<{ readonly covers: number; readonly bytes: number }> =>
  (await profile.inEngine(`(async () => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await answer(indexedDB.open('liaison-notebook'));
    let covers = 0, bytes = 0;
    for (let last = 0; ; ) {
      const rows = await answer(database.transaction('rows').objectStore('rows')
        .getAll(IDBKeyRange.lowerBound(last, true), 2000));
      if (rows.length === 0) break;
      for (const { row, cover } of rows) { last = row; covers += 1; bytes += cover.length; }
    }
    database.close();
    return { covers, bytes };
  })()`)) as { covers: number; bytes: number };
