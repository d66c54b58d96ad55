/** A large notebook is joined: 15,000 sealed changes and 20 MB reach a second browser whole. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { atRest, foundBy, letIn, openDirectLink, type DirectLink } from './direct-link';
import { ADA, PRIYA } from './people';
import { EXTENSION, launch, type Profile } from './profile';
import { startSignalServer } from '../sync/signal-server';

const CHANGES = 15_000;
const BYTES = 20_000_000;
const LETTERS_PER_CHANGE = 320;
const WITHIN_MS = 120_000;

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(1);

/** Orders actions one after the other, so that each is sealed alone, with text that no compression makes small. */
const fill = (
  link: DirectLink,
  actions: Readonly<Record<string, unknown>>,
  count: number,
): Promise<number> =>
  link.page.evaluate(
    async ([given, all, letters]) => {
      const { link: engine } = globalThis as unknown as {
        link: { order: (name: string, given: unknown) => Promise<{ state: string }> };
      };
      const text = (): string =>
        Array.from(crypto.getRandomValues(new Uint8Array(letters / 2)), (byte) =>
          byte.toString(16).padStart(2, '0'),
        ).join('');
      let done = 0;
      for (let made = 0; made < all; made += 1) {
        const fields = { ...given, text: text() };
        const { state } = await engine.order('create', { kind: 'action', fields });
        if (state === 'done') done += 1;
      }
      return done;
    },
    [actions, count, LETTERS_PER_CHANGE] as const,
  );

test('a notebook of 15,000 changes and 20 MB is joined and equal at the end', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'large-notebook-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const extension = path.join(folder, 'extension');
  await cp(EXTENSION, extension, { recursive: true });
  const server = await startSignalServer();
  ends.push(() => server.stop());
  const open = async (name: string): Promise<readonly [Profile, DirectLink]> => {
    const profile = await launch({ dir: path.join(folder, name), extension });
    ends.push(() => profile.kill());
    return [profile, await openDirectLink(profile)];
  };

  const [priya, priyaLink] = await open('priya');
  await foundBy(priyaLink, PRIYA, { notebook: 'Large notebook', address: server.address });
  const app = await priyaLink.view('app');
  const team = app.stage === 'open' ? app.teams[0] : undefined;
  if (team === undefined) throw new Error('a notebook without teams');
  const secondment = await priyaLink.order('addSecondment', {
    team: team.id,
    secondee: { name: ADA.name },
    lineManager: null,
    startsOn: '2026-11-02',
    endsOn: '2028-11-01',
    endReason: '',
  } as never);
  if (secondment.state === 'refused') throw new Error(secondment.why);
  const about = secondment.id ?? '';
  const booked = await priyaLink.order('bookMeeting', {
    kind: 'opening',
    about,
    startsAt: '2026-11-03T10:00',
    place: '',
  } as never);
  if (booked.state === 'refused') throw new Error(booked.why);
  const meeting = booked.id ?? '';
  const added = await priyaLink.order('addTransfer', {
    reference: 'Sample 1',
    dateOfBirth: '2009-03-02',
    team: team.id,
    crn: '',
    caseManager: '',
    secondee: null,
  } as never);
  if (added.state === 'refused') throw new Error(added.why);
  const transfer = added.id ?? '';

  const began = performance.now();
  const lanes = [
    { meeting, about },
    { meeting, about: transfer },
  ];
  const done = await Promise.all(
    lanes.map((lane) => fill(priyaLink, lane, CHANGES / lanes.length)),
  );
  expect(done.reduce((sum, count) => sum + count, 0)).toBe(CHANGES);
  const written = await atRest(priya);
  console.log(
    `written: ${written.covers} sealed changes, ${(written.bytes / 1e6).toFixed(1)} MB in ${seconds(began)} s`,
  );
  expect(written.covers).toBeGreaterThanOrEqual(CHANGES);
  expect(written.bytes).toBeGreaterThanOrEqual(BYTES);

  const [ada, adaLink] = await open('ada');
  await letIn(priyaLink, adaLink, ADA);
  const admitted = performance.now();
  const isUpToDate = (value: Awaited<ReturnType<typeof people>>, name: string): boolean =>
    value.people.some(
      ({ person, devices }) =>
        person.name === name && devices.length > 0 && devices.every(({ lacks }) => lacks === 0),
    );
  const people = () => priyaLink.view('people');
  await priyaLink.until('people', (value) => isUpToDate(value, ADA.name), {
    what: 'Priya sees that Ada has everything',
    within: WITHIN_MS,
  });
  await adaLink.until('people', (value) => isUpToDate(value, PRIYA.name), {
    what: 'Ada sees that Priya has everything',
    within: WITHIN_MS,
  });
  console.log(`joined: everything was there ${seconds(admitted)} s after the keys`);

  const [here, there] = [await atRest(priya), await atRest(ada)];
  expect(there.covers).toBe(here.covers);
  const [mine, theirs] = [
    await priyaLink.view('meeting', meeting),
    await adaLink.view('meeting', meeting),
  ];
  expect(theirs?.actions.length).toBe(CHANGES);
  expect(theirs?.actions).toEqual(mine?.actions);
  expect((await adaLink.view('people')).setAside).toEqual([]);
});
