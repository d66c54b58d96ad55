/** Coming to a notebook that others have: by an invitation, or back to it by a recovery code. One of each at a time. */
import { done, LOCKED, refused } from './answer';
import { makeUnlocked } from './founding';
import type { Hall } from './hall';
import { openJoining, type Joining } from './joining';
import { FULL, type Unlocked } from './keepsake';
import { readTypedCode } from './passphrase';
import { openRecovering, type Recovering } from './recovering';
import type { RecoveryCodes } from './recovering-code';
import { comeBackBy, keyringFrom, readStatements } from './recovering-return';
import type { JoinView, RecoveringView } from './views';
import type { Welcome } from './welcome';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { ADDRESS_RULE, isMeetingAddress } from '@/lib/parse/address';
import { toHex } from '@/lib/parse/bytes';
import { readCode } from '@/lib/vault/invitation-code';
import { newestEpoch, type Keyring } from '@/lib/vault/keyring';

export interface Arriving {
  readonly join: (given: OrderOf<'join'>) => Promise<Answer>;
  readonly confirmWords: () => Promise<void>;
  readonly stopJoining: () => Promise<void>;
  /** Asks whoever is about for the notebooks of a recovery code. */
  readonly recover: (given: OrderOf<'recover'>) => Promise<Answer>;
  readonly stopRecovering: () => void;
  readonly joinView: () => JoinView | null;
  readonly recoveringView: () => RecoveringView | null;
  /** Ends both; either may be begun again. */
  readonly close: () => void;
}

const JOINING_CLOSES_AFTER_MS = 8_000;

const CODES = {
  'not an invitation': 'That is not an invitation code. Copy the whole code and paste it again.',
  'cut short or mistyped':
    'That code is cut short or mistyped. Copy the whole code and paste it again.',
  'from a newer version':
    'That code was made with a newer version. Update your browser extension and try again.',
} as const;

export const openArriving = (hall: Hall, recoveryCodes: Pick<RecoveryCodes, 'used'>): Arriving => {
  const { books, keepsake, random, timers, changed } = hall;
  let joining: Joining | null = null;
  let recovering: Recovering | null = null;

  const enter = async (
    who: Unlocked,
    welcome: Welcome,
    signalling: readonly string[],
    notebookId: Keyring['notebook'],
  ): Promise<void> => {
    const keyring = await keyringFrom(
      who.device,
      { notebook: notebookId, name: welcome.name, signalling },
      await readStatements(welcome.statements),
    );
    if (newestEpoch(keyring) === null) throw new Error('a welcome without a key');
    const opened = await books.open(who, keyring, welcome.statements);
    if (!(await keepsake.putKeyring(who, opened.notebook.keyring()))) {
      await books.close(notebookId);
      throw new Error(FULL);
    }
    await keepsake.forget('joining');
    // The other side hears that the keys have arrived before its meeting place closes.
    const finished = joining;
    joining = null;
    timers.later(JOINING_CLOSES_AFTER_MS, () => finished?.close());
    await hall.show(who, notebookId);
  };

  const join: Arriving['join'] = async ({ about, passphrase, code }) => {
    const read = await readCode(code);
    if (read.state === 'refused') return refused(CODES[read.why], 'code');
    if (read.code.signalling.length === 0) {
      return refused(
        'This code names no address to meet at. Ask for one made where an address is set.',
        'code',
      );
    }
    const who =
      hall.who() ??
      (passphrase === null ? refused(LOCKED) : await makeUnlocked(hall, about, passphrase));
    if ('state' in who) return who;
    hall.admit(who);
    if (who.keyrings.some(({ notebook }) => notebook === read.code.notebook)) {
      return refused('You are in this notebook already.', 'code');
    }
    joining?.close();
    const of = hall.here()?.of;
    const marked = await keepsake.get(who, 'joining');
    const invitation = new TextEncoder().encode(read.code.invitation);
    joining = await openJoining({
      code: read.code,
      device: who.device,
      // A device that came to its person's notebook later was never told who they are: that notebook knows.
      about: about ?? who.about ?? of?.shelf.find('person', of.looking().me) ?? null,
      hasConfirmed: marked !== null && toHex(marked) === toHex(invitation),
      keepConfirmed: () => keepsake.put(who, 'joining', invitation),
      enter: (welcome) =>
        hall.inTurn(async () => {
          if (hall.who() !== who) throw new Error('the notebook was locked while joining');
          await enter(who, welcome, read.code.signalling, read.code.notebook);
        }),
      onChange: changed,
      random,
      timers,
    });
    hall.waitForNotebook();
    return done();
  };

  const recover: Arriving['recover'] = async ({ code, passphrase, addresses }) => {
    const typed = await readTypedCode(code);
    if (typed.state === 'refused') return typed.answer;
    if (addresses.length === 0) {
      return refused('Enter the address where your colleagues meet', 'addresses');
    }
    if (!addresses.every(isMeetingAddress)) return refused(ADDRESS_RULE, 'addresses');
    const who = hall.who() ?? (await makeUnlocked(hall, null, passphrase));
    if ('state' in who) return who;
    hall.admit(who);
    recovering?.close();
    recovering = await openRecovering({
      recovery: typed.recovery,
      signalling: addresses,
      comeBack: (answer) =>
        hall.inTurn(async () => {
          if (hall.who() !== who) throw new Error('the notebook was locked while coming back');
          return comeBackBy({
            who,
            recovery: typed.recovery,
            answer,
            open: books.open,
            close: books.close,
            keepsake,
            random,
            show: async (id) => {
              await recoveryCodes.used(who, typed.recovery);
              await hall.show(who, id);
            },
          });
        }),
      onChange: changed,
      random,
      timers,
    });
    hall.waitForNotebook();
    return done();
  };

  return {
    join,
    confirmWords: async () => {
      await joining?.confirm();
    },
    stopJoining: async () => {
      await joining?.refuse();
      joining?.close();
      joining = null;
      changed();
    },
    recover,
    stopRecovering: () => {
      recovering?.close();
      recovering = null;
      changed();
    },
    joinView: () => joining?.view() ?? null,
    recoveringView: () => recovering?.view() ?? null,
    close: () => {
      joining?.close();
      joining = null;
      recovering?.close();
      recovering = null;
    },
  };
};
