/** The step by which a recovery code lets a new device in: the register, the keys and the admission that it signs. */
import type { Book } from './book';
import type { Keepsake, Unlocked } from './keepsake';
import type { Returning } from './recovering';
import type { Device } from '@/lib/vault/device';
import { handOver, nameEpoch, receive } from '@/lib/vault/hands';
import { invitationIdFromBytes, type NotebookId } from '@/lib/vault/ids';
import type { Random } from '@/lib/sync/timers';
import { newestEpoch, withBundle, type Keyring } from '@/lib/vault/keyring';
import type { RecoveryAnswer } from '@/lib/vault/recovery-exchange';
import { foldRegister } from '@/lib/vault/register';
import { askToJoin, readStatement, writeStatement, type Statement } from '@/lib/vault/statement';

const UNNAMED = 'Notebook';

/** Everything that the statements hand to a device, as a keyring. */
export const keyringFrom = async (
  device: Pick<Device, 'id' | 'openBundle'>,
  empty: Omit<Keyring, 'epochs' | 'sectionKeys'>,
  statements: readonly Statement[],
): Promise<Keyring> => {
  let keyring: Keyring = { ...empty, epochs: [], sectionKeys: [] };
  for (const statement of statements) {
    const handed = await receive(empty.notebook, device, statement, {
      // What is held already is added once only.
      hasEpoch: () => false,
      hasKey: () => false,
    });
    keyring = withBundle(keyring, handed);
  }
  return keyring;
};

export const readStatements = async (
  bytes: readonly Uint8Array[],
): Promise<readonly Statement[]> => {
  const read = await Promise.all(bytes.map((one) => readStatement(one)));
  return read.flatMap((one) => (one.state === 'read' ? [one.statement] : []));
};

/** The admission of `device`, said by the recovery device, with everything that it was handed itself. */
const admissionBy = async (
  recovery: Device,
  device: Device,
  keyring: Keyring,
  {
    notebook,
    statements,
  }: { readonly notebook: NotebookId; readonly statements: readonly Statement[] },
  random: Random,
): Promise<Statement | null> => {
  const register = foldRegister(notebook, statements);
  const member = register.memberOf(recovery.id);
  if (member === null) return null;
  const invitation = invitationIdFromBytes(random(16));
  return writeStatement(
    notebook,
    register.heads,
    {
      kind: 'admit',
      member,
      device: device.id,
      exchangeKey: device.exchangeKey,
      deviceKind: 'device',
      isKeeper: false,
      role: '',
      invitation,
      consent: await askToJoin(device, notebook, recovery.id, invitation),
      grants: [],
      hands: await handOver(notebook, [
        {
          device: device.id,
          exchangeKey: device.exchangeKey,
          epochs: await Promise.all(keyring.epochs.map(nameEpoch)),
          keys: keyring.sectionKeys,
        },
      ]),
    },
    recovery,
  );
};

export type LettingIn =
  | {
      readonly state: 'let in';
      readonly keyring: Keyring;
      /** Those of the answer, and the admission where it was needed. */
      readonly statements: readonly Uint8Array[];
    }
  | { readonly state: 'refused'; readonly why: 'not for this code' | 'used before' };

/**
 * Lets a device in by the recovery device, if the register of the answer is one that this recovery device is in. Nobody
 * can make such a register up: an admission of the recovery device holds its own signature over the notebook.
 */
export const letInBy = async (
  { recovery, device }: { readonly recovery: Device; readonly device: Device },
  answer: RecoveryAnswer,
  random: Random,
): Promise<LettingIn> => {
  const { notebook, name, signalling } = answer;
  const statements = await readStatements(answer.statements);
  const register = foldRegister(notebook, statements);
  const no = (why: 'not for this code' | 'used before'): LettingIn => ({ state: 'refused', why });
  if (register.device(recovery.id)?.deviceKind !== 'recovery') return no('not for this code');
  const empty = { notebook, name: name ?? UNNAMED, signalling };
  const keyring = await keyringFrom(recovery, empty, statements);
  if (newestEpoch(keyring) === null) return no('not for this code');
  // An attempt that was interrupted may have let it in already, and been heard.
  if (register.isDevice(device.id))
    return { state: 'let in', keyring, statements: answer.statements };
  const admission = await admissionBy(recovery, device, keyring, { notebook, statements }, random);
  const after = admission === null ? null : foldRegister(notebook, [...statements, admission]);
  return admission === null || after?.isDevice(device.id) !== true
    ? no('used before')
    : { state: 'let in', keyring, statements: [...answer.statements, admission.bytes] };
};

/** Lets this device in to the notebook of an answer and opens it; tried again it goes on where it was. */
export const comeBackBy = async ({
  who,
  recovery,
  answer,
  open,
  close,
  keepsake,
  show,
  random,
}: {
  readonly who: Unlocked;
  readonly recovery: Device;
  readonly answer: RecoveryAnswer;
  readonly open: (
    who: Unlocked,
    keyring: Keyring,
    statements: readonly Uint8Array[],
  ) => Promise<Pick<Book, 'notebook'>>;
  readonly close: (notebook: NotebookId) => Promise<void>;
  readonly keepsake: Keepsake;
  readonly show: (notebook: NotebookId) => Promise<void>;
  readonly random: Random;
}): Promise<Returning> => {
  const { notebook } = answer;
  if (who.keyrings.some((keyring) => keyring.notebook === notebook)) return 'in';
  const letIn = await letInBy({ recovery, device: who.device }, answer, random);
  if (letIn.state === 'refused') return letIn.why;
  const book = await open(who, letIn.keyring, letIn.statements);
  if (!(await keepsake.putKeyring(who, book.notebook.keyring()))) {
    await close(notebook);
    return 'not kept';
  }
  await show(notebook);
  return 'in';
};
