/** Coming back by a recovery code on a device that holds no notebook: asks whoever is about, and takes what they tell. */
import type { RecoveringView } from './views';
import { openRendezvous } from '@/lib/sync/rendezvous';
import { openTimerSet, type Random, type Timers } from '@/lib/sync/timers';
import type { Device } from '@/lib/vault/device';
import {
  openRecoverer,
  recoveryTopic,
  type RecoveryAnswer,
  type RecoveryPart,
} from '@/lib/vault/recovery-exchange';

/** The hello may be lost, and those who can answer may come later: it is said again this often (ms). */
const AGAIN_AFTER_MS = 3_000;
/** After coming back to one notebook it goes on asking for others of the same person for this long (ms). */
const GOES_ON_MS = 120_000;
/** Answers to one hello that are gathered at once, and bytes of one answer: more is not looked at. */
const MOST_ANSWERS = 64;
const LARGEST_ANSWER = 32 * 1024 * 1024;

export type Returning = 'in' | 'not for this code' | 'used before' | 'not kept';

export interface Recovering {
  readonly view: () => RecoveringView;
  readonly close: () => void;
}

const WORDS = {
  'not for this code':
    'Someone answered, but this code is not of a person in their notebook. Use the newest code.',
  'used before':
    'This code has let a device in before and cannot let in another. Ask a colleague to invite you.',
  'not kept':
    'The notebook could not be written on this device. Make room on it, then try the same code again.',
} as const satisfies Record<Exclude<Returning, 'in'>, string>;

export const openRecovering = async ({
  recovery,
  signalling,
  comeBack,
  onChange,
  random,
  timers,
}: {
  readonly recovery: Device;
  readonly signalling: readonly string[];
  /** Lets a new device in by the recovery device, and opens the notebook. */
  readonly comeBack: (answer: RecoveryAnswer) => Promise<Returning>;
  readonly onChange: () => void;
  readonly random: Random;
  readonly timers: Timers;
}): Promise<Recovering> => {
  const recoverer = await openRecoverer(recovery, random);
  const topic = await recoveryTopic(recovery.id);
  const answers = new Map<string, { readonly parts: Map<number, RecoveryPart>; length: number }>();
  const isIn = new Set<string>();
  const waiting = openTimerSet(timers);
  let state: RecoveringView = { state: 'looking for others', why: null };
  let isClosed = false;
  let working: Promise<void> = Promise.resolve();

  const show = (next: RecoveringView): void => {
    state = next;
    if (!isClosed) onChange();
  };

  const whole = async (parts: ReadonlyMap<number, RecoveryPart>): Promise<void> => {
    const [first] = parts.values();
    if (first === undefined || isClosed || isIn.has(first.notebook)) return;
    show({ state: 'receiving', why: null });
    const ordered = [...parts.values()].toSorted((a, b) => a.part - b.part);
    const { notebook, name } = first;
    // People may meet somewhere else by now than where this one was looked for.
    const meet = [...new Set([...first.signalling, ...signalling])].slice(0, 8);
    const statements = ordered.flatMap((part) => part.statements);
    const returning = await comeBack({ notebook, name, signalling: meet, statements }).catch(
      (): Returning => 'not kept',
    );
    if (returning === 'in') {
      if (isIn.size === 0) waiting.later(GOES_ON_MS, close);
      isIn.add(notebook);
      show({ state: 'looking for others', why: null });
      return;
    }
    // What one says in ill will must not end it: others are still listened to.
    show({ state: 'refused', why: WORDS[returning] });
  };

  const hear = async (message: Uint8Array): Promise<void> => {
    const part = await recoverer.take(message);
    if (part === null || isClosed || isIn.has(part.notebook)) return;
    const known = answers.get(part.answer);
    if (known === undefined && answers.size >= MOST_ANSWERS) {
      const [oldest] = answers.keys();
      if (oldest !== undefined) answers.delete(oldest);
    }
    const answer = known ?? { parts: new Map<number, RecoveryPart>(), length: 0 };
    answers.set(part.answer, answer);
    answer.length += message.length;
    if (answer.length > LARGEST_ANSWER) {
      answers.delete(part.answer);
      return;
    }
    answer.parts.set(part.part, part);
    if (answer.parts.size < part.parts) return;
    answers.delete(part.answer);
    working = working.then(() => whole(answer.parts));
  };

  const rendezvous = openRendezvous({
    signalling,
    topic,
    onMessage: (message) => void hear(message),
    random,
    timers,
  });
  const say = (): void => {
    rendezvous.publish(recoverer.hello);
    waiting.later(AGAIN_AFTER_MS, say);
  };
  say();

  const close = (): void => {
    isClosed = true;
    waiting.close();
    rendezvous.close();
  };
  return { view: () => state, close };
};
