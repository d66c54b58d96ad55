/** The log of who did what among several people: who reads it, what is in it, and that nobody takes a line away. */
import { expect, onTestFinished, test } from 'vitest';
import { severalPeople, type Several, type Someone } from './several-people';
import type { Act } from '@/lib/session/audit-acts';
import { MS_PER_HOUR } from '@/lib/session/audit-body';
import { openAuditLog, type AuditLog } from '@/lib/session/audit-log';
import { openShelf } from '@/lib/session/shelf';
import type { SectionId } from '@/lib/vault/ids';

const NINE = Date.parse('2026-11-23T09:00:00Z');
const ACT: Act = { what: 'change', subjectType: 'transfer', subjectId: 'jb', details: 'CRN' };

interface Logged {
  readonly someone: Someone;
  readonly log: AuditLog;
  /** What waits under the seal of the device. */
  readonly kept: () => Uint8Array | null;
  readonly passSeconds: () => void;
  readonly reads: (whose: 'mine' | 'all') => Promise<readonly string[]>;
}

const clock = { now: NINE };

const loggedBy = (someone: Someone, before: Uint8Array | null = null): Logged => {
  const { notebook, device, member } = someone;
  const shelf = openShelf(notebook);
  let kept = before;
  let drawn = 0;
  const alarms = new Map<() => void, number>();
  const log = openAuditLog({
    notebook,
    place: () => ({ notebook, shelf, me: member }),
    device: device.id,
    kept: before,
    keep: async (bytes) => {
      kept = bytes;
    },
    asksReasons: () => false,
    onChange: () => {},
    now: () => clock.now,
    random: (length) => {
      drawn += 1;
      return new Uint8Array(length).fill(drawn);
    },
    // Nothing happens by the clock here: a test says when.
    timers: {
      now: () => clock.now,
      later: (milliseconds, run) => {
        alarms.set(run, milliseconds);
        return () => alarms.delete(run);
      },
    },
  });
  return {
    someone,
    log,
    kept: () => kept,
    passSeconds: () => {
      for (const [run, milliseconds] of alarms) {
        if (milliseconds > 10_000) continue;
        alarms.delete(run);
        run();
      }
    },
    reads: async (whose) =>
      (await log.read(whose)).map(({ what, who, subjectId, details }) =>
        `${who === member ? 'I' : 'another'} ${what} ${subjectId} ${details}`.trim(),
      ),
  };
};

interface Team {
  readonly several: Several;
  readonly alice: Logged;
  readonly bob: Logged;
  readonly carol: Logged;
}

const sectionOf = ({ someone }: Logged): SectionId => {
  const section = someone.notebook
    .register()
    .sections.find(({ purpose }) => purpose === `audit/${someone.member}`)?.section;
  if (section === undefined) throw new Error('no log');
  return section;
};
const sectionsOf = ({ someone }: Logged): readonly string[] =>
  someone.notebook.sections().map(({ name }) => name);

/** Alice founded it, Bob may invite, and Carol is the auditor. Each has a log. */
const team = async (): Promise<Team> => {
  clock.now = NINE;
  const several = await severalPeople();
  onTestFinished(() => several.close());
  const alice = several.founder;
  const bob = await several.admit(alice, { isKeeper: true });
  const carol = await several.admit(alice, { grants: { directory: 'read' } });
  const said = await alice.notebook.setRole(carol.member, 'auditor');
  if (said.state === 'refused') throw new Error(said.why);
  const isKnown = (someone: Someone) => () =>
    someone.notebook.register().members.some(({ role }) => role === 'auditor');
  const logged = [alice, bob, carol].map((someone) => loggedBy(someone));
  for (const one of logged) {
    await one.someone.until(isKnown(one.someone));
    one.log.look();
    await one.log.settled();
  }
  const [ofAlice, ofBob, ofCarol] = logged;
  if (ofAlice === undefined || ofBob === undefined || ofCarol === undefined) throw new Error();
  await carol.until(
    () => sectionsOf(ofCarol).filter((name) => name.startsWith('audit/')).length === 3,
  );
  return { several, alice: ofAlice, bob: ofBob, carol: ofCarol };
};

