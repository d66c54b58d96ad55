/** A member with a changed build attacks the way; the honest ones lose nothing, end equal and are told in plain words. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { atRest, foundBy, letIn, openDirectLink, type DirectLink } from './direct-link';
import { buildPatched, type Patch } from './hostile-build';
import { heading, openMore, ADA, PRIYA, type SamplePerson } from './people';
import { EXTENSION, launch, type Profile } from './profile';
import { startSignalServer } from '../sync/signal-server';
import { UNFIT } from '@/lib/session/documents';
import { REFUSALS } from '@/lib/sync/admission';

const BEN: SamplePerson = {
  ...PRIYA,
  name: 'Ben Marsh',
  registration: 'PPR-000303',
  passphrase: 'harbour pencil walnut saddle',
};
const JUNK = 2_000;
const HEALED_MS = 30_000;
const PREEMPTING_MS = 10_000;
/** Quicker than any hand, and slow enough for a machine that three browsers share. */
const EDIT_EVERY_MS = 20;

/** What gives the attacker its hands: the log, Yjs, and the vault's own seal. */
const PATCHES: readonly Patch[] = [
  {
    name: 'the log at hand',
    file: 'lib/session/carrier.ts',
    find: '    stretch = entered;\n',
    replace: '    stretch = entered;\n    Object.assign(globalThis, { hostileWay: entered });\n',
  },
  {
    name: 'Yjs at hand',
    file: 'lib/sync/sealed-log.ts',
    find: 'const freshClient = ',
    replace: 'Object.assign(globalThis, { hostileYjs: Y });\nconst freshClient = ',
  },
  {
    name: 'the seal at hand',
    file: 'lib/session/open-notebook.ts',
    find: '  const meeting = others;\n',
    replace: `  const meeting = others;
  Object.assign(globalThis, {
    hostileNotebook: {
      directory: () => mustRead().records('directory'),
      writerOf: (client: number) => mustRead().writerOf(client),
      me: first.device.id,
      seal: async (body: Uint8Array) => {
        const { id: section } = mustRead().sections().find(({ name }) => name === 'directory');
        const run = RunId.parse([...random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
        const written = await vault.writeAll([{ section, run, body }]);
        if (written.state !== 'saved') throw new Error(written.state);
        const [{ cover }] = written.written;
        return cover;
      },
    },
  });
`,
  },
];

const ATTACKS = {
  /**
   * Entries under the client ids of the others, at the clocks that they will use next, until somebody has left this
   * log. They repeat what the log holds already, so that nothing counts as junk.
   */
  preempt: `(async () => {
    const { hostileYjs: Y, hostileWay: first } = globalThis;
    const end = Date.now() + ${PREEMPTING_MS};
    let entries = 0;
    while (globalThis.hostileWay === first && Date.now() < end) {
      const doc = first.log.doc();
      const [copy] = first.log.entries();
      for (const client of doc.store.clients.keys()) {
        if (client === doc.clientID) continue;
        const forged = new Y.Doc();
        Y.applyUpdate(forged, Y.encodeStateAsUpdate(doc));
        forged.clientID = client;
        const before = Y.encodeStateVector(forged);
        forged.getArray('log').push([copy, copy]);
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(forged, before), 'forged');
        forged.destroy();
        entries += 2;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return entries;
  })()`,
  /**
   * A sealed and signed change that writes as somebody else; before it comes junk that looks like it, so that whoever
   * knows covers again by a part of them would pass over the real one.
   */
  impersonate: `(async () => {
    const { hostileYjs: Y, hostileNotebook: notebook } = globalThis;
    const doc = notebook.directory();
    const victim = [...doc.store.clients.keys()].find((client) => {
      const writer = notebook.writerOf(client);
      return writer !== null && writer !== notebook.me;
    });
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(doc));
    forged.clientID = victim;
    const before = Y.encodeStateVector(forged);
    const people = forged.getMap('person');
    const name = [...people.keys()].find((key) => people.get(key) === 'Priya Shah');
    people.set(name, 'Forged Name');
    const update = Y.encodeStateAsUpdate(forged, before);
    const cover = await notebook.seal(Uint8Array.of(1, 1, 0, ...update));
    const twin = Uint8Array.from(cover);
    twin[twin.length >> 1] ^= 1;
    await globalThis.hostileWay.log.whenReady;
    globalThis.hostileWay.log.append([twin]);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await globalThis.hostileWay.log.whenReady;
    globalThis.hostileWay.log.append([cover]);
    return 'sent';
  })()`,
  flood: `(async () => {
    const junk = Array.from({ length: ${JUNK} }, () => crypto.getRandomValues(new Uint8Array(400)));
    await globalThis.hostileWay.log.whenReady;
    globalThis.hostileWay.log.append(junk);
    return junk.length;
  })()`,
  erase: `(() => {
    const log = globalThis.hostileWay.log.doc().getArray('log');
    const entries = log.length;
    log.delete(0, entries);
    return entries;
  })()`,
} as const;

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Editing {
  readonly stop: () => Promise<number>;
}

