/** Why something was not written or not said, in words for a person. */
import type { NotStated, NotWritten } from '@/lib/vault/vault';

const FULL =
  'This device is full. Your change is kept until there is room: delete files you do not need.';
const STOPPED =
  'This copy of the notebook is older than what was already sent from this device, as after restoring a backup. It can be read but not changed.';

/** Why a change was not stored. */
export const NOT_WRITTEN = {
  full: FULL,
  locked: 'The notebook is locked.',
  stopped: STOPPED,
  'no key': 'You may read this part of the notebook but not change it.',
  'not allowed': 'You may read this part of the notebook but not change it.',
  removed: 'This device was removed from the notebook. It can be read but not changed.',
  'too large': 'That is too much text to add at once. Add it in smaller parts.',
} as const satisfies Readonly<Record<NotWritten, string>>;

/** Why nothing was said in the register. */
export const NOT_SAID = {
  full: 'This device is full. Nothing was changed: delete files you do not need and try again.',
  locked: 'The notebook is locked.',
  'against the rules': 'You may not do this in this notebook.',
  'not here': 'That person or device is no longer in the notebook.',
  'too large': 'That is too much at once. Do it in smaller steps.',
  'nothing lacking': 'Everybody has the keys they should have.',
} as const satisfies Readonly<Record<NotStated | 'nothing lacking', string>>;
