/** The passphrase of this device: opening by it, opening without it by a recovery code, asking for it, changing it. */
import { DAMAGED, done, refused } from './answer';
import { FULL, type Keepsake, type Unlocked } from './keepsake';
import { inSeconds, type PassphraseTries } from './passphrase-tries';
import { isLongEnough, PASSPHRASE_RULE } from '@/lib/domain/passphrase';
import type { Answer } from '@/lib/link/contract';
import type { Random } from '@/lib/sync/timers';
import { changeLock, unlockDevice, unlockWithMaster, type LockedDevice } from '@/lib/vault/device';
import type { PassphraseCost } from '@/lib/vault/keys';
import { lockForRecovery, masterKeyFor, recoveryDevice } from '@/lib/vault/recovery';
import { readRecoveryCode } from '@/lib/vault/recovery-code';
import type { Store } from '@/lib/vault/store';

export type Opening =
  | { readonly state: 'open'; readonly who: Unlocked }
  | { readonly state: 'refused'; readonly answer: Answer };

export interface Passphrase {
  /** Milliseconds until the next try is taken; 0: at once. */
  readonly wait: () => number;
  readonly open: (passphrase: string) => Promise<Opening>;
  /** Opens this device by a recovery code, and puts it under a new passphrase. */
  readonly openByCode: (code: string, passphrase: string) => Promise<Opening>;
  /** Null when it is the passphrase of this device. */
  readonly refusal: (who: Unlocked, passphrase: string, field: string) => Promise<Answer | null>;
  readonly change: (
    who: Unlocked,
    given: { readonly before: string; readonly after: string },
  ) => Promise<Answer>;
  /** Lets a recovery device open this device too; null: none does any more. False: there was no room. */
  readonly letRecover: (
    who: Unlocked,
    recovery: Parameters<typeof lockForRecovery>[2],
  ) => Promise<boolean>;
}

const NONE = 'There is no notebook on this device.';
const WRONG = 'That passphrase does not match. Check it and try again.';
const CODES = {
  'not a whole code': 'A recovery code has 30 letters and digits. Type all six groups.',
  mistyped: 'There is a slip in that code. Compare it with your copy, one group at a time.',
} as const;
const ANOTHER_CODE =
  'That code does not open this device. Use the newest one, or look for others who have the notebook.';

export const readTypedCode = async (
  code: string,
): Promise<
  | { readonly state: 'read'; readonly recovery: Awaited<ReturnType<typeof recoveryDevice>> }
  | { readonly state: 'refused'; readonly answer: Answer }
> => {
  const read = await readRecoveryCode(code);
  return read.state === 'read'
    ? { state: 'read', recovery: await recoveryDevice(read.secret) }
    : { state: 'refused', answer: refused(CODES[read.why], 'code') };
};

export const openPassphrase = ({
  store,
  keepsake,
  tries,
  cost,
  random,
}: {
  readonly store: Store;
  readonly keepsake: Keepsake;
  readonly tries: PassphraseTries;
  readonly cost: PassphraseCost;
  readonly random: Random;
}): Passphrase => {
  const no = (why: string, field: string | null = null): Opening => ({
    state: 'refused',
    answer: refused(why, field),
  });

  /** Runs one try at the passphrase of a locked device. */
  const attempt = async (
    locked: LockedDevice,
    passphrase: string,
    field: string,
  ): Promise<
    | Extract<Awaited<ReturnType<typeof unlockDevice>>, { state: 'open' }>
    | { readonly state: 'refused'; readonly answer: Answer }
  > => {
    const trying = await tries.begin();
    if (trying.state === 'wait') {
      return {
        state: 'refused',
        answer: refused(
          `Too many wrong passphrases. You can try again ${inSeconds(trying.ms)}.`,
          field,
        ),
      };
    }
    const opened = await unlockDevice(locked, passphrase, random);
    if (opened.state === 'open' || opened.why === 'damaged') await tries.right();
    if (opened.state === 'open') return opened;
    if (opened.why === 'damaged') return { state: 'refused', answer: refused(DAMAGED) };
    const ms = tries.wait();
    const again = ms > 0 ? ` You can try again ${inSeconds(ms)}.` : '';
    return { state: 'refused', answer: refused(`${WRONG}${again}`, field) };
  };

  const unlockedFrom = async (
    locked: LockedDevice,
    { device, master, keyrings }: Pick<Unlocked, 'device' | 'master' | 'keyrings'>,
  ): Promise<Unlocked> => {
    // Named one by one: what is unlocked must never be taken for an answer to a panel.
    const who: Unlocked = { locked, device, master, keyrings, about: null };
    who.about = await keepsake.about(who);
    return who;
  };

  return {
    wait: tries.wait,
    open: async (passphrase) => {
      const kept = await store.device();
      if (kept === null) return no(NONE);
      if (kept === 'damaged') return no(DAMAGED);
      const opened = await attempt(kept, passphrase, 'passphrase');
      if (opened.state === 'refused') return opened;
      // Deriving the key is slow on purpose; what opening takes is measured from here.
      performance.mark('liaison: key derived');
      return { state: 'open', who: await unlockedFrom(kept, opened) };
    },
    openByCode: async (code, passphrase) => {
      const kept = await store.device();
      if (kept === null) return no(NONE);
      if (kept === 'damaged') return no(DAMAGED);
      const typed = await readTypedCode(code);
      if (typed.state === 'refused') return typed;
      if (!isLongEnough(passphrase)) return no(PASSPHRASE_RULE, 'passphrase');
      const key = await masterKeyFor(kept, typed.recovery);
      if (key === null) return no(ANOTHER_CODE, 'code');
      const opened = await unlockWithMaster(kept, key, random);
      if (opened.state === 'refused') return no(DAMAGED);
      const who = await unlockedFrom(kept, opened);
      const isKept = await keepsake.changeLocked(who, (locked) =>
        changeLock(locked, who.master, passphrase, cost, random),
      );
      if (!isKept) return no(FULL);
      await tries.right();
      return { state: 'open', who };
    },
    refusal: async (who, passphrase, field) => {
      const opened = await attempt(who.locked, passphrase, field);
      return opened.state === 'open' ? null : opened.answer;
    },
    change: async (who, { before, after }) => {
      if (!isLongEnough(after)) return refused(PASSPHRASE_RULE, 'after');
      const opened = await attempt(who.locked, before, 'before');
      if (opened.state === 'refused') return opened.answer;
      const isKept = await keepsake.changeLocked(who, (locked) =>
        changeLock(locked, who.master, after, cost, random),
      );
      return isKept ? done() : refused(FULL);
    },
    letRecover: (who, recovery) =>
      keepsake.changeLocked(who, (locked) => lockForRecovery(locked, who.master, recovery)),
  };
};
