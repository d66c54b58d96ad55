/** The threat model as data: who might attack, what they can and cannot do, the test that shows it, and the patch that must turn it red. */
import { LOCKED_LAPTOP, UNLOCKED_LAPTOP } from './rows-laptop.ts';
import { HOSTILE_MEMBER, REMOVED, WITHOUT_A_SECTION } from './rows-members.ts';
import { RELAY, SIGNALLING } from './rows-network.ts';
import { FILE, WEB_PAGE } from './rows-outside.ts';
import type { Row } from './threat.ts';

export const ADVERSARIES = {
  'thief of a locked laptop': {
    can: [
      'See that Liaison Notebook is installed, how many bytes it keeps and when they were written.',
      'Guess passphrases at the speed of Argon2id (64 MiB, three passes), for as long as they like on a copy of the disk.',
    ],
  },
  'thief of an unlocked laptop': {
    can: [
      'Read and change what its person may read and change, until it locks: after idle time, at screen lock, at one keystroke.',
      'Let in a device of their own under its person’s name; every person who may invite sees it as news, and replacing the lost device offers to remove it as well.',
    ],
  },
  'operator of the signalling server': {
    can: [
      'See network addresses, times, sizes and how many devices meet under which random topic; keep devices from meeting.',
    ],
  },
  'operator of a relay': {
    can: [
      'See sizes and times of what passes; withhold, delete, repeat or mix up what it carries. Whatever brings sealed changes is judged in the same way.',
    ],
  },
  'removed member': {
    can: [
      'Keep and read every copy made before the removal.',
      'See in the earlier meeting place, whose key they hold, who calls there and that something is passed on to them under seal.',
      'With a changed build wait in that place, and take what somebody who comes back and has not heard of the removal yet sends there first.',
    ],
  },
  'member without a section': {
    can: [
      'See which device wrote how much and when in a part that they do not read, and who reads it.',
      'Keep those sealed changes and pass them on.',
    ],
  },
  'hostile member with a key': {
    can: [
      'Read what they may read, take copies of it, and write nonsense under their own name in the parts where they may write.',
      'Fill disks and slow others down with what they write, under their own name; a person who may invite can remove them and leave changes out.',
      'If they may invite: plant a device under another person’s name on old parents. It shows in the list of devices, is handed what that person is granted later, and goes when it is removed.',
      'If they may invite: remove somebody and leave changes out. What was set aside is kept, shown, and can be counted again by the others; a removal of the one who did it, said without knowing it, loses against a more senior one, and then only a new notebook from one’s own copy helps.',
      'With a changed build leave lines out of their own record of who did what: it is a record of honest devices, not a proof against dishonest ones.',
    ],
  },
  'hostile web page': {
    can: ['Be open in the tab beside the sidebar. It can neither frame nor message the extension.'],
  },
  'hostile file': {
    can: [
      'Be a pasted code of any content or length. It is parsed strictly, bounded, and answered in plain words.',
    ],
  },
} as const satisfies Readonly<Record<string, { readonly can: readonly string[] }>>;
export type Adversary = keyof typeof ADVERSARIES;

/** What each of them cannot do. */
const ROWS: Readonly<Record<Adversary, readonly Row[]>> = {
  'thief of a locked laptop': LOCKED_LAPTOP,
  'thief of an unlocked laptop': UNLOCKED_LAPTOP,
  'operator of the signalling server': SIGNALLING,
  'operator of a relay': RELAY,
  'removed member': REMOVED,
  'member without a section': WITHOUT_A_SECTION,
  'hostile member with a key': HOSTILE_MEMBER,
  'hostile web page': WEB_PAGE,
  'hostile file': FILE,
};

const isAdversary = (name: string): name is Adversary => name in ADVERSARIES;

export interface Threat extends Row {
  readonly adversary: Adversary;
}

export const THREATS: readonly Threat[] = Object.keys(ADVERSARIES)
  .filter(isAdversary)
  .flatMap((adversary) => ROWS[adversary].map((row) => ({ adversary, ...row })));
