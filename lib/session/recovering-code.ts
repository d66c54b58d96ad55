/**
 * The recovery code of this person: made, shown once, checked by typing part of it, and only then let in. Making a new
 * one takes the old one away in every notebook.
 */
import { done, refused } from './answer';
import { FULL, type Keepsake, type Unlocked } from './keepsake';
import type { OpenNotebook } from './open-notebook';
import { readTypedCode, type Passphrase } from './passphrase';
import type { MyDevicesView, RecoveryState } from './views';
import { CalendarDay, londonDay } from '@/lib/domain/calendar';
import type { Answer } from '@/lib/link/contract';
import { z } from '@/lib/parse/zod';
import type { Random } from '@/lib/sync/timers';
import type { Device } from '@/lib/vault/device';
import { DeviceId, invitationIdFromBytes } from '@/lib/vault/ids';
import { recoveryDevice } from '@/lib/vault/recovery';
import {
  GROUPS_TO_TYPE,
  isCopied,
  makeRecoverySecret,
  writeRecoveryCode,
} from '@/lib/vault/recovery-code';
import type { Register, RegisterDevice } from '@/lib/vault/register';
import { askToJoin } from '@/lib/vault/statement';

/** What is remembered of the code that opens this device; never the code. */
const Remembered = z.strictObject({
  state: z.enum(['checked', 'used']),
  on: CalendarDay,
  device: DeviceId,
});
type Remembered = z.infer<typeof Remembered>;

export interface RecoveryCodes {
  /** Reads what is remembered; called at each unlocking. */
  readonly open: (who: Unlocked) => Promise<void>;
  /** Forgets what was shown and not checked; called at each locking. */
  readonly close: () => void;
  readonly view: (
    register: Pick<Register, 'members' | 'memberOf'>,
    me: string,
  ) => MyDevicesView['recovery'];
  readonly make: (who: Unlocked, passphrase: string) => Promise<Answer>;
  /**
   * The code counts from here: it is let in to every notebook given, opens this device, and those before it are
   * removed. With no code shown, a whole code that was made on another device is taken on by this one.
   */
  readonly confirm: (
    who: Unlocked,
    notebooks: readonly OpenNotebook[],
    part: string,
  ) => Promise<Answer>;
  /** After coming back by a code: from now on the person is asked to make a new one. */
  readonly used: (who: Unlocked, recovery: Pick<Device, 'id'>) => Promise<void>;
}

const NOT_COPIED =
  'Those groups are not the ones of your code. Look at your copy and type them again.';
const NOT_SHOWN = 'Make a code first.';
const NOT_MINE = 'That code is not one of yours in this notebook. Make a new one.';

/** The recovery devices of one device's person that are in a notebook. */
const recoveriesOf = (
  register: Pick<Register, 'members' | 'memberOf'>,
  me: string,
): readonly RegisterDevice[] => {
  const member = register.memberOf(me);
  return register.members
    .filter((one) => one.member === member)
    .flatMap(({ devices }) => devices)
    .filter(({ deviceKind }) => deviceKind === 'recovery');
};

export const openRecoveryCodes = ({
  keepsake,
  passphrase: door,
  now,
  random,
}: {
  readonly keepsake: Keepsake;
  readonly passphrase: Passphrase;
  readonly now: () => number;
  readonly random: Random;
}): RecoveryCodes => {
  let remembered: Remembered | null = null;
  let shown: { readonly code: string; readonly recovery: Device } | null = null;

  const remember = async (
    who: Unlocked,
    state: Remembered['state'],
    recovery: Pick<Device, 'id'>,
  ): Promise<void> => {
    remembered = { state, on: londonDay(now()), device: recovery.id };
    await keepsake.put(who, 'recovery', new TextEncoder().encode(JSON.stringify(remembered)));
  };

  /** Lets the recovery device in where it is not yet. */
  const letIn = async (notebook: OpenNotebook, me: string, recovery: Device): Promise<boolean> => {
    const register = notebook.register();
    const member = register.memberOf(me);
    // A notebook that this person was removed from is none of theirs any more.
    if (member === null || register.isDevice(recovery.id)) return true;
    const invitation = invitationIdFromBytes(random(16));
    const admitted = await notebook.admit({
      member,
      device: recovery.id,
      exchangeKey: recovery.exchangeKey,
      deviceKind: 'recovery',
      isKeeper: false,
      role: '',
      invitation,
      consent: await askToJoin(recovery, notebook.id, DeviceId.parse(me), invitation),
      grants: [],
    });
    return admitted.state === 'saved';
  };

  const removeOthers = async (
    notebook: OpenNotebook,
    me: string,
    recovery: Device,
  ): Promise<void> => {
    const devices = recoveriesOf(notebook.register(), me)
      .map(({ id }) => id)
      .filter((id) => id !== recovery.id);
    if (devices.length > 0) await notebook.remove({ members: [], devices });
  };

  /** In this order, so that at every moment at least one code opens everything. */
  const takeOn = async (
    who: Unlocked,
    notebooks: readonly OpenNotebook[],
    recovery: Device,
  ): Promise<Answer> => {
    for (const notebook of notebooks) {
      if (!(await letIn(notebook, who.device.id, recovery))) return refused(FULL);
    }
    if (!(await door.letRecover(who, recovery))) return refused(FULL);
    await remember(who, 'checked', recovery);
    for (const notebook of notebooks) await removeOthers(notebook, who.device.id, recovery);
    return done();
  };

  return {
    open: async (who) => {
      const kept = await keepsake.get(who, 'recovery');
      remembered =
        kept === null
          ? null
          : (Remembered.safeParse(JSON.parse(new TextDecoder().decode(kept))).data ?? null);
    },
    close: () => {
      remembered = null;
      shown = null;
    },
    view: (register, me) => {
      const present = recoveriesOf(register, me).map(({ id }) => id);
      if (shown !== null) {
        return { state: 'not checked', on: null, asksFor: GROUPS_TO_TYPE };
      }
      const none = (state: RecoveryState): MyDevicesView['recovery'] => ({
        state,
        on: null,
        asksFor: [],
      });
      if (remembered === null || !present.includes(remembered.device)) {
        // One that was made on another device of theirs brings the notebook back, if not this device.
        return none(
          present.length > 0 ? 'checked' : remembered?.state === 'used' ? 'used' : 'none',
        );
      }
      return { state: remembered.state, on: remembered.on, asksFor: [] };
    },
    make: async (who, passphrase) => {
      const refusal = await door.refusal(who, passphrase, 'passphrase');
      if (refusal !== null) return refusal;
      const secret = makeRecoverySecret(random);
      const code = await writeRecoveryCode(secret);
      shown = { code, recovery: await recoveryDevice(secret) };
      return done(null, code);
    },
    confirm: async (who, notebooks, part) => {
      if (shown !== null) {
        if (!isCopied(shown.code, part)) return refused(NOT_COPIED, 'part');
        const answer = await takeOn(who, notebooks, shown.recovery);
        if (answer.state === 'done') shown = null;
        return answer;
      }
      const typed = await readTypedCode(part);
      if (typed.state === 'refused') return refused(NOT_SHOWN, 'part');
      const isMine = notebooks.some((notebook) =>
        recoveriesOf(notebook.register(), who.device.id).some(({ id }) => id === typed.recovery.id),
      );
      return isMine ? takeOn(who, notebooks, typed.recovery) : refused(NOT_MINE, 'part');
    },
    used: (who, recovery) => remember(who, 'used', recovery),
  };
};