/** Writes one record after the other until it is stopped; answers how many were acknowledged. */
const keepEditing = ({ page }: DirectLink, name: string): Editing => {
  const done = page.evaluate(
    async ([by, every]) => {
      const hall = globalThis as unknown as {
        isOver: boolean;
        link: { order: (name: string, given: unknown) => Promise<{ state: string }> };
      };
      hall.isOver = false;
      let count = 0;
      for (let made = 0; !hall.isOver; made += 1) {
        const fields = { name: `${by} ${made}`, role: 'other' };
        const { state } = await hall.link.order('create', { kind: 'person', fields });
        if (state === 'done') count += 1;
        await new Promise((resolve) => {
          setTimeout(resolve, every);
        });
      }
      return count;
    },
    [name, EDIT_EVERY_MS] as const,
  );
  // Whoever stops it hears of a failure; a test that ends before does not.
  done.catch(() => {});
  return {
    stop: async () => {
      await page.evaluate(() => Object.assign(globalThis, { isOver: true }) && undefined);
      return done;
    },
  };
};

test('what a hostile member does to the way heals, and the others are told', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const extension = path.join(folder, 'honest');
  await cp(EXTENSION, extension, { recursive: true });
  const changed = await buildPatched(path.join(folder, 'changed'), PATCHES);
  const server = await startSignalServer();
  ends.push(() => server.stop());
  const open = async (name: string, build: string): Promise<readonly [Profile, DirectLink]> => {
    const profile = await launch({ dir: path.join(folder, name), extension: build });
    ends.push(() => profile.kill());
    return [profile, await openDirectLink(profile)];
  };
  const began = performance.now();
  const tell = (what: string): void => {
    console.log(`${((performance.now() - began) / 1_000).toFixed(1)} s: ${what}`);
  };

  const [priya, priyaLink] = await open('priya', extension);
  await foundBy(priyaLink, PRIYA, { notebook: 'Open door', address: server.address });
  const [ben, benLink] = await open('ben', extension);
  await letIn(priyaLink, benLink, BEN);
  const [attacker, attackerLink] = await open('ada', changed);
  await letIn(priyaLink, attackerLink, ADA);
  const areHere = (link: DirectLink, names: readonly string[]) =>
    link.until(
      'app',
      (app) => app.stage === 'open' && names.every((name) => app.sync.here.includes(name)),
      { what: `${names.join(' and ')} here` },
    );
  await Promise.all([
    areHere(priyaLink, [BEN.name, ADA.name]),
    areHere(benLink, [PRIYA.name, ADA.name]),
    areHere(attackerLink, [PRIYA.name, BEN.name]),
  ]);
  tell('all three are here');

  const volume = () => attacker.inEngine('globalThis.hostileWay.volume');
  const editings = [keepEditing(priyaLink, 'By Priya'), keepEditing(benLink, 'By Ben')];
  const untilAfter = async (left: number): Promise<void> => {
    const until = Date.now() + HEALED_MS;
    while (Number(await volume()) <= left) {
      if (Date.now() > until) throw new Error('nobody left the log that was damaged');
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    tell(`everyone went on to volume ${String(await volume())}`);
  };
  const first = Number(await volume());
  tell(`entries in the names of others: ${String(await attacker.inEngine(ATTACKS.preempt))}`);
  await untilAfter(first);
  const impersonated = await attacker.inEngine(ATTACKS.impersonate);
  expect(impersonated).toBe('sent');
  tell('a change in the name of another');
  const isTold = (link: DirectLink, words: string) =>
    link.until(
      'people',
      ({ setAside }) =>
        setAside.some((one) => one.words.includes(words) && one.who === ADA.name && one.count > 0),
      { what: `told: ${words}` },
    );
  await Promise.all([
    isTold(priyaLink, UNFIT['another writer']),
    isTold(benLink, UNFIT['another writer']),
  ]);
  const before = Number(await volume());
  tell(`junk: ${String(await attacker.inEngine(ATTACKS.flood))} entries into volume ${before}`);
  await untilAfter(before);
  await areHere(attackerLink, [PRIYA.name, BEN.name]);
  // A fresh log is empty until somebody fills it; the deletion must have something to delete.
  let erased = 0;
  for (const until = Date.now() + HEALED_MS; erased === 0 && Date.now() < until;)
    erased = Number(await attacker.inEngine(ATTACKS.erase));
  expect(erased).toBeGreaterThan(0);
  const attacked = performance.now();
  tell(`all ${erased} entries erased`);

  await Promise.all([priyaLink, benLink].map((link) => isTold(link, REFUSALS.deletion)));
  await Promise.all(
    [priyaLink, benLink].map((link) =>
      link.until('app', (app) => app.stage === 'open' && !app.sync.here.includes(ADA.name), {
        what: 'the attacker shut out',
      }),
    ),
  );
  tell('shut out by both');
  const counts = await Promise.all(editings.map(({ stop }) => stop()));
  const lacksNothing = (link: DirectLink, name: string) =>
    link.until(
      'people',
      ({ people }) =>
        people.some(
          ({ person, devices }) =>
            person.name === name && devices.length > 0 && devices.every(({ lacks }) => lacks === 0),
        ),
      { what: `${name} has everything`, within: HEALED_MS },
    );
  await Promise.all([lacksNothing(priyaLink, BEN.name), lacksNothing(benLink, PRIYA.name)]);
  const [atPriya, atBen] = await Promise.all([priyaLink, benLink].map((link) => link.view('app')));
  const healedAfter = performance.now() - attacked;
  tell(
    `equal ${(healedAfter / 1_000).toFixed(1)} s after the last attack, ${counts.join(' + ')} edits`,
  );
  expect(healedAfter).toBeLessThan(HEALED_MS);

  if (atPriya?.stage !== 'open' || atBen?.stage !== 'open') throw new Error('not open');
  for (const { sync } of [atPriya, atBen]) expect(sync.here).not.toContain(ADA.name);
  expect(atBen.people).toEqual(atPriya.people);
  const names = atPriya.people.map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('By Priya'))).toHaveLength(counts[0] ?? 0);
  expect(names.filter((name) => name.startsWith('By Ben'))).toHaveLength(counts[1] ?? 0);
  expect(names).toContain(PRIYA.name);
  expect(names).not.toContain('Forged Name');
  expect((await atRest(ben)).covers).toBe((await atRest(priya)).covers);

  const panel = await priya.panel();
  await openMore(panel, 'People and devices');
  await heading(panel, 'People and devices');
  const page = panel.locator('main');
  await page.getByText(REFUSALS.deletion).waitFor();
  await page.getByText(UNFIT['another writer']).waitFor();
}, 180_000);
