/** Several pictures of panels side by side, drawn by the browser itself, for the README. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Profile } from './profile.ts';

/** The pictures that tell the story in one glance, by step and by the end of the file's name. */
const CHOSEN = [
  { step: 'add-a-secondment', words: 'A secondment and its dates' },
  { step: 'apart-transfer-ada', words: 'A transfer, offline' },
  { step: 'compare-three-words', words: 'Letting a colleague in' },
  { step: 'nothing-lost-meeting', words: 'What both wrote apart' },
] as const satisfies readonly { readonly step: string; readonly words: string }[];

const GAP = 24;
const PANEL = 360;
const CAPTION = 40;

export const picturesAsOne = async (
  profile: Profile,
  from: string,
  steps: readonly { readonly step: string; readonly pictures: readonly string[] }[],
  to: string,
): Promise<void> => {
  const figures = await Promise.all(
    CHOSEN.map(async ({ step, words }) => {
      const [picture] = steps.find((each) => each.step === step)?.pictures ?? [];
      if (picture === undefined) throw new Error(`there is no picture of ${step}`);
      const bytes = await readFile(path.join(from, picture));
      return `<figure><img src="data:image/png;base64,${bytes.toString('base64')}" alt=""><figcaption>${words}</figcaption></figure>`;
    }),
  );
  const [context] = profile.browser.contexts();
  if (context === undefined) throw new Error('the browser has no context');
  const page = await context.newPage();
  try {
    await page.setViewportSize({ width: CHOSEN.length * (PANEL + GAP) + GAP, height: 760 });
    await page.setContent(`<!doctype html><style>
      body { margin: 0; padding: ${GAP}px; display: flex; gap: ${GAP}px; background: #f3f3f3; width: max-content; }
      figure { margin: 0; font: 18px/${CAPTION}px arial, sans-serif; color: #0b0c0c; text-align: center; }
      img { display: block; width: ${PANEL}px; box-shadow: 0 1px 6px #0b0c0c55; }
    </style>${figures.join('')}`);
    await mkdir(path.dirname(to), { recursive: true });
    await page.locator('body').screenshot({ path: to });
  } finally {
    await page.close();
  }
};