/** Carol holds what Bob has written so far. */
const arrived = async ({ bob, carol }: Team): Promise<void> => {
  const end = () =>
    bob.someone.notebook
      .ownVector()
      .find(
        ({ section, device }) => section === sectionOf(bob) && device === bob.someone.device.id,
      );
  await carol.someone.until(() =>
    carol.someone.notebook.ownVector().some(({ letter }) => letter === end()?.letter),
  );
};

test('the auditor reads what others did, each person their own, and nobody else anything', async () => {
  const all = await team();
  const { alice, bob, carol } = all;
  bob.log.record([ACT]);
  bob.log.saw('transfer', 'jb');
  await bob.log.end();
  await arrived(all);
  const lines = ['change jb CRN', 'view jb'];
  expect((await carol.reads('all')).toSorted()).toEqual(lines.map((line) => `another ${line}`));
  expect(await carol.reads('mine')).toEqual([]);
  expect((await bob.reads('mine')).toSorted()).toEqual(lines.map((line) => `I ${line}`));
  expect(await bob.reads('all')).toEqual([]);
  expect(await alice.reads('all')).toEqual([]);
  expect(await alice.reads('mine')).toEqual([]);
  // Alice holds and passes on what Bob wrote, without the key to it.
  await alice.someone.until(() =>
    alice.someone.notebook.ownVector().some(({ section }) => section === sectionOf(bob)),
  );
  const held = await alice.someone.notebook.readLetters(new Set([sectionOf(bob)]));
  expect(held.map(({ body }) => body)).toEqual([null]);
  expect(sectionsOf(alice)).not.toContain(`audit/${bob.someone.member}`);
});

test('a person removes no line of their own, not by leaving it out and not by ending their own access', async () => {
  const all = await team();
  const { bob, carol } = all;
  bob.log.record([ACT]);
  await bob.log.end();
  await arrived(all);
  const { notebook, member } = bob.someone;
  const section = sectionOf(bob);
  const [letter] = await notebook.readLetters(new Set([section]));
  if (letter === undefined) throw new Error('no letter');
  expect(await notebook.leaveOut(section, [letter.id])).toEqual({ state: 'saved' });
  // What an altered build would say: that nothing of mine counts there, from the first letter on.
  const said = await notebook.state({
    kind: 'withdraw',
    member,
    section,
    cutoffs: [],
    hands: { epochs: [], keys: [], bundles: [] },
  });
  expect(said).toEqual({ state: 'saved' });
  const { heads } = notebook.register();
  await carol.someone.until(() => carol.someone.notebook.register().heads.join() === heads.join());
  expect(await carol.reads('all')).toEqual([
    'another change jb CRN; Left out of the notebook, or written after access had ended',
  ]);
});

test('nobody puts a checkpoint in the place of a log', async () => {
  const { bob } = await team();
  const said = await bob.someone.notebook.state({
    kind: 'checkpoint',
    section: sectionOf(bob),
    ends: [],
    hash: new Uint8Array(32),
    isErasure: true,
  });
  expect(said.state).toBe('refused');
});

test('a line in the log of somebody else, or in a section that only has the name of a log, is none', async () => {
  const all = await team();
  const { alice, bob, carol } = all;
  // Bob lets Alice write in his log, and makes a log of his own for Alice; Carol reads both.
  const { notebook } = bob.someone;
  await notebook.grant({ member: alice.someone.member, section: sectionOf(bob), access: 'write' });
  const made = await notebook.makeSection(`audit/${alice.someone.member}`, [
    { member: alice.someone.member, access: 'write' },
    { member: carol.someone.member, access: 'read' },
  ]);
  if (made.state === 'refused') throw new Error(made.why);
  bob.log.record([ACT]);
  await bob.log.end();
  const [letter] = await notebook.readLetters(new Set([sectionOf(bob)]));
  if (letter?.body === null || letter === undefined) throw new Error('no letter');
  const { run, body } = letter;
  await notebook.writeLetters(made.section, run, [body]);
  await alice.someone.until(() => sectionsOf(alice).includes(`audit/${bob.someone.member}`));
  const ofAlice = alice.someone.notebook;
  expect(await ofAlice.writeLetters(sectionOf(bob), run, [body])).toMatchObject({ state: 'saved' });
  const end = ofAlice
    .ownVector()
    .find(
      ({ section, device }) => section === sectionOf(bob) && device === alice.someone.device.id,
    );
  await carol.someone.until(() =>
    carol.someone.notebook.ownVector().some((one) => one.letter === end?.letter),
  );
  expect(await carol.reads('all')).toEqual(['another change jb CRN']);
  // Her own log is the one that she made.
  alice.log.record([{ ...ACT, subjectId: 'ada' }]);
  expect(await alice.reads('mine')).toEqual(['I change ada CRN']);
});

