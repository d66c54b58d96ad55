/**
 * `npm run bench`: the built extension in real browsers beside plain Yjs on the same machine, in turns.
 *
 * It prints medians with their range and how many times the plain figure ours is; it never fails for being slow.
 * `--quick` measures less often; `--only compaction` one part, of those in PARTS below.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { figuresOf, inMs, ratio, table } from '../test/bench/figures.ts';
import {
  giveOrders,
  letOrder,
  noteOpening,
  openingTimes,
  openTyping,
  timeDurable,
} from '../test/bench/in-page.ts';
import {
  plainRecords,
  transferOrder,
  writeFiveYears,
  writeOffice,
} from '../test/bench/five-years.ts';
import { openPlainSite, type PlainSite } from '../test/bench/plain-site.ts';
import { buildExtension } from '../test/e2e/build.ts';
import {
  aboutYou,
  ADA,
  compareWords,
  goTo,
  heading,
  invite,
  joinWithCode,
  lock,
  openRecord,
  PRIYA,
  protect,
  sayTheyMatch,
  seesNotebook,
  startNotebook,
  unlock,
} from '../test/e2e/people.ts';
import { launch, type Profile } from '../test/e2e/profile.ts';
import { readSource } from '../test/simulate/source.ts';
import { startSignalServer } from '../test/sync/signal-server.ts';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const TIMES = options.quick
  ? {
      keys: 10,
      writes: 10,
      openings: 2,
      records: 400,
      compacted: 800,
      notebooks: 2,
      costs: 3,
      duties: 5,
    }
  : {
      keys: 40,
      writes: 60,
      openings: 5,
      records: 2_000,
      compacted: 2_000,
      notebooks: 32,
      costs: 5,
      duties: 15,
    };
const TRANSFERS = 50;
/** When the engine had the key, on the clock that every page of the machine shares. */
const KEY_DERIVED = `performance.timeOrigin + performance.getEntriesByName('liaison: key derived').at(-1).startTime`;
/** A heading of Today that stands there as soon as its list does. */
const DUE = 'Overdue';

