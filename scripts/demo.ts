/**
 * `npm run demo`: real browsers with the built extension walk the main story, then every trace that they left is
 * searched for what was typed.
 *
 * `--out DIR` takes the pictures and report.json (out/demo), `--picture FILE` makes one picture of the story, `--keep`
 * keeps the profiles, `--open` leaves a browser open on the notebook until Ctrl+C. It ends with 0 only if both
 * notebooks are equal, nothing typed was readable anywhere, and the same search found it where plain Yjs kept it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { buildExtension } from '../test/e2e/build.ts';
import { runControl, type Control } from '../test/e2e/control.ts';
import { PRIYA } from '../test/e2e/people.ts';
import { picturesAsOne } from '../test/e2e/pictures.ts';
import { searchFolder, searchFrames, type Searched } from '../test/e2e/search.ts';
import { openStage, secretsOf, STEPS, type Stage, type Step, type Who } from '../test/e2e/story.ts';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'out/demo' },
    picture: { type: 'string' },
    keep: { type: 'boolean', default: false },
    open: { type: 'boolean', default: false },
  },
});
const out = path.resolve(options.out);
const headless = (process.env['DISPLAY'] ?? '') === '';

const folder = mkdtempSync(path.join(tmpdir(), 'liaison-notebook-demo-'));
process.on('exit', () => {
  if (!options.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => process.exit(130));

const seconds = (from: number): number => Math.round(performance.now() - from) / 1000;
const line = (time: number, words: string): void => {
  console.log(`${time.toFixed(1).padStart(6)} s  ${words}`);
};
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

interface Walked {
  readonly step: string;
  readonly says: string;
  readonly seconds: number;
  readonly pictures: readonly string[];
}

const shoot = async (stage: Stage, who: Who, name: string): Promise<string> => {
  const panel = await stage.panel(who);
  await panel.screenshot({ path: path.join(out, name) });
  return name;
};

/** The first person of a step gives the picture its plain name. */
const shootStep = async (
  stage: Stage,
  { name, shows }: Step,
  number: string,
): Promise<readonly string[]> => {
  const pictures: string[] = [];
  for (const [index, who] of shows.entries()) {
    pictures.push(await shoot(stage, who, `${number}-${name}${index === 0 ? '' : `-${who}`}.png`));
  }
  return pictures;
};

const showFailure = async (stage: Stage, number: string, step: Step): Promise<void> => {
  for (const who of ['priya', 'ada', 'rita'] as const) {
    try {
      const panel = await stage.panel(who);
      console.error(`\nOn the screen of ${who}:\n${await panel.locator('body').innerText()}`);
      const picture = await shoot(stage, who, `${number}-${step.name}-failed-${who}.png`);
      console.error(`Picture: ${path.join(out, picture)}`);
    } catch (error) {
      console.error(`The screen of ${who} cannot be read: ${String(error)}`);
    }
  }
};

const walk = async (stage: Stage): Promise<readonly Walked[]> => {
  const walked: Walked[] = [];
  for (const [index, step] of STEPS.entries()) {
    const number = String(index + 1).padStart(2, '0');
    const from = performance.now();
    try {
      await step.run(stage);
    } catch (error) {
      console.error(`\nStep ${number} failed: ${step.says}`);
      await showFailure(stage, number, step);
      throw error;
    }
    const time = seconds(from);
    line(time, step.says);
    const pictures = await shootStep(stage, step, number);
    walked.push({ step: step.name, says: step.says, seconds: time, pictures });
  }
  return walked;
};

type Searches = Readonly<Record<string, Searched>>;

const searchProfiles = async (
  stage: Stage,
  texts: readonly string[],
  when: string,
): Promise<Searches> => ({
  [`Priya's profile, ${when}`]: await searchFolder(stage.dir('priya'), texts),
  [`Ada's profile, ${when}`]: await searchFolder(stage.dir('ada'), texts),
  [`Rita's profile, ${when}`]: await searchFolder(stage.dir('rita'), texts),
});

const tellSearches = (searches: Searches): number => {
  for (const [where, { files, bytes, found }] of Object.entries(searches)) {
    const size = `${files} ${where.startsWith('What passed') ? 'messages' : 'files'}, ${megabytes(bytes)}`;
    console.log(
      `  ${where}: ${size}, ${found.length === 0 ? 'nothing readable' : `${found.length} READABLE`}`,
    );
    for (const each of found) console.log(`    "${each.text}" (${each.encoding}) in ${each.where}`);
  }
  return Object.values(searches).reduce((sum, { found }) => sum + found.length, 0);
};

const tellControl = ({ whileRunning, missed }: Control): void => {
  const words =
    missed.length === 0
      ? 'the same search found every text, so it can find'
      : `the same search MISSED ${missed.join(', ')}: it proves nothing`;
  console.log(
    `  Control, plain Yjs: ${whileRunning.files} files, ${megabytes(whileRunning.bytes)}, ${words}`,
  );
};

/** Leaves Priya's browser open until the process is told to end. */
const leaveOpen = async (stage: Stage): Promise<void> => {
  await stage.openAgain('priya');
  console.log(`\nThe notebook is open. Its passphrase is "${PRIYA.passphrase}".`);
  console.log(
    headless
      ? `There is no display: open chrome://inspect in another Chromium and add ${new URL(stage.profile('priya').devTools).host}`
      : 'The sidebar is open in the browser window.',
  );
  console.log('Ctrl+C ends it.');
  await new Promise<never>(() => {});
};

const run = async (): Promise<boolean> => {
  const started = performance.now();
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  buildExtension();
  line(seconds(started), 'The extension is built');
  const stage = await openStage({ folder, headless, now: new Date() });
  try {
    const steps = await walk(stage);
    const picture = options.picture === undefined ? null : path.resolve(options.picture);
    if (picture !== null) await picturesAsOne(stage.profile('priya'), out, steps, picture);

    const texts = secretsOf(stage.codes);
    const running = await searchProfiles(stage, texts, 'while running');
    const passed = {
      'What passed the signalling server': searchFrames(stage.meetingPoint.passed(), texts),
    };
    await stage.close();
    const closed = await searchProfiles(stage, texts, 'after closing');
    const control = await runControl(path.join(folder, 'control'), texts);

    console.log(`\nSearched for ${texts.length} texts, in 8 and 16 bits:`);
    const searches = { ...running, ...closed, ...passed };
    const readable = tellSearches(searches);
    tellControl(control);
    const isGood = readable === 0 && control.missed.length === 0;
    const report = {
      isGood,
      seconds: seconds(started),
      steps,
      profiles: {
        priya: stage.dir('priya'),
        ada: stage.dir('ada'),
        rita: stage.dir('rita'),
        control: control.dir,
      },
      areKept: options.keep,
      texts,
      searches,
      control,
    };
    await writeFile(path.join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    console.log(
      `\nBoth notebooks are equal. ${isGood ? 'Nothing that was typed was readable.' : 'The search FAILED.'}`,
    );
    console.log(
      `${STEPS.length} steps in ${seconds(started).toFixed(0)} s. Pictures and report.json: ${out}`,
    );
    if (options.keep) console.log(`Profiles: ${folder}`);
    if (options.open && isGood) {
      await stage.meetingPoint.comeBack();
      await leaveOpen(stage);
    }
    return isGood;
  } finally {
    await stage.close();
  }
};

const outcome = async (): Promise<number> => {
  try {
    return (await run()) ? 0 : 1;
  } catch (error) {
    console.error(error);
    return 1;
  }
};

// A browser that does not answer any more must not keep the command from ending.
process.exit(await outcome());