test('who is an auditor no more reads no log but their own', async () => {
  const all = await team();
  const { alice, bob, carol } = all;
  await alice.someone.notebook.setRole(carol.someone.member, 'other');
  await bob.someone.until(() => {
    const { members } = bob.someone.notebook.register();
    return members.every(({ role }) => role !== 'auditor');
  });
  for (const { log } of [alice, bob]) {
    log.look();
    await log.settled();
  }
  await carol.someone.until(
    () => sectionsOf(carol).join() === `directory,audit/${carol.someone.member}`,
  );
  bob.log.record([ACT]);
  await bob.log.end();
  await arrived(all);
  const held = await carol.someone.notebook.readLetters(new Set([sectionOf(bob)]));
  expect(held.map(({ body }) => body)).toEqual([null]);
  expect(await carol.reads('all')).toEqual([]);
});

test('an hour is one letter, and a second opening of a record is counted', async () => {
  const { bob } = await team();
  const letters = async () =>
    (await bob.someone.notebook.readLetters(new Set([sectionOf(bob)]))).length;
  bob.log.saw('transfer', 'jb');
  bob.log.saw('transfer', 'jb');
  bob.log.opens('transfer', 'jb');
  bob.log.saw('transfer', 'jb');
  await bob.log.settled();
  expect(await letters()).toBe(0);
  expect(await bob.reads('mine')).toEqual(['I view jb 2 times']);
  clock.now = NINE + MS_PER_HOUR;
  bob.log.saw('transfer', 'jb');
  await bob.log.settled();
  expect(await letters()).toBe(1);
  expect(await bob.reads('mine')).toEqual(['I view jb', 'I view jb 2 times']);
  await bob.log.end();
  expect(await letters()).toBe(2);
  expect(await bob.reads('mine')).toEqual(['I view jb', 'I view jb 2 times']);
});

test('a reason that was given stands on the line', async () => {
  const { bob } = await team();
  bob.log.giveReason('meeting', 'm', 'Cover for a colleague');
  bob.log.saw('meeting', 'm');
  bob.log.saw('note', 'm');
  expect((await bob.reads('mine')).toSorted()).toEqual([
    'I view m Reason: Cover for a colleague',
    'I view m Reason: Cover for a colleague',
  ]);
});

test('what waited when the browser was killed is written at the next start, once', async () => {
  const { bob } = await team();
  bob.log.record([ACT]);
  expect(bob.kept()).toBeNull();
  bob.passSeconds();
  await bob.log.settled();
  const kept = bob.kept();
  clock.now = NINE + MS_PER_HOUR;
  const next = loggedBy(bob.someone, kept);
  await next.log.settled();
  expect(await next.reads('mine')).toEqual(['I change jb CRN']);
  // Killed between the writing and the forgetting, it finds the same again.
  const last = loggedBy(bob.someone, kept);
  await last.log.settled();
  expect(await last.reads('mine')).toEqual(['I change jb CRN']);
});

test('what cannot be written waits, and is written when it can be', async () => {
  const { bob } = await team();
  const { notebook } = bob.someone;
  bob.log.record([ACT]);
  bob.passSeconds();
  await bob.log.settled();
  await bob.someone.lock();
  await bob.log.end();
  await bob.someone.unlock();
  expect(await notebook.readLetters(new Set([sectionOf(bob)]))).toEqual([]);
  const next = loggedBy(bob.someone, bob.kept());
  clock.now = NINE + MS_PER_HOUR;
  next.log.saw('transfer', 'jb');
  await next.log.settled();
  expect(await notebook.readLetters(new Set([sectionOf(bob)]))).toHaveLength(1);
  expect(await next.reads('mine')).toEqual(['I view jb', 'I change jb CRN']);
});
