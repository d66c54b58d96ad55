/** How a recovery code stands, in words: the same on every screen that warns. */
import type { RecoveryState } from '@/lib/session/views';

interface RecoveryWords {
  readonly title: string;
  readonly words: string;
  /** The link to the page of the code. */
  readonly link: string;
  readonly isGood: boolean;
}

const WORDS = {
  none: {
    title: 'You have no recovery code.',
    words: 'If you forget your passphrase or lose your device, you cannot open your notebook.',
    link: 'Make a recovery code',
    isGood: false,
  },
  'not checked': {
    title: 'You have not checked your recovery code.',
    words: 'Type part of it once, so that you know your copy is right.',
    link: 'Check your recovery code',
    isGood: false,
  },
  checked: { title: 'Checked', words: '', link: 'Make a new recovery code', isGood: true },
  used: {
    title: 'Your recovery code was used.',
    words: 'It does not work again. Make a new one.',
    link: 'Make a new recovery code',
    isGood: false,
  },
} as const satisfies Record<RecoveryState, RecoveryWords>;

export function recoveryWords(state: RecoveryState): RecoveryWords {
  return WORDS[state];
}
