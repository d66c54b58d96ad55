/** The view of what was kept apart: why, from whom, what can be read of it, and who may leave it out for everyone. */
import { UNFIT, type OutLetter } from './documents';
import type { OpenNotebook } from './open-notebook';
import { partTitle } from './part-title';
import { readableText } from './readable-text';
import type { Shelf } from './shelf';
import { nameOfDevice } from './view-people';
import type { ApartView } from './views';
import { SET_ASIDE_REASONS } from '@/lib/vault/set-aside';

/** How much of one change is shown, and of what followed it (characters). */
const LONGEST = { shown: 2_000, followed: 20_000 } as const;

const WORDS = {
  suspect: 'A change with which this notebook did not open on this device.',
  'left out': 'A change that was left out for everyone.',
  inside: 'Text that stood inside what somebody wrote who may not write there.',
} as const;

/** What this is made from; `me` is this device. */
export interface ApartSeen {
  readonly notebook: OpenNotebook;
  readonly shelf: Shelf;
  readonly me: string;
}

/** How an order names a letter; what no letter stands for has a name that no order takes. */
const letterName = (section: string, letter: string): string => `${section}/${letter}`;

/** Of a view of which nothing can be read and with which nothing can be done. */
const BARE = {
  part: null,
  on: null,
  shown: '',
  followed: '',
  state: 'kept apart',
  canLeaveOut: false,
  takeBack: null,
} as const satisfies Partial<ApartView>;

const textOf = (letters: readonly OutLetter[], most: number): string =>
  readableText(
    letters.flatMap(({ update }) => update ?? []),
    most,
  );

/**
 * One for each letter that can be named, then one for each reason and device that only a count is known of. What can
 * be read of a letter is for its writer and for those who may invite and remove.
 */
export const apartViews = ({ notebook, shelf, me }: ApartSeen): readonly ApartView[] => {
  const register = notebook.register();
  const { unfit, lost, leftOut, suspects } = notebook.apart();
  const isKeeper = register.isKeeper(me);
  const own = register.memberOf(me);
  const mayRead = (author: string): boolean =>
    isKeeper || (own !== null && register.wasDevice(author)?.member === own);
  const isOut = (device: string): boolean =>
    register.wasDevice(device) !== null && !register.isDevice(device);
  const whoIs = (device: string): string => nameOfDevice(notebook, shelf, device);
  const partOf = (section: string): string | null => {
    const found = register.sections.find((one) => String(one.section) === section);
    return found === undefined ? null : partTitle(shelf, found.purpose);
  };
  const base = (section: string, letter: string, author: string) => ({
    ...BARE,
    letter: letterName(section, letter),
    who: whoIs(author),
    part: partOf(section),
  });

  /** What the same run wrote after a letter that was left out, and what others wrote inside all that. */
  const followedBy = ({ section, author, run, letter }: OutLetter, isFirst: boolean): string => {
    const after = leftOut.filter(
      (one) =>
        one.leftOut === 'after' &&
        one.section === section &&
        one.author === author &&
        one.run === run,
    );
    const first = leftOut.find(
      (one) => one.section === section && one.run === run && one.leftOut === 'whole',
    );
    const others = isFirst
      ? lost.filter((one) => one.section === section && mayRead(one.author))
      : [];
    return [
      first?.letter === letter && mayRead(author) ? textOf(after, LONGEST.followed) : '',
      ...others.map(({ author: other, text }) => `${whoIs(other)}: ${text}`),
    ]
      .filter((text) => text !== '')
      .join('\n')
      .slice(0, LONGEST.followed);
  };

  const isSuspect = new Set(suspects.map(({ id }) => id));
  const whole = leftOut.filter((one) => one.leftOut === 'whole');
  const out = whole.map((one): ApartView => {
    const { section, letter, author, update } = one;
    const isHarmful = isSuspect.has(letter);
    const isFirst = whole.find((other) => other.section === section)?.letter === letter;
    return {
      ...base(section, letter, author),
      words: isHarmful ? WORDS.suspect : WORDS['left out'],
      shown: update !== null && mayRead(author) ? readableText([update], LONGEST.shown) : '',
      followed: followedBy(one, isFirst),
      state: isHarmful ? 'harmful' : 'left out',
      canLeaveOut: isHarmful && isKeeper,
    };
  });
  // Letters of those who may not write are not named here; what others wrote inside them is all that is to be had.
  const isShown = new Set(whole.map(({ section }) => section));
  const inside = [
    ...Map.groupBy(
      lost.filter(({ section, author }) => !isShown.has(section) && mayRead(author)),
      ({ section, author }) => `${section} ${author}`,
    ).values(),
  ].flatMap((texts): readonly ApartView[] => {
    const [first] = texts;
    if (first === undefined) return [];
    return [
      {
        ...base(first.section, `inside-${first.author}`, first.author),
        words: WORDS.inside,
        shown: texts
          .map(({ text }) => text)
          .join('\n')
          .slice(0, LONGEST.followed),
      },
    ];
  });
  const shownAbove = new Set(whole.map(({ letter }) => letter));
  const unseen = suspects
    .filter(({ id }) => !shownAbove.has(id))
    .map(({ section, id, author }): ApartView => ({
      ...base(section, id, author),
      words: WORDS.suspect,
      state: 'harmful',
      canLeaveOut: isKeeper,
    }));
  const named = unfit.flatMap(({ section, author, why, letter }, at): readonly ApartView[] => {
    const isHarmful = why === 'harmful';
    return [
      {
        ...base(section, letter ?? `unnamed-${at}`, author),
        words: UNFIT[why],
        state: isHarmful ? 'harmful' : 'kept apart',
        canLeaveOut: isKeeper && letter !== undefined && (isHarmful || why === 'unfinished'),
      },
    ];
  });
  const counted = notebook.troubles().flatMap(({ words, device, count }): readonly ApartView[] => {
    // These are above, one by one.
    if (device !== null && UNFIT_WORDS.has(words)) return [];
    const who = device === null ? null : whoIs(device);
    if (device !== null && words === SET_ASIDE_REASONS['not allowed'] && isOut(device)) {
      return [
        {
          ...BARE,
          letter: `removed/${device}`,
          words: `${count === 1 ? '1 change' : `${count} changes`} by ${who} ${count === 1 ? 'was' : 'were'} set aside when access was removed.`,
          who,
          takeBack: isKeeper ? device : null,
        },
      ];
    }
    return [
      {
        ...BARE,
        letter: `counted/${device ?? ''}/${words}`,
        words: count === 1 ? words : `${words.replace(/\.$/u, '')} (${count} times).`,
        who,
      },
    ];
  });
  return [...out, ...inside, ...unseen, ...named, ...counted];
};
const UNFIT_WORDS: ReadonlySet<string> = new Set(Object.values(UNFIT));