const folder = mkdtempSync(path.join(os.tmpdir(), 'liaison-notebook-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => process.exit(130));
}

const started = performance.now();
const say = (words: string): void => {
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${words}`);
};

type Plain = Record<
  'openNote' | 'writeRecords' | 'openRecords',
  (...given: unknown[]) => Promise<unknown>
>;

const plainPage = async (profile: Profile, site: PlainSite): Promise<Page> => {
  const [context] = profile.browser.contexts();
  if (context === undefined) throw new Error('the browser has no context');
  const page = await context.newPage();
  await page.goto(site.url);
  return page;
};
const inPlain = (page: Page, name: keyof Plain, ...given: unknown[]): Promise<unknown> =>
  page.evaluate(([which, all]) => (Reflect.get(globalThis, 'plain') as Plain)[which](...all), [
    name,
    given,
  ] as const);

/** A booked meeting about a transfer, made by the orders that a screen would give. */
const makeMeeting = async (page: Page): Promise<{ readonly action: string }> => {
  const [transfer] = await giveOrders(page, [transferOrder(0)]);
  const [meeting] = await giveOrders(page, [
    {
      name: 'bookMeeting',
      given: {
        kind: 'transfer-planning',
        about: transfer,
        startsAt: `${new Date().getFullYear() + 1}-03-02T10:00`,
        place: '',
      },
    },
  ]);
  const [action] = await giveOrders(page, [
    {
      name: 'create',
      given: { kind: 'action', fields: { meeting, about: transfer, text: 'Begin' } },
    },
  ]);
  return { action: action ?? '' };
};

const openMeeting = async (page: Page): Promise<void> => {
  await goTo(page, 'Meetings');
  await heading(page, 'Meetings');
  await openRecord(page, '');
  await page.locator('.app-note__text').click();
};

const joinBench = async (priya: Page, ada: Page): Promise<void> => {
  const code = await invite(priya, ADA);
  await joinWithCode(ada, code);
  await aboutYou(ada, ADA);
  await protect(ada, ADA);
  await compareWords(priya, ada);
  await sayTheyMatch(priya);
  await sayTheyMatch(ada);
  await seesNotebook(ada);
};

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly plain: string;
  readonly times: string;
}

const typingAndWriting = async (site: PlainSite, signalling: string): Promise<readonly Row[]> => {
  const [a, b] = await Promise.all([
    launch({ dir: path.join(folder, 'a') }),
    launch({ dir: path.join(folder, 'b') }),
  ]);
  try {
    const [priya, ada] = await Promise.all([a.panel(), b.panel()]);
    await startNotebook(priya, { person: PRIYA, notebook: 'Bench notebook', address: signalling });
    await joinBench(priya, ada);
    say('two people share a notebook');
    await letOrder(priya);
    const { action } = await makeMeeting(priya);
    const [plainA, plainB] = await Promise.all([plainPage(a, site), plainPage(b, site)]);
    await Promise.all(
      [plainA, plainB].map((page) => inPlain(page, 'openNote', 'bench-room', signalling)),
    );

    const durable = await timeDurable(priya, action, TIMES.writes);
    const [ours, raw] = [figuresOf(durable.ours), figuresOf(durable.raw)];
    say('writes measured');

    await Promise.all([openMeeting(priya), openMeeting(ada)]);
    const notebook = await openTyping(priya, ada, '.app-note__text');
    const plain = await openTyping(plainA, plainB, '#note');
    const keys: number[] = [];
    const plainKeys: number[] = [];
    for (let round = -2; round < TIMES.keys; round += 1) {
      const [own, other] = [await notebook.once(), await plain.once()];
      // The first rounds only warm up.
      if (round < 0) continue;
      keys.push(own);
      plainKeys.push(other);
    }
    say('keystrokes measured');
    const [typed, plainTyped] = [figuresOf(keys), figuresOf(plainKeys)];
    return [
      {
        what: 'Keystroke to the other screen, loopback',
        ours: inMs(typed),
        plain: `${inMs(plainTyped)} Yjs + y-webrtc, no editor`,
        times: ratio(typed.median, plainTyped.median),
      },
      {
        what: '  the slow end (95 of 100)',
        ours: `${typed.p95.toFixed(0)} ms`,
        plain: `${plainTyped.p95.toFixed(0)} ms`,
        times: ratio(typed.p95, plainTyped.p95),
      },
      {
        what: 'Edit until durable, order to answer',
        ours: inMs(ours),
        plain: `${inMs(raw)} one raw strict write of 1 kB`,
        times: ratio(ours.median, raw.median),
      },
      {
        what: '  the slow end (95 of 100)',
        ours: `${ours.p95.toFixed(1)} ms`,
        plain: `${raw.p95.toFixed(1)} ms`,
        times: ratio(ours.p95, raw.p95),
      },
    ];
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
};

const sizeOf = async (dir: string): Promise<number> => {
  let sum = 0;
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) sum += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return sum;
};

/** The databases of a profile whose folder names begin so. */
const databasesOf = async (profile: string, beginning: string): Promise<number> => {
  const dir = path.join(profile, 'Default', 'IndexedDB');
  const names = (await readdir(dir)).filter((name) => name.startsWith(beginning));
  const sizes = await Promise.all(names.map((name) => sizeOf(path.join(dir, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
};

const WORDS = 'plan visit review report share ask note call agree date team office form step'.split(
  ' ',
);
/** So many characters of invented text, never twice the same. */
const sampleText = (seed: number, length: number): string => {
  let state = seed + 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += `${WORDS[(state >>> 8) % WORDS.length] ?? ''}${(state >>> 20) % 100} `;
  }
  return text.slice(0, length);
};

interface ToWrite {
  readonly transfers: number;
  /** Of all records, transfers among them. */
  readonly count: number;
  /** Characters of text in each of the others. */
  readonly length: number;
  readonly atOnce: number;
}

interface Written {
  readonly transfers: readonly string[];
  readonly records: readonly Readonly<Record<string, string>>[];
  readonly bytesOfText: number;
}

/** Transfers with actions about them, in the notebook that is shown; gives the same as plain records. */
const writeRecords = async (
  panel: Page,
  { transfers: number, count, length, atOnce }: ToWrite,
): Promise<Written> => {
  const references = Array.from({ length: number }, (_, at) => transferOrder(at));
  const transfers = await giveOrders(panel, references, atOnce);
  const actions = Array.from({ length: count - number }, (_, at) => ({
    kind: 'action',
    fields: {
      about: transfers[at % transfers.length] ?? '',
      text: sampleText(at, length),
      ownerName: 'Cara Sample',
    },
  }));
  await giveOrders(
    panel,
    actions.map((given) => ({ name: 'create', given })),
    atOnce,
  );
  const records = [
    ...references.map(({ given: { reference, dateOfBirth, team } }) => ({
      reference,
      dateOfBirth,
      team,
    })),
    ...actions.map(({ fields }) => fields),
  ];
  const bytesOfText = records.reduce(
    (sum, fields) =>
      sum + Object.values<string>(fields).reduce((all, value) => all + Buffer.byteLength(value), 0),
    0,
  );
  return { transfers, records, bytesOfText };
};

const openingAndSize = async (site: PlainSite, signalling: string): Promise<readonly Row[]> => {
  const dir = path.join(folder, 'c');
  const profile = await launch({ dir });
  const opened: number[] = [];
  const derived: number[] = [];
  const plainOpened: number[] = [];
  let bytesOfText = 0;
  try {
    const panel = await profile.panel();
    await startNotebook(panel, { person: PRIYA, notebook: 'Bench notebook', address: signalling });
    await letOrder(panel);
    const written = await writeRecords(panel, {
      transfers: TRANSFERS,
      count: TIMES.records,
      length: 300,
      atOnce: 32,
    });
    const { records } = written;
    ({ bytesOfText } = written);
    const plain = await plainPage(profile, site);
    await inPlain(plain, 'writeRecords', records);
    say(`${records.length} records written in both`);

    await goTo(panel, 'Transfers');
    await panel.locator('main').getByText('BENCH-000').first().waitFor();
    for (let round = -1; round < TIMES.openings; round += 1) {
      await lock(panel);
      await heading(panel, 'Unlock your notebook');
      await noteOpening(panel, 'BENCH-000');
      await unlock(panel, PRIYA);
      const { pressed, painted } = await openingTimes(panel);
      const key = await profile.inEngine(KEY_DERIVED);
      await plain.reload();
      const other = Number(await inPlain(plain, 'openRecords'));
      // The first round only warms up.
      if (round < 0) continue;
      opened.push(painted - Number(key));
      derived.push(Number(key) - pressed);
      plainOpened.push(other);
    }
    say('openings measured');
  } finally {
    await profile.close();
  }
  const [ours, theirs, keys] = [figuresOf(opened), figuresOf(plainOpened), figuresOf(derived)];
  const [own, other] = [
    await databasesOf(dir, 'chrome-extension_'),
    await databasesOf(dir, 'http_127.0.0.1'),
  ];
  const perByte = (bytes: number): string =>
    `${(bytes / bytesOfText).toFixed(2)} (${(bytes / 1_000_000).toFixed(1)} MB)`;
  return [
    {
      what: `First list painted, ${TIMES.records} records, from the key`,
      ours: inMs(ours),
      plain: `${inMs(theirs)} Yjs + y-indexeddb`,
      times: ratio(ours.median, theirs.median),
    },
    {
      what: '  before that: passphrase to key (Argon2id, 64 MiB)',
      ours: inMs(keys),
      plain: 'none: not sealed',
      times: '',
    },
    {
      what: 'Bytes on disk for each byte of text',
      ours: perByte(own),
      plain: `${perByte(other)} Yjs + y-indexeddb`,
      times: ratio(own, other),
    },
  ];
};

/** Days after which changes may give way to a checkpoint, and a few more. */
const LATER_DAYS = 16;
const PATIENCE_MS = 300_000;
const LENGTH_COMPACTED = 1_500;

/** The engine's clock goes on so many days later, and its waits of minutes are over at once. */
const goForward = (days: number): string => `(() => {
  const [wait, now] = [setTimeout, Date.now];
  globalThis.setTimeout = (run, after, ...given) =>
    wait(run, after >= 20_000 && after <= 700_000 ? 500 : after, ...given);
  Date.now = () => now() + ${days} * 86_400_000;
})()`;

interface Held {
  /** Sealed changes in the vault. */
  readonly rows: number;
  /** Bytes of the values, by what they are for: what the files would hold if they held nothing else. */
  readonly bytes: Readonly<Record<'vault' | 'snapshot' | 'settings' | 'cache', number>>;
}

const HELD = `(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const bytesIn = (value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? value.byteLength
      : typeof value === 'string'
        ? value.length
        : typeof value === 'object' && value !== null
          ? Object.values(value).reduce((sum, one) => sum + bytesIn(one), 0)
          : 8;
  const held = { rows: 0, bytes: { vault: 0, snapshot: 0, settings: 0, cache: 0 } };
  const purposes = { rows: 'vault', aside: 'vault', snapshots: 'snapshot', device: 'settings', settings: 'settings' };
  for (const { name } of await indexedDB.databases()) {
    const isCache = name.startsWith('liaison-notebook-way-');
    const database = await answer(indexedDB.open(name));
    try {
      for (const table of database.objectStoreNames) {
        const values = await answer(database.transaction(table).objectStore(table).getAll());
        if (table === 'rows') held.rows += values.length;
        const purpose = isCache ? 'cache' : (purposes[table] ?? 'settings');
        for (const value of values) held.bytes[purpose] += bytesIn(value);
      }
    } finally {
      database.close();
    }
  }
  return held;
})()`;
const heldIn = async (profile: Profile): Promise<Held> =>
  // The expression above gives it.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  (await profile.inEngine(HELD)) as Held;

/** Waits until it is so; false when it is not in time. */
const comesTrue = async (isTrue: () => Promise<boolean>): Promise<boolean> => {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    if (await isTrue()) return true;
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
  return false;
};

/** Random bytes are written behind a rewriting, and deleted: only then it is over. */
const waitForRewriting = async (profile: Profile): Promise<boolean> => {
  const isOverwriting = async (): Promise<boolean> =>
    String(
      await profile.inEngine(
        `indexedDB.databases().then((all) => all.map(({ name }) => name).join(' '))`,
      ),
    ).includes('overwrite');
  return (
    (await comesTrue(isOverwriting)) && (await comesTrue(async () => !(await isOverwriting())))
  );
};

/** What a notebook of one reader weighs when its older changes have given way to a checkpoint. */
const afterCompaction = async (site: PlainSite, signalling: string): Promise<readonly Row[]> => {
  const dir = path.join(folder, 'compacted');
  const rows: Row[] = [];
  let bytesOfText = 0;
  const perByte = (bytes: number): string =>
    `${(bytes / bytesOfText).toFixed(2)} (${(bytes / 1_000_000).toFixed(1)} MB)`;
  /** Weighs the files of the closed browser; of a notebook that is locked, since then everything is put away. */
  const weigh = async (profile: Profile, page: Page, what: string): Promise<Held> => {
    await heading(page, 'Unlock your notebook');
    const held = await heldIn(profile);
    await profile.close();
    const own = await databasesOf(dir, 'chrome-extension_');
    const other = await databasesOf(dir, 'http_127.0.0.1');
    const parts = Object.entries(held.bytes);
    const inUse = parts.reduce((sum, [, bytes]) => sum + bytes, 0) / bytesOfText;
    const each = parts.map(([name, bytes]) => `${name} ${(bytes / bytesOfText).toFixed(2)}`);
    rows.push({
      what: `${what}, ${held.rows} sealed changes`,
      ours: `${perByte(own)}; in use ${inUse.toFixed(2)}: ${each.join(', ')}`,
      plain: `${perByte(other)} Yjs + y-indexeddb`,
      times: ratio(own, other),
    });
    return held;
  };

  const first = await launch({ dir });
  const panel = await first.panel();
  await startNotebook(panel, { person: PRIYA, notebook: 'Bench notebook', address: signalling });
  await letOrder(panel);
  // One after the other, as people write: changes made at once are sealed together, and few are not compacted.
  const written = await writeRecords(panel, {
    transfers: 20,
    count: TIMES.compacted,
    length: LENGTH_COMPACTED,
    atOnce: 1,
  });
  ({ bytesOfText } = written);
  const [erased = ''] = written.transfers;
  await inPlain(await plainPage(first, site), 'writeRecords', written.records);
  say(`${TIMES.compacted} records written one by one in both`);
  await lock(panel);
  const before = await weigh(
    first,
    panel,
    `Bytes on disk for each byte of text, ${TIMES.compacted} records of ${LENGTH_COMPACTED} characters`,
  );

  const second = await launch({ dir });
  const again = await second.panel();
  await heading(again, 'Unlock your notebook');
  await second.inEngine(goForward(LATER_DAYS));
  await unlock(again, PRIYA);
  // The cache of what was on its way goes last. It fills again, up to the size of the vault, where others are there.
  const isCompacted = await comesTrue(async () => {
    const { rows: left, bytes } = await heldIn(second);
    return left < before.rows / 2 && bytes.cache < before.bytes.cache / 2;
  });
  await lock(again);
  await weigh(
    second,
    again,
    isCompacted
      ? '  after compaction, one reader (at most 0.6 wanted)'
      : '  NOT compacted in time: after a wait',
  );
  const restarted = await launch({ dir });
  await weigh(restarted, await restarted.panel(), '  and after a restart');
  say('compaction measured');

  // Erasing writes random bytes over what a rewriting leaves.
  const third = await launch({ dir });
  const page = await third.panel();
  await unlock(page, PRIYA);
  await page.locator('main').getByText('BENCH-').first().waitFor();
  await letOrder(page);
  await giveOrders(page, [{ name: 'erase', given: { kind: 'transfer', id: erased } }]);
  const isRewritten = await waitForRewriting(third);
  await lock(page);
  await weigh(
    third,
    page,
    isRewritten
      ? '  and after one erasing: rewritten, 64 MB of noise written over'
      : '  NOT rewritten in time',
  );
  const last = await launch({ dir });
  await weigh(last, await last.panel(), '  and after a restart');
  say('rewriting measured');
  return rows;
};

/** Edits that no snapshot holds when the browser is killed: below the number after which one is made. */
const LOOSE = 45;

/** A killed browser with these notebooks, opened again and again: from the key to the first list with that text. */
const timeColdOpenings = async (
  dir: string,
  times: number,
  text = 'BENCH-',
): Promise<readonly number[]> => {
  const opened: number[] = [];
  for (let round = -1; round < times; round += 1) {
    const copy = path.join(folder, `cold-${round}`);
    await cp(dir, copy, {
      recursive: true,
      // The marks of the browser that was killed would keep this one from starting.
      filter: (file) => !path.basename(file).startsWith('Singleton'),
    });
    const profile = await launch({ dir: copy });
    try {
      const panel = await profile.panel();
      await heading(panel, 'Unlock your notebook');
      // Today lists what is due; a killed browser remembers no other place.
      await noteOpening(panel, text);
      await unlock(panel, PRIYA);
      const { painted } = await openingTimes(panel);
      const key = await profile.inEngine(KEY_DERIVED);
      // The first round only warms up the disk.
      if (round >= 0) opened.push(painted - Number(key));
    } finally {
      await profile.close();
      await rm(copy, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return opened;
};

/** One team over five years, and as many such notebooks as an ACO has, opened cold. */
const fiveYears = async (site: PlainSite, signalling: string): Promise<readonly Row[]> => {
  const dir = path.join(folder, 'years');
  const floor: number[] = [];
  let bytesOfText = 0;
  const start = async (): Promise<readonly [Profile, Page]> => {
    const profile = await launch({ dir });
    const panel = await profile.panel();
    return [profile, panel];
  };
  const makeLoose = async (panel: Page): Promise<void> => {
    await giveOrders(
      panel,
      Array.from({ length: LOOSE }, (_, at) => ({
        name: 'create',
        given: { kind: 'person', fields: { name: `Loose ${at}`, role: 'other' } },
      })),
    );
  };
  const [profile, panel] = await start();
  await startNotebook(panel, { person: PRIYA, notebook: 'Team 1', address: signalling });
  await letOrder(panel);
  bytesOfText = await writeFiveYears(panel);
  const plain = await plainPage(profile, site);
  await inPlain(plain, 'writeRecords', plainRecords());
  for (let round = -1; round < TIMES.openings; round += 1) {
    await plain.reload();
    const took = Number(await inPlain(plain, 'openRecords'));
    if (round >= 0) floor.push(took);
  }
  await goTo(panel, 'Transfers');
  await lock(panel);
  await heading(panel, 'Unlock your notebook');
  await unlock(panel, PRIYA);
  await panel.locator('main').getByText('BENCH-000').first().waitFor();
  await letOrder(panel);
  await makeLoose(panel);
  await profile.kill();
  say('five years of one team are written');
  const one = figuresOf(await timeColdOpenings(dir, TIMES.openings));
  const [again, page] = await start();
  await unlock(page, PRIYA);
  await goTo(page, 'Transfers');
  await page.locator('main').getByText('BENCH-000').first().waitFor();
  await letOrder(page);
  for (let notebook = 2; notebook <= TIMES.notebooks; notebook += 1) {
    await giveOrders(page, [
      {
        name: 'startNotebook',
        given: {
          about: { name: PRIYA.name, role: 'liaison-spo' },
          passphrase: PRIYA.passphrase,
          notebookName: `Team ${notebook}`,
          meetingPoints: [signalling],
        },
      },
    ]);
    await writeFiveYears(page);
    say(`notebook ${notebook} of ${TIMES.notebooks} is written`);
  }
  await again.kill();
  const many = figuresOf(await timeColdOpenings(dir, Math.min(TIMES.openings, 3)));
  say('cold openings measured');
  const plainFloor = figuresOf(floor);
  const most = (times: number): string =>
    `at most ${(plainFloor.median * times + 50).toFixed(0)} ms wanted`;
  return [
    {
      what: `Cold, one team over five years (${(bytesOfText / 1_000).toFixed(0)} kB of text), key to list`,
      ours: inMs(one),
      plain: `${inMs(plainFloor)} Yjs + y-indexeddb; ${most(1.25)}`,
      times: ratio(one.median, plainFloor.median),
    },
    {
      what: `Cold, ${TIMES.notebooks} such notebooks, key to list of the one shown last`,
      ours: inMs(many),
      plain: `${inMs(plainFloor)} one plain document; ${most(1.25)}`,
      times: ratio(many.median, plainFloor.median),
    },
  ];
};

const vaultCosts = async (): Promise<readonly Row[]> => {
  readSource();
  const { timeRemovals, timeJunk } = await import('../test/bench/vault-costs.ts');
  const [removal, junk] = [
    figuresOf(await timeRemovals(TIMES.costs)),
    figuresOf(await timeJunk(TIMES.costs)),
  ];
  return [
    {
      what: 'Removal with new keys, 40 devices and 9 sections (work, in Node)',
      ours: inMs(removal),
      plain: 'none: cannot remove; under 100 ms wanted',
      times: '',
    },
    {
      what: 'Refusing 10,000 pieces of junk (work, in Node)',
      ours: inMs(junk),
      plain: 'none: takes them in; under 500 ms wanted',
      times: '',
    },
  ];
};

/** As a profile of the engine between the key and the list shares it out. */
const IN_THE_WAY =
  '; in the way: clearing memory a third, then opening some 200 parts, duties, and who reads what a tenth each';

/** What the protocol asks of 32 teams with three secondments each: to work it out, and to be told of it at once. */
const dutiesOfTeams = async (_: PlainSite, signalling: string): Promise<readonly Row[]> => {
  readSource();
  const { timeDuties } = await import('../test/bench/duty-costs.ts');
  const { TEAMS } = await import('../lib/domain/teams.ts');
  const teams = TEAMS.slice(0, 32).map(({ id }) => id);
  const { costs, duties, secondments } = timeDuties(TIMES.duties);
  const [first = Number.NaN, ...later] = costs;
  const warm = figuresOf(later);
  say('duties worked out');

  const dir = path.join(folder, 'teams');
  const profile = await launch({ dir });
  const panel = await profile.panel();
  await startNotebook(panel, { person: PRIYA, notebook: 'All teams', address: signalling });
  await letOrder(panel);
  const count = await writeOffice(panel, teams);
  say(`${count} secondments are written`);
  await goTo(panel, 'Today');
  const opened: number[] = [];
  for (let round = -1; round < TIMES.openings; round += 1) {
    await lock(panel);
    await heading(panel, 'Unlock your notebook');
    await noteOpening(panel, DUE);
    await unlock(panel, PRIYA);
    const { painted } = await openingTimes(panel);
    const key = await profile.inEngine(KEY_DERIVED);
    // The first round only warms up.
    if (round >= 0) opened.push(painted - Number(key));
  }
  await profile.kill();
  const cold = figuresOf(await timeColdOpenings(dir, Math.min(TIMES.openings, 3), DUE));
  const again = figuresOf(opened);
  say('Today of all teams measured');
  return [
    {
      what: `All ${duties} duties of ${secondments} secondments (work, in Node)`,
      ours: `${inMs(warm)}; the first time ${first.toFixed(0)} ms`,
      plain: 'none: knows no duties; under 50 ms wanted',
      times: '',
    },
    {
      what: `Today of ${teams.length} teams (${count} secondments), key to list, unlocked again`,
      ours: inMs(again),
      plain: `none: knows no duties; under 200 ms wanted${again.median > 200 ? IN_THE_WAY : ''}`,
      times: '',
    },
    {
      what: '  the same, cold after a kill',
      ours: inMs(cold),
      plain: 'the same',
      times: '',
    },
  ];
};

const PARTS: Readonly<
  Record<string, (site: PlainSite, signalling: string) => Promise<readonly Row[]>>
> = {
  typing: typingAndWriting,
  opening: openingAndSize,
  compaction: afterCompaction,
  years: fiveYears,
  costs: vaultCosts,
  duties: dutiesOfTeams,
};
const chosen = Object.entries(PARTS).filter(
  ([name]) => options.only === undefined || options.only === name,
);
if (chosen.length === 0) throw new Error(`the parts are ${Object.keys(PARTS).join(', ')}`);

buildExtension();
say('the extension is built');
const site = await openPlainSite(path.join(folder, 'site'));
const server = await startSignalServer();
try {
  const rows: Row[] = [];
  for (const [, measure] of chosen) {
    const measured = await measure(site, server.address);
    // A long run that is broken off has said what it found.
    for (const { what, ours, plain } of measured) say(`${what.trim()}: ${ours} | ${plain}`);
    rows.push(...measured);
  }
  const [cpu] = os.cpus();
  console.log(
    `\n${os.cpus().length} CPU cores (${cpu?.model ?? 'unknown'}), ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, load ${os.loadavg()[0]?.toFixed(1) ?? '?'}, headless Chromium; both browsers and the server share them.`,
  );
  console.log(
    'Medians of runs in turns, with their range. Plain Yjs seals nothing, signs nothing and keeps no history of fields.\n',
  );
  console.log(
    table([
      ['What', 'Liaison Notebook', 'Beside it', 'Times'],
      ...rows.map(({ what, ours, plain, times }) => [what, ours, plain, times]),
    ]),
  );
} finally {
  site.close();
  server.stop();
}
process.exit(0);
